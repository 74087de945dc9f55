"""Reads a Word file that comes back: every text on its pages, what is tracked or hidden in it, and where the answers stand.

Not python-docx: it does not see content controls, tracked insertions or text boxes, so an inserted `niet`
vanishes (its issues #340 and #1123). Here every element that can hold text is walked through in order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, fromstring

from pve_gen import answerform
from pve_gen.canonical import canonical
from pve_gen.officefile import custom_properties, read_office
from pve_gen.returned import Comment, DocumentText, Segment, Trick, TrickKind
from pve_gen.wordlook import Looks, walked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMED = frozenset(
    {"p", "tbl", "tr", "tc", "sdt", "ins", "moveTo", "del", "moveFrom", "fldSimple", "bookmarkStart", "bookmarkEnd"}
    | {"r", "pPr", "sdtPr", "trPr", "shd", "altChunk", "object", "subDoc"}
)
_EDGE = re.compile(r"word/(header|footer)\d*\.xml\Z")
_NOTES = re.compile(r"word/(footnotes|endnotes)\.xml\Z")
_COUNTING = {"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"}  # fields whose result changes with the layout
_TOC_PAGE = re.compile(r"\t\s*\d*\s*\Z")
_HEADING = re.compile(r"pve_([A-Z]{2,6})_(\d{2,3})_heading\Z")
_ANSWER = re.compile(rf"(pve_[A-Z]{{2,6}}_\d{{2,3}}_({'|'.join(answerform.FIELDS)})|{answerform.SUPPLIER_BOOKMARK})\Z")
_ID = re.compile(r"([A-Z]{2,6}-\d{2,3})\b")
_LAST_LISTED_OUTLINE = 1  # headings of chapters and their parts; those of requirements lie deeper


@dataclass(slots=True)
class _Line:
    """A paragraph: its text as it reads, as it read before tracked changes, and what it looks like."""

    text: str
    before: str
    style: str
    heading_of: str
    in_table: bool


@dataclass(frozen=True, slots=True)
class _Trick:
    """A trick after as many lines as `at` says."""

    at: int
    kind: TrickKind
    text: str
    author: str

    def in_(self, segment: str, key: str = "") -> Trick:
        return Trick(kind=self.kind, key=key, segment=segment, text=self.text, author=self.author)


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    text: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    heading_of: str = ""


@dataclass(slots=True)
class _Table:
    """An open table: the lines of its rows so far, of which all but the first are answers where the first says so."""

    rows: int = 0
    first: str = ""
    lines: list[_Line] = field(default_factory=list)


def read_word(data: bytes) -> DocumentText:
    """The text of a .docx, in segments; OfficeError where the file is not to be trusted."""
    parts = read_office(data, "docx")
    looks = Looks(parts)
    body = _Walk(looks)
    body.through(parts["word/document.xml"])
    found = list(_segments(body.lines, looks))
    starts, segments = zip(*found, strict=True) if found else ((), ())
    edges, notes = (_other_parts(parts, pattern, looks) for pattern in (_EDGE, _NOTES))
    at = [segments[max(bisect_right(starts, trick.at) - 1, 0)] if segments else None for trick in body.tricks]
    tricks = [trick.in_(segment.name, segment.key) if segment else trick.in_("") for trick, segment in zip(body.tricks, at, strict=True)]
    tricks += [trick.in_(name) for name, walk in (("header or footer", edges), ("notes", notes)) for trick in walk.tricks]
    return DocumentText(
        segments=segments,
        edges=tuple(dict.fromkeys(line.text for line in edges.lines if line.text)),
        notes=tuple(line.text for line in notes.lines if line.text),
        tricks=tuple(tricks),
        comments=tuple(_comments(parts)),
        pictures=body.pictures,
        properties=custom_properties(parts),
    )


def _other_parts(parts: Mapping[str, bytes], pattern: re.Pattern[str], looks: Looks) -> _Walk:
    walk = _Walk(looks)
    for name in sorted(parts):
        if pattern.match(name):
            walk.through(parts[name])
    return walk


def _comments(parts: Mapping[str, bytes]) -> Iterator[Comment]:
    for comment in fromstring(parts.get("word/comments.xml", b"<none/>")).iter(f"{_W}comment"):
        paragraphs = ("".join(text.text or "" for text in node.iter(f"{_W}t")) for node in comment.iter(f"{_W}p"))
        yield Comment(author=comment.get(f"{_W}author", ""), text=canonical(" ".join(paragraphs)))


class _Walk:
    """Walks through parts of a document in order, and keeps what it meets."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.lines: list[_Line] = []
        self.tricks: list[_Trick] = []
        self.pictures = 0
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._fields: list[list[str]] = []  # of each open field its instruction, and whether its result has begun
        self._controls: list[bool] = []  # of each open content control whether it holds an answer
        self._bookmarks: dict[str, bool] = {}  # of each open bookmark whether it holds an answer
        self._removed = self._added = 0
        self._authors: list[str] = []
        self._gone_rows: list[str] = []  # of each open row who removed it
        self._fills: list[str] = []  # of each open cell its colour

    def through(self, content: bytes) -> None:
        """One part, from begin to end."""
        for event, name, element in walked(content, _NAMED):
            if event == "start":
                self._begin(name, element)
            else:
                self._end(name, element)

    # ── begins and ends ──

    def _begin(self, name: str, element: Element) -> None:
        match name:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tbl":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows += 1
                self._gone_rows.append("")
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
            case "bookmarkStart":
                name = element.get(f"{_W}name", "")
                self._bookmarks[element.get(f"{_W}id", "")] = bool(_ANSWER.match(name))
                if (found := _HEADING.match(name)) and self._paragraphs:
                    self._paragraphs[-1].heading_of = f"{found[1]}-{found[2]}"
            case "bookmarkEnd":
                self._bookmarks.pop(element.get(f"{_W}id", ""), None)

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "r":
                self._run(element)
                element.clear()
            case "pPr" if self._paragraphs:
                self._properties(element)
            case "sdtPr" if self._controls:
                self._controls[-1] = _is_answer(element)
            case "sdt":
                self._controls.pop()
            case "ins" | "moveTo":
                self._added -= 1
                self._authors.pop()
            case "del" | "moveFrom":
                self._removed -= 1
                self._authors.pop()
            case "fldSimple":
                self._fields.pop()
            case "trPr" if self._gone_rows and (gone := element.find(f"{_W}del")) is not None:
                self._gone_rows[-1] = gone.get(f"{_W}author", "") or "?"
            case "tr" if self._gone_rows:
                self._gone_rows.pop()
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
            case "altChunk" | "object" | "subDoc":
                self._trick("embedded", name)
            case "formula":
                self._text(element.text or "", None)
            case "picture":
                self.pictures += 1

    # ── text ──

    def _run(self, run: Element) -> None:
        style = self._paragraphs[-1].style if self._paragraphs else ""
        trick = self.looks.trick(run.find(f"{_W}rPr"), style, self._fills[-1] if self._fills else "")
        for child in run:
            match child.tag.removeprefix(_W):
                case "t" | "delText":
                    self._text("".join(child.itertext()), trick)
                case "tab":
                    self._text("\t", trick)
                case "br" | "cr":
                    self._text(" ", trick)
                case "noBreakHyphen":
                    self._text("-", trick)
                case "sym":
                    self._text(f"[{child.get(f'{_W}font', '')} {child.get(f'{_W}char', '')}]", trick)
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
            self._fields.pop()

    def _text(self, text: str, trick: TrickKind | None) -> None:
        """Text where the walk is now: an answer, the code of a field, hidden, removed, added, or simply there."""
        if not self._paragraphs or self._in_answer() or self._in_field():
            return
        paragraph = self._paragraphs[-1]
        if trick:
            if text.strip():
                self._trick(trick, text)
            return
        if not self._added:
            paragraph.before.append(text)
        if not self._removed and not any(self._gone_rows):
            paragraph.text.append(text)
        if text.strip() and (self._added or self._removed):
            self._trick("tracked", ("- " if self._removed else "+ ") + text, self._authors[-1])
        elif text.strip() and any(self._gone_rows):
            self._trick("tracked", "- " + text, next(filter(None, self._gone_rows)))

    def _in_field(self) -> bool:
        """Whether this is the code of a field, or a number that changes with the layout."""
        # LibreOffice puts a whole line of the table of contents in a page reference; its number is cut off later.
        counting = _COUNTING - {"PAGEREF"} if self.looks.is_toc(self._paragraphs[-1].style) else _COUNTING
        return any((code.split() or [""])[0].upper() in counting or not result for code, result in self._fields)

    def _in_answer(self) -> bool:
        return any(self._controls) or any(self._bookmarks.values())

    def _trick(self, kind: TrickKind, text: str, author: str = "") -> None:
        pending = sum(len(table.lines) for table in self._tables)
        self.tricks.append(_Trick(len(self.lines) + pending, kind, canonical(text), author))

    # ── paragraphs and tables ──

    def _properties(self, properties: Element) -> None:
        style = properties.find(f"{_W}pStyle")
        self._paragraphs[-1].style = style.get(f"{_W}val", "") if style is not None else ""
        mark = properties.find(f"{_W}rPr")
        for kind, sign in (("ins", "+"), ("del", "-")):
            if mark is not None and (change := mark.find(f"{_W}{kind}")) is not None:
                self._trick("tracked", f"{sign} ¶", change.get(f"{_W}author", ""))

    def _paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        texts = ("".join(paragraph.text), "".join(paragraph.before))
        if self.looks.is_toc(paragraph.style):
            texts = (_TOC_PAGE.sub("", texts[0]), _TOC_PAGE.sub("", texts[1]))
        text, before = map(canonical, texts)
        line = _Line(text, before, paragraph.style, paragraph.heading_of, bool(self._tables))
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


