"""`pve generate`: the programme of requirements as documents."""

from __future__ import annotations

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
    PersonalData,
    ProfileName,
    Quiet,
    SpecialCategories,
    TenderFile,
)
from pve_gen.cli.steps import flags_of, selection_of
from pve_gen.findings import PveError
from pve_gen.model import Language, Selection

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pve_gen.wordtemplate import WordTemplate


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

    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    selection, source = selection_of(catalog, tender, profile, flags, set_)
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
