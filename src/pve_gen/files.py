"""Writes files whole, or not at all; alone in a folder, and without leaving anything behind (docs/adr/0027)."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pve_gen.findings import PveError

_COULD_NOT_WRITE = 3
_PATIENCE = 60.0  # seconds; another pve is done in less than one
_STALE = 24 * 3600.0  # seconds, where nobody can tell whether the pve that made a file still lives
_TEMPORARY = re.compile(r"\.pve-[0-9a-f]{12}\.tmp")


def write_whole(
    target: Path,
    data: bytes,
    *,
    never: Iterable[Path] = (),
    was: bytes | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """Put `data` in `target`: at every moment it is the whole old file or the whole new one.

    A link is followed; only a regular file is replaced, none of the inputs in `never`. With `was`, only a file that still
    holds that is replaced (empty: none that is there). Raises PveError with exit code 3 where it cannot, and then leaves
    nothing behind; `elsewhere` is how this command is told of another place.
    """
    with alone([target]):
        write_all([(target, data)], never=never, was=was, elsewhere=elsewhere)


def write_all(
    files: Sequence[tuple[Path, bytes]],
    *,
    never: Iterable[Path] = (),
    keep: Callable[[Path], bool] | None = None,
    was: bytes | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """Put each `data` in its target, in order, within `alone`; a disk that is full changes none of them.

    None is replaced of which `keep` says, at the last moment, that it holds somebody's work. A target may be named twice:
    it holds the first until all before the second are there. Otherwise as `write_whole`.
    """
    for target, _data in files:
        refuse(target, never=never, keep=keep, elsewhere=elsewhere)
    with ExitStack() as stack:
        placing: list[tuple[Path, Callable[[], None]]] = []
        for target, data in files:
            with _told(target, elsewhere):
                twice = any(target == other for other, _place in placing)
                placing.append((target, stack.enter_context(_staged(Path(os.path.realpath(target)), data, twice=twice))))
        for target, _place in placing:
            _refuse_work(target, keep, elsewhere)
            with _told(target, elsewhere):
                if was is not None and (target.read_bytes() if target.exists() else b"") != was:
                    raise PveError(f"{target}: was changed while pve ran", "run it again", exit_code=_COULD_NOT_WRITE)
        for target, place in placing:
            with _told(target, elsewhere):
                place()
        for folder in _folders(target for target, _data in files):
            _sync_folder(folder)


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put every file (path in `folder` → content) there, in order, or none: PveError with exit code 3 where one exists or cannot be.

    Folders are made where they are absent. What was there is never replaced, not even when it appears meanwhile. A file
    that holds the same already is no reason to stop: so a run that was killed can be run again.
    """
    there = [name for name, data in files.items() if os.path.lexists(folder / name) and not _holds(folder / name, data)]
    if there:
        more = f", and {len(there) - 1} more" if len(there) > 1 else ""
        raise PveError(f"{folder / there[0]}: exists already{more}", "choose another folder, or move it", exit_code=_COULD_NOT_WRITE)
    made: list[Path] = []
    try:
        for name, data in files.items():
            target = folder / name
            for parent in reversed([parent for parent in (target.parent, *target.parent.parents) if not parent.exists()]):
                _making(made, parent, parent.mkdir)
            if not os.path.lexists(target):
                with alone([target]), _staged(target, data) as place:
                    _making(made, target, place)
        for parent in _folders(folder / name for name in files):
            _sync_folder(parent)
    except BaseException as problem:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(problem, OSError):
            told = f"{problem.filename or folder}: could not be made: {problem.strerror or problem}"
            raise PveError(told, "choose another folder", exit_code=_COULD_NOT_WRITE) from None
        raise


def _making(made: list[Path], path: Path, make: Callable[[], None]) -> None:
    """Makes `path`, and remembers that before a Ctrl-C can come between; what others made is never ours."""
    made.append(path)
    try:
        make()
    except OSError:
        made.remove(path)
        raise


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False


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
    """PveError with exit code 3 where `write_all` would not replace or make `target`: so that nobody works in vain."""
    with _told(target, elsewhere):
        _refuse(Path(os.path.realpath(target)), never, elsewhere)
    _refuse_work(target, keep, elsewhere)


def _refuse(target: Path, never: Iterable[Path], elsewhere: str) -> None:
    if target.exists() and not target.is_file():
        raise PveError(f"{target}: is not a file", elsewhere, exit_code=_COULD_NOT_WRITE)
    if not target.parent.is_dir():
        raise PveError(f"{target.parent}: this folder does not exist", "make it first", exit_code=_COULD_NOT_WRITE)
    for source in never:
        if target.exists() and source.exists() and target.samefile(source):
            raise PveError(f"{target}: is read by this command and would be overwritten", elsewhere, exit_code=_COULD_NOT_WRITE)


