"""The options and arguments that several commands share, and what the shell may complete."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """The languages of a document."""

    nl = "nl"
    en = "en"


class LevelName(StrEnum):
    """The levels of confidentiality, integrity and availability."""

    low = "low"
    medium = "medium"
    high = "high"


class ListFormat(StrEnum):
    """The shapes of `pve list`."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


class CheckFormat(StrEnum):
    """The shapes of `pve template check` and `pve verify`."""

    text = "text"
    json = "json"


class FindingsFormat(StrEnum):
    """The shapes of `pve check`; each is one of `reporters`."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"


class ExplainFormat(StrEnum):
    """The shapes of `pve explain`."""

    text = "text"
    json = "json"


def complete_profile(incomplete: str) -> list[str]:
    return _names("profiles", incomplete)


def complete_requirement(incomplete: str) -> list[str]:
    from pve_gen.shipped import shipped

    root = shipped("catalog") / "requirements"
    themes = [theme.name for theme in root.iterdir() if theme.is_dir()]
    return sorted(name for theme in themes for name in _names(f"requirements/{theme}", incomplete))


def complete_rule(incomplete: str) -> list[str]:
    from pve_gen.rules import read_rules

    return [rule for rule in read_rules() if rule.startswith(incomplete)]


def complete_format(incomplete: str) -> list[str]:
    from pve_gen.cli.making import FORMATS

    *before, last = incomplete.split(",")
    return [",".join([*before, name]) for name in FORMATS if name.startswith(last) and name not in before]


def _names(folder: str, incomplete: str) -> list[str]:
    """Names of shipped files for shell completion: no file is read."""
    from pve_gen.shipped import shipped

    root = shipped("catalog")
    for step in folder.split("/"):
        root = root / step
    names = (entry.name.removesuffix(".yaml") for entry in root.iterdir() if entry.name.endswith(".yaml"))
    return sorted(name for name in names if not name.startswith("_") and name.startswith(incomplete))


TenderFile = Annotated[
    Path | None, typer.Argument(metavar="[TENDER]", help="A tender.yaml; flags win over what it says.", show_default=False)
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile", envvar="PVE_PROFILE", metavar="NAME", help="A preset of facts: low, medium or high.", autocompletion=complete_profile
    ),
]
PersonalData = Annotated[bool, typer.Option("--personal-data", help="Ordinary personal data are processed.")]
SpecialCategories = Annotated[bool, typer.Option("--special-categories", help="Special categories of personal data are processed.")]
Confidentiality = Annotated[LevelName | None, typer.Option(help="How bad a leak is.", show_default=False)]
Integrity = Annotated[LevelName | None, typer.Option(help="How bad wrong data are.", show_default=False)]
Availability = Annotated[LevelName | None, typer.Option(help="How bad an outage is.", show_default=False)]
Facts = Annotated[list[str] | None, typer.Option("--set", metavar="FACT=VALUE", help="Any fact, such as email=true; may be repeated.")]
CatalogFolder = Annotated[
    Path | None, typer.Option("--catalog", envvar="PVE_CATALOG", metavar="FOLDER", help="Another catalogue than the shipped one.")
]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", metavar="FOLDER", help="A municipality's own layer over the catalogue; may be repeated. [env: PVE_OVERLAY]"),
]
DocumentLanguage = Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of texts and documents.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")]
LockFile = Annotated[
    Path | None,
    typer.Option("--lock", metavar="FILE", help="The lock of the programme as sent.", show_default="the one near the file that fits"),
]
DecisionsFile = Annotated[
    Path | None, typer.Option("--decisions", metavar="FILE", help="What people decide about deviations; new ones are added to it.")
]
ScaleFile = Annotated[
    Path | None, typer.Option("--scale", envvar="PVE_SCALE", metavar="FILE", help="The municipality's own scale of risks.")
]
ReportDate = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The date of the report.", show_default="today")]
