"""What begins and ends in a part of a Word file, in order: told while it is parsed, the one time that it is.

Most elements say nothing, and cost no more than being passed over. Only those that somebody wants to read with all
that is in them are built, and forgotten again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from pve_gen.officefile import MOST_DEEP, MOST_NAMES, TooMuch
from pve_gen.wordparts import WordParts

_MOST_BUILT = 200_000
"""Elements in one that is read with all that is in it: a paragraph, a drawing or a text for some programs only holds far fewer."""


_Start = Callable[[str, dict[str, str]], None]
Begin = Callable[[Mapping[str, str]], bool | None]


class Listener(Protocol):
    """Who is told. Names are those of ElementTree: `{namespace}name`.

    `begins` get the attributes of an element that begins, and say whether to skip what is in it; `ends` are called where one ends;
    `reads` get the element itself there, and `cleared` are the names of those in which nobody looks a second time.
    """

    begins: dict[str, Begin]
    ends: dict[str, Callable[[], None]]
    reads: dict[str, Callable[[Element], None]]
    cleared: frozenset[str]
    namespaces: dict[str, str]
    """Prefix → namespace, as they were told last."""

    def meet(self, name: str) -> None:
        """A name is there for the first time: what is to be done with elements that have it can still be added to the others."""

    def skipped(self, element: Element) -> None:
        """An element ends that was skipped."""


def listen(parts: WordParts, name: str, listener: Listener) -> None:
    """Tells the listener of everything in a part; OfficeError where it is not to be trusted."""
    names: dict[str, str] = {}  # as expat puts them (`namespace}name`) → as they are told: it looks up each of them here
    parser = expat.ParserCreate(namespace_separator="}", intern=names)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = _handlers(listener, names)

    def declare(prefix: str | None, space: str | None) -> None:
        if space and space.startswith("{"):  # a name in it could be taken for one in another
            raise TooMuch
        listener.namespaces[prefix or ""] = space or ""

    parser.StartNamespaceDeclHandler = declare
    parts.feed(name, parser)


def _handlers(listener: Listener, names: dict[str, str]) -> tuple[_Start, Callable[[str], None], Callable[[str], None]]:
    """What expat calls at each begin, end and text; `names` grows when it meets a new one."""
    begins, ends, reads, cleared = listener.begins, listener.ends, listener.reads, listener.cleared
    builder = TreeBuilder()
    root = builder.start("", {})
    build, finish, write = builder.start, builder.end, builder.data
    known = depth = built = skipped = size = 0  # of these, `built` and `skipped` count how deep the walk is in such an element

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal known, depth, built, skipped, size
        if len(names) != known:
            known = _learn(names, known, listener)
            tag = names.get(tag, tag)
            attributes = {names.get(name, name): value for name, value in attributes.items()}
        depth += 1
        if depth > MOST_DEEP:
            raise TooMuch
        if built:
            built += 1
            size += 1
            if size > _MOST_BUILT:
                raise TooMuch
            build(tag, attributes)
            if skipped:
                skipped += 1
                return
        elif tag in reads:
            built = 1
            build(tag, attributes)
        if tag in begins and begins[tag](attributes):
            skipped = 1
            if not built:
                built = 1
                build(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth, built, skipped, size
        depth -= 1
        if not built:
            if tag in ends:
                ends[tag]()
            return
        built -= 1
        element = finish(tag)
        if skipped:
            skipped -= 1
            if not skipped:
                listener.skipped(element)
        else:
            if tag in reads:
                reads[tag](element)
            elif tag in ends:
                ends[tag]()
            if tag in cleared:
                element.clear()
        if not built:
            root.clear()
            size = 0

    def text(said: str) -> None:
        if built:
            write(said)

    return begin, end, text


def _learn(names: dict[str, str], known: int, listener: Listener) -> int:
    """What is new in the names since so many were known, as ElementTree writes it; how many are known now."""
    for name in list(islice(names, known, None)):
        if "}" in name:
            names[name] = f"{{{name}"
        listener.meet(names[name])
    if len(names) > MOST_NAMES:
        raise TooMuch
    return len(names)


def text_in(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""
