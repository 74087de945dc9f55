"""The pages of the rules: one for each that `pve check` can break, fresh, with examples that are what they say."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Pve
from pve_gen.catalog import read_catalog
from pve_gen.checks import CHECKS, MAY_BE_SILENCED, check
from pve_gen.rules import SITE, Rule, page, read_rules
from pve_gen.schema import _PLAIN, _RULES
from pve_gen.source import Source
from pve_gen.tender import read_tender
from pve_gen.yamlfile import read_yaml

RULES = read_rules()
MINIMAL = ROOT / "tests/catalogs/good/minimal"
SPOKEN_IN = ("yamlfile", "schema", "source", "catalog", "changes", "checks", "tender")  # the stages that `pve check` walks
SPEAKERS = {"Finding", "_Refused", "note"}  # what takes a rule as its first argument


def named(argument: ast.expr) -> Iterator[str]:
    """The rules that an expression can be: a text, or either side of a choice."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from named(argument.body)
        yield from named(argument.orelse)


def rules_in_the_code() -> set[str]:
    """Every rule that the code of `pve check` can break."""
    found = {*CHECKS, "silence", *(f"schema-{_RULES.get(kind, 'value')}" for kind in _PLAIN)}
    for module in SPOKEN_IN:
        for node in ast.walk(ast.parse((ROOT / f"src/pve_gen/{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                speaker = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if speaker in SPEAKERS:
                    found |= set(named(node.args[0]))
    return found


def test_every_rule_that_the_code_can_break_has_a_page_and_no_page_is_left_over() -> None:
    pages = {path.stem for path in (ROOT / "docs/rules").glob("*.md")} - {"README"}
    assert pages == rules_in_the_code() == set(RULES)


def test_the_pages_are_fresh(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "docs/build.py"), str(tmp_path)], check=True)
    for path in (tmp_path / "rules").iterdir():
        stale = f"{path.name} is stale: run `python docs/build.py`"
        assert path.read_text("utf-8") == (ROOT / "docs/rules" / path.name).read_text("utf-8"), stale


def test_a_page_says_what_why_how_not_how_and_how_to_silence(pve: Pve) -> None:
    assert pve("check", "--explain", "text-vague").out == (
        """\
# text-vague

Een woord dat niemand kan toetsen, zoals «passend» of «zo spoedig mogelijk». Een waarschuwing.

Iedere inschrijver leest er iets anders in, en bij de uitvoering ontstaat ruzie. Noem de maatregel en de termijn.

## Fout

```yaml
# catalog/requirements/network/NET-01.yaml
text: De Leverancier scheidt zijn netwerken waar mogelijk.
```

## Goed

```yaml
# catalog/requirements/network/NET-01.yaml
text: De Leverancier scheidt zijn netwerken.
```

## Stil maken

Deze regel leest woorden, geen bedoeling. Heeft hij het mis, schrijf dan in de eis waarom:

```yaml
silence:
  text-vague: Hier staat waarom deze tekst toch goed is.
```
"""
    )


def test_a_rule_that_does_not_exist_names_the_likely_one(pve: Pve) -> None:
    done = pve("check", "--explain", "text-vage")
    assert (done.code, done.out, done.err) == (2, "", "pve: --explain text-vage: is not a rule (did you mean `text-vague`?)\n")
    done = pve("check", "--explain", "xyzzy")
    assert (done.code, done.out, done.err) == (2, "", "pve: --explain xyzzy: is not a rule (pve check --explain all lists them)\n")


def test_all_rules_can_be_listed(pve: Pve) -> None:
    done = pve("check", "--explain", "all", env={"COLUMNS": "200"})
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == ["rule", *read_rules()]
    assert re.search(r"^yaml-empty +error +Het bestand is leeg\.$", done.out, re.MULTILINE)


def test_the_table_of_rules_is_read_whole() -> None:
    file, findings = read_yaml(ROOT / "src/pve_gen/rules.yaml", "rules.yaml")
    assert file is not None
    assert findings == []
    for id, rule in file.value["rules"].items():
        assert set(rule["finds"]) == {"nl", "en"}, id  # a comma between braces cuts a sentence in two
        assert all(text.endswith(".") for text in (*rule["finds"].values(), rule["why"])), id


def test_only_what_can_be_silenced_says_so() -> None:
    assert {rule.id for rule in RULES.values() if rule.silence} == MAY_BE_SILENCED


def test_a_rule_has_the_severity_that_its_findings_have() -> None:
    for case in (ROOT / "tests/catalogs/bad").iterdir():
        for line in (case / "expected.txt").read_text("utf-8").splitlines():
            rule = RULES[line.rsplit("[", 1)[1].rstrip("]")]
            assert (rule.severity == "warning") == (": warning: " in line), line


def test_the_pages_stand_where_the_project_lives() -> None:
    assert f"url: {SITE}\n" in (ROOT / "publiccode.yml").read_text("utf-8")


def test_the_table_of_rules_is_part_of_the_package() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "/src/pve_gen" in wheel["include"]
    assert (ROOT / "src/pve_gen/rules.yaml").is_file()


# ── The examples ──

NET_08 = {  # has a value that a tender can fill in
    "id": "NET-08",
    "title": "Oude koppelingen",
    "text": "De Leverancier sluit iedere oude koppeling binnen {termijn}.",
    "values": {"termijn": {"default": "een maand", "explain": "Hoe snel.", "en": {"default": "a month", "explain": "How soon."}}},
    "en": {"title": "Old interfaces", "text": "The Supplier closes every old interface within {termijn}."},
}
NET_09 = {  # is retired
    "id": "NET-09",
    "title": "Glasvezel",
    "text": "De Leverancier legt glasvezel aan tot de voordeur.",
    "retired": {"since": "2026.1", "because": "Dat vraagt niemand meer."},
    "en": {"title": "Glass fibre", "text": "The Supplier lays glass fibre up to the front door."},
}


def over(base: Any, fragment: Any) -> Any:
    """The base with what the fragment says instead; lists are replaced whole."""
    if isinstance(base, dict) and isinstance(fragment, dict):
        return base | {name: over(base.get(name), value) for name, value in fragment.items()}
    return fragment


def value_of(path: Path) -> Any:
    file, findings = read_yaml(path, str(path))
    assert file is not None, findings
    return file.value


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")  # JSON is YAML


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue, a layer over it and a tender, all without a finding."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MINIMAL, tmp_path / "catalog")
    whole = value_of(tmp_path / "catalog/requirements/network/NET-01.yaml")
    for other in (NET_08, NET_09):
        write(tmp_path / f"catalog/requirements/network/{other['id']}.yaml", over(whole, other))
    write(tmp_path / "laag/overlay.yaml", {"name": "Gemeente Voorbeeldstad", "version": "2026.1", "prefix": "VBS"})
    write(tmp_path / "tender.yaml", {"title": "Zaaksysteem"})
    return tmp_path


def broken_by(fragment: str, rule: Rule, world: Path) -> list[str]:
    """The rules that are broken when the fragment is put in the example's file."""
    file = world / rule.file
    read, findings = read_yaml(Fragment(fragment), rule.file)
    if read is None or any(finding.rule.startswith("yaml-") for finding in findings):
        return [finding.rule for finding in findings]
    base: Any = value_of(file) if file.is_file() else {}
    if not base and "requirements/network" in rule.file:
        base = over(value_of(world / "catalog/requirements/network/NET-01.yaml"), {"id": file.stem, "title": "Bewaakt verkeer"})
        base |= {"text": "De Leverancier meldt iedere storing binnen een uur."}
        base["en"] |= {"text": "The Supplier reports every failure within an hour."}
    value = over(base, read.value)
    if "facts" in base and isinstance(base["facts"], list):  # the others stay, since profiles name them
        told = {fact["id"] for fact in read.value["facts"]}
        value["facts"] += [fact for fact in base["facts"] if fact["id"] not in told]
    write(file.with_name(f"{value['id']}.yaml") if rule.id == "id-prefix" else file, value)
    source = Source.of(Path("catalog"), [Path("laag")])
    catalog, found = read_catalog(source)
    found = [*found, *check(catalog, source), *read_tender(Path("tender.yaml"), catalog)[1]]
    return [finding.rule for finding in found]


class Fragment:
    """A text that is read as a file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read_bytes(self) -> bytes:
        return self.text.encode()


SHOWN = [rule for rule in RULES.values() if rule.file]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_a_wrong_example_breaks_its_rule(rule: Rule, world: Path) -> None:
    assert rule.id in broken_by(rule.wrong, rule, world)


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_a_right_example_breaks_no_rule_at_all(rule: Rule, world: Path) -> None:
    assert broken_by(rule.right, rule, world) == []


def test_only_examples_that_are_no_fragment_are_not_tried() -> None:
    assert sorted(rule.id for rule in RULES.values() if not rule.file) == [
        "file-missing", "file-name", "file-unreadable", "yaml-character", "yaml-depth", "yaml-empty", "yaml-encoding", "yaml-too-large",
    ]  # fmt: skip


def test_a_page_is_well_formed_markdown() -> None:
    for rule in RULES.values():
        text = page(rule)
        assert text.count("```") % 2 == 0
        assert not re.search(r"\n\n\n", text)
