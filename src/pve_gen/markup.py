"""The small Markdown subset of requirement texts: paragraphs, two kinds of list, bold, italic, code and web links."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from pve_gen.values import Struct, replace

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# An underscore within a word is just that, and so is an ampersand that begins no character by name.
_PLAIN = re.compile(r"[^*_`\[\]<>#\\!&~|]*+(?:(?:(?<=[^\W_])_(?=[^\W_])|&(?!#?\w+;))[^*_`\[\]<>#\\!&~|]*+)*+\Z")
_CAN_MARK = tuple("*_`[]<>#\\!&~|")  # what _PLAIN does not pass by
# Stars that can mean one thing only: between white space and a word before, between a word and white space or a stop behind.
_STARRED = re.compile(r"(?:(?<= )|\A)(\*\*?)([^\W_](?:[^*]*[^\W_])?)\1(?=[ .,:;)]|\Z)")
# As `literal` writes a mark and a digit. While the others are looked at, characters that no text has stand in for them.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(4[89]|5[0-7]);")
_STAND_IN = 0xE100
_MEANT = {_STAND_IN + code: chr(code) for code in range(0x80)}
_STANDS_IN = re.compile(f"[{chr(min(_MEANT))}-{chr(max(_MEANT))}]")
# For a text with a line end before it: what begins with a letter of its own is found many times as fast as what begins with ^, and most
# lines are passed by for their first letter.
_LIST = re.compile(r"\n(?=[-+*=\d]|[^\S\n])[^\S\n]*(?:(?:[-+*]|\d+[.)])(?:\s|\Z)|(?:-[- ]*|=+)\s*$|\t|    )", re.MULTILINE)
_SPACE = re.compile(r"[ \t\r\n]+")  # not \s: a no-break space is there to stay
_BETWEEN = re.compile(r"\n\s*\n")
_KEPT = 4_096  # parsed texts: each is asked for when the catalogue is checked, and by each document
_LINK = re.compile(r"(https?://|mailto:)[^\s]+\Z")
_MARKS = re.compile(r"([\\*_`\[\]<>#&!~|{}])")
_BEGINS_LIST = re.compile(r"\A(\d*)([.)+-])")
_BULLET = re.compile(r"\s*[-*•▪·–]\s+(?=\S)")
_SPECIAL = re.compile(r"([\\*_`\[\]<>#&!~|{}+.()=-])")


BlockKind = Literal["paragraph", "bullet", "number"]


class MarkupError(ValueError):
    """A text uses something outside the subset."""


class Span(Struct, frozen=True):
    """A run of text in one look; `href` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


class Block(Struct, frozen=True):
    """A paragraph or list item. Items of one list share `list`, which counts from 1 in the text; `level` counts from 0."""

    kind: BlockKind
    spans: tuple[Span, ...]
    level: int = 0
    list: int = 0


def literal(text: str) -> str:
    """Data as Markdown that shows exactly that data, on one line: line ends could begin a list, heading or code."""
    text = _folded(text)
    if text.isdecimal():  # before a full stop, a number alone would begin a list; a digit cannot be escaped otherwise
        return f"&#{ord(text[0])};{text[1:]}"
    return _SPECIAL.sub(r"\\\1", text)


def readable(text: str) -> str:
    """As `literal`, for people to edit: with no more escapes than the text needs to show as itself."""
    text = _folded(text)
    marked = _MARKS.sub(r"\\\1", text)
    for written in (text, marked, _BEGINS_LIST.sub(r"\1\\\2", marked)):
        if "{" not in written.replace("\\{", "") and _shows(written, text):
            return written
    return literal(text)


def readable_blocks(text: str) -> str:
    """Data of several lines as Markdown: each line a paragraph of its own, or an item where it begins with a bullet."""
    lines = [line for line in text.splitlines() if line.strip()]
    items = [_BULLET.match(line) for line in lines]
    pieces: list[str] = []
    for number, (line, item) in enumerate(zip(lines, items, strict=True)):
        pieces += ["" if not number else "\n" if item and items[number - 1] else "\n\n"]
        pieces += [f"- {readable(line[item.end() :])}" if item else readable(line)]
    return "".join(pieces)


def _shows(written: str, text: str) -> bool:
    """Whether this Markdown is one paragraph that shows just that text, without any look."""
    try:
        blocks = parse_blocks(written)
    except MarkupError:
        return False
    plain = all(span == Span(span.text) for block in blocks for span in block.spans)
    return plain and [block.kind for block in blocks] == ["paragraph"] and "".join(span.text for span in blocks[0].spans) == text


def _folded(text: str) -> str:
    text = text.replace("\n", " ").strip(" ")
    return _SPACE.sub(" ", text).strip(" ") if "  " in text or "\t" in text or "\r" in text else text


def is_plain(text: str) -> bool:
    """Whether a text is nothing but prose: paragraphs without a mark in them."""
    # Most texts have none of these characters, and to look for each takes a quarter of the time of looking at each letter.
    return (not any(mark in text for mark in _CAN_MARK) or bool(_PLAIN.match(text))) and not _LIST.search(f"\n{text}")


def parse_inline(text: str) -> tuple[Span, ...]:
    """One line or paragraph of text; MarkupError for anything but inline marks."""
    if _PLAIN.match(text):
        return (Span(_folded(text)),)
    return _prose(text) or _inline(_folded(text))


