"""Reads the answers in a Word file that comes back, whatever the office program left of their fields.

An answer leaves several trails (see `answerform`): the cell under «Antwoord AUTH-01», the control with its tag,
its list values or its name, and a bookmark. The cell goes first, since it also holds what somebody typed
beside the control; a field in no such cell is found by the others.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, iterparse

from pve_gen import answerform
from pve_gen.answerform import FIELDS, Field
from pve_gen.canonical import canonical
from pve_gen.model import Kind
from pve_gen.officefile import custom_properties, read_office
from pve_gen.response import GivenAnswer, Response, ResponseFinding, chosen, filled_in, missing

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEAD = re.compile(r"(?:Antwoord|Answer) ([A-Z]{2,6}-\d{2,3})\Z")
_TAG = re.compile(rf"pve:([A-Z]{{2,6}}-\d{{2,3}}):({'|'.join(FIELDS)})\Z")
_LIST_VALUE = re.compile(r"([A-Z]{2,6}-\d{2,3})=[a-z]+\Z")
_BOOKMARK = re.compile(rf"pve_([A-Z]{{2,6}})_(\d{{2,3}})_({'|'.join(FIELDS)})\Z")
_HEADING = re.compile(r"([A-Z]{2,6}-\d{2,3})\b")
_TRAILS = ("cell", "tag", "list", "name", "bookmark")  # the one that says most first
_NAMES: dict[str, Field] = {
    name: field_ for field_, words in answerform.NAMES.items() for name in (words.nl, words.en)
}  # what a control is called → its field

Slot = tuple[str, Field]
"""A requirement and one of its fields."""


@dataclass(slots=True)
class _Text:
    """Text that is being gathered: of a cell, control or bookmark."""

    pieces: list[str] = field(default_factory=list)
    slots: dict[Slot, str] = field(default_factory=dict)  # fields found in it, and the trail that told
    placeholder: bool = False
    tracked: str = ""

    @property
    def text(self) -> str:
        lines = "".join(self.pieces).split("\n")
        return "\n".join(line.strip() for line in lines).strip("\n")


@dataclass(slots=True)
class _Table:
    """An open table: its rows so far, each a list of cells."""

    rows: list[list[_Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in a field, where it was found, and what told."""

    slot: Slot
    text: str
    trail: str
    place: str
    tracked: str


def read_word_answers(data: bytes, known: Mapping[str, Kind]) -> Response:
    """The answers in a .docx to the requirements in `known` (id → kind); OfficeError where the file is not to be trusted."""
    parts = read_office(data, "docx")
    walk = _Walk()
    walk.through(parts["word/document.xml"])
    properties = custom_properties(parts)
    answers, findings = _answers(walk.found, known)
    return Response(
        supplier=canonical(walk.supplier),
        document=properties.get("pve-document", ""),
        hash=properties.get("pve-hash", ""),
        answers=tuple(answers),
        findings=(*walk.findings, *findings, *missing(known, {found.slot[0] for found in walk.found}, "the document")),
    )


