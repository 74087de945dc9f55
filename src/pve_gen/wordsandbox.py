"""How a Word template writes its values: as XML text, or as the Word XML that a writer made."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pve_gen.sandbox import FORBIDDEN, Budget, Missing, Piece, Sandbox, plain

__all__ = ["Budget", "Xml", "sandbox"]

_SPECIAL = re.compile('[&<>"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


class Xml(Piece):
    """Word XML made by a writer: the only value that is not escaped, and only where {{r }} or {{p }} asks for it."""

    __slots__ = ()
    made_of = "Word XML"


class _Trusted:
    """What goes into the document as it is: beside the text and not made of it, since the text of a requirement is long."""

    __slots__ = ("xml",)

    def __init__(self, xml: str) -> None:
        self.xml = xml


@cache
def sandbox() -> Sandbox:
    """The one dialect. Its delimiters are characters that XML cannot hold, so text can never be taken for a tag."""
    return Sandbox(
        _finalize,
        tag="\x01[^\x02]*\x02",
        filters={"_xml": _xml, "_attribute": _attribute, "_trusted": _Trusted},
        names=frozenset({"_raw"}),
        block_start_string="\x01%",
        block_end_string="%\x02",
        variable_start_string="\x01{",
        variable_end_string="}\x02",
        comment_start_string="\x01#",
        comment_end_string="#\x02",
    )


def _finalize(value: Any) -> str:
    """A value as XML text. Called for every value that is printed, so the plain case comes first."""
    kind = type(value)
    if kind is str:
        return value if not _SPECIAL.search(value) else _escape(value, _BREAK)
    if kind is _Trusted:
        trusted: str = value.xml
        return trusted
    if kind is Xml:
        raise TypeError("this is made of Word XML, and needs {{r … }} for its run or {{p … }} for its paragraph")
    return plain(value)


def _escape(text: str, line_break: str) -> str:
    if bad := FORBIDDEN.search(text):
        raise ValueError(f"the value holds the character U+{ord(bad.group()):04X}, which Word cannot hold")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", line_break)


def _xml(value: Any) -> _Trusted:
    if isinstance(value, Missing):
        str(value)  # raises, with the name
    if type(value) is not Xml:
        raise TypeError("{{r … }} and {{p … }} take Word XML; a plain value is {{ … }}")
    return _Trusted(value)


def _attribute(value: Any) -> _Trusted:
    """For a value in an attribute or a property, where there are no line breaks."""
    return _Trusted(_escape(value, " ").replace("'", "&#39;") if type(value) is str else _finalize(value))
