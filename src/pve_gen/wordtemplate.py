"""Jinja inside a Word file: docxtpl's tags, rendered strictly, safely and without losing a letter.

    {{ x }}     a value in a run, escaped            {%p … %}    a statement in place of its paragraph
    {{r x }}    Word XML in place of the run         {%tr … %}   in place of its table row, {%tc … %} cell, {%r … %} run
    {{p x }}    Word XML in place of the paragraph   {% … %}     a statement within the text

This module knows nothing of requirements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.parsers import expat

from pve_gen.officefile import OfficeError, holds_macros, read_office
from pve_gen.sandbox import Budget, Compiled, Mistake
from pve_gen.values import Struct
from pve_gen.wordsandbox import Xml, sandbox
from pve_gen.wordsource import PARAGRAPH_HERE, Source, passages_of, source_of
from pve_gen.wordstyles import Styles
from pve_gen.wordtags import paragraph_at, shortened

__all__ = ["TemplateError", "TemplateFile", "WordTemplate", "Xml"]

_TEMPLATED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml\Z|docProps/(core|app|custom)\.xml\Z")
_TRACKED = re.compile(
    r"<w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|(?:rPr|pPr|sectPr|tblPr|tblGrid|trPr|tcPr|tblPrEx|numbering)Change)[\s/>]"
)
_FETCHING = {"INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE", "RD", "EMBED", "MACROBUTTON"}
_OUTSIDE = {
    "image": "embed the picture: Insert > Pictures > This Device",
    "attachedTemplate": "detach it: Developer > Document Template, and choose Normal",
}
_PARAGRAPH_ENDS = re.compile(r"(?:</w:p>|<w:p(?:\s[^<>]*)?/>)\Z")
_TAIL = 400  # characters: an empty paragraph with all the ids that Word gives it


class TemplateError(Exception):
    """What is wrong with a template, and where: the file, the part, and the text of the paragraph."""

    def __init__(self, message: str, part: str = "", paragraph: str = "", hint: str = "", file: str = "") -> None:
        self.message, self.part, self.paragraph, self.hint = message, part, paragraph, hint
        where = ", ".join(filter(None, [part, f"paragraph «{paragraph}»" if paragraph else ""]))
        super().__init__(": ".join(filter(None, [file, where, message])) + (f" ({hint})" if hint else ""))

    def in_file(self, file: str) -> TemplateError:
        """The same, with the name of the file before it."""
        return TemplateError(self.message, self.part, self.paragraph, self.hint, file)


class TemplateFile(Struct, frozen=True):
    """A .docx that wants to be a template: all its parts, the tags of those that hold any, and why it is `refused`, if it is."""

    parts: Mapping[str, bytes]
    sources: Mapping[str, Source]
    refused: tuple[TemplateError, ...]

    @classmethod
    def read(cls, data: bytes, name: str) -> TemplateFile:
        """What is in the bytes of a .docx called `name`; TemplateError where they are none, or not to be trusted."""
        try:
            parts = read_office(data, "docx", with_macros=True)
        except OfficeError as error:
            raise TemplateError(error.message, error.part, hint=error.hint, file=name) from None
        texts = {part: parts[part].decode("utf-8-sig") for part in parts if _TEMPLATED.match(part)}  # the parser had no trouble with it
        passages = {part: passages_of(text) for part, text in texts.items() if "{" in text}
        sources = {part: source_of(text, properties=part.startswith("docProps/")) for part, text in passages.items()}
        return cls(parts, sources, tuple(_refused(parts, texts, passages)))

    @property
    def mistakes(self) -> list[TemplateError]:
        """Why it cannot be rendered, with the tags that cannot be. There may be more: what a tag says is only known to Jinja."""
        tags = [
            TemplateError(error.message, part, error.paragraph, error.hint)
            for part in self.sources
            for error in self.sources[part].mistakes
        ]
        return [*self.refused, *tags]


class _Part(Struct, frozen=True):
    """A compiled part."""

    template: Compiled
    source: Source


class WordTemplate:
    """A template that was read, vetted and compiled; `parts` are all parts of its package as they were."""

    def __init__(self, name: str, parts: Mapping[str, bytes], compiled: dict[str, _Part]) -> None:
        self.name = name
        self.parts = parts
        self._compiled = compiled

    @classmethod
    def read(cls, data: bytes, name: str) -> WordTemplate:
        """The template in the bytes of a .docx called `name`; TemplateError for the first thing that is wrong or refused in it."""
        return cls.of(TemplateFile.read(data, name), name)

    @classmethod
    def of(cls, file: TemplateFile, name: str) -> WordTemplate:
        """The template in a file called `name` that was opened before."""
        try:
            if mistakes := file.mistakes:
                raise mistakes[0]
            return cls(name, file.parts, {part: _compiled(part, source) for part, source in file.sources.items()})
        except TemplateError as error:
            raise error.in_file(name) from None

    @cached_property
    def styles(self) -> Styles:
        """The styles of the template, and how it numbers."""
        return Styles(self.parts)

    @property
    def sources(self) -> dict[str, Source]:
        """The parts that hold tags, each with those tags."""
        return {part: compiled.source for part, compiled in self._compiled.items()}

    def render(self, context: Mapping[str, object]) -> dict[str, Iterator[str]]:
        """The parts that hold tags, each rendered while one goes through its pieces.

        That raises TemplateError, with its paragraph, where a tag does not fit the data.
        """
        budget = Budget()
        return {part: self._pieces(part, context, budget) for part in self._compiled}

    def _pieces(self, part: str, context: Mapping[str, object], budget: Budget) -> Iterator[str]:
        compiled = self._compiled[part]
        try:
            pieces = compiled.template.pieces({**context, "_raw": compiled.source.raw}, budget)
            yield from _with_paragraphs(pieces) if compiled.source.may_empty else pieces
        except Mistake as mistake:
            raise _located(mistake, part, compiled.source).in_file(self.name) from mistake


def _with_paragraphs(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, with a paragraph where a cell or header would end without: Word calls that damage."""
    tail = ""
    for piece in pieces:
        before, *after = piece.split(PARAGRAPH_HERE)
        yield before
        tail = (tail + before)[-_TAIL:] if len(before) < _TAIL else before[-_TAIL:]
        for text in after:
            yield text if _PARAGRAPH_ENDS.search(tail) else "<w:p/>" + text
            tail = text[-_TAIL:]


