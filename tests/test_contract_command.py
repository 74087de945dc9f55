"""`pve contract`: from a winner's answers and people's decisions to three annexes, or to what is still in the way."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema_rs
import pytest
from openxml_audit import OpenXmlValidator

import winner
import wordfile
from conftest import COMMAND, ROOT, Pve
from pve_gen.accessibility import accessibility
from pve_gen.officefile import read_office
from pve_gen.schema import schema
from winner import DATE, DECISIONS, LOCK, RESPONSE

ANNEXES = ["bijlage-dienstverlening", "bijlage-informatiebeveiliging", "bijlage-verwerkersovereenkomst"]
ENGLISH = ["annex-information-security", "annex-processing-agreement", "annex-service-levels"]


def run(folder: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False, env=os.environ | (env or {}))


CONTRACT = ("contract", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "--date", DATE, "--no-page-numbers")


@pytest.fixture(scope="module")
def won(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a winner about whom all is decided, and every annex in every format and language in `contract`."""
    folder = tmp_path_factory.mktemp("won")
    winner.put_in(folder)
    assert run(folder, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "-q").returncode == 1
    winner.decide(folder / DECISIONS)
    for language in ("nl", "en"):
        done = run(folder, *CONTRACT, "--format", "docx,md,json", "--out", "contract", "--lang", language)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder


def lines(path: Path) -> list[str]:
    return wordfile.lines(zipfile.ZipFile(path).read("word/document.xml"))


def test_every_annex_is_written_in_every_format(won: Path) -> None:
    assert sorted(path.name for path in (won / "contract").iterdir()) == sorted(
        [f"{name}.{form}" for name in (*ANNEXES, *ENGLISH) for form in ("docx", "md")] + ["overeenkomst.json", "contract.json"]
    )


@pytest.mark.parametrize("name", [*ANNEXES, *ENGLISH])
def test_an_annex_is_sound_and_everybody_can_read_it(won: Path, name: str) -> None:
    path = won / "contract" / f"{name}.docx"
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    assert [str(barrier) for barrier in accessibility(read_office(path.read_bytes(), "docx"))] == []
    assert "" not in lines(path)
    for part in zipfile.ZipFile(path).namelist():
        assert not re.search("\\{\\{|\\{%|[\x01\x02\ue000\ue001]", zipfile.ZipFile(path).read(part).decode()), part


def test_a_requirement_that_holds_stands_with_its_text_and_its_evidence(won: Path) -> None:
    found = lines(won / "contract/bijlage-informatiebeveiliging.docx")
    start = found.index("AUTH-04\tAfgedwongen wachtwoordregels")
    assert found[start : start + 4] == [
        "AUTH-04\tAfgedwongen wachtwoordregels",
        "\xa0Knock-out-eis\xa0",
        "De Oplossing weigert ieder nieuw wachtwoord dat korter is dan 14 tekens of dat op een lijst van veelgebruikte of gelekte "
        "wachtwoorden staat.",
        "Bewijs, bij inschrijving: Beschrijving van de wachtwoordregels en van de herkomst van de lijst, of de verklaring dat de Oplossing "
        "geen eigen wachtwoorden gebruikt.",
    ]


def test_the_figures_stand_in_one_table_with_how_they_are_shown(won: Path) -> None:
    found = lines(won / "contract/bijlage-dienstverlening.docx")
    start = found.index("Beschikbaarheid", found.index("Afgesproken getallen en termijnen"))
    assert found[start - 1 : start + 3] == [
        "AVA-01",
        "Beschikbaarheid",
        "Percentage: 99,5%",
        "Elk kwartaal: Gemeten beschikbaarheid per maand.",
    ]
    start = found.index("Herstel van gegevens na verlies")
    assert found[start + 1 : start + 3] == ["Hersteltijd: 8 uur", "Gegevensverlies: 4 uur"]


def test_what_the_supplier_promised_at_a_wish_that_is_partly_met_stands_there_literally(won: Path) -> None:
    found = lines(won / "contract/bijlage-dienstverlening.docx")
    promise = next(line for line in found if line.startswith("Wat de Leverancier toezegt"))
    assert promise == "Wat de Leverancier toezegt: Wij leveren de lijst bij iedere hoofdversie.\nVanaf 2028 ook bij tussenversies <&>."


