"""Runs one program and writes what it cost as JSON. Usage: alone.py outcome.json said.txt seconds command…

A process of its own, since Linux counts the memory of whoever starts a program as memory of that program: this one is small.
"""

import json
import os
import resource
import subprocess
import sys


def main(outcome: str, said: str, most: str, *command: str) -> None:
    """Runs the command until it ends, or has used so many seconds of processor time."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(most), int(most)))
    with open(said, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _ended, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = {"ended_with": process.returncode, "seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
    with open(outcome, "w", encoding="utf-8") as file:
        json.dump(told, file)


main(*sys.argv[1:])
