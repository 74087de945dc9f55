"""The habits of the command line: help, colours, completion, environment, speed; the same for every command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from conftest import COMMAND, ROOT, Pve
from pve_gen.cli import app
from pve_gen.cli.commands import HOMES
from pve_gen.cli.help import ENVIRONMENT, examples_of, first_sentence

LINE_OR_COLOUR = re.compile("[\x1b\u2500-\u257f]")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with its words."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
        return
    for name, one in inner.items():
        yield from commands(one, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


# ── Help ──


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_an_example_that_can_be_typed(words: tuple[str, ...]) -> None:
    examples = examples_of(ALL[words].help or "")
    assert examples
    for example in examples:
        typed = re.findall(r'"[^"]*"|\S+', example)
        assert tuple(typed[: len(words) + 1]) == ("pve", *words)
        ALL[words].make_context("pve", [word.strip('"') for word in typed[len(words) + 1 :]])


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_can_be_quiet_and_explains_each_option(words: tuple[str, ...]) -> None:
    options = [parameter for parameter in ALL[words].params if parameter.param_type_name == "option"]
    assert "--quiet" in {name for option in options for name in option.opts}
    assert [option.name for option in options if not option.help] == []


def test_the_overview_says_of_each_command_what_its_own_help_begins_with() -> None:
    root: Any = typer.main.get_command(app)
    assert {name: home.sentence for name, home in HOMES.items()} == {name: first_sentence(root.commands[name].help) for name in HOMES}


def test_help_is_plain_and_grouped_with_the_example_last(pve: Pve) -> None:
    out = pve("list", "--help", env={"COLUMNS": "200", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "true"}).out
    assert not LINE_OR_COLOUR.search(out)
    assert re.findall(r"^(\S.*):", out, re.MULTILINE) == [
        "Usage", "Arguments", "Options", "About the tender", "Where things come from", "Example",
    ]  # fmt: skip
    assert out.endswith("Example:\n  pve list --profile low\n")


def test_the_first_help_shows_every_command_in_a_group_with_its_whole_sentence(pve: Pve) -> None:
    out = pve("--help").out
    assert "Commands:" not in out
    assert "..." not in out.partition("\n")[2]
    assert {words[0] for words in ALL} == set(re.findall(r"^  ([a-z]+)  ", out, re.MULTILINE)) - {"h"}


# ── Lines and colours ──


@pytest.mark.parametrize(
    "words", [("list",), ("explain", "AUTH-01"), ("coverage", "--norm", "bio2-1.3"), ("schema",), ("check",), ("--help",)]
)
def test_without_a_terminal_there_is_no_line_and_no_colour(pve: Pve, words: tuple[str, ...]) -> None:
    ran = pve(*words, env={"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"} if words == ("--help",) else {})
    assert not LINE_OR_COLOUR.search(ran.out + ran.err)


def on_a_terminal(*words: str, **env: str) -> str:
    """What a command shows on a terminal."""
    pexpect = pytest.importorskip("pexpect", reason="pexpect gives a terminal")
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR", "COLUMNS"} and not name.startswith("PVE_")}
    shown = pexpect.run(" ".join([COMMAND, *words]), env=kept | {"TERM": "xterm-256color"} | env, timeout=60)
    return str(shown.decode("utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal here")
def test_a_terminal_gets_emphasis_a_pipeline_none_and_no_color_no_colours() -> None:
    assert "\x1b[1m" in on_a_terminal("list")
    assert not LINE_OR_COLOUR.search(on_a_terminal("list", CI="true"))
    assert not re.search(r"\x1b\[[0-9;]*[349][0-7]m", on_a_terminal("explain", "AUTH-01", NO_COLOR="1"))


@pytest.mark.parametrize("words", [("list",), ("explain", "AUTH-01"), ("coverage", "--by", "requirement")], ids=" ".join)
def test_without_a_terminal_no_line_ends_in_blanks(pve: Pve, words: tuple[str, ...]) -> None:
    assert [line for line in pve(*words).out.splitlines() if line != line.rstrip()] == []


# ── Environment ──


SAID_BY_THE_SHELL = {"COMP_WORDS", "COMP_CWORD", "_PVE_COMPLETE"}
"""What a shell sets itself while it asks for completions: nobody types these."""


def test_every_variable_that_is_read_is_documented() -> None:
    read: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        if path.name != "help.py":
            text = path.read_text("utf-8")
            read |= set(re.findall(r"""environ(?:\.get\(|\[)"([A-Z_]+)\"""", text)) | set(re.findall(r'envvar="([A-Z_]+)"', text))
    assert read - set(ENVIRONMENT) == SAID_BY_THE_SHELL


