"""The nouns of an assessment: what a supplier's answers leave open, the risk of each deviation, and what people decided about it.

Stages build these values; documents, tables and JSON are made from them. Imports words only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pve_gen.model import Aspect, Level, Words
from pve_gen.response import GivenAnswer, ResponseFinding
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.values import Struct

DeviationKind = Literal[
    "not-met", "partly-met", "refused", "unanswered", "unreadable", "conditional", "contradictory", "no-evidence", "altered"
]
DEVIATIONS: dict[DeviationKind, Words] = {
    "not-met": Words("voldoet niet", "does not meet"),
    "partly-met": Words("voldoet deels", "partly meets"),
    "refused": Words("niet akkoord", "does not accept"),
    "unanswered": Words("niet beantwoord", "not answered"),
    "unreadable": Words("antwoord niet te lezen", "answer cannot be read"),
    "conditional": Words("ja, met een voorbehoud in de toelichting: te lezen", "yes, with a reservation in the explanation: to be read"),
    "contradictory": Words(
        "toelichting lijkt het antwoord tegen te spreken: te lezen", "explanation seems to contradict the answer: to be read"
    ),
    "no-evidence": Words("gevraagd bewijs niet genoemd", "evidence asked for is not named"),
    "altered": Words("tekst van de eis is gewijzigd", "text of the requirement was altered"),
}
"""How documents call each kind of deviation, from the plainest to the one that needs most reading."""

TO_READ: frozenset[DeviationKind] = frozenset({"conditional", "contradictory"})
"""What the tool only points at: a person must read it before it is a deviation."""

UNPROVEN: frozenset[DeviationKind] = TO_READ | {"no-evidence", "altered"}
"""With these a yes is not certain: its points are open, and people must look."""

DecisionKind = Literal["mitigate", "accept", "reject", "ask"]
DECISIONS: dict[DecisionKind, Words] = {
    "mitigate": Words("beheersen met maatregelen", "mitigate with measures"),
    "accept": Words("tijdelijk accepteren", "accept temporarily"),
    "reject": Words("niet accepteren", "reject"),
    "ask": Words("navragen bij de leverancier", "ask the supplier"),
}
DECIDED_OUTSIDE: dict[DecisionKind, Words] = DECISIONS | {"accept": Words("aanvaarden", "accept")}
"""As DECISIONS, about what is in the document outside what was asked: that holds for good, or does not."""

Side = Literal["supplier", "municipality"]

DOCUMENT = "document"
"""Under what `decisions.yaml` keeps the decision about all that is in the document outside what was asked."""


class Deviation(Struct, frozen=True, kw_only=True):
    """One way in which an answer is not a plain yes. `reason` says what was seen, literally; `place` where in the file.

    `was` and `now` are the lines of the requirement's text before and after they were altered.
    """

    requirement: str
    kind: DeviationKind
    reason: str
    place: str
    was: str = ""
    now: str = ""

    @property
    def to_read(self) -> bool:
        """Whether a person must read the answer before this counts."""
        return self.kind in TO_READ


class Step(Struct, frozen=True, kw_only=True):
    """One step of a scale, in the municipality's own words; `color` is RRGGBB. `stands_for` is the catalogue's level that it means, if any."""

    id: str
    title: Words
    explain: Words
    color: str = ""
    stands_for: Level | None = None


class RiskScale(Struct, frozen=True, kw_only=True):
    """Three to five steps of likelihood and of impact, lowest first, and the risk of each pair: `matrix[likelihood][impact]` is an id in `risks`."""

    name: Words
    likelihoods: tuple[Step, ...]
    impacts: tuple[Step, ...]
    risks: tuple[Step, ...]
    matrix: Mapping[str, Mapping[str, str]]

    def risk(self, likelihood: str, impact: str) -> Step:
        """The risk of a likelihood and an impact, by their ids."""
        wanted = self.matrix[likelihood][impact]
        return next(step for step in self.risks if step.id == wanted)

    def rank(self, risk: Step) -> int:
        """From 0, the lowest, upwards."""
        return [step.id for step in self.risks].index(risk.id)

    def likelihood_of(self, level: Level) -> Step:
        """The step that the catalogue's level means."""
        return _standing_for(self.likelihoods, level)

    def impact_of(self, level: Level) -> Step:
        """The step that the catalogue's level means."""
        return _standing_for(self.impacts, level)


def _standing_for(steps: tuple[Step, ...], level: Level) -> Step:
    return next(step for step in steps if step.stands_for == level)


