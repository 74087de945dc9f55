"""What the templates of a comparison may name: suppliers side by side, in words, in the markup of one format.

Every name in the templates, such as `supplier.weight`, is a field of a class in this file.
"""

from __future__ import annotations

from typing import Generic

from pve_gen.model import Language
from pve_gen.programme import Counts, M_co, ProvenanceLines, TenderLines
from pve_gen.values import Struct


class RiskLine(Struct, frozen=True, kw_only=True):
    """A risk of the scale: its name, what it means, and its colour (RRGGBB)."""

    title: str
    explain: str
    color: str


class OpenQuestion(Struct, frozen=True, kw_only=True):
    """A question that is still to be asked, numbered from 1 for each supplier."""

    number: int
    requirement: str
    title: str
    text: str


class WithheldLine(Struct, frozen=True, kw_only=True):
    """What is missing at a requirement and is not asked, since the answer would complete a bid in a tender."""

    requirement: str
    title: str
    what: str


class SupplierLines(Struct, Generic[M_co], frozen=True, kw_only=True):
    """One supplier's totals. `unmet` are the requirements that it says it does not meet, `unsure` those of which that is not certain yet.

    `counts` are requirements with a deviation by risk, in the order of the report's `risks`; `weight` says them in words, without
    zeros. `open_points` is empty where all points are certain. `outside` is what its document holds outside what was asked, a line for each, and `outside_status` what was decided about that.
    """

    name: str
    answered: int
    unmet: M_co
    unmet_count: int
    unsure: M_co
    unsure_count: int
    deviating: int
    counts: tuple[int, ...]
    weight: str
    to_read: int
    points: str
    open_points: str
    outside: tuple[str, ...]
    outside_status: str
    questions: tuple[OpenQuestion, ...]
    withheld: tuple[WithheldLine, ...]
    question_count: int


class AnswerCell(Struct, frozen=True, kw_only=True):
    """One supplier's answer to one requirement; `deviation` and `risk` are empty where it is a plain yes, and `color` is then `auto`.

    `remark` is what of the deviation the answer itself does not say.
    `points` is empty where the requirement has none; `decision` where people decided nothing.
    """

    supplier: str
    answer: str
    deviation: str
    remark: str
    risk: str
    color: str
    points: str
    explanation: str
    evidence: str
    decision: str


class ComparedLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A requirement with the answer of each supplier. `mark` is its id, as a link to where the answers stand in full if they differ."""

    id: str
    anchor: M_co
    mark: M_co
    title: str
    kind_name: str
    kind_label: M_co
    points: int
    differs: bool
    cells: tuple[AnswerCell, ...]


class ThemeCell(Struct, frozen=True, kw_only=True):
    """One supplier's totals in one theme; `points` is empty where the theme has none."""

    supplier: str
    deviating: int
    weight: str
    points: str


class ComparedTheme(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A theme: its totals for each supplier, all its requirements, and those that suppliers answer differently."""

    id: str
    title: str
    points: int
    totals: tuple[ThemeCell, ...]
    lines: tuple[ComparedLine[M_co], ...]
    differing: tuple[ComparedLine[M_co], ...]


class Panel(Struct, Generic[M_co], frozen=True, kw_only=True):
    """As many suppliers as fit beside each other on paper, with every theme."""

    suppliers: tuple[str, ...]
    themes: tuple[ComparedTheme[M_co], ...]


class ComparisonReport(Struct, Generic[M_co], frozen=True, kw_only=True):
    """Suppliers side by side. `risks` run from the highest down; `differing` of the requirements are answered differently.

    A chart of points is only there where the programme has points. `outside` says whether any document holds what was not asked,
    `withheld` whether anything is left to the buyer.
    """

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    date: str
    sent: str
    knock_out: bool
    partly: int
    counts: Counts
    scale: str
    risks: tuple[RiskLine, ...]
    suppliers: tuple[SupplierLines[M_co], ...]
    supplier_count: int
    question_count: int
    points_chart: M_co
    deviations_chart: M_co
    themes: tuple[ComparedTheme[M_co], ...]
    panels: tuple[Panel[M_co], ...]
    differing: int
    outside: bool
    withheld: bool
