"""Makes the locks and the bill of materials: `python locks/make.py`; words after it go to uv (`--upgrade`, `--upgrade-package jinja2`).

In this order, so that tests run with exactly what users install: `requirements.txt` (what `pve` runs with), `requirements-build.txt`
(what makes its wheel), `../tests/requirements.txt` (what checks it), and `pve.cdx.json` (CycloneDX, which travels in the wheel).
Versions that are in a lock stay, unless uv is told to raise them. Needs Python 3.11 (the oldest that `pve` supports, so that the same
packages are found on every machine), uv and a package index. Equal locks give an equal bill of materials.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RUNTIME, BUILD, BILL = HERE / "requirements.txt", HERE / "requirements-build.txt", HERE / "pve.cdx.json"
TESTS = ROOT / "tests" / "requirements.txt"
CYCLONEDX = "cyclonedx-bom==7.5.0"


def lock(path: Path, *words: str) -> None:
    """Write one lock: exact versions with the hashes of their files, for every system and each Python from 3.11 on."""
    name = str(path.relative_to(ROOT))
    universal = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    plain = ["--no-header", "--no-annotate", "--quiet"]
    command = ["uv", "pip", "compile", *universal, *plain, *words, *sys.argv[1:], "-o", name]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def packages(requirements: str) -> str:
    """A lock without its conditions: what is only for Windows or an older Python belongs in the bill of materials too."""
    return re.sub(r" ;.*?(?= \\\n)", "", requirements)


def version() -> str:
    """The version of `pve` itself, from the file that says it."""
    said = re.search(r'__version__ = "(.+?)"', (ROOT / "src/pve_gen/__init__.py").read_text("utf-8"))
    assert said
    return said[1]


def bill_of_materials() -> str:
    """CycloneDX in JSON: `pve` and every package in its lock, with licence, origin and who needs whom."""
    with tempfile.TemporaryDirectory() as folder:
        environment, wanted = Path(folder) / "environment", Path(folder) / "requirements.txt"
        wanted.write_text(packages(RUNTIME.read_text("utf-8")), "utf-8")
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
        install = ["uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(wanted)]
        subprocess.run(install, check=True, env={**os.environ, "VIRTUAL_ENV": str(environment)})
        tool = ["uv", "tool", "run", "--quiet", "--from", CYCLONEDX, "cyclonedx-py", "environment", "--pyproject", "pyproject.toml"]
        without_date = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        command = [*tool, "--output-reproducible", "--of", "JSON", str(environment)]
        made = subprocess.run(command, cwd=ROOT, check=True, env=without_date, capture_output=True, encoding="utf-8").stdout
    bill: dict[str, Any] = json.loads(made)
    bill["metadata"]["component"]["version"] = version()  # the tool does not read a version that is not in pyproject.toml
    return json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the three locks, each with the versions of those before it, and then the bill of materials."""
    if sys.version_info[:2] != (3, 11):
        sys.exit("locks/make.py: run this with Python 3.11, or the bill of materials differs from machine to machine")
    if not shutil.which("uv"):
        sys.exit("locks/make.py: uv is not here (https://docs.astral.sh/uv tells how to get it)")
    lock(RUNTIME, "pyproject.toml")
    lock(BUILD, "--group", "build")
    lock(TESTS, "pyproject.toml", "--group", "dev", "-c", str(RUNTIME.relative_to(ROOT)), "-c", str(BUILD.relative_to(ROOT)))
    BILL.write_text(bill_of_materials(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
