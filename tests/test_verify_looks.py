"""`pve verify`: what a reader of the page does not see, by way of the theme, a list, a table or another way of writing it, is found too."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from drawnup import in_word
from returning import Edit, edited, paragraph, replaced, through_libreoffice
from test_verify import START, after_heading, looking, needs_libreoffice, told
from test_verify_covered import in_row_of_term

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def indented(indent: str) -> Edit:
    """The sentence of ENC-01 with an indent."""
    return replaced(
        f'<w:pStyle w:val="PvETekst"/></w:pPr><w:r>{START}', f'<w:pStyle w:val="PvETekst"/><w:ind {indent}/></w:pPr><w:r>{START}'
    )


def themed(old: str, new: str, look: str) -> Edit:
    """A sentence that says it has a colour or font of the theme, where the theme says something else by that name."""
    return lambda data: replaced(old, new, "word/theme/theme1.xml")(looking(look)(data))


def terms(change: str, into: str) -> Edit:
    """Something else in the properties of the table with terms."""

    def edit(xml: str) -> str:
        start = xml.rindex("<w:tblPr>", 0, xml.index(">Werkdag<"))
        end = xml.index("</w:tr>", xml.index(">Werkdag<"))
        piece = xml[start:end]
        assert change in piece, piece[:900]
        return xml[:start] + piece.replace(change, into) + xml[end:]

    return lambda data: edited(data, edit)


def bulleted(data: bytes) -> bytes:
    """A list of two below the heading of ENC-01: what is asked stands in it."""
    item = '<w:p><w:pPr><w:pStyle w:val="PvETekst"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>'
    return after_heading("ENC-01", item % "Een." + item % "Twee.")(data)


WHITE, DISTORTED, TINY = ({("ENC-01", "altered"), ("ENC-01", kind)} for kind in ("white", "distorted", "tiny"))
DARK, LIGHT = '<a:dk1><a:srgbClr val="000000"/></a:dk1>', '<a:dk1><a:srgbClr val="FFFFFF"/></a:dk1>'
UNSEEN: dict[str, tuple[Edit, set[tuple[str, str]]]] = {
    "a colour of the theme that is white": (themed(DARK, LIGHT, '<w:color w:val="000000" w:themeColor="text1"/>'), WHITE),
    "a colour of the theme made light": (looking('<w:color w:val="000000" w:themeColor="text1" w:themeTint="05"/>'), WHITE),
    "the colour of paper for that of text": (
        lambda data: replaced("<w:themeFontLang", '<w:clrSchemeMapping w:t1="light1"/><w:themeFontLang', "word/settings.xml")(
            looking('<w:color w:val="000000" w:themeColor="text1"/>')(data)), WHITE),
    "letters filled with a colour of the theme": (looking(f'<w14:textFill {W14}><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill></w14:textFill>'), WHITE),
    "letters filled with light": (
        looking(f'<w14:textFill {W14}><w14:solidFill><w14:schemeClr w14:val="tx1"><w14:lumMod w14:val="5000"/><w14:lumOff w14:val="95000"/></w14:schemeClr>'
                "</w14:solidFill></w14:textFill>"), WHITE),
    "a background of the theme": (looking('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="text1"/>'), WHITE),
    "a pattern without holes": (looking('<w:color w:val="000000"/><w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'), WHITE),
    "a font of the theme that is of signs": (
        themed('<a:minorFont><a:latin typeface="Calibri"/>', '<a:minorFont><a:latin typeface="Wingdings"/>', '<w:rFonts w:asciiTheme="minorHAnsi"/>'), DISTORTED),
    "the size of complex script": (looking('<w:cs/><w:szCs w:val="2"/>'), TINY),
    "the size of text from right to left": (looking('<w:rtl/><w:szCs w:val="2"/>'), TINY),
    "a look said twice": (looking('<w:b/></w:rPr><w:rPr><w:vanish/>'), {("ENC-01", "altered"), ("ENC-01", "hidden")}),
    "letters as if cut out": (looking("<w:emboss/>"), DISTORTED),
    "letters in a glow of their own colour": (looking(f'<w14:glow {W14} w14:rad="500000"><w14:srgbClr w14:val="000000"/></w14:glow>'), DISTORTED),
    "letters beside each other in one place": (looking('<w:eastAsianLayout w:vert="1" w:vertCompress="1"/>'), DISTORTED),
    "a size in points": (looking('<w:sz w:val="1pt"/>'), TINY),
    "an indent in centimetres": (indented('w:left="40cm"'), DISTORTED),
    "an indent in characters": (indented('w:left="0" w:leftChars="20000"'), DISTORTED),
    "an indent from the right that leaves no room": (indented('w:right="8900"'), DISTORTED),
    "lines that run off the page": (indented('w:right="-9000"'), DISTORTED),
    "lines that begin before the page": (indented('w:hanging="9000"'), DISTORTED),
    "a row of a height that cuts": (in_row_of_term('<w:trHeight w:val="250" w:hRule="exact"/>'), {("Begrippen", "cut")}),
    "a table beside the page": (terms('<w:tblLayout w:type="fixed"/>', '<w:tblInd w:w="12000" w:type="dxa"/><w:tblLayout w:type="fixed"/>'),
                                {("Begrippen", "altered"), ("Begrippen", "distorted")}),
}  # fmt: skip


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example, with a list below the heading of ENC-01."""
    return bulleted(in_word(ROOT / "examples/bomenbeheer/tender.yaml"))


