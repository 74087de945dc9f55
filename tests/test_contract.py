"""What the contract with the winner says: what holds, what may deviate and until when, and what is still open."""

from __future__ import annotations

from datetime import date

import pytest

from pve_gen.assessed import DOCUMENT, Decided, DecisionKind
from pve_gen.assessment import assess
from pve_gen.contract import ContractAnnexes, contract_of
from pve_gen.decisions import document_fingerprint, fingerprint
from pve_gen.response import GivenAnswer, Response, ResponseFinding
from pve_gen.riskscale import read_scale
from pve_gen.sent import SentProgramme
from sentprogramme import requirement, sent

SCALE = read_scale()
TODAY = date(2026, 12, 1)
PROGRAMME = sent(
    requirement("AUTH-01", "condition"),
    requirement("LOG-01", "wish", points=10, theme="logging"),
    requirement("AVA-01", "condition", theme="availability", annex="sla", values=(("percentage", "99,5%"), ("venster", "zondag"))),
    requirement("CON-01", "condition", theme="continuity", annex="sla", values=(("hersteltijd", ""),)),
    requirement("PRIV-01", "condition", theme="processing", annex="processing"),
)
ALL_MET = {"AUTH-01": "accepts", "LOG-01": "meets", "AVA-01": "accepts", "CON-01": "accepts", "PRIV-01": "accepts"}


def drawn_up(
    answers: dict[str, str],
    decisions: dict[str, tuple[DecisionKind, date | None]] | None = None,
    programme: SentProgramme = PROGRAMME,
    explanation: str = "",
    about: str = "",
) -> ContractAnnexes:
    """The contract for `answers`, with `decisions` (and until when) about these very answers, or about something else."""
    given = tuple(
        GivenAnswer(requirement=id, answer=answer, said=answer, explanation=explanation, evidence="p. 1", place="A1")
        for id, answer in answers.items()
    )
    response = Response(supplier="Bieder BV", document="", hash="", answers=given, findings=())
    risks = {risk.requirement.id: risk for risk in assess(programme, response, SCALE).risks}
    decided = {
        id: Decided(
            requirement=id,
            fingerprint=about or fingerprint(risks[id].requirement, risks[id].answer, risks[id].deviations),
            decision=decision,
            until=until,
        )
        for id, (decision, until) in (decisions or {}).items()
    }
    return contract_of(assess(programme, response, SCALE, decided), TODAY)


def held(contract: ContractAnnexes) -> list[str]:
    return [agreement.requirement.id for annex in contract.annexes for agreement in annex.agreements]


def test_what_is_met_holds_in_the_annex_of_its_theme() -> None:
    contract = drawn_up(ALL_MET)
    assert {annex.kind: [one.requirement.id for one in annex.agreements] for annex in contract.annexes} == {
        "security": ["AUTH-01", "LOG-01"],
        "sla": ["AVA-01", "CON-01"],
        "processing": ["PRIV-01"],
    }
    assert [chapter.title for chapter in contract.annex("sla").chapters] == ["Availability", "Continuity"]


def test_every_figure_is_told_with_its_requirement_and_a_blank_one_keeps_the_contract_from_being_ready() -> None:
    contract = drawn_up(ALL_MET)
    assert [(figure.requirement.id, figure.label, figure.text) for figure in contract.annex("sla").figures] == [
        ("AVA-01", "percentage", "99,5%"),
        ("AVA-01", "venster", "zondag"),
        ("CON-01", "hersteltijd", ""),
    ]
    assert ([figure.label for figure in contract.blanks], contract.open, contract.ready) == (["hersteltijd"], (), False)


def test_a_wish_that_is_not_met_is_no_part_of_the_contract() -> None:
    contract = drawn_up({**ALL_MET, "LOG-01": "fails"})
    assert "LOG-01" not in held(contract)
    assert [wish.id for wish in contract.annex("security").dropped] == ["LOG-01"]
    assert contract.open == ()


def test_a_wish_that_is_partly_met_holds_as_the_supplier_explained_it_once_people_agree() -> None:
    contract = drawn_up({**ALL_MET, "LOG-01": "partly"}, {"LOG-01": ("mitigate", None)}, explanation="Alleen in het Engels.")
    (agreement,) = [one for one in contract.annex("security").agreements if one.requirement.id == "LOG-01"]
    assert (agreement.explanation, agreement.deviates) == ("Alleen in het Engels.", True)


def test_a_wish_whose_deviation_is_rejected_is_no_part_of_the_contract() -> None:
    contract = drawn_up({**ALL_MET, "LOG-01": "partly"}, {"LOG-01": ("reject", None)})
    assert "LOG-01" not in held(contract)
    assert [wish.id for wish in contract.annex("security").dropped] == ["LOG-01"]
    assert contract.annex("security").rejected == ()


def test_a_wish_that_is_met_without_evidence_still_holds() -> None:
    answers = tuple(
        GivenAnswer(requirement=id, answer=answer, said=answer, explanation="", evidence="" if id == "LOG-01" else "p. 1", place="A1")
        for id, answer in ALL_MET.items()
    )
    response = Response(supplier="Bieder BV", document="", hash="", answers=answers, findings=())
    contract = contract_of(assess(PROGRAMME, response, SCALE), TODAY)
    assert "LOG-01" in held(contract)


