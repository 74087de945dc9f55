"""Deviations, risks, decisions and score: what one supplier's answers leave for the municipality to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pve_gen.assessed import (
    DOCUMENT,
    UNPROVEN,
    Assessment,
    Decided,
    Deviation,
    DeviationKind,
    Measure,
    Outside,
    Risk,
    RiskScale,
    Score,
    Step,
    earned_by,
)
from pve_gen.decisions import document_entry, document_fingerprint, entry, fingerprint
from pve_gen.deviations import deviations
from pve_gen.findings import Finding, Place
from pve_gen.response import AlteredText, GivenAnswer, Response, short
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.wording import finding_in, place_in

_NO_PROMISE = {"not-met", "unanswered"}


def assess(
    programme: SentProgramme,
    response: Response,
    scale: RiskScale,
    decided: Mapping[str, Decided] | None = None,
    altered: Mapping[str, AlteredText] | None = None,
) -> Assessment:
    """The answers of `response` beside the programme as it was sent.

    `decided` is what people decided before, by requirement or DOCUMENT; `altered` what `verify` found in the text of a requirement.
    """
    found = deviations(programme, response, altered)
    answers = {answer.requirement: answer for answer in response.answers}
    risks = tuple(
        _risk(requirement, answers.get(requirement.id), found[requirement.id], (decided or {}).get(requirement.id), scale, programme)
        for requirement in programme.requirements
        if requirement.id in found
    )
    return Assessment(
        supplier=response.supplier,
        programme=programme,
        answers=tuple(answers[requirement.id] for requirement in programme.requirements if requirement.id in answers),
        risks=risks,
        findings=response.findings,
        outside=_outside(programme, response, (decided or {}).get(DOCUMENT)),
        score=score(programme, answers, found),
        scale=scale,
    )


def _outside(programme: SentProgramme, response: Response, decided: Decided | None) -> Outside | None:
    """Every finding about something that was not asked: nobody can decide about it at a requirement."""
    asked = {requirement.id for requirement in programme.requirements}
    findings = tuple(finding for finding in response.findings if finding.requirement not in asked)
    if not findings:
        return None
    return Outside(findings=findings, decided=decided, stale=decided is not None and decided.fingerprint != document_fingerprint(findings))


def _risk(
    requirement: SentRequirement,
    answer: GivenAnswer | None,
    found: tuple[Deviation, ...],
    decided: Decided | None,
    scale: RiskScale,
    programme: SentProgramme,
) -> Risk:
    unmet = requirement.if_unmet
    likelihood = _chosen(scale.likelihoods, decided.likelihood if decided else "") or scale.likelihood_of(unmet.likelihood)
    impact = _chosen(scale.impacts, decided.impact if decided else "") or scale.impact_of(unmet.impact)
    left_likelihood = _chosen(scale.likelihoods, decided.residual_likelihood if decided else "")
    left_impact = _chosen(scale.impacts, decided.residual_impact if decided else "")
    prefilled = (
        *(Measure(text=text, side="supplier") for text in unmet.supplier_measures),
        *(Measure(text=text, side="municipality") for text in unmet.municipality_measures),
    )
    return Risk(
        requirement=requirement,
        answer=answer,
        deviations=found,
        threat=(decided.threat if decided else "") or unmet.risk,
        affects=unmet.affects,
        likelihood=likelihood,
        impact=impact,
        risk=scale.risk(likelihood.id, impact.id),
        existing=decided.existing if decided else (),
        measures=decided.measures if decided else prefilled,
        residual_likelihood=left_likelihood,
        residual_impact=left_impact,
        residual=scale.risk(left_likelihood.id, left_impact.id) if left_likelihood and left_impact else None,
        decided=decided,
        stale=decided is not None and decided.fingerprint != fingerprint(requirement, answer, found),
        may_accept=may_accept(programme, requirement),
    )


def may_accept(programme: SentProgramme, requirement: SentRequirement) -> bool:
    """Whether the municipality may bear the risk of a requirement that is not met.

    Not in a tender where the requirement is a knock-out: that bid must be put aside, since all bidders are treated alike.
    """
    return not (programme.knock_out and requirement.kind == "requirement")


def departs(programme: SentProgramme, risk: Risk) -> bool:
    """Whether a contract condition is not accepted in a tender, whose programme says that a bidder accepts it.

    Whether a bid may depart from it follows from the tender documents, which only people know.
    """
    return programme.knock_out and any(deviation.kind == "refused" for deviation in risk.deviations)


def needs_decision(risk: Risk) -> bool:
    """Whether people must decide: not where a wish is simply not met, or not answered, for that earned no points and promises nothing."""
    return risk.requirement.kind != "wish" or not all(deviation.kind in _NO_PROMISE for deviation in risk.deviations)


def is_open(risk: Risk) -> bool:
    """Whether it is still to be decided: nobody did, the answer changed since, or a question is out."""
    return needs_decision(risk) and _undecided(risk)


def is_endless(risk: Risk) -> bool:
    """Whether its deviation was accepted for a time that has no end."""
    decided = risk.decided
    return needs_decision(risk) and decided is not None and decided.decision == "accept" and decided.until is None


def outside_is_open(outside: Outside | None) -> bool:
    """Whether people must still settle what is in the document outside what was asked."""
    return outside is not None and _undecided(outside)


def _undecided(about: Risk | Outside) -> bool:
    return about.decided is None or about.decided.decision in {None, "ask"} or about.stale


def _chosen(steps: tuple[Step, ...], id: str) -> Step | None:
    return next((step for step in steps if step.id == id), None)


def score(programme: SentProgramme, answers: Mapping[str, GivenAnswer], found: Mapping[str, tuple[Deviation, ...]]) -> Score:
    """Points for wishes as they were answered; "partly" earns what the tender says, and what is not certain counts as open too."""
    points = open_ = 0.0
    for requirement in programme.requirements:
        answer = answers.get(requirement.id)
        if requirement.kind != "wish" or answer is None:
            continue
        earned = earned_by(requirement, answer.answer, programme.partly)
        points += earned
        if any(deviation.kind in UNPROVEN for deviation in found.get(requirement.id, ())):
            open_ += earned
    return Score(points=points, possible=programme.counts.points, open=open_, partly=programme.partly)


def new_entries(assessment: Assessment, words: Mapping[DeviationKind, str]) -> dict[str, str]:
    """Requirement → an empty decision for each risk that nobody decided about yet; `words` calls each kind of deviation.

    Last, under DOCUMENT, the same for what is in the document outside what was asked.
    """
    entries = {}
    for risk in assessment.risks:
        if risk.decided is None and needs_decision(risk):
            about = fingerprint(risk.requirement, risk.answer, risk.deviations)
            what = ", ".join(dict.fromkeys(words[deviation.kind] for deviation in risk.deviations))
            unmet = risk.requirement.if_unmet
            entries[risk.requirement.id] = entry(risk.requirement, about, what, unmet.supplier_measures, unmet.municipality_measures)
    outside = assessment.outside
    if outside and outside.decided is None:
        what = "; ".join(f"{place_in(finding.place, 'nl')}: {finding_in(finding, 'nl')}" for finding in outside.findings)
        entries[DOCUMENT] = document_entry(document_fingerprint(outside.findings), short(what, 300))
    return entries


def about_decisions(assessment: Assessment, decided: Mapping[str, Decided], file: str) -> Iterable[Finding]:
    """What of the decisions no longer fits: the answer changed, nothing deviates any more, or acceptance is not allowed."""
    risks = {risk.requirement.id: risk for risk in assessment.risks}
    for id, one in decided.items():
        place = Place(file, one.line)
        if id == DOCUMENT:
            yield from _about_document(assessment.outside, one, place, assessment.programme)
            continue
        risk = risks.get(id)
        if risk is None:
            yield Finding("decision-idle", place, f"{id} no longer deviates", "keep the decision as a record, or remove it", "warning")
        elif risk.stale:
            message = f"{id}: the answer is another than the one that was decided about"
            about = fingerprint(risk.requirement, risk.answer, risk.deviations)
            yield Finding("decision-stale", place, message, f'read it again, and then write about: "{about}"', "warning")
        if risk and one.decision in {"accept", "mitigate"} and departs(assessment.programme, risk):
            message = f"{id} is a contract condition that is not accepted, and in a tender bidders accept these as they were asked"
            yield Finding("condition-departs", place, message, "check that the tender documents allow to depart from it", "warning")
        if risk and one.decision == "accept" and not risk.may_accept:
            message = f"{id} is a knock-out in a tender: not meeting it cannot be accepted, since all bidders are treated alike"
            yield Finding("accept-knock-out", place, message, "put the bid aside, or ask what the answer means")
        if risk and one.decision == "mitigate" and risk.not_met and not risk.may_accept:
            message = f"{id} is a knock-out in a tender that is not met: measures cannot repair that, since all bidders are treated alike"
            yield Finding("mitigate-knock-out", place, message, "put the bid aside")


def _about_document(outside: Outside | None, one: Decided, place: Place, programme: SentProgramme) -> Iterable[Finding]:
    if outside is None:
        message = "the document holds nothing any more outside what was asked"
        yield Finding("decision-idle", place, message, "keep the decision as a record, or remove it", "warning")
    elif outside.stale:
        message = "what is in the document outside what was asked is another than what was decided about"
        about = document_fingerprint(outside.findings)
        yield Finding("decision-stale", place, message, f'read it again, and then write about: "{about}"', "warning")
    if outside and one.decision == "accept" and programme.knock_out:
        message = "the document holds what was not asked, and in a tender that may depart from what all bidders were asked"
        yield Finding("document-departs", place, message, "check that the tender documents allow to accept it", "warning")
