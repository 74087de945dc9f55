"""Whatever goes wrong, and whenever: a fault at every system call that writes, syncs or renames (tests/faults, docs/adr/0027).

The faults are at counted calls, not at random moments: those hardly ever hit the one that matters.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT
from faults.injecting import ERRORS, WRITES, Outcome, Ran, ends_of_each, failing, interrupted, job, killed, one_of_each, points
from test_checks import CASES, catalog_of
from test_mending import MINIMAL, NET_01, WRITTEN

TENDER = "title: Zaaksysteem\norganisation: Gemeente {name}\nreference: VBS-1\n"
BIDS = ROOT / "examples/zaaksysteem/inschrijvingen"
LOCK = "programma-van-eisen-vbs-2026-0142.lock.json"
STEM = "uit/programma-van-eisen-vbs-1"


@dataclass(frozen=True)
class Place:
    """Two folders: `before` as it is when a command begins, and `work` where it runs."""

    before: Path
    work: Path

    def pve(self, *words: str, code: int = 0) -> None:
        """Runs a command in `before`, without any fault."""
        done = subprocess.run([COMMAND, *words], cwd=self.before, env=ENV, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == code, done.stderr


ENV = {"SOURCE_DATE_EPOCH": "1764028800", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture
def place() -> Iterator[Place]:
    """In memory where the system has such a disk: a real one would make hundreds of runs wait for it."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="pve-faults-", dir=memory if memory.is_dir() else None) as name:
        folder = Path(name).resolve()
        (folder / "before").mkdir()
        yield Place(folder / "before", folder / "work")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of two requirements, so that the time goes into faults."""
    return catalog_of(CASES / "good" / "every-field", tmp_path_factory.mktemp("small") / "catalog")


def generate(small: Path, formats: str = "docx,xlsx") -> list[str]:
    return ["generate", "tender.yaml", "--catalog", str(small), "--no-page-numbers", "--format", formats, "--out", "uit"]


def old_or_new(outcome: Outcome, run: Ran, name: str) -> bool:
    """Whether a file is absent as it was, whole as it was, or whole as it becomes."""
    return run.left.get(name) in {outcome.before.get(name), outcome.whole.left.get(name)}


def crumbs(outcome: Outcome) -> list[str]:
    """Every run that left a file that is neither old nor new, or one that nobody asked for."""
    return [f"{run}: {name}" for run in outcome.runs for name in {*run.left, *outcome.before} if not old_or_new(outcome, run, name)]


# ── generate ───────────────────────────────────────────────────────────────────────────────────


def test_generate_killed_at_any_write_sync_or_name_leaves_each_new_document_whole_or_absent_and_nothing_else(
    place: Place, small: Path
) -> None:
    (place.before / "tender.yaml").write_text(TENDER.format(name="Oud"), "utf-8")
    words = generate(small, "docx,json,csv")
    faults = killed(points(place.before, place.work, words, WRITES))
    outcome = job(place.before, place.work, words, faults, again=True)
    assert len(faults) > 25
    assert {run.code for run in outcome.runs} == {-9}
    assert crumbs(outcome) == []
    assert [str(run) for run in outcome.runs if not run.again or run.again.left != outcome.whole.left] == []


@pytest.fixture
def sent(place: Place, small: Path) -> Place:
    """A folder with documents that were made, and a tender that changed since."""
    (place.before / "tender.yaml").write_text(TENDER.format(name="Oud"), "utf-8")
    place.pve(*generate(small))
    (place.before / "tender.yaml").write_text(TENDER.format(name="Nieuw"), "utf-8")
    return place


def test_generate_killed_at_any_write_sync_or_rename_leaves_each_older_document_whole_or_replaced(sent: Place, small: Path) -> None:
    words = generate(small)
    faults = killed(points(sent.before, sent.work, words, WRITES))
    outcome = job(sent.before, sent.work, words, faults, again=True)
    documents = [f"{STEM}.docx", f"{STEM}.xlsx"]
    assert {run.code for run in outcome.runs} == {-9}
    assert {"open-write", "write", "fsync", "link", "rename"} <= {run.call for run in outcome.runs}
    assert [str(run) for run in outcome.runs for name in documents if not old_or_new(outcome, run, name)] == []
    assert [str(run) for run in outcome.runs if run.litter or run.left.keys() != outcome.before.keys()] == []
    # The lock may know more than it did and will; the next run finishes the set.
    assert [str(run.again) for run in outcome.runs if not run.again or run.again.code or run.again.left != outcome.whole.left] == []


def test_what_a_killed_generate_leaves_is_nobodys_work_also_when_the_tender_changed_again(sent: Place, small: Path) -> None:
    words = generate(small)
    faults = killed(points(sent.before, sent.work, words, {"link", "rename"}))
    other = [*words, "--set", "email=true"]
    outcome = job(sent.before, sent.work, words, faults, again=other)
    assert [run.again and (run.again.code, run.again.litter) for run in outcome.runs] == [(0, [])] * len(faults)


def test_ctrl_c_at_any_write_sync_or_rename_ends_generate_with_130_and_leaves_nothing_else(sent: Place, small: Path) -> None:
    words = generate(small)
    faults = interrupted(points(sent.before, sent.work, words, WRITES))
    outcome = job(sent.before, sent.work, words, faults)
    documents = [f"{STEM}.docx", f"{STEM}.xlsx"]
    assert {run.code for run in outcome.runs} == {130}
    assert [str(run) for run in outcome.runs if run.litter or "Traceback" in run.err] == []
    assert [str(run) for run in outcome.runs for name in documents if not old_or_new(outcome, run, name)] == []


def test_an_error_at_any_system_call_of_generate_is_told_in_a_line_and_leaves_the_old_set_or_the_new_one(sent: Place, small: Path) -> None:
    words = generate(small)
    calls = points(sent.before, sent.work, words)
    writing = [(number, name) for number, name in calls if name in WRITES]
    others = [(number, name) for number, name in calls if name not in WRITES]
    outcome = job(sent.before, sent.work, words, [*failing(writing), *failing(others[::4])])
    assert len(outcome.runs) > 80
    told_without_traceback(outcome)
    named = {"link", "rename"}  # a disk that fails there leaves some old and some new: the lock knows both
    for run in outcome.runs:
        whole = run.left in (outcome.before, outcome.whole.left)
        assert whole or run.call in named, str(run)
        assert run.litter == [], str(run)


def told_without_traceback(outcome: Outcome) -> None:
    """Good, or a sentence with an exit code: 2 where it could not read, 3 where it could not write."""
    for run in outcome.runs:
        if run.code == -9:
            continue
        assert "Traceback" not in run.err, str(run)
        allowed = {130} if run.fault and run.fault[1] == "signal" else {3} if run.call in WRITES else {1, 2, 3}
        assert run.code in allowed | {outcome.whole.code}, str(run)
        if run.code in {2, 3}:
            assert run.err.splitlines()[-1].startswith(("pve: ", "Error: ")), str(run)  # the latter of typer, for a wrong word


# ── Every other command that writes ────────────────────────────────────────────────────────────


def bids(place: Place) -> None:
    for name in (LOCK, "slordig.xlsx", "zorgvuldig.xlsx"):
        shutil.copy(BIDS / name, place.before / name)


def decided(place: Place) -> None:
    shutil.copytree(BIDS, place.before, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.docx", "make.py", "gewijzigd*"))


def half_decided(place: Place) -> None:
    """Decisions to which entries are added: those of a file of which the last is gone."""
    decided(place)
    text = (place.before / "besluiten.yaml").read_text("utf-8")
    (place.before / "besluiten.yaml").write_text(text[: text.rindex("\n  ", 0, text.rindex("    about:"))] + "\n", "utf-8")


def evidence(place: Place) -> None:
    bids(place)
    place.pve("report", "--lock", LOCK, "--init", "bewijs.yaml", "--supplier", "Zaakwerk", "--start", "2026-01-01")


def quotes(place: Place) -> None:
    shutil.copytree(MINIMAL, place.before / "catalog")
    (place.before / NET_01).write_text(WRITTEN, "utf-8")


def layer(place: Place) -> None:
    place.pve("init", "--overlay", "eisen", "--no-input", "--organisation", "Gemeente X", "--prefix", "XYZ")


def changed(place: Place) -> None:
    bids(place)
    shutil.copy(ROOT / "examples/zaaksysteem/tender.yaml", place.before / "tender.yaml")
    text = (place.before / "tender.yaml").read_text("utf-8")
    (place.before / "tender.yaml").write_text(text + "\n", "utf-8")


def nothing(_place: Place) -> None:
    """An empty folder."""


ASSESS = "assess slordig.xlsx --lock {lock} --decisions besluiten-slordig.yaml --no-page-numbers --format md,json --date 2026-12-01"
ADD = "assess zorgvuldig.xlsx --lock {lock} --decisions besluiten.yaml --no-page-numbers --format json --date 2026-12-01"
COMPARE = "compare slordig.xlsx zorgvuldig.xlsx --lock {lock} --format md,json --questions vragen --date 2026-12-01"
CONTRACT = "contract zorgvuldig.xlsx --lock {lock} --decisions besluiten.yaml --no-page-numbers --format md,json --out c --date 2026-12-01"
COMMANDS: dict[str, tuple[Callable[[Place], None], str]] = {
    "assess that begins decisions": (bids, ASSESS),
    "assess that adds to decisions": (half_decided, ADD),
    "report --init": (bids, "report --lock {lock} --init bewijs.yaml --supplier Zaakwerk --start 2027-01-01"),
    "report": (evidence, "report --lock {lock} --evidence bewijs.yaml --date 2026-12-01 --format md,json,ics --out verslag"),
    "diff --notes": (changed, "diff {lock} tender.yaml --notes nota.yaml --format md,json --out nota --date 2026-12-01"),
    "check --fix": (quotes, "check --catalog catalog --fix"),
    "init": (nothing, "init zaak --no-input --title Zaaksysteem --profile high"),
    "init --overlay": (nothing, "init --overlay eisen --no-input --organisation X --prefix XYZ"),
    "new": (layer, "new authentication --overlay eisen"),
    "contract": (decided, CONTRACT),
    "compare --questions": (bids, COMPARE),
    "template init": (nothing, "template init huisstijl.docx"),
    "schema --out": (nothing, "schema --out schema"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_at_any_write_of_a_command_leaves_each_file_old_or_new_and_nothing_beside_it(name: str, place: Place) -> None:
    prepare, line = COMMANDS[name]
    prepare(place)
    words = line.format(lock=LOCK).split()
    calls = points(place.before, place.work, words, WRITES)
    one = one_of_each(calls)  # the way of a single file, call by call, is above: every command goes it
    outcome = job(place.before, place.work, words, [*killed(ends_of_each(calls)), *interrupted(one), *failing(one, ERRORS)])
    assert outcome.whole.code in {0, 1}, outcome.whole.err
    assert outcome.whole.left != outcome.before
    told_without_traceback(outcome)
    for run in outcome.runs:
        assert [name for name in run.left if not old_or_new(outcome, run, name)] == [], str(run)
        assert [name for name in outcome.before if name not in run.left] == [], str(run)
        assert run.code in {-9, 130} or (run.fault and run.fault[1] == "fail"), str(run)


# ── What only reads ────────────────────────────────────────────────────────────────────────────

READING = {
    "list": (changed, "list tender.yaml"),
    "check": (quotes, "check --catalog catalog"),
    "verify": (bids, "verify slordig.xlsx --lock {lock}"),
    "diff": (changed, "diff {lock} tender.yaml"),
    "assess": (decided, "assess zorgvuldig.xlsx --lock {lock} --decisions besluiten.yaml"),
}


@pytest.mark.parametrize("name", READING)
def test_ctrl_c_and_an_error_while_reading_end_a_command_in_a_line(name: str, place: Place) -> None:
    prepare, line = READING[name]
    prepare(place)
    words = line.format(lock=LOCK).split()
    calls = one_of_each(points(place.before, place.work, words))
    outcome = job(place.before, place.work, words, [*interrupted(calls), *failing(calls, ERRORS[1:])])
    assert outcome.whole.code in {0, 1}, outcome.whole.err
    told_without_traceback(outcome)
    assert {run.code for run in outcome.runs if run.fault and run.fault[1] == "signal"} == {130}
    assert [run.left for run in outcome.runs if run.left != outcome.before] == []
