"""The risk analysis: what it says of an assessment, and that its Word and Excel are sound in the hands of others."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator

import wordfile
from conftest import ROOT
from pve_gen import chart
from pve_gen.accessibility import accessibility
from pve_gen.assessed import Assessment, Decided, Deviation, Measure
from pve_gen.assessment import assess
from pve_gen.decisions import fingerprint
from pve_gen.model import Language
from pve_gen.plaintext import PlainFormat
from pve_gen.response import GivenAnswer, Response, ResponseFinding
from pve_gen.riskanalysis import risk_analysis
from pve_gen.riskreport import Matrix, RiskReport
from pve_gen.riskscale import read_scale
from pve_gen.sheetfile import open_sheets
from pve_gen.values import replace
from pve_gen.wording import finding_in, place_in, reason_in
from pve_gen.wordtemplate import WordTemplate
from pve_gen.writers.excelpaper import wrapped
from pve_gen.writers.riskregister import write_register
from pve_gen.writers.word import WordFormat, write_word
from sentprogramme import requirement, sent
from test_riskscale import FIVE, FOUR

DAY = date(2026, 11, 26)
MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
NASTY = 'R&D < 5 {{ x }} {% if %} <w:p> "aan" \x00\x0b\n*geen* [link](http://x) =1+1'


def given(id: str, answer: str, explanation: str = "", evidence: str = "Bijlage 3") -> GivenAnswer:
    return GivenAnswer(
        requirement=id, answer=answer, said=answer, explanation=explanation, evidence=evidence, place=f"under «{id} Titel», answer"
    )


ANSWERS = (
    given("AUTH-01", "fails", "Staat gepland."),
    given("AUTH-02", "meets", "Ja, mits u betaalt."),
    given("LOG-01", "refuses", "Te duur."),
    given("LOG-02", "accepts", "", ""),
    given("NET-01", "partly", "Alleen intern."),
    given("NET-02", "fails"),
)
ASKED = (
    requirement("AUTH-01"),
    requirement("AUTH-02", likelihood="low"),
    requirement("LOG-01", "condition", likelihood="high", impact="medium"),
    requirement("LOG-02", "condition", likelihood="low", impact="low"),
    requirement("NET-01", "wish", points=20),
    requirement("NET-02", "wish", points=10, impact="low"),
)


def assessed(
    decided: dict[str, Decided] | None = None,
    *,
    knock_out: bool = True,
    scale: Path | None = None,
    answers: tuple[GivenAnswer, ...] = ANSWERS,
    findings: tuple[ResponseFinding, ...] = (),
    supplier: str = "Bieder BV",
) -> Assessment:
    response = Response(supplier=supplier, document="", hash="", answers=answers, findings=findings)
    return assess(sent(*ASKED, knock_out=knock_out), response, read_scale(scale), decided)


def about(id: str, assessment: Assessment) -> str:
    risk = next(risk for risk in assessment.risks if risk.requirement.id == id)
    return fingerprint(risk.requirement, risk.answer, risk.deviations)


def decision(id: str, **more: object) -> dict[str, Decided]:
    """A decision about the answer as it is."""
    return {id: replace(Decided(requirement=id, fingerprint=about(id, assessed())), **more)}


def report(assessment: Assessment, language: Language = "nl") -> RiskReport[str]:
    return risk_analysis(assessment, language, DAY, PlainFormat(), lambda matrix: matrix.description)


def ids(blocks: tuple[Any, ...]) -> list[str]:
    return [block.id for block in blocks]


# ── What it says ──


def test_the_highest_risk_comes_first_and_what_must_be_read_stands_apart() -> None:
    made = report(assessed())
    assert ids(made.overview) == ["AUTH-01", "LOG-01", "NET-01", "AUTH-02", "LOG-02", "NET-02"]
    assert ids(made.to_read) == ["AUTH-02"]
    assert ids(made.knock_outs) == ["AUTH-01"]
    assert ids(made.deviations) == ["LOG-01", "NET-01", "LOG-02"]
    assert ids(made.wishes) == ["NET-02"]


def test_every_deviation_is_in_one_chapter_and_counted_once() -> None:
    made = report(assessed())
    chapters = [*ids(made.to_read), *ids(made.knock_outs), *ids(made.deviations), *ids(made.wishes)]
    assert sorted(chapters) == sorted(ids(made.overview))
    counts = made.counts
    assert (counts.asked, counts.answered, counts.deviating) == (6, 6, 6)
    assert (counts.decided, counts.open, counts.without, counts.to_read, counts.stale) == (0, 5, 1, 1, 0)
    assert [(line.title, line.count) for line in made.by_kind] == [
        ("voldoet niet", 2),
        ("voldoet deels", 1),
        ("niet akkoord", 1),
        ("ja, met een voorbehoud in de toelichting: te lezen", 1),
        ("gevraagd bewijs niet genoemd", 1),
    ]
    assert [(line.risk.title, line.count, line.residual) for line in made.by_risk] == [("hoog", 3, 0), ("midden", 1, 0), ("laag", 2, 0)]


def test_what_nobody_said_yet_is_a_blank() -> None:
    block = next(block for block in report(assessed()).deviations if block.id == "LOG-01")
    assert (block.decision, block.reason, block.owner, block.until, block.review) == (
        "[nog te besluiten]",
        "[reden]",
        "[proceseigenaar]",
        "[datum]",
        "[datum]",
    )
    assert [(one.text, one.side, one.owner, one.due) for one in block.measures] == [
        ("Extra bewaken.", "Leverancier", "[wie]", "[datum]"),
        ("Zelf controleren.", "gemeente", "[wie]", "[datum]"),
    ]
    assert (block.status, block.weighed, block.own_weighing) == ("nog te besluiten", False, False)


def test_what_people_decided_is_told_in_their_own_words() -> None:
    decided = decision(
        "LOG-01",
        decision="accept",
        reason="*Even* geduld: 5 * 3.",
        owner="hoofd Burgerzaken",
        adviser="CISO",
        until=date(2027, 12, 31),
        threat="Wij zien een _andere_ dreiging.",
        for_data_subjects="Wachten.",
        likelihood="low",
        residual_likelihood="low",
        residual_impact="low",
        existing=("Alarm",),
        measures=(Measure(text="Bellen & mailen", side="municipality", owner="beheer", due="2027-01-15"),),
    )
    block = next(block for block in report(assessed(decided)).deviations if block.id == "LOG-01")
    assert (block.status, block.decision, block.reason) == ("tijdelijk accepteren", "tijdelijk accepteren", "*Even* geduld: 5 * 3.")
    assert (block.threat, block.for_data_subjects, block.until) == ("Wij zien een _andere_ dreiging.", "Wachten.", "31 december 2027")
    assert (block.likelihood, block.impact, block.risk.title, block.own_weighing) == ("laag", "midden", "laag", True)
    assert (block.weighed, block.residual.title, block.existing) == (True, "laag", ("Alarm",))
    assert [(one.text, one.side, one.owner, one.due) for one in block.measures] == [
        ("Bellen & mailen", "gemeente", "beheer", "15 januari 2027")
    ]


def test_a_decision_about_another_answer_is_kept_and_marked() -> None:
    old = Decided(requirement="LOG-01", fingerprint="0" * 12, decision="accept", reason="Toen wel.", owner="hoofd")
    made = report(assessed({"LOG-01": old}))
    block = next(block for block in made.deviations if block.id == "LOG-01")
    assert (block.stale, block.status, block.reason) == (True, "verouderd: opnieuw te besluiten", "Toen wel.")
    assert (made.counts.stale, made.counts.decided) == (1, 0)


def test_once_somebody_read_and_decided_it_is_a_deviation_like_others() -> None:
    made = report(assessed(decision("AUTH-02", decision="reject", reason="Dat is geen ja.", owner="inkoop")))
    assert ids(made.to_read) == []
    assert ids(made.knock_outs) == ["AUTH-01", "AUTH-02"]


def test_a_knock_out_in_a_tender_shows_no_acceptance_and_elsewhere_it_does() -> None:
    (tender,) = report(assessed()).knock_outs
    assert (tender.id, tender.knock_out, tender.accepts) == ("AUTH-01", True, False)
    elsewhere = report(assessed(knock_out=False))
    assert elsewhere.knock_outs == ()
    block = next(block for block in elsewhere.deviations if block.id == "AUTH-01")
    assert (block.knock_out, block.accepts) == (False, True)


def test_the_matrix_says_in_words_what_its_squares_hold() -> None:
    assert report(assessed()).matrix == (
        "Risicomatrix met in elk vak het aantal eisen, wensen en voorwaarden met een afwijking. "
        "Kans hoog en impact midden, risico hoog: 1; kans midden en impact laag, risico laag: 1; kans midden en impact hoog, risico hoog: 2; "
        "kans laag en impact laag, risico laag: 1; kans laag en impact hoog, risico midden: 0 (+ 1 te lezen)."
    )
    assert [(line.risk.title, line.count, line.requirements) for line in report(assessed()).squares] == [
        ("hoog", "1", "LOG-01"),
        ("hoog", "2", "AUTH-01, NET-01"),
        ("midden", "0 (+ 1 te lezen)", "AUTH-02"),
        ("laag", "1", "NET-02"),
        ("laag", "1", "LOG-02"),
    ]


def test_letters_on_a_dark_colour_are_white() -> None:
    assert [(step.color, step.ink) for step in report(assessed(scale=FOUR)).risks] == [
        ("D9EAD3", "000000"),
        ("FFF2CC", "000000"),
        ("F6B26B", "000000"),
        ("990000", "FFFFFF"),
    ]


def test_the_score_is_written_as_people_write_numbers() -> None:
    assert (report(assessed()).score.points, report(assessed()).score.possible) == ("10", 30)
    halved = replace(assessed(), score=replace(assessed().score, points=122.5, open=7.25))
    assert (report(halved).score.points, report(halved).score.open) == ("122,5", "7,25")
    assert report(halved, "en").score.points == "122.5"


# ── The words of readers ──


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("under «AUTH-01 De answer van sheet 1», answer", "onder «AUTH-01 De answer van sheet 1», antwoord"),
        ("sheet Antwoorden, cell I12", "blad Antwoorden, cel I12"),
        ("sheet Mijn cell A1, row 5 and sheet Mijn cell A1, row 7", "blad Mijn cell A1, rij 5 en blad Mijn cell A1, rij 7"),
        ("header or footer", "kop- of voettekst"),
        ("notes", "noten"),
        ("the document", "het document"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_dutch_and_what_others_named_stays(place: str, said: str) -> None:
    assert place_in(place, "nl") == said
    assert place_in(place, "en") == place


def test_a_finding_says_what_its_rule_means_and_quotes_what_stood_there() -> None:
    finding = ResponseFinding(
        rule="answer-unknown", requirement="AUTH-01", place="", message="«Jazeker» is not one of the answers", hint="ask"
    )
    assert finding_in(finding, "nl") == "wat er staat, is geen van de antwoorden: «Jazeker»"
    deviation = Deviation(requirement="AUTH-01", kind="unreadable", reason=finding.message, place="")
    assert reason_in(deviation, (finding,), "nl") == "wat er staat, is geen van de antwoorden: «Jazeker»"


def test_every_rule_of_reading_has_its_words() -> None:
    from pve_gen.response import RULES
    from pve_gen.wording import FINDINGS

    assert FINDINGS.keys() == RULES.keys()


def test_an_altered_text_says_what_went_and_what_came() -> None:
    altered = Deviation(
        requirement="AUTH-01", kind="altered", reason="de tekst is gewijzigd: binnen [-72-]{+96+} uur", place="under «x», answer"
    )
    assert reason_in(altered, (), "nl") == "de tekst is gewijzigd: binnen [weg: 72][nieuw: 96] uur"


# ── Word, Excel and the picture ──


def word(assessment: Assessment, language: Language = "nl") -> bytes:
    template = WordTemplate.read((ROOT / f"templates/risk-analysis.{language}.docx").read_bytes(), "risk-analysis.docx")

    def content(form: WordFormat) -> RiskReport[Any]:
        def picture(matrix: Matrix) -> Any:
            return form.picture(chart.risk_matrix(matrix), matrix.description, 150)

        return risk_analysis(assessment, language, DAY, form, picture)

    return write_word(template, content, language, MOMENT)


DECISIONS = decision("LOG-01", decision="mitigate", reason=NASTY, owner=NASTY, residual_likelihood="low", residual_impact="low") | {
    "NET-01": Decided(requirement="NET-01", fingerprint="0" * 12, decision="ask", question=NASTY)
}
HARD = {
    "in a tender": assessed(),
    "in a market consultation": assessed(knock_out=False),
    "on a scale of four steps": assessed(scale=FOUR),
    "on a scale of five steps": assessed(scale=FIVE),
    "with decisions": assessed(DECISIONS),
    "with nasty words": assessed(
        answers=tuple(replace(one, explanation=NASTY, evidence=NASTY, said=NASTY, place=NASTY) for one in ANSWERS),
        findings=(ResponseFinding(rule="requirement-unknown", requirement=NASTY, place=NASTY, message=NASTY),),
        supplier=NASTY,
    ),
    "without any answer": assessed(answers=()),
    "without a deviation": assessed(answers=tuple(given(one.id, "accepts" if one.kind == "condition" else "meets") for one in ASKED)),
    "with an explanation of pages": assessed(answers=(given("LOG-01", "refuses", "Wij doen dit anders. " * 3000), *ANSWERS[3:])),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("assessment", HARD.values(), ids=HARD)
def test_the_word_document_is_sound_and_accessible(tmp_path: Path, assessment: Assessment, language: Language) -> None:
    data = word(assessment, language)
    (tmp_path / "a.docx").write_bytes(data)
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "a.docx")).errors] == []
    parts = {name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()}
    assert [str(barrier) for barrier in accessibility(parts)] == []
    assert wordfile.lines(parts["word/document.xml"]).count("") == 1  # the paragraph of the picture
    assert b"documentProtection" not in parts["word/settings.xml"]


@pytest.mark.parametrize("assessment", HARD.values(), ids=HARD)
def test_the_register_is_sound(tmp_path: Path, assessment: Assessment) -> None:
    data = write_register(report(assessment), MOMENT)
    (tmp_path / "a.xlsx").write_bytes(data)
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "a.xlsx")).errors] == []
    assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2))


def test_the_document_tells_the_supplier_literally_and_the_rule_of_knock_outs() -> None:
    lines = wordfile.lines(zipfile.ZipFile(io.BytesIO(word(assessed()))).read("word/document.xml"))
    at = lines.index("AUTH-01\tTitel van AUTH-01")
    block = lines[at : lines.index("Opnieuw bekijken", at) + 2]
    assert block[-4:] == ["Advies", "[wie adviseerde]", "Opnieuw bekijken", "[datum]"]
    assert block[block.index("Toelichting") : block.index("Toelichting") + 2] == ["Toelichting", "Staat gepland."]
    assert (
        "Niet mogelijk bij een knock-out-eis in een aanbesteding. Leg de inschrijving terzijde of vraag wat het antwoord betekent." in block
    )
    assert not any(line in {"Geldt tot", "Extra bewaken."} for line in block)
    text = "\n".join(lines)
    assert "geen juridisch advies" in text
    assert "accepteren" not in text.lower().split("knock-out-eisen met een afwijking")[0]


def lines_of(assessment: Assessment) -> list[str]:
    return wordfile.lines(zipfile.ZipFile(io.BytesIO(word(assessment))).read("word/document.xml"))


def test_what_was_altered_outside_the_requirements_is_told_with_its_words() -> None:
    message = "the header or footer was altered: {+Onze voorwaarden gelden.+}"
    lines = lines_of(assessed(findings=(ResponseFinding(rule="document-altered", requirement="", place="«Slot»", message=message),)))
    said = "het document is buiten de eisen gewijzigd: [nieuw: Onze voorwaarden gelden.]"
    at = lines.index("Wat er staat")
    assert lines[at + 1 : at + 4] == [f"«Slot»: {said}", "Besluit", "[nog te besluiten]"]
    assert lines[-3:] == ["–", said[:1].upper() + said[1:], "«Slot»"]


def test_departing_from_a_contract_condition_in_a_tender_must_fit_what_the_tender_documents_allow() -> None:
    warned = "Ga na of de aanbestedingsstukken toestaan ervan af te wijken"
    assert sum(warned in line for line in lines_of(assessed())) == 1  # LOG-01, which was refused
    assert not any(warned in line for line in lines_of(assessed(knock_out=False)))


def test_where_there_are_no_measures_the_table_says_so() -> None:
    nothing = decision("LOG-01", decision="ask") | decision("AUTH-02", decision="ask") | decision("LOG-02", decision="ask")
    lines = lines_of(assessed(nothing))
    at = lines.index("Nog geen maatregelen")
    assert lines[at - 4 : at + 2] == ["Maatregel", "Door", "Wie zorgt ervoor", "Uiterlijk", "Nog geen maatregelen", "–"]


def test_a_row_of_the_register_is_one_deviation() -> None:
    sheet, _about = open_sheets(write_register(report(assessed(DECISIONS)), MOMENT), "xlsx").sheets
    rows = [[sheet.text((row, column)) for column in (0, 3, 9, 11, 13, 14)] for row in sorted(sheet.rows) if row > 2]
    assert rows == [
        ["AUTH-01", "voldoet niet", "midden", "hoog", "–", "nog te besluiten"],
        ["LOG-01", "niet akkoord", "hoog", "hoog", "laag (laag × laag)", "beheersen met maatregelen"],
        ["NET-01", "voldoet deels", "midden", "hoog", "[nog in te schatten]", "verouderd: opnieuw te besluiten"],
        ["AUTH-02", "ja, met een voorbehoud in de toelichting: te lezen", "laag", "midden", "–", "eerst te lezen"],
        ["LOG-02", "gevraagd bewijs niet genoemd", "laag", "laag", "[nog in te schatten]", "nog te besluiten"],
        ["NET-02", "voldoet niet", "midden", "laag", "–", "geen besluit nodig"],
    ]


def test_a_text_that_no_row_can_show_says_that_it_goes_on_elsewhere() -> None:
    story = "Wij werken eraan, stap voor stap. " * 2_000
    long = assessed(answers=tuple(replace(one, explanation=story) for one in ANSWERS))
    sheet, _about = open_sheets(write_register(report(long), MOMENT), "xlsx").sheets
    shown = sheet.text((3, 6))
    assert shown.endswith(" … (ingekort; volledig in de risicoanalyse)")
    assert story.startswith(shown.partition(" … (")[0])
    assert 29 <= len(wrapped(shown, 26)) <= 31  # as many lines as the highest row of Excel shows


@pytest.mark.parametrize("scale", [None, FOUR, FIVE], ids=["three", "four", "five"])
def test_the_picture_of_the_matrix_is_the_same_every_time(scale: Path | None) -> None:
    drawn: list[bytes] = []

    def picture(matrix: Matrix) -> str:
        drawn.append(chart.risk_matrix(matrix))
        return ""

    for _time in range(2):
        risk_analysis(assessed(scale=scale), "nl", DAY, PlainFormat(), picture)
    assert drawn[0] == drawn[1]
    assert struct.unpack(">II", drawn[0][16:24]) == (1700, 4 * (44 + 56 * {None: 3, FOUR: 4, FIVE: 5}[scale] + 2))


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert word(assessed(DECISIONS)) == word(assessed(DECISIONS))
    assert write_register(report(assessed()), MOMENT) == write_register(report(assessed()), MOMENT)


@pytest.mark.parametrize("name", ["risk-analysis.nl.docx", "risk-analysis.en.docx", "risk-analysis.nl.md", "risk-analysis.en.md"])
def test_the_shipped_templates_are_what_build_makes(tmp_path: Path, name: str) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    assert (tmp_path / name).read_bytes() == (ROOT / "templates" / name).read_bytes(), "run `python templates/build.py`"


def test_both_languages_have_the_same_sentences() -> None:
    def names(language: str) -> list[str]:
        return re.findall(r"(?m)^([a-z_0-9]+):", (ROOT / f"templates/reports/risk-analysis.{language}.yaml").read_text("utf-8"))

    assert names("nl") == names("en")
