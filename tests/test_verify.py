"""`pve verify`: no alarm where an office program only saved the file again, and every alteration found."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Pve
from drawnup import in_word
from pve_gen import libreoffice
from pve_gen.alteration import Alteration
from pve_gen.readers.word import read_word
from pve_gen.verification import alterations
from returning import Edit, edited, filled, packed, paragraph, parts_of, replaced, requirement_xml, through_libreoffice

needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")

MONTHS = "De termijn is drie maanden."
ENC_01 = "De Oplossing versleutelt al het verkeer met gebruikers en gekoppelde systemen"
ENC_01_ANSWERS = {
    "pve:ENC-01:answer": "Voldoet",
    "pve:ENC-01:explanation": "Ja, zie de meting van 3 juni.\nTweede regel: «é» & <b>.",
    "pve:ENC-01:evidence": "Bijlage 4, p. 2",
}


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example: 34 requirements."""
    return in_word(ROOT / "examples/bomenbeheer/tender.yaml")


def found(sent: bytes, returned: bytes) -> list[Alteration]:
    """What `pve verify` finds in a returned file."""
    return list(alterations(read_word(sent), read_word(returned)))


def told(sent: bytes, returned: bytes) -> list[tuple[str, str]]:
    """The id or place, and the kind, of each alteration."""
    return [(one.id or one.place, one.kind) for one in found(sent, returned)]


# ── Harmless ───────────────────────────────────────────────────────────────────────────────────


def in_every_text(change: Callable[[str], str]) -> Edit:
    """An edit of every text in the document."""

    def edit(data: bytes) -> bytes:
        return edited(data, lambda xml: re.sub(r"(<w:t[^>]*>)([^<]*)(</w:t>)", lambda m: m[1] + change(m[2]) + m[3], xml))

    return edit


def split_runs(data: bytes) -> bytes:
    """Every run cut in two, with revision ids, spelling marks and a bookmark between, as Word does while somebody types."""

    def cut(match: re.Match[str]) -> str:
        look, text = match[1] or "", match[2]
        if "&" in text or len(text) < 4:
            return match[0]
        half = len(text) // 2
        first, second = (f'<w:r w:rsidR="00A1B2C3">{look}<w:t xml:space="preserve">{t}</w:t></w:r>' for t in (text[:half], text[half:]))
        return f'{first}<w:proofErr w:type="spellStart"/><w:proofErr w:type="spellEnd"/>{second}'

    return edited(
        data, lambda xml: re.sub(r'<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t xml:space="preserve">([^<]*)</w:t></w:r>', cut, xml)
    )


