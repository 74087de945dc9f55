"""`pve report`: what was promised for the years of a contract, and what the contract manager keeps → what is due and overdue."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.canonical import readable
from pve_gen.cli.help import WHERE_FROM
from pve_gen.cli.options import Lang, Quiet, ReportDate, ScaleFile, complete_format_of
from pve_gen.cli.reporting import Report, formats_of, write_reports
from pve_gen.cli.steps import counted, day_of, errors_in
from pve_gen.findings import PveError
from pve_gen.model import Language

if TYPE_CHECKING:
    from pve_gen.contract import ContractAnnexes
    from pve_gen.promised import Promise, Received, Standing
    from pve_gen.shapes import EvidenceReportShape, PromiseShape, ReceivedShape

TO_BEGIN = "To begin what the contract manager keeps, with --init"
_COULD_NOT_WRITE = 3
_STEM: dict[Language, str] = {"nl": "jaarverslag-bewijs", "en": "evidence-report"}


def report(
    lock: Annotated[
        Path | None,
        typer.Option(
            "--lock", metavar="FILE", help="The lock of the programme as sent; needed.", rich_help_panel=WHERE_FROM, show_default=False
        ),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="FILE",
            help="What the contract manager keeps: evidence.yaml.",
            rich_help_panel=WHERE_FROM,
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="What to write: docx, md, json or ics (a calendar), with commas or repeated.",
            show_default="a list here",
            autocompletion=complete_format_of("docx", "md", "json", "ics"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where that goes; - for one of them on stdout.", show_default="here"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace reports that are there.")] = False,
    init: Annotated[
        Path | None,
        typer.Option(
            "--init", metavar="FILE", help="Begin a new evidence.yaml there, and stop.", rich_help_panel=TO_BEGIN, show_default=False
        ),
    ] = None,
    response: Annotated[
        Path | None,
        typer.Option(
            "--response",
            metavar="FILE",
            help="The winner's answers, for wishes that were not met.",
            rich_help_panel=TO_BEGIN,
            show_default=False,
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="With --response: for accepted deviations and measures.",
            rich_help_panel=TO_BEGIN,
            show_default=False,
        ),
    ] = None,
    scale: ScaleFile = None,
    supplier: Annotated[
        str,
        typer.Option(
            "--supplier", metavar="NAME", help="The supplier's name.", rich_help_panel=TO_BEGIN, show_default="as in the response"
        ),
    ] = "",
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="The first day of the contract.", rich_help_panel=TO_BEGIN, show_default="left blank"),
    ] = None,
    date: ReportDate = None,
    lang: Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the reports.")] = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show which promised evidence is due and when; ends with 1 where any is overdue.

    Example: pve report --lock programma-van-eisen.lock.json --evidence evidence.yaml --format docx,ics
    """
    console.be_quiet(quiet)
    from pve_gen.lock import read_lock

    if lock is None:
        raise PveError("which programme is it about?", "name its lock with --lock")
    if (evidence is None) == (init is None):
        raise PveError("name the file that the contract manager keeps with --evidence, or begin one with --init")
    if evidence is None and init is not None:
        _begin(init, lock, response, decisions, scale, supplier, start, day_of(date))
        return
    for name, given in (("--response", response), ("--decisions", decisions), ("--supplier", supplier), ("--start", start)):
        if given:
            raise PveError(f"{name}: goes with --init", "what was agreed otherwise stands in the evidence file")
    assert evidence is not None
    from pve_gen.evidencefile import read_contract
    from pve_gen.promised import standing

    formats = formats_of(format_, REPORTS, out)
    programme = read_lock(lock).programme
    stands = standing(programme, read_contract(evidence, programme), day_of(date))
    language: Language = lang.value
    if formats:
        write_reports(
            stands,
            REPORTS,
            formats,
            out,
            stem=_STEM[language],
            language=language,
            day=stands.today,
            overwrite=overwrite,
            never=(lock, evidence),
        )
    else:
        _tell(stands, language)
    _summarize(stands)
    if stands.overdue:
        raise typer.Exit(1)


# ── Beginning ──────────────────────────────────────────────────────────────────────────────────


def _begin(
    target: Path,
    lock: Path,
    response: Path | None,
    decisions: Path | None,
    scale: Path | None,
    supplier: str,
    start: str | None,
    today: Date,
) -> None:
    from pve_gen import files
    from pve_gen.evidencefile import begun
    from pve_gen.lock import read_lock

    if target.exists():
        raise PveError(f"{target}: is there already, and somebody's work", "choose another name for --init", exit_code=_COULD_NOT_WRITE)
    if decisions is not None and response is None:
        raise PveError("--decisions: are about answers", "name these with --response")
    first = day_of(start, "--start") if start else None
    annexes = _agreed(response, lock, decisions, scale, supplier, today) if response is not None else None
    name = annexes.supplier if annexes else readable(supplier)
    if not name:
        raise PveError("who is the supplier?", "name it with --supplier, or its answers with --response")
    programme = read_lock(lock).programme
    files.write_whole(target, begun(programme, name, first, annexes).encode(), was=b"", elsewhere="choose another name for --init")
    console.say(f"Written: {target}." + ("" if first else " Fill in start: the first day of the contract."))
    if annexes is None:
        console.say("Without --response, evidence of every wish is expected: put wishes that were not met under exceptions.")


