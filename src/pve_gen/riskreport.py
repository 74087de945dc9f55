"""What the template of a risk analysis may name: one supplier's deviations, their risks and the decisions, in the markup of one format.

Every name in the template, such as `risk.threat`, is a field of a class in this file.
"""

from __future__ import annotations

from typing import Generic

from pve_gen.model import Language
from pve_gen.programme import M_co, ProvenanceLines, TenderLines
from pve_gen.values import Struct


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of the scale: its name, what it means, its colour and the colour of letters on it (RRGGBB)."""

    title: str
    explain: str
    color: str
    ink: str


class MatrixCell(Struct, frozen=True, kw_only=True):
    """A square of the matrix: its risk, and the requirements whose deviation falls in it; `to_read` more may turn out to."""

    likelihood: str
    impact: str
    risk: StepLine
    requirements: tuple[str, ...]
    to_read: tuple[str, ...]


class Matrix(Struct, frozen=True, kw_only=True):
    """Likelihood by impact: `rows` from the highest likelihood down, each from the lowest impact up.

    `description` says in words what the picture shows, for who cannot see it.
    """

    likelihood: str
    impact: str
    to_read: str
    rows: tuple[tuple[MatrixCell, ...], ...]
    description: str


class SquareLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A square of the matrix that is not empty, as a line of a table."""

    likelihood: str
    impact: str
    risk: StepLine
    count: str
    requirements: M_co


class CountLine(Struct, frozen=True, kw_only=True):
    """How many there are of a kind."""

    title: str
    count: int


class RiskCount(Struct, frozen=True, kw_only=True):
    """How many requirements have a deviation with this risk, before measures and, where people weighed it, after."""

    risk: StepLine
    count: int
    residual: int


class DeviationLine(Struct, frozen=True, kw_only=True):
    """One way in which an answer is not a plain yes: what kind, what was seen and where."""

    kind: str
    reason: str
    place: str
    to_read: bool


class MeasureLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """What is done about a risk; what nobody said yet is a blank."""

    text: M_co
    side: str
    owner: M_co
    due: M_co


class RiskBlock(Struct, Generic[M_co], frozen=True, kw_only=True):
    """One requirement with a deviation, its risk, and what was decided; what is still to be decided is a blank.

    `answer`, `explanation` and `evidence` are the supplier's own words. `until` is shown where `accepts`, which says that an end date goes with the decision; `residual` where `weighed`.
    """

    id: str
    title: str
    chapter: str
    kind_name: str
    points: int
    kind_label: M_co
    anchor: M_co
    link: M_co
    text: M_co
    why: M_co
    answer: str
    explanation: str
    evidence: str
    place: str
    kinds: str
    deviations: tuple[DeviationLine, ...]
    threat: M_co
    affects: str
    for_municipality: M_co
    for_data_subjects: M_co
    likelihood: str
    impact: str
    risk: StepLine
    own_weighing: bool
    existing: tuple[str, ...]
    measures: tuple[MeasureLine[M_co], ...]
    weighed: bool
    residual_likelihood: str
    residual_impact: str
    residual: StepLine
    status: str
    needs_decision: bool
    open: bool
    decided: bool
    accepts: bool
    mitigates: bool
    decision: M_co
    reason: M_co
    owner: M_co
    adviser: M_co
    until: M_co
    review: M_co
    question: str
    stale: bool
    knock_out: bool
    departs: bool


class FindingLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """Something that was wrong with the file that came back, and where."""

    requirement: M_co
    message: str
    place: str


class OutsideLines(Struct, Generic[M_co], frozen=True, kw_only=True):
    """What is in the document outside what was asked, a line for each, and what was decided about it; `question` may be empty."""

    lines: tuple[str, ...]
    decision: M_co
    reason: M_co
    owner: M_co
    question: str


class AnalysisCounts(Struct, frozen=True, kw_only=True):
    """How many of what: `answered` of `asked`; of those `deviating` some are `decided`, `open` or `without` need of a decision.

    Of the open ones some are `to_read` first, or `stale`.
    """

    asked: int
    answered: int
    deviating: int
    to_read: int
    decided: int
    open: int
    stale: int
    without: int
    findings: int


class ScoreLines(Struct, frozen=True, kw_only=True):
    """Points for wishes, as people write numbers; `open` is empty where all are certain."""

    points: str
    possible: int
    open: str
    partly: int


class RiskReport(Struct, Generic[M_co], frozen=True, kw_only=True):
    """The whole risk analysis of one supplier's answers. `also_to_read` are deviations that hold something to be read as well."""

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    supplier: str
    day: str
    scale: str
    knock_out: bool
    counts: AnalysisCounts
    score: ScoreLines
    knocked_out: M_co
    by_kind: tuple[CountLine, ...]
    by_risk: tuple[RiskCount, ...]
    likelihoods: tuple[StepLine, ...]
    impacts: tuple[StepLine, ...]
    risks: tuple[StepLine, ...]
    matrix: M_co
    squares: tuple[SquareLine[M_co], ...]
    overview: tuple[RiskBlock[M_co], ...]
    to_read: tuple[RiskBlock[M_co], ...]
    also_to_read: M_co
    knock_outs: tuple[RiskBlock[M_co], ...]
    deviations: tuple[RiskBlock[M_co], ...]
    wishes: tuple[RiskBlock[M_co], ...]
    outside: OutsideLines[M_co] | None
    findings: tuple[FindingLine[M_co], ...]
