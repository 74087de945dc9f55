"""`pve verify`: what stands on the pages, and whether it fits on them, is found like any other alteration."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from drawnup import in_word
from returning import Edit, edited, packed, paragraph, parts_of, requirement_xml, through_libreoffice
from test_verify import after_heading, found, needs_libreoffice, told

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MARGINS = '<w:pgMar w:top="1701" w:right="1418" w:bottom="1418" w:left="1418" w:header="737" w:footer="624" w:gutter="0"/>'
EDGE, PAGES = [("header or footer", "header-footer")], [("pages", "pages")]


def in_section(number: int, old: str, new: str) -> Edit:
    """Something else in the properties of one of the three sections: cover and text, register, the annexes after it."""

    def change(xml: str) -> str:
        pieces = re.split(r"(<w:sectPr>.*?</w:sectPr>)", xml)
        assert old in pieces[2 * number + 1], pieces[2 * number + 1]
        pieces[2 * number + 1] = pieces[2 * number + 1].replace(old, new)
        return "".join(pieces)

    return lambda data: edited(data, change)


def measured(**margins: int) -> Edit:
    """Other margins in the first section."""
    new = MARGINS
    for side, value in margins.items():
        new = re.sub(rf'(?<=w:{side}=")\d+', str(value), new)
    return in_section(0, MARGINS, new)


def even_pages(data: bytes) -> bytes:
    return edited(data, lambda xml: xml.replace("<w:defaultTabStop", "<w:evenAndOddHeaders/><w:defaultTabStop"), "word/settings.xml")


def swapped_headers(data: bytes) -> bytes:
    """The header of the text is that of the register: no reference is other, but what it leads to."""

    def change(xml: str) -> str:
        return xml.replace("header1.xml", "header0.xml").replace("header2.xml", "header1.xml").replace("header0.xml", "header2.xml")

    return edited(data, change, "word/_rels/document.xml.rels")


BREAK = f'<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{MARGINS}<w:titlePg/></w:sectPr></w:pPr></w:p>'


def ends_sooner(data: bytes) -> bytes:
    """The first section ends at the heading of ENC-01: what comes after it stands on pages of the next."""

    def change(xml: str) -> str:
        section = re.findall(r"<w:sectPr>.*?</w:sectPr>", xml)[0]
        heading = requirement_xml(xml, "ENC-01").partition("</w:pPr>")[0]
        return xml.replace(section, "", 1).replace(heading, heading + section)

    return edited(data, change)


PAGED: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "the cover has a header after all": (in_section(0, "<w:titlePg/>", ""), EDGE),
    "no header on the first page of the register": (in_section(1, "</w:sectPr>", "<w:titlePg/></w:sectPr>"), EDGE),
    "a header that is not named": (in_section(0, '<w:headerReference w:type="default" r:id="rId6"/>', ""), EDGE),
    "a footer that is not named": (in_section(0, '<w:footerReference w:type="default" r:id="rId8"/>', ""), EDGE),
    "a header for the first page, where there is none": (in_section(0, 'headerReference w:type="default"', 'headerReference w:type="first"'), EDGE),
    "a footer for even pages, where they are like the others": (in_section(0, 'footerReference w:type="default"', 'footerReference w:type="even"'), EDGE),
    "the header of other pages": (in_section(1, 'w:type="default" r:id="rId7"', 'w:type="default" r:id="rId9"'), EDGE),
    "the headers changed places": (swapped_headers, EDGE),
    "even pages without a header": (even_pages, EDGE),
    "a section with a first page of its own": (after_heading("ENC-01", BREAK), PAGES),
    "a section that ends sooner": (ends_sooner, PAGES),
    "a left margin as wide as the page": (measured(left=11000), PAGES),
    "a left margin beside the page": (measured(left=-9000), PAGES),
    "a top margin of a page": (measured(top=16000), PAGES),
    "a gutter as wide as the page": (measured(gutter=10000), PAGES),
    "a header below the page": (measured(header=17000), PAGES),
    "a page of a stamp": (in_section(0, 'w:w="11906" w:h="16838"', 'w:w="1190" w:h="1683"'), PAGES),
    "a page of a stamp, in other words": (in_section(0, 'w:w="11906" w:h="16838"', 'w:w="21mm" w:h="29.7mm"'), PAGES),
    "columns of a letter": (in_section(0, "</w:sectPr>", '<w:cols w:num="40"/></w:sectPr>'), PAGES),
    "a column of no width": (in_section(0, "</w:sectPr>", '<w:cols w:num="2" w:equalWidth="0"><w:col w:w="9000" w:space="0"/><w:col w:w="1"/></w:cols></w:sectPr>'), PAGES),
    "text from top to bottom": (in_section(0, "</w:sectPr>", '<w:textDirection w:val="tbRl"/></w:sectPr>'), PAGES),
    "lines on a grid": (in_section(0, "</w:sectPr>", '<w:docGrid w:type="lines" w:linePitch="9000"/></w:sectPr>'), PAGES),
}  # fmt: skip
IN_LIBREOFFICE = ["the cover has a header after all", "a footer that is not named", "the headers changed places", "a page of a stamp"]


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example: a cover and a text, a register on its side under a header of its own, and annexes."""
    document = in_word(ROOT / "examples/bomenbeheer/tender.yaml")
    return edited(document, lambda xml: xml.replace(">Bomenbeheer<", ">Register<"), "word/header2.xml")


