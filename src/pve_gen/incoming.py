"""The bytes of a file that a person names; `-` names what comes in on stdin."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from pve_gen.values import Struct

STREAM = Path("-")
_MOSTLY = 1 << 16
MAX_BYTES = 50_000_000  # as of the largest file that is read at all


def read_at_most(path: Path, most: int) -> bytes:
    """Everything in a file, or one byte more than it may hold: what is larger, or has no end (`/dev/zero`), is not read whole."""
    with path.open("rb") as file:
        data = file.read(min(_MOSTLY, most + 1))  # room for the largest is not made for each
        return data + file.read(most + 1 - len(data)) if len(data) == _MOSTLY else data


class Incoming(Struct, frozen=True):
    """A file or stream that can be read, more than once."""

    path: Path

    def read_bytes(self) -> bytes:
        """Everything in it, or one byte more than any file may hold, so that its reader refuses it. Raises OSError."""
        return _stdin() if self.path == STREAM else read_at_most(self.path, MAX_BYTES)


class Kept(Struct, frozen=True):
    """A file as it was at a revision in git, under the name that a person gave it, such as `v1:inkoop/tender.yaml`."""

    shown: str
    content: bytes

    def read_bytes(self) -> bytes:
        """Everything in it."""
        return self.content


@cache
def _stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
