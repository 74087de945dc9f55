"""The nouns of a spreadsheet that came back: what people see in its cells, and what they do not see.

Cells are (row, column), both from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pve_gen.returned import Comment, TrickKind

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 500, 150_000
"""More than any honest answer sheet has; what holds something beyond them is not read."""

Cell = tuple[int, int]
Hiding = tuple[TrickKind, str]
"""How text is hidden from who looks at the cell, and which text; an empty text means all of it."""


@dataclass(frozen=True, slots=True)
class NumberLook:
    """How a cell shows its number: with so many decimals (None: as many as it has), as a percentage or not."""

    decimals: int | None = None
    percent: bool = False


@dataclass(slots=True, kw_only=True)
class Scan:
    """What the file says of a sheet apart from its values.

    `shown` is the text of cells whose value is not what people see, `end` the cell after the last that holds something.
    `conditions` are formats that hide text once something is so, each with the cells they are for. Rows that a filter
    hides are not among `hidden_rows`: they are only away for a while.
    """

    name: str
    visible: bool = True
    end: Cell = (0, 0)
    shown: dict[Cell, str] = field(default_factory=dict)
    numbers: dict[Cell, NumberLook] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    hidings: dict[Cell, tuple[Hiding, ...]] = field(default_factory=dict)
    conditions: list[Hiding] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    edges: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    pictures: int = 0


class Scanner(Protocol):
    """Reads one format's parts into what they say of each sheet, in order."""

    def __call__(self, parts: Mapping[str, bytes]) -> tuple[Scan, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as people see it: `rows` are those that show something, each with its cells that do, in order.

    `scan` says what people do not see.
    """

    name: str
    rows: Mapping[int, Mapping[int, str]]
    scan: Scan

    @classmethod
    def of(cls, scan: Scan, texts: Mapping[Cell, str]) -> Sheet:
        """The sheet with these texts in its cells."""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), text in sorted(texts.items()):
            if text:
                rows.setdefault(row, {})[column] = text
        return cls(name=scan.name, rows=rows, scan=scan)

    def text(self, cell: Cell) -> str:
        """What a cell shows, or nothing."""
        return self.rows.get(cell[0], {}).get(cell[1], "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
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
