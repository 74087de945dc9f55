"""`pve coverage`: clauses of norms and the requirements that answer them."""

from __future__ import annotations

from typing import Annotated

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
    ListFormat,
    Overlays,
    PersonalData,
    ProfileName,
    Quiet,
    SpecialCategories,
    TenderFile,
    complete_norm,
)
from pve_gen.cli.steps import counted, flags_of, open_catalog, selection_of, source_of
from pve_gen.findings import PveError
from pve_gen.model import Language


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
    format_: Annotated[ListFormat, typer.Option("--format", help="The shape of the list.")] = ListFormat.table,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show for every clause of a norm which requirement covers it, or why none does.

    Without a tender, profile or fact the whole catalogue counts; with them, what that tender selects. A clause is
    covered, covered elsewhere (by a requirement that this tender leaves out), the municipality's own duty, internal
    (no supplier's duty), uncovered or not in force. Exit code 1 where a clause is not covered and nobody said why.

    Example: pve coverage --norm bio2-1.3 --profile high --special-categories
    """
    console.be_quiet(quiet)
    from pve_gen.coverage import STATUSES
    from pve_gen.coverage import coverage as covered
    from pve_gen.findings import did_you_mean

    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    if tender or profile or flags or set_:
        selection, _source = selection_of(catalog, overlay, tender, profile, flags, set_)
        loaded = selection.catalog
    else:
        selection = None
        loaded, _source = open_catalog(source_of(catalog, overlay))
    for name in norm or ():
        if name not in loaded.norms:
            raise PveError(f"--norm {name}: there is no such norm", did_you_mean(name, loaded.norms))
    language: Language = lang.value
    found = [item for name in norm or loaded.norms for item in covered(loaded, loaded.norms[name], language, selection)]
    rows = [
        {
            "norm": item.norm.id,
            "clause": item.clause.id,
            "title": item.clause.title.in_(language),
            "verified": item.clause.verified,
            "status": item.status,
            "requirements": list(item.requirements),
            "reason": item.reason,
        }
        for item in found
    ]
    head = ("norm", "clause", "status", "requirements or reason")
    cells = [
        (
            item.norm.id,
            item.clause.id,
            item.status.replace("_", " "),
            item.reason or ", ".join(item.requirements) or "nobody said why (add a `reason` to the clause)",
        )
        for item in found
    ]
    if format_ is ListFormat.json:
        console.result(console.as_json(rows))
    elif format_ is ListFormat.csv:
        console.result(console.as_csv(rows))
    elif format_ is ListFormat.md:
        console.result(console.as_markdown(head, cells))
    else:
        console.table(head, cells)
    for name in norm or loaded.norms:
        own = [item.status for item in found if item.norm.id == name]
        counts = ", ".join(f"{own.count(status)} {status.replace('_', ' ')}" for status in STATUSES if status in own)
        console.say(f"{name}: {counted(len(own), 'clause')}: {counts}.")
    if any(item.unexplained for item in found):
        raise typer.Exit(1)
