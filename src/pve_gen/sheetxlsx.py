"""Reads the sheets of an .xlsx from a stranger: what people see in their cells, and what they do not see.

With a walker of our own: the libraries that read spreadsheets believe what a file says of itself, so that a
few letters make one stop the whole process and another hang (docs/adr/0016). Here nothing is believed, and
what programs would read in two ways is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, fromstring, iterparse

from pve_gen.answersheet import HEADINGS
from pve_gen.canonical import canonical
from pve_gen.officefile import OfficeError
from pve_gen.sheetlooks import Looks, child, hiding_of, local
from pve_gen.sheetparts import edges_of, look_around, parts_beside, refuse_outside, sheets, since_1904
from pve_gen.sheetvalues import iso_moment, number, truth, unescaped
from pve_gen.spreadsheet import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Allowance, Cell, Hiding, NumberLook, Scan

_HINT = "save it again, without what stands far outside the tables"
_STRINGS = "xl/sharedStrings.xml"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_LOW, _NARROW = 2.0, 0.5  # a row in points and a column in letters below which nothing shows
_PLAIN_FORMULAS = {"TRUE()", "FALSE()"}  # LibreOffice writes a typed `waar` so
_MOST_CONDITIONS = 100  # that are told of
_YES = {"1", "true"}

Text = tuple[str, tuple[Hiding, ...]]
"""A text, and the pieces of it that are hidden."""


def scan(parts: Mapping[str, bytes]) -> tuple[Scan, ...]:
    """Every sheet, in order; OfficeError where the file holds what no answer sheet needs."""
    refuse_outside(parts)
    looks, strings, allowance = Looks(parts), _strings(parts), Allowance()
    walks: list[_Walk] = []
    for found, part in sheets(parts):
        walk = _Walk(found, part, looks, strings, allowance)
        beside = parts_beside(parts, part, allowance)
        walk.through(parts[part], [content for kind, _name, content in beside if kind == "table"])
        look_around(found, beside, parts)
        walks.append(walk)
    dutch = any(HEADINGS["answer"].nl in walk.scan.shown.values() for walk in walks)
    early = since_1904(parts)
    for walk in walks:
        for cell, (value, kind, look) in walk.values.items():
            walk.scan.shown[cell] = _seen(value, kind, look, dutch, early)
    return tuple(walk.scan for walk in walks)


def _seen(value: str, kind: str, look: NumberLook, dutch: bool, early: bool) -> str:
    if kind == "b":
        return truth(value, dutch)
    if kind == "d":
        return iso_moment(value, dutch)
    return number(value, look, dutch, since_1904=early) if kind == "n" else value


def _strings(parts: Mapping[str, bytes]) -> list[Text]:
    """The texts that cells share."""
    found: list[Text] = []
    for _event, element in iterparse(io.BytesIO(parts.get(_STRINGS, b"<none/>"))):
        if local(element) == "si":
            found.append(_text(element))
            element.clear()
            if len(found) > MAX_CELLS:
                raise OfficeError(f"holds more than {MAX_CELLS:,} texts", _STRINGS, _HINT)
    return found


def _text(element: Element) -> Text:
    """A text, which may be in pieces with a look of their own; how it is pronounced is no part of it."""
    pieces, hidings = [], []
    for item in element:
        if local(item) == "t":
            pieces.append(item.text or "")
        elif local(item) == "r":
            piece = "".join(text.text or "" for text in item if local(text) == "t")
            look = child(item, "rPr")
            if look is not None and (kind := hiding_of(look)):
                hidings.append((kind, canonical(piece)))
            pieces.append(piece)
    return unescaped("".join(pieces)), tuple(hidings)


class _Walk:
    """Walks through the cells of one sheet. `values` are the numbers and other values in it, with the kind and the look of their cell."""

    def __init__(self, scan: Scan, part: str, looks: Looks, strings: list[Text], allowance: Allowance) -> None:
        self.scan, self.part, self.looks, self.strings, self.allowance = scan, part, looks, strings, allowance
        self.values: dict[Cell, tuple[str, str, NumberLook]] = {}
        self._row, self._column = -1, -1
        self._last_row = self._last_column = 0
        self._hidden: set[int] = set()
        self._filters: list[tuple[Cell, Cell]] = []
        self._merged: list[tuple[Cell, Cell]] = []

    def through(self, content: bytes, tables: Iterable[bytes]) -> None:
        """The whole sheet, in which `tables` may have filters of their own."""
        for table in tables:
            for element in fromstring(table).iter():
                self._filter(element)
        among_cells = False
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            name = local(element)
            if name == "sheetData":
                among_cells = event == "start"
            elif event == "start":
                if among_cells and name == "row":
                    self._begin_row(element)
            elif among_cells:
                if name == "c":
                    self._cell(element)
                if name in {"c", "row"}:
                    element.clear()
            else:
                self._beside_cells(name, element)
        self._hide()

    # ── the cells ──

    def _begin_row(self, row: Element) -> None:
        text = row.get("r", "")
        if not text.isdecimal() or len(text) > 7 or int(text) <= self._row + 1:
            raise self._odd("rows out of order")
        self._row, self._column = int(text) - 1, -1
        self._take()
        if row.get("hidden", "").lower() in _YES or (row.get("ht") is not None and _float(row.get("ht", "")) < _LOW):
            self._hidden.add(self._row)

    def _cell(self, element: Element) -> None:
        place = _place(element.get("r", ""))
        if place is None or place[0] != self._row or place[1] <= self._column:
            raise self._odd("cells out of order, or without a place")
        self._column = place[1]
        if not len(element):
            self._take()
            return
        if place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS:
            raise self._odd(f"something in {element.get('r')}, beyond row {MAX_ROWS:,} or column {MAX_COLUMNS}")
        self._last_row, self._last_column = place[0], max(self._last_column, place[1])
        formula = child(element, "f")
        if formula is not None and (text := "".join(formula.itertext()).strip()) not in _PLAIN_FORMULAS:
            self.scan.formulas[place] = f"={text}"
        hidings = self._value(place, element)
        if whole := self.looks.hiding(element.get("s", "0")):
            hidings = ((whole, ""),)
        if hidings:
            self.scan.hidings[place] = hidings

    def _value(self, place: Cell, element: Element) -> tuple[Hiding, ...]:
        """Keeps what the cell shows; the pieces of it that are hidden."""
        kind, value, inline = element.get("t", "n"), child(element, "v"), child(element, "is")
        said = (value.text or "") if value is not None else ""
        hidings: tuple[Hiding, ...] = ()
        if kind == "s":
            if not said.strip().isdecimal() or len(said) > 9 or int(said) >= len(self.strings):
                raise self._odd(f"a text in {element.get('r')} that is not there")
            said, hidings = self.strings[int(said)]
        elif kind == "inlineStr":
            said, hidings = _text(inline) if inline is not None else ("", ())
        elif kind == "str":
            said = unescaped(said)
        elif said.strip():
            self.values[place] = (said.strip(), kind, self.looks.number(element.get("s", "0")))
        self._take(len(said))
        if said and place not in self.values:
            self.scan.shown[place] = said
        return hidings

    def _take(self, letters: int = 0) -> None:
        if not self.allowance.take(letters):
            raise self._odd("more rows, cells or text than an answer sheet needs")

    def _odd(self, what: str) -> OfficeError:
        return OfficeError(f"holds {what}", self.part, _HINT)

    # ── beside the cells ──

    def _beside_cells(self, name: str, element: Element) -> None:
        match name:
            case "col":
                self._columns(element)
            case "mergeCell":
                self._merged.append(self._area(element.get("ref", "")))
            case "conditionalFormatting":
                rules = (self.looks.hiding_of_condition(rule) for rule in element if local(rule) == "cfRule")
                cells = element.get("sqref", "") or next((item.text or "" for item in element if local(item) == "sqref"), "")
                self.scan.conditions += [(kind, cells[:200]) for kind in rules if kind and len(self.scan.conditions) < _MOST_CONDITIONS]
            case "headerFooter":
                self.scan.edges += edges_of("".join(item.itertext()) for item in element)
            case _:
                self._filter(element)

    def _columns(self, element: Element) -> None:
        first, last = element.get("min", ""), element.get("max", "")
        narrow = element.get("width") is not None and _float(element.get("width", "")) < _NARROW
        if first.isdecimal() and last.isdecimal() and (narrow or element.get("hidden", "").lower() in _YES):
            self.scan.hidden_columns.update(range(int(first[:7]) - 1, min(int(last[:7]), MAX_COLUMNS)))

    def _filter(self, element: Element) -> None:
        if local(element) == "autoFilter" and child(element, "filterColumn") is not None:
            self._filters.append(self._area(element.get("ref", "")))

    def _hide(self) -> None:
        """What rows and merged cells hide; a row that a filter hides is only away for a while."""
        scan = self.scan
        scan.hidden_rows |= {row for row in self._hidden if not any(top < row <= bottom for (top, _), (bottom, _) in self._filters)}
        for (top, left), (bottom, right) in self._merged:
            if bottom >= MAX_ROWS or right >= MAX_COLUMNS:
                raise self._odd("merged cells without end")
            for row in range(top, min(bottom, self._last_row) + 1):
                for column in range(left, min(right, self._last_column) + 1):
                    self._take()
                    if (row, column) != (top, left):
                        scan.hidings.setdefault((row, column), (("hidden", ""),))

    def _area(self, text: str) -> tuple[Cell, Cell]:
        first, _, last = text.replace("$", "").partition(":")
        top, bottom = _place(first), _place(last or first)
        if top is None or bottom is None:
            raise self._odd("an area without a place")
        return top, bottom


def _place(text: str) -> Cell | None:
    found = _PLACE.match(text)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