class _Walk:
    """Walks through the document in order, and gathers what stands in each field."""

    def __init__(self) -> None:
        self.found: list[_Found] = []
        self.findings: list[ResponseFinding] = []
        self.supplier = ""
        self._tables: list[_Table] = []
        self._cells: list[_Text] = []
        self._controls: list[tuple[_Text, list[Slot]]] = []
        self._supplier_controls = 0
        self._bookmarks: dict[str, tuple[Slot, _Text]] = {}
        self._suppliers: dict[str, _Text] = {}  # of each open bookmark around the name of the supplier
        self._paragraphs: list[list[str]] = []
        self._removed = self._added = self._skipped = 0
        self._author = ""
        self._heading = ""

    def through(self, content: bytes) -> None:
        """The part, from begin to end."""
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            if element.tag == _ALTERNATIVE:
                self._skipped += 1 if event == "start" else -1
            elif self._skipped:
                continue
            elif event == "start":
                self._begin(element)
            else:
                self._end(element)

    def _begin(self, element: Element) -> None:
        match element.tag.removeprefix(_W):
            case "p":
                self._paragraphs.append([])
            case "tbl":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows.append([])
            case "tc":
                self._cells.append(_Text())
            case "sdt":
                self._controls.append((_Text(), []))
            case "ins" | "moveTo":
                self._added += 1
                self._author = element.get(f"{_W}author", "")
            case "del" | "moveFrom":
                self._removed += 1
                self._author = element.get(f"{_W}author", "")
            case "bookmarkStart" if found := _BOOKMARK.match(element.get(f"{_W}name", "")):
                slot: Slot = (f"{found[1]}-{found[2]}", found[3])  # type: ignore[assignment]
                self._bookmarks[element.get(f"{_W}id", "")] = slot, _Text()
                self._note(slot, "bookmark")
            case "bookmarkStart" if element.get(f"{_W}name") == answerform.SUPPLIER_BOOKMARK:
                self._suppliers[element.get(f"{_W}id", "")] = _Text()
            case "bookmarkEnd" if named := self._suppliers.pop(element.get(f"{_W}id", ""), None):
                self.supplier = self.supplier or _filled(named)
            case "bookmarkEnd" if ended := self._bookmarks.pop(element.get(f"{_W}id", ""), None):
                self._keep(ended[0], ended[1], "bookmark")

    def _end(self, element: Element) -> None:
        match element.tag.removeprefix(_W):
            case "t":
                self._text(element.text or "")
            case "delText":
                self._removed_text(element.text or "")
            case "tab":
                self._text("\t")
            case "br" | "cr":
                self._text("\n")
            case "noBreakHyphen":
                self._text("-")
            case "sdtPr" if self._controls:
                self._control(element)
            case "sdt":
                self._end_of_control()
            case "ins" | "moveTo":
                self._added -= 1
            case "del" | "moveFrom":
                self._removed -= 1
            case "p":
                self._end_of_paragraph()
                element.clear()
            case "tc":
                self._end_of_cell()
            case "tbl":
                self._end_of_table()
                element.clear()

    # ── text ──

    def _open(self) -> Iterator[_Text]:
        """Everything that the walk is inside of."""
        yield from (text for text, _slots in self._controls)
        yield from (text for _slot, text in self._bookmarks.values())
        yield from self._suppliers.values()
        yield from self._cells

    def _text(self, text: str) -> None:
        if self._removed:
            return
        for one in self._open():
            one.pieces.append(text)
            if self._added and text.strip():
                one.tracked = self._author or "somebody"
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def _removed_text(self, text: str) -> None:
        for one in self._open():
            if text.strip():
                one.tracked = self._author or "somebody"

    def _end_of_paragraph(self) -> None:
        paragraph = canonical("".join(self._paragraphs.pop()))
        if not self._cells and _HEADING.match(paragraph):
            self._heading = paragraph
        for one in self._open():
            one.pieces.append("\n")

    # ── fields ──

    def _note(self, slot: Slot, trail: str) -> None:
        """That a field is in the cell where the walk is; a surer trail replaces another."""
        if self._cells:
            known = self._cells[-1].slots
            if slot not in known or _TRAILS.index(trail) < _TRAILS.index(known[slot]):
                known[slot] = trail

    def _control(self, properties: Element) -> None:
        text, slots = self._controls[-1]
        text.placeholder = properties.find(f"{_W}showingPlcHdr") is not None
        tag, name = (_value(properties, kind) for kind in ("tag", "alias"))
        if tag == answerform.SUPPLIER_TAG:
            self._supplier_controls = len(self._controls)
            return
        values = (_LIST_VALUE.match(item.get(f"{_W}value", "")) for item in properties.iter(f"{_W}listItem"))
        if found := _TAG.match(tag):
            slots.append((found[1], found[2]))  # type: ignore[arg-type]
            self._note(slots[-1], "tag")
        elif listed := next(filter(None, values), None):
            slots.append((listed[1], "answer"))
            self._note(slots[-1], "list")
        elif (words := name.rpartition(" "))[0] in _NAMES and _HEADING.match(words[2]):
            slots.append((words[2], _NAMES[words[0]]))
            self._note(slots[-1], "name")

    def _end_of_control(self) -> None:
        if len(self._controls) == self._supplier_controls:
            self.supplier, self._supplier_controls = _filled(self._controls[-1][0]), 0
        text, slots = self._controls.pop()
        for slot in slots:
            self._keep(slot, text, "tag")

    def _keep(self, slot: Slot, text: _Text, trail: str) -> None:
        said = "" if text.placeholder else text.text
        self.found.append(_Found(slot, said, trail, self._place(slot[1]), text.tracked))

    def _end_of_cell(self) -> None:
        cell = self._cells.pop()
        if self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append(cell)

    def _end_of_table(self) -> None:
        table = self._tables.pop()
        head = _HEAD.match(canonical(table.rows[0][0].text)) if table.rows and table.rows[0] else None
        if not head or len(table.rows) < 2:
            return
        for index, cell in enumerate(table.rows[1][: len(FIELDS)]):
            inside = list(cell.slots)
            slot = inside[0] if len(inside) == 1 else (head[1], FIELDS[index])
            if slot[0] != head[1]:
                self.findings.append(
                    ResponseFinding(
                        rule="requirement-mixed",
                        requirement=head[1],
                        place=self._place(slot[1]),
                        message=f"the field of {slot[0]} stands under {head[1]}",
                        hint="ask the supplier which of the two is meant",
                    )
                )
            self.found.append(_Found((head[1], FIELDS[index]), cell.text, "cell", self._place(FIELDS[index]), cell.tracked))

    def _place(self, field_: Field) -> str:
        return f"under «{self._heading}», {field_}" if self._heading else field_


