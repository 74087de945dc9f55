"""`pve report`: the calendar of promised evidence, the yearly report, and the file with which a contract manager begins."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import jsonschema_rs
import pytest
from openxml_audit import OpenXmlValidator

import winner
import wordfile
from conftest import COMMAND, Pve
from pve_gen.accessibility import accessibility
from pve_gen.evidencefile import read_contract
from pve_gen.jsonfile import as_json
from pve_gen.lock import read_lock
from pve_gen.officefile import read_office
from pve_gen.promised import Contract, Received, Standing, standing
from pve_gen.schema import schema
from pve_gen.sent import Lock
from pve_gen.writers.calendar import write_calendar
from sentprogramme import requirement, sent
from winner import DECISIONS, LOCK, RESPONSE

PROGRAMME = sent(
    requirement("ASS-01", "condition", evidence=(("Certificaat", "bid"), ("Rapport, met *reikwijdte*", "yearly"))),
    requirement("AVA-01", "condition", theme="availability", evidence=(("Meting", "quarterly"),)),
    requirement("CON-01", "condition", theme="continuity", evidence=(("Plan", "start"),)),
    requirement("INC-01", "condition", theme="incidents", evidence=(("Melding", "incident"),)),
    requirement("LOG-01", "wish", theme="logging", evidence=(("Uitdraai", "yearly"),)),
)
KEPT = """\
programme: 1111-2222-3333-4444
supplier: Bieder BV
start: 2027-01-01
end: 2030-12-31
exceptions:
  - requirement: LOG-01
    reason: Deze wens is geen deel van de overeenkomst.
appointments:
  - requirement: ASS-01
    what: De afwijking opnieuw bekijken (hoofd Burgerzaken).
    due: 2027-08-01
    done:
received:
  - requirement: CON-01
    what: Exitplan
    received: 2027-01-20
  - requirement: AVA-01
    what: Meting over het eerste kwartaal
    received: 2027-03-30
    from: 2027-01-01
    to: 2027-03-31
    remarks: 99,7%, met één storing <&>
"""
REPORT = ("report", "--lock", "eisen.lock.json", "--evidence", "bewijs.yaml", "--date")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with a lock and what a contract manager keeps."""
    (tmp_path / "eisen.lock.json").write_bytes(as_json(Lock(programme=PROGRAMME, documents=())))
    (tmp_path / "bewijs.yaml").write_text(KEPT, "utf-8")
    return tmp_path


def lines(path: Path) -> list[str]:
    return wordfile.lines(zipfile.ZipFile(path).read("word/document.xml"))


def test_the_calendar_says_what_from_which_requirement_how_often_and_when(kept: Path, pve: Pve) -> None:
    done = pve(*REPORT, "2027-06-15", env={"COLUMNS": "160"})
    assert [" ".join(line.split()) for line in done.out.splitlines()[1:]] == [
        "2027-07-01 binnenkort AVA-01 elk kwartaal Meting",
        "2027-08-01 binnenkort ASS-01 eenmalig De afwijking opnieuw bekijken (hoofd Burgerzaken).",
        "2028-01-01 later ASS-01 jaarlijks Rapport, met reikwijdte",
        "ontvangen CON-01 vóór ingebruikname Plan",
        "bij gelegenheid INC-01 na een incident Melding",
        "niet meer verwacht LOG-01 jaarlijks Uitdraai",
    ]
    assert (done.code, done.err) == (0, "Bieder BV on 2027-06-15: 6 promises; nothing is overdue, 2 due soon.\n")


