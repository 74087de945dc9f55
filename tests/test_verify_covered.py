"""`pve verify`: what covers a text, or shows one that stands in no paragraph, is found like any other alteration."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from drawnup import in_word
from pve_gen.readers.word import read_word
from returning import Edit, edited, packed, paragraph, parts_of, replaced, through_libreoffice
from test_verify import START, after_heading, found, looking, needs_libreoffice, told

V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
STYLE = "position:absolute;margin-left:0;margin-top:-4pt;width:470pt;height:60pt;z-index:9"
RECTANGLE = f'<w:pict {V}><v:rect fillcolor="white" stroked="f" style="{STYLE}"/></w:pict>'
WHITE = (
    '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5900000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/>'
)


def drawn(uri: str, inside: str, *, inline: bool = False) -> str:
    """A drawing over the text, or in it."""
    place = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    )
    kind, begins, more = ("inline", "", "") if inline else ("anchor", place, "<wp:wrapNone/>")
    attributes = "" if inline else ' simplePos="0" relativeHeight="9" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"'
    return (
        f'<w:drawing {DRAWING}><wp:{kind}{attributes}>{begins}<wp:extent cx="5900000" cy="800000"/>{more}<wp:docPr id="77" name="x"/>'
        f'<a:graphic><a:graphicData uri="{uri}">{inside}</a:graphicData></a:graphic></wp:{kind}></w:drawing>'
    )


MICROSOFT, OPEN = "http://schemas.microsoft.com/office/word/2010/", "http://schemas.openxmlformats.org/drawingml/2006/"
SHAPE = f"<wps:wsp><wps:cNvSpPr/>{WHITE}</wps:wsp>"
WSP = drawn(f"{MICROSOFT}wordprocessingShape", SHAPE)
PICTURE = '<pic:pic><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic>'


def beside(more: str) -> Edit:
    """Something drawn in the run of the requirement, before its text."""
    return replaced(START, more + START)


def alternatives(first: str, otherwise: str, needs: str = "wps") -> str:
    return (
        f'<mc:AlternateContent {DRAWING} xmlns:xyz="urn:of-nobody"><mc:Choice Requires="{needs}">{first}</mc:Choice>'
        f"<mc:Fallback>{otherwise}</mc:Fallback></mc:AlternateContent>"
    )


def run(text: str, look: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    return f'<w:p><w:fldSimple w:instr="{instruction}">{run(result)}</w:fldSimple></w:p>'


def bound(data: bytes) -> bytes:
    """The sentence as a control whose data says something else."""
    item = packed({**parts_of(data), "customXml/item1.xml": b"<eis><tekst>De Leverancier mag kiezen.</tekst></eis>"})
    control = '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/eis[1]/tekst[1]" w:storeItemID="{1}"/><w:text/></w:sdtPr><w:sdtContent>'
    return edited(
        item, lambda xml: re.sub(rf"(<w:r>{re.escape(START)}[^<]*</w:t></w:r>)", rf"{control}\1</w:sdtContent></w:sdt>", xml, count=1)
    )


def another_main_part(data: bytes) -> bytes:
    """The file that Word shows is another than the one with the usual name."""
    parts = parts_of(data)
    shown = parts["word/document.xml"].replace(b"vanaf zes maanden na", b"vanaf zestien maanden na")
    relations = parts["_rels/.rels"].replace(b"word/document.xml", b"word/document2.xml")
    related = parts["word/_rels/document.xml.rels"]
    return packed({**parts, "word/document2.xml": shown, "word/_rels/document2.xml.rels": related, "_rels/.rels": relations})


def header_of_another_name(data: bytes) -> bytes:
    parts = parts_of(data)
    header = (
        f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{paragraph("Onze voorwaarden gelden.")}</w:hdr>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    relation = f'<Relationship Id="rId901" Type="{kind}" Target="kop.xml"/></Relationships>'
    relations = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation.encode())
    return packed({**parts, "word/kop.xml": header.encode(), "word/_rels/document.xml.rels": relations})


def in_header(more: str) -> Edit:
    def edit(data: bytes) -> bytes:
        name = next(name for name in sorted(parts_of(data)) if re.match(r"word/header\d", name))
        return edited(data, lambda xml: xml.replace("</w:hdr>", f"<w:p><w:r>{more}</w:r></w:p></w:hdr>"), name)

    return edit


def in_row_of_term(more: str) -> Edit:
    """More in the properties of the row that explains «Werkdag»."""

    def change(xml: str) -> str:
        row = xml.index("<w:trPr>", xml.rindex("<w:tr>", 0, xml.index(">Werkdag<"))) + len("<w:trPr>")
        return xml[:row] + more + xml[row:]

    return lambda data: edited(data, change)


DRAWN, ALTERED, DISTORTED = [("ENC-01", "drawing")], [("ENC-01", "altered")], [("ENC-01", "altered"), ("ENC-01", "distorted")]
COVERED: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "a white rectangle": (beside(RECTANGLE), DRAWN),
    "a white shape": (beside(WSP), DRAWN),
    "a shape in its two ways of writing": (beside(alternatives(WSP, RECTANGLE)), DRAWN),
    "a shape for programs that do not understand the other": (beside(alternatives("", RECTANGLE, needs="xyz")), DRAWN),
    "a group of two shapes": (beside(drawn(f"{MICROSOFT}wordprocessingGroup", f"<wpg:wgp>{SHAPE}{SHAPE}</wpg:wgp>")), DRAWN * 2),
    "a canvas": (beside(drawn(f"{MICROSOFT}wordprocessingCanvas", f"<wpc:wpc>{SHAPE}</wpc:wpc>")), DRAWN),
    "a chart": (beside(drawn(f"{OPEN}chart", '<c:chart r:id="rId1"/>')), DRAWN),
    "a diagram": (beside(drawn(f"{OPEN}diagram", '<dgm:relIds r:dm="rId1"/>')), DRAWN),
    "a drawing of an unknown kind": (beside(drawn("urn:of-nobody", "")), DRAWN),
    "an object of another program": (beside(f'<w:object {V}><v:shape style="{STYLE}"><v:imagedata/></v:shape></w:object>'), [("ENC-01", "embedded")]),
    "a line": (beside(f'<w:pict {V}><v:line style="{STYLE}" from="0,0" to="400,0"/></w:pict>'), DRAWN),
    "handwriting": (beside('<w:contentPart xmlns:r="urn:r" r:id="rId1"/>'), DRAWN),
    "a picture that floats beside an answer": (
        replaced('<w:tag w:val="pve:ENC-01:explanation"/>', '<w:tag w:val="pve:ENC-01:explanation"/>'
                 "</w:sdtPr><w:sdtContent><w:r>" + drawn(f"{OPEN}picture", PICTURE) + "</w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr>"), DRAWN),
    "a shape that floats beside an answer": (
        replaced('<w:tag w:val="pve:ENC-01:explanation"/>', '<w:tag w:val="pve:ENC-01:explanation"/>'
                 f"</w:sdtPr><w:sdtContent><w:r>{RECTANGLE}</w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr>"), DRAWN),
    "a shape in the header": (in_header(RECTANGLE), [("header or footer", "drawing")]),
    "a watermark": (in_header(f'<w:pict {V}><v:shape style="{STYLE}"><v:textpath string="ONGELDIG"/></v:shape></w:pict>'),
                    [("header or footer", "drawing"), ("header or footer", "header-footer")]),
    "a page in colour": (lambda data: edited(data, lambda xml: xml.replace("<w:body>", '<w:background w:color="1F3864"/><w:body>')),
                         [("the document", "drawing")]),
    "a frame over the text": (after_heading("ENC-01", '<w:p><w:pPr><w:framePr w:w="9000" w:h="900" w:hAnchor="page" w:x="900" w:y="-900"/>'
                                            '<w:shd w:val="clear" w:fill="FFFFFF"/></w:pPr></w:p>'), DRAWN),
    "a table that floats": (after_heading("ENC-01", '<w:tbl><w:tblPr><w:tblpPr w:tblpY="-900"/></w:tblPr><w:tr><w:tc><w:tcPr>'
                                          '<w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'), DRAWN),
    "WordArt": (beside(f'<w:pict {V}><v:shape style="{STYLE}"><v:textpath string="behalve op zondag"/></v:shape></w:pict>'),
                [("ENC-01", "altered"), ("ENC-01", "drawing")]),
    "text beside its sound": (after_heading("ENC-01", f"<w:p><w:r><w:ruby><w:rt>{run('niet')}</w:rt><w:rubyBase>{run('wel')}</w:rubyBase></w:ruby></w:r></w:p>"), ALTERED),
    "a word that one program shows": (after_heading("ENC-01", f"<w:p>{alternatives('', run('Vervalt.'))}</w:p>"), [("ENC-01", "alternative")]),
    "a word that Word shows instead": (after_heading("ENC-01", f"<w:p>{alternatives(run('Geldt.'), run('Vervalt.'), needs='xyz')}</w:p>"),
                                       [("ENC-01", "altered"), ("ENC-01", "alternative")]),
    "a word in a run that one program shows": (beside(alternatives("<w:t>niet </w:t>", "<w:t> </w:t>")), ALTERED),
    "the sentence in an element that Word drops": (
        lambda data: edited(data, lambda xml: re.sub(rf"(<w:r>{re.escape(START)}[^<]*</w:t></w:r>)", r'<x:y xmlns:x="urn:of-nobody">\1</x:y>', xml, count=1)),
        [("ENC-01", "altered"), ("ENC-01", "alternative")]),
    "a page number that is a sentence": (after_heading("ENC-01", field("PAGE", "Deze eis vervalt.")), ALTERED),
    "a field that shows its own words": (after_heading("ENC-01", field("MACROBUTTON x Behalve op zondag", "")), ALTERED),
    "a field that fetches a text": (after_heading("ENC-01", field("INCLUDETEXT &quot;a.docx&quot;", "")), ALTERED),
    "a list from before content controls": (
        after_heading("ENC-01", '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="Vervalt"/></w:ddList></w:ffData>'
                      '</w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), ALTERED),
    "a control that shows data": (bound, [("ENC-01", "bound")]),
    "an answer field under the sentence": (
        after_heading("ENC-01", '<w:sdt><w:sdtPr><w:tag w:val="pve:ENC-01:explanation"/></w:sdtPr><w:sdtContent>' + paragraph("Vervalt.") + "</w:sdtContent></w:sdt>"),
        [("ENC-01", "answer-place")]),
    "a control that only looks like an answer field": (
        after_heading("ENC-01", '<w:sdt><w:sdtPr><w:tag w:val="pve:x"/></w:sdtPr><w:sdtContent>' + paragraph("Vervalt.") + "</w:sdtContent></w:sdt>"), ALTERED),
    "a bookmark of an answer around a sentence": (
        after_heading("ENC-01", '<w:bookmarkStart w:id="991" w:name="pve_ENC_01_answer"/>' + paragraph("Vervalt.") + '<w:bookmarkEnd w:id="991"/>'),
        [("ENC-01", "answer-place")]),
    "a text file inside": (after_heading("ENC-01", '<w:subDoc xmlns:r="urn:r" r:id="rId1"/>'), [("ENC-01", "embedded")]),
    "letters over each other": (looking('<w:spacing w:val="-200"/>'), DISTORTED),
    "letters of no width": (looking('<w:w w:val="1"/>'), DISTORTED),
    "letters squeezed into a width": (looking('<w:fitText w:val="10"/>'), DISTORTED),
    "letters far below their line": (looking('<w:position w:val="-300"/>'), DISTORTED),
    "letters as signs": (looking('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), DISTORTED),
    "text backwards": (lambda data: edited(data, lambda xml: re.sub(rf"(<w:r>{re.escape(START)}[^<]*</w:t></w:r>)", r'<w:bdo w:val="rtl">\1</w:bdo>', xml, count=1)),
                       [("ENC-01", "distorted")]),
    "lines of no height": (replaced(f'<w:pStyle w:val="PvETekst"/></w:pPr><w:r>{START}',
                                    f'<w:pStyle w:val="PvETekst"/><w:spacing w:line="1" w:lineRule="exact"/></w:pPr><w:r>{START}'), DISTORTED),
    "beside the page": (replaced(f'<w:pStyle w:val="PvETekst"/></w:pPr><w:r>{START}',
                                 f'<w:pStyle w:val="PvETekst"/><w:ind w:left="20000"/></w:pPr><w:r>{START}'), DISTORTED),
    "nearly white": (looking('<w:color w:val="E8E8E8"/>'), [("ENC-01", "altered"), ("ENC-01", "white")]),
    "black on black": (looking('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'), [("ENC-01", "altered"), ("ENC-01", "white")]),
    "filled with nothing": (looking('<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'),
                            [("ENC-01", "altered"), ("ENC-01", "white")]),
    "a heading that is folded": (
        replaced('<w:pStyle w:val="PvEEiskop"/></w:pPr><w:bookmarkStart w:id="10002" w:name="pve_ENC_01', '<w:pStyle w:val="PvEEiskop"/>'
                 '<w15:collapsed xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/></w:pPr><w:bookmarkStart w:id="10002" w:name="pve_ENC_01'),
        [("ENC-01", "hidden")]),
    "a row of no height": (in_row_of_term('<w:trHeight w:val="2" w:hRule="exact"/>'),
                           [("Begrippen", "altered"), ("Begrippen", "tiny"), ("Begrippen", "tiny")]),
    "a hidden row": (in_row_of_term("<w:hidden/>"), [("Begrippen", "altered"), ("Begrippen", "hidden"), ("Begrippen", "hidden")]),
    "another text under the usual name": (another_main_part, ALTERED),
    "a header of another name": (header_of_another_name, [("header or footer", "header-footer")]),
}  # fmt: skip
IN_LIBREOFFICE = ["a white rectangle", "a white shape", "WordArt", "nearly white", "letters over each other", "a control that shows data"]


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example: 34 requirements."""
    return in_word(ROOT / "examples/bomenbeheer/tender.yaml")


