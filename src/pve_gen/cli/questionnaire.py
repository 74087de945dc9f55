"""`pve export questionnaire`: a programme as a flat sheet, in the columns that somebody else wants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from pve_gen import console
from pve_gen.cli.help import WHERE_FROM
from pve_gen.cli.options import (
    Availability,
    CatalogFolder,
    Confidentiality,
    DocumentLanguage,
    Facts,
    Integrity,
    Lang,
    Overlays,
    PersonalData,
    ProfileName,
    Quiet,
    ReportDate,
    SpecialCategories,
    TenderFile,
)
from pve_gen.cli.reporting import formats_of, write_reports
from pve_gen.cli.steps import counted, day_of, flags_of, selection_of
from pve_gen.findings import PveError, did_you_mean
from pve_gen.model import Kind

if TYPE_CHECKING:
    from datetime import date as Date

    from pve_gen.questionnaire import Column
    from pve_gen.sent import SentProgramme

_COLUMNS = "Which columns there are"
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_STEM = {"nl": "vragenlijst", "en": "questionnaire"}


class Separator(StrEnum):
    """What stands between the cells of a CSV file."""

    comma = "comma"
    semicolon = "semicolon"
    tab = "tab"


def complete_field(incomplete: str) -> list[str]:
    """`ti` → `title`."""
    from pve_gen.questionnaire import FIELDS

    return [field for field in FIELDS if field.startswith(incomplete)]


def questionnaire(
    context: typer.Context,
    tender: TenderFile = None,
    lock: Annotated[
        Path | None,
        typer.Option(
            "--lock",
            metavar="FILE",
            help="The lock of a programme as it was sent, instead of a tender.",
            show_default=False,
            rich_help_panel=WHERE_FROM,
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD[=HEADING]",
            help="A column, in the order in which they are given: id, number, version, theme, kind, points, title, text, question, why, "
            "because, evidence, verify, norms, choices, document; answer, explanation, reference or empty=HEADING, which stay empty; "
            "or fixed=HEADING=TEXT.",
            show_default="id, theme, kind, points, title, text, evidence, answer, explanation and reference",
            autocompletion=complete_field,
            rich_help_panel=_COLUMNS,
        ),
    ] = None,
    kind_name: Annotated[
        list[str] | None,
        typer.Option(
            "--kind-name",
            metavar="KIND=TEXT",
            help="What a requirement, wish or condition is called, such as requirement=KO; may be repeated.",
            show_default="as in the document",
            rich_help_panel=_COLUMNS,
        ),
    ] = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", metavar="NAME", help="xlsx or csv; may be repeated.", show_default="xlsx")
    ] = None,
    separator: Annotated[Separator, typer.Option("--separator", help="What stands between the cells of a CSV file.")] = Separator.semicolon,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where it goes; - for stdout.", show_default="here")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    date: ReportDate = None,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write what a tender asks as a flat sheet, with headings in its first row: a start for what a tender platform takes in.

    Each platform wants columns of its own, which change: say which, in their order and under their headings. No platform's format
    is promised; look at its manual or its empty sheet. Texts stay texts, so no cell is run as a formula. `pve assess` does not read
    the answers to it: for that, `pve generate --format xlsx` writes an answer sheet.

    Example: pve export questionnaire tender.yaml
    Example: pve export questionnaire --lock programma-van-eisen.lock.json --format csv
    Example: pve export questionnaire tender.yaml --column number=Nr --column "question=Vraag" --column "fixed=Verplicht=Ja" --column "answer=Uw antwoord" --kind-name requirement=KO
    """  # fmt: skip
    console.be_quiet(quiet)
    from pve_gen.questionnaire import DEFAULT, Column, column_of
    from pve_gen.questionnaire import questionnaire as questions

    columns = [column_of(said) for said in column or ()] or [Column(field=field) for field in DEFAULT]
    kinds = _kinds(kind_name or ())
    formats = formats_of(format_, ("xlsx", "csv"), out, default=("xlsx",))
    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    typed = [name for name in ("profile", "catalog") if str(context.get_parameter_source(name)).endswith("COMMANDLINE")]
    if lock and (tender or flags or set_ or overlay or typed):  # what the environment says is for other commands
        raise PveError("--lock: says already what is asked", "leave the tender, its facts and the catalogue out")
    if lock:
        from pve_gen.lock import SUFFIX, read_lock

        sent, name = read_lock(lock).programme, lock.name.removesuffix(SUFFIX)
    else:
        from pve_gen.cli.making import file_name, sent_programme

        selection, source = selection_of(catalog, overlay, tender, profile, flags, set_)
        sent, name = sent_programme(selection, source, lang.value), file_name(selection, lang.value)
    made = questions(sent, columns, kinds)
    write_reports(
        made,
        {"xlsx": _excel, "csv": lambda content, _language, _day: _csv(content, _SEPARATORS[separator.value])},
        formats,
        out,
        stem=f"{name}-{_STEM[sent.language]}",
        language=sent.language,
        day=day_of(date),
        overwrite=overwrite,
        never=tuple(path for path in (tender, lock) if path is not None),
    )
    console.say(f"{counted(len(made.rows), 'row')} in {counted(len(made.headings), 'column')}: {', '.join(made.headings)}.")
    _say_unsaid(sent, columns)


def _say_unsaid(sent: SentProgramme, columns: Iterable[Column]) -> None:
    """What whoever uses the sheet must know of it."""
    fields = {column.field for column in columns}
    if not fields & {"text", "question"}:
        console.say("No column holds the texts: add --column text, or --column question.")
    if not fields & {"id", "question", "title"}:
        console.say("No column holds the number of a requirement: add --column id, so that answers can be found again.")
    if sent.blanks:
        console.say(f"Still to be filled in: {', '.join(sent.blanks)}.")


def _excel(content: Any, _language: Any, day: Date) -> bytes:
    from pve_gen.writers.questionnairesheet import write_questionnaire

    return write_questionnaire(content, datetime(day.year, day.month, day.day, tzinfo=UTC))


def _csv(content: Any, separator: str) -> bytes:
    from pve_gen.writers.csv import as_csv

    return as_csv(content.headings, content.rows, separator)


def _kinds(said: Iterable[str]) -> dict[Kind, str]:
    found: dict[Kind, str] = {}
    known: tuple[Kind, ...] = get_args(Kind)
    for text in said:
        name, equals, called = text.partition("=")
        kind = next((one for one in known if one == name), None)
        if kind is None:
            raise PveError(f"--kind-name {text}: `{name}` is not a kind", did_you_mean(name, known))
        if not equals or not called.strip():
            raise PveError(f"--kind-name {text}: says no name", f'write --kind-name "{name}=KO"')
        found[kind] = " ".join(called.split())
    return found
