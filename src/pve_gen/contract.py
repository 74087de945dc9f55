"""From programme, answers and decisions to what the contract says: agreements, accepted deviations, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from pve_gen.assessed import Assessment, Decided, Outside, Risk
from pve_gen.assessment import is_endless, needs_decision
from pve_gen.model import Annex, Words
from pve_gen.response import GivenAnswer
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.values import Struct

ANNEXES: dict[Annex, Words] = {
    "security": Words("Bijlage informatiebeveiliging", "Annex on information security"),
    "sla": Words("Bijlage dienstverlening (SLA)", "Annex on service levels (SLA)"),
    "processing": Words("Bijlage bij de verwerkersovereenkomst", "Annex to the processing agreement"),
}
"""The annexes of a contract, in their order, as documents call them."""

OpenReason = Literal["undecided", "asked", "stale", "endless", "ended"]
OPEN: dict[OpenReason, Words] = {
    "undecided": Words("nog niet besloten", "not decided yet"),
    "asked": Words("de vraag aan de leverancier staat nog uit", "the question to the supplier is still out"),
    "stale": Words("besloten over een ander antwoord dan er nu ligt", "decided about another answer than the present one"),
    "endless": Words("tijdelijk geaccepteerd zonder einddatum", "accepted temporarily without an end date"),
    "ended": Words("de einddatum van de afwijking is voorbij", "the end date of the deviation has passed"),
}
"""Why the contract is not ready, in words."""


class Figure(Struct, frozen=True, kw_only=True):
    """A number or term that was agreed: what it is about, and its words, which are empty where nobody said them yet."""

    requirement: SentRequirement
    label: str
    text: str


class Agreement(Struct, frozen=True, kw_only=True):
    """A requirement that holds. `explanation` is what the supplier promised at a wish that is partly met: that is what holds.

    `deviates` says that a deviation was let pass, which stands among the deviations with its conditions. `open` is why it does not
    hold yet, None where it does.
    """

    requirement: SentRequirement
    explanation: str
    deviates: bool
    open: OpenReason | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in it, in order."""
        return tuple(Figure(requirement=self.requirement, label=value.label, text=value.text) for value in self.requirement.values)


class AgreedChapter(Struct, frozen=True, kw_only=True):
    """The requirements of a theme that hold."""

    title: str
    agreements: tuple[Agreement, ...]


class AgreedDeviation(Struct, frozen=True, kw_only=True):
    """A deviation that people let pass, with the conditions under which they did."""

    risk: Risk
    decided: Decided


class OpenPoint(Struct, frozen=True, kw_only=True):
    """A deviation that nobody decided about, or not so that it holds today, and why."""

    risk: Risk
    reason: OpenReason