HARMLESS: dict[str, Edit] = {
    "nothing": lambda data: data,
    "packed by another program": lambda data: packed(parts_of(data)),
    "runs split, spelling marked": split_runs,
    "smart quotes": in_every_text(lambda text: text.replace("’", "'").replace("«", "«").replace("-", "‑")),
    "no-break and narrow spaces": in_every_text(lambda text: text.replace(" ", "\u00a0")),
    "soft hyphens and zero-width spaces": in_every_text(lambda text: text.replace("en", "e\u00adn").replace("de", "d\u200be")),
    "accents as letters of their own": in_every_text(lambda text: unicodedata.normalize("NFD", text)),
    "long dashes": in_every_text(lambda text: text.replace("–", "—").replace("…", "...")),
    "answers given": filled(ENC_01_ANSWERS),
    "protection removed": lambda data: edited(data, lambda xml: re.sub(r"<w:documentProtection[^>]*/>", "", xml), "word/settings.xml"),
    "page numbers in the contents": lambda data: edited(
        data, lambda xml: re.sub(r"(<w:t[^>]*>Versleuteling</w:t></w:r>)(</w:hyperlink>)", r"\1<w:r><w:tab/></w:r><w:r><w:t>12</w:t></w:r>\2", xml, count=1)
    ),
}  # fmt: skip
SAVED: dict[str, tuple[str, ...]] = {
    "saved by LibreOffice": ("docx",),
    "saved by LibreOffice twice": ("docx", "docx"),
    "saved as .odt and back": ("odt", "docx"),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_a_harmless_change_is_no_alteration(sent: bytes, what: str) -> None:
    assert told(sent, HARMLESS[what](sent)) == []


@needs_libreoffice
@pytest.mark.parametrize("what", SAVED)
def test_saving_the_filled_in_document_in_libreoffice_is_no_alteration(sent: bytes, what: str) -> None:
    assert told(sent, through_libreoffice(split_runs(filled(ENC_01_ANSWERS)(sent)), *SAVED[what])) == []


# ── Alterations ────────────────────────────────────────────────────────────────────────────────

START = f'<w:t xml:space="preserve">{ENC_01}'


def without(id: str) -> Edit:
    return lambda data: edited(data, lambda xml: xml.replace(requirement_xml(xml, id), ""))


def doubled(id: str) -> Edit:
    return lambda data: edited(data, lambda xml: xml.replace(requirement_xml(xml, id), requirement_xml(xml, id) * 2))


def moved(id: str, before: str) -> Edit:
    def change(xml: str) -> str:
        block = requirement_xml(xml, id)
        rest = xml.replace(block, "")
        place = rest.index(requirement_xml(rest, before))
        return rest[:place] + block + rest[place:]

    return lambda data: edited(data, change)


def added(id: str, title: str) -> Edit:
    heading = (
        f'<w:p><w:pPr><w:pStyle w:val="PvEEiskop"/></w:pPr><w:r><w:t>{id}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{title}</w:t></w:r></w:p>'
    )

    def change(xml: str) -> str:
        block = requirement_xml(xml, "ENC-01")
        return xml.replace(block, block + heading + paragraph("De Opdrachtgever betaalt vooraf."))

    return lambda data: edited(data, change)


def after_heading(id: str, more: str) -> Edit:
    """XML after the heading of a requirement."""

    def change(xml: str) -> str:
        block = requirement_xml(xml, id)
        end = block.index("</w:p>") + len("</w:p>")
        return xml.replace(block, block[:end] + more + block[end:])

    return lambda data: edited(data, change)


def looking(look: str) -> Edit:
    """The text of ENC-01 in another look."""
    return replaced(f"<w:r>{START}", f"<w:r><w:rPr>{look}</w:rPr>{START}")


def inserted(text: str) -> str:
    return (
        f'<w:ins w:id="9001" w:author="Bieder BV" w:date="2026-11-25T10:00:00Z"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'
    )


def with_footer(data: bytes) -> bytes:
    footer = next(name for name in parts_of(data) if re.match(r"word/footer\d*\.xml", name) and b"</w:ftr>" in parts_of(data)[name])
    return edited(
        data, lambda xml: xml.replace("</w:ftr>", paragraph("Op deze offerte zijn onze voorwaarden van toepassing.") + "</w:ftr>"), footer
    )


def with_footnote(data: bytes) -> bytes:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
        + paragraph("Behalve op maandag.")
        + "</w:footnote></w:footnotes>"
    )
    return packed({**parts_of(data), "word/footnotes.xml": notes.encode()})


def with_comment(data: bytes) -> bytes:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="Bieder BV">'
        + paragraph("Alleen als de gemeente meebetaalt.")
        + "</w:comment></w:comments>"
    )
    return packed({**parts_of(data), "word/comments.xml": comments.encode()})


def hidden_by_style(data: bytes) -> bytes:
    style = '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Weg"><w:name w:val="Weg"/><w:basedOn w:val="PvETekst"/><w:rPr><w:vanish/></w:rPr></w:style>'
    styled = edited(data, lambda xml: xml.replace("</w:styles>", style + "</w:styles>"), "word/styles.xml")
    return replaced(f'<w:pStyle w:val="PvETekst"/></w:pPr><w:r>{START}', f'<w:pStyle w:val="Weg"/></w:pPr><w:r>{START}')(styled)


TEXT_BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    + paragraph("Vervalt.")
    + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
EQUATION = (
    '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>of niet</m:t></m:r></m:oMath></w:p>'
)
PICTURE = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="urn:r" r:embed="rId1"/></w:drawing></w:r></w:p>'

