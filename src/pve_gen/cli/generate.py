"""`pve generate`: programmes of requirements as documents."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.housestyle import house_styles
from pve_gen.cli.making import FORMATS, Look, Made, file_name, make, render
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
    complete_format_of,
    tenders_in,
)
from pve_gen.cli.steps import counted, flags_of, selection_of
from pve_gen.findings import PveError, did_you_mean
from pve_gen.incoming import STREAM
from pve_gen.values import Struct

if TYPE_CHECKING:
    from pve_gen.model import Selection
    from pve_gen.source import Source


class _Order(Struct, frozen=True, kw_only=True):
    """One tender to make documents of: `base` is their path without a suffix, `folder` one that may have to be made."""

    tender: Path | None
    selection: Selection
    source: Source
    base: Path
    folder: Path | None


def generate(
    tenders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[TENDER]…",
            help="A tender.yaml, its folder, or several; - for stdin. Flags win over what it says.",
            show_default=False,
            callback=tenders_in,
        ),
    ] = None,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"One or more of {', '.join(FORMATS)}, with commas or repeated.",
            show_default="docx",
            autocompletion=complete_format_of("docx", "xlsx", "md", "html", "json", "csv", "pdf"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE|FOLDER", help="Where the documents go; - for one document on stdout.", show_default="here"
        ),
    ] = None,
    template: Annotated[
        list[Path] | None,
        typer.Option(
            "--template", metavar="FILE", help="A house style: a .docx, .html or .md with tags; may be repeated.  [env var: PVE_TEMPLATE]"
        ),
    ] = None,
    page_numbers: Annotated[
        bool, typer.Option("--page-numbers/--no-page-numbers", help="Page numbers in the table of contents, by LibreOffice.")
    ] = True,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="NUMBER", min=1, max=64, help="How many tenders to make at the same time.")
    ] = 1,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace documents also where somebody changed them, or sent them.")
    ] = False,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Write programmes of requirements as documents, each with a lock that keeps what was asked.

    Example: pve generate --personal-data --profile high
    """
    console.be_quiet(quiet)
    formats = _formats(format_, out)
    many = len(tenders or ()) > 1
    _refuse_odd_out(out, formats, many)
    counting = page_numbers and bool({"docx", "pdf"} & set(formats))
    look = Look(
        language=lang.value,
        formats=formats,
        templates=house_styles(template, formats),
        pages=(_count_silently if many or out == STREAM else _count) if counting and _can_count() else None,
        overwrite=overwrite,
    )
    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)

    def order(tender: Path | None) -> _Order:
        selection, source = selection_of(catalog, overlay, tender, profile, flags, set_)
        base = _base(out, selection, look, many)
        return _Order(tender=tender, selection=selection, source=source, base=base, folder=out if out == base.parent else None)

    if out == STREAM:
        one = order(next(iter(tenders or ()), None))
        (document,) = render(one.selection, one.source, look).values()
        console.result_bytes(document)
        return
    if many:
        _make_many(tenders or [], order, look, jobs)
    else:
        _make_one(order(next(iter(tenders or ()), None)), look)
    if counting and not look.pages:
        console.say("The table of contents has no page numbers: LibreOffice was not found.")


# ── What is asked ──────────────────────────────────────────────────────────────────────────────


