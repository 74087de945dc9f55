"""What stands in a Word file more than once, for programs that show one thing or another: read is what Word shows."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from pve_gen.canonical import canonical
from pve_gen.values import Struct, field
from pve_gen.worddrawings import UNDERSTOOD

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHOICES = f"{_COMPATIBLE}AlternateContent"
BRANCHES = (f"{_COMPATIBLE}Choice", f"{_COMPATIBLE}Fallback")
_V = "{urn:schemas-microsoft-com:vml}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = ("{http://schemas.openxmlformats.org/officeDocument/2006/math}t", "{http://schemas.openxmlformats.org/drawingml/2006/main}t")
"""Elements with text in formulas and drawings."""


class Alternatives(Struct):
    """One place with more than one thing: what was said and drawn of the one that Word shows, and the others."""

    drawn: int
    said: list[str] = field(default_factory=list)
    chosen: bool = False
    others: list[Element] = field(default_factory=list)

    def shows(self, branch: Mapping[str, str], namespaces: Mapping[str, str]) -> bool:
        """Whether Word shows a branch with these attributes: the first that needs nothing that it does not understand."""
        if self.chosen or not all(namespaces.get(prefix) in UNDERSTOOD for prefix in branch.get("Requires", "").split()):
            return False
        self.chosen = True
        return True

    def untold(self, other: Element) -> str:
        """The text of another branch, where it says something else than was said."""
        text = text_of(other)
        letters = _letters(text)
        return text if letters and letters != _letters("".join(self.said)) else ""


def text_of(element: Element) -> str:
    """All text in an element, but what stands there twice."""
    if element.tag == CHOICES:
        return text_of(element[0]) if len(element) else ""
    if element.tag in (f"{_W}t", *TEXTS):
        return "".join(element.itertext())
    own = element.get("string", "") if element.tag == f"{_V}textpath" else ""
    return own + "".join(map(text_of, element))


def _letters(text: str) -> str:
    return "".join(canonical(text).split())