@pytest.mark.parametrize("what", UNSEEN)
def test_what_is_not_seen_is_found_and_nothing_else(sent: bytes, what: str) -> None:
    edit, expected = UNSEEN[what]
    assert set(told(sent, edit(sent))) == expected


def test_a_font_that_is_shown_as_signs_where_a_computer_has_it_not_is_found(sent: bytes) -> None:
    instead = replaced('<w:font w:name="Calibri">', '<w:font w:name="Calibri"><w:altName w:val="Wingdings"/>', "word/fontTable.xml")
    assert "distorted" in {kind for _place, kind in told(sent, instead(sent))}


def test_a_column_in_which_no_letter_fits_is_found(sent: bytes) -> None:
    width = re.compile(r'<w:tcW w:w="\d+" w:type="dxa"/>')

    def narrow(xml: str) -> str:
        cell = xml.rindex("<w:tcW ", 0, xml.index(">Werkdag<"))
        return xml[:cell] + width.sub('<w:tcW w:w="1" w:type="dxa"/>', xml[cell:], count=1)

    assert set(told(sent, edited(sent, narrow))) == {("Begrippen", "altered"), ("Begrippen", "distorted")}


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ('<w:ind w:left="624" w:hanging="340"/>', '<w:ind w:left="20000"/>', {"altered", "distorted"}),
        ('<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>', '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:rPr><w:vanish/></w:rPr>', {"altered"}),
        ('<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>', '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr>', {"altered"}),
    ],
)  # fmt: skip
def test_a_list_that_stands_off_the_page_or_hides_its_numbers_is_found(sent: bytes, old: str, new: str, kinds: set[str]) -> None:
    assert {kind for place, kind in told(sent, replaced(old, new, "word/numbering.xml")(sent)) if place == "ENC-01"} == kinds


@pytest.mark.parametrize("look", ['<w:color w:val="a/b/c/d/e"/>', '<w:color w:val="a/b" w:themeColor="x/y/z" w:themeTint="/"/>', '<w:shd w:fill="/"/>',
                                  f'<w14:textFill {W14}><w14:schemeClr w14:val="a/b"/></w14:textFill>', '<w:sz w:val="9.9.9cm"/>', '<w:rFonts w:ascii="+"/>'])  # fmt: skip
def test_a_look_that_no_program_writes_is_just_no_look(sent: bytes, look: str) -> None:
    assert told(sent, looking(look)(sent)) == []


# ── Harmless ───────────────────────────────────────────────────────────────────────────────────


def own(data: bytes) -> bytes:
    """A document as a house style could make it: colours and fonts of the theme, indents, patterns, a row of a fixed height."""
    runs = (
        '<w:color w:val="1B365D" w:themeColor="accent1"/>',
        '<w:color w:val="8A8A8A" w:themeColor="text1" w:themeTint="80"/>',
        '<w:color w:val="FFFFFF" w:themeColor="background1"/><w:shd w:val="clear" w:fill="1B365D" w:themeFill="accent1"/>',
        '<w:shd w:val="pct10" w:color="000000" w:fill="FFFFFF"/>',
        '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>',
        '<w:sz w:val="10pt"/>',
    )
    texts = "".join(paragraph(f"Tekst {number}.", look=look) for number, look in enumerate(runs))
    indents = "".join(
        f"<w:p><w:pPr><w:ind {indent}/></w:pPr><w:r><w:t>Ingesprongen.</w:t></w:r></w:p>"
        for indent in ('w:left="2cm" w:right="1134"', 'w:left="0" w:leftChars="200"', 'w:hanging="340" w:left="340"')
    )
    row = '<w:tr><w:trPr><w:trHeight w:val="600" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>%s</w:tc></w:tr>'
    table = f'<w:tbl><w:tblPr><w:tblW w:w="4000" w:type="dxa"/><w:tblInd w:w="-108" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>{row % paragraph("Vast.")}</w:tbl>'
    return after_heading("RET-01", texts + indents + table)(data)


@needs_libreoffice
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_saving_in_libreoffice_alters_no_look(sent: bytes, kinds: tuple[str, ...]) -> None:
    assert told(own(sent), through_libreoffice(own(sent), *kinds)) == []


@pytest.mark.parametrize(("rows", "expected"), [("wholeTable", {"altered", "white"}), ("firstRow", set())])
def test_a_style_that_makes_the_text_of_a_table_white_is_found_but_for_its_head(sent: bytes, rows: str, expected: set[str]) -> None:
    """White letters in a head are usual: they stand on a colour."""
    white = f'<w:tblStylePr w:type="{rows}"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr>'
    styled = edited(sent, lambda xml: re.sub(r'(w:styleId="PvETabel">.*?</w:tblPr>)', rf"\1{white}", xml, count=1), "word/styles.xml")
    assert {kind for _place, kind in told(sent, styled)} == expected
