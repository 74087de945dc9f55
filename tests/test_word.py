"""The programme of requirements as a Word document: what is in it, and that it is sound."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

import wordfile
from conftest import COMMAND, ROOT, Pve
from pve_gen import answerform, libreoffice

W = f"{{{wordfile.W}}}"
needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The documents that these tests look at, made by the command itself."""
    folder = tmp_path_factory.mktemp("documents")
    asked = {
        "high": ["--personal-data", "--profile", "high"],
        "low": ["--profile", "low"],
        "example": [str(ROOT / "examples/zaaksysteem/tender.yaml")],
        "english": ["--lang", "en", "--special-categories", "--profile", "high"],
    }
    for name, words in asked.items():
        command = [sys.executable, "-m", "pve_gen", "generate", *words, "--no-page-numbers", "-q", "-o", str(folder / f"{name}.docx")]
        subprocess.run(command, check=True, cwd=folder)
    return {name: folder / f"{name}.docx" for name in asked}


def document(path: Path, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(path).read(part))


def val(node: etree._Element, path: str) -> str:
    """The `w:val` of what stands at `path`, or nothing."""
    found = node.find(path)
    return str(found.get(f"{W}val")) if found is not None else ""


def texts(path: Path) -> list[str]:
    return wordfile.lines(zipfile.ZipFile(path).read("word/document.xml"))


NAMES = ["high", "low", "example", "english"]


