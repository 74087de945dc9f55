"""Finds the fields that a supplier fills in, in a Word file that comes back: what stands in each, where, and what a reader may miss.

A field leaves several trails (see `answerform`): the cell under «Antwoord AUTH-01», the control with its tag,
its list values or its name, and a bookmark. Which of them counts is for `wordanswers`.
"""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

from pve_gen import answerform
from pve_gen.canonical import canonical
from pve_gen.readers.wordalternatives import BRANCHES, CHOICES, Alternatives
from pve_gen.readers.wordblocks import Visit, Walker, text_in
from pve_gen.readers.wordnotes import links_in, notes_in
from pve_gen.readers.wordtables import Gathered, read_table
from pve_gen.readers.wordtrails import (
    TRAILS,
    Found,
    Loose,
    Remark,
    Slot,
    Trail,
    headed,
    of_bookmark,
    of_control,
    of_heading,
    value,
)
from pve_gen.response import short
from pve_gen.values import Struct, field, replace
from pve_gen.wordlook import Looks, fill_of
from pve_gen.wordparts import WordParts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURES = ("}blip", "}imagedata")
_LOOK, _SYMBOL = f"{_W}rPr", f"{_W}sym"
_TEXTS = {f"{_W}t", f"{_W}delText"}
_SIGNS = {
    f"{_W}{name}": sign
    for name, sign in {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}.items()
}
_NOTES: dict[str, Literal["footnote", "endnote"]] = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}


class _Control(Struct):
    """An open content control."""

    text: Gathered
    slot: Slot | None = None
    trail: Trail = "tag"
    supplier: bool = False


class _Paragraph(Struct):
    style: str = ""
    heading_of: str = ""
    pieces: list[str] = field(default_factory=list)


