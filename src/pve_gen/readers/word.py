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
from pve_gen.readers.wordbindings import Bindings
from pve_gen.readers.wordlines import Line, PlacedTrick
from pve_gen.readers.wordtext import Walk
from pve_gen.returned import Comment, DocumentText, Segment
from pve_gen.wordlook import Looks
from pve_gen.wordparts import WordParts, read_word_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EDGE = re.compile(r"word/(header|footer)\d*\.xml\Z")
_NOTES = re.compile(r"word/(footnotes|endnotes)\.xml\Z")
_WALKED = re.compile(rf"word/document\.xml|{_EDGE.pattern}|{_NOTES.pattern}")
_ID = re.compile(r"([A-Z]{2,6}-\d{2,3})\b")
_LAST_LISTED_OUTLINE = 1  # headings of chapters and their parts; those of requirements lie deeper


def read_word(data: bytes) -> DocumentText:
    """The text of a .docx, in segments; OfficeError where the file is not to be trusted."""
    parts = read_word_parts(data, _WALKED)
    looks, bindings = Looks(parts), Bindings(parts)
    body = Walk(looks, bindings)
    body.through(parts, "word/document.xml")
    found = list(_segments(body.lines, looks))
    starts, segments = zip(*found, strict=True) if found else ((), ())
    edges, notes = (_other_parts(parts, pattern, looks, bindings) for pattern in (_EDGE, _NOTES))
    at = [segments[max(bisect_right(starts, trick.at) - 1, 0)] if segments else None for trick in body.tricks]
    tricks = [trick.in_(segment.name, segment.key) if segment else trick.in_("") for trick, segment in zip(body.tricks, at, strict=True)]
    tricks += [trick.in_(name) for name, walks in (("header or footer", edges), ("notes", notes)) for trick in _once(walks)]
    return DocumentText(
        segments=segments,
        edges=tuple(dict.fromkeys(text for walk in edges for line in walk.lines if (text := _with_label(line)))),
        notes=tuple(text for walk in notes for line in walk.lines if (text := _with_label(line))),
        tricks=tuple(tricks),
        comments=tuple(_comments(parts)),
        pictures=body.pictures,
        properties=custom_properties(parts),
    )


def _other_parts(parts: WordParts, pattern: re.Pattern[str], looks: Looks, bindings: Bindings) -> list[Walk]:
    walks = []
    for name in sorted(filter(pattern.match, parts)):
        walks.append(Walk(looks, bindings))
        walks[-1].through(parts, name)
    return walks


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
    texts = tuple(text for line in lines if (text := _with_label(line)))
    before = tuple(text for line in lines if (text := f"{line.label} {line.before}".strip()))
    if texts or before:
        yield start, Segment(key=key, title=title, lines=texts, before=before if before != texts else None)


def _with_label(line: Line) -> str:
    return f"{line.label} {line.text}".strip()