@pytest.mark.parametrize("what", COVERED)
def test_what_covers_or_hides_or_shows_a_text_is_found_and_nothing_else(sent: bytes, what: str) -> None:
    edit, expected = COVERED[what]
    assert told(sent, edit(sent)) == expected


@needs_libreoffice
@pytest.mark.parametrize("what", IN_LIBREOFFICE)
def test_it_is_still_found_after_libreoffice_saved_the_file(sent: bytes, what: str) -> None:
    edit, expected = COVERED[what]
    assert told(sent, through_libreoffice(edit(sent), "docx")) == expected


# ── Numbers and bullets ────────────────────────────────────────────────────────────────────────


def relabelled(old: str, new: str) -> Edit:
    return replaced(f'<w:lvlText w:val="{old}"/>', f'<w:lvlText w:val="{new}"/>', "word/numbering.xml")


def test_a_word_in_the_numbers_of_headings_is_found_at_every_heading(sent: bytes) -> None:
    alterations = found(sent, relabelled("%1", "Optioneel %1")(sent))
    assert ("Versleuteling", "altered", "# Versleuteling", "Optioneel # Versleuteling") in [
        (one.place, one.kind, one.was, one.now) for one in alterations
    ]
    chapters = [segment.title for segment in read_word(sent).segments if segment.lines[0] == f"# {segment.title}"]
    assert [one.place for one in alterations] == chapters != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<w:lvlText w:val="\uf0b7"/>', '<w:lvlText w:val="niet:"/>'),
        ('<w:numFmt w:val="upperLetter"/>', '<w:numFmt w:val="decimal"/>'),
        ('<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="none"/>'),
        ("</w:num>", '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:lvlText w:val="Facultatief %1"/></w:lvl></w:lvlOverride></w:num>'),
    ],
)
def test_another_bullet_or_number_is_found(sent: bytes, old: str, new: str) -> None:
    def change(xml: str) -> str:
        return xml.replace(old, new)

    alterations = told(sent, edited(sent, change, "word/numbering.xml"))
    assert {kind for _place, kind in alterations} == {"altered"}


