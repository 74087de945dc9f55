"""What holds for a run or a paragraph in a Word file once every style has had its say: colour, background, size, language, alignment.

The order is that of ISO/IEC 29500-1, 17.7.2: what stands with the text itself, then its character style, the
style of its paragraph, that of its table, and the defaults of the document.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.values import Struct
from pve_gen.wordpages import Cell, Paragraph, Run, W, off
from pve_gen.wordstyles import Styles, number

Color = tuple[int, int, int]

WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCHEME = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}
_MAPPED = {"text1": "t1", "background1": "bg1", "text2": "t2", "background2": "bg2"}
_USUAL = {"t1": "dark1", "bg1": "light1", "t2": "dark2", "bg2": "light2"}
_HIGHLIGHTS: dict[str, Color] = {
    "black": BLACK,
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "green": (0, 255, 0),
    "magenta": (255, 0, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "white": WHITE,
    "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128),
    "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128),
    "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0),
    "darkGray": (128, 128, 128),
    "lightGray": (192, 192, 192),
}
_CORNERS = {
    ("firstRow", "firstColumn"): "nwCell",
    ("firstRow", "lastColumn"): "neCell",
    ("lastRow", "firstColumn"): "swCell",
    ("lastRow", "lastColumn"): "seCell",
}
_LOOK_BITS = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200, "noVBand": 0x400}
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")
_BYTE = re.compile(r"[0-9A-Fa-f]{2}")
_BITS = re.compile(r"[0-9A-Fa-f]{4}")
_USUAL_SIZE = 10.0  # points, where nothing in the file says so


class Look(Struct, frozen=True, kw_only=True):
    """How a run looks: `size` is in points; `color` is None where the program chooses one that can be read."""

    color: Color | None
    background: Color
    size: float
    bold: bool
    hidden: bool
    language: str


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Cascade:
    """Looks up what holds in one document."""

    def __init__(self, parts: Mapping[str, bytes], styles: Styles) -> None:
        self._styles = styles
        self._theme = _theme(parts)
        self._cache: dict[tuple[str, str], list[Element]] = {}
        self._found: dict[tuple[Element, str], list[Element]] = {}
        self._parts: dict[Cell, list[Element]] = {}  # what a table style says, part by part
        self._colors: dict[Cell, Color] = {}

    def language(self) -> str:
        """The language of the document, such as `nl-NL`; empty where it does not say."""
        return _attribute([*self._style(self._styles.default, "rPr"), *self._defaults("rPr")], "lang")

    def alignment(self, paragraph: Paragraph) -> str:
        """`left`, `both` (justified) and so on; empty where nothing says so."""
        return _attribute(self._of_paragraph(paragraph), "jc")

    def look(self, run: Run, paragraph: Paragraph) -> Look:
        """How a run looks."""
        levels = self._of_run(run, paragraph)
        flat = [properties for level in levels for properties in level]
        size = _attribute(flat, "sz")
        return Look(
            color=self._color(_first(flat, "color")),
            background=self._background(flat, paragraph),
            size=number(size) / 2 or _USUAL_SIZE,
            bold=_toggled(levels, "b"),
            hidden=_toggled(levels, "vanish"),
            language=_attribute(flat, "lang"),
        )

    # ── which properties, the nearest first ──

    def _of_run(self, run: Run, paragraph: Paragraph) -> list[list[Element]]:
        own = _children([run.element], "rPr")
        return [
            own,
            self._style(_attribute(own, "rStyle"), "rPr"),
            self._style(paragraph.style, "rPr"),
            self._of_table(paragraph.cell, "rPr"),
            self._defaults("rPr"),
        ]

    def _of_paragraph(self, paragraph: Paragraph) -> list[Element]:
        return [
            *self._own(paragraph.element, "pPr"),
            *self._style(paragraph.style, "pPr"),
            *self._of_table(paragraph.cell, "pPr"),
            *self._defaults("pPr"),
        ]

    def _own(self, element: Element, name: str) -> list[Element]:
        """The properties that stand with an element itself; looked for once, since it can be long."""
        if (element, name) not in self._found:
            self._found[element, name] = _children([element], name)
        return self._found[element, name]

    def _style(self, id: str, kind: str) -> list[Element]:
        """The properties of a style and of what it is based on."""
        if (id, kind) not in self._cache:
            self._cache[id, kind] = _children((style.element for style in self._styles.line(id)), kind)
        return self._cache[id, kind]

    def _defaults(self, kind: str) -> list[Element]:
        found = self._styles.defaults.find(f"{W}{kind}Default/{W}{kind}") if self._styles.defaults is not None else None
        return [found] if found is not None else []

    def _of_table(self, cell: Cell | None, kind: str) -> list[Element]:
        """What the style of the table says of a cell: first of its row or column, then of every cell."""
        if cell is None:
            return []
        if cell not in self._parts:
            line = [style.element for style in self._styles.line(_attribute(self._own(cell.table.element, "tblPr"), "tblStyle"))]
            said = [part for style in line for part in style.iter(f"{W}tblStylePr")]
            spots = [part for spot in self._spots(cell, line) for part in said if part.get(f"{W}type") == spot]
            self._parts[cell] = [*spots, *line]
        return _children(self._parts[cell], kind)

    def _spots(self, cell: Cell, line: list[Element]) -> Iterator[str]:
        """The places in its table, as a table style names them, that this cell has; the one that counts most first."""
        table = cell.table
        look = next((child for properties in self._own(cell.table.element, "tblPr") for child in properties.iter(f"{W}tblLook")), None)
        asked = {name for name in _LOOK_BITS if look is not None and _asked(look, name)}
        row = {"firstRow": cell.row == 0, "lastRow": cell.row == len(table.rows) - 1}
        column = {"firstColumn": cell.column == 0, "lastColumn": cell is table.rows[cell.row][-1]}
        rows = [name for name, holds in row.items() if holds and name in asked]
        columns = [name for name, holds in column.items() if holds and name in asked]
        yield from (_CORNERS[vertical, horizontal] for vertical in rows for horizontal in columns)
        yield from (*rows, *(name.removesuffix("umn") for name in columns))
        for band, index, head in (("Horz", cell.row, "firstRow"), ("Vert", cell.column, "firstColumn")):
            if f"no{band[0]}Band" not in asked:
                size = _attribute(_children(line, "tblPr"), "tblStyleRowBandSize" if band == "Horz" else "tblStyleColBandSize")
                place = (index - (head in asked)) // (number(size) or 1)
                yield f"band{place % 2 + 1}{band}"

    # ── colours ──

    def _background(self, run: list[Element], paragraph: Paragraph) -> Color:
        """What is behind a run: its own marking, the shading of its paragraph or of a cell around it, or the page."""
        highlight = _attribute(run, "highlight")
        if highlight in _HIGHLIGHTS:
            return _HIGHLIGHTS[highlight]
        shades = (_first(run, "shd"), _first(self._of_paragraph(paragraph), "shd"))
        return next((color for shade in shades if (color := self._shade(shade))), self._behind(paragraph.cell))

    def _behind(self, cell: Cell | None) -> Color:
        """The colour of a cell: its own, or what shines through it."""
        inner: list[Cell] = []
        while cell and cell not in self._colors:
            inner.append(cell)
            cell = cell.table.outer
        color = self._colors[cell] if cell else WHITE
        for cell in reversed(inner):
            own = self._shade(_first([*self._own(cell.element, "tcPr"), *self._of_table(cell, "tcPr")], "shd"))
            of_table = self._shade(_first([*self._own(cell.table.element, "tblPr"), *self._of_table(cell, "tblPr")], "shd"))
            self._colors[cell] = color = own or of_table or color
        return color

    def _shade(self, shade: Element | None) -> Color | None:
        """The colour of a shading; None where what is behind it shines through."""
        if shade is None:
            return None
        pattern = shade.get(f"{W}val", "clear")
        fill = self._named(shade, "fill", "themeFill")
        if pattern == "nil":
            return None
        share = 100 if pattern == "solid" else min(number(pattern.removeprefix("pct")), 100)
        if not share:
            return fill
        ink, paper = self._named(shade, "color", "themeColor") or BLACK, fill or WHITE
        red, green, blue = (round(i * share / 100 + p * (1 - share / 100)) for i, p in zip(ink, paper, strict=True))
        return (red, green, blue)

    def _color(self, element: Element | None) -> Color | None:
        return self._named(element, "val", "themeColor") if element is not None else None

    def _named(self, element: Element, plain: str, theme: str) -> Color | None:
        """The colour that an element names, by the theme or as it stands; None for `auto` and for what is no colour."""
        if base := self._theme.get(element.get(f"{W}{theme}", "")):
            tones = theme.removesuffix("Color")
            return _toned(base, element.get(f"{W}{tones}Tint", ""), element.get(f"{W}{tones}Shade", ""))
        return _rgb(element.get(f"{W}{plain}", ""))


def _theme(parts: Mapping[str, bytes]) -> dict[str, Color]:
    """The colours of the theme by the names that a document gives them."""
    name = next((name for name in sorted(parts) if name.startswith("word/theme/") and name.endswith(".xml")), "")
    if not name:
        return {}
    scheme: dict[str, Color] = {}
    for slot in fromstring(parts[name]).iterfind(f".//{_A}clrScheme/*"):
        for color in slot:
            if found := _rgb(color.get("lastClr", "") or color.get("val", "")):
                scheme[slot.tag.removeprefix(_A)] = found
    mapping = dict(_USUAL)
    if "word/settings.xml" in parts:
        for element in fromstring(parts["word/settings.xml"]).iter(f"{W}clrSchemeMapping"):
            mapping |= {attribute.removeprefix(W): value for attribute, value in element.attrib.items()}
    slots = {name: name for name in (*_SCHEME, *(f"accent{number}" for number in range(1, 7)))}
    slots |= {name: mapping[short] for name, short in _MAPPED.items()}
    return {name: scheme[key] for name, slot in slots.items() if (key := _SCHEME.get(slot, slot)) in scheme}


def _toned(color: Color, tint: str, shade: str) -> Color:
    """A theme colour made lighter or darker: ISO/IEC 29500-1, 17.3.2.6, on the lightness of the colour."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    if _BYTE.fullmatch(shade):
        light *= int(shade, 16) / 255
    if _BYTE.fullmatch(tint):
        light = 1 - (1 - light) * int(tint, 16) / 255
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, light, saturation))
    return (red, green, blue)


