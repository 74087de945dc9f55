"""Walks through the text of a Word file that comes back, in the order of the file, and keeps what it meets.

What an answer says is left out; all that hides, covers, adds or takes away another text is kept as a trick.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, iterparse

from pve_gen import answerform
from pve_gen.canonical import canonical
from pve_gen.readers.wordbindings import Bindings
from pve_gen.readers.wordcodes import is_counted, shown_by
from pve_gen.returned import Trick, TrickKind
from pve_gen.values import Struct, field
from pve_gen.worddrawings import UNDERSTOOD, floats, sort_of, sort_of_drawing
from pve_gen.wordlook import SAYS_NOTHING, Look, Looks, look_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_V = "{urn:schemas-microsoft-com:vml}"
_TEXTS = ("{http://schemas.openxmlformats.org/officeDocument/2006/math}t", "{http://schemas.openxmlformats.org/drawingml/2006/main}t")
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BRANCHES = (f"{_COMPATIBLE}Choice", f"{_COMPATIBLE}Fallback")
_KNOWN = (
    _W,
    _V,
    _COMPATIBLE,
    "{http://schemas.openxmlformats.org/",
    "{urn:schemas-microsoft-com:office:office}",
    "{urn:schemas-microsoft-com:office:word}",
    *(f"{{{name}}}" for name in UNDERSTOOD),
)
"""Where text can stand that Word shows; it drops an element of another kind with all that is in it."""
_SILENT = frozenset(
    f"{_W}{name}"
    for name in (
        *("t", "rPr", "rStyle", "b", "bCs", "i", "iCs", "u", "color", "sz", "szCs", "rFonts", "lang", "noProof", "vertAlign", "highlight"),
        *("pStyle", "spacing", "ind", "jc", "keepNext", "keepLines", "numPr", "numId", "ilvl", "tab", "tabs", "outlineLvl", "proofErr"),
        *("sdtContent", "alias", "tag", "id", "lock", "placeholder", "docPart", "richText", "text", "dropDownList", "listItem"),
        *("tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblGrid", "gridCol", "tblBorders", "tblCellMar", "tblHeader"),
        *("trHeight", "cantSplit", "tcPr", "tcW", "tcBorders", "vAlign", "top", "bottom", "left", "right", "hyperlink"),
    )
)
"""Most of a document: what says nothing by itself, or is read with the run, paragraph, row or control that it is of."""
_TOC_PAGE = re.compile(r"\t\s*\d*\s*\Z")
_HEADING = re.compile(r"pve_([A-Z]{2,6})_(\d{2,3})_heading\Z")
_FLAT = 80  # twips: a row of less than four points
_FIELDS = "|".join(answerform.FIELDS)
_ANSWER = re.compile(rf"(pve_[A-Z]{{2,6}}_\d{{2,3}}_({_FIELDS})|{answerform.SUPPLIER_BOOKMARK})\Z")
_TAG = re.compile(rf"pve:([A-Z]{{2,6}}-\d{{2,3}}:({_FIELDS})|supplier)\Z")


class Line(Struct):
    """A paragraph: its text as it reads, as it read before tracked changes, and what it looks like; `label` is its number or bullet."""

    text: str
    before: str
    style: str
    heading_of: str
    in_table: bool
    label: str


class PlacedTrick(Struct, frozen=True):
    """A trick after as many lines as `at` says."""

    at: int
    kind: TrickKind
    text: str
    author: str

    def in_(self, segment: str, key: str = "") -> Trick:
        return Trick(kind=self.kind, key=key, segment=segment, text=self.text, author=self.author)


class _Paragraph(Struct):
    style: str = ""
    text: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    heading_of: str = ""
    label: str = ""
    look: Look = SAYS_NOTHING


class _Table(Struct):
    """An open table: the lines of its rows so far, of which all but the first are answers where the first says so."""

    rows: int = 0
    first: str = ""
    style: str = ""
    lines: list[Line] = field(default_factory=list)


class _Row(Struct):
    """An open row: who removed it, as a tracked change, and how it hides what is in it."""

    gone: str = ""
    trick: TrickKind | None = None


class _Alternatives(Struct):
    """What stands in a file more than once, for programs that show one thing or another: read is what Word shows."""

    said: list[str] = field(default_factory=list)
    drawn: int = 0
    chosen: bool = False
    others: list[Element] = field(default_factory=list)


class Walk:
    """Walks through parts of a document in order, and keeps what it meets."""

    def __init__(self, looks: Looks, bindings: Bindings) -> None:
        self.looks, self.bindings = looks, bindings
        self.lines: list[Line] = []
        self.tricks: list[PlacedTrick] = []
        self.pictures = 0
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._fields: list[list[str]] = []  # of each open field its instruction, and whether its result has begun
        self._controls: list[bool] = []  # of each open content control whether it holds an answer
        self._bookmarks: dict[str, bool] = {}  # of each open bookmark whether it holds an answer
        self._names: dict[str, str] = {}  # prefix → namespace
        self._alternatives: list[_Alternatives] = []
        self._holders: list[int] = []  # of each open drawing how much was drawn before it
        self._removed = self._added = self._skipped = self._floating = self._objects = self._drawn = 0
        self._authors: list[str] = []
        self._rows: list[_Row] = []
        self._fills: list[str] = []  # of each open cell its colour

    def through(self, content: bytes) -> None:
        """One part, from begin to end."""
        for event, element in iterparse(io.BytesIO(content), events=("start-ns", "start", "end")):
            if event == "start-ns":
                self._names[element[0]] = element[1]
            elif self._skipped:
                self._skipped += 1 if event == "start" else -1
                if not self._skipped:
                    self._end_of_skipped(element)
            elif element.tag in _SILENT:
                pass
            elif event == "start":
                self._skipped = int(self._is_skipped(element))
                if not self._skipped:
                    self._begin(element)
            else:
                self._end(element)

    # ── what some programs show, and others do not ──

    def _is_skipped(self, element: Element) -> bool:
        if element.tag.startswith(_W):
            return False
        if element.tag == f"{_COMPATIBLE}AlternateContent":
            self._alternatives.append(_Alternatives(drawn=self._drawn))
        elif element.tag in _BRANCHES and self._alternatives:
            open = self._alternatives[-1]
            if open.chosen or not all(self._names.get(prefix) in UNDERSTOOD for prefix in element.get("Requires", "").split()):
                return True
            open.chosen = True
        return not element.tag.startswith(_KNOWN)

    def _end_of_skipped(self, element: Element) -> None:
        if element.tag in _BRANCHES and self._alternatives:
            self._alternatives[-1].others.append(element)
        elif (skipped := _texts(element)).strip():
            self._trick("alternative", skipped)

    def _end_of_alternatives(self) -> None:
        """What was not read is told, unless it says or draws what was read."""
        closed = self._alternatives.pop()
        said = _letters("".join(closed.said))
        for other in closed.others:
            if (skipped := _letters(text := _texts(other))) and skipped != said:
                self._trick("alternative", text)
            if self._drawn == closed.drawn:
                for sort in filter(None, map(sort_of, other.iter())):
                    self._draw(sort)

    # ── begins and ends ──

    def _begin(self, element: Element) -> None:
        match element.tag.removeprefix(_W):
            case "r" | "pPr":
                pass
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tbl":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows += 1
                self._rows.append(_Row())
            case "tc":
                self._fills.append("")
            case "sdt":
                self._controls.append(False)
            case "ins" | "moveTo":
                self._added += 1
                self._authors.append(element.get(f"{_W}author", ""))
            case "del" | "moveFrom":
                self._removed += 1
                self._authors.append(element.get(f"{_W}author", ""))
            case "fldSimple":
                self._fields.append([element.get(f"{_W}instr", ""), "result"])
            case "bdo" if element.get(f"{_W}val") == "rtl":
                self._trick("distorted", "rtl")
            case "object":
                self._objects += 1
            case "bookmarkStart":
                name = element.get(f"{_W}name", "")
                if _ANSWER.match(name):
                    self._answers_at(name)
                self._bookmarks[element.get(f"{_W}id", "")] = bool(_ANSWER.match(name))
                if (found := _HEADING.match(name)) and self._paragraphs:
                    self._paragraphs[-1].heading_of = f"{found[1]}-{found[2]}"
            case "bookmarkEnd":
                self._bookmarks.pop(element.get(f"{_W}id", ""), None)
            case "drawing" | "pict":
                self._holders.append(self._drawn)
            case _:
                self._floating += floats(element)

    def _end(self, element: Element) -> None:
        match element.tag.removeprefix(_W):
            case "r":
                self._run(element)
                element.clear()
            case "pPr" if self._paragraphs:
                self._properties(element)
            case "sdtPr" if self._controls:
                self._control(element)
            case "sdt":
                self._controls.pop()
            case "ins" | "moveTo":
                self._added -= 1
                self._authors.pop()
            case "del" | "moveFrom":
                self._removed -= 1
                self._authors.pop()
            case "fldSimple":
                self._end_of_field()
            case "ddList":  # a list from before content controls: what it shows is no text
                self._text(" | ".join(entry.get(f"{_W}val", "") for entry in element.iter(f"{_W}listEntry")), None)
            case "tblPr" if self._tables:
                self._table_properties(element)
            case "trPr" if self._rows:
                self._row_properties(element)
            case "tr" if self._rows:
                self._rows.pop()
            case "shd" if self._fills and not self._paragraphs:
                self._fills[-1] = element.get(f"{_W}fill", "")
            case "tc":
                self._fills.pop()
            case "p":
                self._paragraph()
                element.clear()
            case "tbl":
                self._table()
                element.clear()
            case "object":
                self._objects -= 1
                self._trick("embedded", "object")
            case "altChunk" | "subDoc" as kind:
                self._trick("embedded", kind)
            case "background" if element.get(f"{_W}color", "auto").upper() not in {"AUTO", "FFFFFF"} or len(element):
                self._draw("background")
            case "drawing" | "pict":
                if self._holders.pop() == self._drawn and not self._objects and _shows(element):
                    self._draw(sort_of_drawing(element))
            case _:
                self._end_of_others(element)
                self._floating -= floats(element)

    def _end_of_others(self, element: Element) -> None:
        if element.tag in _TEXTS:
            self._say(element.text or "", None)
        elif element.tag == f"{_V}textpath":
            self._say(element.get("string", ""), None)
        elif element.tag == f"{_COMPATIBLE}AlternateContent":
            self._end_of_alternatives()
        elif sort := sort_of(element):
            self._draw(sort)

    # ── drawings ──

    def _draw(self, sort: str) -> None:
        """One thing on the page that is no text; one that stands in the line of an answer is part of that answer."""
        self._drawn += 1
        if self._objects:
            return
        if self._floating or not (self._in_answer() or self._in_answers_table()):
            self.pictures += sort == "picture"
            self._trick("drawing", sort)

    def _in_answers_table(self) -> bool:
        return any(table.rows > 1 and answerform.heads_answers(table.first) for table in self._tables)

    # ── text ──

    def _run(self, run: Element) -> None:
        style = self._paragraphs[-1].style if self._paragraphs else ""
        look = self._paragraphs[-1].look if self._paragraphs else SAYS_NOTHING
        table = self._tables[-1].style if self._tables else ""
        trick = next((row.trick for row in self._rows if row.trick), None)
        trick = trick or self.looks.trick(run.find(f"{_W}rPr"), style, self._fills[-1] if self._fills else "", look, table)
        for child in _children(run):
            match child.tag.removeprefix(_W):
                case "t" | "delText":
                    self._say("".join(child.itertext()), trick)
                case "tab" | "ptab":
                    self._say("\t", trick)
                case "br" | "cr":
                    self._say(" ", trick)
                case "noBreakHyphen":
                    self._say("-", trick)
                case "sym":
                    self._say(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
                case "instrText" if self._fields:
                    self._fields[-1][0] += child.text or ""
                case "fldChar":
                    self._field(child.get(f"{_W}fldCharType", ""))

    def _field(self, mark: str) -> None:
        if mark == "begin":
            self._fields.append(["", ""])
        elif mark == "separate" and self._fields:
            self._fields[-1][1] = "result"
        elif mark == "end" and self._fields:
            self._end_of_field()

    def _end_of_field(self) -> None:
        instruction, _result = self._fields.pop()
        if shown := shown_by(instruction):
            self._text(shown, None)

    def _say(self, text: str, trick: TrickKind | None) -> None:
        """Text as it stands in the file, beside what other programs would show instead."""
        for open in self._alternatives:
            open.said.append(text)
        self._text(text, trick)

    def _text(self, text: str, trick: TrickKind | None) -> None:
        """Text where the walk is now: an answer, the code of a field, hidden, removed, added, or simply there."""
        if not self._paragraphs or self._in_answer() or self._in_field(text):
            return
        paragraph = self._paragraphs[-1]
        if trick:
            if text.strip():
                self._trick(trick, text)
            return
        if not self._added:
            paragraph.before.append(text)
        if not self._removed and not self._row_gone():
            paragraph.text.append(text)
        if text.strip() and (self._added or self._removed):
            self._trick("tracked", ("- " if self._removed else "+ ") + text, self._authors[-1])
        elif text.strip() and (author := self._row_gone()):
            self._trick("tracked", "- " + text, author)

    def _row_gone(self) -> str:
        return next((row.gone for row in self._rows if row.gone), "")

    def _in_field(self, text: str) -> bool:
        """Whether this is the code of a field, or a number that changes with the layout."""
        if not self._fields:
            return False
        listed = self.looks.is_toc(self._paragraphs[-1].style)
        return any(not result or is_counted(code, text, listed) for code, result in self._fields)

    def _in_answer(self) -> bool:
        return any(self._controls) or any(self._bookmarks.values())

    def _control(self, properties: Element) -> None:
        """A control that begins: whether it holds an answer, and whether it shows its own text."""
        self._controls[-1] = bool(slot := _slot(properties))
        if slot:
            self._answers_at(slot)
        if shown := self.bindings.shown_in(properties):
            self._trick("bound", shown)

    def _answers_at(self, slot: str) -> None:
        """A place for an answer: what stands there is not compared, so that there may not be more of them than were sent."""
        headed = any(answerform.heads_answers(table.first) for table in self._tables)
        self._trick("answer-place", slot if headed else f"{slot} *")

    def _trick(self, kind: TrickKind, text: str, author: str = "") -> None:
        place = len(self.lines) + sum(len(table.lines) for table in self._tables)
        if self._in_answers_table():
            place -= 1  # lines of answers are not kept
        self.tricks.append(PlacedTrick(place, kind, canonical(text), author))

    # ── paragraphs and tables ──

    def _table_properties(self, properties: Element) -> None:
        style = properties.find(f"{_W}tblStyle")
        self._tables[-1].style = style.get(f"{_W}val", "") if style is not None else ""
        if properties.find(f"{_W}tblpPr") is not None:
            self._draw("table")

    def _row_properties(self, properties: Element) -> None:
        row = self._rows[-1]
        if (gone := properties.find(f"{_W}del")) is not None:
            row.gone = gone.get(f"{_W}author", "") or "?"
        if (hidden := properties.find(f"{_W}hidden")) is not None and hidden.get(f"{_W}val", "1") not in {"0", "false", "off"}:
            row.trick = "hidden"
        height = properties.find(f"{_W}trHeight")
        if height is not None and height.get(f"{_W}hRule") == "exact" and _is_flat(height.get(f"{_W}val", "")):
            row.trick = "tiny"

    def _properties(self, properties: Element) -> None:
        paragraph = self._paragraphs[-1]
        style = properties.find(f"{_W}pStyle")
        paragraph.style = style.get(f"{_W}val", "") if style is not None else ""
        paragraph.look = look_of(properties)
        paragraph.label = self.looks.label(paragraph.style, properties.find(f"{_W}numPr"))
        folded = properties.find(f"{_W15}collapsed")  # Word opens with all that follows this heading out of sight
        if folded is not None and folded.get(f"{_W15}val", "1") not in {"0", "false", "off"}:
            self._trick("hidden", "[+]")
        if properties.find(f"{_W}framePr") is not None:
            self._draw("frame")
        mark = properties.find(f"{_W}rPr")
        for kind, sign in (("ins", "+"), ("del", "-")):
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                self._trick("tracked", f"{sign} ¶", change.get(f"{_W}author", ""))

    def _paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        texts = ("".join(paragraph.text), "".join(paragraph.before))
        if self.looks.is_toc(paragraph.style):
            texts = (_TOC_PAGE.sub("", texts[0]), _TOC_PAGE.sub("", texts[1]))
        text = canonical(texts[0])
        before = text if texts[0] == texts[1] else canonical(texts[1])
        line = Line(text, before, paragraph.style, paragraph.heading_of, bool(self._tables), paragraph.label)
        if self._tables:
            table = self._tables[-1]
            if table.rows == 1 and not table.first:
                table.first = text
            if table.rows > 1 and answerform.heads_answers(table.first):
                return  # the place of an answer, also where an office program lost its control and bookmark
            table.lines.append(line)
        else:
            self.lines.append(line)

    def _table(self) -> None:
        table = self._tables.pop()
        (self._tables[-1].lines if self._tables else self.lines).extend(table.lines)


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
        if child.tag == f"{_COMPATIBLE}AlternateContent":
            yield from (inner for branch in child[:1] for inner in branch)
        else:
            yield child


def _letters(text: str) -> str:
    return "".join(canonical(text).split())


def _shows(element: Element) -> bool:
    return any(not one.tag.endswith("}shapetype") for one in element)


def _is_flat(height: str) -> bool:
    return height.isdecimal() and len(height) < 10 and int(height) < _FLAT


def _texts(element: Element) -> str:
    """All text in an element, but what stands there twice."""
    if element.tag == f"{_COMPATIBLE}AlternateContent":
        return _texts(element[0]) if len(element) else ""
    if element.tag in (f"{_W}t", *_TEXTS):
        return "".join(element.itertext())
    own = element.get("string", "") if element.tag == f"{_V}textpath" else ""
    return own + "".join(map(_texts, element))
