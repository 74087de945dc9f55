"""The parts of a Word file by the names that they usually have, whatever the file calls them.

Only relationships say which part is the document, its header or its notes: a file may hold another
`word/document.xml` than the one that Word shows.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import count
from xml.etree.ElementTree import fromstring

from pve_gen.officefile import OfficeError, read_office

_ONE = ("styles", "numbering", "footnotes", "endnotes", "comments", "settings", "fontTable")
_MANY = ("header", "footer")


def read_word_parts(data: bytes) -> dict[str, bytes]:
    """Name → content of every part of a .docx; OfficeError where it is not to be trusted, or says not which part is its document."""
    parts = read_office(data, "docx")
    main = next((target for kind, target in _related(parts, "") if kind == "officeDocument"), "")
    if main not in parts:
        raise OfficeError("does not say which part is its text", "_rels/.rels", "save it again as .docx")
    named = {"word/document.xml": parts[main]}
    for kind, target in _related(parts, main):
        if kind in _ONE and target in parts:
            named.setdefault(f"word/{kind}.xml", parts[target])
        elif kind in _MANY and target in parts and not re.fullmatch(rf"word/{kind}\d*\.xml", target):
            number = next(number for number in count(1) if f"word/{kind}{number}.xml" not in parts | named)
            named[f"word/{kind}{number}.xml"] = parts[target]
    return {**parts, **named, **_relationships(parts, main)}


def _relationships(parts: Mapping[str, bytes], main: str) -> dict[str, bytes]:
    content = parts.get(_relationships_of(main))
    return {} if content is None else {"word/_rels/document.xml.rels": content}


def _related(parts: Mapping[str, bytes], source: str) -> Iterator[tuple[str, str]]:
    """The kind and the name of every part that another one names."""
    for one in fromstring(parts.get(_relationships_of(source)) or b"<none/>"):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), one.get("Target", "")))
            yield one.get("Type", "").rpartition("/")[2], target.lstrip("/")


def _relationships_of(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
