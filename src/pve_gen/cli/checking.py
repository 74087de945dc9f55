"""`pve check`: what is wrong in a catalogue, in the layers over it, and in tenders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.options import CatalogFolder, FindingsFormat, Overlays, Quiet, complete_rule, tenders_in
from pve_gen.cli.steps import counted, errors_in, source_of, tell, tell_of_a_tender_here
from pve_gen.findings import Finding, PveError, did_you_mean
from pve_gen.incoming import STREAM

if TYPE_CHECKING:
    from pve_gen.mending import Mended
    from pve_gen.model import Catalog
    from pve_gen.source import Source

_WIDTH = 100  # of a source line that does not go to a terminal


def check(
    tenders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[TENDER]…",
            help="Check these tenders too, files or their folders; - for one on stdin.",
            show_default=False,
            callback=tenders_in,
        ),
    ] = None,
    format_: Annotated[FindingsFormat, typer.Option("--format", "-f", help="The shape of the findings.")] = FindingsFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 for a warning too.")] = False,
    show_source: Annotated[
        bool, typer.Option("--show-source", help="Show the line of each finding; in a terminal that is done anyway.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended with certainty, in your own files.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain", metavar="RULE", help="Tell what a rule is about, or list all of them (in Dutch).", autocompletion=complete_rule
        ),
    ] = None,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    quiet: Quiet = False,
) -> None:
    """Check the catalogue, its layers and tenders: the mistakes of all files in one pass, each with its place.

    Exit code 1 where there is an error, with --strict also where there is a warning; 2 where something cannot be read.

    Example: pve check tender.yaml
    Example: pve check --catalog catalog --strict --format sarif > pve.sarif
    """
    console.be_quiet(quiet)
    if explain is not None:
        _explain(explain)
        return
    if (fix or diff) and STREAM in (tenders or ()):
        raise PveError(f"{'--fix' if fix else '--diff'}: what comes from stdin cannot be mended", "name a file")
    files: dict[Source, list[Path]] = {}
    for tender in tenders or ():
        files.setdefault(source_of(catalog, overlay, tender), []).append(tender)
    if not files:
        tell_of_a_tender_here()
        files = {source_of(catalog, overlay): []}
    found, count = _findings(files)
    if fix or diff:
        mendings = _mendings(found, files, catalog)
        if diff:
            _show(mendings, found, strict)
            return
        _write(mendings)
        found, count = _findings(files)
    tell(found, format_.value, (console.columns() or _WIDTH) if show_source or console.columns() else None)
    shown = ", ".join(dict.fromkeys(one.shown for source in files for one in (source, *source.layers)))
    console.say(f"{counted(count, 'requirement')} in {shown}: {_summary(found)}.{_offer(found, files, catalog)}")
    if _failed(found, strict):
        raise typer.Exit(1)


def _findings(files: dict[Source, list[Path]]) -> tuple[list[Finding], int]:
    """Every finding once, by place, and the number of requirements; PveError where a tender cannot be read."""
    from pve_gen.catalog import read_catalog
    from pve_gen.checks import check as checked

    found: list[Finding] = []
    count = 0
    for source, tenders in files.items():
        loaded, about_files = read_catalog(source)
        count = max(count, len(loaded.requirements))
        found += [*about_files, *checked(loaded, source)]
        for tender in tenders:
            found += _about_tender(tender, loaded)
    return sorted(dict.fromkeys(found), key=lambda finding: (finding.place, finding.rule, finding.message)), count


def _about_tender(tender: Path, catalog: Catalog) -> list[Finding]:
    from pve_gen.source import refused
    from pve_gen.tender import read_tender

    found = read_tender(tender, catalog)[1]
    if any(finding.rule == "file-unreadable" for finding in found):
        raise refused(str(tender), "tender has", found)
    return found


def _failed(found: list[Finding], strict: bool) -> bool:
    return bool(found if strict else errors_in(found))


def _summary(found: list[Finding]) -> str:
    errors = len(errors_in(found))
    return f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}" if found else "nothing found"


# ── Mending ────────────────────────────────────────────────────────────────────────────────────


def _mendings(found: list[Finding], files: dict[Source, list[Path]], catalog: Path | None) -> list[Mended]:
    """What can be mended in the files that are the user's own: never in the catalogue that came with `pve`."""
    from pve_gen.config import find_config
    from pve_gen.mending import mended

    named = catalog or find_config(Path()).catalog
    own = [one.root for source in files for one in ((source, *source.layers) if named else source.layers)]
    tenders = [tender for some in files.values() for tender in some]
    found = [finding for finding in found if finding.place.file != str(STREAM)]
    return list(mended(found, [*(root for root in own if isinstance(root, Path)), *tenders]))


def _write(mendings: list[Mended]) -> None:
    from pve_gen.files import write_whole

    for one in mendings:
        write_whole(one.path, one.data, was=one.was, elsewhere="make it writable")
        for finding in one.fixed:
            console.say(f"{finding.place}: mended: put quotes around the text [{finding.rule}]")


def _show(mendings: list[Mended], found: list[Finding], strict: bool) -> None:
    """The difference that --fix would make, and 1 where there is any, or where findings would be left."""
    console.result_bytes("".join(one.difference for one in mendings).encode("utf-8", "surrogateescape"))
    fixed = {finding for one in mendings for finding in one.fixed}
    left = [finding for finding in found if finding not in fixed]
    console.say(f"{counted(len(fixed), 'finding')} would be mended in {counted(len(mendings), 'file')}; left: {_summary(left)}.")
    if fixed or _failed(left, strict):
        raise typer.Exit(1)


def _offer(found: list[Finding], files: dict[Source, list[Path]], catalog: Path | None) -> str:
    number = sum(len(one.fixed) for one in _mendings(found, files, catalog)) if any(finding.fix for finding in found) else 0
    return f" --fix mends {number} of them." if number else ""


# ── Explaining ─────────────────────────────────────────────────────────────────────────────────


def _explain(id: str) -> None:
    from pve_gen.rules import page, read_rules

    rules = read_rules()
    if id == "all":
        console.table(("rule", "is", "finds"), [(rule.id, rule.severity, rule.finds.nl) for rule in rules.values()])
        return
    if id not in rules:
        raise PveError(f"--explain {id}: is not a rule", did_you_mean(id, rules) or "pve check --explain all lists them")
    console.result(page(rules[id]))
