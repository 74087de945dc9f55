"""What `pve compare` writes: the comparison in each format, and the questions to each supplier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pve_gen import console
from pve_gen.cli.reporting import Report, names_of, write_reports
from pve_gen.model import Language
from pve_gen.programme import Content, Format, ProvenanceLines
from pve_gen.values import replace

if TYPE_CHECKING:
    from pve_gen.assessed import Assessment
    from pve_gen.bars import Bars
    from pve_gen.comparison import Comparison
    from pve_gen.comparisonreport import ComparisonReport
    from pve_gen.sent import SentProgramme
    from pve_gen.writers.html import Html, HtmlFormat
    from pve_gen.writers.word import WordFormat

M = TypeVar("M")

_PICTURE = 160  # millimetres: the width of the text on a page


def _provenance(programme: SentProgramme, day: date, template: str) -> ProvenanceLines:
    """Where a report about a programme comes from: that programme, on the day of the report."""
    from pve_gen import __version__

    created = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return replace(
        programme.provenance,
        tool=f"pve {__version__}",
        template=template,
        day=day.isoformat(),
        created=created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _compared(
    comparison: Comparison, language: Language, day: date, template: str, form: Format[M], draw: Callable[[Bars], M]
) -> ComparisonReport[M]:
    from pve_gen.comparisonlines import comparison_report

    return comparison_report(comparison, _provenance(comparison.programme, day, template), day, language, form, draw)


def _template(name: str) -> Any:
    from pve_gen.shipped import shipped

    return shipped("templates") / name


def _in_word(name: str, content: Callable[[WordFormat], Content], language: Language, day: date) -> bytes:
    """A report by a shipped Word template; with page numbers in its contents where LibreOffice is installed."""
    from pve_gen import libreoffice
    from pve_gen.wordtemplate import WordTemplate
    from pve_gen.writers.word import write_word

    template = WordTemplate.read(_template(name).read_bytes(), name)
    pages = libreoffice.pages_of_headings if libreoffice.installed() else None
    return write_word(template, content, language, datetime(day.year, day.month, day.day, tzinfo=UTC), pages)


# ── The comparison ──


def _word(comparison: Comparison, language: Language, day: date) -> bytes:
    from pve_gen.barchart import bar_chart

    name = f"comparison.{language}.docx"

    def content(form: WordFormat) -> Content:
        def draw(bars: Bars) -> Any:
            return form.picture(bar_chart(bars), bars.description, _PICTURE)

        return _compared(comparison, language, day, name, form, draw)

    return _in_word(name, content, language, day)


def _html(comparison: Comparison, language: Language, day: date) -> bytes:
    from pve_gen.svgchart import bar_svg
    from pve_gen.writers.html import Html, write_html

    name = f"comparison.{language}.html"
    drawn: list[Bars] = []

    def draw(bars: Bars) -> Html:
        drawn.append(bars)
        return Html(bar_svg(bars, f"chart-{len(drawn)}"))

    def content(form: HtmlFormat) -> Content:
        return _compared(comparison, language, day, name, form, draw)

    return write_html(_template(name).read_text("utf-8"), name, content)


def _markdown(comparison: Comparison, language: Language, day: date) -> bytes:
    from pve_gen.writers.markdown import Markdown, write_markdown

    name = f"comparison.{language}.md"
    # The tables say what the charts show.
    return write_markdown(
        _template(name).read_text("utf-8"), name, lambda form: _compared(comparison, language, day, name, form, lambda _bars: Markdown(""))
    )


def _excel(comparison: Comparison, language: Language, day: date) -> bytes:
    from pve_gen.plaintext import PlainFormat
    from pve_gen.writers.comparisonbook import write_comparison

    report = _compared(comparison, language, day, "", PlainFormat(), lambda bars: bars.description)
    return write_comparison(report, datetime(day.year, day.month, day.day, tzinfo=UTC))


def _json(comparison: Comparison, language: Language, day: date) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(shape(comparison, language, day))


REPORTS: dict[str, Report] = {"docx": _word, "xlsx": _excel, "html": _html, "md": _markdown, "json": _json}
"""Format → what writes a comparison in it; the choices of `--format`."""


def shape(comparison: Comparison, language: Language, day: date) -> dict[str, Any]:
    """As `catalog/schema/comparison.schema.json` promises."""
    programme = comparison.programme
    return {
        "programme": programme.provenance.document,
        "hash": programme.provenance.hash,
        "version": programme.tender.version,
        "date": day.isoformat(),
        "knock_out": programme.knock_out,
        "possible": programme.counts.points,
        "risks": [step.id for step in comparison.risks],
        "suppliers": [_supplier(comparison, one, language) for one in comparison.suppliers],
        "requirements": [
            {
                "id": line.requirement.id,
                "theme": theme.id,
                "title": line.requirement.title,
                "kind": line.requirement.kind,
                "points": line.requirement.points,
                "differs": line.differs,
                "answers": [
                    {
                        "supplier": supplier.supplier,
                        "answer": cell.answer,
                        "said": cell.said,
                        "explanation": cell.explanation,
                        "evidence": cell.evidence,
                        "risk": cell.risk.risk.id if cell.risk else "",
                        "kinds": list(cell.kinds),
                        "points": cell.points,
                        "decision": (cell.risk.decided.decision or "") if cell.risk and cell.risk.decided else "",
                    }
                    for supplier, cell in zip(comparison.suppliers, line.cells, strict=True)
                ],
            }
            for theme in comparison.themes
            for line in theme.lines
        ],
    }


def _supplier(comparison: Comparison, one: Assessment, language: Language) -> dict[str, Any]:
    from pve_gen.comparisonlines import found_outside
    from pve_gen.questions import questions, withheld

    return {
        "supplier": one.supplier,
        "answered": sum(bool(answer.answer) for answer in one.answers),
        "unmet": list(one.unmet),
        "unsure": list(one.unsure),
        "deviations": [{"risk": step.id, "count": count} for step, count in zip(comparison.risks, comparison.weight(one), strict=True)],
        "points": one.score.points,
        "open": one.score.open,
        "outside": list(found_outside(one, language)),
        "questions": [{"id": question.requirement, "question": question.text} for question in questions(one, language)],
        "withheld": [{"id": line.requirement, "kinds": list(line.kinds)} for line in withheld(one)],
    }


# ── The questions ──

_QUESTIONS: dict[Language, str] = {"nl": "vragen", "en": "questions"}


def _asked_in_word(assessment: Assessment, language: Language, day: date) -> bytes:
    from pve_gen.questionreport import question_report

    name = f"questions.{language}.docx"
    provenance = _provenance(assessment.programme, day, name)
    return _in_word(name, lambda form: question_report(assessment, provenance, day, form), language, day)


def _asked_in_markdown(assessment: Assessment, language: Language, day: date) -> bytes:
    from pve_gen.questionreport import question_report
    from pve_gen.writers.markdown import write_markdown

    name = f"questions.{language}.md"
    provenance = _provenance(assessment.programme, day, name)
    text = _template(name).read_text("utf-8")
    return write_markdown(text, name, lambda form: question_report(assessment, provenance, day, form))


ASKED: dict[str, Report] = {"docx": _asked_in_word, "md": _asked_in_markdown}
"""Format → what writes the questions to one supplier in it."""


def write_questions(comparison: Comparison, folder: Path, day: date, *, overwrite: bool, never: tuple[Path, ...]) -> None:
    """Writes the questions to each supplier that has any, as a Word document and in Markdown, in the language of the programme."""
    from pve_gen import files
    from pve_gen.questions import questions, withheld

    language = comparison.programme.language
    files.make_folder(folder)
    for one, name in zip(comparison.suppliers, names_of([one.supplier for one in comparison.suppliers]), strict=True):
        if missing := withheld(one):
            console.say(
                f"{one.supplier}: an answer or evidence is missing at {', '.join(line.requirement for line in missing)}. That is not asked: "
                "in a tender the buyer decides, and all bidders are treated alike."
            )
        if not questions(one, language):
            console.say(f"{one.supplier}: no question is open.")
            continue
        stem = f"{_QUESTIONS[language]}-{name}"
        write_reports(one, ASKED, tuple(ASKED), folder, stem=stem, language=language, day=day, overwrite=overwrite, never=never)
