"""Writes a file whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pve_gen.findings import PveError

_COULD_NOT_WRITE = 3


def write_whole(
    target: Path,
    data: bytes,
    *,
    never: Iterable[Path] = (),
    keep: Callable[[Path], bool] | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """Put `data` in `target`: at every moment it is the whole old file or the whole new one.

    A link is followed; only a regular file is replaced, none of the inputs in `never`, and none of which
    `keep` says that it holds somebody's work. Raises PveError with exit code 3 where it cannot, and then
    leaves nothing behind; `elsewhere` is how this command is told of another place.
    """
    refuse(target, never=never, keep=keep, elsewhere=elsewhere)
    target = Path(os.path.realpath(target))
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        temporary = target.with_name(f".pve-{os.urandom(6).hex()}.tmp")
        try:
            # 0666 so that the umask counts, as it does for any file a person makes.
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            with open(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except PermissionError:
        raise PveError(f"{target}: may not be written", f"close it in Word, or {elsewhere}", exit_code=_COULD_NOT_WRITE) from None
    except OSError as problem:
        raise PveError(f"{target}: could not be written: {problem.strerror or problem}", exit_code=_COULD_NOT_WRITE) from None


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put every file (path in `folder` → content) there, or none: PveError with exit code 3 where one exists or cannot be.

    Folders are made where they are absent. What was there is never replaced, not even when it appears meanwhile.
    """
    if there := [name for name in files if os.path.lexists(folder / name)]:
        more = f", and {len(there) - 1} more" if len(there) > 1 else ""
        raise PveError(f"{folder / there[0]}: exists already{more}", "choose another folder, or move it", exit_code=_COULD_NOT_WRITE)
    made: list[Path] = []
    try:
        for name, data in files.items():
            target = folder / name
            absent = [parent for parent in (target.parent, *target.parent.parents) if not parent.exists()]
            for parent in reversed(absent):
                parent.mkdir()
                made.append(parent)
            with open(target, "xb") as file:
                made.append(target)
                file.write(data)
    except BaseException as problem:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(problem, OSError):
            told = f"{problem.filename or folder}: could not be made: {problem.strerror or problem}"
            raise PveError(told, "choose another folder", exit_code=_COULD_NOT_WRITE) from None
        raise


def make_folder(folder: Path) -> None:
    """Make `folder` where it is absent; PveError with exit code 3 where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise PveError(f"{folder}: is not a folder", "end the name of a document in .docx", exit_code=_COULD_NOT_WRITE) from None
    except OSError as problem:
        raise PveError(f"{folder}: could not be made: {problem.strerror or problem}", exit_code=_COULD_NOT_WRITE) from None


def refuse(
    target: Path,
    *,
    never: Iterable[Path] = (),
    keep: Callable[[Path], bool] | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """PveError with exit code 3 where `write_whole` would not replace or make `target`: so that nobody works in vain."""
    named, target = target, Path(os.path.realpath(target))
    try:
        _refuse(target, never, elsewhere)
        if keep and keep(target):
            hint = f"move it, {elsewhere}, or replace it with --overwrite"
            raise PveError(f"{named}: was changed since pve wrote it, or is not by pve", hint, exit_code=_COULD_NOT_WRITE)
    except OSError as problem:
        raise PveError(f"{named}: could not be written: {problem.strerror or problem}", exit_code=_COULD_NOT_WRITE) from None


def _refuse(target: Path, never: Iterable[Path], elsewhere: str) -> None:
    if target.exists() and not target.is_file():
        raise PveError(f"{target}: is not a file", elsewhere, exit_code=_COULD_NOT_WRITE)
    if not target.parent.is_dir():
        raise PveError(f"{target.parent}: this folder does not exist", "make it first", exit_code=_COULD_NOT_WRITE)
    for source in never:
        if target.exists() and source.exists() and target.samefile(source):
            raise PveError(f"{target}: is read by this command and would be overwritten", elsewhere, exit_code=_COULD_NOT_WRITE)


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power cut too; not every file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
