"""The nouns: what a catalogue, a tender and a selection are. Frozen values; imports nothing of ours.

A noun that was read from a file knows that `file`; `catalog.Source` finds the line in it again when somebody asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from pve_gen.values import Struct, field

Language = Literal["nl", "en"]
Kind = Literal["requirement", "wish", "condition"]
Level = Literal["low", "medium", "high"]
Aspect = Literal["confidentiality", "integrity", "availability"]
Annex = Literal["security", "sla", "processing"]
Moment = Literal["bid", "start", "quarterly", "yearly", "change", "incident", "request"]
FactValue = str | bool


def written(value: FactValue) -> str:
    """A value as people write it in YAML and on the command line."""
    return str(value).lower() if isinstance(value, bool) else value


VALUE_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A value's name in a text; any other brace is just a brace."""

LEVELS: tuple[Level, ...] = get_args(Level)
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)


class Words(Struct, frozen=True):
    """A short text in Dutch and, where somebody translated it, in English."""

    nl: str
    en: str = ""

    def in_(self, language: Language) -> str:
        """The text in `language`; Dutch where there is no translation."""
        return self.en or self.nl if language == "en" else self.nl


TO_FILL_IN = Words("[nog in te vullen]", "[to be filled in]")
"""What stands where an import found nothing and a requirement must say something; `pve check` names each."""

TO_TRANSLATE = "[nog te vertalen]"
"""Stands before a text in another language than Dutch, in a Dutch field."""


# ── Facts: what requirements select on ─────────────────────────────────────────────────────────


class Choice(Struct, frozen=True, kw_only=True):
    """One of the values that a fact may have."""

    id: str
    title: Words
    explain: Words = Words("")


class Fact(Struct, frozen=True, kw_only=True):
    """Something true of a tender. On a `scale` the choices rise; a `flag` is true or false."""

    id: str
    type: Literal["scale", "choice", "flag"]
    title: Words
    question: Words
    default: FactValue
    choices: tuple[Choice, ...] = ()
    file: str

    @property
    def allowed(self) -> tuple[FactValue, ...]:
        """Every value this fact may have, in order."""
        return (True, False) if self.type == "flag" else tuple(choice.id for choice in self.choices)

    def accepts(self, value: FactValue) -> bool:
        """Whether this fact may have that value; 1 is not true here, though Python thinks so."""
        return any(value == known and type(value) is type(known) for known in self.allowed)

    def title_of(self, value: FactValue, language: Language) -> str:
        """A value in a reader's words: `ja`, `hoog`, `bijzonder`."""
        if self.type == "flag":
            return {("nl", True): "ja", ("nl", False): "nee", ("en", True): "yes", ("en", False): "no"}[language, bool(value)]
        return next(choice.title.in_(language) for choice in self.choices if choice.id == value)


class Profile(Struct, frozen=True, kw_only=True):
    """A named preset of facts."""

    id: str
    title: Words
    explain: Words
    facts: Mapping[str, FactValue]
    file: str


Rule = Mapping[str, tuple[FactValue, ...]]
"""All lines must hold: a fact, and on a scale the lowest level that is enough, otherwise the values that are."""


# ── Norms ──────────────────────────────────────────────────────────────────────────────────────


_NOT_VERIFIED = Words("niet geverifieerd", "not verified")


class Clause(Struct, frozen=True, kw_only=True):
    """A number in a norm. `duty` says who must act; `verified` whether number and title were checked at the source.

    `reason` says why no requirement covers it, or what the municipality does itself.
    """

    id: str
    title: Words
    label: Words = Words("")
    about: str = ""
    duty: Literal["supplier", "procurement", "internal"] = "supplier"
    status: Literal["in_force", "withdrawn", "moved", "no_measure"] = "in_force"
    moved_to: str = ""
    verified: bool = True
    reason: Words = Words("")


