"""Styles and numbering of a Word template: found by name, since ids differ per language and per office program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from xml.etree import ElementTree

from pve_gen.values import Struct

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_END_OF_LISTS = re.compile(rb"<w:numIdMacAtCleanup|</w:numbering>")
_NUMERALS = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


class Style(Struct, frozen=True):
    """A paragraph or character style; `outline` counts from 0 and -1 is body text, `number` is a numId."""

    id: str
    name: str
    based_on: str
    outline: int
    number: str
    number_level: int
    element: ElementTree.Element


class Styles:
    """The styles of one template, and how its headings are numbered. Parts were read safely: they hold no DOCTYPE."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.numbering_source = parts.get("word/numbering.xml", b"")
        root = ElementTree.fromstring(parts.get("word/styles.xml") or b"<styles/>")
        # An id goes into XML as it stands; Word itself writes letters and digits.
        self._by_id = {style.id: style for style in map(_style, root.iter(f"{_W}style")) if not re.search('[&<>"]', style.id)}
        self._by_name = {style.name.lower(): style for style in self._by_id.values()}
        self.defaults: ElementTree.Element | None = root.find(f"{_W}docDefaults")
        self._numbered: dict[str, tuple[str, int] | None] = {}  # each heading of a document asks

    def id(self, name: str) -> str:
        """The id of the style with that name, in any case; empty where the template has none."""
        style = self._by_name.get(name.lower())
        return style.id if style else ""

    def name(self, id: str) -> str:
        """The name of the style with that id; empty where there is none."""
        return self._by_id[id].name if id in self._by_id else ""

    @property
    def ids(self) -> Iterable[str]:
        """The ids of all styles."""
        return self._by_id.keys()

    @cached_property
    def default(self) -> str:
        """The id of the style of a paragraph that names none; empty where the file does not say."""
        return next((id for id, style in self._by_id.items() if _is_default_of_paragraphs(style.element)), "")

    @cached_property
    def outlined(self) -> tuple[str, ...]:
        """The ids of the styles with an outline level: those of headings."""
        return tuple(id for id in self._by_id if self.outline(id) >= 0)

    def outline(self, id: str) -> int:
        """The outline level of a style, its own or inherited; -1 for body text."""
        return next((style.outline for style in self.line(id) if style.outline >= 0), -1)

    def numbered_by(self, id: str) -> tuple[str, int] | None:
        """The abstract list and the level that number a style's paragraphs."""
        if id not in self._numbered:
            self._numbered[id] = self._numbered_by(id)
        return self._numbered[id]

    def _numbered_by(self, id: str) -> tuple[str, int] | None:
        style = next((style for style in self.line(id) if style.number), None)
        if style is None or style.number not in self.lists:
            return None
        abstract = self.lists[style.number]
        levels = self._levels.get(abstract, {})
        linked = next((level for level, (_form, _text, owner) in levels.items() if owner == id), style.number_level)
        return abstract, linked

    def number_text(self, abstract: str, level: int, counters: Mapping[int, int]) -> str:
        """How a number reads: `2`, `1.1`, `Bijlage A`."""
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        return re.sub(
            r"%([1-9])",
            lambda found: _numeral(levels.get(int(found[1]) - 1, ("decimal", "", ""))[0], counters.get(int(found[1]) - 1, 1)),
            levels[level][1],
        ).strip()

    @cached_property
    def _numbering(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.numbering_source or b"<numbering/>")

    @cached_property
    def lists(self) -> dict[str, str]:
        """numId → abstractNumId."""
        return {number.get(f"{_W}numId", ""): _val(number.find(f"{_W}abstractNumId")) for number in self._numbering.iter(f"{_W}num")}

    @cached_property
    def _levels(self) -> dict[str, dict[int, tuple[str, str, str]]]:
        """abstractNumId → level → (number format, text, style that owns it)."""
        return {
            abstract.get(f"{_W}abstractNumId", ""): {
                number(level.get(f"{_W}ilvl", "")): (
                    _val(level.find(f"{_W}numFmt")) or "decimal",
                    _val(level.find(f"{_W}lvlText")),
                    _val(level.find(f"{_W}pStyle")),
                )
                for level in abstract.iter(f"{_W}lvl")
            }
            for abstract in self._numbering.iter(f"{_W}abstractNum")
        }

    def line(self, id: str) -> list[Style]:
        """A style and what it is based on, nearest first; a circle ends it."""
        line: list[Style] = []
        while id in self._by_id and self._by_id[id] not in line:
            line.append(self._by_id[id])
            id = line[-1].based_on
        return line


class NewLists:
    """The numbered lists of one document, besides those of its template."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._begun: list[tuple[str, str]] = []

    def begin(self, style: str) -> str:
        """The numId of a new list that starts at 1, numbered as the style of that name; empty where that style numbers nothing."""
        numbered = self._styles.numbered_by(self._styles.id(style))
        if numbered is None or not _END_OF_LISTS.search(self._styles.numbering_source):
            return ""
        used = max((int(number) for number in self._styles.lists if number.isdecimal() and len(number) < 10), default=0)
        self._begun.append((str(used + 1 + len(self._begun)), numbered[0]))
        return self._begun[-1][0]

    def parts(self) -> dict[str, bytes]:
        """The numbering part with the lists that were begun; nothing where there are none."""
        if not self._begun:
            return {}
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number, abstract in self._begun
        )
        source = self._styles.numbering_source
        place = next(_END_OF_LISTS.finditer(source)).start()
        return {"word/numbering.xml": source[:place] + lists.encode() + source[place:]}


def number(text: str, otherwise: int = 0) -> int:
    """The whole number that an attribute holds; Word writes none of more than nine digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _val(element: ElementTree.Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _is_default_of_paragraphs(style: ElementTree.Element) -> bool:
    return style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in {"1", "true", "on"}


def _style(element: ElementTree.Element) -> Style:
    outline = number(_val(element.find(f"{_W}pPr/{_W}outlineLvl")), -1)
    return Style(
        id=element.get(f"{_W}styleId", ""),
        name=_val(element.find(f"{_W}name")),
        based_on=_val(element.find(f"{_W}basedOn")),
        outline=outline if outline < 9 else -1,  # Word counts to 9, which is body text
        number=_val(element.find(f"{_W}pPr/{_W}numPr/{_W}numId")),
        number_level=number(_val(element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl"))),
        element=element,
    )


def _numeral(form: str, number: int) -> str:
    if form in {"upperLetter", "lowerLetter"}:
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in {"upperRoman", "lowerRoman"}:
        roman = ""
        for value, sign in _NUMERALS:
            roman, number = roman + sign * (number // value), number % value
        return roman if form == "upperRoman" else roman.lower()
    return "" if form in {"none", "bullet"} else str(number)
