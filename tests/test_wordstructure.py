"""What validators overlook: no document of ours has it, and each fault is found where it is put."""

from __future__ import annotations

import pytest

import wordfile
from generated import DOCUMENTS, generated
from wordstructure import faults


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_generated_document_has_a_fault(name: str) -> None:
    assert faults(generated(name)) == []


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def bookmark(id: int, name: str, inside: str = "", end: bool = True) -> str:
    return f'<w:bookmarkStart w:id="{id}" w:name="{name}"/>{inside}' + f'<w:bookmarkEnd w:id="{id}"/>' * end


def control(id: int, tag: str) -> str:
    properties = f'<w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="{id}"/></w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{wordfile.run('x')}</w:sdtContent></w:sdt>"


def cell(content: str) -> str:
    return wordfile.table(f"<w:tr><w:tc>{content}</w:tc></w:tr>")


GRID = '<w:tblGrid><w:gridCol w:w="9"/><w:gridCol w:w="9"/></w:tblGrid>'
SOUND = (
    wordfile.para(bookmark(1, "hier", wordfile.run("Kop"))),
    wordfile.para(control(1, "pve:A:answer"), control(2, "pve:A:explanation")),
    wordfile.para(mark("begin"), instruction("PAGEREF hier \\h"), mark("separate"), "3", mark("end")),
    wordfile.para('<w:hyperlink w:anchor="hier"><w:r><w:t>kop</w:t></w:r></w:hyperlink>'),
    wordfile.table(GRID, wordfile.row("een", "twee"), '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr>'),
)
FAULTS: dict[str, tuple[str, list[str]]] = {
    "text directly in a cell": (cell("los<w:p/>"), ["word/document.xml: text directly in a tc: «los»"]),
    "text after a paragraph in a cell": (
        cell("<w:p/>").replace("<w:p/>", "<w:p/>los"),
        ["word/document.xml: text directly in a tc: «los»"],
    ),
    "a run directly in a cell": (cell(f"{wordfile.run('los')}<w:p/>"), ["word/document.xml: a run directly in a tc: «los»"]),
    "a paragraph in a paragraph": (
        wordfile.para(wordfile.para("binnen")),
        ["word/document.xml: a paragraph directly in a p: «binnen»"],
    ),
    "a run in a text": (
        "<w:p><w:r><w:t>a<w:r/></w:t></w:r></w:p>",
        ["word/document.xml: a r in a t", "word/document.xml: a run directly in a t: «»"],
    ),
    "a cell without a paragraph": (cell(""), ["word/document.xml: a cell that does not end in a paragraph"]),
    "a row that is too short": (
        wordfile.table(GRID, wordfile.row("alleen")),
        ["word/document.xml: row 1 has 1 columns in a table of 2"],
    ),
    "a content control id twice": (wordfile.para(control(2, "pve:B:answer")), ["content control id 2 stands 2 times"]),
    "a tag twice": (wordfile.para(control(3, "pve:A:answer")), ["content control tag pve:A:answer stands 2 times"]),
    "a bookmark that does not end": (wordfile.para(bookmark(2, "open", end=False)), ["word/document.xml: bookmark open does not end"]),
    "a bookmark that only ends": ('<w:p><w:bookmarkEnd w:id="7"/></w:p>', ["word/document.xml: bookmark id 7 ends, and never begins"]),
    "a bookmark id twice": (
        wordfile.para(bookmark(1, "daar")),
        ["word/document.xml: bookmark id 1 stands 2 times", "word/document.xml: bookmark daar ends 2 times"],
    ),
    "a bookmark name twice, but for capitals": (wordfile.para(bookmark(2, "Hier")), ["bookmark name hier stands 2 times"]),
    "a bookmark with a long name": (
        wordfile.para(bookmark(2, "n" * 41)),
        [f"word/document.xml: bookmark {'n' * 41} has a name of 41 characters"],
    ),
    "a field that does not end": (
        wordfile.para(mark("begin"), instruction(" PAGE "), mark("separate"), "1"),
        ["word/document.xml: a field that does not end: «PAGE»"],
    ),
    "a field that only ends": (wordfile.para(mark("end")), ["word/document.xml: a field that has a mark `end`, and never begins"]),
    "a field with two results": (
        wordfile.para(mark("begin"), instruction(" PAGE "), mark("separate"), mark("separate"), mark("end")),
        ["word/document.xml: a field with two results: «PAGE»"],
    ),
    "an instruction outside a field": (wordfile.para(instruction("PAGE")), ["word/document.xml: an instruction outside a field: «PAGE»"]),
    "a link that leads nowhere": (
        wordfile.para('<w:hyperlink w:anchor="weg"><w:r><w:t>weg</w:t></w:r></w:hyperlink>'),
        ["a link to weg, which is not there"],
    ),
    "a page number of nothing": (
        wordfile.para(mark("begin"), instruction("PAGEREF _Toc1 \\h"), mark("separate"), "3", mark("end")),
        ["a link to _Toc1, which is not there"],
    ),
}


def test_a_sound_document_has_no_fault() -> None:
    assert faults(wordfile.docx(*SOUND)) == []


@pytest.mark.parametrize(("block", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(block: str, expected: list[str]) -> None:
    assert sorted(faults(wordfile.docx(*SOUND, block))) == sorted(expected)


def test_a_fault_in_a_footer_is_found_too() -> None:
    footer = wordfile.header(wordfile.para(mark("begin"), instruction(" PAGE "))).replace("w:hdr", "w:ftr")
    assert faults(wordfile.docx(*SOUND, parts={"word/footer1.xml": footer})) == ["word/footer1.xml: a field that does not end: «PAGE»"]
