"""A comparison as an Excel workbook: a sheet for each way to look at it, to filter and to sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pve_gen.comparisonreport import AnswerCell, ComparisonReport
from pve_gen.model import Words
from pve_gen.values import Struct
from pve_gen.writers import excelpaper
from pve_gen.writers.excelpaper import DARK, GREY, RULED, Paper, fitting, height, wrapped
from pve_gen.ziparchive import pack, read_parts

_TITLE = Words("Vergelijking van de antwoorden op het programma van eisen", "Comparison of the answers to the programme of requirements")
_PAGE = Words("Pagina &P van &N", "Page &P of &N")
_SUMMARY, _MATRIX = Words("Samenvatting", "Summary"), Words("Eisen", "Requirements")
_DEVIATIONS, _QUESTIONS = Words("Afwijkingen", "Deviations"), Words("Open vragen", "Open questions")
_NOT_THE_PRICE = Words(
    "Dit werkboek wijst geen winnaar aan; de prijs staat er niet in. De punten zijn geteld zoals geantwoord.",
    "This workbook names no winner; prices are not in it. Points are counted as answered.",
)
_ABOUT = Words(
    "Programma {document}, versie {version} ({status}), {sent}. Vergelijking van {date}.",
    "Programme {document}, version {version} ({status}), {sent}. Comparison of {date}.",
)
_SUPPLIER, _ANSWERED = Words("Leverancier", "Supplier"), Words("Beantwoord", "Answered")
_KNOCK_OUTS, _UNMET = Words("Knock-outs niet voldaan", "Knock-outs not met"), Words("Eisen niet voldaan", "Requirements not met")
_UNSURE = Words("Staat niet vast", "Not certain")
_DEVIATING = Words("Met een afwijking", "With a deviation")
_POINTS, _OPEN_POINTS = Words("Punten", "Points"), Words("Punten, niet zeker", "Points, not certain")
_POSSIBLE = Words("Punten, ten hoogste", "Points, at most")
_NUMBER, _THEME, _KIND = Words("Nummer", "Number"), Words("Thema", "Theme"), Words("Soort", "Kind")
_NAME, _DIFFERS = Words("Omschrijving", "Description"), Words("Verschilt", "Differs")
_YES, _NO = Words("ja", "yes"), Words("nee", "no")
_ANSWER, _RISK = Words("antwoord", "answer"), Words("risico", "risk")
_DEVIATION, _EXPLANATION = Words("Afwijking", "Deviation"), Words("Toelichting", "Explanation")
_EVIDENCE, _DECISION = Words("Bewijs", "Evidence"), Words("Besluit", "Decision")
_QUESTION = Words("Vraag", "Question")
_WITHHELD, _MISSING = Words("Niet gevraagd", "Not asked"), Words("Wat ontbreekt", "What is missing")
_NOT_ASKED = Words(
    "Het antwoord zou de inschrijving aanvullen. De inkoper beslist; alle inschrijvers worden gelijk behandeld.",
    "The answer would complete the bid. The buyer decides; all bidders are treated alike.",
)
_OUTSIDE = Words("Buiten de eisen in het document", "In the document outside what was asked")
_CUT = Words(" … (ingekort; volledig in het antwoord van de leverancier)", " … (cut; in full in the supplier's answer)")

Value = str | int | float


class _Said(Struct, frozen=True):
    """What a cell holds, and the colour of its ground (RRGGBB) where it has one."""

    value: Value
    color: str = ""


class _Sheet(Struct, frozen=True):
    """A table: a name and width for each column; `kept` columns stay in sight."""

    name: str
    notes: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[_Said, ...], ...]
    kept: int


def write_comparison(report: ComparisonReport[str], created: datetime) -> bytes:
    """The workbook as the bytes of an .xlsx: the same for the same report and moment.

    What suppliers wrote is text, whatever it begins with; where a row cannot show all of it, it says so.
    """
    tender = report.tender
    properties = {
        "title": f"{tender.title} – {_TITLE.in_(report.language).lower()}",
        "author": tender.organisation,
        "company": tender.organisation,
        "comments": f"{report.provenance.document}, {report.provenance.tool}",
        "created": created.astimezone(UTC),
    }
    paper = Paper(properties, {})
    for sheet in _Tables(report).sheets():
        _draw(paper, sheet, report)
    return pack(read_parts(paper.done()), created)


class _Tables:
    """What stands on each sheet."""

    def __init__(self, report: ComparisonReport[str]) -> None:
        self.report = report

    def words(self, words: Words) -> str:
        return words.in_(self.report.language)

    def sheets(self) -> Iterator[_Sheet]:
        yield self._summary()
        yield self._matrix()
        yield self._deviations()
        yield self._questions()
        if self.report.withheld:
            yield self._withheld()

    def _summary(self) -> _Sheet:
        report, tender = self.report, self.report.tender
        about = self.words(_ABOUT).format(
            document=report.provenance.document, version=tender.version, status=tender.status, sent=report.sent, date=report.date
        )
        unmet = self.words(_KNOCK_OUTS if report.knock_out else _UNMET)
        return _Sheet(
            name=self.words(_SUMMARY),
            notes=(about, self.words(_NOT_THE_PRICE)),
            columns=(
                (self.words(_SUPPLIER), 30),
                (self.words(_ANSWERED), 13),
                (unmet, 24),
                (self.words(_UNSURE), 24),
                (self.words(_DEVIATING), 13),
                *((f"{self.words(_RISK).capitalize()} {risk.title}", 13) for risk in report.risks),
                (self.words(_POINTS), 11),
                (self.words(_OPEN_POINTS), 13),
                (self.words(_POSSIBLE), 13),
                (self.words(_QUESTIONS), 11),
                *([(self.words(_OUTSIDE), 48), (self.words(_DECISION), 22)] if report.outside else []),
            ),
            rows=tuple(
                (
                    _Said(supplier.name),
                    _Said(supplier.answered),
                    _Said(supplier.unmet),
                    _Said(supplier.unsure),
                    _Said(supplier.deviating),
                    *(_Said(count, risk.color if count else "") for count, risk in zip(supplier.counts, report.risks, strict=True)),
                    _Said(_figure(supplier.points)),
                    _Said(_figure(supplier.open_points or "0")),
                    _Said(report.counts.points),
                    _Said(supplier.question_count),
                    *([_Said("\n".join(supplier.outside)), _Said(supplier.outside_status)] if report.outside else []),
                )
                for supplier in report.suppliers
            ),
            kept=1,
        )

    def _matrix(self) -> _Sheet:
        report = self.report
        per_supplier = [
            (f"{supplier.name}: {self.words(what).lower()}", width)
            for supplier in report.suppliers
            for what, width in ((_ANSWER, 18), (_RISK, 12), *([(_POINTS, 10)] if report.counts.points else []))
        ]
        return _Sheet(
            name=self.words(_MATRIX),
            notes=(),
            columns=(
                (self.words(_NUMBER), 11),
                (self.words(_NAME), 34),
                (self.words(_THEME), 24),
                (self.words(_KIND), 20),
                (self.words(_POINTS), 9),
                (self.words(_DIFFERS), 11),
                *per_supplier,
            ),
            rows=tuple(
                (
                    _Said(line.id),
                    _Said(line.title),
                    _Said(theme.title),
                    _Said(line.kind_name),
                    _Said(line.points or ""),
                    _Said(self.words(_YES if line.differs else _NO)),
                    *(said for cell in line.cells for said in self._answer(cell)),
                )
                for theme in report.themes
                for line in theme.lines
            ),
            kept=2,
        )

    def _answer(self, cell: AnswerCell) -> Iterable[_Said]:
        color = cell.color if cell.risk else ""
        points = [_Said(_figure(cell.points) if cell.points else "")] if self.report.counts.points else []
        return (_Said(cell.answer, color), _Said(cell.risk, color), *points)

    def _deviations(self) -> _Sheet:
        return _Sheet(
            name=self.words(_DEVIATIONS),
            notes=(),
            columns=(
                (self.words(_SUPPLIER), 24),
                (self.words(_NUMBER), 11),
                (self.words(_NAME), 28),
                (self.words(_KIND), 20),
                (self.words(_ANSWER).capitalize(), 16),
                (self.words(_DEVIATION), 28),
                (self.words(_RISK).capitalize(), 12),
                (self.words(_EXPLANATION), 40),
                (self.words(_EVIDENCE), 24),
                (self.words(_DECISION), 22),
            ),
            rows=tuple(
                (
                    _Said(cell.supplier),
                    _Said(line.id),
                    _Said(line.title),
                    _Said(line.kind_name),
                    _Said(cell.answer),
                    _Said(cell.deviation),
                    _Said(cell.risk, cell.color),
                    _Said(cell.explanation),
                    _Said(cell.evidence),
                    _Said(cell.decision),
                )
                for at in range(len(self.report.suppliers))
                for theme in self.report.themes
                for line in theme.lines
                if (cell := line.cells[at]).risk
            ),
            kept=2,
        )

    def _questions(self) -> _Sheet:
        return _Sheet(
            name=self.words(_QUESTIONS),
            notes=(),
            columns=(
                (self.words(_SUPPLIER), 26),
                ("Nr." if self.report.language == "nl" else "No.", 8),
                (self.words(_NUMBER), 11),
                (self.words(_NAME), 32),
                (self.words(_QUESTION), 80),
            ),
            rows=tuple(
                (_Said(supplier.name), _Said(one.number), _Said(one.requirement), _Said(one.title), _Said(one.text))
                for supplier in self.report.suppliers
                for one in supplier.questions
            ),
            kept=1,
        )

    def _withheld(self) -> _Sheet:
        return _Sheet(
            name=self.words(_WITHHELD),
            notes=(self.words(_NOT_ASKED),),
            columns=((self.words(_SUPPLIER), 26), (self.words(_NUMBER), 11), (self.words(_NAME), 40), (self.words(_MISSING), 50)),
            rows=tuple(
                (_Said(supplier.name), _Said(one.requirement), _Said(one.title), _Said(one.what))
                for supplier in self.report.suppliers
                for one in supplier.withheld
            ),
            kept=1,
        )


def _figure(text: str) -> float:
    """A number that the report says in words of its language, as a number again."""
    return float(text.replace(",", "."))


def _draw(paper: Paper, table: _Sheet, report: ComparisonReport[str]) -> None:
    tender, widths = report.tender, [width for _heading, width in table.columns]
    sheet = paper.sheet(
        table.name,
        landscape=True,
        left=tender.organisation,
        right=tender.title,
        below=f"{tender.reference} · {report.date} · {report.provenance.document}",
        page=_PAGE.in_(report.language),
    )
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    paper.write(sheet, 0, 0, f"{table.name} · {tender.title}", paper.look(bold=True, font_size=16, font_color=DARK, valign="vcenter"))
    sheet.set_row(0, 28)
    notes = [line for note in table.notes for line in wrapped(note, sum(widths))]
    for row, line in enumerate(notes, start=1):
        paper.write(sheet, row, 0, line, paper.look(font_color=GREY))
    head = len(notes) + 2
    paper.head(sheet, head, 0, [heading for heading, _width in table.columns])
    sheet.set_row(head, height(*(excelpaper.CellText(heading, width, True) for heading, width in table.columns)) + 6)
    for row, cells in enumerate(table.rows, start=head + 1):
        shown = [_fitting(cell, width, _CUT.in_(report.language)) for cell, width in zip(cells, widths, strict=True)]
        _row(paper, sheet, row, shown)
        sheet.set_row(row, height(*(excelpaper.CellText(str(cell.value), widths[at], not at) for at, cell in enumerate(shown))))
    sheet.autofilter(head, 0, head + max(len(table.rows), 1), len(widths) - 1)
    sheet.freeze_panes(head + 1, table.kept)
    sheet.repeat_rows(head)


def _fitting(cell: _Said, width: int, cut: str) -> _Said:
    return _Said(fitting(cell.value, width, cut), cell.color) if isinstance(cell.value, str) else cell


def _row(paper: Paper, sheet: Any, row: int, cells: Sequence[_Said]) -> None:
    for column, cell in enumerate(cells):
        strong = {"bold": True, "font_color": DARK} if column == 0 else {}
        ground = {"bg_color": f"#{cell.color}"} if cell.color else {}
        look = paper.look(**RULED, **strong, **ground)
        if isinstance(cell.value, str):
            paper.write(sheet, row, column, cell.value, look)
        else:
            sheet.write_number(row, column, cell.value, look)
