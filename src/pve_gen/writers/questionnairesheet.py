"""A questionnaire as one flat sheet in Excel, with its headings in the first row: nothing above, beside or below it that a platform would trip over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pve_gen.model import Words
from pve_gen.questionnaire import TO_FILL_IN, Questionnaire
from pve_gen.writers.excelpaper import RULED, CellText, Paper, height
from pve_gen.ziparchive import pack, read_parts

_SHEET = Words("Vragenlijst", "Questionnaire")
_PAGE = Words("Pagina &P van &N", "Page &P of &N")
_NO_CHOICE = Words("Dit is geen antwoord", "This is not an answer")
_CHOOSE = Words("Kies uit de lijst.", "Choose from the list.")
_WIDTHS = {
    "id": 12, "number": 12, "version": 10, "theme": 22, "kind": 20, "points": 10, "title": 28, "text": 60, "question": 60, "why": 44,
    "because": 34, "evidence": 42, "verify": 44, "norms": 26, "choices": 22, "answer": 18, "explanation": 36, "reference": 26, "document": 20,
}  # fmt: skip
_ELSE_WIDE = 20


def write_questionnaire(questionnaire: Questionnaire, created: datetime) -> bytes:
    """The bytes of an .xlsx: the same for the same questionnaire and moment.

    Texts are texts, whatever they begin with; numbers are numbers. PveError where a text is longer than a cell can hold.
    """
    one = questionnaire
    properties = {
        "title": f"{one.title} – {_SHEET.in_(one.language).lower()}",
        "author": one.organisation,
        "created": created.astimezone(UTC),
    }
    paper = Paper(properties, {"pve-questionnaire": one.document})
    sheet = paper.sheet(
        _SHEET.in_(one.language),
        landscape=True,
        left=one.organisation,
        right=one.title,
        below=one.document,
        page=_PAGE.in_(one.language),
    )
    widths = [max(_WIDTHS.get(field, _ELSE_WIDE), _least(heading)) for field, heading in zip(one.fields, one.headings, strict=True)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    paper.head(sheet, 0, 0, one.headings)
    sheet.set_row(0, max(24, height(*(CellText(text, width, bold=True) for text, width in zip(one.headings, widths, strict=True)))))
    for row, _cells in enumerate(one.rows, start=1):
        sheet.set_row(row, height(*_row(paper, sheet, row, one, widths)))
    sheet.autofilter(0, 0, len(one.rows), len(one.headings) - 1)
    sheet.freeze_panes(1, 1 if one.fields[0] in {"id", "number"} else 0)
    sheet.repeat_rows(0)
    return pack(read_parts(paper.done()), created)


def _row(paper: Paper, sheet: Any, row: int, one: Questionnaire, widths: list[int]) -> Iterator[CellText]:
    """Writes a row; gives the texts in it, which say how high it must be."""
    plain, field_look = paper.look(**RULED), paper.field()
    for column, (field, cell) in enumerate(zip(one.fields, one.rows[row - 1], strict=True)):
        if field in TO_FILL_IN:
            sheet.write_blank(row, column, None, field_look)
            if field == "answer":
                sheet.data_validation(row, column, row, column, _choice(one, row))
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, plain)
        elif cell:
            paper.write(sheet, row, column, cell, plain)
        else:
            sheet.write_blank(row, column, None, plain)
        yield CellText(str(cell), widths[column])


def _choice(one: Questionnaire, row: int) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(one.choices[row - 1]),
        "error_title": _NO_CHOICE.in_(one.language),
        "error_message": _CHOOSE.in_(one.language),
    }


def _least(heading: str) -> int:
    """Wide enough for the longest word of a heading, with the button of the filter beside it."""
    return min(max(map(len, heading.split()), default=0) + 5, 40)
