"""Answer sheets that come back: every answer is read, every alteration told, nothing harmless complained about."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from excelfile import (
    ANSWERS,
    cells,
    changed,
    filled,
    in_order,
    moved,
    needs_calc,
    related,
    replaced,
    saved,
    small_book,
    styled,
)
from pve_gen.model import Kind
from pve_gen.officefile import OfficeError
from pve_gen.readers.excel import read_sheet_text
from pve_gen.readers.sheetanswers import read_sheet_answers
from pve_gen.response import GivenAnswer, Response
from pve_gen.returned import Comment
from pve_gen.sheetfile import SheetKind, open_sheets
from pve_gen.verification import alterations

SENT = small_book()
KNOWN: dict[str, Kind] = {"ENC-01": "requirement", "ENC-02": "wish", "NET-01": "condition"}
COVER, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
ODD = "=1+1\n  - streepje, “aanhaling” & <b>\n\nna een lege regel 😀 é m² \u00a0 einde"
FILLED = {
    "I5": "Voldoet",
    "J5": ODD,
    "K5": "Bijlage 3, blz. 4-5",
    "I6": " voldoet  DEELS ",
    "J6": "x" * 32_767,
    "I7": "Accepts",
}
SUPPLIER = {"B5": "Lever & Ancier B.V.", "B6": "J. Jansen", "B7": "1-12-2026"}


def altered(data: bytes, kind: SheetKind = "xlsx") -> list[tuple[str, str, str, str]]:
    """What differs from the sheet as it was sent: requirement, kind, and the texts that differ."""
    found = alterations(read_sheet_text(SENT, "xlsx"), read_sheet_text(data, kind))
    return [(alteration.id, alteration.kind, alteration.was, alteration.now) for alteration in found]


def answers(data: bytes, kind: SheetKind = "xlsx") -> dict[str, str]:
    """Requirement → the choice that was read."""
    return {answer.requirement: answer.answer for answer in read_sheet_answers(data, kind, KNOWN).answers}


def findings(data: bytes) -> list[tuple[str, str, str, str]]:
    """Rule, requirement, place and message of all that is wrong, in a sheet in which the rest is answered."""
    found = read_sheet_answers(data, "xlsx", KNOWN).findings
    return [(finding.rule, finding.requirement, finding.place, finding.message) for finding in found]


def sheet(change: Callable[[str], str], data: bytes = SENT) -> bytes:
    """A book with a change in its sheet of answers."""
    return changed(data, {ANSWERS: change})


# ── Filled in, and saved by office programs ──

WAYS: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "saved once": ("xlsx",),
    "saved twice": ("xlsx", "xlsx"),
    "saved as .ods": ("ods",),
    "by way of .ods": ("ods", "xlsx"),
}


@needs_calc
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_answers_come_back_to_the_letter_and_nothing_else_has_changed(way: tuple[str, ...]) -> None:
    back = saved(filled(SENT, FILLED, SUPPLIER), *way)
    kind: SheetKind = "ods" if way[-1:] == ("ods",) else "xlsx"
    assert read_sheet_answers(back, kind, KNOWN) == Response(
        supplier="Lever & Ancier B.V.",
        document="3f2a-91bc-04de-77aa",
        hash="ab12" * 16,
        answers=(
            GivenAnswer(
                requirement="ENC-01",
                answer="meets",
                said="Voldoet",
                explanation=ODD,
                evidence="Bijlage 3, blz. 4-5",
                place="sheet Antwoorden, cell I5",
            ),
            GivenAnswer(
                requirement="ENC-02",
                answer="partly",
                said="voldoet  DEELS",
                explanation="x" * 32_767,
                evidence="",
                place="sheet Antwoorden, cell I6",
            ),
            GivenAnswer(
                requirement="NET-01", answer="accepts", said="Accepts", explanation="", evidence="", place="sheet Antwoorden, cell I7"
            ),
        ),
        findings=(),
    )
    sent, text = read_sheet_text(SENT, "xlsx"), read_sheet_text(back, kind)
    assert text.segments == sent.segments
    assert (text.edges, text.tricks, text.comments, text.pictures) == (sent.edges, (), (), 0)
    assert alterations(sent, text) == ()


def test_the_text_of_a_sheet_is_a_segment_for_each_requirement_and_each_sheet() -> None:
    text = read_sheet_text(SENT, "xlsx")
    assert [segment.name for segment in text.segments] == [
        "Voorblad", "Antwoorden", "ENC-01", "ENC-02", "NET-01", "Register", "Kenmerken", "Normdekking", "Begrippen"
    ]  # fmt: skip
    first = text.segments[2]
    assert (first.title, first.place) == ("ENC-01 Versleuteld verkeer", "sheet Antwoorden, row 5")
    assert first.lines == (
        "ENC-01",
        "Versleuteling",
        "Knock-out-eis",
        "Versleuteld verkeer",
        "De Leverancier versleutelt:",
        "• al het verkeer;",
        "• iedere kopie van 5 m².",
        "Bij inschrijving: Beschrijving van de werkwijze.",
        "Jaarlijks: Verslag.",
        "BIO2 8.24.01",
        "AVG art. 32 lid 1 onder a",
    )
    assert text.edges == ("Gemeente R&D-dorp", "Zaaksysteem", "2026-0142 · versie 1.0 · 3f2a-91bc-04de-77aa", "Pagina van")
    assert not text.ordered


# ── What a supplier may do ──

FILTER = '<autoFilter ref="B4:K7"><filterColumn colId="7"><filters><filter val="Voldoet"/></filters></filterColumn></autoFilter>'


def with_sheet(data: bytes) -> bytes:
    """With a sheet of the supplier's own."""
    own = cells({"A1": "Eigen aantekeningen", "B2": "=1+1"})(
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"></row><row r="2"></row></sheetData></worksheet>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    return changed(
        data,
        {
            BOOK: replaced("</sheets>", '<sheet name="Eigen blad" sheetId="99" r:id="rIdOwn"/></sheets>'),
            "xl/_rels/workbook.xml.rels": replaced(
                "</Relationships>", f'<Relationship Id="rIdOwn" Type="{kind}" Target="worksheets/sheet99.xml"/></Relationships>'
            ),
        },
        {"xl/worksheets/sheet99.xml": own},
    )


