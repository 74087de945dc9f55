"""`pve template init` and `pve template check`, as somebody who makes a house style uses them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import wordfile
from conftest import ROOT, Pve
from pve_gen.readers.word import read_word

RIVIERENLAND = ROOT / "examples/huisstijl-rivierenland/rivierenland.docx"


def broken(path: Path, *edits: tuple[str, str]) -> None:
    """The template at `path` with changes in its body, as a word processor would save it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode()
    for old, new in edits:
        assert old in body
        body = body.replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (parts | {"word/document.xml": body.encode()}).items():
            package.writestr(name, content)


# ── From an empty folder to a document ──


def test_a_house_style_is_begun_checked_and_used_in_three_commands(pve: Pve, tmp_path: Path) -> None:
    begun = pve("template", "init")
    assert (begun.code, begun.out) == (0, "")
    assert begun.err.startswith("huisstijl.docx: the default template, to make your house style of.\nNext:\n  1. Open it in Word.")
    commands = [line.partition(":  ")[2].split() for line in begun.err.splitlines() if ":  " in line]
    assert commands == [
        ["pve", "template", "check", "huisstijl.docx"],
        ["pve", "generate", "--profile", "medium", "--template", "huisstijl.docx"],
    ]
    checked = pve(*commands[0][1:])
    assert (checked.code, checked.out, checked.err) == (0, "", "huisstijl.docx: nothing found.\n")
    assert pve(*commands[1][1:], "--no-page-numbers").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "huisstijl.docx",
        "programma-van-eisen.docx",
        "programma-van-eisen.lock.json",
    ]


def test_what_is_begun_is_the_default_template_in_the_language_that_was_asked(pve: Pve, tmp_path: Path) -> None:
    ran = pve("template", "init", "house style.docx", "--lang", "en")
    assert ran.code == 0
    assert 'pve template check "house style.docx" --lang en\n' in ran.err
    assert (tmp_path / "house style.docx").read_bytes() == (ROOT / "templates/programme.en.docx").read_bytes()
    assert pve("template", "check", "house style.docx", "--lang", "en").code == 0


def test_a_file_that_is_there_stays_unless_the_person_says_otherwise(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "huisstijl.docx").write_text("mijn werk", "utf-8")
    ran = pve("template", "init")
    message = "pve: huisstijl.docx: exists already (choose another name, or replace it with --overwrite)\n"
    assert (ran.code, ran.out, ran.err) == (3, "", message)
    assert (tmp_path / "huisstijl.docx").read_text("utf-8") == "mijn werk"
    assert pve("template", "init", "--overwrite", "--quiet").err == ""
    assert (tmp_path / "huisstijl.docx").read_bytes() == (ROOT / "templates/programme.nl.docx").read_bytes()


PLACES = {
    "a folder that is not there": ("stijl/huisstijl.docx", 3, "this folder does not exist (make it first)\n"),
    "another sort of file": (
        "huisstijl.doc",
        2,
        "a house style is a Word document (end its name in .docx, or name a folder that exists)\n",
    ),
}


@pytest.mark.parametrize(("place", "code", "end"), PLACES.values(), ids=PLACES)
def test_a_place_that_cannot_be_is_told_and_nothing_is_made(pve: Pve, tmp_path: Path, place: str, code: int, end: str) -> None:
    ran = pve("template", "init", place)
    assert ran.code == code
    assert ran.err.endswith(end)
    assert list(tmp_path.iterdir()) == []


def test_a_house_style_goes_into_a_folder_that_is_named(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "stijl").mkdir()
    assert pve("template", "init", "stijl").err.startswith("stijl/huisstijl.docx: ")
    assert (tmp_path / "stijl/huisstijl.docx").is_file()


# ── What check says, and how it ends ──


