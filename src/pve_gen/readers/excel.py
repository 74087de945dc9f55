"""Reads an answer sheet that comes back, .xlsx or .ods: every text that was asked, and all that hides, adds or takes away text.

What a supplier may do is no difference: answer, sort, filter, add columns and sheets, rename sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from pve_gen import answersheet
from pve_gen.answersheet import ASKED, HEADINGS, SHEETS, TITLES, SheetName
from pve_gen.canonical import canonical
from pve_gen.model import Language
from pve_gen.readers.answerrows import AnswerRows, rows_of
from pve_gen.response import folded
from pve_gen.returned import DocumentText, Segment, Trick
from pve_gen.sheetfile import SheetKind, open_sheets
from pve_gen.spreadsheet import Cell, Sheet, Spreadsheet, cell_name

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
            title, rows = others[sheet.name], range(sheet.scan.end[0])
            segments.append(_whole(sheet, title, rows))
            tricks += [*_tricks(sheet, title, _asked(sheet, rows), ""), *_hidden(sheet, title, {})]
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
            words = [sheet.name] if by_name else [text for row in range(_LAST_TITLE_ROW) for text in sheet.row(row).values()]
            known = next((_SHEETS[text] for text in map(folded, words) if text in _SHEETS), None)
            if known and known[0] not in taken and sheet.name not in found:
                taken.add(known[0])
                found[sheet.name] = SHEETS[known[0]].in_(known[1])
    return found


# ── Texts ──────────────────────────────────────────────────────────────────────────────────────


def _segments(rows: AnswerRows) -> Iterator[Segment]:
    yield _whole(rows.sheet, SHEETS["answers"].in_(rows.language), range(rows.head), _headings(rows))
    for row, id in sorted(rows.ids.items()):
        yield _row(rows, row, id)
    for row, (key, _number) in sorted(rows.mixed.items()):
        yield _row(rows, row, key)
    for row in rows.others():
        segment = _row(rows, row, "")
        if segment.lines:
            yield segment


def _headings(rows: AnswerRows) -> tuple[str, ...]:
    return tuple(filter(None, (canonical(rows.text(rows.head, column)) for column in HEADINGS)))


def _row(rows: AnswerRows, row: int, id: str) -> Segment:
    lines = tuple(line for column in ASKED for line in _lines(rows.text(row, column)))
    title = canonical(f"{rows.text(row, 'id')} {rows.text(row, 'title')}")
    return Segment(key=id, title=title, lines=lines, place=f"sheet {rows.sheet.name}, row {row + 1}")


def _whole(sheet: Sheet, title: str, rows: range, more: tuple[str, ...] = ()) -> Segment:
    cells = (line for cell in _asked(sheet, rows) for line in _lines(sheet.texts[cell]))
    return Segment(key="", title=title, lines=(*cells, *more), place=f"sheet {sheet.name}")


def _asked(sheet: Sheet, rows: range) -> list[Cell]:
    """The cells with text in some rows, in order, but for what was filled in: the cell after a label of a field."""
    found = []
    for row in rows:
        field = False
        for column, text in sheet.row(row).items():
            if not field:
                found.append((row, column))
            field = folded(text) in _LABELS
    return found


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(canonical, text.splitlines()))


# ── What hides it ──────────────────────────────────────────────────────────────────────────────


def _tricks_of_rows(rows: AnswerRows) -> Iterator[Trick]:
    sheet = rows.sheet
    above = [*_asked(sheet, range(rows.head)), *((rows.head, column) for column in rows.columns.values())]
    yield from _tricks(sheet, sheet.name, above, "")
    ids = dict(rows.ids) | {row: key for row, (key, _number) in rows.mixed.items()}
    for row, id in sorted(ids.items()):
        cells = [(row, rows.columns[column]) for column in ASKED if column in rows.columns]
        yield from _tricks(sheet, id, cells, id)
    yield from _hidden(sheet, sheet.name, ids, [rows.columns[column] for column in rows.columns])


def _tricks(sheet: Sheet, segment: str, cells: Iterable[Cell], key: str) -> Iterator[Trick]:
    """What is wrong with single cells."""
    for cell in cells:
        text = canonical(sheet.texts.get(cell, ""))
        if formula := sheet.scan.formulas.get(cell):
            yield Trick(kind="formula", key=key, segment=segment, text=canonical(f"{cell_name(cell)}: {formula}"))
        for kind, part in sheet.scan.hidings.get(cell, ()):
            if text:
                yield Trick(kind=kind, key=key, segment=segment, text=part or text)


def _hidden(sheet: Sheet, segment: str, ids: dict[int, str], columns: Iterable[int] | None = None) -> Iterator[Trick]:
    """Rows, columns and whole sheets that somebody hid, and what floats over the cells."""
    if not sheet.scan.visible:
        yield Trick(kind="hidden", segment=segment, text=f"sheet {sheet.name}")
    for row in sorted(sheet.scan.hidden_rows):
        if text := canonical(" ".join(sheet.row(row).values())):
            yield Trick(kind="hidden", key=ids.get(row, ""), segment=ids.get(row, segment), text=f"row {row + 1}: {text[:200]}")
    used = sorted({column for _row, column in sheet.texts} if columns is None else columns)
    for column in (column for column in used if column in sheet.scan.hidden_columns):
        text = next(sheet.texts[cell] for cell in sorted(sheet.texts) if cell[1] == column)
        yield Trick(kind="hidden", segment=segment, text=f"column {cell_name((0, column))[:-1]}: {canonical(text)[:200]}")
    for text in sheet.scan.embedded:
        yield Trick(kind="embedded", segment=segment, text=text)
