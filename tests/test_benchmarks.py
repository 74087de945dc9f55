"""The benchmark is honest: what was not measured is not said to hold, and other tools get what the catalogue says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, Pve

sys.path.insert(0, str(ROOT / "benchmarks"))

from catalogue import write_catalogue
from measure import Case, Cost, measure
from report import Outcome, Target, markdown, targets


def outcome(costs: dict[tuple[str, int], Cost]) -> Outcome:
    return Outcome(sizes=[100, 1_200, 10_000], rounds=1, tenders=342, costs=costs, instructions={}, refused={})


def target(costs: dict[tuple[str, int], Cost], what: str) -> Target:
    (found,) = (one for one in targets(outcome(costs)) if one.what == what)
    return found


def took(seconds: float) -> Cost:
    return Cost(seconds=[seconds], megabytes=[50])


STOPPED = Cost(not_run="stopped after 120 s", over=120)


def test_a_program_that_was_stopped_took_at_least_as_long_as_it_was_given() -> None:
    slow = target({("strictdoc", 10_000): STOPPED, ("generate", 10_000): took(8)}, "strictdoc beside `pve`, 10,000")
    assert (str(slow), slow.holds) == ("> 15.00", True)
    many = {("batch docxtpl", 100): STOPPED, ("batch", 100): took(14.6)}
    batch = target(many, "342 tenders of 100 in one process: documents for a second, beside docxtpl")
    assert (str(batch), batch.holds) == ("> 8.22", True)


def test_a_bound_that_proves_nothing_is_not_known() -> None:
    costs = {("pandoc", 1_200): STOPPED, ("generate", 1_200): took(10)}
    pandoc = target(costs, "pandoc beside `pve`, 1,200")
    assert (str(pandoc), pandoc.holds) == ("> 12.00", None)
    assert "| pandoc beside `pve`, 1,200 | > 12.00 | ≥ 15 | not known |" in markdown(outcome(costs))


@pytest.mark.parametrize(("seconds", "told"), [(2.5, ["10.0 times as cheap."]), (4.0, [])])
def test_what_not_even_the_floor_reaches_is_told(seconds: float, told: list[str]) -> None:
    report = markdown(outcome({("pandoc", 1_200): took(seconds), ("floor", 1_200): took(0.25), ("generate", 1_200): took(0.5)}))
    assert [line for line in report.splitlines() if line.endswith("times as cheap.")] == told


@pytest.mark.parametrize(
    ("seconds", "said", "holds"), [(30, "| 3.00 | ≥ 3 | holds |", True), (29, "| 2.90 | ≥ 3 | **does not hold** |", False)]
)
def test_a_program_that_ended_is_held_against_its_target(seconds: float, said: str, holds: bool) -> None:
    costs = {("docxtpl", 1_200): took(seconds), ("generate", 1_200): took(10)}
    what = "docxtpl with the same template beside `pve`, 1,200"
    assert target(costs, what).holds is holds
    assert f"| {what} {said}" in markdown(outcome(costs))


def test_where_pve_itself_was_stopped_nothing_is_known() -> None:
    costs = {("doorstop", 10_000): took(30), ("generate", 10_000): STOPPED}
    assert target(costs, "doorstop beside `pve`, 10,000").found is None


def measured(folder: Path, program: str) -> Cost:
    costs: dict[tuple[str, int], Cost] = {}
    measure([Case(name="it", size=100, command=[sys.executable, "-c", program], cwd=folder)], 2, costs)
    return costs["it", 100]


def test_a_program_that_goes_on_is_stopped_and_what_it_used_is_told(tmp_path: Path) -> None:
    cost = measured(tmp_path, "while True: pass")
    assert (cost.seconds, cost.not_run) == ([], "stopped after 2 s")
    assert 1.5 < cost.over < 2.5


def test_a_program_that_runs_out_of_memory_counts_for_what_it_used(tmp_path: Path) -> None:
    cost = measured(tmp_path, "import os; os.kill(os.getpid(), 9)")
    assert (cost.seconds, cost.not_run) == ([], "stopped after 0 s")
    assert 0 < cost.over < 0.5


def test_a_program_that_fails_counts_for_nothing(tmp_path: Path) -> None:
    assert measured(tmp_path, "import sys; sys.exit('no such file')") == Cost(not_run="ended with 1: no such file")


def test_a_program_does_not_find_what_it_made_a_round_before(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import os; os.mkdir('out')"]  # fails where it is there
    costs: dict[tuple[str, int], Cost] = {}
    for _round in range(2):
        measure([Case(name="it", size=100, command=command, cwd=tmp_path, made="out")], 10, costs)
    assert len(costs["it", 100].seconds) == 2


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up catalogue of 20 requirements."""
    folder = tmp_path_factory.mktemp("benchmark")
    write_catalogue(folder / "catalogue", 20)
    return folder