class AgreedAnnex(Struct, frozen=True, kw_only=True):
    """What one annex of the contract holds. `dropped` are wishes that the supplier does not meet, or not as the municipality wants.

    `unanswered` are the ids of those that the supplier said nothing about.
    """

    kind: Annex
    chapters: tuple[AgreedChapter, ...]
    deviations: tuple[AgreedDeviation, ...]
    rejected: tuple[Risk, ...]
    dropped: tuple[SentRequirement, ...]
    unanswered: frozenset[str]
    open: tuple[OpenPoint, ...]

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Everything that holds, and what is open about whether it does, in order."""
        return tuple(agreement for chapter in self.chapters for agreement in chapter.agreements)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        return tuple(figure for agreement in self.agreements for figure in agreement.figures)

    @property
    def blanks(self) -> tuple[Figure, ...]:
        """The figures that nobody said yet."""
        return tuple(figure for figure in self.figures if not figure.text)


class ContractAnnexes(Struct, frozen=True, kw_only=True):
    """The annexes for the winner. `barred` are knock-outs that are not met: with these there is no contract with this supplier.

    `outside` is what is in the document outside what was asked, and `outside_open` why nobody settled it, None where people did.
    """

    programme: SentProgramme
    supplier: str
    annexes: tuple[AgreedAnnex, ...]
    barred: tuple[Risk, ...]
    outside: Outside | None
    outside_open: OpenReason | None

    def annex(self, kind: Annex) -> AgreedAnnex:
        """The annex of that kind."""
        return next(annex for annex in self.annexes if annex.kind == kind)

    @property
    def open(self) -> tuple[OpenPoint, ...]:
        """Every deviation that is still to be decided about."""
        return tuple(point for annex in self.annexes for point in annex.open)

    @property
    def blanks(self) -> tuple[Figure, ...]:
        """Every figure that nobody said yet."""
        return tuple(figure for annex in self.annexes for figure in annex.blanks)

    @property
    def ready(self) -> bool:
        """Whether the contract can be signed: nothing open, nothing blank, no knock-out that is not met."""
        return not (self.open or self.outside_open or self.blanks or self.barred)


def contract_of(assessment: Assessment, today: date) -> ContractAnnexes:
    """What the contract with this supplier says, drawn up on `today`.

    A requirement holds as it was asked, once nothing about it is open. Where people let a deviation pass, it holds with their conditions; where they
    rejected one, it holds all the same. A wish holds only if it is met, or partly met with people's consent.
    """
    return ContractAnnexes(
        programme=assessment.programme,
        supplier=assessment.supplier,
        annexes=tuple(_annex(kind, assessment, today) for kind in ANNEXES),
        barred=tuple(filter(_barred, assessment.risks)),
        outside=assessment.outside,
        outside_open=_undecided(assessment.outside) if assessment.outside else None,
    )


def _barred(risk: Risk) -> bool:
    """Whether it is a knock-out in a tender that is not met: as the supplier says, or as people decided."""
    rejected = risk.decided is not None and risk.decided.decision == "reject" and not risk.stale
    return not risk.may_accept and (rejected or any(deviation.kind == "not-met" for deviation in risk.deviations))


def _annex(kind: Annex, assessment: Assessment, today: date) -> AgreedAnnex:
    requirements = [requirement for requirement in assessment.programme.requirements if requirement.annex == kind]
    answers = {answer.requirement: answer for answer in assessment.answers}
    risks = {risk.requirement.id: risk for risk in assessment.risks if risk.requirement.annex == kind}
    reasons = {id: reason for id, risk in risks.items() if (reason := _open(risk, today))}
    settled = {id: risk.decided for id, risk in risks.items() if risk.decided and id not in reasons and not risk.stale}
    passed = {id: decided for id, decided in settled.items() if decided.decision in {"accept", "mitigate"}}
    rejected = [id for id, decided in settled.items() if decided.decision == "reject"]
    dropped = [one for one in requirements if one.id in risks and _dropped(risks[one.id], one.id in rejected)]
    held = [
        Agreement(
            requirement=one,
            explanation=_promised(risks.get(one.id), answers.get(one.id)),
            deviates=one.id in passed,
            open=reasons.get(one.id),
        )
        for one in requirements
        if one not in dropped
    ]
    return AgreedAnnex(
        kind=kind,
        chapters=tuple(_chapters(held)),
        deviations=tuple(AgreedDeviation(risk=risks[id], decided=decided) for id, decided in passed.items()),
        rejected=tuple(risks[id] for id in rejected if risks[id].requirement not in dropped),
        dropped=tuple(dropped),
        unanswered=frozenset(one.id for one in dropped if any(deviation.kind == "unanswered" for deviation in risks[one.id].deviations)),
        open=tuple(OpenPoint(risk=risks[id], reason=reason) for id, reason in reasons.items()),
    )


def _open(risk: Risk, today: date) -> OpenReason | None:
    """Why a risk is not decided about; None where it is, or where there is nothing to decide."""
    if not needs_decision(risk):
        return None
    if reason := _undecided(risk):
        return reason
    if risk.decided is None or risk.decided.decision == "reject":
        return None
    if is_endless(risk):
        return "endless"
    return "ended" if risk.decided.until and risk.decided.until < today else None


def _undecided(about: Risk | Outside) -> OpenReason | None:
    if about.decided is None or about.decided.decision is None:
        return "undecided"
    if about.stale:
        return "stale"
    return "asked" if about.decided.decision == "ask" else None


def _dropped(risk: Risk, rejected: bool) -> bool:
    unmet = any(deviation.kind in {"not-met", "unanswered"} for deviation in risk.deviations)
    return risk.requirement.kind == "wish" and (rejected or unmet)


def _promised(risk: Risk | None, answer: GivenAnswer | None) -> str:
    partly = risk is not None and any(deviation.kind == "partly-met" for deviation in risk.deviations)
    return answer.explanation.strip() if partly and answer else ""


def _chapters(held: Iterable[Agreement]) -> Iterator[AgreedChapter]:
    of: dict[str, list[Agreement]] = {}
    for agreement in held:
        of.setdefault(agreement.requirement.chapter, []).append(agreement)
    for title, agreements in of.items():
        yield AgreedChapter(title=title, agreements=tuple(agreements))
