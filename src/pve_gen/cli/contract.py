"""`pve contract`: programme, answers and decisions → the annexes of the contract with the winner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pve_gen import console
from pve_gen.cli.answering import assessment_of, refuse_empty
from pve_gen.cli.help import WHERE_FROM
from pve_gen.cli.options import Lang, LockFile, Quiet, ReportDate, ScaleFile, complete_format_of
from pve_gen.cli.reporting import formats_of
from pve_gen.cli.steps import counted, day_of, errors_in
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.model import Annex, Language

if TYPE_CHECKING:
    from pve_gen.assessed import Decided, Risk
    from pve_gen.contract import ContractAnnexes
    from pve_gen.contractreport import AnnexDocument
    from pve_gen.programme import Format
    from pve_gen.shapes import ContractShape, DecidedShape

M = TypeVar("M")

_NAMES: dict[Annex, dict[Language, str]] = {
    "security": {"nl": "bijlage-informatiebeveiliging", "en": "annex-information-security"},
    "sla": {"nl": "bijlage-dienstverlening", "en": "annex-service-levels"},
    "processing": {"nl": "bijlage-verwerkersovereenkomst", "en": "annex-processing-agreement"},
}
_WHOLE: dict[Language, str] = {"nl": "overeenkomst", "en": "contract"}


def contract(
    response: Annotated[
        Path,
        typer.Argument(metavar="RESPONSE", help="The .docx, .xlsx or .ods that the winner filled in; - for stdin.", show_default=False),
    ],
    lock: LockFile = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions", metavar="FILE", help="What people decided about deviations.", rich_help_panel=WHERE_FROM, show_default=False
        ),
    ] = None,
    scale: ScaleFile = None,
    supplier: Annotated[str, typer.Option("--supplier", metavar="NAME", help="The supplier's name.", show_default="as in the file")] = "",
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="What to write: docx, md or json, with commas or repeated.",
            show_default="docx",
            autocompletion=complete_format_of("docx", "md", "json"),
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where that goes; - for json on stdout.", show_default="here")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace annexes that are there.")] = False,
    page_numbers: Annotated[
        bool, typer.Option("--page-numbers/--no-page-numbers", help="Let LibreOffice count the pages for the table of contents.")
    ] = True,
    date: ReportDate = None,
    lang: Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the annexes.")] = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write the annexes of the contract: security, service levels, and processing of personal data.

    Ends with 1 while something is still to be decided (the annexes are drafts then), or where a knock-out is not met.

    Example: pve contract inschrijving.docx --lock programma-van-eisen.lock.json --decisions besluiten.yaml --out contract
    """
    console.be_quiet(quiet)
    from pve_gen.assessment import about_decisions
    from pve_gen.contract import contract_of
    from pve_gen.riskscale import read_scale

    formats = formats_of(format_, ("docx", "md", "json"), out, default=("docx",))
    if out == STREAM and formats != ("json",):
        raise PveError("--out -: the annexes are more than one document", "name a folder, or --format json")
    if out is not None and out.suffix.lower() in {".docx", ".md", ".json", ".pdf"} and not out.is_dir():
        raise PveError(f"--out {out}: is the name of one document", "name a folder, for the annexes are more than one")
    if decisions is not None and not decisions.is_file():
        raise PveError(f"{decisions}: there is no such file", "pve assess --decisions makes it, to decide in")
    assessment, decided = assessment_of(response, lock, supplier, read_scale(scale), decisions, lang.value)
    refuse_empty(response, lock, assessment)
    found = list(about_decisions(assessment, decided, str(decisions)))
    for finding in found:
        console.say(f"{finding}")
    if errors_in(found):
        raise PveError(f"{decisions}: holds a decision that cannot be", "see above")
    day = day_of(date)
    annexes = contract_of(assessment, day)
    if annexes.barred:
        for risk in annexes.barred:
            console.result(console.plain(f"{risk.requirement.id}: {risk.requirement.title}: a knock-out that is not met."))
        console.say(
            f"No contract with {annexes.supplier}: in a tender, a knock-out that is not met cannot be repaired. Nothing is written."
        )
        raise typer.Exit(1)
    _write(annexes, formats, out, lang.value, day, overwrite, page_numbers, tuple(filter(None, (response, lock, decisions))))
    _tell(annexes)
    if not annexes.ready:
        raise typer.Exit(1)


