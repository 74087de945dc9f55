"""A Word file that comes back, block by block: what is too much or too deep is refused on the way, and a large one takes little memory."""

from __future__ import annotations

import random
import re
import tracemalloc
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

import wordfile
from pve_gen.model import Kind
from pve_gen.officefile import OfficeError
from pve_gen.readers.word import read_word
from pve_gen.readers.wordanswers import read_word_answers
from pve_gen.readers.wordblocks import Walker
from pve_gen.wordparts import read_word_parts
from wordfile import para, row, table

TOO_MUCH = "word/document.xml: holds more, or deeper, XML than an answer needs (save it again)"
DAMAGED = "word/document.xml: is damaged: mismatched tag: line 2"
LETTERS = random.Random(1).randbytes(10_000_000).hex()


def refusals(*body: str) -> list[str]:
    """What is said of a document by whoever reads its answers, and by whoever reads its text."""
    data = wordfile.docx(*body)
    said = []
    for read in (read_word, lambda data: read_word_answers(data, {})):
        with pytest.raises(OfficeError) as error:
            read(data)
        said.append(str(error.value))
    return said


def numbered(count: int, make: Callable[[int], str]) -> str:
    return "".join(map(make, range(count)))


REFUSED = {
    "deep in a paragraph": "<w:p>" + "<w:smartTag>" * 250 + "</w:smartTag>" * 250 + "</w:p>",
    "deep in what no program shows": '<w:p><x xmlns="urn:x">' + "<y>" * 250 + "</y>" * 250 + "</x></w:p>",
    "deep in what only other programs show": '<mc:Fallback xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    + "<w:p>" * 250
    + "</w:p>" * 250
    + "</mc:Fallback>",
    "deeper than a parser can keep": numbered(300_000, lambda n: f"<w:p>{LETTERS[n : n + 9]}"),
    "a paragraph without end": "<w:p>" + numbered(200_000, lambda n: f"<w:r><w:t>{LETTERS[n : n + 9]}</w:t></w:r>") + "</w:p>",
    "a row without end": f"<w:tbl><w:tr>{numbered(250_000, lambda n: f'<w:tc><w:p>{LETTERS[n : n + 9]}</w:p></w:tc>')}</w:tr></w:tbl>",
    "more than ten thousand answers": numbered(700_000, lambda n: f"<w:p><w:r><w:t>{LETTERS[n : n + 9]}</w:t></w:r></w:p>"),
    "a name for every element": numbered(20_000, lambda n: f"<w:p{n}/>"),
    "a name for every attribute": f"<w:p {' '.join(f'a{n}={chr(34)}{chr(34)}' for n in range(1_700_000))}/>",
    "a namespace for every element": numbered(20_000, lambda n: f'<w:p xmlns:a{n}="urn:{n}"/>'),
    "a text without end": para(LETTERS[:5_000_000]),
    "an attribute without end": f'<w:p a="{LETTERS[:5_000_000]}"/>',
    "a remark without end": f"<!--{LETTERS[:5_000_000]}-->",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_no_office_program_writes_is_refused_on_the_way(body: str) -> None:
    assert refusals(body) == [TOO_MUCH, TOO_MUCH]


def test_damage_at_the_very_end_is_told_with_its_place() -> None:
    for said in refusals(para("x") * 3, "</w:p>"):
        assert said.startswith(DAMAGED)


@pytest.mark.parametrize(("paragraphs", "walked"), [(10_000, True), (300_000, False)])
def test_what_is_wrong_at_the_end_of_a_very_large_document_is_found_before_the_walk(paragraphs: int, walked: bool) -> None:
    class Met(Walker):
        blocks = 0

        def block(self, block: Element, above: int) -> None:
            self.blocks += 1

    met = Met({})
    body = numbered(paragraphs, lambda n: f"<w:p><w:r><w:t>{LETTERS[n : n + 9]}</w:t></w:r></w:p>") + "<w:sdt>" * 250 + "</w:sdt>" * 250
    parts = read_word_parts(wordfile.docx(body), re.compile("word/document.xml"))
    with pytest.raises(OfficeError, match="deeper"):
        met.through(parts, "word/document.xml")
    assert (met.blocks > 0) == walked


@pytest.mark.parametrize("before", range(0, 12, 2))
def test_a_document_type_that_lies_across_two_pieces_is_refused(before: int) -> None:
    start = len(
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{wordfile.W}"><w:body>{para(" ")}<w:p><![CDATA['
    )
    said = refusals(para(LETTERS[: (1 << 17) - start + 1 - before]), "<w:p><![CDATA[<!DOCTYPE x>]]></w:p>")
    assert said == ["word/document.xml: holds a document type or an unusual encoding (save it again)"] * 2


def test_a_document_larger_than_a_part_that_is_read_as_a_whole_takes_little_memory() -> None:
    rows = [row(f"Regel {n}", LETTERS[n : n + 900]) for n in range(45_000)]
    data = wordfile.docx(table(*rows))
    tracemalloc.start()
    assert read_word_answers(data, {}).answers == ()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 90_000_000  # the texts of its cells alone are 42


def test_another_prefix_says_the_same() -> None:
    body = para("AUTH-01 Inloggen") + table(row("Antwoord AUTH-01", "Toelichting", "Bewijs"), row("Voldoet", "Zeker.", "Bijlage 1"))
    usual = wordfile.docx(body)
    document = f'<q:document xmlns:q="{wordfile.W}"><q:body>{body.replace("<w:", "<q:").replace("</w:", "</q:")}</q:body></q:document>'
    other = wordfile.docx(parts={"word/document.xml": document})
    known: dict[str, Kind] = {"AUTH-01": "requirement"}
    assert read_word_answers(other, known) == read_word_answers(usual, known)
    assert [one.answer for one in read_word_answers(other, known).answers] == ["meets"]
    assert read_word(other) == read_word(usual)


def test_a_prefix_that_means_two_things_is_not_trusted_to_mean_what_word_understands() -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = (
        f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="wps" xmlns:wps="{{space}}"><w:r><w:t>Vervalt.</w:t></w:r></mc:Choice>'
        "<mc:Fallback><w:r><w:t>Geldt.</w:t></w:r></mc:Fallback></mc:AlternateContent>"
    )
    understood = choice.format(space="http://schemas.microsoft.com/office/word/2010/wordprocessingShape")
    one, both = (read_word(wordfile.docx(para(*choices))) for choices in ((understood,), (understood, choice.format(space="urn:x"))))
    assert one.segments[0].lines == ("Vervalt.",)
    assert both.segments[0].lines == ("Geldt.Geldt.",)
    assert [(trick.kind, trick.text) for trick in both.tricks] == [("alternative", "Vervalt.")] * 2


@pytest.mark.parametrize(
    "body",
    [
        "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 300 + "</w:p>",
        "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" * 1_001,
    ],
    ids=["fields in fields", "sections without end"],
)
def test_what_costs_only_a_reader_of_the_whole_text_too_much_is_refused(body: str) -> None:
    with pytest.raises(OfficeError) as error:
        read_word(wordfile.docx(body))
    assert str(error.value) == TOO_MUCH


def test_a_strict_open_xml_document_is_refused_since_all_in_it_has_other_names() -> None:
    document = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{para("Voldoet")}</w:body></w:document>'
    strict = wordfile.docx(parts={"word/document.xml": document})
    for read in (read_word, lambda data: read_word_answers(data, {})):
        with pytest.raises(OfficeError) as error:
            read(strict)
        assert str(error.value) == "is a Strict Open XML document (save it as an ordinary .docx, which Word calls Word Document)"