def test_an_accepted_deviation_stands_with_its_end_and_the_requirement_holds_after_that() -> None:
    contract = drawn_up({**ALL_MET, "AUTH-01": "refuses"}, {"AUTH-01": ("accept", date(2027, 6, 30))})
    (deviation,) = contract.annex("security").deviations
    assert (deviation.risk.requirement.id, deviation.decided.until) == ("AUTH-01", date(2027, 6, 30))
    assert "AUTH-01" in held(contract)
    assert contract.open == ()


def test_a_rejected_deviation_leaves_the_requirement_as_it_was_asked() -> None:
    contract = drawn_up({**ALL_MET, "AUTH-01": "refuses"}, {"AUTH-01": ("reject", None)})
    assert [risk.requirement.id for risk in contract.annex("security").rejected] == ["AUTH-01"]
    assert "AUTH-01" in held(contract)
    assert (contract.open, contract.barred) == ((), ())


OPEN: dict[str, tuple[dict[str, tuple[DecisionKind, date | None]], str, str]] = {
    "nobody decided": ({}, "", "undecided"),
    "a question is out": ({"AUTH-01": ("ask", None)}, "", "asked"),
    "it was about another answer": ({"AUTH-01": ("accept", date(2027, 6, 30))}, "0" * 12, "stale"),
    "it has no end": ({"AUTH-01": ("accept", None)}, "", "endless"),
    "it has ended": ({"AUTH-01": ("accept", date(2026, 11, 30))}, "", "ended"),
}


@pytest.mark.parametrize(("decisions", "about", "reason"), OPEN.values(), ids=OPEN)
def test_a_deviation_is_open_as_long_as(decisions: dict[str, tuple[DecisionKind, date | None]], about: str, reason: str) -> None:
    contract = drawn_up({**ALL_MET, "AUTH-01": "refuses"}, decisions, about=about)
    assert [(point.risk.requirement.id, point.reason) for point in contract.open] == [("AUTH-01", reason)]
    assert contract.annex("security").deviations == ()
    assert not contract.ready


def test_a_deviation_under_measures_ends_on_its_date_and_without_one_holds_on() -> None:
    answers = {**ALL_MET, "AUTH-01": "refuses"}
    assert [point.reason for point in drawn_up(answers, {"AUTH-01": ("mitigate", date(2026, 11, 30))}).open] == ["ended"]
    assert drawn_up(answers, {"AUTH-01": ("mitigate", None)}).open == ()


def test_an_acceptance_holds_through_its_last_day() -> None:
    assert drawn_up({**ALL_MET, "AUTH-01": "refuses"}, {"AUTH-01": ("accept", TODAY)}).open == ()


KNOCK_OUT = sent(requirement("AUTH-01"), knock_out=True)


def test_a_knock_out_that_is_not_met_bars_the_contract_whatever_is_decided() -> None:
    assert [risk.requirement.id for risk in drawn_up({"AUTH-01": "fails"}, programme=KNOCK_OUT).barred] == ["AUTH-01"]
    assert drawn_up({"AUTH-01": "fails"}, {"AUTH-01": ("mitigate", None)}, KNOCK_OUT).barred


def test_a_knock_out_whose_answer_is_rejected_bars_the_contract() -> None:
    said = "Wij voldoen, mits u betaalt."
    assert drawn_up({"AUTH-01": "meets"}, programme=KNOCK_OUT, explanation=said).barred == ()
    assert drawn_up({"AUTH-01": "meets"}, {"AUTH-01": ("reject", None)}, KNOCK_OUT, said).barred


def test_outside_a_tender_no_requirement_bars_the_contract() -> None:
    programme = sent(requirement("AUTH-01"), knock_out=False)
    contract = drawn_up({"AUTH-01": "fails"}, {"AUTH-01": ("accept", date(2027, 1, 1))}, programme)
    assert (contract.barred, contract.ready) == ((), True)


TERMS = ResponseFinding(
    rule="document-altered", requirement="", place="footer", message="the footer was altered: {+Onze voorwaarden gelden.+}"
)
SETTLED: dict[str, tuple[DecisionKind | None, str | None]] = {
    "nobody decided": (None, "undecided"),
    "a question is out": ("ask", "asked"),
    "it holds": ("accept", None),
    "it does not hold": ("reject", None),
}


@pytest.mark.parametrize(("decision", "reason"), SETTLED.values(), ids=SETTLED)
def test_terms_of_the_supplier_outside_the_requirements_keep_the_contract_open_until(
    decision: DecisionKind | None, reason: str | None
) -> None:
    programme = sent(requirement("AUTH-01"))
    met = GivenAnswer(requirement="AUTH-01", answer="meets", said="meets", explanation="", evidence="p. 1", place="A1")
    response = Response(supplier="Bieder BV", document="", hash="", answers=(met,), findings=(TERMS,))
    decided = {DOCUMENT: Decided(requirement=DOCUMENT, fingerprint=document_fingerprint((TERMS,)), decision=decision)} if decision else {}
    contract = contract_of(assess(programme, response, SCALE, decided), TODAY)
    assert (contract.outside_open, contract.ready) == (reason, reason is None)
