"""JSON as `pve` keeps it: written in one form, and read strictly into the classes that it was written from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec

from pve_gen.findings import PveError
from pve_gen.values import Lazily

T = TypeVar("T")

_INDENT, _TOGETHER = 2, 20
_PLACE = "\0"  # of a list that is written an item at a time; no text of ours holds this
_WRITTEN_PLACE = b'"\\u0000"'


def as_json(value: object) -> bytes:
    """A value as canonical JSON: keys in the order of its class, two spaces, every letter as itself, one line end at the end."""
    return b"".join(JsonFile(value))


class JsonFile:
    """The same in pieces, as often as they are asked for: what a list makes lazily is written an item at a time, and forgotten."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __iter__(self) -> Iterator[bytes | memoryview]:
        lists: list[Lazily[Any]] = []

        def place(found: object) -> str:
            if not isinstance(found, Lazily):
                raise TypeError(f"JSON has no {type(found).__name__}")
            lists.append(found)
            return _PLACE

        written = msgspec.json.format(msgspec.json.encode(self._value, enc_hook=place), indent=_INDENT)
        begin = 0
        for items in lists:
            end = written.index(_WRITTEN_PLACE, begin)
            line = written[written.rfind(b"\n", 0, end) + 1 : end]
            yield memoryview(written)[begin:end]
            yield from _listed(items, len(line) - len(line.lstrip()))
            begin = end + len(_WRITTEN_PLACE)
        yield memoryview(written)[begin:]
        yield b"\n"


def _listed(items: Lazily[Any], indent: int) -> Iterator[bytes]:
    """A list as `msgspec.json.format` writes it in a line that is indented so far: some items at a time, in as many lists as there are around it."""
    around = indent // _INDENT
    edge = (around + 1) * (around + 2)  # letters of the lists around the items, on each side
    rest, before = iter(items), b"[\n"
    while some := list(islice(rest, _TOGETHER)):
        for _ in range(around):
            some = [some]
        yield before + msgspec.json.format(msgspec.json.encode(some), indent=_INDENT)[edge:-edge]
        before = b",\n"
    yield b"\n" + b" " * indent + b"]" if items else b"[]"


def canonical(value: object) -> bytes:
    """A value as JSON to make a hash of: keys in alphabetical order, no white space, every letter as itself."""
    return msgspec.json.encode(value, order="sorted")


def from_json(content: bytes, shape: type[T], file: str) -> T:
    """What `content` says; PveError with the place (`$.programme.requirements[3].kind`) where it is not of that shape.

    Keys that this version does not know are passed over: a later one may have added them.
    """
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.ValidationError as problem:
        raise PveError(f"{file}: {problem}", "this is not a file that pve wrote, or somebody changed it") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise PveError(f"{file}: is not sound JSON: {problem}", "take the file as pve wrote it") from None


def schema_for(shape: Any) -> dict[str, Any]:
    """What JSON Schema says of a class."""
    return msgspec.json.schema(shape)
