"""The shapes in which `pve check` tells its findings: for people, scripts, GitHub, GitLab and everything that reads SARIF."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conftest import COMMAND, ROOT, Pve
from pve_gen.cli.options import FindingsFormat
from pve_gen.findings import Finding, Place
from pve_gen.reporters import REPORTERS
from pve_gen.reporters.report import Report
from pve_gen.sourceline import marked

# The schema of a language has a bracket too many, which not every regular expression engine takes.
_SCHEMA = (ROOT / "tests/schemas/sarif-2.1.0.json").read_text("utf-8").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$")
SARIF = jsonschema_rs.validator_for(json.loads(_SCHEMA))
CASES = ROOT / "tests/catalogs"
NET_01 = "catalog/requirements/network/NET-01.yaml"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a small catalogue that has an error and a warning."""
    shutil.copytree(CASES / "good/minimal", tmp_path / "catalog")
    path = tmp_path / NET_01
    text = path.read_text("utf-8").replace("kind: requirement", "kind: eis")
    path.write_text(text.replace('since: "2026.1"', "since: 2026.1"), "utf-8")
    return tmp_path


def told(form: str, *findings: Finding, base: Path = Path()) -> str:
    return REPORTERS[form](Report(findings=findings, base=base))


def test_the_formats_that_can_be_chosen_are_the_reporters() -> None:
    assert [form.value for form in FindingsFormat] == list(REPORTERS)


# ── text ──


def test_text_shows_place_what_to_do_and_rule(pve: Pve, work: Path) -> None:
    done = pve("check", "--catalog", "catalog")
    assert done.out == (
        f"{NET_01}:3:7: `kind` cannot be `eis` (choose requirement, wish or condition) [schema-choice]\n"
        f'{NET_01}:19:8: warning: `2026.1` is kept as text, but other tools read it differently (write "2026.1") [yaml-ambiguous]\n'
    )
    assert done.err == "0 requirements in catalog: 1 error, 1 warning. --fix mends 1 of them.\n"


def test_show_source_shows_the_line_with_a_marker_below_what_is_meant(pve: Pve, work: Path) -> None:
    assert pve("check", "--catalog", "catalog", "--show-source").out == (
        f"{NET_01}:3:7: `kind` cannot be `eis` (choose requirement, wish or condition) [schema-choice]\n"
        "    3 | kind: eis\n"
        "      |       ^^^\n"
        "\n"
        f'{NET_01}:19:8: warning: `2026.1` is kept as text, but other tools read it differently (write "2026.1") [yaml-ambiguous]\n'
        "   19 | since: 2026.1\n"
        "      |        ^^^^^^\n"
    )


def test_a_terminal_shows_the_lines_without_being_asked_and_without_colours(work: Path) -> None:
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": "80"}
    subprocess.run(
        [COMMAND, "check", "--catalog", "catalog"], cwd=work, stdout=follower, stderr=subprocess.DEVNULL, env=environment, check=False
    )
    os.close(follower)
    said = os.read(leader, 10_000).decode().replace("\r\n", "\n")
    os.close(leader)
    assert "    3 | kind: eis\n      |       ^^^\n" in said
    assert "\x1b" not in said


def test_a_file_as_a_whole_has_no_source_line(pve: Pve, work: Path) -> None:
    (work / NET_01).unlink()
    (work / "catalog/terms.yaml").unlink()
    assert pve("check", "--catalog", "catalog", "--show-source").out == (
        "catalog/terms.yaml: cannot be read: No such file or directory [file-unreadable]\n"
    )


def lines(text: str, column: int, message: str = "", width: int = 40) -> list[str]:
    return marked(text, Finding("x", Place("x.yaml", 7, column), message), width)


