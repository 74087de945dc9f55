"""The words that differ between two texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_MARKS = "\u0300-\u036f"  # accents of letters that exist only decomposed, such as x̂
_WORDS = re.compile(rf"[\w{_MARKS}]+(?:[-‑'’.,/][\w{_MARKS}]+)*|\s+|[^\w\s]")  # `2,5`, `art.28`, `foto’s` and `e-mail` are one word
_LONG = 4_000  # words from which a shortcut is worth more than the smallest difference

Change = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text that is the same in both, gone, or new."""

    change: Change
    text: str


def word_diff(was: str, now: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order, cut at words; an accent is the same, however it is composed."""
    before, after = (_WORDS.findall(unicodedata.normalize("NFC", text)) for text in (was, now))
    matcher = _matcher(before, after, autojunk=len(before) > _LONG)
    return tuple(_pieces(matcher, before, after))


def _matcher(before: list[str], after: list[str], *, autojunk: bool = False) -> SequenceMatcher[str]:
    from difflib import SequenceMatcher  # by who compares; every Word document is written with the pieces of a comparison at hand

    return SequenceMatcher(None, before, after, autojunk=autojunk)


def _pieces(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("gone", "".join(before[start:end]))
        if stop > begin:
            yield Piece("new", "".join(after[begin:stop]))


def joined(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with neighbouring changes as one, where only a space is the same between them: easier to read, no word less.

    `[-a-]{+b+} [-c-]{+d+}` becomes `[-a c-]{+b d+}`.
    """
    found: list[Piece] = []
    gone = new = ""
    for index, piece in enumerate(pieces):
        between = piece.change == "same" and not piece.text.strip() and "\n" not in piece.text
        if piece.change == "same" and not (between and gone and new and _both_follow(pieces[index + 1 :])):
            found += _changed(gone, new)
            gone = new = ""
            found.append(piece)
            continue
        gone += piece.text if piece.change != "new" else ""
        new += piece.text if piece.change != "gone" else ""
    return (*found, *_changed(gone, new))


def _both_follow(pieces: tuple[Piece, ...]) -> bool:
    return [piece.change for piece in pieces[:2]] == ["gone", "new"]


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)


def likeness(was: str, now: str) -> float:
    """How much of two texts is the same, by words, between 0 and 1."""
    before, after = (
        [word.lower() for word in _WORDS.findall(unicodedata.normalize("NFC", text)) if not word.isspace()] for text in (was, now)
    )
    return _matcher(before, after).ratio()


def share_within(part: str, whole: str) -> float:
    """Which share of the words of `part` stands in `whole` in the same order, in runs of three words and more."""
    inside, words = (
        [word.lower() for word in _WORDS.findall(unicodedata.normalize("NFC", text)) if word[0].isalnum()] for text in (part, whole)
    )
    blocks = _matcher(inside, words).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 3) / max(len(inside), 1)


def shortened(pieces: tuple[Piece, ...], context: int = 40) -> Iterator[Piece]:
    """The pieces with long stretches that are the same cut to `context` letters around what changed."""
    for index, piece in enumerate(pieces):
        first, last = index == 0, index == len(pieces) - 1
        text, room = piece.text, context if first or last else 2 * context
        if piece.change != "same" or len(text) <= room + 3:
            yield piece
        else:
            yield Piece("same", ("" if first else text[:context]) + "…" + ("" if last else text[-context:]))


def side(pieces: tuple[Piece, ...], change: Literal["gone", "new"]) -> tuple[Piece, ...]:
    """The pieces of one of both texts: what is the same, and what is `gone`, or `new`."""
    return tuple(piece for piece in pieces if piece.change in {"same", change})


def bracketed(piece: Piece) -> str:
    """A piece with marks that say what it is without colour: `[-gone-]`, `{+new+}`."""
    return {"gone": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}[piece.change].format(piece.text)


def marked(was: str, now: str, context: int = 40) -> str:
    """The difference on one line for a terminal or log: `binnen [-72-]{+96+} uur`; long stretches that are the same are cut."""
    return "".join(map(bracketed, shortened(word_diff(was, now), context)))
