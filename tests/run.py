"""Every check of the project, in an environment of its own: `python3 tests/run.py`.

Needs nothing but Python 3.11 or newer. Words after it are passed on to pytest.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-test"
PROGRAMS = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
LOCK = ROOT / "tests" / "requirements.txt"
STAMP = ENVIRONMENT / "installed"

CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "catalogue": ["pve", "check", "--catalog", "catalog", "--strict"],
    "tests": ["pytest", *sys.argv[1:]],
}


def program(name: str) -> str:
    """A program of the environment."""
    return str(PROGRAMS / name)


def prepare() -> None:
    """Make the environment, with exactly the packages in the lock; nothing to do where that was done."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    pip = [program("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    STAMP.write_text(wanted)


def main() -> int:
    """Run every check, also when one failed, and end with 1 where any did."""
    prepare()
    failed = []
    for name, (command, *words) in CHECKS.items():
        print(f"── {name} ──", flush=True)
        if subprocess.run([program(command), *words], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "Everything passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
