"""Comparison → what its documents say, in one language, in the markup of one format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from pve_gen.answerform import CHOICES
from pve_gen.assessed import DECIDED_OUTSIDE, DECISIONS, DEVIATIONS, Assessment, Outside, Step
from pve_gen.bars import PATTERNS, Bar, Bars, Kind, Pattern, Segment
from pve_gen.comparison import Cell, Comparison, Line, ThemeTotals
from pve_gen.comparisonreport import (
    AnswerCell,
    ComparedLine,
    ComparedTheme,
    ComparisonReport,
    OpenQuestion,
    Panel,
    RiskLine,
    SupplierLines,
    ThemeCell,
    WithheldLine,
)
from pve_gen.documents import in_full
from pve_gen.markup import literal
from pve_gen.model import Language, Words
from pve_gen.programme import Format, ProvenanceLines
from pve_gen.questions import questions, withheld
from pve_gen.values import replace
from pve_gen.wording import finding_in, place_in

M = TypeVar("M")
Draw = Callable[[Bars], M]
"""Draws a chart in the markup of a format."""

_BESIDE = 4  # suppliers that fit beside each other on paper
_SAID = {"not-met", "partly-met", "refused", "unanswered"}  # by the answer itself
_NO_ANSWER = Words("geen antwoord", "no answer")
_NONE = Words("geen", "none")
_UNSETTLED = Words("nog te besluiten", "still to be decided")
_OF = Words("van", "of")
_POINTS = Words("punten zoals geantwoord", "points as answered")
_OPEN = Words("staat nog niet vast", "not certain yet")
_POINTS_CHART = Words(
    "Staafdiagram van de punten voor wensen, van ten hoogste {most}. {each}",
    "Bar chart of the points for wishes, of at most {most}. {each}",
)
_DEVIATIONS_CHART = Words(
    "Staafdiagram van het aantal afwijkingen per leverancier, verdeeld naar risico. {each}",
    "Bar chart of the number of deviations per supplier, divided by risk. {each}",
)
_OPEN_SHARE = Words("waarvan {open} niet {depend}", "of which {open} {depend} not certain")
_DEPEND = (Words("vaststaat", "is"), Words("vaststaan", "are"))
_ACCENT, _PALE = "2E6E8E", "EEF2F7"


def number(value: float, language: Language) -> str:
    """A number as people write it, with no more decimals than it has: `12,5`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "nl" else text


def found_outside(one: Assessment, language: Language) -> tuple[str, ...]:
    """What a supplier's document holds outside what was asked, a line for each: where, and what."""
    findings = one.outside.findings if one.outside else ()
    lines = (f"{place_in(finding.place, language)}: {finding_in(finding, language)}" for finding in findings)
    return tuple(line[:1].upper() + line[1:] for line in lines)


def comparison_report(
    comparison: Comparison, provenance: ProvenanceLines, day: date, language: Language, form: Format[M], draw: Draw[M]
) -> ComparisonReport[M]:
    """Everything that documents say about `comparison` on `day`.

    `provenance` says where the document comes from; `form` and `draw` write what is more than plain text.
    """
    return _Wording(comparison, language, form).report(provenance, day, draw)