def test_what_is_overdue_ends_with_1(kept: Path, pve: Pve) -> None:
    done = pve(*REPORT, "2027-07-02", "--lang", "en")
    assert (done.code, done.err) == (1, "Bieder BV on 2027-07-02: 6 promises; 1 overdue, 1 due soon.\n")
    assert [" ".join(line.split()) for line in done.out.splitlines()[1:2]] == ["2027-07-01 overdue AVA-01 every quarter Meting"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("day", ["2027-01-01", "2027-08-02", "2031-06-01"])
def test_the_yearly_report_is_sound_and_everybody_can_read_it(kept: Path, pve: Pve, language: str, day: str) -> None:
    pve(*REPORT, day, "--lang", language, "--out", "verslag.docx")
    path = kept / "verslag.docx"
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    assert [str(barrier) for barrier in accessibility(read_office(path.read_bytes(), "docx"))] == []
    assert "" not in lines(path)
    assert not re.search(r"\{\{|\{%", " ".join(lines(path)))


def test_the_yearly_report_tells_all_there_is_to_tell(kept: Path, pve: Pve) -> None:
    assert pve(*REPORT, "2027-08-02", "--out", "verslag.docx").code == 1
    found = lines(kept / "verslag.docx")
    start = found.index("Samenvatting")
    assert found[start:] == [
        "Samenvatting",
        "De Leverancier heeft toegezegd tijdens de overeenkomst te laten zien dat hij doet wat is afgesproken. Dit verslag zegt wat daarvan op "
        "2 augustus 2027 is ontvangen en wat nog komt. 2 onderdelen zijn te laat.",
        *("Stand", "Aantal"),
        *("Te laat", "2"),
        *("Binnen zestig dagen verwacht", "0"),
        *("Later verwacht", "1"),
        *("In het afgelopen jaar op tijd ontvangen", "1"),
        *("In het afgelopen jaar te laat ontvangen", "1"),
        *("Te laten zien als de gelegenheid zich voordoet", "1"),
        "Wat te laat is",
        "Vraag dit bij de Leverancier op, of leg vast waarom het later mag:",
        *("Verwacht op", "Eis", "Wat", "Te laat"),
        *("1 juli 2027", "AVA-01 Titel van AVA-01", "Meting", "32 dagen"),
        *("1 augustus 2027", "ASS-01 Titel van ASS-01", "De afwijking opnieuw bekijken (hoofd Burgerzaken).", "1 dag"),
        "Kalender voor het komende jaar",
        "Dit verwacht de gemeente tot en met 2 augustus 2028. Wat eerder komt, schuift de volgende datum niet naar voren; wat te laat komt, "
        "schuift haar op.",
        "Vierde kwartaal van 2027",
        *("Datum", "Eis", "Wat", "Hoe vaak"),
        *("2 november 2027", "AVA-01 Titel van AVA-01", "Meting", "elk kwartaal"),
        "Eerste kwartaal van 2028",
        *("Datum", "Eis", "Wat", "Hoe vaak"),
        *("1 januari 2028", "ASS-01 Titel van ASS-01", "Rapport, met reikwijdte", "jaarlijks"),
        *("2 februari 2028", "AVA-01 Titel van AVA-01", "Meting", "elk kwartaal"),
        "Tweede kwartaal van 2028",
        *("Datum", "Eis", "Wat", "Hoe vaak"),
        *("2 mei 2028", "AVA-01 Titel van AVA-01", "Meting", "elk kwartaal"),
        "Derde kwartaal van 2028",
        *("Datum", "Eis", "Wat", "Hoe vaak"),
        *("2 augustus 2028", "AVA-01 Titel van AVA-01", "Meting", "elk kwartaal"),
        "Wat is ontvangen",
        "Dit kwam na 2 augustus 2026:",
        *("Ontvangen", "Eis", "Wat"),
        *("20 januari 2027", "19 dagen te laat", "CON-01 Titel van CON-01", "Exitplan"),
        *("30 maart 2027", "AVA-01 Titel van AVA-01", "Meting over het eerste kwartaal"),
        "Periode: 1 januari 2027 tot en met 31 maart 2027",
        "Opmerkingen: 99,7%, met één storing <&>",
        "Te laten zien bij een gelegenheid",
        "Dit laat de Leverancier zien wanneer het zich voordoet. Ga na of dat in het afgelopen jaar zo was.",
        *("Eis", "Wat", "Wanneer"),
        *("INC-01 Titel van INC-01", "Melding", "na een incident"),
        "Wat later of nooit wordt verwacht",
        "Van deze eisen verwacht de gemeente het bewijs later of niet:",
        *("Eis", "Niet vóór", "Waarom"),
        *("LOG-01 Titel van LOG-01", "nooit", "Deze wens is geen deel van de overeenkomst."),
        "Wat de gemeente controleert",
        "Bewijs ontvangen is niet hetzelfde als bewijs lezen. Zo gaat de gemeente na wat de stukken van het afgelopen en het komende jaar "
        "waard zijn:",
        *("Eis", "Controle"),
        *("ASS-01 Titel van ASS-01", "Kijk."),
        *("AVA-01 Titel van AVA-01", "Kijk."),
        *("CON-01 Titel van CON-01", "Kijk."),
    ]


def test_what_came_longer_than_a_year_ago_is_counted_not_listed(kept: Path, pve: Pve) -> None:
    pve(*REPORT, "2028-06-15", "--out", "verslag.docx")
    found = lines(kept / "verslag.docx")
    start = found.index("Wat is ontvangen")
    assert found[start + 1 : start + 3] == [
        "Na 15 juni 2027 is niets ontvangen.",
        "2 stukken zijn eerder ontvangen; zij staan in het verslag van toen.",
    ]


def test_the_markdown_says_the_same(kept: Path, pve: Pve) -> None:
    pve(*REPORT, "2027-08-02", "--out", "verslag.md")
    page = (kept / "verslag.md").read_text("utf-8")
    assert "| 1 juli 2027 | AVA-01 Titel van AVA-01 | Meting | 32 dagen |\n" in page
    assert (
        "| 30 maart 2027 | AVA-01 Titel van AVA-01 | Meting over het eerste kwartaal – Periode: 1 januari 2027 tot en met 31 maart 2027 – "
        "Opmerkingen: 99,7%, met één storing <&> |\n"
    ) in page
    assert not re.search(r"\{\{|\{%|@[a-z_]+@|\n\n\n", page)


def test_the_json_obeys_its_schema(kept: Path, pve: Pve) -> None:
    done = pve(*REPORT, "2027-08-02", "--format", "json", "--out", "-")
    told = json.loads(done.out)
    jsonschema_rs.validate(schema("evidence-report"), told)
    assert (told["overdue"], told["date"], told["programme"]) == (True, "2027-08-02", "1111-2222-3333-4444")
    (availability,) = [promise for promise in told["promises"] if promise["id"] == "AVA-01"]
    assert availability == {
        "id": "AVA-01",
        "number": 1,
        "what": "Meting",
        "moment": "quarterly",
        "due": "2027-07-01",
        "days": -32,
        "status": "overdue",
        "excepted": "",
        "deliveries": [
            {
                "due": "2027-04-01",
                "days_late": 0,
                "pieces": [
                    {
                        "what": "Meting over het eerste kwartaal",
                        "received": "2027-03-30",
                        "from": "2027-01-01",
                        "to": "2027-03-31",
                        "valid_until": "",
                        "scope": "",
                        "remarks": "99,7%, met één storing <&>",
                    }
                ],
            }
        ],
    }


# ── the calendar for office programs ──


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_the_calendar_is_read_back_by_the_same_library(kept: Path, pve: Pve) -> None:
    pve(*REPORT, "2027-06-15", "--out", "bewijs.ics")
    found = events((kept / "bewijs.ics").read_bytes())
    assert [(event["uid"], event.decoded("dtstart"), str(event["summary"])) for event in found] == [
        ("AVA-01-1-2@1111-2222-3333-4444.pve", date(2027, 7, 1), "Bewijs AVA-01: Titel van AVA-01"),
        ("AVA-01-1-3@1111-2222-3333-4444.pve", date(2027, 10, 1), "Bewijs AVA-01: Titel van AVA-01"),
        ("AVA-01-1-4@1111-2222-3333-4444.pve", date(2028, 1, 1), "Bewijs AVA-01: Titel van AVA-01"),
        ("AVA-01-1-5@1111-2222-3333-4444.pve", date(2028, 4, 1), "Bewijs AVA-01: Titel van AVA-01"),
        ("ASS-01-2-1@1111-2222-3333-4444.pve", date(2028, 1, 1), "Bewijs ASS-01: Titel van ASS-01"),
        (found[5]["uid"], date(2027, 8, 1), "Afspraak ASS-01: Titel van ASS-01"),
    ]
    first = found[0]
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(days=1)
    assert first.decoded("dtstamp") == datetime.fromisoformat("2027-06-15T00:00:00+00:00")
    assert str(first["description"]) == "Meting\n\nControleer: Kijk.\n\nVan: Bieder BV"
    assert [alarm.decoded("trigger") for alarm in first.walk("VALARM")] == [timedelta(days=-30), timedelta(days=-7)]


def test_lines_of_the_calendar_are_folded_and_end_as_the_standard_says(kept: Path, pve: Pve) -> None:
    pve(*REPORT, "2027-06-15", "--out", "bewijs.ics")
    data = (kept / "bewijs.ics").read_bytes()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75  # RFC 5545, 3.1


def test_a_date_that_moves_keeps_its_uid(kept: Path) -> None:
    def stands(received: str) -> Standing:
        piece = Received(requirement="ASS-01", number=2, what="Rapport", received=date.fromisoformat(received))
        return standing(PROGRAMME, Contract(programme="1", supplier="B", start=date(2027, 1, 1), received=(piece,)), date(2028, 4, 1))

    def next_of(received: str) -> tuple[str, date]:
        (event,) = [one for one in events(write_calendar(stands(received), "nl")) if one["uid"].startswith("ASS-01")]
        return str(event["uid"]), event.decoded("dtstart")

    assert next_of("2027-12-01") == ("ASS-01-2-2@1111-2222-3333-4444.pve", date(2029, 1, 1))
    assert next_of("2028-03-01") == ("ASS-01-2-2@1111-2222-3333-4444.pve", date(2029, 3, 1))


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed(kept: Path) -> None:
    settings = [{"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "PYTHONHASHSEED": "2"}]
    made = []
    for number, more in enumerate(settings):
        words = [COMMAND, *REPORT, "2027-08-02", "--format", "docx,md,json,ics", "--out", str(number)]
        assert subprocess.run(words, cwd=kept, env=os.environ | more, capture_output=True, check=False).returncode == 1
        made.append({path.name: path.read_bytes() for path in (kept / str(number)).iterdir()})
    assert sorted(made[0]) == [f"jaarverslag-bewijs.{form}" for form in ("docx", "ics", "json", "md")]
    assert made[0] == made[1]


# ── beginning, and wrong use ──


def test_a_file_is_begun_from_what_was_agreed(tmp_path: Path, pve: Pve) -> None:
    winner.put_in(tmp_path)
    pve("assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS)
    winner.decide(tmp_path / DECISIONS)
    done = pve("report", "--init", "bewijs.yaml", "--lock", LOCK, "--response", RESPONSE, "--decisions", DECISIONS, "--start", "2027-01-01")
    assert (done.code, done.err.splitlines()[-1]) == (0, "Written: bewijs.yaml.")
    text = (tmp_path / "bewijs.yaml").read_text("utf-8")
    assert text[text.index("exceptions:") : text.index("\n# Wat op een dag")] == (
        "exceptions:\n"
        '  - requirement: LOG-09\n    reason: "Deze wens is geen deel van de overeenkomst."\n'
        '  - requirement: CON-04\n    until: 2028-01-31\n    reason: "Afwijking geaccepteerd: De test is gepland."\n'
        '  - requirement: PRIV-02\n    until: 2027-12-31\n    reason: "Afwijking geaccepteerd: Eerder krijgt niemand het."\n'
    )
    assert (
        '  - requirement: PAT-06\n    what: "De afwijking opnieuw bekijken (hoofd Burgerzaken)."\n    due: 2027-11-01\n    done:\n' in text
    )
    started = pve("report", "--lock", LOCK, "--evidence", "bewijs.yaml", "--date", "2027-01-01")
    assert (started.code, read_lock(tmp_path / LOCK).programme.tender.organisation) == (0, "Gemeente Voorbeeldstad")


def test_a_form_that_nobody_filled_in_begins_no_file(tmp_path: Path, pve: Pve) -> None:
    winner.put_in(tmp_path, sent=True)
    done = pve("report", "--init", "bewijs.yaml", "--lock", LOCK, "--response", RESPONSE, "--supplier", "Zaakwerk BV")
    assert (done.code, done.err) == (
        2,
        "pve: inschrijving.docx: nobody filled it in: there is nothing to agree on (name the file that came back from the supplier)\n",
    )
    assert not (tmp_path / "bewijs.yaml").exists()


def test_a_file_that_is_there_is_never_replaced(kept: Path, pve: Pve) -> None:
    done = pve("report", "--init", "bewijs.yaml", "--lock", "eisen.lock.json", "--supplier", "Bieder BV")
    assert (done.code, done.err) == (3, "pve: bewijs.yaml: is there already, and somebody's work (choose another name for --init)\n")
    assert (kept / "bewijs.yaml").read_text("utf-8") == KEPT


WRONG = {
    "no lock": (("--evidence", "bewijs.yaml"), "pve: which programme is it about? (name its lock with --lock)"),
    "nothing to read": (
        ("--lock", "eisen.lock.json"),
        "pve: name the file that the contract manager keeps with --evidence, or begin one with --init",
    ),
    "nobody": (
        ("--lock", "eisen.lock.json", "--init", "nieuw.yaml"),
        "pve: who is the supplier? (name it with --supplier, or its answers with --response)",
    ),
    "decisions without answers": (
        ("--lock", "eisen.lock.json", "--init", "nieuw.yaml", "--decisions", "b.yaml"),
        "pve: --decisions: are about answers (name these with --response)",
    ),
    "no date": (
        ("--lock", "eisen.lock.json", "--init", "nieuw.yaml", "--supplier", "B", "--start", "1 mei"),
        "pve: --start 1 mei: is not a date (write 2026-11-24)",
    ),
    "answers too late": (
        ("--lock", "eisen.lock.json", "--evidence", "bewijs.yaml", "--response", "inschrijving.docx"),
        "pve: --response: goes with --init (what was agreed otherwise stands in the evidence file)",
    ),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_in_one_sentence(kept: Path, pve: Pve, words: tuple[str, ...], said: str) -> None:
    done = pve("report", *words)
    assert (done.code, done.out, done.err) == (2, "", f"{said}\n")
    assert not (kept / "nieuw.yaml").exists()


def test_a_report_that_is_there_is_kept(kept: Path, pve: Pve) -> None:
    assert pve(*REPORT, "2027-06-15", "--out", "verslag.docx").code == 0
    assert pve(*REPORT, "2027-06-15", "--out", "verslag.docx").code == 3
    assert pve(*REPORT, "2027-06-15", "--out", "verslag.docx", "--overwrite").code == 0
    refused = pve(*REPORT, "2027-06-15", "--format", "json", "--out", "bewijs.yaml")
    assert refused.code == 2
    assert (kept / "bewijs.yaml").read_text("utf-8") == KEPT


def test_a_name_of_more_lines_is_one_line_in_the_calendar(kept: Path) -> None:
    file = kept / "bewijs.yaml"
    text = file.read_text("utf-8").replace("supplier: Bieder BV", 'supplier: "Bieder\\nBEGIN:VEVENT\\r\\nBV"')
    file.write_text(text, "utf-8")
    stands = standing(PROGRAMME, read_contract(file, PROGRAMME), date(2027, 6, 1))
    assert "X-WR-CALNAME:Toegezegd bewijs: " in write_calendar(stands, "nl").decode()
    assert write_calendar(stands, "nl").count(b"\r\nBEGIN:VEVENT") == len(events(write_calendar(stands, "nl")))
