"""The bytes of a file that a person names; `-` names what comes in on stdin."""

from __future__ import annotations

import os
import sys
from errno import ESPIPE
from functools import cache
from pathlib import Path
from stat import S_ISFIFO

from pve_gen.values import Struct

STREAM = Path("-")
_MOSTLY = 1 << 16
_AT_ONCE = 1 << 20
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


class Found(Struct, frozen=True):
    """A file that was found in a folder, by its path: nobody named it, so a pipe in its place is not waited for.

    Read without the files of Python, since a catalogue is many: that takes a third of the time.
    """

    path: str
    most: int

    def read_bytes(self) -> bytes:
        """Everything in it, or somewhat more than the `most` bytes that its reader takes. Raises OSError."""
        handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            about = os.fstat(handle)
            if S_ISFIFO(about.st_mode):
                raise OSError(ESPIPE, "it is a pipe and no file")
            data = os.read(handle, _MOSTLY)
            while len(data) != about.st_size and len(data) <= self.most and (more := os.read(handle, _AT_ONCE)):
                data += more
            return data
        finally:
            os.close(handle)


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
