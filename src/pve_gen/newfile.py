"""A file that is on the disk, all but its name: so that it is there whole or not at all (docs/adr/0027)."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pve_gen.guard import when_killed

Content = bytes | Iterable[bytes | memoryview]
"""What goes into a file, as a whole or in pieces, through which one must be able to go twice."""

_AT_ONCE = 1 << 17  # bytes

TEMPORARY = re.compile(r"\.pve-[0-9a-f]{12}\.tmp")
"""The name that a file can have until it is whole."""


@contextmanager
def new_file(target: Path, content: Content, *, replaces: bool) -> Iterator[Callable[[], None]]:
    """`content` on the disk where `target` is; what it yields puts it there, in one step.

    It takes the place of the file that is there then, with the mode and owner of the one that is there now; where it
    `replaces` none, FileExistsError for one that appeared meanwhile. OSError where the disk fails. Nothing stays behind:

    On Linux a file needs no name until it is whole, so a process that is killed leaves none. To replace another takes two
    steps, since no name can be given over another: a temporary name, and a rename. Where the system or the disk has no
    nameless files, it has the temporary name from the start. A name that is left by a kill, the guard removes.
    """
    temporary = target.with_name(f".pve-{os.urandom(6).hex()}.tmp")
    old = target.stat() if target.exists() else None
    with ExitStack() as stack:

        def guard() -> None:
            stack.enter_context(when_killed('read end; rm -f -- "$1"', str(temporary)))
            stack.callback(_remove, temporary)

        handle = _nameless(target.parent)
        if handle is None:
            guard()
            _fill(_named(temporary), content, old, close=True)
        else:
            stack.callback(_close, handle)
            _fill(handle, content, old, close=False)

        def place() -> None:
            if handle is not None and not replaces and _linked(handle, target):
                return
            if handle is not None:
                guard()
                if not _linked(handle, temporary):
                    _fill(_named(temporary), content, old, close=True)
            _rename(temporary, target, replaces=replaces)

        yield place


def sync_folder(folder: Path) -> None:
    """So that the new names in it survive a power cut too; not every file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _nameless(folder: Path) -> int | None:
    """A file in `folder` that has no name, where the system knows such."""
    try:
        return os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o666)  # 0666 so that the umask counts, as for any file a person makes
    except (AttributeError, OSError):
        return None


def _named(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def _fill(handle: int, content: Content, old: os.stat_result | None, *, close: bool) -> None:
    """Writes to the disk, with mode and owner of the file that it takes the place of."""
    with open(handle, "wb", _AT_ONCE, closefd=close) as file:
        file.writelines([content] if isinstance(content, bytes) else content)
        file.flush()
        if old and hasattr(os, "fchmod"):
            new = os.fstat(handle)
            if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
                with contextlib.suppress(OSError):  # only root may give files away
                    os.fchown(handle, old.st_uid, old.st_gid)
            if stat.S_IMODE(new.st_mode) != stat.S_IMODE(old.st_mode):
                os.fchmod(handle, stat.S_IMODE(old.st_mode))
        os.fsync(handle)


def _linked(handle: int, path: Path) -> bool:
    """Gives a nameless file its name, never over another; False without /proc, or on a disk that has no links."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder)  # with a folder, the link in /proc is followed
        finally:
            _close(folder)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _rename(temporary: Path, target: Path, *, replaces: bool) -> None:
    if replaces:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)  # a rename would replace what appeared meanwhile
    except FileExistsError:
        raise
    except OSError:  # no links on this disk
        os.rename(temporary, target)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _close(handle: int) -> None:
    with contextlib.suppress(OSError):
        os.close(handle)
