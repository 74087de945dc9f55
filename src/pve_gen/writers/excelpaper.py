"""What every sheet of ours is drawn with: letters and colours, headings, headers and footers, protection, and how high a row must be."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_pixel_width

from pve_gen.findings import PveError
from pve_gen.spreadsheet import cell_name, column_name

# The look of the default house style of the Word document (templates/build.py).
FONT = "Calibri"
DARK, ACCENT, GREY, PALE, LINE, OPEN = "#1B365D", "#2E6E8E", "#595959", "#EEF2F7", "#B8C4D2", "#FFE699"
FIELD = "#FFF9E8"  # where the supplier writes
RULED = {"bottom": 1, "bottom_color": LINE, "text_wrap": True}
"""A cell of a table, with a line below it."""

_SIZE = 10  # of letters in tables, in points
_LINE_HEIGHT = 12.75  # of those letters in Excel, in points; LibreOffice sets them closer
_HIGHEST_ROW = 409.0  # Excel knows no higher one
_BESIDE_LINES = 5  # points of a row above and below its lines
_MOST_LINES = int((_HIGHEST_ROW - _BESIDE_LINES) / _LINE_HEIGHT)
_MOST_LETTERS = 32_767  # that Excel keeps in a cell
_MOST_IN_EDGE = 80  # letters of one text in a header or footer, which holds 255 with its codes
_DIGIT = 7  # pixels: a column is so many digits in Calibri 11 wide
_KEPT_FREE = 14  # pixels of a cell beside its text
_A4 = 9

Look = Any
"""A format of xlsxwriter, which has no types."""


class CellText(NamedTuple):
    """A text in a column of `width` letters."""

    text: str
    width: int
    bold: bool = False


class Paper:
    """A workbook in memory, and the sheets in it."""

    def __init__(self, properties: Mapping[str, Any], custom: Mapping[str, str]) -> None:
        self._buffer = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._workbook.set_properties(dict(properties))
        for name, value in custom.items():
            self._workbook.set_custom_property(name, value, "text")
        self._looks: dict[tuple[tuple[str, Any], ...], Look] = {}

    def done(self) -> bytes:
        """The workbook as bytes."""
        self._workbook.close()
        return self._buffer.getvalue()

    def look(self, **properties: Any) -> Look:
        """The format with these properties; one for each set of them."""
        base = {"font_name": FONT, "font_size": _SIZE, "align": "left", "valign": "top", "indent": 1}
        return self.bare_look(**(base | properties))

    def bare_look(self, **properties: Any) -> Look:
        """A format with these properties only, as conditions need it."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self._workbook.add_format(properties)
        return self._looks[key]

    def field(self, **more: Any) -> Look:
        """The look of a cell to fill in: as text, so that what begins with `=` or `-`, or looks like a date, stays what was typed."""
        return self.look(bg_color=FIELD, border=3, border_color=ACCENT, text_wrap=True, num_format="@", locked=False, **more)

    def sheet(self, name: str, *, landscape: bool, left: str, right: str, below: str, page: str) -> Any:
        """A new sheet on A4, one page wide, with a header (`left` and `right`) and a footer (`below` and `page`)."""
        sheet = self._workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        (sheet.set_landscape if landscape else sheet.set_portrait)()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
        sheet.set_header(_edge(_literally(left), _literally(right)))
        sheet.set_footer(_edge(_literally(below), page))
        return sheet

    def write(self, sheet: Any, row: int, column: int, text: str, look: Look) -> None:
        """A text, whatever it begins with: never a formula, never a link. PveError where a cell cannot hold it."""
        if len(text) > _MOST_LETTERS:
            place = f"{sheet.get_name()} {cell_name((row, column))}"
            raise PveError(f"{place}: {text[:60]}… is longer than the {_MOST_LETTERS:,} letters that a cell can hold", "shorten the text")
        sheet.write_string(row, column, text, look)

    def lead(self, sheet: Any, row: int, column: int, text: str, to: str, cell: str, look: Look) -> None:
        """A text that leads to a cell of another sheet."""
        sheet.write_url(row, column, f"internal:{quoted(to)}!{cell}", look, text)

    def head(self, sheet: Any, row: int, first: int, headings: Iterable[str]) -> None:
        """A row of headings, which screen readers say with each cell below."""
        look = self.look(bold=True, font_color=DARK, bg_color=PALE, top=2, bottom=2, border_color=DARK, text_wrap=True, valign="vcenter")
        for column, heading in enumerate(headings, start=first):
            self.write(sheet, row, column, heading, look)
        sheet.set_row(row, 24)
        self.name("ColumnTitle", sheet, row, first, local=True)  # a name that NVDA and JAWS look for

    def name(self, name: str, sheet: Any, row: int, column: int, *, local: bool = False) -> None:
        """A name for a cell, for the whole workbook or in its own sheet."""
        where = quoted(sheet.get_name())
        self._workbook.define_name(f"{where}!{name}" if local else name, f"={where}!{absolute(row, column)}")


