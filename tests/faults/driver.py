"""Runs `pve` again and again in forks of one process, each with a fault at one system call; started by `injecting.py` with the shim.

In on stdin: a job as JSON. Out on stdout: what each run did, and what it left, as JSON.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import io
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

SHIM: Any = ctypes.CDLL(None)
KINDS = {"fail": 0, "signal": 1, "half": 2}
PATIENCE = 20  # seconds, on a machine that does much else


def left(folder: Path) -> dict[str, str]:
    """Path → SHA-256 of every file; a folder has the name `folder`."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def run(words: list[str], work: Path, fault: list[Any] | None) -> dict[str, Any]:
    """One run in a fork; `fault` is the number of the call, how it goes wrong, and with which errno or signal."""
    out, err, calls = (work.with_name(f"{work.name}.{name}") for name in ("out", "err", "calls"))
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC), 1)
            os.dup2(os.open(err, os.O_RDWR | os.O_CREAT | os.O_TRUNC), 2)
            sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(fd, "w"), "utf-8", write_through=True) for fd in (1, 2))
            os.chdir(work)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            sys.argv = ["pve", *words]
            point, how, number = fault or (-1, "fail", 0)
            SHIM.fault_arm(str(work).encode(), ctypes.c_long(point), KINDS[how], number)
            code = ended()
            SHIM.fault_name.restype = ctypes.c_char_p
            names = [SHIM.fault_name(ctypes.c_long(at)).decode() for at in range(SHIM.fault_count())]
            SHIM.fault_arm(b"", ctypes.c_long(-1), 0, 0)
            calls.write_text(json.dumps(names))
            os._exit(code)
        except BaseException:
            traceback.print_exc()
            os._exit(99)
    status = os.waitpid(child, 0)[1]
    code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    end = time.monotonic() + PATIENCE
    while any(work.rglob(".pve-*.tmp")) and time.monotonic() < end:
        time.sleep(0.001)  # the guard needs a moment
    told = {"code": code, "out": out.read_text("utf-8", "replace"), "err": err.read_text("utf-8", "replace"), "left": left(work)}
    return told | ({"calls": json.loads(calls.read_text())} if code >= 0 and calls.exists() else {})


def ended() -> int:
    """The exit code of `pve`, as its entry point gives it."""
    from pve_gen.__main__ import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    job = json.load(sys.stdin)
    before, work = Path(job["before"]), Path(job["work"])

    def fresh() -> None:
        os.chdir("/")
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(before, work, symlinks=True)

    # Once in this process: what is imported and compiled is there for every fork. The catalogue is read again in each.
    fresh()
    os.chdir(work)
    sys.argv = ["pve", *job["words"]]
    kept, sys.stdout, sys.stderr = (
        (sys.stdout, sys.stderr),
        io.TextIOWrapper(io.BytesIO(), "utf-8"),
        io.TextIOWrapper(io.BytesIO(), "utf-8"),
    )
    ended()
    sys.stdout, sys.stderr = kept
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)

    gc.collect()
    gc.freeze()  # what is there already is not looked through again in every fork
    results = []
    for fault in job["faults"]:
        fresh()
        result = run(job["words"], work, fault)
        if job["again"]:
            again = job["again"] if isinstance(job["again"], list) else job["words"]
            result["again"] = run(again, work, None)
        results.append(result)
    fresh()
    sys.stdout.write(json.dumps({"before": left(work), "whole": run(job["words"], work, None), "runs": results}))


if __name__ == "__main__":
    main()