@pytest.mark.parametrize("page", ["reference.md", "pve.1", "velden.md", "fields.md"])
def test_the_reference_is_fresh(page: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "docs/reference.py"), str(tmp_path)], check=True, env={**os.environ, "COLUMNS": "60"})
    stale = f"docs/{page} is stale: run `python docs/reference.py`"
    assert (tmp_path / page).read_text("utf-8") == (ROOT / "docs" / page).read_text("utf-8"), stale


@pytest.mark.parametrize(
    "lint", [["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-ww", "-z", "-k", "-Tutf8"]], ids=lambda words: words[0]
)
def test_the_man_page_is_sound_and_says_what_help_says(lint: list[str], tmp_path: Path) -> None:
    for program in (lint[0], "groff"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    page = ROOT / "docs/pve.1"
    done = subprocess.run([*lint, str(page)], capture_output=True, text=True, check=False)
    told = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]  # a date would be stale tomorrow
    assert told == []
    shown = subprocess.run(["groff", "-man", "-Tutf8", "-k", "-rLL=100n", str(page)], capture_output=True, text=True, check=True).stdout
    shown = " ".join(re.sub(r"\x1b\[[0-9;]*m|.\x08", "", shown).split())
    for words, command in ALL.items():
        assert f"pve {' '.join(words)} [OPTIONS]" in shown
        for example in examples_of(command.help or ""):
            assert " ".join(example.split()) in shown


# ── Completion ──