def _agreed(response: Path, lock: Path, decisions: Path | None, scale: Path | None, supplier: str, today: Date) -> ContractAnnexes:
    from pve_gen.assessment import about_decisions
    from pve_gen.cli.answering import assessment_of, refuse_empty
    from pve_gen.contract import contract_of
    from pve_gen.riskscale import read_scale

    assessment, decided = assessment_of(response, lock, supplier, read_scale(scale), decisions)
    refuse_empty(response, lock, assessment)
    if found := errors_in(list(about_decisions(assessment, decided, str(decisions)))):
        raise PveError(f"{decisions}: holds a decision that cannot be", "see above", findings=found)
    annexes = contract_of(assessment, today)
    if annexes.open:
        names = ", ".join(point.risk.requirement.id for point in annexes.open)
        console.say(f"Not decided yet, and expected as it was asked: {names}.")
    return annexes


# ── Writing ────────────────────────────────────────────────────────────────────────────────────


def _word(stands: Standing, language: Language, day: Date) -> bytes:
    from pve_gen.shipped import shipped
    from pve_gen.wordtemplate import WordTemplate
    from pve_gen.writers.word import write_word
    from pve_gen.yearlyreport import evidence_report

    name = f"evidence-report.{language}.docx"
    template = WordTemplate.read((shipped("templates") / name).read_bytes(), name)
    created = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return write_word(template, lambda form: evidence_report(stands, language, form), language, created)


def _markdown(stands: Standing, language: Language, _day: Date) -> bytes:
    from pve_gen.shipped import shipped
    from pve_gen.writers.markdown import write_markdown
    from pve_gen.yearlyreport import evidence_report

    name = f"evidence-report.{language}.md"
    template = (shipped("templates") / name).read_text("utf-8")
    return write_markdown(template, name, lambda form: evidence_report(stands, language, form))


def _calendar(stands: Standing, language: Language, _day: Date) -> bytes:
    from pve_gen.writers.calendar import write_calendar

    return write_calendar(stands, language)


def _json(stands: Standing, _language: Language, _day: Date) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(shape(stands))


REPORTS: dict[str, Report] = {"docx": _word, "md": _markdown, "json": _json, "ics": _calendar}
"""Format → what writes the standing of a contract in it; the choices of `--format`."""


def shape(stands: Standing) -> EvidenceReportShape:
    """As `catalog/schema/evidence-report.schema.json` promises."""
    return {
        "programme": stands.programme.provenance.document,
        "supplier": stands.contract.supplier,
        "date": stands.today.isoformat(),
        "overdue": stands.overdue,
        "promises": [_promise(promise) for promise in stands.promises],
        "appointments": [
            {
                "id": kept.appointment.requirement,
                "what": kept.appointment.what,
                "due": kept.appointment.due.isoformat(),
                "done": _iso(kept.appointment.done),
                "status": kept.status,
                "remarks": kept.appointment.remarks,
            }
            for kept in stands.appointments
        ],
    }


def _promise(promise: Promise) -> PromiseShape:
    return {
        "id": promise.requirement.id,
        "number": promise.number,
        "what": promise.evidence.what,
        "moment": promise.evidence.moment,
        "due": _iso(promise.due),
        "days": promise.days,
        "status": promise.status,
        "excepted": promise.excepted.reason if promise.excepted else "",
        "deliveries": [
            {"due": _iso(delivery.due), "days_late": delivery.days_late, "pieces": [_piece(piece) for piece in delivery.pieces]}
            for delivery in promise.deliveries
        ],
    }


def _piece(piece: Received) -> ReceivedShape:
    return {
        "what": piece.what,
        "received": piece.received.isoformat(),
        "from": _iso(piece.start),
        "to": _iso(piece.end),
        "valid_until": _iso(piece.valid_until),
        "scope": piece.scope,
        "remarks": piece.remarks,
    }


def _iso(day: Date | None) -> str:
    return day.isoformat() if day else ""


# ── Telling ────────────────────────────────────────────────────────────────────────────────────


def _tell(stands: Standing, language: Language) -> None:
    from pve_gen.documents import MOMENTS
    from pve_gen.plaintext import PlainFormat
    from pve_gen.promised import ONCE, STATUSES

    plain = PlainFormat()
    rows = [
        (
            _iso(promise.due),
            STATUSES[promise.status].in_(language),
            promise.requirement.id,
            MOMENTS[promise.evidence.moment].in_(language),
            plain.inline(promise.evidence.what),
        )
        for promise in stands.promises
    ] + [
        (
            _iso(kept.appointment.due),
            STATUSES[kept.status].in_(language),
            kept.appointment.requirement,
            ONCE.in_(language),
            kept.appointment.what,
        )
        for kept in stands.appointments
    ]
    console.table(("due", "status", "id", "when", "what"), sorted(rows, key=lambda one: (one[0] or "9", one[2])))


def _summarize(stands: Standing) -> None:
    statuses = stands.statuses
    late = f"{statuses['overdue']} overdue" if stands.overdue else "nothing is overdue"
    soon = f"{statuses['due-soon']} due soon"
    console.say(f"{stands.contract.supplier} on {stands.today}: {counted(statuses.total(), 'promise')}; {late}, {soon}.")
