"""Catalogues that are good, catalogues that are bad, and what `pve check` says about them to the letter.

A folder in `catalogs/good` or `catalogs/bad` is a test: its files are put over `catalogs/good/minimal`, and the
files named in `absent.txt` are taken away. `expected.txt` is what `pve check` prints about a bad one. A folder in
`catalogs/layered` holds a layer (`laag`), and what it needs of a catalogue and a tender.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import Pve
from pve_gen.checks import CHECKS
from pve_gen.schema import _PLAIN, _RULES

CASES = Path(__file__).parent / "catalogs"
GOOD = sorted(case.name for case in (CASES / "good").iterdir())
BAD = sorted(case.name for case in (CASES / "bad").iterdir())
LAYERED = sorted(case.name for case in (CASES / "layered").iterdir())


def catalog_of(case: Path, folder: Path) -> Path:
    """The catalogue of one case: its files over those of the minimal one."""
    shutil.copytree(CASES / "good" / "minimal", folder)
    shutil.copytree(case, folder, dirs_exist_ok=True)
    absent = folder / "absent.txt"
    for name in absent.read_text("utf-8").split() if absent.exists() else ():
        gone = folder / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    return folder


@pytest.mark.parametrize("case", GOOD)
def test_nothing_is_found_in_a_good_catalogue(case: str, tmp_path: Path, pve: Pve) -> None:
    catalog_of(CASES / "good" / case, tmp_path / "catalog")
    done = pve("check", "--catalog", "catalog")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(": nothing found.\n")


@pytest.mark.parametrize("case", BAD)
def test_every_mistake_in_a_bad_catalogue_is_named_with_its_place(case: str, tmp_path: Path, pve: Pve) -> None:
    catalog_of(CASES / "bad" / case, tmp_path / "catalog")
    done = pve("check", "--catalog", "catalog")
    assert done.out == (CASES / "bad" / case / "expected.txt").read_text("utf-8")
    assert done.code == any(": warning: " not in line for line in done.out.splitlines())
    assert "Traceback" not in done.err


@pytest.mark.parametrize("case", LAYERED)
def test_every_mistake_in_a_layer_is_named_where_the_layer_says_it(case: str, tmp_path: Path, pve: Pve) -> None:
    folder = tmp_path / "werk"
    shutil.copytree(CASES / "good" / "minimal", folder / "catalog")
    shutil.copytree(CASES / "layered" / case, folder, dirs_exist_ok=True)
    tender = ["tender.yaml"] if (folder / "tender.yaml").exists() else []
    done = pve("check", *tender, "--catalog", "catalog", "--overlay", "laag", cwd=folder)
    assert done.out == (CASES / "layered" / case / "expected.txt").read_text("utf-8")
    assert done.code == any(": warning: " not in line for line in done.out.splitlines())
    assert "Traceback" not in done.err


def test_nothing_is_found_in_the_shipped_catalogue(pve: Pve) -> None:
    done = pve("check")
    assert (done.code, done.out) == (0, "")


def test_every_rule_has_a_bad_catalogue_that_breaks_it() -> None:
    broken = {line.rsplit("[", 1)[1] for case in BAD for line in (CASES / "bad" / case / "expected.txt").read_text("utf-8").splitlines()}
    in_the_schemas = {"unknown-field", "name", *(_RULES.get(kind, "value") for kind in _PLAIN)}
    rules = {*CHECKS, "silence", "id-twice", "file-missing", "file-unreadable", *(f"schema-{rule}" for rule in in_the_schemas)}
    assert sorted(rule for rule in rules if f"{rule}]" not in broken) == []


def test_a_warning_says_that_it_is_one_and_an_error_does_not(tmp_path: Path, pve: Pve) -> None:
    catalog_of(CASES / "bad" / "translation", tmp_path / "catalog")
    assert pve("check", "--catalog", "catalog").code == 0
    assert pve("check", "--catalog", "catalog", "--strict").code == 1
    assert "NET-01.yaml:1:1: warning: there is no English translation" in pve("check", "--catalog", "catalog").out
    assert pve("list", "--catalog", "catalog").code == 0  # a warning stops no other command


def broken(file: Path, old: str, new: str) -> str:
    """Writes `new` for the first line `old` of a file, and gives the place of its first word."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    index = next(i for i, line in enumerate(lines) if line.startswith(old))
    lines[index] = lines[index].replace(old, new)
    file.write_text("".join(lines), "utf-8")
    return f"{index + 1}:{len(new) - len(new.lstrip(' -')) + 1}"