def completed(line: str, cwd: Path, **env: str) -> list[str]:
    """What zsh offers for a line, through the protocol with which it asks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PVE_")}
    told = {"_PVE_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    done = subprocess.run([COMMAND], cwd=cwd, env=kept | told | env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return re.findall(r'^ *"?([^":]+)', done.stdout.removeprefix("_arguments '*: :((").rstrip(")'\n"), re.MULTILINE) if done.stdout else []


COMPLETED = {
    "pve ge": ["generate"],
    "pve list --profile ": ["high", "low", "medium"],
    "pve explain AUTH-1": ["AUTH-10", "AUTH-11"],
    "pve explain RET-0": ["RET-01", "RET-02", "RET-03", "RET-04", "RET-05", "RET-06"],
    "pve list --set co": ["confidentiality=high", "confidentiality=low", "confidentiality=medium"],
    "pve list --set b": ["base_registries=", "bsn="],
    "pve list --set bsn=": ["bsn=false", "bsn=true"],
    "pve list --set hosting=": ["hosting=iaas", "hosting=on_premises", "hosting=paas", "hosting=saas"],
    "pve generate --format docx,h": ["docx,html"],
    "pve list --format m": ["md"],
    "pve new data-": ["data-breaches", "data-integrity", "data-processing"],
    "pve schema t": ["tender", "terms", "theme"],
    "pve coverage --norm bio": ["bio2-1.3"],
    "pve coverage --by ": ["clause", "requirement"],
    "pve coverage --format table": ["table"],
    "pve assess x.docx --format docx,": ["docx,xlsx", "docx,json", "docx,md"],
    "pve report --format i": ["ics"],
    "pve diff a b --format d": ["docx"],
    "pve contract a.docx --format m": ["md"],
    "pve compare a.docx b.docx --format h": ["html"],
    "pve new net --kind w": ["wish"],
    "pve check --explain text-v": ["text-vague"],
    "pve template ": ["init", "check"],
    "pve list --lang ": ["nl", "en"],
}


@pytest.mark.parametrize(("line", "offered"), COMPLETED.items(), ids=COMPLETED)
def test_the_shell_completes(line: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(line, tmp_path) == offered


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="there is no bash with a terminal")
@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("pve generate --format docx,h", "pve generate --format docx,html "),
        ("pve list --set bsn=t", "pve list --set bsn=true "),
        ("pve list --set=bsn=t", "pve list --set=bsn=true "),
        ("pve list --set conf", "pve list --set confidentiality="),
        ("pve explain AUTH-1", "pve explain AUTH-1"),
        ("pve coverage --by r", "pve coverage --by requirement "),
        ("pve cov", "pve coverage "),
        ("pve list tend", "pve list tender.yaml "),
    ],
)
def test_a_key_completes_the_line_in_bash(typed: str, becomes: str, tmp_path: Path) -> None:
    """A bash with the script that `pve` gives it, as a person has in .bashrc, and a person who presses Tab."""
    pexpect = pytest.importorskip("pexpect", reason="pexpect gives a terminal")
    (tmp_path / "tender.yaml").touch()
    (tmp_path / "start").write_text(
        "PS1='$ '; bind 'set bell-style none' 'set enable-bracketed-paste off' 2> /dev/null\neval \"$(env _PVE_COMPLETE=source_bash pve)\"\n",
        "utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PVE_", "BASH"))}
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    bash = pexpect.spawn(
        "bash", ["--noprofile", "--rcfile", "start", "-i"], cwd=tmp_path, env=kept | {"PATH": path, "TERM": "dumb", "INPUTRC": "/dev/null"}, encoding="utf-8", timeout=60, dimensions=(40, 150)
    )  # fmt: skip
    bash.expect_exact("$ ")
    bash.send(f"{typed}\t#\x01echo '[\x05]'\r")  # Tab, a mark; then at its start `echo '[`, and at its end `]'`
    bash.expect(r"\r\n\[([^\]\r\n]*)#\]")
    assert bash.match[1] == becomes
    bash.close(force=True)


def test_the_shell_completes_what_a_municipality_added(pve: Pve, tmp_path: Path) -> None:
    pve("init", "--overlay", "--no-input", "--organisation", "Gemeente X", "--prefix", "XYZ")
    pve("new", "physical")
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/xyz.yaml").write_text("wat dan ook", "utf-8")
    (tmp_path / "facts.yaml").write_text("facts:\n  - {id: camera}\n", "utf-8")
    assert completed("pve explain XY", tmp_path) == ["XYZ-01"]
    assert completed("pve list --profile x", tmp_path) == ["xyz"]
    assert completed("pve list --set cam", tmp_path) == ["camera=false", "camera=true"]


def test_settings_that_are_wrong_do_not_stop_completion(tmp_path: Path) -> None:
    (tmp_path / "pve.toml").write_text('overlay = "nergens"\n', "utf-8")
    assert completed("pve list --profile l", tmp_path) == ["low"]
    (tmp_path / "pve.toml").unlink()
    assert completed("pve list --profile l", tmp_path, PVE_CATALOG="nergens") == ["low"]


def test_completion_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys\ntry:\n    from pve_gen.__main__ import main; main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    told = {"_PVE_COMPLETE": "complete_bash", "COMP_WORDS": "pve list --set co", "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['pve']\n{code}"], cwd=tmp_path, env={**os.environ, **told}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.split() == ["confidentiality=high", "confidentiality=low", "confidentiality=medium"]
    assert set(done.stderr.split()) & {"jinja2", "lxml", "docx", "pypdf", "markdown_it", "xlsxwriter", "PIL"} == set()
