"""Faults at system calls: a job of `driver.py`, and what it gave, for tests. Skips where no shim can be made."""

from __future__ import annotations

import atexit
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Fault = tuple[int, str, int]
"""The number of a call, how it goes wrong (`fail`, `signal`, `half`), and the errno or signal."""

WRITES = {
    "open-write",
    "write",
    "close",
    "fsync",
    "fdatasync",
    "fchmod",
    "fchown",
    "chmod",
    "ftruncate64",
    "rename",
    "link",
    "unlink",
    "mkdir",
}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run did and left: path → SHA-256. `calls` are the names of its system calls, where it lived to tell."""

    code: int
    out: str
    err: str
    left: dict[str, str]
    calls: tuple[str, ...] = ()
    again: Ran | None = None
    fault: Fault | None = field(default=None)
    call: str = ""

    @property
    def litter(self) -> list[str]:
        """What no person asked for: hidden and temporary files."""
        return [name for name in self.left if name.rpartition("/")[2].startswith(".pve-") or name.endswith(".tmp")]

    def __str__(self) -> str:
        return f"{self.fault} at {self.call}: exit {self.code}, {self.err!r}, left {self.left}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was there before, what a run without any fault gives, and what each faulty one gave."""

    before: dict[str, str]
    whole: Ran
    runs: tuple[Ran, ...]


@cache
def shim() -> Path:
    """The compiled shim; the test is skipped where this is no Linux, or has no compiler, or a Python that calls the kernel itself."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or not compiler:
        pytest.skip("faults at system calls need Linux and a C compiler")
    folder = tempfile.mkdtemp(prefix="pve-shim-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = Path(folder) / "shim.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(target), str(HERE / "shim.c"), "-ldl"], check=True)
    return target


def job(before: Path, work: Path, words: list[str], faults: list[Fault], *, again: bool | list[str] = False, **env: str) -> Outcome:
    """Runs `pve words` in a copy of `before`, once for each fault; with `again`, a second time without any."""
    asked = {"before": str(before), "work": str(work), "words": words, "faults": faults, "again": again}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PVE_", "SOURCE_DATE"))}
    done = subprocess.run(
        [sys.executable, str(HERE / "driver.py")],
        input=json.dumps(asked),
        env=kept | {"LD_PRELOAD": str(shim()), "SOURCE_DATE_EPOCH": "1764028800", "PYTHONHASHSEED": "0"} | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    whole = _ran(told["whole"])
    if not whole.calls:
        pytest.skip("this Python does not call the C library for its files")
    runs = tuple(_ran(one, fault, whole.calls) for one, fault in zip(told["runs"], faults, strict=True))
    return Outcome(before=told["before"], whole=whole, runs=runs)


def _ran(told: dict[str, Any], fault: Fault | None = None, calls: tuple[str, ...] = ()) -> Ran:
    again = _ran(told["again"]) if told.get("again") else None
    return Ran(
        code=told["code"],
        out=told["out"],
        err=told["err"],
        left=told["left"],
        calls=tuple(told.get("calls", ())),
        again=again,
        fault=fault,
        call=calls[fault[0]] if fault and fault[0] < len(calls) else "",
    )


def points(before: Path, work: Path, words: list[str], kinds: set[str] | None = None, **env: str) -> list[tuple[int, str]]:
    """The number and name of every system call of a run, or of those of `kinds`."""
    calls = job(before, work, words, [], again=False, **env).whole.calls
    return [(number, name) for number, name in enumerate(calls) if kinds is None or name in kinds]


def killed(calls: list[tuple[int, str]]) -> list[Fault]:
    """A SIGKILL just before every call, and halfway every write."""
    return [
        *((number, "signal", int(signal.SIGKILL)) for number, _name in calls),
        *((number, "half", int(signal.SIGKILL)) for number, name in calls if name == "write"),
    ]


def interrupted(calls: list[tuple[int, str]], signal_: int = signal.SIGINT) -> list[Fault]:
    """A Ctrl-C, or another signal, at every call."""
    return [(number, "signal", int(signal_)) for number, _name in calls]


def failing(calls: list[tuple[int, str]], errors: tuple[int, ...] = ERRORS) -> list[Fault]:
    """An error of the system at every call, a different one in turn."""
    return [(number, "fail", errors[at % len(errors)]) for at, (number, _name) in enumerate(calls)]


def one_of_each(calls: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The first call of each kind, for commands that take long."""
    found: dict[str, int] = {}
    for number, name in calls:
        found.setdefault(name, number)
    return sorted((number, name) for name, number in found.items())


def ends_of_each(calls: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The first and the last call of each kind."""
    return sorted({*one_of_each(calls), *one_of_each(calls[::-1])})