def _write(
    annexes: ContractAnnexes,
    formats: tuple[str, ...],
    out: Path | None,
    language: Language,
    day: Date,
    overwrite: bool,
    page_numbers: bool,
    never: tuple[Path, ...],
) -> None:
    from pve_gen import files
    from pve_gen.folders import alone

    if out == STREAM:
        console.result_bytes(_json(annexes))
        return
    folder = out or Path()
    files.make_folder(folder)
    kinds = [annex.kind for annex in annexes.annexes if annex.agreements or annex.open or annex.dropped]
    makers: dict[Path, Callable[[], bytes]] = {}
    for name in formats:
        if name == "json":
            makers[folder / f"{_WHOLE[language]}.json"] = partial(_json, annexes)
        else:
            for kind in kinds:
                target = folder / f"{_NAMES[kind][language]}.{name}"
                makers[target] = partial(_WRITERS[name], annexes, kind, language, day, page_numbers)
    for target in makers:
        files.refuse(target, never=never, keep=None if overwrite else files.if_there)
    made = {target: make() for target, make in makers.items()}
    with alone(made):
        files.write_all(list(made.items()), never=never, keep=None if overwrite else files.if_there)
    console.say(f"Written: {', '.join(map(str, made))}.")
    if "processing" in kinds and set(formats) & _WRITERS.keys():
        console.say("What stands between square brackets in the annex to the processing agreement, the parties fill in before they sign.")
    elif "processing" not in kinds:
        console.say("The programme asks nothing about personal data: there is no annex to a processing agreement.")


def _document(annexes: ContractAnnexes, kind: Annex, language: Language, day: Date, form: Format[M]) -> AnnexDocument[M]:
    from pve_gen.annexes import annex_document, processing_annex

    if kind == "processing":
        return processing_annex(annexes, language, day, form)
    return annex_document(annexes, annexes.annex(kind), language, day, form)


def _word(annexes: ContractAnnexes, kind: Annex, language: Language, day: Date, page_numbers: bool) -> bytes:
    from pve_gen import libreoffice
    from pve_gen.shipped import shipped
    from pve_gen.wordtemplate import WordTemplate
    from pve_gen.writers.word import write_word

    name = f"contract-{kind}.{language}.docx"
    template = WordTemplate.read((shipped("templates") / name).read_bytes(), name)

    def count(document: bytes, headings: int) -> list[int] | None:
        with console.busy("Counting pages with LibreOffice"):
            return libreoffice.pages_of_headings(document, headings)

    return write_word(
        template,
        lambda form: _document(annexes, kind, language, day, form),
        language,
        datetime(day.year, day.month, day.day, tzinfo=UTC),
        count if page_numbers and libreoffice.installed() else None,
    )


def _markdown(annexes: ContractAnnexes, kind: Annex, language: Language, day: Date, _page_numbers: bool) -> bytes:
    from pve_gen.shipped import shipped
    from pve_gen.writers.markdown import write_markdown

    name = f"contract-{kind}.{language}.md"
    template = (shipped("templates") / name).read_text("utf-8")
    return write_markdown(template, name, lambda form: _document(annexes, kind, language, day, form))


def _json(annexes: ContractAnnexes) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(shape(annexes))


