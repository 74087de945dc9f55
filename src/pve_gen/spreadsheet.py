"""The nouns of a spreadsheet that came back: what people see in its cells, and what they do not see.

Cells are (row, column), both from 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from pve_gen.returned import Comment, TrickKind
from pve_gen.values import Struct, field

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELLS, MAX_LETTERS = 200, 20_000, 500, 150_000, 20_000_000
"""More than any honest answer sheet has; a file that holds more is not read."""

Cell = tuple[int, int]
Hiding = tuple[TrickKind, str]
"""How text is hidden from who looks at the cell, and which text; an empty text means all of it."""


class NumberLook(Struct, frozen=True):
    """How a cell shows its number: with so many decimals (None: as many as it has), as a percentage, a day, a time of the day."""

    decimals: int | None = None
    percent: bool = False
    day: bool = False
    clock: bool = False


class Allowance(Struct):
    """What is left of what a file may hold, counted while it is read."""

    cells: int = MAX_CELLS
    letters: int = MAX_LETTERS

    def take(self, letters: int, cells: int = 1) -> bool:
        """Whether there was room for so many cells, with so many letters in each."""
        self.cells -= cells
        self.letters -= letters * cells
        return self.cells >= 0 and self.letters >= 0


class Scan(Struct, kw_only=True):
    """What was found in a sheet: `shown` is what people see in its cells, the rest is what they do not see.

    `conditions` are formats that hide text once something is so, each with the cells they are for. Rows that a filter
    hides are not among `hidden_rows`: they are only away for a while.
    """

    name: str
    visible: bool = True
    shown: dict[Cell, str] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    hidings: dict[Cell, tuple[Hiding, ...]] = field(default_factory=dict)
    conditions: list[Hiding] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    edges: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    pictures: int = 0


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet as people see it: `rows` are those that show something, each with its cells that do, in order.

    `scan` says what people do not see.
    """

    name: str
    rows: Mapping[int, Mapping[int, str]]
    scan: Scan

    @classmethod
    def of(cls, scan: Scan) -> Sheet:
        """The sheet in which that was found."""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), text in sorted(scan.shown.items()):
            if text:
                rows.setdefault(row, {})[column] = text
        return cls(name=scan.name, rows=rows, scan=scan)

    def text(self, cell: Cell) -> str:
        """What a cell shows, or nothing."""
        return self.rows.get(cell[0], {}).get(cell[1], "")


class Spreadsheet(Struct, frozen=True, kw_only=True):
    """A workbook: its sheets in order, and the properties that a program gave it by name."""

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str]


def cell_name(cell: Cell) -> str:
    """A cell as programs name it: `I12`."""
    return f"{column_name(cell[1])}{cell[0] + 1}"


def column_name(column: int) -> str:
    """A column as programs name it: `I`."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