def _rgb(text: str) -> Color | None:
    return (int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)) if _COLOR.fullmatch(text) else None


def _luminance(color: Color) -> float:
    red, green, blue = (part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _first(layers: Iterable[Element], name: str) -> Element | None:
    return next((found for layer in layers if (found := layer.find(f"{W}{name}")) is not None), None)


def _attribute(layers: Iterable[Element], name: str) -> str:
    found = _first(layers, name)
    return found.get(f"{W}val", "") if found is not None else ""


def _toggled(levels: list[list[Element]], name: str) -> bool:
    """A property that turns over when styles repeat it (17.7.3), unless the run itself or the defaults say so."""
    own, *of_styles, default = [_first(level, name) for level in levels]
    if own is not None:
        return not off(own.get(f"{W}val", ""))
    on = [found is not None and not off(found.get(f"{W}val", "")) for found in of_styles]
    return sum(on) % 2 == 1 or (default is not None and not off(default.get(f"{W}val", "")))


def _children(elements: Iterable[Element], name: str) -> list[Element]:
    return [found for element in elements if (found := element.find(f"{W}{name}")) is not None]


def _asked(look: Element, name: str) -> bool:
    """Whether a table wants the look of its first row and so on: in words, or in the bits of older files."""
    word = look.get(f"{W}{name}")
    if word is not None:
        return not off(word)
    bits = look.get(f"{W}val", "")
    return bool(_BITS.fullmatch(bits) and int(bits, 16) & _LOOK_BITS[name])
