"""Charts as SVG in a page: nothing to fetch and no styles, so that a strict Content-Security-Policy lets them be."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pve_gen.barnames import names_beside
from pve_gen.bars import PATTERNS, Bars, Kind, Pattern

_WIDTH, _NAME, _TOTAL = 760, 220, 100
_ROW, _BAR, _LEGEND, _SIZE = 44, 26, 34, 14
_LETTER = 7.2  # how wide a letter is at most on average, in the fonts of the page
_CAPITAL = 11  # … and one that is wider than most, such as a capital or an m
_LINE = 17  # from one line of a name to the next
_INK, _FAINT = "#1D2329", "#5B6673"
_LINES: dict[Pattern, str] = {
    "plain": "",
    "dots": f'<circle cx="4" cy="4" r="1.3" fill="{_FAINT}"/>',
    "rising": f'<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{_FAINT}" stroke-width="1.2"/>',
    "level": f'<path d="M0 4H8" stroke="{_FAINT}" stroke-width="1.2"/>',
    "crossed": f'<path d="M0 8L8 0M0 0L8 8M-2 2L2 -2M6 10L10 6M6 -2L10 2M-2 6L2 10" stroke="{_FAINT}" stroke-width="1.2"/>',
}


def bar_svg(bars: Bars, name: str) -> str:
    """The chart as an SVG element, on a white ground of its own; `name` makes its ids differ from those of another chart in the page."""
    lines = _in_lines(bars.kinds) if len(bars.kinds) > 1 else []
    legend = _LEGEND * len(lines)
    height = legend + _ROW * len(bars.bars)
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(bars.description)}" font-size="{_SIZE}">'
        f'<defs>{"".join(_patterns(bars.kinds, name))}</defs><rect width="{_WIDTH}" height="{height}" fill="#FFFFFF"/>'
        f"{''.join(_legend(lines, name))}{''.join(_rows(bars, legend, name))}</svg>"
    )


def _patterns(kinds: tuple[Kind, ...], name: str) -> Iterator[str]:
    for kind in kinds:
        yield (
            f'<pattern id="{_id(kind, name)}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="#{kind.color}"/>{_LINES[kind.pattern]}</pattern>'
        )


def _id(kind: Kind, name: str) -> str:
    return f"{name}-{PATTERNS.index(kind.pattern)}"


def _in_lines(kinds: tuple[Kind, ...]) -> list[list[Kind]]:
    """The kinds in as many lines of a legend as they need."""
    lines: list[list[Kind]] = [[]]
    for kind in kinds:
        if lines[-1] and sum(map(_wide, lines[-1])) + _wide(kind) > _WIDTH:
            lines.append([])
        lines[-1].append(kind)
    return lines


def _wide(kind: Kind) -> float:
    return 28 + len(kind.name) * _LETTER + 18


def _legend(lines: list[list[Kind]], name: str) -> Iterator[str]:
    for row, kinds in enumerate(lines):
        left, top = 4.0, row * _LEGEND
        for kind in kinds:
            yield _box(left, top + 6, 22, 16, kind, name) + _text(left + 28, top + 14, kind.name)
            left += _wide(kind)


def _rows(bars: Bars, top: int, name: str) -> Iterator[str]:
    room = _WIDTH - _NAME - _TOTAL
    names = names_beside([bar.name for bar in bars.bars], _fits)
    for row, (bar, lines) in enumerate(zip(bars.bars, names, strict=True)):
        middle = top + row * _ROW + _ROW / 2
        for number, line in enumerate(lines):
            yield _text(_NAME - 10, middle + _LINE * (number - (len(lines) - 1) / 2), line, "end")
        left = float(_NAME)
        for segment in bar.segments:
            width = room * segment.value / bars.most
            yield _box(left, middle - _BAR / 2, width, _BAR, segment.kind, name)
            wide = len(segment.label) * 8 + 8
            if wide < width - 4:
                yield _rounded(left + width / 2 - wide / 2, middle - 9, wide) + _text(left + width / 2, middle, segment.label, "middle")
            left += width
        yield f'<path d="M{_NAME} {middle - _ROW / 2:g}V{middle + _ROW / 2:g}" stroke="{_INK}"/>'
        yield _text(left + 8, middle, bar.total)


def _fits(text: str) -> bool:
    """Whether a line fits beside a bar, by an estimate: whoever opens the page chooses the font."""
    return sum(_CAPITAL if letter.isupper() or letter in "mw" or ord(letter) > 0x2FF else _LETTER for letter in text) <= _NAME - 10


def _box(left: float, top: float, width: float, height: float, kind: Kind, name: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="url(#{_id(kind, name)})" stroke="{_INK}"/>'


def _rounded(left: float, top: float, width: float) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="18" rx="4" fill="#FFFFFF"/>'


def _text(x: float, middle: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{middle + 5:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
