"""`-` stands for stdin wherever a file is read, and for stdout wherever one is written."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT

EXAMPLE = ROOT / "examples/zaaksysteem"
BIDS = EXAMPLE / "inschrijvingen"
LOCK = BIDS / "programma-van-eisen-vbs-2026-0142.lock.json"


class Piped:
    """What a command did with bytes on its stdin."""

    def __init__(self, content: bytes, *words: object, cwd: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PVE_")}
        done = subprocess.run([COMMAND, *map(str, words)], input=content, cwd=cwd, env=kept, capture_output=True, timeout=300, check=False)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    [("list",), ("explain", "AUTH-01"), ("coverage", "--norm", "bio2-1.3"), ("generate", "--format", "md", "--out", "-")],
    ids=" ".join,
)
def test_a_tender_on_stdin_is_as_one_in_a_file(words: tuple[str, ...], tmp_path: Path) -> None:
    tender = EXAMPLE / "tender.yaml"
    from_file = Piped(b"", *words, tender, cwd=tmp_path)
    from_stdin = Piped(tender.read_bytes(), *words, "-", cwd=tmp_path)
    assert (from_stdin.code, from_stdin.out) == (from_file.code, from_file.out)
    assert from_stdin.out
    assert list(tmp_path.iterdir()) == []


def test_a_check_of_stdin_names_it_as_it_was_named_and_shows_the_line(tmp_path: Path) -> None:
    done = Piped(b"titel: Bomen\nprofile: hoog\n", "check", "-", "--show-source", cwd=tmp_path)
    assert done.code == 1
    assert done.out.decode() == (
        "-:1:1: `titel` is not a field here (did you mean `title`?) [schema-unknown-field]\n"
        "    1 | titel: Bomen\n"
        "      | ^^^^^\n"
        "\n"
        "-:2:10: `hoog` is not a profile (choose high, low or medium) [profile-unknown]\n"
        "    2 | profile: hoog\n"
        "      |          ^^^^\n"
    )  # fmt: skip


@pytest.mark.parametrize("flag", ["--fix", "--diff"])
def test_what_comes_from_stdin_is_not_mended(flag: str, tmp_path: Path) -> None:
    done = Piped(b"title: no\n", "check", "-", flag, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, b"", f"pve: {flag}: what comes from stdin cannot be mended (name a file)\n")


def test_a_check_of_stdin_does_not_offer_to_mend_it(tmp_path: Path) -> None:
    done = Piped(b"title: no\n", "check", "-", cwd=tmp_path)
    assert done.code == 0
    assert "--fix" not in done.err


@pytest.mark.parametrize(("file", "lines"), [("zorgvuldig.docx", 0), ("gewijzigd.docx", 5), ("gewijzigd.xlsx", 2)])
def test_a_document_on_stdin_is_verified_as_what_it_is(file: str, lines: int, tmp_path: Path) -> None:
    done = Piped((BIDS / file).read_bytes(), "verify", "-", "--lock", LOCK, cwd=tmp_path)
    assert len(done.out.splitlines()) >= lines
    assert done.out == Piped(b"", "verify", BIDS / file, "--lock", LOCK, cwd=tmp_path).out.replace(str(BIDS / file).encode(), b"-")


@pytest.mark.parametrize("file", ["slordig.docx", "slordig.xlsx"])
def test_answers_on_stdin_are_assessed_and_the_report_goes_to_stdout(file: str, tmp_path: Path) -> None:
    words = ("assess", "-", "--lock", LOCK, "--supplier", "Bieder", "--format", "json", "--out", "-")
    done = Piped((BIDS / file).read_bytes(), *words, cwd=tmp_path)
    told = json.loads(done.out)
    assert (done.code, told["supplier"], len(told["answers"])) == (1, "Bieder", 132)
    assert list(tmp_path.iterdir()) == []


def test_a_report_about_answers_on_stdin_has_a_name_of_its_own(tmp_path: Path) -> None:
    Piped((BIDS / "slordig.xlsx").read_bytes(), "assess", "-", "--lock", LOCK, "--supplier", "Bieder", "--format", "md", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["risicoanalyse.md"]


def test_what_is_no_document_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = Piped(b"zomaar tekst", "assess", "-", "--lock", LOCK, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, b"", "pve: -: is not a file with answers (name a .docx, .xlsx or .ods)\n")


def test_a_lock_on_stdin_is_compared(tmp_path: Path) -> None:
    done = Piped(LOCK.read_bytes(), "diff", "-", LOCK, "--format", "json", cwd=tmp_path)
    assert (done.code, json.loads(done.out)) == (0, [])


def test_stdin_cannot_be_both_sides_of_a_comparison(tmp_path: Path) -> None:
    done = Piped(b"{}", "diff", "-", "-", cwd=tmp_path)
    assert (done.code, done.err) == (2, "pve: OLD and NEW are both stdin (name a file for one of them)\n")


def test_a_house_style_goes_out_on_stdout_and_comes_in_on_stdin(tmp_path: Path) -> None:
    out = Piped(b"", "template", "init", "-", cwd=tmp_path)
    assert (out.code, out.out, out.err) == (0, (ROOT / "templates/programme.nl.docx").read_bytes(), "")
    back = Piped(out.out, "template", "check", "-", cwd=tmp_path)
    assert (back.code, back.out, back.err) == (0, b"", "-: nothing found.\n")


def test_a_new_tender_and_a_schema_go_out_on_stdout(tmp_path: Path) -> None:
    begun = Piped(b"", "init", "-", "--title", "Bomen", "--profile", "low", cwd=tmp_path)
    assert (begun.code, begun.err) == (0, "")
    checked = Piped(begun.out, "check", "-", "--strict", cwd=tmp_path)
    assert checked.code == 0, checked.out
    assert Piped(b"", "schema", "tender", "--out", "-", cwd=tmp_path).out == (ROOT / "catalog/schema/tender.schema.json").read_bytes()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("schema", "--out", "-"),
        ("init", "-", "--overlay", "--organisation", "Gemeente X", "--prefix", "XYZ"),
        ("report", "--lock", LOCK, "--init", "-", "--supplier", "X", "--start", "2027-01-01"),
        ("assess", BIDS / "slordig.xlsx", "--decisions", "-"),
        ("diff", LOCK, EXAMPLE, "--notes", "-"),
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_what_needs_a_file_says_so_and_makes_none_of_that_name(words: tuple[object, ...], tmp_path: Path) -> None:
    done = Piped(b"", *words, cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert "-: " in done.err
    assert list(tmp_path.iterdir()) == []
