"""A part of a Word template → Jinja source.

A tag that stands for its paragraph, row, cell or run takes the place of that element, and what a loop or condition
repeats or leaves out must be whole elements.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from pve_gen.values import Struct
from pve_gen.wordtags import MARK, MARKUP, Found, Level, Tag, TagError, marked

_ELEMENT: dict[Level, str] = {"p": "paragraph", "tr": "table row", "tc": "table cell", "r": "run"}
_WIDEST_FIRST: tuple[Literal["tr", "tc", "p"], ...] = ("tr", "tc", "p")
_EDGE = re.compile(r"<(/?)(\w[\w:.-]*)[^<>]*?(/?)>")
# Where Word wants a paragraph at the end, and a tag stands instead.
_NEEDS_PARAGRAPH = re.compile(r"</w:(?:tc|txbxContent|hdr|ftr|footnote|endnote)>")
PARAGRAPH_HERE = "\x03"  # in rendered XML: a paragraph must end here, if there is none
_BREAK = re.compile(r'<w:br\s[^>]*w:type="(?:page|column)"[^>]*/>')
_SECTION = re.compile(r"<w:sectPr[\s>].*?</w:sectPr>", re.DOTALL)
_MAX_DEPTH = 40  # Python itself, which Jinja compiles to, stops at a hundred
_MANY = 200  # mistakes in a part, after which nobody wants to read more: to place a tag that has no place takes long
_LARGE = 20_000  # characters of untouched XML from which we, and Jinja, are spared the reading of it
_WHOLE = re.compile(r'<w:p(?: [\w:]+="[^"<>]*")*>')
_BEGINS_ANOTHER, _ENDS_ODDLY = re.compile(r"<w:p[\s/>]"), re.compile(r"</w:p\s")  # two, since a long fixed beginning is found fast
_PASSAGE = re.compile("\x04(\\d+)\x05")


class Span(Struct, frozen=True):
    """A loop or condition within the text that begins in one paragraph, cell or row (`over`) and ends in another."""

    first: Tag
    over: Literal["p", "tc", "tr"]


class Source(Struct, frozen=True):
    """Jinja source for one part, of which nothing may be rendered where it holds `mistakes`.

    `raw` are the large pieces that it names as `_raw[…]`; `lines` are the source lines on which its `tags`
    begin; `may_empty` says that rendering may leave PARAGRAPH_HERE behind; `spans` are allowed, but seldom meant.
    """

    text: str
    raw: tuple[str, ...]
    lines: tuple[int, ...]
    tags: tuple[Tag, ...]
    may_empty: bool
    mistakes: tuple[TagError, ...]
    spans: tuple[Span, ...]


def source_of(passages: list[str], *, properties: bool = False) -> Source:
    """The Jinja source of a part in `passages_of` it; `properties` are those of the document, where text stands in no paragraph.

    The delimiters of the source are characters that XML cannot hold, so no text of the part, and no
    value, can ever be taken for a tag.
    """
    found = Found()
    whole = "".join(f"\x04{index}\x05" if index % 2 else text for index, text in enumerate(passages))
    return _assembled(marked(whole, found, properties=properties), passages, found)


def passages_of(xml: str) -> list[str]:
    """A part in pieces, of which every second is a long row of whole paragraphs that stand as they are: no tag or field is in them.

    That is what most of a large house style is. Joined, the pieces are the part.
    """
    if "<!" in xml or xml.find("<?", 1) >= 0:
        return [xml]  # in a comment, what looks like a paragraph is none
    passages: list[str] = []
    position = 0  # from where nothing is in a passage yet
    row = end = xml.find("</w:p>") + len("</w:p>")  # where the row began, and how far it goes
    while (after := xml.find("</w:p>", end)) >= 0:
        after += len("</w:p>")
        if not _stands(xml[end:after]):
            if end - row > _LARGE:
                passages += [xml[position:row], xml[row:end]]
                position = end
            row = after
        end = after
    if end - row > _LARGE:
        passages += [xml[position:row], xml[row:end]]
        position = end
    return [*passages, xml[position:]]


def _stands(paragraph: str) -> bool:
    """Whether what ends with that of a paragraph is one whole paragraph, with nothing in it that is a tag or a field, or may be part of one."""
    read = "{" in paragraph or "}" in paragraph or "fld" in paragraph or "instrText" in paragraph or "Relationship" in paragraph
    return not read and bool(_WHOLE.match(paragraph)) and not _BEGINS_ANOTHER.search(paragraph, 1) and not _ENDS_ODDLY.search(paragraph)


class _Elements:
    """Where the elements of one level begin and end in a part; found once a level, so that it stays linear."""

    def __init__(self, xml: str) -> None:
        self.xml = xml
        self.edges: dict[Level, tuple[list[int], list[tuple[int, int]]]] = {}

    def around(self, level: Level, place: int) -> tuple[int, int] | None:
        """From begin to end of the innermost element of `level` that holds `place`."""
        starts, ends = self._edges(level)
        index = bisect_left(starts, place)
        depth, first = 0, index - 1
        while first >= 0 and depth >= 0:
            depth += -1 if ends[first][1] else 1
            first -= 1
        if depth >= 0:
            return None
        depth, last = 0, index
        while last < len(ends) and depth >= 0:
            depth += 1 if ends[last][1] else -1
            last += 1
        return (starts[first + 1], ends[last - 1][0]) if depth < 0 else None

    def _edges(self, level: Level) -> tuple[list[int], list[tuple[int, int]]]:
        if level not in self.edges:
            found = [edge for edge in re.finditer(rf"<w:{level}(?:\s[^>]*?)?(/)?>|</w:{level}>", self.xml) if not edge[1]]
            self.edges[level] = [edge.start() for edge in found], [(edge.end(), edge[0][1] != "/") for edge in found]
        return self.edges[level]


class _Block(Struct):
    """A loop or condition that has begun: inside which elements, how far out it has come, and which ends it `crossed` on the way."""

    tag: Tag
    path: list[str]
    left: int
    depth: int
    crossed: set[str]


class _Blocks:
    """Holds every loop and condition to one place: what it repeats or leaves out must be whole elements."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.opened: list[str] = []
        self.left: list[str] = []
        self.begun: list[_Block] = []
        self.rest = ""
        self.spans: list[Span] = []

    def walk(self, xml: str) -> None:
        """Past literal XML; only what stands inside a loop or condition matters."""
        if not self.begun:
            return
        xml = self.rest + xml
        half = xml.rfind("<")
        self.rest = xml[half:] if half >= 0 and xml.find(">", half) < 0 else ""  # a tag in an attribute cuts an element in two
        for closing, name, alone in _EDGE.findall(xml):
            if alone:
                continue
            if not closing:
                self.opened.append(name)
                continue
            if self.opened:
                self.opened.pop()
            else:
                self.left.append(name)
            depth = len(self.opened) - len(self.left)
            for block in self.begun:
                if depth < block.depth:
                    block.depth = depth
                    block.crossed.add(name)

    def meet(self, tag: Tag) -> None:
        """A tag; a mistake where its block began in another element. Pairs that do not match are Jinja's to tell."""
        word = tag.source[3:].split(maxsplit=1)[0] if tag.source.startswith("\x01%") else ""
        if word in {"if", "for"}:
            if len(self.begun) == _MAX_DEPTH:
                self.found.refuse(f"more than {_MAX_DEPTH} loops and conditions inside each other", tag.paragraph)
            self.begun.append(_Block(tag, [*self.opened], len(self.left), len(self.opened) - len(self.left), set()))
        elif self.begun and word in {"elif", "else", "endif", "endfor"}:
            block = self.begun[-1]
            if [*reversed(self.left[block.left :]), *block.path] != self.opened:
                self.found.refuse(
                    f"`{word}` stands elsewhere than the tag it belongs to: «{block.tag.paragraph}»",
                    tag.paragraph,
                    "put both in the text, or both in a paragraph, row or cell of the same table",
                )
            elif word.startswith("end") and (over := [level for level in _WIDEST_FIRST if f"w:{level}" in block.crossed]):
                self.spans.append(Span(block.tag, over[0]))
            # Back to how the block began, so that what it passed is not counted twice.
            del self.left[block.left :]
            self.opened = [*block.path]
            if word.startswith("end"):
                self.begun.pop()