MARKED = {
    "one character": (lines("title: Let op: dit", 14), ["    7 | title: Let op: dit", "      |              ^"]),
    "a word that the message quotes": (lines("verfy: x", 1, "`verfy` is no field"), ["    7 | verfy: x", "      | ^^^^^"]),
    "that word further on": (lines("text: en waar nodig", 7, "`waar nodig` …"), ["    7 | text: en waar nodig", "      |          ^^^^^^^^^^"]),
    "not before the column": (lines("title: title", 8, "`title`"), ["    7 | title: title", "      |        ^^^^^"]),
    "a tab": (lines("a:\tb", 4), ["    7 | a:    b", "      |       ^"]),
    "wide characters": (lines("漢字: x", 5), ["    7 | 漢字: x", "      |       ^"]),
    "an accent of its own": (lines("e\u0301e\u0301: x", 7), ["    7 | e\u0301e\u0301: x", "      |     ^"]),
    "invisible characters": (lines("a\u202e\x1b[31m: x", 2), ["    7 | a��[31m: x", "      |  ^"]),
    "a column past the end": (lines("a: 'x", 9), ["    7 | a: 'x", "      |      ^"]),
    "a long line, at its begin": (lines("x" * 200, 1), ["    7 | " + "x" * 30 + "…", "      | ^"]),
    "a long line, halfway": (lines("x" * 100 + "Y" + "z" * 100, 101), ["    7 | …" + "x" * 10 + "Y" + "z" * 19 + "…", "      | " + " " * 11 + "^"]),
    "a long line, at its end": (lines("x" * 100 + "Y", 101), ["    7 | …" + "x" * 29 + "Y", "      | " + " " * 30 + "^"]),
}  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), MARKED.values(), ids=MARKED)
def test_the_marker_stands_below_what_is_meant(said: list[str], expected: list[str]) -> None:
    assert said == expected


# ── exit codes ──


@pytest.mark.parametrize(
    ("case", "words", "code"),
    [
        ("good/minimal", [], 0),
        ("good/minimal", ["--strict"], 0),
        ("bad/yaml-ambiguous", [], 0),
        ("bad/yaml-ambiguous", ["--strict"], 1),
        ("bad/schema-choice", [], 1),
        ("bad/schema-choice", ["--strict"], 1),
    ],
)
def test_a_warning_ends_with_1_only_when_strict(case: str, words: list[str], code: int, pve: Pve, tmp_path: Path) -> None:
    shutil.copytree(CASES / "good/minimal", tmp_path / "catalog")
    shutil.copytree(CASES / case, tmp_path / "catalog", dirs_exist_ok=True)
    for form in REPORTERS:
        assert pve("check", "--catalog", "catalog", "--format", form, *words).code == code


def test_several_tenders_are_checked_in_one_go_each_over_its_own_layer(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/overlay.yaml").write_text("name: Gemeente Voorbeeldstad\nnaam: x\n", "utf-8")
    (tmp_path / "a.yaml").write_text("title: x\noverlay: laag\n", "utf-8")
    (tmp_path / "b.yaml").write_text("titel: x\n", "utf-8")
    done = pve("check", "a.yaml", "b.yaml")
    assert done.out == (
        "b.yaml:1:1: `titel` is not a field here (did you mean `title`?) [schema-unknown-field]\n"
        "laag/overlay.yaml:2:1: `naam` is not a field here (did you mean `name`?) [schema-unknown-field]\n"
    )
    assert done.code == 1


# ── SARIF ──


def sarif(pve: Pve, *words: object, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pve("check", *words, "--format", "sarif", **more).out)
    SARIF.validate(found)
    run: dict[str, Any] = found["runs"][0]
    return run


def test_the_schema_of_sarif_refuses_what_is_none() -> None:
    log = json.loads(told("sarif", Finding("markdown", Place("a.yaml", 2, 3), "fout")))
    assert SARIF.is_valid(log)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not SARIF.is_valid(log)


def test_sarif_names_rule_level_place_and_page(pve: Pve, work: Path) -> None:
    run = sarif(pve, "--catalog", "catalog")
    first, second = run["results"]
    assert (first["ruleId"], first["level"], first["message"]) == (
        "schema-choice",
        "error",
        {"text": "`kind` cannot be `eis` (choose requirement, wish or condition)"},
    )
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": NET_01, "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 3, "startColumn": 7, "endColumn": 10},
            }
        }
    ]
    assert (second["ruleId"], second["level"]) == ("yaml-ambiguous", "warning")
    rule = run["tool"]["driver"]["rules"][second["ruleIndex"]]
    assert rule["id"] == "yaml-ambiguous"
    assert rule["helpUri"] == "https://pve.example/pve/docs/rules/yaml-ambiguous.md"
    assert rule["help"]["markdown"] == (ROOT / "docs/rules/yaml-ambiguous.md").read_text("utf-8")


