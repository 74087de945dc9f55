"""`pve list`: every requirement, in or out, and why."""

from __future__ import annotations

from typing import Annotated, get_args

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
)
from pve_gen.cli.steps import counted, flags_of, selection_of
from pve_gen.model import Kind, Language


def list_(
    tender: TenderFile = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    format_: Annotated[ListFormat, typer.Option("--format", "-f", help="The shape of the list.")] = ListFormat.table,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show every requirement of the catalogue: in or out, and why.

    Example: pve list --profile low
    """
    console.be_quiet(quiet)
    from pve_gen.selection import because

    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    selection, _source = selection_of(catalog, overlay, tender, profile, flags, set_)
    language: Language = lang.value
    if format_ in {ListFormat.json, ListFormat.csv}:
        rows = [
            {
                "id": verdict.requirement.id,
                "theme": verdict.requirement.theme,
                "kind": verdict.requirement.kind,
                "title": verdict.requirement.title.in_(language),
                "selected": verdict.selected,
                "because": because(verdict, language),
                "norms": [str(norm) for norm in verdict.requirement.norms],
            }
            for verdict in selection.verdicts
        ]
        console.result(console.as_json(rows) if format_ is ListFormat.json else console.as_csv(rows))
        return
    head = ("", "id", "kind", "title", "because")
    cells = [
        (
            "in" if verdict.selected else "out",
            verdict.requirement.id,
            verdict.requirement.kind,
            verdict.requirement.title.in_(language),
            because(verdict, language),
        )
        for verdict in sorted(selection.verdicts, key=lambda verdict: not verdict.selected)
    ]
    if format_ is ListFormat.md:
        console.result(console.as_markdown(head, cells))
    else:
        console.table(head, cells)
        kinds = [requirement.kind for requirement in selection.selected]
        told = ", ".join(counted(kinds.count(kind), kind) for kind in get_args(Kind))
        console.say(f"{len(kinds)} in ({told}), {len(selection.verdicts) - len(kinds)} out; level {selection.level}.")
