"""The Jinja that a template may use: names, conditions, loops over data and a handful of filters.

Jinja's own sandbox stops code, not work (its documentation says so): a template can still ask for
gigabytes or for ever. So what may stand in a template is an allow-list on its syntax tree, there are
no calls and no arithmetic, and the steps of its loops are counted. What a template looks like, and how
a value is written in it, is up to the engine that makes a Sandbox: `wordsandbox` or `texttemplate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, ClassVar

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pve_gen.findings import did_you_mean
from pve_gen.values import Lazily, Struct

MAX_STEPS = 5_000_000
MAX_OUTPUT = 100_000_000  # characters; 10,000 requirements take some 30 million
_MAX_SOURCE = 10_000_000
_MAX_NESTED_LOOPS = 4
_TOGETHER = 20  # texts and values, of which one may be long: what is kept before it is counted

_LISTS = (list, tuple, Lazily)
_STEPS_TO_MAKE = 100  # of an item that is made when it is asked for: a hundred microseconds, where a step takes less than one
_ENDS = ("}}", "%}", "\x02")  # of tags in texts, and in Word
_MOST_TRIED = 1_000  # the longest, since the stack runs out in a long one
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no document can hold."""

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


class Piece(str):
    """A piece of a document in the markup of its format, made by a writer: what an engine need not escape."""

    __slots__ = ()
    made_of: ClassVar[str] = "markup"


class TooMuchWork(ValueError):
    """A template asks for more steps than any document needs."""


class Mistake(Exception):
    """What is wrong in a template, at which line of its source (0 where nobody knows), and what to do about it."""

    def __init__(self, message: str, line: int = 0, hint: str = "") -> None:
        self.message, self.line, self.hint = message, line, hint
        super().__init__(message)


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


class Missing(StrictUndefined):
    """A missing name: an error wherever it is used, which lists what there is instead."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        if isinstance(owner, _LISTS):
            return f"this list has no item {self._undefined_name}"
        if isinstance(owner, Struct):
            return f"`{self._undefined_name}` is not part of this | {' '.join(owner.__struct_fields__)}"
        if isinstance(owner, Mapping):
            return f"`{self._undefined_name}` is not part of this | {' '.join(map(str, owner))}"
        return super()._undefined_message


class Compiled:
    """A template that was vetted and compiled."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def pieces(self, names: Mapping[str, object], budget: Budget) -> Iterator[str]:
        """The rendered text, some paragraphs at a time; Mistake where the template does not fit the names."""
        try:
            pieces = self._template.generate({**names, "_budget": budget})
            while some := list(islice(pieces, _TOGETHER)):
                text = "".join(some)
                budget.spend(0, len(text))
                yield text
        except Exception as error:  # whatever a template makes Jinja or Python raise is the template's mistake
            raise _mistake(error, names) from error


class Sandbox:
    """One dialect of templates.

    `finalize` writes a value that is printed. `tag` matches any tag in a source. `filters` and `names` are what
    the engine itself writes into a source; all begin with _, so that the engine can tell them from a template's own.
    `syntax` holds Jinja's settings for delimiters and white space.
    """

    def __init__(
        self,
        finalize: Callable[[Any], str],
        *,
        tag: str,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        names: frozenset[str] = frozenset(),
        **syntax: Any,
    ) -> None:
        self._tag = re.compile(tag, re.DOTALL)
        self._environment = _Environment(
            undefined=Missing, finalize=finalize, autoescape=False, keep_trailing_newline=True, cache_size=0, optimized=False, **syntax
        )
        environment = self._environment
        environment.own = names | (filters or {}).keys()
        environment.globals.clear()
        environment.filters = {name: FILTERS[name] for name in ALLOWED_FILTERS}
        environment.filters |= {"_counted": _counted, "_searched": _searched, "_picked": _picked, "join": _join, **(filters or {})}
        environment.tests = {name: environment.tests[name] for name in ALLOWED_TESTS}

    def compiled(self, source: str) -> Compiled:
        """A template, ready to render; Mistake for what is wrong or not allowed in it."""
        try:
            return Compiled(self._environment.from_string(source))
        except Exception as error:  # Jinja's parser, or Python's compiler behind it
            raise _mistake(error, {}, self._culprit(error, source)) from None

    def parsed(self, source: str) -> list[nodes.Node]:
        """The vetted syntax of a source, for who looks at it; raises what Jinja's parser does, TemplateSyntaxError as a rule."""
        return self._environment.parse(source).body

    def _culprit(self, error: Exception, source: str) -> int:
        """The line of the tag that gives the same error by itself: a parser that ran out of stack knows no line."""
        if isinstance(error, TemplateSyntaxError):
            return 0
        # Not behind the last end of a tag: from there the search for one would begin anew at every `{{`.
        tags = self._tag.finditer(source, 0, max(map(source.rfind, _ENDS)) + len("}}"))
        for tag in sorted(tags, key=lambda tag: tag.start() - tag.end())[:_MOST_TRIED]:
            try:
                self._environment.from_string(tag[0])
            except type(error):
                return source.count("\n", 0, tag.end()) + 1
            except Exception:
                continue  # half of a block, by itself
        return 0


