"""What stands before a paragraph of a list in a Word file: a number, a letter, a bullet, or words such as «Bijlage A».

Its text is in no paragraph but in the numbering part, where a change shows on every page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from pve_gen.canonical import canonical
from pve_gen.wordstyles import Styles

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BULLETS = dict.fromkeys("\uf0b7·∙●•", "•")  # office programs change one for the other
_SIGNS = {"decimal": "#", "upperLetter": "#A", "lowerLetter": "#a", "upperRoman": "#I", "lowerRoman": "#i", "none": ""}


class Label(NamedTuple):
    """What stands before a paragraph of a list, and what its level says of the looks of that and of the paragraph."""

    text: str = ""
    mark: Element | None = None
    paragraph: Element | None = None


class Labels:
    """Looks up what the lists of one document put before their paragraphs."""

    def __init__(self, parts: Mapping[str, bytes], styles: Styles) -> None:
        root = fromstring(parts.get("word/numbering.xml") or b"<numbering/>")
        self._styles = styles
        self._known: dict[tuple[str, str, str], Label] = {}
        abstracts = {one.get(f"{_W}abstractNumId", ""): one for one in root.iter(f"{_W}abstractNum")}
        owners = {_val(one, "styleLink"): one for one in abstracts.values()}
        self._levels: dict[str, dict[int, Element]] = {}
        self._owned: dict[tuple[str, str], int] = {}  # numId and style → the level that names the style
        for number in root.iter(f"{_W}num"):
            id = number.get(f"{_W}numId", "")
            abstract = abstracts.get(_val(number, "abstractNumId"))
            if abstract is not None:
                abstract = owners.get(_val(abstract, "numStyleLink") or "?", abstract)
            own = list(abstract.iterfind(f"{_W}lvl")) if abstract is not None else []
            levels = [*own, *number.iterfind(f"{_W}lvlOverride/{_W}lvl")]
            self._levels[id] = {_number(level.get(f"{_W}ilvl", "")): level for level in levels}
            self._owned |= {(id, _val(level, "pStyle")): _number(level.get(f"{_W}ilvl", "")) for level in levels}

    def before(self, style: str, numbering: Element | None) -> Label:
        """The label of a paragraph by its style and its own `w:numPr`: `#.#` for 1.2, `Bijlage #A`, `•`; empty where it has none.

        The numbers themselves are left out: they follow from the order, which is compared already.
        """
        own = (_val(numbering, "numId"), _val(numbering, "ilvl")) if numbering is not None else ("", "")
        if (style, *own) not in self._known:
            self._known[style, *own] = self._label(style, *own)
        return self._known[style, *own]

    def _label(self, style: str, list_: str, level: str) -> Label:
        line = [one.element.find(f"{_W}pPr/{_W}numPr") for one in self._styles.line(style)]
        said = [one for one in line if one is not None]
        list_ = list_ or next((value for one in said if (value := _val(one, "numId"))), "")
        level = level or next((value for one in said if (value := _val(one, "ilvl"))), "")
        owned = next((self._owned[list_, one.id] for one in self._styles.line(style) if (list_, one.id) in self._owned), 0)
        levels = self._levels.get(list_, {})
        shown = levels.get(_number(level) if level else owned)
        if shown is None:
            return Label()
        if _form(shown) == "picture":
            return Label("[picture]")
        filled = re.sub(r"%([1-9])", lambda found: _sign(levels.get(int(found[1]) - 1)), _val(shown, "lvlText"))
        text = "".join(_BULLETS.get(letter, letter) for letter in canonical(filled))
        return Label(text, shown.find(f"{_W}rPr"), shown.find(f"{_W}pPr"))


def _form(level: Element) -> str:
    return "picture" if _val(level, "lvlPicBulletId") else _val(level, "numFmt") or "decimal"


def _sign(level: Element | None) -> str:
    """What a number of a level is shown as: `#`, `#A`."""
    form = _form(level) if level is not None else "decimal"
    return _SIGNS.get(form, f"#{form}")


def _val(element: Element, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else 0
