"""Charts as pictures for paper: black and white do, since every part has a pattern and a number."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from pve_gen.barnames import names_beside
from pve_gen.bars import Bars, Kind, Pattern
from pve_gen.lettering import drawable, font

_WIDTH = 1800  # pixels: 290 to the inch where a picture is as wide as the text of a page
_NAME, _TOTAL = 520, 240  # pixels before and behind the bars
_ROW, _BAR, _LEGEND = 110, 66, 70
_SIZE = 36  # of letters, in pixels
_LINE = 42  # pixels from one line of a name to the next
_INK, _FAINT = "#1D2329", "#5B6673"
_GAP = 22  # pixels between the lines of a pattern


def bar_chart(bars: Bars) -> bytes:
    """The chart as a PNG: a legend where there is something to tell apart, and a row for each bar. Equal input, equal bytes."""
    lines = _legend(bars.kinds) if len(bars.kinds) > 1 else []
    legend = _LEGEND * len(lines)
    image = Image.new("RGB", (_WIDTH, legend + _ROW * len(bars.bars)), "white")
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        _draw_legend(image, line, row * _LEGEND)
    room = _WIDTH - _NAME - _TOTAL
    names = names_beside([drawable(bar.name) for bar in bars.bars], lambda text: font(_SIZE).getlength(text) <= _NAME - 32)
    for row, (bar, shown) in enumerate(zip(bars.bars, names, strict=True)):
        middle = legend + row * _ROW + _ROW // 2
        for number, text in enumerate(shown):
            draw.text((_NAME - 24, middle + _LINE * (number - (len(shown) - 1) / 2)), text, _INK, font(_SIZE), anchor="rm")
        left = float(_NAME)
        for segment in bar.segments:
            right = left + room * segment.value / bars.most
            box = (round(left), middle - _BAR // 2, round(right), middle + _BAR // 2)
            _fill(image, box, segment.kind)
            _number(draw, box, segment.label)
            left = right
        draw.line((_NAME, middle - _ROW // 2, _NAME, middle + _ROW // 2), _INK, 3)
        draw.text((left + 20, middle), drawable(bar.total), _INK, font(_SIZE), anchor="lm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _legend(kinds: tuple[Kind, ...]) -> list[list[Kind]]:
    """The kinds in as many lines as they need."""
    lines: list[list[Kind]] = [[]]
    used = 0.0
    for kind in kinds:
        wide = _wide(kind)
        if lines[-1] and used + wide > _WIDTH:
            lines.append([])
            used = 0.0
        lines[-1].append(kind)
        used += wide
    return lines


def _wide(kind: Kind) -> float:
    return 72 + font(_SIZE).getlength(drawable(kind.name)) + 48


def _draw_legend(image: Image.Image, kinds: list[Kind], top: int) -> None:
    draw, left = ImageDraw.Draw(image), 0.0
    for kind in kinds:
        _fill(image, (round(left), top + 8, round(left) + 56, top + 48), kind)
        draw.text((left + 72, top + 28), drawable(kind.name), _INK, font(_SIZE), anchor="lm")
        left += _wide(kind)


def _fill(image: Image.Image, box: tuple[int, int, int, int], kind: Kind) -> None:
    """A rectangle in a colour, with its pattern and an edge."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width < 1:
        return
    part = Image.new("RGB", (width, height), f"#{kind.color}")
    _pattern(ImageDraw.Draw(part), width, height, kind.pattern)
    image.paste(part, box[:2])
    ImageDraw.Draw(image).rectangle(box, outline=_INK, width=3)


def _pattern(draw: ImageDraw.ImageDraw, width: int, height: int, pattern: Pattern) -> None:
    match pattern:
        case "dots":
            for x in range(_GAP // 2, width, _GAP):
                for y in range(_GAP // 2, height, _GAP):
                    draw.ellipse((x - 3, y - 3, x + 3, y + 3), _FAINT)
        case "rising" | "crossed":
            for x in range(-height, width, _GAP):
                draw.line((x, height, x + height, 0), _FAINT, 3)
                if pattern == "crossed":
                    draw.line((x, 0, x + height, height), _FAINT, 3)
        case "level":
            for y in range(_GAP // 2, height, _GAP):
                draw.line((0, y, width, y), _FAINT, 3)


def _number(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], label: str) -> None:
    """The number in the middle, on white; left out where the part is too narrow for it, since the table has it."""
    wide = draw.textlength(label, font(_SIZE)) + 24
    if wide > box[2] - box[0] - 8:
        return
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    draw.rounded_rectangle((x - wide / 2, y - 23, x + wide / 2, y + 23), 10, "white")
    draw.text((x, y), label, _INK, font(_SIZE), anchor="mm")