GIVEN = filled(SENT, FILLED, SUPPLIER)
HARMLESS: dict[str, bytes] = {
    "filled in": GIVEN,
    "sorted": sheet(lambda text: in_order(text, 7, 5, 6), GIVEN),
    "a column behind": sheet(cells({"L4": "Intern", "L5": "vragen aan Piet", "L7": "ok"}), GIVEN),
    "a column in the middle": sheet(lambda text: cells({"F4": "Eigenaar"})(moved(text, after="E", columns=1)), GIVEN),
    "a filter": sheet(
        lambda text: re.sub(r'<autoFilter ref="[^"]*"/>', FILTER, text).replace('<row r="6" ', '<row r="6" hidden="1" '), GIVEN
    ),
    "another name for a sheet": changed(GIVEN, {BOOK: lambda text: text.replace('name="Antwoorden"', 'name="Reactie ACME"')}),
    "other names for the tables": changed(
        GIVEN, {BOOK: lambda text: text.replace('name="Register"', 'name="R"').replace('name="Begrippen"', 'name="B"')}
    ),
    "a sheet of their own": with_sheet(GIVEN),
    "without the hidden column": sheet(lambda text: moved(text, columns=-1), GIVEN),
    "other quotes and dashes": sheet(cells({"F6": "De 'Oplossing' laat sleutels - ook oude - beheren."}), GIVEN),
    "a column that stayed behind": sheet(
        lambda text: cells({"A5": "NET-01", "A6": "ENC-01", "A7": "ENC-02"})(in_order(text, 7, 5, 6)), GIVEN
    ),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_a_supplier_may_do_changes_nothing(data: bytes) -> None:
    assert altered(data) == []
    assert answers(data) == {"ENC-01": "meets", "ENC-02": "partly", "NET-01": "accepts"}
    assert findings(data) == []


def test_rows_above_the_headings_are_told_and_the_answers_still_read() -> None:
    def change(text: str) -> str:
        text = re.sub(r"<(mergeCells|conditionalFormatting|dataValidations).*?</\1>", "", moved(text, rows=2))
        return text.replace("<sheetData>", '<sheetData><row r="1"><c r="B1" t="inlineStr"><is><t>Offerte ACME</t></is></c></row>')

    data = sheet(change, GIVEN)
    assert altered(data) == [("", "altered", "", "Offerte ACME")]
    response = read_sheet_answers(data, "xlsx", KNOWN)
    assert [(answer.answer, answer.place) for answer in response.answers] == [
        ("meets", "sheet Antwoorden, cell I7"),
        ("partly", "sheet Antwoorden, cell I8"),
        ("accepts", "sheet Antwoorden, cell I9"),
    ]


def test_headings_that_were_changed_are_told_and_their_columns_still_known() -> None:
    data = sheet(cells({"F4": "Omschrijving", "J4": "Uw toelichting"}), GIVEN)
    assert altered(data) == [("", "altered", "Tekst\nToelichting", "Omschrijving\nUw toelichting")]
    assert read_sheet_answers(data, "xlsx", KNOWN).answers[0].explanation == ODD


# ── What a supplier may not do ──

LINE = "De Leverancier blokkeert binnen vier uur."
ALTERED: dict[str, tuple[bytes, list[tuple[str, str, str, str]]]] = {
    "another text": (
        sheet(cells({"F7": "De Leverancier blokkeert binnen acht uur."})),
        [("NET-01", "altered", LINE, "De Leverancier blokkeert binnen acht uur.")],
    ),
    "other points": (sheet(cells({"D6": "Wens · 2 punten"})), [("ENC-02", "altered", "Wens · 20 punten", "Wens · 2 punten")]),
    "another title": (sheet(cells({"E6": "Sleutels"})), [("ENC-02", "altered", "Sleutels in eigen beheer", "Sleutels")]),
    "a line less": (
        sheet(cells({"F5": "De Leverancier versleutelt:\n• al het verkeer;"})),
        [("ENC-01", "altered", "• iedere kopie van 5 m².", "")],
    ),
    "another power": (
        sheet(cells({"F5": "De Leverancier versleutelt:\n• al het verkeer;\n• iedere kopie van 5 m2."})),
        [("ENC-01", "altered", "• iedere kopie van 5 m².", "• iedere kopie van 5 m2.")],
    ),
    "another number": (sheet(cells({"B7": "NET-99"})), [("NET-01", "altered", "NET-01", "NET-99")]),
    "a row less": (
        sheet(lambda text: in_order(text, 5, 7)),
        [("ENC-02", "missing", "\n".join(read_sheet_text(SENT, "xlsx").segments[3].lines), "")],
    ),
    "a row twice": (
        sheet(lambda text: in_order(text, 5, 6, 7, 7)),
        [("NET-01", "duplicated", "", "\n".join(read_sheet_text(SENT, "xlsx").segments[4].lines))],
    ),
    "a row more": (
        sheet(lambda text: cells({"A8": "NET-03", "B8": "NET-03"})(in_order(text, 5, 6, 7, 7))),
        [("NET-03", "added", "", "NET-03\n" + "\n".join(read_sheet_text(SENT, "xlsx").segments[4].lines[1:]))],
    ),
    "a row without a number": (
        sheet(
            lambda text: text.replace("</sheetData>", '<row r="8"><c r="F8" t="inlineStr"><is><t>Tenzij.</t></is></c></row></sheetData>')
        ),
        [("", "added", "", "Tenzij.")],
    ),
    "a condition on the cover": (
        changed(SENT, {COVER: cells({"B10": "Onze voorwaarden gelden."})}),
        [("", "altered", "Vul hierboven de naam van de Leverancier, een contactpersoon en de datum in.", "Onze voorwaarden gelden.")],
    ),
    "something else in a table": (
        changed(SENT, {"xl/worksheets/sheet6.xml": cells({"B5": "Iedere dag."})}),
        [("", "altered", "Maandag tot en met vrijdag.", "Iedere dag.")],
    ),
    "another footer": (
        changed(SENT, {ANSWERS: replaced("1.0 · 3f2a-91bc-04de-77aa", "1.0 · onder voorbehoud")}),
        [("", "header-footer", "", "2026-0142 · versie 1.0 · onder voorbehoud")],
    ),
}


@pytest.mark.parametrize(("data", "found"), ALTERED.values(), ids=ALTERED)
def test_an_alteration_is_told_with_both_texts(data: bytes, found: list[tuple[str, str, str, str]]) -> None:
    assert altered(data) == found


TEXT_BOX = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r><a:t>Onder voorbehoud.</a:t></a:r></a:p>'
    "</xdr:txBody></xdr:sp></xdr:wsDr>"
)
STRUCK_WORD = (
    '<is><r><t xml:space="preserve">De Leverancier blokkeert </t></r><r><rPr><strike/></rPr><t>binnen</t></r>'
    '<r><t xml:space="preserve"> vier uur.</t></r></is>'
)
HIDDEN: dict[str, tuple[bytes, list[tuple[str, str, str, str]]]] = {
    "a formula": (sheet(cells({"F7": f'<f>"{LINE}"</f><v>{LINE}</v>'})), [("NET-01", "formula", "", f'F7: ="{LINE}"')]),
    "white text": (styled(SENT, "F7", font='<color rgb="FFFFFFFF"/>'), [("NET-01", "white", "", LINE)]),
    "white by way of the theme": (styled(SENT, "F7", font='<color theme="0"/>'), [("NET-01", "white", "", LINE)]),
    "yellow on yellow": (
        styled(SENT, "F7", font='<color rgb="FFFFEE00"/>', fill='<patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill>'),
        [("NET-01", "white", "", LINE)],
    ),
    "struck text": (styled(SENT, "F7", font="<strike/>"), [("NET-01", "struck", "", LINE)]),
    "a struck word": (
        sheet(lambda text: re.sub(r'(<c r="F7" s="\d+") t="s"><v>\d+</v>', rf'\1 t="inlineStr">{STRUCK_WORD}', text)),
        [("NET-01", "struck", "", "binnen")],
    ),
    "tiny text": (styled(SENT, "F7", size=2), [("NET-01", "tiny", "", LINE)]),
    "a format that shows nothing": (styled(SENT, "F7", code=";;;"), [("NET-01", "hidden", "", LINE)]),
    "white text once something is so": (
        changed(
            SENT,
            {
                ANSWERS: replaced(
                    "<dataValidations",
                    '<conditionalFormatting sqref="F7"><cfRule type="expression" dxfId="9" priority="9"><formula>1</formula></cfRule>'
                    "</conditionalFormatting><dataValidations",
                ),
                "xl/styles.xml": lambda text: re.sub(
                    r"<dxfs.*</dxfs>", f"<dxfs>{'<dxf/>' * 9}<dxf><font><color rgb='FFFFFFFF'/></font></dxf></dxfs>", text
                ),
            },
        ),
        [("", "white", "", "cells F7, by a conditional format")],
    ),
    "a hidden row": (sheet(replaced('<row r="7" ', '<row r="7" hidden="1" ')), [("NET-01", "hidden", "", "row 7")]),
    "a hidden column": (
        sheet(replaced('<col min="6" max="6" ', '<col min="6" max="6" hidden="1" ')),
        [("", "hidden", "", "column F: Tekst")],
    ),
    "merged cells": (
        sheet(replaced("<autoFilter", '<mergeCells count="1"><mergeCell ref="E7:F7"/></mergeCells><autoFilter')),
        [("NET-01", "hidden", "", LINE)],
    ),
    "a hidden sheet": (
        changed(SENT, {BOOK: replaced('<sheet name="Begrippen"', '<sheet name="Begrippen" state="hidden"')}),
        [("", "hidden", "", "sheet Begrippen")],
    ),
    "a text box": (related(SENT, 2, "drawing", "xl/drawings/drawing9.xml", TEXT_BOX), [("", "embedded", "", "Onder voorbehoud.")]),
    "a picture": (
        related(
            SENT,
            2,
            "drawing",
            "xl/drawings/drawing9.xml",
            TEXT_BOX.replace("xdr:sp>", "xdr:pic>").replace("<a:t>Onder voorbehoud.</a:t>", ""),
        ),
        [("", "pictures", "0 pictures", "1 pictures")],
    ),
}


