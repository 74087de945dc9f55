"""Reads what comes back: one file per format."""

from __future__ import annotations

from collections.abc import Callable

from pve_gen.returned import DocumentText


def _word(data: bytes) -> DocumentText:
    from pve_gen.readers.word import read_word

    return read_word(data)


def _excel(data: bytes) -> DocumentText:
    from pve_gen.readers.excel import read_sheet_text

    return read_sheet_text(data, "xlsx")


TEXT_READERS: dict[str, Callable[[bytes], DocumentText]] = {"docx": _word, "xlsx": _excel}
"""Format → what reads its text; raises OfficeError where a file is not to be trusted."""
