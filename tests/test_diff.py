"""`pve diff`: as a person runs it, on locks, tenders, catalogues and revisions in git."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import jsonschema_rs
import pytest
from openxml_audit import OpenXmlValidator

from conftest import ROOT, Pve
from drawnup import small_catalog
from pve_gen.accessibility import accessibility
from pve_gen.officefile import read_office
from returning import filled, parts_of

TENDER = """\
organisation: Gemeente Voorbeeldstad
title: Zaaksysteem
reference: VBS-1
version: "1.0"
status: Definitief
date: 2026-11-20
contact: inkoop@voorbeeldstad.example
facts:
  email: {value: true, motivation: Inwoners krijgen bericht.}
values:
  NET-01: {omvang: 500 gebruikers}
"""
LOCK = "sent/programma-van-eisen-vbs-1.lock.json"
NET_01, NET_02 = "catalog/requirements/network/NET-01.yaml", "catalog/requirements/network/NET-02.yaml"


def edit(path: Path, old: str, new: str) -> None:
    """Replace what stands in a file once or more, the first time it is there."""
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def place(tmp_path: Path, pve: Pve) -> Path:
    """A small catalogue, a tender, and what was sent of it; after that the tender got a second version."""
    small_catalog(tmp_path / "catalog")
    (tmp_path / "tender.yaml").write_text(TENDER, "utf-8")
    done = pve("generate", "tender.yaml", "--catalog", "catalog", "--no-page-numbers", "-o", "sent", "-q")
    assert done.code == 0, done.err
    edit(tmp_path / "tender.yaml", '"1.0"', '"1.1"')
    edit(tmp_path / "tender.yaml", "500 gebruikers", "750 gebruikers")
    edit(tmp_path / NET_02, "De Leverancier scheidt zijn netwerken.", "De Leverancier scheidt zijn netwerken. Hij toont dat aan.")
    return tmp_path


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., None]:
    """Git in the folder of the test."""

    def git(*words: str) -> None:
        names = ["-c", "user.name=x", "-c", "user.email=x@x.example", "-c", "commit.gpgsign=false"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(["git", *names, *words], cwd=tmp_path, check=True, capture_output=True, env=environment)

    git("init", "-q")
    return git


TOLD = """\
OLD Zaaksysteem (VBS-1), version 1.0 (sent/programma-van-eisen-vbs-1.lock.json)
NEW Zaaksysteem (VBS-1), version 1.1 (tender.yaml)

~ NET-01  Gescheiden netwerken
  value changed (proposed: only a value differs: omvang) ! possibly material
    text: …er, binnen 8 uur; ¶ • het gebruik, voor [-500-]{+750+} gebruikers. ¶
    ¶ Hoe, staat in dit boek…

~ NET-02  Gescheiden netwerken
  tightened (proposed: text was only added) ! possibly material
    text: De Leverancier scheidt zijn netwerken.{+ Hij toont dat aan.+}
