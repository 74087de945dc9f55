"""The JSON that others script against: written, read strictly, and published as schemas made from the same classes."""

from __future__ import annotations

import json
from typing import Any, TypedDict, TypeVar

import msgspec

from pve_gen.findings import PveError
from pve_gen.sent import Lock, SentProgramme

T = TypeVar("T")

# A key called `is` cannot be written as a class.
AlterationShape = TypedDict("AlterationShape", {"id": str, "kind": str, "was": str, "is": str, "place": str, "remark": str})


PartShape = TypedDict("PartShape", {"field": str, "name": str, "was": str, "is": str})
DifferenceShape = TypedDict(
    "DifferenceShape",
    {
        "id": str,
        "change": str,
        "was": str,
        "is": str,
        "material": bool,
        "about": str,
        "title": str,
        "was_ids": list[str],
        "is_ids": list[str],
        "proposed": str,
        "because": str,
        "confirmed": bool,
        "explanation": str,
        "parts": list[PartShape],
        "stale_answers": list[str],
    },
)
DifferenceShape.__doc__ = """One difference that `pve diff` found: `change` and `material` as people confirmed them, else as proposed.

`parts` are all fields that differ, of which `was` and `is` are the most telling; `stale_answers` names the suppliers whose answer no longer holds.
"""


class CommentShape(TypedDict):
    """A remark in the margin of a document that came back."""

    author: str
    text: str


class VerificationShape(TypedDict):
    """The outcome of `pve verify`: `document` is the number of the programme, `alterations` is empty where nothing was changed."""

    document: str
    unchanged: bool
    alterations: list[AlterationShape]
    comments: list[CommentShape]


PUBLISHED: dict[str, Any] = {"programme": SentProgramme, "lock": Lock, "verification": VerificationShape, "diff": list[DifferenceShape]}
"""Name of a schema in `catalog/schema/` → what it describes."""


def as_json(value: object) -> bytes:
    """A value as canonical JSON: keys in the order of its class, two spaces, every letter as itself, one line end at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


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


def schema_of(name: str) -> str:
    """The JSON Schema of a published shape, as text."""
    made = msgspec.json.schema(PUBLISHED[name])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"pve {name}", **made}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
