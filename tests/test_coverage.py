"""Which requirement covers a clause of a norm, and what stands there when none does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from openxml_audit import OpenXmlValidator

import wordfile
from conftest import ROOT, Pve
from pve_gen.accessibility import accessibility
from pve_gen.officefile import read_office
from pve_gen.schema import schema

CATALOG = ROOT / "tests" / "catalogs" / "good" / "minimal"


def test_every_clause_says_what_covers_it_or_why_nothing_does(pve: Pve) -> None:
    done = pve("coverage", "--norm", "cbw-2026", "--profile", "low", "--format", "csv")
    assert done.code == 0
    assert done.out.splitlines()[:5] == [
        "norm,clause,title,verified,status,requirements,reason",
        "cbw-2026,21,Zorgplicht,false,internal,,De zorgplicht rust op de gemeente; het programma helpt haar daaraan te voldoen.",
        "cbw-2026,24,Taak van het bestuur,false,internal,,Gaat over het bestuur van de gemeente.",
        "cbw-2026,25,Significant incident,false,internal,,De gemeente beoordeelt zelf of een incident significant is.",
        "cbw-2026,26,Vroegtijdige waarschuwing binnen 24 uur,false,elsewhere,INC-04,INC-04: Beschikbaarheid: laag (geldt pas vanaf midden).",
    ]
    assert done.err == "cbw-2026: 6 clauses: 3 elsewhere, 3 internal.\n"


def test_without_a_tender_the_whole_catalogue_counts(pve: Pve) -> None:
    rows = {row["clause"]: row for row in json.loads(pve("coverage", "--norm", "cbw-2026", "--lang", "en", "--format", "json").out)}
    assert rows["26"] == {
        "norm": "cbw-2026",
        "clause": "26",
        "title": "Early warning within 24 hours",
        "verified": False,
        "status": "covered",
        "requirements": ["INC-04"],
        "reason": "",
    }


def test_a_clause_that_nobody_explains_is_named_and_ends_with_1(pve: Pve, tmp_path: Path) -> None:
    shutil.copytree(CATALOG, tmp_path / "catalog")
    norm = tmp_path / "catalog/norms/bio2-1.3.yaml"
    norm.write_text(norm.read_text("utf-8") + '  - {id: "8.20.04", title: Netwerken tekenen}\n', "utf-8")
    done = pve("coverage", "--catalog", "catalog", "--format", "md")
    assert done.code == 1
    assert "nobody said why (add a `reason` to the clause)" in done.out


def test_an_unknown_norm_is_named_with_the_likely_one(pve: Pve) -> None:
    done = pve("coverage", "--norm", "bio2-1.2")
    assert (done.code, done.out) == (2, "")
    assert done.err == "pve: --norm bio2-1.2: there is no such norm (did you mean `bio2-1.3`?)\n"


def test_a_clause_that_moved_says_where_to(pve: Pve) -> None:
    table = pve("coverage", "--norm", "bio2-1.3", "--format", "md").out
    assert "| bio2-1.3 | 5.04.02 | not in force | Verplaatst naar 5.10.02. |" in table


# ── The other way, and in files ──


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tender that selects little, with a title that could be taken for markup."""
    path = tmp_path / "tender.yaml"
    path.write_text(
        "organisation: Gemeente X\ntitle: <b>Bomen & {{ struiken }}</b>\nreference: X-1\nprofile: low\ndate: 2026-11-20\n", "utf-8"
    )
    return path


def test_the_other_way_round_each_requirement_names_its_clauses(pve: Pve) -> None:
    done = pve("coverage", "--catalog", CATALOG, "--by", "requirement", "--format", "csv")
    assert (done.code, done.err) == (
        0,
        "bio2-1.3: 3 clauses: 1 covered, 2 not in force.\n1 requirement, 0 of which rest on none of these norms.\n",
    )
    assert done.out == (
        "id,theme,kind,title,selected,because,clauses\n"
        "NET-01,network,requirement,Gescheiden netwerken,true,,bio2-1.3 8.20.01\n"
    )  # fmt: skip


def test_with_a_tender_the_list_of_requirements_says_which_it_asks_and_why(pve: Pve) -> None:
    rows = {row["id"]: row for row in json.loads(pve("coverage", "--profile", "low", "--by", "requirement", "--format", "json").out)}
    assert rows["INC-04"]["selected"] is False
    assert rows["INC-04"]["because"] == "Beschikbaarheid: laag (geldt pas vanaf midden)."
    assert rows["STD-07"]["clauses"] == ["forum-2026 STIX-TAXII", "iso27002-2022 5.7"]


