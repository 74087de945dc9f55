"""The Jinja that a Word template may use: names, conditions, loops over data and a handful of filters.

Jinja's own sandbox stops code, not work (its documentation says so): a template can still ask for
gigabytes or for ever. So what may stand in a template is an allow-list on its syntax tree, there are
no calls and no arithmetic, and the steps of its loops are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_STEPS = 5_000_000
MAX_OUTPUT = 100_000_000  # characters; 10,000 requirements take some 30 million
_MAX_SOURCE = 10_000_000
_MAX_NESTED_LOOPS = 4

_SPECIAL = re.compile('[&<>"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'

_ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Concat,
    nodes.Keyword,
)
ALLOWED_FILTERS = ("capitalize", "count", "d", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
ALLOWED_TESTS = ("defined", "undefined", "none", "true", "false", "eq", "ne", "lt", "gt", "le", "ge", "equalto", "even", "odd")
_OURS = ("_xml", "_attribute", "_trusted", "_counted", "_searched")


class Xml(str):
    """Word XML made by a writer: the only value that is not escaped, and only where {{r }} or {{p }} asks for it."""

    __slots__ = ()


class _Trusted(str):
    """What goes into the document as it is."""

    __slots__ = ()


class TooMuchWork(ValueError):
    """A template asks for more steps than any document needs."""


class Budget:
    """The loop steps and the characters that one rendering still has."""

    def __init__(self, steps: int = MAX_STEPS, output: int = MAX_OUTPUT) -> None:
        self.steps, self.output = steps, output

    def spend(self, steps: int, characters: int) -> None:
        """Takes from what is left; TooMuchWork where that is not enough."""
        self.steps -= steps
        self.output -= characters
        if self.steps < 0:
            raise TooMuchWork(f"this takes more than {MAX_STEPS:,} steps")
        if self.output < 0:
            raise TooMuchWork(f"the document grows beyond {MAX_OUTPUT:,} characters")

    def metered(self, pieces: Iterable[str]) -> Iterator[str]:
        """The pieces, until they are more than any document holds."""
        for piece in pieces:
            self.spend(0, len(piece))
            yield piece


class _Named(StrictUndefined):
    """A missing name: an error wherever it is used, which lists what there is instead."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        if is_dataclass(owner):
            return f"`{self._undefined_name}` is not part of this | {' '.join(owner.__dataclass_fields__)}"
        if isinstance(owner, Mapping):
            return f"`{self._undefined_name}` is not part of this | {' '.join(map(str, owner))}"
        return super()._undefined_message


class _Environment(ImmutableSandboxedEnvironment):
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _MAX_SOURCE:
            raise TemplateSyntaxError("this part is too large", 1)
        tree = super()._parse(source, name, filename)
        _vet(tree, 0)
        return tree


@cache
def sandbox() -> ImmutableSandboxedEnvironment:
    """The one environment. Its delimiters are characters that XML cannot hold, so text can never be taken for a tag."""
    environment = _Environment(
        block_start_string="\x01%",
        block_end_string="%\x02",
        variable_start_string="\x01{",
        variable_end_string="}\x02",
        comment_start_string="\x01#",
        comment_end_string="#\x02",
        undefined=_Named,
        finalize=_finalize,
        autoescape=False,
        keep_trailing_newline=True,
        cache_size=0,
    )
    environment.globals.clear()
    environment.filters = {name: FILTERS[name] for name in ALLOWED_FILTERS}
    environment.filters |= {"_xml": _xml, "_attribute": _attribute, "_trusted": _Trusted, "_counted": _counted}
    environment.filters |= {"_searched": _searched, "join": _join}
    environment.tests = {name: environment.tests[name] for name in ALLOWED_TESTS}
    return environment


