"""Opens a spreadsheet that came back, .xlsx or .ods: what people see in its cells, and what they do not see."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from pve_gen import sheetods, sheetxlsx
from pve_gen.answersheet import HEADINGS
from pve_gen.officefile import OfficeError, custom_properties, read_office
from pve_gen.spreadsheet import Cell, NumberLook, Scan, Sheet, Spreadsheet

SheetKind = Literal["xlsx", "ods"]
_MOST_AREA = 2_000_000  # cells in the rectangle that calamine keeps in memory, empty ones too


def open_sheets(data: bytes, kind: SheetKind) -> Spreadsheet:
    """The sheets of a file from a stranger; OfficeError where it is not to be trusted, or damaged."""
    parts = read_office(data, kind)
    if kind == "ods":  # an .ods says itself how it shows each value
        sheets = tuple(Sheet.of(scan, scan.shown) for scan in sheetods.scan(parts))
    else:
        sheets = _xlsx_sheets(parts, sheetxlsx.scan(parts))
    return Spreadsheet(sheets=sheets, properties=custom_properties(parts))


def _xlsx_sheets(parts: Mapping[str, bytes], scans: tuple[Scan, ...]) -> tuple[Sheet, ...]:
    for scan in scans:
        if scan.end[0] * scan.end[1] > _MOST_AREA:
            raise OfficeError(f"holds a sheet, {scan.name!r}, that is larger than an answer needs", hint="save it again without that sheet")
    values = _values(parts, scans)
    dutch = any(HEADINGS["answer"].nl in cells.values() for cells in values)
    sheets = []
    for scan, cells in zip(scans, values, strict=True):
        texts = {cell: _seen(value, scan.numbers.get(cell), dutch) for cell, value in cells.items()} | scan.shown
        sheets.append(Sheet.of(scan, texts))
    return tuple(sheets)


def _values(parts: Mapping[str, bytes], scans: tuple[Scan, ...]) -> list[dict[Cell, Any]]:
    """Of each sheet its cells with a value, as calamine reads them: from the very parts that were looked through."""
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_stored(parts)))
        tables = [workbook.get_sheet_by_name(scan.name).to_python(skip_empty_area=False) for scan in scans]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:  # a panic in calamine is no Exception
        raise OfficeError(f"is damaged: {type(problem).__name__}", hint="save it again") from None
    return [
        {(row, column): value for row, cells in enumerate(table) for column, value in enumerate(cells) if value != ""} for table in tables
    ]


def _stored(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a package again, so that nobody finds others in it than we did."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            if name.endswith((".xml", ".rels")):
                package.writestr(name, content)
    return buffer.getvalue()


def _seen(value: Any, look: NumberLook | None, dutch: bool) -> str:
    """A value as people see it; where the file does not say how, as an office program shows it by itself."""
    match value:
        case str():
            return value
        case bool():
            return {(True, True): "WAAR", (False, True): "ONWAAR", (True, False): "TRUE", (False, False): "FALSE"}[value, dutch]
        case int() | float():
            return _number(float(value), look or NumberLook(), dutch)
        case datetime() if value.time() != time(0):
            return f"{_day(value.date(), dutch)} {value:%H:%M}"
        case datetime():
            return _day(value.date(), dutch)
        case date():
            return _day(value, dutch)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _day(day: date, dutch: bool) -> str:
    return f"{day.day}-{day.month}-{day.year}" if dutch else day.isoformat()


def _number(value: float, look: NumberLook, dutch: bool) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    if look.percent:
        exact *= 100
    if look.decimals is not None and abs(exact) < Decimal(10) ** 15:
        exact = exact.quantize(Decimal(1).scaleb(-min(look.decimals, 30)), ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1)) if abs(exact) < Decimal(10) ** 15 else exact
    text = f"{exact:f}" if abs(exact.adjusted()) < 20 else str(value)
    return (text.replace(".", ",") if dutch else text) + "%" * look.percent
