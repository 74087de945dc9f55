"""The table of contents of a house style, as Word or LibreOffice wrote it, is filled with what the document holds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wordfile
from conftest import ROOT, Pve
from generated import generated
from pve_gen import libreoffice, wordtoc
from pve_gen.wordstyles import Styles
from pve_gen.wordtoc import TableOfContents
from pve_gen.ziparchive import Deflated

NS = f'xmlns:w="{wordfile.W}"'


def style(id: str, name: str, more: str = "", based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:styleId="{id}"><w:name w:val="{name}"/>{base}<w:pPr>{more}</w:pPr></w:style>'


def level(number: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{number}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def numbered(list: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>'


# Dutch Word gives its styles Dutch ids; the names stay English.
STYLES = Styles(
    {
        "word/styles.xml": (
            f"<w:styles {NS}>"
            + style("Kop1", "heading 1", numbered(1) + '<w:outlineLvl w:val="0"/>')
            + style("Kop2", "Heading 2", numbered(1, 1) + '<w:outlineLvl w:val="1"/>')
            + style("Kop3", "heading 3", '<w:outlineLvl w:val="2"/>')
            + style("Losse", "Losse kop", '<w:numPr><w:numId w:val="0"/></w:numPr>', "Kop1")
            + style("Bijlage", "Bijlagekop", numbered(2) + '<w:outlineLvl w:val="0"/>')
            + style("Inhopg1", "toc 1")
            + style("Inhopg2", "TOC 2")
            + "</w:styles>"
        ).encode(),
        "word/numbering.xml": (
            f'<w:numbering {NS}><w:abstractNum w:abstractNumId="7">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%1%2")}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="8">{level(0, "upperRoman", "Bijlage %1")}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
        ).encode(),
    }
)


def heading(id: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{id}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*instructions: str, old: str = "<w:r><w:t>oud</w:t></w:r>") -> str:
    texts = "".join(f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>' for text in instructions)
    return f"<w:p>{mark('begin')}{texts}{mark('separate')}{old}{mark('end')}</w:p>"


HEADINGS = (
    heading("Kop1", "Eerste")
    + heading("Kop2", "Deel")
    + heading("Kop2", "Nog een")
    + heading("Kop3", "Klein")
    + heading("Kop1", "Tweede &amp; laatste")
    + heading("Kop2", "Weer")
    + heading("Losse", "Zonder nummer")
    + heading("Bijlage", "Lijst")
    + heading("Bijlage", "Kaart")
)


def unpacked(pieces: list[Deflated]) -> bytes:
    return zlib.decompress(b"".join(piece.packed for piece in pieces) + b"\x03\0", -zlib.MAX_WBITS)


def filled(contents: str, pages: list[int] | None = None) -> list[str]:
    document = f"<w:document {NS}><w:body>{heading('Losse', 'Inhoud')}{contents}{HEADINGS}</w:body></w:document>"
    lines = wordfile.lines(unpacked(TableOfContents([document], STYLES).filled(pages)))
    return lines[1 : lines.index("Eerste")]


def test_the_switches_of_the_field_decide_what_is_listed() -> None:
    assert filled(field(' TOC \\o "1-2" \\h \\z \\t "Bijlagekop;1" ')) == [
        "1.\tEerste",
        "1a\tDeel",
        "1b\tNog een",
        "2.\tTweede & laatste",
        "2a\tWeer",
        "Bijlage I\tLijst",
        "Bijlage II\tKaart",
    ]
    assert filled(field(' TOC \\o "1-1" \\h ')) == ["1.\tEerste", "2.\tTweede & laatste"]
    assert filled(field(' TOC \\t "Bijlagekop,1,Losse kop,2" ')) == ["Zonder nummer", "Bijlage I\tLijst", "Bijlage II\tKaart"]


def test_page_numbers_stand_behind_their_headings() -> None:
    # One page for every heading of the document, listed or not, as the outline of a PDF gives them.
    pages = [1, 4, 4, 5, 5, 6, 7, 8, 9, 12]
    assert filled(field(' TOC \\o "1-1" \\t "Bijlagekop;1" '), pages) == [
        "1.\tEerste\t4",
        "2.\tTweede & laatste\t6",
        "Bijlage I\tLijst\t9",
        "Bijlage II\tKaart\t12",
    ]


@pytest.mark.parametrize(
    "contents",
    [
        field(" TOC \\o ", '"1-1"', " \\h "),
        "<w:sdt><w:sdtContent>" + field(' TOC \\o "1-1" \\h ') + "</w:sdtContent></w:sdt>",
        field(
            ' TOC \\o "1-1" \\h ', old=mark("begin") + "<w:r><w:instrText>PAGEREF x</w:instrText></w:r>" + mark("separate") + mark("end")
        ),
        field(' TOC \\o "1-1" \\h ', old="<w:r><w:t>oud</w:t></w:r></w:p><w:p><w:r><w:t>ook oud</w:t></w:r>"),
    ],
    ids=["an instruction over three runs", "in a content control", "with fields in it", "over two paragraphs"],
)
def test_a_field_is_found_as_word_writes_it_and_its_old_content_is_gone(contents: str) -> None:
    assert filled(contents) == ["1.\tEerste", "2.\tTweede & laatste"]


def test_the_filled_field_is_still_a_field_with_its_own_switches() -> None:
    contents = field(' TOC \\o "1-1" \\h ')
    document = f"<w:document {NS}><w:body>{contents}{HEADINGS}</w:body></w:document>"
    table = TableOfContents([document], STYLES)
    for pages, switches in ((None, ' TOC \\o "1-1" \\h \\n '), ([4] * 9, ' TOC \\o "1-1" \\h ')):
        done = unpacked(table.filled(pages)).decode()
        assert re.findall(r"<w:instrText[^>]*>([^<]*)</w:instrText>", done)[0].replace("&quot;", '"') == switches
        assert done.count('"begin"') == done.count('"separate"') == done.count('"end"')
        assert re.findall(r'w:anchor="(\w+)"', done) == re.findall(r'w:name="(\w+)"', done)


def test_a_document_without_a_table_of_contents_stays_as_it_is() -> None:
    document = f"<w:document {NS}><w:body>{HEADINGS}</w:body></w:document>"
    table = TableOfContents([document], STYLES)
    assert not table
    assert unpacked(table.filled(None)) == document.encode()


DOCUMENT = (
    f"<w:document {NS}><w:body>{heading('Losse', 'Inhoud, één § ‘x’')}{heading('Gewoon', 'Een alinea')}"
    + field(' TOC \\o "1-1" ', old="<w:r><w:t>oud</w:t></w:r></w:p><w:p><w:r><w:t>ook oud</w:t></w:r>")
    + f"{HEADINGS}<w:tbl><w:tr><w:tc>{heading('Kop1', 'In een cel')}</w:tc></w:tr></w:tbl><w:sectPr/></w:body></w:document>"
)


@given(st.sets(st.integers(0, len(DOCUMENT))))
def test_a_document_gets_the_same_table_of_contents_in_whatever_pieces_it_comes(cuts: set[int]) -> None:
    places = [0, *sorted(cuts), len(DOCUMENT)]
    pieces = [DOCUMENT[begin:end] for begin, end in pairwise(places)]
    whole = TableOfContents([DOCUMENT], STYLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordtoc, "_AT_ONCE", 0)
        table = TableOfContents(pieces, STYLES)
    assert [heading.text for heading in table.headings if heading.level] == ["Eerste", "Tweede & laatste", "In een cel"]
    assert (table.headings, table.before, unpacked(table.filled(None))) == (whole.headings, 1, unpacked(whole.filled(None)))


def test_a_field_that_does_not_end_is_no_table_of_contents() -> None:
    document = DOCUMENT.replace(mark("end"), "")
    table = TableOfContents([document], STYLES)
    assert (bool(table), unpacked(table.filled(None))) == (False, document.encode())


def test_styles_are_found_by_name_in_any_case() -> None:
    assert STYLES.id("HEADING 2") == "Kop2"
    assert STYLES.id("toc 2") == "Inhopg2"
    assert STYLES.id("bestaat niet") == ""


# ── the pages themselves, as the PDF has them ──

COMPACT = {
    "word/document.xml": {
        "<w:pageBreakBefore/>": "",
        'w:val="nextPage"': 'w:val="continuous"',
        'w:w="16838" w:h="11906" w:orient="landscape"': 'w:w="11906" w:h="16838"',
        '<w:spacing w:before="3600"/>': "",
    },
    "word/styles.xml": {'w:before="4200"': 'w:before="0"'},
}
"""What makes of the default template one without white space: its table of contents then runs over two pages."""


def of_four_pages(pve: Pve, folder: Path) -> bytes:
    """A programme of one requirement in a compact house style."""
    with zipfile.ZipFile(ROOT / "templates/programme.nl.docx") as source, zipfile.ZipFile(folder / "compact.docx", "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            for old, new in COMPACT.get(name, {}).items():
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    ran = pve("generate", "--catalog", ROOT / "tests/catalogs/good/minimal", "--template", "compact.docx", "-o", "a.docx")
    assert ran.code == 0, ran.err
    assert "Counting pages with LibreOffice … " in ran.err
    return (folder / "a.docx").read_bytes()


LONG: dict[str, tuple[Callable[[Pve, Path], bytes], range, int]] = {
    "some 4 pages": (of_four_pages, range(3, 6), 11),
    "some 30 pages": (lambda _pve, _folder: generated("low en", page_numbers=True), range(20, 40), 20),
    "some 75 pages": (lambda _pve, _folder: generated("zaaksysteem nl", page_numbers=True), range(60, 100), 34),
}


def pages_with_line(line: str, pages: list[list[str]]) -> list[int]:
    """The pages, from 1, on which that line stands, over one line of print or a few."""
    return [
        number
        for number, lines in enumerate(pages, start=1)
        if any(" ".join(lines[start : start + length]) == line for start in range(len(lines)) for length in (1, 2, 3))
    ]


@pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("made", "long", "entries"), LONG.values(), ids=LONG)
def test_the_page_numbers_are_those_of_the_pages_on_which_the_headings_stand(
    made: Callable[[Pve, Path], bytes], long: range, entries: int, pve: Pve, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    document = made(pve, tmp_path)
    listed = [
        found
        for line in wordfile.lines(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))
        if (found := re.fullmatch(r"(\d[\d.]*|(?:Bijlage|Appendix) \w)\t(.*)\t(\d+)", line))
    ]
    reader = PdfReader(io.BytesIO(libreoffice.to_pdf_ua(document)))
    pages = [[" ".join(line.split()) for line in page.extract_text().splitlines()] for page in reader.pages]
    assert len(pages) in long
    assert len(listed) >= entries
    # Each heading with its number stands on one page only: a line of the table of contents has dots behind it.
    assert {f"{found[1]} {found[2]}": [int(found[3])] for found in listed} == {
        f"{found[1]} {found[2]}": pages_with_line(f"{found[1]} {found[2]}", pages) for found in listed
    }