def _refuse_work(target: Path, keep: Callable[[Path], bool] | None, elsewhere: str) -> None:
    with _told(target, elsewhere):
        if keep and keep(Path(os.path.realpath(target))):
            hint = f"move it, {elsewhere}, or replace it with --overwrite"
            raise PveError(f"{target}: was changed since pve wrote it, or is not by pve", hint, exit_code=_COULD_NOT_WRITE)


@contextmanager
def _told(target: Path, elsewhere: str) -> Iterator[None]:
    """What the system says of a file, in a sentence and with exit code 3."""
    try:
        yield
    except PermissionError:
        raise PveError(f"{target}: may not be written", f"close it in Word, or {elsewhere}", exit_code=_COULD_NOT_WRITE) from None
    except FileExistsError:
        raise PveError(f"{target}: appeared while pve ran", f"move it, or {elsewhere}", exit_code=_COULD_NOT_WRITE) from None
    except OSError as problem:
        raise PveError(f"{target}: could not be written: {problem.strerror or problem}", exit_code=_COULD_NOT_WRITE) from None


# ── Alone ──────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def alone(targets: Iterable[Path]) -> Iterator[None]:
    """While inside, no other `pve` writes in the folders of `targets`, and what one that was killed left there is gone.

    The lock is the system's, on the folder itself: it ends with the process, whatever ends that, and leaves no file.
    Where there is none (Windows, some network drives), each file is still whole, but two runs at once can mix theirs.
    PveError with exit code 3 where another goes on for a minute.
    """
    with ExitStack() as stack:
        for folder in _folders(targets):
            _sweep(folder, stack.enter_context(_locked(folder)))
        yield


def _folders(targets: Iterable[Path]) -> list[Path]:
    """The real folders of files, each once, always in the same order: so that no two runs wait for each other."""
    return sorted({Path(os.path.realpath(target)).parent for target in targets})


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours alone for as long as this lasts."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield _lock(handle, folder)
    finally:
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
                raise PveError(f"{folder}: another pve is writing here", "try again later", exit_code=_COULD_NOT_WRITE) from None
            time.sleep(0.02)
        except OSError:
            return False


def _sweep(folder: Path, locked: bool) -> None:
    """Removes the temporary files of a `pve` that was killed: all of them where we are alone, else those of another day."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if locked or time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                        os.unlink(entry.path)


# ── One file ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _staged(target: Path, data: bytes, *, twice: bool = False) -> Iterator[Callable[[], None]]:
    """`data` on the disk, all but its name; what it yields puts it in `target`. FileExistsError where it would replace what just appeared.

    On Linux it has no name at all until then, so a process that is killed leaves nothing. A name for it can be made
    in one step where there is none yet; to replace a file takes two, link and rename, and only between those a kill
    leaves the new file under a temporary name, until the next run (`alone`). Elsewhere it has that name all the while.
    """
    temporary = target.with_name(f".pve-{secrets.token_hex(6)}.tmp")
    old = target.stat() if target.exists() else None
    replaces = twice or old is not None
    handle = _nameless(target.parent)
    try:
        if handle is None:
            _fill(_named(temporary), data, old, close=True)
        else:
            _fill(handle, data, old, close=False)

        def place() -> None:
            if handle is not None:
                try:
                    _link(handle, temporary if replaces else target)
                    if not replaces:
                        return
                except FileExistsError:
                    raise
                except OSError:  # no /proc, or no links in this file system
                    _fill(_named(temporary), data, old, close=True)
            (os.replace if replaces else os.rename)(temporary, target)  # on Windows, rename never replaces

        yield place
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)


def _nameless(folder: Path) -> int | None:
    """A file in `folder` that has no name, where the system knows such."""
    try:
        return os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o666)  # 0666 so that the umask counts, as for any file a person makes
    except (AttributeError, OSError):
        return None


def _named(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def _fill(handle: int, data: bytes, old: os.stat_result | None, *, close: bool) -> None:
    """Writes to the disk, with mode and owner of the file that it takes the place of."""
    with open(handle, "wb", closefd=close) as file:
        file.write(data)
        file.flush()
        if old and hasattr(os, "fchmod"):
            new = os.fstat(handle)
            if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
                with contextlib.suppress(OSError):  # only root may give files away
                    os.fchown(handle, old.st_uid, old.st_gid)
            if stat.S_IMODE(new.st_mode) != stat.S_IMODE(old.st_mode):
                os.fchmod(handle, stat.S_IMODE(old.st_mode))
        os.fsync(handle)


def _link(handle: int, path: Path) -> None:
    """Gives a nameless file its name, never over another."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder)  # with a folder, the link in /proc is followed
    finally:
        with contextlib.suppress(OSError):
            os.close(folder)


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power cut too; not every file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
