"""Commands run inside this process while everything that they open, start or connect to is watched."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pve_gen.__main__ import main

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.Request")
_CHANGES = {"os.remove": 0, "os.rename": 1, "os.mkdir": 0, "os.rmdir": 0, "os.link": 1, "os.symlink": 1, "os.truncate": 0}
_now: Watched | None = None


@dataclass
class Watched:
    """What a command did: how it ended, what it said, where it wrote, and what else it did that no command may."""

    code: int = 0
    out: str = ""
    err: str = ""
    wrote: set[Path] = field(default_factory=set)
    forbidden: list[str] = field(default_factory=list)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _now is None:
        return
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        path, mode, flags = arguments
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (mode is None and isinstance(flags, int) and flags & _WRITES):
            _now.wrote.add(Path(os.path.abspath(os.fsdecode(path))))  # type: ignore[arg-type]
    elif event in _CHANGES:
        _now.wrote.add(Path(os.path.abspath(os.fsdecode(arguments[_CHANGES[event]]))))  # type: ignore[arg-type]
    elif event.startswith(_FORBIDDEN):
        _now.forbidden.append(f"{event} {arguments}")


sys.addaudithook(_hook)


@contextlib.contextmanager
def _watching(watched: Watched) -> Iterator[None]:
    global _now  # noqa: PLW0603 - an audit hook stays for as long as the process lives
    _now = watched
    try:
        yield
    finally:
        _now = None


def run(*words: object) -> Watched:
    """Runs `pve` with these words; whatever is no orderly end is raised here."""
    watched = Watched()
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    before = sys.argv
    sys.argv = ["pve", *map(str, words)]
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]), _watching(watched):
            main()
    except SystemExit as end:
        watched.code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        sys.argv = before
    for stream in streams:
        stream.flush()
    watched.out, watched.err = (stream.buffer.getvalue().decode("utf-8", "surrogatepass") for stream in streams)  # type: ignore[attr-defined]
    return watched
