"""`pve verify`: fonts that come along with the file, and what it fetches when it is opened."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from conftest import ROOT
from drawnup import in_word
from returning import Edit, packed, parts_of, replaced, through_libreoffice
from test_verify import looking, needs_libreoffice, told

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
OURS, OTHER = (Path(f"/usr/share/fonts/truetype/dejavu/{name}.ttf") for name in ("DejaVuSans", "DejaVuSerif"))
TABLE, SETTINGS = "word/fontTable.xml", "word/settings.xml"
PLACE = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def with_font(font: bytes, name: str, key: str = "{6B29FC40-CA47-1067-B31D-00DD010662DA}") -> Edit:
    """A font in the file, scrambled with a key as office programs do it."""

    def edit(data: bytes) -> bytes:
        parts = parts_of(data)
        mask = uuid.UUID(key).bytes[::-1] * 2
        parts["word/fonts/font1.odttf"] = bytes(one ^ other for one, other in zip(font, mask, strict=False)) + font[32:]
        embedded = f'<w:font w:name="{name}"><w:embedRegular {PLACE} r:id="rId1" w:fontKey="{key}"/></w:font></w:fonts>'
        parts[TABLE] = parts[TABLE].replace(b"</w:fonts>", embedded.encode())
        relation = f'<Relationship Id="rId1" Type="{KIND}font" Target="fonts/font1.odttf"/>'
        parts["word/_rels/fontTable.xml.rels"] = (RELATED % relation).encode()
        parts[SETTINGS] = parts[SETTINGS].replace(b"<w:zoom", b"<w:embedTrueTypeFonts/><w:zoom")
        kind = b'<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/><Default '
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"<Default ", kind, 1)
        return packed(parts)

    return edit


def fetching(setting: str, part: str = SETTINGS) -> Edit:
    def edit(data: bytes) -> bytes:
        there = packed({**parts_of(data), "word/_rels/settings.xml.rels": (RELATED % TEMPLATE).encode()})
        return replaced("<w:zoom", f"{setting}<w:zoom", part)(there)

    return edit


TEMPLATE = f'<Relationship Id="rId1" Type="{KIND}attachedTemplate" Target="https://example.nl/a.dotx" TargetMode="External"/>'
ATTACHED = f'<w:attachedTemplate {PLACE} r:id="rId1"/>'


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example, which brings no font along."""
    return in_word(ROOT / "examples/bomenbeheer/tender.yaml")


def test_a_font_that_was_not_sent_is_found(sent: bytes) -> None:
    assert told(sent, with_font(b"letters" * 9, "Calibri")(sent)) == [("fonts", "font")]


def test_another_font_by_the_name_of_one_that_was_sent_is_found(sent: bytes) -> None:
    assert told(with_font(b"letters" * 9, "Onze")(sent), with_font(b"Letters" * 9, "Onze")(sent)) == [("fonts", "font")]


def test_another_font_beside_one_that_was_sent_is_found_where_its_letters_were_sent(sent: bytes) -> None:
    document = with_font(b"letters" * 9, "Onze")(sent)
    more = f'<w:font w:name="Consolas"><w:embedBold {PLACE} r:id="rId1"/>'
    assert told(document, replaced('<w:font w:name="Consolas">', more, TABLE)(document)) == [("fonts", "font")]


def test_the_same_font_scrambled_with_another_key_is_no_alteration(sent: bytes) -> None:
    again = with_font(b"letters" * 9, "Onze", "{00000000-CA47-1067-B31D-00DD010662DA}")
    assert told(with_font(b"letters" * 9, "Onze")(sent), again(sent)) == []


@needs_libreoffice
@pytest.mark.skipif(not OURS.exists(), reason="this font is not installed")
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_a_font_that_libreoffice_packs_again_is_no_alteration(sent: bytes, kinds: tuple[str, ...]) -> None:
    used = looking('<w:rFonts w:ascii="DejaVu Sans" w:hAnsi="DejaVu Sans"/>')(sent)
    document = with_font(OURS.read_bytes(), "DejaVu Sans")(used)
    assert told(document, through_libreoffice(document, *kinds)) == []


def test_styles_that_are_fetched_from_a_template_are_found(sent: bytes) -> None:
    assert told(sent, fetching(f"{ATTACHED}<w:linkStyles/>")(sent)) == [("settings", "fetched")]


def test_a_template_that_only_is_named_is_no_alteration(sent: bytes) -> None:
    assert told(sent, fetching(ATTACHED)(sent)) == []


def test_a_page_in_a_frame_is_found(sent: bytes) -> None:
    parts = parts_of(sent)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    frame = f'<w:frameset><w:frame><w:sourceFileName {PLACE} r:id="rId1"/></w:frame></w:frameset>'
    parts["word/webSettings.xml"] = f'<w:webSettings xmlns:w="{space}">{frame}</w:webSettings>'.encode()
    relation = f'<Relationship Id="web" Type="{KIND}webSettings" Target="webSettings.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation.encode())
    assert told(sent, packed(parts)) == [("settings", "fetched")]
