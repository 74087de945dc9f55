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
            remarks += [*_asked(text, asked), *_fields(main, asked)]
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
    for trick in text.tricks:
        message = f"«{shortened(trick.text)}» cannot be seen on the page ({trick.kind})"
        yield _remark(message, "give the text itself a colour or size that can be read; white only in a cell that is coloured itself")


def _asked(text: DocumentText, asked: tuple[Asked, ...]) -> Iterator[Remark]:
    """Every requirement must be found back by its number, with its title and text."""
    found: dict[str, list[Segment]] = {}
    for segment in text.segments:
        found.setdefault(segment.key, []).append(segment)
    lost = [one.id for one in asked if one.id not in found]
    twice = [one.id for one in asked if len(found.get(one.id, [])) > 1]
    if lost:
        hint = "put {{r requirement.anchor }} in a heading that stands in no table, for every kind of requirement"
        yield _remark(f"a document that comes back does not show where a requirement begins ({', '.join(lost)} of the sample)", hint)
    if twice:
        hint = "write {{r requirement.anchor }} once, and {{r requirement.link }} elsewhere"
        yield _remark(f"a requirement is there more than once ({', '.join(twice)} of the sample)", hint)
    for one in asked:
        lines = [line for segment in found.get(one.id, []) for line in segment.lines]
        if lines and not all(any(piece in line for line in lines) for piece in _pieces(one)):
            hint = "put title and text between the heading of this requirement and that of the next, for every kind of requirement"
            yield _remark(f"the title or the text of a requirement is not found back ({one.id} of the sample)", hint)


def _pieces(one: Asked) -> list[str]:
    blocks = markup.parse_blocks(one.text)
    return [canonical(one.title), *(canonical("".join(span.text for span in block.spans).translate(_BLANKS)) for block in blocks)]


def _fields(document: bytes, asked: tuple[Asked, ...]) -> Iterator[Remark]:
    """Every answer has one place, which its tag tells."""
    tags = Counter(
        element.get(f"{_W}val", "") for _event, element in iterparse(io.BytesIO(document), events=("end",)) if element.tag == f"{_W}tag"
    )
    for field in answerform.FIELDS:
        lost = [one.id for one in asked if not tags[answerform.tag(one.id, field)]]
        twice = [one.id for one in asked if tags[answerform.tag(one.id, field)] > 1]
        name = f"{{{{r requirement.{field}_field }}}}"
        if lost:
            yield _remark(
                f"{name} is not there for every requirement ({', '.join(lost)} of the sample)", "write it for every kind of requirement"
            )
        if twice:
            yield _remark(f"{name} is there more than once ({', '.join(twice)} of the sample)", "write it once: an answer has one place")


def _remark(message: str, hint: str) -> Remark:
    return Remark(rule="template-trial", part="word/document.xml", message=message, hint=hint)
