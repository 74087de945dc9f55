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
from xml.sax.saxutils import unescape

Level = Literal["p", "tr", "tc", "r"]

_ELEMENT: dict[Level, str] = {"p": "paragraph", "tr": "table row", "tc": "table cell", "r": "run"}
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile(r"\{[{%#]")
_LEVEL = re.compile(r"(p|tr|tc|r)(?=\s)")
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
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)  # as Jinja reads them: '\'' is one string
_PRIVATE = re.compile(r"(?<!\w)_")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\r": " "})
_MAX_DEPTH = 40  # Python itself, which Jinja compiles to, stops at a hundred
_LARGE = 20_000  # characters of untouched XML from which Jinja is spared the reading of it


class TagError(Exception):
    """A tag that cannot be: `paragraph` is the text it stands in."""

    def __init__(self, message: str, paragraph: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.paragraph, self.hint = message, paragraph, hint


@dataclass(frozen=True, slots=True)
class Source:
    """Jinja source for one part.

    `raw` are the large pieces that it names as `_raw[…]`; `lines` are the source lines on which the texts
    in `paragraphs` begin; `may_empty` says that rendering may leave PARAGRAPH_HERE behind.
    """

    text: str
    raw: tuple[str, ...]
    lines: tuple[int, ...]
    paragraphs: tuple[str, ...]
    may_empty: bool


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as Jinja reads it, with one line break in it so that errors can tell tags apart."""

    source: str
    level: Level | None
    paragraph: str


def source_of(xml: str, *, properties: bool = False) -> Source:
    """The Jinja source of a part; `properties` are those of the document, where text stands in no paragraph.

    The delimiters of the source are characters that XML cannot hold, so no text of the part, and no
    value, can ever be taken for a tag. Raises TagError.
    """
    tags: list[_Tag] = []
    if properties:
        marked = _marked(xml, tags)
    else:
        healed = "".join(_healed(xml, tags))
        marked = _WITH_TAG.sub(lambda markup: _marked(markup[0], tags), healed)
    return _assembled(marked, tags)


# ── One tag ────────────────────────────────────────────────────────────────────────────────────


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """From begin to end of every tag in a text; TagError where one is not closed."""
    end = 0
    while found := _OPENING.search(text, end):
        close = text.find(_CLOSING[found[0]], found.end())
        if close < 0:
            raise TagError("a tag is opened and not closed", shortened(text), "a tag must end in the paragraph where it begins")
        end = close + 2
        yield found.start(), end


def _marked(text: str, tags: list[_Tag]) -> str:
    """Properties or markup, with a mark for every tag in it; such a tag is shown by itself, as it has no paragraph."""
    pieces, position = [], 0
    for start, end in _tags(text):
        tag = text[start:end]
        pieces += [text[position:start], _mark(tag, tags, shortened(tag), "_attribute")]
        position = end
    return "".join([*pieces, text[position:]])


def _mark(tag: str, tags: list[_Tag], shown: str, use: str = "") -> str:
    """Notes a tag, and gives the mark that stands for it; `shown` is its paragraph, shortened."""
    inner = unescape(tag[2:-2], {"&quot;": '"', "&apos;": "'"}).translate(_STRAIGHT)
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
        tags.append(_Tag("\x01# #\x02", level, shown))
    elif not inner:
        raise TagError("an empty tag", shown, "name a value, such as {{ tender.title }}")
    elif tag.startswith("{%"):
        tags.append(_Tag(f"\x01%\n{inner} %\x02", level, shown))
    elif level in {"tr", "tc"}:
        raise TagError(f"{{{{{level} … }}}} is not a tag", shown, "a value is {{ x }}, {{r x }} or {{p x }}")
    else:
        use = "_xml" if level else use
        tags.append(_Tag(f"\x01{{\n({inner}){'|' * bool(use)}{use} }}\x02", level, shown))
    return f"\x01{len(tags) - 1}\x02"


def shortened(text: str) -> str:
    """The words of a piece of XML as a person sees them, at most 60 characters."""
    words = " ".join(unescape(_MARKUP.sub(" ", text)).split())
    return words if len(words) <= 60 else words[:59] + "…"


# ── Tags that Word spread over runs ────────────────────────────────────────────────────────────


def _healed(xml: str, tags: list[_Tag]) -> Iterator[str]:
    """The part with a mark for every tag in a paragraph; paragraphs without a brace stay as they are."""
    position = start = depth = 0
    for found in _PARAGRAPH.finditer(xml):
        if found[1]:
            continue
        if found[0] != "</w:p>":
            start = start if depth else found.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and xml.find("{", start, found.end()) >= 0:
                yield xml[position:start]
                yield _heal(xml[start : found.end()], tags)
                position = found.end()
    yield xml[position:]


def _heal(xml: str, tags: list[_Tag]) -> str:
    """A paragraph, and those in its text boxes, in which each tag stands whole, as a mark, where it begins."""
    edits: list[tuple[int, int, str]] = []
    opened: list[list[re.Match[str]]] = []
    for found in _NODE.finditer(xml):
        if found["begin"]:
            opened.append([])
        elif found["end"]:
            edits += _gathered(opened.pop(), tags)
        else:
            opened[-1].append(found)
    pieces, position = [], 0
    for start, end, text in sorted(edits):
        pieces += [xml[position:start], text]
        position = end
    return "".join([*pieces, xml[position:]])


def _gathered(nodes: list[re.Match[str]], tags: list[_Tag]) -> Iterator[tuple[int, int, str]]:
    """What changes in the texts of one paragraph: begin, end, and what comes there."""
    texts = [node["text"] if node["text"] is not None else " " for node in nodes]
    whole = "".join(texts)
    spans = list(_tags(whole))
    shown = shortened(whole) if spans else ""
    marks = [_mark(whole[start:end], tags, shown) for start, end in spans]
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
            yield *node.span(), f'<w:t xml:space="preserve">{new}</w:t>' if node["text"] is not None else ""
        place = end


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


class _Blocks:
    """Holds every loop and condition to one place: what it repeats or leaves out must be whole elements."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.left: list[str] = []
        self.begun: list[tuple[_Tag, list[str], int]] = []
        self.rest = ""

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
            elif self.opened:
                self.opened.pop()
            else:
                self.left.append(name)

    def meet(self, tag: _Tag) -> None:
        """A tag; TagError where its block began in another element. Pairs that do not match are Jinja's to tell."""
        word = tag.source[3:].split(maxsplit=1)[0] if tag.source.startswith("\x01%") else ""
        if word in {"if", "for"}:
            if len(self.begun) == _MAX_DEPTH:
                raise TagError(f"more than {_MAX_DEPTH} loops and conditions inside each other", tag.paragraph)
            self.begun.append((tag, [*self.opened], len(self.left)))
        elif self.begun and word in {"elif", "else", "endif", "endfor"}:
            first, path, left = self.begun[-1]
            if [*reversed(self.left[left:]), *path] != self.opened:
                raise TagError(
                    f"`{word}` stands elsewhere than the tag it belongs to: «{first.paragraph}»",
                    tag.paragraph,
                    "put both in the text, or both in a paragraph, row or cell of the same table",
                )
            # Back to how the block began, so that what it passed is not counted twice.
            del self.left[left:]
            self.opened = [*path]
            if word.startswith("end"):
                self.begun.pop()


def _assembled(marked: str, tags: list[_Tag]) -> Source:
    pieces: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    paragraphs: list[str] = []
    elements = _Elements(marked)
    blocks = _Blocks()
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

    for found in _MARK.finditer(marked):
        if found.start() < position:
            continue  # in an element that a tag before it already took the place of
        tag = tags[int(found[1])]
        start, end = found.span()
        if tag.level:
            around = elements.around(tag.level, start)
            if around is None or around[0] < position:
                raise TagError(f"a {tag.level}-tag that has no {_ELEMENT[tag.level]} of its own", tag.paragraph, "put it in one")
            start, end = around
        here = [tags[int(mark[1])] for mark in _MARK.finditer(marked, start, end)]
        if tag.level and (
            _MARKUP.sub("", _MARK.sub("", marked[start:end])).strip()
            or any(other.level != tag.level and not other.source.startswith("\x01#") for other in here)
        ):
            raise TagError(
                f"a {tag.level}-tag takes the place of its whole {_ELEMENT[tag.level]}, and there is more in it",
                tag.paragraph,
                f"give the tag a {_ELEMENT[tag.level]} of its own",
            )
        add(marked[position:start])
        for one in here:
            lines.append(line + 1)  # a tag begins with a line break
            paragraphs.append(one.paragraph)
            blocks.meet(one)
            pieces.append(one.source)
            line += one.source.count("\n")
        position = end
    add(marked[position:])
    return Source("".join(pieces), tuple(raw), tuple(lines), tuple(paragraphs), PARAGRAPH_HERE in pieces)
