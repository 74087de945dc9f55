"""Walks through a Word file and notes what stands on its pages.

In the order of the file, without recursion. What tracked changes removed is left out, and what
stands in the file twice for the sake of old programs is read once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.values import Struct, field, replace
from pve_gen.wordpages import Cell, Control, Link, Pages, Paragraph, Picture, Run, Table, W, off
from pve_gen.wordstyles import Styles, number

_V = "{urn:schemas-microsoft-com:vml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARTS = ("document", "header", "footer", "footnotes", "endnotes")
_PART = re.compile(rf"word/({'|'.join(_PARTS)})\d*\.xml\Z")
_GONE = {_FALLBACK} | {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr")}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_NO_TEXT = {
    "sym",
    "footnoteReference",
    "endnoteReference",
    "footnoteRef",
    "endnoteRef",
    "separator",
    "continuationSeparator",
    "annotationRef",
}
_CONTAINERS = {"body", "tc", "hdr", "ftr", "footnote", "endnote", "txbxContent", "sdtContent"}
_BLOCKS = {f"{W}{name}" for name in ("p", "tbl", "sdt")}
_NOT_FILLED_IN = {"docPartObj", "docPartList", "group", "picture", "equation", "citation", "bibliography"}
_LINK = re.compile(r"\s*HYPERLINK\b")
_CONTENTS = re.compile(r"\s*TOC\b")


class _Around(Struct, frozen=True):
    """What an element stands in."""

    paragraph: Paragraph | None = None
    run: Run | None = None
    table: Table | None = None
    cell: Cell | None = None
    link: Link | None = None
    in_box: bool = False


class _Field(Struct):
    """An open complex field."""

    paragraph: Paragraph
    instruction: list[str] = field(default_factory=list)
    link: Link | None = None
    lists: bool = False  # a table of contents
    resulting: bool = False  # its result has begun


def read_pages(parts: Mapping[str, bytes], styles: Styles) -> Pages:
    """What stands in the body, headers, footers and notes of a .docx; `parts` were read safely (officefile.read_office)."""
    pages = Pages()
    found = [(kind, name) for name in parts if (kind := _PART.match(name))]
    for _kind, name in sorted(found, key=lambda item: (_PARTS.index(item[0][1]), item[1])):
        _Reader(name, styles, pages).read(fromstring(parts[name]))
    return pages


class _Reader:
    """Reads one part."""

    def __init__(self, part: str, styles: Styles, pages: Pages) -> None:
        self.part, self.styles, self.pages = part, styles, pages
        self.heading: Paragraph | None = None
        self.last: Paragraph | None = None
        self.needed: set[Element] = set()
        self.fields: list[_Field] = []
        self.links: list[Link] = []  # that open fields make
        self.lists = 0  # how many open fields are a table of contents
        self.waiting: list[Control] = []  # controls around paragraphs that are still to come
        self.floating = False

    def read(self, root: Element) -> None:
        stack = [(root, _Around())]
        while stack:
            element, around = stack.pop()
            within = self._meet(element, around)
            stack.extend((child, within) for child in reversed(element) if child.tag not in _GONE)

    def _meet(self, element: Element, around: _Around) -> _Around:
        """Take note of one element; what its children stand in."""
        space, _, name = element.tag.rpartition("}")
        if space == W[:-1]:
            return self._meet_word(name, element, around)
        if space == _DRAWING[:-1] and name in {"inline", "anchor"}:
            return self._drawing(element, around)
        if space == _V[:-1] and name not in {"shapetype", "group"} and around.paragraph and not around.in_box:
            return self._shape(element, around)
        if space == _MATH[:-1] and around.paragraph:
            around.paragraph.holds = True
        return around

    def _meet_word(self, name: str, element: Element, around: _Around) -> _Around:
        if name in _CONTAINERS:
            self.needed |= _needed(element)
        match name:
            case "p":
                return replace(around, paragraph=self._paragraph(element, around), run=None)
            case "tbl":
                table = Table(element, self.part, around.cell, self.last)
                self.pages.tables.append(table)
                return replace(around, table=table)
            case "tr" if around.table:
                around.table.rows.append([])
                header = element.find(f"{W}trPr/{W}tblHeader")
                around.table.headers.append(header is not None and not off(header.get(f"{W}val", "")))
            case "tc" if around.table and around.table.rows:
                return replace(around, cell=_cell(element, around.table), table=None)
            case "sdt":
                self._control(element, around)
            case "txbxContent":
                return _Around(in_box=True)
            case _ if around.paragraph:
                return self._meet_in_paragraph(name, element, around, around.paragraph)
        return around

    def _meet_in_paragraph(self, name: str, element: Element, around: _Around, paragraph: Paragraph) -> _Around:
        match name:
            case "hyperlink":
                return replace(around, link=self._link(paragraph))
            case "fldSimple" if _LINK.match(element.get(f"{W}instr", "")):
                return replace(around, link=self._link(paragraph))
            case "fldSimple":
                paragraph.holds = True
            case "r":
                paragraph.runs.append(run := Run(element))
                return replace(around, run=run)
            case "t":
                self._say(element.text or "", around)
            case "br":
                self._say("\n", around)
                paragraph.holds |= element.get(f"{W}type", "") in {"page", "column"}
            case "fldChar":
                self._field(element.get(f"{W}fldCharType", ""), paragraph)
            case "instrText" if self.fields:
                self.fields[-1].instruction.append(element.text or "")
            case _ if name in _SIGNS:
                self._say(_SIGNS[name], around)
            case _ if name in _NO_TEXT:
                paragraph.holds = True
        return around

    def _say(self, text: str, around: _Around) -> None:
        if around.run:
            around.run.said.append(text)
        if link := around.link or (self.links[-1] if self.links else None):
            link.said.append(text)

    def _paragraph(self, element: Element, around: _Around) -> Paragraph:
        look = element.find(f"{W}pPr/{W}pStyle")
        style = self.styles.default if look is None else look.get(f"{W}val", "")
        own = element.find(f"{W}pPr/{W}outlineLvl")
        level = number(own.get(f"{W}val", ""), -1) if own is not None else -1
        outline = self.styles.outline(style) if level < 0 else level if level < 9 else -1  # 9 is body text
        paragraph = Paragraph(element, self.part, style, outline, self.heading, around.cell, around.in_box)
        paragraph.needed = element in self.needed
        paragraph.listed = self.lists > 0 or self.styles.name(style).lower().startswith("toc ")
        if outline >= 0:
            self.heading = paragraph.under = paragraph
        self.pages.paragraphs.append(paragraph)
        if around.cell:
            around.cell.table.paragraphs.append(paragraph)
        for control in self.waiting:
            control.paragraphs.append(paragraph)
        self.waiting.clear()
        if self.floating:
            self.pages.floating.append(paragraph)
            self.floating = False
        self.last = paragraph
        return paragraph

    def _link(self, paragraph: Paragraph) -> Link:
        self.pages.links.append(link := Link(paragraph))
        return link

    def _field(self, mark: str, paragraph: Paragraph) -> None:
        if mark == "begin":
            self.fields.append(_Field(paragraph))
        elif mark == "separate" and self.fields and not self.fields[-1].resulting:
            open = self.fields[-1]
            open.resulting = True
            instruction = "".join(open.instruction)
            if _LINK.match(instruction):
                open.link = self._link(open.paragraph)
                self.links.append(open.link)
            open.lists = bool(_CONTENTS.match(instruction))
            self.lists += open.lists
            paragraph.listed |= open.lists
        elif mark == "end" and self.fields:
            closed = self.fields.pop()
            if closed.link:
                self.links.pop()
            self.lists -= closed.lists
            paragraph.holds |= not closed.link and not closed.lists

    def _control(self, element: Element, around: _Around) -> None:
        properties = element.find(f"{W}sdtPr")
        kinds = {child.tag.rpartition("}")[2] for child in properties} if properties is not None else set()
        if kinds & _NOT_FILLED_IN or any(kind.startswith("repeatingSection") for kind in kinds):
            return
        alias = properties.find(f"{W}alias") if properties is not None else None
        control = Control((alias.get(f"{W}val", "") if alias is not None else "").strip())
        self.pages.controls.append(control)
        if around.paragraph:
            control.paragraphs.append(around.paragraph)
        else:
            self.waiting.append(control)

    def _drawing(self, element: Element, around: _Around) -> _Around:
        boxed = next(element.iter(f"{W}txbxContent"), None) is not None
        self.floating |= boxed and element.tag == f"{_DRAWING}anchor"
        properties = element.find(f"{_DRAWING}docPr")
        if properties is not None and not boxed:
            mark = next(properties.iter(_DECORATIVE), None)
            decorative = mark is not None and not off(mark.get("val", "1"))
            self._picture(properties.get("descr") or properties.get("title") or "", around, decorative)
        return around

    def _shape(self, element: Element, around: _Around) -> _Around:
        boxed = element.find(f"{_V}textbox") is not None
        self.floating |= boxed and "position:absolute" in element.get("style", "").replace(" ", "")
        if (image := element.find(f"{_V}imagedata")) is not None and not boxed:
            title = next((value for name, value in image.attrib.items() if name.endswith("}title")), "")
            self._picture(element.get("alt") or title, around, decorative=False)
        return around

    def _picture(self, alt: str, around: _Around, decorative: bool) -> None:
        if around.paragraph is None:
            return
        around.paragraph.holds = True
        self.pages.pictures.append(Picture(around.paragraph, alt.strip(), decorative))
        if link := around.link or (self.links[-1] if self.links else None):
            link.pictured = True


def _needed(container: Element) -> set[Element]:
    """The paragraphs that Word asks for: one in every cell and header, one after a table at the end, one for a section break."""
    blocks = [child for child in container if child.tag in _BLOCKS]
    needed = {block for block in blocks if block.find(f"{W}pPr/{W}sectPr") is not None}
    if len(blocks) == 1 or (len(blocks) > 1 and blocks[-2].tag == f"{W}tbl"):
        needed.add(blocks[-1])
    return needed


def _cell(element: Element, table: Table) -> Cell:
    row = table.rows[-1]
    span = element.find(f"{W}tcPr/{W}gridSpan")
    width = number(span.get(f"{W}val", ""), 1) if span is not None else 1
    column = row[-1].column + row[-1].width if row else 0
    cell = Cell(
        element,
        table,
        len(table.rows) - 1,
        column,
        max(width, 1),
        element.find(f"{W}tcPr/{W}vMerge") is not None,
    )
    row.append(cell)
    return cell