"""


def test_the_lock_that_was_sent_beside_the_tender_of_today_at_eighty_columns(pve: Pve, place: Path) -> None:
    done = pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", env={"COLUMNS": "80"})
    assert (done.code, done.out) == (1, TOLD), done.err
    assert done.err == "2 differences: 1 tightened, 1 value changed.\n2 possibly material: people decide that, in the file after --notes.\n"


def test_nothing_that_differs_ends_with_0(pve: Pve, place: Path) -> None:
    done = pve("diff", LOCK, LOCK)
    assert (done.code, done.out, done.err) == (0, "", "No differences.\n")
    assert pve("diff", "catalog", "catalog").code == 0


def test_a_folder_with_a_tender_is_that_tender(pve: Pve, place: Path) -> None:
    done = pve("diff", LOCK, ".", "--catalog", "catalog", "-f", "json")
    assert [one["id"] for one in json.loads(done.out)] == ["NET-01", "NET-02"]


def test_the_json_holds_to_its_schema_and_has_the_promised_keys(pve: Pve, place: Path) -> None:
    done = pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", "--format", "json")
    changes = json.loads(done.out)
    schema = json.loads((ROOT / "catalog/schema/diff.schema.json").read_text("utf-8"))
    assert [str(error) for error in jsonschema_rs.validator_for(schema).iter_errors(changes)] == []
    assert [[one[name] for name in ("id", "change", "was", "is", "material")] for one in changes] == [
        ["NET-01", "value", "500 gebruikers", "750 gebruikers", True],
        [
            "NET-02",
            "tightened",
            "De Leverancier scheidt zijn netwerken.",
            "De Leverancier scheidt zijn netwerken. Hij toont dat aan.",
            True,
        ],
    ]
    assert done.code == 1


def test_people_confirm_in_their_file_and_nothing_of_it_is_lost(pve: Pve, place: Path) -> None:
    command = ["diff", LOCK, "tender.yaml", "--catalog", "catalog", "--notes", "nota.yaml"]
    assert "nota.yaml: 2 changes added to confirm.\n" in pve(*command).err
    edit(
        place / "nota.yaml",
        "    change:\n    material:\n    explanation:",
        "    change: tightened\n    material: true\n    explanation: Omdat het kan.",
    )
    before = (place / "nota.yaml").read_bytes()
    first = json.loads(pve(*command, "-f", "json").out)[0]
    assert [first[name] for name in ("change", "proposed", "material", "confirmed", "explanation")] == [
        "tightened",
        "value",
        True,
        True,
        "Omdat het kan.",
    ]
    assert (place / "nota.yaml").read_bytes() == before
    edit(place / "tender.yaml", "750", "900")
    done = pve(*command, "-f", "json")
    assert json.loads(done.out)[0]["confirmed"] is False
    assert "NET-01 differs otherwise than when this was written (look again, and then write about: " in done.err


def test_answers_to_what_changed_are_named(pve: Pve, place: Path) -> None:
    sent = (place / LOCK.replace(".lock.json", ".docx")).read_bytes()
    answers = {"pve:leverancier": "Bieder BV", "pve:NET-01:answer": "Voldoet", "pve:NET-02:answer": "Voldoet"}
    tags = {
        tag: text
        for tag, text in answers.items()
        if f'w:val="{tag}"' in zipfile.ZipFile(io.BytesIO(sent)).read("word/document.xml").decode()
    }
    assert len(tags) >= 2
    (place / "bieder.docx").write_bytes(filled(tags)(sent))
    edit(place / "tender.yaml", "750", "500")
    done = pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", "--responses", "bieder.docx")
    supplier = "Bieder BV" if len(tags) == 3 else "bieder"
    assert f"  answers that no longer hold: {supplier}\n" in done.out
    assert f"{supplier}: answers that no longer hold: NET-02; to answer: NET-02.\n" in done.err
    done = pve("diff", "catalog", "catalog", "--responses", "bieder.docx")
    assert (done.code, done.err) == (2, "pve: bieder.docx: answers a programme that was sent (let OLD be the lock of that programme)\n")


# ── The nota van inlichtingen ──────────────────────────────────────────────────────────────────

QUESTIONS = """
questions:
  - about: NET-02
    question: Mag het ook met één netwerk & <twee> {{ lagen }}?
    answer: |
      Nee.

      Zie de nieuwe tekst.
  - about: Bijlage B
    question: Waarom?
