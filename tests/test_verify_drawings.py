"""`pve verify`: a drawing that was sent, and comes back as another picture, larger, moved, filled or over the text, is found."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from conftest import ROOT
from drawnup import in_word
from returning import Edit, edited, packed, parts_of, replaced, through_libreoffice
from test_verify import after_heading, found, needs_libreoffice, told
from test_verify_covered import DRAWING, MICROSOFT, OPEN, V

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS, HEADER = "word/_rels/document.xml.rels", "word/header1.xml"
LOGO, PHOTO = "word/media/logo.png", "word/media/foto.jpeg"
OLD_STYLE = "position:absolute;margin-left:20pt;margin-top:4pt;width:90pt;height:30pt;z-index:9"


def image(color: str, kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 20), color).save(buffer, kind)
    return buffer.getvalue()


def picture(id: str) -> str:
    return (
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )


def shape(fill: str) -> str:
    return (
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}'
        "<a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def run(uri: str, inside: str, *, inline: bool = False, behind: int = 0, wrap: str = "<wp:wrapNone/>") -> str:
    """A drawing of 50 × 17 mm, in the line or on the page."""
    size = '<wp:extent cx="1800000" cy="600000"/>'
    graphic = f'<wp:docPr id="7{len(uri)}" name="x"/><a:graphic><a:graphicData uri="{uri}">{inside}</a:graphicData></a:graphic>'
    if inline:
        return f"<w:r><w:drawing {DRAWING}><wp:inline>{size}{graphic}</wp:inline></w:drawing></w:r>"
    place = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3000000</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    )
    more = f'simplePos="0" relativeHeight="9" behindDoc="{behind}" locked="0" layoutInCell="1" allowOverlap="1"'
    return f"<w:r><w:drawing {DRAWING}><wp:anchor {more}>{place}{size}{wrap}{graphic}</wp:anchor></w:drawing></w:r>"


GLASS = run(f"{MICROSOFT}wordprocessingShape", shape("<a:noFill/>"))
BOXED = run(f"{OPEN}picture", picture("photo"), wrap='<wp:wrapSquare wrapText="bothSides"/>')
MARK = run(f"{OPEN}picture", picture("logo"), behind=1)
OLD = f'<w:r><w:pict {V}><v:rect fillcolor="#1B365D" style="{OLD_STYLE}"/></w:pict></w:r>'
IN_LINE = run(f"{OPEN}picture", picture("logo"), inline=True)
DRAWN = "".join(f"<w:p>{one}</w:p>" for one in (GLASS, BOXED, MARK, OLD, IN_LINE))


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example with drawings below the heading of RET-01, and a logo in the header."""
    parts = parts_of(after_heading("RET-01", DRAWN)(in_word(ROOT / "examples/bomenbeheer/tender.yaml")))
    logo, photo = (
        f'<Relationship Id="{id}" Type="{KIND}image" Target="media/{name}"/>' for id, name in (("logo", "logo.png"), ("photo", "foto.jpeg"))
    )
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", f"{logo}{photo}</Relationships>".encode())
    parts["word/_rels/header1.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{logo}</Relationships>'.encode()
    )
    parts[HEADER] = parts[HEADER].replace(b"</w:p></w:hdr>", f"{run(f'{OPEN}picture', picture('logo'))}</w:p></w:hdr>".encode())
    kinds = b'<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default '
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"<Default ", kinds, 1)
    return packed({**parts, LOGO: image("blue", "PNG"), PHOTO: image("green", "JPEG")})


def within(drawing: str, old: str, new: str, part: str = "word/document.xml") -> Edit:
    """Something else in one of the drawings."""
    assert old in drawing
    return replaced(drawing, drawing.replace(old, new), part)


def another(name: str, content: bytes) -> Edit:
    return lambda data: packed({**parts_of(data), name: content})


def linked(data: bytes) -> bytes:
    """A picture that is fetched from elsewhere."""
    relation = f'<Relationship Id="far" Type="{KIND}image" Target="https://example.nl/foto.jpeg" TargetMode="External"/></Relationships>'
    there = edited(data, lambda xml: xml.replace("</Relationships>", relation), RELATIONS)
    return within(BOXED, 'r:embed="photo"', 'r:link="far"')(there)


