"""The folders in which `pve` writes: alone, and without what a run that was killed left there (docs/adr/0027)."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pve_gen.findings import PveError
from pve_gen.newfile import TEMPORARY

_PATIENCE = 60.0  # seconds; another pve is done in less than one
_STALE = 24 * 3600.0  # seconds, where nobody can tell whether the pve that made a file still lives


@contextmanager
def alone(targets: Iterable[Path]) -> Iterator[None]:
    """While inside, no other `pve` writes in the folders of `targets`, and what one that was killed left there is gone.

    The lock is the system's, on the folder itself: it ends with the process, whatever ends that, and leaves no file.
    Where there is none (Windows, some network drives), each file is still whole, but two runs at once can mix theirs.
    PveError with exit code 3 where another goes on for a minute.
    """
    with ExitStack() as stack:
        for folder in folders_of(targets):
            _sweep(folder, alone=stack.enter_context(_locked(folder)))
        yield


def folders_of(targets: Iterable[Path]) -> list[Path]:
    """The real folders of files, each once, always in the same order: so that no two runs wait for each other."""
    return sorted({Path(os.path.realpath(target)).parent for target in targets})


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours alone for as long as this lasts."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders; others only those that may be read
        handle = None
    try:
        yield handle is not None and _lock(handle, folder)
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)


def _lock(handle: int, folder: Path) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > end:
                raise PveError(f"{folder}: another pve is writing here", "try again later", exit_code=3) from None
            time.sleep(0.02)
        except OSError:
            return False


def _sweep(folder: Path, *, alone: bool) -> None:
    """Removes the temporary files of a `pve` that was killed: all of them where we are alone, else those of another day."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if alone or time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                        os.unlink(entry.path)
