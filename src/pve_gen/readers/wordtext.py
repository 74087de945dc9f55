"""Walks through the text of a Word file that comes back, in the order of the file, and keeps what it meets.

What an answer says is left out; all that hides, covers, adds or takes away another text is kept as a trick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pve_gen.canonical import canonical
from pve_gen.officefile import TooMuch
from pve_gen.readers.wordalternatives import BRANCHES, CHOICES, TEXTS, Alternatives, text_of
from pve_gen.readers.wordbindings import Bindings
from pve_gen.readers.wordblocks import Visit, Walker, text_in
from pve_gen.readers.wordcodes import OpenFields, address_in, shown_by
from pve_gen.readers.worddrawn import Drawings
from pve_gen.readers.wordlines import Line, Paragraph, PlacedTrick, Row, Table
from pve_gen.readers.wordlinks import address_of, leads_elsewhere
from pve_gen.readers.wordnotes import NoteKind, notes_in
from pve_gen.readers.wordplaces import AnswerPlaces
from pve_gen.returned import Drawing, TrickKind
from pve_gen.worddrawings import ANCHOR, DRAWN, UNDERSTOOD, floats, sort_of, sort_of_drawing
from pve_gen.wordlengths import twips
from pve_gen.wordlook import SAYS_NOTHING, Looks, fill_of, look_of
from pve_gen.wordparts import OFF, WordParts, is_on

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
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
_LOOK, _STYLE, _VALUE = f"{_W}rPr", f"{_W}pStyle", f"{_W}val"
_TEXT = f"{_W}t"
_WRITTEN = {_TEXT, f"{_W}delText"}
_SIGNS = {f"{_W}{name}": sign for name, sign in {"tab": "\t", "ptab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-"}.items()}
_SYMBOL, _CODE, _CODE_MARK = f"{_W}sym", f"{_W}instrText", f"{_W}fldChar"
_NOTES: dict[str, NoteKind] = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_TOC_PAGE = re.compile(r"\t\s*\d*\s*\Z")
_HEADING = re.compile(r"pve_([A-Z]{2,6})_(\d{2,3})_heading\Z")
_FLAT, _THIN = 80, 120  # twips: a row of less than four points, a column in which no letter fits
_MOST_SECTIONS = 1_000


class Walk(Walker):
    """Walks through parts of a document in order, and keeps what it meets."""

    def __init__(self, looks: Looks, bindings: Bindings, drawings: Drawings) -> None:
        self.looks, self.bindings, self._drawings = looks, bindings, drawings
        self.lines: list[Line] = []
        self.tricks: list[PlacedTrick] = []
        self.sections: list[tuple[int, Element]] = []
        """The `w:sectPr` of each section, after as many lines as the number says."""
        self.drawings: list[tuple[int, Drawing]] = []
        """Each drawing that is no answer, after as many lines as the number says."""
        self.pictures = 0
        self._paragraphs: list[Paragraph] = []
        self._tables: list[Table] = []
        self._fields = OpenFields()
        self._answers = AnswerPlaces()
        self._alternatives: list[Alternatives] = []
        self._removed = self._added = self._floating = self._objects = self._drawn = 0
        self._authors: list[str] = []
        self._rows: list[Row] = []
        self._notes: dict[NoteKind, dict[str, tuple[str, str]]] = {}
        self._fills: list[str] = []  # of each open cell its colour
        super().__init__(
            {
                CHOICES: self._choices,
                **dict.fromkeys(BRANCHES, self._branch),
                f"{_W}r": self._run,
                f"{_W}p": self._paragraph,
                f"{_W}pPr": self._paragraph_properties,
                f"{_W}sectPr": self._section,
                f"{_W}tblPr": self._table_properties,
                f"{_W}tr": self._row,
                f"{_W}trPr": self._row_properties,
                f"{_W}tc": self._cell,
                f"{_W}tcW": self._width,
                f"{_W}tcFitText": self._squeezed,
                f"{_W}shd": self._shade,
                f"{_W}sdt": self._control,
                f"{_W}sdtPr": self._control_properties,
                f"{_W}bookmarkStart": self._begin_of_bookmark,
                f"{_W}bookmarkEnd": self._end_of_bookmark,
                **dict.fromkeys((f"{_W}ins", f"{_W}moveTo"), self._addition),
                **dict.fromkeys((f"{_W}del", f"{_W}moveFrom"), self._removal),
                f"{_W}fldSimple": self._simple_field,
                f"{_W}hyperlink": self._hyperlink,
                f"{_W}bdo": self._turned,
                f"{_W}ddList": self._old_list,
                f"{_W}object": self._object,
                **dict.fromkeys((f"{_W}altChunk", f"{_W}subDoc"), self._embedded),
                f"{_W}background": self._background,
                **dict.fromkeys((f"{_W}drawing", f"{_W}pict"), self._drawing),
                **dict.fromkeys(DRAWN, self._shape),
                **dict.fromkeys(TEXTS, self._drawn_text),
                ANCHOR: self._anchored,
            }
        )

    def through(self, parts: WordParts, name: str) -> None:
        self._parts, self._related = parts, parts.related(name)
        super().through(parts, name)

    def meet(self, name: str) -> Visit | None:
        if not name.startswith(_KNOWN):
            return self._unknown
        return self._shape if name.startswith(_V) else None

    # ── what some programs show, and others do not ──

    def _unknown(self, element: Element) -> None:
        self.skip(element)
        if (skipped := text_of(element)).strip():
            self._trick("alternative", skipped)

    def _choices(self, element: Element) -> None:
        """What was not read is told, unless it says or draws what was read."""
        self._alternatives.append(Alternatives(drawn=self._drawn))
        self.inside(element)
        closed = self._alternatives.pop()
        for other in closed.others:
            if text := closed.untold(other):
                self._trick("alternative", text)
            if self._drawn == closed.drawn:
                for sort in filter(None, map(sort_of, other.iter())):
                    self._draw(sort)

    def _branch(self, branch: Element) -> None:
        if not self._alternatives or self._alternatives[-1].shows(branch, self.namespaces):
            self.inside(branch)
        else:
            self.skip(branch)
            self._alternatives[-1].others.append(branch)

    # ── drawings ──

    def _drawing(self, drawing: Element) -> None:
        """What draws something, also where nothing is known of what."""
        before = self._drawn
        self.inside(drawing)
        if self._drawn == before and not self._objects and any(not one.tag.endswith("}shapetype") for one in drawing):
            self._draw(sort_of_drawing(drawing))
        counts = self._drawn > before and not self._objects and (_floats(drawing) or not self._is_answer())
        if counts and (found := self._drawings.of(drawing, self._related)):
            self.drawings.append((self._place(), found))

    def _anchored(self, anchor: Element) -> None:
        self._floating += 1
        self.inside(anchor)
        self._floating -= 1

    def _shape(self, shape: Element) -> None:
        floating = floats(shape)
        self._floating += floating
        self.inside(shape)
        if shape.tag == f"{_V}textpath":
            self._say(shape.get("string", ""), None)
        elif sort := sort_of(shape):
            self._draw(sort)
        self._floating -= floating

    def _object(self, object: Element) -> None:
        self._objects += 1
        self.inside(object)
        self._objects -= 1
        self._trick("embedded", "object")

    def _embedded(self, file: Element) -> None:
        self.inside(file)
        self._trick("embedded", file.tag.removeprefix(_W))

    def _background(self, background: Element) -> None:
        self.inside(background)
        if background.get(f"{_W}color", "auto").upper() not in {"AUTO", "FFFFFF"} or len(background):
            self._draw("background")

    def _draw(self, sort: str) -> None:
        """One thing on the page that is no text; one that stands in the line of an answer is part of that answer."""
        self._drawn += 1
        if self._objects:
            return
        if self._floating or not self._is_answer():
            self.pictures += sort == "picture"
            self._trick("drawing", sort)

    # ── text ──

    def _run(self, run: Element) -> None:
        look = run.find(_LOOK)
        last = run[-1] if len(run) else run
        plain = last.tag == _TEXT and not len(last) and len(run) == (1 if look is None else 2)  # as most are: there is nothing to meet
        if not plain:
            self.inside(run)
        elif self._answers and not self._alternatives:
            return
        trick = (self._rows[-1].trick if self._rows else None) or self._trick_of(look)
        if not plain:
            trick = trick or next(filter(None, map(self._trick_of, run.findall(_LOOK)[1:])), None)  # some program may obey it
        if plain:
            self._say(last.text or "", trick)
        else:
            self._say_all(run, trick)
        run.clear()

    def _trick_of(self, look: Element | None) -> TrickKind | None:
        """How a run with this look hides its text."""
        style, own = (self._paragraphs[-1].style, self._paragraphs[-1].look) if self._paragraphs else ("", SAYS_NOTHING)
        table = self._tables[-1].style if self._tables else ""
        return self.looks.trick(look, style, self._fills[-1] if self._fills else "", own, table)

    def _say_all(self, run: Element, trick: TrickKind | None) -> None:
        """All that a run says, in order."""
        for child in _children(run):
            if child.tag in _WRITTEN:
                self._say(text_in(child), trick)
            elif child.tag in _SIGNS:
                self._say(_SIGNS[child.tag], trick)
            elif child.tag == _SYMBOL:
                self._say(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
            elif child.tag == _CODE:
                self._fields.say_code(child.text or "")
            elif child.tag == _CODE_MARK:
                self._code(child.get(f"{_W}fldCharType", ""))
            elif child.tag in _NOTES:
                self._text(f"[{self._note(_NOTES[child.tag], child.get(f'{_W}id', ''))}]", trick)

    def _drawn_text(self, text: Element) -> None:
        self.inside(text)
        self._say(text.text or "", None)

    def _turned(self, stretch: Element) -> None:
        if stretch.get(f"{_W}val") == "rtl":
            self._trick("distorted", "rtl")
        self.inside(stretch)

    def _old_list(self, entries: Element) -> None:
        """A list from before content controls: what it shows is no text."""
        self.inside(entries)
        self._text(" | ".join(entry.get(f"{_W}val", "") for entry in entries.iter(f"{_W}listEntry")), None)

    def _say(self, text: str, trick: TrickKind | None) -> None:
        """Text as it stands in the file, beside what other programs would show instead."""
        for open in self._alternatives:
            open.said.append(text)
        self._text(text, trick)

    def _text(self, text: str, trick: TrickKind | None) -> None:
        """Text where the walk is now: an answer, the code of a field, hidden, removed, added, or simply there."""
        if (
            not self._paragraphs
            or self._answers
            or (self._fields and self._fields.hide(text, listed=self.looks.is_toc(self._paragraphs[-1].style)))
        ):
            return
        paragraph = self._paragraphs[-1]
        if trick:
            if text.strip():
                self._trick(trick, text)
            return
        gone = self._rows[-1].gone if self._rows else ""
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

    def _addition(self, change: Element) -> None:
        self._added += 1
        self._authors.append(change.get(f"{_W}author", ""))
        self.inside(change)
        self._added -= 1
        self._authors.pop()

    def _removal(self, change: Element) -> None:
        self._removed += 1
        self._authors.append(change.get(f"{_W}author", ""))
        self.inside(change)
        self._removed -= 1
        self._authors.pop()

    # ── fields of the office program ──

    def _simple_field(self, field: Element) -> None:
        self._fields.begin()
        self._fields.say_code(field.get(f"{_W}instr", ""))
        self._fields.begin_result(self._said())
        self.inside(field)
        self._end_of_field()

    def _end_of_field(self) -> None:
        field = self._fields.end()
        if address := address_in(field.code):
            self._leads_to(address, field.begin)
        elif shown := shown_by(field.code):
            self._text(shown, None)

    def _code(self, mark: str) -> None:
        if mark == "begin":
            self._fields.begin()
        elif mark == "separate":
            self._fields.begin_result(self._said())
        elif mark == "end" and self._fields:
            self._end_of_field()

    # ── links ──

    def _hyperlink(self, link: Element) -> None:
        begin = self._said()
        self.inside(link)
        self._leads_to(address_of(self._related.get(link.get(_ID, ""), ""), link.get(f"{_W}anchor", "")), begin)

    def _said(self) -> int:
        """How many pieces of text the paragraph has so far."""
        return len(self._paragraphs[-1].text) if self._paragraphs else 0

    def _leads_to(self, address: str, begin: int) -> None:
        """The text since `begin` is a link: where it leads is told after its paragraph, unless that is what it says."""
        if not self._paragraphs or self._answers or self.looks.is_toc(self._paragraphs[-1].style):
            return
        paragraph = self._paragraphs[-1]
        if leads_elsewhere(address, "".join(paragraph.text[begin:])) and paragraph.links[-1:] != [address]:  # one may be written as two
            paragraph.links.append(address)

    def _note(self, kind: NoteKind, id: str) -> str:
        """The text of a footnote or endnote: in which place it is told is part of what the text says."""
        if kind not in self._notes:
            self._notes[kind] = notes_in(self._parts, kind)
        return self._notes[kind].get(id, ("", ""))[1]

    # ── places of answers ──

    def _control(self, control: Element) -> None:
        self._answers.begin_control()
        self.inside(control)
        self._answers.end_control()

    def _control_properties(self, properties: Element) -> None:
        """What a control is: whether it holds an answer, and whether it shows its own text."""
        self.inside(properties)
        if slot := self._answers.control_is(properties):
            self._answers_at(slot)
        if shown := self.bindings.shown_in(properties):
            self._trick("bound", shown)

    def _begin_of_bookmark(self, mark: Element) -> None:
        id, name = mark.get(f"{_W}id", ""), mark.get(f"{_W}name", "")
        if self._answers.begin_bookmark(id, name):
            self._answers_at(name)
        elif (found := _HEADING.match(name)) and self._paragraphs:
            self._paragraphs[-1].heading_of = f"{found[1]}-{found[2]}"
        self.inside(mark)

    def _end_of_bookmark(self, mark: Element) -> None:
        self._answers.end_bookmark(mark.get(f"{_W}id", ""))
        self.inside(mark)

    def _in_answers_table(self) -> bool:
        return any(table.answering for table in self._tables)

    def _is_answer(self) -> bool:
        """Whether what stands here in the line is part of an answer."""
        return bool(self._answers) or self._in_answers_table()

    def _answers_at(self, slot: str) -> None:
        """A place for an answer: what stands there is not compared, so that there may not be more of them than were sent."""
        self._trick("answer-place", slot if any(table.headed for table in self._tables) else f"{slot} *")

    def _trick(self, kind: TrickKind, text: str, author: str = "") -> None:
        self.tricks.append(PlacedTrick(self._place(), kind, canonical(text), author))

    def _place(self) -> int:
        """After how many lines the walk is."""
        lines = len(self.lines) + sum(len(table.lines) for table in self._tables)
        return lines - 1 if self._in_answers_table() else lines  # those of answers are not kept

    # ── paragraphs and tables ──

    def _paragraph(self, element: Element) -> None:
        paragraph = Paragraph()
        self._paragraphs.append(paragraph)
        self.inside(element)
        self._paragraphs.pop()
        self._end_of_paragraph(paragraph)
        element.clear()

    def _end_of_paragraph(self, paragraph: Paragraph) -> None:
        if self._tables and self._tables[-1].answering:
            return  # the place of an answer, also where an office program lost its control and bookmark
        for address in paragraph.links:
            paragraph.say(f" (→ {address})")
        text = self._as_read(paragraph, paragraph.text)
        before = text if paragraph.before is None else self._as_read(paragraph, paragraph.before)
        if self._tables and self._tables[-1].rows == 1 and not self._tables[-1].first:
            self._tables[-1].begin(text)
        lines = self._tables[-1].lines if self._tables else self.lines
        lines.append(Line(text, before, paragraph.style, paragraph.heading_of, bool(self._tables), paragraph.label))

    def _paragraph_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        style = properties.find(_STYLE)
        paragraph.style = style.get(_VALUE, "") if style is not None else ""
        if style is not None and len(properties) == 1:  # as most are
            paragraph.label, paragraph.look = self.looks.label(paragraph.style, None)
            return
        paragraph.label, look = self.looks.label(paragraph.style, properties.find(f"{_W}numPr"))
        own = look_of(properties)
        paragraph.look = own if look is SAYS_NOTHING else own.over(look)
        folded = properties.find(f"{_W15}collapsed")  # Word opens with all that follows this heading out of sight
        if folded is not None and folded.get(f"{_W15}val", "1") not in OFF:
            self._trick("hidden", "[+]")
        if properties.find(f"{_W}framePr") is not None:
            self._draw("frame")
        mark = properties.find(_LOOK)
        for kind, sign in (("ins", "+"), ("del", "-")):
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                self._trick("tracked", f"{sign} ¶", change.get(f"{_W}author", ""))

    def _section(self, properties: Element) -> None:
        self.skip(properties)  # what it held before a tracked change is no section
        if not self._tables and len(self._paragraphs) < 2:
            self.sections.append((len(self.lines), properties))
            if len(self.sections) > _MOST_SECTIONS:
                raise TooMuch

    def _as_read(self, paragraph: Paragraph, pieces: list[str]) -> str:
        text = "".join(pieces)
        return canonical(_TOC_PAGE.sub("", text) if self.looks.is_toc(paragraph.style) else text)

    def begin_of_table(self) -> None:
        self._tables.append(Table())

    def end_of_table(self) -> None:
        table = self._tables.pop()
        (self._tables[-1].lines if self._tables else self.lines).extend(table.lines)

    def _table_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._tables:
            return
        style = properties.find(f"{_W}tblStyle")
        self._tables[-1].style = style.get(_VALUE, "") if style is not None else ""
        if properties.find(f"{_W}tblpPr") is not None:
            self._draw("table")
        self._tables[-1].off_page = self.looks.is_beside_page(properties)

    def _row(self, element: Element) -> None:
        if self._tables:
            self._tables[-1].rows += 1
            around = self._rows[-1] if self._rows else Row()
            self._rows.append(Row(around.gone, around.trick or ("distorted" if self._tables[-1].off_page else None)))
        self.inside(element)
        if self._rows:
            self._rows.pop()

    def _row_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._rows:
            return
        row = self._rows[-1]
        if (gone := properties.find(f"{_W}del")) is not None:
            row.gone = gone.get(f"{_W}author", "") or "?"
        if is_on(properties, "hidden"):
            row.trick = "hidden"
        height = properties.find(f"{_W}trHeight")
        if height is not None and height.get(f"{_W}hRule") == "exact":
            if twips(height.get(_VALUE, "")) < _FLAT:
                row.trick = "tiny"
            elif not self._in_answers_table():
                self._trick("cut", "row")

    def _cell(self, cell: Element) -> None:
        self._fills.append("")
        self.inside(cell)
        self._fills.pop()

    def _shade(self, shade: Element) -> None:
        self.inside(shade)
        if self._fills and not self._paragraphs:
            self._fills[-1] = fill_of(shade)

    def _width(self, width: Element) -> None:
        if self._rows and width.get(f"{_W}type") == "dxa" and twips(width.get(f"{_W}w", ""), _THIN) < _THIN:
            self._rows[-1].trick = "distorted"

    def _squeezed(self, fit: Element) -> None:
        if self._rows and fit.get(_VALUE, "1") not in OFF:
            self._rows[-1].trick = "distorted"


def _floats(drawing: Element) -> bool:
    return any(one.tag == ANCHOR or floats(one) for one in drawing)


def _children(run: Element) -> Iterator[Element]:
    """What stands in a run, also where it stands there for some programs only."""
    for child in run:
        if child.tag == CHOICES:
            yield from (inner for branch in child[:1] for inner in branch)
        else:
            yield child