"""


def texts(document: Path) -> list[str]:
    """The text of every paragraph that has one."""
    xml = zipfile.ZipFile(document).read("word/document.xml").decode()
    found = ["".join(re.findall(r"<w:t[ >][^<]*", part)) for part in re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)]
    return [text for text in (re.sub(r"<w:t[^>]*>", "", part) for part in found) if text]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_nota_is_sound_and_says_who_asked_nowhere(pve: Pve, place: Path, lang: str) -> None:
    command = ["diff", LOCK, "tender.yaml", "--catalog", "catalog", "--notes", "nota.yaml", "--lang", lang, "--date", "2026-12-04"]
    assert pve(*command).code == 1
    edit(place / "nota.yaml", "\nquestions:\n", QUESTIONS)
    done = pve(*command, "-f", "docx,md", "-o", "uit")
    assert done.code == 1, done.err
    stem = {"nl": "nota-van-inlichtingen", "en": "information-notice"}[lang]
    document = place / "uit" / f"{stem}.docx"
    assert [str(error) for error in OpenXmlValidator().validate(str(document)).errors] == []
    assert [str(barrier.finding("x.docx")) for barrier in accessibility(read_office(document.read_bytes(), "docx"))] == []
    said = texts(document)
    for line in {
        "nl": ("Vraag 1", "Mag het ook met één netwerk &amp; &lt;twee&gt; {{ lagen }}?", "[antwoord van de gemeente]", "In woorden: ‘500’ wordt ‘750’.",
               "In woorden: ‘Hij toont dat aan.’ komt erbij.", "Uw antwoord: Opnieuw beantwoorden: uw eerdere antwoord ging over een andere tekst.",
               "NET-01: soort wijziging vaststellen (voorstel: waarde gewijzigd) en beoordelen of zij wezenlijk is", "vraag 2: antwoord"),
        "en": ("Question 1", "In words: ‘500’ becomes ‘750’.", "question 2: answer", "[answer of the municipality]"),
    }[lang]:  # fmt: skip
        assert line in said, (line, said)
    xml = zipfile.ZipFile(document).read("word/document.xml").decode()
    assert '<w:strike/><w:color w:val="7B1E2B"/></w:rPr><w:t xml:space="preserve">500</w:t>' in xml
    assert '<w:u w:val="single"/></w:rPr><w:t xml:space="preserve">750</w:t>' in xml
    assert "documentProtection" not in zipfile.ZipFile(document).read("word/settings.xml").decode()
    markdown = (place / "uit" / f"{stem}.md").read_text("utf-8")
    assert "• het gebruik, voor ~~500~~ gebruikers." in markdown
    assert "• het gebruik, voor **750** gebruikers." in markdown
    lines = markdown.splitlines()
    assert not [line for before, line in pairwise(lines) if line.startswith("| ") and before and not before.startswith("|")]


def test_the_shipped_templates_of_the_nota_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    for language in ("nl", "en"):
        text, word = (f"information-notice.{language}.{suffix}" for suffix in ("md", "docx"))
        assert (tmp_path / text).read_bytes() == (ROOT / "templates" / text).read_bytes(), "run `python templates/build.py`"
        made, shipped = (parts_of((folder / word).read_bytes()) for folder in (tmp_path, ROOT / "templates"))
        assert made == shipped, "run `python templates/build.py`"


def test_the_same_comparison_gives_the_same_bytes(pve: Pve, place: Path) -> None:
    made = []
    for zone, seed in (("UTC", "1"), ("Pacific/Auckland", "2")):
        command = ["diff", LOCK, "tender.yaml", "--catalog", "catalog", "-f", "docx,md,json,csv", "-o", seed, "--date", "2026-12-04"]
        assert pve(*command, env={"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}).code == 1
        made.append({path.name: path.read_bytes() for path in (place / seed).iterdir()})
    assert sorted(made[0]) == [f"nota-van-inlichtingen.{suffix}" for suffix in ("csv", "docx", "json", "md")]
    assert made[0] == made[1]


def test_a_nota_that_is_there_is_kept(pve: Pve, place: Path) -> None:
    (place / "nota.docx").write_bytes(b"werk")
    done = pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", "-o", "nota.docx")
    assert done.code == 3
    assert (place / "nota.docx").read_bytes() == b"werk"
    assert pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", "-o", "nota.docx", "--overwrite").code == 1


def test_a_formula_in_a_text_stays_text_in_csv(pve: Pve, place: Path) -> None:
    edit(place / NET_02, "title: Gescheiden netwerken", 'title: "=HYPERLINK(1)"')
    rows = list(
        csv.DictReader(io.StringIO(pve("diff", LOCK, "tender.yaml", "--catalog", "catalog", "-f", "csv").out.removeprefix("\ufeff")))
    )
    assert [(row["id"], row["change"], row["title"]) for row in rows] == [
        ("NET-01", "value", "Gescheiden netwerken"),
        ("NET-02", "tightened", "'=HYPERLINK(1)"),
    ]


# ── Catalogues, and git ────────────────────────────────────────────────────────────────────────


def test_two_catalogues_differ_in_when_and_which_values(pve: Pve, place: Path) -> None:
    small_catalog(place / "nieuw", {"high: 4 uur": "high: 2 uur", "email: true": "email: false"})
    done = pve("diff", "catalog", "nieuw", "-f", "json", "-q")
    one, two = json.loads(done.out)
    assert (one["id"], one["change"], one["was"], one["is"]) == (
        "NET-01",
        "value",
        "24 uur; midden: 8 uur; hoog: 4 uur",
        "24 uur; midden: 8 uur; hoog: 2 uur",
    )
    assert [part["field"] for part in one["parts"]] == ["value", "applies"]
    assert (two["id"], two["change"]) == ("NET-02", "relaxed")


def test_a_list_of_changes_of_a_catalogue_has_nothing_about_answers(pve: Pve, place: Path) -> None:
    small_catalog(place / "nieuw", {"high: 4 uur": "high: 2 uur"})
    done = pve("diff", "catalog", "nieuw", "-f", "docx,md", "-o", "uit")
    assert done.code == 1, done.err
    said = texts(place / "uit/nota-van-inlichtingen.docx")
    assert "Overzicht van wijzigingen" in said
    assert not [line for line in said if "beantwoorden" in line or "inschrijv" in line or "Nog te doen" in line]
    assert "Overzicht van wijzigingen" in (place / "uit/nota-van-inlichtingen.md").read_text("utf-8")


def test_a_revision_in_git_is_a_catalogue_too(pve: Pve, place: Path, repository: Callable[..., None]) -> None:
    repository("add", "catalog")
    repository("commit", "-qm", "een")
    repository("tag", "v1")
    edit(place / NET_02, "Hij toont dat aan.", "Hij toont dat jaarlijks aan.")
    done = pve("diff", "v1:catalog", "catalog")
    assert done.code == 1, done.err
    assert "    text: …r scheidt zijn netwerken. Hij toont dat {+jaarlijks +}aan.\n" in done.out
    below = pve("diff", "v1:./catalog", "HEAD:catalog", cwd=place)
    assert below.code == 0, below.err
    assert pve("diff", "v1:catalog", ".", cwd=place / "catalog").code == 1
    assert pve("diff", "v1:./", ".", cwd=place / "catalog").code == 1


@pytest.mark.parametrize("named", ["v1:inkoop", "v1:inkoop/", "v1:inkoop/tender.yaml", "v1:./inkoop", "v1:./inkoop/tender.yaml"])
def test_a_tender_in_git_is_what_it_was_over_the_layer_of_today(pve: Pve, place: Path, repository: Callable[..., None], named: str) -> None:
    layer, tender = place / "laag", place / "inkoop/tender.yaml"
    layer.mkdir()
    tender.parent.mkdir()
    (layer / "overlay.yaml").write_text("name: Gemeente X\n", "utf-8")
    tender.write_text(TENDER + "overlay: ../laag\n", "utf-8")
    repository("add", "inkoop", "laag")
    repository("commit", "-qm", "een")
    repository("tag", "v1")
    edit(tender, "500 gebruikers", "750 gebruikers")
    done = pve("diff", named, "inkoop", "--catalog", "catalog")
    assert done.code == 1, done.err
    assert [line.strip() for line in done.out.splitlines() if "voor [" in line] == [
        "text: …er, binnen 8 uur; ¶ • het gebruik, voor [-500-]{+750+} gebruikers. ¶"
    ]


def test_mistakes_in_a_tender_in_git_are_told_with_the_name_it_was_given(pve: Pve, place: Path, repository: Callable[..., None]) -> None:
    edit(place / "tender.yaml", "status:", "stand:")
    repository("add", "tender.yaml")
    repository("commit", "-qm", "een")
    done = pve("diff", "HEAD:tender.yaml", "tender.yaml", "--catalog", "catalog")
    assert (done.code, done.err.splitlines()[-1]) == (2, "pve: HEAD:tender.yaml: the tender has mistakes (see above)")
    assert done.err.startswith("HEAD:tender.yaml:5:1: `stand` is not a field here")


def test_reading_a_revision_runs_nothing_that_the_repository_names(pve: Pve, place: Path, repository: Callable[..., None]) -> None:
    (place / ".gitattributes").write_text("*.yaml filter=x diff=x export-subst\n", "utf-8")
    repository("add", "catalog", ".gitattributes")
    repository("commit", "-qm", "een")
    trap = f"touch {place / 'gerund'}; cat"
    for name in ("filter.x.smudge", "filter.x.clean", "diff.x.textconv", "diff.x.command", "core.pager", "core.fsmonitor", "alias.ls-tree"):
        repository("config", name, trap)
    repository("config", "core.hooksPath", str(place))
    (place / "gerund").unlink(missing_ok=True)
    done = pve("diff", "HEAD:catalog", "catalog")
    assert done.code == 0, done.err
    assert not (place / "gerund").exists()


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("v9:catalog", "v9:catalog: git knows no revision `v9` (git tag and git log show what there is)"),
        (
            "HEAD:elders",
            "HEAD:elders: there is no folder `elders` at HEAD (write the path from the top of the repository, or REV:./folder from here)",
        ),
        (
            "HEAD:catalog/norms",
            "HEAD:catalog/norms: no catalogue and no tender here (name a .lock.json, a tender.yaml or its folder, "
            "a folder with a catalog.yaml, or a folder in git as REVISION:FOLDER)",
        ),
        ("--output=x:catalog", "--output=x:catalog: git knows no revision `--output=x` (git tag and git log show what there is)"),
    ],
)
def test_a_revision_that_is_not_there_is_told(pve: Pve, place: Path, repository: Callable[..., None], named: str, said: str) -> None:
    repository("add", "catalog")
    repository("commit", "-qm", "een")
    done = pve("diff", "--", named, "catalog")
    assert (done.code, done.err) == (2, f"pve: {said}\n")
    assert not (place / "x").exists()


def test_a_link_in_git_is_not_followed(pve: Pve, place: Path, repository: Callable[..., None]) -> None:
    (place / "geheim.yaml").write_text("x", "utf-8")
    (place / "catalog/requirements/network/NET-09.yaml").symlink_to(place / "geheim.yaml")
    repository("add", "catalog")
    repository("commit", "-qm", "een")
    done = pve("diff", "HEAD:catalog", "catalog")
    assert (done.code, done.err) == (
        2,
        "pve: HEAD:catalog: requirements/network/NET-09.yaml is no plain file at that revision (a link is not followed in git)\n",
    )


def test_mistakes_in_a_revision_are_told_with_their_place(pve: Pve, place: Path, repository: Callable[..., None]) -> None:
    edit(place / NET_02, "kind: requirement", "kind: eis")
    repository("add", "catalog")
    repository("commit", "-qm", "een")
    done = pve("diff", "HEAD:catalog", "catalog")
    assert done.code == 2
    assert done.err.startswith("HEAD:catalog/requirements/network/NET-02.yaml:3:7: `kind` cannot be `eis`")


# ── Wrong use ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weg.yaml", "catalog"], "weg.yaml: there is no such file or folder (name "),
        (["sent", "catalog"], "sent: holds no catalog.yaml and no tender.yaml (name "),
        (["sent/programma-van-eisen-vbs-1.docx", "catalog"], "sent/programma-van-eisen-vbs-1.docx: cannot be compared (name "),
        ([LOCK, "catalog"], f"{LOCK} is a programme and catalog a catalogue (compare two of a kind"),
        (["kapot.lock.json", LOCK], "kapot.lock.json: "),
        ([LOCK, LOCK, "--format", "pdf"], "--format pdf: is not a format of this report"),
        (["HEAD:catalog", "catalog"], "HEAD:catalog: cannot be read (there is no git repository here"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(pve: Pve, place: Path, words: list[str], said: str) -> None:
    (place / "kapot.lock.json").write_text('{"shape": "pve-lock-1"', "utf-8")
    done = pve("diff", *words, env={"GIT_CEILING_DIRECTORIES": str(place.parent)})
    assert done.code == 2
    assert done.err.startswith(f"pve: {said}"), done.err
    assert "Traceback" not in done.err
