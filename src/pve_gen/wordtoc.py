"""Fills the table of contents that a Word template holds, so that nobody has to press F9.

The field stays an ordinary one, with its own switches; only its stored result is written. Asking Word
to update it on opening would show a question, and cannot work in a protected form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pve_gen.values import Struct
from pve_gen.wordstyles import Styles
from pve_gen.xmltext import unescape

_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>\s*TOC\b")
_INSTRUCTION_TEXT = re.compile(rb"<w:instrText[^>]*>([^<]*)</w:instrText>")
_FIELD_MARK = re.compile(rb'w:fldCharType="(begin|separate|end)"')
_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:tab/>|<w:br/>)")
_PARAGRAPH_END = b"</w:p>"
_PROPERTIES_END = b"</w:pPr>"
_PLAIN_RUN = '<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
_FIRST_ID = 1_000_000  # of bookmarks: higher than any that a template or a writer gave
_TAB = "<w:r><w:tab/></w:r>"


class Heading(Struct, frozen=True):
    """A paragraph with an outline level. `level` in the table counts from 1; 0 is not listed. `start` is after its properties."""

    text: str
    number: str
    level: int
    start: int


class TableOfContents:
    """The headings of a rendered document.xml and the place of its table of contents; false where it has none.

    The document is large, and is never decoded or copied: what is read of it is small.
    """

    def __init__(self, document: bytes, styles: Styles) -> None:
        self.document, self.styles = document, styles
        self.span = self._find()
        self.levels = self._listed_styles()
        self.headings = self._headings() if self.span else []

    def __bool__(self) -> bool:
        return self.span is not None

    def filled(self, pages: list[int] | None) -> Iterator[bytes | memoryview]:
        """The document with its table of contents, in pieces; `pages` has one number per heading, None leaves them out."""
        document = memoryview(self.document)
        listed = [(index, heading) for index, heading in enumerate(self.headings) if heading.level]
        if self.span is None or not listed:
            yield document
            return
        start, position = self.span
        yield document[:start]
        for n, (index, heading) in enumerate(listed):
            page = pages[index] if pages else None
            yield self._entry(heading, page, n, first=n == 0, last=n == len(listed) - 1).encode()
        for n, (_index, heading) in enumerate(listed):
            yield document[position : heading.start]
            yield f'<w:bookmarkStart w:id="{_FIRST_ID + n}" w:name="{_bookmark(n)}"/><w:bookmarkEnd w:id="{_FIRST_ID + n}"/>'.encode()
            position = heading.start
        yield document[position:]

    def _find(self) -> tuple[int, int] | None:
        """From the paragraph that begins the field up to and including the one that ends it."""
        found = _INSTRUCTION.search(self.document)
        if not found:
            return None
        start = max(self.document.rfind(b"<w:p>", 0, found.start()), self.document.rfind(b"<w:p ", 0, found.start()))
        depth, place, separator = 1, found.end(), 0
        while depth:
            mark = _FIELD_MARK.search(self.document, place)
            if not mark:
                return None
            depth += {b"begin": 1, b"separate": 0, b"end": -1}[mark[1]]
            separator = separator or mark.start()
            place = mark.end()
        # Word may spread the instruction over runs too.
        instruction = b"".join(_INSTRUCTION_TEXT.findall(self.document, found.start(), separator)).decode()
        self.switches = unescape(instruction).strip().removeprefix("TOC")
        end = self.document.find(_PARAGRAPH_END, place)
        return (start, end + len(_PARAGRAPH_END)) if start >= 0 and end >= 0 else None

    def _listed_styles(self) -> dict[str, int]:
        """Style id → level in the table, as the field's switches say: \\o (built-in headings) and \\t (named styles)."""
        if self.span is None:
            return {}
        levels: dict[str, int] = {}
        outline = re.search(r'\\o\s+"?(\d)-(\d)', self.switches)
        if outline or "\\o" in self.switches:
            first, last = (int(outline[1]), int(outline[2])) if outline else (1, 9)
            for level in range(first, last + 1):
                if id := self.styles.id(f"heading {level}"):
                    levels[id] = level
        if named := re.search(r'\\t\s+"([^"]*)"', self.switches):
            words = [word.strip() for word in re.split(r"[;,]", named[1])]
            for name, level_text in zip(words[::2], words[1::2], strict=False):
                if (id := self.styles.id(name)) and level_text.isdecimal() and len(level_text) < 10:
                    levels[id] = int(level_text)
        return levels

    def _headings(self) -> list[Heading]:
        """Every paragraph with an outline level after the table of contents and before, in order."""
        assert self.span is not None
        headings: list[Heading] = []
        counters: dict[str, dict[int, int]] = {}
        for start, id in self._styled():
            if self.span[0] <= start < self.span[1]:
                continue
            number = self._count(id, counters)
            properties = self.document.find(_PROPERTIES_END, start)
            end = self.document.find(_PARAGRAPH_END, start)
            if properties < 0 or end < 0 or properties > end:
                continue
            begin = properties + len(_PROPERTIES_END)
            text = "".join(unescape(t.decode()) if t else " " for t, _gap in _TEXT.findall(self.document, begin, end))
            # A heading before the table (such as the one above it) is none of its lines.
            level = self.levels.get(id, 0) if start > self.span[1] else 0
            headings.append(Heading(text.strip(), number, level, begin))
        return headings

    def _styled(self) -> Iterator[tuple[int, str]]:
        """Where a paragraph says that it has a style with an outline level, and which."""
        if not self.styles.outlined:
            return
        ids = b"|".join(re.escape(id.encode()) for id in self.styles.outlined)
        for found in re.finditer(rb'<w:pStyle w:val="(%b)"' % ids, self.document):
            yield found.start(), found[1].decode()

    def _count(self, id: str, counters: dict[str, dict[int, int]]) -> str:
        numbered = self.styles.numbered_by(id)
        if numbered is None:
            return ""
        abstract, level = numbered
        counts = counters.setdefault(abstract, {})
        counts[level] = counts.get(level, 0) + 1
        for deeper in [deeper for deeper in counts if deeper > level]:
            del counts[deeper]
        return self.styles.number_text(abstract, level, counts)

    def _entry(self, heading: Heading, page: int | None, number: int, *, first: bool, last: bool) -> str:
        style = self.styles.id(f"toc {heading.level}")
        look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        numbered = _PLAIN_RUN % _escaped(heading.number) + _TAB if heading.number else ""
        line = numbered + _PLAIN_RUN % _escaped(heading.text)
        if page is not None:
            line += _TAB + _field(f"PAGEREF {_bookmark(number)} \\h", str(page))
        link = f'<w:hyperlink w:anchor="{_bookmark(number)}" w:history="1">{line}</w:hyperlink>'
        switches = self.switches if page is not None or "\\n" in self.switches else f"{self.switches.rstrip()} \\n"
        begin = f"{_mark('begin')}{_instruction(f' TOC{switches} ')}{_mark('separate')}" if first else ""
        return f"<w:p>{look}{begin}{link}{_mark('end') if last else ''}</w:p>"


def _bookmark(number: int) -> str:
    return f"_Toc{number + 1:08d}"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{_escaped(text)}</w:instrText></w:r>'


def _field(instruction: str, result: str) -> str:
    return f"{_mark('begin')}{_instruction(f' {instruction} ')}{_mark('separate')}{_PLAIN_RUN % result}{_mark('end')}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