def _filled(text: _Text) -> str:
    """What somebody wrote there; nothing where that is still the text that invites to."""
    inviting = (answerform.SUPPLIER_PLACEHOLDER.nl, answerform.SUPPLIER_PLACEHOLDER.en)
    return "" if text.placeholder or canonical(text.text) in inviting else text.text


def _value(properties: Element, kind: str) -> str:
    found = properties.find(f"{_W}{kind}")
    return found.get(f"{_W}val", "") if found is not None else ""


# ── From fields to answers ─────────────────────────────────────────────────────────────────────


def _answers(found: list[_Found], known: Mapping[str, Kind]) -> tuple[list[GivenAnswer], list[ResponseFinding]]:
    by_slot: dict[Slot, list[_Found]] = {}
    for one in found:
        by_slot.setdefault(one.slot, []).append(one)
    answers: list[GivenAnswer] = []
    findings: list[ResponseFinding] = []
    for id in dict.fromkeys(slot[0] for slot in by_slot):
        if id not in known:
            place = next(one.place for one in found if one.slot[0] == id)
            message, hint = "was not asked in this programme", "ask the supplier what it belongs to"
            findings.append(ResponseFinding(rule="requirement-unknown", requirement=id, place=place, message=message, hint=hint))
            continue
        texts: dict[Field, str] = {}
        place = ""
        wrong: list[ResponseFinding] = []
        for field_ in FIELDS:
            candidates = _best(by_slot.get((id, field_), []))
            texts[field_] = filled_in(candidates[0].text) if candidates else ""
            place = place or (candidates[0].place if candidates else "")
            wrong += _doubts(id, field_, candidates)
        answer, finding = chosen(id, known[id], texts["answer"], place)
        if finding:
            wrong.append(finding)
        findings += wrong
        sure = not any(one.rule in {"answer-twice", "answer-tracked"} for one in wrong)
        answers.append(
            GivenAnswer(
                requirement=id,
                answer=answer if sure else "",
                said=texts["answer"],
                explanation=texts["explanation"],
                evidence=texts["evidence"],
                place=place,
            )
        )
    return answers, findings


def _best(found: list[_Found]) -> list[_Found]:
    """What the surest trail told; where the same field is there more than once, each."""
    trail = next((trail for trail in _TRAILS if any(one.trail == trail for one in found)), "")
    return [one for one in found if one.trail == trail]


def _doubts(id: str, field_: Field, candidates: list[_Found]) -> Iterator[ResponseFinding]:
    if len({canonical(filled_in(one.text)) for one in candidates}) > 1:
        said = " and ".join(f"«{canonical(filled_in(one.text)) or 'nothing'}»" for one in candidates)
        yield ResponseFinding(
            rule="answer-twice",
            requirement=id,
            place=candidates[-1].place,
            message=f"the {field_} is given more than once: {said}",
            hint="ask the supplier which holds",
        )
    for one in candidates:
        if one.tracked:
            yield ResponseFinding(
                rule="answer-tracked",
                requirement=id,
                place=one.place,
                message=f"the {field_} holds a tracked change by {one.tracked}",
                hint="ask for the answer with all changes accepted or rejected",
            )
