"""Makes the house style of Rivierenland, a municipality that does not exist: `python examples/huisstijl-rivierenland/make.py`.

The default template with other fonts, colours and sentences, another order, and a logo; then loaded and saved by
LibreOffice, as a municipality without Word would do. Municipalities do not need this script: they change a copy of the
template by hand, and get a file such as this one.
"""

from __future__ import annotations

import math
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "templates"))

import build  # the script that makes the default template
from build import BOLD, TAB, Heads, Say, Words, cell, logic, paragraph, run, section
from pve_gen import libreoffice
from pve_gen.ziparchive import pack, read_parts

FOREST, RUST, SAND, CLAY, LEAF = "1D4A38", "A84A12", "F4F0E4", "CFC6AE", "E7EEE2"
SERIF = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'

CONSTANTS = {
    "FONT": "Arial",
    "DARK": FOREST,
    "ACCENT": RUST,
    "PALE": LEAF,
    "LINE": CLAY,
    "KNOCK_OUT": "7A1F1F",
    "WISH": "2B5C8A",
    "CONDITION": "4F4A3C",
    "BLANK": "FFE08A",
}

SENTENCES: Words = {
    "subtitle": "Wat wij vragen over informatiebeveiliging en privacy",
    "page": "Blad",
    "data_title": "Colofon",
    "guide": "Over dit programma van eisen",
    "guide_text": (
        "Dit programma van eisen vertelt wat wij van u en van uw dienst vragen op het gebied van informatiebeveiliging en privacy. "
        "Wij blijven verantwoordelijk voor de gegevens van onze inwoners, ook als u die voor ons verwerkt. Daarom leest u bij elke "
        "eis wat wij vragen, maar ook waarom, welk bewijs wij verwachten en hoe wij het nagaan."
    ),
    "purchase": "Wat wij zoeken",
    "block_text": (
        "Boven elke eis staan een vast nummer en een titel, met daaronder de soort en de normen waarbij zij aansluit. De eis zelf "
        "staat in de grotere letter. Daarna leest u waarom wij dit vragen, welk bewijs u levert en wanneer, en hoe wij het nagaan."
    ),
    "chosen": "Waarom juist deze eisen",
    "chosen_text": (
        "Deze eisen volgen uit een risicoafweging; u vindt haar in bijlage B. Bijlage A legt begrippen uit, bijlage C noemt wat wij "
        "niet vragen en waarom niet, en bijlage D laat zien bij welke normen de eisen aansluiten. Bijlage E is het register van alle "
        "eisen, wensen en contractvoorwaarden. In bijlage F staat waar dit document vandaan komt."
    ),
    "why": "Waarom wij dit vragen:",
    "evidence": "Uw bewijs, ",
    "verify": "Zo gaan wij het na:",
}