def test_requirements_that_are_left_out_for_one_reason_share_it(pve: Pve) -> None:
    rows = {row["clause"]: row for row in json.loads(pve("coverage", "--profile", "low", "--norm", "forum-2026", "--format", "json").out)}
    assert rows["NLGov-REST-API-Design-Rules"]["reason"] == "STD-03: Koppelingen: nee, aangenomen (geldt alleen bij ja)."
    told = " ".join(
        row["reason"] for row in json.loads(pve("coverage", "--profile", "low", "--norm", "iso27002-2022", "--format", "json").out)
    )
    assert "ENC-02, ENC-03, ENC-04: Vertrouwelijkheid: laag (geldt pas vanaf midden)." in told


@pytest.mark.parametrize(("by", "name"), [("clause", "coverage"), ("requirement", "coverage-by-requirement")])
def test_the_json_is_as_its_schema_promises(by: str, name: str, pve: Pve) -> None:
    jsonschema_rs.validate(schema(name), json.loads(pve("coverage", "--profile", "low", "--by", by, "--format", "json").out))


def test_a_norm_that_does_not_apply_is_left_out_and_named(pve: Pve) -> None:
    done = pve("coverage", "--profile", "low", "--by", "requirement")
    assert "Left out, since they do not apply to this tender: avg-2016, digid-3.0, uavg-2018 (--norm shows one all the same).\n" in done.err
    assert "avg-2016" not in done.out
    assert pve("coverage", "--profile", "low", "--norm", "avg-2016", "--format", "csv").out.count("\n") == 55


def test_the_page_and_the_annex_hold_both_ways(pve: Pve, small: Path, tmp_path: Path) -> None:
    done = pve("coverage", small, "--format", "docx,html")
    assert done.code == 0
    assert done.err.startswith("Written: normen-en-eisen.docx, normen-en-eisen.html.\n")
    page = (tmp_path / "normen-en-eisen.html").read_text("utf-8")
    assert "<h1>&lt;b&gt;Bomen &amp; {{ struiken }}&lt;/b&gt;</h1>" in page
    annex = "\n".join(wordfile.lines(read_office((tmp_path / "normen-en-eisen.docx").read_bytes(), "docx")["word/document.xml"]))
    for said in ("Van norm naar eis", "BIO2 8.24.04", "Van eis naar norm", "Versleuteld verkeer", "<b>Bomen & {{ struiken }}</b>"):
        assert said in annex


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("about", ["tender", "catalogue"])
def test_the_annex_is_sound_and_accessible(about: str, language: str, pve: Pve, small: Path, tmp_path: Path) -> None:
    assert pve("coverage", *([small] if about == "tender" else []), "--lang", language, "--out", "annex.docx").code == 0
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "annex.docx")).errors] == []
    assert [str(barrier) for barrier in accessibility(read_office((tmp_path / "annex.docx").read_bytes(), "docx"))] == []


def test_equal_input_gives_equal_files(pve: Pve, small: Path, tmp_path: Path) -> None:
    zones = ({"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}, {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "LC_ALL": "C"})
    for number, zone in enumerate(zones):
        assert pve("coverage", small, "--format", "docx,html,csv", "--out", str(number), env=zone).code == 0
    for name in ("normen-en-eisen.docx", "normen-en-eisen.html", "normen-en-eisen.csv"):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()


def test_a_file_that_is_there_is_kept(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "lijst.csv").write_text("van iemand", "utf-8")
    done = pve("coverage", "--norm", "cbw-2026", "--out", "lijst.csv")
    assert (done.code, (tmp_path / "lijst.csv").read_text("utf-8")) == (3, "van iemand")
    assert pve("coverage", "--norm", "cbw-2026", "--out", "lijst.csv", "--overwrite").code == 0
    assert (tmp_path / "lijst.csv").read_text("utf-8").startswith("norm,clause,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "docs"), "--format docs: is not a format of this report (did you mean `docx`?)"),
        (("--format", "table,csv"), "--format table: is for the terminal (name csv, md, html or docx to write a file)"),
        (("--format", "html", "--by", "clause"), "--by clause: the page and the annex show both ways (leave it out, or ask a list)"),
        (("--format", "html,docx", "--out", "-"), "--out -: one document fits on stdout (name one --format)"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(pve: Pve, words: tuple[str, ...], said: str) -> None:
    done = pve("coverage", *words)
    assert (done.code, done.out, done.err) == (2, "", f"pve: {said}\n")
