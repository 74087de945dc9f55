"""Reads a list of requirements from a spreadsheet (.xlsx, .ods) or a CSV file of a stranger: rows, each with its place."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from pve_gen.findings import PveError, did_you_mean
from pve_gen.imported import Loss
from pve_gen.officefile import OfficeError
from pve_gen.sheetfile import SheetKind, open_sheets
from pve_gen.spreadsheet import MAX_COLUMNS, MAX_ROWS, Sheet, cell_name
from pve_gen.values import Struct
from pve_gen.yamlfile import FORBIDDEN

MAX_BYTES = 20_000_000
_SEPARATORS = (";", ",", "\t", "|")
_LOOKED_AT = 30  # rows in which headings are sought
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Row = Mapping[int, str]
"""Column → what it shows; empty cells are absent."""


class ListFile(Struct, frozen=True, kw_only=True):
    """The rows of a list below its headings. `where` gives the place of a row, or of a cell in it; `about` says how it was read."""

    shown: str
    headings: Row
    rows: Mapping[int, Row]
    where: Callable[[int, int | None], str]
    about: str
    losses: tuple[Loss, ...] = ()


def read_list(data: bytes, shown: str, sheet: str, heading: Callable[[Row], int]) -> ListFile:
    """The list in `data`, called `shown`. `heading` says how much a row is one of headings; the first best row is.

    PveError where the file cannot be read, or no row is one of headings.
    """
    if len(data) > MAX_BYTES:
        raise PveError(f"{shown}: is {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _of_sheets(data, shown, sheet, heading)
    if sheet:
        raise PveError(f"--sheet {sheet}: {shown} is no spreadsheet", "leave --sheet out")
    return _of_text(data, shown, heading)


def _below(rows: Mapping[int, Row], heading: Callable[[Row], int]) -> tuple[int, int]:
    """The row with the headings, and how much it is one; 0 and 0 where none is."""
    best = max(list(rows)[:_LOOKED_AT], key=lambda number: heading(rows[number]), default=0)
    return (best, heading(rows[best])) if rows and heading(rows[best]) else (0, 0)


def _no_headings(shown: str, rows: Mapping[int, Row]) -> PveError:
    first = next(iter(rows.values()), {})
    seen = ", ".join(f"«{text[:40]}»" for text in list(first.values())[:12]) or "nothing"
    return PveError(
        f"{shown}: no row of headings was recognised; the first row holds {seen}", 'name a column: --column "text=Omschrijving"'
    )


def clean(text: str) -> tuple[str, bool]:
    """A text without the invisible characters that no file of ours may hold, and whether there were any."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n")
    return FORBIDDEN.sub("", whole), bool(FORBIDDEN.search(whole))


def _cleaned(rows: Mapping[int, Row], where: Callable[[int, int | None], str]) -> tuple[dict[int, Row], list[Loss]]:
    losses: list[Loss] = []
    result: dict[int, Row] = {}
    for number, row in rows.items():
        cells: dict[int, str] = {}
        for column, text in row.items():
            cells[column], odd = clean(text)
            if odd:
                losses.append(Loss(where=where(number, column), what="invisible characters were left out"))
        result[number] = {column: text for column, text in cells.items() if text.strip()}
    return {number: row for number, row in result.items() if row}, losses


# ── Spreadsheets ───────────────────────────────────────────────────────────────────────────────


def _of_sheets(data: bytes, shown: str, named: str, heading: Callable[[Row], int]) -> ListFile:
    kind: SheetKind = "ods" if data[30:38] == b"mimetype" else "xlsx"
    try:
        sheets = open_sheets(data, kind).sheets
    except OfficeError as error:
        raise PveError(f"{shown}: {error}") from None
    if named:
        chosen = next((sheet for sheet in sheets if sheet.name == named), None)
        if chosen is None:
            raise PveError(f"--sheet {named}: {shown} has no such sheet", did_you_mean(named, [sheet.name for sheet in sheets]))
    else:
        # The sheet that looks most like a list; of equals the first, and a hidden one only where nothing else will do.
        chosen = max(sheets, key=lambda sheet: (sheet.scan.visible, _below(sheet.rows, heading)[1]), default=None)
        if chosen is None:
            raise PveError(f"{shown}: has no sheets")
    return _of_sheet(chosen, [sheet for sheet in sheets if sheet is not chosen], shown, heading)


