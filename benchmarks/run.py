"""What `pve` costs, beside what nothing can do cheaper and beside other tools: `python benchmarks/run.py`.

Everything runs in one run on the same made-up catalogues, round by round, so that what else the machine does falls on all
alike. Ratios count, not seconds. The outcome goes to docs/benchmarks.md, .json and .svg; with `--quick` it is printed, from
this Python and its packages, on 100 requirements and without other tools.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogue import SHIPPED, write_catalogue
from measure import Case, Cost, instructions, measure
from peers import HERE, PEERS, environment
from report import Outcome, as_json, charted, markdown

ROOT = HERE.parent
PROGRAMS = HERE / "programs"
ENVIRONMENTS = ROOT / ".venv-benchmark"
TEMPLATE = ROOT / "templates" / "programme.nl.docx"
TENDERS = 342  # municipalities
_STYLE_PAGES = 200
_SENTENCE = "In deze paragraaf staat wat de gemeente in al haar aanbestedingen over dit onderwerp schrijft. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run has its things: the folder of its files, Python with `pve`, and `pve` itself."""

    folder: Path
    python: Path
    pve: Path

    def of(self, size: int) -> Path:
        """The folder of everything about a catalogue of that size."""
        return self.folder / str(size)

    def program(self, name: str, *words: str | Path) -> list[str | Path]:
        """A program of the benchmark, as a command."""
        return [self.python, PROGRAMS / f"{name}.py", *words]