@pytest.mark.parametrize("name", NAMES)
def test_an_independent_validator_finds_nothing(made: dict[str, Path], name: str) -> None:
    assert [str(error) for error in OpenXmlValidator().validate(str(made[name])).errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_paragraph_of_the_text_is_empty(made: dict[str, Path], name: str) -> None:
    assert "" not in texts(made[name])


@pytest.mark.parametrize("name", NAMES)
def test_no_tag_and_no_mark_of_ours_is_left(made: dict[str, Path], name: str) -> None:
    for part in zipfile.ZipFile(made[name]).namelist():
        content = zipfile.ZipFile(made[name]).read(part).decode()
        assert not re.search("\\{\\{|\\{%|[\x01\x02\ue000\ue001]", content), part


def test_a_requirement_is_a_heading_a_label_its_text_its_reasons_and_a_place_to_answer(made: dict[str, Path]) -> None:
    lines = texts(made["example"])
    start = next(index for index, line in enumerate(lines) if line.startswith("AUTH-04\t"))
    block = lines[start : start + 12]
    assert block[0] == "AUTH-04\tAfgedwongen wachtwoordregels"
    assert block[1].startswith("\u00a0Knock-out-eis\u00a0  ")
    assert any(line.startswith("Waarom: ") for line in block)
    assert any(line.startswith("Bewijs, bij inschrijving: ") for line in block)
    assert any(line.startswith("Toets: ") for line in block)
    assert "Antwoord AUTH-04" in block
    assert "Kies een antwoord" in block
    assert "Klik of tik hier om een toelichting te geven" in block


def test_an_answer_leaves_its_trails(made: dict[str, Path]) -> None:
    root = document(made["example"])
    controls = {val(node, f"{W}sdtPr/{W}tag"): node for node in root.iter(f"{W}sdt")}
    answer = etree.tostring(controls["pve:AUTH-04:answer"]).decode()
    answer = re.sub(r' xmlns:\w+="[^"]*"', "", answer)
    number = answerform.control_id("pve:AUTH-04:answer")
    assert answer.split("</w:sdt>")[0] + "</w:sdt>" == (
        '<w:sdt><w:sdtPr><w:alias w:val="Antwoord AUTH-04"/><w:tag w:val="pve:AUTH-04:answer"/>'
        f'<w:id w:val="{number}"/><w:lock w:val="sdtLocked"/><w:showingPlcHdr/><w:dropDownList>'
        '<w:listItem w:displayText="Voldoet" w:value="AUTH-04=meets"/><w:listItem w:displayText="Voldoet niet" w:value="AUTH-04=fails"/>'
        '</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
        '<w:t xml:space="preserve">Kies een antwoord</w:t></w:r></w:sdtContent></w:sdt>'
    )
    parents = {parent.tag for node in controls.values() if (parent := node.getparent()) is not None}
    assert parents == {f"{W}p"}  # run-level: block-level controls move when LibreOffice saves them
    assert "pve_AUTH_04_answer" in {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}


def test_every_requirement_that_is_in_can_be_answered_and_no_other(made: dict[str, Path], pve: Pve) -> None:
    import json

    listed = json.loads(pve("list", ROOT / "examples/zaaksysteem/tender.yaml", "--format", "json").out)
    tags = [node.get(f"{W}val") for node in document(made["example"]).iter(f"{W}tag")]
    wanted = [f"pve:{item['id']}:{field}" for item in listed if item["selected"] for field in answerform.FIELDS]
    assert tags == [answerform.SUPPLIER_TAG, *wanted]


def test_only_answers_can_be_typed_in_and_there_is_no_password(made: dict[str, Path]) -> None:
    protection = document(made["low"], "word/settings.xml").find(f"{W}documentProtection")
    assert protection is not None
    assert {str(name): str(value) for name, value in protection.attrib.items()} == {f"{W}edit": "forms", f"{W}enforcement": "1"}


def test_the_appendices_tell_the_weighing_what_is_left_out_and_which_norms_are_covered(made: dict[str, Path]) -> None:
    lines = texts(made["example"])
    assert {"Register", "Risicoafweging", "Wat niet wordt gevraagd", "Normen", "Begrippen"} <= set(lines)
    assert any("BIO2 (5.19.01)" in line for line in lines)
    at = lines.index("Vertrouwelijkheid", lines.index("Risicoafweging", 60))
    assert lines[at : at + 3] == ["Vertrouwelijkheid", "hoog", "Afweging van de gemeente"]
    assert lines[at + 3].startswith("In het zaaksysteem staan aanvragen voor jeugdhulp")
    assert "Integriteit: midden (geldt pas vanaf hoog)." in lines
    assert "Weggelaten door contractmanager: De onderhoudsvensters staan al in de SLA die bij deze aanbesteding hoort." in lines


def test_without_a_tender_the_document_marks_what_only_the_tender_knows(made: dict[str, Path], pve: Pve) -> None:
    lines = texts(made["high"])
    assert lines[:2] == ["[naam van de gemeente]", "[naam van de aanbesteding]"]
    start = lines.index("Nog in te vullen voordat dit document wordt verstuurd:")
    assert lines[start + 1 : start + 5] == ["naam van de gemeente", "naam van de aanbesteding", "kenmerk", "contactgegevens"]
    told = pve("generate", "--profile", "low", "--no-page-numbers").err
    assert "Still to be filled in (in a tender.yaml, or by hand in Word):\n  - naam van de gemeente\n" in told


def test_a_value_that_is_asked_for_shows_as_a_marked_blank_until_the_tender_gives_it(made: dict[str, Path]) -> None:
    blank = next(node for node in document(made["high"]).iter(f"{W}r") if "[bewaartermijn]" in "".join(map(str, node.itertext())))
    assert val(blank, f"{W}rPr/{W}rStyle") == "PvEInvulplek"
    example = "\n".join(texts(made["example"]))
    assert "18 maanden" in example
    assert "[bewaartermijn]" not in example


def test_the_english_document_has_no_dutch_left(made: dict[str, Path]) -> None:
    lines = texts(made["english"])
    dutch = re.compile(r"\b(de|het|een|van|voor|wordt|niet|zijn|en|met|op|aan|bij|tot|versie|Leverancier|Opdrachtgever|Waarom|Bijlage)\b")
    # Names of Dutch things stay as they are.
    names = re.compile(
        r"programme\.en\.docx|Standaard Verwerkersovereenkomst Gemeenten|Selectielijst gemeenten en intergemeentelijke organen( 2020)?"
    )
    assert [line for line in lines if dutch.search(names.sub("", line))] == []


def test_the_table_of_contents_is_filled_and_its_links_arrive(made: dict[str, Path]) -> None:
    lines = texts(made["low"])
    start = lines.index("Inhoudsopgave")
    assert lines[start + 1 : start + 8] == [
        "1\tLeeswijzer",
        "1.1\tEisen, wensen en contractvoorwaarden",
        "1.2\tZo leest u een eis",
        "1.3\tZo geeft u antwoord",
        "1.4\tHoe deze eisen zijn gekozen",
        "2\tVersleuteling",
        "3\tIntegriteit van gegevens",
    ]
    assert "Bijlage A\tRegister" in lines
    assert "Bijlage E\tBegrippen" in lines
    instruction = next(node.text for node in document(made["low"]).iter(f"{W}instrText") if "TOC" in (node.text or ""))
    assert instruction == ' TOC \\o "1-2" \\h \\z \\t "PvE Bijlagekop;1" \\n '


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed(pve: Pve, tmp_path: Path) -> None:
    for number, more in enumerate(
        ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"})
    ):
        environment = {"SOURCE_DATE_EPOCH": "1764000000", **more}
        assert (
            pve("generate", "--personal-data", "--profile", "high", "--no-page-numbers", "-o", f"{number}.docx", env=environment).code == 0
        )
    assert (tmp_path / "0.docx").read_bytes() == (tmp_path / "1.docx").read_bytes()


def test_nasty_text_in_a_requirement_comes_out_literally(pve: Pve, catalog_folder: Path, tmp_path: Path) -> None:
    path = catalog_folder / "requirements/encryption/ENC-01.yaml"
    nasty = "R&D < 5 > 4 {{ x }} {% if %} {# c #} 😀 \"dubbel\" 'enkel' é"
    changed = re.sub(r"(?ms)^title:.*?\n(?=kind)", f"title: '{nasty.replace(chr(39), chr(39) * 2)}'\n", path.read_text("utf-8"))
    changed = re.sub(r"(?ms)^why: \|\n.*?\n(?=\S)", f"why: |\n  {nasty}\n", changed)
    path.write_text(changed, "utf-8")
    assert pve("generate", "--catalog", catalog_folder, "--profile", "low", "--no-page-numbers", "-o", "nasty.docx").code == 0
    lines = texts(tmp_path / "nasty.docx")
    assert f"ENC-01\t{nasty}" in lines
    assert f"Waarom: {nasty}" in lines
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "nasty.docx")).errors] == []


