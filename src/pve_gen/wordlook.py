"""How text in a Word file looks, as far as that decides whether a reader of the page sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from pve_gen.returned import TrickKind
from pve_gen.wordlabels import Label, Labels
from pve_gen.wordlengths import length, twips
from pve_gen.wordstyles import Styles
from pve_gen.wordtheme import Theme, named_color, named_font

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMED, _VALUE = f"{_W}rStyle", f"{_W}val"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_OFF = {"0", "false", "off", "none"}
_LEAST_CONTRAST = 1.5  # below that, no eye sees a letter: D9D9D9 on white has 1.4
_TINY_BELOW = 8  # half-points: nobody reads four-point text
_USUAL_SIZE = 20  # half-points, where nothing in the file says so
_CLOSEST, _NARROWEST, _FURTHEST = -40, 34, 24  # spacing in twips, width in percents, raised or lowered in half-points
_LEFT_OF_PAGE, _RIGHT_OF_PAGE = -1_700, 11_000  # twips from the margin of a page of A4
_BESIDE_PAGE, _NO_ROOM = -1_700, 7_500  # and from its right margin
_EDGES_OF_TABLES = {"firstRow", "lastRow", "firstCol", "lastCol", "nwCell", "neCell", "swCell", "seCell"}  # often white on a colour
_CHARACTER = 2.4  # twips in a hundredth of a character
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
_SAYING = frozenset(
    f"{_W}{name}"
    for name in (
        *("vanish", "specVanish", "strike", "dstrike", "color", "sz", "shd", "highlight"),
        *("spacing", "w", "position", "fitText", "rFonts", "ind", "cs", "rtl", "szCs", "emboss", "imprint", "eastAsianLayout"),
    )
) | {f"{_W14}{name}" for name in ("textFill", "glow", "props3d", "scene3d")}
_DENSE = ("pct7", "pct8", "pct9")  # patterns of which three quarters or more are ink
_NEARLY_WHITE = 80_000  # thousandths of a percent of light added to a colour
_SYMBOLS = {"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings", "marlett"}  # show another sign for each letter


class Look(NamedTuple):
    """The properties that hide text; empty means: not said here."""

    vanish: str = ""
    strike: str = ""
    color: str = ""
    size: str = ""
    fill: str = ""
    spacing: str = ""
    width: str = ""
    position: str = ""
    fit: str = ""
    font: str = ""
    line: str = ""  # the height of its lines, where it is exact
    left: str = ""
    first: str = ""
    right: str = ""
    effect: str = ""  # that makes letters white, or lies around them
    complex: str = ""  # whether it has the size and font of complex script
    complex_size: str = ""
    complex_font: str = ""

    def over(self, below: Look) -> Look:
        """These properties, and where they say nothing those of `below`."""
        return Look(*(mine or theirs for mine, theirs in zip(self, below, strict=True)))


SAYS_NOTHING = Look()


class Looks:
    """Looks up what the styles of one document say."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._styles = Styles(parts)
        self._theme = Theme(parts)
        self._signs = _SYMBOLS | set(_shown_as_signs(parts))
        self._labels = Labels(parts, self._styles)
        self._labelled: dict[Label, tuple[str, Look]] = {}
        self._cache: dict[str, Look] = {}
        self._outlines: dict[str, int] = {}  # each line of a document asks
        self._contents = {id for id in self._styles.ids if self._styles.name(id).lower().startswith("toc ")}
        self._tricks: dict[tuple[Look, str | None, Look, str, str, str], TrickKind | None] = {}
        defaults = self._styles.defaults
        found = defaults.find(f"{_W}rPrDefault/{_W}rPr") if defaults is not None else None
        self._defaults = look_of(found) if found is not None else SAYS_NOTHING

    def outline(self, style: str) -> int:
        """The outline level of a style from 0; -1 for body text."""
        if style not in self._outlines:
            self._outlines[style] = self._styles.outline(style)
        return self._outlines[style]

    def is_toc(self, style: str) -> bool:
        """Whether a style is that of a line in a table of contents."""
        return style in self._contents

    def label(self, style: str, numbering: Element | None) -> tuple[str, Look]:
        """What stands before a paragraph of a list, and what the list says of the looks of the paragraph."""
        label = self._labels.before(style, numbering)
        if label not in self._labelled:
            mark = look_of(label.mark) if label.mark is not None else SAYS_NOTHING
            unseen = self._trick(mark, None, SAYS_NOTHING, style, "", "") in {"hidden", "white", "tiny"}
            look = look_of(label.paragraph) if label.paragraph is not None else SAYS_NOTHING
            self._labelled[label] = "" if unseen else label.text, look
        return self._labelled[label]

    def is_beside_page(self, table: Element) -> bool:
        """Whether a table with these `w:tblPr` stands off the page."""
        named = table.find(f"{_W}tblStyle")
        line = self._styles.line(named.get(_VALUE, "")) if named is not None else []
        said = (one.find(f"{_W}tblInd") for one in (table, *(of for style in line for of in style.element.iterfind(f"{_W}tblPr"))))
        shift = next((twips(one.get(f"{_W}w", "")) for one in said if one is not None), 0)
        return not _LEFT_OF_PAGE < shift < _NO_ROOM

    def trick(self, run: Element | None, style: str, fill: str = "", paragraph: Look = SAYS_NOTHING, table: str = "") -> TrickKind | None:
        """How a run hides its text, or None.

        `style` is that of its paragraph and `table` that of its table, `paragraph` what the paragraph itself says,
        and `fill` the colour of the cell behind it.
        """
        own, character = SAYS_NOTHING, None
        if run is not None:
            own, named = look_of(run), run.find(_NAMED)
            character = named.get(_VALUE, "") if named is not None else None
        asked = (own, character, paragraph, style, table, fill)
        try:  # in most documents a few, which come back in every paragraph
            return self._tricks[asked]
        except KeyError:
            return self._tricks.setdefault(asked, self._trick(*asked))

    def _trick(self, own: Look, character: str | None, paragraph: Look, style: str, table: str, fill: str) -> TrickKind | None:
        look = own if character is None else own.over(self._of_style(character))
        look = look.over(paragraph).over(self._of_style(style)).over(self._of_style(table)).over(self._defaults)
        if look.vanish not in {"", *_OFF}:
            return "hidden"
        if look.strike not in {"", *_OFF}:
            return "struck"
        complex = look.complex not in {"", *_OFF}
        if (_half_points(look.complex_size if complex else look.size) or _TINY_BELOW) < _TINY_BELOW:
            return "tiny"
        if _is_unseen(self._theme.color(look.color), self._theme.color(look.fill or fill)):
            return "white"
        font = self._theme.font(look.complex_font if complex else look.font)
        return "distorted" if font.lower() in self._signs or _is_distorted(look) else None

    def _of_style(self, id: str) -> Look:
        if id not in self._cache:
            look = SAYS_NOTHING
            for style in self._styles.line(id or self._styles.default):
                for name in ("rPr", "pPr"):
                    for properties in reversed(style.element.findall(f"{_W}{name}")):  # where there are two, the last counts
                        look = look.over(look_of(properties))
                for part in style.element.iterfind(f"{_W}tblStylePr"):  # of some rows or columns: whichever those are
                    for found in map(look_of, part.iterfind(f"{_W}rPr")):
                        look = look.over(Look(vanish=found.vanish) if part.get(f"{_W}type", "") in _EDGES_OF_TABLES else found)
            self._cache[id] = look
        return self._cache[id]


