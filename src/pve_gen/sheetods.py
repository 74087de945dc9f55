"""Reads the sheets of an .ods from a stranger: what people see in their cells, and what they do not see.

A short file may repeat a row a thousand million times, and an honest one does so with its last, empty row.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, iterparse

from pve_gen.canonical import canonical
from pve_gen.officefile import OfficeError
from pve_gen.returned import Comment, TrickKind
from pve_gen.sheetlooks import local
from pve_gen.spreadsheet import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Allowance, Hiding, Scan

_HINT = "save it again, without what stands far outside the tables"
_CONTENT, _STYLES = "content.xml", "styles.xml"
_HREF = "{http://www.w3.org/1999/xlink}href"
_INSIDE = ("#", "Pictures/", "Object", "./Object")
_SCRIPTS = {"script", "event-listener", "event-listeners", "dde-links", "applet", "plugin", "floating-frame"}
_COUNTING = {"page-number", "page-count", "date", "time", "sheet-name", "file-name", "title"}  # in a header, what changes by itself
_PLAIN_FORMULAS = {"of:=TRUE()", "of:=FALSE()"}  # LibreOffice writes a typed `waar` so
_LENGTH = re.compile(r"([\d.]+)pt\Z")
_MOST_CONDITIONS = 100  # that are told of
_TINY_BELOW = 4.0  # points


def scan(parts: Mapping[str, bytes]) -> tuple[Scan, ...]:
    """Every sheet, in order; OfficeError where it holds what no answer sheet needs."""
    walk = _Walk(_Styles(parts))
    walk.through(parts[_CONTENT])
    if len({found.name.casefold() for found in walk.scans}) < len(walk.scans):
        raise OfficeError("holds two sheets with one name", _CONTENT, "save it again")
    return tuple(walk.scans)


def _get(element: Element, name: str) -> str:
    """An attribute, whatever its namespace."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _repeated(element: Element, name: str) -> int:
    number = _get(element, name) or "1"
    if not number.isdecimal() or len(number) > 10 or number == "0":
        raise OfficeError("holds a number that is none", _CONTENT, "save it again")
    return int(number)


