"""The commands. Each walks the stages in order; only these files know that order."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from pve_gen import console
from pve_gen.cli.commands import Root
from pve_gen.cli.completing import whole_words

app = typer.Typer(
    name="pve",
    cls=Root,
    help="Draw up the information-security and privacy part of a SaaS tender.",
    no_args_is_help=True,
    rich_markup_mode=None,  # boxes wrap paths, and cost 0.2 s; plain help is easier to read and to grep
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from pve_gen import __version__

        console.result(f"pve {__version__}")
        raise typer.Exit


@app.callback()
def _pve(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")] = False,
) -> None:
    """Draw up the information-security and privacy part of a SaaS tender."""


def run() -> None:
    """The command line, with a person's mistakes told in a line and no traceback. Raises OSError where stdout fails."""
    _prepare_streams()
    _forget_odd_sizes()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # so that temporary files are cleaned up, as after Ctrl-C
            signal.signal(getattr(signal, name), lambda number, _frame: sys.exit(128 + number))
    try:
        _refuse_lost_folder()
        with whole_words():
            app()
    except Exception as error:
        from pve_gen.findings import PveError  # help and completion do without our values, and what makes these

        if not isinstance(error, PveError):
            raise
        console.complaints(error.findings)
        console.complain(str(error))
        sys.exit(error.exit_code)
    finally:
        sys.stdout.flush()


def _refuse_lost_folder() -> None:
    try:
        os.getcwd()
    except FileNotFoundError:
        from pve_gen.findings import PveError

        raise PveError("the folder that you are in is no longer there", "go to another") from None


def _forget_odd_sizes() -> None:
    """Of a terminal: what is no number there (`²` is a digit to Python) would stop what draws tables."""
    for name in ("COLUMNS", "LINES"):
        size = os.environ.get(name, "")
        if size and not (size.isascii() and size.isdecimal() and len(size) < 6):
            del os.environ[name]


def _prepare_streams() -> None:
    """Streams that are closed swallow what is said; a terminal without ë shows \\xeb rather than stopping."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as the process lives
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
