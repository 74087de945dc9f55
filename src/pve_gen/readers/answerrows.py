"""Where the answers stand in a sheet that came back: its heading row, its columns, and which requirement each row is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pve_gen.answersheet import COLUMNS, HEADINGS, KEY_MARKER, Column
from pve_gen.canonical import canonical
from pve_gen.model import Language
from pve_gen.officefile import OfficeError
from pve_gen.response import folded
from pve_gen.spreadsheet import Sheet, Spreadsheet
from pve_gen.values import Struct

_LAST_HEADING_ROW = 200  # a supplier may have put a page of text above it
_BY_HEADING: dict[str, Column] = {folded(text): name for name, words in HEADINGS.items() for text in (words.nl, words.en)}


class AnswerRows(Struct, frozen=True, kw_only=True):
    """A sheet with rows to answer in, below row `head`.

    `ids` says of each row which requirement it is about; a row that names two is in `mixed`, with its key and its number.
    `again` are columns that have the heading of one of ours once more.
    """

    sheet: Sheet
    head: int
    columns: Mapping[Column, int]
    again: Mapping[Column, tuple[int, ...]]
    ids: Mapping[int, str]
    mixed: Mapping[int, tuple[str, str]]

    @property
    def language(self) -> Language:
        """The language of the headings."""
        return "nl" if any(folded(self.text(self.head, column)) == folded(HEADINGS[column].nl) for column in COLUMNS) else "en"

    def text(self, row: int, column: Column) -> str:
        """What stands in a row, in one of our columns."""
        return self.sheet.text((row, self.columns[column])) if column in self.columns else ""

    def others(self) -> tuple[int, ...]:
        """The rows below the headings that are about no requirement, and have something in our columns."""
        ours = set(self.columns.values())
        rows = (row for row, texts in self.sheet.rows.items() if row > self.head and ours & texts.keys())
        return tuple(row for row in rows if row not in self.ids and row not in self.mixed)


def rows_of(spreadsheet: Spreadsheet) -> tuple[AnswerRows, ...]:
    """The sheets with rows to answer in: a supplier may have copied one. OfficeError where there is none."""
    found = tuple(rows for sheet in spreadsheet.sheets if (rows := _answer_rows(sheet)))
    if not found:
        raise OfficeError("is not an answer sheet", hint="no sheet has the columns Nummer and Antwoord, or Number and Answer")
    return found


def _answer_rows(sheet: Sheet) -> AnswerRows | None:
    """Where the answers stand in a sheet; None where it is a sheet of another kind."""
    for head in (row for row in sheet.rows if row < _LAST_HEADING_ROW):
        headings = {column: folded(text) for column, text in sheet.rows[head].items()}
        named = {_BY_HEADING[text] for text in headings.values() if text in _BY_HEADING}
        if KEY_MARKER in headings.values() or named >= {"id", "answer"}:
            key = next((column for column, text in headings.items() if text == KEY_MARKER), None)
            columns = _columns(headings, key)
            ids, mixed = _ids(sheet, head, key, columns.get("id"))
            return AnswerRows(sheet=sheet, head=head, columns=columns, again=_again(headings, columns), ids=ids, mixed=mixed)
    return None


def _columns(headings: Mapping[int, str], key: int | None) -> dict[Column, int]:
    """Our columns by their heading; one whose heading was changed is the unknown one after the column that it followed."""
    found: dict[Column, int] = {}
    for column, text in headings.items():
        if text in _BY_HEADING:
            found.setdefault(_BY_HEADING[text], column)
    taken = set(found.values())
    previous = key
    for name in COLUMNS:
        if name not in found and previous is not None and previous + 1 not in taken:
            found[name] = previous + 1
            taken.add(previous + 1)
        previous = found.get(name)
    return found


def _again(headings: Mapping[int, str], columns: Mapping[Column, int]) -> dict[Column, tuple[int, ...]]:
    named = {name: tuple(at for at, text in headings.items() if _BY_HEADING.get(text) == name and at != columns[name]) for name in columns}
    return {name: others for name, others in named.items() if others}


def _ids(sheet: Sheet, head: int, key: int | None, number: int | None) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """Row → requirement, by the hidden key or else the number that people see; and the rows in which those differ."""
    keys, numbers = (_column(sheet, head, column) for column in (key, number))
    if Counter(keys.values()) == Counter(numbers.values()):  # the hidden column stayed behind when somebody sorted the others
        return numbers, {}
    ids, mixed = {}, {}
    for row in sorted(keys.keys() | numbers.keys()):
        both = keys.get(row, ""), numbers.get(row, "")
        if all(both) and both[0] != both[1]:
            mixed[row] = both
        else:
            ids[row] = both[0] or both[1]
    return ids, mixed


def _column(sheet: Sheet, head: int, column: int | None) -> dict[int, str]:
    cells = ((row, canonical(texts.get(column, ""))) for row, texts in sheet.rows.items() if column is not None and row > head)
    return {row: text for row, text in cells if text}