class Fields(Walker):
    """The fields of a document, read by walking through its text in order."""

    def __init__(self, parts: WordParts) -> None:
        self.supplier = ""
        self.loose: list[Loose] = []
        self._found: list[Found] = []
        self._looks = Looks(parts)
        self._notes = {kind: notes_in(parts, kind) for kind in ("footnote", "endnote", "comment")}
        self._links = links_in(parts)
        self._tables: list[list[list[Gathered]]] = []  # of each open table its rows so far, each a list of cells
        self._cells: list[Gathered] = []
        self._fills: list[str] = []  # of each open cell its colour
        self._rows: list[list[Remark]] = []  # of each open row what is to say of all its cells
        self._controls: list[_Control] = []
        self._bookmarks: dict[str, tuple[Slot | None, Gathered, Gathered | None]] = {}  # no slot: the name of the supplier
        self._open: list[Gathered] = []  # all that the walk is inside of: controls, bookmarks and cells
        self._paragraphs: list[_Paragraph] = []
        self._hyperlinks: list[list[str]] = []  # of each open link its text
        self._changes: list[tuple[str, str]] = []  # of each open tracked change its sign and author
        self._alternatives: list[Alternatives] = []  # each open place with more than one thing
        self._heading = self._under = ""
        self._heading_styles: set[str] = set()
        self._marked = False  # whether any heading has a bookmark of ours
        super().__init__(
            {
                f"{_W}r": self._run,
                f"{_W}p": self._paragraph,
                f"{_W}pPr": self._paragraph_properties,
                f"{_W}tr": self._row,
                f"{_W}trPr": self._row_properties,
                f"{_W}tc": self._cell,
                f"{_W}shd": self._shade,
                f"{_W}sdt": self._control,
                f"{_W}sdtPr": self._control_properties,
                **dict.fromkeys((f"{_W}ins", f"{_W}moveTo"), self._addition),
                **dict.fromkeys((f"{_W}del", f"{_W}moveFrom"), self._removal),
                f"{_W}hyperlink": self._hyperlink,
                f"{_W}bookmarkStart": self._begin_of_bookmark,
                f"{_W}bookmarkEnd": self._end_of_bookmark,
                **dict.fromkeys((f"{_W}commentRangeStart", f"{_W}commentReference"), self._comment),
                **dict.fromkeys((f"{_W}altChunk", f"{_W}object", f"{_W}subDoc"), self._embedded),
                _MATH_TEXT: self._formula,
                CHOICES: self._choices,
                **dict.fromkeys(BRANCHES, self._branch),
            }
        )
        self.through(parts, "word/document.xml")
        self.found = tuple(self._found)
        """Every field, in the order of the document."""

    def meet(self, name: str) -> Visit | None:
        return self._picture if name.endswith(_PICTURES) else None

    # ── text ──

    def _run(self, run: Element) -> None:
        self.inside(run)
        trick = ""
        if self._open:
            style = self._paragraphs[-1].style if self._paragraphs else ""
            trick = self._looks.trick(run.find(_LOOK), style, self._fills[-1] if self._fills else "") or ""
        for child in run:
            if child.tag in _TEXTS:
                text = text_in(child).replace("\n", " ")
                self._text(text if child.get(_SPACE) == "preserve" else text.strip(" "), trick)
            elif child.tag in _SIGNS:
                self._text(_SIGNS[child.tag], trick)
            elif child.tag == _SYMBOL:
                self._text(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
            elif child.tag in _NOTES:
                _author, text = self._notes[_NOTES[child.tag]].get(child.get(f"{_W}id", ""), ("", ""))
                self._remark("answer-attached", f"has a {_NOTES[child.tag]}: «{short(text, 300)}»")
                self._text(f" [{text}]")
        run.clear()

    def _formula(self, formula: Element) -> None:
        self.inside(formula)
        self._text(formula.text or "")

    def _text(self, text: str, trick: str = "") -> None:
        if self._changes:
            if text.strip():
                sign, author = self._changes[-1]
                self._remark("answer-tracked", f"holds a tracked change by {author or 'somebody'}", f"{{{sign}{text}{sign}}}")
            if any(sign == "-" for sign, _author in self._changes):
                return
        if trick and text.strip():
            self._remark("answer-hidden", f"has {trick} text", text)
        for one in self._open:
            one.pieces.append(text)
        if self._cells and not self._controls:
            self._cells[-1].beside.append(text)
        if self._hyperlinks:
            self._hyperlinks[-1].append(text)
        if self._paragraphs:
            self._paragraphs[-1].pieces.append(text)

    def _remark(self, rule: str, what: str, text: str = "") -> None:
        for one in self._open:
            one.said.setdefault((rule, what), []).extend(filter(None, [text]))

    def _comment(self, mark: Element) -> None:
        author, text = self._notes["comment"].get(mark.get(f"{_W}id", ""), ("", ""))
        self._remark("answer-attached", f"has a comment by {author or 'somebody'}: «{short(text, 300)}»")
        self.inside(mark)

    def _embedded(self, file: Element) -> None:
        self.inside(file)
        self._remark("answer-attached", "holds an embedded file, which is not read")

    def _picture(self, picture: Element) -> None:
        self.inside(picture)
        self._remark("answer-attached", "holds a picture, which is not read")

    def _addition(self, change: Element) -> None:
        self._change("+", change)

    def _removal(self, change: Element) -> None:
        self._change("-", change)

    def _change(self, sign: str, change: Element) -> None:
        self._changes.append((sign, change.get(f"{_W}author", "")))
        self.inside(change)
        self._changes.pop()

    def _hyperlink(self, link: Element) -> None:
        self._hyperlinks.append([])
        self.inside(link)
        said = "".join(self._hyperlinks.pop())
        target = self._links.get(link.get(f"{_R}id", ""), "")
        if target and target.removeprefix("mailto:").rstrip("/") not in said:
            self._text(f" ({target})")  # on paper it would be lost

    def _choices(self, element: Element) -> None:
        self._alternatives.append(Alternatives(drawn=0))
        self.inside(element)
        self._alternatives.pop()

    def _branch(self, branch: Element) -> None:
        """Of what stands there more than once, what Word shows is read; what says something else is for `wordtext` to tell."""
        if not self._alternatives or self._alternatives[-1].shows(branch, self.namespaces):
            self.inside(branch)
        else:
            self.skip(branch)

    # ── paragraphs ──

    def _paragraph(self, element: Element) -> None:
        self._paragraphs.append(_Paragraph())
        self.inside(element)
        paragraph = self._paragraphs.pop()
        if not self._cells and (paragraph.heading_of or not self._marked or paragraph.style in self._heading_styles):
            self._head(paragraph, canonical("".join(paragraph.pieces)))
        for one in self._open:
            one.pieces.append("\n")
        if self._cells:
            self._cells[-1].beside.append("\n")
        element.clear()

    def _paragraph_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._paragraphs:
            return
        self._paragraphs[-1].style = value(properties, "pStyle")
        mark = properties.find(_LOOK)
        for kind, sign in (("ins", "+"), ("del", "-")) if mark is not None else ():
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                author = change.get(f"{_W}author", "") or "somebody"
                self._remark("answer-tracked", f"holds a tracked change by {author}", f"{{{sign}¶{sign}}}")

    def _head(self, paragraph: _Paragraph, text: str) -> None:
        """What may be a heading: one has a bookmark, the style of one that has, or an id at its begin."""
        if paragraph.heading_of:
            self._heading_styles.add(paragraph.style)
        if id := paragraph.heading_of or headed(text):
            self._heading, self._under = text, id

    def _mark_headings(self) -> None:
        """The first heading with a bookmark: what looked like one before it is none, such as a line in a table of contents."""
        self._marked = True
        self._heading = self._under = ""
        self._found = [replace(one, heading="", under="") for one in self._found]
        self.loose = [replace(one, heading="") for one in self.loose]

    # ── fields ──

    def _note(self, slot: Slot, trail: Trail) -> None:
        """That a field is in the cell where the walk is; a surer trail replaces another."""
        if self._cells:
            known = self._cells[-1].slots
            if slot not in known or TRAILS.index(trail) < TRAILS.index(known[slot]):
                known[slot] = trail

    def _control(self, element: Element) -> None:
        around = [(pieces, len(pieces)) for one in self._open for pieces in (one.pieces, one.beside)]
        control = _Control(Gathered())
        self._controls.append(control)
        self._open.append(control.text)
        self.inside(element)
        self._controls.pop()
        self._close(control.text)
        if not control.text.text:  # what invites to answer is no text beside the answer
            for pieces, length in around:
                del pieces[length:]
        if control.supplier:
            self.supplier = self.supplier or control.text.text
        elif control.slot:
            self._keep(control.slot, control.text, control.trail, self._cells[-1] if self._cells else None)

    def _control_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._controls:
            return
        control = self._controls[-1]
        control.supplier = value(properties, "tag") == answerform.SUPPLIER_TAG
        if found := of_control(properties):
            control.slot, control.trail = found
            self._note(control.slot, control.trail)

    def _begin_of_bookmark(self, mark: Element) -> None:
        id, name = mark.get(f"{_W}id", ""), mark.get(f"{_W}name", "")
        if name == answerform.SUPPLIER_BOOKMARK:
            self._open_bookmark(id, None, None)
        elif found := of_bookmark(name):
            self._open_bookmark(id, found, self._cells[-1] if self._cells else None)
            self._note(found, "bookmark")
        elif requirement := of_heading(name):
            if not self._marked:
                self._mark_headings()
            if self._paragraphs:
                self._paragraphs[-1].heading_of = requirement
        self.inside(mark)

    def _open_bookmark(self, id: str, slot: Slot | None, cell: Gathered | None) -> None:
        if id in self._bookmarks:
            self._close(self._bookmarks[id][1])
        self._bookmarks[id] = slot, Gathered(), cell
        self._open.append(self._bookmarks[id][1])

    def _end_of_bookmark(self, mark: Element) -> None:
        if ended := self._bookmarks.pop(mark.get(f"{_W}id", ""), None):
            slot, text, cell = ended
            self._close(text)
            if slot:
                self._keep(slot, text, "bookmark", cell)
            else:
                self.supplier = self.supplier or text.text
        self.inside(mark)

    def _close(self, gathered: Gathered) -> None:
        gathered.close()
        if self._open[-1] is gathered:
            self._open.pop()
        else:
            self._open = [one for one in self._open if one is not gathered]

    def _keep(self, slot: Slot, text: Gathered, trail: Trail, cell: Gathered | None, more: tuple[Remark, ...] = ()) -> None:
        remarks = (*text.remarks, *more)
        found = Found(slot=slot, text=text.text, trail=trail, heading=self._heading, under=self._under, remarks=remarks)
        if cell and not cell.read:
            cell.holds += (len(self._found),)
        self._found.append(_in_cell(found, cell) if cell and cell.read else found)

    # ── tables ──

    def begin_of_table(self) -> None:
        self._tables.append([])

    def end_of_table(self) -> None:
        rows = self._tables.pop()
        table = read_table(rows, self._heading)
        self.supplier = self.supplier or table.supplier
        self.loose += table.loose
        for cell in [cell for row in rows for cell in row]:
            cell.read = True
            for index in cell.holds:
                self._found[index] = _in_cell(self._found[index], cell)
        for slot, cell, remarks in table.fields:
            self._keep(slot, cell, "cell", None, remarks)

    def _row(self, row: Element) -> None:
        if self._tables:
            self._tables[-1].append([])
            self._rows.append([])
        self.inside(row)
        if self._rows:
            self._rows.pop()

    def _row_properties(self, properties: Element) -> None:
        self.inside(properties)
        if not self._rows:
            return
        for kind, what in (("ins", "was added"), ("del", "was removed")):
            if (change := properties.find(f"{_W}{kind}")) is not None:
                author = change.get(f"{_W}author", "") or "somebody"
                self._rows[-1].append(("answer-tracked", f"stands in a row that {what} by {author}, as a tracked change"))
        if properties.find(f"{_W}hidden") is not None:
            self._rows[-1].append(("answer-hidden", "stands in a row that somebody hid"))

    def _cell(self, element: Element) -> None:
        cell = Gathered(said={remark: [] for remark in self._rows[-1]} if self._rows else {})
        self._cells.append(cell)
        self._open.append(cell)
        self._fills.append("")
        self.inside(element)
        self._fills.pop()
        self._close(self._cells.pop())
        if self._tables and self._tables[-1]:
            self._tables[-1][-1].append(cell)

    def _shade(self, shade: Element) -> None:
        self.inside(shade)
        if self._fills and not self._paragraphs:
            self._fills[-1] = fill_of(shade)


def _in_cell(found: Found, cell: Gathered) -> Found:
    """A control or bookmark, with what its cell turned out to be."""
    if cell.mixed:
        return replace(found, remarks=(*found.remarks, ("requirement-mixed", f"of {found.slot[0]} stands under «{cell.mixed}»")))
    return replace(found, within=cell.adopted)
