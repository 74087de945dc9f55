"""When promised evidence is due, what came and how late, and the file in which a contract manager keeps it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pve_gen.evidencefile import begun, read_contract
from pve_gen.findings import PveError
from pve_gen.model import Moment
from pve_gen.promised import Appointment, Contract, Excepted, Promise, Received, Standing, later, standing
from pve_gen.sent import SentProgramme
from sentprogramme import requirement, sent

START = date(2027, 1, 1)


def programme(moment: Moment) -> SentProgramme:
    return sent(requirement("ASS-01", evidence=(("Certificaat", "bid"), ("Rapport", moment))))


def piece(received: str, valid_until: str = "") -> Received:
    until = date.fromisoformat(valid_until) if valid_until else None
    return Received(requirement="ASS-01", number=2, what="Rapport", received=date.fromisoformat(received), valid_until=until)


def promise(moment: Moment, today: str, *came: Received, end: str = "", until: str | None = None, start: date = START) -> Promise:
    """The one promise on `today`; `until` is the end of an exception, empty for one that never ends."""
    excepted = () if until is None else (Excepted(requirement="ASS-01", until=date.fromisoformat(until) if until else None, reason="Zo."),)
    contract = Contract(
        programme="1",
        supplier="Bieder BV",
        start=start,
        end=date.fromisoformat(end) if end else None,
        received=came,
        exceptions=excepted,
    )
    (found,) = standing(programme(moment), contract, date.fromisoformat(today)).promises
    return found


def told(found: Promise) -> tuple[str, str]:
    return (found.due.isoformat() if found.due else "", found.status)


def late(found: Promise) -> list[tuple[str, int, int]]:
    """Of each delivery its date, how many days late it was, and how many pieces it has."""
    return [(str(delivery.due or ""), delivery.days_late, len(delivery.pieces)) for delivery in found.deliveries]


def test_evidence_with_the_bid_is_no_promise_and_what_follows_keeps_its_number() -> None:
    assert promise("yearly", "2027-01-01").number == 2


def test_before_go_live_means_on_the_first_day_and_once() -> None:
    assert told(promise("start", "2026-12-01")) == ("2027-01-01", "due-soon")
    assert told(promise("start", "2027-01-02")) == ("2027-01-01", "overdue")
    came = promise("start", "2027-06-01", piece("2027-01-20"), piece("2027-05-01"))
    assert told(came) == ("", "received")
    assert late(came) == [("2027-01-01", 19, 2)]


def test_every_year_is_first_due_a_year_after_the_start() -> None:
    assert told(promise("yearly", "2027-06-01")) == ("2028-01-01", "later")
    assert told(promise("yearly", "2027-11-02")) == ("2028-01-01", "due-soon")
    assert told(promise("yearly", "2028-01-01")) == ("2028-01-01", "due-soon")
    assert told(promise("yearly", "2028-01-02")) == ("2028-01-01", "overdue")


def test_what_is_shown_on_an_occasion_is_not_asked_while_it_is_excepted() -> None:
    assert told(promise("incident", "2027-06-01")) == ("", "on-occasion")
    assert told(promise("incident", "2027-06-01", until="")) == ("", "not-due")
    assert told(promise("incident", "2027-06-01", until="2027-06-01")) == ("", "not-due")
    assert told(promise("incident", "2027-06-02", until="2027-06-01")) == ("", "on-occasion")


def test_what_comes_early_does_not_bring_the_next_date_forward() -> None:
    found = promise("yearly", "2028-02-01", piece("2027-11-15"))
    assert told(found) == ("2029-01-01", "later")
    assert late(found) == [("2028-01-01", 0, 1)]


def test_what_comes_late_puts_the_next_date_off_and_is_told_as_late() -> None:
    found = promise("yearly", "2028-05-01", piece("2028-03-01"))
    assert told(found) == ("2029-03-01", "later")
    assert late(found) == [("2028-01-01", 60, 1)]


def test_a_supplement_belongs_to_what_it_supplements() -> None:
    found = promise("yearly", "2028-09-01", piece("2028-03-01"), piece("2028-03-15"), piece("2028-07-01"))
    assert told(found) == ("2029-03-01", "later")
    assert late(found) == [("2028-01-01", 60, 3)]


def test_in_the_second_half_of_the_year_it_counts_for_the_next_date() -> None:
    found = promise("yearly", "2028-12-15", piece("2027-12-20"), piece("2028-08-01"))
    assert told(found) == ("2030-01-01", "later")
    assert late(found) == [("2028-01-01", 0, 1), ("2029-01-01", 0, 1)]


def test_what_stops_to_be_valid_is_due_again_that_day() -> None:
    found = promise("yearly", "2028-05-02", piece("2027-12-20", "2028-05-01"))
    assert told(found) == ("2028-05-01", "overdue")
    assert told(promise("yearly", "2028-05-02", piece("2027-12-20", "2028-05-01"), piece("2028-04-20"))) == ("2029-05-01", "later")


def test_what_had_already_expired_before_its_date_is_due_again_at_once() -> None:
    assert told(promise("yearly", "2027-12-21", piece("2027-12-20", "2027-12-01"))) == ("2027-12-01", "overdue")


def test_what_is_valid_for_three_years_is_still_shown_every_year() -> None:
    assert told(promise("yearly", "2028-05-02", piece("2027-12-20", "2030-12-20"))) == ("2029-01-01", "later")


def test_a_supplement_that_is_valid_for_longer_counts_for_what_it_supplements() -> None:
    found = promise("yearly", "2028-06-02", piece("2027-12-20", "2028-06-01"), piece("2028-02-01", "2028-11-01"))
    assert told(found) == ("2028-11-01", "later")


def test_every_quarter_is_due_three_months_later_and_again() -> None:
    found = promise("quarterly", "2027-07-20", piece("2027-04-12"), piece("2027-07-09"))
    assert told(found) == ("2027-10-12", "later")
    assert late(found) == [("2027-04-01", 11, 1), ("2027-07-12", 0, 1)]


def test_what_was_never_sent_is_overdue_once_for_as_long_as_it_takes() -> None:
    found = promise("quarterly", "2028-01-01")
    assert (told(found), found.days) == (("2027-04-01", "overdue"), -275)
    assert [str(day) for day in found.coming(date(2028, 12, 31), None)] == ["2027-04-01", "2028-04-01", "2028-07-01", "2028-10-01"]


def test_what_came_after_today_does_not_count_yet() -> None:
    assert told(promise("yearly", "2028-02-01", piece("2028-03-01"))) == ("2028-01-01", "overdue")


def test_after_the_end_of_the_contract_nothing_is_due() -> None:
    assert told(promise("yearly", "2027-06-01", end="2027-12-31")) == ("", "not-due")
    assert told(promise("yearly", "2028-06-01", piece("2027-12-20"), end="2028-12-31")) == ("", "received")
    assert told(promise("yearly", "2029-06-01", end="2028-12-31")) == ("2028-01-01", "overdue")  # it still was, when it ended
    assert [str(day) for day in promise("quarterly", "2027-01-01", end="2027-08-01").coming(date(2030, 1, 1), date(2027, 8, 1))] == [
        "2027-04-01",
        "2027-07-01",
    ]


@pytest.mark.parametrize("moment", ["change", "incident", "request"])
def test_what_an_occasion_asks_for_is_never_due_and_every_piece_is_kept(moment: Moment) -> None:
    found = promise(moment, "2030-01-01", piece("2027-05-01"), piece("2027-05-02"))
    assert told(found) == ("", "on-occasion")
    assert late(found) == [("", 0, 1), ("", 0, 1)]


def test_an_accepted_deviation_puts_the_date_off() -> None:
    assert told(promise("yearly", "2027-06-01", until="2028-06-30")) == ("2028-06-30", "later")
    assert told(promise("yearly", "2027-06-01", until="2027-03-31")) == ("2028-01-01", "later")
    assert told(promise("start", "2027-06-01", until="2027-09-01")) == ("2027-09-01", "later")


def test_what_is_excepted_for_ever_is_not_due_and_what_came_is_kept() -> None:
    assert told(promise("yearly", "2030-01-01", until="")) == ("", "not-due")
    assert told(promise("yearly", "2030-01-01", piece("2028-01-01"), until="")) == ("", "received")


def test_the_last_of_a_month_stays_the_last_of_a_shorter_month() -> None:
    assert told(promise("yearly", "2028-03-01", start=date(2028, 2, 29))) == ("2029-02-28", "later")
    assert told(promise("quarterly", "2027-11-30", start=date(2027, 11, 30))) == ("2028-02-29", "later")
    assert [str(later(date(2028, 1, 31), months)) for months in (1, 3, 12, -2)] == ["2028-02-29", "2028-04-30", "2029-01-31", "2027-11-30"]


def test_after_a_short_month_the_day_of_the_start_comes_back() -> None:
    begun_on_the_last = date(2027, 1, 31)
    found = promise("quarterly", "2027-02-01", start=begun_on_the_last)
    assert [str(day) for day in found.coming(date(2028, 2, 1), None)] == ["2027-04-30", "2027-07-31", "2027-10-31", "2028-01-31"]
    assert told(promise("quarterly", "2027-05-01", piece("2027-04-28"), start=begun_on_the_last)) == ("2027-07-31", "later")
    assert told(promise("quarterly", "2027-08-01", piece("2027-04-28"), piece("2027-07-31"), start=begun_on_the_last)) == (
        "2027-10-31",
        "later",
    )
    assert told(promise("yearly", "2031-03-01", *map(piece, ("2029-02-28", "2030-02-28", "2031-02-28")), start=date(2028, 2, 29))) == (
        "2032-02-29",
        "later",
    )


def test_what_came_late_at_the_end_of_a_month_keeps_the_day_on_which_it_came() -> None:
    found = promise("quarterly", "2027-09-01", piece("2027-05-31"), piece("2027-08-20"), start=date(2027, 1, 15))
    assert late(found) == [("2027-04-15", 46, 1), ("2027-08-31", 0, 1)]
    assert [str(day) for day in found.coming(date(2028, 6, 1), None)] == ["2027-11-30", "2028-02-29", "2028-05-31"]


DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8), DAYS, st.sampled_from(["start", "quarterly", "yearly"]))
def test_whatever_came_no_piece_is_lost_and_dates_are_told_once(came: list[tuple[date, date | None]], today: date, moment: Moment) -> None:
    pieces = [Received(requirement="ASS-01", number=2, what="x", received=day, valid_until=until) for day, until in came]
    contract = Contract(programme="1", supplier="Bieder BV", start=START, received=tuple(pieces))
    (found,) = standing(programme(moment), contract, today).promises
    counted = [piece for delivery in found.deliveries for piece in delivery.pieces]
    assert counted == sorted((piece for piece in pieces if piece.received <= today), key=lambda one: one.received)
    assert found.status in {"overdue", "due-soon", "later", "received"}
    assert (found.status == "overdue") == (found.due is not None and found.due < today)


def test_an_appointment_is_overdue_until_it_is_done() -> None:
    def kept(done: date | None, today: date) -> Standing:
        appointment = Appointment(requirement="ASS-01", what="Herbeoordelen", due=date(2027, 3, 1), done=done)
        return standing(programme("request"), Contract(programme="1", supplier="B", start=START, appointments=(appointment,)), today)

    assert [kept(None, date(2027, 2, 1)).overdue, kept(None, date(2027, 3, 2)).overdue] == [False, True]
    assert [kept(date(2027, 3, 9), date(2027, 3, 8)).overdue, kept(date(2027, 3, 9), date(2027, 3, 9)).overdue] == [True, False]


# ── the file ──

TWO = sent(
    requirement("ASS-01", evidence=(("Certificaat", "bid"), ("Rapport", "yearly"), ("Plan", "start"))),
    requirement("AVA-01", evidence=(("Meting", "quarterly"),)),
    requirement("LOG-01", evidence=(("Beschrijving", "bid"),)),
)
HEAD = "programme: 1111-2222-3333-4444\nsupplier: Bieder BV\nstart: 2027-01-01\n"


def test_what_the_contract_manager_keeps_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bewijs.yaml"
    path.write_text(
        HEAD + "end: 2030-12-31\n"
        "exceptions:\n  - requirement: LOG-01\n    until:\n    reason: Geen deel van de overeenkomst.\n"
        "appointments:\n  - requirement: AVA-01\n    what: Herbeoordelen\n    due: 2027-10-01\n    done:\n"
        "received:\n"
        "  - requirement: AVA-01\n    what: Meting\n    received: 2027-04-12\n    from: 2027-01-01\n    to: 2027-03-31\n"
        "  - requirement: ASS-01\n    number: 2\n    what: |\n      SOC 2,\n      type II\n    received: 2027-03-15\n"
        "    valid_until: 2028-03-15\n    scope: alles\n    remarks: geen\n",
        "utf-8",
    )
    assert read_contract(path, TWO) == Contract(
        programme="1111-2222-3333-4444",
        supplier="Bieder BV",
        start=START,
        end=date(2030, 12, 31),
        exceptions=(Excepted(requirement="LOG-01", until=None, reason="Geen deel van de overeenkomst."),),
        appointments=(Appointment(requirement="AVA-01", what="Herbeoordelen", due=date(2027, 10, 1), done=None),),
        received=(
            Received(
                requirement="AVA-01",
                number=1,
                what="Meting",
                received=date(2027, 4, 12),
                start=START,
                end=date(2027, 3, 31),
            ),
            Received(
                requirement="ASS-01",
                number=2,
                what="SOC 2, type II",
                received=date(2027, 3, 15),
                valid_until=date(2028, 3, 15),
                scope="alles",
                remarks="geen",
            ),
        ),
    )


CAME = "received:\n  - requirement: {id}\n    what: x\n    received: 2027-04-12\n{more}"
FAR_OFF = "b.yaml:{at}: {day} is not in 2000 to 2199 (correct the year)"
WRONG = {
    "another programme": (
        HEAD.replace("1111", "9999"),
        "b.yaml:1:12: is about programme 9999-2222-3333-4444, not 1111-2222-3333-4444 (name the lock of that programme)",
    ),
    "an unknown requirement": (HEAD + CAME.format(id="AVA-02", more=""), "b.yaml:5:18: `AVA-02` was not asked (did you mean `AVA-01`?)"),
    "no evidence promised": (HEAD + CAME.format(id="LOG-01", more=""), "b.yaml:5:18: LOG-01 promises no evidence during the contract"),
    "which of two": (
        HEAD + CAME.format(id="ASS-01", more=""),
        "b.yaml:5:5: ASS-01 promises more than one piece of evidence (write number: 2 or 3)",
    ),
    "a number that is not there": (
        HEAD + CAME.format(id="ASS-01", more="    number: 1\n"),
        "b.yaml:8:13: ASS-01 has no such evidence (it has numbers 2 and 3)",
    ),
    "half a period": (HEAD + CAME.format(id="AVA-01", more="    to: 2027-03-31\n"), "b.yaml:8:9: a period needs from and to (give both)"),
    "a period that ends before it begins": (
        HEAD + CAME.format(id="AVA-01", more="    from: 2027-03-31\n    to: 2027-01-01\n"),
        "b.yaml:9:9: the period ends before it begins (correct one of the two)",
    ),
    "an end before the start": (
        HEAD + "end: 2026-12-31\n",
        "b.yaml:4:6: the contract ends before it starts (correct one of the two)",
    ),
    "a slip in a year": (HEAD + CAME.format(id="AVA-01", more="").replace("2027", "1927"), FAR_OFF.format(at="7:15", day="1927-04-12")),
    "a start in another age": (HEAD.replace("2027", "9999"), FAR_OFF.format(at="3:8", day="9999-01-01")),
    "an appointment in another age": (
        HEAD + "appointments:\n  - requirement: AVA-01\n    what: x\n    due: 0027-01-01\n",
        FAR_OFF.format(at="7:10", day="0027-01-01"),
    ),
    "an exception that was not asked": (
        HEAD + "exceptions:\n  - requirement: LOG-11\n    reason: x\n",
        "b.yaml:5:18: `LOG-11` was not asked (did you mean `LOG-01`?)",
    ),
    "an exception twice": (
        HEAD + "exceptions:\n  - requirement: LOG-01\n    reason: x\n  - requirement: LOG-01\n    reason: y\n",
        "b.yaml:7:18: LOG-01 is excepted twice (keep one)",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text(text, "utf-8")
    with pytest.raises(PveError) as error:
        read_contract(Path("b.yaml"), TWO)
    assert [str(finding) for finding in error.value.findings] == [message]


def test_a_file_that_was_just_begun_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "bewijs.yaml"
    path.write_text(begun(TWO, 'Bieder: "B" BV', START, None), "utf-8")
    assert read_contract(path, TWO) == Contract(programme="1111-2222-3333-4444", supplier='Bieder: "B" BV', start=START)


def test_the_example_in_a_file_that_was_just_begun_is_right_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "bewijs.yaml"
    head, example = begun(TWO, "Bieder BV", START, None).split("# Wat is ontvangen. Voorbeeld:\n")
    lines = example.split("#\n")[0]
    path.write_text(head + "received:\n" + "".join(line.removeprefix("# ") + "\n" for line in lines.splitlines()), "utf-8")
    (came,) = read_contract(path, TWO).received
    assert (came.requirement, came.number, came.what, came.valid_until) == ("ASS-01", 2, "Rapport", date(2028, 3, 15))
    assert "#   ASS-01 2, jaarlijks: Rapport\n#   ASS-01 3, vóór ingebruikname: Plan\n#   AVA-01 1, elk kwartaal: Meting\n" in example


def test_a_file_without_a_start_is_not_read_before_somebody_fills_it_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text(begun(TWO, "Bieder BV", None, None), "utf-8")
    with pytest.raises(PveError) as error:
        read_contract(Path("b.yaml"), TWO)
    (finding,) = error.value.findings
    assert str(finding).startswith("b.yaml:4:")
