"""JSON as `pve` keeps it: written in one form, and read strictly into the classes that it was written from."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from pve_gen.findings import PveError

T = TypeVar("T")


def as_json(value: object) -> bytes:
    """A value as canonical JSON: keys in the order of its class, two spaces, every letter as itself, one line end at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def canonical(value: object) -> bytes:
    """A value as JSON to make a hash of: keys in alphabetical order, no white space, every letter as itself."""
    return msgspec.json.encode(value, order="sorted")


def made_before(content: bytes) -> object:
    """JSON that `canonical` made, to be part of a larger value as it is."""
    return msgspec.Raw(content)


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