def test_a_number_of_a_paragraph_without_text_is_found(sent: bytes) -> None:
    empty = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>'
    (one,) = found(sent, after_heading("ENC-01", empty)(sent))
    assert (one.id, one.kind, one.now) == ("ENC-01", "altered", "#")


# ── What the municipality's own document holds ─────────────────────────────────────────────────


def own(data: bytes) -> bytes:
    """A document as a house style could make it: shapes on the cover, in a chapter and in the header, WordArt, a picture bullet's cousin, a frame."""
    box = f"<wps:wsp><wps:cNvSpPr/>{WHITE.replace('<wps:bodyPr/>', '')}<wps:txbx><w:txbxContent>{paragraph('Let op: lees dit eerst.')}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    more = (
        f"<w:p><w:r>{RECTANGLE}</w:r><w:r>{WSP}</w:r><w:r>{drawn(f'{MICROSOFT}wordprocessingShape', box)}</w:r></w:p>"
        f"<w:p><w:r>{drawn(f'{MICROSOFT}wordprocessingGroup', f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{SHAPE}{SHAPE}</wpg:wgp>')}</w:r></w:p>"
    )
    return in_header(RECTANGLE)(after_heading("ENC-01", more)(data))


def test_shapes_of_the_document_as_sent_are_no_alteration(sent: bytes) -> None:
    assert told(own(sent), own(sent)) == []