def main() -> None:
    """Runs the benchmark; ends with 1 only where it could not run, never for a slow outcome."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few minutes' worth of it, printed and not kept")
    parser.add_argument("--rounds", type=int, default=5, help="how often each program runs (5)")
    parser.add_argument("--most", type=int, default=120, help="seconds of processor time after which a program is stopped (120)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_200, 10_000], help="how many requirements (100 1200 10000)")
    asked = parser.parse_args()
    sizes, rounds, tenders = ([100], 3, 20) if asked.quick else (asked.sizes, asked.rounds, TENDERS)
    with tempfile.TemporaryDirectory(prefix="pve-benchmark-") as folder:
        place = _place(Path(folder), here=asked.quick)
        sys.stderr.write("preparing\n")
        cases = [case for size in sizes for case in _prepared(place, size)]
        cases += [*_shipped_cases(place), *_start_cases(place)]
        refused: dict[str, str] = {}
        if not asked.quick:
            peers, refused = _peer_cases(place, sizes)
            cases += peers
        counted = {case.name: found for case in _start_cases(place) if (found := instructions(case))}
        costs: dict[tuple[str, int], Cost] = {}
        measure(list(_batch_cases(place, tenders)), asked.most, costs)
        for done in range(1, rounds + 1):
            sys.stderr.write(f"round {done} of {rounds}, {len(cases)} programs\n")
            measure(cases, asked.most, costs)
            outcome = Outcome(sizes=sizes, rounds=done, tenders=tenders, costs=costs, instructions=counted, refused=refused)
            if not asked.quick:  # after every round, so that a run that is broken off leaves what it found
                _keep(place, outcome)
    if asked.quick:
        sys.stdout.write(markdown(outcome))


def _keep(place: Place, outcome: Outcome) -> None:
    (ROOT / "docs" / "benchmarks.md").write_text(markdown(outcome), "utf-8")
    (ROOT / "docs" / "benchmarks.json").write_text(as_json(outcome), "utf-8")
    drawn = place.program("chart", ROOT / "docs" / "images" / "benchmarks.svg")
    subprocess.run(drawn, input=json.dumps(charted(outcome)), text=True, check=True)


def _place(folder: Path, *, here: bool) -> Place:
    """With `here` the Python that runs this, which must have `pve`; otherwise an environment with `pve` as people install it."""
    if here:
        return Place(folder=folder, python=Path(sys.executable), pve=Path(sys.executable).parent / "pve")
    home = environment("pve", ENVIRONMENTS)
    if isinstance(home, str):
        sys.exit(f"pve itself: {home}")
    programs = home / "bin"
    install: list[str | Path] = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--no-deps", "--no-build-isolation", "--force-reinstall", ROOT], check=True)
    return Place(folder=folder, python=programs / "python", pve=programs / "pve")


# ── Drawing up and reading back ────────────────────────────────────────────────────────────────


def _generate(place: Place, catalogue: Path, out: str, *more: str | Path) -> list[str | Path]:
    return [place.pve, "generate", "--catalog", catalogue, "--no-page-numbers", "--overwrite", "--quiet", "--out", out, *more]


def _made(place: Place, catalogue: Path, home: Path) -> None:
    """The document about a catalogue, its parts in a folder, and the values that other programs get ready-made."""
    subprocess.run(_generate(place, catalogue, "made.docx"), cwd=home, check=True)
    zipfile.ZipFile(home / "made.docx").extractall(home / "parts")
    subprocess.run(place.program("values", catalogue, TEMPLATE, "values.json", "ids.txt"), cwd=home, check=True)


def _prepared(place: Place, size: int) -> Iterator[Case]:
    """The programs that work on a catalogue of one size."""
    home = place.of(size)
    catalogue = home / "catalogue"
    write_catalogue(catalogue, size)
    _made(place, catalogue, home)
    _answered(home / "made.docx", home / "answered.docx")
    shutil.copy(home / "made.lock.json", home / "sent.lock.json")  # the other is written anew in each round

    def case(name: str, *command: str | Path) -> Case:
        return Case(name=name, size=size, command=command, cwd=home)

    yield case("floor", *place.program("floor", catalogue, "parts", "floor.docx"))
    yield case("generate", *_generate(place, catalogue, "made.docx"))
    yield case("docxtpl", *place.program("with_docxtpl", catalogue, "values.json", TEMPLATE, "docxtpl.docx"))
    yield case("python-docx", *place.program("with_python_docx", catalogue, "python-docx.docx"))
    yield case("generate xlsx", *_generate(place, catalogue, "made.xlsx"))
    yield case("check", place.pve, "check", "--catalog", catalogue, "--quiet")
    yield case("iterparse", *place.program("iterparse", "answered.docx"))
    yield case("read back", *place.program("read_back", "answered.docx", "ids.txt"))
    yield case("verify", place.pve, "verify", "answered.docx", "--lock", "sent.lock.json", "--quiet")
    if size == 100:
        _house_style(home / "house-style.docx")
        yield case("generate, 200 pages", *_generate(place, catalogue, "styled.docx", "--template", "house-style.docx"))
        yield case(
            "docxtpl, 200 pages", *place.program("with_docxtpl", catalogue, "values.json", "house-style.docx", "styled-docxtpl.docx")
        )


def _answered(sent: Path, returned: Path) -> None:
    """The document as a supplier sends it back, with every answer given."""
    texts = {
        b"Kies een antwoord": b"Voldoet",
        b"Klik of tik hier om een toelichting te geven": b"Wij doen dit met een maandelijkse controle en leggen die vast.",
        b"Bijlage en pagina": b"Bijlage 3, pagina 12",
    }
    with zipfile.ZipFile(sent) as package, zipfile.ZipFile(returned, "w", zipfile.ZIP_DEFLATED) as new:
        for name in package.namelist():
            content = package.read(name)
            for placeholder, text in texts.items() if name == "word/document.xml" else ():
                content = content.replace(b">" + placeholder + b"<", b">" + text + b"<").replace(b"<w:showingPlcHdr/>", b"")
            new.writestr(name, content)


def _house_style(path: Path) -> None:
    """The shipped template with so many pages of fixed text before its own: runs with properties of their own, as Word writes them."""
    run = f'<w:r><w:rPr><w:rFonts w:ascii="Calibri"/><w:sz w:val="22"/></w:rPr><w:t xml:space="preserve">{_SENTENCE}</w:t></w:r>'
    page = f"<w:p>{run * 4}</w:p>" * 8
    with zipfile.ZipFile(TEMPLATE) as package, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in package.namelist():
            content = package.read(name)
            if name == "word/document.xml":
                content = re.sub(rb"<w:body>", b"<w:body>" + (page * _STYLE_PAGES).encode(), content, count=1)
            new.writestr(name, content)


# ── The shipped catalogue, starting, and many tenders ──────────────────────────────────────────


def _shipped_cases(place: Place) -> Iterator[Case]:
    home = place.folder / "shipped"
    home.mkdir(exist_ok=True)
    catalogue = home / "catalogue"
    shutil.copytree(SHIPPED, catalogue)  # outside a repository, so that git is not asked for its commit
    _made(place, catalogue, home)
    floor = place.program("floor", catalogue, "parts", "floor.docx")
    yield Case(name="floor, shipped", size=0, command=floor, cwd=home)
    yield Case(name="check, shipped", size=0, command=[place.pve, "check", "--catalog", catalogue, "--quiet"], cwd=home)


def _start_cases(place: Place) -> Iterator[Case]:
    """What a command costs before it does anything. In instructions too, since so little time cannot be told apart."""
    bare = place.program("bare_typer")
    complete = {"COMP_CWORD": "1", "COMP_WORDS": "pve ge", "_PVE_COMPLETE": "complete_bash"}
    bare_complete = {"COMP_CWORD": "1", "COMP_WORDS": "bare do", "_BARE_COMPLETE": "complete_bash"}
    starts: tuple[tuple[str, list[str | Path], dict[str, str]], ...] = (
        ("python -c pass", [place.python, "-c", "pass"], {}),
        ("pve --version", [place.pve, "--version"], {}),
        ("bare typer --help", [*bare, "--help"], {}),
        ("pve --help", [place.pve, "--help"], {}),
        ("bare typer, completion", bare, bare_complete),
        ("pve, completion", [place.pve], complete),
    )
    for name, command, env in starts:
        yield Case(name=name, size=0, command=command, cwd=place.folder, env=env)


def _batch_cases(place: Place, tenders: int) -> Iterator[Case]:
    """So many tenders of 100 requirements in one process."""
    home = place.of(100)
    if not home.exists():
        return
    files = []
    for number in range(tenders):
        files.append(home / f"tender-{number:03}.yaml")
        files[-1].write_text(f"organisation: Gemeente {number}\ntitle: Zaaksysteem\nreference: Z-{number:03}\n", "utf-8")
    (home / "batch").mkdir()
    (home / "batch-docxtpl").mkdir()
    yield Case(name="batch", size=100, command=_generate(place, home / "catalogue", "batch", *files), cwd=home)
    docxtpl = place.program("batch_with_docxtpl", "values.json", TEMPLATE, "batch-docxtpl", str(tenders))
    yield Case(name="batch docxtpl", size=100, command=docxtpl, cwd=home)


# ── Other tools ────────────────────────────────────────────────────────────────────────────────


def _peer_cases(place: Place, sizes: list[int]) -> tuple[list[Case], dict[str, str]]:
    """The other tools on the same requirements, and which were not run and why."""
    cases: list[Case] = []
    refused: dict[str, str] = {}
    for size in sizes:
        _for_peers(place, place.of(size))
    for peer in PEERS:
        home = environment(peer.name, ENVIRONMENTS)
        if isinstance(home, str):
            refused[peer.name] = home
            continue
        program = next(home.glob(peer.program))
        for size in sizes:
            folder = place.of(size) / peer.name
            folder.mkdir()
            peer.prepare(home, place.of(size), folder)
            cases.append(Case(name=peer.name, size=size, command=[program, *peer.command], cwd=folder, made=peer.made))
    return cases, refused


def _for_peers(place: Place, home: Path) -> None:
    """What is the same for whoever measures another tool: every field of the requirements, as lines, as OSCAL and as Markdown."""
    catalogue = home / "catalogue"
    words = ROOT / "templates" / "words.nl.yaml"
    oscal: list[str | Path] = [place.pve, "export", "oscal-catalog", "--catalog", catalogue, "--quiet", "--out"]
    for command in (
        place.program("fields", catalogue, "fields.json"),
        [*oscal, "oscal.nl.json"],
        [*oscal, "oscal.en.json", "--lang", "en"],
        _generate(place, catalogue, "made.md"),
        place.program("for_pandoc", "made.md", "made.docx", TEMPLATE, words, "pandoc.md", "reference.docx"),
    ):
        subprocess.run(command, cwd=home, check=True)


if __name__ == "__main__":
    main()
