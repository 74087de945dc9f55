"""A risk analysis as a register in Excel: a row for each deviation, to filter and to print, and a sheet that says what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pve_gen.answerform import properties
from pve_gen.model import Language, Words
from pve_gen.riskreport import DeviationLine, RiskBlock, RiskReport, StepLine
from pve_gen.writers import excelpaper
from pve_gen.writers.excelpaper import DARK, GREY, OPEN, RULED, Paper, fitting, height
from pve_gen.ziparchive import pack, read_parts

_CUT = Words(" … (ingekort; volledig in de risicoanalyse)", " … (cut; in full in the risk analysis)")
_REGISTER, _ABOUT = Words("Risicoregister", "Risk register"), Words("Over dit register", "About this register")
_PAGE = Words("Pagina &P van &N", "Page &P of &N")
_VERSION = Words("versie", "version")
_BY, _SEES_TO_IT, _DUE = Words("door", "by"), Words("wie", "who"), Words("uiterlijk", "at the latest")
_EXISTS = Words("is er al", "is there already")
_NOT_YET = Words("[nog in te schatten]", "[still to be assessed]")
_NOT = Words("–", "–")
_HEADINGS: tuple[tuple[Words, int], ...] = (
    (Words("Nummer", "Number"), 10),
    (Words("Titel", "Title"), 20),
    (Words("Soort", "Kind"), 19),
    (Words("Afwijking", "Deviation"), 20),
    (Words("Wat opviel, en waar", "What stood out, and where"), 26),
    (Words("Antwoord", "Answer"), 12),
    (Words("Toelichting", "Explanation"), 26),
    (Words("Dreiging", "Threat"), 26),
    (Words("Raakt", "Affects"), 16),
    (Words("Kans", "Likelihood"), 10),
    (Words("Impact", "Impact"), 10),
    (Words("Risico", "Risk"), 10),
    (Words("Maatregelen", "Measures"), 34),
    (Words("Restrisico", "Residual risk"), 13),
    (Words("Besluit", "Decision"), 15),
    (Words("Waarom", "Why"), 20),
    (Words("Proceseigenaar", "Process owner"), 16),
    (Words("Geldt tot en met", "Applies up to and including"), 13),
    (Words("Opnieuw bekijken", "Look again"), 13),
)
_LINES: tuple[tuple[Words, str], ...] = (
    (Words("Gemeente", "Municipality"), "organisation"),
    (Words("Aanbesteding", "Tender"), "tender"),
    (Words("Leverancier", "Supplier"), "supplier"),
    (Words("Programmanummer", "Programme number"), "document"),
    (Words("Versie", "Version"), "version"),
    (Words("Controlegetal", "Checksum"), "hash"),
    (Words("Risicoschaal", "Risk scale"), "scale"),
    (Words("Datum", "Date"), "day"),
    (Words("Gevraagd", "Asked"), "asked"),
    (Words("Beantwoord", "Answered"), "answered"),
    (Words("Met een afwijking", "With a deviation"), "deviating"),
    (Words("Nog te besluiten", "Still to be decided"), "open"),
    (Words("Knock-outs: voldoet niet", "Knock-outs: does not meet"), "knocked_out"),
    (Words("Punten voor wensen", "Points for wishes"), "points"),
)
_OF = Words("van", "of")
_NOTE = Words(
    "Een rij is één afwijking; een eis kan er meer hebben. Geel is nog niet gezegd. Besluiten staan in het besluitenbestand: wie hier iets "
    "wijzigt, wijzigt dat niet.",
    "A row is one deviation; a requirement may have more. Yellow was not said yet. Decisions are kept in the decisions file: who changes "
    "something here does not change that.",
)
_HEAD_ROW = 2


class _Cell(NamedTuple):
    """What a cell says, and how: the colour of a risk, or the yellow of what nobody said yet."""

    text: str
    step: StepLine | None = None
    open: bool = False
    strong: bool = False


def write_register(report: RiskReport[str], created: datetime) -> bytes:
    """The register as the bytes of an .xlsx: the same for the same report and moment."""
    tender, origin, language = report.tender, report.provenance, report.language
    about = {
        "title": f"{_REGISTER.in_(language)} {report.supplier}",
        "subject": tender.title,
        "author": tender.organisation,
        "company": tender.organisation,
        "comments": origin.tool,
        "created": created.astimezone(UTC),
    }
    paper = Paper(about, properties(origin.document, origin.hash))
    _register(paper, report)
    _about(paper, report)
    return pack(read_parts(paper.done()), created)


def _sheet(paper: Paper, report: RiskReport[str], name: Words, *, landscape: bool) -> Any:
    tender, language = report.tender, report.language
    return paper.sheet(
        name.in_(language),
        landscape=landscape,
        left=tender.organisation,
        right=f"{tender.title} · {report.supplier}",
        below=f"{tender.reference} · {_VERSION.in_(language)} {tender.version} · {report.provenance.document} · {report.day}",
        page=_PAGE.in_(language),
    )


def _register(paper: Paper, report: RiskReport[str]) -> None:
    language = report.language
    sheet = _sheet(paper, report, _REGISTER, landscape=True)
    sheet.set_paper(8)  # A3: nineteen columns on A4 are too small to read
    sheet.set_zoom(90)
    sheet.set_tab_color(DARK)
    for column, (_heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
    title = f"{_REGISTER.in_(language)} · {report.supplier}"
    paper.write(sheet, 0, 0, title, paper.look(bold=True, font_size=16, font_color=DARK, valign="vcenter"))
    sheet.set_row(0, 28)
    paper.write(sheet, 1, 0, _NOTE.in_(language), paper.look(font_color=GREY, valign="vcenter"))
    paper.head(sheet, _HEAD_ROW, 0, [heading.in_(language) for heading, _width in _HEADINGS])
    row = _HEAD_ROW
    for block in report.overview:
        for deviation in block.deviations:
            row += 1
            _line(paper, sheet, row, list(_cells(block, deviation, language)), _CUT.in_(language))
    if row > _HEAD_ROW:
        sheet.autofilter(_HEAD_ROW, 0, row, len(_HEADINGS) - 1)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.repeat_rows(_HEAD_ROW)


def _line(paper: Paper, sheet: Any, row: int, cells: list[_Cell], cut: str) -> None:
    widths = [width for _heading, width in _HEADINGS]
    texts = [fitting(cell.text, width, cut) for cell, width in zip(cells, widths, strict=True)]
    for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        look: dict[str, Any] = dict(RULED)
        if cell.strong:
            look |= {"bold": True, "font_color": DARK}
        if cell.step:
            look |= {"bold": True, "bg_color": f"#{cell.step.color}", "font_color": f"#{cell.step.ink}"}
        if cell.open:
            look |= {"bg_color": OPEN}
        paper.write(sheet, row, column, text, paper.look(**look))
    bold = [bool(cell.strong or cell.step) for cell in cells]
    sheet.set_row(row, height(*map(excelpaper.CellText, texts, widths, bold)))


def _cells(block: RiskBlock[str], deviation: DeviationLine, language: Language) -> Iterator[_Cell]:
    """The cells of a row, in the order of the headings."""
    asked = block.needs_decision

    def said(text: str) -> _Cell:
        return _Cell(text, open=text.startswith("[")) if asked else _Cell("" if text.startswith("[") else text)

    yield _Cell(block.id, strong=True)
    yield _Cell(block.title, strong=True)
    yield _Cell(block.kind_name)
    yield _Cell(deviation.kind)
    yield _Cell("\n".join(filter(None, [deviation.reason, deviation.place])))
    yield _Cell(block.answer)
    yield _Cell(block.explanation)
    yield _Cell(block.threat)
    yield _Cell(block.affects)
    yield _Cell(block.likelihood)
    yield _Cell(block.impact)
    yield _Cell(block.risk.title, step=block.risk)
    yield _Cell(_measures(block, language) if not block.knock_out or block.mitigates else "")
    if block.weighed:
        yield _Cell(f"{block.residual.title} ({block.residual_likelihood} × {block.residual_impact})", step=block.residual)
    elif block.knock_out or not asked:
        yield _Cell(_NOT.in_(language))
    else:
        yield _Cell(_NOT_YET.in_(language), open=True)
    yield _Cell(block.status, open=block.open)
    yield said(block.reason)
    yield said(block.owner)
    yield said(block.until) if block.accepts else _Cell(_NOT.in_(language))
    yield said(block.review)


def _measures(block: RiskBlock[str], language: Language) -> str:
    """What is done, a line each: `• … (door Leverancier; wie: …; uiterlijk: …)`."""
    existing = [f"• {text} ({_EXISTS.in_(language)})" for text in block.existing]
    planned = []
    for one in block.measures:
        who = [f"{_BY.in_(language)} {one.side}"]
        who += [f"{name.in_(language)}: {text}" for name, text in ((_SEES_TO_IT, one.owner), (_DUE, one.due)) if not text.startswith("[")]
        planned.append(f"• {one.text} ({'; '.join(who)})")
    return "\n".join([*existing, *planned])


def _about(paper: Paper, report: RiskReport[str]) -> None:
    language = report.language
    sheet = _sheet(paper, report, _ABOUT, landscape=False)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 70)
    paper.write(sheet, 0, 0, _ABOUT.in_(language), paper.look(bold=True, font_size=16, font_color=DARK, valign="vcenter"))
    sheet.set_row(0, 28)
    said = {
        "organisation": report.tender.organisation,
        "tender": f"{report.tender.title} ({report.tender.reference})",
        "supplier": report.supplier,
        "document": report.provenance.document,
        "version": f"{report.tender.version} – {report.tender.status}, {report.tender.date}",
        "hash": report.provenance.hash,
        "scale": report.scale,
        "day": report.day,
        "asked": str(report.counts.asked),
        "answered": str(report.counts.answered),
        "deviating": str(report.counts.deviating),
        "open": str(report.counts.open),
        "knocked_out": report.knocked_out or "–",
        "points": f"{report.score.points} {_OF.in_(language)} {report.score.possible}",
    }
    for row, (heading, name) in enumerate(_LINES, start=2):
        paper.write(sheet, row, 0, heading.in_(language), paper.look(**RULED, bold=True, font_color=DARK))
        paper.write(sheet, row, 1, said[name], paper.look(**RULED))
        sheet.set_row(row, height(excelpaper.CellText(said[name], 70), excelpaper.CellText(heading.in_(language), 30, True)))
    row = len(_LINES) + 3
    for step in report.risks:
        paper.write(sheet, row, 0, step.title, paper.look(**RULED, bold=True, bg_color=f"#{step.color}", font_color=f"#{step.ink}"))
        paper.write(sheet, row, 1, step.explain, paper.look(**RULED))
        sheet.set_row(row, height(excelpaper.CellText(step.explain, 70), excelpaper.CellText(step.title, 30, True)))
        row += 1
