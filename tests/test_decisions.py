"""What people decide is kept, word for word, and held against what the answers say now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pve_gen.assessed import DEVIATIONS, Assessment
from pve_gen.assessment import about_decisions, assess, new_entries, outside_is_open
from pve_gen.decisions import extended, read_decisions
from pve_gen.findings import PveError
from pve_gen.response import GivenAnswer, Response, ResponseFinding
from pve_gen.riskscale import read_scale
from pve_gen.sent import SentProgramme
from pve_gen.values import replace
from sentprogramme import requirement, sent

SCALE = read_scale()
WORDS = {kind: words.nl for kind, words in DEVIATIONS.items()}
PROGRAMME = sent(requirement("AUTH-01"), requirement("LOG-01", "condition"), knock_out=False)


def response(**answers: str) -> Response:
    given = [
        GivenAnswer(requirement=id.replace("_", "-"), answer=answer, said=answer, explanation="", evidence="p. 1", place="A1")
        for id, answer in answers.items()
    ]
    return Response(supplier="Bieder BV", document="", hash="", answers=tuple(given), findings=())


def run(path: Path, programme: SentProgramme = PROGRAMME, **answers: str) -> tuple[Assessment, list[str]]:
    """As `pve assess --decisions` does: read, assess, add what is new; and what is said of the decisions."""
    decided, found = read_decisions(path, programme, SCALE, "Bieder BV")
    assessment = assess(programme, response(**answers), SCALE, decided)
    said = [str(finding).removeprefix(f"{path.parent}/") for finding in (*found, *about_decisions(assessment, decided, path.name))]
    text = extended(path, programme, assessment.supplier, new_entries(assessment, WORDS))
    if text is not None:
        path.write_text(text, "utf-8")
    return assessment, said


def test_a_new_file_has_an_entry_to_fill_in_for_every_risk(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    run(path, AUTH_01="fails", LOG_01="accepts")
    head, entries = path.read_text("utf-8").split("decisions:\n")
    assert head.endswith('programme: 1111-2222-3333-4444\nsupplier: "Bieder BV"\n')
    about = entries.split('about: "')[1][:12]
    assert entries == (
        "  AUTH-01:  # Titel van AUTH-01: voldoet niet\n"
        f'    about: "{about}"\n'
        "    for_municipality:\n    for_data_subjects:\n    existing: []\n"
        "    measures:\n"
        '      - text: "Extra bewaken."\n        by: supplier\n        owner:\n        due:\n'
        '      - text: "Zelf controleren."\n        by: municipality\n        owner:\n        due:\n'
        "    residual_likelihood:\n    residual_impact:\n"
        "    decision:\n    reason:\n    owner:\n    adviser: CISO\n    until:\n    review:\n"
    )


def test_a_second_run_keeps_every_word_comment_and_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    run(path, AUTH_01="fails", LOG_01="accepts")
    edited = path.read_text("utf-8").replace("    decision:\n", "    decision: mitigate   # besproken op 3 maart\n\n") + "# einde\n"
    path.write_text(edited, "utf-8")
    run(path, AUTH_01="fails", LOG_01="refuses")
    after = path.read_text("utf-8")
    assert after.startswith(edited)
    assert after[len(edited) :].startswith("  LOG-01:  # Titel van LOG-01: niet akkoord\n")
    assert run(path, AUTH_01="fails", LOG_01="refuses")[1] == [
        "besluiten.yaml:28:15: without an end date the deviation holds as long as the contract runs "
        "(write until: yyyy-mm-dd, unless that is meant)",
        "besluiten.yaml:28:15: a decision needs its reason and its owner (fill in both)",
    ]
    assert path.read_text("utf-8") == after


DECIDED = """\
programme: 1111-2222-3333-4444
supplier: Bieder BV
decisions:
  AUTH-01:
    about: "{about}"
    threat: Een oud-medewerker logt in.
    likelihood: high
    decision: accept
    reason: Er komt een nieuwe versie.
    owner: hoofd Burgerzaken
    until: 2027-03-01
    residual_likelihood: low
    residual_impact: medium
