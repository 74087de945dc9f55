"""From programme, answers and decisions to what the contract says: agreements, accepted deviations, figures."""

from __future__ import annotations

from dataclasses import dataclass

from pve_gen.assessed import Assessment, Decided, Risk
from pve_gen.assessment import is_open
from pve_gen.model import Annex
from pve_gen.sent import SentProgramme, SentRequirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number or term that was agreed: what it is about, and its words."""

    requirement: SentRequirement
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedChapter:
    """The requirements of a theme that hold as they were asked, and the figures in them."""

    title: str
    requirements: tuple[SentRequirement, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedDeviation:
    """A deviation that people let pass, with the conditions under which they did."""

    risk: Risk
    decided: Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAnnex:
    """What one annex of the contract holds."""

    kind: Annex
    chapters: tuple[AgreedChapter, ...]
    deviations: tuple[AgreedDeviation, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in the annex, in order."""
        return tuple(figure for chapter in self.chapters for figure in chapter.figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAnnexes:
    """The annexes for the winner. `open` are risks that nobody decided about, or decided about another answer: the contract is not ready."""

    programme: SentProgramme
    supplier: str
    annexes: tuple[AgreedAnnex, ...]
    rejected: tuple[Risk, ...]
    open: tuple[Risk, ...]

    def annex(self, kind: Annex) -> AgreedAnnex:
        """The annex of that kind."""
        return next(annex for annex in self.annexes if annex.kind == kind)


def contract_of(assessment: Assessment) -> ContractAnnexes:
    """What the contract with this supplier says.

    A requirement holds as it was asked unless people accepted, or took measures for, a deviation from it. A wish that
    is not met is not agreed; one that is partly met is, with the supplier's own explanation as what holds.
    """
    risks = {risk.requirement.id: risk for risk in assessment.risks}
    requirements = assessment.programme.requirements
    kinds: tuple[Annex, ...] = ("security", "sla", "processing")
    return ContractAnnexes(
        programme=assessment.programme,
        supplier=assessment.supplier,
        annexes=tuple(
            AgreedAnnex(
                kind=kind,
                chapters=_chapters([one for one in requirements if one.annex == kind and _agreed(one, risks.get(one.id))]),
                deviations=tuple(
                    AgreedDeviation(risk=risks[one.id], decided=decided)
                    for one in requirements
                    if one.annex == kind and one.id in risks and (decided := _let_pass(risks[one.id]))
                ),
            )
            for kind in kinds
        ),
        rejected=tuple(risk for risk in assessment.risks if risk.decided and risk.decided.decision == "reject" and not risk.stale),
        open=tuple(risk for risk in assessment.risks if is_open(risk)),
    )


def _let_pass(risk: Risk) -> Decided | None:
    decided = risk.decided
    return decided if decided and not risk.stale and decided.decision in {"accept", "mitigate"} else None


def _agreed(requirement: SentRequirement, risk: Risk | None) -> bool:
    if risk is None:
        return True
    if requirement.kind == "wish":
        return not any(deviation.kind in {"not-met", "unanswered", "unreadable"} for deviation in risk.deviations)
    # What is only accepted for a time holds afterwards; what was rejected or is open holds as it was asked.
    return True


def _chapters(requirements: list[SentRequirement]) -> tuple[AgreedChapter, ...]:
    chapters = []
    for title in dict.fromkeys(requirement.chapter for requirement in requirements):
        mine = tuple(requirement for requirement in requirements if requirement.chapter == title)
        figures = tuple(
            Figure(requirement=requirement, label=value.label, text=value.text) for requirement in mine for value in requirement.values
        )
        chapters.append(AgreedChapter(title=title, requirements=mine, figures=figures))
    return tuple(chapters)
