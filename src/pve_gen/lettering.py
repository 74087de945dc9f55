"""The letters of pictures: those that Pillow brings along, so that every machine draws the same."""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_NO_LETTER = "\ue000"  # private use, of which a font draws what stands for a letter that it has not

_ALMOST = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "–": "-", "—": "-", "×": "x", "•": "·", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE"}
)


@cache
def font(size: float) -> Font:
    """The letters, `size` pixels high."""
    return ImageFont.load_default(size)


def drawable(text: str) -> str:
    """A text in letters that there are: without accents where these are missing (`Cooperatie`), and with `?` for what is no letter then."""
    return "".join(map(_drawable, text.translate(_ALMOST)))


@cache
def _drawable(letter: str) -> str:
    if _is_drawn(letter):
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(part if _is_drawn(part) else "?" for part in plain)


def _is_drawn(letter: str) -> bool:
    return letter == " " or bytes(font(36).getmask(letter)) != bytes(font(36).getmask(_NO_LETTER))