class _Styles:
    """Looks up how cells and pieces of text look, and what stands in headers and footers."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._masters: dict[str, list[str]] = {}
        self._hides: dict[tuple[str, str], TrickKind | None] = {}
        for part in (_STYLES, _CONTENT):
            self._take(parts.get(part, b"<none/>"))

    def _take(self, content: bytes) -> None:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            if event == "start":
                if local(element) == "body":
                    return  # styles stand before it
            elif local(element) == "style":
                self._styles[_get(element, "family"), _get(element, "name")] = element
            elif local(element) == "master-page":
                self._masters[_get(element, "name")] = [line for edge in element for line in _edge_lines(edge)]

    def edges(self, table: str) -> list[str]:
        """The lines of headers and footers of a table with this style."""
        style = self._styles.get(("table", table))
        return self._masters.get(_get(style, "master-page-name") if style is not None else "", [])

    def shows(self, table: str) -> bool:
        """Whether a table with this style is to be seen."""
        style = self._styles.get(("table", table))
        return style is None or not any(_get(properties, "display") == "false" for properties in style)

    def hides(self, family: str, name: str) -> TrickKind | None:
        """How a style hides text, or None."""
        if (family, name) not in self._hides:
            self._hides[family, name] = _hides(self._said(family, name))
        return self._hides[family, name]

    def _said(self, family: str, name: str) -> dict[str, str]:
        """The properties of a style, with those of the styles that it rests on."""
        said: dict[str, str] = {}
        for _step in range(20):  # a style may rest on itself
            style = self._styles.get((family, name))
            if style is None:
                break
            for properties in style:
                for key, value in properties.items():
                    said.setdefault(key.rpartition("}")[2], value)
            name = _get(style, "parent-style-name")
        return said


def _hides(said: Mapping[str, str]) -> TrickKind | None:
    if said.get("display") == "none" or said.get("cell-protect", "").startswith("hidden"):
        return "hidden"
    if said.get("text-line-through-style", "none") != "none" or said.get("text-line-through-type", "none") != "none":
        return "struck"
    size = _LENGTH.match(said.get("font-size", ""))
    if size and float(size[1]) < _TINY_BELOW:
        return "tiny"
    color, background = _color(said.get("color", "")), _color(said.get("background-color", "") or "#ffffff")
    if "use-window-font-color" in said and said["use-window-font-color"] == "true":
        return None
    return "white" if color and background and all(abs(one - two) < 32 for one, two in zip(color, background, strict=True)) else None


def _color(text: str) -> tuple[int, ...] | None:
    if text == "transparent":
        return (255, 255, 255)
    return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5)) if re.fullmatch(r"#[0-9a-fA-F]{6}", text) else None


def _edge_lines(edge: Element) -> Iterator[str]:
    if not local(edge).startswith(("header", "footer")) or _get(edge, "display") == "false":
        return
    for region in edge:
        paragraphs = [region] if local(region) == "p" else [item for item in region if local(item) == "p"]
        if line := canonical(" ".join(_text(paragraph) for paragraph in paragraphs)):
            yield line


def _text(element: Element) -> str:
    """The text of a paragraph as people see it."""
    pieces = [element.text or ""]
    for item in element:
        match local(item):
            case "s":
                pieces.append(" " * min(int(_get(item, "c") or 1) if (_get(item, "c") or "1").isdecimal() else 1, 1000))
            case "tab":
                pieces.append("\t")
            case "line-break":
                pieces.append("\n")
            case "annotation" | "note":
                pass
            case name if name not in _COUNTING:
                pieces.append(_text(item))
        pieces.append(item.tail or "")
    return "".join(pieces)


class _Walk:
    """Walks through the tables of a document."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.scans: list[Scan] = []
        self._open: list[str] = []  # the elements around the place where the walk is
        self._row = self._rows = self._column = 0
        self._allowance = Allowance()
        self._hidden = False
        self._columns_end: list[int] = []  # of each run of columns the one after its last, and the style of its cells
        self._columns_style: list[str] = []

    def through(self, content: bytes) -> None:
        """The whole document."""
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            name = local(element)
            if event == "start":
                _refuse_outside(name, element)
                self._begin(name, element)
                self._open.append(name)
            else:
                self._open.pop()
                self._end(name, element)

    def _begin(self, name: str, element: Element) -> None:
        match name:
            case "table" if self._open[-1:] == ["spreadsheet"]:
                if len(self.scans) == MAX_SHEETS:
                    raise OfficeError(f"holds more than {MAX_SHEETS} sheets", _CONTENT, "save it again without them")
                self.scans.append(Scan(name=_get(element, "name")))
                self._row, self._columns_end, self._columns_style = 0, [], []
                self.scans[-1].edges += self.styles.edges(_get(element, "style-name"))
                self.scans[-1].visible = self.styles.shows(_get(element, "style-name"))
            case "table" if "table" in self._open:
                raise OfficeError("holds a table in a table", _CONTENT, "save it again")
            case "table-row" if self.scans:
                self._rows = _repeated(element, "number-rows-repeated")
                self._column = 0
                self._hidden = _get(element, "visibility") == "collapse"

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "table-column" if self.scans:
                self._columns(element)
            case "table-cell" | "covered-table-cell" if self.scans:
                self._cell(name, element)
                element.clear()
            case "table-row" if self.scans:
                if self._hidden:
                    self.scans[-1].hidden_rows.update(range(self._row, min(self._row + self._rows, MAX_ROWS)))
                self._row += self._rows
                element.clear()
            case "conditional-format" if self.scans:
                kinds = (self.styles.hides("table-cell", _get(rule, "apply-style-name")) for rule in element)
                cells = _get(element, "target-range-address")
                conditions = self.scans[-1].conditions
                conditions += [(kind, cells[:200]) for kind in kinds if kind and len(conditions) < _MOST_CONDITIONS]
            case "shapes" if self.scans:
                self._shapes(element)
                element.clear()

    def _columns(self, element: Element) -> None:
        first = self._columns_end[-1] if self._columns_end else 0
        end = first + _repeated(element, "number-columns-repeated")
        self._columns_end.append(end)
        self._columns_style.append(_get(element, "default-cell-style-name"))
        if _get(element, "visibility") == "collapse":
            self.scans[-1].hidden_columns.update(range(first, min(end, MAX_COLUMNS)))

    def _cell(self, name: str, element: Element) -> None:
        count, first = _repeated(element, "number-columns-repeated"), self._column
        self._column += count
        paragraphs = [item for item in element if local(item) == "p"]
        self._beside(element)
        kind, formula = _get(element, "value-type"), _get(element, "formula")
        if not kind and not paragraphs and not formula:
            return
        scan = self.scans[-1]
        end = self._row + self._rows, self._column
        text = "\n".join(_text(paragraph) for paragraph in paragraphs)
        if end[0] > MAX_ROWS or end[1] > MAX_COLUMNS or not self._allowance.take(len(text), count * self._rows):
            raise OfficeError(f"holds something beyond row {MAX_ROWS:,} or column {MAX_COLUMNS}, or too much", _CONTENT, _HINT)
        hidings = self._hidings(name, element, paragraphs, first)
        for cell in ((row, column) for row in range(self._row, end[0]) for column in range(first, end[1])):
            scan.shown[cell] = text
            if formula and formula not in _PLAIN_FORMULAS:
                scan.formulas[cell] = formula.removeprefix("of:").removeprefix("msoxl:")
            if hidings:
                scan.hidings[cell] = hidings

    def _hidings(self, name: str, element: Element, paragraphs: list[Element], column: int) -> tuple[Hiding, ...]:
        if name == "covered-table-cell":
            return (("hidden", ""),)
        at = bisect_right(self._columns_end, column)
        default = self._columns_style[at] if at < len(self._columns_style) else ""
        if whole := self.styles.hides("table-cell", _get(element, "style-name") or default):
            return ((whole, ""),)
        spans = (item for paragraph in paragraphs for item in paragraph.iter() if local(item) == "span")
        found = ((self.styles.hides("text", _get(span, "style-name")), canonical(_text(span))) for span in spans)
        return tuple((kind, text) for kind, text in found if kind and text)

    def _beside(self, element: Element) -> None:
        """What floats over a cell: remarks, pictures and text boxes."""
        for item in element:
            if local(item) == "annotation":
                author = next((part.text or "" for part in item if local(part) == "creator"), "")
                text = " ".join(_text(part) for part in item if local(part) == "p")
                self.scans[-1].comments.append(Comment(author=author.strip(), text=canonical(text)))
            elif local(item) != "p":
                self._shapes(item)

    def _shapes(self, element: Element) -> None:
        scan = self.scans[-1]
        scan.pictures += sum(local(item) == "image" for item in element.iter())
        text = canonical(" ".join(_text(item) for item in element.iter() if local(item) == "p"))
        scan.embedded += [text] if text else []
        scan.embedded += [_get(item, "href") for item in element.iter() if local(item) == "object"]


def _refuse_outside(name: str, element: Element) -> None:
    if name in _SCRIPTS:
        raise OfficeError("holds macros or a link that fetches something", _CONTENT, "save it with values only")
    href = element.get(_HREF)
    if href is not None and name != "a" and not href.startswith(_INSIDE) and href:
        raise OfficeError("refers to another file", _CONTENT, "save it without links to other files")
