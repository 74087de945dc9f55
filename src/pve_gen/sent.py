"""The nouns after sending: a programme as it was sent, with all that reading answers, assessing and comparing need.

What is in here never changes with the catalogue: it is what the supplier was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pve_gen.model import Annex, Aspect, Kind, Language, Level, Moment
from pve_gen.programme import Counts, DecisionLine, LeftOut, ProvenanceLines, TenderLines, TermLine
from pve_gen.values import Struct

ProgrammeShape = Literal["pve-programme-1"]
LockShape = Literal["pve-lock-1"]


class SentValue(Struct, frozen=True, kw_only=True):
    """A number or term in a requirement, as it was sent; `text` is empty where the tender did not say it."""

    name: str
    label: str
    text: str


class SentEvidence(Struct, frozen=True, kw_only=True):
    """What the supplier shows, and when: `moment` for programs, `when` in words."""

    what: str
    moment: Moment
    when: str


class SentNorm(Struct, frozen=True, kw_only=True):
    """A clause, by its id in the catalogue and as the document cites it."""

    norm: str
    clause: str
    label: str


class SentUnmet(Struct, frozen=True, kw_only=True):
    """What remains when the requirement is not met; texts in Markdown."""

    risk: str
    affects: tuple[Aspect, ...]
    likelihood: Level
    impact: Level
    supplier_measures: tuple[str, ...]
    municipality_measures: tuple[str, ...]


class SentRequirement(Struct, frozen=True, kw_only=True):
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


class SentFact(Struct, frozen=True, kw_only=True):
    """A fact as it was weighed: `value` for programs, `value_name` and `source_name` in words."""

    id: str
    title: str
    value: str | bool
    value_name: str
    source: Literal["flag", "tender", "profile", "default"]
    source_name: str
    motivation: str


class SentProgramme(Struct, frozen=True, kw_only=True):
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
    requirements: Sequence[SentRequirement]
    left_out: Sequence[LeftOut]
    terms: tuple[TermLine, ...]
    blanks: tuple[str, ...]


class SentDocument(Struct, frozen=True, kw_only=True):
    """A file as it was sent.

    `content` is a hash over the name, size and CRC-32 of each of its unzipped parts, the same on every platform; empty where it is no zip.
    `original` is the file itself, for the formats that come back filled in: what returns is compared with it.
    """

    name: str
    format: str
    sha256: str
    content: str = ""
    original: bytes = b""


class Lock(Struct, frozen=True, kw_only=True):
    """What was sent: the programme, and the documents it was sent in."""

    shape: LockShape = "pve-lock-1"
    programme: SentProgramme
    documents: tuple[SentDocument, ...]