def test_lists_and_marks_in_a_text_become_word_styles_and_every_numbered_list_starts_at_one(
    pve: Pve, catalog_folder: Path, tmp_path: Path
) -> None:
    for name in ("ENC-01", "INT-01"):
        path = next(catalog_folder.glob(f"requirements/*/{name}.yaml"))
        text = "  Een **vette** en *schuine* `code` op [de site](https://x.example/?a=1&b=2):\n\n  1. eerste\n  2. tweede\n     - diep\n"
        changed = re.sub(r"(?ms)^text: \|\n.*?\n(?=\S)", f"text: |\n{text}", path.read_text("utf-8"), count=1)
        changed = re.sub(r"(?ms)^values:\n.*?\n(?=\S)", "", changed)
        path.write_text(re.sub(r"(?ms)^  text: \|\n.*?\n(?=  \S)", "  text: Plain.\n", changed), "utf-8")
    ran = pve("generate", "--catalog", catalog_folder, "--profile", "low", "--no-page-numbers", "-o", "lists.docx")
    assert ran.code == 0, ran.err
    root = document(tmp_path / "lists.docx")
    paragraphs = [(paragraph, "".join(text.text or "" for text in paragraph.iter(f"{W}t"))) for paragraph in root.iter(f"{W}p")]
    items = [(val(paragraph, f"{W}pPr/{W}pStyle"), text) for paragraph, text in paragraphs if text in {"eerste", "tweede", "diep"}]
    assert items == [("PvENummering", "eerste"), ("PvENummering", "tweede"), ("PvEOpsomming", "diep")] * 2
    lists = [val(paragraph, f"{W}pPr/{W}numPr/{W}numId") for paragraph, text in paragraphs if text in {"eerste", "tweede"}]
    assert lists[0] == lists[1] != lists[2] == lists[3]
    numbering = document(tmp_path / "lists.docx", "word/numbering.xml")
    restarts = {node.get(f"{W}numId") for node in numbering.iter(f"{W}num") if node.find(f"{W}lvlOverride/{W}startOverride") is not None}
    assert restarts == set(lists)
    assert ' HYPERLINK "https://x.example/?a=1&b=2" ' in [node.text for node in root.iter(f"{W}instrText")]
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / "lists.docx")).errors] == []


