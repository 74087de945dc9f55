"""What a template can name, as the classes in `programme.py` say it: the types of a template's little language.

`chapters` is a list, so `chapter` in a loop over it is a `Chapter`, and `chapter.title` a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pve_gen.programme import Programme, RequirementBlock
from pve_gen.values import Struct

LISTS = (tuple, Sequence)
"""What the type of a list says."""

Sort = Literal["text", "runs", "paragraphs", "list", "group", "unknown"]

ONE_OF = {
    "chapters": "chapter",
    "requirements": "requirement",
    "evidence": "item",
    "register": "line",
    "facts": "fact",
    "decisions": "decision",
    "left_out": "requirement",
    "coverage": "norm",
    "clauses": "clause",
    "terms": "term",
    "blanks": "blank",
    "description": "part",
}
"""What one of a list is called in the default template, and in hints."""

PARAGRAPHS = frozenset({(RequirementBlock, "text")})
"""The Word content that is made of whole paragraphs; all other is made of runs. A test holds it against the writer."""


class Value(Struct, frozen=True):
    """What a name stands for. `path` is where it is in a programme: `chapters[].requirements[].title`.

    `noun` is the class of a group, or the type of what a list holds; `choices` are the only texts it can be.
    """

    sort: Sort
    path: str = ""
    noun: Any = None
    choices: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """The names inside a group, with their types; none where it is something else."""
        return _hints(self.noun) if self.sort == "group" else {}

    def field(self, name: str) -> Value:
        """The value of that name inside a group."""
        return _value(self.fields[name], f"{self.path}.{name}".lstrip("."), (self.noun, name) in PARAGRAPHS)

    def item(self, place: str = "") -> Value:
        """One of a list; `place` is its number, where it is not each of them."""
        return _value(self.noun, f"{self.path}[{place}]")


class _Loop:
    """What Jinja calls `loop` inside a loop."""

    index: int
    index0: int
    revindex: int
    revindex0: int
    first: bool
    last: bool
    length: int
    depth: int
    depth0: int
    previtem: Any
    nextitem: Any


UNKNOWN = Value("unknown")
TEXT = Value("text")
LOOP = Value("group", "", _Loop)
TOP = Value("group", "", Programme)
"""The programme itself: its fields are the names that can be used anywhere."""


@cache
def _hints(noun: Any) -> dict[str, Any]:
    return get_type_hints(noun)


def _value(kind: Any, path: str, paragraphs: bool = False) -> Value:
    origin = get_origin(kind) or kind
    if origin in LISTS:
        return Value("list", path, get_args(kind)[0])
    if isinstance(kind, TypeVar):
        return Value("paragraphs" if paragraphs else "runs", path)
    if origin is Literal:
        return Value("text", path, choices=get_args(kind))
    if isinstance(origin, type) and issubclass(origin, Struct):
        return Value("group", path, origin)
    return UNKNOWN if kind is Any else Value("text", path)


@cache
def usual_loops() -> dict[str, tuple[Value, str]]:
    """What a name of one of a list usually stands for, and the loop that makes it: `for chapter in chapters`."""
    found: dict[str, tuple[Value, str]] = {}
    for name, value, loop in _loops(TOP, ""):
        found.setdefault(name, (value, loop))
    return found


def _loops(group: Value, written: str) -> Iterator[tuple[str, Value, str]]:
    for name in group.fields:
        value, path = group.field(name), f"{written}.{name}".lstrip(".")
        if value.sort == "list":
            one = ONE_OF.get(name, "one")
            yield one, value.item(), f"for {one} in {path}"
            yield from _loops(value.item(), one)
        else:
            yield from _loops(value, path)
