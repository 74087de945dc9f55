"""A document that came back beside the one that was sent: what differs apart from the answers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from pve_gen.canonical import odd_letters
from pve_gen.model import Words
from pve_gen.programme import ProvenanceLines
from pve_gen.returned import DocumentText, Segment, Trick
from pve_gen.values import Struct

AlterationKind = Literal[
    "altered", "missing", "added", "duplicated", "moved",
    "hidden", "struck", "white", "tiny", "distorted", "tracked", "embedded", "formula", "alternative", "bound", "drawing", "answer-place",
    "header-footer", "notes", "pictures", "other-programme",
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
        "bevat tekst die is samengedrukt, verschoven, omgekeerd of in andere tekens gezet",
        "holds text that is squeezed, shifted, reversed or set in other signs",
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
    "answer-place": Words("bevat een antwoordveld dat daar niet is verstuurd", "holds an answer field that was not sent there"),
    "header-footer": Words("de kop- of voettekst is gewijzigd", "the header or footer was altered"),
    "notes": Words("de noten zijn gewijzigd", "the notes were altered"),
    "pictures": Words("er zijn afbeeldingen toegevoegd of verwijderd", "pictures were added or removed"),
    "other-programme": Words("hoort bij een ander programma dan de lock", "is of another programme than the lock"),
}
"""How a report says what was done."""

_ALIKE = 0.6  # how much of two parts without an id must agree to be the same part, changed


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


def alterations(sent: DocumentText, returned: DocumentText) -> tuple[Alteration, ...]:
    """Everything but the answers in which `returned` differs from `sent`, in the order of the document."""
    pairs, gone, extra = _paired(sent.segments, returned.segments)
    place = {id(segment): index for index, segment in enumerate(returned.segments)}
    found: list[tuple[float, Alteration]] = []
    found += [(place[id(after)], _altered(before, after)) for before, after in pairs if before.lines != after.lines]
    found += [(place[id(segment)], _extra(segment, sent)) for segment in extra]
    found += [(place[id(last)] + 0.5 if last else -1, _missing(before)) for before, last in _after_which(gone, pairs, sent.segments)]
    if returned.ordered:
        found += [(place[id(segment)], _moved(segment)) for segment in _out_of_order(pairs, sent.segments, returned.segments)]
    names = {before.name: after.name for before, after in pairs}
    new = [
        trick
        for trick in _new_tricks(sent, returned, names)
        if trick.kind != "answer-place" or trick.segment not in {one.name for one in extra}
    ]
    found += [(_place_of(trick, returned.segments), _trick(trick)) for trick in new]
    ordered = [alteration for _place, alteration in sorted(found, key=lambda item: item[0])]
    return (*ordered, *_around(sent, returned))


def of_another_programme(origin: ProvenanceLines, returned: DocumentText) -> tuple[Alteration, ...]:
    """An alteration where the document says it is another programme; none where it says nothing, as some programs drop properties."""
    number = returned.properties.get("pve-document", origin.document)
    if number == origin.document:
        return ()
    return (Alteration(id="", kind="other-programme", was=origin.document, now=number, place="properties"),)


# ── Which part is which ────────────────────────────────────────────────────────────────────────


def _paired(sent: Sequence[Segment], returned: Sequence[Segment]) -> tuple[list[tuple[Segment, Segment]], list[Segment], list[Segment]]:
    """Pairs that are the same part; parts that are gone; parts that are extra."""
    waiting: dict[tuple[str, str], list[Segment]] = {}
    for segment in returned:
        waiting.setdefault(_known_by(segment), []).append(segment)
    pairs, gone = [], []
    for segment in sent:
        candidates = waiting.get(_known_by(segment), [])
        if candidates:
            same = next((candidate for candidate in candidates if candidate.lines == segment.lines), candidates[0])
            candidates.remove(same)
            pairs.append((segment, same))
        else:
            gone.append(segment)
    extra = [segment for segments in waiting.values() for segment in segments]
    for before in [segment for segment in gone if not segment.key]:  # a heading that was changed has no name to be known by
        likely = max((segment for segment in extra if not segment.key), key=lambda segment: _likeness(before, segment), default=None)
        if likely and _likeness(before, likely) >= _ALIKE:
            pairs.append((before, likely))
            gone.remove(before)
            extra.remove(likely)
    return pairs, gone, extra


def _known_by(segment: Segment) -> tuple[str, str]:
    return (segment.key, "") if segment.key else ("", segment.title)


def _likeness(one: Segment, other: Segment) -> float:
    return SequenceMatcher(None, " ".join(one.lines).split(), " ".join(other.lines).split()).ratio()


def _after_which(
    gone: Iterable[Segment], pairs: Iterable[tuple[Segment, Segment]], sent: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment | None]]:
    """Every part that is gone, with the part of the returned document after which it stood."""
    there = {id(before): after for before, after in pairs}
    lost = {id(segment) for segment in gone}
    previous: Segment | None = None
    for segment in sent:
        if id(segment) in lost:
            yield segment, previous
        else:
            previous = there[id(segment)]


def _out_of_order(pairs: Iterable[tuple[Segment, Segment]], sent: Sequence[Segment], returned: Sequence[Segment]) -> Iterator[Segment]:
    """The fewest parts that must have been moved: those outside the longest run that is still in order."""
    order = {id(segment): index for index, segment in enumerate(sent)}
    there = {id(after): order[id(before)] for before, after in pairs}
    places = [(segment, there[id(segment)]) for segment in returned if id(segment) in there]
    tails: list[int] = []  # of each length where the chain of that length ends lowest
    before: dict[int, int] = {}  # in the longest chain that ends with it
    for _segment, index in places:
        at = bisect_left(tails, index)
        before[index] = tails[at - 1] if at else -1
        tails[at : at + 1] = [index]
    kept = set()
    last = tails[-1] if tails else -1
    while last >= 0:
        kept.add(last)
        last = before[last]
    return (segment for segment, index in places if index not in kept)


# ── What is said of it ─────────────────────────────────────────────────────────────────────────


def _altered(before: Segment, after: Segment) -> Alteration:
    was, now = _differing(before.lines, after.lines)
    remarks = []
    if after.before is not None and after.before == before.lines:
        remarks.append("a tracked change: without it, the text is as it was sent")
    if strange := [letter for letter in odd_letters(now) if letter not in odd_letters(was)]:
        remarks.append(f"holds letters of another alphabet: {', '.join(strange)}")
    return Alteration(id=before.key, kind="altered", was=was, now=now, place=after.place or after.title, remark="; ".join(remarks))


def _differing(was: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, str]:
    """The lines of each that are not in the other."""
    before: list[str] = []
    after: list[str] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            before += was[start:end]
            after += now[begin:stop]
    return "\n".join(before), "\n".join(after)


def _extra(segment: Segment, sent: DocumentText) -> Alteration:
    known = any(_known_by(segment) == _known_by(other) for other in sent.segments)
    kind: AlterationKind = "duplicated" if known else "added"
    return Alteration(id=segment.key, kind=kind, was="", now="\n".join(segment.lines), place=segment.place or segment.title)


def _missing(segment: Segment) -> Alteration:
    return Alteration(id=segment.key, kind="missing", was="\n".join(segment.lines), now="", place=segment.place or segment.title)


def _moved(segment: Segment) -> Alteration:
    return Alteration(id=segment.key, kind="moved", was="", now="", place=segment.place or segment.title, remark="stands elsewhere")


def _new_tricks(sent: DocumentText, returned: DocumentText, names: Mapping[str, str]) -> Iterator[Trick]:
    """Tricks that the document as sent did not have: a house style may strike or hide words of its own.

    A drawing has to be where it was: `names` are those of the parts as sent, with their names now.
    """
    known = Counter((trick.kind, trick.text, names.get(trick.segment, trick.segment) * (trick.kind == "drawing")) for trick in sent.tricks)
    for trick in returned.tricks:
        sort = (trick.kind, trick.text, trick.segment * (trick.kind == "drawing"))
        if known[sort]:
            known[sort] -= 1
        else:
            yield trick


_SORTS = {"answer-place": "of {}", "drawing": "{}"}


def _trick(trick: Trick) -> Alteration:
    removed = trick.kind == "tracked" and trick.text.startswith("- ")
    text = trick.text[2:] if trick.kind == "tracked" else trick.text
    remark = f"by {trick.author}" if trick.author else ""
    if trick.kind in _SORTS:  # what it is, in words of ours: it has no text
        text, remark = "", _SORTS[trick.kind].format(text.removesuffix(" *"))
    return Alteration(
        id=trick.key,
        kind=trick.kind,
        was=text if removed else "",
        now="" if removed else text,
        place=trick.segment or "the document",
        remark=remark,
    )


def _place_of(trick: Trick, segments: Sequence[Segment]) -> float:
    return next((index + 0.25 for index, segment in enumerate(segments) if segment.name == trick.segment), float(len(segments)))


def _around(sent: DocumentText, returned: DocumentText) -> Iterator[Alteration]:
    """What differs outside the text."""
    for kind, place, before, after in (
        ("header-footer", "header or footer", sent.edges, returned.edges),
        ("notes", "notes", sent.notes, returned.notes),
    ):
        gone = [line for line in before if line not in after]
        new = [line for line in after if line not in before]
        if gone or new:
            yield Alteration(id="", kind=kind, was="\n".join(gone), now="\n".join(new), place=place)  # type: ignore[arg-type]  # the two kinds above are kinds
    told = any(trick.kind == "drawing" for trick in returned.tricks)  # each with its own place
    if sent.pictures > returned.pictures or (sent.pictures < returned.pictures and not told):
        was, now = (f"{number} pictures" for number in (sent.pictures, returned.pictures))
        yield Alteration(id="", kind="pictures", was=was, now=now, place="pictures")
