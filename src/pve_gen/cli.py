"""The commands. Each walks the stages in order; only this file knows that order."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from pve_gen import console
from pve_gen.findings import Finding, PveError
from pve_gen.model import Catalog, FactValue, Kind, Language, Selection, Tender
from pve_gen.options import (
    Availability,
    CatalogFolder,
    CheckFormat,
    Confidentiality,
    DocumentLanguage,
    ExplainFormat,
    Facts,
    Integrity,
    Lang,
    LevelName,
    ListFormat,
    PersonalData,
    ProfileName,
    Quiet,
    SpecialCategories,
    TenderFile,
    complete_requirement,
)

if TYPE_CHECKING:  # what is heavy is imported in the command that needs it
    from importlib.resources.abc import Traversable

    from pve_gen.catalog import Source
    from pve_gen.wordtemplate import WordTemplate

app = typer.Typer(
    name="pve",
    help="Draw up the information-security and privacy part of a SaaS tender.",
    no_args_is_help=True,
    rich_markup_mode=None,  # boxes wrap paths, and cost 0.2 s; plain help is easier to read and to grep
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from pve_gen import __version__

        console.result(f"pve {__version__}")
        raise typer.Exit


@app.callback()
def _pve(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")] = False,
) -> None:
    """Draw up the information-security and privacy part of a SaaS tender."""


# ── What the commands share ────────────────────────────────────────────────────────────────────


def _flags(
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


def _opened(folder: Path | None) -> tuple[Catalog, Source]:
    """The catalogue and its source; PveError with every finding where it has errors."""
    from pve_gen.catalog import Source, read_catalog
    from pve_gen.checks import check

    source = Source.of(folder)
    catalog, found = read_catalog(source)
    if not _errors(found):
        found = found + check(catalog, source)
    if _errors(found):
        raise PveError("the catalogue has mistakes", "see above", findings=_errors(found))
    return catalog, source


def _errors(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity == "error"]


def _tender(catalog: Catalog, path: Path | None, profile: str | None, flags: dict[str, FactValue], facts: list[str] | None) -> Tender:
    """The tender that file and flags describe; PveError with every finding where the file has errors."""
    from pve_gen.tender import find_profile, parse_fact, read_tender, tender_of

    preset = find_profile(profile, catalog) if profile is not None else None
    said = flags | dict(parse_fact(text, catalog) for text in facts or ())
    file = None
    if path is not None:
        file, found = read_tender(path, catalog)
        if file is None or _errors(found):
            raise PveError(f"{path}: the tender has mistakes", "see above", findings=_errors(found))
        for finding in found:
            console.say(f"{finding}")
    tender = tender_of(catalog, file, profile=preset, flags=said)
    weighed = file.value.get("facts", {}) if file else {}
    overruled = [name for name, item in weighed.items() if item["value"] != tender.facts[name].value]
    if overruled:
        console.say(f"Overruled on the command line or by PVE_PROFILE: {', '.join(overruled)}.")
    return tender


def _selection(
    folder: Path | None, path: Path | None, profile: str | None, flags: dict[str, FactValue], facts: list[str] | None
) -> tuple[Selection, Source]:
    """What `list`, `explain` and `generate` begin with: every verdict, and where the catalogue comes from."""
    from pve_gen.selection import select

    catalog, source = _opened(folder)
    return select(catalog, _tender(catalog, path, profile, flags, facts)), source


# ── Commands ───────────────────────────────────────────────────────────────────────────────────


@app.command()
def generate(
    tender: TenderFile = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where the document goes.", show_default="here")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", envvar="PVE_TEMPLATE", metavar="FILE", help="A house style: a Word template with tags.")
    ] = None,
    page_numbers: Annotated[
        bool, typer.Option("--page-numbers/--no-page-numbers", help="Page numbers in the table of contents, by LibreOffice.")
    ] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a document also where somebody changed it by hand.")] = False,
    catalog: CatalogFolder = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write the programme of requirements as a Word document.

    Example: pve generate --personal-data --profile high
    """
    console.be_quiet(quiet)
    from pve_gen import documents, files, libreoffice
    from pve_gen.provenance import provenance_of
    from pve_gen.shipped import shipped
    from pve_gen.wordtemplate import TemplateError
    from pve_gen.writers.word import changed_by_hand, write_word

    flags = _flags(personal_data, special_categories, confidentiality, integrity, availability)
    selection, source = _selection(catalog, tender, profile, flags, set_)
    language: Language = lang.value
    target = _target(out, selection, language)
    house_style = template or shipped("templates") / f"programme.{language}.docx"
    provenance = provenance_of(selection, source, language, house_style.name)

    def pages(document: bytes, headings: int) -> list[int] | None:
        with console.busy("Counting pages with LibreOffice"):
            counted = libreoffice.pages_of_headings(document, headings)
        if counted is None:
            console.say("LibreOffice could not tell the pages: the table of contents has no page numbers.")
        return counted

    count_pages = page_numbers and bool(libreoffice.installed())
    try:
        document = write_word(
            _template(house_style),
            lambda form: documents.programme(selection, provenance, language, form),
            language,
            provenance.created,
            pages if count_pages else None,
        )
    except TemplateError as error:
        raise PveError(str(error)) from None
    if out is not None and target.parent == out:
        files.make_folder(out)
    inputs = [path for path in (tender, house_style) if isinstance(path, Path)]
    files.write_whole(target, document, never=inputs, keep=None if overwrite else changed_by_hand)
    console.say(f"{target}: {len(selection.selected)} of {len(selection.verdicts)} requirements, level {selection.level}.")
    if page_numbers and not count_pages:
        console.say("The table of contents has no page numbers: LibreOffice was not found.")
    _say_what_is_open(selection, documents.blanks_of(selection, language))


