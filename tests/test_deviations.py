"""What counts as a deviation, and what is only pointed at for a person to read."""

from __future__ import annotations

import pytest

from pve_gen.deviations import deviations
from pve_gen.response import AlteredText, GivenAnswer, Response, ResponseFinding
from sentprogramme import requirement, sent


def given(answer: str, explanation: str = "", evidence: str = "Bijlage 1, p. 2") -> GivenAnswer:
    return GivenAnswer(requirement="AUTH-01", answer=answer, said=answer, explanation=explanation, evidence=evidence, place="A1")


def response(*answers: GivenAnswer, findings: tuple[ResponseFinding, ...] = ()) -> Response:
    return Response(supplier="Bieder BV", document="", hash="", answers=answers, findings=findings)


def kinds(*answers: GivenAnswer, findings: tuple[ResponseFinding, ...] = (), altered: dict[str, AlteredText] | None = None) -> list[str]:
    found = deviations(sent(requirement("AUTH-01")), response(*answers, findings=findings), altered)
    return [deviation.kind for deviation in found.get("AUTH-01", ())]


def test_a_plain_yes_with_its_evidence_is_no_deviation() -> None:
    assert kinds(given("meets", "Ja, met TOTP en passkeys.")) == []


@pytest.mark.parametrize(("answer", "kind"), [("fails", "not-met"), ("partly", "partly-met"), ("refuses", "refused"), ("", "unanswered")])
def test_an_answer_that_is_no_plain_yes_is_a_deviation(answer: str, kind: str) -> None:
    assert kinds(given(answer)) == [kind]


def test_a_no_stays_a_no_where_something_beside_it_must_be_read() -> None:
    beside = ResponseFinding(rule="answer-elsewhere", requirement="AUTH-01", place="A1", message="text beside it")
    assert kinds(given("fails"), findings=(beside,)) == ["unreadable", "not-met"]


def test_a_reservation_may_stand_where_the_evidence_is_named() -> None:
    assert kinds(given("meets", "Ja.", "Bijlage 1, mits u ons pakket Plus afneemt.")) == ["conditional"]
    assert kinds(given("meets", "Ja.", "Volgt later.")) == ["contradictory"]
    assert kinds(given("meets", "Ja.", "n.v.t.")) == ["no-evidence"]


def test_no_answer_at_all_is_a_deviation() -> None:
    assert kinds() == ["unanswered"]


@pytest.mark.parametrize(
    "explanation",
    [
        "Ja, mits de gemeente zelf een identiteitsvoorziening levert.",
        "Standaard ondersteund. Tegen meerprijs ook met FIDO2.",
        "Voor zover technisch mogelijk.",
        "Wij streven hiernaar.",
        "Yes, subject to additional cost.",
    ],
)
def test_a_yes_with_a_reservation_is_marked_for_reading(explanation: str) -> None:
    assert kinds(given("meets", explanation)) == ["conditional"]


@pytest.mark.parametrize(
    "explanation",
    [
        "Op dit moment nog niet, staat op de roadmap voor Q3.",
        "Onze oplossing ondersteunt dit niet voor externe gebruikers.",
        "Niet van toepassing.",
        "This is not yet available.",
        "Wij kunnen dit niet garanderen.",
    ],
)
def test_a_yes_that_its_explanation_takes_back_is_marked_for_reading(explanation: str) -> None:
    assert kinds(given("meets", explanation)) == ["contradictory"]


@pytest.mark.parametrize(
    "explanation",
    [
        "Gebruikers kunnen niet inloggen zonder tweede factor.",
        "Dit is niet uit te schakelen.",
        "Wij maken geen uitzonderingen.",
        "Zie bijlage 3.",
    ],
)
def test_a_no_that_says_yes_is_not_marked(explanation: str) -> None:
    assert kinds(given("meets", explanation)) == []


@pytest.mark.parametrize("evidence", ["", " ", "-", "n.v.t.", "Ja", "geen"])
def test_a_yes_without_the_evidence_asked_for_is_a_deviation(evidence: str) -> None:
    assert kinds(given("meets", evidence=evidence)) == ["no-evidence"]


def test_evidence_that_is_only_due_later_is_not_asked_with_the_bid() -> None:
    programme = sent(requirement("AUTH-01", evidence=(("Jaarverslag", "yearly"),)))
    assert deviations(programme, response(given("meets", evidence=""))) == {}


def test_an_answer_that_cannot_be_read_is_a_deviation_with_its_place() -> None:
    finding = ResponseFinding(
        rule="answer-unknown", requirement="AUTH-01", place="sheet Antwoorden, cell I4", message="«Jazeker» is not one of the answers"
    )
    (one,) = deviations(sent(requirement("AUTH-01")), response(given(""), findings=(finding,)))["AUTH-01"]
    assert (one.kind, one.reason, one.place) == ("unreadable", "«Jazeker» is not one of the answers", "sheet Antwoorden, cell I4")


def test_a_text_that_was_altered_is_a_deviation_whatever_the_answer() -> None:
    assert kinds(
        given("meets"), altered={"AUTH-01": AlteredText(said="the text was altered: [-alle-]{+veel+}", was="alle", now="veel")}
    ) == ["altered"]


def test_the_sentence_that_raises_doubt_is_quoted() -> None:
    explanation = "Wij ondersteunen TOTP. Passkeys zijn nog niet beschikbaar. Zie bijlage 2."
    (one,) = deviations(sent(requirement("AUTH-01")), response(given("meets", explanation)))["AUTH-01"]
    assert one.reason == "«Passkeys zijn nog niet beschikbaar.»"
