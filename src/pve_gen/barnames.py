"""The names beside the bars of a chart: at most two lines each, and no two alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Fits = Callable[[str], bool]
"""Whether a text fits on one line beside a bar."""

Lines = tuple[str, ...]


def names_beside(names: Sequence[str], fits: Fits) -> tuple[Lines, ...]:
    """One or two lines for each name. What is too long loses its middle, with `…` in its place; the tables beside the chart have it whole.

    Names that would then read the same show on their second line where they begin to differ.
    """
    shown = [_shortened(name, fits) for name in names]
    for lines in dict.fromkeys(shown):
        alike = [at for at, other in enumerate(shown) if other == lines]
        for at in alike:
            others = [names[other] for other in alike if names[other] != names[at]]
            if others:
                shown[at] = (lines[0], _excerpt(names[at], max(_shared(names[at], other) for other in others), fits))
    return tuple(shown)


def _shortened(name: str, fits: Fits) -> Lines:
    lines = tuple(_wrapped(name, fits))
    return lines if len(lines) <= 2 else (lines[0], _ending(name, fits))


def _wrapped(name: str, fits: Fits) -> Iterator[str]:
    """The name in as few lines as hold it; a word that fits on no line is broken."""
    line = ""
    for word in name.split():
        if fits(longer := f"{line} {word}".strip()):
            line = longer
            continue
        if line:
            yield line
        while not fits(word):
            head = _longest(word, fits)
            yield head
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it
        line = word
    if line:
        yield line


def _longest(text: str, fits: Fits) -> str:
    """As much of the beginning as fits; one letter at least."""
    return next((text[:end] for end in range(len(text), 1, -1) if fits(text[:end])), text[:1])


def _ending(name: str, fits: Fits) -> str:
    """As much of the end as fits behind `…`, from the begin of a word where there is one."""
    starts = [at for at in range(1, len(name)) if fits(f"…{name[at:]}")]
    words = [at for at in starts if name[at - 1] == " "]
    return f"…{name[(words or starts)[0] :]}"


def _excerpt(name: str, differs: int, fits: Fits) -> str:
    """What stands from the word in which it begins to differ, or from closer by where that word is too long."""
    start = name.rfind(" ", 0, differs) + 1
    while start < differs and not fits(f"…{name[start : differs + 1]}…"):
        start += 1
    rest = f"…{name[start:]}"
    return rest if fits(rest) else f"{_longest(rest, lambda text: fits(f'{text}…'))}…"


def _shared(one: str, other: str) -> int:
    """How many letters two names have in common at their begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
