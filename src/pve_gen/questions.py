"""The questions that one supplier's answers leave open, ready to send: what the municipality asks itself, and what follows from the deviations."""

from __future__ import annotations

from collections.abc import Iterator

from pve_gen.assessed import Assessment, Deviation, DeviationKind, Outside, Risk
from pve_gen.assessment import outside_is_open
from pve_gen.model import Language, Words
from pve_gen.values import Struct
from pve_gen.wording import finding_in, place_in

_ASKED: dict[DeviationKind, Words] = {
    "unanswered": Words("U hebt geen antwoord gegeven. Wat is uw antwoord?", "You gave no answer. What is your answer?"),
    "unreadable": Words(
        "Uw antwoord{said} is niet eenduidig, of is geen van de antwoorden waaruit u kon kiezen. Welk antwoord geldt?",
        "Your answer{said} is not clear, or is not one of the answers that you could choose from. Which answer holds?",
    ),
    "conditional": Words(
        "U antwoordt{said} en schrijft daarbij: {reason} Geldt uw antwoord zonder voorbehoud?",
        "You answer{said} and write: {reason} Does your answer hold without reservation?",
    ),
    "contradictory": Words(
        "U antwoordt{said}, maar schrijft daarbij: {reason} Wat geldt nu: het antwoord of de toelichting?",
        "You answer{said}, but write: {reason} Which holds now: the answer or the explanation?",
    ),
    "no-evidence": Words(
        "U noemt niet waar het gevraagde bewijs staat. Gevraagd is: {reason}. In welke bijlage en op welke pagina staat dat?",
        "You do not name where the evidence is. Asked was: {reason}. In which annex, on which page, is it?",
    ),
    "altered": Words(
        "De tekst hierover is in uw document anders dan in het document dat de gemeente stuurde.{changed} Geldt uw antwoord voor de tekst van de "
        "gemeente?",
        "The text about this is another in your document than in the one that the municipality sent.{changed} Does your answer hold for the "
        "municipality’s text?",
    ),
}
_WAS_BECOMES = Words(" De gemeente schreef: «{was}» In uw document: «{now}»", " The municipality wrote: «{was}» In your document: «{now}»")
_IS_GONE = Words(" In uw document ontbreekt: «{was}»", " Your document lacks: «{was}»")
_IS_NEW = Words(" In uw document staat erbij: «{now}»", " Your document adds: «{now}»")
_COMPLETES: frozenset[DeviationKind] = frozenset({"unanswered", "no-evidence"})
"""What a supplier can only answer by completing its bid: in a tender that is for the buyer to decide, not for a list of questions."""
# A plain no, or partly, is clear: nothing to ask unless people decide to.
_DOCUMENT = Words("Uw document", "Your document")
_OUTSIDE = Words(
    "In uw document staat iets wat de gemeente niet vroeg. {found}. Wat betekent dit voor uw inschrijving?",
    "Your document holds what the municipality did not ask. {found}. What does this mean for your bid?",
)


class Question(Struct, frozen=True, kw_only=True):
    """A question about one requirement, or where `requirement` is empty, about the document."""

    requirement: str
    title: str
    text: str


class Withheld(Struct, frozen=True, kw_only=True):
    """What is missing at one requirement, and is not asked in a tender since its answer would complete the bid."""

    requirement: str
    title: str
    kinds: tuple[DeviationKind, ...]


def questions(assessment: Assessment, language: Language) -> tuple[Question, ...]:
    """Every question to this supplier, in the order of the programme, and then about its document.

    One that people wrote takes the place of ours. In a tender nothing is asked that completes the bid (see `withheld`).
    """
    asked = set(_ASKED) - (_COMPLETES if assessment.programme.knock_out else frozenset())
    return (
        *(
            Question(requirement=risk.requirement.id, title=risk.requirement.title, text=text)
            for risk in assessment.risks
            for text in _about(risk, asked, language)
        ),
        *(Question(requirement="", title=_DOCUMENT.in_(language), text=text) for text in _about_document(assessment.outside, language)),
    )


def withheld(assessment: Assessment) -> tuple[Withheld, ...]:
    """What a tender leaves to the buyer: missing answers and evidence that nobody decided or asked about.

    A wish without an answer is not among them: it earns no points, and that is all.
    """
    return tuple(
        Withheld(requirement=risk.requirement.id, title=risk.requirement.title, kinds=kinds)
        for risk in assessment.risks
        if assessment.programme.knock_out
        and _is_asked(risk)
        and not (risk.decided and risk.decided.question)
        and (
            kinds := tuple(
                dict.fromkeys(
                    deviation.kind
                    for deviation in risk.deviations
                    if deviation.kind in _COMPLETES and not (deviation.kind == "unanswered" and risk.requirement.kind == "wish")
                )
            )
        )
    )


def _about_document(outside: Outside | None, language: Language) -> Iterator[str]:
    if outside is None:
        return
    if outside.decided and outside.decided.question:
        yield outside.decided.question
    elif outside_is_open(outside):
        found = "; ".join(f"{place_in(finding.place, language)}: {finding_in(finding, language)}" for finding in outside.findings)
        yield _OUTSIDE.in_(language).format(found=found[:1].upper() + found[1:].rstrip("."))


def _is_asked(risk: Risk) -> bool:
    """Whether its deviations still raise questions: people did not decide, or asked."""
    return risk.decided is None or risk.decided.decision in {None, "ask"} or risk.stale


def _about(risk: Risk, kinds: set[DeviationKind], language: Language) -> Iterator[str]:
    if risk.decided and risk.decided.question:
        yield risk.decided.question
    elif _is_asked(risk):
        asked = [deviation for deviation in risk.deviations if deviation.kind in kinds]
        if any(deviation.kind == "unanswered" for deviation in risk.deviations):  # then there is no answer that could hold for another text
            asked = [deviation for deviation in asked if deviation.kind != "altered"]
        # An answer that cannot be read for two reasons is one question.
        yield from dict.fromkeys(_worded(deviation, risk, language) for deviation in asked)


def _worded(deviation: Deviation, risk: Risk, language: Language) -> str:
    said = " ".join(risk.answer.said.split()) if risk.answer else ""
    changed = ""
    if deviation.was or deviation.now:
        was, now = (" ".join(text.split()) for text in (deviation.was, deviation.now))
        changed = (_WAS_BECOMES if was and now else _IS_GONE if was else _IS_NEW).in_(language).format(was=was, now=now)
    return (
        _ASKED[deviation.kind].in_(language).format(reason=deviation.reason.rstrip("."), said=f" «{said}»" if said else "", changed=changed)
    )
