"""Commands of `pve`, each in a process of its own, in which everything that it opens, starts or connects to is watched, and what it costs.

`Watcher` starts this file as a program, which imports `pve` once and forks itself for each command: a hundred times cheaper than starting
Python for each, and a command that hangs, crashes or eats all memory ends alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

SECONDS, MEGABYTES = 5, 500
"""What a refusal may cost: seconds of the processor, and memory of the whole process with Python in it."""
_STOP_SECONDS, _STOP_WAITING, _STOP_BYTES = 30, 240, 4_000_000_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NAMELESS = getattr(os, "O_TMPFILE", -1)
_FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "urllib.Request",
)
_CHANGES = {"os.remove": 0, "os.rename": 1, "os.mkdir": 0, "os.rmdir": 0, "os.link": 1, "os.symlink": 1, "os.truncate": 0}
_CRASHED = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a command did: how it ended (below zero: by which signal), what it said, where it wrote, and what no command may do."""

    code: int
    out: str
    err: str
    wrote: frozenset[Path]
    forbidden: tuple[str, ...]
    seconds: float
    megabytes: float


class Watcher:
    """Runs commands; a context manager, since there is a process behind it."""

    def __enter__(self) -> Self:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PVE_")}
        for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "COLUMNS"):
            environment.pop(name, None)
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        return self

    def __exit__(self, *_problem: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(_STOP_WAITING)

    def run(self, folder: Path, *words: str) -> Watched:
        """`pve` with these words, in this folder."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"folder": str(folder), "words": words}) + "\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return Watched(**{**said, "wrote": frozenset(map(Path, said["wrote"])), "forbidden": tuple(said["forbidden"])})


# ── The program ────────────────────────────────────────────────────────────────────────────────


def _serve() -> None:
    import gc
    import importlib
    import pkgutil

    import pve_gen

    for module in pkgutil.walk_packages(pve_gen.__path__, "pve_gen."):
        if module.name != "pve_gen.__main__":
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # so that a child does not copy all of this by collecting it
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with tempfile.TemporaryDirectory() as kept:
        for line in sys.stdin:
            asked = json.loads(line)
            answers.write(json.dumps(_one(Path(kept), Path(asked["folder"]), asked["words"])) + "\n")
            answers.flush()


def _one(kept: Path, folder: Path, words: list[str]) -> dict[str, Any]:
    """Forks, and tells what became of the child."""
    out, err, did = kept / "out", kept / "err", kept / "did"
    did.write_text("[[], []]", "utf-8")
    child = os.fork()
    if not child:
        _child(folder, words, out, err, did)
    _pid, status, cost = os.wait4(child, 0)
    wrote, forbidden = json.loads(did.read_text("utf-8"))
    return {
        "code": os.waitstatus_to_exitcode(status),
        "out": out.read_bytes().decode("utf-8", "backslashreplace"),
        "err": err.read_bytes().decode("utf-8", "backslashreplace"),
        "wrote": wrote,
        "forbidden": forbidden,
        "seconds": cost.ru_utime + cost.ru_stime,
        "megabytes": cost.ru_maxrss / 1024,
    }


def _child(folder: Path, words: list[str], out: Path, err: Path, did: Path) -> None:
    """Does not return."""
    code = _CRASHED
    try:
        write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for number, (path, flags) in enumerate([(os.devnull, os.O_RDONLY), (str(out), write), (str(err), write)]):
            opened = os.open(path, flags, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_CPU, (_STOP_SECONDS, _STOP_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_STOP_BYTES, _STOP_BYTES))
        signal.alarm(_STOP_WAITING)
        code, wrote, forbidden = _watched(words)
        did.write_text(json.dumps([sorted(wrote), forbidden]), "utf-8")
    finally:
        os._exit(code)


def _watched(words: list[str]) -> tuple[int, set[str], list[str]]:
    """Exit code, paths written, and events that no command may cause."""
    from pve_gen.__main__ import main

    wrote: set[str] = set()
    forbidden: list[str] = []
    watching = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching:
            return
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path, mode, flags = arguments
            if isinstance(flags, int) and flags & _NAMELESS == _NAMELESS:
                return  # it is written where it gets its name: os.link
            if (isinstance(mode, str) and set(mode) & set("wax+")) or (mode is None and isinstance(flags, int) and flags & _WRITES):
                wrote.add(os.path.abspath(os.fsdecode(path)))
        elif event in _CHANGES and (event == "os.truncate" or arguments[-1] == -1):  # -1: named in full, not from an open folder
            wrote.add(os.path.abspath(os.fsdecode(arguments[_CHANGES[event]])))
        elif event == "os.link":
            wrote.add(os.path.join(os.readlink(f"/proc/self/fd/{arguments[3]}"), os.fsdecode(arguments[1])))
        elif event.startswith(_FORBIDDEN) and not _asks_git(event, arguments) and not _stands_by(event, arguments):
            forbidden.append(f"{event} {arguments[:2]}")

    sys.argv = ["pve", *words]
    sys.addaudithook(hook)
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = _CRASHED
    watching = False
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    return code, wrote, forbidden


def _asks_git(event: str, arguments: tuple[Any, ...]) -> bool:
    """Which commit a catalogue is of is asked of git, that may run nothing and fetch nothing for it."""
    return (
        event == "subprocess.Popen" and arguments[0] == "git" and {"core.hooksPath=/dev/null", "protocol.allow=never"} <= set(arguments[1])
    )


def _stands_by(event: str, arguments: tuple[Any, ...]) -> bool:
    """A shell waits to remove one half-written file, should `pve` be killed: see `guard.py`."""
    return event == "subprocess.Popen" and arguments[0] == "/bin/sh" and arguments[1][1:3] == ["-c", 'read end; rm -f -- "$1"']


if __name__ == "__main__":
    _serve()