class Norm(Struct, frozen=True, kw_only=True):
    """A norm in one edition: `id` holds the edition, because numbers move between editions.

    A document cites it only where `applies_when` holds: the AVG says nothing where there are no personal data.
    """

    id: str
    title: Words
    short: Words
    edition: Words
    publisher: str
    url: str = ""
    note: Words = Words("")
    applies_when: Rule = field(default_factory=dict)
    clauses: Mapping[str, Clause]
    file: str

    def label_of(self, clause: str, language: Language) -> str:
        """How a reference reads in a document: `BIO2 5.17.01`, `AVG art. 28 lid 3 onder a`; what is not verified says so."""
        found = self.clauses[clause]
        doubt = "" if found.verified else f" ({_NOT_VERIFIED.in_(language)})"
        return f"{self.short.in_(language)} {found.label.in_(language) or clause}{doubt}"


# ── Requirements ───────────────────────────────────────────────────────────────────────────────


class Theme(Struct, frozen=True, kw_only=True):
    """A chapter of requirements; `prefix` begins the ids of its requirements, `annex` is where a contract puts what it agrees."""

    id: str
    prefix: str
    order: int
    annex: Annex = "security"
    title: Words
    introduction: Words
    file: str


class Value(Struct, frozen=True, kw_only=True):
    """A number or term that a tender may change. `ask`: there is no default, the tender must give it.

    `label` is the name as people read it. `follows` is the aspect whose level decides `by_profile`; without it the highest of the three does.
    """

    name: str
    label: Words
    explain: Words
    default: Words | None = None
    by_profile: Mapping[str, Words] = field(default_factory=dict)
    follows: Aspect | None = None
    ask: bool = False


class Evidence(Struct, frozen=True, kw_only=True):
    """What the supplier shows, and at which moment."""

    what: Words
    when: Moment


class Unmet(Struct, frozen=True, kw_only=True):
    """What a requirement that is not met leaves: the risk, and measures that compensate for it."""

    risk: Words
    affects: tuple[Aspect, ...]
    likelihood: Level
    impact: Level
    supplier_measures: tuple[Words, ...]
    municipality_measures: tuple[Words, ...]


class NormReference(Struct, frozen=True):
    """A clause of a norm, as a requirement cites it."""

    norm: str
    clause: str

    def __str__(self) -> str:
        return f"{self.norm} {self.clause}"


class Retirement(Struct, frozen=True, kw_only=True):
    """The tombstone of a requirement: ids are never used again."""

    since: str
    because: str
    replaced_by: tuple[str, ...] = ()


class Layer(Struct, frozen=True, kw_only=True):
    """A municipality's own layer over the shared catalogue; `prefix` begins the ids of its own requirements."""

    name: str
    version: str = ""
    prefix: str = ""


class LayerChange(Struct, frozen=True, kw_only=True):
    """What a layer did with a requirement: added it, set the value `what`, replaced the field `what`, or dropped it.

    `file` and `index` say where: the how-manieth of the changes in that file.
    """

    layer: str
    verb: Literal["add", "set", "replace", "drop"]
    what: str = ""
    reason: str = ""
    role: str = ""
    file: str = ""
    index: int = 0


class Requirement(Struct, frozen=True, kw_only=True, eq=False):
    """One verifiable demand on the supplier, as the catalogue states it: itself alone, so that what is made of it can be kept.

    `translation_of` is the version that the English text translates, 0 where there is none. `silence` names the
    rules of `pve check` that do not fit this requirement, each with the reason. `changes` are what layers did with it.
    """

    id: str
    theme: str
    kind: Kind
    points: int = 0
    title: Words
    text: Words
    values: Mapping[str, Value]
    why: Words
    applies_when: tuple[Rule, ...]
    evidence: tuple[Evidence, ...]
    verify: Words
    if_unmet: Unmet
    norms: tuple[NormReference, ...]
    acts: Literal["supplier", "municipality", "both"]
    version: int
    since: str
    translation_of: int
    silence: Mapping[str, str]
    retired: Retirement | None = None
    changes: tuple[LayerChange, ...] = ()
    file: str


