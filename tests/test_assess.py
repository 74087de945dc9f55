"""`pve assess`: from the file that a supplier sent back to deviations, decisions and reports, through the command line."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import excelfile
import wordfile
from conftest import ROOT, Pve, Ran
from pve_gen.schema import validate
from pve_gen.sheetfile import open_sheets
from pve_gen.yamlfile import YamlFile
from returning import filled
from test_riskscale import FIVE, FOUR

LOCK = "sent.lock.json"


@dataclass(frozen=True)
class Asked:
    """A programme as it was sent, as Word, as Excel, and what its lock says of each requirement."""

    word: bytes
    sheet: bytes
    lock: bytes
    requirements: list[dict[str, str]]

    def of(self, kind: str) -> list[str]:
        return [one["id"] for one in self.requirements if one["kind"] == kind]


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The programme of a simple internal tool, in a tender."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("sent")
    tender = str(ROOT / "examples/zaaksysteem/tender.yaml")
    command = [sys.executable, "-m", "pve_gen", "generate", tender, "--format", "docx,xlsx", "--no-page-numbers", "-q", "-o", "sent"]
    subprocess.run([*command[:-1], str(folder)], check=True, cwd=folder)
    lock = next(folder.glob("*.lock.json")).read_bytes()
    return Asked(
        word=next(folder.glob("*.docx")).read_bytes(),
        sheet=next(folder.glob("*.xlsx")).read_bytes(),
        lock=lock,
        requirements=json.loads(lock)["programme"]["requirements"],
    )


YES = {"requirement": "Voldoet", "wish": "Voldoet", "condition": "Akkoord"}


def answered(asked: Asked, *changes: tuple[str, str, str]) -> dict[str, str]:
    """Every answer a plain yes with its evidence, but for `changes`: id, field, text."""
    answers = {"pve:supplier": "Bieder & Zonen BV"}
    for one in asked.requirements:
        answers |= {f"pve:{one['id']}:answer": YES[one["kind"]], f"pve:{one['id']}:evidence": "Bijlage 3, p. 12"}
    answers |= {f"pve:{id}:{field}": text for id, field, text in changes}
    return {tag: text for tag, text in answers.items() if text}


@pytest.fixture
def sloppy(asked: Asked, tmp_path: Path) -> Path:
    """A folder with a lock and `inschrijving.docx`, whose answers fall short in several ways."""
    no, maybe, odd, empty, *_rest = asked.of("requirement")
    changes = (
        (no, "answer", "Voldoet niet"),
        (no, "explanation", "Volgt later.\nTweede regel & <meer>."),
        (maybe, "explanation", "Ja, mits u betaalt."),
        (odd, "answer", "Jazeker"),
        (empty, "answer", ""),
        (asked.of("condition")[0], "answer", "Niet akkoord"),
        (asked.of("wish")[0], "answer", "Voldoet deels"),
        (asked.of("wish")[1], "answer", "Voldoet niet"),
    )
    (tmp_path / LOCK).write_bytes(asked.lock)
    (tmp_path / "inschrijving.docx").write_bytes(filled(answered(asked, *changes))(asked.word))
    return tmp_path


def told(ran: Ran) -> list[list[str]]:
    """The cells of the table, a line each."""
    lines = [line for line in ran.out.splitlines() if re.match(r"[A-Z]{2,6}-\d\d ", line)]
    return [re.split(r"\s{2,}", line.strip()) for line in lines]


def test_a_supplier_who_meets_everything_leaves_nothing_to_decide(asked: Asked, tmp_path: Path, pve: Pve) -> None:
    (tmp_path / LOCK).write_bytes(asked.lock)
    (tmp_path / "ja.docx").write_bytes(filled(answered(asked))(asked.word))
    ran = pve("assess", "ja.docx", "--lock", LOCK)
    total, points = len(asked.requirements), sum(int(one["points"]) for one in asked.requirements)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        f"Bieder & Zonen BV: {total} of {total} answered; no requirement with a deviation.\n"
        f"Wishes: {points} of {points} points (partly met earns 50 %).\n"
    )


def test_a_form_that_nobody_filled_in_is_told(asked: Asked, tmp_path: Path, pve: Pve) -> None:
    (tmp_path / LOCK).write_bytes(asked.lock)
    (tmp_path / "leeg.xlsx").write_bytes(asked.sheet)
    ran = pve("assess", "leeg.xlsx", "--lock", LOCK)
    assert ran.code == 1
    assert ran.err.startswith("leeg.xlsx: does not say which supplier it is from; called leeg, after the file.\n")
    assert ran.err.endswith("leeg.xlsx: nobody filled it in. Is it the file that came back?\n")


def test_every_shortcoming_is_in_the_table_with_the_highest_risk_first(asked: Asked, sloppy: Path, pve: Pve) -> None:
    ran = pve("assess", "inschrijving.docx", "--lock", LOCK, env={"COLUMNS": "160"})
    assert ran.code == 1
    no, maybe, odd, empty, *_rest = asked.of("requirement")
    condition, (partly, failed) = asked.of("condition")[0], asked.of("wish")[:2]
    rows = {row[0]: row[2:] for row in told(ran)}
    assert rows == {
        no: ["knock-out", "voldoet niet", "nog te besluiten"],
        maybe: ["knock-out", "ja, met een voorbehoud in de toelichting: te lezen", "eerst te lezen"],
        odd: ["knock-out", "antwoord niet te lezen", "nog te besluiten"],
        empty: ["knock-out", "niet beantwoord", "nog te besluiten"],
        condition: ["condition", "niet akkoord", "nog te besluiten"],
        partly: ["wish", "voldoet deels", "nog te besluiten"],
        failed: ["wish", "voldoet niet", "geen besluit nodig"],
    }
    risks = [{"hoog": 2, "midden": 1, "laag": 0}[row[1]] for row in told(ran)]
    assert risks == sorted(risks, reverse=True)
    assert f"inschrijving.docx: {maybe}: under «" in ran.out
    assert "may limit the answer: «Ja, mits u betaalt.»\n" in ran.out
    assert "«Jazeker» is not one of the answers" in ran.out
    assert f"Knock-outs not met: {no}.\n" in ran.err
    assert "7 requirements with a deviation, 6 to decide about.\n" in ran.err


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_table_fits_the_terminal(sloppy: Path, pve: Pve, columns: str) -> None:
    ran = pve("assess", "inschrijving.docx", "--lock", LOCK, env={"COLUMNS": columns})
    table = ran.out.split("\n\n")[0].splitlines()
    assert max(map(len, table)) <= int(columns)
    assert "decision" in table[0]


def test_a_name_that_no_report_can_hold_is_told_with_its_file(asked: Asked, tmp_path: Path, pve: Pve) -> None:
    (tmp_path / LOCK).write_bytes(asked.lock)
    (tmp_path / "inschrijving.docx").write_bytes(filled(answered(asked) | {"pve:supplier": "B" * 300_000})(asked.word))
    ran = pve("assess", "inschrijving.docx", "--format", "xlsx")
    error = "pve: inschrijving.docx: the name of the supplier has 300,000 characters (give the name with --supplier)"
    assert (ran.code, ran.err) == (2, f"Held against {LOCK}.\n{error}\n")
    assert not list(tmp_path.glob("*.xlsx"))


def test_an_answer_sheet_in_excel_is_assessed_the_same_way(asked: Asked, tmp_path: Path, pve: Pve) -> None:
    answers = {one["id"]: row for row, one in enumerate(asked.requirements, start=5)}
    cells = {f"I{row}": YES[one["kind"]] for one, row in zip(asked.requirements, answers.values(), strict=True)}
    cells |= {f"K{row}": "Bijlage 3" for row in answers.values()}
    no, odd = asked.of("requirement")[:2]
    cells |= {f"I{answers[no]}": "Voldoet niet", f"I{answers[odd]}": "Misschien"}
    (tmp_path / LOCK).write_bytes(asked.lock)
    (tmp_path / "antwoorden.xlsx").write_bytes(excelfile.filled(asked.sheet, cells))
    ran = pve("assess", "antwoorden.xlsx", "--supplier", "Ander BV")
    assert {row[0]: row[3] for row in told(ran)} == {no: "voldoet niet", odd: "antwoord niet te lezen"}
    assert f"antwoorden.xlsx: {odd}: sheet Antwoorden, cell I{answers[odd]}: «Misschien» is not one of the answers" in ran.out
    assert f"{LOCK}.\nAnder BV: " in ran.err


# ── Reports ──


def test_each_format_is_written_beside_the_others_and_keeps_its_promise(asked: Asked, sloppy: Path, pve: Pve) -> None:
    ran = pve("assess", "inschrijving.docx", "--format", "docx,xlsx,md,json", "--no-page-numbers", "--date", "2026-12-01")
    assert ran.code == 1
    names = [f"inschrijving-risicoanalyse.{suffix}" for suffix in ("docx", "xlsx", "md", "json")]
    assert f"Written: {', '.join(names)}.\n" in ran.err
    lines = wordfile.lines(zipfile.ZipFile(sloppy / names[0]).read("word/document.xml"))
    assert lines[:4] == [
        "Gemeente Voorbeeldstad",
        "Zaaksysteem met inwonersportaal",
        "Risicoanalyse van de antwoorden van Bieder & Zonen BV",
        "Kenmerk VBS-2026-0142",
    ]
    assert "1 december 2026" in lines
    assert "Volgt later.\nTweede regel & <meer>." in lines
    register = open_sheets((sloppy / names[1]).read_bytes(), "xlsx").sheets[0]
    assert len(register.rows) == 3 + 7
    assert "| Nog te besluiten, en eerst te lezen | 1 |" in (sloppy / names[2]).read_text("utf-8")
    made = json.loads((sloppy / names[3]).read_text("utf-8"))
    assert validate(YamlFile("assessment.json", made, ""), "assessment") == []
    assert (made["date"], made["supplier"], made["knocked_out"]) == ("2026-12-01", "Bieder & Zonen BV", asked.of("requirement")[:1])
    assert len(made["deviations"]) == len(made["risks"]) == 7


def test_a_report_about_a_file_of_the_same_name_takes_the_place_of_no_other(asked: Asked, tmp_path: Path, pve: Pve) -> None:
    (tmp_path / LOCK).write_bytes(asked.lock)
    for folder, supplier in (("a", "Zaakwerk BV"), ("b", "Snelzaak NV")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "inschrijving.docx").write_bytes(filled(answered(asked) | {"pve:supplier": supplier})(asked.word))
    first, second = (pve("assess", f"{folder}/inschrijving.docx", "--lock", LOCK, "-f", "md", "-o", "beoordeling/") for folder in "ab")
    assert (first.code, second.code) == (0, 3)
    report = Path("beoordeling", "inschrijving-risicoanalyse.md")
    assert f"{report}: exists already (move it, choose another with --out, or replace it with --overwrite)" in second.err
    assert "Zaakwerk BV" in (tmp_path / report).read_text("utf-8")


def test_reports_are_made_in_english(sloppy: Path, pve: Pve) -> None:
    pve("assess", "inschrijving.docx", "--format", "docx,md", "--no-page-numbers", "--lang", "en")
    lines = wordfile.lines(zipfile.ZipFile(sloppy / "inschrijving-risk-analysis.docx").read("word/document.xml"))
    assert {"Risk analysis of the answers of Bieder & Zonen BV", "Read first", "Deviations that need a decision"} <= set(lines)
    text = (sloppy / "inschrijving-risk-analysis.md").read_text("utf-8")
    assert "What stands there is not one of the answers: «Jazeker»" in text


def test_the_table_of_contents_has_page_numbers_where_libreoffice_is(sloppy: Path, pve: Pve) -> None:
    from pve_gen import libreoffice

    if not libreoffice.installed():
        pytest.skip("LibreOffice is not installed")
    pve("assess", "inschrijving.docx", "--format", "docx")
    lines = wordfile.lines(zipfile.ZipFile(sloppy / "inschrijving-risicoanalyse.docx").read("word/document.xml"))
    assert "1\tWaar dit over gaat\t3" in lines


def test_the_same_answers_give_the_same_bytes_whatever_the_machine(sloppy: Path, pve: Pve) -> None:
    for name, env in (("een", {"PYTHONHASHSEED": "1", "TZ": "UTC"}), ("twee", {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})):
        words = ["--format", "docx,xlsx,md,json", "--out", name, "--date", "2026-12-01", "--no-page-numbers"]
        pve("assess", "inschrijving.docx", *words, env=env)
    made = {path.name: path.read_bytes() for path in (sloppy / "een").iterdir()}
    assert len(made) == 4
    assert {path.name: path.read_bytes() for path in (sloppy / "twee").iterdir()} == made


@pytest.mark.parametrize(("scale", "words"), [(FOUR, {"rood", "oranje"}), (FIVE, {"hoog", "zeer hoog"})], ids=["four", "five"])
def test_a_municipality_uses_its_own_scale(sloppy: Path, pve: Pve, scale: Path, words: set[str]) -> None:
    ran = pve("assess", "inschrijving.docx", "--scale", scale)
    assert words & {row[1] for row in told(ran)}
    pve("assess", "inschrijving.docx", "--scale", scale, "-f", "docx", "--no-page-numbers")
    text = wordfile.lines(zipfile.ZipFile(sloppy / "inschrijving-risicoanalyse.docx").read("word/document.xml"))
    assert scale.read_text("utf-8").splitlines()[0].removeprefix("title: ") in text


# ── Decisions ──


def test_a_second_run_keeps_every_word_and_adds_only_what_is_new(asked: Asked, sloppy: Path, pve: Pve) -> None:
    decisions = sloppy / "besluiten.yaml"
    first = pve("assess", "inschrijving.docx", "--decisions", decisions.name)
    assert "besluiten.yaml: 6 deviations added to decide about.\n" in first.err
    condition = asked.of("condition")[0]
    before, entry = decisions.read_text("utf-8").split(f"  {condition}:")
    entry = entry.replace("    decision:\n", "    decision: accept  # in het overleg van 3 maart\n\n", 1)
    entry = entry.replace("    reason:\n", "    reason: Het weegt niet op.\n", 1).replace(
        "    owner:\n", "    owner: hoofd Dienstverlening\n", 1
    )
    edited = f"{before}  {condition}:{entry.replace('    until:', '    until: 2027-12-31', 1)}# tot hier besproken\n"
    decisions.write_text(edited, "utf-8")

    again = pve("assess", "inschrijving.docx", "--decisions", decisions.name)
    assert decisions.read_text("utf-8") == edited
    assert [condition, "tijdelijk accepteren"] in [[row[0], row[-1]] for row in told(again)]
    assert "with a deviation, 5 to decide about.\n" in again.err

    decisions.write_text(edited.replace("    until: 2027-12-31", "    until:"), "utf-8")
    endless = pve("assess", "inschrijving.docx", "--decisions", decisions.name)
    assert "with a deviation, 5 to decide about, 1 accepted without an end date.\n" in endless.err
    decisions.write_text(edited, "utf-8")

    other = asked.of("condition")[1]
    changes = ((condition, "answer", "Niet akkoord"), (condition, "explanation", "Nu anders."), (other, "answer", "Niet akkoord"))
    (sloppy / "inschrijving.docx").write_bytes(filled(answered(asked, *changes))(asked.word))
    third = pve("assess", "inschrijving.docx", "--decisions", decisions.name)
    after = decisions.read_text("utf-8")
    assert after.startswith(edited)
    assert re.findall(r"(?m)^  ([A-Z-]+\d\d):", after[len(edited) :]) == [other]
    assert [condition, "verouderd: opnieuw te besluiten"] in [[row[0], row[-1]] for row in told(third)]
    line = 1 + edited.splitlines().index(next(text for text in edited.splitlines() if text.startswith(f"  {condition}:")))
    assert f"besluiten.yaml:{line}: {condition}: the answer is another than the one that was decided about" in third.err
    assert "no longer deviates (keep the decision as a record, or remove it)" in third.err


def test_decisions_about_another_supplier_are_refused_and_left_alone(sloppy: Path, pve: Pve) -> None:
    pve("assess", "inschrijving.docx", "--decisions", "besluiten.yaml")
    before = (sloppy / "besluiten.yaml").read_text("utf-8")
    other = pve("assess", "inschrijving.docx", "--decisions", "besluiten.yaml", "--supplier", "Concurrent BV")
    assert (other.code, other.err.splitlines()[-2:]) == (
        2,
        [
            "besluiten.yaml:10:11: is about Bieder & Zonen BV, not Concurrent BV "
            "(name the decisions about these answers, or where the name is another, correct it)",
            "pve: besluiten.yaml: the decisions have mistakes (see above)",
        ],
    )
    assert (sloppy / "besluiten.yaml").read_text("utf-8") == before
    assert pve("assess", "inschrijving.docx", "--decisions", "besluiten.yaml", "--supplier", "BIEDER & zonen  BV").code == 1


def test_a_knock_out_in_a_tender_cannot_be_accepted(asked: Asked, sloppy: Path, pve: Pve) -> None:
    pve("assess", "inschrijving.docx", "--decisions", "besluiten.yaml")
    text = (sloppy / "besluiten.yaml").read_text("utf-8").replace("    decision:\n", "    decision: accept\n", 1)
    (sloppy / "besluiten.yaml").write_text(text, "utf-8")
    ran = pve("assess", "inschrijving.docx", "--decisions", "besluiten.yaml", "--format", "docx")
    assert ran.code == 2
    assert f"{asked.of('requirement')[0]} is a knock-out in a tender: not meeting it cannot be accepted" in ran.err
    assert ran.err.endswith("pve: besluiten.yaml: holds a decision that cannot be (see above)\n")
    assert not (sloppy / "inschrijving-risicoanalyse.docx").exists()


# ── What a person can do wrong ──

WRONG = {
    "no such file": (["weg.docx"], 2, "pve: weg.docx: cannot be read: No such file or directory\n"),
    "a folder": (["map"], 2, "pve: map: cannot be read: Is a directory (name the file in it)\n"),
    "not a Word file": (["tekst.docx"], 2, "pve: tekst.docx: "),
    "another kind of file": (
        ["tekst.txt", "--lock", LOCK],
        2,
        "pve: tekst.txt: is not a file with answers (name a .docx, .xlsx or .ods)\n",
    ),
    "a lock that is none": (["inschrijving.docx", "--lock", "tekst.txt"], 2, "pve: tekst.txt: is not sound JSON"),
    "a lock that is a document": (
        ["inschrijving.docx", "--lock", "inschrijving.docx"],
        2,
        "pve: inschrijving.docx: is no lock (name the .lock.json that pve generate wrote beside the documents)\n",
    ),
    "a lock that is a folder": (["inschrijving.docx", "--lock", "map"], 2, "pve: map: is no lock (name the .lock.json"),
    "a place without a format": (
        ["inschrijving.docx", "--out", "map"],
        2,
        "pve: --out map: nothing says what to write there (add --format, such as --format docx)\n",
    ),
    "no such lock": (["inschrijving.docx", "--lock", "weg.json"], 2, "pve: weg.json: cannot be read"),
    "another format": (["inschrijving.docx", "--format", "pdf"], 2, "pve: --format pdf: is not a format of this report"),
    "a wrong date": (["inschrijving.docx", "--date", "1 mei"], 2, "pve: --date 1 mei: is not a date (write 2026-11-24)\n"),
    "no such scale": (["inschrijving.docx", "--scale", "weg.yaml"], 2, "weg.yaml: cannot be read: No such file or directory\n"),
    "a scale that is none": (["inschrijving.docx", "--scale", "tekst.txt"], 2, "pve: tekst.txt: the scale has mistakes (see above)\n"),
    "decisions that are none": (["inschrijving.docx", "--decisions", "inschrijving.docx"], 2, "inschrijving.docx"),
    "decisions in a folder": (["inschrijving.docx", "--decisions", "map"], 2, "map: cannot be read: Is a directory\n"),
    "decisions in a folder that is not there": (
        ["inschrijving.docx", "--decisions", "weg/b.yaml"],
        3,
        "weg: this folder does not exist (make it first)\n",
    ),
    "over the answers": (
        ["inschrijving.docx", "-f", "docx", "--no-page-numbers", "-o", "inschrijving.docx", "--overwrite"],
        3,
        "would be overwritten",
    ),
    "over a report that is there": (["inschrijving.docx", "-f", "json", "-o", "oud.json"], 3, "pve: oud.json: "),
    "two documents on stdout": (["inschrijving.docx", "-f", "md,json", "-o", "-"], 2, "pve: --out -: one document fits on stdout"),
}


@pytest.mark.parametrize(("words", "code", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_in_a_line_without_a_traceback(sloppy: Path, pve: Pve, words: list[str], code: int, said: str) -> None:
    (sloppy / "map").mkdir()
    (sloppy / "tekst.docx").write_text("geen Word", "utf-8")
    (sloppy / "tekst.txt").write_text("geen: [yaml", "utf-8")
    (sloppy / "oud.json").write_text("{}", "utf-8")
    before = {path: path.read_bytes() for path in sloppy.iterdir() if path.is_file()}
    ran = pve("assess", *words)
    assert (ran.code, "Traceback" in ran.err) == (code, False), ran.err
    assert said in ran.err
    assert {path: path.read_bytes() for path in sloppy.iterdir() if path.is_file()} == before


def test_a_lock_that_somebody_changed_is_told_and_no_traceback(sloppy: Path, pve: Pve) -> None:
    lock = json.loads((sloppy / LOCK).read_text("utf-8"))
    for requirement in lock["programme"]["requirements"]:
        requirement["text"] = "# Kop\n\n<b>html</b>"
    (sloppy / LOCK).write_text(json.dumps(lock), "utf-8")
    for suffix in ("docx", "xlsx"):
        ran = pve("assess", "inschrijving.docx", "--lock", LOCK, "-f", suffix, "--no-page-numbers")
        assert (ran.code, "Traceback" in ran.err) == (2, False), ran.err
        assert "the lock holds a text that pve did not write" in ran.err


def test_json_on_stdout_is_all_that_stands_there(sloppy: Path, pve: Pve) -> None:
    ran = pve("assess", "inschrijving.docx", "-f", "json", "-o", "-", "-q")
    assert (ran.code, ran.err) == (1, "")
    assert [risk["open"] for risk in json.loads(ran.out)["risks"]].count(True) == 6


def test_a_report_that_is_there_is_not_said_to_be_changed(sloppy: Path, pve: Pve) -> None:
    words = ("assess", "inschrijving.docx", "--format", "md", "--out", "risico")
    assert pve(*words).code == 1
    (report,) = (sloppy / "risico").iterdir()
    again = pve(*words)
    hint = "move it, choose another with --out, or replace it with --overwrite"
    assert (again.code, again.err.splitlines()[-1]) == (3, f"pve: risico/{report.name}: exists already ({hint})")
    assert pve(*words, "--overwrite").code == 1