def prepare(home: Path, program: str, *words: str | Path) -> None:
    subprocess.run([sys.executable, ROOT / "benchmarks" / "programs" / f"{program}.py", *words], cwd=home, check=True)


def test_pve_has_nothing_to_say_against_a_made_up_catalogue(home: Path, pve: Pve) -> None:
    done = pve("check", "--catalog", home / "catalogue", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_doorstop_and_strictdoc_get_every_field_in_both_languages(home: Path) -> None:
    prepare(home, "fields", home / "catalogue", "fields.json")
    themes = json.loads((home / "fields.json").read_bytes())
    assert [len(theme["requirements"]) for theme in themes] == [1] * 20
    assert list(themes[0]["requirements"][0]) == [
        *("id", "title", "kind", "text"),
        *("values_termijn_default", "values_termijn_explain", "values_termijn_en_default", "values_termijn_en_explain"),
        *("why", "evidence", "verify"),
        *("if_unmet_risk", "if_unmet_affects", "if_unmet_likelihood", "if_unmet_impact"),
        *("if_unmet_measures_supplier", "if_unmet_measures_municipality"),
        *("norms", "version", "since"),
        *("en_version", "en_title", "en_text", "en_why", "en_evidence", "en_verify", "en_risk"),
        *("en_measures_supplier", "en_measures_municipality"),
    ]
    assert not any("\n" in text for theme in themes for one in theme["requirements"] for text in one.values())


def test_pandoc_gets_the_document_with_a_table_to_answer_in(home: Path, pve: Pve) -> None:
    for name in ("made.md", "made.docx"):
        done = pve("generate", "--catalog", home / "catalogue", "--no-page-numbers", "--quiet", "--out", name, cwd=home)
        assert done.code == 0, done.err
    templates = ROOT / "templates"
    words = templates / "words.nl.yaml"
    prepare(home, "for_pandoc", "made.md", "made.docx", templates / "programme.nl.docx", words, "pandoc.md", "reference.docx")
    lines = (home / "pandoc.md").read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("### TA-01 "))
    shape = [line[:10] for line in lines[start : start + 16]]
    assert shape == [
        "### TA-01 ", "",
        "**Knock-ou", "",
        "> De Lever", "",
        "**Waarom:*", "",
        "**Bewijs, ", "",
        "**Toets:**", "",
        "| Antwoord", "|---|---|-", "|   |   | ", "",
    ]  # fmt: skip
    assert lines[start].endswith(" {#ta-01}")
    assert sum(line.startswith("| Antwoord ") for line in lines) == 20
    assert sum(line.startswith("| [T") for line in lines) == 20  # the register
    assert [line for line in lines if line.startswith("#### ")] == [
        "#### Register {#register}",
        "#### Risicoafweging {#weighing}",
        "#### Wat niet wordt gevraagd {#left-out}",
        "#### Normen {#coverage}",
        "#### Begrippen {#terms}",
    ]
