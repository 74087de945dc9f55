"""Runs programs side by side and says what each cost: processor time of the whole process, and memory at its peak."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

_LONG = 10.0  # seconds of processor time: what takes longer is run once, since its noise is a small part of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A program to measure: `name` is one of the report, `size` the requirements it works on.

    `made` is the file or folder in `cwd` that it makes, where it must not find what an earlier round left there.
    """

    name: str
    size: int
    command: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    made: str = ""


@dataclass(slots=True)
class Cost:
    """What a case cost: seconds and megabytes of each run, or why it was not run; `over` is what it had used when it was stopped."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    not_run: str = ""
    over: float = 0

    @property
    def cpu(self) -> float:
        """Seconds of user and system time, the median of the rounds."""
        return median(self.seconds)

    @property
    def peak(self) -> float:
        """Megabytes of memory at most, the median of the rounds."""
        return median(self.megabytes)


def measure(cases: Sequence[Case], most: int, costs: dict[tuple[str, int], Cost]) -> None:
    """One round: every case has its turn, so that what else the machine does falls on all alike.

    What each cost is added to `costs`; `most` is seconds of processor time for one run.
    """
    for case in cases:
        cost = costs.setdefault((case.name, case.size), Cost())
        if not cost.not_run and max(cost.seconds, default=0) < _LONG:
            _run(case, cost, most)


def _run(case: Case, cost: Cost, most: int) -> None:
    if case.made and (made := case.cwd / case.made).exists():
        shutil.rmtree(made) if made.is_dir() else made.unlink()
    outcome, said = case.cwd / "last-run.json", case.cwd / "last-run.txt"
    alone: list[str | Path] = [sys.executable, "-I", "-S", Path(__file__).with_name("alone.py"), outcome, said, str(most)]
    subprocess.run([*alone, *case.command], cwd=case.cwd, env=_environment(case), check=True)
    told = json.loads(outcome.read_bytes())
    if told["ended_with"] in (-signal.SIGKILL, -signal.SIGXCPU):  # at its limit, or where memory ran out
        cost.not_run, cost.over = f"stopped after {told['seconds']:.0f} s", told["seconds"]
    elif told["ended_with"] == -signal.SIGTERM:  # by who runs the benchmark
        cost.not_run = "not run"
    elif told["ended_with"]:
        last = said.read_text("utf-8", "replace").strip().splitlines()[-1:]
        cost.not_run = f"ended with {told['ended_with']}: {' '.join(last)[:80]}"
    else:
        cost.seconds.append(told["seconds"])
        cost.megabytes.append(told["megabytes"])


def _environment(case: Case) -> dict[str, str]:
    """What a program finds around it: Python may keep what it compiled, as it does wherever it is installed."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **case.env}


def instructions(case: Case) -> int | None:
    """The instructions that the program executes, in the processor's own count by callgrind; None where valgrind is not installed."""
    if not shutil.which("valgrind"):
        return None
    counted = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *case.command]
    done = subprocess.run(counted, cwd=case.cwd, env=_environment(case), capture_output=True, text=True, check=False)
    found = re.findall(r"I\s+refs:\s+([\d,]+)", done.stderr)
    return int(found[-1].replace(",", "")) if found else None
