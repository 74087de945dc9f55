"""Fixtures: real files in a folder of the test's own, and the docstring of a test as the file it is about."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pve_gen.catalog import read_catalog
from pve_gen.findings import Finding
from pve_gen.model import Catalog
from pve_gen.source import Source
from pve_gen.yamlfile import YamlFile, read_yaml

ROOT = Path(__file__).parents[1]
COMMAND = str(Path(sys.executable).with_name("pve"))  # as it is installed beside this Python


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Pve = Callable[..., Ran]


@pytest.fixture
def pve(tmp_path: Path) -> Pve:
    """Run `pve` as a process of its own, in an empty folder, as a person would."""

    def run(*words: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
        import os

        done = subprocess.run(
            [COMMAND, *map(str, words)],
            cwd=cwd or tmp_path,
            env={name: value for name, value in os.environ.items() if not name.startswith(("PVE_", "SOURCE_DATE"))} | (env or {}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped catalogue."""
    read, findings = read_catalog(Source.of())
    assert findings == []
    return read


@pytest.fixture
def catalog_folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue, to break."""
    return Path(shutil.copytree(ROOT / "catalog", tmp_path / "catalog"))


@dataclass(frozen=True)
class ReadYaml:
    """A YAML text that was read."""

    file: YamlFile | None
    findings: list[Finding]

    @property
    def messages(self) -> list[str]:
        return [str(finding) for finding in self.findings]


@pytest.fixture
def read(request: pytest.FixtureRequest, tmp_path: Path) -> ReadYaml:
    """The docstring of the test, read as the YAML file `tekst.yaml`."""
    path = tmp_path / "tekst.yaml"
    path.write_text(inspect.cleandoc(request.function.__doc__ or "") + "\n", "utf-8")
    return ReadYaml(*read_yaml(path, "tekst.yaml", dates=frozenset({"date"})))
