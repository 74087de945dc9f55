"""Every document can be read by everybody: no barrier in what we make, and each kind of barrier found where it is put."""

from __future__ import annotations

from pathlib import Path

import pytest

import wordfile
from conftest import ROOT
from generated import DOCUMENTS, generated
from pve_gen.accessibility import accessibility
from pve_gen.accessrules import RULES
from pve_gen.officefile import read_office
from pve_gen.wordcascade import contrast


def barriers(document: bytes) -> list[str]:
    """Each as one line: its rule, and what a person reads."""
    return [f"{barrier.rule} | {barrier.finding('x.docx')}" for barrier in accessibility(read_office(document, "docx"))]


def test_a_document_in_the_other_house_style_has_only_what_libreoffice_dropped_from_its_template() -> None:
    found = accessibility(read_office(generated("zaaksysteem in another house style"), "docx"))
    assert {barrier.rule for barrier in found} == {"access-table-title"}
    assert {barrier.severity for barrier in found} == {"warning"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_generated_document_has_a_barrier(name: str) -> None:
    assert barriers(generated(name)) == []


@pytest.mark.parametrize("template", sorted(ROOT.glob("templates/*.docx")), ids=lambda path: path.name)
def test_no_default_template_has_a_barrier(template: Path) -> None:
    assert barriers(template.read_bytes()) == []


# ── a small document without barriers, and one change in it for each rule ──

STYLES = f"""<w:styles xmlns:w="{wordfile.W}">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="nl-NL"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/><w:rPr><w:color w:val="333333"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kop2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Bijschrift"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Lijst"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Wit"><w:name w:val="Wit"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Tabel"><w:name w:val="Tabel"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1B365D"/></w:tcPr></w:tblStylePr></w:style>
</w:styles>"""
NUMBERING = (
    f'<w:numbering xmlns:w="{wordfile.W}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Eisen</dc:title></cp:coreProperties>'
)
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x"><a:dk1><a:sysClr '
    'val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4472C4"/></a:accent1>'
    "</a:clrScheme></a:themeElements></a:theme>"
)


