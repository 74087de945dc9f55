"""What an editor shows of the files that people write, and `pve schema`, which gives it the schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conftest import ROOT, Pve
from languageserver import Editor
from pve_gen.schema import names, published, schema

BROKEN = """\
# yaml-language-server: $schema=schema/tender.schema.json
titel: Zaaksysteem
version: 1
facts:
  bsn: {value: 3, motivation: x}
decisions:
  - {requirement: PAT-05, decision: weglaten, reason: Ja., role: CISO}
"""
BEGUN = """\
# yaml-language-server: $schema=schema/tender.schema.json
title: Zaaksysteem
decisions:
  - requirement: PAT-05
    decision: \

"""


def test_an_editor_underlines_completes_and_explains_in_dutch_and_in_english(pve: Pve, tmp_path: Path) -> None:
    for language in ("nl", "en"):
        assert pve("schema", "tender", "--out", f"{language}/schema", "--lang", language, "-q").code == 0
        (tmp_path / language / "broken.yaml").write_text(BROKEN, "utf-8")
        (tmp_path / language / "tender.yaml").write_text(BEGUN, "utf-8")
    with Editor(tmp_path / "nl") as editor:
        assert editor.open("broken.yaml") == [
            '2: Missing property "title".',
            "2: Property titel is not allowed.",
            '3: Incorrect type. Expected "string".',
            "5: Incorrect type. Expected one of string, boolean.",
            '7: Value is not accepted. Valid values: "leave_out", "include".',
        ]
        assert editor.open("tender.yaml") == [
            '4: Missing property "reason".',
            '4: Missing property "role".',
            '5: Value is not accepted. Valid values: "leave_out", "include".',
        ]
        assert editor.complete("tender.yaml", 4, 14) == ["leave_out", "include"]
        assert {"organisation", "scoring", "values"} <= set(editor.complete("tender.yaml", 1, 0))
        assert "leave_out: weglaten; include: opnemen." in editor.hover("tender.yaml", 4, 6)
    with Editor(tmp_path / "en") as editor:
        editor.open("tender.yaml")
        assert "Name of the tender." in editor.hover("tender.yaml", 1, 2)


def test_an_editor_has_nothing_to_say_about_what_pve_init_writes(pve: Pve, tmp_path: Path) -> None:
    pve("init", "--overlay", "--no-input", "--organisation", "Gemeente X", "--prefix", "XYZ")
    pve("init", "zaak", "--no-input", "--title", "Zaak", "--profile", "high", "--set", "ai=true")
    with Editor(tmp_path) as editor:
        told = {name: editor.open(name) for name in ("overlay.yaml", "changes.yaml", "zaak/tender.yaml")}
        assert told == {"overlay.yaml": [], "changes.yaml": [], "zaak/tender.yaml": []}


# ── pve schema ──


def test_the_list_says_what_each_schema_is_for_in_two_languages(pve: Pve) -> None:
    dutch, english = (pve("schema", "--lang", language, env={"COLUMNS": "160"}).out for language in ("nl", "en"))
    assert [line.split()[0] for line in dutch.splitlines() if not line.startswith(" ")][1:] == names()
    assert re.search(
        r"^tender +Aanbesteding +Eén aanbesteding: wie, wat, kenmerken met motivering, waarden en besluiten\.", dutch, re.MULTILINE
    )
    assert re.search(r"^diff +Verschillen +Wat er verschilt tussen twee versies: `pve diff --format json`\.", dutch, re.MULTILINE)
    assert re.search(r"^diff +Differences +What differs between two versions: `pve diff --format json`\.", english, re.MULTILINE)
    for name in names():
        told = schema(name)
        assert all(told[word] for word in ("title", "x-title-en", "description", "x-description-en")), name
    assert re.search(r"^tender +Tender +One tender: who, what, facts with their motivation, values and decisions\.", english, re.MULTILINE)


def test_a_schema_is_printed_as_it_is_published_or_explains_in_english(pve: Pve) -> None:
    assert pve("schema", "requirement").out == (ROOT / "catalog/schema/requirement.schema.json").read_text("utf-8")
    english = json.loads(pve("schema", "requirement", "--lang", "en").out)
    assert (english["title"], english["properties"]["why"]["description"]) == (
        "Requirement",
        "Why the municipality asks this, in words for a council member.",
    )
    assert "x-description-en" not in json.dumps(english)


@pytest.mark.parametrize("name", names())
def test_the_english_schema_differs_in_nothing_but_its_explanations(name: str) -> None:
    def bare(node: object) -> object:
        if isinstance(node, dict):
            said = {key: inner for key, inner in node.items() if not key.startswith("x-")}
            return {key: bare(inner) for key, inner in said.items() if not (key in {"title", "description"} and isinstance(inner, str))}
        return [bare(inner) for inner in node] if isinstance(node, list) else node

    assert bare(json.loads(published(name, "en"))) == bare(json.loads(published(name, "nl")))


def test_all_schemas_go_into_a_folder(pve: Pve, tmp_path: Path) -> None:
    ran = pve("schema", "--out", "schema")
    assert (ran.code, ran.out, ran.err) == (0, "", f"schema: {len(names())} schemas.\n")
    assert sorted(path.name for path in (tmp_path / "schema").iterdir()) == sorted(f"{name}.schema.json" for name in names())


def test_a_misspelt_schema_is_one_line(pve: Pve) -> None:
    ran = pve("schema", "tendr")
    assert (ran.code, ran.out, ran.err) == (2, "", "pve: tendr: there is no such schema (did you mean `tender`?)\n")


# ── Modelines ──

WRITTEN = [
    path
    for folder in ("catalog", "examples")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if path.parent.name != "inschrijvingen" or path.stem == "besluiten"
]  # fmt: skip
"""All but what the example's suppliers answer: that is told to the script beside it, not to `pve`."""


def schema_for(path: Path) -> str:
    """The kind of file that a path says it is."""
    if path.parent.name in {"norms", "profiles"}:
        return path.parent.name.removesuffix("s")
    if "requirements" in path.parts:
        return "theme" if path.name == "_theme.yaml" else "requirement"
    return "decisions" if path.stem == "besluiten" else path.stem


def test_every_file_tells_the_editor_its_schema() -> None:
    wrong = []
    for path in WRITTEN:
        first = path.read_text("utf-8").partition("\n")[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
        target = (path.parent / found[1]).resolve() if found else None
        if target != ROOT / "catalog/schema" / f"{schema_for(path)}.schema.json":
            wrong.append(f"{path.relative_to(ROOT)}: {first}")
    assert len(WRITTEN) > 200
    assert wrong == []