def test_sarif_of_every_bad_catalogue_and_of_a_good_one_is_valid(pve: Pve, tmp_path: Path) -> None:
    for case in (*sorted((CASES / "bad").iterdir()), CASES / "good/minimal"):
        folder = tmp_path / case.name
        shutil.copytree(CASES / "good/minimal", folder)
        shutil.copytree(case, folder, dirs_exist_ok=True)
        run = sarif(pve, "--catalog", case.name)
        assert {run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"]} <= {True}


def test_a_path_in_sarif_is_a_uri_and_belongs_to_the_repository_of_the_pipeline(pve: Pve, tmp_path: Path) -> None:
    deep = tmp_path / "inkoop/zaak 1"
    deep.mkdir(parents=True)
    (deep / "tender.yaml").write_text("titel: x\n", "utf-8")

    def place(**env: str) -> dict[str, str]:
        run = sarif(pve, "tender.yaml", cwd=deep, env=env)
        found: dict[str, str] = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        return found

    assert place() == {"uri": "tender.yaml", "uriBaseId": "%SRCROOT%"}
    assert place(GITHUB_WORKSPACE=str(tmp_path)) == {"uri": "inkoop/zaak%201/tender.yaml", "uriBaseId": "%SRCROOT%"}
    assert place(CI_PROJECT_DIR="/elders") == {"uri": f"file://{tmp_path}/inkoop/zaak%201/tender.yaml"}


# ── GitHub ──


def test_github_commands_are_escaped() -> None:
    nasty = Finding("x", Place("a,b:c.yaml", 2, 3), "100% fout\r\n::error::nep", "doe %0A niets", "warning")
    assert told("github", nasty, Finding("y", Place("map"), "ontbreekt")).splitlines() == [
        "::warning file=a%2Cb%3Ac.yaml,line=2,col=3,title=pve%3A x::100%25 fout%0D%0A::error::nep (doe %250A niets)",
        "::error file=map,title=pve%3A y::ontbreekt",
    ]


# ── GitLab ──


def test_gitlab_gets_a_code_quality_report() -> None:
    report = json.loads(
        told("gitlab", Finding("x", Place("a.yaml", 2, 3), "fout", "doe iets", "warning"), Finding("y", Place("map"), "weg"))
    )
    assert [{name: value for name, value in row.items() if name != "fingerprint"} for row in report] == [
        {"description": "fout (doe iets)", "check_name": "x", "severity": "minor", "location": {"path": "a.yaml", "lines": {"begin": 2}}},
        {"description": "weg", "check_name": "y", "severity": "major", "location": {"path": "map", "lines": {"begin": 1}}},
    ]


def test_a_fingerprint_stays_when_lines_are_added_above_and_differs_between_two_alike() -> None:
    def prints(*findings: Finding) -> list[str]:
        return [row["fingerprint"] for row in json.loads(told("gitlab", *findings))]

    first, second = prints(Finding("x", Place("a.yaml", 2, 3), "fout"), Finding("x", Place("a.yaml", 9, 3), "fout"))
    assert first != second
    assert prints(Finding("x", Place("a.yaml", 4, 3), "fout", "een andere raad"), Finding("x", Place("a.yaml", 11, 3), "fout")) == [
        first,
        second,
    ]
    assert first not in prints(Finding("x", Place("b.yaml", 2, 3), "fout"), Finding("y", Place("a.yaml", 2, 3), "fout"))
    assert first == "79ca4170e3e05ee1f754ae4b05a99e2f21c1f2376711a80cc02180adc1931924"


def test_nothing_found_is_an_empty_report_in_every_format() -> None:
    assert (told("text"), told("github"), json.loads(told("json")), json.loads(told("gitlab"))) == ("", "", [], [])
    assert json.loads(told("sarif"))["runs"][0]["results"] == []


@pytest.mark.parametrize("form", REPORTERS)
def test_a_report_is_the_same_bytes_whatever_the_environment(form: str, pve: Pve, work: Path) -> None:
    outcomes = {
        pve("check", "--catalog", "catalog", "--format", form, env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"}).out
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(outcomes) == 1


BESIDE = "a\u202eb\x1b[31m\n::error::naam.yaml"
KEYS = '"sleutel\\n  ::error file=x::van een ander": 1\n'


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_an_odd_name_of_a_file_leaves_json_json(form: str, pve: Pve, tmp_path: Path) -> None:
    (tmp_path / BESIDE).write_text(KEYS, "utf-8")
    ran = pve("check", BESIDE, "--format", form)
    assert json.loads(ran.out)
    assert not re.search("[\x1b\u202e]", ran.out + ran.err)


@pytest.mark.parametrize("words", [("check",), ("list", "-q"), ("check", "--show-source")], ids=" ".join)
def test_no_name_in_a_file_is_a_command_to_a_pipeline(words: tuple[str, ...], pve: Pve, tmp_path: Path) -> None:
    """GitHub obeys every line of a log that begins with two colons, also after blanks."""
    (tmp_path / BESIDE).write_text(KEYS, "utf-8")
    ran = pve(words[0], BESIDE, *words[1:])
    assert "van een ander" in ran.out + ran.err
    assert not re.search(r"^\s*::", ran.out + ran.err, re.MULTILINE)