def look_of(properties: Element) -> Look:
    """What `w:rPr` or `w:pPr` itself says."""
    said = [child for child in properties if child.tag in _SAYING]
    if not said:
        return SAYS_NOTHING
    found = dict.fromkeys(Look._fields, "")
    for child in said:
        value = child.get(f"{_W}val", "")
        match child.tag.removeprefix(_W):
            case "vanish" | "specVanish":
                found["vanish"] = value or "on"
            case "strike" | "dstrike":
                found["strike"] = found["strike"] if found["strike"] not in {"", *_OFF} else value or "on"
            case "color":
                found["color"] = named_color(child)
            case "sz":
                found["size"] = value
            case "shd":
                found["fill"] = fill_of(child)
            case "highlight":
                found["fill"] = _HIGHLIGHTS.get(value, "")
            case "spacing":
                found["spacing"] = value
                found["line"] = child.get(f"{_W}line", "") if child.get(f"{_W}lineRule") == "exact" else ""
            case "w":
                found["width"] = value
            case "position":
                found["position"] = value
            case "fitText":
                found["fit"] = value
            case "rFonts":
                found["font"] = named_font(child, "ascii") or named_font(child, "hAnsi")
                found["complex_font"] = named_font(child, "cs")
            case "emboss" | "imprint":
                found["effect"] = found["effect"] if found["effect"] not in {"", *_OFF} else value or "on"
            case "eastAsianLayout":
                found["effect"] = "on"
            case "cs" | "rtl":
                found["complex"] = value or "on"
            case "szCs":
                found["complex_size"] = value
            case "ind":
                found["left"], found["right"] = _indent(child, "left", "start"), _indent(child, "right", "end")
                found["first"] = _indent(child, "firstLine") or _negative(_indent(child, "hanging"))
            case _ if child.tag == f"{_W14}textFill":
                found["color"] = _filling(child) or found["color"]
            case _ if child.tag.startswith(_W14):
                found["effect"] = "on"
    return Look(**found)


