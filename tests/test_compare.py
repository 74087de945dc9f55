"""`pve compare` on files that came back: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import python_calamine
from lxml import etree
from openxml_audit import OpenXmlValidator

import wordfile
from conftest import ROOT, Pve
from pve_gen.accessibility import accessibility
from pve_gen.officefile import read_office
from suppliers import HASTY, STEM, YES, all_three, answered, in_excel, in_word

FILES = ("zorgvuldig.docx", "haastig.xlsx", "middenweg.docx")
REPORT = "vergelijking-vbs-2026-0142"
DAY = ("--date", "2026-12-07")


@pytest.fixture(scope="module")
def came_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was sent, and the answers of three suppliers."""
    folder = tmp_path_factory.mktemp("suppliers")
    all_three(folder)
    return folder


@pytest.fixture
def folder(came_back: Path, tmp_path: Path) -> Path:
    """A copy of it, to work in."""
    return Path(shutil.copytree(came_back, tmp_path / "map"))


@pytest.fixture(scope="module")
def written(came_back: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every report in both languages, and the questions."""
    out = tmp_path_factory.mktemp("reports")
    for language in ("nl", "en"):
        words = [*FILES, "--lock", f"verstuurd/{STEM}.lock.json", "--format", "docx,xlsx,html,md,json", "--lang", language, *DAY]
        command = [
            sys.executable,
            "-m",
            "pve_gen",
            "compare",
            *words,
            "--out",
            str(out / language),
            "--questions",
            str(out / f"{language}-q"),
        ]
        done = subprocess.run(command, cwd=came_back, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
    return out


def lock(folder: Path) -> tuple[str, Path]:
    return "--lock", folder / "verstuurd" / f"{STEM}.lock.json"


# ── In the terminal ──


def test_the_terminal_shows_each_supplier_and_the_themes_in_which_any_deviates(pve: Pve, folder: Path) -> None:
    done = pve("compare", *FILES, *lock(folder), cwd=folder, env={"COLUMNS": "100"})
    assert done.code == 1
    assert done.out.splitlines()[:9] == [
        "                      Zorgvuldig Zaakbeheer BV  Haastig Software NV  Middenweg & Zonen",
        "answered              132 of 132                130 of 132           132 of 132",
        "knock-outs not met    0                         1                    0",
        "deviations: hoog      1                         6                    1",
        "deviations: midden    0                         3                    3",
        "deviations: laag      1                         0                    0",
        "points                135 of 145                110 of 145           120 of 145",
        "of which not certain  0                         20                   7.5",
        "open questions        0                         4                    1",
    ]
    assert "Exit en overdracht" in done.out
    assert "No supplier deviates in 12 other themes." in done.out
    assert "Fysieke beveiliging" not in done.out
    assert "Knock-outs not met by Haastig Software NV: ENC-01." in done.err
    assert "No winner is named" in done.err


@pytest.mark.parametrize("columns", ["80", "120"])
def test_no_line_is_wider_than_the_terminal(pve: Pve, folder: Path, columns: str) -> None:
    done = pve("compare", *FILES, *lock(folder), cwd=folder, env={"COLUMNS": columns})
    assert max(map(len, done.out.splitlines())) <= int(columns)


def test_more_suppliers_than_fit_beside_each_other_stand_in_two_tables(pve: Pve, folder: Path) -> None:
    from pve_gen.lock import read_lock

    programme = read_lock(folder / "verstuurd" / f"{STEM}.lock.json").programme
    for name in "ABCDE":
        (folder / f"{name}.xlsx").write_bytes(in_excel(folder / "verstuurd", f"Leverancier {name}", answered(programme, {})))
    done = pve("compare", *(f"{name}.xlsx" for name in "ABCDE"), *lock(folder), cwd=folder, env={"COLUMNS": "80"})
    lines = [line.split("  ") for line in done.out.splitlines()]
    heads = [[cell.strip() for cell in line if cell.strip()] for line in lines if "Leverancier" in "".join(line)]
    assert heads == [["Leverancier A", "Leverancier B"], ["Leverancier C", "Leverancier D", "Leverancier E"]]
    assert sum(line[0] == "answered" for line in lines) == 2


def test_the_lock_that_was_found_is_said_once(pve: Pve, folder: Path) -> None:
    shutil.copy(folder / "verstuurd" / f"{STEM}.lock.json", folder)
    done = pve("compare", *FILES, cwd=folder)
    assert done.err.count("Held against") == 1


def test_suppliers_that_say_yes_to_everything_end_in_zero(pve: Pve, folder: Path) -> None:
    from pve_gen.lock import read_lock

    programme = read_lock(folder / "verstuurd" / f"{STEM}.lock.json").programme
    for name, supplier in (("een.docx", "Een BV"), ("twee.docx", "Twee BV")):
        (folder / name).write_bytes(in_word(folder / "verstuurd", supplier, answered(programme, {})))
    done = pve("compare", "een.docx", "twee.docx", *lock(folder), cwd=folder)
    assert (done.code, done.out.splitlines()[-1]) == (0, "No supplier deviates in 23 themes.")


# ── What it refuses ──


def test_one_answer_that_cannot_be_read_stops_the_comparison(pve: Pve, folder: Path) -> None:
    (folder / "kapot.docx").write_bytes(b"PK\x03\x04 niets")
    done = pve("compare", FILES[0], "kapot.docx", FILES[1], *lock(folder), "--format", "md", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("pve: kapot.docx: ")
    assert not list(folder.glob("*.md"))


def test_every_answer_that_cannot_be_read_is_named(pve: Pve, folder: Path) -> None:
    (folder / "kapot.docx").write_bytes(b"PK\x03\x04 niets")
    done = pve("compare", FILES[0], "kapot.docx", "weg.xlsx", *lock(folder), cwd=folder)
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["kapot.docx", "weg.xlsx", "2 of 3 answers could not be read"]


def test_two_answers_by_one_supplier_are_named_with_what_to_do(pve: Pve, folder: Path) -> None:
    shutil.copy(folder / FILES[0], folder / "nogmaals.docx")
    done = pve("compare", FILES[0], "nogmaals.docx", *lock(folder), cwd=folder)
    assert done.code == 2
    assert done.err == (
        "pve: zorgvuldig.docx and nogmaals.docx are both by Zorgvuldig Zaakbeheer BV (leave one out, or give them different names: "
        "in the document, or where it holds none, as the name of the file)\n"
    )


def test_a_supplier_without_a_name_is_called_after_its_file(pve: Pve, folder: Path) -> None:
    from pve_gen.lock import read_lock

    programme = read_lock(folder / "verstuurd" / f"{STEM}.lock.json").programme
    (folder / "naamloos.xlsx").write_bytes(in_excel(folder / "verstuurd", "", answered(programme, HASTY)))
    done = pve("compare", FILES[0], "naamloos.xlsx", *lock(folder), "--format", "json", "--out", "-", cwd=folder)
    assert [one["supplier"] for one in json.loads(done.out)["suppliers"]] == ["Zorgvuldig Zaakbeheer BV", "naamloos"]
    assert "naamloos.xlsx: does not say which supplier it is from; called naamloos, after the file.\n" in done.err


def test_suppliers_without_a_name_whose_files_are_called_the_same_are_told_apart_by_their_folders(pve: Pve, folder: Path) -> None:
    from pve_gen.lock import read_lock

    programme = read_lock(folder / "verstuurd" / f"{STEM}.lock.json").programme
    for name in ("snelzaak", "zaakwerk"):
        (folder / name).mkdir()
        (folder / name / "antwoorden.xlsx").write_bytes(in_excel(folder / "verstuurd", "", answered(programme, HASTY)))
    words = ("snelzaak/antwoorden.xlsx", "zaakwerk/antwoorden.xlsx", *lock(folder), "--format", "md", "--out", "uit", "--questions", "uit")
    done = pve("compare", *words, cwd=folder)
    assert done.code == 1, done.err
    assert "snelzaak/antwoorden.xlsx: does not say which supplier it is from; called antwoorden (snelzaak), after the file.\n" in done.err
    assert sorted(path.name for path in (folder / "uit").iterdir()) == [
        "vergelijking-vbs-2026-0142.md",
        "vragen-antwoorden-snelzaak.docx",
        "vragen-antwoorden-snelzaak.md",
        "vragen-antwoorden-zaakwerk.docx",
        "vragen-antwoorden-zaakwerk.md",
    ]


def test_a_form_that_nobody_filled_in_is_told(pve: Pve, folder: Path) -> None:
    shutil.copy(folder / "verstuurd" / f"{STEM}.docx", folder / "leeg.docx")
    done = pve("compare", FILES[0], "leeg.docx", *lock(folder), cwd=folder)
    assert done.err.endswith("leeg.docx: nobody filled it in. Is it the file that came back?\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((FILES[0],), "one answer cannot be compared (name two or more, or use pve assess)"),
        ((FILES[0], FILES[0]), "zorgvuldig.docx: is named more than once (name each answer once)"),
        ((*FILES, "--format", "pdf"), "--format pdf: is not a format of this report"),
        ((*FILES, "--decisions", "weg.yaml"), "weg.yaml: there is no such file (pve assess makes one)"),
    ],
)
def test_wrong_use_is_told_in_a_line(pve: Pve, folder: Path, words: tuple[str, ...], said: str) -> None:
    done = pve("compare", *words, *lock(folder), cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"pve: {said}")
    assert done.err.count("\n") == 1


def test_a_report_that_is_there_is_kept_unless_it_may_be_replaced(pve: Pve, folder: Path) -> None:
    first = pve("compare", *FILES, *lock(folder), "--format", "md", *DAY, cwd=folder)
    assert first.code == 1
    mine = folder / f"{REPORT}.md"
    mine.write_text("van mij", "utf-8")
    assert pve("compare", *FILES, *lock(folder), "--format", "md", *DAY, cwd=folder).code == 3
    assert mine.read_text("utf-8") == "van mij"
    assert pve("compare", *FILES, *lock(folder), "--format", "md", *DAY, "--overwrite", cwd=folder).code == 1
    assert mine.read_text("utf-8").startswith("# Zaaksysteem")


# ── Decisions ──


def decisions(folder: Path, supplier: str, entry: str, document: str = "") -> None:
    text = (folder / "verstuurd" / f"{STEM}.lock.json").read_text("utf-8")
    number = document or json.loads(text)["programme"]["provenance"]["document"]
    (folder / "besluiten.yaml").write_text(f"programme: {number}\nsupplier: {supplier}\ndecisions:\n{entry}", "utf-8")


ASK = '  ENC-01:\n    about: "000000000000"\n    decision: ask\n    question: "Vanaf welke dag ondersteunt u TLS 1.3?"\n'


def test_decisions_go_to_the_supplier_that_they_name(pve: Pve, folder: Path) -> None:
    decisions(folder, "haastig software nv", ASK)
    before = (folder / "besluiten.yaml").read_bytes()
    done = pve("compare", *FILES, *lock(folder), "--decisions", "besluiten.yaml", "--format", "json", "--out", "-", cwd=folder)
    made = json.loads(done.out)
    asked = {one["supplier"]: one["questions"] for one in made["suppliers"]}
    assert asked["Haastig Software NV"][0] == {"id": "ENC-01", "question": "Vanaf welke dag ondersteunt u TLS 1.3?"}
    assert asked["Zorgvuldig Zaakbeheer BV"] == []
    encrypted = next(one for one in made["requirements"] if one["id"] == "ENC-01")
    assert [answer["decision"] for answer in encrypted["answers"]] == ["", "ask", ""]
    assert (folder / "besluiten.yaml").read_bytes() == before  # only read


@pytest.mark.parametrize(
    ("supplier", "said"),
    [
        ("Haastig Softwaer NV", "is about Haastig Softwaer NV, of whom no answer is compared (did you mean `Haastig Software NV`?)"),
        ('""', "does not say whose answers it is about"),
    ],
)
def test_decisions_about_nobody_here_are_refused(pve: Pve, folder: Path, supplier: str, said: str) -> None:
    decisions(folder, supplier, ASK)
    done = pve("compare", *FILES, *lock(folder), "--decisions", "besluiten.yaml", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert f"pve: besluiten.yaml: {said}" in done.err


def test_accepting_an_unmet_knock_out_is_refused_here_too(pve: Pve, folder: Path) -> None:
    decisions(folder, "Haastig Software NV", ASK.replace("ask", "accept", 1).replace("question", "reason"))
    done = pve("compare", *FILES, *lock(folder), "--decisions", "besluiten.yaml", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert "ENC-01 is a knock-out in a tender" in done.err


# ── What it writes ──


def test_the_json_is_of_the_published_shape(written: Path) -> None:
    import jsonschema_rs

    schema = json.loads((ROOT / "catalog/schema/comparison.schema.json").read_text("utf-8"))
    made = json.loads((written / "nl" / f"{REPORT}.json").read_text("utf-8"))
    jsonschema_rs.validator_for(schema).validate(made)
    assert (made["date"], made["possible"], made["risks"]) == ("2026-12-07", 145, ["low", "medium", "high"])
    totals = {one["supplier"]: (one["answered"], one["unmet"], one["unsure"], one["points"], one["open"]) for one in made["suppliers"]}
    assert totals == {
        "Zorgvuldig Zaakbeheer BV": (132, [], [], 135.0, 0.0),
        "Haastig Software NV": (130, ["ENC-01"], ["AUTH-04", "HRD-01"], 110.0, 20.0),
        "Middenweg & Zonen": (132, [], [], 120.0, 7.5),
    }
    differing = [one["id"] for one in made["requirements"] if one["differs"]]
    assert sorted(differing) == sorted({*HASTY, "AUTH-06", "PAT-09", "ENC-10", "PRIV-07"})


WORD = [
    *((language, f"{language}/{REPORT if language == 'nl' else 'comparison-vbs-2026-0142'}.docx") for language in ("nl", "en")),
    ("nl", "nl-q/vragen-haastig-software-nv.docx"),
]


@pytest.mark.parametrize(("language", "name"), WORD, ids=[name for _language, name in WORD])
def test_every_word_document_is_sound_and_has_no_barrier(written: Path, language: str, name: str) -> None:
    data = (written / name).read_bytes()
    assert [str(error) for error in OpenXmlValidator().validate(str(written / name)).errors] == []
    assert [str(barrier.finding(name)) for barrier in accessibility(read_office(data, "docx")) if barrier.severity == "error"] == []
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml"):
        assert not re.search("\\{\\{|\\{%", zipfile.ZipFile(io.BytesIO(data)).read(part).decode())
    assert b"documentProtection" not in zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml")


def test_the_comparison_says_what_is_compared_and_that_no_winner_is_named(written: Path) -> None:
    lines = wordfile.lines(zipfile.ZipFile(written / "nl" / f"{REPORT}.docx").read("word/document.xml"))
    for said in (
        "Vergelijking van 7 december 2026",
        "Over programma van eisen versie 1.0 – 20 november 2026",
        "Dit document wijst geen winnaar aan. De prijs en de andere onderdelen van de inschrijvingen staan er niet in.",
        "9: 6 hoog, 3 midden",
        "110 (niet zeker: 20)",
    ):
        assert said in lines
    assert "ENC-01\tVersleuteld verkeer" in lines
    assert "ENC-02\tVersleutelde opslag" not in lines  # all say yes


def test_the_pictures_say_in_words_what_they_show(written: Path) -> None:
    document = etree.fromstring(zipfile.ZipFile(written / "en" / "comparison-vbs-2026-0142.docx").read("word/document.xml"))
    described = [str(node.get("descr")) for node in document.iter("{*}docPr")]
    assert described[0].startswith(
        "Bar chart of the number of deviations per supplier, divided by risk. Zorgvuldig Zaakbeheer BV: 2 (1 high, 1 low)."
    )
    assert described[1].startswith("Bar chart of the points for wishes, of at most 145.")


def test_the_workbook_has_a_sheet_for_each_view(written: Path) -> None:
    path = written / "nl" / f"{REPORT}.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(rows) == ["Samenvatting", "Eisen", "Afwijkingen", "Open vragen", "Niet gevraagd"]
    summary = next(row for row in rows["Samenvatting"] if row[0] == "Haastig Software NV")
    assert summary == ["Haastig Software NV", 130, "ENC-01", "AUTH-04, HRD-01", 9, 6, 3, 0, 110, 20, 145, 4]
    requirement = next(row for row in rows["Eisen"] if row[0] == "ENC-10")
    assert requirement[4:] == [15, "ja", "Voldoet", "", 15, "Voldoet", "", 15, "Voldoet deels", "midden", 7.5]
    assert [row[:2] for row in rows["Afwijkingen"] if row[0] == "Zorgvuldig Zaakbeheer BV"] == [
        ["Zorgvuldig Zaakbeheer BV", "AUTH-06"],
        ["Zorgvuldig Zaakbeheer BV", "PAT-09"],
    ]
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml").decode()
    assert re.search(r"<autoFilter ref=", sheet)
    assert re.search(r'<pane xSplit="2" ySplit="3" ', sheet)


def test_the_markdown_is_made_of_headings_and_tables_that_hosts_show(written: Path) -> None:
    text = (written / "nl" / f"{REPORT}.md").read_text("utf-8")
    for before, heading in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if heading.startswith("#"):
            assert before == "", heading
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    for table in tables:
        assert {line.count(" |") for line in table if not line.startswith("|---")} == {table[1].count("|") - 1}, table[0]
    assert "| **Haastig Software NV** | 130 van 132 | 1 | 9: 6 hoog, 3 midden | 110 (niet zeker: 20) | 4 |" in text


def test_what_a_supplier_wrote_stays_text_in_every_format(pve: Pve, folder: Path) -> None:
    from pve_gen.lock import read_lock

    hostile = '=HYPERLINK("http://x.example","</td><script>alert(1)</script>") {{ tender }} {% if %} | **vet** [x](http://x.example)'
    programme = read_lock(folder / "verstuurd" / f"{STEM}.lock.json").programme
    answers = answered(programme, {"ENC-01": ("Voldoet niet", hostile, "")})
    (folder / "boos.docx").write_bytes(in_word(folder / "verstuurd", "=1+1 <b>BV</b> | Co", answers))
    done = pve("compare", FILES[0], "boos.docx", *lock(folder), "--format", "docx,xlsx,html,md", *DAY, cwd=folder)
    assert done.code == 1, done.err
    page = etree.HTML((folder / f"{REPORT}.html").read_text("utf-8"))
    assert page.xpath("//script | //b | //main//a[starts-with(@href, 'http')]") == []
    assert hostile in str(page.xpath("string(//article[.//a[@id='ENC-01']])"))
    assert any(hostile in line for line in wordfile.lines(zipfile.ZipFile(folder / f"{REPORT}.docx").read("word/document.xml")))
    book = zipfile.ZipFile(folder / f"{REPORT}.xlsx")
    assert not [name for name in book.namelist() if name.startswith("xl/worksheets") and b"<f>" in book.read(name)]
    text = (folder / f"{REPORT}.md").read_text("utf-8")
    assert "\\*\\*vet\\*\\* \\[x\\](http://x.example)" in text
    assert "| **=1+1 \\<b>BV\\</b> \\| Co** |" in text


# ── The questions ──


def test_only_suppliers_with_an_open_question_get_a_letter(written: Path) -> None:
    assert sorted(path.name for path in (written / "nl-q").iterdir()) == [
        "vragen-haastig-software-nv.docx",
        "vragen-haastig-software-nv.md",
        "vragen-middenweg-zonen.docx",
        "vragen-middenweg-zonen.md",
    ]
    # In the language of the programme, whatever that of the comparison.
    assert sorted(path.name for path in (written / "en-q").iterdir()) == sorted(path.name for path in (written / "nl-q").iterdir())


def test_a_letter_asks_each_question_and_leaves_room_for_the_answer(written: Path) -> None:
    text = (written / "nl-q/vragen-middenweg-zonen.md").read_text("utf-8")
    start = text.index("## Vraag 1")
    block = text[start:]
    assert block.splitlines()[:3] == ["## Vraag 1: LOG-05 Levering van logregels aan de gemeente", "", "**Wens · 15 punten**"]
    assert "| Uw eerdere antwoord | Voldoet deels: Export naar een SIEM is er tegen meerprijs. |" in block
    assert (
        "| **Vraag** | **U antwoordt «Voldoet deels» en schrijft daarbij: «Export naar een SIEM is er tegen meerprijs.» "
        "Geldt uw antwoord zonder voorbehoud?** |"
    ) in block
    assert "| Uw antwoord op de vraag | |" in block
    assert "nog één vraag." in text
    lines = wordfile.lines(zipfile.ZipFile(written / "nl-q/vragen-haastig-software-nv.docx").read("word/document.xml"))
    assert [line for line in lines if line.startswith("Vraag ")] == [
        "Vraag 1\tINT-03 Controle op volledigheid van koppelingen",
        "Vraag 2\tAUTH-04 Afgedwongen wachtwoordregels",
        "Vraag 3\tAUTZ-07 Signaal bij nieuwe beheerrechten",
        "Vraag 4\tEXI-04 Zelf exporteren",
    ]


def test_names_that_look_alike_in_a_file_name_get_two_files() -> None:
    from pve_gen.cli.reporting import names_of

    assert names_of(["A & B BV", "A-B bv", "字", "A B, BV"]) == ["a-b-bv", "a-b-bv-2", "3", "a-b-bv-4"]
    assert names_of(["Zaak 3", "Zaak", "zaak", "Één Coöperatie"]) == ["zaak-3", "zaak", "zaak-4", "een-cooperatie"]


# ── Always the same ──


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed(folder: Path) -> None:
    settings = [{"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}]
    made = []
    for number, setting in enumerate(settings):
        words = [*FILES, *map(str, lock(folder)), "--format", "xlsx,html,md,json", *DAY, "-q", "--out", f"uit{number}"]
        subprocess.run([sys.executable, "-m", "pve_gen", "compare", *words], cwd=folder, env={**os.environ, **setting}, check=False)
        made.append({path.name: path.read_bytes() for path in (folder / f"uit{number}").iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 4


def test_the_templates_are_what_the_script_makes_of_the_parts(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    names = [path.name for path in tmp_path.iterdir() if path.name.startswith(("comparison.", "questions."))]
    assert len(names) == 10
    for name in names:
        stale = f"{name} is stale: run `python templates/build.py`"
        assert (tmp_path / name).read_bytes() == (ROOT / "templates" / name).read_bytes(), stale


def test_every_kind_of_requirement_has_a_plain_yes() -> None:
    assert YES == {"requirement": "Voldoet", "wish": "Voldoet", "condition": "Akkoord"}