class Term(Struct, frozen=True, kw_only=True):
    """A word that the document defines."""

    term: Words
    meaning: Words


class Catalog(Struct, frozen=True, kw_only=True, eq=False):
    """Everything a selection is made from, in the order in which documents show it: itself alone, as a requirement is.

    `unread` names the files with mistakes that were left out (`facts`, `bio2-1.3`, `AUTH-03`), so that nobody
    complains about what only seems to be missing.
    """

    name: Words
    version: str
    licence: str
    facts: Mapping[str, Fact]
    norms: Mapping[str, Norm]
    profiles: Mapping[str, Profile]
    themes: Mapping[str, Theme]
    requirements: Mapping[str, Requirement]
    terms: tuple[Term, ...]
    layers: tuple[Layer, ...] = ()
    unread: frozenset[str] = frozenset()


# ── Tender ─────────────────────────────────────────────────────────────────────────────────────


class GivenFact(Struct, frozen=True, kw_only=True):
    """What is true of this tender, who or what said so, and why the municipality thinks so."""

    fact: Fact
    value: FactValue
    source: Literal["flag", "tender", "profile", "default"]
    motivation: str = ""
    profile: str = ""
    file: str = ""


class GivenValue(Struct, frozen=True, kw_only=True):
    """A named value as the tender sets it."""

    text: str
    reason: str = ""
    role: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """A person's decision about one requirement, with the reason and the role that took it."""

    requirement: str
    decision: Literal["include", "leave_out"]
    reason: str
    role: str
    file: str


class Tender(Struct, frozen=True, kw_only=True):
    """One procurement. Empty texts are what only the municipality knows and has not said yet.

    `partly` is the percentage of its points that a wish earns that is partly met.
    """

    organisation: str = ""
    title: str = ""
    reference: str = ""
    version: str = ""
    status: str = ""
    date: str = ""
    contact: str = ""
    description: str = ""
    profile: str = ""
    facts: Mapping[str, GivenFact]
    values: Mapping[str, Mapping[str, GivenValue]] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    partly: int = 50


# ── Selection ──────────────────────────────────────────────────────────────────────────────────


class Condition(Struct, frozen=True):
    """One line of a rule held against this tender."""

    given: GivenFact
    wanted: tuple[FactValue, ...]
    holds: bool


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether a requirement is in, and because of what: a decision, or the conditions of the rule that decided.

    `rule` counts from 0 in `requirement.applies_when`, which is empty where the requirement always applies.
    """

    requirement: Requirement
    selected: bool
    conditions: tuple[Condition, ...] = ()
    decision: Decision | None = None
    rule: int = 0


class Selection(Struct, frozen=True, kw_only=True):
    """Every requirement of the catalogue with its verdict; selecting never throws anything away.

    `norms` are the ids of those that apply to the tender.
    """

    catalog: Catalog
    tender: Tender
    level: Level
    norms: frozenset[str]
    verdicts: tuple[Verdict, ...]

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """The verdicts on the requirements that are in, in the order of the document."""
        return tuple(verdict for verdict in self.verdicts if verdict.selected)

    @property
    def selected(self) -> tuple[Requirement, ...]:
        """The requirements that are in, in the order of the document."""
        return tuple(verdict.requirement for verdict in self.asked)


class Asked(Struct, frozen=True, kw_only=True, eq=False):
    """What a requirement asks in one language with the values of a tender: their words, in their order, and the text with these in place.

    The text is Markdown. `hash` is the SHA-256, in hex, of all that is asked.
    """

    words: tuple[str, ...]
    text: str
    hash: str


class Provenance(Struct, frozen=True, kw_only=True):
    """What made a document, from what: enough to make it again and to tell it from another.

    `document` is the programme's own number, the same in each of its formats; `hash` is the SHA-256, in hex, of what is
    asked of the supplier, and `asked` has that of each requirement by its id.
    """

    document: str
    tool: str
    catalog: str
    commit: str
    template: str
    created: datetime
    hash: str
    asked: Mapping[str, Asked] = field(default_factory=dict)
