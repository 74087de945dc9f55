"""The tools that `pve` is held against: each in an environment of its own, with the same requirements in its own form.

Each gets all that the catalogue says of a requirement, in both languages, and does what is nearest to a tender in Dutch in Word;
where there are more ways to do that, the cheapest. The report says what that is, and what it leaves out.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_SHOWN = ("id", "kind", "norms", "why", "evidence", "verify")  # beside title and text: what the document in Dutch has


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool: how its project is made, and the command that publishes that into `made`.

    `prepare` gets its environment, the folder with what `run.py` prepared for a size, and the folder for its project.
    """

    name: str
    program: str
    prepare: Callable[[Path, Path, Path], None]
    command: tuple[str, ...]
    made: str


def environment(name: str, folder: Path) -> Path | str:
    """The environment of a peer, with the packages whose hashes are in `requirements/`; or, as text, why it could not be installed."""
    home = folder / name
    wanted = HERE / "requirements" / f"{name}.txt"
    if (home / "installed").exists() and (home / "installed").read_bytes() == wanted.read_bytes():
        return home
    venv.create(home, clear=True, with_pip=True)
    pip: list[str | Path] = [
        home / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        wanted,
    ]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        return "not installed: " + " ".join(done.stderr.strip().splitlines()[-1:])[:80]
    (home / "installed").write_bytes(wanted.read_bytes())
    return home


def _pandoc(_tools: Path, home: Path, folder: Path) -> None:
    for name in ("pandoc.md", "reference.docx"):
        (home / name).rename(folder / name)


def _doorstop(_tools: Path, home: Path, folder: Path) -> None:
    items = folder / "items"
    items.mkdir()
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    published = "".join(f"  - {name}\n" for name in _SHOWN)
    (items / ".doorstop.yml").write_text(f"settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\nattributes:\n  publish:\n{published}", "utf-8")
    written = []
    for chapter, theme in enumerate(_themes(home), start=1):
        written.append(_doorstop_item(f"{chapter}.0", "false", {"header": theme["title"], "text": theme["introduction"]}))
        for place, one in enumerate(theme["requirements"], start=1):
            written.append(_doorstop_item(f"{chapter}.{place}", "true", {"header": one.pop("title")} | one))
    for number, item in enumerate(written, start=1):
        (items / f"REQ{number:05}.yml").write_text(item, "utf-8")


def _doorstop_item(level: str, normative: str, texts: dict[str, str]) -> str:
    fields = "".join(f"{name}: |-\n  {text}\n" for name, text in texts.items())
    return f"active: true\nderived: false\nlevel: '{level}'\nlinks: []\nnormative: {normative}\nref: ''\nreviewed: null\n{fields}"


def _strictdoc(_tools: Path, home: Path, folder: Path) -> None:
    themes = _themes(home)
    own = {"id": "UID", "title": "TITLE", "text": "STATEMENT"}
    tags = {name: own.get(name, name.upper()) for name in (*own, *themes[0]["requirements"][0])}
    grammar = (
        "[GRAMMAR]\nELEMENTS:\n"
        + "- TAG: SECTION\n  PROPERTIES:\n    IS_COMPOSITE: True\n  FIELDS:\n"
        + _strictdoc_field("TITLE")
        + "- TAG: TEXT\n  FIELDS:\n"
        + _strictdoc_field("STATEMENT")
        + "- TAG: REQUIREMENT\n  FIELDS:\n"
        + "".join(map(_strictdoc_field, tags.values()))
    )
    blocks = ["[DOCUMENT]\nTITLE: Programma van eisen\n", grammar]
    for theme in themes:
        blocks += [f"[[SECTION]]\nTITLE: {theme['title']}\n", f"[TEXT]\nSTATEMENT: {theme['introduction']}\n"]
        blocks += [
            "[REQUIREMENT]\n" + "".join(f"{tag}: {one[name]}\n" for name, tag in tags.items())  # on one line: takes less than a block
            for one in theme["requirements"]
        ]
        blocks.append("[[/SECTION]]\n")
    (folder / "programme.sdoc").write_text("\n".join(blocks), "utf-8")


def _strictdoc_field(name: str) -> str:
    return f"  - TITLE: {name}\n    TYPE: String\n    REQUIRED: True\n"


def _trestle(tools: Path, home: Path, folder: Path) -> None:
    subprocess.run([tools / "bin" / "trestle", "init", "--local"], cwd=folder, check=True, capture_output=True)
    dutch, english = (json.loads((home / f"oscal.{language}.json").read_bytes()) for language in ("nl", "en"))
    _with_english(dutch["catalog"], english["catalog"])
    catalog = folder / "catalogs" / "programme"
    catalog.mkdir()
    (catalog / "catalog.json").write_text(json.dumps(dutch), "utf-8")


def _with_english(dutch: dict[str, Any], english: dict[str, Any]) -> None:
    """Adds what is said in English as remarks on properties: OSCAL has one language a document."""
    for name in ("title", "prose", "usage"):
        if dutch.get(name) != english.get(name):
            said = {"name": f"english-{name}", "ns": "https://pve.example/ns/oscal", "value": "en", "remarks": english[name]}
            dutch.setdefault("props", []).append(said)
    for name in ("groups", "controls", "params", "parts"):
        for one, other in zip(dutch.get(name, ()), english.get(name, ()), strict=True):
            _with_english(one, other)


def _themes(home: Path) -> list[dict[str, Any]]:
    """What `programs/fields.py` wrote."""
    themes: list[dict[str, Any]] = json.loads((home / "fields.json").read_bytes())
    return themes


PEERS = (
    Peer(
        name="pandoc",
        program="lib/python*/site-packages/pypandoc/files/pandoc",
        prepare=_pandoc,
        command=(
            # Two thirds of what pandoc's own Markdown takes; CommonMark takes 12 GB for 10,000 requirements.
            "--from=markdown_strict-raw_html+pipe_tables+header_attributes+yaml_metadata_block",
            "--reference-doc=reference.docx",
            "--output=pandoc.docx",
            "pandoc.md",
        ),
        made="pandoc.docx",
    ),
    Peer(name="doorstop", program="bin/doorstop", prepare=_doorstop, command=("publish", "REQ", "out.md"), made="out.md"),
    Peer(
        name="strictdoc",
        program="bin/strictdoc",
        prepare=_strictdoc,
        command=("export", "--formats=rst", "--no-parallelization", "--output-dir=out", "."),
        made="out",
    ),
    Peer(
        name="trestle",
        program="bin/trestle",
        prepare=_trestle,
        command=("author", "catalog-generate", "--name=programme", "--output=markdown"),
        made="markdown",
    ),
)
