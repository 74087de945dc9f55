"""`pve assess`: a supplier's answers → deviations, risks and score, and what is still to be decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pve_gen import console
from pve_gen.cli.answering import assessment_of, tell_empty
from pve_gen.cli.options import DecisionsFile, Lang, LockFile, Quiet, ReportDate, ScaleFile, complete_format_of
from pve_gen.cli.reporting import Report, formats_of, write_reports
from pve_gen.cli.steps import counted, day_of, errors_in
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.markup import MarkupError
from pve_gen.model import Language
from pve_gen.shipped import shipped

if TYPE_CHECKING:
    from pve_gen.assessed import Assessment, Risk
    from pve_gen.riskreport import Matrix, RiskReport
    from pve_gen.shapes import AssessmentShape, RiskShape


def assess(
    response: Annotated[
        Path,
        typer.Argument(metavar="RESPONSE", help="The .docx, .xlsx or .ods that a supplier filled in; - for stdin.", show_default=False),
    ],
    lock: LockFile = None,
    decisions: DecisionsFile = None,
    scale: ScaleFile = None,
    supplier: Annotated[str, typer.Option("--supplier", metavar="NAME", help="The supplier's name.", show_default="as in the file")] = "",
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="What to write: docx, xlsx, json or md, with commas or repeated.",
            show_default="a summary here",
            autocompletion=complete_format_of("docx", "xlsx", "json", "md"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where that goes; - for json or md on stdout.", show_default="here"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace reports that are there.")] = False,
    date: ReportDate = None,
    lang: Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the reports.")] = Lang.nl,
    page_numbers: Annotated[
        bool, typer.Option("--page-numbers/--no-page-numbers", help="Page numbers in the table of contents, by LibreOffice.")
    ] = True,
    quiet: Quiet = False,
) -> None:
    """Show where a supplier's answers fall short, and what risk that leaves; ends with 1 where they do.

    Example: pve assess inschrijving.docx --lock programma-van-eisen.lock.json --decisions besluiten.yaml
    """
    console.be_quiet(quiet)
    from pve_gen import libreoffice
    from pve_gen.assessment import about_decisions
    from pve_gen.riskscale import read_scale

    formats, report_day = formats_of(format_, REPORTS, out), day_of(date)
    language: Language = lang.value
    assessment, decided = assessment_of(response, lock, supplier, read_scale(scale), decisions, language)
    found = list(about_decisions(assessment, decided, str(decisions)))
    for finding in found:
        console.say(f"{finding}")
    if errors_in(found):
        raise PveError(f"{decisions}: holds a decision that cannot be", "see above")
    if decisions is not None:
        _add_to(decisions, assessment, (response, lock, scale))
    if formats:
        pages = page_numbers and libreoffice.installed()
        write_reports(
            assessment,
            REPORTS | ({"docx": _word_with_pages} if pages else {}),
            formats,
            out,
            stem=_STEM[language] if response == STREAM else f"{response.stem}-{_STEM[language]}",
            language=language,
            day=report_day,
            overwrite=overwrite,
            never=tuple(path for path in (response, lock, decisions, scale) if path is not None),
        )
    else:
        _tell(response, assessment, language)
    _summarize(assessment)
    tell_empty(response, assessment.answers)
    if assessment.risks or assessment.findings:
        raise typer.Exit(1)


_STEM: dict[Language, str] = {"nl": "risicoanalyse", "en": "risk-analysis"}


# ── Reports ────────────────────────────────────────────────────────────────────────────────────


def _word(assessment: Assessment, language: Language, day: Date, pages: Callable[[bytes, int], list[int] | None] | None = None) -> bytes:
    from pve_gen import chart
    from pve_gen.riskanalysis import risk_analysis
    from pve_gen.wordtemplate import TemplateError, WordTemplate
    from pve_gen.writers.word import WordFormat, write_word

    def content(form: WordFormat) -> RiskReport[Any]:
        def picture(matrix: Matrix) -> Any:
            return form.picture(chart.risk_matrix(matrix), matrix.description, _MATRIX_WIDTH)

        return risk_analysis(assessment, language, day, form, picture)

    name = f"risk-analysis.{language}.docx"
    template = WordTemplate.read((shipped("templates") / name).read_bytes(), name)
    try:
        return write_word(template, content, language, _moment(day), pages)
    except (TemplateError, MarkupError) as error:
        raise PveError(f"the risk analysis could not be made: {error}", _DAMAGED) from None


def _word_with_pages(assessment: Assessment, language: Language, day: Date) -> bytes:
    from pve_gen import libreoffice

    with console.busy("Counting pages with LibreOffice"):
        return _word(assessment, language, day, libreoffice.pages_of_headings)


def _excel(assessment: Assessment, language: Language, day: Date) -> bytes:
    from pve_gen.plaintext import PlainFormat
    from pve_gen.riskanalysis import risk_analysis
    from pve_gen.writers.riskregister import write_register

    try:
        return write_register(risk_analysis(assessment, language, day, PlainFormat(), lambda matrix: matrix.description), _moment(day))
    except MarkupError as error:
        raise PveError(f"the register could not be made: {error}", _DAMAGED) from None


def _markdown(assessment: Assessment, language: Language, day: Date) -> bytes:
    from pve_gen.riskanalysis import risk_analysis
    from pve_gen.writers.markdown import Markdown, MarkdownFormat, escape, write_markdown

    def content(form: MarkdownFormat) -> RiskReport[Markdown]:
        return risk_analysis(assessment, language, day, form, lambda matrix: Markdown(escape(matrix.description)))

    name = f"risk-analysis.{language}.md"
    try:
        return write_markdown((shipped("templates") / name).read_text("utf-8"), name, content)
    except MarkupError as error:
        raise PveError(f"the summary could not be made: {error}", _DAMAGED) from None


def _json(assessment: Assessment, language: Language, day: Date) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(shape(assessment, language, day))


REPORTS: dict[str, Report] = {"docx": _word, "xlsx": _excel, "json": _json, "md": _markdown}
"""Format → what writes an assessment in it; the choices of `--format`."""

_MATRIX_WIDTH = 150  # millimetres
_DAMAGED = "the lock holds a text that pve did not write; take the lock as it was made"


def _moment(day: Date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _add_to(decisions: Path, assessment: Assessment, never: tuple[Path | None, ...]) -> None:
    from pve_gen import files
    from pve_gen.assessed import DEVIATIONS, DOCUMENT
    from pve_gen.assessment import new_entries
    from pve_gen.decisions import extended

    entries = new_entries(assessment, {kind: words.nl for kind, words in DEVIATIONS.items()})
    was = decisions.read_bytes() if decisions.exists() else b""
    text = extended(decisions, assessment.programme, assessment.supplier, entries)
    if text is not None:
        inputs = (path for path in never if path is not None)
        files.write_whole(decisions, text.encode(), never=inputs, was=was, elsewhere="choose another with --decisions")
        deviating = len(entries.keys() - {DOCUMENT})
        added = [counted(deviating, "deviation")] if deviating else []
        added += ["what is in the document outside what was asked"] if DOCUMENT in entries else []
        console.say(f"{decisions}: {' and '.join(added)} added to decide about.")


# ── Telling ────────────────────────────────────────────────────────────────────────────────────


def _tell(response: Path, assessment: Assessment, language: Language) -> None:
    """A table with the highest risk first, and below it, a line each, what a person must read."""
    from pve_gen.assessed import DEVIATIONS
    from pve_gen.riskanalysis import status_of
    from pve_gen.wording import placed

    rank = assessment.scale.rank
    risks = sorted(assessment.risks, key=lambda risk: -rank(risk.risk))
    rows = [
        (
            risk.requirement.id,
            risk.risk.title.in_(language),
            "knock-out" if not risk.may_accept else risk.requirement.kind,
            "; ".join(dict.fromkeys(DEVIATIONS[deviation.kind].in_(language) for deviation in risk.deviations)),
            status_of(risk, language),
        )
        for risk in risks
    ]
    if rows:
        console.table(("id", "risk", "kind", "deviation", "decision"), rows)
    lines = [
        *(
            f"{response}: {deviation.requirement}: {deviation.place}: {_READS[deviation.kind]}: {deviation.reason}"
            for risk in assessment.risks
            for deviation in risk.deviations
            if deviation.to_read
        ),
        *(
            f"{response}: {finding.requirement or '-'}: {placed(finding.place, finding.message)}"
            f"{f' ({finding.hint})' if finding.hint else ''} [{finding.rule}]"
            for finding in assessment.findings
            if finding.rule not in _IN_TABLE
        ),
    ]
    if rows and lines:
        console.result("")
    for line in lines:
        console.result(console.plain(line))


_IN_TABLE = {"answer-empty", "requirement-missing"}  # told by the table of deviations
_READS: dict[str, str] = {"conditional": "may limit the answer", "contradictory": "may take the answer back"}


def _summarize(assessment: Assessment) -> None:
    from pve_gen.assessment import is_endless, is_open, outside_is_open

    asked, score = len(assessment.programme.requirements), assessment.score
    answered = sum(bool(answer.answer) for answer in assessment.answers)
    deviating = counted(len(assessment.risks), "requirement") if assessment.risks else "no requirement"
    open_ = sum(map(is_open, assessment.risks))
    endless = sum(map(is_endless, assessment.risks))
    told = [f", {open_} to decide about"] if open_ else [", nothing left to decide"] if assessment.risks and not endless else []
    told += [f", {endless} accepted without an end date"] if endless else []
    console.say(f"{assessment.supplier}: {answered} of {asked} answered; {deviating} with a deviation{''.join(told)}.")
    if outside_is_open(assessment.outside):
        console.say("The document holds what was not asked: to decide about too.")
    if knocked_out := assessment.knocked_out:
        console.say(f"Knock-outs not met: {', '.join(knocked_out)}.")
    if score.possible:
        depends = f"; {score.open:g} of these are not certain yet" if score.open else ""
        console.say(f"Wishes: {score.points:g} of {score.possible} points (partly met earns {score.partly} %){depends}.")


def shape(assessment: Assessment, language: Language, day: Date) -> AssessmentShape:
    """As `catalog/schema/assessment.schema.json` promises; ids are the same in every language."""
    from pve_gen.cli.answering import finding_shape, outside_shape
    from pve_gen.wording import place_in, told_in

    origin, score = assessment.programme.provenance, assessment.score
    return {
        "supplier": assessment.supplier,
        "programme": origin.document,
        "hash": origin.hash,
        "date": day.isoformat(),
        "knock_out": assessment.programme.knock_out,
        "answers": [
            {
                "id": answer.requirement,
                "answer": answer.answer,
                "said": answer.said,
                "explanation": answer.explanation,
                "evidence": answer.evidence,
                "place": place_in(answer.place, language),
            }
            for answer in assessment.answers
        ],
        "deviations": [
            {
                "id": risk.requirement.id,
                "kind": deviation.kind,
                "reason": told_in(deviation, assessment.findings, language),
                "to_read": deviation.to_read,
                "risk": risk.risk.id,
                "decision": (risk.decided.decision or "") if risk.decided else "",
                "place": place_in(deviation.place, language),
            }
            for risk in assessment.risks
            for deviation in risk.deviations
        ],
        "risks": [_risk(risk) for risk in assessment.risks],
        "knocked_out": list(assessment.knocked_out),
        "score": {"points": score.points, "possible": score.possible, "open": score.open, "partly": score.partly},
        "findings": [finding_shape(finding, language) for finding in assessment.findings],
        "outside": outside_shape(assessment.outside, language),
    }


def _risk(risk: Risk) -> RiskShape:
    from pve_gen.assessed import Decided
    from pve_gen.assessment import is_open
    from pve_gen.decisions import fingerprint

    said = risk.decided or Decided(requirement=risk.requirement.id, fingerprint="")
    return {
        "id": risk.requirement.id,
        "title": risk.requirement.title,
        "kind": risk.requirement.kind,
        "threat": risk.threat,
        "affects": list(risk.affects),
        "likelihood": risk.likelihood.id,
        "impact": risk.impact.id,
        "risk": risk.risk.id,
        "for_municipality": said.for_municipality,
        "for_data_subjects": said.for_data_subjects,
        "existing": list(risk.existing),
        "measures": [{"text": one.text, "by": one.side, "owner": one.owner, "due": one.due} for one in risk.measures],
        "residual_likelihood": risk.residual_likelihood.id if risk.residual_likelihood else "",
        "residual_impact": risk.residual_impact.id if risk.residual_impact else "",
        "residual": risk.residual.id if risk.residual else "",
        "decision": said.decision or "",
        "reason": said.reason,
        "owner": said.owner,
        "adviser": said.adviser,
        "until": said.until.isoformat() if said.until else "",
        "review": said.review.isoformat() if said.review else "",
        "question": said.question,
        "open": is_open(risk),
        "stale": risk.stale,
        "may_accept": risk.may_accept,
        "about": fingerprint(risk.requirement, risk.answer, risk.deviations),
    }
