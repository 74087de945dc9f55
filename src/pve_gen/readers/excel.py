"""Reads an answer sheet that comes back, .xlsx or .ods: every text that was asked, and all that hides, adds or takes away text.

What a supplier may do is no difference: answer, sort, filter, add columns and sheets, rename sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import get_args

from pve_gen import answersheet
from pve_gen.answersheet import ASKED, COLUMNS, SHEETS, TITLES, SheetName
from pve_gen.canonical import canonical
from pve_gen.model import Language
from pve_gen.readers.answerrows import AnswerRows, rows_of
from pve_gen.response import folded
from pve_gen.returned import DocumentText, Segment, Trick
from pve_gen.sheetfile import SheetKind, open_sheets
from pve_gen.spreadsheet import Cell, Sheet, Spreadsheet, cell_name, column_name

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_SHEETS: dict[str, tuple[SheetName, Language]] = {
    folded(words.in_(language)): (name, language)
    for language in reversed(_LANGUAGES)  # where both say the same, Dutch
    for known in (TITLES, SHEETS)
    for name, words in known.items()
}
_LAST_TITLE_ROW = 10
_LABELS = {folded(text) for words in answersheet.FILLED_IN for text in (words.nl, words.en)}


def read_sheet_text(data: bytes, kind: SheetKind) -> DocumentText:
    """All text but the answers, a segment for each requirement and each sheet; OfficeError where the file is not to be trusted."""
    return text_of(open_sheets(data, kind))


def text_of(spreadsheet: Spreadsheet) -> DocumentText:
    """The text of an open answer sheet; OfficeError where it is none."""
    answers = {rows.sheet.name: rows for rows in rows_of(spreadsheet)}
    others = _known(sheet for sheet in spreadsheet.sheets if sheet.name not in answers)
    segments: list[Segment] = []
    tricks: list[Trick] = []
    for sheet in spreadsheet.sheets:
        if sheet.name in answers:
            segments += _segments(answers[sheet.name])
            tricks += _tricks_of_rows(answers[sheet.name])
        elif sheet.name in others:
            title = others[sheet.name]
            segments.append(_whole(sheet, title, sheet.rows))
            tricks += [*_tricks(sheet, title, _asked(sheet, sheet.rows), ""), *_hidden(sheet, title, {})]
    ours = [sheet for sheet in spreadsheet.sheets if sheet.name in answers or sheet.name in others]
    return DocumentText(
        segments=tuple(segments),
        edges=tuple(dict.fromkeys(edge for sheet in ours for edge in sheet.scan.edges)),
        tricks=tuple(tricks),
        comments=tuple(comment for sheet in spreadsheet.sheets for comment in sheet.scan.comments),
        pictures=sum(sheet.scan.pictures for sheet in ours),
        properties=spreadsheet.properties,
        ordered=False,
    )


def _known(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Name → title of our own sheets: by their name, or by what stands above them where somebody gave them another name."""
    found: dict[str, str] = {}
    taken: set[SheetName] = set()
    waiting = list(sheets)
    for by_name in (True, False):
        for sheet in waiting:
            words = (
                [sheet.name] if by_name else [text for row, texts in sheet.rows.items() if row < _LAST_TITLE_ROW for text in texts.values()]
            )
            known = next((_SHEETS[text] for text in map(folded, words) if text in _SHEETS), None)
            if known and known[0] not in taken and sheet.name not in found:
                taken.add(known[0])
                found[sheet.name] = SHEETS[known[0]].in_(known[1])
    return found


# ── Texts ──────────────────────────────────────────────────────────────────────────────────────


def _segments(rows: AnswerRows) -> Iterator[Segment]:
    yield _whole(rows.sheet, _title(rows), _above(rows), tuple(canonical(rows.sheet.text(cell)) for cell in _headings(rows)))
    for row, id in _names(rows).items():
        title = canonical(f"{rows.text(row, 'id')} {rows.text(row, 'title')}")
        yield Segment(key=id, title=title, lines=_row(rows, row), place=f"sheet {rows.sheet.name}, row {row + 1}")
    others = {row: lines for row in rows.others() if (lines := _row(rows, row))}
    if others:
        lines = tuple(line for row in others.values() for line in row)
        first = min(others) + 1
        yield Segment(
            key="", title=lines[0], lines=lines, place=f"sheet {rows.sheet.name}, row {first}" + " and further" * (len(others) > 1)
        )