def shape(annexes: ContractAnnexes) -> ContractShape:
    """As `catalog/schema/contract.schema.json` promises."""
    from pve_gen.cli.answering import outside_shape

    return {
        "supplier": annexes.supplier,
        "programme": annexes.programme.provenance.document,
        "ready": annexes.ready,
        "outside": outside_shape(annexes.outside, annexes.programme.language),
        "annexes": [
            {
                "kind": annex.kind,
                "agreements": [
                    {
                        "id": agreement.requirement.id,
                        "kind": agreement.requirement.kind,
                        "title": agreement.requirement.title,
                        "text": agreement.requirement.text,
                        "figures": [{"label": figure.label, "text": figure.text} for figure in agreement.figures],
                        "evidence": [{"what": item.what, "moment": item.moment} for item in agreement.requirement.evidence],
                        "promised": agreement.explanation,
                        "deviates": agreement.deviates,
                        "open": agreement.open is not None,
                    }
                    for agreement in annex.agreements
                ],
                "deviations": [_deviation(deviation.risk, deviation.decided) for deviation in annex.deviations],
                "rejected": [_deviation(risk, risk.decided) for risk in annex.rejected if risk.decided],
                "dropped": [requirement.id for requirement in annex.dropped],
                "open": [{"id": point.risk.requirement.id, "reason": point.reason} for point in annex.open],
                "blanks": [{"id": figure.requirement.id, "label": figure.label} for figure in annex.blanks],
            }
            for annex in annexes.annexes
        ],
    }


def _deviation(risk: Risk, decided: Decided) -> DecidedShape:
    return {
        "id": risk.requirement.id,
        "kinds": list(dict.fromkeys(deviation.kind for deviation in risk.deviations)),
        "was": "\n".join(one.was for one in risk.deviations if one.was),
        "becomes": "\n".join(one.now for one in risk.deviations if one.now),
        "explanation": risk.answer.explanation if risk.answer else "",
        "decision": decided.decision or "",
        "reason": decided.reason,
        "owner": decided.owner,
        "adviser": decided.adviser,
        "until": decided.until.isoformat() if decided.until else "",
        "review": decided.review.isoformat() if decided.review else "",
        "measures": [{"text": one.text, "by": one.side, "owner": one.owner, "due": one.due} for one in decided.measures],
    }


# ── Telling ────────────────────────────────────────────────────────────────────────────────────


def _tell(annexes: ContractAnnexes) -> None:
    from pve_gen.assessed import DEVIATIONS
    from pve_gen.contract import OPEN
    from pve_gen.wording import placed

    if annexes.outside and annexes.outside_open:
        for finding in annexes.outside.findings:
            console.result(console.plain(f"document: {placed(finding.place, finding.message)}: {OPEN[annexes.outside_open].en}."))
    for point in annexes.open:
        asked = point.risk.requirement
        what = "; ".join(dict.fromkeys(DEVIATIONS[deviation.kind].en for deviation in point.risk.deviations))
        console.result(console.plain(f"{asked.id}: {asked.title}: {what}; {OPEN[point.reason].en}."))
    for figure in annexes.blanks:
        console.result(console.plain(f"{figure.requirement.id}: {figure.requirement.title}: no value yet for «{figure.label}»."))
    held = sum(agreement.open is None for annex in annexes.annexes for agreement in annex.agreements)
    passed = sum(len(annex.deviations) for annex in annexes.annexes)
    left = len(annexes.open) + len(annexes.blanks) + bool(annexes.outside_open)
    unanswered = sum(any(deviation.kind == "unanswered" for deviation in point.risk.deviations) for point in annexes.open)
    of_which = f", of which {unanswered} not answered" if unanswered else ""
    end = f"{counted(left, 'point')} open{of_which}: these are drafts" if left else "nothing is open"
    console.say(f"{annexes.supplier}: {counted(held, 'agreement')}, {counted(passed, 'deviation')} let pass; {end}.")


_WRITERS: dict[str, Callable[[ContractAnnexes, Annex, Language, Date, bool], bytes]] = {"docx": _word, "md": _markdown}