ALTERED: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "a word": (replaced("versleutelt al het verkeer", "versleutelt het verkeer"), [("ENC-01", "altered")]),
    "a number in words": (replaced("vanaf zes maanden na", "vanaf zestien maanden na"), [("ENC-01", "altered")]),
    "an accent": (replaced("gekoppelde systemen ten", "gekoppeldé systemen ten"), [("ENC-01", "altered")]),
    "a Cyrillic letter for a Latin one": (replaced(ENC_01, ENC_01.replace("O", "О", 1)), [("ENC-01", "altered")]),
    "the kind": (replaced("\u00a0Eis\u00a0", "\u00a0Wens\u00a0"), [("ENC-01", "altered")]),
    "the title": (replaced('<w:t xml:space="preserve">Versleuteld verkeer</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="PvEEisregel"/>',
                           '<w:t xml:space="preserve">Verkeer</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="PvEEisregel"/>'), [("ENC-01", "altered")]),
    "the evidence": (replaced("Uitslag van de TLS-onderdelen", "Beschrijving van de TLS-onderdelen"), [("ENC-01", "altered")]),
    "the introduction of a chapter": (replaced("Wie een verbinding aftapt", "Wie een lijn aftapt"), [("Versleuteling", "altered")]),
    "a requirement deleted": (without("ENC-01"), [("ENC-01", "missing")]),
    "a requirement added": (added("ENC-99", "Betaling"), [("ENC-99", "added")]),
    "a requirement twice": (doubled("ENC-01"), [("ENC-01", "duplicated")]),
    "a requirement moved": (moved("ENC-01", before="RET-01"), [("ENC-01", "moved")]),
    "a tracked insertion": (replaced(START, f'<w:t xml:space="preserve">Waar mogelijk: </w:t></w:r>{inserted("niet ")}<w:r>{START}'),
                            [("ENC-01", "altered"), ("ENC-01", "tracked")]),
    "a tracked deletion": (replaced(f"<w:r>{START}", '<w:del w:id="9002" w:author="Bieder BV"><w:r><w:delText>Oud. </w:delText></w:r></w:del>'
                                    f"<w:r>{START}"), [("ENC-01", "tracked")]),
    "struck through": (looking("<w:strike/>"), [("ENC-01", "altered"), ("ENC-01", "struck")]),
    "white": (looking('<w:color w:val="FFFFFF"/>'), [("ENC-01", "altered"), ("ENC-01", "white")]),
    "tiny": (looking('<w:sz w:val="2"/>'), [("ENC-01", "altered"), ("ENC-01", "tiny")]),
    "hidden": (looking("<w:vanish/>"), [("ENC-01", "altered"), ("ENC-01", "hidden")]),
    "hidden by a style": (hidden_by_style, [("ENC-01", "altered"), ("ENC-01", "hidden")]),
    "hidden text added": (after_heading("ENC-01", paragraph("Tenzij dat geld kost.", look="<w:vanish/>")), [("ENC-01", "hidden")]),
    "a paragraph added": (after_heading("ENC-01", paragraph("Tenzij dat geld kost.")), [("ENC-01", "altered")]),
    "a paragraph that looks like a line of the contents": (after_heading("ENC-01", paragraph("Tenzij dat geld kost.\t7", style="TOC1")),
                                                           [("ENC-01", "altered")]),
    "a text box": (after_heading("ENC-01", TEXT_BOX), [("ENC-01", "altered"), ("ENC-01", "drawing")]),
    "an equation": (after_heading("ENC-01", EQUATION), [("ENC-01", "altered")]),
    "a picture": (after_heading("ENC-01", PICTURE), [("ENC-01", "drawing")]),
    "another file embedded": (after_heading("ENC-01", '<w:altChunk xmlns:r="urn:r" r:id="rId1"/>'), [("ENC-01", "embedded")]),
    "a reservation in the footer": (with_footer, [("header or footer", "header-footer")]),
    "a footnote": (with_footnote, [("notes", "notes")]),
    "a term": (lambda data: edited(data, lambda xml: re.sub(r"(<w:t[^>]*>)(Werkdag)(</w:t>)", r"\1Dag\3", xml, count=1)), [("Begrippen", "altered")]),
}  # fmt: skip
IN_LIBREOFFICE = ["a word", "a requirement deleted", "a requirement added", "a requirement twice", "a tracked insertion", "struck through",
                  "white", "hidden by a style", "a text box", "a reservation in the footer", "a Cyrillic letter for a Latin one"]  # fmt: skip


@pytest.mark.parametrize("what", ALTERED)
def test_every_alteration_is_found_and_nothing_else(sent: bytes, what: str) -> None:
    edit, expected = ALTERED[what]
    assert told(sent, edit(sent)) == expected


@needs_libreoffice
@pytest.mark.parametrize("what", IN_LIBREOFFICE)
def test_an_alteration_is_still_found_after_libreoffice_saved_the_file(sent: bytes, what: str) -> None:
    edit, expected = ALTERED[what]
    assert told(sent, through_libreoffice(edit(filled(ENC_01_ANSWERS)(sent)), "docx")) == expected


