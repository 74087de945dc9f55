"""Texts as they are compared: what an office program changes by itself makes no difference, and every letter does."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'}
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")  # soft hyphen, zero-width, direction marks
_SAME = str.maketrans({**_QUOTES, **_DASHES, **_INVISIBLE, "…": "..."})
_CHANGED = re.compile(f"[{''.join(map(chr, _SAME))}]")


def canonical(text: str) -> str:
    """`text` with one kind of quote, dash and space, and composed letters.

    Not the compatibility form (NFKC): in that, m² and m2 would be the same.
    """
    if text.isascii():
        text = text.replace("`", "'")
        if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:  # most texts: nothing to do
            return text
    else:
        text = unicodedata.normalize("NFC", text)
        if _CHANGED.search(text):
            text = text.translate(_SAME)
    return " ".join(text.split())  # at every Unicode space: no-break, narrow, figure …


def readable(name: str) -> str:
    """A name from the disk or the command line as text that can be written anywhere.

    Bytes that the locale could not read are read as UTF-8; what is no letter there either becomes �.
    """
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # half a letter, as Windows allows in names
        return name.encode("utf-8", "replace").decode("utf-8")


def odd_letters(text: str) -> tuple[str, ...]:
    """Letters of another script than Latin that stand in a word with Latin letters, such as a Cyrillic `а` (U+0430)."""
    found = {
        letter
        for word in re.findall(r"\w+", text)
        if any("a" <= letter.lower() <= "z" for letter in word)
        for letter in word
        if letter.isalpha()
        and not unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO", "MODIFIER", "SUPERSCRIPT"))
    }
    return tuple(f"{letter} (U+{ord(letter):04X})" for letter in sorted(found))