def test_a_deviation_that_was_let_pass_stands_with_its_conditions(won: Path) -> None:
    found = lines(won / "contract/bijlage-dienstverlening.docx")
    start = found.index("CON-04\tJaarlijkse hersteltest", found.index("Afwijkingen die de gemeente toestaat"))
    assert found[start + 3 : start + 19] == [
        *("Afwijking", "niet akkoord"),
        *("Toelichting van de Leverancier", "Wij testen eens per twee jaar."),
        *("Besluit", "tijdelijk accepteren"),
        *("Waarom", "De test is gepland."),
        *("Besloten door", "hoofd Burgerzaken"),
        *("Geadviseerd door", "CISO"),
        *("Geldt tot en met", "31 januari 2028"),
        "Voorwaarden en maatregelen",
        "Leverancier (hoofd ICT): Ieder kwartaal een deel van de Gegevens terugzetten en vergelijken. Uiterlijk 1 maart 2027.",
    ]


def test_what_was_rejected_holds_and_what_was_not_promised_is_left_out(won: Path) -> None:
    found = lines(won / "contract/bijlage-dienstverlening.docx")
    assert "AVA-02\tHerstel van storingen" in found[found.index("Afwijkingen die de gemeente niet toestaat") :]
    security = lines(won / "contract/bijlage-informatiebeveiliging.docx")
    assert security[-1] == "LOG-09 Signaal bij ongewoon raadplegen (Wens · 15 punten)"
    assert not [line for line in security if line.startswith("LOG-09\t")]


def test_the_annex_to_the_processing_agreement_refers_and_never_restates(won: Path) -> None:
    found = lines(won / "contract/bijlage-verwerkersovereenkomst.docx")
    programme = json.loads((won / LOCK).read_bytes())["programme"]
    for requirement in programme["requirements"]:
        text = " ".join(requirement["text"].split())
        assert text not in found, requirement["id"]
    start = found.index("Inschakelen van subverwerkers", found.index("Subverwerkers"))
    assert found[start - 1 : start + 5] == [
        "PRIV-02",
        "Inschakelen van subverwerkers",
        "Programma van eisen",
        "met een toegestane afwijking, zie achterin: Bijlage bij de verwerkersovereenkomst",
        "Aankondiging: 60 dagen",
        "Toestemming: schriftelijk met deze subverwerker heeft ingestemd",
    ]
    assert (
        "Persoonsgegevens: bijzondere. Zaken over jeugdhulp en maatschappelijke ondersteuning bevatten gegevens over gezondheid." in found
    )
    breaches = found[found.index("Datalekken") : found.index("Rechten van betrokkenen, en hulp aan de gemeente")]
    assert [line for line in breaches if re.fullmatch(r"[A-Z]+-\d+", line)] == ["BRE-01", "BRE-02", "BRE-03", "BRE-04"]


def test_every_requirement_that_holds_stands_in_the_annexes_once(won: Path) -> None:
    contract = json.loads((won / "contract/overeenkomst.json").read_bytes())
    asked = {requirement["id"] for requirement in json.loads((won / LOCK).read_bytes())["programme"]["requirements"]}
    held = [one["id"] for annex in contract["annexes"] for one in annex["agreements"]]
    assert (len(held), set(held)) == (len(set(held)), asked - {"LOG-09"})
    assert contract["ready"] is True
    jsonschema_rs.validate(schema("contract"), contract)


def test_the_markdown_says_what_the_document_says(won: Path) -> None:
    page = (won / "contract/bijlage-dienstverlening.md").read_text("utf-8")
    assert "- Geldt tot en met: 31 januari 2028\n" in page
    assert "| [AVA-01](#ava-01) | Beschikbaarheid | Percentage: 99,5% | Elk kwartaal: Gemeten beschikbaarheid per maand. |\n" in page
    assert not re.search(r"\{\{|\{%|@[a-z_]+@|\n\n\n", page)


def test_a_figure_that_may_be_deviated_from_says_so_in_every_table(won: Path) -> None:
    table = [line for line in (won / "contract/bijlage-dienstverlening.md").read_text("utf-8").splitlines() if line.startswith("| [")]
    marked = [line.split("]")[0].removeprefix("| [") for line in table if "(met een toegestane afwijking, zie achterin)" in line]
    assert marked == ["PAT-06", "CON-04"]
    processing = (won / "contract/bijlage-verwerkersovereenkomst.md").read_text("utf-8")
    assert (
        "| PRIV-02 | Inschakelen van subverwerkers (Programma van eisen), met een toegestane afwijking, zie achterin: Bijlage bij de "
        "verwerkersovereenkomst |"
    ) in processing
    found = lines(won / "contract/bijlage-dienstverlening.docx")
    at = found.index("CON-04", found.index("Afgesproken getallen en termijnen"))
    assert found[at + 1 : at + 3] == ["Jaarlijkse hersteltest", "met een toegestane afwijking, zie achterin"]


