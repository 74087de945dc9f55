"""A programme as a Word document: what only Word can show, put where the house style's template wants it."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from pve_gen import answerform, markup
from pve_gen.model import Kind, Language
from pve_gen.officefile import with_custom_properties
from pve_gen.programme import Content, names_in
from pve_gen.worddiff import Piece
from pve_gen.wordstyles import NewLists, Styles
from pve_gen.wordtemplate import WordTemplate, Xml
from pve_gen.wordtoc import TableOfContents
from pve_gen.writers.wordpieces import STYLES, pieces_of, run
from pve_gen.xmltext import quoteattr
from pve_gen.ziparchive import pack

_DOCUMENT = "word/document.xml"
_CELL, _BULLETS = "PvE Tabeltekst", "List Bullet"
_ITEM = re.compile(r"( *)(?:•|(\d{1,3})\.) ")
_COMPARED = {
    "same": "",
    "gone": '<w:strike/><w:color w:val="7B1E2B"/>',
    "new": '<w:b/><w:color w:val="1F5C3A"/><w:u w:val="single"/>',
}
_FIRST_FREE_BOOKMARK = 10_000  # bookmark ids below this are the template's own
_FIRST_FREE_PICTURE = 10_000
_EMU = 36_000  # English Metric Units in a millimetre (ECMA-376 part 1, 20.1.2.1)
_SPACES = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


class WordFormat:
    """Writes Word XML with the styles of one template. One instance per document: it counts ids and lists."""

    def __init__(self, styles: Styles, language: Language) -> None:
        self.styles = styles
        self.lists = NewLists(styles)
        self.bookmarks = _FIRST_FREE_BOOKMARK
        self.pictures: list[bytes] = []
        self._pieces = pieces_of(styles, language)
        self.inline, self.kind_label, self.link = self._pieces.inline, self._pieces.kind_label, self._pieces.link

    # ── text ──

    def blocks(self, text: str) -> Xml:
        """Paragraphs and lists in the template's own styles; every numbered list starts at 1."""
        return self._pieces.blocks(text) or self._numbered(text)

    def _numbered(self, text: str) -> Xml:
        numbers: dict[int, str] = {}
        items: Counter[int] = Counter()
        made = []
        for block in markup.parse_blocks(text):
            if block.kind != "number":
                made.append(self._pieces.paragraph(block))
                continue
            items[block.list] += 1
            if block.list not in numbers:
                numbers[block.list] = self.lists.begin(STYLES["number"])
            # A house style that cannot number has the number as text.
            number = numbers[block.list]
            made.append(self._pieces.paragraph(block, number, "" if number else f"{items[block.list]}. "))
        return Xml("".join(made))

    def compared(self, pieces: Iterable[Piece]) -> Xml:
        """One side of a comparison, as paragraphs for a table: what is gone is struck through, what is new underlined.

        Colours only help. A line that begins with `•`, or with the next number of a list, is an item of a real list.
        """
        lists: dict[int, tuple[str, int]] = {}  # level → the list that is open there, and its last number
        made = []
        style = self.styles.id(_CELL)
        own = f'<w:pStyle w:val="{style}"/>' if style else ""
        for line in _lines(pieces):
            mark = _ITEM.match("".join(piece.text for piece in line))
            level, number = (len(mark[1]) // 3, int(mark[2] or 0)) if mark else (0, 0)
            open_, last = lists.get(level, ("", 0))
            item = ""
            if mark and (number < 2 or last == number - 1):
                fresh = number == 1 or not open_ or bool(last) != bool(number)
                item = self.lists.begin(STYLES["number"] if number else _BULLETS) if fresh else open_
            if item:
                lists[level] = (item, number)
                look = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{item}"/></w:numPr>'
            else:
                lists.clear()
                look = ""
            shown = _without(line, mark.end()) if item and mark else line
            runs = "".join(run(piece.text, _COMPARED[piece.change]) for piece in shown)
            made.append(f"<w:p><w:pPr>{own}<w:keepNext/>{look}</w:pPr>{runs}</w:p>")
        return Xml("".join(made))

    # ── what points at a requirement ──

    def anchor(self, requirement: str) -> Xml:
        """The id in the heading, where links arrive."""
        return self._bookmarked(answerform.bookmark(requirement), run(requirement))

    def links(self, requirements: tuple[str, ...]) -> Xml:
        """Several ids as links, with commas between."""
        return Xml(run(", ").join(map(self.link, requirements)))

    def _bookmarked(self, name: str, runs: str) -> Xml:
        self.bookmarks += 1
        return Xml(f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{self.bookmarks}"/>')

    # ── pictures ──

    def picture(self, png: bytes, description: str, width: int) -> Xml:
        """A picture in the text, `width` millimetres wide; `description` is what a screen reader says instead of it."""
        number = len(self.pictures) + 1
        self.pictures.append(png)
        across, down = struct.unpack(">II", png[16:24])  # PNG (ISO/IEC 15948), 11.2.2: the header comes first
        size = f'cx="{width * _EMU}" cy="{width * _EMU * down // across}"'
        return Xml(
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_SPACES["wp"]}" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{_FIRST_FREE_PICTURE + number}" name="pve{number}" descr={quoteattr(description)}/>'
            f'<a:graphic xmlns:a="{_SPACES["a"]}"><a:graphicData uri="{_SPACES["pic"]}"><pic:pic xmlns:pic="{_SPACES["pic"]}"><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name="pve{number}.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip xmlns:r="{_SPACES["r"]}" r:embed="rIdPve{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def with_pictures(self, parts: Mapping[str, bytes]) -> dict[str, bytes]:
        """The parts of a document with the pictures that were put in it."""
        new = dict(parts)
        if not self.pictures:
            return new
        relations = "".join(
            f'<Relationship Id="rIdPve{number}" Type="{_SPACES["r"]}/image" Target="media/pve{number}.png"/>'
            for number in range(1, len(self.pictures) + 1)
        )
        new |= {f"word/media/pve{number}.png": png for number, png in enumerate(self.pictures, start=1)}
        rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
        new[rels] = parts[rels].replace(b"</Relationships>", relations.encode() + b"</Relationships>")
        if b'Extension="png"' not in parts[types]:
            start = re.search(rb"<Types[^>]*>", parts[types])
            assert start, "a package without types was refused when it was read"
            default = b'<Default Extension="png" ContentType="image/png"/>'
            new[types] = parts[types][: start.end()] + default + parts[types][start.end() :]
        return new

    # ── what the supplier fills in ──

    def answer_field(self, requirement: str, kind: Kind) -> Xml:
        """A list to choose from."""
        return self._bookmarked(*self._pieces.answer_field(requirement, kind))

    def explanation_field(self, requirement: str) -> Xml:
        """Where an answer is explained."""
        return self._bookmarked(*self._pieces.typed_field(requirement, "explanation"))

    def evidence_field(self, requirement: str) -> Xml:
        """Where the evidence is to be found."""
        return self._bookmarked(*self._pieces.typed_field(requirement, "evidence"))

    def supplier_field(self) -> Xml:
        """Where the supplier writes its name."""
        return self._bookmarked(*self._pieces.supplier_field())


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The lines of a text that is in pieces; an empty line is none."""
    line: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line += [Piece(piece.change, first)] if first else []
        for text in others:
            if any(part.text.strip() for part in line):
                yield line
            line = [Piece(piece.change, text)] if text else []
    if any(part.text.strip() for part in line):
        yield line


def _without(line: list[Piece], letters: int) -> list[Piece]:
    """The line without its first letters."""
    left = []
    for piece in line:
        text = piece.text[letters:]
        letters = max(letters - len(piece.text), 0)
        left += [Piece(piece.change, text)] if text else []
    return left


def write_word(
    template: WordTemplate,
    content: Callable[[WordFormat], Content],
    language: Language,
    created: datetime,
    page_numbers: Callable[[bytes, int], list[int] | None] | None = None,
) -> bytes:
    """The document as the bytes of a .docx.

    `content` makes what the template may name, with the format it is given: a programme, or a report about one.
    `page_numbers` takes a document and how many headings it has, and gives the page of each in order, or None where it cannot;
    without it the table of contents has no page numbers. Raises TemplateError where the template is wrong.
    """
    styles = template.styles
    form = WordFormat(styles, language)
    named = content(form)
    rendered = template.render(names_in(named))
    text = rendered.pop(_DOCUMENT) if _DOCUMENT in rendered else [template.parts[_DOCUMENT].decode("utf-8-sig")]
    contents = TableOfContents(text, styles)
    others = {part: "".join(pieces).encode() for part, pieces in rendered.items()}
    origin = named.provenance
    parts = with_custom_properties(
        form.with_pictures(dict(template.parts) | others | form.lists.parts()), answerform.properties(origin.document, origin.hash)
    )

    def packed(pages: list[int] | None) -> bytes:
        return pack({**parts, _DOCUMENT: contents.filled(pages)}, created)

    if page_numbers and contents:
        return packed(page_numbers(packed([0] * len(contents.headings)), len(contents.headings)))
    return packed(None)
