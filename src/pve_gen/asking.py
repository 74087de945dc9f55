"""Asks a person at a terminal, one question at a time. The only file that reads what is typed."""

from __future__ import annotations

import contextlib
import re
import sys
from typing import Protocol

from pve_gen import console
from pve_gen.model import Language, Words

BACK = "<"
"""What a person types to return to the question before; `answer` gives it back as it is."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_YES = {"j", "ja", "y", "yes", "true"}
_NO = {"n", "nee", "no", "false"}
_CHOOSE = Words("Kies een getal van 1 tot en met {count}.", "Choose a number from 1 to {count}.")
_YES_OR_NO = Words("Antwoord met j of n.", "Answer with y or n.")
_NEEDED = Words("Dit kan niet leeg blijven.", "This cannot stay empty.")
_INVISIBLE = Words("Hierin staat een onzichtbaar teken; typ het opnieuw.", "This holds an invisible character; type it again.")


class Choice(Protocol):
    """One answer to choose from."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


def possible() -> bool:
    """Whether there is a person to ask: a terminal at both ends, and no pipeline."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and not console.in_pipeline()


def prepare() -> None:
    """Arrow keys and the like, where this Python can; what is typed is remembered for this run only."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - is what makes input() edit


def text(label: str, default: str, *, required: bool, language: Language) -> str:
    """A line of text, the default for Enter, or BACK. Raises KeyboardInterrupt and EOFError where the person stops."""
    while True:
        said = _read(f"{label} [{_short(default)}]: " if default else f"{label}: ")
        if _UNFIT.search(said):
            console.ask_again(_INVISIBLE.in_(language))
        elif said or default or not required:
            return said or default
        else:
            console.ask_again(_NEEDED.in_(language))


def choice(label: str, options: tuple[Choice, ...], default: str, *, flag: bool, language: Language) -> str:
    """The id of one of `options`, or BACK; a number, an id, a title or the beginning of one will do."""
    numbers = {str(number): option.id for number, option in enumerate(options, start=1)}
    if flag:
        yes, no = ("j", "n") if language == "nl" else ("y", "n")
        shown = f"{yes.upper()}/{no}" if default == "true" else f"{yes}/{no.upper()}"
    else:
        shown = next(f"{number} {option.title}" for number, option in enumerate(options, start=1) if option.id == default)
    while True:
        said = _read(f"{label} [{shown}]: ").lower()
        if said == BACK:
            return BACK
        if not said:
            return default
        if flag and said in _YES | _NO:
            return "true" if said in _YES else "false"
        if not flag:
            found = {numbers[said]} if said in numbers else {option.id for option in options if said in {option.id, option.title.lower()}}
            found = found or {option.id for option in options if option.id.startswith(said) or option.title.lower().startswith(said)}
            if len(found) == 1:
                return found.pop()
        console.ask_again((_YES_OR_NO if flag else _CHOOSE).in_(language).format(count=len(options)))


def _read(prompt: str) -> str:
    return input("  " + prompt).strip()


def _short(default: str) -> str:
    return default if len(default) <= 40 else f"{default[:39]}…"