@pytest.mark.parametrize(("data", "found"), HIDDEN.values(), ids=HIDDEN)
def test_text_that_a_reader_does_not_see_as_it_stands_is_told(data: bytes, found: list[tuple[str, str, str, str]]) -> None:
    assert altered(data) == found


def test_white_text_on_a_dark_cell_and_a_hidden_key_are_our_own() -> None:
    assert read_sheet_text(SENT, "xlsx").tricks == ()


COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>J. Jansen</author>'
    '<author>tc={1-2}</author></authors><commentList><comment ref="F7" authorId="0"><text><r><t>Alleen op </t></r><r><t>werkdagen.</t></r></text>'
    '</comment><comment ref="F6" authorId="1"><text><t>[Threaded comment] Your version of Excel …</t></text></comment></commentList></comments>'
)
THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="F6" personId="{P}" id="{1-2}"><text>Wij lezen dit anders.</text></threadedComment></ThreadedComments>'
)
PERSONS = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<person displayName="Anna de Vries" id="{P}"/></personList>'
)


def test_comments_are_shown_and_are_no_alteration() -> None:
    data = related(SENT, 2, "comments", "xl/comments1.xml", COMMENTS)
    data = related(data, 2, "threadedComment", "xl/threadedComments/threadedComment1.xml", THREAD)
    data = changed(data, {}, {"xl/persons/person.xml": PERSONS})
    assert altered(data) == []
    assert read_sheet_text(data, "xlsx").comments == (
        Comment(author="J. Jansen", text="Alleen op werkdagen."),
        Comment(author="Anna de Vries", text="Wij lezen dit anders."),
    )


