"""A programme as a Word document: what only Word can show, put where the house style's template wants it."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from pve_gen import answerform, markup
from pve_gen.markup import Block, Span
from pve_gen.model import Kind, Language, Words
from pve_gen.officefile import with_custom_properties
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Content, names_in
from pve_gen.worddiff import Piece
from pve_gen.wordstyles import NewLists, Styles
from pve_gen.wordtemplate import WordTemplate, Xml
from pve_gen.wordtoc import TableOfContents
from pve_gen.xmltext import escape, quoteattr
from pve_gen.ziparchive import pack

STYLES = {
    "text": "PvE Tekst",
    "bullet": "PvE Opsomming",
    "number": "PvE Nummering",
    "requirement": "PvE Label eis",
    "wish": "PvE Label wens",
    "condition": "PvE Label voorwaarde",
    "blank": "PvE Invulplek",
    "code": "PvE Programmacode",
    "placeholder": "Placeholder Text",
    "hyperlink": "Hyperlink",
}
"""The styles by name that a template should have; where one is missing the text stands in the default style."""

_ID = "\0"  # where the id of a requirement goes; no document can hold this
_CELL, _BULLETS = "PvE Tabeltekst", "List Bullet"
_ITEM = re.compile(r"( *)(?:•|(\d{1,3})\.) ")
_COMPARED = {
    "same": "",
    "gone": '<w:strike/><w:color w:val="7B1E2B"/>',
    "new": '<w:b/><w:color w:val="1F5C3A"/><w:u w:val="single"/>',
}
_BLANK = re.compile(f"({BLANK_OPEN}[^{BLANK_CLOSE}]*{BLANK_CLOSE})")
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
        self.styles, self.language = styles, language
        self._ids = {name: styles.id(style) for name, style in STYLES.items()}
        self._looks = {name: f'<w:rStyle w:val="{id}"/>' if id else "" for name, id in self._ids.items()}
        self._choices: dict[Kind, str] = {kind: self._choice_list(kind) for kind in answerform.CHOICES}
        self._placeholders = {
            words: _run(words.in_(language), self._style("placeholder"))
            for words in (answerform.SUPPLIER_PLACEHOLDER, *answerform.PLACEHOLDERS.values())
        }
        self.lists = NewLists(styles)
        self.bookmarks = _FIRST_FREE_BOOKMARK
        self.pictures: list[bytes] = []

    # ── text ──

    def blocks(self, text: str) -> Xml:
        """Paragraphs and lists in the template's own styles; every numbered list starts at 1."""
        numbers: dict[int, str] = {}
        items: Counter[int] = Counter()
        pieces = []
        for block in markup.parse_blocks(text):
            items[block.list] += 1
            pieces.append(self._paragraph(block, numbers, items[block.list]))
        return Xml("".join(pieces))

    def inline(self, text: str) -> Xml:
        """Runs for inside one paragraph."""
        return Xml("".join(map(self._run, markup.parse_inline(text))))

    def _paragraph(self, block: Block, numbers: dict[int, str], item: int) -> str:
        style = self._ids["text" if block.kind == "paragraph" else block.kind]
        look = f'<w:pStyle w:val="{style}"/>' if style else ""
        mark = ""
        if block.kind == "number":
            if block.list not in numbers:
                numbers[block.list] = self.lists.begin(STYLES["number"])
            if number := numbers[block.list]:
                look += f'<w:numPr><w:ilvl w:val="{block.level}"/><w:numId w:val="{number}"/></w:numPr>'
            else:  # a house style that cannot number: the number as text
                mark = _run(f"{item}. ")
        elif block.kind == "bullet":
            if block.level:
                look += f'<w:numPr><w:ilvl w:val="{block.level}"/></w:numPr>'
            if not style:
                mark = _run("– ")
        return f"<w:p><w:pPr>{look}</w:pPr>{mark}{''.join(map(self._run, block.spans))}</w:p>"

    def _run(self, span: Span) -> str:
        if BLANK_OPEN in span.text:
            return "".join(
                self._plain_run(part.strip(BLANK_OPEN + BLANK_CLOSE), span, blank=part.startswith(BLANK_OPEN))
                for part in _BLANK.split(span.text)
                if part
            )
        run = self._plain_run(span.text, span)
        address = span.href.replace("\\", "%5C").replace('"', "%22")  # both mean something in a field
        return _field(f'HYPERLINK "{address}"', run) if span.href else run

    def _plain_run(self, text: str, span: Span, *, blank: bool = False) -> str:
        style = "blank" if blank else "code" if span.code else "hyperlink" if span.href else ""
        return _run(text, self._style(style) + "<w:b/>" * span.bold + "<w:i/>" * span.italic)

    def _style(self, name: str) -> str:
        """The run property for one of STYLES; nothing where the template has no such style."""
        return self._looks.get(name, "")

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
            runs = "".join(_run(piece.text, _COMPARED[piece.change]) for piece in shown)
            made.append(f"<w:p><w:pPr>{own}<w:keepNext/>{look}</w:pPr>{runs}</w:p>")
        return Xml("".join(made))

    # ── what points at a requirement ──

    def kind_label(self, kind: Kind, label: str) -> Xml:
        """The coloured label; its text says the same as its colour."""
        return Xml(_run(f"\u00a0{label}\u00a0", self._style(kind)))

    def anchor(self, requirement: str) -> Xml:
        """The id in the heading, where links arrive."""
        return Xml(self._bookmarked(answerform.bookmark(requirement), _run(requirement)))

    def link(self, requirement: str) -> Xml:
        """The id as a link to its heading."""
        run = _run(requirement, self._style("hyperlink"))
        return Xml(f'<w:hyperlink w:anchor="{answerform.bookmark(requirement)}" w:history="1">{run}</w:hyperlink>')

    def links(self, requirements: tuple[str, ...]) -> Xml:
        """Several ids as links, with commas between."""
        return Xml(_run(", ").join(map(self.link, requirements)))

    def _bookmarked(self, name: str, runs: str) -> str:
        self.bookmarks += 1
        return f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{self.bookmarks}"/>'

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
        """A list to choose from, as a run-level control: block-level ones move when LibreOffice saves them."""
        return self._control(requirement, "answer", self._choices[kind].replace(_ID, requirement))

    def _choice_list(self, kind: Kind) -> str:
        """The list of answers about a requirement of that kind, with _ID in place of its id."""
        items = "".join(
            f'<w:listItem w:displayText={quoteattr(choice.title.in_(self.language))} w:value="{answerform.list_value(_ID, choice)}"/>'
            for choice in answerform.CHOICES[kind]
        )
        return f"<w:dropDownList>{items}</w:dropDownList>"

    def explanation_field(self, requirement: str) -> Xml:
        """Rich text on purpose: LibreOffice lets nobody type in a plain-text control of a protected form."""
        return self._control(requirement, "explanation", "<w:richText/>")

    def evidence_field(self, requirement: str) -> Xml:
        """Where the evidence is to be found."""
        return self._control(requirement, "evidence", "<w:richText/>")

    def supplier_field(self) -> Xml:
        """Where the supplier writes its name."""
        name = answerform.SUPPLIER_NAME.in_(self.language)
        return self._field(answerform.SUPPLIER_TAG, answerform.SUPPLIER_BOOKMARK, name, answerform.SUPPLIER_PLACEHOLDER, "<w:richText/>")

    def _control(self, requirement: str, field: answerform.Field, sort: str) -> Xml:
        name = answerform.alias(requirement, field, self.language)
        return self._field(
            answerform.tag(requirement, field), answerform.bookmark(requirement, field), name, answerform.PLACEHOLDERS[field], sort
        )

    def _field(self, tag: str, bookmark: str, name: str, placeholder: Words, sort: str) -> Xml:
        return Xml(
            self._bookmarked(
                bookmark,
                f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(name)}/>"
                f'<w:tag w:val="{tag}"/><w:id w:val="{answerform.control_id(tag)}"/><w:lock w:val="sdtLocked"/>'
                f"<w:showingPlcHdr/>{sort}</w:sdtPr>"
                f"<w:sdtContent>{self._placeholders[placeholder]}</w:sdtContent></w:sdt>",
            )
        )


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


def _run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(instruction: str, result: str) -> str:
    """A complex field; a link made this way needs no relationship in the package."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f'{mark("begin")}<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f"{mark('separate')}{result}{mark('end')}"
    )


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
    origin = named.provenance
    parts = with_custom_properties(
        form.with_pictures(dict(template.parts) | rendered | form.lists.parts()), answerform.properties(origin.document, origin.hash)
    )
    contents = TableOfContents(parts["word/document.xml"], styles)

    def packed(pages: list[int] | None) -> bytes:
        return pack({**parts, "word/document.xml": contents.filled(pages)}, created)

    if page_numbers and contents:
        return packed(page_numbers(packed([0] * len(contents.headings)), len(contents.headings)))
    return packed(None)