def _formats(words: list[str] | None, out: Path | None) -> tuple[str, ...]:
    """The formats, each once, in the order asked; without `--format`, that of the name after `--out`."""
    asked = [name.strip().lower() for word in words or () for name in word.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            raise PveError(f"--format {name}: is not a format", did_you_mean(name, FORMATS))
    if not asked and out is not None and out.suffix.lower().removeprefix(".") in FORMATS and not os.path.isdir(out):
        return (out.suffix.lower().removeprefix("."),)
    return tuple(dict.fromkeys(asked)) or ("docx",)


def _refuse_odd_out(out: Path | None, formats: tuple[str, ...], many: bool) -> None:
    if out is None:
        return
    if out == STREAM:
        if many or len(formats) > 1:
            raise PveError("--out -: one document fits on stdout", "name one tender and one --format, or a folder")
    elif out.suffix and not os.path.isdir(out):
        suffix = out.suffix.lower().removeprefix(".")
        if many:
            raise PveError(f"--out {out}: several tenders need a folder", "name a folder")
        if suffix not in FORMATS:
            raise PveError(
                f"--out {out}: pve does not write that kind of file", f"end its name in .{', .'.join(FORMATS)}, or name a folder"
            )
        if suffix not in formats:
            raise PveError(f"--out {out}: --format does not ask for {suffix}", f"add --format {suffix}, or name a folder")


def _base(out: Path | None, selection: Selection, look: Look, many: bool) -> Path:
    """The path of the documents without a suffix."""
    name = file_name(selection, look.language)
    if out is None:
        return Path(name)
    if many or os.path.isdir(out) or not out.suffix:
        return out / name
    return out.with_suffix("")


# ── Making ─────────────────────────────────────────────────────────────────────────────────────


def _make_one(order: _Order, look: Look) -> None:
    made = _make(order, look)
    selection = order.selection
    console.say(f"{_told(made)}: {len(selection.selected)} of {len(selection.verdicts)} requirements, level {selection.level}.")
    assumed = [given.fact.id for given in selection.tender.facts.values() if given.source == "default"]
    if made.blanks:
        console.say("Still to be filled in (in a tender.yaml, or by hand in Word):")
        for blank in made.blanks:
            console.say(f"  - {blank}")
    if assumed:
        console.say(f"Assumed, since nobody said: {', '.join(assumed)} (change with --set or in a tender.yaml).")


def _make(order: _Order, look: Look) -> Made:
    from pve_gen import files

    if order.folder:
        files.make_folder(order.folder)
    inputs = tuple(path for path in (order.tender, *look.templates.values()) if path is not None)
    return make(order.selection, order.source, look, order.base, inputs)


def _make_many(tenders: list[Path], order: Callable[[Path], _Order], look: Look, jobs: int) -> None:
    """Every tender, `jobs` at the same time; what is wrong with one does not stop the others.

    Threads, since LibreOffice, which takes most of the time, is a process of its own (docs/adr/0010).
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from pve_gen.values import keep_what_is_made

    keep_what_is_made()
    failed: dict[Path, PveError] = {}
    orders: list[_Order] = []
    for tender in tenders:
        try:
            orders.append(order(tender))
        except PveError as error:
            failed[tender] = error
            console.complaints(error.findings)
            console.complain(str(error))
    for first, second in _colliding(orders):
        failed[second.tender or Path()] = PveError(
            f"{second.tender}: its documents would have the same name as those of {first.tender}: {second.base.name}",
            "give each tender a reference of its own",
        )
        console.complain(str(failed[second.tender or Path()]))
        orders.remove(second)
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(_make, one, look): one for one in orders}
        try:
            for number, done in enumerate(as_completed(running), start=1 + len(failed)):
                one = running[done]
                try:
                    made = done.result()
                except PveError as error:
                    failed[one.tender or Path()] = error
                    console.complain(f"[{number}/{len(tenders)}] {one.tender}: {error}")
                else:
                    open_ = f", {counted(len(made.blanks), 'blank')} to fill in" if made.blanks else ""
                    console.say(f"[{number}/{len(tenders)}] {_told(made)}: {len(one.selection.selected)} requirements{open_}")
        except BaseException:
            from pve_gen import libreoffice

            pool.shutdown(wait=False, cancel_futures=True)
            libreoffice.stop()
            raise
    if failed:
        names = ", ".join(str(tender) for tender in tenders if tender in failed)
        raise PveError(
            f"{counted(len(failed), 'tender')} of {len(tenders)} not made: {names}",
            "see above",
            exit_code=max(error.exit_code for error in failed.values()),
        )
    console.say(f"All {counted(len(tenders), 'tender')} are made." if len(tenders) > 1 else "The tender is made.")


def _colliding(orders: list[_Order]) -> Iterator[tuple[_Order, _Order]]:
    """Pairs of tenders whose documents would replace each other: the first that has the name, and each after it."""
    counts = Counter(str(order.base).casefold() for order in orders)  # some file systems do not tell A from a
    for name, count in counts.items():
        if count > 1:
            first, *others = [order for order in orders if str(order.base).casefold() == name]
            for other in others:
                yield first, other


def _told(made: Made) -> str:
    first, *others = made.files
    return ", ".join([str(first), *(other.suffix for other in others)])


def _can_count() -> bool:
    from pve_gen import libreoffice

    return bool(libreoffice.installed())


def _count(document: bytes, headings: int) -> list[int] | None:
    with console.busy("Counting pages with LibreOffice"):
        return _count_silently(document, headings)


def _count_silently(document: bytes, headings: int) -> list[int] | None:
    from pve_gen import libreoffice

    pages = libreoffice.pages_of_headings(document, headings)
    if pages is None:
        console.say("LibreOffice could not tell the pages: the table of contents has no page numbers.")
    return pages
