"""What the documents say is so: every command in them runs, and what is generated is fresh."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT

DOCUMENTS = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("examples/*/README.md"))]
SET_UP = [
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/pve generate --personal-data --profile high",
    "python3 tests/run.py",
]


def blocks(document: str) -> list[list[str]]:
    """The commands of each block in a document: those in one block go together."""
    found = re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text("utf-8"), re.DOTALL)
    return [[line for line in block.splitlines() if line] for block in found]


def test_the_readme_sets_up_in_exactly_two_commands() -> None:
    assert [line for block in blocks("README.md")[:2] for line in block] == SET_UP
    assert blocks("docs/gids/README.md") == [SET_UP[:1]]  # and the Dutch guides in the first of them


ENDS_WITH = re.compile(r"# (?:ends with|eindigt met) (\d)\b")


def commands(block: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each command of a block with its exit code: 0, or what the comment above it says (`# eindigt met 1: er zijn afwijkingen`)."""
    found: list[tuple[str, int]] = []
    code = 0
    for line in block:
        if line.startswith("#"):
            said = ENDS_WITH.match(line)
            code = int(said[1]) if said else code
        else:
            found.append((line, code))
            code = 0
    return found


def test_a_comment_says_how_the_command_below_it_ends() -> None:
    block = (
        "pve list",
        "# A remark.",
        "# eindigt met 1: er zijn afwijkingen",
        "pve assess a.docx",
        "# ends with 2",
        "pve verify",
        "pve check",
    )
    assert commands(block) == [("pve list", 0), ("pve assess a.docx", 1), ("pve verify", 2), ("pve check", 0)]


PVE_BLOCKS = sorted({tuple(block) for document in DOCUMENTS for block in blocks(document)} - {(line,) for line in SET_UP})


