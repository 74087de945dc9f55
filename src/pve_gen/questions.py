"""The questions that one supplier's answers leave open, ready to send: what the municipality asks itself, and what follows from the deviations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pve_gen.assessed import Assessment, Deviation, DeviationKind, Risk
from pve_gen.model import Language, Words

_ASKED: dict[DeviationKind, Words] = {
    "unanswered": Words("U hebt geen antwoord gegeven. Wat is uw antwoord?", "You gave no answer. What is your answer?"),
    "unreadable": Words(
        "Uw antwoord is niet eenduidig: {reason}. Welk antwoord geldt?", "Your answer is not clear: {reason}. Which answer holds?"
    ),
    "conditional": Words(
        "U antwoordt bevestigend, en schrijft daarbij: {reason} Geldt uw antwoord zonder voorbehoud?",
        "You answer yes, and write: {reason} Does your answer hold without reservation?",
    ),
    "contradictory": Words(
        "U antwoordt bevestigend, maar schrijft daarbij: {reason} Voldoet u op dit moment, ja of nee?",
        "You answer yes, but write: {reason} Do you comply at this moment, yes or no?",
    ),
    "no-evidence": Words(
        "U noemt geen bewijs. Waar in uw inschrijving staat: {reason}",
        "You name no evidence. Where in your tender is: {reason}",
    ),
    "altered": Words(
        "De tekst van deze eis is in uw document gewijzigd ({reason}). Geldt uw antwoord voor de tekst zoals de gemeente die stuurde?",
        "The text of this requirement was altered in your document ({reason}). Does your answer hold for the text as the municipality sent it?",
    ),
}
# A plain no, or partly, is clear: nothing to ask unless people decide to.


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about one requirement."""

    requirement: str
    title: str
    text: str


def questions(assessment: Assessment, language: Language) -> tuple[Question, ...]:
    """Every question to this supplier, in the order of the programme; one that people wrote takes the place of ours."""
    return tuple(
        Question(requirement=risk.requirement.id, title=risk.requirement.title, text=text)
        for risk in assessment.risks
        for text in _about(risk, language)
    )


def _about(risk: Risk, language: Language) -> Iterator[str]:
    if risk.decided and risk.decided.question:
        yield risk.decided.question
    elif risk.decided is None or risk.decided.decision in {None, "ask"} or risk.stale:
        yield from (_worded(deviation, language) for deviation in risk.deviations if deviation.kind in _ASKED)


def _worded(deviation: Deviation, language: Language) -> str:
    return _ASKED[deviation.kind].in_(language).format(reason=deviation.reason)
