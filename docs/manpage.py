"""The command line as a man page, in the classic man macros: `man ./docs/pve.1` shows it. Written by `python docs/reference.py`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import typer.main

from pve_gen import __version__
from pve_gen.cli.help import ENVIRONMENT, examples_of, first_sentence, sections_of, text_of

EXIT_CODES = {
    "0": "Good.",
    "1": "An error, a finding, an alteration, a deviation, a difference, or evidence that is overdue.",
    "2": "Wrong use, or input that cannot be read.",
    "3": "Could not write.",
}
FILES = {
    "tender.yaml": "One procurement: facts with their motivation, values and decisions.",
    "pve.toml": "A project's own catalog, overlay and template, searched upwards; [tool.pve] in a pyproject.toml says the same.",
    "NAME.lock.json": "Beside each document: the programme as it was sent.",
}


def man_page(root: Any, commands: Mapping[str, Any]) -> str:
    """The page as roff; `root` is the whole command, `commands` are those that do something, by their whole name."""
    lines = [
        '.\\" Made by `python docs/reference.py` from the command line itself.',
        f'.TH PVE 1 "" "pve {__version__}" "User Commands"',
        ".SH NAME",
        f"pve \\- {_text(_lowered(first_sentence(root.help or '')))}",
        ".SH SYNOPSIS",
    ]
    lines += [".nf", *(f"{_bold(name)} {_text(_usage(command, name))}" for name, command in commands.items()), ".fi"]
    lines += [
        ".SH DESCRIPTION",
        _wrapped(
            "A Dutch municipality that buys software as a service draws up the part of the tender about information security and privacy "
            "with a catalogue of requirements in plain text. Results go to stdout or a file, messages to stderr; - names stdin or stdout."
        ),
        ".SH COMMANDS",
    ]
    for name, command in commands.items():
        lines += list(_command(name, command))
    lines += [".SH ENVIRONMENT", *_listed(ENVIRONMENT)]
    lines += [".PP", _wrapped("Flags win over the environment, which wins over the tender file, which wins over pve.toml.")]
    lines += [".SH FILES", *_listed(FILES), '.SH "EXIT STATUS"', *_listed(EXIT_CODES)]
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    context = _context(command, name)
    yield f'.SS "{_text(name)}"'
    for number, part in enumerate(text_of(command.help or "").split("\n\n")):
        if number:
            yield ".PP"
        yield _wrapped(part)
    for title, records in sections_of(command, context).items():
        if title != "Arguments":
            yield ".PP"
            yield f"{_text(title)}:"
        yield from _listed({flags: " ".join(told.split()) for flags, told in records})
    examples = examples_of(command.help or "")
    if examples:
        yield ".PP"
        yield "Examples:" if len(examples) > 1 else "Example:"
        yield ".PP"
        yield ".nf"
        yield ".RS"
        yield from (_text(example) for example in examples)
        yield ".RE"
        yield ".fi"


def _listed(items: Mapping[str, str]) -> Iterator[str]:
    for name, told in items.items():
        yield ".TP"
        yield _bold(name)
        yield _wrapped(told)


def _usage(command: Any, name: str) -> str:
    return " ".join(command.collect_usage_pieces(_context(command, name)))


def _context(command: Any, name: str) -> typer.Context:
    return typer.Context(command, info_name=name, help_option_names=["-h", "--help"])


def _wrapped(text: str) -> str:
    """A paragraph in lines as man pages have them; none of these begins with what would be a macro."""
    lines = textwrap.wrap(_text(" ".join(text.split())), 78, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in lines)


def _bold(text: str) -> str:
    return f"\\fB{_text(text)}\\fR"


def _text(text: str) -> str:
    """Text as roff shows it: nothing in it means anything, and a hyphen can be copied."""
    escaped = (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
    )
    ascii_ = "".join(character if ord(character) < 128 else f"\\[u{ord(character):04X}]" for character in escaped)
    return f"\\&{ascii_}" if ascii_.startswith(".") else ascii_


def _lowered(sentence: str) -> str:
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")