def protect(sheet: Any) -> None:
    """Against accidents only: there is no password. Filters, widths and heights stay free."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas and links want it."""
    return "'" + sheet.replace("'", "''") + "'"


def absolute(row: int, column: int) -> str:
    """A cell in a formula that may move: `$I$5`."""
    return f"${column_name(column)}${row + 1}"


def _edge(left: str, right: str) -> str:
    style = f'&"{FONT},Regular"&8&K{GREY[1:]}'
    return f"&L{style}{left}&R{style}{right}"


def _literally(text: str) -> str:
    """A text for a header or footer, where `&` begins a code."""
    code = text.replace("&", "&&")
    if len(code) <= _MOST_IN_EDGE:
        return code
    return code[: _MOST_IN_EDGE - 1].rstrip("&") + "…"


# ── How high a row must be ─────────────────────────────────────────────────────────────────────
# LibreOffice gives a row the height that the file says, so the file must say it.


def height(*cells: CellText) -> float:
    """The height in points of a row that shows every text."""
    most = max(_lines(cell.text, cell.width, bold=cell.bold) for cell in cells)
    return min(most * _LINE_HEIGHT + _BESIDE_LINES, _HIGHEST_ROW)


def fitting(text: str, width: int, more: str) -> str:
    """`text` where the highest row shows all of it in a column of `width` letters; else what fits, and `more` behind it."""
    fits = text[: _MOST_LINES * width * 3]  # the narrowest letters are more than a third of a digit wide
    if fits == text and _lines(text, width) <= _MOST_LINES:
        return text
    letters = bisect_right(range(len(fits)), _MOST_LINES, key=lambda letters: _lines(fits[:letters] + more, width)) - 1
    return fits[: max(letters, 0)].rstrip() + more


def _lines(text: str, width: int, *, bold: bool = False) -> int:
    return sum(len(wrapped(part, width, bold=bold)) for part in text.split("\n"))


def wrapped(text: str, width: int, *, bold: bool = False) -> list[str]:
    """The lines in which a column of `width` letters shows one paragraph."""
    room = (width * _DIGIT - _KEPT_FREE) * (0.93 if bold else 0.98)
    lines, used = [""], 0.0
    for word in _breakable(text, room):
        size = _pixels(word)
        if lines[-1] and used + size > room:
            lines.append("")
            used = 0.0
        lines[-1] += f" {word}" if lines[-1] else word
        used += size + _pixels(" ")
    return lines


def _breakable(text: str, room: float) -> Iterable[str]:
    """The words of a text; one that is wider than the column is cut, as office programs do."""
    for word in text.split(" "):
        rest = word
        while _pixels(rest) > room and len(rest) > 1:
            fits = max(1, int(len(rest) * room / _pixels(rest)))
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _pixels(text: str) -> float:
    return float(xl_pixel_width(text)) * _SIZE / 11
