"""The only file that prints. Results go to stdout, messages and progress to stderr."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pve_gen.findings import Finding

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(r"(?<!\S):(?=:)")
_quiet = False
_said: set[str] = set()


def be_quiet(quiet: bool) -> None:
    """Say nothing on stderr but errors from now on."""
    global _quiet  # noqa: PLW0603 - one process, one terminal
    _quiet = quiet
    _said.clear()


def plain(text: str, *, commands: bool = False) -> str:
    """Text from a file as it can safely stand in a terminal: no escape sequence, no direction override.

    Nor, but where `commands` are meant, what the log of a pipeline obeys: a line that begins with `::`, also after blanks.
    """
    safe = _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
    return safe if commands else _COMMAND.sub(r"\\x3a", safe)


def plain_json(text: str) -> str:
    """JSON as it can safely stand in a terminal, which says the same."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def result(text: str) -> None:
    """The answer to the command, on stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def result_bytes(content: bytes) -> None:
    """A document as the answer, on stdout; what it holds is for a file or program, so nothing in it is replaced."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def say(text: str) -> None:
    """A message for the person at the terminal, on stderr."""
    if not _quiet:
        _murmur(plain(text) + "\n")


def say_once(text: str) -> None:
    """A message that this command says once, however often it comes to it."""
    if text not in _said:
        _said.add(text)
        say(text)


def complain(text: str) -> None:
    """An error, on stderr, also when quiet."""
    _murmur(f"pve: {plain(text)}\n")


def _murmur(text: str) -> None:
    """On stderr. Where nobody can hear it (a full disk, a reader that left), that is no reason to stop, or to end otherwise."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


@contextmanager
def busy(task: str) -> Iterator[None]:
    """Says what is going on and, when it is done, how long it took."""
    start = time.monotonic()
    live = sys.stderr.isatty() and not _quiet
    if live:
        _murmur(f"{task} …")
    try:
        yield
    finally:
        took = f"{time.monotonic() - start:.1f} s"
        if live:
            _murmur(f" {took}\n")
        else:
            say(f"{task} … {took}")


def in_pipeline() -> bool:
    """Whether this runs in a pipeline, where nobody answers or sees colours: they all set CI, also where they give a terminal."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def complaints(found: Iterable[Finding]) -> None:
    """Findings that stop another command, on stderr."""
    for finding in found:
        _murmur(plain(str(finding)) + "\n")


def as_json(value: Any) -> str:
    """JSON for people and programs."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV. A cell that a spreadsheet would run as a formula gets a quote before it (OWASP)."""
    import csv
    import io

    buffer = io.StringIO()
    if rows:
        writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list | tuple) else str(value).lower() if isinstance(value, bool) else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that a merge request shows well."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *map(line, rows)]) + "\n"


def _width() -> int | None:
    """None for the width of the terminal; in a pipe that of the terminal behind it, in a file 120 characters."""
    if sys.stdout.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit():
        return max(int(columns), 40)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.get_terminal_size(sys.stderr.fileno()).columns
    return 120


def _conversation() -> Any:
    """Where a person is asked things: the terminal itself, at most as wide as one reads with ease."""
    from rich.console import Console

    out = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    out.width = min(out.width, 100)
    return out


def begin(title: str, explanation: str) -> None:
    """What the conversation is about, and how to answer."""
    from rich.text import Text

    out = _conversation()
    out.print(Text(plain(title), style="bold"))
    out.print(Text(plain(explanation), style="dim"))


def chapter(title: str) -> None:
    """Over the questions that go together."""
    from rich.text import Text

    _conversation().print(Text(f"\n{plain(title)}", style="bold cyan"))


def question(count: str, text: str, options: Sequence[tuple[str, str, str, bool]]) -> None:
    """A question with its options below it: number, title, explanation, and whether Enter takes it."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    out = _conversation()
    out.print(Text.assemble((f"\n{count} ", "dim"), (plain(text), "bold")))
    if options:
        grid = Table.grid(padding=(0, 2))
        for number, title, explain, taken in options:
            mark = Text("›" if taken else " ")
            grid.add_row(
                mark, Text(number, style="dim"), Text(plain(title), style="bold" if taken else ""), Text(plain(explain), style="dim")
            )
        out.print(Padding(grid, (0, 0, 0, 2)))


def told(text: str, *, more: bool = False) -> None:
    """What an answer brings, below it; `more` where it brings something. A no-break space keeps words together."""
    import textwrap

    from rich.text import Text

    out = _conversation()
    for line in textwrap.wrap(plain(text), out.width - 3):
        out.print(Text("  " + line.replace("\N{NO-BREAK SPACE}", " "), style="green" if more else "dim"))


def ask_again(text: str) -> None:
    """Why an answer will not do."""
    from rich.padding import Padding
    from rich.text import Text

    _conversation().print(Padding(Text(plain(text), style="yellow"), (0, 0, 0, 2)))


def _bare() -> bool:
    """Whether lines and colours are out of place: in a file, a pipe, or the log of a pipeline."""
    return in_pipeline() or not sys.stdout.isatty()


def _out() -> Any:
    """Stdout through rich, which leaves colours out where NO_COLOR is set; without any escape sequence where it is bare."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=_width(), force_terminal=False if _bare() else None)


def _show(*parts: Any) -> None:
    """What rich draws, on stdout; where it is bare, without the blanks with which rich fills up each line."""
    out = _out()
    with out.capture() if _bare() else contextlib.nullcontext() as captured:
        for part in parts:
            out.print(part)
    if captured is not None:
        result("\n".join(line.rstrip() for line in captured.get().splitlines()))


def columns() -> int | None:
    """How wide the terminal is that results go to; None where they go to a file or another program."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", *, whole: int = 2) -> None:
    """A table as wide as the terminal; without a terminal, 120 characters and no colour. The first `whole` columns are never wrapped."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        box=None if _bare() else box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        header_style="bold",
        caption=caption or None,
        caption_justify="left",
    )
    for index, name in enumerate(head):
        grid.add_column(plain(name), no_wrap=index < whole, overflow="fold")
    for row in rows:
        # Text, never markup: a `[/b]` in somebody's title is just that.
        grid.add_row(*(Text(plain(cell)) for cell in row))
    _show(grid)


def sections(title: str, parts: Iterable[tuple[str, str]]) -> None:
    """A title with named texts below it, wrapped to the terminal."""
    from rich.padding import Padding
    from rich.text import Text

    told: list[Any] = [Text(plain(title), style="bold")]
    for name, text in parts:
        if text:
            told += [Text(f"\n{name}", style="bold"), Padding(Text(plain(text)), (0, 0, 0, 2))]
    _show(*told)


_LOOKS = {"": "", "bold": "bold", "gone": "red", "new": "green", "note": "yellow"}
Spans = Sequence[tuple[str, str]]
"""Texts, each with one of `_LOOKS`."""


def styled(lines: Iterable[tuple[int, Spans]]) -> None:
    """Lines, each with how far it stands in, wrapped to the terminal; their colours are shown only there, and mean nothing alone."""
    from rich.text import Text

    out = _out()
    for indent, spans in lines:
        text = Text.assemble(*((plain(text), _LOOKS[look]) for text, look in spans))
        for line in text.wrap(out, max(out.width - indent, 20)) or [Text()]:
            line.rstrip()
            out.print(Text(" " * indent if line else "").append_text(line), soft_wrap=True)
