"""What must still be done where `pve` is killed, by something that outlives it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def when_killed(script: str, *words: str) -> Iterator[Callable[[str], None]]:
    """Until the end of this, a shell stands by that runs `script`, with `words` as $1, $2 …, should `pve` be killed.

    The script begins with what `pve` passes it, a line at a time, through what is yielded; the end of its input is the end
    of `pve`. Where there is no shell (Windows) nothing is guarded.
    """
    try:
        shell = subprocess.Popen(
            ["/bin/sh", "-c", script, "pve", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what ends a whole group of processes spares it
            cwd="/",
        )
    except OSError:
        yield lambda _line: None
        return
    assert shell.stdin is not None
    pipe = shell.stdin

    def tell(line: str) -> None:
        with contextlib.suppress(OSError):
            pipe.write(line.encode() + b"\n")
            pipe.flush()

    try:
        yield tell
    finally:
        shell.kill()
        with contextlib.suppress(OSError):
            pipe.close()
        shell.wait()
