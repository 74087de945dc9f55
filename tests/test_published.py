"""What the project says of itself to those who find it: licence, version, address, and where to report a weakness."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from conftest import ROOT
from pve_gen import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PUBLIC = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
LICENCES = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))
REUSE = str(Path(sys.executable).with_name("reuse"))


# ── licences ──


def test_every_file_says_whose_it_is_and_under_which_licence() -> None:
    done = subprocess.run([REUSE, "lint", "--lines"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_a_licence_that_is_used_without_its_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "LICENSES").mkdir()
    (tmp_path / "REUSE.toml").write_text((ROOT / "REUSE.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "eigen.py").write_text("print(1)\n", "utf-8")
    done = subprocess.run([REUSE, "lint", "--lines"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "EUPL-1.2" in done.stdout


def test_the_licence_is_the_same_wherever_it_is_named() -> None:
    catalog = yaml.safe_load((ROOT / "catalog/catalog.yaml").read_text("utf-8"))
    ours = next(entry for entry in LICENCES["annotations"] if entry["path"] == "**")
    named = {PROJECT["license"], PUBLIC["legal"]["license"], catalog["licence"], ours["SPDX-License-Identifier"]}
    assert named == {"EUPL-1.2"}
    assert (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_every_file_of_someone_else_is_told_with_its_origin() -> None:
    """The last annotation that fits a file holds; all but the first are of others, and stand in the README of their folder."""
    table = (ROOT / "tests/schemas/README.md").read_text("utf-8")
    told = set(re.findall(r"`([a-z0-9.-]+\.json)`", table))
    assert told == {path.name for path in (ROOT / "tests/schemas").glob("*.json")}
    of_others = {path.name for entry in LICENCES["annotations"][1:] for path in ROOT.glob(entry["path"])}
    assert of_others == {*told, "cases.json", "LICENSE"}  # the last two are of the YAML Test Suite, with a README of its own


# ── version and address ──


def test_the_version_is_the_same_wherever_it_is_named() -> None:
    changes = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    hooks = re.findall(r"rev: v(\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    job = yaml.safe_load((ROOT / "pipelines/gitlab.yml").read_text("utf-8"))["variables"]["PVE_REVISION"]
    assert [PUBLIC["softwareVersion"], changes[0], *hooks, job.removeprefix("v")] == [__version__] * 4


def test_publiccode_has_what_its_standard_asks() -> None:
    """Mandatory keys of publiccode.yml 0.5, and the kinds of value that are easily got wrong."""
    asked = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance"}
    assert asked | {"localisation"} <= set(PUBLIC)
    assert date.fromisoformat(PUBLIC["releaseDate"])
    assert PUBLIC["intendedAudience"]["countries"] == ["NL"]
    assert PUBLIC["maintenance"]["contacts"]
    for language in PUBLIC["localisation"]["availableLanguages"]:
        texts = PUBLIC["description"][language]
        assert len(texts["shortDescription"]) <= 150
        assert 150 <= len(texts["longDescription"]) <= 10000
        assert texts["features"]


@pytest.mark.parametrize(
    "file", ["SECURITY.md", "REUSE.toml", "pipelines/gitlab.yml", ".pre-commit-hooks.yaml", "src/pve_gen/newoverlay.py"]
)
def test_the_address_is_the_one_in_publiccode(file: str) -> None:
    addresses = re.findall(r"https://[a-z.]+\.example/[a-z/]*[a-z]", (ROOT / file).read_text("utf-8"))
    assert addresses
    assert {address.removesuffix("/pipelines/gitlab") for address in addresses} == {PUBLIC["url"]}


# ── security ──


def test_security_tells_where_to_report_and_which_versions_get_fixes() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert f"<{PUBLIC['url']}>" in text
    assert "Report a vulnerability" in text
    assert not re.search(r"[\w.]+@[\w.]+", text)  # there is no address that someone reads, so none is named
    assert f"| {__version__.rsplit('.', 1)[0]}.x" in text
    assert "](SECURITY.md)" in (ROOT / "README.md").read_text("utf-8")


def test_every_file_that_security_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    files = set(re.findall(r"(?:locks|LICENSES)/[\w.-]*\w", text))
    assert files == {"locks/requirements.txt", "locks/requirements-build.txt", "locks/pve.cdx.json"}
    assert [file for file in files if not (ROOT / file).is_file()] == []
