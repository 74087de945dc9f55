"""`pve init`: a tender or a layer to begin with, by flags and in a real terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import COMMAND, Pve
from pve_gen.catalog import read_catalog
from pve_gen.interview import effect, lowest, questions, settled
from pve_gen.model import Catalog, Selection
from pve_gen.newoverlay import prefix_of
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import tender_of

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here to ask questions in", allow_module_level=True)
pexpect = pytest.importorskip("pexpect", reason="pexpect drives the terminal")

QUIET = ("--no-input", "-q")


# ── A tender, by flags ──


def test_a_tender_by_flags_holds_what_was_said_and_every_fact_with_its_question(pve: Pve, tmp_path: Path, catalog: Catalog) -> None:
    ran = pve("init", "inkoop/zaak", "--no-input", "--title", "Zaaksysteem", "--profile", "high", "--set", "digid=true")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "inkoop/zaak/tender.yaml: 125 requirements of 170, level high.",
        "Daarna:",
        "  1. Schrijf de motiveringen in het bestand; 15 van de 19 kenmerken zijn nog een aanname.",
        "  2. Zie wat erin komt, en waarom:   pve list inkoop/zaak/tender.yaml",
        "  3. Schrijf het document:           pve generate inkoop/zaak/tender.yaml",
    ]
    text = (tmp_path / "inkoop/zaak/tender.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == {"title": "Zaaksysteem", "profile": "high", "facts": {"digid": {"value": True, "motivation": ""}}}
    for fact in catalog.facts.values():
        assert fact.question.nl in text
        assert re.search(rf"^  (# )?{fact.id}:$", text, re.MULTILINE)


def test_the_file_is_accepted_by_check_and_made_into_a_document(pve: Pve) -> None:
    assert pve("init", *QUIET, "--title", "Zaaksysteem", "--personal-data", "--confidentiality", "high").code == 0
    assert pve("check", "tender.yaml").out == ""
    ran = pve("generate", "tender.yaml", "--no-page-numbers")
    assert ran.code == 0
    assert "motivering van kenmerken (bijlage B): 19" in ran.err


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_stands_behind_a_mark_may_be_filled_in(pve: Pve, tmp_path: Path, language: str) -> None:
    assert pve("init", *QUIET, "--title", "Zaak", "--profile", "high", "--personal-data", "--lang", language).code == 0
    text = (tmp_path / "tender.yaml").read_text("utf-8")
    text = re.sub(r"^# (\w+: …)$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^  # (\w+:|  value: .*|  motivation: .*)$", r"  \1", text, flags=re.MULTILINE)
    before, values = text.split("# values:\n")
    filled = before + re.sub(r"^# ?", "", "# values:\n" + values, flags=re.MULTILINE)
    filled = re.sub(r"^(Besluiten|Decisions|Tot dan|Until then).*\n", "", filled, flags=re.MULTILINE)
    (tmp_path / "tender.yaml").write_text(filled, "utf-8")
    assert pve("check", "tender.yaml").out == ""
    assert len(yaml.safe_load(filled)["facts"]) == 19
    assert yaml.safe_load(filled)["decisions"][0]["decision"] == "leave_out"


@pytest.mark.parametrize("title", ["Zaak: #1 {x}", "- 'a' \"b\" \\n", "nee", "2026-01-01", "Ja " * 90, "!!x &y *z", "{{ 1 }} — ë 🦉"])
def test_a_title_is_kept_as_it_was_typed_whatever_it_holds(pve: Pve, tmp_path: Path, title: str) -> None:
    assert pve("init", *QUIET, "--title", title, "--description", title).code == 0
    read = yaml.safe_load((tmp_path / "tender.yaml").read_text("utf-8"))
    assert (read["title"], read["description"]) == (" ".join(title.split()),) * 2
    assert pve("check", "tender.yaml").out == ""


def test_without_a_terminal_nothing_is_asked_and_a_title_is_needed(pve: Pve, tmp_path: Path) -> None:
    ran = pve("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == 'pve: a tender needs a name (add --title "…", or run pve init in a terminal)\n'
    assert list(tmp_path.iterdir()) == []


def test_a_text_with_an_invisible_character_is_refused(pve: Pve, tmp_path: Path) -> None:
    ran = pve("init", "--title", "Zaak\x1b[2J")
    assert (ran.code, ran.err) == (2, "pve: --title: holds an invisible character (type it again)\n")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text("van een ander\n", "utf-8")
    ran = pve("init", "--title", "Zaak")
    assert (ran.code, ran.err) == (3, "pve: tender.yaml: exists already (choose another folder, or move it)\n")
    assert (tmp_path / "tender.yaml").read_text("utf-8") == "van een ander\n"
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/README.md").write_text("van een ander\n", "utf-8")
    ran = pve("init", "--overlay", "laag", "--organisation", "Gemeente X", "--prefix", "XYZ")
    assert (ran.code, ran.err) == (3, "pve: laag/README.md: exists already (choose another folder, or move it)\n")
    assert [path.name for path in (tmp_path / "laag").iterdir()] == ["README.md"]


def test_a_folder_that_cannot_be_made_leaves_nothing(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x", "utf-8")
    ran = pve("init", "bestand/zaak", "--title", "Zaak")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["bestand"]


def test_the_editor_finds_a_schema_nearby_or_gets_one(pve: Pve, tmp_path: Path) -> None:
    def modeline(folder: str) -> str:
        return (tmp_path / folder / "tender.yaml").read_text("utf-8").splitlines()[0].partition("$schema=")[2]

    pve("init", "los", *QUIET, "--title", "Zaak", "--lang", "en")
    assert modeline("los") == "schema/tender.schema.json"
    assert '"One tender: who, what' in (tmp_path / "los/schema/tender.schema.json").read_text("utf-8")
    pve("init", "--overlay", "eisen", *QUIET, "--organisation", "Gemeente X", "--prefix", "XYZ")
    pve("init", "eisen/aanbestedingen/zaak", *QUIET, "--title", "Zaak")
    assert modeline("eisen/aanbestedingen/zaak") == "../../schema/tender.schema.json"
    assert [path.name for path in (tmp_path / "eisen/aanbestedingen/zaak").iterdir()] == ["tender.yaml"]


def test_the_same_answers_give_the_same_bytes(pve: Pve, tmp_path: Path) -> None:
    for folder, env in (("a", {"TZ": "UTC", "PYTHONHASHSEED": "1"}), ("b", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"})):
        pve("init", f"{folder}/x", *QUIET, "--title", "Zaak", "--profile", "medium", env=env)
    text = [(tmp_path / folder / "x/tender.yaml").read_text("utf-8").replace(f"{folder}/x/", "") for folder in "ab"]
    assert text[0] == text[1]


# ── What is asked ──


def keys(catalog: Catalog, **answers: str) -> list[str]:
    return [question.key for question in questions(catalog, answers, {}, "nl")]


def test_what_cannot_be_true_is_not_asked(catalog: Catalog) -> None:
    all_ = keys(catalog)
    without = keys(catalog, personal_data="none", citizen_facing="false", interfaces="false")
    assert [key for key in all_ if key not in without] == ["bsn", "digid", "payments", "base_registries"]
    assert settled(catalog, {"personal_data": "none"}, "nl") == {"bsn": (False, "Persoonsgegevens: geen.")}


def test_every_fact_is_asked_once_and_the_procedure_last(catalog: Catalog) -> None:
    asked = keys(catalog)
    assert sorted(key for key in asked if key in catalog.facts) == sorted(catalog.facts)
    assert asked[-1] == "procedure"
    assert len(set(asked)) == len(asked)


def test_a_fact_of_a_municipality_is_asked_too(tmp_path: Path) -> None:
    (tmp_path / "overlay.yaml").write_text("name: Gemeente X\n", "utf-8")
    (tmp_path / "facts.yaml").write_text(
        "facts:\n  - {id: camera, type: flag, title: Camera's, question: Hangen er camera's?, default: false, "
        "en: {title: Cameras, question: Are there cameras?}}\n",
        "utf-8",
    )
    own, _found = read_catalog(Source.of(None, [tmp_path]))
    question = next(question for question in questions(own, {}, {}, "nl") if question.key == "camera")
    assert (question.chapter, question.text) == ("En verder", "Hangen er camera's?")


def test_an_answer_tells_per_theme_what_comes_in_and_what_goes(catalog: Catalog) -> None:
    def chosen(**facts: str | bool) -> Selection:
        return select(catalog, tender_of(catalog, flags=lowest(catalog) | facts))

    more = effect(chosen(), chosen(ai=True), "nl")
    assert (more.came, more.went) == ((("Kunstmatige intelligentie", 6),), ())
    less = effect(chosen(ai=True), chosen(), "en")
    assert (less.came, less.went, less.total) == ((), (("Artificial intelligence", 6),), more.total - 6)


# ── In a terminal ──


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Start `pve` in a terminal of 100 columns, in the test's folder."""
    started = []

    def start(*words: str, **env: str) -> Any:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("PVE_") and name not in {"CI", "NO_COLOR", "COLUMNS"}
        }
        started.append(
            pexpect.spawn(
                COMMAND, list(words), cwd=str(tmp_path), env=kept | {"TERM": "xterm-256color"} | env,
                encoding="utf-8", dimensions=(50, 100), timeout=30,
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for child in started:
        child.close(force=True)


def answer(child: Any, *pairs: tuple[str, str]) -> None:
    """Wait for each question, and answer it."""
    for prompt, text in pairs:
        child.expect_exact(prompt)
        child.sendline(text)


def enter_to_the_end(child: Any) -> None:
    """Take every default that is left."""
    while child.expect([r"\[[^\]]*\]: ", r"Motivering: ", r"Motivation: ", r"Why.*: ", pexpect.EOF]) != 4:
        child.sendline("")
    child.wait()


START = (("Naam: ", "Zaaksysteem"), ("Omschrijving: ", ""), ("Organisatie: ", ""), ("Kenmerk: ", ""))


def test_questions_in_a_terminal_become_a_tender(terminal: Callable[..., Any], tmp_path: Path, pve: Pve) -> None:
    child = terminal("init")
    answer(
        child,
        ("Naam: ", "Zaaksysteem"),
        ("Omschrijving: ", "Behandelt zaken."),
        ("Organisatie: ", "Gemeente Voorbeeldstad"),
        ("Kenmerk: ", "VBS-1"),
        ("Persoonsgegevens [1 geen]: ", "bijzondere"),
    )
    child.expect_exact("+ 18: Verwerking van persoonsgegevens 9, Datalekken 4, Bewaren en vernietigen 2,")
    child.expect_exact("Samen nu 51.")
    answer(
        child,
        ("Motivering: ", "Het gaat over gezondheid."),
        ("Burgerservicenummer [j/N]: ", "ja"),
        ("Vertrouwelijkheid [2 midden]: ", "3"),
        ("Motivering: ", ""),
        ("Integriteit [2 midden]: ", "LAAG"),
    )
    enter_to_the_end(child)
    assert child.exitstatus == 0
    tender = yaml.safe_load((tmp_path / "tender.yaml").read_text("utf-8"))
    texts = {name: tender[name] for name in ("title", "description", "organisation", "reference")}
    assert texts == {
        "title": "Zaaksysteem", "description": "Behandelt zaken.", "organisation": "Gemeente Voorbeeldstad", "reference": "VBS-1",
    }  # fmt: skip
    assert tender["facts"]["personal_data"] == {"value": "special", "motivation": "Het gaat over gezondheid."}
    assert tender["facts"]["bsn"] == {"value": True, "motivation": ""}
    assert [tender["facts"][name]["value"] for name in ("confidentiality", "integrity", "availability")] == ["high", "low", "medium"]
    assert tender["facts"]["digid"] == {"value": False, "motivation": "Gebruik door inwoners of ondernemers: nee."}
    assert len(tender["facts"]) == 19
    assert pve("check", "tender.yaml").out == ""


def test_one_may_go_back_and_answer_otherwise(terminal: Callable[..., Any], tmp_path: Path) -> None:
    child = terminal("init")
    answer(
        child,
        ("Naam: ", "<"),  # there is nothing before the first question
        ("Naam: ", "Zaak"),
        ("Omschrijving: ", "<"),
        ("Naam [Zaak]: ", "Zaaksysteem"),
        *START[1:],
        ("Persoonsgegevens [1 geen]: ", "2"),
        ("Motivering: ", "Namen."),
        ("Burgerservicenummer [j/N]: ", "<"),
        ("Motivering [Namen.]: ", "<"),
        ("Persoonsgegevens [2 gewone]: ", "1"),
    )
    child.expect_exact("Dit voegt niets toe; het zijn er 33.")
    enter_to_the_end(child)
    tender = yaml.safe_load((tmp_path / "tender.yaml").read_text("utf-8"))
    assert tender["title"] == "Zaaksysteem"
    assert tender["facts"]["personal_data"]["value"] == "none"
    assert tender["facts"]["bsn"] == {"value": False, "motivation": "Persoonsgegevens: geen."}


def test_an_answer_that_will_not_do_is_asked_again(terminal: Callable[..., Any]) -> None:
    child = terminal("init", "--lang", "en")
    answer(child, ("Name: ", ""))
    child.expect_exact("This cannot stay empty.")
    answer(child, ("Name: ", "Cases"), ("Description: ", ""), ("Organisation: ", ""), ("Reference: ", ""))
    answer(child, ("Personal data [1 none]: ", "5"))
    child.expect_exact("Choose a number from 1 to 4.")
    answer(child, ("Personal data [1 none]: ", "s"))  # sensitive or special
    child.expect_exact("Choose a number from 1 to 4.")
    answer(child, ("Personal data [1 none]: ", "sp"), ("Motivation: ", ""), ("(BSN) [y/N]: ", "perhaps"))
    child.expect_exact("Answer with y or n.")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_stopping_halfway_leaves_nothing(terminal: Callable[..., Any], tmp_path: Path, key: str) -> None:
    child = terminal("init", "inkoop")
    answer(child, *START)
    child.expect_exact("Persoonsgegevens [1 geen]: ")
    child.send(key)
    child.expect_exact("Gestopt; er is niets geschreven.")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 130
    assert list(tmp_path.iterdir()) == []


def test_flags_are_what_enter_gives(terminal: Callable[..., Any], tmp_path: Path) -> None:
    child = terminal("init", "--title", "Zaak", "--profile", "high", "--set", "email=true")
    answer(child, ("Naam [Zaak]: ", ""), *START[1:], ("Persoonsgegevens [1 geen]: ", ""), ("Motivering: ", ""))
    child.expect_exact("Vertrouwelijkheid [3 hoog]: ")
    child.sendline("")
    enter_to_the_end(child)
    tender = yaml.safe_load((tmp_path / "tender.yaml").read_text("utf-8"))
    assert (tender["title"], tender["profile"], tender["facts"]["email"]["value"]) == ("Zaak", "high", True)
    assert "confidentiality" not in tender["facts"]  # the profile says it


def test_in_a_pipeline_nothing_is_asked_though_it_gives_a_terminal(terminal: Callable[..., Any]) -> None:
    child = terminal("init", CI="true")
    child.expect_exact("pve: a tender needs a name")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 2


def test_without_colours_the_questions_are_the_same(terminal: Callable[..., Any]) -> None:
    child = terminal("init", NO_COLOR="1")
    answer(child, *START)
    child.expect_exact("Persoonsgegevens [1 geen]: ")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", child.before)


# ── A layer ──


def test_a_layer_is_a_repository_that_checks_itself(pve: Pve, tmp_path: Path) -> None:
    ran = pve("init", "--overlay", "eisen", "--organisation", "Gemeente Voorbeeldstad", "--prefix", "VBS")
    assert (ran.code, ran.out) == (0, "")
    folder = tmp_path / "eisen"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "schema/" not in str(path)) == [
        ".github/workflows/pve.yml",
        ".gitignore",
        ".gitlab-ci.yml",
        ".vscode/extensions.json",
        "README.md",
        "changes.yaml",
        "overlay.yaml",
        "pve.toml",
        "requirements/README.md",
    ]
    assert (folder / "overlay.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=schema/overlay.schema.json\n"
        "# De eigen laag van Gemeente Voorbeeldstad over de gedeelde catalogus.\n"
        'name: "Gemeente Voorbeeldstad"\n'
        "# Verhoog dit als u iets wijzigt: het staat in ieder document dat met deze laag is gemaakt.\n"
        'version: "2026.1"\n'
        "# Zo beginnen de kenmerken van eigen eisen: VBS-01, VBS-02 …\n"
        "prefix: VBS\n"
    )
    assert pve("check", cwd=folder).out == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_changes_are_sound_once_their_marks_are_gone(pve: Pve, tmp_path: Path, language: str) -> None:
    pve("init", "--overlay", *QUIET, "--organisation", "Gemeente X", "--prefix", "XYZ", "--lang", language)
    text = (tmp_path / "changes.yaml").read_text("utf-8")
    _head, examples = text.split("# changes:\n")
    (tmp_path / "changes.yaml").write_text("changes:\n" + re.sub("^# ?", "", examples, flags=re.MULTILINE), "utf-8")
    assert pve("check").out == ""
    assert len(yaml.safe_load((tmp_path / "changes.yaml").read_text("utf-8"))["changes"]) == 3


def steps_of(folder: Path) -> dict[str, list[str]]:
    """The commands of both pipelines."""
    github = yaml.safe_load((folder / ".github/workflows/pve.yml").read_text("utf-8"))
    gitlab = yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))
    return {
        "github": [step["run"] for step in github["jobs"]["check"]["steps"] if "run" in step],
        "gitlab": next(iter(gitlab.values()))["script"],
    }


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_pipeline_passes_at_first_and_fails_on_a_mistake(pve: Pve, tmp_path: Path, host: str) -> None:
    pve("init", "--overlay", *QUIET, "--organisation", "Gemeente X", "--prefix", "XYZ")
    pve("init", "aanbestedingen/zaak", *QUIET, "--title", "Zaak")
    steps = steps_of(tmp_path)[host]
    assert steps[0] == 'pip install "$PVE_PACKAGE"'  # filled in by them: a bare name would fetch what a stranger calls pve
    environment = {**os.environ, "PATH": f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"}

    def codes() -> list[int]:
        return [
            subprocess.run(["bash", "-c", step], cwd=tmp_path, env=environment, capture_output=True, check=False).returncode
            for step in steps[1:]
        ]

    assert codes() == [0, 0]
    tender = tmp_path / "aanbestedingen/zaak/tender.yaml"
    tender.write_text(tender.read_text("utf-8") + "titel: x\n", "utf-8")
    assert codes() == [0, 123]
    (tmp_path / "changes.yaml").write_text("changes: [1]\n", "utf-8")
    assert codes()[0] == 1


LAYER_MISTAKES = {
    "no name": (("--prefix", "VBS"), 'a layer needs the name of its municipality (add --organisation "…")'),
    "no prefix": (
        ("--organisation", "X"),
        "a layer needs a prefix for its own requirements (add --prefix with two to six capitals, such as --prefix VBS)",
    ),
    "small letters": (
        ("--organisation", "X", "--prefix", "vbs"),
        "--prefix vbs: is not a prefix (add --prefix with two to six capitals, such as --prefix VBS)",
    ),
    "a prefix of the catalogue": (
        ("--organisation", "X", "--prefix", "AUTH"),
        "--prefix AUTH: is already the prefix of theme authentication (choose another)",
    ),
}


@pytest.mark.parametrize(("words", "message"), LAYER_MISTAKES.values(), ids=LAYER_MISTAKES)
def test_what_a_layer_needs_is_told_in_one_line(pve: Pve, tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    ran = pve("init", "--overlay", *words)
    assert (ran.code, ran.err) == (2, f"pve: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_layer_is_asked_about_in_a_terminal(terminal: Callable[..., Any], tmp_path: Path) -> None:
    child = terminal("init", "--overlay")
    answer(child, ("Naam: ", "Gemeente Voorbeeldstad"), ("Voorvoegsel [VOO]: ", "auth"))
    child.expect_exact("Dat gebruikt de catalogus al.")
    answer(child, ("Voorvoegsel [VOO]: ", "vbs"))
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert "prefix: VBS\n" in (tmp_path / "overlay.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "prefix"), [("Gemeente Voorbeeldstad", "VOO"), ("Gemeente 's-Hertogenbosch", "SHE"), ("Súdwest-Fryslân", "SDW"), ("É", "")]
)
def test_a_prefix_is_proposed_from_the_name(name: str, prefix: str) -> None:
    assert prefix_of(name) == prefix