def parse_blocks(text: str) -> tuple[Block, ...]:
    """A text of paragraphs and lists; MarkupError, which names what was found, for anything else."""
    if is_plain(text):
        # Nearly every text is plain prose: no parser needed, and none imported.
        return tuple(Block("paragraph", (Span(_folded(part)),)) for part in _BETWEEN.split(text.strip()))
    return _simple(text) or _parsed(text)


def _prose(text: str) -> tuple[Span, ...]:
    """As `parse_inline` of words of which some are bold or italic and some marks are escaped; nothing where only the parser can tell."""
    if _STANDS_IN.search(text):
        return ()
    looked_at = _folded(_ESCAPED.sub(lambda found: chr(_STAND_IN + (ord(found[1]) if found[1] else int(found[2]))), text))
    before, *others = _STARRED.split(looked_at)
    parts = [("", before)]
    for stars, starred, behind in zip(*[iter(others)] * 3, strict=True):
        parts += [(stars, starred), ("", behind)]
    if not all(_PLAIN.match(part) for _stars, part in parts):
        return ()
    return tuple(Span(part.translate(_MEANT), bold=stars == "**", italic=stars == "*") for stars, part in parts if part)


def _simple(text: str) -> tuple[Block, ...]:
    """As `parse_blocks` of prose with simple lists, which is most of what is not plain; nothing where only the parser can tell.

    A simple list stands between blank lines, begins with a dash and a space for each item, and its items are prose.
    """
    if "\t" in text or "\r" in text:
        return ()
    blocks: list[Block] = []
    lists = 0
    for part in _BETWEEN.split(text.strip("\n")):
        if part.startswith("- "):
            if blocks and blocks[-1].kind == "bullet":
                return ()  # the same list, with blank lines in it
            lists += 1
            for item in part[2:].split("\n- "):
                first, *others = item.split("\n")
                if not first or first[0].isspace() or not all(line.startswith("  ") for line in others):
                    return ()
                blocks.append(Block("bullet", _paragraph("\n".join([first, *(line[2:] for line in others)])), 0, lists))
        else:
            blocks.append(Block("paragraph", () if part[:1].isspace() else _paragraph(part)))
    return tuple(blocks) if all(block.spans for block in blocks) else ()


def _paragraph(text: str) -> tuple[Span, ...]:
    """The spans of prose in which no line begins a list or makes a heading; nothing where it is something else."""
    return () if _LIST.search(f"\n{text}") else _prose(text)


@lru_cache(_KEPT)
def _inline(text: str) -> tuple[Span, ...]:
    return _spans(_parser().parseInline(text)[0].children or [])


@lru_cache(_KEPT)
def _parsed(text: str) -> tuple[Block, ...]:
    found: dict[str, Any] = {}
    tokens = _parser().parse(text, found)
    if found.get("references"):
        raise MarkupError("holds a link definition, which a reader does not see")
    return tuple(_blocks(tokens))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Everything Markdown has, so that what we do not take is recognised and refused, not printed raw.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # `_spans` refuses, by name
    return parser


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    lists: list[tuple[BlockKind, int]] = []
    texts: list[int] = []  # how many each open item has
    count = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                count += 1
                lists.append(("bullet" if token.type.startswith("bullet") else "number", count))
                if len(lists) > 2:
                    raise MarkupError("holds a list in a list in a list")
                if token.attrs.get("start", 1) != 1:
                    raise MarkupError(f"holds a numbered list that starts at {token.attrs['start']}")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                texts.append(0)
            case "list_item_close":
                if texts.pop() != 1:  # more would look like items of their own
                    raise MarkupError("holds a list item that is not one paragraph")
            case "inline":
                if texts:
                    texts[-1] += 1
                kind: BlockKind = lists[-1][0] if lists else "paragraph"
                number = lists[-1][1] if lists else 0
                blocks.append(Block(kind, _spans(token.children or []), max(len(lists) - 1, 0), number))
            case "paragraph_open" | "paragraph_close":
                pass
            case _:
                raise MarkupError(f"holds {_NAMES.get(token.type, token.type)}")
    return blocks


_NAMES = {
    "heading_open": "a heading",
    "fence": "a code block",
    "code_block": "a code block (a line that starts with four spaces)",
    "html_block": "HTML",
    "html_inline": "HTML",
    "blockquote_open": "a quotation",
    "hr": "a horizontal line",
    "table_open": "a table",
    "image": "a picture",
    "s_open": "struck-through text",
}


def _spans(tokens: list[Token]) -> tuple[Span, ...]:
    spans: list[Span] = []
    look, before = Span(""), 0
    for token in tokens:
        match token.type:
            case "text" | "softbreak" | "hardbreak":
                spans.append(replace(look, text=token.content if token.type == "text" else " "))
            case "code_inline":
                spans.append(replace(look, text=token.content, code=True))
            case "strong_open" | "strong_close":
                look = replace(look, bold=token.type == "strong_open")
            case "em_open" | "em_close":
                look = replace(look, italic=token.type == "em_open")
            case "link_open":
                href = str(token.attrs["href"])
                if not _LINK.match(href):
                    raise MarkupError(f"holds a link to «{href[:60]}»")
                look, before = replace(look, href=href), len(spans)
            case "link_close":
                if len(spans) == before:
                    raise MarkupError(f"holds a link without text to «{look.href[:60]}»")
                look = replace(look, href="")
            case _:
                raise MarkupError(f"holds {_NAMES.get(token.type, token.type)}")
    return tuple(span for span in spans if span.text)
