"""Requirement texts without marks: plain text with line ends, for the cells of a sheet and other places that hold only letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pve_gen import markup
from pve_gen.markup import Block, Span
from pve_gen.model import Kind
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN

_NO_MARKS = str.maketrans("", "", BLANK_OPEN + BLANK_CLOSE)
_STEP = "   "  # how far an item of a list in a list stands in


class PlainFormat:
    """Writes plain text; a `programme.Format[str]`. Where a supplier fills in, another place than the text holds the answer."""

    def blocks(self, text: str) -> str:
        """Paragraphs with an empty line between, and every list item on a line of its own: `• …` or `1. …`."""
        return "".join(_lines(markup.parse_blocks(text)))

    def inline(self, text: str) -> str:
        """One line of text."""
        return _plain(markup.parse_inline(text))

    def kind_label(self, kind: Kind, label: str) -> str:
        """The name of the kind, with its points."""
        return label

    def anchor(self, requirement: str) -> str:
        """The id."""
        return requirement

    def link(self, requirement: str) -> str:
        """The id."""
        return requirement

    def links(self, requirements: tuple[str, ...]) -> str:
        """The ids, with commas between."""
        return ", ".join(requirements)

    def answer_field(self, requirement: str, kind: Kind) -> str:
        """Nothing."""
        return ""

    def explanation_field(self, requirement: str) -> str:
        """Nothing."""
        return ""

    def evidence_field(self, requirement: str) -> str:
        """Nothing."""
        return ""

    def supplier_field(self) -> str:
        return ""


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    numbers: Counter[int] = Counter()  # of each list its items so far
    before: Block | None = None
    for block in blocks:
        if before:
            yield "\n\n" if block.kind == "paragraph" else "\n"
        if block.kind == "number":
            numbers[block.list] += 1
            yield f"{_STEP * block.level}{numbers[block.list]}. "
        elif block.kind == "bullet":
            yield f"{_STEP * block.level}• "
        yield _plain(block.spans)
        before = block


def _plain(spans: Iterable[Span]) -> str:
    """The text of the spans; where a link ends, its address follows, unless the text says it."""
    pieces: list[str] = []
    said, href = "", ""
    for span in (*spans, Span("")):
        if href and span.href != href:
            address = href.removeprefix("mailto:")
            pieces += [f" ({address})"] if address != said else []
            said = ""
        href = span.href
        said += span.text if href else ""
        pieces.append(span.text)
    return "".join(pieces).translate(_NO_MARKS)
