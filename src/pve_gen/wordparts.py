"""The parts of a Word file by the names that they usually have, whatever the file calls them.

Only relationships say which part is the document, its header or its notes: a file may hold another
`word/document.xml` than the one that Word shows.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import count
from xml.etree.ElementTree import Element, fromstring

from pve_gen.officefile import Fed, OfficeError, OfficeParts, open_office

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = {"0", "false", "off"}
"""How a switch in a Word file says no."""

_ONE = ("styles", "numbering", "footnotes", "endnotes", "comments", "settings", "fontTable", "theme", "webSettings")
_MANY = ("header", "footer")


class WordParts(Mapping[str, bytes]):
    """The parts of a Word file by their usual names, each unpacked when it is asked for."""

    def __init__(self, parts: OfficeParts, names: Mapping[str, str]) -> None:
        self._parts, self._names = parts, names

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> bytes:
        return self._parts[self._names[name]]

    def related(self, name: str) -> dict[str, str]:
        """Id → what a part names by it: another part, by its usual name, or an address outside the file."""
        return {
            one.get("Id", ""): target if one.get("TargetMode") == "External" else self._usual.get(target, target)
            for one, target in _named(self._parts, self._names.get(name, name))
        }

    @cached_property
    def _usual(self) -> dict[str, str]:
        return {there: name for name, there in self._names.items()}

    def feed(self, name: str, fed: Fed, scout: Callable[[], Fed]) -> None:
        """A part to whatever looks at it while it is parsed (see `OfficeParts.feed`)."""
        self._parts.feed(self._names[name], fed, scout)


def is_on(properties: Element, name: str) -> bool:
    """Whether a switch, such as `titlePg`, stands among properties and says yes."""
    found = properties.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val", "1") not in OFF


def read_word_parts(data: bytes, walked: re.Pattern[str]) -> WordParts:
    """The parts of a .docx; OfficeError where it is not to be trusted, or says not which part is its document.

    Those that are going to be walked through, by their usual names, are looked through only then.
    """
    parts = open_office(data, "docx")
    main = next((target for kind, target in _related(parts, "") if kind == "officeDocument"), "")
    if main not in parts:
        raise OfficeError("does not say which part is its text", "_rels/.rels", "save it again as .docx")
    named = {"word/document.xml": main}
    for kind, target in _related(parts, main):
        if kind in _ONE and target in parts:
            named.setdefault(f"word/{kind}.xml", target)
        elif kind in _MANY and target in parts and not re.fullmatch(rf"word/{kind}\d*\.xml", target):
            number = next(
                number for number in count(1) if f"word/{kind}{number}.xml" not in parts and f"word/{kind}{number}.xml" not in named
            )
            named[f"word/{kind}{number}.xml"] = target
    if (relationships := _relationships_of(main)) in parts:
        named["word/_rels/document.xml.rels"] = relationships
    names = {name: name for name in parts} | named
    parts.look_through(but={there for name, there in names.items() if walked.fullmatch(name)})
    return WordParts(parts, names)


def _related(parts: Mapping[str, bytes], source: str) -> Iterator[tuple[str, str]]:
    """The kind and the name of every part that another one names."""
    for one, target in _named(parts, source):
        if one.get("TargetMode") != "External":
            yield one.get("Type", "").rpartition("/")[2], target


def _named(parts: Mapping[str, bytes], source: str) -> Iterator[tuple[Element, str]]:
    """Every relationship of a part, and what it names: another part, or an address outside the file."""
    for one in fromstring(parts.get(_relationships_of(source)) or b"<none/>"):
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
        yield one, target


def _relationships_of(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
