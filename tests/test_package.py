"""The package as others install it: everything it needs is inside and nothing else, wherever it stands, and the same bytes whoever makes it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT
from pve_gen import __version__

NAMED = f"pve-{__version__}"


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


def ours(folder: str = ".") -> set[str]:
    """The files of the project in a folder, as paths from there: those in git, and new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT / folder, check=True, capture_output=True, encoding="utf-8").stdout.split("\0")
    return {name for name in names if name and (ROOT / folder / name).exists()}


def files_in(folder: Path) -> set[str]:
    """Every file in a folder, however deep, as paths from there."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# ── what is in it ──


def test_the_wheel_holds_the_code_the_catalogue_and_every_template_and_nothing_else(wheel: Path, tmp_path: Path) -> None:
    """A template that `templates/build.py` writes is in, though nobody named it; what it is made of is not."""
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    templates = {path.name for path in tmp_path.iterdir()} - {"README.md"}
    told = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "sboms/pve.cdx.json")
    assert set(zipfile.ZipFile(wheel).namelist()) == {
        *(f"pve_gen/{name}" for name in ours("src/pve_gen")),
        *(f"pve_gen/shipped/catalog/{name}" for name in ours("catalog")),
        *(f"pve_gen/shipped/templates/{name}" for name in templates),
        *(f"{NAMED}.dist-info/{name}" for name in told),
        f"{NAMED}.data/data/share/man/man1/pve.1",
    }


def test_files_in_the_wheel_are_those_of_the_project(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel)
    for name, file in {
        "pve_gen/shipped/catalog/facts.yaml": "catalog/facts.yaml",
        "pve_gen/shipped/templates/programme.nl.docx": "templates/programme.nl.docx",
        f"{NAMED}.dist-info/licenses/LICENSE": "LICENSE",
        f"{NAMED}.dist-info/sboms/pve.cdx.json": "locks/pve.cdx.json",
    }.items():
        assert inside.read(name) == (ROOT / file).read_bytes()


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


# ── the same bytes, whoever makes it ──


@pytest.fixture(scope="module")
def two_copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project as two people have it: other folders, other order and times of writing, other permissions, and caches of one of them."""
    folder = tmp_path_factory.mktemp("kopie")
    first, second = folder / "a", folder / "een map met spaties" / "pve"
    for copy, names, mode, moment in ((first, sorted(ours()), 0o644, 1e9), (second, sorted(ours(), reverse=True), 0o600, 1.9e9)):
        for name in names:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
            (copy / name).chmod(mode | ((ROOT / name).stat().st_mode & 0o100))
            os.utime(copy / name, (moment, moment))
    subprocess.run([sys.executable, "-m", "compileall", "-q", "src", "templates"], cwd=second, check=True)
    (second / ".pytest_cache").mkdir()
    (second / ".pytest_cache/README.md").write_text("Not ours.")
    return first, second


def build(project: Path, out: Path, umask: int, **variables: str) -> dict[str, str]:
    """The checksum of each file that the build of a project writes, by name: its wheel, and its source."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | variables
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(out)]
    subprocess.run(command, cwd=project, env=environment, umask=umask, check=True, capture_output=True)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}


HERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
THERE = {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "HOME": "/nonexistent"}


@pytest.mark.parametrize("epoch", [{}, {"SOURCE_DATE_EPOCH": "1764115200"}], ids=["no date", "a date"])
def test_two_builds_by_two_people_give_the_same_bytes(two_copies: tuple[Path, Path], tmp_path: Path, epoch: dict[str, str]) -> None:
    first = build(two_copies[0], tmp_path / "1", 0o022, **HERE, **epoch)
    second = build(two_copies[1], tmp_path / "2", 0o077, **THERE, **epoch)
    assert sorted(first) == [f"{NAMED}-py3-none-any.whl", f"{NAMED}.tar.gz"]
    assert first == second


def test_source_date_epoch_is_the_date_of_every_file_in_the_wheel(two_copies: tuple[Path, Path], tmp_path: Path) -> None:
    build(two_copies[0], tmp_path, 0o022, SOURCE_DATE_EPOCH="1764115200")
    dates = {entry.date_time for entry in zipfile.ZipFile(tmp_path / f"{NAMED}-py3-none-any.whl").infolist()}
    assert dates == {(2025, 11, 26, 0, 0, 0)}


def test_a_wheel_made_from_the_source_archive_is_that_of_the_checkout(two_copies: tuple[Path, Path], tmp_path: Path) -> None:
    made = build(two_copies[0], tmp_path / "1", 0o022)
    shutil.unpack_archive(tmp_path / f"1/{NAMED}.tar.gz", tmp_path, filter="data")
    again = build(tmp_path / NAMED, tmp_path / "2", 0o022)
    assert again[f"{NAMED}-py3-none-any.whl"] == made[f"{NAMED}-py3-none-any.whl"]


def test_the_source_archive_holds_every_file_of_the_project_and_no_cache(two_copies: tuple[Path, Path], tmp_path: Path) -> None:
    build(two_copies[1], tmp_path, 0o022)
    shutil.unpack_archive(tmp_path / f"{NAMED}.tar.gz", tmp_path, filter="data")
    assert files_in(tmp_path / NAMED) - {"PKG-INFO"} == files_in(two_copies[0])
