"""`pve generate`: formats, where they go, the lock beside them, and several tenders at once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from conftest import ROOT, Pve
from pve_gen.jsonfile import from_json
from pve_gen.sent import Lock
from pve_gen.shapes import PUBLISHED, schema_of

ALL = ("docx", "xlsx", "md", "html", "json", "csv")
EXAMPLES = sorted(ROOT.glob("examples/*/tender.yaml"))
DRAFT = 'title: Kapvergunningen\nreference: K-1\nversion: "0.1"\nstatus: Concept\ndate: "2026-11-20"\n'


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lock_of(path: Path) -> Lock:
    return from_json(path.read_bytes(), Lock, path.name)


# ── Formats ────────────────────────────────────────────────────────────────────────────────────


def test_every_format_of_one_selection_goes_beside_one_lock(pve: Pve, tmp_path: Path) -> None:
    done = pve("generate", "--profile", "low", "--no-page-numbers", "--format", "docx,xlsx,md", "-f", "html", "-f", "json,csv", "-o", "uit")
    assert done.code == 0, done.err
    assert names(tmp_path / "uit") == sorted(f"programma-van-eisen.{suffix}" for suffix in (*ALL, "lock.json"))
    assert done.err.startswith("uit/programma-van-eisen.docx, .xlsx, .md, .html, .json, .csv: 34 of 170 requirements, level low.\n")


def test_every_format_tells_the_same_origin(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", "--profile", "low", "--no-page-numbers", "-f", "docx,xlsx,md,html,json,csv", "-o", "x.docx").code == 0
    origin = lock_of(tmp_path / "x.lock.json").programme.provenance
    for suffix in ("md", "html", "json", "csv"):
        text = (tmp_path / f"x.{suffix}").read_text("utf-8-sig")
        assert origin.document in text, suffix
        assert origin.hash in text, suffix
    from pve_gen.officefile import custom_properties, read_office

    for suffix in ("docx", "xlsx"):
        properties = custom_properties(read_office((tmp_path / f"x.{suffix}").read_bytes(), suffix))
        assert (properties["pve-document"], properties["pve-hash"]) == (origin.document, origin.hash)


def test_the_name_after_out_says_the_format(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", "--profile", "low", "--out", "eisen.csv").code == 0
    assert names(tmp_path) == ["eisen.csv", "eisen.lock.json"]


def test_one_document_can_go_to_stdout_and_then_writes_no_file(pve: Pve, tmp_path: Path) -> None:
    done = pve("generate", "--profile", "low", "--format", "json", "--out", "-")
    programme = json.loads(done.out)
    assert (done.code, done.err, names(tmp_path)) == (0, "", [])
    assert (programme["shape"], programme["counts"]["total"]) == ("pve-programme-1", 34)


WRONG = {
    "an unknown format": (["--format", "docx,odt"], "pve: --format odt: is not a format (choose docx, xlsx, md, html, json, csv or pdf)\n"),
    "another suffix": (
        ["--out", "x.doc"],
        "pve: --out x.doc: pve does not write that kind of file (end its name in .docx, .xlsx, .md, .html, .json, .csv, .pdf, or name a folder)\n",
    ),
    "a suffix beside other formats": (
        ["--out", "x.docx", "--format", "md"],
        "pve: --out x.docx: --format does not ask for docx (add --format docx, or name a folder)\n",
    ),
    "two documents on stdout": (
        ["--out", "-", "--format", "md,json"],
        "pve: --out -: one document fits on stdout (name one tender and one --format, or a folder)\n",
    ),
    "several tenders in one file": (
        [*EXAMPLES[:2], "--out", "x.docx"],
        "pve: --out x.docx: several tenders need a folder (name a folder)\n",
    ),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_one_sentence_and_no_file(pve: Pve, tmp_path: Path, words: list[str], message: str) -> None:
    done = pve("generate", *words)
    assert (done.code, done.out, done.err, names(tmp_path)) == (2, "", message, [])


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text(DRAFT + "values:\n  INC-01:\n    meldtermijn: {value: '=1+1', reason: r, role: CISO}\n", "utf-8")
    done = pve("generate", "tender.yaml", "--format", "csv", "--out", "eisen.csv")
    assert done.code == 0, done.err
    content = (tmp_path / "eisen.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdocument,hash,id,version,theme,kind,points,title,text,why,because,norms,evidence,verify\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["id"] == "ENC-01"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


BEGIN = "(correct the name; pve template init writes a house style to begin with)"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--template", "weg.md"], f"--template weg.md: there is no such file {BEGIN}"),
        (["--template", "weg.html", "--format", "html,docx"], f"--template weg.html: there is no such file {BEGIN}"),
        (["--template", "map.docx"], f"--template map.docx: is a folder {BEGIN}"),
        (["--template", "huis.md"], "--template huis.md: --format docx is not written with it (add --format md, or leave it out)"),
        (
            ["--template", "huis.docx", "--format", "md,xlsx"],
            "--template huis.docx: --format md,xlsx is not written with it (add --format docx, or leave it out)",
        ),
        (
            ["--template", "huis.docx", "--out", "uit.md"],
            "--template huis.docx: --format md is not written with it (add --format docx, or leave it out)",
        ),
        (["--template", "huis.odt"], "--template huis.odt: is not a template (name a .docx, .html, .md)"),
        (
            ["--format", "md", "--template", "huis.md", "--template", "b.md"],
            "--template b.md: huis.md is a template of the same format (name one)",
        ),
    ],
)
def test_a_house_style_that_would_do_nothing_is_told(pve: Pve, tmp_path: Path, words: list[str], message: str) -> None:
    (tmp_path / "map.docx").mkdir()
    for name in ("huis.md", "huis.docx", "huis.odt", "b.md"):
        (tmp_path / name).write_text("Eigen\n", "utf-8")
    before = names(tmp_path)
    done = pve("generate", "--profile", "low", *words)
    assert (done.code, done.out, done.err) == (2, "", f"pve: {message}\n")
    assert names(tmp_path) == before


@pytest.mark.parametrize("words", [("generate", "--format", "md"), ("list",), ("check",)], ids=lambda words: words[0])
def test_a_tender_in_this_folder_that_nobody_named_is_told(pve: Pve, tmp_path: Path, words: tuple[str, ...]) -> None:
    told = "The tender.yaml in this folder was not read: name it, or . for the folder.\n"
    assert told not in pve(*words).err
    pve("init", "--title", "Zaaksysteem", "--profile", "high", "--no-input")
    done = pve(*words)
    assert done.code == 0
    assert done.err.startswith(told)
    named = pve(words[0], ".", *words[1:])
    assert (named.code, told in named.err) == (0, False)


def test_a_house_style_of_the_environment_or_the_settings_may_be_unused_but_must_be_there(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "huis.md").write_text("Eigen\n", "utf-8")
    words = ("generate", "--profile", "low", "--format", "csv", "--overwrite", "--quiet")
    assert pve(*words, env={"PVE_TEMPLATE": "huis.md"}).code == 0
    done = pve(*words, env={"PVE_TEMPLATE": "weg.docx"})
    assert (done.code, done.err) == (2, f"pve: PVE_TEMPLATE: weg.docx: there is no such file {BEGIN}\n")
    (tmp_path / "pve.toml").write_text('template = ["huis.md", "weg.docx"]\n', "utf-8")
    done = pve(*words)
    assert (done.code, done.err) == (2, f"pve: {tmp_path}/pve.toml: template {tmp_path}/weg.docx: there is no such file {BEGIN}\n")
    (tmp_path / "pve.toml").write_text('template = ["huis.md"]\n', "utf-8")
    assert pve(*words).code == 0


# ── The same again ─────────────────────────────────────────────────────────────────────────────


def test_equal_input_gives_equal_bytes_wherever_it_runs(pve: Pve, tmp_path: Path) -> None:
    here = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    there = {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}
    for folder, env in (("hier", here), ("daar", there)):
        done = pve("generate", EXAMPLES[0], "--no-page-numbers", "-f", ",".join(ALL), "-o", folder, env=env)
        assert done.code == 0, done.err
    assert names(tmp_path / "hier") == names(tmp_path / "daar")
    for path in (tmp_path / "hier").iterdir():
        assert path.read_bytes() == (tmp_path / "daar" / path.name).read_bytes(), path.name


# ── The lock ───────────────────────────────────────────────────────────────────────────────────


def test_the_lock_keeps_what_was_asked_of_whom_why_and_in_which_files(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", ROOT / "examples/zaaksysteem/tender.yaml", "--no-page-numbers", "-f", "docx,json", "-o", "x.docx").code == 0
    lock = lock_of(tmp_path / "x.lock.json")
    programme = lock.programme
    assert (programme.tender.reference, programme.level, programme.knock_out, len(programme.requirements)) == (
        "VBS-2026-0142",
        "high",
        True,
        132,
    )
    one = next(requirement for requirement in programme.requirements if requirement.id == "INC-01")
    assert (one.kind, one.chapter, [value.name for value in one.values]) == ("condition", "Incidentbeheer", ["meldtermijn"])
    assert one.values[0].text in one.text
    assert "{" not in "".join(requirement.text for requirement in programme.requirements)
    assert one.if_unmet.affects == ("confidentiality", "integrity", "availability")
    assert one.if_unmet.supplier_measures
    assert one.if_unmet.municipality_measures
    assert len({requirement.hash for requirement in programme.requirements}) == 132
    assert all(fact.motivation for fact in programme.facts)
    word = next(document for document in lock.documents if document.format == "docx")
    assert word.original == (tmp_path / "x.docx").read_bytes()
    assert [(document.name, document.sha256) for document in lock.documents] == [
        (name, hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()) for name in ("x.docx", "x.json")
    ]


def test_the_json_of_a_programme_is_the_programme_in_its_lock(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", "--profile", "low", "-f", "json", "-o", "x.json").code == 0
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == json.loads((tmp_path / "x.lock.json").read_text("utf-8"))["programme"]


def test_a_format_made_later_joins_the_lock_of_the_same_programme(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text(DRAFT, "utf-8")
    for name in ("docx", "csv"):
        assert pve("generate", "tender.yaml", "--no-page-numbers", "--format", name, "-o", "uit").code == 0
    assert [document.format for document in lock_of(tmp_path / "uit/programma-van-eisen-k-1.lock.json").documents] == ["csv", "docx"]


def test_a_draft_is_replaced_and_its_lock_forgets_the_older_documents(pve: Pve, tmp_path: Path) -> None:
    tender = tmp_path / "tender.yaml"
    tender.write_text(DRAFT, "utf-8")
    assert pve("generate", "tender.yaml", "--no-page-numbers", "-f", "docx,csv", "-o", "uit").code == 0
    tender.write_text(DRAFT.replace("0.1", "0.2"), "utf-8")
    assert pve("generate", "tender.yaml", "--no-page-numbers", "-f", "docx", "-o", "uit").code == 0
    lock = lock_of(tmp_path / "uit/programma-van-eisen-k-1.lock.json")
    assert (lock.programme.tender.version, [document.format for document in lock.documents]) == ("0.2", ["docx"])


def test_a_programme_that_was_sent_is_not_replaced_by_another(pve: Pve, tmp_path: Path) -> None:
    tender = tmp_path / "tender.yaml"
    final = DRAFT.replace("Concept", "Definitief").replace("0.1", "1.0")
    tender.write_text(final, "utf-8")
    assert pve("generate", "tender.yaml", "--no-page-numbers", "-o", "uit").code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "uit").iterdir()}
    assert pve("generate", "tender.yaml", "--no-page-numbers", "-o", "uit").code == 0  # the same programme again
    tender.write_text(final.replace("1.0", "1.1"), "utf-8")
    done = pve("generate", "tender.yaml", "--no-page-numbers", "-o", "uit")
    assert (done.code, done.err) == (
        3,
        "pve: uit/programma-van-eisen-k-1.lock.json: keeps another programme with status «Definitief» (version 1.0) "
        "(give the new one another version and --out, or replace it with --overwrite)\n",
    )
    assert {path.name: path.read_bytes() for path in (tmp_path / "uit").iterdir()} == before
    assert pve("generate", "tender.yaml", "--no-page-numbers", "-o", "uit", "--overwrite").code == 0


@pytest.mark.parametrize("format_", ["docx", "csv"])
def test_a_document_that_somebody_changed_is_not_replaced(pve: Pve, tmp_path: Path, format_: str) -> None:
    command = ["generate", "--profile", "low", "--no-page-numbers", "-o", f"x.{format_}"]
    assert pve(*command).code == 0
    document = tmp_path / f"x.{format_}"
    document.write_bytes(document.read_bytes() + b" ")
    done = pve(*command)
    assert (done.code, done.err) == (
        3,
        f"pve: x.{format_}: was changed since pve wrote it, or is not by pve (move it, choose another with --out, or replace it with --overwrite)\n",
    )
    assert document.read_bytes().endswith(b" ")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_schemas_are_those_of_the_classes(name: str) -> None:
    published = (ROOT / "catalog/schema" / f"{name}.schema.json").read_text("utf-8")
    assert published == schema_of(name), "python tests/publish.py"


def test_what_is_written_holds_to_the_published_schemas(pve: Pve, tmp_path: Path) -> None:
    import jsonschema_rs

    assert pve("generate", "--profile", "low", "--no-page-numbers", "-f", "docx,json", "-o", "x.docx").code == 0
    outcome = pve("verify", "x.docx", "--format", "json").out
    for name, text in (
        ("programme", (tmp_path / "x.json").read_text("utf-8")),
        ("lock", (tmp_path / "x.lock.json").read_text("utf-8")),
        ("verification", outcome),
    ):
        schema = json.loads((ROOT / "catalog/schema" / f"{name}.schema.json").read_text("utf-8"))
        assert [str(error) for error in jsonschema_rs.validator_for(schema).iter_errors(json.loads(text))] == []


# ── Several tenders ────────────────────────────────────────────────────────────────────────────


def test_several_tenders_are_made_in_one_run(pve: Pve, tmp_path: Path) -> None:
    done = pve("generate", *EXAMPLES, "--no-page-numbers", "--jobs", "2", "-o", "build")
    assert done.code == 0, done.err
    assert len(names(tmp_path / "build")) == 2 * len(EXAMPLES)
    told = done.err.splitlines()
    assert told[-1] == f"All {len(EXAMPLES)} tenders are made."
    assert [line.split("]")[0] + "]" for line in told[:-1]] == [f"[{n}/{len(EXAMPLES)}]" for n in range(1, len(EXAMPLES) + 1)]


def test_one_tender_that_fails_does_not_stop_the_others(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "fout.yaml").write_text("titel: x\n", "utf-8")
    done = pve("generate", EXAMPLES[0], "fout.yaml", EXAMPLES[1], "--no-page-numbers", "-o", "build")
    assert done.code == 2
    assert len(names(tmp_path / "build")) == 4
    assert done.err.splitlines()[0] == "fout.yaml:1:1: `titel` is not a field here (did you mean `title`?)"
    assert done.err.splitlines()[-1] == "pve: 1 tender of 3 not made: fout.yaml (see above)"


def test_tenders_whose_documents_have_one_name_are_told(pve: Pve, tmp_path: Path) -> None:
    for name in ("een.yaml", "twee.yaml"):
        (tmp_path / name).write_text(DRAFT, "utf-8")
    done = pve("generate", "een.yaml", "twee.yaml", "--no-page-numbers", "-o", "build")
    assert done.code == 2
    assert (
        "pve: twee.yaml: its documents would have the same name as those of een.yaml: programma-van-eisen-k-1 "
        "(give each tender a reference of its own)\n"
    ) in done.err
    assert names(tmp_path / "build") == ["programma-van-eisen-k-1.docx", "programma-van-eisen-k-1.lock.json"]