def _title(rows: AnswerRows) -> str:
    return SHEETS["answers"].in_(rows.language)


def _names(rows: AnswerRows) -> dict[int, str]:
    """Row → requirement; a row that names two counts as that of its key."""
    return dict(sorted([*rows.ids.items(), *((row, key) for row, (key, _number) in rows.mixed.items())]))


def _above(rows: AnswerRows) -> list[int]:
    return [row for row in rows.sheet.rows if row < rows.head]


def _headings(rows: AnswerRows) -> list[Cell]:
    return [(rows.head, rows.columns[column]) for column in COLUMNS if rows.text(rows.head, column)]


def _row(rows: AnswerRows, row: int) -> tuple[str, ...]:
    return tuple(line for column in ASKED for line in _lines(rows.text(row, column)))


def _whole(sheet: Sheet, title: str, rows: Iterable[int], more: tuple[str, ...] = ()) -> Segment:
    lines = (line for cell in _asked(sheet, rows) for line in _lines(sheet.text(cell)))
    return Segment(key="", title=title, lines=(*lines, *more), place=f"sheet {sheet.name}")


def _asked(sheet: Sheet, rows: Iterable[int]) -> list[Cell]:
    """The cells with text in some rows, in order, but for what was filled in: the cell after a label of a field."""
    found = []
    for row in rows:
        field = False
        for column, text in sheet.rows[row].items():
            if not field:
                found.append((row, column))
            field = folded(text) in _LABELS
    return found


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(canonical, text.splitlines()))


# ── What hides it ──────────────────────────────────────────────────────────────────────────────


def _tricks_of_rows(rows: AnswerRows) -> Iterator[Trick]:
    sheet, names = rows.sheet, _names(rows)
    yield from _tricks(sheet, _title(rows), [*_asked(sheet, _above(rows)), *_headings(rows)], "")
    for row, id in names.items():
        yield from _tricks(sheet, id, [(row, rows.columns[column]) for column in ASKED if column in rows.columns], id)
    yield from _hidden(sheet, _title(rows), names, set(rows.columns.values()))


def _tricks(sheet: Sheet, segment: str, cells: Iterable[Cell], key: str) -> Iterator[Trick]:
    """What is wrong with single cells."""
    for cell in cells:
        text = canonical(sheet.text(cell))
        if formula := sheet.scan.formulas.get(cell):
            yield Trick(kind="formula", key=key, segment=segment, text=canonical(f"{cell_name(cell)}: {formula}"))
        for kind, part in sheet.scan.hidings.get(cell, ()):
            if text:
                yield Trick(kind=kind, key=key, segment=segment, text=part or text)


def _hidden(sheet: Sheet, segment: str, names: Mapping[int, str], columns: Set[int] | None = None) -> Iterator[Trick]:
    """Rows, columns and whole sheets that somebody hid, and what floats over the cells. Without `columns`, all are ours."""
    scan = sheet.scan
    if not scan.visible:
        yield Trick(kind="hidden", segment=segment, text=f"sheet {sheet.name}")
    for row in sorted(scan.hidden_rows & sheet.rows.keys()):
        name, text = names.get(row, ""), canonical(" ".join(sheet.rows[row].values()))
        yield Trick(kind="hidden", key=name, segment=name or segment, text=f"row {row + 1}" if name else f"row {row + 1}: {text[:200]}")
    first: dict[int, str] = {}
    for texts in sheet.rows.values():
        for column in scan.hidden_columns & texts.keys():
            first.setdefault(column, texts[column])
    for column in sorted(first.keys() if columns is None else first.keys() & columns):
        yield Trick(kind="hidden", segment=segment, text=f"column {column_name(column)}: {canonical(first[column])[:200]}")
    for kind, cells in scan.conditions:
        yield Trick(kind=kind, segment=segment, text=f"cells {cells}, by a conditional format")
    for text in scan.embedded:
        yield Trick(kind="embedded", segment=segment, text=text)