def test_four_mistakes_in_four_files_are_all_named_in_one_pass(catalog_folder: Path, pve: Pve) -> None:
    # The lines are looked up, so that editing the shipped catalogue does not break this test.
    requirements = catalog_folder / "requirements"
    key = broken(requirements / "authentication" / "AUTH-01.yaml", "verify:", "verfy:")
    level = broken(requirements / "audit-logs" / "LOG-01.yaml", "  likelihood: ", "  likelihood: xlow # ")
    level = level.replace(":3", f":{len('  likelihood: ') + 1}")
    clause = broken(requirements / "network" / "NET-01.yaml", "  - bio2-1.3 ", "  - bio2-1.3 0")
    double = broken(catalog_folder / "profiles" / "low.yaml", "  integrity: low", "  confidentiality: low")
    found = pve("check", "--catalog", "catalog")
    assert found.code == 1
    assert "Traceback" not in found.err
    said = found.out.splitlines()
    assert (
        said[0]
        == f"catalog/profiles/low.yaml:{double}: `confidentiality` stands here twice, first on line {int(double.split(':')[0]) - 1} (keep one) [yaml-duplicate-key]"
    )
    assert (
        said[1]
        == f"catalog/requirements/audit-logs/LOG-01.yaml:{level}: `likelihood` cannot be `xlow` (did you mean `low`?) [schema-choice]"
    )
    assert said[2] == (
        f"catalog/requirements/authentication/AUTH-01.yaml:{key}: `verfy` is not a field here (did you mean `verify`?) [schema-unknown-field]"
    )
    assert said[3].startswith(f"catalog/requirements/network/NET-01.yaml:{clause}: `bio2-1.3` has no clause `0")
    assert len(said) == 4


@pytest.mark.parametrize(
    ("file", "finding"),
    [
        ("catalog.yaml", "catalog/catalog.yaml:1:1: is empty (fill it in)\n"),
        ("norms/avg-2016.yaml", "catalog/norms/avg-2016.yaml:1:1: is empty (fill it in)\n"),
    ],
)
def test_a_command_that_needs_a_whole_catalogue_stops_at_mistakes(file: str, finding: str, catalog_folder: Path, pve: Pve) -> None:
    (catalog_folder / file).write_text("", "utf-8")
    done = pve("list", "--catalog", "catalog")
    assert (done.code, done.out) == (2, "")
    assert done.err == finding + "pve: the catalogue has mistakes (see above)\n"


def test_findings_as_json_have_a_fixed_shape(tmp_path: Path, pve: Pve) -> None:
    catalog_of(CASES / "bad" / "value-unknown", tmp_path / "catalog")
    (tmp_path / "catalog" / "terms.yaml").unlink()
    done = pve("check", "--catalog", "catalog", "--format", "json")
    assert done.code == 1
    unused = {"rule": "value-unknown", "severity": "error", "file": "catalog/requirements/network/NET-01.yaml", "line": 6, "column": 3}
    assert json.loads(done.out) == [
        {
            "rule": "value-unknown",
            "severity": "error",
            "file": "catalog/requirements/network/NET-01.yaml",
            "line": 4,
            "column": 7,
            "message": "`{temrijn}` is not declared under `values`",
            "hint": "did you mean `termijn`?",
        },
        {**unused, "message": "`termijn` is declared but `en.text` does not use it", "hint": "write {termijn} in the text"},
        {**unused, "message": "`termijn` is declared but `text` does not use it", "hint": "write {termijn} in the text"},
        {
            "rule": "file-unreadable",
            "severity": "error",
            "file": "catalog/terms.yaml",
            "line": 0,
            "column": 0,
            "message": "cannot be read: No such file or directory",
            "hint": "",
        },
    ]


def test_nothing_found_is_an_empty_list_in_json(pve: Pve) -> None:
    done = pve("check", "--format", "json")
    assert (done.code, json.loads(done.out)) == (0, [])


def test_a_folder_without_a_catalogue_is_wrong_use(tmp_path: Path, pve: Pve) -> None:
    done = pve("check", "--catalog", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert done.err == "pve: nowhere: no catalogue here (a catalogue is a folder with a catalog.yaml in it)\n"
