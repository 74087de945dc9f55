"""`pve assess`: a supplier's answers → deviations, risks and score, and what is still to be decided."""

from __future__ import annotations

from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pve_gen import console
from pve_gen.cli.answering import assessment_of
from pve_gen.cli.options import DecisionsFile, Lang, LockFile, Quiet, ReportDate, ScaleFile
from pve_gen.cli.reporting import Report, formats_of, write_reports
from pve_gen.cli.steps import counted, day_of, errors_in
from pve_gen.findings import PveError
from pve_gen.model import Language

if TYPE_CHECKING:
    from pve_gen.assessed import Assessment, Decided, Risk


def assess(
    response: Annotated[
        Path, typer.Argument(metavar="RESPONSE", help="The .docx, .xlsx or .ods that a supplier filled in.", show_default=False)
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
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where that goes; - for json or md on stdout.", show_default="here"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace reports that are there.")] = False,
    date: ReportDate = None,
    lang: Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the reports.")] = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show where a supplier's answers fall short, and what risk that leaves; ends with 1 where they do.

    Example: pve assess inschrijving.docx --lock programma-van-eisen.lock.json --decisions besluiten.yaml
    """
    console.be_quiet(quiet)
    from pve_gen.assessment import about_decisions
    from pve_gen.riskscale import read_scale

    formats = formats_of(format_, REPORTS, out)
    assessment, decided = assessment_of(response, lock, supplier, read_scale(scale), decisions)
    language: Language = lang.value
    found = list(about_decisions(assessment, decided, str(decisions)))
    for finding in found:
        console.say(f"{finding}")
    if errors_in(found):
        raise PveError(f"{decisions}: holds a decision that cannot be", "see above")
    if decisions is not None:
        _add_to(decisions, assessment)
    if formats:
        write_reports(
            assessment,
            REPORTS,
            formats,
            out,
            stem=f"{response.stem}-{_STEM[language]}",
            language=language,
            day=day_of(date),
            overwrite=overwrite,
            never=(response,),
        )
    else:
        _tell(assessment, language)
    _summarize(assessment)
    if assessment.risks or assessment.findings:
        raise typer.Exit(1)


_STEM: dict[Language, str] = {"nl": "risicoanalyse", "en": "risk-analysis"}


def _json(assessment: Assessment, _language: Language, _day: Date) -> bytes:
    from pve_gen.shapes import as_json

    return as_json(shape(assessment))


REPORTS: dict[str, Report] = {"json": _json}
"""Format → what writes an assessment in it; the choices of `--format`."""


def _add_to(decisions: Path, assessment: Assessment) -> None:
    from pve_gen import files
    from pve_gen.assessed import DEVIATIONS
    from pve_gen.assessment import new_entries
    from pve_gen.decisions import extended

    entries = new_entries(assessment, {kind: words.nl for kind, words in DEVIATIONS.items()})
    text = extended(decisions, assessment.programme, assessment.supplier, entries)
    if text is not None:
        files.write_whole(decisions, text.encode())
        console.say(f"{decisions}: {counted(len(entries), 'deviation')} added to decide about.")


def _tell(assessment: Assessment, language: Language) -> None:
    rows = [
        (
            risk.requirement.id,
            risk.requirement.kind,
            risk.risk.title.in_(language),
            _kinds(risk, language),
            _decision(risk.decided, language),
        )
        for risk in assessment.risks
    ]
    if rows:
        console.table(("id", "kind", "risk", "deviation", "decision"), rows)
    for finding in (finding for finding in assessment.findings if finding.rule not in _IN_TABLE):
        hint = f" ({finding.hint})" if finding.hint else ""
        console.result(console.plain(f"{finding.requirement or '-'}: {finding.place}: {finding.message}{hint} [{finding.rule}]"))


_IN_TABLE = {"answer-empty", "requirement-missing"}  # told by the table of deviations


def _kinds(risk: Risk, language: Language) -> str:
    from pve_gen.assessed import DEVIATIONS

    return "; ".join(dict.fromkeys(DEVIATIONS[deviation.kind].in_(language) for deviation in risk.deviations))


def _decision(decided: Decided | None, language: Language) -> str:
    from pve_gen.assessed import DECISIONS

    return DECISIONS[decided.decision].in_(language) if decided and decided.decision else ""


def _summarize(assessment: Assessment) -> None:
    asked, score = len(assessment.programme.requirements), assessment.score
    answered = sum(bool(answer.answer) for answer in assessment.answers)
    deviating = counted(len(assessment.risks), "requirement") if assessment.risks else "no requirement"
    console.say(f"{assessment.supplier}: {answered} of {asked} answered; {deviating} with a deviation.")
    if knocked_out := assessment.knocked_out:
        console.say(f"Knock-outs not met: {', '.join(knocked_out)}.")
    open_ = f"; {score.open:g} of these depend on explanations to be read" if score.open else ""
    console.say(f"Wishes: {score.points:g} of {score.possible} points (partly met earns {score.partly} %){open_}.")


def shape(assessment: Assessment) -> dict[str, Any]:
    """As `catalog/schema/assessment.schema.json` promises."""
    return {
        "supplier": assessment.supplier,
        "programme": assessment.programme.provenance.document,
        "answers": [
            {
                "id": answer.requirement,
                "answer": answer.answer,
                "explanation": answer.explanation,
                "evidence": answer.evidence,
                "place": answer.place,
            }
            for answer in assessment.answers
        ],
        "deviations": [
            {
                "id": risk.requirement.id,
                "kind": deviation.kind,
                "reason": deviation.reason,
                "risk": risk.risk.id,
                "decision": (risk.decided.decision or "") if risk.decided else "",
                "place": deviation.place,
            }
            for risk in assessment.risks
            for deviation in risk.deviations
        ],
        "knocked_out": list(assessment.knocked_out),
        "score": {"points": assessment.score.points, "possible": assessment.score.possible, "open": assessment.score.open},
        "findings": [
            {"rule": finding.rule, "id": finding.requirement, "place": finding.place, "message": finding.message, "hint": finding.hint}
            for finding in assessment.findings
        ],
    }