STYLES = {
    "Heading1": (
        '<w:pPr><w:keepNext/><w:keepLines/><w:numPr><w:numId w:val="1"/></w:numPr>'
        f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{RUST}"/></w:pBdr>'
        '<w:spacing w:before="560" w:after="180" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/></w:pPr>'
        f'<w:rPr>{SERIF}<w:color w:val="{FOREST}"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr>'
    ),
    "PvEBijlagekop": (
        '<w:pPr><w:keepNext/><w:keepLines/><w:numPr><w:numId w:val="2"/></w:numPr>'
        f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{RUST}"/></w:pBdr>'
        '<w:spacing w:before="0" w:after="180" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/></w:pPr>'
        f'<w:rPr>{SERIF}<w:color w:val="{FOREST}"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr>'
    ),
    "PvEEiskop": (
        "<w:pPr><w:keepNext/><w:keepLines/>"
        '<w:tabs><w:tab w:val="left" w:pos="1247"/></w:tabs><w:spacing w:before="380" w:after="60" w:line="240" w:lineRule="auto"/>'
        '<w:ind w:left="1247" w:hanging="1247"/><w:outlineLvl w:val="1"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:color w:val="{FOREST}"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>'
    ),
    "PvETekst": (
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="40" w:after="80" w:line="252" w:lineRule="auto"/></w:pPr>'
        f'<w:rPr>{SERIF}<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'
    ),
    "PvEOpsomming": (
        '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr><w:spacing w:before="0" w:after="40" w:line="252" w:lineRule="auto"/></w:pPr>'
    ),
    "PvENummering": (
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr><w:spacing w:before="0" w:after="40" w:line="252" w:lineRule="auto"/></w:pPr>'
    ),
    "PvEToelichting": (
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="50" w:after="0" w:line="252" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr>'
    ),
    "PvEVoorbladorganisatie": (
        '<w:pPr><w:spacing w:before="120" w:after="0"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:color w:val="{FOREST}"/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'
    ),
    "Title": (
        f'<w:pPr><w:pBdr>{{border}}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{FOREST}"/>'
        '<w:spacing w:before="3000" w:after="0" w:line="228" w:lineRule="auto"/><w:ind w:left="340" w:right="340"/></w:pPr>'
        f'<w:rPr>{SERIF}<w:color w:val="FFFFFF"/><w:sz w:val="76"/><w:szCs w:val="76"/></w:rPr>'
    ),
    "Subtitle": (
        f'<w:pPr><w:pBdr>{{border}}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{FOREST}"/>'
        '<w:spacing w:before="200" w:after="0" w:line="252" w:lineRule="auto"/><w:ind w:left="340" w:right="340"/></w:pPr>'
        f'<w:rPr><w:color w:val="{SAND}"/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr>'
    ),
    "Footer": (
        f'<w:pPr><w:pBdr><w:top w:val="single" w:sz="18" w:space="6" w:color="{RUST}"/></w:pBdr>'
        '<w:tabs><w:tab w:val="right" w:pos="@PORTRAIT@"/></w:tabs><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        f'<w:rPr><w:color w:val="{FOREST}"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
    ),
    "Header": (
        '<w:pPr><w:tabs><w:tab w:val="right" w:pos="@PORTRAIT@"/></w:tabs>'
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:color w:val="595959"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
    ),
}

LOGO = "Logo: een zon boven drie golven van een rivier"
_PICTURE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_RELATION = f'<Relationship Id="rIdLogo" Type="{_PICTURE}" Target="media/logo.png"/>'


# ── The logo ───────────────────────────────────────────────────────────────────────────────────