"""


def about(**answers: str) -> str:
    from pve_gen.decisions import fingerprint

    (risk, *_others) = assess(PROGRAMME, response(**answers), SCALE).risks
    return fingerprint(risk.requirement, risk.answer, risk.deviations)


def test_what_people_decided_takes_the_place_of_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    path.write_text(DECIDED.format(about=about(AUTH_01="fails", LOG_01="accepts")), "utf-8")
    assessment, said = run(path, AUTH_01="fails", LOG_01="accepts")
    (risk,) = assessment.risks
    assert said == []
    assert (risk.threat, risk.likelihood.id, risk.impact.id, risk.risk.id) == ("Een oud-medewerker logt in.", "high", "high", "high")
    assert risk.residual is not None
    assert risk.residual.id == "low"
    assert risk.decided is not None
    assert (risk.decided.decision, risk.decided.until, risk.stale) == ("accept", date(2027, 3, 1), False)


def test_a_decision_about_another_answer_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    path.write_text(DECIDED.format(about=about(AUTH_01="", LOG_01="accepts")), "utf-8")
    assessment, said = run(path, AUTH_01="fails", LOG_01="accepts")
    assert assessment.risks[0].stale
    assert said == [
        "besluiten.yaml:4: AUTH-01: the answer is another than the one that was decided about "
        f'(read it again, and then write about: "{about(AUTH_01="fails", LOG_01="accepts")}")'
    ]


def test_a_decision_about_what_no_longer_deviates_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    text = DECIDED.format(about="0" * 12)
    path.write_text(text, "utf-8")
    assert run(path, AUTH_01="meets", LOG_01="accepts")[1] == [
        "besluiten.yaml:4: AUTH-01 no longer deviates (keep the decision as a record, or remove it)"
    ]
    assert path.read_text("utf-8") == text


def test_a_knock_out_cannot_be_accepted_in_a_tender(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    path.write_text(DECIDED.format(about=about(AUTH_01="fails", LOG_01="accepts")), "utf-8")
    tender = sent(requirement("AUTH-01"), requirement("LOG-01", "condition"), knock_out=True)
    assessment, said = run(path, tender, AUTH_01="fails", LOG_01="accepts")
    assert (assessment.risks[0].may_accept, assessment.knocked_out) == (False, ("AUTH-01",))
    assert said == [
        "besluiten.yaml:4: AUTH-01 is a knock-out in a tender: not meeting it cannot be accepted, since all bidders are treated alike "
        "(put the bid aside, or ask what the answer means)"
    ]


def test_measures_do_not_repair_a_knock_out_that_is_not_met_and_may_follow_what_is_unclear(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    tender = sent(requirement("AUTH-01"), requirement("LOG-01", "condition"), knock_out=True)
    for answer, said in (
        (
            "fails",
            [
                "besluiten.yaml:4: AUTH-01 is a knock-out in a tender that is not met: measures cannot repair that, "
                "since all bidders are treated alike (put the bid aside)"
            ],
        ),
        ("", []),
    ):
        text = DECIDED.format(about=about(AUTH_01=answer, LOG_01="accepts")).replace("decision: accept", "decision: mitigate")
        path.write_text(text, "utf-8")
        assert run(path, tender, AUTH_01=answer, LOG_01="accepts")[1] == said


WRONG = {
    "another programme": (
        "programme: 9999-2222-3333-4444\ndecisions: {}\n",
        "b.yaml:1:12: is about programme 9999-2222-3333-4444, not 1111-2222-3333-4444 (name the decisions that belong to this lock)",
    ),
    "an unknown requirement": (
        'programme: 1111-2222-3333-4444\ndecisions:\n  AUTH-11:\n    about: "000000000000"\n',
        "b.yaml:3:3: `AUTH-11` was not asked in this programme (did you mean `AUTH-01`?)",
    ),
    "an unknown step": (
        'programme: 1111-2222-3333-4444\ndecisions:\n  AUTH-01:\n    about: "000000000000"\n    impact: hihg\n',
        "b.yaml:5:13: `hihg` is not a step of the scale (did you mean `high`?)",
    ),
    "until the end of time": (
        'programme: 1111-2222-3333-4444\ndecisions:\n  AUTH-01:\n    about: "000000000000"\n    until: 9999-12-31\n',
        "b.yaml:5:12: 9999-12-31 is not in 2000 to 2199 (correct the year)",
    ),
    "another supplier": (
        "programme: 1111-2222-3333-4444\nsupplier: Concurrent BV\ndecisions: {}\n",
        "b.yaml:2:11: is about Concurrent BV, not Bieder BV "
        "(name the decisions about these answers, or where the name is another, correct it)",
    ),
    "half a residual risk": (
        'programme: 1111-2222-3333-4444\ndecisions:\n  AUTH-01:\n    about: "000000000000"\n    residual_impact: low\n',
        "b.yaml:3:3: residual_likelihood and residual_impact go together (give both, or neither)",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_the_decisions_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text(text, "utf-8")
    with pytest.raises(PveError) as error:
        read_decisions(Path("b.yaml"), PROGRAMME, SCALE, "Bieder BV")
    assert [str(finding) for finding in error.value.findings] == [message]


def test_mistakes_in_the_decisions_are_told_in_one_pass_also_where_a_field_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text(
        "decisions:\n"
        "  AUTH-09:\n    likelihood: hihg\n"
        '  LOG-01:\n    about: "000000000000"\n    decision: acept\n'
        '  AUTH-01:\n    about: "000000000000"\n    until: 1027-03-01\n',
        "utf-8",
    )
    with pytest.raises(PveError) as error:
        read_decisions(Path("b.yaml"), PROGRAMME, SCALE, "Bieder BV")
    assert [str(finding) for finding in error.value.findings] == [
        "b.yaml:1:1: `programme` is missing (add a line `programme: …`)",
        "b.yaml:2:3: `AUTH-09` was not asked in this programme (did you mean `AUTH-01`?)",
        "b.yaml:3:5: `about` is missing (add a line `about: …`)",
        "b.yaml:3:17: `hihg` is not a step of the scale (did you mean `high`?)",
        "b.yaml:6:15: `decision` cannot be `acept` (did you mean `accept`?)",
        "b.yaml:9:12: 1027-03-01 is not in 2000 to 2199 (correct the year)",
    ]


def test_a_file_whose_decisions_are_not_last_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    path.write_text("programme: 1111-2222-3333-4444\ndecisions: {}\nsupplier: Bieder BV\n", "utf-8")
    with pytest.raises(PveError, match="put `decisions:` last in the file"):
        run(path, AUTH_01="fails", LOG_01="accepts")


OTHER_HANDS = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "four spaces": lambda text: re.sub(r"(?m)^  ", "    ", text),
    "no line end at the end": lambda text: text.rstrip("\n"),
    "all measures taken out": lambda text: re.sub(r"    measures:\n(      .*\n(        .*\n)*)*", "    measures:\n", text),
}


@pytest.mark.parametrize("change", OTHER_HANDS.values(), ids=OTHER_HANDS)
def test_a_file_that_other_hands_and_editors_wrote_is_only_added_to(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = tmp_path / "besluiten.yaml"
    run(path, AUTH_01="fails", LOG_01="accepts")
    before = change(path.read_bytes().decode())
    path.write_bytes(before.encode())
    run(path, AUTH_01="fails", LOG_01="refuses")
    after = path.read_bytes().decode()
    assert after.startswith(before)
    assert "LOG-01" in after[len(before) :]
    assert list(read_decisions(path, PROGRAMME, SCALE, "Bieder BV")[0]) == ["AUTH-01", "LOG-01"]


def test_an_empty_list_of_decisions_makes_place_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    path.write_text("# decisions: {} staat hieronder\nprogramme: 1111-2222-3333-4444\ndecisions: {}  # nog leeg\n", "utf-8")
    run(path, AUTH_01="fails", LOG_01="accepts")
    begin = "# decisions: {} staat hieronder\nprogramme: 1111-2222-3333-4444\ndecisions:  # nog leeg\n  AUTH-01:  #"
    assert path.read_text("utf-8").startswith(begin)


def test_decisions_between_braces_cannot_be_added_to_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    text = 'programme: 1111-2222-3333-4444\ndecisions: {LOG-01: {about: "000000000000"}}\n'
    path.write_text(text, "utf-8")
    with pytest.raises(PveError, match="write each decision on lines of its own"):
        run(path, AUTH_01="fails", LOG_01="refuses")
    assert path.read_text("utf-8") == text


def test_what_no_file_of_ours_may_hold_is_left_out_of_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    name = 'Bieder\u202e "BV"\x01\n'
    text = extended(path, PROGRAMME, name, {"AUTH-01": '  AUTH-01:\n    about: "000000000000"\n'})
    assert text is not None
    path.write_text(text, "utf-8")
    assert 'supplier: "Bieder\ufffd \\"BV\\"\ufffd"\n' in text
    assert list(read_decisions(path, PROGRAMME, SCALE, name)[0]) == ["AUTH-01"]


TERMS = ResponseFinding(
    rule="document-altered",
    requirement="",
    place="header or footer",
    message="the header or footer was altered: {+Onze voorwaarden gelden.+}",
)


def with_terms(path: Path, finding: ResponseFinding = TERMS) -> tuple[Assessment, list[str]]:
    """As `run`, about a document that meets everything and holds what was not asked."""
    decided, found = read_decisions(path, PROGRAMME, SCALE, "Bieder BV")
    given = replace(response(AUTH_01="meets", LOG_01="accepts"), findings=(finding,))
    assessment = assess(PROGRAMME, given, SCALE, decided)
    said = [str(one).removeprefix(f"{path.parent}/") for one in (*found, *about_decisions(assessment, decided, path.name))]
    text = extended(path, PROGRAMME, assessment.supplier, new_entries(assessment, WORDS))
    if text is not None:
        path.write_text(text, "utf-8")
    return assessment, said


def filled(path: Path, **fields: str) -> None:
    """Fills in fields of the only decision in the file, as people do."""
    text = path.read_text("utf-8")
    for name, said in fields.items():
        text = text.replace(f"    {name}:\n", f"    {name}: {said}\n")
    path.write_text(text, "utf-8")


def test_what_is_in_the_document_outside_what_was_asked_is_decided_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    assessment, _said = with_terms(path)
    assert outside_is_open(assessment.outside)
    entry = path.read_text("utf-8").split("decisions:\n")[1]
    assert re.sub(r'"[0-9a-f]{12}"', '"…"', re.sub(r"# .*?: het", "# …: het", entry)) == (
        "  document:  # …: het document is buiten de eisen gewijzigd: [nieuw: Onze voorwaarden gelden.]\n"
        '    about: "…"\n    decision:\n    reason:\n    owner:\n    adviser:\n    question:\n'
    )
    filled(path, decision="reject", reason="Nee.", owner="jurist")
    kept = path.read_text("utf-8")
    assessment, said = with_terms(path)
    assert (outside_is_open(assessment.outside), said, path.read_text("utf-8")) == (False, [], kept)


def test_a_decision_about_other_words_in_the_document_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    with_terms(path)
    filled(path, decision="accept", reason="Past bij ons.", owner="jurist")
    assessment, said = with_terms(path, replace(TERMS, message="the header or footer was altered: {+Niets geldt.+}"))
    assert outside_is_open(assessment.outside)
    assert [line.split(": ", 1)[1].split(" (")[0] for line in said] == [
        "what is in the document outside what was asked is another than what was decided about"
    ]


def test_what_is_in_the_document_outside_what_was_asked_holds_or_not_and_is_not_mitigated(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    with_terms(path)
    filled(path, decision="mitigate", reason="Nee.", owner="jurist")
    with pytest.raises(PveError) as caught:
        with_terms(path)
    assert [finding.rule for finding in caught.value.findings] == ["document-mitigate"]


def test_departing_from_a_contract_condition_in_a_tender_is_warned_about(tmp_path: Path) -> None:
    path = tmp_path / "besluiten.yaml"
    tender = sent(requirement("LOG-01", "condition"))
    run(path, tender, LOG_01="refuses")
    filled(path, decision="accept", reason="Kan.", owner="hoofd", until="2027-01-01")
    assert [line.split(": ", 1)[1] for line in run(path, tender, LOG_01="refuses")[1]] == [
        "LOG-01 is a contract condition that is not accepted, and in a tender bidders accept these as they were asked "
        "(check that the tender documents allow to depart from it)"
    ]
