"""Whatever a supplier answers, in whatever letters: it is read back as it was typed, by way of any office program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from drawnup import in_word
from excelfile import DAY, needs_calc, programme, saved
from excelfile import filled as filled_sheet
from pve_gen import libreoffice
from pve_gen.answerform import CHOICES
from pve_gen.answersheet import COLUMNS
from pve_gen.catalog import read_catalog
from pve_gen.model import Kind
from pve_gen.readers.sheetanswers import read_sheet_answers
from pve_gen.readers.wordanswers import read_word_answers
from pve_gen.response import Response, filled_in
from pve_gen.sheetfile import SheetKind
from pve_gen.source import Source
from pve_gen.writers.excel import write_excel
from returning import filled, through_libreoffice

needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")
BOMEN = ROOT / "examples/bomenbeheer/tender.yaml"
CATALOG = read_catalog(Source.of(ROOT / "catalog"))[0]
KNOWN: dict[str, Kind] = {block.id: block.kind for chapter in programme(CATALOG, BOMEN).chapters for block in chapter.requirements}
"""The requirements of the simple example, in order."""


@dataclass(frozen=True)
class Given:
    """An answer as a supplier fills it in: the id of a choice, the words that were chosen or typed, and two texts."""

    answer: str
    said: str
    explanation: str
    evidence: str


# No letters that XML cannot hold, or that no program keeps: halves of pairs, and code points that never become a letter.
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufffe\uffff")
ODD = st.sampled_from(["\n", "\t", "\n\n\t", "  ", "\u00a0", "\u200b", "e\u0301", "👩‍👩‍👧", "نعم", "\u202eabc\u202c", "«", "&amp;", "<b>", "{{ x }}", "=1+1", "_x0041_", "ENC-01", "Antwoord INT-01", "Voldoet niet"])  # fmt: skip
SHORT = st.lists(st.one_of(ODD, st.text(LETTERS, max_size=12)), max_size=8).map("".join)
TEXTS = st.one_of(SHORT, st.builds(lambda text, times: text * times, SHORT, st.integers(1, 300)))


class Sent(dict[str, Given]):
    """Requirement → what was filled in; too long to print."""

    def __repr__(self) -> str:
        return f"{len(self)} answers"


@st.composite
def answers(draw: st.DrawFn, every: bool = False) -> Sent:
    """Answers to some requirements, or to each."""
    ids = list(KNOWN) if every else draw(st.lists(st.sampled_from(list(KNOWN)), max_size=6, unique=True))
    found = Sent()
    for id in ids:
        choice = draw(st.sampled_from(CHOICES[KNOWN[id]]))
        words = draw(st.sampled_from([choice.title.nl, choice.title.en, choice.title.nl.upper(), f" {choice.title.nl}\u00a0"]))
        found[id] = Given(choice.id, words, draw(TEXTS), draw(SHORT))
    return found


def assert_read_back(response: Response, sent: Mapping[str, Given]) -> None:
    """That the response says exactly what was filled in, and of the rest only that it is empty."""
    expected = {
        id: (one.answer, filled_in(one.explanation), filled_in(one.evidence)) if (one := sent.get(id)) else ("", "", "") for id in KNOWN
    }
    back = {one.requirement: (one.answer, one.explanation, one.evidence) for one in response.answers}
    assert {id: (said, expected[id]) for id, said in back.items() if said != expected[id]} == {}
    assert back.keys() == expected.keys()
    assert {(one.requirement, one.rule) for one in response.findings} == {(id, "answer-empty") for id in KNOWN if id not in sent}


def without(sent: Mapping[str, Given], letters: str) -> Sent:
    """The same answers, without letters that an office program does not keep."""
    return Sent(
        (id, replace(one, explanation=one.explanation.replace(letters, ""), evidence=one.evidence.replace(letters, "")))
        for id, one in sent.items()
    )


def in_document(sent: Mapping[str, Given]) -> bytes:
    """The document, filled in as Word does it."""
    fields = {f"pve:{id}:{field}": getattr(one, name) for id, one in sent.items() for field, name in (("answer", "said"), ("explanation", "explanation"), ("evidence", "evidence"))}  # fmt: skip
    return filled({tag: text for tag, text in fields.items() if text})(in_word(BOMEN)) if sent else in_word(BOMEN)


BOOK = write_excel(programme(CATALOG, BOMEN), DAY)


def in_book(sent: Mapping[str, Given]) -> bytes:
    """The answer sheet, with texts in its cells as Excel writes them."""
    rows = {id: row for row, id in enumerate(KNOWN, start=5)}
    columns = {name: chr(ord("B") + COLUMNS.index(name)) for name in ("answer", "explanation", "evidence")}
    texts = {f"{columns[field]}{rows[id]}": text for id, one in sent.items() for field, text in (("answer", one.said), ("explanation", one.explanation), ("evidence", one.evidence)) if text}  # fmt: skip
    # In a sheet, _x0041_ means A; Excel writes the underscore itself so where somebody typed that.
    if not texts:
        return BOOK
    return filled_sheet(BOOK, {place: re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) for place, text in texts.items()})


GENERATE = (Phase.explicit, Phase.generate)  # to make a failing file smaller would take LibreOffice minutes
FEW = settings(max_examples=2, derandomize=True, deadline=None, database=None, phases=GENERATE, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=12)


@MANY
@given(answers())
def test_answers_in_word_are_read_back_as_they_were_typed(sent: Sent) -> None:
    assert_read_back(read_word_answers(in_document(sent), KNOWN), sent)


@MANY
@given(answers())
def test_answers_in_a_sheet_are_read_back_as_they_were_typed(sent: Sent) -> None:
    assert_read_back(read_sheet_answers(in_book(sent), "xlsx", KNOWN), sent)


@needs_libreoffice
@pytest.mark.parametrize("way", [("docx",), ("odt", "docx")], ids=["saved by LibreOffice", "by way of .odt"])
@FEW
@given(answers(every=True))
def test_answers_in_word_survive_libreoffice(way: tuple[str, ...], sent: Sent) -> None:
    sent = without(sent, "_x")  # LibreOffice writes such a text in another way than Word
    assert_read_back(read_word_answers(through_libreoffice(in_document(sent), *way), KNOWN), sent)


@needs_calc
@pytest.mark.parametrize("way", [("xlsx",), ("ods", "xlsx"), ("ods",)], ids=["saved by LibreOffice", "by way of .ods", "as .ods"])
@FEW
@given(answers(every=True))
def test_answers_in_a_sheet_survive_libreoffice(way: tuple[str, ...], sent: Sent) -> None:
    kind: SheetKind = "ods" if way[-1] == "ods" else "xlsx"
    sent = without(sent, "\t")  # LibreOffice loses a tab in a cell of an .ods
    assert_read_back(read_sheet_answers(saved(in_book(sent), *way), kind, KNOWN), sent)
