"""What is installed with `pve`: locks that name every package with the hashes of its files, and the bill of materials in the wheel."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT
from pve_gen import __version__

RUNTIME, BUILD, TESTS = ROOT / "locks/requirements.txt", ROOT / "locks/requirements-build.txt", ROOT / "tests/requirements.txt"
BILL = ROOT / "locks/pve.cdx.json"
STALE = "run `python locks/make.py`"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(path: Path) -> dict[str, tuple[Requirement, frozenset[str]]]:
    """Each package of a lock: what is asked, such as `rich==15.0.0`, and the hashes of its files."""
    found: dict[str, tuple[Requirement, frozenset[str]]] = {}
    for entry in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        asked, *hashes = entry.split(" --hash=")
        requirement = Requirement(asked)
        found[canonicalize_name(requirement.name)] = requirement, frozenset(one.strip() for one in hashes)
    return found


def needed(asked: list[str], extra: str = "") -> set[str]:
    """The packages that these requirements bring in here, with all that those need, as the installed packages say."""
    found: set[str] = set()
    for requirement in map(Requirement, asked):
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        found.add(name)
        for one in sorted(requirement.extras) or [""]:
            found |= needed(distribution(name).requires or [], one)
    return found


def group(name: str) -> list[str]:
    """A dependency group of pyproject.toml, with the groups that it includes."""
    groups = PROJECT["dependency-groups"]
    return [line for one in groups[name] for line in ([one] if isinstance(one, str) else group(one["include-group"]))]


ASKED = {RUNTIME: PROJECT["project"]["dependencies"], BUILD: group("build"), TESTS: PROJECT["project"]["dependencies"] + group("dev")}


def test_what_pve_runs_with_is_known_by_name() -> None:
    """A package that comes along unnoticed fails here, and is looked at before it is added."""
    assert sorted(locked(RUNTIME)) == [
        "annotated-doc", "colorama", "icalendar", "jinja2", "jsonschema-rs", "markdown-it-py", "markupsafe", "mdurl", "msgspec", "pillow",
        "pygments", "pypdf", "python-dateutil", "pyyaml", "rich", "shellingham", "typer", "typing-extensions", "tzdata", "xlsxwriter",
    ]  # fmt: skip


@pytest.mark.parametrize("lock", ASKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_gives_what_pyproject_asks(lock: Path) -> None:
    pins = locked(lock)
    for asked in map(Requirement, ASKED[lock]):
        assert canonicalize_name(asked.name) in pins, f"{asked} is not locked: {STALE}"
        pin, _hashes = pins[canonicalize_name(asked.name)]
        assert next(iter(pin.specifier)).version in asked.specifier, f"{pin} is not {asked}: {STALE}"


@pytest.mark.parametrize("lock", [RUNTIME, BUILD], ids=lambda path: path.name)
def test_a_lock_holds_all_that_is_needed_here_and_nothing_more(lock: Path) -> None:
    assert {name for name, (pin, _hashes) in locked(lock).items() if not pin.marker or pin.marker.evaluate()} == needed(ASKED[lock])


@pytest.mark.parametrize("lock", ASKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_names_one_version_with_hashes_and_no_place_to_get_it_from(lock: Path) -> None:
    """Where packages come from is a matter of the machine: a lock that names an index would send everyone there."""
    for pin, hashes in locked(lock).values():
        assert [one.operator for one in pin.specifier] == ["=="]
        assert pin.url is None
        assert hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes)
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", lock.read_text("utf-8"))


@pytest.mark.parametrize("lock", [RUNTIME, BUILD], ids=lambda path: path.name)
def test_tests_run_with_the_files_that_users_install(lock: Path) -> None:
    tested = locked(TESTS)
    for name, (pin, hashes) in locked(lock).items():
        assert (tested[name][0].specifier, tested[name][1]) == (pin.specifier, hashes), STALE


def test_the_build_lock_has_what_the_build_system_asks() -> None:
    assert group("build") == PROJECT["build-system"]["requires"]


# ── the bill of materials ──


@pytest.fixture(scope="module")
def bill() -> Any:
    return json.loads(BILL.read_text("utf-8"))


def test_the_bill_of_materials_is_cyclonedx(bill: Any) -> None:
    schemas = {
        f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": json.loads(
            (ROOT / f"tests/schemas/cyclonedx-{name}.json").read_text("utf-8")
        )
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    validator = jsonschema_rs.validator_for(
        schemas["http://cyclonedx.org/schema/bom-1.6.SNAPSHOT.schema.json"], registry=jsonschema_rs.Registry(list(schemas.items()))
    )
    assert [str(error) for error in validator.iter_errors(bill)] == []
    broken = bill | {"components": [{**bill["components"][0], "licenses": [{"license": {"id": "EUPL-9.9"}}]}]}
    assert list(validator.iter_errors(broken)) != []  # so that the schemas it refers to count too


def test_the_bill_of_materials_lists_what_is_locked(bill: Any) -> None:
    listed = {canonicalize_name(component["name"]): component["version"] for component in bill["components"]}
    assert listed == {name: next(iter(pin.specifier)).version for name, (pin, _hashes) in locked(RUNTIME).items()}, STALE


def test_the_bill_of_materials_says_whose_it_is(bill: Any) -> None:
    component = bill["metadata"]["component"]
    licences = [entry["license"]["id"] for entry in component["licenses"]]
    assert (component["name"], component["version"], licences) == ("pve", __version__, ["EUPL-1.2"]), STALE


def test_the_bill_of_materials_names_origin_and_licence_of_every_package(bill: Any) -> None:
    for component in bill["components"]:
        assert component["purl"] == f"pkg:pypi/{canonicalize_name(component['name'])}@{component['version']}"
        assert component["licenses"]


def test_the_bill_of_materials_says_who_needs_whom(bill: Any) -> None:
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    direct = {canonicalize_name(ref.split("==")[0]) for ref in needs["root-component"]}
    assert direct == {canonicalize_name(Requirement(asked).name) for asked in PROJECT["project"]["dependencies"]}
    assert set(needs) == {component["bom-ref"] for component in bill["components"]} | {"root-component"}


def test_the_bill_of_materials_has_nothing_of_the_moment_or_the_machine(bill: Any) -> None:
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    places = [reference["url"] for component in bill["components"] for reference in component.get("externalReferences", [])]
    assert [place for place in places if not re.match("https?://", place)] == []
    assert [place for place in places if re.match("https?://(localhost|[0-9.]+)[:/]", place)] == []