class _Wording(Generic[M]):
    """Says a comparison in one language."""

    def __init__(self, comparison: Comparison, language: Language, form: Format[M]) -> None:
        self.comparison, self.language, self.form = comparison, language, form
        self.programme = comparison.programme
        self.differing = {line.requirement.id for theme in comparison.themes for line in theme.lines if line.differs}

    def words(self, words: Words) -> str:
        return words.in_(self.language)

    def report(self, provenance: ProvenanceLines, day: date, draw: Draw[M]) -> ComparisonReport[M]:
        programme = self.programme
        themes = tuple(self._themes())
        suppliers = tuple(map(self._supplier, self.comparison.suppliers))
        return ComparisonReport(
            language=self.language,
            tender=programme.tender,
            provenance=provenance,
            date=in_full(day, self.language),
            sent=programme.tender.date,
            knock_out=programme.knock_out,
            partly=programme.partly,
            counts=programme.counts,
            scale=self.words(self.comparison.suppliers[0].scale.name),
            risks=tuple(
                RiskLine(title=self.words(step.title), explain=self.words(step.explain), color=_color(step)) for step in self._steps()
            ),
            suppliers=suppliers,
            supplier_count=len(suppliers),
            question_count=sum(supplier.question_count for supplier in suppliers),
            points_chart=draw(self._points_chart()),
            deviations_chart=draw(self._deviations_chart()),
            themes=themes,
            panels=tuple(_panels(themes, [supplier.name for supplier in suppliers])),
            differing=len(self.differing),
            outside=any(supplier.outside for supplier in suppliers),
            withheld=any(supplier.withheld for supplier in suppliers),
        )

    def _steps(self) -> tuple[Step, ...]:
        return self.comparison.risks[::-1]

    # ── suppliers ──

    def _supplier(self, one: Assessment) -> SupplierLines[M]:
        counts = self.comparison.weight(one)[::-1]
        asked = tuple(
            OpenQuestion(number=at, requirement=question.requirement, title=question.title, text=question.text)
            for at, question in enumerate(questions(one, self.language), start=1)
        )
        return SupplierLines(
            name=one.supplier,
            answered=sum(bool(answer.answer) for answer in one.answers),
            unmet=self._links(one.unmet),
            unmet_count=len(one.unmet),
            unsure=self._links(one.unsure),
            unsure_count=len(one.unsure),
            deviating=len(one.risks),
            counts=counts,
            weight=self._weight(counts),
            to_read=sum(any(deviation.to_read for deviation in risk.deviations) for risk in one.risks),
            points=number(one.score.points, self.language),
            open_points=number(one.score.open, self.language) if one.score.open else "",
            outside=found_outside(one, self.language),
            outside_status=self._settled(one.outside) if one.outside else "",
            questions=asked,
            withheld=tuple(
                WithheldLine(
                    requirement=line.requirement, title=line.title, what="; ".join(self.words(DEVIATIONS[kind]) for kind in line.kinds)
                )
                for line in withheld(one)
            ),
            question_count=len(asked),
        )

    def _settled(self, outside: Outside) -> str:
        decision = outside.decided.decision if outside.decided and not outside.stale else None
        return self.words(DECIDED_OUTSIDE[decision] if decision else _UNSETTLED)

    def _links(self, requirements: Sequence[str]) -> M:
        """The ids with commas between, as links where all of them lead somewhere."""
        if not requirements:
            return self.form.inline(literal(self.words(_NONE)))
        if self.differing.issuperset(requirements):
            return self.form.links(tuple(requirements))
        return self.form.inline(literal(", ".join(requirements)))

    def _weight(self, counts: Sequence[int]) -> str:
        """`2 hoog, 1 midden`: how many of each risk, from the highest, in the order of `counts`."""
        said = [f"{count} {self.words(step.title)}" for count, step in zip(counts, self._steps(), strict=True) if count]
        return ", ".join(said)

    # ── themes and requirements ──

    def _themes(self) -> Iterator[ComparedTheme[M]]:
        for theme in self.comparison.themes:
            lines = tuple(map(self._line, theme.lines))
            yield ComparedTheme(
                id=theme.id,
                title=theme.title,
                points=theme.totals[0].possible,
                totals=tuple(map(self._theme_cell, theme.totals, self.comparison.suppliers)),
                lines=lines,
                differing=tuple(line for line in lines if line.differs),
            )

    def _theme_cell(self, totals: ThemeTotals, supplier: Assessment) -> ThemeCell:
        counts = totals.deviations[::-1]
        points = f"{number(totals.points, self.language)} {self.words(_OF)} {totals.possible}" if totals.possible else ""
        return ThemeCell(supplier=supplier.supplier, deviating=sum(counts), weight=self._weight(counts), points=points)

    def _line(self, line: Line) -> ComparedLine[M]:
        asked = line.requirement
        return ComparedLine(
            id=asked.id,
            anchor=self.form.anchor(asked.id) if line.differs else self.form.inline(literal(asked.id)),
            mark=self.form.link(asked.id) if line.differs else self.form.inline(literal(asked.id)),
            title=asked.title,
            kind_name=asked.kind_name,
            kind_label=self.form.kind_label(asked.kind, asked.kind_name),
            points=asked.points,
            differs=line.differs,
            cells=tuple(map(self._cell, [line] * len(line.cells), line.cells, self.comparison.suppliers)),
        )

    def _cell(self, line: Line, cell: Cell, supplier: Assessment) -> AnswerCell:
        risk, asked = cell.risk, line.requirement
        choice = next((choice for choice in CHOICES[asked.kind] if choice.id == cell.answer), None)
        literally = f"«{' '.join(cell.said.split())}»" if cell.said.strip() else self.words(_NO_ANSWER)
        return AnswerCell(
            supplier=supplier.supplier,
            answer=self.words(choice.title) if choice else literally,
            deviation="; ".join(self.words(DEVIATIONS[kind]) for kind in cell.kinds),
            remark="; ".join(self.words(DEVIATIONS[kind]) for kind in cell.kinds if kind not in _SAID),
            risk=self.words(risk.risk.title) if risk else "",
            color=_color(risk.risk) if risk else "auto",
            points=number(cell.points, self.language) if asked.points else "",
            explanation=cell.explanation.strip(),
            evidence=cell.evidence.strip(),
            decision=self.words(DECISIONS[risk.decided.decision]) if risk and risk.decided and risk.decided.decision else "",
        )

    # ── charts ──

    def _points_chart(self) -> Bars:
        certain = Kind(name=self.words(_POINTS), pattern="plain", color=_PALE)
        open_ = Kind(name=self.words(_OPEN), pattern="rising", color=_PALE)
        most = self.programme.counts.points
        bars, each = [], []
        for one in self.comparison.suppliers:
            parts = ((certain, one.score.points - one.score.open), (open_, one.score.open))
            total = f"{number(one.score.points, self.language)} {self.words(_OF)} {most}"
            segments = tuple(Segment(kind=kind, value=value, label=number(value, self.language)) for kind, value in parts if value)
            bars.append(Bar(name=one.supplier, segments=segments, total=total))
            depend = self.words(_DEPEND[one.score.open != 1])
            share = self.words(_OPEN_SHARE).format(open=number(one.score.open, self.language), depend=depend)
            each.append(f"{one.supplier}: {total}{f', {share}' if one.score.open else ''}.")
        description = self.words(_POINTS_CHART).format(most=most, each=" ".join(each))
        kinds = (certain, open_) if any(one.score.open for one in self.comparison.suppliers) else (certain,)
        return Bars(kinds=kinds, bars=tuple(bars), most=most or 1, description=description)

    def _deviations_chart(self) -> Bars:
        kinds = tuple(
            Kind(name=self.words(step.title), pattern=_pattern(rank, len(self.comparison.risks)), color=_color(step))
            for rank, step in enumerate(self.comparison.risks)
        )[::-1]
        bars, each = [], []
        for one in self.comparison.suppliers:
            counts = self.comparison.weight(one)[::-1]
            segments = tuple(Segment(kind=kind, value=count, label=str(count)) for kind, count in zip(kinds, counts, strict=True) if count)
            bars.append(Bar(name=one.supplier, segments=segments, total=str(sum(counts))))
            each.append(f"{one.supplier}: {sum(counts)}{f' ({weight})' if (weight := self._weight(counts)) else ''}.")
        most = max(len(one.risks) for one in self.comparison.suppliers)
        description = self.words(_DEVIATIONS_CHART).format(each=" ".join(each))
        return Bars(kinds=kinds, bars=tuple(bars), most=most or 1, description=description)


def _pattern(rank: int, steps: int) -> Pattern:
    """Patterns as far apart as the number of steps allows: the lowest is plain, the highest the heaviest."""
    return PATTERNS[round(rank * (len(PATTERNS) - 1) / max(steps - 1, 1))]


def _color(step: Step) -> str:
    return step.color or "FFFFFF"


def _panels(themes: Sequence[ComparedTheme[M]], suppliers: Sequence[str]) -> Iterator[Panel[M]]:
    """The suppliers in groups of almost equal size, each small enough to stand beside each other."""
    groups = -(-len(suppliers) // _BESIDE)
    cuts = [round(len(suppliers) * group / groups) for group in range(groups + 1)]
    for start, end in pairwise(cuts):
        part = slice(start, end)
        yield Panel(
            suppliers=tuple(suppliers[part]),
            themes=tuple(
                replace(
                    theme,
                    totals=theme.totals[part],
                    lines=tuple(replace(line, cells=line.cells[part]) for line in theme.lines),
                    differing=tuple(replace(line, cells=line.cells[part]) for line in theme.differing),
                )
                for theme in themes
            ),
        )