def test_what_was_and_what_is_are_told(sent: bytes) -> None:
    (one,) = found(sent, replaced("vanaf zes maanden na", "vanaf zestien maanden na")(sent))
    assert "vanaf zes maanden na publicatie" in one.was
    assert "vanaf zestien maanden na publicatie" in one.now


def test_a_letter_of_another_alphabet_is_named(sent: bytes) -> None:
    (one,) = found(sent, replaced(ENC_01, ENC_01.replace("O", "О", 1))(sent))
    assert one.remark == "holds letters of another alphabet: О (U+041E)"


def test_a_tracked_change_that_can_be_rejected_says_so(sent: bytes) -> None:
    change = replaced(f"<w:r>{START}", f"{inserted('Waar mogelijk: ')}<w:r>{START}")
    remarks = [one.remark for one in found(sent, change(sent))]
    assert remarks == ["a tracked change: without it, the text is as it was sent", "by Bieder BV"]


# ── The command ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def tender(pve: Pve, tmp_path: Path) -> Path:
    """A folder with a document and its lock."""
    done = pve("generate", "--profile", "low", "--no-page-numbers", "--out", "eisen.docx")
    assert done.code == 0, done.err
    return tmp_path


def test_an_unaltered_document_ends_with_0(pve: Pve, tender: Path) -> None:
    (tender / "terug.docx").write_bytes(filled(ENC_01_ANSWERS)((tender / "eisen.docx").read_bytes()))
    done = pve("verify", "terug.docx", "--lock", "eisen.lock.json")
    assert (done.code, done.out) == (0, "")
    assert "nothing was changed but the answers" in done.err


def test_an_altered_document_ends_with_1_and_shows_the_words(pve: Pve, tender: Path) -> None:
    (tender / "terug.docx").write_bytes(replaced("vanaf zes maanden na", "vanaf zestien maanden na")((tender / "eisen.docx").read_bytes()))
    done = pve("verify", "terug.docx")
    assert done.code == 1
    assert done.out == (
        "terug.docx: ENC-01 Versleuteld verkeer: the text was altered: "
        "…sie van de richtlijn telt pas mee vanaf [-zes-]{+zestien+} maanden na publicatie.\n"
    )


def test_the_json_has_the_published_shape(pve: Pve, tender: Path) -> None:
    (tender / "terug.docx").write_bytes(without("ENC-01")((tender / "eisen.docx").read_bytes()))
    done = pve("verify", "terug.docx", "--format", "json")
    outcome = json.loads(done.out)
    (one,) = outcome["alterations"]
    assert (outcome["unchanged"], one["id"], one["kind"], one["is"], one["place"]) == (
        False,
        "ENC-01",
        "missing",
        "",
        "ENC-01 Versleuteld verkeer",
    )
    assert one["was"].startswith("ENC-01 Versleuteld verkeer\nKnock-out-eis Open standaard TLS")


def test_a_comment_is_shown_but_is_no_alteration(pve: Pve, tender: Path) -> None:
    (tender / "terug.docx").write_bytes(with_comment((tender / "eisen.docx").read_bytes()))
    done = pve("verify", "terug.docx")
    assert (done.code, done.out) == (0, "terug.docx: note: comment by Bieder BV: Alleen als de gemeente meebetaalt.\n")


def test_the_lock_is_found_by_the_number_in_the_document(pve: Pve, tender: Path) -> None:
    back = tender / "inschrijvingen"
    back.mkdir()
    (back / "bieder.docx").write_bytes((tender / "eisen.docx").read_bytes())
    done = pve("verify", "inschrijvingen/bieder.docx")
    assert done.code == 0, done.err
    assert done.err.splitlines()[0] == "Held against eisen.lock.json."


@needs_libreoffice
@pytest.mark.parametrize("properties", [True, False])
def test_the_lock_of_an_answer_sheet_saved_as_ods_is_found_too(pve: Pve, tmp_path: Path, properties: bool) -> None:
    assert pve("generate", "--profile", "low", "--format", "xlsx", "--out", "eisen.xlsx").code == 0
    sheet = through_libreoffice((tmp_path / "eisen.xlsx").read_bytes(), "ods", suffix="xlsx")
    if not properties:  # some programs drop them; the hidden sheet is still there
        sheet = edited(sheet, lambda xml: re.sub(r"<meta:user-defined.*?</meta:user-defined>", "", xml), "meta.xml")
    (tmp_path / "bieder.ods").write_bytes(sheet)
    done = pve("verify", "bieder.ods")
    assert (done.code, done.out) == (0, ""), done.err
    assert "Held against" in done.err