def logo(size: int = 360, fine: int = 3) -> bytes:
    """A sun above three waves, as a square PNG of `size` pixels; each is the mean of `fine` × `fine` points."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)  # no filter
        for x in range(size):
            points = [_colour((x + (i + 0.5) / fine) / size, (y + (j + 0.5) / fine) / size) for i in range(fine) for j in range(fine)]
            seen = [point for point in points if point]
            mean = [round(sum(point[band] for point in seen) / len(seen)) for band in range(3)] if seen else [255, 255, 255]
            rows += bytes([*mean, round(255 * len(seen) / len(points))])
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _colour(x: float, y: float) -> tuple[int, ...] | None:
    """The colour at a point of the unit square; None outside the disc."""
    if math.hypot(x - 0.5, y - 0.5) > 0.5:
        return None
    for middle in (0.56, 0.70, 0.84):
        if abs(y - middle - 0.032 * math.sin(x * 4 * math.pi)) < 0.024:
            return tuple(bytes.fromhex(SAND))
    if math.hypot(x - 0.5, y - 0.34) < 0.15:
        return tuple(bytes.fromhex("E0913A"))
    return tuple(bytes.fromhex(FOREST))


def picture(number: int, millimetres: float) -> str:
    """A run with the logo in it."""
    size = round(millimetres * 36_000)
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{size}" cy="{size}"/><wp:docPr id="{number}" name="Logo {number}" descr={quoteattr(LOGO)}/>'
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture"><pic:pic xmlns:pic="{drawing}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="logo.png" descr={quoteattr(LOGO)}/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


# ── The document ───────────────────────────────────────────────────────────────────────────────


def body(words: Words) -> str:
    """Terms and risk first among the appendices, the register and the data of the document last."""
    words = {**words, **SENTENCES}

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    portrait, landscape = ("rId6", "rId8"), ("rId7", "rId9")
    guide = build.guide(say, heads, words)
    guide[0] = paragraph("Heading1", say("guide"), more="<w:pageBreakBefore/>")
    weighing = build.weighing(say, heads)
    weighing[0] = paragraph("PvEBijlagekop", say("weighing"), more="<w:pageBreakBefore/>")
    return "".join(
        [
            *cover(say),
            *contents(say),
            *blanks(say),
            *guide,
            *chapters(say, heads),
            *build.terms(say, heads),
            *weighing,
            *build.left_out(say, heads),
            *build.coverage(say, heads),
            *build.register(say, heads, section(*portrait), section(*landscape, landscape=True)),
            *colophon(say, heads),
            section(*portrait),
        ]
    )


def cover(say: Say) -> list[str]:
    detail = f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{RUST}"/></w:pBdr>'
    end = section("", "")  # a section of its own, without header and footer
    end = re.sub(r"<w:(?:header|footer)Reference [^>]*/>", "", end)
    return [
        paragraph("PvEVoorbladgegevens", picture(1, 30)),
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}"),
        paragraph("Title", "{{ tender.title }}"),
        paragraph("Subtitle", say("subtitle")),
        paragraph(
            "PvEVoorbladgegevens",
            f"{say('reference')} ",
            run("{{ tender.reference }}", f'{BOLD}<w:color w:val="{FOREST}"/>'),
            more=f'{detail}<w:spacing w:before="2600" w:after="60"/>',
        ),
        paragraph("PvEVoorbladgegevens", f"{say('version')} {{{{ tender.version }}}} – {{{{ tender.status }}}}", more=detail),
        paragraph("PvEVoorbladgegevens", "{{ tender.date }}", more=detail),
        paragraph("PvEVoorbladgegevens", "{{ tender.contact }}", more=detail + end),
    ]


def blanks(say: Say) -> list[str]:
    return [
        logic("if blanks"),
        paragraph("PvEInvulkop", say("blanks")),
        logic("for blank in blanks"),
        paragraph("PvEInvulregel", "{{ blank }}"),
        logic("endfor"),
        logic("endif"),
    ]


def contents(say: Say) -> list[str]:
    """LibreOffice 7.4 only keeps styles in a table of contents that are separated by a comma."""
    _heading, *others = (part.replace("PvE Bijlagekop;1", "PvE Bijlagekop,1") for part in build.contents(say))
    return [paragraph("PvEKopzondernummer", say("contents")), *others]


def chapters(say: Say, heads: Heads) -> list[str]:
    """As in the default, with the labels in rust and the answers in a sand-coloured table."""
    return [
        part.replace(f'<w:b/><w:color w:val="{FOREST}"/>', f'<w:b/><w:color w:val="{RUST}"/>').replace(
            f'w:fill="{FOREST}"', f'w:fill="{SAND}"'
        )
        for part in build.chapters(say, heads)
    ]


def colophon(say: Say, heads: Heads) -> list[str]:
    _heading, *others = build.document_data(say, heads)
    end = others.index(paragraph("PvENatabel", say("data_note")))
    return [paragraph("PvEBijlagekop", say("data_title")), *others[: end + 1]]


def edge(kind: str, words: Words, width: int) -> str:
    """A header with the logo, and a footer with the page first."""
    words = {**words, **SENTENCES}
    clear = f'<w:tabs><w:tab w:val="clear" w:pos="{build.PORTRAIT}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    tabs = clear if width != build.PORTRAIT else ""
    if kind == "hdr":
        content = paragraph("Header", picture(2, 9), TAB, "{{ tender.title }}", more=tabs)
    else:
        page, pages = (f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>' for name in ("PAGE", "NUMPAGES"))
        origin = f"{{{{ tender.organisation }}}} · {{{{ tender.reference }}}} · {str(words['version']).lower()} {{{{ tender.version }}}}"
        content = paragraph("Footer", f"{words['page']} ", page, f" {words['of']} ", pages, TAB, origin, more=tabs)
    return f"{build.HEAD}<w:{kind} {build.W} {build.R}>{content}</w:{kind}>"


def head_of_table(width: int, content: str, fill: str = "") -> str:
    """Cells as in the default, but heads of tables in white on green."""
    return cell(width, content, FOREST if fill == LEAF else fill)


# ── The file ───────────────────────────────────────────────────────────────────────────────────


def restyled(styles: str) -> str:
    """The default styles in the look of Rivierenland."""
    for size, smaller in (("21", "19"), ("19", "17"), ("20", "18"), ("25", "23")):
        styles = styles.replace(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>', f'<w:sz w:val="@{smaller}"/><w:szCs w:val="{smaller}"/>')
    styles = styles.replace('<w:sz w:val="@', '<w:sz w:val="')
    sides = ("top", "left", "bottom", "right")
    border = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="16" w:color="{FOREST}"/>' for side in sides)
    for id, look in STYLES.items():
        found = re.search(rf'(<w:style [^>]*w:styleId="{id}">.*?)(?:<w:pPr>.*?)?(?:<w:rPr>.*?)?(</w:style>)', styles)
        assert found, id
        new = look.replace("{border}", border).replace("@PORTRAIT@", str(build.PORTRAIT))
        styles = styles[: found.start()] + found[1] + new + found[2] + styles[found.end() :]
    head = re.search(r'w:styleId="PvETabelkop">.*?</w:style>', styles)
    assert head
    white = re.sub(r'<w:color w:val="\w+"/>', '<w:color w:val="FFFFFF"/>', head[0])
    return styles[: head.start()] + white + styles[head.end() :]


def moved(numbering: str) -> str:
    """Lists in requirements begin at the margin, as the text around them does."""
    for depth, margin in ((568, 284), (852, 568), (624, 340), (964, 680)):
        numbering = numbering.replace(f'<w:ind w:left="{depth}"', f'<w:ind w:left="{margin}"')
    return numbering


def template() -> bytes:
    """The house style before LibreOffice saved it."""
    for name, value in CONSTANTS.items():
        setattr(build, name, value)
    build.body, build.edge, build.cell = body, edge, head_of_table
    parts = read_parts(build.word("nl"))
    parts["word/styles.xml"] = restyled(parts["word/styles.xml"].decode()).encode()
    parts["word/numbering.xml"] = moved(parts["word/numbering.xml"].decode()).encode()
    parts["word/media/logo.png"] = logo()
    types, core = parts["[Content_Types].xml"], parts["docProps/core.xml"].decode()
    parts["[Content_Types].xml"] = types.replace(b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1)
    parts["docProps/core.xml"] = re.sub(r"(?<=<dc:subject>).*?(?=</dc:subject>)", str(SENTENCES["subtitle"]), core).encode()
    links = parts["word/_rels/document.xml.rels"]
    parts["word/_rels/document.xml.rels"] = links.replace(b"</Relationships>", f"{_RELATION}</Relationships>".encode())
    for header in ("header1", "header2"):
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        parts[f"word/_rels/{header}.xml.rels"] = f'{build.HEAD}<Relationships xmlns="{space}">{_RELATION}</Relationships>'.encode()
    return pack(parts, datetime(2026, 1, 1, tzinfo=UTC))


def main() -> None:
    """Write rivierenland.docx, as LibreOffice saves it, and logo.png beside this script."""
    (HERE / "logo.png").write_bytes(logo())
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "rivierenland.docx"
        made.write_bytes(template())
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        words = [libreoffice.installed(), "--headless", profile, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(HERE), str(made)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
