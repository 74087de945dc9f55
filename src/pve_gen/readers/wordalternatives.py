"""What stands in a Word file more than once, for programs that show one thing or another: read is what Word shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
_SAYING = {f"{_W}t", *TEXTS}


class Alternatives(Struct):
    """One place with more than one thing: what was said and drawn of the one that Word shows, and the others."""

    drawn: int
    said: list[str] = field(default_factory=list)
    chosen: bool = False
    others: list[Element] = field(default_factory=list)

    def shows(self, branch: Element, namespaces: Mapping[str, Collection[str]]) -> bool:
        """Whether Word shows a branch: the first that needs nothing that it does not understand.

        A prefix that stood for more than one namespace is not understood: what it needs is told beside what is read.
        """
        if self.chosen or not all(UNDERSTOOD.issuperset(namespaces.get(prefix, ("",))) for prefix in branch.get("Requires", "").split()):
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
    said: list[str] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if one.tag == CHOICES:
            waiting += one[:1]
        elif one.tag in _SAYING:
            said.append("".join(one.itertext()))
        else:
            if one.tag == f"{_V}textpath":
                said.append(one.get("string", ""))
            waiting += one[::-1]
    return "".join(said)


def _letters(text: str) -> str:
    return "".join(canonical(text).split())
