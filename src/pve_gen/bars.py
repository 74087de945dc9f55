"""The nouns of a chart of bars: rows of segments that are told apart by pattern and number, whatever draws them."""

from __future__ import annotations

from typing import Literal

from pve_gen.values import Struct

Pattern = Literal["plain", "dots", "rising", "level", "crossed"]
PATTERNS: tuple[Pattern, ...] = ("plain", "dots", "rising", "level", "crossed")
"""From the lightest to the heaviest: colour says nothing that these do not."""


class Kind(Struct, frozen=True, kw_only=True):
    """A sort of segment: its name in the legend, its pattern and its colour (RRGGBB)."""

    name: str
    pattern: Pattern
    color: str


class Segment(Struct, frozen=True, kw_only=True):
    """A part of a bar: `value` is its length, `label` the number that stands in it."""

    kind: Kind
    value: float
    label: str


class Bar(Struct, frozen=True, kw_only=True):
    """A row: what it is about, its parts from left to right, and what stands behind them."""

    name: str
    segments: tuple[Segment, ...]
    total: str


class Bars(Struct, frozen=True, kw_only=True):
    """A chart: `most` is what the full width stands for; `description` is what is said instead of the picture."""

    kinds: tuple[Kind, ...]
    bars: tuple[Bar, ...]
    most: float
    description: str
