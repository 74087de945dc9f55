"""Something about a template that its maker should know: where it stands, in the words of somebody who sees Word and no XML."""

from __future__ import annotations

import re

from pve_gen.findings import Finding, Place, Severity
from pve_gen.values import Struct

_PARTS = {
    "document": "body",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "core": "properties",
    "app": "properties",
    "custom": "properties",
}
_ORDER = ("", "body", "header", "footer", "footnotes", "endnotes", "comments", "properties")
_NAME = re.compile(r"([^/]+?)(\d*)\.(?:xml|vml)(?:\.rels)?\Z")


class Remark(Struct, frozen=True, kw_only=True):
    """What is wrong, or will look poor, and what to do; an empty `part` is the file as a whole.

    `rule` is a stable id, `part` the name of the part in its package, `paragraph` the text that stands there.
    """

    rule: str
    message: str
    hint: str
    part: str = ""
    paragraph: str = ""
    severity: Severity = "error"

    def in_file(self, file: str) -> Finding:
        """The same as a finding of a file: its message begins with the place."""
        place = ", ".join(filter(None, [part_in_words(self.part), f"«{self.paragraph}»" if self.paragraph else ""]))
        return Finding(self.rule, Place(file), f"{place}: {self.message}" if place else self.message, self.hint, self.severity)


def part_in_words(part: str) -> str:
    """`word/document.xml` is the body, `word/header2.xml` header 2, and their links are in the same place."""
    found = _NAME.search(part)
    if not found:
        return part
    return _PARTS.get(found[1], found[1]) + (f" {found[2]}" if found[2] else "")


def in_order(remark: Remark) -> tuple[int, str]:
    """For sorting: the file as a whole, then its parts as a reader meets them."""
    words = part_in_words(remark.part)
    word = words.rstrip("0123456789 ")
    return (_ORDER.index(word) if word in _ORDER else len(_ORDER), words)
