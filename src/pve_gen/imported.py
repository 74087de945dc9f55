"""The nouns of an import: a list of requirements from elsewhere, as far as it has a place in a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pve_gen.model import Kind, Language, Moment
from pve_gen.values import Struct, field

_BEFORE_SPOT = re.compile(r".*?(?::(?=\d+\Z)|, row (?=\d+\Z)|: (?:\S+!|control |group ))")


class Loss(Struct, frozen=True, kw_only=True):
    """Something of the list that has no place, or not the place that it says: `where` names a line, cell or control, `what` is one sentence."""

    where: str
    what: str


class ImportedValue(Struct, frozen=True, kw_only=True):
    """A named value of a text. `default` is empty where the tender must say it."""

    name: str
    label: str
    explain: str = ""
    default: str = ""
    by_profile: Mapping[str, str] = field(default_factory=dict)


class ImportedRequirement(Struct, frozen=True, kw_only=True):
    """One requirement of the list. Texts are Markdown as requirements have it, with `{name}` for a value; empty where the list is silent.

    `source` is its id in the list, `where` its place, `norms` what it cites as the list writes that, `beside` what has no place.
    """

    source: str
    where: str
    theme: str = ""
    title: str = ""
    text: str
    kind: Kind = "requirement"
    points: int = 0
    values: tuple[ImportedValue, ...] = ()
    why: str = ""
    evidence: tuple[tuple[str, Moment], ...] = ()
    verify: str = ""
    risk: str = ""
    affects: tuple[str, ...] = ()
    likelihood: str = ""
    impact: str = ""
    supplier_measures: tuple[str, ...] = ()
    municipality_measures: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


class ImportedList(Struct, frozen=True, kw_only=True):
    """A list from elsewhere: `file` is its name, `sha256` that of its bytes; `introductions` are by title of a theme.

    `columns` says which column became what, where there are columns.
    """

    file: str
    sha256: str
    language: Language
    title: str
    edition: str = ""
    publisher: str = ""
    requirements: tuple[ImportedRequirement, ...]
    introductions: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()


def together(losses: Iterable[Loss]) -> list[str]:
    """A line for each thing that was lost, with all the places where it was, in the order in which they were met.

    Of the places after the first only what differs, and numbers that follow each other as one: `eisen.csv:4, 6-9, 12`.
    """
    places: dict[str, list[str]] = {}
    for loss in losses:
        places.setdefault(loss.what, []).append(loss.where)
    lines = []
    for what, where in places.items():
        head = _BEFORE_SPOT.match(where[0])
        begin = head[0] if head else ""
        spots = [place.removeprefix(begin) for place in dict.fromkeys(where)]
        lines.append(f"{begin}{', '.join(_runs(spots))}: {what}")
    return lines


def _runs(spots: list[str]) -> list[str]:
    """`4, 5, 6, 8` → `4-6, 8`; what is no number stays as it is."""
    found: list[tuple[str, str]] = []
    for spot in spots:
        if found and found[-1][1].isdecimal() and spot == str(int(found[-1][1]) + 1):
            found[-1] = (found[-1][0], spot)
        else:
            found.append((spot, spot))
    return [first if first == last else f"{first}-{last}" for first, last in found]
