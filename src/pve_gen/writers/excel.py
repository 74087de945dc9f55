"""A programme as an answer sheet in Excel: a cover, a row for each requirement to answer in, and tables to look things up in.

The texts are protected without a password, against accidents only: `pve verify` is the guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pve_gen import answerbook, answerform, answersheet
from pve_gen.answerbook import CoverLine, Table
from pve_gen.answersheet import COLUMNS, HEADINGS, SHEETS, TITLES, Asked, Column, SheetName
from pve_gen.model import Kind, Language, Words
from pve_gen.programme import Programme, RequirementBlock
from pve_gen.spreadsheet import cell_name
from pve_gen.writers.excelpaper import ACCENT, DARK, GREY, LINE, OPEN, RULED, CellText, Paper, absolute, height, protect, quoted, wrapped
from pve_gen.ziparchive import pack, read_parts

_KIND_COLORS: dict[Kind, str] = {"requirement": "#7B1E2B", "wish": "#1F5C3A", "condition": "#4A4A4A"}
_COVER_WIDTHS = (34, 92)
_WIDTHS: dict[Column, int] = {
    "id": 12,
    "chapter": 14,
    "kind": 19,
    "title": 19,
    "text": 46,
    "evidence-asked": 34,
    "norms": 17,
    "answer": 16,
    "explanation": 34,
    "evidence": 20,
}
_AT = {name: index for index, name in enumerate(COLUMNS, start=1)}  # the key stands in column 0
_OPEN_ROW, _BAND_ROW, _HEAD_ROW = 1, 2, 3

_LANGUAGES: dict[Language, str] = {"nl": "nl-NL", "en": "en-GB"}
_PAGE = Words("Pagina &P van &N", "Page &P of &N")
_VERSION = Words("versie", "version")
_ASKED_BAND = Words("Wat de gemeente vraagt", "What the municipality asks")
_ANSWER_BAND = Words("In te vullen door de Leverancier", "To be filled in by the Supplier")
_OPEN_FORMAT = Words('[=0]"Alles is beantwoord";0" van de {total}"', '[=0]"Everything is answered";0" of {total}"')
_CHOOSE = Words("Kies uit de lijst: {choices}.", "Choose from the list: {choices}.")
_OR = Words("of", "or")
_NO_CHOICE = Words("Dit is geen antwoord", "This is not an answer")


def write_excel(programme: Programme[str], created: datetime) -> bytes:
    """The answer sheet as the bytes of an .xlsx: the same for the same programme and moment.

    PveError where a text is longer than a cell can hold.
    """
    tender, origin, language = programme.tender, programme.provenance, programme.language
    properties = {
        "title": f"{tender.title} – {SHEETS['answers'].in_(language).lower()}",
        "subject": TITLES["cover"].in_(language),
        "author": tender.organisation,
        "company": tender.organisation,
        "comments": f"{origin.catalog}, {origin.tool}",
        "status": tender.status,
        "created": created.astimezone(UTC),
    }
    paper = Paper(properties, answerform.properties(origin.document, origin.hash))
    _Book(paper, programme).draw()
    return pack(_with_language(read_parts(paper.done()), language), created)


def _with_language(parts: Mapping[str, bytes], language: Language) -> dict[str, bytes]:
    """The parts, whose properties also name the language: xlsxwriter has no way to."""
    core, end = "docProps/core.xml", b"</cp:coreProperties>"
    return {**parts, core: parts[core].replace(end, f"<dc:language>{_LANGUAGES[language]}</dc:language>".encode() + end)}


class _Book:
    """Draws the sheets of one programme."""

    def __init__(self, paper: Paper, programme: Programme[str]) -> None:
        self.paper, self.programme, self.language = paper, programme, programme.language
        self.blocks = [block for chapter in programme.chapters for block in chapter.requirements]
        self.rows = {block.id: row for row, block in enumerate(self.blocks, start=_HEAD_ROW + 1)}

    def draw(self) -> None:
        """Every sheet, in order."""
        self._cover(self._sheet("cover", landscape=False))
        self._answers(self._sheet("answers"))
        for table in answerbook.tables(self.programme):
            self._table(self._sheet(table.sheet), table)

    def words(self, words: Words) -> str:
        return words.in_(self.language)

    def _sheet(self, name: SheetName, *, landscape: bool = True) -> Any:
        tender = self.programme.tender
        return self.paper.sheet(
            self.words(SHEETS[name]),
            landscape=landscape,
            left=tender.organisation,
            right=tender.title,
            below=f"{tender.reference} · {self.words(_VERSION)} {tender.version} · {self.programme.provenance.document}",
            page=self.words(_PAGE),
        )

    # ── the cover ──

    def _cover(self, sheet: Any) -> None:
        tender, paper = self.programme.tender, self.paper
        sheet.fit_to_pages(1, 0 if self.programme.blanks else 1)
        for column, width in enumerate(_COVER_WIDTHS):
            sheet.set_column(column, column, width)
        rule = paper.look(bold=True, font_size=14, font_color=DARK, bottom=2, bottom_color=DARK, valign="vcenter")
        paper.write(sheet, 0, 0, tender.organisation, rule)
        sheet.write_blank(0, 1, None, rule)
        sheet.set_row(0, 26)
        paper.write(sheet, 1, 0, tender.title, paper.look(bold=True, font_size=24, font_color=DARK, valign="bottom"))
        sheet.set_row(1, 44)
        paper.write(sheet, 2, 0, self.words(TITLES["cover"]), paper.look(font_size=13, font_color=ACCENT))
        sheet.set_row(2, 24)
        for row, line in enumerate(answerbook.cover(self.programme), start=3):
            self._cover_line(sheet, row, line)
        protect(sheet)

    def _cover_line(self, sheet: Any, row: int, line: CoverLine) -> None:
        paper, said = self.paper, RULED | {"valign": "vcenter"}
        strong = {"bold": True, "font_color": DARK}
        look, high = paper.look(**said, **strong), 22.0
        match line.kind:
            case "heading":
                look = paper.look(bold=True, font_size=13, font_color=ACCENT, valign="bottom", bottom=1, bottom_color=DARK)
                sheet.write_blank(row, 1, None, look)
                high = 30
            case "field":
                sheet.write_blank(row, 1, None, paper.field(font_size=11, valign="vcenter"))
                look = paper.look(**strong, valign="vcenter")
            case "open":
                self._still_open(sheet, row, 1)
                look = paper.look(**strong, valign="vcenter")
            case _:
                paper.write(
                    sheet, row, 1, line.text, paper.look(**said, **({"bold": True, "bg_color": OPEN} if line.kind == "blank" else {}))
                )
                high = height(*map(CellText, (line.label, line.text), _COVER_WIDTHS, (True, line.kind == "blank"))) + 3
        if line.sheet:
            look = paper.look(**said, bold=True, font_color=ACCENT, underline=1)
            paper.lead(sheet, row, 0, line.label, self.words(SHEETS[line.sheet]), "A1", look)
        else:
            paper.write(sheet, row, 0, line.label, look)
        sheet.set_row(row, high)

    def _still_open(self, sheet: Any, row: int, column: int) -> None:
        """How many answers are still missing: a formula, with what it gives before anything is filled in."""
        total = len(self.blocks)
        number = self.words(_OPEN_FORMAT).format(total=total)
        look = self.paper.look(bold=True, font_color=DARK, valign="vcenter", num_format=number)
        top, bottom = (absolute(at, _AT["answer"]) for at in (_HEAD_ROW + 1, _HEAD_ROW + total))
        sheet.write_formula(row, column, f"=COUNTBLANK({quoted(self.words(SHEETS['answers']))}!{top}:{bottom})", look, total)

    # ── the answers ──

    def _answers(self, sheet: Any) -> None:
        sheet.set_tab_color(DARK)
        sheet.set_zoom(90)
        sheet.set_column(0, 0, 10, None, {"hidden": True})
        for name, column in _AT.items():
            sheet.set_column(column, column, _WIDTHS[name])
        self._above(sheet)
        previous = ""
        for block in self.blocks:
            self._question(sheet, self.rows[block.id], block, first=block.chapter != previous)
            previous = block.chapter
        last = _HEAD_ROW + len(self.blocks)
        sheet.autofilter(_HEAD_ROW, 1, last, len(COLUMNS))
        sheet.freeze_panes(_HEAD_ROW + 1, _AT["id"] + 1)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.print_area(0, 1, last, len(COLUMNS))
        sheet.ignore_errors({"number_stored_as_text": f"{self._cell('answer', _HEAD_ROW + 1)}:{self._cell('evidence', last)}"})
        self._show_open(sheet)
        protect(sheet)

    def _above(self, sheet: Any) -> None:
        paper, band = self.paper, {"bold": True, "valign": "vcenter"}
        title = f"{self.words(SHEETS['answers'])} · {self.programme.tender.title}"
        paper.write(sheet, 0, 1, title, paper.look(bold=True, font_size=16, font_color=DARK, valign="vcenter"))
        sheet.set_row(0, 28)
        paper.write(sheet, _OPEN_ROW, 1, self.words(answersheet.OPEN), paper.look(**band, font_color=DARK))
        self._still_open(sheet, _OPEN_ROW, _AT["kind"])
        paper.write(sheet, _BAND_ROW, _AT["id"], self.words(_ASKED_BAND), paper.look(**band, font_color=ACCENT))
        paper.write(sheet, _BAND_ROW, _AT["answer"], self.words(_ANSWER_BAND), paper.look(**band, font_color=ACCENT))
        for row in (_OPEN_ROW, _BAND_ROW):
            sheet.set_row(row, 18)
        paper.write(sheet, _HEAD_ROW, 0, answersheet.KEY_MARKER, paper.look(font_color=GREY))
        paper.head(sheet, _HEAD_ROW, 1, [self.words(HEADINGS[name]) for name in COLUMNS])
        head = paper.look(**band, font_color="#FFFFFF", bg_color=DARK, border=1, border_color=DARK, text_wrap=True)
        for name in answerform.FIELDS:
            paper.write(sheet, _HEAD_ROW, _AT[name], self.words(HEADINGS[name]), head)

    def _question(self, sheet: Any, row: int, block: RequirementBlock[str], *, first: bool) -> None:
        paper, ruled = self.paper, RULED | {"top": 1, "top_color": DARK if first else LINE}
        strong = {"bold": True, "font_color": DARK}
        said: dict[Asked, tuple[str, dict[str, Any]]] = {
            "id": (block.id, strong),
            "chapter": (block.chapter, {}),
            "kind": (block.kind_name, {"bold": True, "font_color": _KIND_COLORS[block.kind]}),
            "title": (block.title, strong),
            "text": (answerbook.asked_text(block), {}),
            "evidence-asked": (answerbook.evidence_asked(block), {}),
            "norms": (block.norms.replace(" · ", "\n"), {"font_color": GREY}),
        }
        paper.write(sheet, row, 0, block.id, paper.look(font_color=GREY))
        for name, (text, look) in said.items():
            paper.write(sheet, row, _AT[name], text, paper.look(**ruled, **look))
        for field in answerform.FIELDS:
            sheet.write_blank(row, _AT[field], None, paper.field())
            paper.name(answerform.bookmark(block.id, field), sheet, row, _AT[field])
        sheet.set_row(row, height(*(CellText(text, _WIDTHS[name], "bold" in look) for name, (text, look) in said.items())))
        choices = [self.words(choice.title) for choice in answerform.CHOICES[block.kind]]
        message = self.words(_CHOOSE).format(choices=f"{', '.join(choices[:-1])} {self.words(_OR)} {choices[-1]}")
        rule = {
            "validate": "list",
            "source": choices,
            "input_title": answerform.alias(block.id, "answer", self.language),
            "input_message": message,
            "error_title": self.words(_NO_CHOICE),
            "error_message": message,
        }
        sheet.data_validation(row, _AT["answer"], row, _AT["answer"], rule)

    def _show_open(self, sheet: Any) -> None:
        """What is not answered yet, by colour and by a mark before the number; and what has no explanation."""
        top = _HEAD_ROW + 1
        answer, explanation = f"${self._cell('answer', top)}", f"${self._cell('explanation', top)}"
        mark, color = self.paper.bare_look(num_format='"○ "@'), self.paper.bare_look(bg_color=OPEN)
        unanswered = f'=TRIM({answer})=""'
        unexplained = f'=AND(TRIM({answer})<>"",TRIM({explanation})="")'
        shown: tuple[tuple[Column, str, Any], ...] = (
            ("id", unanswered, mark),
            ("answer", unanswered, color),
            ("explanation", unexplained, color),
        )
        for column, condition, look in shown:
            cells = f"{self._cell(column, top)}:{self._cell(column, _HEAD_ROW + len(self.blocks))}"
            sheet.conditional_format(cells, {"type": "formula", "criteria": condition, "format": look})

    def _cell(self, column: Column, row: int) -> str:
        return cell_name((row, _AT[column]))

    # ── the tables ──

    def _table(self, sheet: Any, table: Table) -> None:
        paper, widths = self.paper, [width for _heading, width in table.columns]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        paper.write(sheet, 0, 0, table.title, paper.look(bold=True, font_size=16, font_color=DARK, valign="vcenter"))
        sheet.set_row(0, 28)
        lines = [line for text in table.texts for line in wrapped(text, sum(widths))]
        for row, line in enumerate(lines, start=1):
            paper.write(sheet, row, 0, line, paper.look(font_color=GREY))
        head = len(lines) + 2
        paper.head(sheet, head, 0, [heading for heading, _width in table.columns])
        strong, link = {"bold": True, "font_color": DARK}, {"bold": True, "font_color": ACCENT, "underline": 1}
        for row, texts in enumerate(table.rows, start=head + 1):
            if table.linked and (to := self.rows.get(texts[0])):
                paper.lead(sheet, row, 0, texts[0], self.words(SHEETS["answers"]), self._cell("id", to), paper.look(**RULED, **link))
            else:
                paper.write(sheet, row, 0, texts[0], paper.look(**RULED, **strong))
            for column, text in enumerate(texts[1:], start=1):
                paper.write(sheet, row, column, text, paper.look(**RULED))
            sheet.set_row(row, height(*(CellText(text, widths[at], not at) for at, text in enumerate(texts))))
        sheet.autofilter(head, 0, head + len(table.rows), len(widths) - 1)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        protect(sheet)
