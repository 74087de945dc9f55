"""Jinja in a text file, such as HTML or Markdown: rendered strictly, safely, and with every value escaped as its format asks.

    {{ x }}      a value, escaped; what a writer made in the markup of the format stands as it is
    {% … %}      a statement; one that has a line to itself leaves nothing of that line
    {# … #}      a remark

This module knows nothing of requirements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pve_gen.findings import Place, PveError
from pve_gen.sandbox import FORBIDDEN, Budget, Compiled, Mistake, Piece, Sandbox, plain
from pve_gen.values import Struct

Escape = Callable[[str], str]
"""Gives the markup that shows exactly this text."""


class TextTemplateError(PveError):
    """What is wrong with a template, where, and what to do about it: `eigen.html:12: …`."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        self.place, self.message, self.hint = place, message, hint
        super().__init__(f"{place}: {message}", hint)


class TextTemplate(Struct, frozen=True):
    """A template that was read, vetted and compiled."""

    name: str
    _compiled: Compiled

    @classmethod
    def read(cls, text: str, name: str, escape: Escape) -> TextTemplate:
        """The template in a text called `name`, whose values `escape` writes; TextTemplateError for what is wrong or refused in it."""
        try:
            return cls(name, _sandbox(escape).compiled(text.removeprefix("\ufeff")))
        except Mistake as mistake:
            raise _located(mistake, name) from None

    def render(self, names: Mapping[str, object]) -> str:
        """The text with its values; TextTemplateError where it names what is not there, or asks for too much."""
        try:
            return "".join(self._compiled.pieces(names, Budget()))
        except Mistake as mistake:
            raise _located(mistake, self.name) from mistake


@cache
def _sandbox(escape: Escape) -> Sandbox:
    """The dialect of one format, with Jinja's ordinary delimiters."""

    def finalize(value: Any) -> str:
        if type(value) is str:
            if bad := FORBIDDEN.search(value):
                raise ValueError(f"the value holds the character U+{ord(bad.group()):04X}, which no text may hold")
            return escape(value)
        return value if isinstance(value, Piece) else plain(value)

    return Sandbox(finalize, tag=r"\{[{%].*?[%}]\}", trim_blocks=True, lstrip_blocks=True)


def _located(mistake: Mistake, name: str) -> TextTemplateError:
    return TextTemplateError(Place(name, mistake.line), mistake.message, mistake.hint)
