"""How text in a Word file looks, as far as that decides whether a reader of the page sees it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, iterparse

from pve_gen.returned import TrickKind
from pve_gen.wordstyles import Styles

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = ("}blip", "}imagedata")
_OFF = {"0", "false", "off", "none"}
_WHITE_FROM = 0xF0  # each of red, green and blue
_TINY_BELOW = 8  # half-points: nobody reads four-point text
_WHITE_THEME = {"background1", "light1", "bg1", "lt1"}


def walked(content: bytes, named: frozenset[str]) -> Iterator[tuple[str, str, Element]]:
    """`start` or `end`, the name and the element, in order, for those of WordprocessingML in `named`, for a `formula` and a `picture`.

    Most of a document says nothing of what it says, and is passed over; so is what stands there for programs that know less.
    """
    names = {f"{_W}{name}": name for name in named} | {_MATH_TEXT: "formula", _ALTERNATIVE: "alternative"}
    skipped = 0
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
        name = names.get(element.tag) or ("picture" if element.tag.endswith(_PICTURES) else "")
        if name == "alternative":
            skipped += 1 if event == "start" else -1
        elif name and not skipped:
            yield event, name, element


@dataclass(frozen=True, slots=True)
class Look:
    """The properties that hide text; empty means: not said here."""

    vanish: str = ""
    strike: str = ""
    color: str = ""
    size: str = ""
    fill: str = ""

    def over(self, below: Look) -> Look:
        """These properties, and where they say nothing those of `below`."""
        return Look(*(mine or theirs for mine, theirs in zip(_values(self), _values(below), strict=True)))


def _values(look: Look) -> tuple[str, ...]:
    return (look.vanish, look.strike, look.color, look.size, look.fill)


class Looks:
    """Looks up what the styles of one document say."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._styles = Styles(parts)
        self._cache: dict[str, Look] = {}
        self._both: dict[tuple[str, str], Look] = {}

    def outline(self, style: str) -> int:
        """The outline level of a style from 0; -1 for body text."""
        return self._styles.outline(style)

    def is_toc(self, style: str) -> bool:
        """Whether a style is that of a line in a table of contents."""
        return self._styles.name(style).lower().startswith("toc ")

    def trick(self, run: Element | None, paragraph_style: str, fill: str = "") -> TrickKind | None:
        """How a run hides its text, or None; `fill` is the colour of the cell or paragraph behind it."""
        style = run.find(f"{_W}rStyle") if run is not None else None
        look = self._of_styles(style.get(f"{_W}val", "") if style is not None else "", paragraph_style)
        if run is not None and len(run) > (style is not None):
            look = _look(run).over(look)
        if look.vanish not in {"", *_OFF}:
            return "hidden"
        if look.strike not in {"", *_OFF}:
            return "struck"
        if look.size.isdigit() and int(look.size) < _TINY_BELOW:
            return "tiny"
        if _is_white(look.color) and _is_white(look.fill or fill or "FFFFFF"):
            return "white"
        return None

    def _of_styles(self, character: str, paragraph: str) -> Look:
        if (character, paragraph) not in self._both:
            self._both[character, paragraph] = (self._of_style(character) if character else Look()).over(self._of_style(paragraph))
        return self._both[character, paragraph]

    def _of_style(self, id: str) -> Look:
        if id not in self._cache:
            look = Look()
            for style in self._styles.line(id):
                for name in ("rPr", "pPr"):
                    if (properties := style.element.find(f"{_W}{name}")) is not None:
                        look = look.over(_look(properties))
            self._cache[id] = look
        return self._cache[id]


def _look(properties: Element) -> Look:
    found = dict.fromkeys(("vanish", "strike", "color", "size", "fill"), "")
    for child in properties:
        value = child.get(f"{_W}val", "")
        match child.tag.removeprefix(_W):
            case "vanish" | "specVanish":
                found["vanish"] = value or "on"
            case "strike" | "dstrike":
                found["strike"] = found["strike"] if found["strike"] not in {"", *_OFF} else value or "on"
            case "color":
                found["color"] = "FFFFFF" if child.get(f"{_W}themeColor", "") in _WHITE_THEME else value
            case "sz":
                found["size"] = value
            case "shd":
                found["fill"] = child.get(f"{_W}fill", "")
            case "highlight":
                found["fill"] = "000000" if value not in {"white", "none"} else ""
    return Look(**found)


def _is_white(color: str) -> bool:
    if color.lower() in {"", "auto"}:
        return False
    try:
        return all(int(color[start : start + 2], 16) >= _WHITE_FROM for start in (0, 2, 4))
    except ValueError:
        return False
