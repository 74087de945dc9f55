"""The line of a file that a finding is about, and a marker below the words that are meant.

A line is shown as it can safely stand in a terminal, on one row: what is invisible or would move the cursor shows
as `�`, a tab as spaces, and of a long line the part around the marker.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from pve_gen.findings import Finding, Place
from pve_gen.incoming import STREAM, Incoming
from pve_gen.values import Struct, field

MAX_BYTES = 2_000_000  # as of a file that is read at all
_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"`([^`]+)`")
_TAB = 4
_SMALLEST = 20


class SourceLines(Struct, frozen=True):
    """The lines of files, each read once."""

    known: dict[str, list[str]] = field(default_factory=dict)

    def line_of(self, place: Place) -> str | None:
        """The line at a place; None where there is none, or where the file cannot be read (any more)."""
        if not place.line:
            return None
        if place.file not in self.known:
            self.known[place.file] = _read(Path(place.file))
        lines = self.known[place.file]
        return lines[place.line - 1] if place.line <= len(lines) else None


def _read(path: Path) -> list[str]:
    try:
        if path == STREAM:
            return _LINE_END.split(Incoming(path).read_bytes().decode("utf-8-sig", "replace"))
        if path.stat().st_size > MAX_BYTES:
            return []
        return _LINE_END.split(path.read_bytes().decode("utf-8-sig", "replace"))
    except OSError:
        return []


def meant(text: str, finding: Finding) -> tuple[int, int]:
    """The first and last+1 index of what a finding means in its line.

    That is what its message quotes, where it stands at the finding's column or after it, or else the one character there.
    """
    start = min(max(finding.place.column - 1, 0), len(text))
    for word in _WORD.findall(finding.message):
        if (at := text.find(word, start)) >= 0:
            return at, at + len(word)
    return start, start + 1


def marked(text: str, finding: Finding, width: int) -> list[str]:
    """The line with its number, and a marker below what is meant, in at most `width` columns (at least 20 of text)."""
    gutter = f"{finding.place.line:>5} | "
    start, end = meant(text, finding)
    first, last = _window(text, start, max(width - len(gutter), _SMALLEST))
    left, right = "…" * (first > 0), "…" * (last < len(text))
    shown = left + "".join(map(_shown, text[first:last])) + right
    if not finding.place.column:
        return [gutter + shown.rstrip()]
    before = len(left) + sum(map(_columns, text[first:start]))
    below = sum(map(_columns, text[start : min(end, last)])) or 1
    return [gutter + shown.rstrip(), " " * (len(gutter) - 2) + "| " + " " * before + "^" * below]


def _window(text: str, start: int, room: int) -> tuple[int, int]:
    """The part of a line that fits in `room` columns, with the marked character in it and most of the room after it."""
    if sum(map(_columns, text)) <= room:
        return 0, len(text)
    room -= 2  # for the two …
    first, taken = start, 0
    while first > 0 and taken + _columns(text[first - 1]) <= room // 3:
        first -= 1
        taken += _columns(text[first])
    last = start
    while last < len(text) and taken + _columns(text[last]) <= room:
        taken += _columns(text[last])
        last += 1
    while first > 0 and taken + _columns(text[first - 1]) <= room:
        first -= 1
        taken += _columns(text[first])
    return first, last


def _shown(character: str) -> str:
    if character == "\t":
        return " " * _TAB
    return "�" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else character


def _columns(character: str) -> int:
    """How many columns a terminal gives a character: two for wide ones, none for accents of their own."""
    if character == "\t":
        return _TAB
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