def _vet(node: nodes.Node, loops: int) -> None:
    """Refuse what is not on the list, and make every loop count its steps."""
    if not isinstance(node, _ALLOWED_NODES):
        raise TemplateSyntaxError(f"{type(node).__name__.lower()} is not allowed in a template", node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in (*ALLOWED_FILTERS, *_OURS):
        raise TemplateSyntaxError(f"the filter `{node.name}` is not allowed in a template", node.lineno)
    if isinstance(node, nodes.Test) and node.name not in ALLOWED_TESTS:
        raise TemplateSyntaxError(f"the test `{node.name}` is not allowed in a template", node.lineno)
    if isinstance(node, nodes.Name) and node.name.startswith("_") and node.name != "_raw":
        raise TemplateSyntaxError(f"`{node.name}`: a name may not begin with _", node.lineno)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise TemplateSyntaxError(f"`{node.attr}`: a name may not begin with _", node.lineno)
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        raise TemplateSyntaxError("only a fixed number or name may stand between [ ]", node.lineno)
    if isinstance(node, nodes.For):
        loops += 1
        if loops > _MAX_NESTED_LOOPS:
            raise TemplateSyntaxError(f"more than {_MAX_NESTED_LOOPS} loops inside each other", node.lineno)
        if node.recursive:
            raise TemplateSyntaxError("a recursive loop is not allowed in a template", node.lineno)
        _vet(node.iter, loops)
        node.iter = nodes.Filter(node.iter, "_counted", [], [], None, None, lineno=node.lineno)
    if isinstance(node, nodes.Operand) and node.op in {"in", "notin"}:
        node.expr = nodes.Filter(node.expr, "_searched", [], [], None, None, lineno=node.lineno)
    for child in node.iter_child_nodes(exclude=("iter",) if isinstance(node, nodes.For) else None):
        _vet(child, loops)


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    if isinstance(items, StrictUndefined):
        str(items)  # raises, with the name
    if not isinstance(items, list | tuple):
        raise TypeError("a loop needs a list")
    budget: Budget = context["_budget"]
    for item in items:
        budget.steps -= 1  # not by `spend`: this is the innermost step there is
        if budget.steps < 0:
            raise TooMuchWork(f"this loop takes more than {MAX_STEPS:,} steps")
        yield item


@pass_context
def _searched(context: Context, items: Any) -> Any:
    """What stands after `in`; to search a list takes a step an item."""
    return _counted(context, items) if isinstance(items, list | tuple) else items


@pass_context
def _join(context: Context, items: Any, separator: str = "") -> str:
    """Jinja's `join`, paid for: a join of joins of joins grows as a power, and a sandbox lets it."""
    values = list(_counted(context, items))
    if any(type(value) is Xml for value in values):
        raise TypeError("these are made of Word XML, and cannot be joined")
    texts = [str(value) for value in values]
    budget: Budget = context["_budget"]
    budget.spend(0, sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _finalize(value: Any) -> str:
    """A value as XML text. Called for every value that is printed, so the plain case comes first."""
    kind = type(value)
    if kind is str:
        return value if not _SPECIAL.search(value) else _escape(value, _BREAK)
    if kind is _Trusted:
        return str(value)
    if value is None:
        return ""
    if kind is bool or kind is int:
        return str(value)
    if kind is Xml:
        raise TypeError("this is made of Word XML, and needs {{r … }} for its run or {{p … }} for its paragraph")
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, with the name
    raise TypeError(f"this is not a text but a {'list' if isinstance(value, list | tuple) else 'group of values'}")


def _escape(text: str, line_break: str) -> str:
    if bad := _FORBIDDEN.search(text):
        raise ValueError(f"the value holds the character U+{ord(bad.group()):04X}, which Word cannot hold")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", line_break)


def _xml(value: Any) -> _Trusted:
    if isinstance(value, StrictUndefined):
        str(value)
    if type(value) is not Xml:
        raise TypeError("{{r … }} and {{p … }} take Word XML; a plain value is {{ … }}")
    return _Trusted(value)


def _attribute(value: Any) -> _Trusted:
    """For a value in an attribute or a property, where there are no line breaks."""
    return _Trusted(_escape(value, " ").replace("'", "&#39;") if type(value) is str else _finalize(value))
