"""A programme as one HTML page: what only HTML can show, put where the template wants it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from operator import attrgetter

from pve_gen import markup
from pve_gen.markup import Block, Span
from pve_gen.model import Kind
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Content, names_in
from pve_gen.sandbox import Piece
from pve_gen.texttemplate import TextTemplate

_BLANK = re.compile(f"{BLANK_OPEN}([^{BLANK_CLOSE}]*){BLANK_CLOSE}")
_LISTS = {"bullet": "ul", "number": "ol"}


class Html(Piece):
    """HTML made by this writer: what a template need not escape."""

    __slots__ = ()
    made_of = "HTML"


class HtmlFormat:
    """Writes HTML. Its classes are `kind`, with `kind-requirement`, `kind-wish` or `kind-condition`, and `number`; a blank is a <mark>."""

    # ── text ──

    def blocks(self, text: str) -> Html:
        """Paragraphs and lists."""
        pieces: list[str] = []
        opened: list[Block] = []  # an item of each list that is open, the innermost last

        def close(depth: int) -> None:
            while len(opened) > depth:
                pieces.append(f"</li></{_LISTS[opened.pop().kind]}>")

        for block in markup.parse_blocks(text):
            if block.kind == "paragraph":
                close(0)
                pieces.append(f"<p>{_inline(block.spans)}</p>")
                continue
            close(block.level + 1)
            if len(opened) > block.level and opened[-1].list != block.list:
                close(block.level)
            pieces.append("</li>" if len(opened) > block.level else f"<{_LISTS[block.kind]}>")
            opened[block.level :] = [block]
            pieces.append(f"<li>{_inline(block.spans)}")
        close(0)
        return Html("".join(pieces))

    def inline(self, text: str) -> Html:
        """What stands inside one paragraph."""
        return Html(_inline(markup.parse_inline(text)))

    # ── what points at a requirement ──

    def kind_label(self, kind: Kind, label: str) -> Html:
        """The coloured label; its text says the same as its colour."""
        return Html(f'<span class="kind kind-{kind}">{escape(label)}</span>')

    def anchor(self, requirement: str) -> Html:
        """The id in the heading, where links arrive; it is itself the link to give to others."""
        id = escape(requirement)
        return Html(f'<a class="number" id="{id}" href="#{id}">{id}</a>')

    def link(self, requirement: str) -> Html:
        """The id as a link to its heading."""
        id = escape(requirement)
        return Html(f'<a href="#{id}">{id}</a>')

    def links(self, requirements: tuple[str, ...]) -> Html:
        """Several ids as links, with commas between."""
        return Html(", ".join(map(self.link, requirements)))

    # ── what the supplier fills in: not here ──

    def answer_field(self, requirement: str, kind: Kind) -> Html:
        """Nothing: a page is read, not filled in."""
        return Html("")

    def explanation_field(self, requirement: str) -> Html:
        """Nothing."""
        return Html("")

    def evidence_field(self, requirement: str) -> Html:
        """Nothing."""
        return Html("")

    def supplier_field(self) -> Html:
        return Html("")


def _inline(spans: Iterable[Span]) -> str:
    """Runs of text as HTML, each element around as much as it holds."""
    return "".join(
        f'<a href="{escape(address)}">{_bold(inside)}</a>' if address else _bold(inside)
        for address, inside in groupby(spans, attrgetter("href"))
    )


def _bold(spans: Iterable[Span]) -> str:
    return "".join(
        f"<strong>{_italic(inside)}</strong>" if bold else _italic(inside) for bold, inside in groupby(spans, attrgetter("bold"))
    )


def _italic(spans: Iterable[Span]) -> str:
    return "".join(
        f"<em>{''.join(map(_text, inside))}</em>" if italic else "".join(map(_text, inside))
        for italic, inside in groupby(spans, attrgetter("italic"))
    )


def _text(span: Span) -> str:
    text = _BLANK.sub(r"<mark>\1</mark>", escape(span.text))
    return f"<code>{text}</code>" if span.code else text


def with_checksums(template: str) -> str:
    """The template with the checksums of its own styles and scripts in its Content-Security-Policy, so that they run and no others.

    They are taken before any value is filled in: nothing that a value could smuggle in is among them.
    """
    template = template.replace("\r\n", "\n")  # as Jinja and browsers read it
    for element in ("style", "script"):
        own = re.findall(rf"(?s)<{element}>(.*?)</{element}>", template)
        sources = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" for content in own)
        template = re.sub(rf"(?<={element}-src )'[^;\"]*'", sources or "'none'", template, count=1)
    return template


def write_html(template: str, name: str, content: Callable[[HtmlFormat], Content]) -> bytes:
    """The page as the bytes of an HTML file, in UTF-8.

    `template` is the text of a template called `name`; `content` makes what it may name, with the
    format it is given: a programme, or a report about one.
    Raises TextTemplateError where the template is wrong.
    """
    page = TextTemplate.read(with_checksums(template), name, escape)
    named = content(HtmlFormat())
    return page.render(names_in(named)).encode()
