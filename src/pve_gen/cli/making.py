"""One tender made into documents: the walk from a selection to files beside their lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pve_gen.canonical import readable
from pve_gen.findings import PveError
from pve_gen.incoming import MAX_BYTES, read_at_most
from pve_gen.values import Struct, replace

if TYPE_CHECKING:
    from pve_gen.model import Language, Provenance, Selection
    from pve_gen.newfile import Content
    from pve_gen.programme import Format, Programme
    from pve_gen.sent import Lock, SentProgramme
    from pve_gen.source import Source
    from pve_gen.wordtemplate import WordTemplate

M = TypeVar("M")

FORMATS = ("docx", "xlsx", "md", "html", "json", "csv", "pdf")
_COULD_NOT_WRITE = 3
_NAMES = {"nl": "programma-van-eisen", "en": "programme-of-requirements"}

PageCounter = Callable[[bytes, int], "list[int] | None"]
"""A document and how many headings it has → the page of each, or None where nobody can tell."""


class Look(Struct, frozen=True, kw_only=True):
    """How documents are made, the same for every tender of a run. `templates` has those that are not the shipped ones, by format."""

    language: Language
    formats: tuple[str, ...]
    templates: Mapping[str, Path]
    pages: PageCounter | None
    overwrite: bool


class Made(Struct, frozen=True, kw_only=True):
    """What became of one tender: the files, in the order of the formats, and what the municipality must still say."""

    files: tuple[Path, ...]
    blanks: tuple[str, ...]


def file_name(selection: Selection, language: Language) -> str:
    """The name, without a suffix, of the documents of a tender: after its reference where it has one."""
    slug = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in selection.tender.reference)[:60].strip("-")
    return f"{_NAMES[language]}-{slug.lower()}" if slug else _NAMES[language]


def sent_programme(selection: Selection, source: Source, language: Language) -> SentProgramme:
    """What a tender would ask if it were sent now."""
    from pve_gen.documents import programme
    from pve_gen.lock import as_sent
    from pve_gen.plaintext import PlainFormat
    from pve_gen.provenance import provenance_of

    provenance = provenance_of(selection, source, language, "")
    sent = as_sent(selection, programme(selection, provenance, language, PlainFormat()), provenance.asked)
    return replace(sent, requirements=tuple(sent.requirements), left_out=tuple(sent.left_out))


def render(selection: Selection, source: Source, look: Look) -> dict[str, bytes]:
    """Format → the document, of each format asked; PveError where a template does not fit."""
    making = _Making(selection, source, look)
    return {name: making.write(name) for name in look.formats}


def make(selection: Selection, source: Source, look: Look, base: Path, inputs: tuple[Path, ...]) -> Made:
    """Writes the documents as `base` with their suffix, and their lock beside them.

    Raises PveError before any work where a file may not be replaced, and writes nothing where any format fails.
    """
    from pve_gen import files, lock
    from pve_gen.documents import blanks_of
    from pve_gen.folders import alone
    from pve_gen.jsonfile import JsonFile

    making = _Making(selection, source, look)
    targets = {name: base.with_name(f"{base.name}.{name}") for name in look.formats}
    inputs += tuple(path for name in ("docx", "html", "md") if isinstance(path := making.template(name), Path))
    lock_file = base.with_name(base.name + lock.SUFFIX)

    def looked_at() -> Lock | None:
        earlier = lock.read_lock(lock_file) if os.path.isfile(lock_file) and not look.overwrite else None
        if not look.overwrite:
            _refuse_sent(lock_file, earlier, making.provenance)
        for target in (*targets.values(), lock_file):
            files.refuse(target, never=inputs, keep=None if look.overwrite else _not_as_locked(earlier, lock_file))
        return earlier

    looked_at()  # so that nobody works in vain
    written = {name: making.write(name) for name in look.formats}
    documents = tuple(lock.document_of(readable(targets[name].name), name, data) for name, data in written.items())
    with alone([*targets.values(), lock_file]):
        earlier = looked_at()
        kept = lock.merged(making.sent, documents, earlier)
        old = {readable(target.name): _hash(target) for target in targets.values() if target.exists()}
        during = lock.replacing(kept, old)
        # The lock first: at no moment is there a document that it does not know, nor one that it calls somebody's work.
        order: list[tuple[Path, Content]] = [(lock_file, JsonFile(during))]
        order += ((targets[name], data) for name, data in written.items())
        if during is not kept:
            order.append((lock_file, JsonFile(kept)))
        files.write_all(order, never=inputs, keep=None if look.overwrite else _not_as_locked(earlier, lock_file))
    return Made(files=tuple(targets.values()), blanks=blanks_of(selection, look.language))


def _refuse_sent(lock_file: Path, earlier: Lock | None, provenance: Provenance) -> None:
    """A programme that was sent is kept: what comes back is compared with it."""
    from pve_gen.lock import is_draft

    if earlier and not is_draft(earlier.programme) and earlier.programme.provenance.document != provenance.document:
        tender = earlier.programme.tender
        raise PveError(
            f"{lock_file}: keeps another programme with status «{tender.status}» (version {tender.version})",
            "give the new one another version and --out, or replace it with --overwrite",
            exit_code=_COULD_NOT_WRITE,
        )


def _not_as_locked(earlier: Lock | None, lock_file: Path) -> Callable[[Path], str]:
    """Says of a document that it is another than `pve` wrote; the lock itself never is."""
    known = {document.sha256 for document in earlier.documents} if earlier else set()

    def changed(path: Path) -> str:
        itself = path == Path(os.path.realpath(lock_file))
        other = not itself and path.is_file() and _hash(path) not in known
        return "was changed since pve wrote it, or is not by pve" if other else ""

    return changed


def _hash(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Making:
    """What the formats of one programme share; each piece is made once, when the first format asks for it."""

    def __init__(self, selection: Selection, source: Source, look: Look) -> None:
        from pve_gen.provenance import provenance_of

        self.selection, self.source, self.look = selection, source, look
        self.provenance = provenance_of(selection, source, look.language, readable(self.template("docx").name))
        self._programme: Programme[Any] | None = None  # the one that was made last
        self._word: bytes | None = None

    def template(self, name: str) -> Any:
        """The template for a format: the one that was named, or that of a layer, or the shipped one."""
        return self.look.templates.get(name) or self.source.template(f"programme.{self.look.language}.{name}")

    def programme(self, form: Format[M]) -> Programme[M]:
        from pve_gen import documents

        made = documents.programme(self.selection, self.provenance, self.look.language, form)
        self._programme = made
        return made

    @cached_property
    def sent(self) -> SentProgramme:
        from pve_gen.lock import as_sent
        from pve_gen.plaintext import PlainFormat

        # What a lock keeps is the same in every format.
        return as_sent(self.selection, self._programme or self.programme(PlainFormat()), self.provenance.asked)

    @property
    def word(self) -> bytes:
        """The Word document. Not a cached_property: before Python 3.12 that makes the threads of `--jobs` wait for each other."""
        if self._word is None:
            self._word = self._write_word()
        return self._word

    def _write_word(self) -> bytes:
        from pve_gen.shipped import shipped
        from pve_gen.wordtemplate import TemplateError
        from pve_gen.writers.word import write_word

        try:
            style = self.template("docx")
            ours = style == shipped("templates") / f"programme.{self.look.language}.docx"
            template = _word_template(style, looked_through=not ours)
            return write_word(template, self.programme, self.look.language, self.provenance.created, self.look.pages)
        except TemplateError as error:
            raise PveError(str(error)) from None

    def write(self, name: str) -> bytes:
        """The document in one format."""
        return WRITERS[name](self)


def _markdown(making: _Making) -> bytes:
    from pve_gen.writers.markdown import write_markdown

    template = making.template("md")
    return write_markdown(_text_of(template), str(template), making.programme)


def _html(making: _Making) -> bytes:
    from pve_gen.writers.html import write_html

    template = making.template("html")
    return write_html(_text_of(template), str(template), making.programme)


def _excel(making: _Making) -> bytes:
    from pve_gen.plaintext import PlainFormat
    from pve_gen.writers.excel import write_excel

    return write_excel(making.programme(PlainFormat()), making.provenance.created)


def _json(making: _Making) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(making.sent)


def _csv(making: _Making) -> bytes:
    from pve_gen.writers.csv import write_csv

    return write_csv(making.sent)


def _pdf(making: _Making) -> bytes:
    from pve_gen.writers.pdf import write_pdf

    return write_pdf(making.word, making.provenance)


WRITERS: dict[str, Callable[[_Making], bytes]] = {
    "docx": lambda making: making.word,
    "xlsx": _excel,
    "md": _markdown,
    "html": _html,
    "json": _json,
    "csv": _csv,
    "pdf": _pdf,
}
"""Format → what writes it; the choices of `--format`."""


@cache
def _word_template(house_style: Any, *, looked_through: bool) -> WordTemplate:
    """A template, read and compiled once in a run, and `looked_through` where it is a house style: the shipped ones are checked by tests.

    PveError where it cannot be read, or would make a document that nobody can answer.
    """
    from pve_gen.wordtemplate import WordTemplate

    try:
        template = WordTemplate.read(read_at_most(house_style, MAX_BYTES), str(house_style))
    except OSError as problem:
        raise PveError(f"{house_style}: cannot be read: {problem.strerror or problem}") from None
    if looked_through:
        from pve_gen.templatecheck import required_missing

        if missing := required_missing(template):
            raise PveError(f"{house_style}: does not show {', '.join(missing)}", "pve template check says where each belongs")
    return template


def _text_of(template: Any) -> str:
    """A text template; PveError where it cannot be read."""
    try:
        with template.open("r", encoding="utf-8-sig") as file:
            text: str = file.read(MAX_BYTES)  # a template that is too large to use is told so by its reader
    except OSError as problem:
        raise PveError(f"{template}: cannot be read: {problem.strerror or problem}") from None
    except UnicodeDecodeError:
        raise PveError(f"{template}: is not UTF-8", "save the file as UTF-8") from None
    return text
