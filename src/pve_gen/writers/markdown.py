"""A programme as Markdown, to read in a merge request: as GitHub and GitLab show it, and as it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from pve_gen import markup
from pve_gen.markup import Span
from pve_gen.model import Kind
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Content, names_in
from pve_gen.sandbox import Piece
from pve_gen.texttemplate import TextTemplate
from pve_gen.values import replace
from pve_gen.worddiff import Piece as WordPiece

_SPACE = re.compile(r"[ \t\r\n]+")  # not \s: a no-break space is there to stay
_BLANK = re.compile(f"({BLANK_OPEN}[^{BLANK_CLOSE}]*{BLANK_CLOSE})")
_MEANS = re.compile(
    r"""[\\`*\[\]|~$]            # something anywhere
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis, unless it stands within a word
    | <(?=[A-Za-z/!?])           # HTML, or a link
    | &(?=\#?\w+;)               # a character by its name
    | \{(?=[+-])                 # an addition or removal, in GitLab
    | (?<!\S)\#                  # a heading, the end of one, or an issue
    """,
    re.VERBOSE,
)
_BEGINS = re.compile(
    r"""\A (?: (?=>)                           # a quotation
        | (?=[-+=:] (?:[-+=:\s]|\Z))           # a list, a line, a heading or a table
        | (?P<number>[0-9]{1,9}) (?=[.)](?:\s|\Z))  # a numbered list
    )""",
    re.VERBOSE,
)
_STARS, _TAGS = (("**", "**"), ("*", "*")), (("<strong>", "</strong>"), ("<em>", "</em>"))
_MARKERS = {"bullet": "-*", "number": ".)"}

Marks = tuple[tuple[str, str], tuple[str, str]]
"""What stands around bold and around italic text."""


class Markdown(Piece):
    """Markdown made by this writer: what a template need not escape."""

    __slots__ = ()
    made_of = "Markdown"


def escape(text: str) -> str:
    """Markdown that shows exactly this text, on one line.

    `markup.literal` escapes all that could mean something, for a program to read. This is for people, who read the source
    of a change too: what means nothing where it stands is left alone, and what GitHub and GitLab add to Markdown is not.
    """
    return _at_start(_escaped(_SPACE.sub(" ", text).strip(" ")))


def _escaped(text: str) -> str:
    return _MEANS.sub(r"\\\g<0>", text)


def _at_start(text: str) -> str:
    """A text that is escaped, with what would only mean something at the start of a line escaped too."""
    return _BEGINS.sub(r"\g<number>\\", text)


class MarkdownFormat:
    """Writes Markdown. What a requirement asks is a quotation, so that it stands apart from what is said about it."""

    # ── text ──

    def blocks(self, text: str) -> Markdown:
        """Paragraphs, a line each, and lists, with a bar in front."""
        return Markdown("\n".join(f"> {line}".rstrip() for line in _lines(text)))

    def inline(self, text: str) -> Markdown:
        """What stands inside one paragraph, on one line."""
        return Markdown(_inline(markup.parse_inline(text)))

    def compared(self, pieces: Iterable[WordPiece]) -> Markdown:
        """One side of a comparison, as the cell of a table: what is gone is struck through, what is new is bold."""
        return Markdown("".join(_compared(piece) for piece in pieces))

    # ── what points at a requirement ──

    def kind_label(self, kind: Kind, label: str) -> Markdown:
        """The label, in bold."""
        return Markdown(f"**{escape(label)}**")

    def anchor(self, requirement: str) -> Markdown:
        """Where links arrive, to stand above the heading. In lower case, as hosts make their own anchors."""
        return Markdown(f'<a id="{requirement.lower()}"></a>')

    def link(self, requirement: str) -> Markdown:
        """The id as a link to its heading."""
        return Markdown(f"[{escape(requirement)}](#{requirement.lower()})")

    def links(self, requirements: tuple[str, ...]) -> Markdown:
        """Several ids as links, with commas between."""
        return Markdown(", ".join(map(self.link, requirements)))

    # ── what the supplier fills in: not here ──

    def answer_field(self, requirement: str, kind: Kind) -> Markdown:
        """Nothing: this is read, not filled in."""
        return Markdown("")

    def explanation_field(self, requirement: str) -> Markdown:
        """Nothing."""
        return Markdown("")

    def evidence_field(self, requirement: str) -> Markdown:
        """Nothing."""
        return Markdown("")

    def supplier_field(self) -> Markdown:
        return Markdown("")


_COMPARED = {"same": "{}", "gone": "~~{}~~", "new": "**{}**"}


def _compared(piece: WordPiece) -> str:
    """A piece, with its marks around each line of it, since none goes on after a line end."""
    marked = []
    for line in piece.text.split("\n"):
        inside = line.strip(" ")
        start = len(line) - len(line.lstrip(" "))
        shown = _COMPARED[piece.change].format(_escaped(inside)) if inside else ""
        marked.append(line[:start] + shown + line[start + len(inside) :])
    return "<br>".join(marked)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, a line per paragraph and per item."""
    items: Counter[int] = Counter()
    opened: list[int] = []  # the list that is open at each level
    other: set[int] = set()  # the lists with the other marker: they follow another list, and would melt into it
    indent = 0
    for number, block in enumerate(markup.parse_blocks(text)):
        content = _inline(block.spans)
        if number and not (block.list and opened):
            yield ""
        if block.kind == "paragraph":
            opened.clear()
            yield content
            continue
        before, opened[block.level :] = opened[block.level : block.level + 1], [block.list]
        if before and before[0] != block.list and before[0] not in other:
            other.add(block.list)
        items[block.list] += 1
        marker = _MARKERS[block.kind][block.list in other]
        mark = marker if block.kind == "bullet" else f"{items[block.list]}{marker}"
        yield f"{' ' * indent * block.level}{mark} {content}"
        if not block.level:
            indent = len(mark) + 1


def _inline(spans: Iterable[Span]) -> str:
    """Runs of text as Markdown, with asterisks; with tags in the rare case where asterisks would be read otherwise."""
    parts = [part for span in spans for part in _with_blanks(span)]
    starred = _at_start(_linked(parts, _STARS))
    plain = not any(part.bold or part.italic for part in parts)
    return starred if plain or _seen(markup.parse_inline(starred)) == _seen(parts) else _linked(parts, _TAGS)


def _with_blanks(span: Span) -> Iterator[Span]:
    """The span, with what is still to be given as bold text between its brackets."""
    for part in _BLANK.split(span.text):
        if part.startswith(BLANK_OPEN):
            yield replace(span, text=part.strip(BLANK_OPEN + BLANK_CLOSE), bold=True, code=False)
        elif part:
            yield replace(span, text=part)


def _seen(spans: Iterable[Span]) -> list[Span]:
    """What a reader sees: every character in its look, where a space has none."""
    return [replace(span, text=letter) for span in spans for letter in span.text if letter != " "]


def _linked(spans: Sequence[Span], marks: Marks) -> str:
    return "".join(
        f"[{_marked(list(inside), marks)}]({_address(href)})" if href else _marked(list(inside), marks)
        for href, inside in groupby(spans, attrgetter("href"))
    )


def _address(href: str) -> str:
    return re.sub(r"([()\\])|&(?=#?\w+;)", lambda found: f"\\{found[0]}", href)


def _marked(spans: Sequence[Span], marks: Marks) -> str:
    (bold, unbold), (italic, unitalic) = marks

    def slanted(spans: Iterable[Span]) -> str:
        return "".join(
            _around("".join(map(_text, inside)), italic, unitalic) if is_italic else "".join(map(_text, inside))
            for is_italic, inside in groupby(spans, attrgetter("italic"))
        )

    return "".join(
        _around(slanted(inside), bold, unbold) if is_bold else slanted(inside) for is_bold, inside in groupby(spans, attrgetter("bold"))
    )


def _around(text: str, before: str, after: str) -> str:
    """The text with marks around it; space at its ends stands outside, since marks beside a space are just asterisks."""
    inside = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    return f"{text[:start]}{before}{inside}{after}{text[start + len(inside) :]}" if inside else text


def _text(span: Span) -> str:
    if not span.code:
        return _escaped(span.text)
    fence = "`" * (max(map(len, re.findall("`+", span.text)), default=0) + 1)
    space = " " if span.text.strip(" ") and (span.text[0] in "` " or span.text[-1] in "` ") else ""
    return f"{fence}{space}{span.text}{space}{fence}"


def write_markdown(template: str, name: str, content: Callable[[MarkdownFormat], Content]) -> bytes:
    """The document as the bytes of a Markdown file, in UTF-8.

    `template` is the text of a template called `name`; `content` makes what it may name, with the
    format it is given: a programme, or a report about one.
    Raises TextTemplateError where the template is wrong.
    """
    document = TextTemplate.read(template, name, escape)
    named = content(MarkdownFormat())
    return document.render(names_in(named)).encode()
