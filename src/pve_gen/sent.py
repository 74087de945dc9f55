"""The nouns after sending: a programme as it was sent, with all that reading answers, assessing and comparing need.

What is in here never changes with the catalogue: it is what the supplier was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pve_gen.model import Annex, Aspect, Kind, Language, Level, Moment
from pve_gen.programme import Counts, DecisionLine, LeftOut, ProvenanceLines, TenderLines, TermLine

ProgrammeShape = Literal["pve-programme-1"]
LockShape = Literal["pve-lock-1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentValue:
    """A number or term in a requirement, as it was sent; `text` is empty where the tender did not say it."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvidence:
    """What the supplier shows, and when: `moment` for programs, `when` in words."""

    what: str
    moment: Moment
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNorm:
    """A clause, by its id in the catalogue and as the document cites it."""

    norm: str
    clause: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentUnmet:
    """What remains when the requirement is not met; texts in Markdown."""

    risk: str
    affects: tuple[Aspect, ...]
    likelihood: Level
    impact: Level
    supplier_measures: tuple[str, ...]
    municipality_measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequirement:
    """One requirement as it was sent: texts in Markdown with their values filled in, `hash` over what was asked (SHA-256)."""

    id: str
    version: int
    hash: str
    theme: str
    chapter: str
    annex: Annex = "security"
    kind: Kind
    kind_name: str
    points: int
    title: str
    text: str
    values: tuple[SentValue, ...]
    why: str
    because: str
    norms: tuple[SentNorm, ...]
    evidence: tuple[SentEvidence, ...]
    verify: str
    acts: Literal["supplier", "municipality", "both"]
    if_unmet: SentUnmet


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFact:
    """A fact as it was weighed: `value` for programs, `value_name` and `source_name` in words."""

    id: str
    title: str
    value: str | bool
    value_name: str
    source: Literal["flag", "tender", "profile", "default"]
    source_name: str
    motivation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentProgramme:
    """The programme as it was sent, in one language, in the order of the document.

    `partly` is the percentage of its points that a wish earns that is partly met.
    """

    shape: ProgrammeShape = "pve-programme-1"
    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    profile: str
    level: Level
    level_name: str
    classification: str
    knock_out: bool
    partly: int = 50
    counts: Counts
    facts: tuple[SentFact, ...]
    decisions: tuple[DecisionLine, ...]
    requirements: tuple[SentRequirement, ...]
    left_out: tuple[LeftOut, ...]
    terms: tuple[TermLine, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDocument:
    """A file as it was sent. `content` is a hash over its unzipped parts, which is the same on every platform; empty where it is no zip.

    `original` is the file itself, for the formats that come back filled in: what returns is compared with it.
    """

    name: str
    format: str
    sha256: str
    content: str = ""
    original: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What was sent: the programme, and the documents it was sent in."""

    shape: LockShape = "pve-lock-1"
    programme: SentProgramme
    documents: tuple[SentDocument, ...]
