"""Promises about the body of requirements itself: who gets what, how much, what is covered, and how it is spelled."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter

import pytest

import golden
from conftest import ROOT, Pve
from pve_gen.coverage import coverage
from pve_gen.model import Catalog, Requirement


def test_who_gets_what_is_as_written_down(catalog: Catalog) -> None:
    lists = {name: golden.text_of(selection) for name, selection in golden.selections(catalog).items()}
    written = {path.stem: path.read_text("utf-8") for path in golden.LISTS.glob("*.txt")}
    assert lists == written, "run `python tests/golden.py` and look at the difference"


def ids(name: str) -> list[str]:
    return (golden.LISTS / f"{name}.txt").read_text("utf-8").split()


def test_the_programmes_are_proportionate() -> None:
    assert len(ids("low")) <= 40
    assert 70 <= len(ids("medium-personal-data")) <= 90
    assert len(ids("high-special-categories")) >= 120


@pytest.mark.parametrize(("smaller", "larger"), [("low", "medium-personal-data"), ("medium-personal-data", "high-special-categories")])
def test_a_higher_profile_asks_for_all_that_a_lower_one_asks(smaller: str, larger: str) -> None:
    assert set(ids(smaller)) - set(ids(larger)) == set()


def test_fewer_than_half_of_a_medium_programme_knocks_out(catalog: Catalog) -> None:
    kinds = Counter(catalog.requirements[id].kind for id in ids("medium-personal-data"))
    assert kinds["requirement"] < kinds["condition"] + kinds["wish"]


def test_every_fact_changes_a_programme(catalog: Catalog) -> None:
    used = {fact for requirement in catalog.requirements.values() for rule in requirement.applies_when for fact in rule}
    assert set(catalog.facts) - used - {"procedure"} == set()  # the procedure decides how answers are weighed, not what is asked


def test_no_clause_is_left_without_a_requirement_or_a_reason(catalog: Catalog) -> None:
    unexplained = [
        f"{norm.id} {item.clause.id}" for norm in catalog.norms.values() for item in coverage(catalog, norm, "nl") if item.unexplained
    ]
    assert unexplained == []


def test_a_clause_that_is_covered_gives_no_reason_why_not(catalog: Catalog) -> None:
    stale = [
        f"{norm.id} {item.clause.id}"
        for norm in catalog.norms.values()
        for item in coverage(catalog, norm, "nl")
        if item.status == "covered" and item.clause.reason.nl
    ]
    assert stale == []


def test_no_supplier_duty_of_the_bio2_is_uncovered(catalog: Catalog) -> None:
    found = coverage(catalog, catalog.norms["bio2-1.3"], "nl")
    assert [item.clause.id for item in found if item.status == "uncovered"] == []


def test_coverage_of_a_tender_leaves_nothing_of_the_supplier_open(pve: Pve) -> None:
    done = pve("coverage", "--norm", "bio2-1.3", "--profile", "high", "--special-categories", "--format", "json")
    rows = json.loads(done.out)
    assert done.code == 0
    assert [row["clause"] for row in rows if row["status"] == "uncovered"] == []
    # What only a tender with electronic signatures or an app needs, is covered elsewhere, and says by what.
    assert {row["clause"]: row["requirements"] for row in rows if row["status"] == "elsewhere"} == {"5.14.03": ["INT-06"]}


@pytest.mark.parametrize(
    "article", ["28(2)", *(f"28(3)({letter})" for letter in "abcdefgh"), "28(4)", "32", "33", "34", *map(str, range(44, 50))]
)
def test_the_articles_on_processors_and_transfer_are_covered(catalog: Catalog, article: str) -> None:
    cited = {
        reference.clause for requirement in catalog.requirements.values() for reference in requirement.norms if reference.norm == "avg-2016"
    }
    assert [clause for clause in cited if clause == article or clause.startswith(f"{article}(")] != []


# ── Spelling ───────────────────────────────────────────────────────────────────────────────────

WORDS = ROOT / "tests" / "spelling.nl.txt"


def dutch(requirement: Requirement) -> str:
    unmet = requirement.if_unmet
    values = [word for value in requirement.values.values() for word in (value.default, value.explain, *value.by_profile.values()) if word]
    words = [requirement.title, requirement.text, requirement.why, requirement.verify, unmet.risk, *values]
    words += [item.what for item in requirement.evidence]
    words += [*unmet.supplier_measures, *unmet.municipality_measures]
    text = re.sub(r"\{\w+\}|`[^`]*`|[A-Z]+-\d\d|\S+\.(?:nl|txt|json|yaml)\b", " ", "\n".join(word.nl for word in words))
    return re.sub(r"(?<!\w)'|'(?!\w)", " ", text.replace("’", "'"))


def test_the_dutch_is_spelled_as_the_dictionary_spells_it(catalog: Catalog) -> None:
    hunspell = shutil.which("hunspell")
    if not hunspell:
        pytest.skip("hunspell is not installed")
    text = "\n".join(
        [
            *(dutch(requirement) for requirement in catalog.requirements.values()),
            *(theme.introduction.nl for theme in catalog.themes.values()),
        ]
    )
    done = subprocess.run([hunspell, "-d", "nl_NL", "-i", "utf-8", "-l"], input=text, capture_output=True, text=True, check=False)
    if "Can't open" in done.stderr:
        pytest.skip("hunspell has no Dutch dictionary")
    own = {word.lower() for word in WORDS.read_text("utf-8").split()}
    assert sorted({word for word in done.stdout.split() if word.strip(".").lower() not in own}) == []


def test_the_own_word_list_is_small_sorted_and_used(catalog: Catalog) -> None:
    words = WORDS.read_text("utf-8").split()
    text = "\n".join(
        [
            *(dutch(requirement) for requirement in catalog.requirements.values()),
            *(theme.introduction.nl for theme in catalog.themes.values()),
        ]
    )
    assert len(words) <= 150
    assert words == sorted(set(words), key=str.lower)
    assert [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)] == []
