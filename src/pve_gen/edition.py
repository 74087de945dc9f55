"""The nouns of a comparison: two editions of what is asked, how they differ, and what people say about that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pve_gen.model import Kind, Language, Words
from pve_gen.programme import ProvenanceLines, TenderLines
from pve_gen.values import Struct, field

ChangeKind = Literal[
    "added", "removed", "split", "merged", "kind", "tightened", "relaxed", "value", "changed",
    "applies", "evidence", "verify", "moved", "reworded", "norms", "background", "version",
]  # fmt: skip

CHANGES: dict[ChangeKind, Words] = {
    "added": Words("toegevoegd", "added"),
    "removed": Words("vervallen", "removed"),
    "split": Words("gesplitst", "split"),
    "merged": Words("samengevoegd", "merged"),
    "kind": Words("andere soort", "other kind"),
    "tightened": Words("aangescherpt", "tightened"),
    "relaxed": Words("versoepeld", "relaxed"),
    "value": Words("waarde gewijzigd", "value changed"),
    "changed": Words("inhoud gewijzigd", "content changed"),
    "applies": Words("toepassing gewijzigd", "application changed"),
    "evidence": Words("bewijs gewijzigd", "evidence changed"),
    "verify": Words("toetsing gewijzigd", "verification changed"),
    "moved": Words("verplaatst", "moved"),
    "reworded": Words("anders verwoord", "reworded"),
    "norms": Words("normen gewijzigd", "norms changed"),
    "background": Words("achtergrond gewijzigd", "background changed"),
    "version": Words("nieuw versienummer", "new version number"),
}
"""Every kind of change, in the words of a document."""

Field = Literal[
    "kind", "points", "title", "text", "value", "evidence", "verify", "applies", "norms", "theme", "id", "acts", "why", "risk", "version"
]


class Asked(Struct, frozen=True, kw_only=True):
    """One thing that an edition says: a requirement, or beside those a fact, a term or a rule of scoring.

    Texts are plain, with line ends; `values` is name → label and what it is. `applies` says in words when it is asked, and
    is empty in a programme, where that was decided. `hash` is that of what the supplier is asked, empty where nobody is asked yet.
    """

    id: str
    about: Literal["requirement", "fact", "term", "tender"] = "requirement"
    kind: Kind = "requirement"
    kind_name: str = ""
    points: int = 0
    title: str
    text: str
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    verify: str = ""
    why: str = ""
    risk: str = ""
    norms: tuple[str, ...] = ()
    theme: str = ""
    chapter: str = ""
    applies: str = ""
    acts: str = ""
    version: int = 0
    hash: str = ""


class Edition(Struct, frozen=True, kw_only=True):
    """What is asked, at one moment: a programme, or a catalogue.

    `name` is how it was named to us, `title` what it calls itself. `document` is the number of a programme, empty for a
    catalogue. `replaced_by` is what a retired requirement says of its successors; `tender` and `provenance` are those of a programme.
    """

    name: str
    title: str
    version: str
    document: str
    language: Language
    asked: Mapping[str, Asked]
    replaced_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tender: TenderLines | None = None
    provenance: ProvenanceLines | None = None


class Part(Struct, frozen=True, kw_only=True):
    """One field that differs; `name` says which value it is. Of lists, `was` and `now` have a line each."""

    field: Field
    was: str
    now: str
    name: str = ""


class Difference(Struct, frozen=True, kw_only=True):
    """What became of one requirement, with the kind of change that rules propose, and why they do.

    `id` is the one it has now, or had where it is gone; `was` and `now` are its texts in OLD and NEW: none where it is added or
    removed, several where it was merged or split. `parts` are the fields that differ, the most telling first.
    `possibly_material` is a flag for people to look at, never a decision.
    """

    id: str
    title: str
    change: ChangeKind
    because: Words
    possibly_material: bool
    was: tuple[Asked, ...]
    now: tuple[Asked, ...]
    parts: tuple[Part, ...]
    fingerprint: str

    @property
    def stale_answer(self) -> bool:
        """Whether an answer that was given to OLD no longer answers what NEW asks."""
        return {asked.hash for asked in self.was} != {asked.hash for asked in self.now}


class Confirmed(Struct, frozen=True, kw_only=True):
    """What people say about a change; empty where they have not said it yet. `line` is where, in their file."""

    id: str
    fingerprint: str
    change: ChangeKind | None = None
    material: bool | None = None
    explanation: str = ""
    line: int = 0


class AskedQuestion(Struct, frozen=True, kw_only=True):
    """A question of a tenderer, without a name, and its answer, empty where there is none yet."""

    number: int
    about: str
    question: str
    answer: str


class Notes(Struct, frozen=True, kw_only=True):
    """What people wrote beside a comparison."""

    number: str = ""
    introduction: str = ""
    consequences: str = ""
    questions: tuple[AskedQuestion, ...] = ()
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)


class Answered(Struct, frozen=True, kw_only=True):
    """What a change does to one supplier's answers: ids whose answer no longer holds, and ids that need one."""

    supplier: str
    stale: tuple[str, ...]
    missing: tuple[str, ...]


class Comparison(Struct, frozen=True, kw_only=True):
    """Two editions, their differences in the order of NEW, and what people said of them."""

    old: Edition
    new: Edition
    differences: tuple[Difference, ...]
    notes: Notes = Notes()
    answered: tuple[Answered, ...] = ()

    def confirmed(self, difference: Difference) -> Confirmed | None:
        """What people said of just this difference; what they said of an earlier one does not count."""
        said = self.notes.confirmed.get(difference.id)
        return said if said and said.fingerprint == difference.fingerprint else None

    def change_of(self, difference: Difference) -> ChangeKind:
        """The kind of change as people confirmed it, else as it is proposed."""
        said = self.confirmed(difference)
        return (said.change if said else None) or difference.change

    def material(self, difference: Difference) -> bool:
        """Whether it is material as people judged it, else whether it may be."""
        said = self.confirmed(difference)
        return said.material if said and said.material is not None else difference.possibly_material