def _breaks(paragraph: str) -> str:
    """A paragraph with the page and section breaks of one that vanishes: LibreOffice moves a break to the paragraph before it."""
    section = _SECTION.search(paragraph)
    breaks = "".join(f"<w:r>{found[0]}</w:r>" for found in _BREAK.finditer(paragraph))
    properties = f"<w:pPr>{section[0]}</w:pPr>" if section else ""
    return f"<w:p>{properties}{breaks}</w:p>" if properties or breaks else ""


def _assembled(marked: str, passages: list[str], found: Found) -> Source:
    pieces: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    tags: list[Tag] = []
    elements = _Elements(marked)
    blocks = _Blocks(found)
    line, position = 1, 0

    def add(text: str) -> None:
        nonlocal line
        blocks.walk(text)
        if pieces and pieces[-1].endswith("\x02") and _NEEDS_PARAGRAPH.match(text):
            pieces.append(PARAGRAPH_HERE)
        for index, literal in enumerate(_PASSAGE.split(text)):
            whole = passages[int(literal)] if index % 2 else literal
            if len(whole) > _LARGE:
                raw.append(whole)
                whole = f"\x01{{ _raw[{len(raw) - 1}]|_trusted }}\x02"
            pieces.append(whole)
            line += whole.count("\n")

    for mark in MARK.finditer(marked):
        if mark.start() < position:
            continue  # in an element that a tag before it already took the place of
        if len(found.mistakes) >= _MANY:
            break
        tag = found.tags[int(mark[1])]
        start, end = mark.span()
        if tag.level:
            around = elements.around(tag.level, start)
            if around is None or around[0] < position:
                found.refuse(f"a {tag.level}-tag that has no {_ELEMENT[tag.level]} of its own", tag.paragraph, "put it in one")
            else:
                start, end = around
        here = [found.tags[int(other[1])] for other in MARK.finditer(marked, start, end)]
        if tag.level and (
            MARKUP.sub("", MARK.sub("", marked[start:end])).strip()
            or any(other.level != tag.level and not other.source.startswith("\x01#") for other in here)
        ):
            found.refuse(
                f"a {tag.level}-tag takes the place of its whole {_ELEMENT[tag.level]}, and there is more in it",
                tag.paragraph,
                f"give the tag a {_ELEMENT[tag.level]} of its own",
            )
        breaks = _breaks(marked[start:end]) if tag.level == "p" else ""
        begins = tag.source.startswith(("\x01%\nif ", "\x01%\nfor "))
        add(marked[position:start] + (breaks if begins else ""))
        for one in here:
            lines.append(line + 1)  # a tag begins with a line break
            tags.append(one)
            blocks.meet(one)
            pieces.append(one.source)
            line += one.source.count("\n")
        if breaks and not begins:
            add(breaks)
        position = end
    add(marked[position:])
    return Source(
        text="".join(pieces),
        raw=tuple(raw),
        lines=tuple(lines),
        tags=tuple(tags),
        may_empty=PARAGRAPH_HERE in pieces,
        mistakes=tuple(found.mistakes),
        spans=tuple(blocks.spans),
    )
