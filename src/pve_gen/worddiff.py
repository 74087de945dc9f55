"""The words that differ between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORDS = re.compile(r"\w+(?:[-'.,/]\w+)*|\s+|[^\w\s]")  # `2,5`, `art.28` and `e-mail` are one word; a letter with its accent is one letter
_LONG = 4_000  # words from which a shortcut is worth more than the smallest difference

Change = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text that is the same in both, gone, or new."""

    change: Change
    text: str


def word_diff(was: str, now: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order, cut at words."""
    before, after = _WORDS.findall(was), _WORDS.findall(now)
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > _LONG)
    return tuple(_pieces(matcher, before, after))


def _pieces(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("gone", "".join(before[start:end]))
        if stop > begin:
            yield Piece("new", "".join(after[begin:stop]))


def marked(was: str, now: str, context: int = 40) -> str:
    """The difference on one line for a terminal or log: `binnen [-72-]{+96+} uur`; long stretches that are the same are cut."""
    pieces = word_diff(was, now)
    return "".join(_shown(piece, context, first=index == 0, last=index == len(pieces) - 1) for index, piece in enumerate(pieces))


def _shown(piece: Piece, context: int, *, first: bool, last: bool) -> str:
    if piece.change == "gone":
        return f"[-{piece.text}-]"
    if piece.change == "new":
        return f"{{+{piece.text}+}}"
    text = piece.text
    room = context if first or last else 2 * context
    if len(text) <= room + 3:
        return text
    return ("" if first else text[:context]) + "…" + ("" if last else text[-context:])