def test_the_sentence_about_deviations_follows_the_end_dates_that_there_are(won: Path) -> None:
    def told(name: str) -> list[str]:
        page = (won / f"contract/{name}.md").read_text("utf-8")
        return [line.split(" mag de")[0] for line in page.splitlines() if "mag de Leverancier van deze afspraken afwijken" in line]

    assert told("bijlage-dienstverlening") == ["Tot en met de genoemde einddatum, of als die er niet is zolang de overeenkomst duurt,"]
    assert told("bijlage-verwerkersovereenkomst") == ["Tot en met de genoemde einddatum"]
    assert "- Geldt tot en met: het einde van de overeenkomst\n" in (won / "contract/bijlage-dienstverlening.md").read_text("utf-8")


def test_the_security_annex_says_what_stands_where_and_that_the_programme_is_part_of_the_agreement(won: Path) -> None:
    found = lines(won / "contract/bijlage-informatiebeveiliging.docx")
    number = json.loads((won / LOCK).read_bytes())["programme"]["provenance"]["document"]
    about = " ".join(found[found.index("Waar deze bijlage over gaat") + 1 :][:2])
    assert "Die voor persoonsgegevens en datalekken staan alleen in het programma van eisen" in about
    assert "staan in de bijlage dienstverlening (SLA)." in about
    assert f"Het programma van eisen met nummer {number} (versie 1.0, 20 november 2026) is bij de overeenkomst gevoegd" in about


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed(won: Path, tmp_path: Path) -> None:
    for name in (RESPONSE, LOCK, DECISIONS):
        (tmp_path / name).write_bytes((won / name).read_bytes())
    more = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    assert run(tmp_path, *CONTRACT, "--format", "docx,md,json", "--out", "contract", env=more).returncode == 0
    for path in (tmp_path / "contract").iterdir():
        assert path.read_bytes() == (won / "contract" / path.name).read_bytes(), path.name


def test_the_contents_of_the_security_annex_have_page_numbers(won: Path, tmp_path: Path) -> None:
    from pve_gen import libreoffice

    if not libreoffice.installed():
        pytest.skip("LibreOffice is not installed")
    words = [word for word in CONTRACT if word != "--no-page-numbers"]
    assert run(won, *words, "--out", str(tmp_path)).returncode == 0
    found = lines(tmp_path / "bijlage-informatiebeveiliging.docx")
    assert re.fullmatch(r"1\tVersleuteling\t\d", found[found.index("Inhoudsopgave") + 1])


def test_json_on_stdout_is_the_contract(won: Path) -> None:
    done = run(won, *CONTRACT, "--format", "json", "--out", "-")
    assert done.stdout == (won / "contract/overeenkomst.json").read_text("utf-8")
    refused = run(won, *CONTRACT, "--out", "-")
    assert (refused.returncode, refused.stderr) == (
        2,
        "pve: --out -: the annexes are more than one document (name a folder, or --format json)\n",
    )


def test_the_name_of_one_document_is_no_place_for_annexes(won: Path) -> None:
    refused = run(won, *CONTRACT, "--out", "contract.docx")
    assert (refused.returncode, refused.stderr) == (
        2,
        "pve: --out contract.docx: is the name of one document (name a folder, for the annexes are more than one)\n",
    )
    assert not (won / "contract.docx").exists()


def test_an_annex_that_is_there_is_kept(won: Path) -> None:
    before = (won / "contract/bijlage-dienstverlening.docx").read_bytes()
    done = run(won, *CONTRACT, "--out", "contract")
    assert done.returncode == 3
    assert (won / "contract/bijlage-dienstverlening.docx").read_bytes() == before


def test_what_is_open_is_told_and_stands_in_the_draft(tmp_path: Path) -> None:
    winner.put_in(tmp_path, {"LOG-04": ("meets", "Wij voldoen, mits de gemeente de opslag betaalt.")})
    run(tmp_path, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "-q")
    winner.decide(tmp_path / DECISIONS)
    done = run(tmp_path, *CONTRACT, "--out", "contract")
    assert (done.returncode, done.stdout) == (
        1,
        "LOG-04: Bewaartermijn van logregels: yes, with a reservation in the explanation: to be read; not decided yet.\n",
    )
    assert (
        "What stands between square brackets in the annex to the processing agreement, the parties fill in before they sign.\n"
        in done.stderr
    )
    assert done.stderr.endswith("1 point open: these are drafts.\n")
    found = lines(tmp_path / "contract/bijlage-informatiebeveiliging.docx")
    start = found.index("Concept: nog te besluiten of in te vullen voordat partijen tekenen")
    assert found[start + 1] == (
        "LOG-04 Bewaartermijn van logregels: ja, met een voorbehoud in de toelichting: te lezen; nog niet besloten."
    )
    other = lines(tmp_path / "contract/bijlage-dienstverlening.docx")
    assert "Concept: in een andere bijlage is nog één punt te besluiten of in te vullen voordat partijen tekenen." in other


