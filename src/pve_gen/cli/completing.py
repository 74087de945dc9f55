"""What bash cuts into pieces before it asks for completions: it takes `bsn=` for two words, and then completes what comes after the `=`."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def whole_words() -> Iterator[None]:
    """While bash asks: it is heard in words as they were typed, and is told only what comes after the last `=` of the one at the cursor."""
    words = os.environ.get("COMP_WORDS", "").split("\n")  # as the script joins them
    at = os.environ.get("COMP_CWORD", "")
    if os.environ.get("_PVE_COMPLETE") != "complete_bash" or "=" not in words or not at.isdigit():
        yield
        return
    joined, current = rejoined(words, int(at))
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(current)
    value = joined[current].partition("=")[2] if joined[current].startswith("-") else joined[current]  # of `--set=bsn=t` that is `bsn=t`
    before = "".join(value.rpartition("=")[:2])
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            yield
    finally:
        sys.stdout.write("".join(line.removeprefix(before) for line in told.getvalue().splitlines(keepends=True)))


def rejoined(words: list[str], at: int) -> tuple[list[str], int]:
    """`bsn`, `=`, `t` → `bsn=t`; and which of the words is now the one that was at `at`."""
    joined: list[str] = []
    places: list[int] = []
    for number, word in enumerate(words):
        if joined and (word == "=" or words[number - 1] == "="):
            joined[-1] += word
        else:
            joined.append(word)
        places.append(len(joined) - 1)
    return joined, places[min(at, len(places) - 1)]
