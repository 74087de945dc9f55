"""What can be other in a document that came back than in the one that was sent, and how a report says so."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal

from pve_gen.model import Words
from pve_gen.values import Struct

AlterationKind = Literal[
    "altered", "missing", "added", "duplicated", "moved",
    "hidden", "struck", "white", "tiny", "distorted", "cut", "tracked", "embedded", "formula", "alternative", "bound", "drawing", "picture", "redrawn", "answer-place",
    "header-footer", "pages", "notes", "pictures", "font", "fetched", "other-programme",
]  # fmt: skip

WORDS: dict[AlterationKind, Words] = {
    "altered": Words("de tekst is gewijzigd", "the text was altered"),
    "missing": Words("ontbreekt", "is missing"),
    "added": Words("is toegevoegd", "was added"),
    "duplicated": Words("staat er meer dan eens", "stands there more than once"),
    "moved": Words("is verplaatst", "was moved"),
    "hidden": Words("bevat verborgen tekst", "holds hidden text"),
    "struck": Words("bevat doorgehaalde tekst", "holds struck-through text"),
    "white": Words("bevat tekst in de kleur van het papier", "holds text in the colour of the paper"),
    "tiny": Words("bevat tekst die te klein is om te lezen", "holds text too small to read"),
    "distorted": Words(
        "bevat tekst die is samengedrukt, verschoven, omgekeerd, in andere tekens gezet of door een effect slecht te zien is",
        "holds text that is squeezed, shifted, reversed, set in other signs or hard to see by an effect",
    ),
    "cut": Words(
        "bevat een rij met een vaste hoogte; wat daar niet in past, is niet te zien",
        "holds a row of a fixed height; what does not fit in it is not seen",
    ),
    "tracked": Words(
        "bevat een bijgehouden wijziging die niet is aanvaard en niet is afgewezen",
        "holds a tracked change that is neither accepted nor rejected",
    ),
    "embedded": Words("bevat een ingesloten object", "holds an embedded object"),
    "formula": Words("bevat een formule waar tekst stond", "holds a formula where a text was"),
    "alternative": Words(
        "bevat tekst die het ene programma toont en het andere niet", "holds text that one program shows and another does not"
    ),
    "bound": Words("toont tekst die elders in het bestand is opgeslagen", "shows text that is kept elsewhere in the file"),
    "drawing": Words(
        "bevat een vorm, afbeelding of kader dat niet is verstuurd; er kan tekst onder liggen",
        "holds a shape, picture or frame that was not sent; text may lie under it",
    ),
    "picture": Words("toont een andere afbeelding dan is verstuurd", "shows another picture than was sent"),
    "redrawn": Words(
        "bevat een vorm of afbeelding die is vergroot, verplaatst of gevuld; er kan tekst onder liggen",
        "holds a shape or picture that was enlarged, moved or filled; text may lie under it",
    ),
    "answer-place": Words("bevat een antwoordveld dat daar niet is verstuurd", "holds an answer field that was not sent there"),
    "header-footer": Words("de kop- of voettekst is gewijzigd", "the header or footer was altered"),
    "pages": Words("de pagina's zijn anders opgemaakt", "the pages are laid out otherwise"),
    "notes": Words("de noten zijn gewijzigd", "the notes were altered"),
    "pictures": Words("er zijn afbeeldingen toegevoegd of verwijderd", "pictures were added or removed"),
    "font": Words("bevat een lettertype dat niet is verstuurd", "holds a font that was not sent"),
    "fetched": Words("haalt bij het openen iets van elders", "fetches something from elsewhere when it is opened"),
    "other-programme": Words("hoort bij een ander programma dan de lock", "is of another programme than the lock"),
}
"""How a report says what was done."""


class Alteration(Struct, frozen=True, kw_only=True):
    """One thing that is not as it was sent. `id` is the requirement's, or empty; `was` and `now` hold the texts that differ.

    `remark` says more where a reader of the text would not see it.
    """

    id: str
    kind: AlterationKind
    was: str
    now: str
    place: str
    remark: str = ""


def differing(was: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, str]:
    """The lines of each that are not in the other."""
    before: list[str] = []
    after: list[str] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            before += was[start:end]
            after += now[begin:stop]
    return "\n".join(before), "\n".join(after)