# ── Answers that are wrong ──

GOOD = {"I5": "Voldoet", "I6": "Voldoet deels", "I7": "Akkoord"}


def given(**new: str) -> bytes:
    """The sheet with good answers, but for some cells."""
    return filled(SENT, GOOD | new)


WRONG: dict[str, tuple[bytes, dict[str, str], list[tuple[str, str, str, str]]]] = {
    "nothing": (given(I5=""), {"ENC-01": ""}, [("answer-empty", "ENC-01", "sheet Antwoorden, cell I5", "has no answer")]),
    "the words that invite": (
        given(I5="Kies een antwoord", J5="Klik of tik hier om een toelichting te geven"),
        {"ENC-01": ""},
        [("answer-empty", "ENC-01", "sheet Antwoorden, cell I5", "has no answer")],
    ),
    "another word": (
        given(I6="Ja, mits"),
        {"ENC-02": ""},
        [("answer-unknown", "ENC-02", "sheet Antwoorden, cell I6", "«Ja, mits» is not one of the answers")],
    ),
    "a misspelt word": (
        given(I7="Accoord"),
        {"NET-01": ""},
        [("answer-unknown", "NET-01", "sheet Antwoorden, cell I7", "«Accoord» is not one of the answers")],
    ),
    "an answer of another kind": (
        given(I5="Voldoet deels"),
        {"ENC-01": ""},
        [("answer-other-kind", "ENC-01", "sheet Antwoorden, cell I5", "«Voldoet deels» is not an answer to a requirement")],
    ),
    "a formula": (
        given(I5='<f>"Vol"&amp;"doet"</f><v>Voldoet</v>'),
        {"ENC-01": ""},
        [("answer-formula", "ENC-01", "sheet Antwoorden, cell I5", 'holds a formula, ="Vol"&"doet", which showed «Voldoet»')],
    ),
    "a second column with answers": (
        given(L4="Antwoord", L5="Voldoet niet", L6="voldoet  deels"),
        {"ENC-01": ""},
        [("answer-elsewhere", "ENC-01", "sheet Antwoorden, cell L5", "«Voldoet niet» stands in another column with the same heading")],
    ),
    "a row twice": (
        sheet(lambda text: in_order(text, 5, 6, 7, 7), given()),
        {},
        [
            (
                "answer-twice",
                "NET-01",
                "sheet Antwoorden, row 7 and sheet Antwoorden, row 8",
                "stands in 2 rows, with the same answer",
            )
        ],
    ),
    "a row twice with another answer": (
        sheet(lambda text: cells({"I8": "Niet akkoord"})(in_order(text, 5, 6, 7, 7)), given()),
        {"NET-01": ""},
        [
            (
                "answer-twice",
                "NET-01",
                "sheet Antwoorden, row 7 and sheet Antwoorden, row 8",
                "stands in 2 rows, with different answers",
            )
        ],
    ),
    "a row less": (
        sheet(lambda text: in_order(text, 5, 6), given()),
        {"NET-01": "gone"},
        [("requirement-missing", "NET-01", "sheet Antwoorden", "is not in this answer")],
    ),
    "a row that was not asked": (
        sheet(lambda text: cells({"A8": "NET-09", "B8": "NET-09"})(in_order(text, 5, 6, 7, 7)), given()),
        {},
        [("requirement-unknown", "", "sheet Antwoorden, row 8", "«NET-09» was not asked")],
    ),
    "an answer without a number": (
        sheet(lambda text: cells({"A8": "", "B8": ""})(in_order(text, 5, 6, 7, 7)), given()),
        {},
        [("requirement-unknown", "", "sheet Antwoorden, row 8", "«Akkoord» stands in a row without a number")],
    ),
    "a row that names two": (
        sheet(cells({"B7": "ENC-09"}), given()),
        {"NET-01": "gone"},
        [
            (
                "requirement-mixed",
                "NET-01",
                "sheet Antwoorden, row 7",
                "the hidden column says NET-01, and the number that people see says ENC-09",
            )
        ],
    ),
    "a hidden row": (
        sheet(replaced('<row r="7" ', '<row r="7" hidden="1" '), given()),
        {},
        [("answer-hidden", "NET-01", "sheet Antwoorden, row 7", "stands in a row that somebody hid")],
    ),
    "an explanation that nobody sees": (
        styled(given(J7="mits betaald"), "J7", font='<color rgb="FFFFFFFF"/>'),
        {},
        [("answer-hidden", "NET-01", "sheet Antwoorden, cell J7", "has white text: «mits betaald»")],
    ),
}


