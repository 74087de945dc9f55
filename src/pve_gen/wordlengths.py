"""Lengths in a Word file: whole numbers in the unit of their attribute, or with a unit of their own, such as `2.5cm` (ECMA-376, 22.9.2.15)."""

from __future__ import annotations

import re
from functools import lru_cache

_WHOLE = re.compile(r"-?\d{1,9}")
_MEASURE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi|px)?")
_TWIPS = {"mm": 56.693, "cm": 566.93, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0, "px": 15.0}
EMU = 635
"""English metric units in a twip: the unit of drawings."""


@lru_cache(maxsize=512)
def length(text: str, unit: int = 1) -> int | None:
    """A length in its attribute's own unit of so many twips (10 for half-points); None where the text is none."""
    if _WHOLE.fullmatch(text):
        return int(text)
    found = _MEASURE.fullmatch(text)
    if not found:
        return None
    return round(float(found[1]) * (_TWIPS[found[2]] / unit if found[2] else 1))


def twips(text: str, otherwise: int = 0) -> int:
    """A length in twips."""
    found = length(text)
    return otherwise if found is None else found
