"""`pve explain`: one requirement whole."""

from __future__ import annotations

from typing import Annotated

import typer

from pve_gen import console
from pve_gen.cli.options import (
    Availability,
    CatalogFolder,
    Confidentiality,
    DocumentLanguage,
    ExplainFormat,
    Facts,
    Integrity,
    Lang,
    Overlays,
    PersonalData,
    ProfileName,
    Quiet,
    SpecialCategories,
    TenderFile,
    complete_requirement,
)
from pve_gen.cli.steps import flags_of, selection_of
from pve_gen.findings import PveError


def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of a requirement.", autocompletion=complete_requirement)],
    tender: TenderFile = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    format_: Annotated[ExplainFormat, typer.Option("--format", "-f", help="The shape of the explanation.")] = ExplainFormat.text,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show one requirement whole: its verdict, the rule and line that decided, and every text.

    Example: pve explain AUTH-01 --profile low
    """
    console.be_quiet(quiet)
    from pve_gen.explanation import explain as explanation
    from pve_gen.findings import did_you_mean

    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    selection, source = selection_of(catalog, overlay, tender, profile, flags, set_)
    verdict = next((v for v in selection.verdicts if v.requirement.id == id.upper()), None)
    if verdict is None:
        raise PveError(f"there is no requirement {id}", did_you_mean(id, selection.catalog.requirements) or "pve list shows them all")
    told = explanation(verdict, selection, source, lang.value)
    if format_ is ExplainFormat.json:
        console.result(console.as_json(told))
    else:
        console.sections(f"{told['id']}  {told['title']}", [(name, text) for name, text in told.items() if name not in {"id", "title"}])