def styled(style: str, *runs: str) -> str:
    return wordfile.para(f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>', *runs)


def looking(text: str, look: str) -> str:
    return wordfile.run(text, f"<w:rPr>{look}</w:rPr>")


def picture(properties: str) -> str:
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return f'<w:r><w:drawing><wp:inline xmlns:wp="{space}"><wp:docPr id="1" name="Logo" {properties}</wp:inline></w:drawing></w:r>'


DECORATIVE = (
    '><a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext><d:decorative val="1" '
    'xmlns:d="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst></wp:docPr>'
)
HEAD = wordfile.row("Eis", "Antwoord").replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")
TABLE = wordfile.table(
    '<w:tblPr><w:tblStyle w:val="Tabel"/><w:tblLook w:val="0020"/><w:tblCaption w:val="Antwoorden"/></w:tblPr>',
    HEAD.replace("<w:t>", '<w:rPr><w:rStyle w:val="Wit"/></w:rPr><w:t>'),
    wordfile.row("AUTH-01", "<w:p/>"),
)
CONTROL = (
    '<w:sdt><w:sdtPr><w:alias w:val="Antwoord AUTH-01"/><w:richText/></w:sdtPr><w:sdtContent>'
    f"{wordfile.run('Klik hier')}</w:sdtContent></w:sdt>"
)
LINK = f'<w:hyperlink w:anchor="x">{wordfile.run("de eisen")}</w:hyperlink>'
BODY = (
    styled("Kop1", "Inleiding"),
    wordfile.para("Lees ", LINK, " eerst."),
    styled("Lijst", "– een punt van een echte lijst"),
    styled("Kop2", "Antwoorden"),
    wordfile.para(CONTROL),
    TABLE,
    wordfile.para(picture('descr="Het wapen van Voorbeeldstad"/>')),
    wordfile.para(picture(DECORATIVE), "Slot."),
    styled("Kop1", "Bijlage"),
    wordfile.para("Einde."),
)


def small(*body: str, **parts: str) -> bytes:
    """A document with the given body; `styles`, `core` and so on replace those parts."""
    every = {
        "word/styles.xml": parts.get("styles", STYLES),
        "word/numbering.xml": NUMBERING,
        "docProps/core.xml": parts.get("core", CORE),
        "word/theme/theme1.xml": THEME,
        "word/header1.xml": wordfile.header("<w:p/>"),
    }
    return wordfile.docx(*body, parts=every)


def changed(old: str, new: str) -> bytes:
    """The small document with one change in its body."""
    body = "".join(BODY)
    assert old in body
    return small(body.replace(old, new, 1))


def test_a_small_document_can_be_without_barriers() -> None:
    assert barriers(small(*BODY)) == []


def with_text(*runs: str) -> bytes:
    return changed(wordfile.para("Einde."), wordfile.para(*runs))


def with_block(block: str) -> bytes:
    return changed(wordfile.para("Einde."), wordfile.para("Einde.") + block + wordfile.para("Echt."))


BOX = "<w:txbxContent>" + wordfile.para("Let op!") + "</w:txbxContent>"
VML = '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape {}</v:shape></w:pict></w:r>'
LAST = "x.docx: word/document.xml, under «Bijlage», paragraph"
TABLES = "x.docx: word/document.xml, under «Antwoorden», paragraph «Eis»"

BAD: dict[str, tuple[bytes, list[str]]] = {
    "no language": (
        small(*BODY, styles=STYLES.replace('<w:lang w:val="nl-NL"/>', "")),
        [
            "access-language | x.docx: word/styles.xml: the document does not say in which language it is "
            "(set the language of its default style)"
        ],
    ),
    "text that was pasted from an English document": (
        with_text(
            looking("Dit is ", '<w:lang w:val="en-US"/>'),
            looking("geplakt", '<w:lang w:val="en-US"/>'),
            looking(".", '<w:lang w:val="nl-BE"/>'),
        ),
        [
            f"access-other-language | {LAST} «Dit is geplakt.»: the text is marked as en-US, and the document as nl-NL, 2 times (unless it "
            "is in that language, mark it as the document: a screen reader pronounces it so)"
        ],
    ),
    "no title": (
        small(*BODY, core=CORE.replace("Eisen", " ")),
        ["access-title | x.docx: docProps/core.xml: the document has no title (fill in File > Info > Title)"],
    ),
    "a skipped level": (
        small(*BODY, styles=STYLES.replace('<w:outlineLvl w:val="1"/>', '<w:outlineLvl w:val="2"/>')),
        [
            "access-heading-level | x.docx: word/document.xml, paragraph «Antwoorden»: a heading of level 3 stands under one of level 1 "
            "(give it level 2)"
        ],
    ),
    "a first heading of level 2": (
        changed('<w:pStyle w:val="Kop1"/>', '<w:pStyle w:val="Kop2"/>'),
        [
            "access-heading-level | x.docx: word/document.xml, paragraph «Inleiding»: the first heading has level 2 "
            "(begin with a heading of level 1)"
        ],
    ),
    "no heading at all": (
        small(wordfile.para("Einde.")),
        ["access-heading-level | x.docx: word/document.xml: no paragraph is a heading (give headings a style such as Heading 1)"],
    ),
    "white space by an empty paragraph": (
        with_block(wordfile.para("\u00a0")),
        [
            "access-empty-paragraph | x.docx: word/document.xml, under «Bijlage»: an empty paragraph below «Einde.» "
            "(remove it, and give a paragraph beside it more space or a page break)"
        ],
    ),
    "bullets that are typed": (
        with_block(wordfile.para("- een") + wordfile.para("- twee")),
        [f"access-typed-list | {LAST} «- een»: a bullet is typed (make it a list of Word, so that it is read as one)"],
    ),
    "a bullet after a line break": (
        with_text(wordfile.run("Dit:"), "<w:r><w:br/><w:t>• een</w:t></w:r>"),
        [f"access-typed-list | {LAST} «Dit: • een»: a bullet is typed (make it a list of Word, so that it is read as one)"],
    ),
    "numbers that are typed": (
        with_block(wordfile.para("1. een") + wordfile.para("2. twee")),
        [f"access-typed-list | {LAST} «1. een»: a number is typed (make it a list of Word, so that it is read as one)"],
    ),
    "justified text": (
        with_text('<w:pPr><w:jc w:val="both"/></w:pPr>', "Einde."),
        [f"access-justified | {LAST} «Einde.»: the text is justified (align it left: uneven gaps make reading harder)"],
    ),
    "a text box that floats": (
        with_text("Einde.", VML.format(f'style="position: absolute"><v:textbox>{BOX}</v:textbox>')),
        [
            f"access-floating-text | {LAST} «Let op!»: a text box floats over the page (put its text in the page itself, or the box in line with the text)"
        ],
    ),
    "a table without a header row": (
        changed("<w:tblHeader/>", '<w:tblHeader w:val="0"/>'),
        [f"access-table-header | {TABLES}: a table has no header row (mark its first row with Layout > Repeat Header Rows)"],
    ),
    "a table without a title": (
        changed('<w:tblCaption w:val="Antwoorden"/>', '<w:tblCaption w:val=""/>'),
        [f"access-table-title | {TABLES}: a table has no title (write one in Table Properties > Alt Text, or as a caption)"],
    ),
    "a table in a table": (
        changed("<w:tc><w:p/></w:tc>", f"<w:tc>{wordfile.table(wordfile.row('binnen'))}<w:p/></w:tc>"),
        [
            "access-table-in-table | x.docx: word/document.xml, under «Antwoorden», paragraph «binnen»: a table stands in a cell of another "
            "(make two tables of it, one under the other)"
        ],
    ),
    "cells merged downwards": (
        changed("<w:tc><w:p><w:r><w:t>AUTH-01", "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>AUTH-01"),
        [f"access-merged-cells | {TABLES}: a table has merged cells below its head (split them, so that each row is read with its heads)"],
    ),
    "cells merged sideways": (
        changed("<w:tc><w:p><w:r><w:t>AUTH-01", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>AUTH-01'),
        [f"access-merged-cells | {TABLES}: a table has merged cells below its head (split them, so that each row is read with its heads)"],
    ),
    "a picture without a description": (
        with_text(picture("/>"), "Einde."),
        [f"access-picture | {LAST} «Einde.»: a picture has no description (write its alt text, or mark it as decorative)"],
    ),
    "a picture in the way of older files": (
        with_text(VML.format("><v:imagedata/>"), "Einde."),
        [f"access-picture | {LAST} «Einde.»: a picture has no description (write its alt text, or mark it as decorative)"],
    ),
    "a picture with the name of its file": (
        with_text(picture('descr="logo_2024.png"/>'), "Einde."),
        [f"access-picture | {LAST} «Einde.»: `logo_2024.png` describes no picture (write its alt text, or mark it as decorative)"],
    ),
    "a link without text": (
        with_text("Einde.", '<w:hyperlink w:anchor="x"><w:r/></w:hyperlink>'),
        [f"access-link-text | {LAST} «Einde.»: a link has no text (give it one, or remove it)"],
    ),
    "a link that says nothing": (
        with_text("Meer leest u ", LINK.replace("de eisen", "hier")),
        [f"access-link-text | {LAST} «Meer leest u hier»: the link «hier» does not say where it leads (name what the reader finds there)"],
    ),
    "a link that is an address": (
        with_text(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> HYPERLINK "https://x.example/" </w:instrText>'
            '<w:fldChar w:fldCharType="separate"/></w:r>',
            "https://x.example/",
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        [
            f"access-bare-address | {LAST} «https://x.example/»: a link is a bare address "
            "(name what the reader finds there: an address is spelled out)"
        ],
    ),
    "a field without a name": (
        changed('<w:alias w:val="Antwoord AUTH-01"/>', ""),
        [
            "access-field-name | x.docx: word/document.xml, under «Antwoorden», paragraph «Klik hier»: a field to fill in has no name "
            "(write one in Developer > Properties > Title: a screen reader says it)"
        ],
    ),
    "grey text": (
        with_text(looking("Einde", '<w:color w:val="777777"/>'), looking(".", '<w:color w:val="777777"/>')),
        [f"access-contrast | {LAST} «Einde.»: #777777 on #FFFFFF has a contrast of 4.4:1, 2 times (choose colours with 4.5:1 or more)"],
    ),
    "small text": (
        with_text(looking("Einde.", '<w:sz w:val="15"/>')),
        [f"access-small-text | {LAST} «Einde.»: the text is 7.5 points (make it 8 points or more)"],
    ),
}


@pytest.mark.parametrize(("document", "expected"), BAD.values(), ids=BAD)
def test_a_barrier_is_found_with_its_place(document: bytes, expected: list[str]) -> None:
    assert barriers(document) == expected


def test_every_rule_has_its_bad_document() -> None:
    assert {line.split(" | ")[0] for _document, lines in BAD.values() for line in lines} == set(RULES)


# ── what is no barrier ──

WHITE_TEXT = '<w:color w:val="FFFFFF"/>'
GOOD: dict[str, bytes] = {
    "a caption above a table is its title": changed(
        TABLE, styled("Bijschrift", "Tabel 1: antwoorden") + TABLE.replace('<w:tblCaption w:val="Antwoorden"/>', "")
    ),
    "a table of one cell is a frame": with_block(wordfile.table(wordfile.row("Let op"))),
    "a cell over several columns in the head": changed(
        "<w:tc><w:p><w:r><w:rPr>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:rPr>'
    ),
    "a row that is one cell": changed(
        wordfile.row("AUTH-01", "<w:p/>"),
        wordfile.row("AUTH-01", "<w:p/>") + wordfile.row("Deel").replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'),
    ),
    "the empty paragraphs that Word asks for": small(
        *BODY, wordfile.para("<w:pPr><w:sectPr/></w:pPr>"), wordfile.para('<w:r><w:br w:type="page"/></w:r>'), TABLE, "<w:p/>"
    ),
    "a paragraph that begins with a number": with_text("1. Januari is de eerste maand."),
    "a table of contents is no typed list": with_block(
        wordfile.para(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \\o </w:instrText><w:fldChar w:fldCharType="separate"/></w:r>',
            "1. Een",
        )
        + wordfile.para("2. Twee", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    ),
    "a control around a table of contents is not filled in": with_block(
        f"<w:sdt><w:sdtPr><w:docPartObj/></w:sdtPr><w:sdtContent>{wordfile.para('Inhoud')}</w:sdtContent></w:sdt>"
    ),
    "a link around a picture": with_text(LINK.replace(wordfile.run("de eisen"), picture('descr="Naar de site"/>')), "Einde."),
    "a text box in line with the text": with_text("Einde.", VML.format(f"><v:textbox>{BOX}</v:textbox>")),
    "text that was removed, or is hidden": with_text(
        "Einde.", f"<w:del>{looking('weg', WHITE_TEXT)}</w:del>", looking("weg", f"<w:vanish/>{WHITE_TEXT}")
    ),
    "large text may be lighter": with_text(looking("Einde.", '<w:color w:val="777777"/><w:sz w:val="36"/>')),
    "bold text counts as large sooner": with_text(looking("Einde.", '<w:b/><w:color w:val="777777"/><w:sz w:val="28"/>')),
    "Word itself chooses an automatic colour": with_text(
        looking("Einde.", '<w:color w:val="auto"/><w:shd w:val="clear" w:fill="000000"/>')
    ),
}


@pytest.mark.parametrize("document", GOOD.values(), ids=GOOD)
def test_what_is_no_barrier_is_not_found(document: bytes) -> None:
    assert barriers(document) == []


# ── which colours meet ──

SHADE = '<w:shd w:val="clear" w:fill="{}"/>'
FRAME = wordfile.table("<w:tblPr>{}</w:tblPr><w:tr><w:tc><w:tcPr>{}</w:tcPr>{}</w:tc></w:tr>")
COLORS: dict[str, tuple[str, str]] = {
    "the page is white": (wordfile.para(looking("x", WHITE_TEXT)), "#FFFFFF on #FFFFFF"),
    "a run has a shade": (wordfile.para(looking("x", WHITE_TEXT + SHADE.format("AAAAAA"))), "#FFFFFF on #AAAAAA"),
    "a run is marked": (wordfile.para(looking("x", WHITE_TEXT + '<w:highlight w:val="yellow"/>')), "#FFFFFF on #FFFF00"),
    "a paragraph has a shade": (
        wordfile.para(f"<w:pPr>{SHADE.format('BBBBBB')}</w:pPr>", looking("x", WHITE_TEXT)),
        "#FFFFFF on #BBBBBB",
    ),
    "a cell has a shade": (FRAME.format("", SHADE.format("CCCCCC"), wordfile.para(looking("x", WHITE_TEXT))), "#FFFFFF on #CCCCCC"),
    "a table has a shade": (FRAME.format(SHADE.format("CDCDCD"), "", wordfile.para(looking("x", WHITE_TEXT))), "#FFFFFF on #CDCDCD"),
    "a shade is a pattern": (wordfile.para(looking("x", '<w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>')), "#333333 on #808080"),
    "a colour of the theme": (
        wordfile.para(looking("x", '<w:color w:val="000000" w:themeColor="accent1" w:themeTint="66"/>')),
        "#B4C7E7 on #FFFFFF",
    ),
    "a darker colour of the theme (Word rounds it to 1F3864)": (
        wordfile.para(
            looking("x", '<w:color w:val="FFFFFF" w:themeColor="text1"/><w:shd w:val="clear" w:themeFill="accent1" w:themeFillShade="80"/>')
        ),
        "#000000 on #203965",
    ),
    "a character style counts before the style of the paragraph": (
        wordfile.para('<w:r><w:rPr><w:rStyle w:val="Wit"/></w:rPr><w:t>x</w:t></w:r>'),
        "#FFFFFF on #FFFFFF",
    ),
    "the style of a table shades its first row": (
        wordfile.table('<w:tblPr><w:tblStyle w:val="Tabel"/><w:tblLook w:firstRow="1"/></w:tblPr>', wordfile.row("x")),
        "#333333 on #1B365D",
    ),
}


@pytest.mark.parametrize(("block", "colors"), COLORS.values(), ids=COLORS)
def test_the_colours_that_meet_are_those_on_the_page(block: str, colors: str) -> None:
    found = [line for line in barriers(with_block(block)) if line.startswith("access-contrast")]
    assert [line.split("»: ")[1].split(" has ")[0] for line in found] == [colors]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21.0),
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((255, 255, 255), (118, 118, 118), 4.54),
        ((9, 9, 9), (9, 9, 9), 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: tuple[int, int, int], other: tuple[int, int, int], ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio


def test_a_file_that_nests_without_end_is_looked_through_too() -> None:
    deep = 100
    nested = "<w:r>" * deep + "<w:t>x</w:t>" + "</w:r>" * deep
    tables = "<w:tbl><w:tr><w:tc>" * 50 + wordfile.para("x") + "</w:tc></w:tr></w:tbl>" * 50
    found = accessibility(read_office(with_block(f"<w:p>{nested}</w:p>{tables}"), "docx"))
    assert {barrier.rule for barrier in found} == {"access-table-in-table"}
