"""Suppliers side by side: per theme and requirement what each answered, and what it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from pve_gen.assessed import Assessment, DeviationKind, Risk, Step, earned_by
from pve_gen.findings import PveError
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.values import Struct


class Cell(Struct, frozen=True, kw_only=True):
    """One supplier's answer to one requirement: `answer` is the id of a choice or empty, `risk` what it leaves, None where that is nothing.

    `points` were earned by a wish, of `requirement.points`.
    """

    answer: str
    said: str
    explanation: str
    evidence: str
    risk: Risk | None
    points: float

    @property
    def kinds(self) -> tuple[DeviationKind, ...]:
        """The kinds of deviation, each once; none where the answer is a plain yes."""
        return tuple(dict.fromkeys(deviation.kind for deviation in self.risk.deviations)) if self.risk else ()


class Line(Struct, frozen=True, kw_only=True):
    """A requirement with the answer of each supplier, in their order."""

    requirement: SentRequirement
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the suppliers do not all answer alike, or not all with the same kinds of deviation."""
        return len({(cell.answer, cell.kinds) for cell in self.cells}) > 1


class ThemeTotals(Struct, frozen=True, kw_only=True):
    """What one supplier leaves in one theme: how many deviations of each risk (in the order of the scale), and points."""

    deviations: tuple[int, ...]
    points: float
    possible: int


class ThemeLines(Struct, frozen=True, kw_only=True):
    """A theme: its requirements, and the totals of each supplier."""

    id: str
    title: str
    lines: tuple[Line, ...]
    totals: tuple[ThemeTotals, ...]


class Comparison(Struct, frozen=True, kw_only=True):
    """The suppliers in the order given; no winner is named: that is for people, and for the price."""

    programme: SentProgramme
    suppliers: tuple[Assessment, ...]
    risks: tuple[Step, ...]
    themes: tuple[ThemeLines, ...]

    def weight(self, supplier: Assessment) -> tuple[int, ...]:
        """How many requirements with each risk a supplier leaves, lowest risk first."""
        return _by_risk(supplier.risks, self.risks)


def compare(assessments: Sequence[Assessment]) -> Comparison:
    """The assessments side by side; PveError where they answer different programmes, or two have one name."""
    first = assessments[0]
    number = first.programme.provenance.document
    for other in assessments[1:]:
        if other.programme.provenance.document != number:
            raise PveError(
                f"{other.supplier} answers programme {other.programme.provenance.document}, {first.supplier} {number}",
                "compare answers to the same programme",
            )
    names = [one.supplier.casefold() for one in assessments]
    if doubled := next((one.supplier for one in assessments if names.count(one.supplier.casefold()) > 1), ""):
        raise PveError(f"two answers are by a supplier called {doubled}", "give each file the name of its supplier, or leave one out")
    return Comparison(programme=first.programme, suppliers=tuple(assessments), risks=first.scale.risks, themes=tuple(_themes(assessments)))


def _themes(assessments: Sequence[Assessment]) -> list[ThemeLines]:
    programme = assessments[0].programme
    steps = assessments[0].scale.risks
    names = dict.fromkeys((requirement.theme, requirement.chapter) for requirement in programme.requirements)
    themes = []
    for id, title in names:
        requirements = [requirement for requirement in programme.requirements if requirement.theme == id]
        lines = tuple(
            Line(requirement=requirement, cells=tuple(_cell(requirement, one) for one in assessments)) for requirement in requirements
        )
        totals = tuple(
            ThemeTotals(
                deviations=_by_risk([line.cells[n].risk for line in lines], steps),
                points=sum(line.cells[n].points for line in lines),
                possible=sum(requirement.points for requirement in requirements),
            )
            for n in range(len(assessments))
        )
        themes.append(ThemeLines(id=id, title=title, lines=lines, totals=totals))
    return themes


def _cell(requirement: SentRequirement, assessment: Assessment) -> Cell:
    answer = next((one for one in assessment.answers if one.requirement == requirement.id), None)
    risk = next((one for one in assessment.risks if one.requirement.id == requirement.id), None)
    return Cell(
        answer=answer.answer if answer else "",
        said=answer.said if answer else "",
        explanation=answer.explanation if answer else "",
        evidence=answer.evidence if answer else "",
        risk=risk,
        points=earned_by(requirement, answer.answer if answer else "", assessment.programme.partly),
    )


def _by_risk(risks: Sequence[Risk | None], steps: Sequence[Step]) -> tuple[int, ...]:
    ids = [risk.risk.id for risk in risks if risk]
    return tuple(ids.count(step.id) for step in steps)
