"""`pve import`: a list of requirements from elsewhere as a layer to begin with."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.init import refuse_existing, refuse_odd_prefix, schema_bytes
from pve_gen.cli.options import CatalogFolder, Lang, Quiet
from pve_gen.cli.steps import counted, open_catalog, source_of
from pve_gen.findings import PveError, did_you_mean
from pve_gen.incoming import STREAM

if TYPE_CHECKING:
    from pve_gen.imported import ImportedList

_READING = "How the list is read"


class KindName(StrEnum):
    """What a requirement can be."""

    requirement = "requirement"
    wish = "wish"
    condition = "condition"


def complete_column(incomplete: str) -> list[str]:
    """`te` → `text=`."""
    from pve_gen.listcolumns import HEADINGS

    return [f"{field}=" for field in HEADINGS if field.startswith(incomplete)]


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A .csv, .xlsx or .ods with a list, or an OSCAL catalog in JSON; - for stdin.", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the layer begins; made where it is absent.", show_default=False)
    ],
    prefix: Annotated[
        str, typer.Option("--prefix", metavar="LETTERS", help="Begins the ids of the requirements, such as VBS.", show_default=False)
    ],
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="Whose layer it is.", show_default="the title of the list")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=HEADING",
            help="Which column holds the id, theme, title, text, kind, points, why, evidence, verify, risk or norms; may be repeated.",
            show_default="by their headings",
            autocompletion=complete_column,
            rich_help_panel=_READING,
        ),
    ] = None,
    sheet: Annotated[
        str,
        typer.Option(
            "--sheet", metavar="NAME", help="The sheet of a spreadsheet.", show_default="the one most like a list", rich_help_panel=_READING
        ),
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="ID",
            help="A group or control of an OSCAL catalog, with what is below it; may be repeated.",
            show_default="all",
            rich_help_panel=_READING,
        ),
    ] = None,
    kind: Annotated[
        KindName, typer.Option("--kind", help="What a requirement is where the list does not say.", rich_help_panel=_READING)
    ] = KindName.requirement,
    lang: Annotated[
        Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the list, and of remarks in the files.")
    ] = Lang.nl,
    catalog: CatalogFolder = None,
    quiet: Quiet = False,
) -> None:
    """Begin a layer with a list of requirements from elsewhere: a spreadsheet, a CSV file or an OSCAL catalog.

    Columns are known by their headings, in Dutch or English, or said with --column. What has no place is told with its line,
    cell or control, and kept in IMPORT.md; what is still to be written is marked, and `pve check` names it. Nothing is overwritten.

    Example: pve import eisenlijst.csv --prefix VBS --out eisen
    Example: pve import eisen.xlsx --sheet Eisen --column "text=Omschrijving van de eis" --prefix VBS --out eisen
    Example: pve import nist-800-53.json --only ac --only ia --lang en --prefix NIST --out nist
    """  # fmt: skip
    console.be_quiet(quiet)
    from pve_gen import files
    from pve_gen.imported import together
    from pve_gen.importedoverlay import files_of
    from pve_gen.newoverlay import SCHEMAS, overlay_files

    if out == STREAM:
        raise PveError("--out -: a layer is a folder of files", "name a folder")
    refuse_existing(out / "overlay.yaml")
    loaded, _source = open_catalog(source_of(catalog, None))
    refuse_odd_prefix(prefix, loaded)
    imported = _read(file, _columns(column), sheet, tuple(only or ()), kind, lang)
    made = files_of(imported, loaded, prefix, lang.value)
    name = " ".join(organisation.split()) or imported.title
    content = overlay_files(name, prefix, loaded, lang.value) | dict(made.files)
    schemas = {f"schema/{one}.schema.json": schema_bytes(one, lang.value) for one in SCHEMAS}
    files.write_new(out, {path: text.encode() for path, text in content.items()} | schemas)
    told = together(made.losses)
    for line in told:
        console.result(console.plain(line))
    if imported.columns:
        taken = "; ".join(f"{field} ← {heading}" for field, heading in imported.columns.items() if field)
        console.say(f"Columns: {taken}.")
    themes = len({path.split("/")[1] for path in made.files if path.startswith("requirements/")})
    span = made.ids[0] if len(made.ids) == 1 else f"{made.ids[0]} to {made.ids[-1]}"
    console.say(f"{out}: {counted(len(made.ids), 'requirement')} ({span}) in {counted(themes, 'theme')}. {_about(len(told))}")
    shown = os.path.relpath(out)
    console.say(f"""Next:
  1. Read what got no place, in:       {out / "IMPORT.md"}
  2. See what is still to be written:  pve check --overlay {shown}
  3. See what is in, and why:          pve list --profile high --overlay {shown}""")


def _about(losses: int) -> str:
    return f"{counted(losses, 'remark')} above." if losses else "Everything has its place."


def _columns(said: list[str] | None) -> dict[str, str]:
    """Field → heading, as `--column` says; PveError where that is no field."""
    from pve_gen.listcolumns import HEADINGS

    found: dict[str, str] = {}
    for text in said or ():
        field, equals, heading = text.partition("=")
        if not equals or not heading.strip():
            raise PveError(f"--column {text}: needs a field and a heading", 'write --column "text=Omschrijving"')
        if field not in HEADINGS:
            raise PveError(
                f"--column {text}: `{field}` is not a field", did_you_mean(field, HEADINGS) or f"choose from {', '.join(HEADINGS)}"
            )
        found[field] = heading
    return found


def _read(file: Path, columns: dict[str, str], sheet: str, only: tuple[str, ...], kind: KindName, lang: Lang) -> ImportedList:
    from pve_gen.cli.answering import read_file
    from pve_gen.listread import requirements_of
    from pve_gen.oscalfile import catalog_of, looks_like_json

    data, shown = read_file(file)[0], "stdin" if file == STREAM else str(file)
    if looks_like_json(data):
        if columns or sheet:
            raise PveError(f"{shown}: is no list with columns", "leave --column and --sheet out")
        return catalog_of(data, shown, only=only, kind=kind.value, language=lang.value)
    if only:
        raise PveError(f"{shown}: is no OSCAL catalog", "leave --only out")
    return requirements_of(data, shown, columns=columns, sheet=sheet, kind=kind.value, language=lang.value)
