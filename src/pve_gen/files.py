"""Writes files whole, or not at all, and never over what they should not (docs/adr/0027)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pve_gen.findings import PveError
from pve_gen.folders import alone, folders_of
from pve_gen.incoming import STREAM
from pve_gen.newfile import Content, new_file, sync_folder

_COULD_NOT_WRITE = 3


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
    files: Sequence[tuple[Path, Content]],
    *,
    never: Iterable[Path] = (),
    keep: Callable[[Path], str] | None = None,
    was: bytes | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """Put the content of each in its target, in order, within `alone`; a disk that is full changes none of them.

    None is replaced of which `keep` says, at the last moment, why it may hold somebody's work (empty: it does not). A target may be named twice:
    it holds the first until all before the second are there. Otherwise as `write_whole`.
    """
    for target, _content in files:
        refuse(target, never=never, keep=keep, elsewhere=elsewhere)
    with ExitStack() as stack:
        placing: list[tuple[Path, Callable[[], None], bool]] = []
        for target, content in files:
            with _told(target, elsewhere):
                replaces = target.exists() or any(target == other for other, _place, _replaces in placing)
                place = stack.enter_context(new_file(Path(os.path.realpath(target)), content, replaces=replaces))
                placing.append((target, place, replaces))
        for target, _place, _replaces in placing:
            _refuse_work(target, keep, elsewhere)
            with _told(target, elsewhere):
                if was is not None and (target.read_bytes() if target.exists() else b"") != was:
                    raise PveError(f"{target}: was changed while pve ran", "run it again", exit_code=_COULD_NOT_WRITE)
        made: list[Path] = []
        try:
            for target, place, replaces in placing:
                with _told(target, elsewhere):
                    if replaces:
                        place()
                        made.clear()  # what there was is gone, and what came before must stay to tell of it
                    else:
                        _making(made, Path(os.path.realpath(target)), place)  # not a link to it, which was there
        except PveError:  # at Ctrl-C nobody knows whether the last one took the place of another
            _unmade(made)
            raise
        for folder in folders_of(target for target, _content in files):
            sync_folder(folder)


def if_there(path: Path) -> str:
    """What `keep` says of a report, of which nothing tells whether somebody changed it: that it is there."""
    return "exists already" if path.is_file() else ""


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put every file (path in `folder` → content) there, in order, or none: PveError with exit code 3 where one exists or cannot be.

    Folders are made where they are absent. What was there is never replaced, not even when it appears meanwhile. A file
    that holds the same already is no reason to stop: so a run that was killed can be run again.
    """
    _refuse_stream(folder)
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
                with alone([target]), new_file(target, data, replaces=False) as place:
                    _making(made, target, place)
        for parent in folders_of(folder / name for name in files):
            sync_folder(parent)
    except BaseException as problem:
        _unmade(made)
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


def _unmade(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False


def make_folder(folder: Path) -> None:
    """Make `folder` where it is absent; PveError with exit code 3 where that cannot be."""
    _refuse_stream(folder)
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
    keep: Callable[[Path], str] | None = None,
    elsewhere: str = "choose another with --out",
) -> None:
    """PveError with exit code 3 where `write_all` would not replace or make `target`: so that nobody works in vain."""
    _refuse_stream(target)
    with _told(target, elsewhere):
        _refuse(Path(os.path.realpath(target)), never, elsewhere)
    _refuse_work(target, keep, elsewhere)


def _refuse_stream(path: Path) -> None:
    """Who writes `-` means stdout, never a file of that name; a command that can write there did so before it came here."""
    if path == STREAM:
        raise PveError("-: stdout cannot hold this", "name a file or folder (./- for one of that name)")


def _refuse(target: Path, never: Iterable[Path], elsewhere: str) -> None:
    if target.exists() and not target.is_file():
        raise PveError(f"{target}: is not a file", elsewhere, exit_code=_COULD_NOT_WRITE)
    if not target.parent.is_dir():
        raise PveError(f"{target.parent}: this folder does not exist", "make it first", exit_code=_COULD_NOT_WRITE)
    for source in never:
        if target.exists() and source.exists() and target.samefile(source):
            raise PveError(f"{target}: is read by this command and would be overwritten", elsewhere, exit_code=_COULD_NOT_WRITE)


def _refuse_work(target: Path, keep: Callable[[Path], str] | None, elsewhere: str) -> None:
    with _told(target, elsewhere):
        if keep and (why := keep(Path(os.path.realpath(target)))):
            hint = f"move it, {elsewhere}, or replace it with --overwrite"
            raise PveError(f"{target}: {why}", hint, exit_code=_COULD_NOT_WRITE)


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