# ── Reading ────────────────────────────────────────────────────────────────────────────────────


def _refused(parts: Mapping[str, bytes], texts: Mapping[str, str], passages: Mapping[str, list[str]]) -> Iterator[TemplateError]:
    """Why a package may not be a template: something in it is fetched from outside, or run, or undecided."""
    if holds_macros(parts):
        yield TemplateError("holds macros", hint="save it as .docx, without macros")
    for name, content in parts.items():
        watched = any(word in content for word in (b"Relationship", b"fldChar", b"fldSimple", b"instrText"))
        if name in passages:  # in the place of each passage that stands as it is, one paragraph: whether there may be any is looked at
            yield from _inspected(name, "<w:p/>".join(passages[name][::2]))
        elif watched and name.endswith((".xml", ".rels", ".vml")):
            yield from _inspected(name, content)
        if change := _TRACKED.search(texts.get(name, "")):
            yield TemplateError(
                "holds tracked changes", name, paragraph_at(texts[name], change.start()), "accept or reject them all in Word"
            )


def _inspected(name: str, content: str | bytes) -> list[TemplateError]:
    """What Word would fetch or run on opening this part, which is sound XML; and what no Word file holds."""
    parser = expat.ParserCreate()
    inspector = _Inspector(name, parser)
    parser.Parse(content, True)
    return inspector.found


_STANDS_IN = {
    "w:p": ("w:body", "w:tc"),
    "w:tbl": ("w:body", "w:tc"),
    "w:tr": ("w:tbl",),
    "w:tc": ("w:tr",),
    "w:r": ("w:p",),
    "w:t": ("w:r",),
}
_WATCHED = {"Relationship", "fldSimple", "instrText", "fldChar"}
_KNOWN = {*_STANDS_IN, "w:body"}
_CALLED = {"w:p": "a paragraph", "w:tbl": "a table", "w:tr": "a table row", "w:tc": "a table cell", "w:r": "a run", "w:t": "a text"}


class _Inspector:
    """Follows relationships and fields as the parser meets them, whatever their prefix and quotes.

    Where tags are brought together and moved, paragraphs, rows, cells, runs and texts must stand in each other as in any Word file; what
    stands in something else, such as a content control, is let be.
    """

    def __init__(self, name: str, parser: expat.XMLParserType) -> None:
        self.name, self.parser = name, parser
        self.found: list[TemplateError] = []
        self.instructions = [""]  # of the fields that are open, the innermost last
        self.path = [""]
        parser.StartElementHandler, parser.EndElementHandler = self.begin, self.end

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        if element in _STANDS_IN and self.path[-1] in _KNOWN and self.path[-1] not in _STANDS_IN[element]:
            message = f"is damaged: {_CALLED[element]} stands in {_CALLED.get(self.path[-1], 'the body')}"
            self.found.append(TemplateError(message, self.name, hint="open it in Word and save it again"))
        self.path.append(element)
        local = element.rpartition(":")[2]
        if local not in _WATCHED:
            return
        values = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        match local:
            case "Relationship":
                kind = values.get("Type", "").rpartition("/")[2]
                outside = values.get("TargetMode", "").strip().lower() == "external"
                if outside and kind != "hyperlink":  # a link waits for a click
                    message = f"points to a file outside itself: {shortened(values.get('Target', ''))}"
                    self.found.append(
                        TemplateError(message, self.name, hint=_OUTSIDE.get(kind, "remove the link, or put what it shows in the file"))
                    )
            case "fldSimple":
                self.refuse_fetching(values.get("instr", ""))
            case "instrText":
                self.parser.CharacterDataHandler = self.text
            case "fldChar" if values.get("fldCharType") == "begin":
                self.instructions.append("")
            case "fldChar":
                self.refuse_fetching(self.instructions[-1])
                if values.get("fldCharType") == "end" and len(self.instructions) > 1:
                    self.instructions.pop()

    def end(self, element: str) -> None:
        self.path.pop()
        if element.rpartition(":")[2] == "instrText":
            self.parser.CharacterDataHandler = None

    def text(self, text: str) -> None:
        self.instructions[-1] += text

    def refuse_fetching(self, instruction: str) -> None:
        if (word := (instruction.split() or [""])[0].upper()) in _FETCHING:
            self.found.append(TemplateError(f"holds a field that fetches something ({word})", self.name, hint="remove the field"))


def _compiled(part: str, source: Source) -> _Part:
    """A part with tags, ready to render; TemplateError for what is wrong in it."""
    try:
        return _Part(sandbox().compiled(source.text), source)
    except Mistake as mistake:
        raise _located(mistake, part, source) from None


def _located(mistake: Mistake, part: str, source: Source) -> TemplateError:
    """The mistake with its part and paragraph: its line knows the paragraph."""
    index = bisect_right(source.lines, mistake.line) - 1
    return TemplateError(mistake.message, part, source.tags[index].paragraph if index >= 0 else "", mistake.hint)
