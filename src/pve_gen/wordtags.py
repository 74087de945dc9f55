"""Finds the tags in a part of a Word template, makes each whole again, and turns the part into Jinja source.

Word spreads a tag over runs as it likes: a spelling mark, a bookmark or an edit is enough. Here each tag
is brought together in the text where it begins, and a tag that stands for its paragraph, row, cell or run
takes the place of that element.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from pve_gen.xmltext import unescape

Level = Literal["p", "tr", "tc", "r"]

_ELEMENT: dict[Level, str] = {"p": "paragraph", "tr": "table row", "tc": "table cell", "r": "run"}
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile(r"\{[{%#]")
_LEVEL = re.compile(r"(p|tr|tc|r)(?=\s)")
_WIDEST_FIRST: tuple[Literal["tr", "tc", "p"], ...] = ("tr", "tc", "p")
_PARAGRAPH = re.compile(r"<w:p(?:\s[^>]*?)?(/)?>|</w:p>")
# What a tag may be spread over: texts, and the breaks, tabs and hyphens that are text to a reader.
_NODE = re.compile(
    r"<w:t(?:\s[^>]*)?>(?P<text>[^<]*)</w:t>|<w:(?:br|tab|cr|noBreakHyphen)(?:\s[^>]*)?/>"
    r"|(?P<begin><w:p(?:\s[^>]*?)?(?<!/)>)|(?P<end></w:p>)"
)
_EDGE = re.compile(r"<(/?)(\w[\w:.-]*)[^<>]*?(/?)>")
# Where Word wants a paragraph at the end, and a tag stands instead.
_NEEDS_PARAGRAPH = re.compile(r"</w:(?:tc|txbxContent|hdr|ftr|footnote|endnote)>")
PARAGRAPH_HERE = "\x03"  # in rendered XML: a paragraph must end here, if there is none
_WITH_TAG = re.compile(r"<[^<>]*\{\{[^<>]*>")
_MARKUP = re.compile(r"<[^>]*>")
_MARK = re.compile("\x01(\\d+)\x02")
_BREAK = re.compile(r'<w:br\s[^>]*w:type="(?:page|column)"[^>]*/>')
_SECTION = re.compile(r"<w:sectPr[\s>].*?</w:sectPr>", re.DOTALL)
_RUN_HEAD = re.compile(r"<w:r(?:\s[^>]*)?>(<w:rPr>(?:(?!<w:rPr>).)*?</w:rPr>)?", re.DOTALL)
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)  # as Jinja reads them: '\'' is one string
_PRIVATE = re.compile(r"(?<!\w)_")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\r": " "})
_MAX_DEPTH = 40  # Python itself, which Jinja compiles to, stops at a hundred
_MANY = 200  # mistakes in a part, after which nobody wants to read more: to place a tag that has no place takes long
_LARGE = 20_000  # characters of untouched XML from which Jinja is spared the reading of it


class TagError(Exception):
    """A tag that cannot be: `paragraph` is the text it stands in."""

    def __init__(self, message: str, paragraph: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.paragraph, self.hint = message, paragraph, hint


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as Jinja reads it, with one line break in it so that errors can tell tags apart.

    `inner` is what its author wrote between the braces. A tag that was refused is a comment to Jinja.
    """

    source: str
    level: Level | None
    paragraph: str
    inner: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A loop or condition within the text that begins in one paragraph, cell or row (`over`) and ends in another."""

    first: Tag
    over: Literal["p", "tc", "tr"]


@dataclass(frozen=True, slots=True)
class Source:
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


class _Found:
    """The tags of a part so far, and what is wrong with them; a mistake never ends the reading."""

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.mistakes: list[TagError] = []

    def refuse(self, message: str, paragraph: str, hint: str = "") -> None:
        self.mistakes.append(TagError(message, paragraph, hint))


def source_of(xml: str, *, properties: bool = False) -> Source:
    """The Jinja source of a part; `properties` are those of the document, where text stands in no paragraph.

    The delimiters of the source are characters that XML cannot hold, so no text of the part, and no
    value, can ever be taken for a tag.
    """
    found = _Found()
    if properties:
        marked = _marked(xml, found)
    else:
        healed = "".join(_healed(xml, found))
        marked = _WITH_TAG.sub(lambda markup: _marked(markup[0], found), healed)
    return _assembled(marked, found)


# ── One tag ────────────────────────────────────────────────────────────────────────────────────


_NOTHING = "\x01# #\x02"


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """From begin to end of every tag in a text; one that is not closed goes on to the end of the text."""
    end = 0
    while found := _OPENING.search(text, end):
        close = text.find(_CLOSING[found[0]], found.end())
        end = close + 2 if close >= 0 else len(text)
        yield found.start(), end


def _marked(text: str, found: _Found) -> str:
    """Properties or markup, with a mark for every tag in it; such a tag is shown by itself, as it has no paragraph."""
    pieces, position = [], 0
    for start, end in _tags(text):
        tag = text[start:end]
        pieces += [text[position:start], _mark(tag, found, shortened(tag), "_attribute")]
        position = end
    return "".join([*pieces, text[position:]])


def _mark(tag: str, found: _Found, shown: str, use: str = "") -> str:
    """Notes a tag, and gives the mark that stands for it; `shown` is its paragraph, shortened."""
    try:
        found.tags.append(_read(tag, shown, use))
    except TagError as mistake:
        found.mistakes.append(mistake)
        found.tags.append(Tag(_NOTHING, None, shown, _inner(tag).strip("- "), refused=True))
    return f"\x01{len(found.tags) - 1}\x02"


def _inner(tag: str) -> str:
    return unescape(tag[2:].removesuffix(_CLOSING[tag[:2]])).translate(_STRAIGHT)


def _read(tag: str, shown: str, use: str) -> Tag:
    """One tag, from its braces to its braces; TagError where it cannot be."""
    if len(tag) < 4 or not tag.endswith(_CLOSING[tag[:2]]):
        raise TagError("a tag is opened and not closed", shown, "a tag must end in the paragraph where it begins")
    inner = _inner(tag)
    if _OPENING.search(inner):
        raise TagError("a tag is opened inside a tag", shown, "close the first one")
    inner = inner.removeprefix("-").removesuffix("-")  # white space between elements means nothing
    found = _LEVEL.match(inner)
    level = cast("Level", found[1]) if found else None
    inner = (inner[found.end() :] if found else inner).strip()
    if _PRIVATE.search(_STRING.sub("", inner)):  # such names and filters are the engine's own
        raise TagError("a name may not begin with _", shown)
    if inner.split()[:1] in (["raw"], ["endraw"]):
        raise TagError(f"`{inner}` is not allowed in a template", shown, "a text without tags needs no raw")
    if tag.startswith("{#"):
        return Tag(_NOTHING, level, shown)
    if not inner:
        raise TagError("an empty tag", shown, "name a value, such as {{ tender.title }}")
    if tag.startswith("{%"):
        return Tag(f"\x01%\n{inner} %\x02", level, shown, inner)
    if level in {"tr", "tc"}:
        raise TagError(f"{{{{{level} … }}}} is not a tag", shown, "a value is {{ x }}, {{r x }} or {{p x }}")
    use = "_xml" if level else use
    return Tag(f"\x01{{\n({inner}){'|' * bool(use)}{use} }}\x02", level, shown, inner)


def shortened(text: str) -> str:
    """The words of a piece of XML as a person sees them, at most 60 characters."""
    words = " ".join(unescape(_MARKUP.sub(" ", text)).split())
    return words if len(words) <= 60 else words[:59] + "…"


def paragraph_at(xml: str, place: int) -> str:
    """The words of the paragraph that holds, or stands before, a place in a part."""
    start = max(xml.rfind("<w:p>", 0, place), xml.rfind("<w:p ", 0, place), 0)
    end = xml.find("</w:p>", max(place, start))
    nodes = _NODE.finditer(xml, start, end if end >= 0 else place)
    return shortened("".join(" " if node["text"] is None else node["text"] for node in nodes if not node["begin"]))


# ── Tags that Word spread over runs ────────────────────────────────────────────────────────────


def _healed(xml: str, found: _Found) -> Iterator[str]:
    """The part with a mark for every tag in a paragraph; paragraphs without a brace stay as they are."""
    position = start = depth = 0
    for edge in _PARAGRAPH.finditer(xml):
        if edge[1]:
            continue
        if edge[0] != "</w:p>":
            start = start if depth else edge.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and xml.find("{", start, edge.end()) >= 0:
                yield xml[position:start]
                yield _heal(xml[start : edge.end()], found)
                position = edge.end()
    yield xml[position:]


def _heal(xml: str, found: _Found) -> str:
    """A paragraph, and those in its text boxes, in which each tag stands whole, as a mark, where it begins."""
    edits: list[tuple[int, int, str]] = []
    opened: list[list[re.Match[str]]] = []
    for node in _NODE.finditer(xml):
        if node["begin"]:
            opened.append([])
        elif node["end"]:
            edits += _gathered(xml, opened.pop(), found)
        else:
            opened[-1].append(node)
    pieces, position = [], 0
    for start, end, text in sorted(edits):
        pieces += [xml[position:start], text]
        position = end
    return "".join([*pieces, xml[position:]])


def _gathered(xml: str, nodes: list[re.Match[str]], found: _Found) -> Iterator[tuple[int, int, str]]:
    """What changes in the texts of one paragraph of `xml`: begin, end, and what comes there."""
    texts = [node["text"] if node["text"] is not None else " " for node in nodes]
    whole = "".join(texts)
    spans = list(_tags(whole))
    shown = shortened(whole) if spans else ""
    marks = [_mark(whole[start:end], found, shown) for start, end in spans]
    place = index = 0
    for node, text in zip(nodes, texts, strict=True):
        begin, end = place, place + len(text)
        new, at = "", begin
        while index < len(spans) and spans[index][0] < end:
            start, stop = spans[index]
            if start >= begin:
                new += whole[at:start] + marks[index]
            at = min(stop, end)
            if stop > end:
                break  # the tag goes on in the next text
            index += 1
        new += whole[at:end]
        if new != text:  # a break or tab in the middle of a tag is dropped
            yield *node.span(), _alone(xml, node, new, found.tags) if node["text"] is not None else ""
        place = end


def _alone(xml: str, node: re.Match[str], new: str, tags: list[Tag]) -> str:
    """The text of a run, cut so that every r-tag has a run of its own: where runs begin and end, nobody sees in Word.

    LibreOffice makes one run of neighbours that look alike, and a person types a line in one.
    """
    text = f'<w:t xml:space="preserve">{new}</w:t>'
    begin = max(xml.rfind("<w:r>", 0, node.start()), xml.rfind("<w:r ", 0, node.start()))
    head = _RUN_HEAD.match(xml, max(begin, 0), node.start())
    if head is None or "</w:r>" in xml[begin : node.start()]:
        return text
    company = _MARK.sub("", new) or head.end() < node.start() or not xml.startswith("</w:r>", node.end())
    if not company:
        return text
    end, again = "</w:t></w:r>", f'<w:r>{head[1] or ""}<w:t xml:space="preserve">'
    return _MARK.sub(lambda mark: f"{end}<w:r><w:t>{mark[0]}{end}{again}" if tags[int(mark[1])].level == "r" else mark[0], text)


# ── From a marked part to Jinja source ─────────────────────────────────────────────────────────


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


@dataclass(slots=True)
class _Block:
    """A loop or condition that has begun: inside which elements, how far out it has come, and which ends it `crossed` on the way."""

    tag: Tag
    path: list[str]
    left: int
    depth: int
    crossed: set[str]


class _Blocks:
    """Holds every loop and condition to one place: what it repeats or leaves out must be whole elements."""

    def __init__(self, found: _Found) -> None:
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


def _assembled(marked: str, found: _Found) -> Source:
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
        if len(text) > _LARGE:
            raw.append(text)
            text = f"\x01{{ _raw[{len(raw) - 1}]|_trusted }}\x02"
        pieces.append(text)
        line += text.count("\n")

    for mark in _MARK.finditer(marked):
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
        here = [found.tags[int(other[1])] for other in _MARK.finditer(marked, start, end)]
        if tag.level and (
            _MARKUP.sub("", _MARK.sub("", marked[start:end])).strip()
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
