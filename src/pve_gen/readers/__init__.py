"""Reads what comes back: one file per format. Each raises OfficeError where a file is not to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pve_gen.model import Kind
from pve_gen.response import Response
from pve_gen.returned import DocumentText


def _word_text(data: bytes) -> DocumentText:
    from pve_gen.readers.word import read_word

    return read_word(data)


def _sheet_text(data: bytes) -> DocumentText:
    from pve_gen.readers.excel import read_sheet_text

    return read_sheet_text(data, "xlsx")


def _word_answers(data: bytes, known: Mapping[str, Kind]) -> Response:
    from pve_gen.readers.wordanswers import read_word_answers

    return read_word_answers(data, known)


def _sheet_answers(data: bytes, known: Mapping[str, Kind]) -> Response:
    from pve_gen.readers.sheetanswers import read_sheet_answers

    return read_sheet_answers(data, "xlsx", known)


def _open_document_answers(data: bytes, known: Mapping[str, Kind]) -> Response:
    from pve_gen.readers.sheetanswers import read_sheet_answers

    return read_sheet_answers(data, "ods", known)


def _open_document_text(data: bytes) -> DocumentText:
    from pve_gen.readers.excel import read_sheet_text

    return read_sheet_text(data, "ods")


TEXT_READERS: dict[str, Callable[[bytes], DocumentText]] = {"docx": _word_text, "xlsx": _sheet_text, "ods": _open_document_text}
"""Format → what reads its text, to verify it."""

SENT_AS = {"docx": "docx", "xlsx": "xlsx", "ods": "xlsx"}
"""Format that comes back → the format in which it was sent."""

ANSWER_READERS: dict[str, Callable[[bytes, Mapping[str, Kind]], Response]] = {
    "docx": _word_answers,
    "xlsx": _sheet_answers,
    "ods": _open_document_answers,
}
"""Format → what reads its answers, to the requirements that were asked (id → kind)."""
