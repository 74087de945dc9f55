"""Finds the tags in a part of a Word template, and makes each whole again.

Word spreads a tag over runs as it likes: a spelling mark, a bookmark or an edit is enough. Here each tag
is brought together in the text where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from pve_gen.values import Struct
from pve_gen.xmltext import unescape

Level = Literal["p", "tr", "tc", "r"]

_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile(r"\{[{%#]")
_LEVEL = re.compile(r"(p|tr|tc|r)(?=\s)")
_PARAGRAPH = re.compile(r"<w:p(?:\s[^>]*?)?(/)?>|</w:p>")
# What a tag may be spread over: texts, and the breaks, tabs and hyphens that are text to a reader.
_NODE = re.compile(
    r"<w:t(?:\s[^>]*)?>(?P<text>[^<]*)</w:t>|<w:(?:br|tab|cr|noBreakHyphen)(?:\s[^>]*)?/>"
    r"|(?P<begin><w:p(?:\s[^>]*?)?(?<!/)>)|(?P<end></w:p>)"
)
_WITH_TAG = re.compile(r"<[^<>]*\{\{[^<>]*>")
MARKUP = re.compile(r"<[^>]*>")
MARK = re.compile("\x01(\\d+)\x02")
_RUN_HEAD = re.compile(r"<w:r(?:\s[^>]*)?>(<w:rPr>(?:(?!<w:rPr>).)*?</w:rPr>)?", re.DOTALL)
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)  # as Jinja reads them: '\'' is one string
_PRIVATE = re.compile(r"(?<!\w)_")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\r": " "})


class TagError(Exception):
    """A tag that cannot be: `paragraph` is the text it stands in."""

    def __init__(self, message: str, paragraph: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.paragraph, self.hint = message, paragraph, hint


class Tag(Struct, frozen=True):
    """A tag as Jinja reads it, with one line break in it so that errors can tell tags apart.

    `inner` is what its author wrote between the braces. A tag that was refused is a comment to Jinja.
    """

    source: str
    level: Level | None
    paragraph: str
    inner: str = ""
    refused: bool = False


class Found:
    """The tags of a part so far, and what is wrong with them; a mistake never ends the reading."""

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.mistakes: list[TagError] = []

    def refuse(self, message: str, paragraph: str, hint: str = "") -> None:
        self.mistakes.append(TagError(message, paragraph, hint))


def marked(xml: str, found: Found, *, properties: bool = False) -> str:
    """The part with MARK in the place of every tag, by its number in `found.tags`; `properties` have no paragraphs."""
    if properties:
        return _marked(xml, found)
    return _WITH_TAG.sub(lambda markup: _marked(markup[0], found), "".join(_healed(xml, found)))


# ── One tag ────────────────────────────────────────────────────────────────────────────────────


_NOTHING = "\x01# #\x02"


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """From begin to end of every tag in a text; one that is not closed goes on to the end of the text."""
    end = 0
    while found := _OPENING.search(text, end):
        close = text.find(_CLOSING[found[0]], found.end())
        end = close + 2 if close >= 0 else len(text)
        yield found.start(), end


def _marked(text: str, found: Found) -> str:
    """Properties or markup, with a mark for every tag in it; such a tag is shown by itself, as it has no paragraph."""
    pieces, position = [], 0
    for start, end in _tags(text):
        tag = text[start:end]
        pieces += [text[position:start], _mark(tag, found, shortened(tag), "_attribute")]
        position = end
    return "".join([*pieces, text[position:]])


def _mark(tag: str, found: Found, shown: str, use: str = "") -> str:
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
    words = " ".join(unescape(MARKUP.sub(" ", text)).split())
    return words if len(words) <= 60 else words[:59] + "…"


def paragraph_at(xml: str, place: int) -> str:
    """The words of the paragraph that holds, or stands before, a place in a part."""
    start = max(xml.rfind("<w:p>", 0, place), xml.rfind("<w:p ", 0, place), 0)
    end = xml.find("</w:p>", max(place, start))
    nodes = _NODE.finditer(xml, start, end if end >= 0 else place)
    return shortened("".join(" " if node["text"] is None else node["text"] for node in nodes if not node["begin"]))


# ── Tags that Word spread over runs ────────────────────────────────────────────────────────────


def _healed(xml: str, found: Found) -> Iterator[str]:
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


def _heal(xml: str, found: Found) -> str:
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


def _gathered(xml: str, nodes: list[re.Match[str]], found: Found) -> Iterator[tuple[int, int, str]]:
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
    company = MARK.sub("", new) or head.end() < node.start() or not xml.startswith("</w:r>", node.end())
    if not company:
        return text
    end, again = "</w:t></w:r>", f'<w:r>{head[1] or ""}<w:t xml:space="preserve">'
    return MARK.sub(lambda mark: f"{end}<w:r><w:t>{mark[0]}{end}{again}" if tags[int(mark[1])].level == "r" else mark[0], text)
