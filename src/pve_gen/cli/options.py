"""The options and arguments that several commands share, and what the shell may complete."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen.cli.help import ABOUT_TENDER, WHERE_FROM

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


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


# ── What the shell completes: with your own layer and settings, and never with an error ────────


def complete_profile(incomplete: str) -> list[str]:
    return _completed(_files("profiles"), incomplete)


def complete_requirement(incomplete: str) -> list[str]:
    return _completed((name for theme in _themes() for name in _files(f"requirements/{theme}")), incomplete)


def complete_theme(incomplete: str) -> list[str]:
    return _completed(_themes(), incomplete)


def complete_norm(incomplete: str) -> list[str]:
    return _completed(_files("norms"), incomplete)


def complete_schema(incomplete: str) -> list[str]:
    from pve_gen.shipped import shipped

    return _completed((file.name.removesuffix(".schema.json") for file in (shipped("catalog") / "schema").iterdir()), incomplete)


def complete_fact(incomplete: str) -> list[str]:
    """`conf` → `confidentiality=`, and `confidentiality=` → each of its values."""
    from pve_gen.yamlfile import read_yaml

    allowed: dict[str, list[str]] = {}
    for root in _roots():
        file, _findings = read_yaml(root / "facts.yaml", "facts.yaml")
        items = file.value.get("facts", ()) if file and isinstance(file.value, dict) else ()
        with contextlib.suppress(TypeError, KeyError, AttributeError):  # `pve check` says what is wrong with the file
            allowed |= {f"{one['id']}": [f"{choice['id']}" for choice in one.get("choices", ())] or ["true", "false"] for one in items}
    name, equals, _value = incomplete.partition("=")
    if not equals and len(found := _completed(allowed, incomplete)) != 1:
        return [f"{one}=" for one in found]
    name = name if equals else found[0]
    return _completed((f"{name}={value}" for value in allowed.get(name, ())), incomplete)


def complete_rule(incomplete: str) -> list[str]:
    from pve_gen.rules import read_rules

    return [rule for rule in ("all", *read_rules()) if rule.startswith(incomplete)]


def complete_format_of(*formats: str) -> Callable[[str], list[str]]:
    """What completes a list of formats with commas: `docx,h` → `docx,html`."""

    def complete(incomplete: str) -> list[str]:
        *before, last = incomplete.split(",")
        return [",".join([*before, name]) for name in formats if name.startswith(last) and name not in before]

    return complete


def _completed(names: Iterable[str], incomplete: str) -> list[str]:
    return sorted({name for name in names if name.startswith(incomplete)})


def _roots() -> list[Traversable]:
    """The folders of the catalogue and the layers that hold here; the shipped catalogue where those cannot be read."""
    from pve_gen.cli.steps import source_of
    from pve_gen.findings import PveError
    from pve_gen.shipped import shipped

    try:
        source = source_of(Path(os.environ["PVE_CATALOG"]) if os.environ.get("PVE_CATALOG") else None, None)
    except PveError:
        return [shipped("catalog")]
    return [source.root, *(layer.root for layer in source.layers)]


def _entries(folder: str) -> Iterator[Traversable]:
    for root in _roots():
        with contextlib.suppress(OSError):
            yield from root.joinpath(*folder.split("/")).iterdir()


def _files(folder: str) -> Iterator[str]:
    names = (entry.name for entry in _entries(folder))
    return (name.removesuffix(".yaml") for name in names if name.endswith(".yaml") and not name.startswith("_"))


def _themes() -> list[str]:
    return sorted({entry.name for entry in _entries("requirements") if entry.is_dir() and not entry.name.startswith((".", "_"))})


def tender_in(named: Path | None) -> Path | None:
    """The tender that a person names: a folder stands for the tender.yaml in it."""
    return named / "tender.yaml" if named and os.path.isfile(named / "tender.yaml") else named


def tenders_in(named: list[Path] | None) -> list[Path]:
    """Of each the same; a tender that is named twice is still one."""
    return list(dict.fromkeys(one for one in map(tender_in, named or ()) if one))


TenderFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[TENDER]",
        help="A tender.yaml, its folder, or - for stdin; flags win over what it says.",
        show_default=False,
        callback=tender_in,
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        envvar="PVE_PROFILE",
        metavar="NAME",
        help="A preset of facts: low, medium or high.",
        autocompletion=complete_profile,
        rich_help_panel=ABOUT_TENDER,
    ),
]
PersonalData = Annotated[bool, typer.Option("--personal-data", help="Ordinary personal data are processed.", rich_help_panel=ABOUT_TENDER)]
SpecialCategories = Annotated[
    bool, typer.Option("--special-categories", help="Special categories of personal data are processed.", rich_help_panel=ABOUT_TENDER)
]
Confidentiality = Annotated[LevelName | None, typer.Option(help="How bad a leak is.", show_default=False, rich_help_panel=ABOUT_TENDER)]
Integrity = Annotated[LevelName | None, typer.Option(help="How bad wrong data are.", show_default=False, rich_help_panel=ABOUT_TENDER)]
Availability = Annotated[LevelName | None, typer.Option(help="How bad an outage is.", show_default=False, rich_help_panel=ABOUT_TENDER)]
Facts = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FACT=VALUE",
        help="Any fact, such as email=true; may be repeated.",
        autocompletion=complete_fact,
        rich_help_panel=ABOUT_TENDER,
    ),
]
CatalogFolder = Annotated[
    Path | None,
    typer.Option(
        "--catalog", envvar="PVE_CATALOG", metavar="FOLDER", help="Another catalogue than the shipped one.", rich_help_panel=WHERE_FROM
    ),
]
Overlays = Annotated[
    list[Path] | None,
    typer.Option(
        "--overlay",
        metavar="FOLDER",
        help="A municipality's own layer over the catalogue; may be repeated.  [env var: PVE_OVERLAY]",
        rich_help_panel=WHERE_FROM,
    ),
]
DocumentLanguage = Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of texts and documents.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")]
LockFile = Annotated[
    Path | None,
    typer.Option(
        "--lock",
        metavar="FILE",
        help="The lock of the programme as sent.",
        show_default="the one near the file that fits",
        rich_help_panel=WHERE_FROM,
    ),
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions", metavar="FILE", help="What people decide about deviations; new ones are added to it.", rich_help_panel=WHERE_FROM
    ),
]
ScaleFile = Annotated[
    Path | None,
    typer.Option("--scale", envvar="PVE_SCALE", metavar="FILE", help="The municipality's own scale of risks.", rich_help_panel=WHERE_FROM),
]
ReportDate = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The date of the report.", show_default="today")]