@needs_libreoffice
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_nor_are_they_after_libreoffice_wrote_them_otherwise(sent: bytes, kinds: tuple[str, ...]) -> None:
    assert told(own(sent), through_libreoffice(own(sent), *kinds)) == []


def test_a_shape_that_was_moved_over_a_requirement_is_found(sent: bytes) -> None:
    before = after_heading("RET-01", f"<w:p><w:r>{WSP}</w:r></w:p>")(sent)
    assert told(before, beside(WSP)(sent)) == DRAWN


def test_a_picture_in_the_line_of_an_answer_is_part_of_the_answer(sent: bytes) -> None:
    picture = (
        "</w:sdtPr><w:sdtContent><w:r>" + drawn(f"{OPEN}picture", PICTURE, inline=True) + "</w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr>"
    )
    tag = '<w:tag w:val="pve:ENC-01:explanation"/>'
    assert told(sent, replaced(tag, tag + picture)(sent)) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('(w:styleId="PvETabel">.*?</w:tblPr>)', r"\1<w:rPr><w:vanish/></w:rPr>", "hidden"),
        (
            '(w:styleId="PvETabel">.*?</w:tblPr>)',
            r'\1<w:tblStylePr w:type="wholeTable"><w:rPr><w:vanish/></w:rPr></w:tblStylePr>',
            "hidden",
        ),
        ("(<w:docDefaults><w:rPrDefault><w:rPr>)", r"\1<w:vanish/>", "hidden"),
    ],
)
def test_a_style_that_hides_many_texts_is_found(sent: bytes, old: str, new: str, kind: str) -> None:
    returned = edited(sent, lambda xml: re.sub(old, new, xml, count=1, flags=re.DOTALL), "word/styles.xml")
    assert {found for _place, found in told(sent, returned)} >= {"altered", kind}