@pytest.mark.parametrize("block", PVE_BLOCKS, ids=lambda block: next(line for line, _code in commands(block))[:100])
def test_commands_in_a_document_run_as_they_are_printed(block: tuple[str, ...], tmp_path: Path) -> None:
    for folder in ("catalog", "examples", "templates"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for line, code in commands(block):
        words = shlex.split(line)
        assert words[0] == "pve"
        done = subprocess.run([COMMAND, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr


# ── Guides ─────────────────────────────────────────────────────────────────────────────────────
# A guide is followed from top to bottom in one folder, as its reader does. What it shows of a file is put in that file (the last
# name between backticks in the line above it), what it says to change is changed, and the output that it shows must come, in
# that order: columns may be of other widths, and a line may go on.

GUIDES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/gids/*.md") if path.name != "README.md")
CLONED = {"docs/gids/antwoorden-beoordelen.md", "docs/gids/eisen-beheren.md", "docs/gids/in-de-pipeline.md"}
"""Those that say to work in a clone; the others begin in an empty folder."""
STEP = re.compile(
    r"```(?P<kind>\w+)\n(?P<body>.*?)```|Vervang in\s+`(?P<file>[^`]+)`\s+de tekst\s+`(?P<old>[^`]+)`\s+door\s+`(?P<new>[^`]+)`",
    re.DOTALL,
)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_can_be_followed_to_its_end_and_shows_what_comes(guide: str, tmp_path: Path) -> None:
    if guide in CLONED:
        shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
        as_somebody = ["git", "-c", "user.name=Iemand", "-c", "user.email=iemand@voorbeeldstad.example"]
        for words in (["git", "init", "-q"], ["git", "add", "."], [*as_somebody, "commit", "-q", "-m", "Kloon"]):
            subprocess.run(words, cwd=tmp_path, check=True)
    home, told = tmp_path, ""
    programs = str(Path(sys.executable).parent)  # and no LibreOffice: counting pages takes long, and prints how long
    (tmp_path / ".git-alone").mkdir()
    git = tmp_path / ".git-alone"
    (git / "git").symlink_to(str(shutil.which("git")))
    text = (ROOT / guide).read_text("utf-8")
    for step in STEP.finditer(text):
        if step["file"]:
            before = (home / step["file"]).read_text("utf-8")
            assert before.count(step["old"]) == 1
            (home / step["file"]).write_text(before.replace(step["old"], step["new"]), "utf-8")
        elif step["kind"] in {"yaml", "toml"}:
            file = home / re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text[: step.start()], flags=re.DOTALL))[-1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(step["body"], "utf-8")
        elif step["kind"] == "text":
            for line in step["body"].splitlines():
                _before, found, told = told.partition(flat(line))
                assert found, f"{line!r} does not come (any more)"
        else:
            assert step["kind"] == "sh"
            told = ""
            for line, code in commands(tuple(step["body"].splitlines())):
                words = shlex.split(line)
                if words[0] == "cd":
                    home = home / words[1]
                    continue
                environment = {"PATH": f"{programs}{os.pathsep}{git}", "COLUMNS": "120"}
                while "=" in words[0]:
                    name, _, value = words.pop(0).partition("=")
                    environment[name] = value
                assert words[0] == "pve"
                done = subprocess.run([COMMAND, *words[1:]], cwd=home, env=environment, capture_output=True, text=True, check=False)
                assert done.returncode == code, f"{line}: {done.stderr}"
                assert "Traceback" not in done.stderr
                told += f" {flat(done.stdout)} {flat(done.stderr)}"


def test_every_guide_is_in_the_table_of_guides() -> None:
    table = (ROOT / "docs/gids/README.md").read_text("utf-8")
    assert [guide for guide in GUIDES if f"({Path(guide).name})" not in table] == []


def test_the_list_of_template_names_is_fresh(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    stale = "templates/README.md is stale: run `python templates/build.py`"
    assert (tmp_path / "README.md").read_text("utf-8") == (ROOT / "templates/README.md").read_text("utf-8"), stale


def test_the_lists_of_names_for_a_house_style_are_fresh(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "docs/names.py"), str(tmp_path)], check=True)
    for page in ("namen.md", "names.md"):
        stale = f"docs/{page} is stale: run `python docs/names.py`"
        assert (tmp_path / page).read_text("utf-8") == (ROOT / "docs" / page).read_text("utf-8"), stale


def test_the_annotated_example_is_a_requirement_without_a_mistake(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    requirements = tmp_path / "catalog/requirements"
    content = (requirements / "_example.yaml").read_text("utf-8").replace("AUTH-20", "AUTH-99")
    (requirements / "authentication/AUTH-99.yaml").write_text(content, "utf-8")
    done = subprocess.run([COMMAND, "check", "--catalog", "catalog"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_place_that_contributing_names_is_there() -> None:
    """A module is named from `src/pve_gen`, its stage or `templates/parts`; what stands elsewhere from the root."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## How we write")[0]
    named = set(re.findall(r"`(\w[\w./-]*\.(?:py|yaml|toml|css|rst|html)|[\w./-]+/)`", text))
    homes = [ROOT, *(ROOT / "src/pve_gen" / stage for stage in ("", "cli", "readers", "reporters", "writers")), ROOT / "templates/parts"]
    assert {"model.py", "readers/wordtrails.py", "wordfields.py", "catalog/schema/"} <= named
    assert sorted(name for name in named if not any((home / name).exists() for home in homes)) == []


def test_every_decision_has_a_number_of_its_own_that_stands_above_it() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    for path, number in zip(decisions, numbers, strict=True):
        assert path.read_text("utf-8").startswith(f"# {int(number)}. "), path.name
    # The list beside them takes every file that begins with a digit.
    assert (ROOT / "docs/adr/index.rst").read_text("utf-8").endswith(".. toctree::\n   :glob:\n\n   [0-9]*\n")


def test_lines_of_the_readme_fit_a_window() -> None:
    """Rows of a table and commands cannot be broken; all else wraps at 140."""
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        text = re.sub(r"```.*?```", "", (ROOT / document).read_text("utf-8"), flags=re.DOTALL)
        long = [line for line in text.splitlines() if len(line) > 140 and not line.startswith("|")]
        assert long == [], document


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)}: {target}"
