"""A part of a Word file that comes back, block by block: its paragraphs and tables, each as a tree that is forgotten when it was walked through.

The parser builds these trees by itself, without a call for every element; a whole part is never in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser, XMLPullParser

from pve_gen.officefile import MARKS, MOST_DEEP, MOST_NAMES, TooMuch
from pve_gen.wordparts import WordParts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = f"{_W}body"
_ABOVE = 2  # elements above a block
_MOST_MARKS = 1_000_000
"""Marks in one block: a table with the answers to 2,500 requirements has so many."""
_LONGEST = 5_000_000
"""Bytes in which nothing begins: longer than any answer, and a parser would look at them again and again."""

Visit = Callable[[Element], None]


class Walker:
    """Walks through the blocks of parts of a document, in order.

    `visits` says what is done with an element by its name, instead of walking on through what is in it; None is to walk on.
    """

    def __init__(self, visits: Mapping[str, Visit | None]) -> None:
        self._visits = dict(visits)
        self._depth = 0
        self.namespaces: dict[str, set[str]] = {}
        """Prefix → the namespaces that it stood for so far."""

    def through(self, parts: WordParts, name: str) -> None:
        """One part, from begin to end; OfficeError where it is not to be trusted."""
        parts.feed(name, _Blocks(self._block, self.namespaces))

    def meet(self, name: str) -> Visit | None:
        """What is done with elements of a name that `visits` does not hold."""
        return None

    def inside(self, element: Element) -> None:
        """Walks through what is in an element."""
        self._depth += 1
        if self._depth >= MOST_DEEP:
            raise TooMuch
        visits = self._visits
        for child in element:
            try:
                visit = visits[child.tag]
            except KeyError:
                visit = self._learn(child.tag)
            if visit is not None:
                visit(child)
            elif len(child):
                self.inside(child)
        self._depth -= 1

    def skip(self, element: Element) -> None:
        """Walks around an element: what is in it may lie no deeper than elsewhere."""
        depth, level = self._depth, [element]
        while level:
            depth, level = depth + 1, [child for one in level for child in one]
            if depth > MOST_DEEP:
                raise TooMuch

    def _learn(self, name: str) -> Visit | None:
        if len(self._visits) > MOST_NAMES:
            raise TooMuch
        return self._visits.setdefault(name, self.meet(name))

    def _block(self, block: Element) -> None:
        self._depth = _ABOVE
        visit = self._visits[block.tag] if block.tag in self._visits else self._learn(block.tag)
        (visit or self.inside)(block)


class _Blocks:
    """What a part is fed to: it hands over each block that has ended, and `namespaces` grows with each declaration."""

    def __init__(self, visit: Visit, namespaces: dict[str, set[str]]) -> None:
        self._visit, self._namespaces = visit, namespaces
        builder = TreeBuilder()
        self._top = builder.start("", {})  # above the root, so that it can be seen before it ends
        self._parser = XMLPullParser(("start-ns",), _parser=XMLParser(target=builder))
        self._last = self._top
        self._marks = self._still = 0  # since a block ended, and bytes since anything began

    def feed(self, piece: bytes) -> None:
        self._parser.feed(piece)
        for event in self._parser.read_events():
            _kind, (prefix, space) = cast(tuple[str, tuple[str, str]], event)
            self._namespaces.setdefault(prefix, set()).add(space)
        last, depth = self._top, 0
        while len(last):
            last, depth = last[-1], depth + 1
            if depth > MOST_DEEP:
                raise TooMuch
        self._still = self._still + len(piece) if last is self._last else 0
        self._last = last
        ended = self._ended()
        self._marks = 0 if ended else self._marks + len(piece) - len(piece.translate(None, MARKS))
        if self._still > _LONGEST or self._marks > _MOST_MARKS:
            raise TooMuch
        for block in ended:
            self._visit(block)

    def close(self) -> None:
        self._parser.close()
        for block in self._ended(open=False):
            self._visit(block)

    def _ended(self, *, open: bool = True) -> list[Element]:
        """Takes out the blocks that have ended: what the body holds, or the root of another part than the document."""
        ended: list[Element] = []
        for root in self._top:
            if not root.tag.startswith(_W):  # nothing that Word shows
                return [] if open else [root]
            for child in root:
                if child.tag == _BODY:
                    whole = child[:-1] if open and child is root[-1] else child[:]
                    ended += whole
                    del child[: len(whole)]
                elif not open or child is not root[-1]:
                    ended.append(child)
            del root[: len(root) - 1 if open else len(root)]
        return ended


def text_in(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""
