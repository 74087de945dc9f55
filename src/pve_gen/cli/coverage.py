"""`pve coverage`: clauses of norms and the requirements that answer them, both ways."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
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
    SpecialCategories,
    TenderFile,
    complete_format_of,
    complete_norm,
)
from pve_gen.cli.reporting import formats_of, write_reports
from pve_gen.cli.steps import counted, flags_of, open_catalog, selection_of, source_of
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.model import Language

if TYPE_CHECKING:
    from pve_gen.coverage import Matrix

FORMATS = ("table", "csv", "json", "md", "html", "docx")
_STEM: dict[Language, str] = {"nl": "normen-en-eisen", "en": "norms-and-requirements"}


class By(StrEnum):
    """What a list has a line for."""

    clause = "clause"
    requirement = "requirement"


def coverage(
    tender: TenderFile = None,
    norm: Annotated[
        list[str] | None,
        typer.Option(
            "--norm", metavar="NORM", help="A norm by its file name, such as bio2-1.3; may be repeated.", autocompletion=complete_norm
        ),
    ] = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    by: Annotated[
        By | None,
        typer.Option(
            "--by",
            help="What a list has a line for: each clause, or each requirement. The page and the annex show both.",
            show_default="clause",
        ),
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="A list: table, csv, json or md; or to a file: html (a page to search), docx (an annex to the programme). "
            "With commas or repeated.",
            show_default="table",
            autocompletion=complete_format_of(*FORMATS),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE|FOLDER",
            help="Where that goes; - for one of them on stdout.",
            show_default="stdout for a list, here for the others",
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show which requirement covers each clause of a norm, or why none does; and on which clauses each requirement rests.

    Without a tender, profile or fact the whole catalogue counts; with them, what that tender selects, held against the
    norms that apply to it. A clause is covered, covered elsewhere (by a requirement that this tender leaves out), the
    municipality's own duty, internal (no supplier's duty), uncovered or not in force. Exit code 1 where a clause is
    not covered and nobody said why.

    Example: pve coverage --norm bio2-1.3 --profile high --special-categories
    Example: pve coverage --by requirement --format csv --out eisen.csv
    Example: pve coverage tender.yaml --format docx,html
    """
    console.be_quiet(quiet)
    from pve_gen.cli.covering import DOCUMENTS, LISTS, Covered, table
    from pve_gen.coverage import matrix
    from pve_gen.findings import did_you_mean
    from pve_gen.provenance import provenance_of, provenance_of_catalog

    language: Language = lang.value
    known = LISTS | DOCUMENTS
    formats = formats_of(format_, (*known, "table"), out)
    if by is not None and set(formats) <= set(DOCUMENTS) and formats:
        raise PveError(f"--by {by.value}: the page and the annex show both ways", "leave it out, or ask a list")
    if "table" in formats and (len(formats) > 1 or out is not None):
        raise PveError("--format table: is for the terminal", "name csv, md, html or docx to write a file")
    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    selection = None
    if tender or profile or flags or set_:
        selection, source = selection_of(catalog, overlay, tender, profile, flags, set_)
        loaded = selection.catalog
    else:
        loaded, source = open_catalog(source_of(catalog, overlay))
    for name in norm or ():
        if name not in loaded.norms:
            raise PveError(f"--norm {name}: there is no such norm", did_you_mean(name, loaded.norms) or f"choose {', '.join(loaded.norms)}")
    covered = Covered(
        matrix=matrix(loaded, norm or (), language, selection),
        by=by.value if by else "clause",
        provenance=provenance_of(selection, source, language, "") if selection else provenance_of_catalog(loaded, source, language),
        language=language,
    )
    if formats in {(), ("table",)}:
        console.table(*table(covered), whole=2)
    else:
        bare = out is None and len(formats) == 1 and formats[0] in LISTS
        write_reports(
            covered,
            known,
            formats,
            STREAM if bare else out,
            stem=_STEM[language],
            language=language,
            day=covered.provenance.created.date(),
            overwrite=overwrite,
            never=(tender,) if tender else (),
        )
    _summarize(covered.matrix, covered.by)
    if covered.matrix.unexplained:
        raise typer.Exit(1)


def _summarize(matrix: Matrix, by: str) -> None:
    from pve_gen.coverage import STATUSES

    for norm in matrix.norms:
        own = [item.status for item in matrix.clauses if item.norm is norm]
        counts = ", ".join(f"{own.count(status)} {status.replace('_', ' ')}" for status in STATUSES if status in own)
        console.say(f"{norm.id}: {counted(len(own), 'clause')}: {counts}.")
    if matrix.passed_over:
        names = ", ".join(norm.id for norm in matrix.passed_over)
        console.say(f"Left out, since they do not apply to this tender: {names} (--norm shows one all the same).")
    if by == "requirement":
        asked = [one for one in matrix.requirements if one.selected]
        rest = len(matrix.requirements) - len(asked)
        bare = sum(not one.clauses for one in asked)
        told = f"{counted(len(asked), 'requirement')}, {bare} of which rest on none of these norms"
        console.say(told + (f"; {rest} more are not in this tender." if rest else "."))
    if matrix.unexplained:
        names = ", ".join(f"{item.norm.id} {item.clause.id}" for item in matrix.unexplained)
        console.say(f"Not covered, and nobody said why: {names}.")
