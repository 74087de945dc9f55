"""`pve export questionnaire`: what a tender asks as a flat sheet, in the columns that somebody else wants."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from conftest import ROOT, Pve
from pve_gen.findings import PveError
from pve_gen.lock import read_lock
from pve_gen.questionnaire import FIELDS, Column, column_of, questionnaire
from pve_gen.sent import SentProgramme
from pve_gen.writers.csv import as_csv

CASE = ROOT / "examples/zaaksysteem/tender.yaml"
LOCK = ROOT / "examples/zaaksysteem/inschrijvingen/programma-van-eisen-vbs-2026-0142.lock.json"


@pytest.fixture(scope="module")
def sent() -> SentProgramme:
    return read_lock(LOCK).programme


def rows_of(content: bytes) -> list[list[Any]]:
    """What the one sheet shows."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 1
    return book.get_sheet_by_index(0).to_python()


def table(text: str, separator: str = ";") -> list[list[str]]:
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=separator))


# ── What stands in it ──


def test_every_requirement_is_a_row_under_headings_in_the_first(pve: Pve, tmp_path: Path) -> None:
    done = pve("export", "questionnaire", CASE)
    name = "programma-van-eisen-vbs-2026-0142-vragenlijst.xlsx"
    headings = "Nummer, Thema, Soort, Punten, Titel, Tekst, Gevraagd bewijs, Uw antwoord, Uw toelichting, Uw bewijs"
    assert (done.code, done.err) == (0, f"Written: {name}.\n132 rows in 10 columns: {headings}.\n")
    head, *rows = rows_of((tmp_path / name).read_bytes())
    assert ", ".join(head) == headings
    listed = json.loads(pve("list", CASE, "--format", "json").out)
    assert sorted(row[0] for row in rows) == sorted(one["id"] for one in listed if one["selected"])
    assert next(row for row in rows if row[0] == "ENC-10") == [
        "ENC-10", "Versleuteling", "Wens", 15.0, "Sleutel in eigen beheer",
        "De Oplossing laat de Opdrachtgever de hoofdsleutel van zijn Gegevens zelf beheren en zo intrekken dat de Gegevens binnen 24 uur daarna "
        "onleesbaar zijn.",
        "Beschrijving van het beheer van de sleutel door de klant. (bij inschrijving)", "", "", "",
    ]  # fmt: skip


def test_columns_come_in_the_order_and_under_the_headings_that_were_said(pve: Pve) -> None:
    columns = ("number=Nr", "id=Code", "kind=Type", "fixed=Verplicht=Ja", "choices", "answer=Reactie", "empty=Intern")
    words = [word for column in columns for word in ("--column", column)]
    done = pve("export", "questionnaire", "--lock", LOCK, *words, "--kind-name", "wish=G", "--format", "csv", "--out", "-")
    head, *rows = table(done.out)
    assert head == ["Nr", "Code", "Type", "Verplicht", "Antwoordmogelijkheden", "Reactie", "Intern"]
    assert rows[0] == ["1", "ENC-01", "Knock-out-eis", "Ja", "Voldoet; Voldoet niet", "", ""]
    assert next(row for row in rows if row[1] == "ENC-10")[2:5] == ["G", "Ja", "Voldoet; Voldoet deels; Voldoet niet"]
    assert done.err.splitlines()[1:] == ["No column holds the texts: add --column text, or --column question."]


def test_every_field_has_a_heading_and_holds_what_it_says(sent: SentProgramme) -> None:
    said = [Column(field=field, heading="X" if field == "empty" else "Y" if field == "fixed" else "", text="Z") for field in FIELDS]
    made = questionnaire(sent, said, {})
    first = dict(zip(FIELDS, made.rows[0], strict=True))
    asked = sent.requirements[0]
    assert all(made.headings)
    assert (first["id"], first["number"], first["version"], first["document"]) == ("ENC-01", 1, asked.version, sent.provenance.document)
    assert (first["why"], first["because"], first["verify"]) == (
        asked.why.replace("\n", " ").strip(),
        asked.because,
        asked.verify.replace("\n", " ").strip(),
    )
    assert first["question"] == f"{first['title']}\n\n{first['text']}"
    assert first["norms"] == "; ".join(norm.label for norm in asked.norms)
    assert (first["answer"], first["explanation"], first["empty"]) == ("Z", "Z", "Z")  # no text is said of these on the command line
    assert first["points"] == ""
    assert {column_of(field).text for field in FIELDS if field not in {"fixed", "empty"}} == {""}