@pytest.mark.parametrize(("data", "other", "found"), WRONG.values(), ids=WRONG)
def test_an_answer_that_is_wrong_is_told_with_its_place_and_decides_nothing(
    data: bytes, other: dict[str, str], found: list[tuple[str, str, str, str]]
) -> None:
    expected = {"ENC-01": "meets", "ENC-02": "partly", "NET-01": "accepts"} | other
    assert answers(data) == {id: choice for id, choice in expected.items() if choice != "gone"}
    assert findings(data) == found


def test_what_stands_there_is_kept_literally_when_it_is_no_answer() -> None:
    data = sheet(lambda text: cells({"I8": "Niet akkoord", "J8": "Nee."})(in_order(text, 5, 6, 7, 7)), given(I5=" Ja ", J7="Ja."))
    first, _second, last = read_sheet_answers(data, "xlsx", KNOWN).answers
    assert (first.answer, first.said) == ("", "Ja")
    assert (last.answer, last.said, last.explanation) == ("", "Akkoord | Niet akkoord", "Ja.\nNee.")
    assert last.place == "sheet Antwoorden, cell I7 and sheet Antwoorden, cell I8"


def test_a_hint_names_the_nearest_word_or_all_of_them() -> None:
    hints = [finding.hint for finding in read_sheet_answers(given(I5="Ja", I7="Accoord"), "xlsx", KNOWN).findings]
    assert hints == [
        "the answers are «Voldoet» (Meets) and «Voldoet niet» (Does not meet)",
        "if «Akkoord» is meant, let the supplier say so",
    ]


def test_without_a_list_of_what_was_asked_every_answer_will_do() -> None:
    response = read_sheet_answers(filled(SENT, {"I5": "Niet akkoord", "I6": "Does not meet"}), "xlsx")
    assert [answer.answer for answer in response.answers] == ["refuses", "fails", ""]
    assert [finding.rule for finding in response.findings] == ["answer-empty"]


def test_the_cover_says_which_programme_it_is_where_the_properties_were_lost() -> None:
    data = changed(SENT, {"docProps/custom.xml": lambda text: re.sub(r"<property .*</property>", "", text)})
    response = read_sheet_answers(data, "xlsx", KNOWN)
    assert (response.supplier, response.document, response.hash) == ("", "3f2a-91bc-04de-77aa", "ab12" * 16)


@pytest.mark.parametrize(
    ("xml", "code", "seen"),
    [
        ("<v>0.999</v>", "0.0%", "99,9%"),
        ("<v>5</v>", "", "5"),
        ("<v>1234.5</v>", "", "1234,5"),
        ("<v>1234.5</v>", "#,##0.00", "1234,50"),
        ("<v>46350</v>", "dd-mm-yyyy", "24-11-2026"),
        ("<v>46350.5</v>", "dd-mm-yyyy hh:mm", "24-11-2026 12:00"),
        ("<v>0.5</v>", "hh:mm", "12:00"),
    ],
)
def test_a_number_or_date_is_read_as_people_see_it(xml: str, code: str, seen: str) -> None:
    data = filled(SENT, {"J5": xml})
    data = styled(data, "J5", code=code) if code else styled(data, "J5")
    assert read_sheet_answers(data, "xlsx").answers[0].explanation == seen


