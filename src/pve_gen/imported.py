"""The nouns of an import: a list of requirements from elsewhere, as far as it has a place in a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pve_gen.model import Kind, Language, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something of the list that has no place, or not the place that it says: `where` names a line, cell or control, `what` is one sentence."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedValue:
    """A named value of a text. `default` is empty where the tender must say it."""

    name: str
    label: str
    explain: str = ""
    default: str = ""
    by_profile: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRequirement:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedList:
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