def test_a_lock_gives_what_was_sent_in_its_language(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", CASE, "--lang", "en", "--format", "json", "--out", "sent").code == 0
    (lock,) = (tmp_path / "sent").glob("*.lock.json")
    done = pve("export", "questionnaire", "--lock", lock, "--format", "csv", "--out", "-", env={"PVE_PROFILE": "low"})
    assert table(done.out)[0][:4] == ["Number", "Theme", "Kind", "Points"]


@pytest.mark.parametrize(("separator", "mark"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_a_csv_file_has_the_separator_that_was_asked(sent: SentProgramme, pve: Pve, separator: str, mark: str) -> None:
    words = ("--lock", LOCK, "--column", "id", "--column", "text", "--format", "csv", "--separator", separator, "--out", "-")
    assert len(table(pve("export", "questionnaire", *words).out, mark)) == len(sent.requirements) + 1


# ── Nothing in it runs ──


def test_no_cell_of_a_sheet_is_a_formula_whatever_it_begins_with(pve: Pve, tmp_path: Path) -> None:
    evil = '=HYPERLINK("https://kwaad.example";"klik")'
    lock = json.loads(LOCK.read_text("utf-8"))
    for at, (one, sign) in enumerate(zip(lock["programme"]["requirements"], ("=", "+", "-", "@", "https://kwaad.example/"), strict=False)):
        one["title"] = f"{sign}1+{at}"
        one["text"] = "\\" + evil
    (tmp_path / "sent.lock.json").write_text(json.dumps(lock), "utf-8")
    words = ("--lock", "sent.lock.json", "--column", "title", "--column", "text", "--column", f"fixed=Kop={evil}")
    assert pve("export", "questionnaire", *words, "--column", "points==1+1", "--out", "lijst.xlsx").code == 0
    content = (tmp_path / "lijst.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert [row[0] for row in rows_of(content)[1:6]] == ["=1+0", "+1+1", "-1+2", "@1+3", "https://kwaad.example/1+4"]
    assert rows_of(content)[1][1] == evil
    assert rows_of(content)[1][2] == evil
    assert rows_of(content)[0][3] == "=1+1"


def test_a_cell_of_a_csv_file_that_would_run_gets_a_quote_before_it_and_so_does_a_heading() -> None:
    cells = ["=1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "veilig"]
    rows = table(as_csv(["=kop"], [[cell] for cell in cells], ";").decode())
    assert [row[0] for row in rows] == ["'=kop", "'=1", "'+1", "'-1", "'@SUM(A1)", "'=1", "'=1", "veilig"]


# ── In Excel ──


def test_the_sheet_can_be_filtered_and_answered_from_a_list(pve: Pve, tmp_path: Path) -> None:
    words = ("--lock", LOCK, "--column", "id", "--column", "text", "--column", "answer")
    assert pve("export", "questionnaire", *words, "--out", "lijst.xlsx").code == 0
    with zipfile.ZipFile(tmp_path / "lijst.xlsx") as archive:
        sheet, strings = archive.read("xl/worksheets/sheet1.xml").decode(), archive.namelist()
    assert '<autoFilter ref="A1:C133"/>' in sheet
    assert 'state="frozen"' in sheet
    assert '"Voldoet,Voldoet niet"' in sheet.replace("&quot;", '"')
    assert '"Akkoord,Niet akkoord"' in sheet.replace("&quot;", '"')
    assert "xl/worksheets/sheet2.xml" not in strings


def test_the_same_programme_gives_the_same_bytes(pve: Pve, tmp_path: Path) -> None:
    for zone, seed in (("Pacific/Auckland", "1"), ("UTC", "2")):
        env = {"SOURCE_DATE_EPOCH": "1795608000", "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": seed}
        assert pve("export", "questionnaire", "--lock", LOCK, "--out", f"lijst{seed}.xlsx", env=env).code == 0
    assert (tmp_path / "lijst1.xlsx").read_bytes() == (tmp_path / "lijst2.xlsx").read_bytes()


def test_a_questionnaire_that_comes_back_is_not_taken_for_an_altered_answer_sheet(pve: Pve) -> None:
    assert pve("export", "questionnaire", "--lock", LOCK, "--out", "lijst.xlsx").code == 0
    done = pve("assess", "lijst.xlsx", "--lock", LOCK)
    reason = "is not an answer sheet (no sheet has the columns Nummer and Antwoord, or Number and Answer)"
    assert (done.code, done.err) == (2, f"pve: lijst.xlsx: {reason}\n")


# ── What is wrong ──


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("tekst", "--column tekst: `tekst` is not a field (did you mean `text`?)"),
        ("fixed=Verplicht", '--column fixed=Verplicht: says no text (write --column "fixed=Verplicht=Ja")'),
        ("empty", '--column empty: needs a heading (write --column "empty=Opmerking")'),
        ("fixed= =Ja", '--column fixed= =Ja: needs a heading (write --column "fixed=Opmerking=Ja")'),
    ],
)
def test_a_column_that_cannot_be_is_one_line(said: str, error: str) -> None:
    with pytest.raises(PveError) as raised:
        column_of(said)
    assert str(raised.value) == error


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ("--column", "id=Nr", "--column", "number=Nr"),
            "--column: two columns are called «Nr» (give one of them another heading: FIELD=HEADING)",
        ),
        (("--kind-name", "wens=G"), "--kind-name wens=G: `wens` is not a kind (choose requirement, wish or condition)"),
        (("--kind-name", "wish"), '--kind-name wish: says no name (write --kind-name "wish=KO")'),
        (("--lock", str(LOCK)), "--lock: says already what is asked (leave the tender, its facts and the catalogue out)"),
        (("--format", "docx"), "--format docx: is not a format of this report (choose xlsx or csv)"),
    ],
)
def test_what_cannot_be_made_is_one_line(pve: Pve, words: tuple[str, ...], error: str) -> None:
    done = pve("export", "questionnaire", CASE, *words)
    assert (done.code, done.err) == (2, f"pve: {error}\n")


def test_a_sheet_that_is_there_is_kept(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "lijst.csv").write_text("van ons", "utf-8")
    assert pve("export", "questionnaire", "--lock", LOCK, "--out", "lijst.csv").code == 3
    assert (tmp_path / "lijst.csv").read_text("utf-8") == "van ons"
    assert pve("export", "questionnaire", "--lock", LOCK, "--out", "lijst.csv", "--overwrite").code == 0
