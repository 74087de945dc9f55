"""A part of a Word file that comes back, block by block: paragraphs and rows of tables, each a tree that is forgotten when it was walked through.

The parser builds these trees by itself, without a call for every element; a whole part is never in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser, XMLPullParser

from pve_gen.officefile import MARKS, MOST_DEEP, MOST_NAMES, OfficeError, TooMuch
from pve_gen.wordparts import WordParts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"  # ISO/IEC 29500-1: other names for all that we look for
_DOCUMENT, _BODY, TABLE = f"{_W}document", f"{_W}body", f"{_W}tbl"
_MOST_MARKS = 800_000
"""Marks in one block, or one row of a table; honest ones have some hundreds."""
_LONGEST = 2_000_000
"""Bytes in which nothing begins: longer than any answer, and a parser would look at them again and again."""

Visit = Callable[[Element], None]


class Walker:
    """Walks through the blocks of parts of a document, in order.

    `visits` says what is done with an element by its name, instead of walking on through what is in it; None is to walk on.
    Tables may be long, and are walked through row by row: `begin_of_table` and `end_of_table` are called around them.
    """

    def __init__(self, visits: Mapping[str, Visit | None]) -> None:
        self._visits = {**visits, TABLE: self._table}
        self._depth = 0
        self.namespaces: dict[str, set[str]] = {}
        """Prefix → the namespaces that it stood for so far."""

    def through(self, parts: WordParts, name: str) -> None:
        """One part, from begin to end; OfficeError where it is not to be trusted."""
        parts.feed(name, _Blocks(self), scout=lambda: _Blocks(_Scout(self._visits)))

    def begin_of_table(self) -> None:
        """A table begins."""

    def end_of_table(self) -> None:
        """A table ends."""

    def meet(self, name: str) -> Visit | None:
        """What is done with elements of a name that `visits` does not hold."""
        return None

    def inside(self, element: Element) -> None:
        """Walks through what is in an element."""
        if not len(element):
            return
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

    def block(self, block: Element, above: int) -> None:
        """Walks through one block, with so many elements above it."""
        self._depth = above
        visit = self._visits[block.tag] if block.tag in self._visits else self._learn(block.tag)
        (visit or self.inside)(block)

    def _table(self, table: Element) -> None:
        self.begin_of_table()
        self.inside(table)
        self.end_of_table()
        table.clear()


class _Scout(Walker):
    """Finds in each block what is too much, and does nothing else: several times as fast as a walk."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__({})
        self._names = set(known)

    def block(self, block: Element, above: int) -> None:
        """Looks at one block, level by level."""
        depth, level = above, [block]
        while level:
            depth += 1
            self._names.update(one.tag for one in level)
            if depth >= MOST_DEEP or len(self._names) > MOST_NAMES:
                raise TooMuch
            level = [child for one in level for child in one]


class _Blocks:
    """What a part is fed to: it has each block walked through when it has ended, and of a table that stands in no other each row."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        builder = TreeBuilder()
        self._top = builder.start("", {})  # above the root, so that it can be seen before it ends
        self._parser = XMLPullParser(("start-ns",), _parser=XMLParser(target=builder))
        self._last = self._top
        self._table: Element | None = None  # the one that has begun
        self._marks = self._still = 0  # since a block ended, and bytes since anything began

    def feed(self, piece: bytes) -> None:
        self._parser.feed(piece)
        for event in self._parser.read_events():
            _kind, (prefix, space) = cast(tuple[str, tuple[str, str]], event)
            self._walker.namespaces.setdefault(prefix, set()).add(space)
        last, depth = self._top, 0
        while len(last):
            last, depth = last[-1], depth + 1
            if depth > MOST_DEEP:
                raise TooMuch
        self._still = self._still + len(piece) if last is self._last else 0
        self._last = last
        self._marks += len(piece) - len(piece.translate(None, MARKS))
        if self._still > _LONGEST or self._marks > _MOST_MARKS or len(self._walker.namespaces) > MOST_NAMES:
            raise TooMuch
        self._walk(whole=False)

    def close(self) -> None:
        self._parser.close()
        self._walk(whole=True)

    def _walk(self, *, whole: bool) -> None:
        """Through all that has ended, which is forgotten: everything where the part is whole."""
        for root in self._top:
            if root.tag.startswith(_STRICT):
                hint = "save it as an ordinary .docx, which Word calls Word Document"
                raise OfficeError("is a Strict Open XML document", hint=hint)
            if root.tag.startswith(_W):
                self._through(root, whole=whole, above=1)
            elif whole:  # nothing that Word shows
                self._walker.block(root, 0)

    def _through(self, parent: Element, *, whole: bool, above: int) -> None:
        open = None if whole or not len(parent) else parent[-1]
        for child in parent:
            if child.tag == _BODY and parent.tag == _DOCUMENT:
                self._through(child, whole=child is not open, above=above + 1)
            elif child.tag == TABLE and parent.tag == _BODY:
                self._through_table(child, whole=child is not open, above=above + 1)
            elif child is not open:
                self._walker.block(child, above)
                self._marks = 0
        del parent[: len(parent) - (open is not None)]

    def _through_table(self, table: Element, *, whole: bool, above: int) -> None:
        if self._table is not table:
            self._table = table
            self._walker.begin_of_table()
        self._through(table, whole=whole, above=above)
        if whole:
            self._walker.end_of_table()


def text_in(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""
