"""Where something stands, what is wrong with it, and the one exception that ends a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pve_gen.values import Struct

Severity = Literal["error", "warning"]
Fix = Literal["", "quote"]
"""What mends a finding with certainty: quotes around the text at its place. Nothing, where only a person can know what was meant."""


class Place(Struct, frozen=True, order=True):
    """A spot in a file; `line` and `column` count from 1, and 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


class Finding(Struct, frozen=True):
    """One mistake in a file of the user: `rule` is a stable id with a page in docs/rules, `hint` says what to do about it."""

    rule: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = "error"
    fix: Fix = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class PveError(Exception):
    """Ends a command with one sentence, or with a list of findings, and no traceback.

    `exit_code` is 2 (wrong use or unreadable input) unless a writer says 3 (could not write).
    """

    def __init__(self, message: str, hint: str = "", *, findings: Iterable[Finding] = (), exit_code: int = 2) -> None:
        super().__init__(message + (f" ({hint})" if hint else ""))
        self.findings = tuple(findings)
        self.exit_code = exit_code


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The one of `known` that a misspelt word most likely means, in a list that is empty where none is near."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in known}
    return [names[name] for name in get_close_matches(word.lower(), names, n=1, cutoff=0.6)]


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint that names the likeliest of `known`, or all of them where none is near and they are few."""
    names = list(known)
    if near := nearest(str(word), names):
        return f"did you mean `{near[0]}`?"
    return f"choose {' or '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}" if 0 < len(names) <= 8 else ""


YEARS = ("2000", "2199")
"""The years in which a tender and its contract can be; a date beyond them is a slip."""


def in_reach(day: str) -> bool:
    """Whether a date (ISO form) is in YEARS."""
    return YEARS[0] <= day[:4] <= YEARS[1]


def far_off(day: str, place: Place) -> Finding:
    """That a date is not."""
    return Finding("date-far", place, f"{day} is not in {' to '.join(YEARS)}", "correct the year")
