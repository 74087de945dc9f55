"""A trial: a template filled with the sample, and what came of it held against what went in.

A template passes only if every requirement, and the place of every answer, can be found back.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import iterparse

from pve_gen import answerform, markup
from pve_gen.canonical import canonical
from pve_gen.model import Language
from pve_gen.officefile import OfficeError, read_office
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Programme
from pve_gen.readers.word import read_word
from pve_gen.returned import DocumentText, Segment
from pve_gen.templateremark import Remark
from pve_gen.templatesample import ASKED, Asked, sample
from pve_gen.wordtags import shortened
from pve_gen.wordtemplate import WordTemplate, Xml
from pve_gen.writers.word import WordFormat, write_word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_BLANKS = str.maketrans("", "", BLANK_OPEN + BLANK_CLOSE)
_AMONG_TEXT = {"p", "hyperlink", "sdtContent", "fldSimple", "smartTag", "customXml", "ins", "del", "moveFrom", "moveTo", "dir", "bdo"}
_AMONG_BLOCKS = {"body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment", "sdtContent", "customXml", "docPartBody"}
_NAMES = {"p": "a paragraph", "tbl": "a table", "tr": "a table row", "tc": "a table cell", "r": "a run", "t": "a text"}
_WHOLE = "look at the loops and conditions: each must hold whole paragraphs or whole rows"
_MAY_STAND_IN = {
    "p": _AMONG_BLOCKS,
    "tbl": _AMONG_BLOCKS,
    "tr": {"tbl", "sdtContent", "customXml"},
    "tc": {"tr", "sdtContent", "customXml"},
    "r": _AMONG_TEXT | {"rt", "rubyBase"},
    "t": {"r"},
}

_FINE = {"drawing", "alternative", "bound", "answer-place"}
"""What `pve verify` tells where it was not sent, and a house style may hold."""


def trial_of(template: WordTemplate, language: Language, *, read_back: bool = True) -> list[Remark]:
    """What goes wrong when a template is filled in: with everything there may be, then with no more than there must be.

    `read_back` says whether what must be shown is known to be there. TemplateError where a tag does not fit the data.
    """
    for full in (True, False):

        def programme(form: WordFormat, full: bool = full) -> Programme[Xml]:
            return sample(form, language, full=full)

        document = write_word(template, programme, language, _WHEN)
        try:
            text = read_word(document)
        except OfficeError as error:
            return [_remark(f"the document that it gives {error.message}", _WHOLE)]
        main = read_office(document, "docx")["word/document.xml"]
        asked = ASKED if full else ASKED[-1:]
        remarks = [*_structure(main), *_hidden(text)]
        if read_back:
            remarks += [*_asked(text, asked), *_places(main, asked)]
        if remarks:
            return remarks
    return []


def _structure(document: bytes) -> Iterator[Remark]:
    """What Word would call damaged, though it is sound XML."""
    path: list[str] = []
    for event, element in iterparse(io.BytesIO(document), events=("start", "end")):
        name = element.tag.removeprefix(_W)
        if event == "end":
            path.pop()
            continue
        if name in _MAY_STAND_IN and path and path[-1] not in _MAY_STAND_IN[name]:
            yield _remark(f"the document that it gives is damaged: {_NAMES[name]} stands where none can be", _WHOLE)
            return
        path.append(name)


def _hidden(text: DocumentText) -> Iterator[Remark]:
    """What the template itself makes invisible: `pve verify` would tell it of every document that comes back."""
    for trick in (one for one in text.tricks if one.kind not in _FINE):
        message = f"«{shortened(trick.text)}» cannot be seen on the page ({trick.kind})"
        yield _remark(message, "give the text itself a colour or size that can be read; white only in a cell that is coloured itself")


def _asked(text: DocumentText, asked: tuple[Asked, ...]) -> Iterator[Remark]:
    """Every requirement must be found back by its number, with its title and text."""
    found: dict[str, list[Segment]] = {}
    for segment in text.segments:
        found.setdefault(segment.key, []).append(segment)
    if lost := [one.id for one in asked if one.id not in found]:
        hint = "put {{r requirement.anchor }} in a heading that stands in no table, for every kind of requirement"
        yield _remark(f"where {_listed(lost)} begins is not found back", hint)
    if less := [one.id for one in asked if one.id in found and not _whole(one, found[one.id])]:
        hint = "put both between the heading of this requirement and that of the next, for every kind of requirement"
        yield _remark(f"the title or the text of {_listed(less)} is not found back", hint)


def _whole(one: Asked, segments: list[Segment]) -> bool:
    lines = [line for segment in segments for line in segment.lines]
    blocks = ("".join(span.text for span in block.spans).translate(_BLANKS) for block in markup.parse_blocks(one.text))
    return all(any(canonical(piece) in line for line in lines) for piece in (one.title, *blocks))


def _places(document: bytes, asked: tuple[Asked, ...]) -> Iterator[Remark]:
    """Every requirement has one place that links lead to, and every answer one field, which its tag tells."""
    tags: Counter[str] = Counter()
    bookmarks: Counter[str] = Counter()
    for _event, element in iterparse(io.BytesIO(document)):
        if element.tag == f"{_W}tag":
            tags[element.get(f"{_W}val", "")] += 1
        elif element.tag == f"{_W}bookmarkStart":
            bookmarks[element.get(f"{_W}name", "")] += 1
    if twice := [one.id for one in asked if bookmarks[answerform.bookmark(one.id)] > 1]:
        hint = "write it once, in the heading, and {{r requirement.link }} elsewhere"
        yield _remark(f"{{{{r requirement.anchor }}}} is there more than once for {_listed(twice)}", hint)
    for field in answerform.FIELDS:
        count = {one.id: tags[answerform.tag(one.id, field)] for one in asked}
        name = f"{{{{r requirement.{field}_field }}}}"
        if lost := [id for id, times in count.items() if not times]:
            yield _remark(f"{name} is not there for {_listed(lost)}", "write it for every kind of requirement")
        if twice := [id for id, times in count.items() if times > 1]:
            yield _remark(f"{name} is there more than once for {_listed(twice)}", "write it once: an answer has one place")


def _listed(ids: list[str]) -> str:
    return f"{', '.join(ids)} in the sample"


def _remark(message: str, hint: str) -> Remark:
    return Remark(rule="template-trial", part="word/document.xml", message=message, hint=hint)
