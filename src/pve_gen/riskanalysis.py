"""Assessment → risk analysis: everything the report about one supplier's deviations says, in one language and the markup of one format.

Nothing is decided here: what people have not said yet becomes a blank, and what they said about another answer is marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from pve_gen import __version__
from pve_gen.answerform import CHOICES
from pve_gen.assessed import (
    DECIDED_OUTSIDE,
    DECISIONS,
    DEVIATIONS,
    DOCUMENT,
    Assessment,
    Decided,
    Measure,
    Outside,
    Risk,
    Side,
    Step,
)
from pve_gen.assessment import departs, is_open, needs_decision
from pve_gen.documents import in_full
from pve_gen.markup import literal
from pve_gen.model import Aspect, Language, Words
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Format
from pve_gen.response import ResponseFinding
from pve_gen.riskreport import (
    AnalysisCounts,
    CountLine,
    DeviationLine,
    FindingLine,
    Matrix,
    MatrixCell,
    MeasureLine,
    OutsideLines,
    RiskBlock,
    RiskCount,
    RiskReport,
    ScoreLines,
    SquareLine,
    StepLine,
)
from pve_gen.values import replace
from pve_gen.wording import finding_in, place_in, reason_in

M = TypeVar("M")

_ASPECTS: dict[Aspect, Words] = {
    "confidentiality": Words("vertrouwelijkheid", "confidentiality"),
    "integrity": Words("integriteit", "integrity"),
    "availability": Words("beschikbaarheid", "availability"),
}
_SIDES: dict[Side, Words] = {"supplier": Words("Leverancier", "Supplier"), "municipality": Words("gemeente", "municipality")}
_AND = Words("en", "and")
_NO_ANSWER = Words("[geen antwoord]", "[no answer]")
_NOTHING = Words("[niets ingevuld]", "[nothing filled in]")
_LIKELIHOOD, _IMPACT = Words("Kans", "Likelihood"), Words("Impact", "Impact")
_TO_READ = Words("te lezen", "to read")
_BLANKS: dict[str, Words] = {
    "decision": Words("[nog te besluiten]", "[still to be decided]"),
    "reason": Words("[reden]", "[reason]"),
    "owner": Words("[proceseigenaar]", "[process owner]"),
    "adviser": Words("[wie adviseerde]", "[who advised]"),
    "date": Words("[datum]", "[date]"),
    "who": Words("[wie]", "[who]"),
    "consequence": Words("[nog te beschrijven]", "[still to be described]"),
}
_STALE = Words("verouderd: opnieuw te besluiten", "stale: to be decided again")
_READ_FIRST = Words("eerst te lezen", "to be read first")
_OPEN = Words("nog te besluiten", "still to be decided")
_NO_DECISION = Words("geen besluit nodig", "no decision needed")
_SQUARE = Words(
    "kans {likelihood} en impact {impact}, risico {risk}: {count}", "likelihood {likelihood} and impact {impact}, risk {risk}: {count}"
)
_MATRIX = Words(
    "Risicomatrix met in elk vak het aantal eisen, wensen en voorwaarden met een afwijking. {squares}.",
    "Risk matrix with in each square the number of requirements, wishes and conditions with a deviation. {squares}.",
)
_EMPTY = Words("alle vakken zijn leeg", "every square is empty")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no document can hold


def risk_analysis(assessment: Assessment, language: Language, day: date, form: Format[M], picture: Callable[[Matrix], M]) -> RiskReport[M]:
    """The risk analysis of `assessment`, dated `day`; `form` writes what is more than plain text, and `picture` draws the matrix.

    Raises markup.MarkupError where the lock holds a text that is no Markdown of ours.
    """
    return _Analysis(assessment, language, form).report(day, picture)


class _Analysis(Generic[M]):
    """What every part of one report needs."""

    def __init__(self, assessment: Assessment, language: Language, form: Format[M]) -> None:
        self.assessment, self.language, self.form = assessment, language, form
        self.scale = assessment.scale
        rank = self.scale.rank
        self.risks = sorted(assessment.risks, key=lambda risk: -rank(risk.risk))  # stable: then the order of the programme
        self.known = {risk.requirement.id for risk in self.risks}

    def words(self, words: Words) -> str:
        return words.in_(self.language)

    def report(self, day: date, picture: Callable[[Matrix], M]) -> RiskReport[M]:
        programme, findings = self.assessment.programme, self.assessment.findings
        blocks = {risk.requirement.id: self._block(risk) for risk in self.risks}
        matrix = self._matrix()
        to_read = [risk for risk in self.risks if _read_first(risk)]
        wishes = [risk for risk in self.risks if not needs_decision(risk)]
        others = [risk for risk in self.risks if risk not in to_read and risk not in wishes]

        def blocks_of(risks: Iterable[Risk]) -> tuple[RiskBlock[M], ...]:
            return tuple(blocks[risk.requirement.id] for risk in risks)

        return RiskReport(
            language=self.language,
            tender=programme.tender,
            provenance=replace(
                programme.provenance, day=day.isoformat(), created=f"{day.isoformat()}T00:00:00Z", tool=f"pve {__version__}"
            ),
            supplier=_shown(self.assessment.supplier),
            day=in_full(day, self.language),
            scale=self.words(self.scale.name),
            knock_out=programme.knock_out,
            counts=self._counts(to_read),
            score=self._score(),
            knocked_out=self.form.links(self.assessment.knocked_out),
            by_kind=tuple(self._by_kind()),
            by_risk=tuple(self._by_risk()),
            likelihoods=tuple(map(self._step, self.scale.likelihoods)),
            impacts=tuple(map(self._step, self.scale.impacts)),
            risks=tuple(map(self._step, self.scale.risks)),
            matrix=picture(matrix),
            squares=tuple(self._squares(matrix)),
            overview=blocks_of(self.risks),
            to_read=blocks_of(to_read),
            also_to_read=self.form.links(
                tuple(risk.requirement.id for risk in others if is_open(risk) and any(one.to_read for one in risk.deviations))
            ),
            knock_outs=blocks_of(risk for risk in others if not risk.may_accept),
            deviations=blocks_of(risk for risk in others if risk.may_accept),
            wishes=blocks_of(wishes),
            outside=self._outside(self.assessment.outside) if self.assessment.outside else None,
            findings=tuple(self._finding(finding) for finding in findings),
        )

    # ── the figures ──

    def _counts(self, to_read: list[Risk]) -> AnalysisCounts:
        risks = self.assessment.risks
        open_ = sum(is_open(risk) for risk in risks)
        return AnalysisCounts(
            asked=len(self.assessment.programme.requirements),
            answered=sum(bool(answer.answer) for answer in self.assessment.answers),
            deviating=len(risks),
            to_read=len(to_read),
            decided=sum(needs_decision(risk) for risk in risks) - open_,
            open=open_,
            stale=sum(risk.stale and is_open(risk) for risk in risks),
            without=sum(not needs_decision(risk) for risk in risks),
            findings=len(self.assessment.findings),
        )

    def _score(self) -> ScoreLines:
        score = self.assessment.score
        return ScoreLines(
            points=self._number(score.points),
            possible=score.possible,
            open=self._number(score.open) if score.open else "",
            partly=score.partly,
        )

    def _number(self, number: float) -> str:
        text = f"{number:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.language == "nl" else text

    def _by_kind(self) -> Iterator[CountLine]:
        counted = Counter(kind for risk in self.risks for kind in {deviation.kind for deviation in risk.deviations})
        return (CountLine(title=self.words(words), count=counted[kind]) for kind, words in DEVIATIONS.items() if counted[kind])

    def _by_risk(self) -> Iterator[RiskCount]:
        before = Counter(risk.risk.id for risk in self.risks)
        after = Counter(risk.residual.id for risk in self.risks if risk.residual)
        return (RiskCount(risk=self._step(step), count=before[step.id], residual=after[step.id]) for step in reversed(self.scale.risks))

    # ── the matrix ──

    def _matrix(self) -> Matrix:
        rows = tuple(
            tuple(self._cell(likelihood, impact) for impact in self.scale.impacts) for likelihood in reversed(self.scale.likelihoods)
        )
        squares = [
            self.words(_SQUARE).format(likelihood=cell.likelihood, impact=cell.impact, risk=cell.risk.title, count=self._in(cell))
            for row in rows
            for cell in row
            if cell.requirements or cell.to_read
        ]
        return Matrix(
            likelihood=self.words(_LIKELIHOOD),
            impact=self.words(_IMPACT),
            to_read=self.words(_TO_READ),
            rows=rows,
            description=self.words(_MATRIX).format(squares=_sentence("; ".join(squares) or self.words(_EMPTY))),
        )

    def _cell(self, likelihood: Step, impact: Step) -> MatrixCell:
        here = [risk for risk in self.risks if (risk.likelihood, risk.impact) == (likelihood, impact)]
        return MatrixCell(
            likelihood=self.words(likelihood.title),
            impact=self.words(impact.title),
            risk=self._step(self.scale.risk(likelihood.id, impact.id)),
            requirements=tuple(risk.requirement.id for risk in here if not _read_first(risk)),
            to_read=tuple(risk.requirement.id for risk in here if _read_first(risk)),
        )

    def _in(self, cell: MatrixCell) -> str:
        return str(len(cell.requirements)) + (f" (+ {len(cell.to_read)} {self.words(_TO_READ)})" if cell.to_read else "")

    def _squares(self, matrix: Matrix) -> Iterator[SquareLine[M]]:
        cells = [cell for row in matrix.rows for cell in row if cell.requirements or cell.to_read]
        ranks = {self.words(step.title): self.scale.rank(step) for step in self.scale.risks}
        for cell in sorted(cells, key=lambda cell: -ranks[cell.risk.title]):
            yield SquareLine(
                likelihood=cell.likelihood,
                impact=cell.impact,
                risk=cell.risk,
                count=self._in(cell),
                requirements=self.form.links((*cell.requirements, *cell.to_read)),
            )

    def _step(self, step: Step) -> StepLine:
        return StepLine(
            title=self.words(step.title), explain=self.words(step.explain), color=step.color or "FFFFFF", ink=_ink(step.color or "FFFFFF")
        )

    # ── one requirement ──

    def _block(self, risk: Risk) -> RiskBlock[M]:
        requirement, answer, decided, form = risk.requirement, risk.answer, risk.decided, self.form
        said = decided or Decided(requirement=requirement.id, fingerprint="")
        choice = next((one for one in CHOICES[requirement.kind] if answer and one.id == answer.answer), None)
        nothing = self.words(_NOTHING)
        return RiskBlock(
            id=requirement.id,
            title=_shown(requirement.title),
            chapter=requirement.chapter,
            kind_name=requirement.kind_name,
            points=requirement.points,
            kind_label=form.kind_label(requirement.kind, requirement.kind_name),
            anchor=form.anchor(requirement.id),
            link=form.link(requirement.id),
            text=form.blocks(requirement.text),
            why=form.inline(requirement.why),
            answer=_shown(answer.said if answer else "") or (self.words(choice.title) if choice else self.words(_NO_ANSWER)),
            explanation=_shown(answer.explanation if answer else "") or nothing,
            evidence=_shown(answer.evidence if answer else "") or nothing,
            place=place_in(_shown(answer.place), self.language) if answer else "",
            kinds="; ".join(dict.fromkeys(self.words(DEVIATIONS[deviation.kind]) for deviation in risk.deviations)),
            deviations=tuple(
                DeviationLine(
                    kind=self.words(DEVIATIONS[deviation.kind]),
                    reason=_shown(reason_in(deviation, self.assessment.findings, self.language)),
                    place=place_in(_shown(deviation.place), self.language),
                    to_read=deviation.to_read,
                )
                for deviation in risk.deviations
            ),
            threat=self._text(risk.threat, (requirement.if_unmet.risk,)),
            affects=self._listed([self.words(_ASPECTS[aspect]) for aspect in risk.affects]),
            for_municipality=self._said(said.for_municipality, "consequence"),
            for_data_subjects=self._said(said.for_data_subjects, "consequence"),
            likelihood=self.words(risk.likelihood.title),
            impact=self.words(risk.impact.title),
            risk=self._step(risk.risk),
            own_weighing=bool(said.likelihood or said.impact),
            existing=tuple(map(_shown, risk.existing)),
            measures=tuple(self._measure(measure, risk) for measure in risk.measures),
            weighed=risk.residual is not None,
            residual_likelihood=self.words(risk.residual_likelihood.title) if risk.residual_likelihood else "",
            residual_impact=self.words(risk.residual_impact.title) if risk.residual_impact else "",
            residual=self._step(risk.residual or risk.risk),
            status=status_of(risk, self.language),
            needs_decision=needs_decision(risk),
            open=is_open(risk),
            decided=said.decision is not None,
            accepts=(risk.may_accept and said.decision in {None, "accept"}) or (said.decision == "mitigate" and said.until is not None),
            mitigates=said.decision == "mitigate",
            decision=self._said(self.words(DECISIONS[said.decision]) if said.decision else "", "decision"),
            reason=self._said(said.reason, "reason"),
            owner=self._said(said.owner, "owner"),
            adviser=self._said(said.adviser, "adviser"),
            until=self._day(said.until),
            review=self._day(said.review),
            question=_shown(said.question),
            stale=risk.stale,
            knock_out=not risk.may_accept,
            departs=departs(self.assessment.programme, risk),
        )

    def _measure(self, measure: Measure, risk: Risk) -> MeasureLine[M]:
        unmet = risk.requirement.if_unmet
        due = _date(measure.due)
        return MeasureLine(
            text=self._text(measure.text, (*unmet.supplier_measures, *unmet.municipality_measures)),
            side=self.words(_SIDES[measure.side]),
            owner=self._said(measure.owner, "who"),
            due=self._day(due) if due or not measure.due else self._said(measure.due, "date"),
        )

    def _text(self, text: str, ours: tuple[str, ...]) -> M:
        """A text of the catalogue as Markdown; what people wrote in its place means just what it says."""
        known = {" ".join(one.split()) for one in ours}
        return self.form.inline(text if " ".join(text.split()) in known else literal(_shown(text)))

    def _said(self, text: str, blank: str) -> M:
        if text:
            return self.form.inline(literal(_shown(text)))
        return self.form.inline(f"{BLANK_OPEN}{self.words(_BLANKS[blank])}{BLANK_CLOSE}")

    def _day(self, day: date | None) -> M:
        return self._said(in_full(day, self.language) if day else "", "date")

    def _listed(self, names: list[str]) -> str:
        return f" {self.words(_AND)} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))

    # ── what was wrong with the file ──

    def _outside(self, outside: Outside) -> OutsideLines[M]:
        said = outside.decided or Decided(requirement=DOCUMENT, fingerprint="")
        decision = None if outside.stale else said.decision
        return OutsideLines(
            lines=tuple(
                _sentence(f"{place_in(_shown(finding.place), self.language)}: {_shown(finding_in(finding, self.language))}")
                for finding in outside.findings
            ),
            decision=self._said(self.words(DECIDED_OUTSIDE[decision]) if decision else "", "decision"),
            reason=self._said(said.reason, "reason"),
            owner=self._said(said.owner, "owner"),
            question=_shown(said.question),
        )

    def _finding(self, finding: ResponseFinding) -> FindingLine[M]:
        id = finding.requirement
        message = _shown(finding_in(finding, self.language))
        return FindingLine(
            requirement=self.form.link(id) if id in self.known else self.form.inline(literal(_shown(id) or "–")),
            message=_sentence(message),
            place=place_in(_shown(finding.place), self.language),
        )


def status_of(risk: Risk, language: Language) -> str:
    """What was decided about a risk, or what people must still do, in a few words."""
    if not needs_decision(risk):
        return _NO_DECISION.in_(language)
    if risk.stale:
        return _STALE.in_(language)
    if risk.decided and risk.decided.decision:
        return DECISIONS[risk.decided.decision].in_(language)
    return (_READ_FIRST if _read_first(risk) else _OPEN).in_(language)


def _read_first(risk: Risk) -> bool:
    """Whether a person must read the answer before it is a deviation, and nobody who did has decided."""
    return risk.only_to_read and is_open(risk)


def _shown(text: str) -> str:
    """What somebody else wrote, letter for letter; a character that no document can hold shows as �."""
    return _NO_TEXT.sub("\ufffd", text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ink(color: str) -> str:
    """Black or white, whichever stands out most on a colour (relative luminance of WCAG 2.2)."""

    def light(part: str) -> float:
        value = int(part, 16) / 255
        return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (light(color[at : at + 2]) for at in (0, 2, 4))
    return "000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "FFFFFF"