@pytest.mark.parametrize("what", PAGED)
def test_what_stands_on_other_pages_or_off_them_is_found_and_nothing_else(sent: bytes, what: str) -> None:
    edit, expected = PAGED[what]
    assert sorted(set(told(sent, edit(sent)))) == expected


@needs_libreoffice
@pytest.mark.parametrize("what", IN_LIBREOFFICE)
def test_it_is_still_found_after_libreoffice_saved_the_file(sent: bytes, what: str) -> None:
    edit, expected = PAGED[what]
    assert sorted(set(told(sent, through_libreoffice(edit(sent), "docx")))) == expected


def test_the_pages_are_told_where_something_else_stands(sent: bytes) -> None:
    (one,) = found(sent, in_section(1, '<w:headerReference w:type="default" r:id="rId7"/>', "")(sent))
    assert (one.was, one.now, one.remark) == (
        "Gemeente Voorbeeldstad Register",
        "Gemeente Voorbeeldstad Bomenbeheer",
        "header of the section that ends in «Register»",
    )


def test_what_is_measured_otherwise_is_told_in_millimetres(sent: bytes) -> None:
    (one,) = found(sent, measured(left=11000)(sent))
    assert (one.was, one.now) == ("left margin 25 mm; narrowest column 160 mm", "left margin 194 mm; narrowest column -9 mm")


# ── Harmless ───────────────────────────────────────────────────────────────────────────────────


def named(data: bytes, *names: str) -> bytes:
    """The first section with a first and an even header and footer, whether they are shown or not."""
    parts = parts_of(data)
    relations, references = "", ""
    for name in names:
        edge, kind = name.split("-")
        tag = {"header": "hdr", "footer": "ftr"}[edge]
        parts[f"word/{name}.xml"] = f"<w:{tag} {SPACES}>{paragraph(f'Dit is de {name}.')}</w:{tag}>".encode()
        relations += f'<Relationship Id="{name}" Type="{KIND}{edge}" Target="{name}.xml"/>'
        references += f'<w:{edge}Reference w:type="{kind}" r:id="{name}"/>'
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{edge}+xml"
        override = f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    return in_section(0, "<w:sectPr>", f"<w:sectPr>{references}")(packed(parts))


def columns(data: bytes) -> bytes:
    """Two texts beside each other."""
    break_ = BREAK.replace("<w:sectPr>", '<w:sectPr><w:type w:val="continuous"/>')
    two = break_.replace("<w:titlePg/>", '<w:cols w:num="2" w:space="400"/>')
    return after_heading("RET-01", break_ + paragraph("Links.") + paragraph("Rechts.") + two)(data)


EVERY = ("header-first", "header-even", "footer-first", "footer-even")
HOUSE_STYLES: dict[str, Edit] = {
    "a header for each kind of page": lambda data: even_pages(named(data, *EVERY)),
    "headers that stand on no page": lambda data: in_section(0, "<w:titlePg/>", "")(named(data, *EVERY)),
    "columns": columns,
    "a gutter": measured(gutter=567),
    "a header that lies over the text": measured(header=3000),
    "text to the edge of the page": measured(left=0, right=0, top=0, bottom=0),
    "lines on a grid": in_section(0, "</w:sectPr>", '<w:docGrid w:type="lines" w:linePitch="360"/></w:sectPr>'),
    "a section on an odd page": in_section(1, "nextPage", "oddPage"),
}


@needs_libreoffice
@pytest.mark.parametrize("what", HOUSE_STYLES)
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_saving_in_libreoffice_alters_no_page(sent: bytes, what: str, kinds: tuple[str, ...]) -> None:
    document = HOUSE_STYLES[what](sent)
    assert told(document, through_libreoffice(document, *kinds)) == []
