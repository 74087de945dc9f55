"""Finds the fields that a supplier fills in, in a Word file that comes back: what stands in each, where, and what a reader may miss.

A field leaves several trails (see `answerform`): the cell under «Antwoord AUTH-01», the control with its tag,
its list values or its name, and a bookmark. Which of them counts is for `wordanswers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from pve_gen import answerform
from pve_gen.canonical import canonical
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
    value,
)
from pve_gen.response import folded, short
from pve_gen.values import Struct, field, replace
from pve_gen.wordlook import Looks, walked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HEADING_MARK = re.compile(rb'w:name="pve_[A-Z]{2,6}_\d{2,3}_heading"')
_SUPPLIER = {folded(answerform.SUPPLIER_NAME.nl), folded(answerform.SUPPLIER_NAME.en)}
_NAMED = frozenset(
    {"p", "tbl", "tr", "tc", "sdt", "ins", "moveTo", "del", "moveFrom", "hyperlink", "r", "pPr", "trPr", "shd", "sdtPr"}
    | {"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentReference", "altChunk", "object", "subDoc"}
)


class _Control(Struct):
    """An open content control, and how much had been gathered around it when it began."""

    text: Gathered
    slot: Slot | None = None
    trail: Trail = "tag"
    around: list[tuple[list[str], int]] = field(default_factory=list)
    supplier: bool = False


class _Paragraph(Struct):
    style: str = ""
    heading_of: str = ""
    pieces: list[str] = field(default_factory=list)


class Fields:
    """The fields of a document, read by walking through its text in order."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.supplier = ""
        self.loose: list[Loose] = []
        self._found: list[tuple[Found, Gathered | None]] = []  # each with the cell it is in
        self._looks = Looks(parts)
        self._notes = {kind: notes_in(parts, kind) for kind in ("footnote", "endnote", "comment")}
        self._links = links_in(parts)
        self._tables: list[list[list[Gathered]]] = []  # of each open table its rows so far, each a list of cells
        self._cells: list[Gathered] = []
        self._fills: list[str] = []  # of each open cell its colour
        self._rows: list[list[Remark]] = []  # of each open row what is to say of all its cells
        self._controls: list[_Control] = []
        self._bookmarks: dict[str, tuple[Slot | None, Gathered, Gathered | None]] = {}  # no slot: the name of the supplier
        self._paragraphs: list[_Paragraph] = []
        self._hyperlinks: list[tuple[str, list[str]]] = []
        self._changes: list[tuple[str, str]] = []  # of each open tracked change its sign and author
        self._heading = self._under = ""
        self._heading_styles: set[str] = set()
        self._marked = bool(_HEADING_MARK.search(parts["word/document.xml"]))
        self._through(parts["word/document.xml"])

    @property
    def found(self) -> tuple[Found, ...]:
        """Every field, in the order of the document."""
        return tuple(_in_cell(one, cell) if cell else one for one, cell in self._found)

    def _through(self, content: bytes) -> None:
        for event, name, element in walked(content, _NAMED):
            if event == "start":
                self._begin(name, element)
            else:
                self._end(name, element)

    def _begin(self, name: str, element: Element) -> None:
        match name:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tbl":
                self._tables.append([])
            case "tr" if self._tables:
                self._tables[-1].append([])
                self._rows.append([])
            case "tc":
                self._cells.append(Gathered(said={remark: [] for remark in self._rows[-1]} if self._rows else {}))
                self._fills.append("")
            case "sdt":
                around = [(pieces, len(pieces)) for one in self._open() for pieces in (one.pieces, one.beside)]
                self._controls.append(_Control(Gathered(), around=around))
            case "ins" | "moveTo":
                self._changes.append(("+", element.get(f"{_W}author", "")))
            case "del" | "moveFrom":
                self._changes.append(("-", element.get(f"{_W}author", "")))
            case "hyperlink":
                self._hyperlinks.append((self._links.get(element.get(f"{_R}id", ""), ""), []))
            case "bookmarkStart":
                self._bookmark(element.get(f"{_W}id", ""), element.get(f"{_W}name", ""))
            case "bookmarkEnd":
                self._end_of_bookmark(element.get(f"{_W}id", ""))
            case "commentRangeStart" | "commentReference":
                author, text = self._notes["comment"].get(element.get(f"{_W}id", ""), ("", ""))
                self._remark("answer-attached", f"has a comment by {author or 'somebody'}: «{short(text, 300)}»")

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "r":
                self._run(element)
                element.clear()
            case "pPr" if self._paragraphs:
                self._paragraph_properties(element)
            case "trPr" if self._rows:
                self._row_properties(element)
            case "shd" if self._fills and not self._paragraphs:
                self._fills[-1] = element.get(f"{_W}fill", "")
            case "sdtPr" if self._controls:
                self._control(element)
            case "sdt":
                self._end_of_control()
            case "ins" | "moveTo" | "del" | "moveFrom":
                self._changes.pop()
            case "hyperlink":
                self._end_of_hyperlink()
            case "p":
                self._end_of_paragraph()
                element.clear()
            case "tc":
                self._end_of_cell()
            case "tr" if self._rows:
                self._rows.pop()
            case "tbl":
                self._end_of_table()
                element.clear()
            case "altChunk" | "object" | "subDoc":
                self._remark("answer-attached", "holds an embedded file, which is not read")
            case "formula":
                self._text(element.text or "")
            case "picture":
                self._remark("answer-attached", "holds a picture, which is not read")

    # ── text ──

    def _open(self) -> Iterator[Gathered]:
        """Everything that the walk is inside of."""
        yield from (control.text for control in self._controls)
        yield from (text for _slot, text, _cell in self._bookmarks.values())
        yield from self._cells

    def _run(self, run: Element) -> None:
        style = self._paragraphs[-1].style if self._paragraphs else ""
        trick = self._looks.trick(run.find(f"{_W}rPr"), style, self._fills[-1] if self._fills else "") or ""
        for child in run:
            match child.tag.removeprefix(_W):
                case "t" | "delText":
                    text = "".join(child.itertext()).replace("\n", " ")
                    self._text(text if child.get(_SPACE) == "preserve" else text.strip(" "), trick)
                case "tab" | "ptab":
                    self._text("\t", trick)
                case "br" | "cr":
                    self._text("\n", trick)
                case "noBreakHyphen" | "softHyphen" as hyphen:
                    self._text("-" if hyphen == "noBreakHyphen" else "\u00ad", trick)
                case "sym":
                    self._text(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
                case "footnoteReference" | "endnoteReference" as reference:
                    kind = reference.removesuffix("Reference")
                    _author, text = self._notes[kind].get(child.get(f"{_W}id", ""), ("", ""))
                    self._remark("answer-attached", f"has a {kind}: «{short(text, 300)}»")
                    self._text(f" [{text}]")

    def _text(self, text: str, trick: str = "") -> None:
        if self._changes and text.strip():
            sign, author = self._changes[-1]
            self._remark("answer-tracked", f"holds a tracked change by {author or 'somebody'}", f"{{{sign}{text}{sign}}}")
        if any(sign == "-" for sign, _author in self._changes):
            return
        if trick and text.strip():
            self._remark("answer-hidden", f"has {trick} text", text)
        for one in self._open():
            one.pieces.append(text)
        if self._cells and not self._controls:
            self._cells[-1].beside.append(text)
        for _target, said in self._hyperlinks[-1:]:
            said.append(text)
        if self._paragraphs:
            self._paragraphs[-1].pieces.append(text)

    def _remark(self, rule: str, what: str, text: str = "") -> None:
        for one in self._open():
            one.said.setdefault((rule, what), []).extend(filter(None, [text]))

    def _paragraph_properties(self, properties: Element) -> None:
        self._paragraphs[-1].style = value(properties, "pStyle")
        mark = properties.find(f"{_W}rPr")
        for kind, sign in (("ins", "+"), ("del", "-")):
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                author = change.get(f"{_W}author", "") or "somebody"
                self._remark("answer-tracked", f"holds a tracked change by {author}", f"{{{sign}¶{sign}}}")

    def _end_of_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        text = canonical("".join(paragraph.pieces))
        if not self._cells:
            if paragraph.heading_of:
                self._heading_styles.add(paragraph.style)
            elif paragraph.style in self._heading_styles or not self._marked:
                paragraph.heading_of = headed(text)
            if paragraph.heading_of:
                self._heading, self._under = text, paragraph.heading_of
        for one in self._open():
            one.pieces.append("\n")
        if self._cells:
            self._cells[-1].beside.append("\n")

    def _end_of_hyperlink(self) -> None:
        target, said = self._hyperlinks.pop()
        if target and target.removeprefix("mailto:").rstrip("/") not in "".join(said):
            self._text(f" ({target})")  # on paper it would be lost

    # ── fields ──

    def _note(self, slot: Slot, trail: Trail) -> None:
        """That a field is in the cell where the walk is; a surer trail replaces another."""
        if self._cells:
            known = self._cells[-1].slots
            if slot not in known or TRAILS.index(trail) < TRAILS.index(known[slot]):
                known[slot] = trail

    def _control(self, properties: Element) -> None:
        control = self._controls[-1]
        control.supplier = value(properties, "tag") == answerform.SUPPLIER_TAG
        if found := of_control(properties):
            control.slot, control.trail = found
            self._note(control.slot, control.trail)

    def _end_of_control(self) -> None:
        control = self._controls.pop()
        if not control.text.text:  # what invites to answer is no text beside the answer
            for pieces, length in control.around:
                del pieces[length:]
        if control.supplier:
            self.supplier = self.supplier or control.text.text
        elif control.slot:
            self._keep(control.slot, control.text, control.trail, self._cells[-1] if self._cells else None)

    def _bookmark(self, id: str, name: str) -> None:
        if name == answerform.SUPPLIER_BOOKMARK:
            self._bookmarks[id] = None, Gathered(), None
        elif (found := of_bookmark(name)) and found[1] == "heading":
            if self._paragraphs:
                self._paragraphs[-1].heading_of = found[0]
        elif found:
            slot: Slot = found  # type: ignore[assignment]
            self._bookmarks[id] = slot, Gathered(), self._cells[-1] if self._cells else None
            self._note(slot, "bookmark")

    def _end_of_bookmark(self, id: str) -> None:
        if ended := self._bookmarks.pop(id, None):
            slot, text, cell = ended
            if slot:
                self._keep(slot, text, "bookmark", cell)
            else:
                self.supplier = self.supplier or text.text

    def _keep(self, slot: Slot, text: Gathered, trail: Trail, cell: Gathered | None, more: tuple[Remark, ...] = ()) -> None:
        remarks = (*text.remarks, *more)
        found = Found(slot=slot, text=text.text, trail=trail, heading=self._heading, under=self._under, remarks=remarks)
        self._found.append((found, cell))

    # ── tables ──

    def _row_properties(self, properties: Element) -> None:
        for kind, what in (("ins", "was added"), ("del", "was removed")):
            if (change := properties.find(f"{_W}{kind}")) is not None:
                author = change.get(f"{_W}author", "") or "somebody"
                self._rows[-1].append(("answer-tracked", f"stands in a row that {what} by {author}, as a tracked change"))
        if properties.find(f"{_W}hidden") is not None:
            self._rows[-1].append(("answer-hidden", "stands in a row that somebody hid"))

    def _end_of_cell(self) -> None:
        cell = self._cells.pop()
        self._fills.pop()
        if self._tables and self._tables[-1]:
            self._tables[-1][-1].append(cell)

    def _end_of_table(self) -> None:
        table = read_table(self._tables.pop(), self._heading)
        self.supplier = self.supplier or table.supplier
        self.loose += table.loose
        for slot, cell, remarks in table.fields:
            self._keep(slot, cell, "cell", None, remarks)


def _in_cell(found: Found, cell: Gathered) -> Found:
    """A control or bookmark, with what its cell turned out to be."""
    if cell.mixed:
        return replace(found, remarks=(*found.remarks, ("requirement-mixed", f"of {found.slot[0]} stands under «{cell.mixed}»")))
    return replace(found, within=cell.adopted)