def _of_sheet(sheet: Sheet, others: list[Sheet], shown: str, heading: Callable[[Row], int]) -> ListFile:
    def where(row: int, column: int | None = None) -> str:
        return f"{shown}: {sheet.name}!{cell_name((row, column))}" if column is not None else f"{shown}: {sheet.name}, row {row + 1}"

    rows, losses = _cleaned(sheet.rows, where)
    head, much = _below(rows, heading)
    if not much:
        raise _no_headings(f"{shown}: sheet {sheet.name}", rows)
    below = {number: row for number, row in rows.items() if number > head}
    above = {number: row for number, row in rows.items() if number < head}
    losses += [Loss(where=where(number), what="stands above the headings, and is not read") for number in above]
    losses += [Loss(where=f"{shown}: {one.name}", what="this sheet is not read (name it with --sheet)") for one in others if one.rows]
    scan = sheet.scan
    for cell, formula in scan.formulas.items():
        if cell[0] in below:
            losses.append(Loss(where=where(*cell), what=f"is a formula ({formula[:60]}); what it shows is taken"))
    for cell in scan.hidings:
        if cell[1] in below.get(cell[0], {}):
            losses.append(Loss(where=where(*cell), what="holds hidden or struck text, which is taken as any other"))
    losses += [
        Loss(where=where(number), what="is a hidden row, which is read as any other") for number in sorted(scan.hidden_rows & set(below))
    ]
    losses += [Loss(where=f"{shown}: {sheet.name}", what="holds a remark in the margin, which is not read") for _comment in scan.comments]
    if scan.pictures:
        losses.append(Loss(where=f"{shown}: {sheet.name}", what="holds pictures, which are not read"))
    return ListFile(shown=shown, headings=rows[head], rows=below, where=where, about=f"sheet {sheet.name}", losses=tuple(losses))


# ── CSV ────────────────────────────────────────────────────────────────────────────────────────


def _of_text(data: bytes, shown: str, heading: Callable[[Row], int]) -> ListFile:
    text, encoding, losses = _decoded(data, shown)
    first, _line_end, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=") if first.strip().lower().startswith("sep=") else ""  # as Excel writes it
    tried: dict[str, dict[int, Row]] = {}
    errors: list[PveError] = []
    for separator in (told,) if told else _SEPARATORS:
        try:
            tried[separator] = dict(_rows(rest if told else text, separator, shown, 1 if told else 0))
        except PveError as error:
            errors.append(error)
    if not tried:
        raise errors[0]
    separator = max(tried, key=lambda one: (_below(tried[one], heading)[1], _width(tried[one])))

    def where(row: int, column: int | None = None) -> str:
        return f"{shown}:{row}"

    rows, odd = _cleaned(tried[separator], where)
    head, much = _below(rows, heading)
    if not much:
        raise next(iter(errors), None) or _no_headings(shown, rows)
    losses += odd
    losses += [Loss(where=where(number), what="stands above the headings, and is not read") for number in rows if number < head]
    widest = max(rows[head])
    losses += [
        Loss(where=where(number), what="has more cells than there are headings; those are not read")
        for number, row in rows.items()
        if number > head and max(row) > widest
    ]
    name = {"\t": "tabs"}.get(separator, separator)
    below = {number: row for number, row in rows.items() if number > head}
    return ListFile(
        shown=shown, headings=rows[head], rows=below, where=where, about=f"{encoding}, separated by {name}", losses=tuple(losses)
    )


def _decoded(data: bytes, shown: str) -> tuple[str, str, list[Loss]]:
    """The text, and how it was written: what a byte order mark says, else UTF-8, else as Excel writes it on Windows."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig").upper(), []
            except UnicodeDecodeError as problem:
                raise PveError(f"{shown}: is not {encoding}: {problem.reason}", "save it again as CSV UTF-8") from None
    if b"\x00" in data:
        raise PveError(f"{shown}: is not a text", "name a .csv, .xlsx, .ods or an OSCAL catalog in JSON")
    try:
        return data.decode("utf-8"), "UTF-8", []
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        losses = [
            Loss(where=f"{shown}:{number}", what="holds a letter that could not be read")
            for number, line in enumerate(text.split("\n"), start=1)
            if "\ufffd" in line
        ]
        return text, "Windows-1252", losses


def _rows(text: str, separator: str, shown: str, skipped: int) -> Iterator[tuple[int, Row]]:
    """Line → its cells; a cell may go on over several lines. PveError, with the line, where quotes do not fit."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1 + skipped
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise PveError(f"{shown}:{line}: more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns", "cut the list in pieces")
            yield line, {column: text for column, text in enumerate(cells) if text.strip()}
            line = reader.line_num + 1 + skipped
    except csv.Error as problem:
        told = {"unexpected end of data": "a quote is opened and never closed"}.get(str(problem), f"is not CSV: {problem}")
        raise PveError(f"{shown}:{line}: {told}", "save it again as CSV") from None


def _width(rows: Mapping[int, Row]) -> int:
    """How many cells most rows have."""
    counts = Counter(len(row) for row in rows.values())
    return counts.most_common(1)[0][0] if counts else 0