def test_findings_are_lines_on_stdout_with_a_count_on_stderr_and_exit_code_1(pve: Pve, tmp_path: Path) -> None:
    pve("template", "init", "--quiet")
    broken(tmp_path / "huisstijl.docx", ("{{ requirement.title }}", "{{ requirement.titel }}"), ("<w:tblHeader/>", ""))
    ran = pve("template", "check", "huisstijl.docx")
    assert (ran.code, ran.out, ran.err) == (
        1,
        "huisstijl.docx: body, «{{r requirement.anchor }} {{ requirement.titel }}»: `requirement.titel` does not exist "
        "(did you mean `requirement.title`?) [template-name]\n"
        "huisstijl.docx: warning: body, «Gegeven Waarde»: the first row of this table is not marked as its header "
        "(mark it, so that it is repeated and read aloud: Table Layout > Repeat Header Rows) [template-table]\n",
        "huisstijl.docx: 1 error, 1 warning.\n",
    )
    assert pve("template", "check", "huisstijl.docx", "-q").err == ""


def test_findings_have_the_same_shape_in_json_as_those_of_pve_check(pve: Pve, tmp_path: Path) -> None:
    pve("template", "init", "--quiet")
    broken(tmp_path / "huisstijl.docx", ("{{r requirement.answer_field }}", ""))
    ran = pve("template", "check", "huisstijl.docx", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out) == [
        {
            "rule": "template-required",
            "severity": "error",
            "file": "huisstijl.docx",
            "line": 0,
            "column": 0,
            "message": "does not show the field for an answer",
            "hint": "write {{r requirement.answer_field }} below the requirement",
        }
    ]
    good = pve("template", "check", RIVIERENLAND, "--format", "json")
    assert (good.code, json.loads(good.out)) == (0, [])


def test_a_file_that_cannot_be_read_ends_with_one_sentence_and_exit_code_2(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "stuk.docx").write_bytes(b"geen Word")
    (tmp_path / "map.docx").mkdir()
    for name, message in {
        "stuk.docx": "is not a .docx (save it as .docx)",
        "nergens.docx": "cannot be read: No such file or directory",
        "map.docx": "cannot be read: Is a directory",
    }.items():
        ran = pve("template", "check", name)
        assert (ran.code, ran.out, ran.err) == (2, "", f"pve: {name}: {message}\n")


def test_a_file_cannot_play_with_the_terminal(pve: Pve, tmp_path: Path) -> None:
    pve("template", "init", "--quiet")
    broken(tmp_path / "huisstijl.docx", ("{{ requirement.title }}", "{{ requirement.titel }}\u202etxt.\u009b31m"))
    ran = pve("template", "check", "huisstijl.docx")
    assert not set(ran.out) & {"\u202e", "\u009b", "\x1b"}
    assert "\\x202etxt.\\x9b31m" in ran.out


# ── The second house style ──


def test_rivierenland_was_saved_by_libreoffice_and_every_requirement_in_it_is_found_back(pve: Pve, tmp_path: Path) -> None:
    with zipfile.ZipFile(RIVIERENLAND) as package:
        assert b"<Application>LibreOffice/" in package.read("docProps/app.xml")
        assert "Logo: een zon boven drie golven van een rivier" in package.read("word/document.xml").decode()
    words = ["--profile", "high", "--special-categories"]
    ran = pve("generate", *words, "--template", RIVIERENLAND, "--no-page-numbers", "-o", "uit.docx")
    assert ran.code == 0, ran.err
    asked = [row["id"] for row in json.loads(pve("list", *words, "--format", "json").out) if row["selected"]]
    text = read_word((tmp_path / "uit.docx").read_bytes())
    assert [segment.key for segment in text.segments if segment.key] == asked
    assert {trick.kind for trick in text.tricks} == {"drawing", "answer-place"}  # a logo, and the places of answers
    with zipfile.ZipFile(tmp_path / "uit.docx") as package:
        lines = wordfile.lines(package.read("word/document.xml"))
    assert [line for line in lines if line.startswith("Bijlage ") and "\t" in line] == [
        "Bijlage A\tBegrippen",
        "Bijlage B\tRisicoafweging",
        "Bijlage C\tWat niet wordt gevraagd",
        "Bijlage D\tNormen",
        "Bijlage E\tRegister",
        "Bijlage F\tColofon",
    ]
