"""The pages of a Word file that comes back: what stands in the header and footer of each kind of page, and how wide and high they are.

A header in the file stands on no page by itself: its section names it, for its first, odd or even pages, or takes that of the section before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.returned import Edge, Pages
from pve_gen.wordlengths import twips
from pve_gen.wordparts import OFF, WordParts, is_on

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EMPTY = Edge(lines=(), drawn=())
_KINDS = {"default": "pages", "first": "first page", "even": "even pages"}
_COLUMN = 720  # twips between columns, where the file does not say


def pages_of(parts: WordParts, sections: Iterable[tuple[str, Element]], edges: Mapping[str, Edge]) -> Iterator[Pages]:
    """The pages of each section: `sections` are the names of the segments in which they end with their `w:sectPr`, in order.

    `edges` are the headers and footers by the usual names of their parts.
    """
    related = parts.related("word/document.xml")
    even = is_on(fromstring(parts.get("word/settings.xml") or b"<none/>"), "evenAndOddHeaders")
    named: dict[tuple[str, str], Edge] = {}  # what a section does not name, it takes from the one before
    for last, section in sections:
        for edge in ("header", "footer"):
            for one in section.iterfind(f"{_W}{edge}Reference"):
                named[edge, one.get(f"{_W}type", "default")] = edges.get(related.get(one.get(_ID, ""), ""), _EMPTY)
        shown = {"default", *(("first",) if is_on(section, "titlePg") else ()), *(("even",) if even else ())}
        yield Pages(
            last=last,
            edges={
                (edge, said): named.get((edge, kind if kind in shown else "default"), _EMPTY)
                for edge in ("header", "footer")
                for kind, said in _KINDS.items()
            },
            measures=_measures(section),
            traits=tuple(_traits(section)),
        )


def _measures(section: Element) -> dict[str, int]:
    """What is measured of a page, in twips."""
    size, margins = (_attributes(section.find(f"{_W}{name}")) for name in ("pgSz", "pgMar"))
    found = {"width of the page": twips(size.get("w", "")), "height of the page": twips(size.get("h", ""))}
    found |= {f"{side} margin": twips(margins.get(side, "")) for side in ("left", "right", "top", "bottom", "gutter")}
    found |= {f"distance of the {edge}": twips(margins.get(edge, "")) for edge in ("header", "footer")}
    room = found["width of the page"] - found["left margin"] - found["right margin"] - found["gutter margin"]
    found["narrowest column"] = min(_columns(section.find(f"{_W}cols"), room), default=room)
    return found


def _columns(columns: Element | None, room: int) -> Iterator[int]:
    """The widths of the columns in so much room."""
    if columns is None:
        return
    widths = [twips(one.get(f"{_W}w", "")) for one in columns.iterfind(f"{_W}col")]
    if widths and columns.get(f"{_W}equalWidth", "1") in OFF:
        yield from widths
    else:
        number = max(twips(columns.get(f"{_W}num", ""), 1), 1)
        yield (room - (number - 1) * twips(columns.get(f"{_W}space", ""), _COLUMN)) // number


def _traits(section: Element) -> Iterator[str]:
    """What sets the lines of a page otherwise than from left to right, each as high as its letters."""
    direction, grid = (_attributes(section.find(f"{_W}{name}")) for name in ("textDirection", "docGrid"))
    if (said := direction.get("val", "")) not in {"", "lrTb", "tb"}:
        yield f"text in direction {said[:20]}"
    if grid.get("type", "default") != "default":
        yield "lines on a grid"
    if is_on(section, "bidi"):
        yield "text from right to left"
    if is_on(section, "noEndnote"):
        yield "endnotes left out"


def _attributes(element: Element | None) -> dict[str, str]:
    return {name.removeprefix(_W): value for name, value in element.items()} if element is not None else {}