def test_a_truth_value_is_read_as_people_see_it() -> None:
    data = sheet(lambda text: re.sub(r'<c r="J5"( s="\d+")/>', r'<c r="J5"\1 t="b"><v>1</v></c>', text))
    assert read_sheet_answers(data, "xlsx").answers[0].explanation == "WAAR"


@needs_calc
def test_numbers_and_truth_values_in_an_ods_are_read_as_people_see_them() -> None:
    data = styled(filled(SENT, {"J5": "<v>0.999</v>", "J6": "<v>46350</v>", "K6": "Bijlage\t7"}), "J5", code="0.0%")
    data = sheet(lambda text: re.sub(r'<c r="J7"( s="\d+")/>', r'<c r="J7"\1 t="b"><v>1</v></c>', text), data)
    response = read_sheet_answers(saved(data, "ods"), "ods")
    assert [answer.explanation for answer in response.answers] == ["99.9%", "46350", "TRUE"]
    assert response.answers[1].evidence == "Bijlage\t7"
    assert [finding.rule for finding in response.findings] == ["answer-empty"] * 3


# ── Hostile files ──


def bomb(data: bytes) -> bytes:
    return changed(data, {}, {"xl/media/image1.png": "\0" * 30_000_000})


def rows_of(count: int) -> str:
    return "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(100, 100 + count))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is not a .xlsx (save it as .xlsx)"),
    "a page": (b"<html></html>", "is not a .xlsx (save it as .xlsx)"),
    "an old or locked file": (
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "is an old .xls, or protected with a password (save it as .xlsx without a password)",
    ),
    "half a file": (SENT[: len(SENT) // 2], "is damaged or protected with a password (BadZipFile) (save it again as .xlsx)"),
    "a Word file": (
        changed(SENT, {}, {"word/document.xml": "<x/>"}).replace(b"xl/workbook.xml", b"xl/workbook.xmx"),
        "is a zip file, but not a .xlsx (save it as .xlsx)",
    ),
    "macros": (changed(SENT, {}, {"xl/vbaProject.bin": "x"}), "holds macros (save it as .xlsx, without macros)"),
    "an entity": (
        changed(SENT, {"xl/sharedStrings.xml": replaced("<sst", '<!DOCTYPE sst [<!ENTITY a "b">]><sst')}),
        "xl/sharedStrings.xml: holds a document type or an unusual encoding (save it again)",
    ),
    "a prefix without a meaning": (
        changed(SENT, {}, {"xl/new.xml": "<x14:x/>"}),
        "xl/new.xml: is damaged: unbound prefix: line 1, column 0 (save it again)",
    ),
    "a bomb": (bomb(SENT), "holds a part that unpacks to more than it should: 'xl/media/image1.png' (save it again as .xlsx)"),
    "depth without end": (
        sheet(replaced("</worksheet>", "<a>" * 2_000 + "</a>" * 2_000 + "</worksheet>")),
        "xl/worksheets/sheet2.xml: holds more, or deeper, XML than an answer needs (save it again)",
    ),
    "a cell in the far corner": (
        sheet(replaced("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
        "xl/worksheets/sheet2.xml: holds something in XFD1048576, beyond row 20,000 or column 500 "
        "(save it again, without what stands far outside the tables)",
    ),
    "a row beyond the last": (
        sheet(replaced("</sheetData>", '<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>')),
        "xl/worksheets/sheet2.xml: holds rows out of order (save it again, without what stands far outside the tables)",
    ),
    "a cell in another row": (
        sheet(replaced("</sheetData>", '<row r="90"><c r="A91"><v>1</v></c></row></sheetData>')),
        "xl/worksheets/sheet2.xml: holds cells out of order, or without a place (save it again, without what stands far outside the tables)",
    ),
    "a cell twice": (
        sheet(lambda text: re.sub(r'(<c r="I5"[^>]*/>)', r"\1\1", text)),
        "xl/worksheets/sheet2.xml: holds cells out of order, or without a place (save it again, without what stands far outside the tables)",
    ),
    "too many rows": (
        sheet(replaced("</sheetData>", rows_of(80_000) + "</sheetData>")),
        "xl/worksheets/sheet2.xml: holds more rows, cells or text than an answer sheet needs (save it again, without what stands far outside the tables)",
    ),
    "one long text in many cells": (
        changed(
            sheet(
                replaced(
                    "</sheetData>", "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(9, 900)) + "</sheetData>"
                )
            ),
            {
                "xl/sharedStrings.xml": lambda text: re.sub(
                    r"<si><t[^>]*>[^<]*</t></si>", f"<si><t>{'lang ' * 6_000}</t></si>", text, count=1
                )
            },
        ),
        "xl/worksheets/sheet2.xml: holds more rows, cells or text than an answer sheet needs "
        "(save it again, without what stands far outside the tables)",
    ),
    "a text that is not there": (
        sheet(lambda text: re.sub(r'(<c r="F5"[^>]*>)<v>\d+</v>', r"\1<v>-1</v>", text)),
        "xl/worksheets/sheet2.xml: holds a text in F5 that is not there (save it again, without what stands far outside the tables)",
    ),
    "everything merged": (
        sheet(replaced("<autoFilter", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><autoFilter')),
        "xl/worksheets/sheet2.xml: holds merged cells without end (save it again, without what stands far outside the tables)",
    ),
    "another workbook": (
        changed(SENT, {"_rels/.rels": replaced("xl/workbook.xml", "xl/other.xml")}, {"xl/other.xml": "<x/>"}),
        "_rels/.rels: names another part as its workbook (save it again)",
    ),
    "a sheet that is not there": (
        changed(SENT, {"xl/_rels/workbook.xml.rels": replaced("worksheets/sheet2.xml", "worksheets/sheet7.xml")}),
        "xl/worksheets/sheet7.xml: lacks a sheet that it names (save it again)",
    ),
    "data from elsewhere": (
        changed(SENT, {}, {"xl/externalLinks/externalLink1.xml": "<x/>"}),
        "xl/externalLinks/externalLink1.xml: takes data from another file or holds controls (save it with values only)",
    ),
    "a link to elsewhere": (
        changed(
            SENT,
            {
                "xl/_rels/workbook.xml.rels": replaced(
                    "</Relationships>",
                    '<Relationship Id="a" Type="http://x/attachedTemplate" Target="file:///x" TargetMode="External"/></Relationships>',
                )
            },
        ),
        "xl/_rels/workbook.xml.rels: refers to another file (save it without links to other files)",
    ),
    "another sheet": (
        sheet(cells({"A4": "x", "B4": "Onderwerp", "I4": "Reactie"})),
        "is not an answer sheet (no sheet has the columns Nummer and Antwoord, or Number and Answer)",
    ),
}


def test_what_a_file_says_of_its_own_size_is_not_believed() -> None:
    """python-calamine 0.9.1 stops the whole process on the first of these."""
    data = changed(
        GIVEN,
        {
            "xl/sharedStrings.xml": lambda text: re.sub(r'uniqueCount="\d+"', 'uniqueCount="999999999999"', text),
            "xl/styles.xml": lambda text: re.sub(r'<cellXfs count="\d+"', '<cellXfs count="999999999999"', text),
            ANSWERS: lambda text: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text),
        },
    )
    assert altered(data) == []
    assert answers(data) == {"ENC-01": "meets", "ENC-02": "partly", "NET-01": "accepts"}


@needs_calc
def test_cells_say_what_another_reader_of_spreadsheets_says() -> None:
    for data in (GIVEN, saved(GIVEN, "xlsx"), styled(filled(SENT, {"J5": "<v>1234.5</v>", "K5": "_x0041__x000D_\n"}), "J5")):
        other = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet_read in open_sheets(data, "xlsx").sheets:
            table = other.get_sheet_by_name(sheet_read.name).to_python(skip_empty_area=False)
            cells_read = {(row, column): text for row, texts in sheet_read.rows.items() for column, text in texts.items()}
            theirs = {(row, column): value for row, values in enumerate(table) for column, value in enumerate(values) if value != ""}
            assert {cell: text for cell, text in cells_read.items() if isinstance(theirs[cell], str)} == {
                cell: text for cell, text in theirs.items() if isinstance(text, str)
            }
            assert cells_read.keys() == theirs.keys()


def refusal(data: bytes, kind: SheetKind) -> str:
    """Why both readers refuse a file, within seconds."""
    started, messages = time.process_time(), set()
    for read in (read_sheet_text, read_sheet_answers):
        with pytest.raises(OfficeError) as error:
            read(data, kind)
        messages.add(str(error.value))
    assert time.process_time() - started < 10
    assert len(messages) == 1
    return messages.pop()


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence(data: bytes, message: str) -> None:
    assert refusal(data, "xlsx") == message


# ── .ods files written by hand: no LibreOffice needed ──

ODS = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{styles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
    "</office:document-content>"
)
STYLES = (
    "<office:automatic-styles>"
    '<style:style style:name="wit" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="weg" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    "</office:automatic-styles>"
)


def ods(*rows: str, before: str = "", parts: dict[str, str] | None = None) -> bytes:
    """An .ods with these rows below the headings."""
    table = (
        f'<table:table table:name="Antwoorden">{before}{ods_row("Nummer", "Titel", "Antwoord", "Toelichting")}{"".join(rows)}</table:table>'
    )
    every = {"mimetype": ODS, "content.xml": CONTENT.format(styles=STYLES, tables=table), **(parts or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in every.items():
            package.writestr(name, text)
    return buffer.getvalue()


def ods_row(*texts: str, more: str = "") -> str:
    """A row of an .ods; a text that begins with `<table` is the XML of a cell."""
    row = (text if text.startswith("<table") else ods_cell(f"<text:p>{text}</text:p>") for text in texts)
    return f"<table:table-row{more}>{''.join(row)}</table:table-row>"


def ods_cell(inner: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}>{inner}</table:table-cell>'


def test_an_ods_may_repeat_what_is_empty_and_its_rows_are_read_in_place() -> None:
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    rest = empty.replace('repeated="3"', 'repeated="1048000"')
    two = ods_cell("<text:p>een</text:p><text:p>twee <text:s text:c='2'/><text:span>drie</text:span><text:line-break/>vier</text:p>")
    response = read_sheet_answers(ods(empty, ods_row("NET-01", "Afsnijden", "Akkoord", two), rest), "ods", {"NET-01": "condition"})
    assert response.answers == (
        GivenAnswer(
            requirement="NET-01",
            answer="accepts",
            said="Akkoord",
            explanation="een\ntwee   drie\nvier",
            evidence="",
            place="sheet Antwoorden, cell C5",
        ),
    )
    assert response.findings == ()


def test_what_an_ods_hides_is_told() -> None:
    condition = '<x:conditional-format xmlns:x="c" x:target-range-address="Antwoorden.B2"><x:condition x:apply-style-name="wit"/></x:conditional-format>'
    remark = "<office:annotation><dc:creator>Piet</dc:creator><text:p>Let op.</text:p></office:annotation>"
    struck = ods_cell(f'{remark}<text:p>Zonder <text:span text:style-name="weg">niet</text:span> meer</text:p>')
    formula = ods_cell("<text:p>Titel</text:p>", ' table:formula="of:=&quot;Titel&quot;"')
    data = ods(
        ods_row("NET-01", struck, "Akkoord", ods_cell("<text:p>mits</text:p>", ' table:style-name="wit"')),
        ods_row("NET-02", formula, "Akkoord", more=' table:visibility="collapse"'),
        ods_row("NET-03", "Titel", "Akkoord", more=' table:visibility="filter"'),
        condition,
    )
    text = read_sheet_text(data, "ods")
    assert [(trick.kind, trick.key, trick.text) for trick in text.tricks] == [
        ("struck", "NET-01", "niet"),
        ("formula", "NET-02", 'B3: ="Titel"'),
        ("hidden", "NET-02", "row 3"),
        ("white", "", "cells Antwoorden.B2, by a conditional format"),
    ]
    assert text.comments == (Comment(author="Piet", text="Let op."),)
    found = read_sheet_answers(data, "ods").findings
    assert [(finding.rule, finding.requirement, finding.place) for finding in found] == [
        ("answer-hidden", "NET-01", "sheet Antwoorden, cell D2"),
        ("answer-hidden", "NET-02", "sheet Antwoorden, row 3"),
    ]


FAR = (
    "content.xml: holds something beyond row 20,000 or column 500, or too much (save it again, without what stands far outside the tables)"
)
HOSTILE_ODS: dict[str, tuple[bytes, str]] = {
    "an .xlsx": (SENT, "is a zip file, but not a .ods (save it as .ods)"),
    "a text document": (
        ods(parts={"mimetype": "application/vnd.oasis.opendocument.text"}),
        "is a zip file, but not a .ods (save it as .ods)",
    ),
    "a password": (
        ods(parts={"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": "\x01\x02"}),
        "is protected with a password (save it as .ods without a password)",
    ),
    "macros": (ods(parts={"Basic/Standard/Module1.xml": "<x/>"}), "holds macros (save it as .ods, without macros)"),
    "a script": (
        ods(before="<office:event-listeners><office:x/></office:event-listeners>"),
        "content.xml: holds macros or a link that fetches something (save it with values only)",
    ),
    "an entity": (
        ods(parts={"content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "content.xml: holds a document type or an unusual encoding (save it again)",
    ),
    "a link to another file": (
        ods(before='<table:table-source xlink:href="file:///etc/passwd"/>'),
        "content.xml: refers to another file (save it without links to other files)",
    ),
    "a row without end": (ods(ods_row("NET-01", "x", "Akkoord", more=' table:number-rows-repeated="1000000000"')), FAR),
    "a cell without end": (ods(ods_row("NET-01", ods_cell("<text:p>x</text:p>", ' table:number-columns-repeated="100000000"'))), FAR),
    "a row far below": (
        ods(
            '<table:table-row table:number-rows-repeated="9999999999"><table:table-cell/></table:table-row>',
            ods_row("NET-01", "x", "Akkoord"),
        ),
        FAR,
    ),
    "too much": (ods(ods_row(*["x"] * 400, more=' table:number-rows-repeated="19000"')), FAR),
    "a number that is none": (
        ods(ods_row("NET-01", more=' table:number-rows-repeated="-1"')),
        "content.xml: holds a number that is none (save it again)",
    ),
    "a table in a table": (
        ods(ods_row(ods_cell('<table:table table:name="x"/>'))),
        "content.xml: holds a table in a table (save it again)",
    ),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE_ODS.values(), ids=HOSTILE_ODS)
def test_a_hostile_ods_is_refused_with_one_sentence(data: bytes, message: str) -> None:
    assert refusal(data, "ods") == message


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1"])
def test_a_number_of_a_look_that_nobody_has_is_no_look(number: str) -> None:
    """Python reads no number of more than 4,300 digits."""
    data = changed(SENT, {"xl/styles.xml": lambda xml: re.sub(r'(fontId|fillId)="\d+"', rf'\1="{number}"', xml)})
    assert answers(data).keys() == KNOWN.keys()