def _is_answer(properties: Element) -> bool:
    """Whether a content control is one of ours: by its tag, or by the values of its list where the tag was lost."""
    tag = properties.find(f"{_W}tag")
    if tag is not None and tag.get(f"{_W}val", "").startswith("pve:"):
        return True
    return any(answerform.is_list_value(item.get(f"{_W}value", "")) for item in properties.iter(f"{_W}listItem"))


# ── Segments ───────────────────────────────────────────────────────────────────────────────────


def _segments(lines: list[_Line], looks: Looks) -> Iterator[tuple[int, Segment]]:
    """The lines in pieces, each with the number of its first: one begins at each heading of a chapter or requirement."""
    styles = {line.style for line in lines if line.heading_of and not line.in_table}
    key, title, start = "", "", 0
    for index, line in enumerate(lines):
        if line.in_table or not line.text:
            continue
        found = _ID.match(line.text) if line.heading_of or line.style in styles else None
        id = found[1] if found else line.heading_of
        if id or 0 <= looks.outline(line.style) <= _LAST_LISTED_OUTLINE:
            yield from _segment(key, title, start, lines[start:index])
            key, title, start = id, line.text, index
    yield from _segment(key, title, start, lines[start:])


def _segment(key: str, title: str, start: int, lines: Iterable[_Line]) -> Iterator[tuple[int, Segment]]:
    texts = tuple(line.text for line in lines if line.text)
    before = tuple(line.before for line in lines if line.before)
    if texts or before:
        yield start, Segment(key=key, title=title, lines=texts, before=before if before != texts else None)