class _Environment(ImmutableSandboxedEnvironment):
    own: frozenset[str] = frozenset()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a value of ours is safe, and asked for all the time; for all else Jinja looks whether it is."""
        return getattr(obj, attribute) if attribute in _fields(type(obj)) else super().getattr(obj, attribute)  # type: ignore[arg-type]  # a class is hashable

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _MAX_SOURCE:
            raise TemplateSyntaxError("this part is too large", 1)
        tree = super()._parse(source, name, filename)
        _vet(tree, 0, self.own)
        return tree


@cache
def _fields(kind: type) -> frozenset[str]:
    return frozenset(getattr(kind, "__struct_fields__", ()))


def _vet(node: nodes.Node, loops: int, own: frozenset[str]) -> None:
    """Refuse what is not on the list, and make every loop count its steps."""
    # Some nodes that are refused know no line themselves.
    line = node.lineno or next((child.lineno for child in node.iter_child_nodes()), None) or 1
    if not isinstance(node, _ALLOWED_NODES):
        raise TemplateSyntaxError(f"{type(node).__name__.lower()} is not allowed in a template", line)
    if isinstance(node, nodes.Filter) and node.name not in ALLOWED_FILTERS and node.name not in own:
        raise TemplateSyntaxError(f"the filter `{node.name}` is not allowed in a template", line)
    if isinstance(node, nodes.Test) and node.name not in ALLOWED_TESTS:
        raise TemplateSyntaxError(f"the test `{node.name}` is not allowed in a template", line)
    if isinstance(node, nodes.Name) and node.name.startswith("_") and node.name not in own:
        raise TemplateSyntaxError(f"`{node.name}`: a name may not begin with _", line)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise TemplateSyntaxError(f"`{node.attr}`: a name may not begin with _", line)
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        raise TemplateSyntaxError("only a fixed number or name may stand between [ ]", line)
    if isinstance(node, nodes.For):
        loops += 1
        if loops > _MAX_NESTED_LOOPS:
            raise TemplateSyntaxError(f"more than {_MAX_NESTED_LOOPS} loops inside each other", line)
        if node.recursive:
            raise TemplateSyntaxError("a recursive loop is not allowed in a template", line)
    for child in node.iter_child_nodes():
        _vet(child, loops, own)
    if isinstance(node, nodes.For):
        node.iter = nodes.Filter(node.iter, "_counted", [], [], None, None, lineno=line)
    if isinstance(node, nodes.Operand) and node.op in {"in", "notin"}:
        node.expr = nodes.Filter(node.expr, "_searched", [], [], None, None, lineno=line)
    if isinstance(node, nodes.Getitem) or (isinstance(node, nodes.Filter) and node.name in {"first", "last"}):
        node.node = nodes.Filter(node.node, "_picked", [], [], None, None, lineno=line)


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    if isinstance(items, Missing):
        str(items)  # raises, with the name
    if not isinstance(items, _LISTS):
        raise TypeError("a loop needs a list")
    budget: Budget = context["_budget"]
    if isinstance(items, Lazily):
        for item in items:
            budget.spend(_STEPS_TO_MAKE, 0)
            yield item
        return
    for item in items:
        budget.steps -= 1  # not by `spend`: this is the innermost step there is
        if budget.steps < 0:
            raise TooMuchWork(f"this loop takes more than {MAX_STEPS:,} steps")
        yield item


@pass_context
def _searched(context: Context, items: Any) -> Any:
    """What stands after `in`; to search a list takes a step an item."""
    return _counted(context, items) if isinstance(items, _LISTS) else items


@pass_context
def _picked(context: Context, items: Any) -> Any:
    """What one item is taken from, which may have to be made."""
    if isinstance(items, Lazily):
        budget: Budget = context["_budget"]
        budget.spend(_STEPS_TO_MAKE, 0)
    return items


@pass_context
def _join(context: Context, items: Any, separator: str = "") -> str:
    """Jinja's `join`, paid for: a join of joins of joins grows as a power, and a sandbox lets it."""
    values = list(_counted(context, items))
    for value in values:
        if isinstance(value, Piece):
            raise TypeError(f"these are made of {value.made_of}, and cannot be joined")
    texts = [str(value) for value in values]
    budget: Budget = context["_budget"]
    budget.spend(0, sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def plain(value: Any) -> str:
    """A value that is no text, as text: a number or truth, or nothing; TypeError for what nobody can print."""
    if value is None:
        return ""
    kind = type(value)
    if kind is bool or kind is int:
        return str(value)
    if isinstance(value, Missing):
        return str(value)  # raises, with the name
    raise TypeError(f"this is not a text but a {'list' if isinstance(value, _LISTS) else 'group of values'}")


def _mistake(error: Exception, names: Mapping[str, object], line: int = 0) -> Mistake:
    """What a template made Jinja or Python raise, as a person would say it."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else line
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    message = (str(error).splitlines() or [type(error).__name__])[0]
    hint = ""
    if isinstance(error, UndefinedError):
        if name := re.match(r"'(\w+)' is undefined", message):
            hint = did_you_mean(name[1], [known for known in names if not known.startswith("_")])
            message = f"`{name[1]}` is not a name here"
        elif name := re.match(r"`(\w+)` is not part of .*? \| (.*)", message):
            message, hint = f"`{name[1]}` is not a name here", did_you_mean(name[1], name[2].split())
    elif isinstance(error, RecursionError):
        message, hint = "is nested too deep", "take it apart"
    elif not isinstance(error, TemplateSyntaxError | TypeError | ValueError):
        message = f"{type(error).__name__}: {message}"
    return Mistake(message, line, hint)