def test_the_shipped_templates_are_what_the_script_makes_of_the_parts(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    for language in ("nl", "en"):
        name = f"programme.{language}.docx"
        made, shipped = (zipfile.ZipFile(folder / name) for folder in (tmp_path, ROOT / "templates"))
        assert made.namelist() == shipped.namelist()
        for part in made.namelist():  # part by part: another zlib may press the same bytes otherwise
            assert made.read(part) == shipped.read(part), f"{name} {part} is stale: run `python templates/build.py`"


def test_a_house_style_of_ones_own_is_used_and_a_broken_one_gives_one_error_and_no_document(pve: Pve, tmp_path: Path) -> None:
    def changed(old: bytes, new: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(ROOT / "templates/programme.nl.docx") as source, zipfile.ZipFile(buffer, "w") as target:
            for entry in source.infolist():
                target.writestr(entry, source.read(entry).replace(old, new))
        return buffer.getvalue()

    (tmp_path / "eigen.docx").write_bytes(changed(b"Leeswijzer", b"Zo werkt het"))
    assert pve("generate", "--profile", "low", "--template", "eigen.docx", "--no-page-numbers", "-o", "goed.docx").code == 0
    assert "1\tZo werkt het" in texts(tmp_path / "goed.docx")
    (tmp_path / "stuk.docx").write_bytes(changed(b"{{ chapter.title }}", b"{{ chapter.titel }}"))
    ran = pve("generate", "--profile", "low", "--template", "stuk.docx", "--no-page-numbers", "-o", "slecht.docx")
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        "pve: stuk.docx: word/document.xml, paragraph «{{ chapter.titel }}»: `titel` is not a name here (did you mean `title`?)\n",
    )
    assert not (tmp_path / "slecht.docx").exists()


@needs_libreoffice
def test_libreoffice_keeps_the_document_whole_when_it_saves_it(made: dict[str, Path], tmp_path: Path) -> None:
    shutil.copy(made["low"], tmp_path / "a.docx")
    environment = {**os.environ, "HOME": str(tmp_path)}
    command = [
        libreoffice.installed(),
        f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        "out",
        "a.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
    saved = zipfile.ZipFile(tmp_path / "out/a.docx").read("word/document.xml").decode()
    assert "AUTH-04=meets" in saved  # the id in the list is the trail that survives the oldest versions
    assert 'w:name="pve_AUTH_04_answer"' in saved


# ── House styles that are odd or damaged ──


def house_style(folder: Path, part: str, old: str, new: str | None) -> Path:
    """The default template with one change in one part; None takes the part away."""
    path = folder / "huisstijl.docx"
    with zipfile.ZipFile(ROOT / "templates/programme.nl.docx") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == part:
                if new is None:
                    continue
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return path


DAMAGED = {
    "styles cut short": ("word/styles.xml", "</w:styles>", "", "word/styles.xml: is damaged: no element found"),
    "numbering cut short": ("word/numbering.xml", "</w:numbering>", "", "word/numbering.xml: is damaged: no element found"),
    "a picture that is fetched": (
        "word/document.xml",
        "<w:body>",
        '<w:body><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE '
        '"http://x.example/a.png"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        "word/document.xml: holds a field that fetches something (INCLUDEPICTURE) (remove the field)",
    ),
    "a field in other quotes and another prefix": (
        "word/footer1.xml",
        "<w:p>",
        "<w:p><x:fldSimple xmlns:x='http://schemas.openxmlformats.org/wordprocessingml/2006/main' x:instr='&#68;DE c:/x y'/></w:p><w:p>",
        "word/footer1.xml: holds a field that fetches something (DDE) (remove the field)",
    ),
    "a program that is run": (
        "word/header1.xml",
        "<w:p>",
        '<w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\x &quot;y&quot; "/></w:p><w:p>',
        "word/header1.xml: holds a field that fetches something (DDEAUTO) (remove the field)",
    ),
}


@pytest.mark.parametrize(("part", "old", "new", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_house_style_that_is_damaged_or_fetches_is_refused(part: str, old: str, new: str, message: str, pve: Pve, tmp_path: Path) -> None:
    house_style(tmp_path, part, old, new)
    ran = pve("generate", "--profile", "low", "--template", "huisstijl.docx", "--no-page-numbers")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"pve: huisstijl.docx: {message}")
    assert "Traceback" not in ran.err
    assert not list(tmp_path.glob("programma*"))


ODD = {
    "an id with an ampersand": ("word/styles.xml", 'w:styleId="PvETekst"', 'w:styleId="PvE&amp;Tekst"'),
    "a number that is none": ("word/numbering.xml", 'w:numId="5"', 'w:numId="x"'),
    "a list that is not there": ("word/numbering.xml", '<w:abstractNumId w:val="5"/>', '<w:abstractNumId w:val="99"/>'),
    "a level that is none": ("word/numbering.xml", 'w:ilvl="1"', 'w:ilvl="een"'),
    "no numbered style": ("word/styles.xml", "PvE Nummering", "Iets anders"),
    "no label style": ("word/styles.xml", "PvE Label eis", "Iets anders"),
}


@pytest.mark.parametrize(("part", "old", "new"), ODD.values(), ids=ODD)
def test_a_house_style_that_lacks_something_still_gives_a_sound_document(
    part: str, old: str, new: str, pve: Pve, catalog_folder: Path, tmp_path: Path
) -> None:
    house_style(tmp_path, part, old, new)
    path = catalog_folder / "requirements/encryption/ENC-01.yaml"
    path.write_text(re.sub(r"(?ms)^why: \|\n.*?\n(?=\S)", "why: |\n  Zo.\n", path.read_text("utf-8")), "utf-8")
    numbered = "text: |\n  De Leverancier doet {termijn}:\n\n  1. eerste\n  2. tweede\n"
    text = re.sub(r"(?ms)^text: \|\n.*?\n(?=\S)", numbered, path.read_text("utf-8"), count=1)
    text = re.sub(r"(?ms)^values:\n.*?\n(?=\S)", "", text)
    text = re.sub(r"(?ms)^  text: \|\n.*?\n(?=  \S)", "  text: Plain.\n", text).replace("{termijn}", "dit")
    path.write_text(text, "utf-8")
    ran = pve(
        "generate", "--catalog", catalog_folder, "--profile", "low", "--template", "huisstijl.docx", "--no-page-numbers", "-o", "uit.docx"
    )
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    lines = texts(tmp_path / "uit.docx")
    assert "eerste" in lines or "1. eerste" in lines
    assert 'w:val=""' not in zipfile.ZipFile(tmp_path / "uit.docx").read("word/document.xml").decode()


def test_without_a_numbered_style_the_numbers_are_text(pve: Pve, catalog_folder: Path, tmp_path: Path) -> None:
    house_style(tmp_path, "word/styles.xml", "PvE Nummering", "Iets anders")
    path = catalog_folder / "requirements/incidents/_theme.yaml"
    assert path.is_file()
    numbered = next(file for file in catalog_folder.glob("requirements/*/*.yaml") if file.stem == "INC-01")
    text = re.sub(r"(?m)^text: \|\n", "text: |\n  1. eerste\n  2. tweede\n\n", numbered.read_text("utf-8"), count=1)
    numbered.write_text(text, "utf-8")
    assert (
        pve(
            "generate",
            "--catalog",
            catalog_folder,
            "--profile",
            "low",
            "--template",
            "huisstijl.docx",
            "--no-page-numbers",
            "-o",
            "uit.docx",
        ).code
        == 0
    )
    assert {"1. eerste", "2. tweede"} <= set(texts(tmp_path / "uit.docx"))


@pytest.mark.parametrize("value", ["1", "24", "1. eerste", "- niets", "# kop", "*vet*", "a_b_c", "> 5", "1) x", "&amp;", "`x`"])
def test_a_value_is_shown_as_it_is_also_where_it_looks_like_markdown(value: str, pve: Pve, catalog_folder: Path, tmp_path: Path) -> None:
    path = catalog_folder / "requirements/audit-logs/LOG-04.yaml"
    changed = re.sub(
        r"(?ms)^text: \|\n.*?\n(?=\S)",
        "text: |\n  De termijn is\n  {bewaartermijn}. Dat blijft zo.\n\n  {bewaartermijn}. Echt.\n\n  {opruimtermijn}\n",
        path.read_text("utf-8"),
    )
    path.write_text(changed, "utf-8")
    (tmp_path / "tender.yaml").write_text(f"title: x\nvalues:\n  LOG-04: {{bewaartermijn: '{value}'}}\n", "utf-8")
    ran = pve("generate", "tender.yaml", "--catalog", catalog_folder, "--no-page-numbers", "-o", "uit.docx")
    assert ran.code == 0, ran.err
    lines = texts(tmp_path / "uit.docx")
    assert f"De termijn is {value}. Dat blijft zo." in lines
    assert f"{value}. Echt." in lines


def test_the_register_says_of_every_requirement_why_it_is_in(made: dict[str, Path]) -> None:
    lines = texts(made["example"])
    register = lines[lines.index("Register", 60) : lines.index("Einde van het register.")]
    assert register[2:7] == ["Nummer", "Omschrijving", "Soort", "Normen", "Reden"]
    rows = dict(zip(register[7::5], register[11::5], strict=True))
    assert rows["ENC-01"] == "Geldt altijd."
    assert rows["ENC-02"] == "Vertrouwelijkheid: hoog (geldt vanaf midden); Vorm van levering: SaaS."


def test_a_terminated_run_leaves_nothing_behind(tmp_path: Path) -> None:
    import signal
    import time

    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60 & wait\n")
    program.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(scratch)}
    running = subprocess.Popen([COMMAND, "generate", "--profile", "low"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    while not list(scratch.iterdir()):
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(0.2)
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 143
    assert list(scratch.iterdir()) == []
    assert not list(tmp_path.glob("*.docx"))