LARGE = '<wp:extent cx="5900000" cy="9000000"/>'
IN_HEADER = run(f"{OPEN}picture", picture("logo"))
PICTURE, REDRAWN = [("RET-01", "picture")], [("RET-01", "redrawn")]
CHANGED: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "another photo under the same name": (another(PHOTO, image("red", "JPEG")), PICTURE),
    "another logo, wherever it stands": (another(LOGO, image("red", "PNG")), [("RET-01", "picture"), ("RET-01", "picture"), ("header or footer", "picture")]),
    "a photo for a logo": (within(IN_LINE, 'r:embed="logo"', 'r:embed="photo"'), PICTURE),
    "a photo from elsewhere": (linked, PICTURE),
    "a part of the photo": (within(BOXED, "<a:stretch>", '<a:srcRect l="90000"/><a:stretch>'), PICTURE),
    "a photo that shines through": (within(BOXED, '<a:blip r:embed="photo"/>', '<a:blip r:embed="photo"><a:alphaModFix amt="0"/></a:blip>'), PICTURE),
    "a photo as large as the page": (within(BOXED, '<wp:extent cx="1800000" cy="600000"/>', LARGE), REDRAWN),
    "a shape as large as the page": (within(GLASS, '<wp:extent cx="1800000" cy="600000"/>', LARGE), REDRAWN),
    "an old shape as large as the page": (within(OLD, "height:30pt", "height:300pt"), REDRAWN),
    "a photo elsewhere": (within(BOXED, "<wp:posOffset>0<", "<wp:posOffset>4000000<"), REDRAWN),
    "an old shape elsewhere": (within(OLD, "margin-top:4pt", "margin-top:-200pt"), REDRAWN),
    "a photo that counts from elsewhere": (within(BOXED, 'relativeFrom="paragraph"', 'relativeFrom="page"'), REDRAWN),
    "a photo over the text": (within(BOXED, '<wp:wrapSquare wrapText="bothSides"/>', "<wp:wrapNone/>"), REDRAWN),
    "a mark before the text": (within(MARK, 'behindDoc="1"', 'behindDoc="0"'), REDRAWN),
    "a shape that is filled": (within(GLASS, "<a:noFill/><a:ln>", '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln>'), REDRAWN),
    "a logo of the header over the page": (within(IN_HEADER, '<wp:extent cx="1800000" cy="600000"/>', LARGE, HEADER), [("header or footer", "redrawn")]),
}  # fmt: skip
IN_LIBREOFFICE = [
    "another photo under the same name",
    "a shape as large as the page",
    "a mark before the text",
    "a logo of the header over the page",
]


@pytest.mark.parametrize("what", CHANGED)
def test_a_changed_drawing_is_found_and_nothing_else(sent: bytes, what: str) -> None:
    edit, expected = CHANGED[what]
    assert told(sent, edit(sent)) == expected


@needs_libreoffice
@pytest.mark.parametrize("what", IN_LIBREOFFICE)
def test_it_is_still_found_after_libreoffice_saved_the_file(sent: bytes, what: str) -> None:
    edit, expected = CHANGED[what]
    assert set(told(sent, through_libreoffice(edit(sent), "docx"))) == set(expected)


def test_how_large_it_was_and_is_are_told(sent: bytes) -> None:
    (one,) = found(sent, CHANGED["a shape as large as the page"][0](sent))
    assert (one.was, one.now) == ("50 × 17 mm, 83 mm, 0 mm, over the text", "164 × 250 mm, 83 mm, 0 mm, over the text")


@needs_libreoffice
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_saving_in_libreoffice_alters_no_drawing(sent: bytes, kinds: tuple[str, ...]) -> None:
    assert told(sent, through_libreoffice(sent, *kinds)) == []


def test_a_program_may_give_a_picture_another_name(sent: bytes) -> None:
    parts = parts_of(sent)
    parts["word/media/image1.png"] = parts.pop(LOGO)
    for name in (RELATIONS, "word/_rels/header1.xml.rels"):
        parts[name] = parts[name].replace(b"media/logo.png", b"media/image1.png")
    assert told(sent, packed(parts)) == []
