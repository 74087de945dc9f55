"""Every bad file in `hostile.py` through a command that reads such a file: a result, or one clear error, and nothing else.

Each is tried with one of its commands, in turn, so that every command meets every kind of bad file. `hostiletry.py` tries all with all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hostile
import hostiletry
from conftest import ROOT
from hostile import Bad
from hostiletry import Try
from watched import Watcher


def in_turn() -> Iterator[tuple[Bad, Try]]:
    """Every bad file, with one of its commands."""
    turns: dict[str, int] = {}
    for bad in hostile.corpus():
        tries = hostiletry.tries(bad)
        turn = turns[bad.suffix] = turns.get(bad.suffix, -1) + 1
        yield bad, tries[turn % len(tries)]


CASES = {str(bad): (bad, one) for bad, one in in_turn()}


@pytest.fixture(scope="session")
def watcher() -> Iterator[Watcher]:
    with Watcher() as started:
        yield started


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("klaar")
    hostiletry.prepare(folder)
    return folder


@pytest.mark.parametrize(("bad", "one"), CASES.values(), ids=[re.sub(r"[^\w ,:.-]", "·", name) for name in CASES])
def test_a_bad_file_gives_a_result_or_one_clear_error_and_nothing_else(
    bad: Bad, one: Try, ready: Path, tmp_path: Path, watcher: Watcher
) -> None:
    content, folder = bad.make(), tmp_path / "map"
    done = hostiletry.ran(one, content, ready, folder, watcher)
    assert hostiletry.broken(done, one, content, folder) == [], f"pve {' '.join(one.words)}\n{done}"


def test_what_is_watched_for_is_seen(tmp_path: Path, ready: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A promise that nothing could break would be no promise."""
    one = Try(words=("verify", "kwaad.docx"), place="kwaad.docx")
    done = hostiletry.ran(one, b"goed", ready, tmp_path / "map", watcher)
    assert hostiletry.broken(done, one, b"goed", tmp_path / "map") == []
    from dataclasses import replace

    def broken(**what: Any) -> list[str]:
        return hostiletry.broken(replace(done, **what), one, b"goed", tmp_path / "map")

    assert broken(code=-11) == ["ends with 0, 1, 2 or 3"]
    assert broken(code=0) == ["tells one error where it refuses, and none where it does not"]
    assert broken(err=done.err + "Traceback (most recent call last)") == ["without a traceback"]
    assert broken(err=done.err + "\x1b[31m") == ["shows nothing that a terminal obeys"]
    assert broken(out="\u202etxt") == ["shows nothing that a terminal obeys"]
    assert broken(err="pve: het gaat niet\n") == ["names the file that it refuses"]
    assert broken(forbidden=("socket.connect",)) == ["starts nothing, connects to nothing"]
    assert broken(wrote=frozenset({Path("/etc/passwd")})) == ["writes only where it was told to"]
    assert broken(seconds=5.1) == ["refuses within 5 seconds"]
    assert broken(megabytes=501.0) == ["refuses within 500 MB"]
    (tmp_path / "map/.pve-1.tmp").touch()
    assert broken() == ["leaves nothing half written"]
    (tmp_path / "map/.pve-1.tmp").unlink()
    (tmp_path / "map/kwaad.docx").write_bytes(b"anders")
    assert broken() == ["leaves the file that it refuses as it was"]


def test_a_process_that_is_watched_tells_what_it_did(tmp_path: Path, ready: Path, watcher: Watcher) -> None:
    good = Try(words=("generate", "goed.yaml", "--format", "md", "--out", "uit"), place="naast.txt")
    done = hostiletry.ran(good, b"", ready, tmp_path / "map", watcher)
    written = {path.name for path in done.wrote if not path.name.startswith(".pve-")} - {"null", "uit"}
    assert (done.code, done.forbidden, {path.name for path in (tmp_path / "map/uit").iterdir()}) == (0, (), written)
    assert 0.01 < done.seconds < 60
    assert 20 < done.megabytes < 2_000


def test_every_command_meets_a_bad_file_of_every_format_that_it_reads() -> None:
    every = {(bad.suffix, one.words[0], one.place) for bad in hostile.corpus() for one in hostiletry.tries(bad)}
    assert {(bad.suffix, one.words[0], one.place) for bad, one in CASES.values()} == every


def test_the_documentation_tells_how_many_bad_files_are_tried() -> None:
    told = (ROOT / "docs/hostile-input.md").read_text("utf-8")
    assert hostile.table() in told, "python tests/hostile.py --count"
