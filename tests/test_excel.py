"""The answer sheet that `pve` writes: what is in it, what can be filled in, and that it is sound."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from excelfile import ANSWERS, DAY, ENC_01, EXAMPLE, changed, needs_calc, part, programme, saved, small, small_book
from pve_gen.findings import PveError
from pve_gen.model import Catalog, Language
from pve_gen.officefile import custom_properties, read_office
from pve_gen.programme import Programme
from pve_gen.values import replace
from pve_gen.writers.excel import write_excel
from pve_gen.writers.excelpaper import CellText, height, wrapped

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COVER, REGISTER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"


def sheet_names(data: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names


def rows(data: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def every(data: bytes, name: str, tag: str) -> Iterator[etree._Element]:
    return etree.fromstring(part(data, name).encode()).iter(f"{S}{tag}")


# ── What is in it ──


@pytest.fixture(scope="module")
def real(catalog: Catalog) -> dict[str, Programme[str]]:
    """Programmes from the shipped catalogue."""
    return {
        "example": programme(catalog, EXAMPLE),
        "low": programme(catalog, profile="low"),
        "english": programme(catalog, profile="high", language="en"),
    }


@pytest.mark.parametrize("name", ["example", "low", "english"])
def test_an_independent_validator_finds_nothing(real: dict[str, Programme[str]], name: str, tmp_path: Path) -> None:
    (tmp_path / "antwoorden.xlsx").write_bytes(write_excel(real[name], DAY))
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "antwoorden.xlsx")).errors] == []


def test_every_requirement_has_a_row_and_every_other_stands_in_the_register_with_the_reason(real: dict[str, Programme[str]]) -> None:
    content = real["example"]
    data = write_excel(content, DAY)
    asked = [block.id for chapter in content.chapters for block in chapter.requirements]
    assert [row[0] for row in rows(data, "Antwoorden")[4:]] == [row[1] for row in rows(data, "Antwoorden")[4:]] == asked
    register = {row[0]: (row[4], row[5]) for row in rows(data, "Register")[4:]}
    assert list(register) == asked + [item.id for item in content.left_out]
    assert register | {item.id: ("Nee", item.because) for item in content.left_out} == register
    assert {register[id][0] for id in asked} == {"Ja"}


def test_the_sheets_are_a_cover_the_answers_and_tables_to_look_things_up_in(real: dict[str, Programme[str]]) -> None:
    dutch, english = (sheet_names(write_excel(real[name], DAY)) for name in ("example", "english"))
    assert dutch == ["Voorblad", "Antwoorden", "Register", "Kenmerken", "Besluiten", "Normdekking", "Begrippen"]
    assert english == ["Cover", "Answers", "Register", "Facts", "Norm coverage", "Terms"]


def test_a_requirement_is_a_row_with_its_key_in_front() -> None:
    table = rows(small_book(), "Antwoorden")
    assert [[cell for cell in row if cell != ""] for row in table[:3]] == [
        ["Antwoorden · Zaaksysteem"],
        ["Nog te beantwoorden", 3.0],
        ["Wat de gemeente vraagt", "In te vullen door de Leverancier"],
    ]
    assert table[3:5] == [
        ["pve-id", "Nummer", "Hoofdstuk", "Soort", "Titel", "Tekst", "Gevraagd bewijs", "Normen", "Antwoord", "Toelichting", "Bewijs"],
        [
            "ENC-01",
            "ENC-01",
            "Versleuteling",
            "Knock-out-eis",
            "Versleuteld verkeer",
            "De Leverancier versleutelt:\n• al het verkeer;\n• iedere kopie van 5 m².",
            "Bij inschrijving: Beschrijving van de werkwijze.\nJaarlijks: Verslag.",
            "BIO2 8.24.01\nAVG art. 32 lid 1 onder a",
            "",
            "",
            "",
        ],
    ]


def test_the_cover_says_what_it_is_about_what_to_fill_in_and_where_it_comes_from() -> None:
    cover = {row[0]: row[1] for row in rows(small_book(), "Voorblad")}
    assert list(cover)[:3] == ["Gemeente R&D-dorp", "Zaaksysteem", "Antwoorden op het programma van eisen informatiebeveiliging en privacy"]
    assert {label: cover[label] for label in ("Naam van de Leverancier", "Contactpersoon van de Leverancier", "Datum van invullen")} == {
        "Naam van de Leverancier": "",
        "Contactpersoon van de Leverancier": "",
        "Datum van invullen": "",
    }
    assert cover["Nog te beantwoorden"] == 3
    assert cover["Wensen"].startswith("1. Samen leveren zij ten hoogste 20 punten op.")
    assert cover["Register"].startswith("Van elke vraag waarom de gemeente haar stelt")
    assert "Besluiten" not in cover  # there are none
    assert (cover["Kenmerk"], cover["Documentnummer"], cover["Controlegetal"]) == ("2026-0142", "3f2a-91bc-04de-77aa", "ab12" * 16)


def test_what_the_municipality_still_has_to_fill_in_stands_first() -> None:
    cover = rows(write_excel(replace(small(), blanks=("kenmerk", "LOG-04 bewaartermijn (hoe lang)")), DAY), "Voorblad")
    assert cover[3:6] == [
        ["Nog in te vullen voordat dit bestand wordt verstuurd", ""],
        ["Invullen", "kenmerk"],
        ["Invullen", "LOG-04 bewaartermijn (hoe lang)"],
    ]


def test_a_text_that_was_not_translated_says_so() -> None:
    english = replace(small(replace(ENC_01, untranslated=True)), language="en")
    assert rows(write_excel(english, DAY), "Answers")[4][5] == (
        "[This requirement has not been translated yet; the Dutch text applies.]\n"
        "De Leverancier versleutelt:\n• al het verkeer;\n• iedere kopie van 5 m²."
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+31 6", "@SUM(A1)", "-2", "https://x.example", "mailto:a@x.example", "{=1}", "<b>&amp;</b>", "007"]
)
def test_a_formula_or_link_in_a_title_stays_text(text: str) -> None:
    data = write_excel(small(replace(ENC_01, title=text, text=text, norms=text)), DAY)
    assert [rows(data, "Antwoorden")[4][column] for column in (4, 5, 7)] == [text] * 3
    formulas = {name: [formula.text for formula in every(data, name, "f")] for name in (COVER, ANSWERS, REGISTER)}
    assert formulas == {COVER: ["COUNTBLANK('Antwoorden'!$I$5:$I$5)"], ANSWERS: ["COUNTBLANK('Antwoorden'!$I$5:$I$5)"], REGISTER: []}


@pytest.mark.parametrize(
    ("language", "sheet", "end"), [("nl", "Normdekking", " … en 4.213 andere"), ("en", "Norm coverage", " … and 4,213 others")]
)
def test_a_clause_that_very_many_requirements_touch_names_the_first_and_counts_the_others(language: Language, sheet: str, end: str) -> None:
    def listed(ids: list[str]) -> str:
        content = small()
        norm = content.coverage[0]
        clause = replace(norm.clauses[0], requirements=", ".join(ids))
        data = write_excel(replace(content, language=language, coverage=(replace(norm, clauses=(clause,)),)), DAY)
        return str(rows(data, sheet)[-1][2])

    ids = [f"TA-{number:04}" for number in range(1, 4_274)]
    assert listed(ids) == ", ".join(ids[:60]) + end
    assert listed(ids[:61]) == ", ".join(ids[:61])


def test_a_text_that_no_cell_can_hold_is_refused_rather_than_cut() -> None:
    with pytest.raises(PveError) as error:
        write_excel(small(replace(ENC_01, text="x" * 32_768)), DAY)
    assert str(error.value) == f"Antwoorden F5: {'x' * 60}… is longer than the 32,767 letters that a cell can hold (shorten the text)"


# ── What can be filled in ──


def test_only_answers_and_the_fields_of_the_cover_can_be_typed_in_and_there_is_no_password() -> None:
    data = small_book()
    styles = [style.find(f"{S}protection") for style in next(every(data, "xl/styles.xml", "cellXfs"))]
    free = {number for number, locked in enumerate(styles) if locked is not None and locked.get("locked") == "0"}
    open_cells = {name: {cell.get("r") for cell in every(data, name, "c") if int(cell.get("s", "0")) in free} for name in (COVER, ANSWERS)}
    assert open_cells == {COVER: {"B5", "B6", "B7"}, ANSWERS: {f"{column}{row}" for column in "IJK" for row in (5, 6, 7)}}
    protections = [dict(next(every(data, f"xl/worksheets/sheet{number}.xml", "sheetProtection")).attrib) for number in range(1, 7)]
    allowed = {"formatColumns": "0", "formatRows": "0", "sort": "0", "autoFilter": "0"}
    assert protections == [{"sheet": "1", "objects": "1", "scenarios": "1", **allowed}] * 6


def test_each_kind_has_its_own_answers_to_choose_from() -> None:
    lists = {rule.get("sqref"): rule for rule in every(small_book(), ANSWERS, "dataValidation")}
    assert {place: rule.findtext(f"{S}formula1") for place, rule in lists.items()} == {
        "I5": '"Voldoet,Voldoet niet"',
        "I6": '"Voldoet,Voldoet deels,Voldoet niet"',
        "I7": '"Akkoord,Niet akkoord"',
    }
    assert [lists["I6"].get(name) for name in ("promptTitle", "prompt", "errorTitle", "error")] == [
        "Antwoord ENC-02",
        "Kies uit de lijst: Voldoet, Voldoet deels of Voldoet niet.",
        "Dit is geen antwoord",
        "Kies uit de lijst: Voldoet, Voldoet deels of Voldoet niet.",
    ]


def test_cells_and_columns_have_names_for_programs_and_screen_readers() -> None:
    names = {(name.get("name"), name.get("localSheetId")): name.text for name in every(small_book(), "xl/workbook.xml", "definedName")}
    assert names["pve_ENC_02_answer", None] == "'Antwoorden'!$I$6"
    assert names["pve_NET_01_evidence", None] == "'Antwoorden'!$K$7"
    assert names["ColumnTitle", "1"] == "'Antwoorden'!$B$4"
    assert names["_xlnm.Print_Titles", "1"] == "Antwoorden!$4:$4"
    assert sum(str(name).startswith("pve_") for name, _sheet in names) == 9


def test_the_key_is_hidden_the_headings_stay_in_sight_and_rows_can_be_filtered() -> None:
    data = small_book()
    column, pane = next(every(data, ANSWERS, "col")), next(every(data, ANSWERS, "pane"))
    assert [column.get(name) for name in ("min", "max", "hidden")] == ["1", "1", "1"]
    assert [pane.get(name) for name in ("xSplit", "ySplit", "state")] == ["2", "4", "frozen"]
    assert next(every(data, ANSWERS, "autoFilter")).get("ref") == "B4:K7"


def test_it_prints_on_wide_pages_that_say_what_they_belong_to() -> None:
    data = small_book()
    page, edges = next(every(data, ANSWERS, "pageSetup")), next(every(data, ANSWERS, "headerFooter"))
    assert {str(name): str(value) for name, value in page.attrib.items()} == {
        "paperSize": "9",
        "orientation": "landscape",
        "fitToHeight": "0",
    }
    style = '&"Calibri,Regular"&8&K595959'
    assert edges.findtext(f"{S}oddHeader") == f"&L{style}Gemeente R&&D-dorp&R{style}Zaaksysteem"
    assert edges.findtext(f"{S}oddFooter") == f"&L{style}2026-0142 · versie 1.0 · 3f2a-91bc-04de-77aa&R{style}Pagina &P van &N"


def test_a_long_name_in_a_header_is_cut_and_an_ampersand_in_it_stays_one() -> None:
    tender = replace(small().tender, organisation="R&D " * 60, title="&" * 200)
    header = next(every(write_excel(replace(small(), tender=tender), DAY), ANSWERS, "headerFooter")).findtext(f"{S}oddHeader") or ""
    assert header.count("R&&D ") == 15
    assert len(header) < 255


def test_a_programme_without_requirements_is_a_sheet_without_rows() -> None:
    data = write_excel(replace(small(), chapters=(), counts=replace(small().counts, total=0)), DAY)
    assert rows(data, "Antwoorden")[-1][1:3] == ["Nummer", "Hoofdstuk"]


def test_the_file_says_which_programme_it_belongs_to_and_in_which_language() -> None:
    data = small_book()
    assert custom_properties(read_office(data, "xlsx")) == {"pve-document": "3f2a-91bc-04de-77aa", "pve-hash": "ab12" * 16}
    core = etree.fromstring(part(data, "docProps/core.xml").encode())
    said = {node.tag.rpartition("}")[2]: node.text for node in core}
    assert said["title"] == "Zaaksysteem – antwoorden"
    assert (said["creator"], said["language"], said["created"]) == ("Gemeente R&D-dorp", "nl-NL", "2026-11-20T00:00:00Z")


# ── Rows that are high enough ──


def test_a_text_is_wrapped_as_a_cell_wraps_it() -> None:
    text = "De Leverancier blokkeert na vaststelling van een aanval op de Oplossing de bron daarvan."
    assert wrapped(text, 46) == ["De Leverancier blokkeert na vaststelling van een", "aanval op de Oplossing de bron daarvan."]
    assert "".join(wrapped("x" * 100, 10)) == "x" * 100
    assert height(CellText("a\n\nb", 46), CellText("c", 10)) == 3 * 12.75 + 5


@needs_calc
def test_every_row_is_as_high_as_libreoffice_would_make_it(real: dict[str, Programme[str]]) -> None:
    data = write_excel(real["low"], DAY)
    free = changed(data, {name: lambda text: re.sub(r' ht="[^"]*" customHeight="1"', "", text) for name in (COVER, ANSWERS, REGISTER)})
    fitting = saved(free, "xlsx")
    for name in (COVER, ANSWERS, REGISTER):
        ours, theirs = ({row.get("r"): float(row.get("ht", "15")) for row in every(book, name, "row")} for book in (data, fitting))
        assert {row: (high, theirs[row]) for row, high in ours.items() if high < theirs[row]} == {}


# ── Always the same ──

PROGRAM = """
import sys
from excelfile import small_book
sys.stdout.buffer.write(small_book())
"""


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=Path(__file__).parent,
            env={**os.environ, **more},
            capture_output=True,
            check=True,
        ).stdout
        for more in (
            {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
        )
    ]
    assert made[0] == made[1] == small_book()
