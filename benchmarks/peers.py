"""The tools that `pve` is held against: each in an environment of its own, with the same catalogue in its own form.

None of them writes a tender in Word. Doorstop publishes Markdown, StrictDoc exports reStructuredText and trestle writes a
Markdown file for each control: of all they do, the cheapest that shows every requirement.
"""

from __future__ import annotations

import json
import subprocess
import uuid
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

Requirement = tuple[str, str, str, str]
"""Id, title, text and how it is verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool: how its project is made of requirements in a folder, and the command that publishes that. `most` requirements is enough."""

    name: str
    program: str
    prepare: Callable[[Path, Path, Sequence[Requirement]], None]
    command: tuple[str, ...]
    most: int = 10_000


def environment(name: str, folder: Path) -> Path | str:
    """The programs of a peer, from packages whose hashes are in `requirements/`; or, as text, why it could not be installed."""
    home = folder / name
    wanted = HERE / "requirements" / f"{name}.txt"
    if (home / "installed").exists() and (home / "installed").read_bytes() == wanted.read_bytes():
        return home / "bin"
    venv.create(home, clear=True, with_pip=True)
    pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", wanted]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        return "not installed: " + " ".join(done.stderr.strip().splitlines()[-1:])[:80]
    (home / "installed").write_bytes(wanted.read_bytes())
    return home / "bin"


def _doorstop(_programs: Path, folder: Path, requirements: Sequence[Requirement]) -> None:
    items = folder / "items"
    items.mkdir()
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    (items / ".doorstop.yml").write_text("settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\n", "utf-8")
    for number, (_id, title, text, verify) in enumerate(requirements, start=1):
        (items / f"REQ{number:05}.yml").write_text(
            f"active: true\nderived: false\nheader: |\n  {title}\nlevel: {number}.0\nlinks: []\nnormative: true\nref: ''\nreviewed: null\n"
            f"text: |\n  {text}\n\n  {verify}\n",
            "utf-8",
        )


def _strictdoc(_programs: Path, folder: Path, requirements: Sequence[Requirement]) -> None:
    blocks = (
        f"[REQUIREMENT]\nUID: {id}\nTITLE: {title}\nSTATEMENT: >>>\n{text}\n<<<\nCOMMENT: >>>\n{verify}\n<<<\n"
        for id, title, text, verify in requirements
    )
    (folder / "programme.sdoc").write_text("[DOCUMENT]\nTITLE: Programma van eisen\n\n" + "\n".join(blocks), "utf-8")


def _trestle(programs: Path, folder: Path, requirements: Sequence[Requirement]) -> None:
    subprocess.run([programs / "trestle", "init", "--local"], cwd=folder, check=True, capture_output=True)
    controls = [
        {
            "id": id.lower(),
            "title": title,
            "parts": [
                {"id": f"{id.lower()}_smt", "name": "statement", "prose": text},
                {"id": f"{id.lower()}_gdn", "name": "guidance", "prose": verify},
            ],
        }
        for id, title, text, verify in requirements
    ]
    about = {"title": "Programma", "last-modified": "2026-11-26T00:00:00+00:00", "version": "1", "oscal-version": "1.1.3"}
    groups = [{"id": "all", "title": "Alle eisen", "controls": controls}]
    home = folder / "catalogs" / "programme"
    home.mkdir()
    catalog = {"catalog": {"uuid": str(uuid.UUID(int=4 << 76 | 8 << 60)), "metadata": about, "groups": groups}}
    (home / "catalog.json").write_text(json.dumps(catalog), "utf-8")


PEERS = (
    Peer(name="doorstop", program="doorstop", prepare=_doorstop, command=("publish", "REQ", "out.md")),
    Peer(
        name="strictdoc",
        program="strictdoc",
        prepare=_strictdoc,
        command=("export", "--formats=rst", "--output-dir=out", "."),
        most=1_200,
    ),
    Peer(
        name="trestle",
        program="trestle",
        prepare=_trestle,
        command=("author", "catalog-generate", "--name=programme", "--output=markdown", "--force-overwrite"),
    ),
)
