"""Draws the pictures of reports as PNG: the same bytes for the same values, and readable without colour.

Sizes are in points of the page at 150 mm wide.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw

from pve_gen.lettering import Font, drawable, font
from pve_gen.riskreport import Matrix, MatrixCell

_SHARP = 4  # pixels a point: 300 to an inch is what printers show
_DARK, _GREY, _LINE = "#1B365D", "#404040", "#FFFFFF"
_WIDTH, _ROW, _LEFT, _HEAD = 425, 56, 96, 44  # of the matrix, in points


def risk_matrix(matrix: Matrix) -> bytes:
    """The matrix: likelihood upwards, impact to the right; each square has its risk in words and colour, and how many fall in it."""
    across, down = len(matrix.rows[0]), len(matrix.rows)
    paper = _Paper(_WIDTH, _HEAD + down * _ROW + 2)
    wide = (_WIDTH - _LEFT) / across
    paper.text(matrix.impact, (_LEFT + (_WIDTH - _LEFT) / 2, 11), 11, _DARK, bold=True, room=_WIDTH - _LEFT)
    paper.text(matrix.likelihood, (2, _HEAD - 11), 11, _DARK, bold=True, room=_LEFT, left=True)
    for column, cell in enumerate(matrix.rows[0]):
        paper.text(cell.impact, (_LEFT + (column + 0.5) * wide, _HEAD - 11), 10.5, _GREY, room=wide - 6)
    for row, cells in enumerate(matrix.rows):
        top = _HEAD + row * _ROW
        paper.text(cells[0].likelihood, (2, top + _ROW / 2), 10.5, _GREY, room=_LEFT - 8, left=True)
        for column, cell in enumerate(cells):
            _square(paper, cell, (_LEFT + column * wide, top, _LEFT + (column + 1) * wide, top + _ROW), matrix.to_read)
    return paper.png()


def _square(paper: _Paper, cell: MatrixCell, box: tuple[float, float, float, float], to_read: str) -> None:
    left, top, right, bottom = box
    ink = f"#{cell.risk.ink}"
    paper.box(box, f"#{cell.risk.color}")
    middle, room = (left + right) / 2, right - left - 10
    filled = bool(cell.requirements or cell.to_read)
    if cell.requirements:
        paper.text(str(len(cell.requirements)), (middle, top + (18 if cell.to_read else 22)), 21, ink, bold=True, room=room)
    if cell.to_read:
        note = f"+ {len(cell.to_read)} {to_read}" if cell.requirements else f"{len(cell.to_read)} {to_read}"
        paper.text(note, (middle, top + (34 if cell.requirements else 22)), 9, ink, bold=not cell.requirements, room=room)
    paper.text(cell.risk.title, (middle, bottom - (9 if filled else (bottom - top) / 2)), 9, ink, room=room)


class _Paper:
    """A white sheet, measured in points."""

    def __init__(self, width: float, height: float) -> None:
        self._image = Image.new("RGB", (round(width * _SHARP), round(height * _SHARP)), "white")
        self._draw = ImageDraw.Draw(self._image)

    def box(self, box: Iterable[float], color: str) -> None:
        """A filled square with a white line around it."""
        self._draw.rectangle([round(edge * _SHARP) for edge in box], fill=color, outline=_LINE, width=2 * _SHARP)

    def text(
        self, text: str, at: tuple[float, float], size: float, color: str, *, room: float, bold: bool = False, left: bool = False
    ) -> None:
        """A line of text around a point, or to the right of it; smaller where it does not fit in `room`, and then cut."""
        text, letters = drawable(text), font(size * _SHARP)
        while self._length(text, letters) > room and size > 6:
            size -= 0.5
            letters = font(size * _SHARP)
        while self._length(text, letters) > room and len(text) > 1:
            text = text.rstrip("…")[:-1] + "…"
        weight = round(_SHARP * size / 40) if bold else 0  # the letters have one weight; an outline makes them heavier
        place = (at[0] * _SHARP, at[1] * _SHARP)
        self._draw.text(place, text, fill=color, font=letters, anchor="lm" if left else "mm", stroke_width=weight, stroke_fill=color)

    def _length(self, text: str, letters: Font) -> float:
        return float(self._draw.textlength(text, font=letters)) / _SHARP

    def png(self) -> bytes:
        """The sheet as the bytes of a PNG; few colours are used, so a palette keeps it small."""
        buffer = io.BytesIO()
        self._image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()