class Measure(Struct, frozen=True, kw_only=True):
    """What is done about a risk, by whom, and when at the latest; `owner` and `due` are empty where nobody said."""

    text: str
    side: Side
    owner: str = ""
    due: str = ""


class Decided(Struct, frozen=True, kw_only=True):
    """What people decided about the deviation of one requirement, as `decisions.yaml` keeps it; what they left open is empty.

    `requirement` is an id, or DOCUMENT. `fingerprint` is that of what they decided about (see `decisions.fingerprint`); `line` is where it stands, from 1.
    """

    requirement: str
    fingerprint: str
    threat: str = ""
    for_municipality: str = ""
    for_data_subjects: str = ""
    likelihood: str = ""
    impact: str = ""
    existing: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    residual_likelihood: str = ""
    residual_impact: str = ""
    decision: DecisionKind | None = None
    reason: str = ""
    owner: str = ""
    adviser: str = ""
    until: date | None = None
    review: date | None = None
    question: str = ""
    line: int = 0


class Risk(Struct, frozen=True, kw_only=True):
    """What the deviations of one requirement leave: the risk before and after measures, and the decision about it.

    `affects`, `likelihood` and `impact` come from the catalogue unless people decided otherwise. `stale` says that the answer or
    the requirement is another than the one they decided about. `may_accept` is false where the procedure forbids acceptance.
    """

    requirement: SentRequirement
    answer: GivenAnswer | None
    deviations: tuple[Deviation, ...]
    threat: str
    affects: tuple[Aspect, ...]
    likelihood: Step
    impact: Step
    risk: Step
    existing: tuple[str, ...]
    measures: tuple[Measure, ...]
    residual_likelihood: Step | None
    residual_impact: Step | None
    residual: Step | None
    decided: Decided | None
    stale: bool
    may_accept: bool

    @property
    def not_met(self) -> bool:
        """Whether the supplier says that it does not meet the requirement."""
        return any(deviation.kind == "not-met" for deviation in self.deviations)

    @property
    def only_to_read(self) -> bool:
        """Whether nothing is certain yet: a person must read the answer first."""
        return all(deviation.to_read for deviation in self.deviations)


class Outside(Struct, frozen=True, kw_only=True):
    """What is in the document outside what was asked, such as terms of the supplier in a footer, and what people decided about it.

    Accepting means that it holds, rejecting that it does not. `stale` says that it is another than what they decided about.
    """

    findings: tuple[ResponseFinding, ...]
    decided: Decided | None
    stale: bool


class Score(Struct, frozen=True, kw_only=True):
    """Points for wishes: `points` as answered, of `possible`; `open` of these are not certain.

    An answer is not certain that is to be read, without the evidence asked for, or to a text that was altered.

    Points may have a fraction of a half or less, since "partly" earns `partly` per cent.
    """

    points: float
    possible: int
    open: float
    partly: int


class Assessment(Struct, frozen=True, kw_only=True):
    """One supplier's answers beside the programme as it was sent. `outside` is None where the document holds nothing else than was asked."""

    supplier: str
    programme: SentProgramme
    answers: tuple[GivenAnswer, ...]
    risks: tuple[Risk, ...]
    findings: tuple[ResponseFinding, ...]
    outside: Outside | None
    score: Score
    scale: RiskScale

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every deviation, in the order of the programme."""
        return tuple(deviation for risk in self.risks for deviation in risk.deviations)

    @property
    def knocked_out(self) -> tuple[str, ...]:
        """The requirements that the supplier says it does not meet, where each is a knock-out."""
        return self.unmet if self.programme.knock_out else ()

    @property
    def unmet(self) -> tuple[str, ...]:
        """The requirements proper that the supplier says it does not meet."""
        return tuple(risk.requirement.id for risk in self.risks if risk.requirement.kind == "requirement" and risk.not_met)

    @property
    def unsure(self) -> tuple[str, ...]:
        """The requirements proper with a deviation that is no plain "does not meet": whether it meets them is not certain yet."""
        return tuple(risk.requirement.id for risk in self.risks if risk.requirement.kind == "requirement" and not risk.not_met)


def earned_by(requirement: SentRequirement, answer: str, partly: int) -> float:
    """The points that an answer (the id of a choice) earns: those of a wish that is met, and `partly` per cent where it is partly."""
    share = {"meets": 100, "partly": partly}.get(answer, 0)
    return requirement.points * share / 100 if requirement.kind == "wish" else 0.0