def _say_what_is_open(selection: Selection, blanks: tuple[str, ...]) -> None:
    assumed = [given.fact.id for given in selection.tender.facts.values() if given.source == "default"]
    if blanks:
        console.say("Still to be filled in (in a tender.yaml, or by hand in Word):")
        for blank in blanks:
            console.say(f"  - {blank}")
    if assumed:
        console.say(f"Assumed, since nobody said: {', '.join(assumed)} (change with --set or in a tender.yaml).")


def _template(source: Traversable) -> WordTemplate:
    from pve_gen.wordtemplate import WordTemplate

    try:
        return WordTemplate.read(source.read_bytes(), str(source))
    except OSError as problem:
        raise PveError(f"{source}: cannot be read: {problem.strerror or problem}") from None


def _target(out: Path | None, selection: Selection, language: Language) -> Path:
    """The file to write: `--out` where that ends in .docx, or a name after the tender's reference, here or in the folder `--out`."""
    base = {"nl": "programma-van-eisen", "en": "programme-of-requirements"}[language]
    slug = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in selection.tender.reference)[:60].strip("-")
    name = f"{base}-{slug.lower()}.docx" if slug else f"{base}.docx"
    if out is None:
        return Path(name)
    if out.is_dir() or not (out.suffix or str(out) == "-"):
        return out / name
    if out.suffix.lower() != ".docx":
        raise PveError(f"--out {out}: pve writes Word documents", "end its name in .docx, or name a folder")
    return out


