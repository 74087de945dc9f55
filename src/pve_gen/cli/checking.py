"""`pve check`: what is wrong in a catalogue or a tender."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pve_gen import console
from pve_gen.cli.options import (
    CatalogFolder,
    CheckFormat,
    Overlays,
    Quiet,
)
from pve_gen.cli.steps import counted, errors_in, source_of
from pve_gen.findings import PveError


def check(
    tender: Annotated[Path | None, typer.Argument(metavar="[TENDER]", help="Check this tender.yaml too.", show_default=False)] = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="The shape of the findings.")] = CheckFormat.text,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    quiet: Quiet = False,
) -> None:
    """Check the catalogue, and a tender: the mistakes of all files in one pass, each with its place.

    Exit code 1 where anything was found.

    Example: pve check --catalog catalog
    Example: pve check tender.yaml --format json
    """
    console.be_quiet(quiet)
    from pve_gen.catalog import read_catalog
    from pve_gen.checks import check as checked
    from pve_gen.tender import read_tender

    source = source_of(catalog, overlay, tender)
    loaded, found = read_catalog(source)
    found = found + checked(loaded, source)
    if tender is not None:
        about_tender = read_tender(tender, loaded)[1]
        if any(finding.rule == "file-unreadable" for finding in about_tender):
            raise PveError(str(about_tender[0]))
        found = found + about_tender
    found = sorted(set(found), key=lambda finding: (finding.place, finding.rule, finding.message))
    console.findings(found, format_.value)
    errors = len(errors_in(found))
    result = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}" if found else "nothing found"
    console.say(f"{counted(len(loaded.requirements), 'requirement')} in {source.shown}: {result}.")
    if found:
        raise typer.Exit(1)
