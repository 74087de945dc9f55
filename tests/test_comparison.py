"""Suppliers side by side: what counts as a difference, what is added up, and how the documents say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pve_gen.assessed import Assessment
from pve_gen.assessment import assess, is_open
from pve_gen.bars import Bars
from pve_gen.comparison import Comparison, compare
from pve_gen.comparisonlines import comparison_report, number
from pve_gen.comparisonreport import ComparisonReport
from pve_gen.findings import PveError
from pve_gen.model import Language
from pve_gen.plaintext import PlainFormat
from pve_gen.questionreport import question_report
from pve_gen.questions import questions, withheld
from pve_gen.response import AlteredText, GivenAnswer, Response, ResponseFinding
from pve_gen.riskscale import read_scale
from pve_gen.sent import SentProgramme
from pve_gen.sheetfile import open_sheets
from pve_gen.writers.comparisonbook import write_comparison
from sentprogramme import requirement, sent

PROGRAMME = sent(
    requirement("AUTH-01", likelihood="high"),
    requirement("AUTH-02", "wish", points=15),
    requirement("LOG-01", "condition", theme="logging", likelihood="low", impact="low"),
    requirement("LOG-02", "wish", points=10, theme="logging"),
)
YES = {"AUTH-01": "meets", "AUTH-02": "meets", "LOG-01": "accepts", "LOG-02": "meets"}


def supplier(name: str, programme: SentProgramme = PROGRAMME, *, explained: dict[str, str] | None = None, **answers: str) -> Assessment:
    """A supplier that says yes to everything but `answers`, in which `AUTH_01` stands for AUTH-01."""
    given = YES | {id.replace("_", "-"): answer for id, answer in answers.items()}
    said = tuple(
        GivenAnswer(
            requirement=id, answer=answer, said=answer, explanation=(explained or {}).get(id, ""), evidence="Bijlage 1, p. 2", place=id
        )
        for id, answer in given.items()
    )
    return assess(programme, Response(supplier=name, document="", hash="", answers=said, findings=()), read_scale())


def report(comparison: Comparison, language: Language = "nl") -> ComparisonReport[str]:
    origin = comparison.programme.provenance
    return comparison_report(comparison, origin, date(2026, 12, 7), language, PlainFormat(), lambda bars: bars.description)


THREE = compare(
    [
        supplier("Goed BV"),
        supplier("Half BV", AUTH_02="partly", LOG_01="refuses", explained={"LOG-02": "Ja, mits u betaalt."}),
        supplier("Niet BV", AUTH_01="fails", LOG_02="fails", LOG_01=""),
    ]
)


def test_each_theme_counts_deviations_by_risk_and_points_for_each_supplier() -> None:
    assert [(theme.id, [(one.deviations, one.points, one.possible) for one in theme.totals]) for theme in THREE.themes] == [
        ("authentication", [((0, 0, 0), 15, 15), ((0, 0, 1), 7.5, 15), ((0, 0, 1), 15, 15)]),
        ("logging", [((0, 0, 0), 10, 10), ((1, 0, 1), 10, 10), ((1, 0, 1), 0, 10)]),
    ]
    assert [THREE.weight(one) for one in THREE.suppliers] == [(0, 0, 0), (1, 0, 2), (1, 0, 2)]


def test_requirements_that_all_answer_alike_do_not_differ() -> None:
    alike = compare([supplier("A", AUTH_01="fails"), supplier("B", AUTH_01="fails")])
    assert [line.requirement.id for theme in alike.themes for line in theme.lines if line.differs] == []


def test_the_same_answer_with_a_reservation_differs_from_the_one_without() -> None:
    mixed = compare([supplier("A"), supplier("B", explained={"AUTH-01": "Ja, mits het kan."})])
    assert [line.requirement.id for theme in mixed.themes for line in theme.lines if line.differs] == ["AUTH-01"]


def test_answers_to_another_programme_are_not_compared() -> None:
    from pve_gen.values import replace

    other = replace(PROGRAMME, provenance=replace(PROGRAMME.provenance, document="9999-9999-9999-9999"))
    with pytest.raises(PveError, match="Ander BV answers programme 9999-9999-9999-9999, Goed BV 1111-2222-3333-4444"):
        compare([supplier("Goed BV"), supplier("Ander BV", other)])


def test_two_suppliers_of_one_name_are_not_compared() -> None:
    with pytest.raises(PveError, match="two answers are by a supplier called Goed BV"):
        compare([supplier("Goed BV"), supplier("GOED bv"), supplier("Half BV")])


def test_the_report_says_the_totals_of_each_supplier_in_words() -> None:
    said = [
        (one.name, one.answered, one.unmet, one.unsure, one.deviating, one.weight, one.points, one.open_points, one.question_count)
        for one in report(THREE).suppliers
    ]
    assert said == [
        ("Goed BV", 4, "geen", "geen", 0, "", "25", "", 0),
        ("Half BV", 4, "geen", "geen", 3, "2 hoog, 1 laag", "17,5", "10", 1),
        ("Niet BV", 3, "AUTH-01", "geen", 3, "2 hoog, 1 laag", "15", "", 0),
    ]


def test_a_cell_says_the_answer_the_deviation_and_the_risk() -> None:
    cells = {(line.id, cell.supplier): cell for theme in report(THREE).themes for line in theme.lines for cell in line.cells}
    said = {
        where: (cell.answer, cell.deviation, cell.remark, cell.risk, cell.color, cell.points)
        for where, cell in cells.items()
        if where in {("AUTH-01", "Goed BV"), ("AUTH-01", "Niet BV"), ("LOG-01", "Niet BV"), ("LOG-02", "Half BV")}
    }
    reservation = "ja, met een voorbehoud in de toelichting: te lezen"
    assert said == {
        ("AUTH-01", "Goed BV"): ("Voldoet", "", "", "", "auto", ""),
        ("AUTH-01", "Niet BV"): ("Voldoet niet", "voldoet niet", "", "hoog", "F5C6BC", ""),
        ("LOG-01", "Niet BV"): ("geen antwoord", "niet beantwoord", "", "laag", "DCEBDD", ""),
        ("LOG-02", "Half BV"): ("Voldoet", reservation, reservation, "hoog", "F5C6BC", "10"),
    }


def test_what_a_chart_shows_is_said_in_words_too() -> None:
    assert report(THREE).deviations_chart == (
        "Staafdiagram van het aantal afwijkingen per leverancier, verdeeld naar risico. "
        "Goed BV: 0. Half BV: 3 (2 hoog, 1 laag). Niet BV: 3 (2 hoog, 1 laag)."
    )
    assert report(THREE, "en").points_chart == (
        "Bar chart of the points for wishes, of at most 25. "
        "Goed BV: 25 of 25. Half BV: 17.5 of 25, of which 10 are not certain. Niet BV: 15 of 25."
    )


@pytest.mark.parametrize(("suppliers", "groups"), [(2, [2]), (4, [4]), (5, [2, 3]), (9, [3, 3, 3])])
def test_no_more_than_four_suppliers_stand_beside_each_other_and_none_alone(suppliers: int, groups: list[int]) -> None:
    made = report(compare([supplier(f"Nummer {number}") for number in range(suppliers)]))
    assert [len(panel.suppliers) for panel in made.panels] == groups
    assert [name for panel in made.panels for name in panel.suppliers] == [f"Nummer {number}" for number in range(suppliers)]
    assert [len(line.cells) for panel in made.panels for line in panel.themes[0].lines[:1]] == groups


def test_the_segments_of_a_bar_are_told_apart_by_pattern() -> None:
    drawn: list[Bars] = []

    def draw(bars: Bars) -> str:
        drawn.append(bars)
        return ""

    comparison_report(THREE, PROGRAMME.provenance, date(2026, 12, 7), "nl", PlainFormat(), draw)
    assert [[(kind.name, kind.pattern) for kind in bars.kinds] for bars in drawn] == [
        [("punten zoals geantwoord", "plain"), ("staat nog niet vast", "rising")],
        [("hoog", "crossed"), ("midden", "rising"), ("laag", "plain")],
    ]
    assert [(segment.label, segment.value) for segment in drawn[0].bars[1].segments] == [("7,5", 7.5), ("10", 10.0)]


@pytest.mark.parametrize(
    ("value", "nl", "en"), [(12.5, "12,5", "12.5"), (10.0, "10", "10"), (0.0, "0", "0"), (1234567.0, "1234567", "1234567")]
)
def test_a_number_has_no_more_decimals_than_it_needs(value: float, nl: str, en: str) -> None:
    assert (number(value, "nl"), number(value, "en")) == (nl, en)


# ── Questions ──


def test_a_plain_no_is_not_asked_about_and_a_reservation_is_quoted() -> None:
    asked = [(one.requirement, one.text) for one in questions(THREE.suppliers[1], "nl") + questions(THREE.suppliers[2], "nl")]
    assert asked == [
        ("LOG-02", "U antwoordt «meets» en schrijft daarbij: «Ja, mits u betaalt.» Geldt uw antwoord zonder voorbehoud?"),
    ]


def test_in_a_tender_nothing_is_asked_that_completes_a_bid_and_the_buyer_hears_what_is_missing() -> None:
    tender = supplier("A", AUTH_01="", AUTH_02="", LOG_01="")
    assert questions(tender, "nl") == ()
    assert [(line.requirement, line.kinds) for line in withheld(tender)] == [("AUTH-01", ("unanswered",)), ("LOG-01", ("unanswered",))]
    (lines, *_others) = report(compare([tender, supplier("B")])).suppliers
    assert [(line.requirement, line.what) for line in lines.withheld] == [("AUTH-01", "niet beantwoord"), ("LOG-01", "niet beantwoord")]
    market = supplier("A", sent(*PROGRAMME.requirements, knock_out=False), AUTH_01="", AUTH_02="", LOG_01="")
    assert [one.requirement for one in questions(market, "nl")] == ["AUTH-01", "AUTH-02", "LOG-01"]
    assert withheld(market) == ()


def test_points_without_evidence_or_for_an_altered_text_are_not_certain() -> None:
    answers = tuple(
        GivenAnswer(requirement=id, answer=answer, said=answer, explanation="", evidence="" if id == "AUTH-02" else "p. 2", place=id)
        for id, answer in YES.items()
    )
    response = Response(supplier="A", document="", hash="", answers=answers, findings=())
    altered = {"LOG-02": AlteredText(said="de tekst is gewijzigd", was="5 minuten", now="24 uur")}
    assessment = assess(PROGRAMME, response, read_scale(), altered=altered)
    assert (assessment.score.points, assessment.score.open) == (25, 25)
    assert [risk.requirement.id for risk in assessment.risks if is_open(risk)] == ["AUTH-02", "LOG-02"]


def test_the_letter_numbers_the_questions_and_repeats_what_was_answered() -> None:
    letter = question_report(THREE.suppliers[1], PROGRAMME.provenance, date(2026, 12, 7), PlainFormat())
    assert (letter.supplier, letter.date, letter.count) == ("Half BV", "7 december 2026", 1)
    only = letter.questions[0]
    assert (only.number, only.requirement, only.title, only.answer, only.explanation, only.text) == (
        1,
        "LOG-02",
        "Titel van LOG-02",
        "Voldoet",
        "Ja, mits u betaalt.",
        "De Leverancier doet wat LOG-02 vraagt.",
    )


def test_a_text_that_no_row_of_the_workbook_can_show_says_that_it_goes_on_elsewhere() -> None:
    """Word holds texts that no cell of Excel does."""
    story = "Wij werken eraan, stap voor stap. " * 2_000
    long = compare([supplier("Goed BV"), supplier("Lang BV", AUTH_01="fails", explained={"AUTH-01": story})])
    sheets = open_sheets(write_comparison(report(long), datetime(2026, 12, 7, tzinfo=UTC)), "xlsx").sheets
    (shown,) = {text for sheet in sheets for texts in sheet.rows.values() for text in texts.values() if text.startswith("Wij werken")}
    assert shown.endswith(" … (ingekort; volledig in het antwoord van de leverancier)")
    assert story.startswith(shown.partition(" … (")[0])


def test_what_a_document_holds_outside_what_was_asked_is_compared_and_asked_about() -> None:
    found = ResponseFinding(
        rule="document-altered", requirement="", place="«Slot»", message="the footer was altered: {+Onze voorwaarden gelden.+}"
    )
    terms = supplier("B")
    given = Response(supplier="B", document="", hash="", answers=terms.answers, findings=(found,))
    said = report(compare([supplier("A"), assess(PROGRAMME, given, read_scale())]))
    line = "«Slot»: het document is buiten de eisen gewijzigd: [nieuw: Onze voorwaarden gelden.]"
    assert [(one.outside, one.outside_status) for one in said.suppliers] == [((), ""), ((line,), "nog te besluiten")]
    assert [(one.requirement, one.title, one.text) for one in said.suppliers[1].questions] == [
        (
            "",
            "Uw document",
            f"In uw document staat iets wat de gemeente niet vroeg. {line}. Wat betekent dit voor uw inschrijving?",
        )
    ]
    sheets = open_sheets(write_comparison(said, datetime(2026, 12, 7, tzinfo=UTC)), "xlsx").sheets
    assert line in {text for sheet in sheets for texts in sheet.rows.values() for text in texts.values()}
