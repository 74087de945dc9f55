"""`pve export`: what others read: OSCAL for their programs, and a questionnaire sheet for a tender platform."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pve_gen import console
from pve_gen.cli import questionnaire
from pve_gen.cli.help import ABOUT_TENDER, WHERE_FROM, Command, Group
from pve_gen.cli.options import (
    Availability,
    CatalogFolder,
    Confidentiality,
    DecisionsFile,
    DocumentLanguage,
    Facts,
    Integrity,
    Lang,
    LockFile,
    Overlays,
    PersonalData,
    ProfileName,
    Quiet,
    ReportDate,
    ScaleFile,
    SpecialCategories,
    TenderFile,
)
from pve_gen.cli.reporting import write_reports
from pve_gen.cli.steps import counted, day_of, flags_of, open_catalog, selection_of, source_of
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.model import Language

if TYPE_CHECKING:
    from datetime import date as Date

    from pve_gen.oscal import Json

app = typer.Typer(
    cls=Group, help="Give the catalogue, a tender or an assessment to other programs.", no_args_is_help=True, rich_markup_mode=None
)

app.command("questionnaire", cls=Command)(questionnaire.questionnaire)

CATALOG_NAME = "pve-catalog.oscal"
"""The file, without its suffix, that a profile expects beside it."""

OscalOut = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where the JSON goes; - for stdout.", show_default="here"),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")]


@app.command("oscal-catalog", cls=Command)
def oscal_catalog(
    out: OscalOut = None,
    overwrite: Overwrite = False,
    date: ReportDate = None,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write the catalogue, with its layers, as an OSCAL catalog in JSON.

    Themes are groups, requirements controls, named values parameters; norms are resources that controls refer to. What OSCAL
    does not know (evidence, risk, who it applies to) stands in properties and parts of a namespace of its own.

    Example: pve export oscal-catalog --out oscal
    """
    console.be_quiet(quiet)
    from pve_gen.oscalcatalog import catalog_document

    loaded, _source = open_catalog(source_of(catalog, overlay))
    _write(lambda language, day: catalog_document(loaded, language, _moment(day)), out, CATALOG_NAME, lang, date, overwrite)
    console.say(f"{counted(len(loaded.requirements), 'control')} in {counted(len(loaded.themes), 'group')}.")


@app.command("oscal-profile", cls=Command)
def oscal_profile(
    tender: TenderFile = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    href: Annotated[
        str, typer.Option("--href", metavar="URI", help="Where the reader finds the OSCAL catalog.", rich_help_panel=ABOUT_TENDER)
    ] = f"{CATALOG_NAME}.json",
    out: OscalOut = None,
    overwrite: Overwrite = False,
    date: ReportDate = None,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write what a tender asks as an OSCAL profile: the controls that are in, and the values that hold.

    It imports the catalog that `pve export oscal-catalog` writes, from the place after --href.

    Example: pve export oscal-profile tender.yaml --out oscal
    """
    console.be_quiet(quiet)
    from pve_gen.cli.making import file_name
    from pve_gen.oscalprofile import profile_document
    from pve_gen.provenance import provenance_of

    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    selection, source = selection_of(catalog, overlay, tender, profile, flags, set_)
    if not selection.selected:
        raise PveError("nothing is asked of this tender, and OSCAL knows no profile without controls", "pve list says why each is out")
    language: Language = lang.value
    provenance = provenance_of(selection, source, language, "")
    _write(
        lambda language, day: profile_document(selection, provenance, language, _moment(day), href),
        out,
        f"{file_name(selection, language)}.oscal",
        lang,
        date,
        overwrite,
        never=(tender,),
    )
    console.say(f"{counted(len(selection.selected), 'control')} of {len(selection.verdicts)}, from {href}.")


@app.command("oscal-results", cls=Command)
def oscal_results(
    response: Annotated[
        Path,
        typer.Argument(
            metavar="RESPONSE",
            help="The .docx, .xlsx or .ods that a supplier filled in, or the .json of pve assess; - for that JSON on stdin.",
            show_default=False,
        ),
    ],
    lock: LockFile = None,
    decisions: DecisionsFile = None,
    scale: ScaleFile = None,
    supplier: Annotated[
        str,
        typer.Option("--supplier", metavar="NAME", help="The supplier's name.", show_default="as in the file", rich_help_panel=WHERE_FROM),
    ] = "",
    out: OscalOut = None,
    overwrite: Overwrite = False,
    date: ReportDate = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write an assessment of a supplier's answers as OSCAL assessment results.

    Every requirement gets an observation (what the supplier states) and a finding; a deviation is a risk, with what people
    decided about it. It reads what came back as `pve assess` does, or the JSON that `pve assess --format json` wrote.

    Example: pve export oscal-results inschrijving.docx --lock programma-van-eisen.lock.json --decisions besluiten.yaml
    Example: pve export oscal-results inschrijving-risicoanalyse.json --out oscal
    """
    console.be_quiet(quiet)
    from pve_gen.oscalresults import results_document

    if response == STREAM or response.suffix.lower() == ".json":
        if lock or decisions or scale or supplier or date:
            raise PveError(f"{response}: is an assessment already", "leave --lock, --decisions, --scale, --supplier and --date out")
        assessment = _read_assessment(response)
    else:
        from pve_gen.cli.answering import assessment_of
        from pve_gen.cli.assess import shape
        from pve_gen.riskscale import read_scale

        assessed, _decided = assessment_of(response, lock, supplier, read_scale(scale), decisions, lang.value)
        assessment = shape(assessed, lang.value, day_of(date))
    stem = "oscal" if response == STREAM else f"{response.stem}.oscal"
    never = (response, lock, decisions, scale)
    _write(lambda language, _day: results_document(assessment, language), out, stem, lang, date, overwrite, never=never)
    console.say(f"{assessment['supplier']}: {counted(len(assessment['answers']), 'answer')}, {counted(len(assessment['risks']), 'risk')}.")


def _read_assessment(path: Path) -> Any:
    """An assessment as `pve assess --format json` wrote it; PveError where it is none."""
    from datetime import date as day

    from pve_gen.cli.answering import read_file
    from pve_gen.jsonfile import from_json
    from pve_gen.shapes import AssessmentShape

    content, shown = read_file(path)[0], "stdin" if path == STREAM else str(path)
    found = from_json(content, AssessmentShape, shown)
    try:
        day.fromisoformat(found["date"])
    except ValueError:
        raise PveError(f"{shown}: $.date: is not a date", "this is not a file that pve wrote, or somebody changed it") from None
    return found


def _write(
    make: Callable[[Language, Date], Json],
    out: Path | None,
    stem: str,
    lang: Lang,
    date: str | None,
    overwrite: bool,
    never: tuple[Path | None, ...] = (),
) -> None:
    def report(_content: Any, language: Language, day: Date) -> bytes:
        from pve_gen.jsonfile import as_json

        return as_json(make(language, day))

    write_reports(
        None,
        {"json": report},
        ("json",),
        out,
        stem=stem,
        language=lang.value,
        day=day_of(date),
        overwrite=overwrite,
        never=tuple(path for path in never if path is not None and path != STREAM),
    )


def _moment(day: Date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