def fill_of(shade: Element) -> str:
    """The colour that `w:shd` puts behind a text: that of its pattern where hardly anything else is seen."""
    pattern = shade.get(_VALUE, "")
    if pattern == "solid" or pattern.startswith(_DENSE):
        return named_color(shade, "color")
    return named_color(shade, "fill", "themeFill")


def _filling(fill: Element) -> str:
    """The colour with which letters are filled, which counts above their own; white where they are filled with nothing."""
    clear = any(alpha.get(f"{_W14}val", "").startswith(("9", "100")) for alpha in fill.iter(f"{_W14}alpha"))
    if clear or fill.find(f"{_W14}noFill") is not None:
        return "FFFFFF"
    for color in fill.iter():
        if color.tag in {f"{_W14}srgbClr", f"{_W14}schemeClr"}:
            name = color.get(f"{_W14}val", "").replace("/", "")
            off = next((one.get(f"{_W14}val", "") for one in color.iter(f"{_W14}lumOff")), "0")
            if (length(off) or 0) > _NEARLY_WHITE:
                return "FFFFFF"
            return name if color.tag == f"{_W14}srgbClr" else f"{name}///"
    return ""


def _shown_as_signs(parts: Mapping[str, bytes]) -> Iterator[str]:
    """The fonts for which the file names one of signs where a computer has them not."""
    for font in fromstring(parts.get("word/fontTable.xml") or b"<none/>").iter(f"{_W}font"):
        other = font.find(f"{_W}altName")
        if other is not None and any(name.strip().lower() in _SYMBOLS for name in other.get(_VALUE, "").split(",")):
            yield font.get(f"{_W}name", "").lower()


def _is_distorted(look: Look) -> bool:
    """Whether letters lie over each other, off their line or off the page."""
    size = _half_points(look.size) or _USUAL_SIZE
    left, first, right = twips(look.left), twips(look.first), twips(look.right)
    return any(
        (
            twips(look.spacing) < _CLOSEST,
            0 < twips(look.width.removesuffix("%"), 100) < _NARROWEST,
            abs(_half_points(look.position) or 0) > _FURTHEST,
            bool(look.fit) or look.effect not in {"", *_OFF},
            look.line and twips(look.line) < size * 5,  # half the height of its letters: 10 twips a half-point
            not _LEFT_OF_PAGE < left + first < _RIGHT_OF_PAGE or left > _RIGHT_OF_PAGE,
            not _BESIDE_PAGE < right < _NO_ROOM,
        )
    )


def _indent(indents: Element, *names: str) -> str:
    """An indent in twips, by its first name that is there; one in characters counts above that."""
    if (characters := next((value for name in names if (value := indents.get(f"{_W}{name}Chars", ""))), "")) and (
        found := length(characters)
    ):
        return str(round(found * _CHARACTER))
    return next((value for name in names if (value := indents.get(f"{_W}{name}", ""))), "")


def _negative(hanging: str) -> str:
    return f"-{hanging}" if hanging else ""


def _half_points(text: str) -> int | None:
    return length(text, 10)


def _is_unseen(color: str, background: str) -> bool:
    """Whether letters of one colour cannot be told from what is behind them: WCAG 2.2, "contrast ratio"."""
    ink, paper = _rgb(color), _rgb(background) or (255, 255, 255)
    if ink is None:
        return False
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < _LEAST_CONTRAST


def _rgb(color: str) -> tuple[int, ...] | None:
    return tuple(bytes.fromhex(color)) if re.fullmatch("[0-9A-Fa-f]{6}", color) else None


def _luminance(color: tuple[int, ...]) -> float:
    red, green, blue = (share / 12.92 if (share := part / 255) <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
