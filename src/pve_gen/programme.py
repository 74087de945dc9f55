"""What a template may name: the programme of requirements, in one language, in the markup of one format.

Every name in a template, such as `requirement.title`, is a field of a class in this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from pve_gen.model import Kind, Language
from pve_gen.values import Struct

BLANK_OPEN, BLANK_CLOSE = "\ue000", "\ue001"
"""Around a value that the tender must still give; private-use characters, which the YAML reader refuses."""

M_co = TypeVar("M_co", covariant=True)
"""A piece of a document in the markup of its format: Word XML, Markdown, HTML …"""


class Format(Protocol[M_co]):
    """How one format writes what is more than plain text."""

    def blocks(self, text: str) -> M_co: ...
    def inline(self, text: str) -> M_co: ...
    def kind_label(self, kind: Kind, label: str) -> M_co: ...
    def anchor(self, requirement: str) -> M_co: ...
    def link(self, requirement: str) -> M_co: ...
    def links(self, requirements: tuple[str, ...]) -> M_co: ...
    def answer_field(self, requirement: str, kind: Kind) -> M_co: ...
    def explanation_field(self, requirement: str) -> M_co: ...
    def evidence_field(self, requirement: str) -> M_co: ...
    def supplier_field(self) -> M_co: ...


class EvidenceLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A piece of evidence and the moment at which it is shown."""

    what: M_co
    when: str


class RequirementBlock(Struct, Generic[M_co], frozen=True, kw_only=True):
    """One requirement as the document shows it."""

    id: str
    version: int
    title: str
    kind: Kind
    kind_name: str
    points: int
    kind_label: M_co
    anchor: M_co
    link: M_co
    norms: str
    text: M_co
    why: M_co
    evidence: tuple[EvidenceLine[M_co], ...]
    verify: M_co
    chapter: str
    because: str
    untranslated: bool
    answer_field: M_co
    explanation_field: M_co
    evidence_field: M_co


class Chapter(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A theme with the requirements that are in."""

    id: str
    title: str
    introduction: str
    requirements: Sequence[RequirementBlock[M_co]]


class RegisterLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A requirement that is in, as a line of the register of requirements."""

    id: str
    title: str
    kind_name: str
    link: M_co
    norms: str
    because: str
    untranslated: bool


class FactLine(Struct, frozen=True, kw_only=True):
    """A fact of this tender, who says so, and why."""

    id: str
    title: str
    value: str
    source: str
    motivation: str
    scale: bool


class LeftOut(Struct, frozen=True, kw_only=True):
    """A requirement that is not asked, and why not."""

    id: str
    title: str
    chapter: str
    because: str


class CoveredClause(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A clause and the requirements that stand for it."""

    label: str
    title: str
    requirements: M_co


class CoveredNorm(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A norm in its edition, with the clauses that this programme touches."""

    title: str
    edition: str
    note: str
    clauses: Sequence[CoveredClause[M_co]]


class DecisionLine(Struct, frozen=True, kw_only=True):
    """What a person decided about a requirement or a value, and why."""

    requirement: str
    title: str
    decision: str
    role: str
    reason: str


class TermLine(Struct, frozen=True, kw_only=True):
    """A word and what it means here."""

    term: str
    meaning: str


class TenderLines(Struct, frozen=True, kw_only=True):
    """What the cover and the headers say; what is not known yet is a blank between square brackets.

    `description` is a paragraph a text.
    """

    organisation: str
    title: str
    reference: str
    version: str
    status: str
    date: str
    contact: str
    description: tuple[str, ...]
    procedure: str


class ProvenanceLines(Struct, frozen=True, kw_only=True):
    """Which document this is and where it comes from, as text; `day` and `created` are in ISO form for the properties of a file."""

    document: str
    tool: str
    catalog: str
    commit: str
    template: str
    day: str
    created: str
    hash: str


class Content(Protocol):
    """What a template may name: a group of values that knows which programme it is about."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def provenance(self) -> ProvenanceLines: ...


def names_in(content: Content) -> dict[str, object]:
    """The names that a template may use, each with its value."""
    return {name: getattr(content, name) for name in content.__struct_fields__}


class Counts(Struct, frozen=True, kw_only=True):
    """How many of what are asked."""

    requirements: int
    wishes: int
    conditions: int
    points: int
    total: int
    left_out: int
    assumed: int


class Programme(Struct, Generic[M_co], frozen=True, kw_only=True):
    """The whole programme of requirements."""

    # Lists that grow with the catalogue are Sequences: what is in them is made when it is asked for, each time anew.

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    classification: str
    level: str
    profile: str
    knock_out: bool
    partly: int
    counts: Counts
    chapters: tuple[Chapter[M_co], ...]
    register: Sequence[RegisterLine[M_co]]
    facts: tuple[FactLine, ...]
    decisions: tuple[DecisionLine, ...]
    left_out: Sequence[LeftOut]
    coverage: tuple[CoveredNorm[M_co], ...]
    terms: tuple[TermLine, ...]
    blanks: tuple[str, ...]
    supplier_field: M_co
