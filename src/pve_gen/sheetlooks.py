"""How cells in an Excel file look, as far as that decides whether a reader of the sheet sees their text, and how a number shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.returned import TrickKind
from pve_gen.spreadsheet import NumberLook

Color = tuple[int, int, int]
_WHITE: Color = (255, 255, 255)
_CLOSE = 32  # two colours that differ less in red, green and blue look the same
_MOST_STYLES = 65_490  # that Excel knows
_TINY_BELOW = 4.0  # points
_INDEXED: dict[str, Color] = {"0": (0, 0, 0), "1": _WHITE, "8": (0, 0, 0), "9": _WHITE, "65": _WHITE}  # those that hide text
_LIGHT_THEME = "0"  # the theme's first colour is its background
_DAY, _CLOCK = NumberLook(day=True), NumberLook(clock=True)
_BUILT_IN: dict[str, NumberLook] = {  # formats that have a number instead of a code
    **{str(number): NumberLook(0) for number in (1, 3, 37, 38)},
    **{str(number): NumberLook(2) for number in (2, 4, 39, 40)},
    "9": NumberLook(0, percent=True),
    "10": NumberLook(2, percent=True),
    **{str(number): _DAY for number in (14, 15, 16, 17, *range(27, 32), *range(50, 55), 57, 58)},
    **{str(number): _CLOCK for number in (18, 19, 20, 21, 45, 46, 47)},
    "22": NumberLook(day=True, clock=True),
}
_ANY = NumberLook()
_NOTHING = Element("none")
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def local(element: Element) -> str:
    """The name of an element, whichever of the two namespaces of the standard it is in."""
    return element.tag.rpartition("}")[2]


def child(element: Element | None, name: str) -> Element | None:
    """The first child with that name."""
    return next((item for item in element if local(item) == name), None) if element is not None else None


def is_on(element: Element | None) -> bool:
    """Whether a property that is on when it is there, is on."""
    return element is not None and element.get("val", "1").lower() not in {"0", "false", "none", "nostrike"}


class Looks:
    """Looks up the styles of one workbook by their number."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        root = fromstring(parts.get("xl/styles.xml", b"<none/>"))
        groups = {local(group): list(group) for group in root}
        fonts, fills = groups.get("fonts", []), groups.get("fills", [])
        codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in groups.get("numFmts", [])}
        self._conditional = groups.get("dxfs", [])
        self._hiding: dict[str, TrickKind | None] = {}
        self._numbers: dict[str, NumberLook] = {}
        for index, style in enumerate(groups.get("cellXfs", [])[:_MOST_STYLES]):
            code = codes.get(style.get("numFmtId", "0"), "")
            font, fill = _at(fonts, style.get("fontId", "0")), _at(fills, style.get("fillId", "0"))
            self._hiding[str(index)] = "hidden" if _hides_text(code) else hiding_of(font, _background(fill))
            self._numbers[str(index)] = _BUILT_IN.get(style.get("numFmtId", "0"), _number_look(code))

    def hiding(self, style: str) -> TrickKind | None:
        """How a style hides the text of its cells, or None."""
        return self._hiding.get(style)

    def hiding_of_condition(self, rule: Element) -> TrickKind | None:
        """How a rule of a conditional format hides the text of its cells, or None."""
        own = child(rule, "dxf")
        look = own if own is not None else _at(self._conditional, rule.get("dxfId", ""))
        font, fill, code = child(look, "font"), child(look, "fill"), child(look, "numFmt")
        if code is not None and _hides_text(code.get("formatCode", "")):
            return "hidden"
        return hiding_of(font, _condition_background(fill)) if font is not None else None

    def number(self, style: str) -> NumberLook:
        """How a style shows numbers."""
        return self._numbers.get(style, _ANY)


def hiding_of(font: Element, background: Color | None = _WHITE) -> TrickKind | None:
    """How a font, or the properties of a piece of text, hides it; a `background` of None is one that we do not know."""
    if is_on(child(font, "strike")):
        return "struck"
    size = child(font, "sz")
    if size is not None and _number(size.get("val", "")) < _TINY_BELOW:
        return "tiny"
    color = _color(child(font, "color"))
    return "white" if color and background and all(abs(one - two) < _CLOSE for one, two in zip(color, background, strict=True)) else None


def _at(items: list[Element], index: str) -> Element:
    return items[int(index)] if index.isdecimal() and len(index) < 10 and int(index) < len(items) else _NOTHING


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 11.0


def _background(fill: Element) -> Color | None:
    pattern = child(fill, "patternFill")
    if pattern is None:
        return None  # a gradient
    if pattern.get("patternType", "none") == "none":
        return _WHITE
    return _color(child(pattern, "fgColor"))


def _condition_background(fill: Element | None) -> Color | None:
    """In a conditional format the colour stands in the other place, and no fill means the cell's own."""
    pattern = child(fill, "patternFill")
    color = child(pattern, "bgColor")
    return _color(color) if color is not None else _WHITE


def _color(element: Element | None) -> Color | None:
    """Red, green and blue; None where the file does not say, or says it by way of a theme."""
    if element is None:
        return None
    if rgb := element.get("rgb", ""):
        try:
            return int(rgb[-6:-4], 16), int(rgb[-4:-2], 16), int(rgb[-2:], 16)
        except ValueError:
            return None
    if element.get("theme") == _LIGHT_THEME and abs(_number(element.get("tint", "0"))) < 0.13:
        return _WHITE
    return _INDEXED.get(element.get("indexed", ""))


def _hides_text(code: str) -> bool:
    """Whether a number format shows nothing of a text: `;;;`."""
    sections = code.split(";")
    return len(sections) == 4 and not sections[3].strip()


def _number_look(code: str) -> NumberLook:
    """What a format such as `#,##0.00`, `0%` or `dd-mm-yyyy hh:mm` does to a number."""
    shape = _NOT_CODE.sub("", code.partition(";")[0]).lower()
    clock, day = bool(re.search("[hs]", shape)), bool(re.search("[dy]", shape))
    if clock or day or "m" in shape:
        return NumberLook(day=day or not clock, clock=clock)
    decimals = re.search(r"\.([0#?]+)", shape)
    if not re.search("[0#?]", shape) or "e" in shape:  # General, text, scientific
        return _ANY
    return NumberLook(len(decimals[1]) if decimals else 0, percent="%" in shape)