SENTENCE = "Op deze inschrijving zijn uitsluitend de algemene voorwaarden van Zaakwerk van toepassing."


def with_a_footer(path: Path) -> None:
    """Adds a sentence to the footers of a Word document, as a supplier may."""
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            said = part.replace(b"</w:ftr>", f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:ftr>".encode())
            made.writestr(name, said)


def test_terms_of_the_supplier_in_a_footer_make_drafts_until_people_decide(tmp_path: Path) -> None:
    winner.put_in(tmp_path)
    with_a_footer(tmp_path / RESPONSE)
    done = run(tmp_path, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS)
    assert "The document holds what was not asked: to decide about too.\n" in done.stderr
    winner.decide(tmp_path / DECISIONS)
    done = run(tmp_path, *CONTRACT, "--out", "contract")
    assert done.returncode == 1
    assert done.stdout == f"document: the header or footer was altered: {{+{SENTENCE}+}}: not decided yet.\n"
    for annex in ANNEXES:
        assert [line for line in lines(tmp_path / f"contract/{annex}.docx") if SENTENCE in line and line.endswith("; nog niet besloten.")]
    text = (tmp_path / DECISIONS).read_text("utf-8")
    settled = "    decision: reject\n    reason: De GIBIT geldt.\n    owner: jurist Inkoop\n"
    (tmp_path / DECISIONS).write_text(text.replace("    decision:\n    reason:\n    owner:\n    adviser:\n", settled), "utf-8")
    done = run(tmp_path, *CONTRACT, "--format", "docx,json", "--out", "klaar")
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((tmp_path / "klaar/overeenkomst.json").read_bytes())["outside"]["decision"] == "reject"
    for annex in ANNEXES:
        found = lines(tmp_path / f"klaar/{annex}.docx")
        start = found.index("Wat in de inschrijving buiten de eisen staat")
        assert found[start + 1].endswith("het geldt niet tussen partijen.")
        assert SENTENCE in found[start + 5]
        assert found[start + 6 : start + 12] == [
            "Waarom",
            "De GIBIT geldt.",
            "Besloten door",
            "jurist Inkoop",
            "Besluit",
            "niet accepteren",
        ]


def test_a_decision_about_another_answer_is_open(tmp_path: Path) -> None:
    winner.put_in(tmp_path)
    run(tmp_path, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "-q")
    winner.decide(tmp_path / DECISIONS)
    winner.put_in(tmp_path, {"CON-04": ("refuses", "Wij testen eens per drie jaar.")})
    done = run(tmp_path, *CONTRACT, "--out", "contract")
    assert (done.returncode, done.stdout) == (
        1,
        "CON-04: Jaarlijkse hersteltest: does not accept; decided about another answer than the present one.\n",
    )
    assert "CON-04: the answer is another than the one that was decided about" in done.stderr


def test_without_decisions_every_deviation_is_open(tmp_path: Path) -> None:
    winner.put_in(tmp_path)
    words = [word for word in CONTRACT if word not in {"--decisions", DECISIONS}]
    done = run(tmp_path, *words, "--out", "contract")
    assert done.returncode == 1
    assert done.stdout == (
        "PAT-06: Lijst van softwareonderdelen: partly meets; not decided yet.\n"
        "CON-04: Jaarlijkse hersteltest: does not accept; not decided yet.\n"
        "AVA-02: Herstel van storingen: does not accept; not decided yet.\n"
        "PRIV-02: Inschakelen van subverwerkers: does not accept; not decided yet.\n"
    )


def test_a_programme_that_asks_nothing_is_no_contract(tmp_path: Path) -> None:
    winner.put_in(tmp_path)
    lock = json.loads((tmp_path / LOCK).read_bytes())
    lock["programme"]["requirements"] = []
    (tmp_path / LOCK).write_text(json.dumps(lock), "utf-8")
    done = run(tmp_path, "contract", RESPONSE, "--lock", LOCK)
    assert done.returncode == 2
    assert done.stderr.endswith(
        f"pve: {LOCK}: asks nothing: there is nothing to agree on (name the lock of the programme as it was sent)\n"
    )


def test_a_form_that_nobody_filled_in_is_no_contract(tmp_path: Path) -> None:
    winner.put_in(tmp_path, sent=True)
    done = run(tmp_path, "contract", RESPONSE, "--lock", LOCK, "--supplier", "Zaakwerk BV")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "pve: inschrijving.docx: nobody filled it in: there is nothing to agree on (name the file that came back from the supplier)\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, RESPONSE]


def test_what_was_not_answered_is_told_and_marked_wherever_the_draft_names_it(tmp_path: Path) -> None:
    winner.put_in(tmp_path, {"AVA-01": ("", ""), "PRIV-02": ("", ""), "LOG-04": ("", ""), "ENC-10": ("", "")})
    run(tmp_path, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "-q")
    winner.decide(tmp_path / DECISIONS, {id: said for id, said in winner.DECIDED.items() if id != "PRIV-02"})
    done = run(tmp_path, *CONTRACT, "--format", "docx,md,json", "--out", "contract")
    assert (done.returncode, done.stdout) == (
        1,
        "LOG-04: Bewaartermijn van logregels: not answered; not decided yet.\n"
        "AVA-01: Beschikbaarheid: not answered; not decided yet.\n"
        "PRIV-02: Inschakelen van subverwerkers: not answered; not decided yet.\n",
    )
    contract = json.loads((tmp_path / "contract/overeenkomst.json").read_bytes())
    jsonschema_rs.validate(schema("contract"), contract)
    agreements = [agreement for annex in contract["annexes"] for agreement in annex["agreements"]]
    assert [agreement["id"] for agreement in agreements if agreement["open"]] == ["LOG-04", "AVA-01", "PRIV-02"]
    assert done.stderr.endswith(
        f"Zaakwerk BV: {len(agreements) - 3} agreements, 2 deviations let pass; 3 points open, of which 3 not answered: these are drafts.\n"
    )
    assert lines(tmp_path / "contract/bijlage-informatiebeveiliging.docx")[-2:] == [
        "ENC-10 Sleutel in eigen beheer (Wens · 15 punten; niet beantwoord)",
        "LOG-09 Signaal bij ongewoon raadplegen (Wens · 15 punten)",
    ]
    marked = {name: [line for line in lines(tmp_path / f"contract/{name}.docx") if "nog niet overeengekomen" in line] for name in ANNEXES}
    assert marked == {
        "bijlage-dienstverlening": ["Beschikbaarheid (nog niet overeengekomen)", "AVA-01\tBeschikbaarheid (nog niet overeengekomen)"],
        "bijlage-informatiebeveiliging": ["LOG-04\tBewaartermijn van logregels (nog niet overeengekomen)"],
        "bijlage-verwerkersovereenkomst": [
            "LOG-04 Bewaartermijn van logregels (nog niet overeengekomen)",
            "AVA-01 Beschikbaarheid (nog niet overeengekomen)",
            "Inschakelen van subverwerkers (nog niet overeengekomen)",
            "Bewaartermijn van logregels (nog niet overeengekomen)",
        ],
    }


def test_a_knock_out_that_is_not_met_means_no_contract(tmp_path: Path) -> None:
    winner.put_in(tmp_path, {"LOG-04": ("fails", "Wij bewaren zes maanden.")})
    run(tmp_path, "assess", RESPONSE, "--lock", LOCK, "--decisions", DECISIONS, "-q")
    winner.decide(tmp_path / DECISIONS, {**winner.DECIDED, "LOG-04": {"decision": "reject", "reason": "Te kort.", "owner": "hoofd"}})
    done = run(tmp_path, *CONTRACT, "--out", "contract")
    assert (done.returncode, done.stdout, done.stderr.splitlines(keepends=True)[-1]) == (
        1,
        "LOG-04: Bewaartermijn van logregels: a knock-out that is not met.\n",
        "No contract with Zaakwerk BV: in a tender, a knock-out that is not met cannot be repaired. Nothing is written.\n",
    )
    assert not (tmp_path / "contract").exists()


def test_decisions_that_are_not_there_are_not_made_here(pve: Pve, tmp_path: Path) -> None:
    winner.put_in(tmp_path)
    done = pve(*CONTRACT)
    assert (done.code, done.err) == (2, "pve: besluiten.yaml: there is no such file (pve assess --decisions makes it, to decide in)\n")


def test_the_shipped_templates_of_reports_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    made = [path for path in tmp_path.iterdir() if path.name.startswith(("contract-", "evidence-"))]
    assert len(made) == 16
    for path in made:
        stale = f"{path.name} is stale: run `python templates/build.py`"
        assert path.read_bytes() == (ROOT / "templates" / path.name).read_bytes(), stale
