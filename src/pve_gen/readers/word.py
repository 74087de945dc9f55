"""Reads a Word file that comes back: every text on its pages, what is tracked or hidden in it, and where the answers stand.

Not python-docx: it does not see content controls, tracked insertions or text boxes, so an inserted `niet`
vanishes (its issues #340 and #1123). Here every element that can hold text is walked through in order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import fromstring

from pve_gen.canonical import canonical
from pve_gen.officefile import custom_properties
from pve_gen.readers.wordaround import fetched_by, fonts_in
from pve_gen.readers.wordbindings import Bindings
from pve_gen.readers.worddrawn import Drawings
from pve_gen.readers.wordlines import Line, PlacedTrick
from pve_gen.readers.wordsections import pages_of
from pve_gen.readers.wordtext import Walk
from pve_gen.returned import Comment, DocumentText, Edge, Segment
from pve_gen.values import replace
from pve_gen.wordlook import Looks
from pve_gen.wordparts import read_word_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EDGE = re.compile(r"word/(header|footer)\d*\.xml\Z")
_NOTES = re.compile(r"word/(footnotes|endnotes)\.xml\Z")
_WALKED = re.compile(rf"word/document\.xml|{_EDGE.pattern}|{_NOTES.pattern}")
_ID = re.compile(r"([A-Z]{2,6}-\d{2,3})\b")
_NOWHERE = Segment(key="", title="", lines=())
_LAST_LISTED_OUTLINE = 1  # headings of chapters and their parts; those of requirements lie deeper


def read_word(data: bytes) -> DocumentText:
    """The text of a .docx, in segments; OfficeError where the file is not to be trusted."""
    parts = read_word_parts(data, _WALKED)
    looks, bindings, drawings = Looks(parts), Bindings(parts), Drawings(parts)

    def walked(name: str) -> Walk:
        walk = Walk(looks, bindings, drawings)
        walk.through(parts, name)
        return walk

    body = walked("word/document.xml")
    found = list(_segments(body.lines, looks))
    starts, segments = [start for start, _segment in found], [segment for _start, segment in found]
    edges, notes = ({name: walked(name) for name in sorted(filter(pattern.match, parts))} for pattern in (_EDGE, _NOTES))

    def at(place: int) -> Segment:
        return segments[max(bisect_right(starts, place) - 1, 0)] if segments else _NOWHERE

    tricks = [trick.in_(at(trick.at).name, at(trick.at).key) for trick in body.tricks]
    drawn = [replace(one, segment=at(place).name, key=at(place).key) for place, one in body.drawings]
    drawn += [replace(one, segment="header or footer", at_edge=True) for walk in edges.values() for _place, one in walk.drawings]
    others = (("header or footer", edges.values()), ("notes", notes.values()))
    tricks += [trick.in_(name) for name, walks in others for trick in _once(walks)]
    return DocumentText(
        segments=tuple(segments),
        edges=tuple(dict.fromkeys(line for walk in edges.values() for line in _texts(walk.lines))),
        notes=tuple(line for walk in notes.values() for line in _texts(walk.lines)),
        pages=tuple(pages_of(parts, ((at(place).name, section) for place, section in body.sections), _edges(edges))),
        tricks=tuple(tricks),
        drawings=tuple(drawn),
        comments=tuple(_comments(parts)),
        pictures=body.pictures,
        fonts=fonts_in(parts),
        fetched=tuple(fetched_by(parts)),
        properties=custom_properties(parts),
    )


def _edges(walks: Mapping[str, Walk]) -> dict[str, Edge]:
    """What stands in each header and footer."""
    return {
        name: Edge(lines=_texts(walk.lines), drawn=tuple(trick.text for trick in walk.tricks if trick.kind == "drawing"))
        for name, walk in walks.items()
    }


def _once(walks: Iterable[Walk]) -> Iterator[PlacedTrick]:
    """The tricks in several parts, each as often as in the part that has most of it: office programs copy a header for every kind of page."""
    most: Counter[PlacedTrick] = Counter()
    for walk in walks:
        most |= Counter(PlacedTrick(0, trick.kind, trick.text, trick.author) for trick in walk.tricks)
    return most.elements()


def _comments(parts: Mapping[str, bytes]) -> Iterator[Comment]:
    for comment in fromstring(parts.get("word/comments.xml", b"<none/>")).iter(f"{_W}comment"):
        paragraphs = ("".join(text.text or "" for text in node.iter(f"{_W}t")) for node in comment.iter(f"{_W}p"))
        yield Comment(author=comment.get(f"{_W}author", ""), text=canonical(" ".join(paragraphs)))


# ── Segments ───────────────────────────────────────────────────────────────────────────────────


def _segments(lines: list[Line], looks: Looks) -> Iterator[tuple[int, Segment]]:
    """The lines in pieces, each with the number of its first: one begins at each heading of a chapter or requirement."""
    styles = {line.style for line in lines if line.heading_of and not line.in_table}
    key, title, start = "", "", 0
    for index, line in enumerate(lines):
        if line.in_table or not line.text:
            continue
        found = _ID.match(line.text) if line.heading_of or line.style in styles else None
        id = found[1] if found else line.heading_of
        if id or 0 <= looks.outline(line.style) <= _LAST_LISTED_OUTLINE:
            yield from _segment(key, title, start, lines[start:index])
            key, title, start = id, line.text, index
    yield from _segment(key, title, start, lines[start:])


def _segment(key: str, title: str, start: int, lines: Iterable[Line]) -> Iterator[tuple[int, Segment]]:
    lines = list(lines)
    texts = _texts(lines)
    before = texts
    if any(line.before is not line.text for line in lines):
        before = tuple(text for line in lines if (text := f"{line.label} {line.before}".strip()))
    if texts or before:
        yield start, Segment(key=key, title=title, lines=texts, before=before if before != texts else None)


def _texts(lines: Iterable[Line]) -> tuple[str, ...]:
    """What the lines say, with what stands before each, but those that say nothing."""
    return tuple(text for line in lines if (text := f"{line.label} {line.text}".strip()))
