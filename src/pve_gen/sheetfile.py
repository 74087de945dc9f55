"""Opens a spreadsheet that came back, .xlsx or .ods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from pve_gen import sheetods, sheetxlsx
from pve_gen.officefile import custom_properties, read_office
from pve_gen.spreadsheet import Scan, Sheet, Spreadsheet

SheetKind = Literal["xlsx", "ods"]
_SCANNERS: dict[SheetKind, Callable[[Mapping[str, bytes]], tuple[Scan, ...]]] = {"xlsx": sheetxlsx.scan, "ods": sheetods.scan}


def open_sheets(data: bytes, kind: SheetKind) -> Spreadsheet:
    """The sheets of a file from a stranger; OfficeError where it is not to be trusted, or damaged."""
    parts = read_office(data, kind)
    return Spreadsheet(sheets=tuple(map(Sheet.of, _SCANNERS[kind](parts))), properties=custom_properties(parts))