@app.command("list")
def list_(
    tender: TenderFile = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    format_: Annotated[ListFormat, typer.Option("--format", help="The shape of the list.")] = ListFormat.table,
    catalog: CatalogFolder = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show every requirement of the catalogue: in or out, and why.

    Example: pve list --profile low
    """
    console.be_quiet(quiet)
    from pve_gen.selection import because

    flags = _flags(personal_data, special_categories, confidentiality, integrity, availability)
    selection, _source = _selection(catalog, tender, profile, flags, set_)
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
        told = ", ".join(_count(kinds.count(kind), kind) for kind in get_args(Kind))
        console.say(f"{len(kinds)} in ({told}), {len(selection.verdicts) - len(kinds)} out; level {selection.level}.")


@app.command()
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
    format_: Annotated[ExplainFormat, typer.Option("--format", help="The shape of the explanation.")] = ExplainFormat.text,
    catalog: CatalogFolder = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show one requirement whole: its verdict, the rule and line that decided, and every text.

    Example: pve explain AUTH-01 --profile low
    """
    console.be_quiet(quiet)
    from pve_gen.explanation import explain as explanation
    from pve_gen.findings import did_you_mean

    flags = _flags(personal_data, special_categories, confidentiality, integrity, availability)
    selection, source = _selection(catalog, tender, profile, flags, set_)
    verdict = next((v for v in selection.verdicts if v.requirement.id == id.upper()), None)
    if verdict is None:
        raise PveError(f"there is no requirement {id}", did_you_mean(id, selection.catalog.requirements))
    told = explanation(verdict, selection, source, lang.value)
    if format_ is ExplainFormat.json:
        console.result(console.as_json(told))
    else:
        console.sections(f"{told['id']}  {told['title']}", [(name, text) for name, text in told.items() if name not in {"id", "title"}])


@app.command()
def coverage(
    tender: TenderFile = None,
    norm: Annotated[
        list[str] | None, typer.Option("--norm", metavar="NORM", help="A norm by its file name, such as bio2-1.3; may be repeated.")
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

    flags = _flags(personal_data, special_categories, confidentiality, integrity, availability)
    if tender or profile or flags or set_:
        selection, _source = _selection(catalog, tender, profile, flags, set_)
        loaded = selection.catalog
    else:
        selection = None
        loaded, _source = _opened(catalog)
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
        console.say(f"{name}: {_count(len(own), 'clause')}: {counts}.")
    if any(item.unexplained for item in found):
        raise typer.Exit(1)


@app.command()
def check(
    tender: Annotated[Path | None, typer.Argument(metavar="[TENDER]", help="Check this tender.yaml too.", show_default=False)] = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="The shape of the findings.")] = CheckFormat.text,
    catalog: CatalogFolder = None,
    quiet: Quiet = False,
) -> None:
    """Check the catalogue, and a tender: the mistakes of all files in one pass, each with its place.

    Exit code 1 where anything was found.
    """
    console.be_quiet(quiet)
    from pve_gen.catalog import Source, read_catalog
    from pve_gen.checks import check as checked
    from pve_gen.tender import read_tender

    source = Source.of(catalog)
    loaded, found = read_catalog(source)
    found = found + checked(loaded, source)
    if tender is not None:
        about_tender = read_tender(tender, loaded)[1]
        if any(finding.rule == "file-unreadable" for finding in about_tender):
            raise PveError(str(about_tender[0]))
        found = found + about_tender
    found = sorted(set(found), key=lambda finding: (finding.place, finding.rule, finding.message))
    console.findings(found, format_.value)
    errors = len(_errors(found))
    result = f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}" if found else "nothing found"
    console.say(f"{_count(len(loaded.requirements), 'requirement')} in {source.shown}: {result}.")
    if found:
        raise typer.Exit(1)


def _count(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("sh") else "s"
    return f"{number} {noun}{plural * (number != 1)}"


def run() -> None:
    """The command line, with a person's mistakes told in a line and no traceback. Raises OSError where stdout fails."""
    _prepare_streams()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # so that temporary files are cleaned up, as after Ctrl-C
            signal.signal(getattr(signal, name), lambda number, _frame: sys.exit(128 + number))
    try:
        app()
    except PveError as error:
        console.complaints(error.findings)
        console.complain(str(error))
        sys.exit(error.exit_code)
    finally:
        sys.stdout.flush()


def _prepare_streams() -> None:
    """Streams that are closed swallow what is said; a terminal without ë shows \\xeb rather than stopping."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as the process lives
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
