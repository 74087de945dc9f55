"""Walks through the text of a Word file that comes back, in the order of the file, and keeps what it meets.

What an answer says is left out; all that hides, covers, adds or takes away another text is kept as a trick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from pve_gen import answerform
from pve_gen.canonical import canonical
from pve_gen.readers.wordalternatives import BRANCHES, CHOICES, TEXTS, Alternatives, text_of
from pve_gen.readers.wordbindings import Bindings
from pve_gen.readers.wordcodes import is_counted, shown_by
from pve_gen.readers.wordevents import Begin, listen, text_in
from pve_gen.readers.wordlines import Line, Paragraph, PlacedTrick, Row, Table
from pve_gen.returned import TrickKind
from pve_gen.worddrawings import ANCHOR, DRAWN, UNDERSTOOD, floats, sort_of, sort_of_drawing
from pve_gen.wordlook import SAYS_NOTHING, Looks, look_of
from pve_gen.wordparts import WordParts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_V = "{urn:schemas-microsoft-com:vml}"
_KNOWN = (
    _W,
    _V,
    "{http://schemas.openxmlformats.org/",
    "{urn:schemas-microsoft-com:office:office}",
    "{urn:schemas-microsoft-com:office:word}",
    *(f"{{{name}}}" for name in UNDERSTOOD),
)
"""Where text can stand that Word shows; it drops an element of another kind with all that is in it."""
_LOOK = f"{_W}rPr"
_WRITTEN = {f"{_W}t", f"{_W}delText"}
_SIGNS = {f"{_W}{name}": sign for name, sign in {"tab": "\t", "ptab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-"}.items()}
_SYMBOL, _CODE, _CODE_MARK = f"{_W}sym", f"{_W}instrText", f"{_W}fldChar"
_TOC_PAGE = re.compile(r"\t\s*\d*\s*\Z")
_HEADING = re.compile(r"pve_([A-Z]{2,6})_(\d{2,3})_heading\Z")
_FLAT = 80  # twips: a row of less than four points
_FIELDS = "|".join(answerform.FIELDS)
_ANSWER = re.compile(rf"(pve_[A-Z]{{2,6}}_\d{{2,3}}_({_FIELDS})|{answerform.SUPPLIER_BOOKMARK})\Z")
_TAG = re.compile(rf"pve:([A-Z]{{2,6}}-\d{{2,3}}:({_FIELDS})|supplier)\Z")
_OFF = {"0", "false", "off"}


class Walk:
    """Walks through parts of a document in order, and keeps what it meets."""

    def __init__(self, looks: Looks, bindings: Bindings) -> None:
        self.looks, self.bindings = looks, bindings
        self.lines: list[Line] = []
        self.tricks: list[PlacedTrick] = []
        self.pictures = 0
        self.namespaces: dict[str, str] = {}
        self._paragraphs: list[Paragraph] = []
        self._tables: list[Table] = []
        self._fields: list[list[str]] = []  # of each open field its instruction, and whether its result has begun
        self._controls: list[bool] = []  # of each open content control whether it holds an answer
        self._bookmarks: set[str] = set()  # the ids of open bookmarks that hold an answer
        self._alternatives: list[Alternatives] = []
        self._holders: list[int] = []  # of each open drawing how much was drawn before it
        self._removed = self._added = self._floating = self._objects = self._drawn = 0
        self._authors: list[str] = []
        self._rows: list[Row] = []
        self._fills: list[str] = []  # of each open cell its colour
        self.begins: dict[str, Begin] = {
            CHOICES: self._begin_of_alternatives,
            **dict.fromkeys(BRANCHES, self._begin_of_branch),
            f"{_W}p": self._begin_of_paragraph,
            f"{_W}tbl": self._begin_of_table,
            f"{_W}tr": self._begin_of_row,
            f"{_W}tc": self._begin_of_cell,
            f"{_W}shd": self._shade,
            f"{_W}sdt": self._begin_of_control,
            f"{_W}bookmarkStart": self._begin_of_bookmark,
            f"{_W}bookmarkEnd": self._end_of_bookmark,
            **dict.fromkeys((f"{_W}ins", f"{_W}moveTo"), self._begin_of_addition),
            **dict.fromkeys((f"{_W}del", f"{_W}moveFrom"), self._begin_of_removal),
            f"{_W}fldSimple": self._begin_of_field,
            f"{_W}bdo": self._turn,
            f"{_W}object": self._begin_of_object,
            **dict.fromkeys((f"{_W}drawing", f"{_W}pict"), self._begin_of_drawing),
            ANCHOR: self._begin_of_anchor,
        }
        self.ends = {
            CHOICES: self._end_of_alternatives,
            f"{_W}p": self._end_of_paragraph,
            f"{_W}tbl": self._end_of_table,
            f"{_W}tr": self._end_of_row,
            f"{_W}tc": self._end_of_cell,
            f"{_W}sdt": self._end_of_control,
            **dict.fromkeys((f"{_W}ins", f"{_W}moveTo"), self._end_of_addition),
            **dict.fromkeys((f"{_W}del", f"{_W}moveFrom"), self._end_of_removal),
            f"{_W}fldSimple": self._end_of_field,
            f"{_W}object": self._end_of_object,
            f"{_W}altChunk": lambda: self._trick("embedded", "altChunk"),
            f"{_W}subDoc": lambda: self._trick("embedded", "subDoc"),
            ANCHOR: self._end_of_anchor,
        }
        self.reads = {
            f"{_W}r": self._run,
            f"{_W}pPr": self._paragraph_properties,
            f"{_W}tblPr": self._table_properties,
            f"{_W}trPr": self._row_properties,
            f"{_W}sdtPr": self._control,
            f"{_W}ddList": self._old_list,
            f"{_W}background": self._background,
            **dict.fromkeys((f"{_W}drawing", f"{_W}pict"), self._end_of_drawing),
            **dict.fromkeys(TEXTS, lambda text: self._say(text.text or "", None)),
            **dict.fromkeys(DRAWN, lambda shape: self._draw(sort_of(shape))),
        }
        self.cleared = frozenset({f"{_W}r", f"{_W}p", f"{_W}tbl"})

    def through(self, parts: WordParts, name: str) -> None:
        """One part, from begin to end."""
        listen(parts, name, self)

    def meet(self, name: str) -> None:
        if not name.startswith(_KNOWN):
            self.begins[name] = lambda _: True
        elif name.startswith(_V):
            self.begins[name], self.reads[name] = self._begin_of_vml, self._end_of_vml

    # ── what some programs show, and others do not ──

    def _begin_of_alternatives(self, _: Mapping[str, str]) -> None:
        self._alternatives.append(Alternatives(drawn=self._drawn))

    def _begin_of_branch(self, branch: Mapping[str, str]) -> bool:
        return bool(self._alternatives) and not self._alternatives[-1].shows(branch, self.namespaces)

    def skipped(self, element: Element) -> None:
        if element.tag in BRANCHES and self._alternatives:
            self._alternatives[-1].others.append(element)
        elif (skipped := text_of(element)).strip():
            self._trick("alternative", skipped)

    def _end_of_alternatives(self) -> None:
        """What was not read is told, unless it says or draws what was read."""
        closed = self._alternatives.pop()
        for other in closed.others:
            if text := closed.untold(other):
                self._trick("alternative", text)
            if self._drawn == closed.drawn:
                for sort in filter(None, map(sort_of, other.iter())):
                    self._draw(sort)

    # ── drawings ──

    def _begin_of_drawing(self, _: Mapping[str, str]) -> None:
        self._holders.append(self._drawn)

    def _end_of_drawing(self, drawing: Element) -> None:
        """One of which nothing was known that is drawn in it."""
        if self._holders.pop() == self._drawn and not self._objects and _shows(drawing):
            self._draw(sort_of_drawing(drawing))

    def _begin_of_anchor(self, _: Mapping[str, str]) -> None:
        self._floating += 1

    def _end_of_anchor(self) -> None:
        self._floating -= 1

    def _begin_of_vml(self, shape: Mapping[str, str]) -> None:
        self._floating += floats(shape)

    def _end_of_vml(self, shape: Element) -> None:
        if shape.tag == f"{_V}textpath":
            self._say(shape.get("string", ""), None)
        elif sort := sort_of(shape):
            self._draw(sort)
        self._floating -= floats(shape.attrib)

    def _begin_of_object(self, _: Mapping[str, str]) -> None:
        self._objects += 1

    def _end_of_object(self) -> None:
        self._objects -= 1
        self._trick("embedded", "object")

    def _background(self, background: Element) -> None:
        if background.get(f"{_W}color", "auto").upper() not in {"AUTO", "FFFFFF"} or len(background):
            self._draw("background")

    def _draw(self, sort: str) -> None:
        """One thing on the page that is no text; one that stands in the line of an answer is part of that answer."""
        self._drawn += 1
        if self._objects:
            return
        if self._floating or not (self._in_answer() or self._in_answers_table()):
            self.pictures += sort == "picture"
            self._trick("drawing", sort)

    # ── text ──

    def _run(self, run: Element) -> None:
        style, look = (self._paragraphs[-1].style, self._paragraphs[-1].look) if self._paragraphs else ("", SAYS_NOTHING)
        table = self._tables[-1].style if self._tables else ""
        trick = next((row.trick for row in self._rows if row.trick), None)
        trick = trick or self.looks.trick(run.find(_LOOK), style, self._fills[-1] if self._fills else "", look, table)
        for child in _children(run):
            if child.tag in _WRITTEN:
                self._say(text_in(child), trick)
            elif child.tag in _SIGNS:
                self._say(_SIGNS[child.tag], trick)
            elif child.tag == _SYMBOL:
                self._say(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
            elif child.tag == _CODE and self._fields:
                self._fields[-1][0] += child.text or ""
            elif child.tag == _CODE_MARK:
                self._code(child.get(f"{_W}fldCharType", ""))

    def _turn(self, direction: Mapping[str, str]) -> None:
        if direction.get(f"{_W}val") == "rtl":
            self._trick("distorted", "rtl")

    def _old_list(self, entries: Element) -> None:
        """A list from before content controls: what it shows is no text."""
        self._text(" | ".join(entry.get(f"{_W}val", "") for entry in entries.iter(f"{_W}listEntry")), None)

    def _say(self, text: str, trick: TrickKind | None) -> None:
        """Text as it stands in the file, beside what other programs would show instead."""
        for open in self._alternatives:
            open.said.append(text)
        self._text(text, trick)

    def _text(self, text: str, trick: TrickKind | None) -> None:
        """Text where the walk is now: an answer, the code of a field, hidden, removed, added, or simply there."""
        if not self._paragraphs or self._in_answer() or (self._fields and self._in_code(text)):
            return
        paragraph = self._paragraphs[-1]
        if trick:
            if text.strip():
                self._trick(trick, text)
            return
        gone = next((row.gone for row in self._rows if row.gone), "") if self._rows else ""
        if not (self._added or self._removed or gone):
            paragraph.say(text)
            return
        if not self._added:
            paragraph.say_before(text)
        if not self._removed and not gone:
            paragraph.say_now(text)
        if text.strip() and (self._added or self._removed):
            self._trick("tracked", ("- " if self._removed else "+ ") + text, self._authors[-1])
        elif text.strip() and gone:
            self._trick("tracked", "- " + text, gone)

    def _begin_of_addition(self, change: Mapping[str, str]) -> None:
        self._added += 1
        self._authors.append(change.get(f"{_W}author", ""))

    def _end_of_addition(self) -> None:
        self._added -= 1
        self._authors.pop()

    def _begin_of_removal(self, change: Mapping[str, str]) -> None:
        self._removed += 1
        self._authors.append(change.get(f"{_W}author", ""))

    def _end_of_removal(self) -> None:
        self._removed -= 1
        self._authors.pop()

    # ── fields of the office program ──

    def _begin_of_field(self, field: Mapping[str, str]) -> None:
        self._fields.append([field.get(f"{_W}instr", ""), "result"])

    def _end_of_field(self) -> None:
        instruction, _result = self._fields.pop()
        if shown := shown_by(instruction):
            self._text(shown, None)

    def _code(self, mark: str) -> None:
        if mark == "begin":
            self._fields.append(["", ""])
        elif mark == "separate" and self._fields:
            self._fields[-1][1] = "result"
        elif mark == "end" and self._fields:
            self._end_of_field()

    def _in_code(self, text: str) -> bool:
        """Whether this is the code of a field, or a number that changes with the layout."""
        listed = self.looks.is_toc(self._paragraphs[-1].style)
        return any(not result or is_counted(code, text, listed) for code, result in self._fields)

    # ── places of answers ──

    def _begin_of_control(self, _: Mapping[str, str]) -> None:
        self._controls.append(False)

    def _control(self, properties: Element) -> None:
        """What a control is: whether it holds an answer, and whether it shows its own text."""
        if not self._controls:
            return
        self._controls[-1] = bool(slot := _slot(properties))
        if slot:
            self._answers_at(slot)
        if shown := self.bindings.shown_in(properties):
            self._trick("bound", shown)

    def _end_of_control(self) -> None:
        self._controls.pop()

    def _begin_of_bookmark(self, mark: Mapping[str, str]) -> None:
        id, name = mark.get(f"{_W}id", ""), mark.get(f"{_W}name", "")
        self._bookmarks.discard(id)
        if _ANSWER.match(name):
            self._answers_at(name)
            self._bookmarks.add(id)
        elif (found := _HEADING.match(name)) and self._paragraphs:
            self._paragraphs[-1].heading_of = f"{found[1]}-{found[2]}"

    def _end_of_bookmark(self, mark: Mapping[str, str]) -> None:
        self._bookmarks.discard(mark.get(f"{_W}id", ""))

    def _in_answer(self) -> bool:
        return bool(self._bookmarks) or True in self._controls

    def _in_answers_table(self) -> bool:
        return any(table.answering for table in self._tables)

    def _answers_at(self, slot: str) -> None:
        """A place for an answer: what stands there is not compared, so that there may not be more of them than were sent."""
        self._trick("answer-place", slot if any(table.headed for table in self._tables) else f"{slot} *")

    def _trick(self, kind: TrickKind, text: str, author: str = "") -> None:
        place = len(self.lines) + sum(len(table.lines) for table in self._tables)
        if self._in_answers_table():
            place -= 1  # lines of answers are not kept
        self.tricks.append(PlacedTrick(place, kind, canonical(text), author))

    # ── paragraphs and tables ──

    def _begin_of_paragraph(self, _: Mapping[str, str]) -> None:
        self._paragraphs.append(Paragraph())

    def _paragraph_properties(self, properties: Element) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        style = properties.find(f"{_W}pStyle")
        paragraph.style = style.get(f"{_W}val", "") if style is not None else ""
        paragraph.look = look_of(properties)
        paragraph.label = self.looks.label(paragraph.style, properties.find(f"{_W}numPr"))
        folded = properties.find(f"{_W15}collapsed")  # Word opens with all that follows this heading out of sight
        if folded is not None and folded.get(f"{_W15}val", "1") not in _OFF:
            self._trick("hidden", "[+]")
        if properties.find(f"{_W}framePr") is not None:
            self._draw("frame")
        mark = properties.find(_LOOK)
        for kind, sign in (("ins", "+"), ("del", "-")):
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                self._trick("tracked", f"{sign} ¶", change.get(f"{_W}author", ""))

    def _end_of_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        text = self._as_read(paragraph, paragraph.text)
        before = text if paragraph.before is None else self._as_read(paragraph, paragraph.before)
        if self._tables:
            table = self._tables[-1]
            if table.rows == 1 and not table.first:
                table.begin(text)
            if table.answering:
                return  # the place of an answer, also where an office program lost its control and bookmark
        lines = self._tables[-1].lines if self._tables else self.lines
        lines.append(Line(text, before, paragraph.style, paragraph.heading_of, bool(self._tables), paragraph.label))

    def _as_read(self, paragraph: Paragraph, pieces: list[str]) -> str:
        text = "".join(pieces)
        return canonical(_TOC_PAGE.sub("", text) if self.looks.is_toc(paragraph.style) else text)

    def _begin_of_table(self, _: Mapping[str, str]) -> None:
        self._tables.append(Table())

    def _table_properties(self, properties: Element) -> None:
        if not self._tables:
            return
        style = properties.find(f"{_W}tblStyle")
        self._tables[-1].style = style.get(f"{_W}val", "") if style is not None else ""
        if properties.find(f"{_W}tblpPr") is not None:
            self._draw("table")

    def _end_of_table(self) -> None:
        table = self._tables.pop()
        (self._tables[-1].lines if self._tables else self.lines).extend(table.lines)

    def _begin_of_row(self, _: Mapping[str, str]) -> None:
        if self._tables:
            self._tables[-1].rows += 1
            self._rows.append(Row())

    def _row_properties(self, properties: Element) -> None:
        if not self._rows:
            return
        row = self._rows[-1]
        if (gone := properties.find(f"{_W}del")) is not None:
            row.gone = gone.get(f"{_W}author", "") or "?"
        if (hidden := properties.find(f"{_W}hidden")) is not None and hidden.get(f"{_W}val", "1") not in _OFF:
            row.trick = "hidden"
        height = properties.find(f"{_W}trHeight")
        if height is not None and height.get(f"{_W}hRule") == "exact" and _is_flat(height.get(f"{_W}val", "")):
            row.trick = "tiny"

    def _end_of_row(self) -> None:
        if self._rows:
            self._rows.pop()

    def _begin_of_cell(self, _: Mapping[str, str]) -> None:
        self._fills.append("")

    def _shade(self, shade: Mapping[str, str]) -> None:
        if self._fills and not self._paragraphs:
            self._fills[-1] = shade.get(f"{_W}fill", "")

    def _end_of_cell(self) -> None:
        self._fills.pop()


def _slot(properties: Element) -> str:
    """The answer that a control is for: by its tag, or by the values of its list where the tag was lost; empty for another control."""
    tag = properties.find(f"{_W}tag")
    if tag is not None and (found := _TAG.match(tag.get(f"{_W}val", ""))):
        return found[1]
    values = (item.get(f"{_W}value", "") for item in properties.iter(f"{_W}listItem"))
    return next((f"{value.partition('=')[0]}:answer" for value in values if answerform.is_list_value(value)), "")


def _children(run: Element) -> Iterator[Element]:
    """What stands in a run, also where it stands there for some programs only."""
    for child in run:
        if child.tag == CHOICES:
            yield from (inner for branch in child[:1] for inner in branch)
        else:
            yield child


def _shows(drawing: Element) -> bool:
    return any(not one.tag.endswith("}shapetype") for one in drawing)


def _is_flat(height: str) -> bool:
    return height.isdecimal() and len(height) < 10 and int(height) < _FLAT
