"""The three fictitious bids of the example: made as the script says, and everything in them is found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator

from conftest import ROOT, Pve
from returning import edited, paragraph, parts_of

BIDS = ROOT / "examples/zaaksysteem/inschrijvingen"
FILES = [f"{name}.{kind}" for name in ("zorgvuldig", "slordig", "gewijzigd") for kind in ("docx", "xlsx")]
STALE = "the bids are stale: run `python examples/zaaksysteem/inschrijvingen/make.py`"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bids, made anew."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, str(BIDS / "make.py"), str(folder)], check=True)
    return folder


def assessed(pve: Pve, file: str, lang: str = "en") -> dict[str, Any]:
    """What `pve assess` says of a bid, as JSON."""
    done = pve("assess", BIDS / file, "--format", "json", "--out", "-", "--lang", lang)
    assert done.code == 1, done.err
    outcome: dict[str, Any] = json.loads(done.out)
    return outcome


@pytest.mark.parametrize("file", FILES)
def test_the_bids_are_what_the_script_makes(made: Path, file: str) -> None:
    assert parts_of((made / file).read_bytes()) == parts_of((BIDS / file).read_bytes()), STALE


def test_the_script_makes_the_same_bytes_each_time(made: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(BIDS / "make.py"), str(tmp_path)], check=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert [(tmp_path / file).read_bytes() for file in FILES] == [(made / file).read_bytes() for file in FILES]


@pytest.mark.parametrize("file", FILES)
def test_office_programs_open_a_bid_without_a_remark(file: str) -> None:
    result = OpenXmlValidator().validate(BIDS / file)
    assert [str(error) for error in result.errors] == []


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in BIDS.iterdir()) < 1_500_000


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_careful_supplier_only_deviates_where_it_says_so(pve: Pve, kind: str) -> None:
    outcome = assessed(pve, f"zorgvuldig.{kind}")
    assert outcome["supplier"] == "Meerstroom Zaaksystemen B.V."
    assert [(one["id"], one["kind"]) for one in outcome["deviations"]] == [
        ("ENC-10", "partly-met"),
        ("AUTH-06", "partly-met"),
        ("LOG-09", "not-met"),
        ("PRIV-02", "refused"),
        ("ASS-03", "conditional"),
        ("HRD-06", "refused"),
        ("STD-07", "not-met"),
    ]
    assert (outcome["findings"], outcome["knocked_out"]) == ([], [])
    assert outcome["score"] == {"points": 112.5, "possible": 145, "open": 0.0, "partly": 50}


# Requirement, its title, what is wrong, and the cell of the answer sheet in which that stands.
DEVIATIONS = [
    ("ENC-08", "Vervanging van verouderde versleuteling", "unreadable", "I11"),
    ("ENC-10", "Sleutel in eigen beheer", "not-met", "I12"),
    ("INT-01", "Controle van invoer", "no-evidence", "I13"),
    ("INT-03", "Controle op volledigheid van koppelingen", "partly-met", "I14"),
    ("INT-04", "Wijziging met behoud van historie", "unanswered", "I15"),
    ("RET-03", "Bewijs van vernietiging", "unreadable", "I19"),
    ("AUTH-06", "Signalering van misbruik van inloggegevens", "not-met", "I27"),
    ("AUTH-07", "Persoonlijke accounts", "unanswered", "I28"),
    ("AUTH-10", "Phishingbestendig inloggen door beheerders van de gemeente", "contradictory", "I31"),
    ("AUTZ-07", "Signaal bij nieuwe beheerrechten", "not-met", "I37"),
    ("LOG-02", "Vastlegging van inzage in persoonsgegevens", "contradictory", "I42"),
    ("LOG-05", "Levering van logregels aan de gemeente", "partly-met", "I45"),
    ("LOG-09", "Signaal bij ongewoon raadplegen", "not-met", "I47"),
    ("NET-04", "Open standaarden op het domein van de gemeente", "no-evidence", "I52"),
    ("PAT-06", "Lijst van softwareonderdelen", "partly-met", "I65"),
    ("PAT-08", "Waarschuwing voor een ernstige kwetsbaarheid", "unanswered", "I67"),
    ("PAT-09", "Vindbaar meldpunt op de domeinnaam", "not-met", "I68"),
    ("PRIV-03", "Landen van opslag en toegang", "not-met", "I72"),
    ("PRIV-12", "Beperkt tonen van het burgerservicenummer", "partly-met", "I80"),
    ("BRE-01", "Melding van een datalek aan de gemeente", "conditional", "I81"),
    ("ASS-02", "Jaarlijks onafhankelijk bewijs", "refused", "I101"),
    ("ASS-03", "Auditrecht van de gemeente", "unreadable", "I102"),
    ("PER-01", "Screening van medewerkers", "no-evidence", "I103"),
    ("DEV-07", "Proefomgeving voor nieuwe versies", "unreadable", "I110"),
    ("CON-01", "Herstel van gegevens na verlies", "conditional", "I117"),
    ("AVA-01", "Beschikbaarheid", "conditional", "I123"),
    ("EXI-03", "Exitplan", "unanswered", "I128"),
    ("EXI-04", "Zelf exporteren", "not-met", "I129"),
    ("AI-01", "Nieuwe AI-functies alleen na instemming", "unreadable", "I130"),
    ("STD-04", "Berichten over wijzigingen", "not-met", "I134"),
    ("STD-07", "Delen van dreigingsinformatie", "not-met", "I136"),
]
UNREADABLE = [
    ("ENC-08", "answer-unknown", "«Ja, mits» is not one of the answers"),
    ("INT-04", "answer-empty", "has no answer"),
    ("RET-03", "answer-other-kind", "«Voldoet deels» is not an answer to a requirement"),
    ("AUTH-07", "answer-empty", "has no answer"),
    ("PAT-08", "answer-empty", "has no answer"),
    ("ASS-03", "answer-unknown", "«Nee» is not one of the answers"),
    ("DEV-07", "answer-unknown", "«Ja» is not one of the answers"),
    ("EXI-03", "answer-empty", "has no answer"),
    ("AI-01", "answer-unknown", "«n.v.t.» is not one of the answers"),
]


def test_every_mistake_of_the_sloppy_supplier_is_listed_with_its_place_in_word(pve: Pve) -> None:
    outcome = assessed(pve, "slordig.docx")
    places = {id: f"under «{id} {title}», answer" for id, title, _kind, _cell in DEVIATIONS}
    twice, comment = "under «PAT-04 Penetratietest», answer", "under «BRE-01 Melding van een datalek aan de gemeente», explanation"
    found = {(one["id"], one["kind"], one["place"]) for one in outcome["deviations"]}
    assert found == {(id, kind, places[id]) for id, _title, kind, _cell in DEVIATIONS} | {
        ("PAT-04", "unreadable", twice),
        ("PAT-04", "altered", twice),
    }
    assert {(one["id"], one["rule"], one["place"], one["message"]) for one in outcome["findings"]} == {
        (id, rule, places[id], message) for id, rule, message in UNREADABLE
    } | {
        ("PAT-04", "answer-twice", twice, "the answer is given more than once: «Akkoord» and «Niet akkoord»"),
        (
            "BRE-01",
            "answer-attached",
            comment,
            "the explanation has a comment by Kees Vink: «Nog navragen bij Rob of wij 24 uur wel halen!»",
        ),
    }
    assert outcome["knocked_out"] == ["PRIV-03"]
    assert len(outcome["answers"]) == 132


def test_every_mistake_of_the_sloppy_supplier_is_listed_with_its_place_in_excel(pve: Pve) -> None:
    outcome = assessed(pve, "slordig.xlsx")
    places = {id: f"sheet Antwoorden, cell {cell}" for id, _title, _kind, cell in DEVIATIONS}
    rows, formula = "sheet Antwoorden, row 64 and sheet Antwoorden, row 137", "sheet Antwoorden, cell I29"
    found = {(one["id"], one["kind"], one["place"]) for one in outcome["deviations"]}
    assert found == {(id, kind, places[id]) for id, _title, kind, _cell in DEVIATIONS} | {
        ("PAT-04", "unreadable", rows),
        ("PAT-04", "altered", "sheet Antwoorden, cell I64 and sheet Antwoorden, cell I137"),
        ("AUTH-08", "unreadable", formula),
    }
    assert {(one["id"], one["rule"], one["place"], one["message"]) for one in outcome["findings"]} == {
        (id, rule, places[id], message) for id, rule, message in UNREADABLE
    } | {
        ("PAT-04", "answer-twice", rows, "stands in 2 rows, with different answers"),
        ("AUTH-08", "answer-formula", formula, "holds a formula, =I26, which showed «Voldoet»"),
    }
    assert outcome["knocked_out"] == ["PRIV-03"]
    assert len(outcome["answers"]) == 132


ALTERED = [
    ("LOG-04", "altered"),
    ("PRIV-03", "altered"),
    ("BRE-01", "altered"),
    ("ASS-03", "missing"),
    ("AVA-01", "altered"),
    ("PAT-01", "white"),
    ("", "header-footer"),
]


@pytest.mark.parametrize(
    ("file", "more"),
    [("gewijzigd.docx", [("EXI-02", "altered"), ("EXI-02", "tracked")]), ("gewijzigd.xlsx", [("PAT-01", "altered")])],
)
def test_everything_that_was_altered_is_found_and_nothing_else(pve: Pve, file: str, more: list[tuple[str, str]]) -> None:
    done = pve("verify", BIDS / file, "--format", "json")
    assert done.code == 1
    assert sorted((one["id"], one["kind"]) for one in json.loads(done.out)["alterations"]) == sorted([*ALTERED, *more])
    outcome = assessed(pve, file)
    altered = {one["id"] for one in outcome["deviations"] if one["kind"] == "altered"}
    assert altered == {id for id, _kind in [*ALTERED, *more] if id}
    assert [(one["rule"], one["place"]) for one in outcome["findings"] if not one["id"]] == [("document-altered", "header or footer")]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_decisions_fit_the_careful_bid_and_are_left_as_people_wrote_them(pve: Pve, tmp_path: Path, kind: str) -> None:
    decisions = tmp_path / "besluiten.yaml"
    decisions.write_bytes((BIDS / "besluiten.yaml").read_bytes())
    done = pve("assess", BIDS / f"zorgvuldig.{kind}", "--decisions", decisions, "--format", "json", "--out", "-", "-q")
    assert (done.code, done.err) == (1, "")
    assert {one["id"]: one["decision"] for one in json.loads(done.out)["deviations"]} == {
        "ENC-10": "accept",
        "AUTH-06": "accept",
        "LOG-09": "",  # a wish that is not met needs no decision
        "PRIV-02": "mitigate",
        "ASS-03": "ask",
        "HRD-06": "accept",
        "STD-07": "",
    }
    assert decisions.read_bytes() == (BIDS / "besluiten.yaml").read_bytes()


def test_an_answer_to_another_programme_is_refused_in_one_sentence(pve: Pve, tmp_path: Path) -> None:
    done = pve("generate", "--profile", "low", "--no-page-numbers", "--out", tmp_path / "eisen.docx")
    assert done.code == 0, done.err
    done = pve("assess", tmp_path / "eisen.docx", "--lock", BIDS / "programma-van-eisen-vbs-2026-0142.lock.json")
    assert (done.code, done.out) == (2, "")
    assert "answers programme " in done.err
    assert "not 05bd-8221-a89f-4224 (it is another version, or another tender: name the lock of that one)" in done.err


def test_a_bid_that_does_not_say_which_programme_it_answers_is_read_and_told(pve: Pve, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "terug.docx", "w") as package:
        for name, content in parts_of((BIDS / "zorgvuldig.docx").read_bytes()).items():
            package.writestr(name, content.replace(b'name="pve-', b'name="x-'))
    done = pve("assess", tmp_path / "terug.docx", "--lock", BIDS / "programma-van-eisen-vbs-2026-0142.lock.json")
    assert done.code == 1
    assert "does not say which programme it answers; taken for 05bd-8221-a89f-4224." in done.err


@pytest.mark.parametrize("file", ["slordig.docx", "slordig.xlsx", "gewijzigd.xlsx"])
def test_in_dutch_every_sentence_of_the_json_is_dutch(pve: Pve, file: str) -> None:
    outcome = assessed(pve, file, "nl")
    told = [one[name] for one in outcome["findings"] for name in ("message", "hint", "place")]
    told += [one[name] for one in outcome["deviations"] for name in ("reason", "place")]
    ours = [re.sub("«.*?»", "«»", text) for text in told]
    assert [text for text in ours if re.search(r"\b(the|ask|answers?|read|under|sheet|cell|row|and|has|holds|stands|not)\b", text)] == []
    assert "" not in [one["reason"] for one in outcome["deviations"] if one["kind"] in {"unreadable", "unanswered"}]


def test_what_is_wrong_is_told_in_full_in_both_languages(pve: Pve) -> None:
    def told(lang: str) -> list[tuple[str, str]]:
        outcome = assessed(pve, "slordig.docx", lang)
        return [(one["message"], one["hint"]) for one in outcome["findings"] if one["id"] == "ENC-08"]

    assert told("en") == [
        ("«Ja, mits» is not one of the answers", "the answers are «Akkoord» (Accepts) and «Niet akkoord» (Does not accept)")
    ]
    assert told("nl") == [("wat er staat, is geen van de antwoorden: «Ja, mits»", "de antwoorden zijn «Akkoord» en «Niet akkoord»")]


SAID_WAS = (
    "De Leverancier houdt de Oplossing per kalendermaand ten minste 99,5% van de tijd bruikbaar: gebruikers melden zich aan, raadplegen "
    "Gegevens en slaan die op. Aangekondigd onderhoud telt niet mee als het valt in een onderhoudsvenster dat de Opdrachtgever heeft aanvaard."
)


def test_a_contract_says_which_words_an_altered_text_has_that_was_let_pass(pve: Pve, tmp_path: Path) -> None:
    decisions = tmp_path / "besluiten.yaml"
    pve("assess", BIDS / "gewijzigd.docx", "--decisions", decisions, "-q")
    before, after = decisions.read_text("utf-8").split("  AVA-01:")
    filled = {"decision": "accept", "reason": "Genoeg.", "owner": "hoofd", "until": "2028-01-01"}
    for name, said in filled.items():
        after = re.sub(rf"(?m)^    {name}:$", f"    {name}: {said}", after, count=1)
    decisions.write_text(f"{before}  AVA-01:{after}", "utf-8")
    done = pve(
        "contract", BIDS / "gewijzigd.docx", "--decisions", decisions, "--format", "md,json", "--out", tmp_path, "--date", "2026-12-01"
    )
    assert done.code == 1  # the others are still open
    page = (tmp_path / "bijlage-dienstverlening.md").read_text("utf-8")
    was, becomes = f"- De tekst van de gemeente: {SAID_WAS}\n", f"- De tekst in de inschrijving: {SAID_WAS.replace('99,5', '98,5')}\n"
    assert f"- Afwijking: tekst van de eis is gewijzigd\n{was}{becomes}" in page
    sla = next(one for one in json.loads((tmp_path / "overeenkomst.json").read_bytes())["annexes"] if one["kind"] == "sla")
    assert [(one["was"], one["becomes"]) for one in sla["deviations"]] == [(SAID_WAS, SAID_WAS.replace("99,5", "98,5"))]


def test_what_a_supplier_removed_is_for_the_buyer_and_what_it_altered_is_asked_with_the_words(pve: Pve, tmp_path: Path) -> None:
    bids = (BIDS / "zorgvuldig.docx", BIDS / "gewijzigd.docx")
    done = pve("compare", *bids, "--format", "json", "--out", "-", "--questions", tmp_path)
    asked = json.loads(done.out)["suppliers"][1]["questions"]
    assert [one for one in asked if one["id"] == "ASS-03"] == []
    assert json.loads(done.out)["suppliers"][1]["withheld"] == [{"id": "ASS-03", "kinds": ["unanswered"]}]
    assert "an answer or evidence is missing at ASS-03. That is not asked: in a tender the buyer decides" in done.err
    assert [one["question"] for one in asked if one["id"] == "AVA-01"] == [
        "De tekst hierover is in uw document anders dan in het document dat de gemeente stuurde. "
        f"De gemeente schreef: «{SAID_WAS}» In uw document: «{SAID_WAS.replace('99,5', '98,5')}» "
        "Geldt uw antwoord voor de tekst van de gemeente?"
    ]


def test_a_requirement_that_stands_twice_is_asked_about_with_the_words_that_came_extra(pve: Pve, tmp_path: Path) -> None:
    done = pve("compare", BIDS / "zorgvuldig.docx", BIDS / "slordig.xlsx", "--format", "json", "--out", "-", "--questions", tmp_path)
    asked = [one["question"] for one in json.loads(done.out)["suppliers"][1]["questions"] if one["id"] == "PAT-04"]
    assert "In uw document staat erbij: «PAT-04 Updates en kwetsbaarheden" in asked[-1]
    assert not any("De gemeente schreef: «»" in one or "(niets)" in one for one in asked)


def test_a_question_about_an_altered_text_quotes_it_once(pve: Pve, tmp_path: Path) -> None:
    bids = (BIDS / "zorgvuldig.docx", BIDS / "gewijzigd.docx")
    done = pve("compare", *bids, "--format", "json", "--out", "-", "--questions", tmp_path)
    asked = next(one["question"] for one in json.loads(done.out)["suppliers"][1]["questions"] if one["id"] == "EXI-02")
    assert asked.count("tegen het dan geldende uurtarief") == 1


def test_a_requirement_to_which_much_was_added_takes_a_time_that_grows_with_it(pve: Pve, tmp_path: Path) -> None:
    added = "".join(paragraph(f"Tenzij {number} keer.", look="<w:vanish/>") for number in range(20_000))
    bid = tmp_path / "bid.docx"
    bid.write_bytes(
        edited((BIDS / "gewijzigd.docx").read_bytes(), lambda xml: re.sub(r"(_EXI_02_heading.*?</w:p>)", r"\1" + added, xml, count=1))
    )
    lock = next(BIDS.parent.rglob("*.lock.json"))
    begun = os.times().children_user
    done = pve("assess", bid, "--lock", lock, "--format", "json", "--out", "-")
    assert os.times().children_user - begun < 5
    assert "Tenzij 19999 keer." in done.out
