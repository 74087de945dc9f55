"""The bytes of a file that a person names; `-` names what comes in on stdin."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from pve_gen.values import Struct

STREAM = Path("-")
MAX_BYTES = 50_000_000  # as of the largest file that is read at all


class Incoming(Struct, frozen=True):
    """A file or stream that can be read, more than once."""

    path: Path

    def read_bytes(self) -> bytes:
        """Everything in it; of a stream one byte more than any file may hold, so that its reader refuses it. Raises OSError."""
        return _stdin() if self.path == STREAM else self.path.read_bytes()


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
