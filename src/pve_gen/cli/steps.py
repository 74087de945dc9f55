"""The steps with which several commands begin: flags, catalogue, tender, selection."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen import console
from pve_gen.cli.options import LevelName
from pve_gen.findings import YEARS, Finding, PveError, in_reach

if TYPE_CHECKING:  # what is heavy is imported in the step that needs it
    from pve_gen.incoming import Kept
    from pve_gen.model import Catalog, FactValue, Selection, Tender
    from pve_gen.source import Source


def flags_of(
    personal_data: bool,
    special_categories: bool,
    confidentiality: LevelName | None,
    integrity: LevelName | None,
    availability: LevelName | None,
) -> dict[str, FactValue]:
    """The facts that have a flag of their own."""
    facts: dict[str, FactValue] = {}
    if personal_data or special_categories:
        facts["personal_data"] = "special" if special_categories else "ordinary"
    levels = {"confidentiality": confidentiality, "integrity": integrity, "availability": availability}
    return facts | {name: level.value for name, level in levels.items() if level}


def source_of(folder: Path | None, overlays: list[Path] | None, tender: Path | None = None, kept: Kept | None = None) -> Source:
    """Where the catalogue comes from: what flags say, else the environment, else the tender, else the project's settings."""
    from pve_gen.config import find_config
    from pve_gen.source import Source

    config = find_config(Path())
    told = [Path(text) for text in os.environ.get("PVE_OVERLAY", "").split(os.pathsep) if text]
    layers = overlays or told
    if tender and not layers:
        from pve_gen.tender import overlays_of

        layers = overlays_of(tender, kept)
    layers = layers or list(config.overlay)
    return Source.of(folder or config.catalog, layers)


@cache
def open_catalog(source: Source) -> tuple[Catalog, Source]:
    """The catalogue and its source; PveError with every finding where it has errors."""
    from pve_gen.catalog import read_catalog
    from pve_gen.checks import errors

    catalog, found = read_catalog(source)
    if not errors_in(found):
        found = found + errors(catalog, source)
    if errors_in(found):
        raise PveError("the catalogue has mistakes", "see above", findings=errors_in(found))
    return catalog, source


def errors_in(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity == "error"]


def tell(found: list[Finding], form: str, width: int | None = None) -> None:
    """Findings as a result, in one of the shapes of `reporters`; `width` shows the source line of each in that many columns.

    Paths are those of the pipeline's repository where one runs, else as they are from here.
    """
    if form == "text" and not found:
        return  # as of most checks, which are spared the import of every shape

    from pve_gen.reporters import REPORTERS
    from pve_gen.reporters.report import Report

    base = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or "."
    told = REPORTERS[form](Report(findings=tuple(found), base=Path(base), width=width))
    if told:
        # Only what is meant for people may say something in another way.
        is_text = form in {"text", "github"}
        console.result(console.plain(told, commands=form == "github") if is_text else console.plain_json(told))


def tender_of_file(
    catalog: Catalog,
    path: Path | None,
    profile: str | None,
    flags: dict[str, FactValue],
    facts: list[str] | None,
    kept: Kept | None = None,
) -> Tender:
    """The tender that file and flags describe; PveError with every finding where the file has errors."""
    from pve_gen.source import refused
    from pve_gen.tender import find_profile, parse_fact, read_tender, tender_of

    preset = find_profile(profile, catalog) if profile is not None else None
    said = flags | dict(parse_fact(text, catalog) for text in facts or ())
    file = None
    if path is not None:
        file, found = read_tender(path, catalog, kept)
        if file is None:
            raise refused(kept.shown if kept else str(path), "tender has", found)
        for finding in found:
            console.say(f"{finding}")
    tender = tender_of(catalog, file, profile=preset, flags=said)
    weighed = file.value.get("facts", {}) if file else {}
    overruled = [name for name, item in weighed.items() if item["value"] != tender.facts[name].value]
    if overruled:
        console.say(f"Overruled on the command line or by PVE_PROFILE: {', '.join(overruled)}.")
    return tender


def selection_of(
    folder: Path | None,
    overlays: list[Path] | None,
    path: Path | None,
    profile: str | None,
    flags: dict[str, FactValue],
    facts: list[str] | None,
    kept: Kept | None = None,
) -> tuple[Selection, Source]:
    """What `list`, `explain` and `generate` begin with: every verdict, and where the catalogue comes from.

    With `kept` the tender file is what it was at a revision in git, over the catalogue and layers of today.
    """
    from pve_gen.selection import select

    catalog, source = open_catalog(source_of(folder, overlays, path, kept))
    if path is None:
        tell_of_a_tender_here()
    return select(catalog, tender_of_file(catalog, path, profile, flags, facts, kept)), source


def tell_of_a_tender_here() -> None:
    """Says that the tender in this folder is not read, for who expects that of a command that names none."""
    if os.path.isfile("tender.yaml"):
        console.say("The tender.yaml in this folder was not read: name it, or . for the folder.")


def counted(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("sh") else "s"
    return f"{number} {noun}{plural * (number != 1)}"


def day_of(text: str | None, option: str = "--date") -> date:
    """The day after `--date` (or another `option`), or today; SOURCE_DATE_EPOCH (reproducible-builds.org) stands for today where it is set."""
    if text is not None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise PveError(f"{option} {text}: is not a date", "write 2026-11-24") from None
        if not in_reach(day.isoformat()):
            raise PveError(f"{option} {text}: is not in {' to '.join(YEARS)}", "correct the year")
        return day
    from pve_gen.provenance import source_date

    told = source_date()
    return told.date() if told else date.today()