@pytest.mark.parametrize("command", ["verify", "assess"])
@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("terug.doc", "open it in Word and save it as .docx"),
        ("terug.odt", "open it in Word and save it as .docx"),
        ("terug.pdf", "ask for the .docx or .xlsx itself; saved from a PDF, neither is what was filled in"),
        ("terug.xls", "open it in Excel and save it as .xlsx"),
        ("terug.txt", "name a .docx, .xlsx or .ods"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_how_it_can(pve: Pve, tmp_path: Path, command: str, name: str, advice: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.7 or something else")
    done = pve(command, name)
    assert (done.code, done.out, done.err) == (2, "", f"pve: {name}: is not a file with answers ({advice})\n")


def test_a_document_of_another_programme_is_no_unaltered_one(pve: Pve, tender: Path) -> None:
    assert pve("generate", "--profile", "low", "--no-page-numbers", "--set", "email=true", "--out", "ander.docx").code == 0
    done = pve("verify", "ander.docx", "--lock", "eisen.lock.json")
    assert done.code == 1
    assert re.match(r"ander\.docx: properties: is of another programme than the lock: \[-\w{4}", done.out)
    number = json.loads((tender / "ander.lock.json").read_bytes())["programme"]["provenance"]["document"]
    assert done.err.endswith(f"It says that it is programme {number}: to hold it against that one, name its lock with --lock.\n")


def test_an_alteration_on_the_cover_says_where_it_stands(pve: Pve, tmp_path: Path) -> None:
    assert pve("generate", ROOT / "examples/zaaksysteem", "--no-page-numbers", "--out", "eisen.docx").code == 0
    cover = edited((tmp_path / "eisen.docx").read_bytes(), lambda xml: xml.replace("Zaaksysteem met inwonersportaal", "Zaakje", 1))
    (tmp_path / "terug.docx").write_bytes(cover)
    done = pve("verify", "terug.docx", "--lock", "eisen.lock.json")
    assert done.out == "terug.docx: before the first heading: the text was altered: [-Zaaksysteem met inwonersportaal-]{+Zaakje+}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a .docx (save it as .docx)"),
        (b"PK\x03\x04 and no more", "is damaged or protected with a password"),
        (b"\xd0\xcf\x11\xe0 old", "is an old .doc, or protected with a password (save it as .docx without a password)"),
    ],
)
def test_what_is_no_word_file_is_refused_in_one_line(pve: Pve, tender: Path, content: bytes, message: str) -> None:
    (tender / "terug.docx").write_bytes(content)
    done = pve("verify", "terug.docx", "--lock", "eisen.lock.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"pve: terug.docx: {message}")


def test_without_a_lock_the_command_says_what_to_do(pve: Pve, tender: Path) -> None:
    (tender / "eisen.lock.json").unlink()
    done = pve("verify", "eisen.docx")
    assert done.code == 2
    assert re.fullmatch(
        r"pve: eisen.docx: says that it is programme [0-9a-f-]{19}, and no lock near it fits \(name the lock with --lock\)\n", done.err
    )


def test_a_damaged_lock_is_told_with_its_place(pve: Pve, tender: Path) -> None:
    lock = tender / "eisen.lock.json"
    lock.write_text(lock.read_text("utf-8").replace('"kind": "condition"', '"kind": "demand"', 1), "utf-8")
    done = pve("verify", "eisen.docx")
    assert done.code == 2
    assert re.search(r"eisen\.lock\.json: Invalid enum value 'demand' - at `\$\.programme\.requirements\[\d+\]\.kind`", done.err)


def test_a_lock_with_a_control_character_is_told_with_its_line(pve: Pve, tender: Path) -> None:
    """A backslash of a text is no escape, whatever letter stands behind it."""
    lock = tender / "eisen.lock.json"
    whole = lock.read_text("utf-8")
    line = whole.partition('"title": "')[0].count("\n") + 1
    lock.write_text(whole.replace('"title": "', '"title": "C:\\\\build ', 1), "utf-8")
    assert pve("verify", "eisen.docx").code == 0
    lock.write_text(whole.replace('"title": "', '"title": "\\u001b[31m', 1), "utf-8")
    told = "holds a control character, which no document can hold (take the file as pve wrote it)"
    done = pve("verify", "eisen.docx")
    assert (done.code, done.err) == (2, f"pve: eisen.lock.json:{line}: {told}\n")
