"""The package as others install it: everything it needs is inside, wherever it stands."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def run_from(path: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`pve`, imported from `path` and from nowhere else."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run([sys.executable, "-m", "pve_gen", *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_catalogue_the_templates_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "pve_gen/py.typed",
        "pve_gen/shipped/catalog/facts.yaml",
        "pve_gen/shipped/catalog/schema/requirement.schema.json",
        "pve_gen/shipped/catalog/requirements/authentication/AUTH-01.yaml",
        *(f"pve_gen/shipped/templates/programme.{language}.{form}" for language in ("nl", "en") for form in ("docx", "html", "md")),
        *(f"pve_gen/shipped/templates/comparison.{language}.{form}" for language in ("nl", "en") for form in ("docx", "html", "md")),
        *(f"pve_gen/shipped/templates/questions.{language}.{form}" for language in ("nl", "en") for form in ("docx", "md")),
        *(f"pve_gen/shipped/templates/information-notice.{language}.{form}" for language in ("nl", "en") for form in ("docx", "md")),
    } <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert any(name.endswith(".data/data/share/man/man1/pve.1") for name in names)
    assert not [name for name in names if name.endswith(("build.py", "words.nl.yaml"))]


@pytest.mark.parametrize("way", ["unpacked", "as a zip"])
def test_the_package_works_from_another_folder_without_the_checkout(wheel: Path, tmp_path: Path, way: str) -> None:
    place = wheel
    if way == "unpacked":
        place = tmp_path / "installed"
        zipfile.ZipFile(wheel).extractall(place)
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    where = run_from(place, elsewhere, "explain", "AUTH-01", "--format", "json")
    assert str(place) in where.stdout
    done = run_from(place, elsewhere, "generate", "--profile", "low", "--no-page-numbers")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in elsewhere.iterdir()) == ["programma-van-eisen.docx", "programma-van-eisen.lock.json"]
    assert run_from(place, elsewhere, "check").returncode == 0
