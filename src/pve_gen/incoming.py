"""The bytes of a file that a person names; `-` names what comes in on stdin."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STREAM = Path("-")
MAX_BYTES = 50_000_000  # as of the largest file that is read at all


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file or stream that can be read, more than once."""

    path: Path

    def read_bytes(self) -> bytes:
        """Everything in it; of a stream one byte more than any file may hold, so that its reader refuses it. Raises OSError."""
        return _stdin() if self.path == STREAM else self.path.read_bytes()


@cache
def _stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
