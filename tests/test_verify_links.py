"""`pve verify`: where a link leads, and which note belongs to which text, is part of what the text says."""

from __future__ import annotations

import pytest

from conftest import ROOT
from drawnup import in_word
from returning import Edit, edited, packed, parts_of, replaced, through_libreoffice
from test_verify import after_heading, found, needs_libreoffice, told

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = "word/_rels/document.xml.rels"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


LINKED = (
    f'<w:p>{run("Zie ")}<w:hyperlink r:id="site">{run("de ")}{run("site", "<w:b/>")}</w:hyperlink>{run(", ")}'
    f'<w:hyperlink r:id="beleid" w:anchor="kop">{run("het beleid")}</w:hyperlink>{run(", ")}'
    f'<w:hyperlink r:id="brief">{run("inkoop@voorbeeldstad.nl")}</w:hyperlink>{run(", ")}'
    f'{mark("begin")}<w:r><w:instrText> HYPERLINK "https://example.nl/a" \\o "tip" </w:instrText></w:r>{mark("separate")}{run("dit veld")}{mark("end")}'
    f'{run(", ")}<w:hyperlink w:anchor="pve_ENC_02_heading">{run("eis ENC-02")}</w:hyperlink>{run(" of ")}'
    f'<w:hyperlink w:anchor="pve_ENC_02_heading">{run("de volgende")}</w:hyperlink></w:p>'
)
ADDRESSES = {
    "site": "https://www.voorbeeldstad.nl",
    "beleid": "https://www.voorbeeldstad.nl/een%20pad?x=1",
    "brief": "mailto:inkoop@voorbeeldstad.nl",
}
NOTED = f'<w:p>{run("Versleutel alles")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" en altijd")}<w:r><w:footnoteReference w:id="3"/></w:r></w:p>'
NOTES = "".join(
    f'<w:footnote w:id="{id}"><w:p><w:r><w:footnoteRef/></w:r>{run(f" {text}")}</w:p></w:footnote>'
    for id, text in ((2, "Ook post."), (3, "Ook ’s nachts."))
)


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example, with links and footnotes below the heading of ENC-01."""
    document = after_heading("ENC-01", LINKED + NOTED)(in_word(ROOT / "examples/bomenbeheer/tender.yaml"))
    relations = "".join(
        f'<Relationship Id="{id}" Type="{KIND}hyperlink" Target="{to}" TargetMode="External"/>' for id, to in ADDRESSES.items()
    )
    relations += f'<Relationship Id="notes" Type="{KIND}footnotes" Target="footnotes.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    parts = parts_of(edited(document, lambda xml: xml.replace("</Relationships>", f"{relations}</Relationships>"), RELATIONS))
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    parts["word/footnotes.xml"] = f"<w:footnotes {SPACES}>{NOTES}</w:footnotes>".encode()
    return packed(parts)


LINKS: dict[str, Edit] = {
    "another site": replaced('Target="https://www.voorbeeldstad.nl"', 'Target="https://www.voorbeeldstad.example"', RELATIONS),
    "another site behind an address": replaced("mailto:inkoop@voorbeeldstad.nl", "mailto:inkoop@voorbeelstad.nl", RELATIONS),
    "another place on a site": replaced('w:anchor="kop"', 'w:anchor="voet"'),
    "two sites that change places": lambda data: edited(
        data, lambda xml: xml.replace('r:id="site"', "~").replace('r:id="beleid"', 'r:id="site"').replace("~", 'r:id="beleid"')
    ),
    "another site in a field": replaced("https://example.nl/a", "https://example.nl/b"),
    "a field that names its place first": replaced('HYPERLINK "https://example.nl/a"', 'HYPERLINK \\t "_blank" "https://example.nl/b"'),
    "a field that leads to a folder": replaced("https://example.nl/a", r"\\\\server\map"),
    "a field without quotes": replaced('HYPERLINK "https://example.nl/a"', "HYPERLINK https://example.nl/b"),
    "another requirement": replaced(f'w:anchor="pve_ENC_02_heading">{run("eis ENC-02")}', f'w:anchor="pve_RET_01_heading">{run("eis ENC-02")}'),
    "another requirement behind other words": replaced(f'w:anchor="pve_ENC_02_heading">{run("de volgende")}', f'w:anchor="pve_RET_01_heading">{run("de volgende")}'),
    "a text that led nowhere": replaced(run(" en altijd"), f'<w:hyperlink r:id="site">{run(" en altijd")}</w:hyperlink>'),
    "a link that leads nowhere": replaced('<w:hyperlink r:id="site">', "<w:hyperlink>"),
    "a note that is not referred to": replaced('<w:footnoteReference w:id="2"/>', ""),
    "notes that change places": lambda data: edited(
        data, lambda xml: xml.replace('Reference w:id="2"', "~").replace('Reference w:id="3"', 'Reference w:id="2"').replace("~", 'Reference w:id="3"')
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LINKS)
def test_another_link_or_note_is_found_where_it_stands_and_nothing_else(sent: bytes, what: str) -> None:
    assert told(sent, LINKS[what](sent)) == [("ENC-01", "altered")]


@needs_libreoffice
@pytest.mark.parametrize("what", ["another site", "another site in a field", "another requirement", "a note that is not referred to"])
def test_it_is_still_found_after_libreoffice_saved_the_file(sent: bytes, what: str) -> None:
    assert ("ENC-01", "altered") in told(sent, through_libreoffice(LINKS[what](sent), "docx"))


def test_where_the_link_led_and_leads_is_told(sent: bytes) -> None:
    (one,) = found(sent, LINKS["another site"](sent))
    assert "(→ https://www.voorbeeldstad.nl)" in one.was
    assert "(→ https://www.voorbeeldstad.example)" in one.now


@needs_libreoffice
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_saving_in_libreoffice_alters_no_link_and_no_note(sent: bytes, kinds: tuple[str, ...]) -> None:
    assert told(sent, through_libreoffice(sent, *kinds)) == []
