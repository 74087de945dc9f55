"""The commands as a person or a pipeline uses them: what they say, what they write and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT, Pve

EXAMPLE = ROOT / "examples/zaaksysteem/tender.yaml"


def selected(pve: Pve, *words: object) -> dict[str, dict[str, object]]:
    """Id → row, for what is in."""
    ran = pve("list", *words, "--format", "json")
    assert ran.code == 0, ran.err
    return {row["id"]: row for row in json.loads(ran.out) if row["selected"]}


def test_the_version_is_one_line(pve: Pve) -> None:
    ran = pve("--version")
    assert (ran.code, ran.out, ran.err) == (0, "pve 0.1.0\n", "")


def test_without_a_command_the_help_names_them_all(pve: Pve) -> None:
    ran = pve("--help")
    assert ran.code == 0
    for command in ("generate", "list", "explain", "check"):
        assert f"\n  {command} " in ran.out
    assert "\x1b" not in pve("--help", env={"GITHUB_ACTIONS": "true"}).out


# ── generate ──


def test_generate_writes_a_document_here_and_says_what_and_what_it_assumed(pve: Pve, tmp_path: Path) -> None:
    ran = pve("generate", "--profile", "low", "--no-page-numbers")
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err.startswith("programma-van-eisen.docx: ")
    assert "level low.\n" in ran.err
    assert "Assumed, since nobody said: personal_data, bsn, citizen_facing," in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["programma-van-eisen.docx", "programma-van-eisen.lock.json"]


def test_a_low_programme_is_far_shorter_and_says_nothing_about_personal_data(pve: Pve) -> None:
    low = selected(pve, "--profile", "low")
    high = selected(pve, "--personal-data", "--profile", "high")
    assert len(low) <= 40
    assert len(high) >= 2 * len(low)
    assert not [id for id, row in low.items() if row["theme"] == "data-processing"]
    everything = json.dumps(list(low.values()), ensure_ascii=False).lower()
    assert "persoonsgegevens" not in everything


def test_every_difference_between_two_profiles_has_its_reason(pve: Pve) -> None:
    rows = json.loads(pve("list", "--profile", "low", "--format", "json").out)
    high = selected(pve, "--personal-data", "--profile", "high")
    assert all(row["because"].endswith(".") and len(row["because"]) > 10 for row in rows)
    for row in rows:
        if not row["selected"] and row["id"] in high:
            assert any(word in row["because"] for word in ("geldt pas vanaf", "geldt alleen bij")), row


def test_the_themes_have_three_requirements_each(pve: Pve) -> None:
    rows = json.loads(pve("list", "--format", "json").out)
    themes = {
        "encryption",
        "data-integrity",
        "retention",
        "authentication",
        "authorisation",
        "audit-logs",
        "network",
        "physical",
        "patching",
        "data-processing",
        "data-breaches",
        "incidents",
        "governance",
        "supply-chain",
        "assurance",
        "personnel",
        "development",
        "hardening",
        "continuity",
        "availability",
        "exit",
        "ai",
        "standards",
    }
    count = {theme: sum(row["theme"] == theme for row in rows) for theme in themes}
    assert min(count.values()) >= 3, count
    assert {row["theme"] for row in rows} == themes


def test_a_misspelt_profile_is_one_line_with_the_likely_one_and_no_file(pve: Pve, tmp_path: Path) -> None:
    ran = pve("generate", "--profile", "hgih")
    assert (ran.code, ran.out, ran.err) == (2, "", "pve: --profile hgih: there is no such profile (did you mean `high`?)\n")
    assert list(tmp_path.iterdir()) == []


WRONG_USE = {
    "an unknown fact": (["--set", "emial=true"], "pve: --set emial=true: `emial` is not a fact (did you mean `email`?)\n"),
    "an unknown value": (["--set", "hosting=sas"], "pve: --set hosting=sas: `hosting` cannot be `sas` (did you mean `saas`?)\n"),
    "no value": (["--set", "email"], "pve: --set email: a fact needs a value (write --set fact=value, such as --set email=true)\n"),
    "no such tender": (
        ["tender.yaml"],
        "pve: tender.yaml: cannot be read: No such file or directory (pve init begins one)\n",
    ),
    "no such catalogue": (
        ["--catalog", "nergens"],
        "pve: nergens: no catalogue here (a catalogue is a folder with a catalog.yaml in it)\n",
    ),
    "no such template": (
        ["--template", "nergens.docx"],
        "pve: --template nergens.docx: there is no such file (correct the name; pve template init writes a house style to begin with)\n",
    ),
}


@pytest.mark.parametrize(("words", "message"), WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_ends_with_one_sentence_and_exit_code_2(pve: Pve, tmp_path: Path, words: list[str], message: str) -> None:
    ran = pve("generate", *words)
    assert (ran.code, ran.out, ran.err) == (2, "", message)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_ends_with_exit_code_3(pve: Pve, tmp_path: Path) -> None:
    ran = pve("generate", "--profile", "low", "--no-page-numbers", "-o", "nergens/x.docx")
    assert ran.code == 3
    assert ran.err.endswith("nergens: this folder does not exist (make it first)\n")
    assert list(tmp_path.iterdir()) == []


def test_what_the_command_reads_is_never_overwritten(pve: Pve, tmp_path: Path) -> None:
    template = tmp_path / "huisstijl.docx"
    original = (ROOT / "templates/programme.nl.docx").read_bytes()
    template.write_bytes(original)
    (tmp_path / "ook.docx").hardlink_to(template)
    for name in ("huisstijl.docx", "ook.docx"):
        ran = pve("generate", "--profile", "low", "--no-page-numbers", "--template", "huisstijl.docx", "-o", name)
        assert ran.code == 3
        assert "is read by this command and would be overwritten (choose another with --out)" in ran.err
        assert template.read_bytes() == original


def test_out_is_a_document_where_it_ends_in_docx_and_else_a_folder(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", "--profile", "low", "--no-page-numbers", "-o", "uit/hier").code == 0
    assert (tmp_path / "uit/hier/programma-van-eisen.docx").is_file()
    (tmp_path / "bestand").write_text("van mij")
    ran = pve("generate", "--profile", "low", "--no-page-numbers", "-o", "bestand")
    assert (ran.code, ran.err) == (3, "pve: bestand: is not a folder (end the name of a document in .docx)\n")
    assert (tmp_path / "bestand").read_text() == "van mij"


def test_a_document_is_named_after_the_reference_of_its_tender_whatever_that_is(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text("title: x\nreference: ../../CON <é> 12\n", "utf-8")
    assert pve("generate", "tender.yaml", "--no-page-numbers").code == 0
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["programma-van-eisen-con-----12.docx"]
    assert pve("generate", EXAMPLE, "--no-page-numbers", "--lang", "en", "-o", "uit").code == 0
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == [
        "programme-of-requirements-vbs-2026-0142.docx",
        "programme-of-requirements-vbs-2026-0142.lock.json",
    ]


def test_flags_win_over_the_environment_which_wins_over_the_tender(pve: Pve) -> None:
    def reason(*words: object, env: dict[str, str] | None = None) -> str:
        rows = json.loads(pve("list", *words, "--format", "json", env=env).out)
        return str(next(row["because"] for row in rows if row["id"] == "INT-02"))

    assert reason(EXAMPLE) == "Integriteit: midden (geldt pas vanaf hoog)."
    assert reason(EXAMPLE, env={"PVE_PROFILE": "low"}) == "Integriteit: laag (geldt pas vanaf hoog)."
    assert reason(EXAMPLE, "--profile", "high", env={"PVE_PROFILE": "low"}) == "Integriteit: hoog (geldt vanaf hoog)."
    assert reason(EXAMPLE, "--profile", "high", "--integrity", "low") == "Integriteit: laag (geldt pas vanaf hoog)."


def test_quiet_says_nothing(pve: Pve) -> None:
    ran = pve("generate", "--profile", "low", "--no-page-numbers", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


# ── list and explain ──


def test_list_as_json_has_the_promised_shape(pve: Pve) -> None:
    rows = json.loads(pve("list", "--profile", "low", "--format", "json").out)
    assert {tuple(row) for row in rows} == {("id", "theme", "kind", "title", "selected", "because", "norms")}
    assert rows[0] == {
        "id": "ENC-01",
        "theme": "encryption",
        "kind": "requirement",
        "title": "Versleuteld verkeer",
        "selected": True,
        "because": "Geldt altijd.",
        "norms": ["forum-2026 TLS", "bio2-1.3 8.21.04", "bio2-1.3 5.14.01", "bio2-1.3 8.24.04"],
    }


def test_list_has_the_same_rows_as_csv_markdown_and_table(pve: Pve) -> None:
    rows = json.loads(pve("list", "--profile", "low", "--format", "json").out)
    read = list(csv.DictReader(io.StringIO(pve("list", "--profile", "low", "--format", "csv").out)))
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    assert {row["selected"] for row in read} == {"true", "false"}
    markdown = pve("list", "--profile", "low", "--format", "md").out.splitlines()
    assert markdown[:2] == ["|  | id | kind | title | because |", "| --- | --- | --- | --- | --- |"]
    assert len(markdown) == len(rows) + 2
    table = pve("list", "--profile", "low")
    assert "\x1b" not in table.out
    assert all(row["id"] in table.out for row in rows)
    assert re.fullmatch(r"\d+ in \(\d+ requirements, \d+ wishes, \d+ conditions\), \d+ out; level low\.\n", table.err)


def test_a_formula_in_a_title_is_only_text_in_csv(pve: Pve, catalog_folder: Path) -> None:
    path = catalog_folder / "requirements/encryption/ENC-01.yaml"
    path.write_text(path.read_text("utf-8").replace("title: Versleuteld verkeer", 'title: "=HYPERLINK(1)"'), "utf-8")
    out = pve("list", "--catalog", catalog_folder, "--format", "csv").out
    assert next(csv.DictReader(io.StringIO(out)))["title"] == "'=HYPERLINK(1)"


def test_explain_shows_the_whole_requirement_its_verdict_and_the_line_that_decided(pve: Pve) -> None:
    told = json.loads(pve("explain", "int-02", "--profile", "low", "--format", "json").out)
    assert list(told) == [
        "id",
        "title",
        "verdict",
        "decided by",
        "layers",
        "kind",
        "text",
        "values",
        "why",
        "evidence",
        "verify",
        "if unmet",
        "supplier may compensate with",
        "municipality may compensate with",
        "norms",
        "version",
    ]
    assert told["verdict"] == "out: Integriteit: laag (geldt pas vanaf hoog)."
    lines = (ROOT / "catalog/requirements/data-integrity/INT-02.yaml").read_text("utf-8").splitlines()
    number = lines.index("applies_when:") + 1
    assert told["decided by"].endswith(f"catalog/requirements/data-integrity/INT-02.yaml:{number}:1: applies_when integrity: high")
    shown = pve("explain", "INT-02").out
    assert shown.startswith("INT-02  ")
    assert all(text.splitlines()[0][:30] in shown for name, text in told.items() if text and name in {"title", "text", "why", "verify"})


def test_explain_names_the_decision_and_the_file_it_stands_in(pve: Pve) -> None:
    told = json.loads(pve("explain", "PAT-05", EXAMPLE, "--format", "json").out)
    assert told["verdict"].startswith("out: Weggelaten door contractmanager: ")
    assert told["decided by"] == f"a decision in {EXAMPLE}"


def test_explain_of_an_unknown_id_names_the_likely_one(pve: Pve) -> None:
    ran = pve("explain", "ENC-001")
    assert (ran.code, ran.err) == (2, "pve: there is no requirement ENC-001 (did you mean `ENC-01`?)\n")


# ── check ──


def test_the_shipped_catalogue_has_no_findings(pve: Pve) -> None:
    ran = pve("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("catalog: nothing found.\n")
    assert pve("check", "--format", "json").out == "[]\n"


def test_the_example_has_no_findings_and_nothing_left_to_fill_in(pve: Pve) -> None:
    assert pve("check", EXAMPLE).code == 0
    told = pve("generate", EXAMPLE, "--no-page-numbers").err
    assert told.splitlines()[1:] == []


# ── the terminal ──


def test_what_a_file_holds_cannot_steer_the_terminal(pve: Pve, catalog_folder: Path) -> None:
    path = catalog_folder / "requirements/encryption/ENC-01.yaml"
    path.write_text(path.read_text("utf-8").replace("title: Versleuteld verkeer", 'title: "[bold]:lock: [/oops]"'), "utf-8")
    ran = pve("list", "--catalog", catalog_folder)
    assert ran.code == 0
    assert "[bold]:lock: [/oops]" in ran.out
    ran = pve("explain", "\x1b[31mENC-01")
    assert "\x1b" not in ran.err


def test_a_terminal_without_dutch_letters_is_no_reason_to_stop(pve: Pve) -> None:
    ran = pve("list", "--format", "md", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert ran.code == 0


def test_a_reader_that_has_enough_gets_no_traceback() -> None:
    command = f"'{sys.executable}' -m pve_gen list --format json | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "100"})
    assert done.stderr == ""


def test_the_shell_completes_profiles_and_ids(pve: Pve) -> None:
    def completed(words: str) -> list[str]:
        environment = {"_PVE_COMPLETE": "complete_bash", "COMP_WORDS": f"pve {words}", "COMP_CWORD": str(len(words.split(" ")))}
        return pve(env=environment).out.split()

    assert completed("generate --profile ") == ["high", "low", "medium"]
    assert completed("explain AUTH-0")[:3] == ["AUTH-01", "AUTH-02", "AUTH-03"]


def test_a_shell_that_explains_what_it_completes_is_told_what_each_command_does(pve: Pve) -> None:
    told = pve(env={"_PVE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "pve ex", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}).out
    assert told == "explain\tShow one requirement whole: its verdict, …\nexport\tGive the catalogue, a tender or an …\n"


# ── What people and pipelines run into ──


def test_a_document_that_somebody_changed_is_not_replaced_without_asking(pve: Pve, tmp_path: Path) -> None:
    document = tmp_path / "programma-van-eisen.docx"
    command = ["generate", "--profile", "low", "--no-page-numbers"]
    assert pve(*command).code == 0
    assert pve(*command).code == 0  # what pve wrote itself may be made again
    with zipfile.ZipFile(document) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(document, "w") as package:  # as another program saves it
        for name, content in parts.items():
            package.writestr(name, content)
    saved = document.read_bytes()
    ran = pve(*command)
    assert (ran.code, ran.err) == (
        3,
        "pve: programma-van-eisen.docx: was changed since pve wrote it, or is not by pve "
        "(move it, choose another with --out, or replace it with --overwrite)\n",
    )
    assert document.read_bytes() == saved
    assert pve(*command, "--overwrite").code == 0
    assert document.read_bytes() != saved


def test_an_empty_profile_is_a_mistake_and_not_no_profile(pve: Pve) -> None:
    ran = pve("list", "--profile", "")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("pve: --profile : there is no such profile (choose high, low or medium)")


def test_what_overrules_a_weighed_fact_is_said(pve: Pve) -> None:
    ran = pve("list", EXAMPLE, "--format", "csv", env={"PVE_PROFILE": "low"})
    assert ran.err == "Overruled on the command line or by PVE_PROFILE: confidentiality, integrity, availability.\n"
    assert pve("list", EXAMPLE, "--format", "csv").err == ""


def test_a_tender_that_is_not_there_is_wrong_use_and_no_finding(pve: Pve) -> None:
    ran = pve("check", "nergens.yaml")
    assert (ran.code, ran.out, ran.err) == (2, "", "pve: nergens.yaml: cannot be read: No such file or directory (pve init begins one)\n")


def test_a_value_that_differs_from_the_catalogue_without_a_reason_is_a_warning_and_shows(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text('title: x\nvalues:\n  INC-01: {meldtermijn: "5 jaar"}\n', "utf-8")
    ran = pve("check", "tender.yaml")
    assert (ran.code, ran.out) == (
        0,
        "tender.yaml:3:25: warning: `meldtermijn` differs from the catalogue, and nobody says why "
        "(write {value: …, reason: …, role: …}) [value-reason]\n",
    )
    ran = pve("generate", "tender.yaml", "--no-page-numbers", "-o", "x.docx")
    assert ran.code == 0
    text = zipfile.ZipFile(tmp_path / "x.docx").read("word/document.xml").decode()
    assert "meldtermijn: 5 jaar" in text
    assert "[nog te motiveren]" in text.split("meldtermijn: 5 jaar")[1][:2000]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["list"], ["list", "--format", "json"], ["explain", "ENC-01"], ["--version"]], ids=" ".join)
def test_an_output_that_is_full_is_one_sentence(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == "pve: the output could not be written: No space left on device\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(closed: str, tmp_path: Path) -> None:
    for words in ("generate --profile low --no-page-numbers", "list --format json", "check"):
        done = subprocess.run(["sh", "-c", f"'{COMMAND}' {words} {closed}"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stderr)
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("date", ["1900-01-01", "2150-01-01"])
def test_a_date_that_a_zip_cannot_hold_is_no_reason_to_fail(pve: Pve, tmp_path: Path, date: str) -> None:
    (tmp_path / "tender.yaml").write_text(f'title: x\ndate: "{date}"\n', "utf-8")
    assert pve("generate", "tender.yaml", "--no-page-numbers").code == 0


@pytest.mark.parametrize(
    "facts", ["1", "[1]", "[{a: b}]", "[{id: 3}]", "[{id: {a: b}}]", "{a: b}", "[{id: a, choices: 4}]", "[{id: a, choices: [4]}]"]
)
def test_a_catalogue_with_mistakes_completes_without_an_error(facts: str, catalog_folder: Path, pve: Pve) -> None:
    (catalog_folder / "facts.yaml").write_text(f"facts: {facts}\n", "utf-8")
    asked = {"_PVE_COMPLETE": "complete_bash", "COMP_WORDS": "pve list --set a", "COMP_CWORD": "3", "PVE_CATALOG": str(catalog_folder)}
    assert pve(env=asked).err == ""
