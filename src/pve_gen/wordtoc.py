"""Fills the table of contents that a Word template holds, so that nobody has to press F9.

The field stays an ordinary one, with its own switches; only its stored result is written. Asking Word
to update it on opening would show a question, and cannot work in a protected form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pve_gen.values import Struct
from pve_gen.wordstyles import Styles
from pve_gen.xmltext import unescape
from pve_gen.ziparchive import Deflated, deflated

_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>\s*TOC\b")
_INSTRUCTION_TEXT = re.compile(rb"<w:instrText[^>]*>([^<]*)</w:instrText>")
_FIELD_MARK = re.compile(rb'w:fldCharType="(begin|separate|end)"')
_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:tab/>|<w:br/>)")
_PARAGRAPH_END = b"</w:p>"
_PROPERTIES_END = b"</w:pPr>"
_PLAIN_RUN = '<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
_FIRST_ID = 1_000_000  # of bookmarks: higher than any that a template or a writer gave
_AT_ONCE = 100_000  # bytes
_NOTHING = re.compile(rb"(?!)")
_TAB = "<w:r><w:tab/></w:r>"


class Heading(Struct, frozen=True):
    """A paragraph with an outline level. `level` in the table counts from 1; 0 is not listed."""

    text: str
    number: str
    style: str
    level: int


class TableOfContents:
    """The table of contents of a document.xml, and the headings; false where it has none.

    The document is gone through in pieces, once, and is deflated at once: it is large, and never in memory as a whole. `before` is how many of
    the headings stand before the table of contents.
    """

    def __init__(self, pieces: Iterable[str], styles: Styles) -> None:
        self.styles = styles
        self.headings: list[Heading] = []
        self.before = 0
        self.levels: dict[str, int] = {}
        self.switches = ""
        self._field = b""  # the paragraphs of the field, as they stand there
        self._rest = b""  # what stands behind the field in its own piece
        self._listed = 0
        self._counters: dict[str, dict[int, int]] = {}
        ids = b"|".join(re.escape(id.encode()) for id in styles.outlined)
        self._outlined = re.compile(rb'<w:pStyle w:val="(%b)"' % ids) if ids else _NOTHING
        chunks = _in_paragraphs(pieces)
        self._begin = deflated(self._up_to_the_field(chunks))
        self._end = deflated(self._beyond_the_field(chunks))

    def __bool__(self) -> bool:
        return bool(self._field)

    def filled(self, pages: list[int] | None) -> list[Deflated]:
        """The document with its table of contents; `pages` has one number per heading, None leaves them out."""
        table = self._entries(pages) if self._listed else [self._field]
        return [self._begin, deflated(table), self._end]

    def _up_to_the_field(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """What stands before the paragraph that begins the field: all of it where there is no such field."""
        for chunk in chunks:
            found = _INSTRUCTION.search(chunk)
            start = max(chunk.rfind(b"<w:p>", 0, found.start()), chunk.rfind(b"<w:p ", 0, found.start())) if found else -1
            if found is None or start < 0:
                yield self._with_bookmarks(chunk)
                continue
            yield self._with_bookmarks(chunk[:start])
            field = bytearray(chunk[start:])
            end = self._closed(field, found.start() - start, chunks)
            if end:
                self._field, self._rest = bytes(field[:end]), bytes(field[end:])
                self.levels = self._listed_styles()
                self.before = len(self.headings)
            else:
                yield self._with_bookmarks(bytes(field))
            return

    def _closed(self, field: bytearray, instruction: int, chunks: Iterator[bytes]) -> int:
        """Where the paragraph ends in which the field does, with more of the document where it is longer; 0 where it does not end.

        The field begins with its instruction, there.
        """
        depth, separator, place = 1, 0, instruction
        while depth:
            mark = _FIELD_MARK.search(field, place)
            if not mark:
                place = len(field)
                field += next(chunks, b"")
                if place == len(field):
                    return 0
                continue
            depth += {b"begin": 1, b"separate": 0, b"end": -1}[mark[1]]
            separator = separator or mark.start()
            place = mark.end()
        # Word may spread the instruction over runs too.
        said = b"".join(_INSTRUCTION_TEXT.findall(field, instruction, separator)).decode()
        self.switches = unescape(said).strip().removeprefix("TOC")
        end = field.find(_PARAGRAPH_END, place)
        return end + len(_PARAGRAPH_END) if end >= 0 else 0

    def _beyond_the_field(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        yield self._with_bookmarks(self._rest)
        self._rest = b""
        yield from map(self._with_bookmarks, chunks)

    def _listed_styles(self) -> dict[str, int]:
        """Style id → level in the table, as the field's switches say: \\o (built-in headings) and \\t (named styles)."""
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

    def _with_bookmarks(self, chunk: bytes) -> bytes:
        """Whole paragraphs, with a bookmark in every heading that is listed."""
        pieces, position = [], 0
        for found in self._outlined.finditer(chunk):
            properties = chunk.find(_PROPERTIES_END, found.start())
            end = chunk.find(_PARAGRAPH_END, found.start())
            id = found[1].decode()
            number = self._count(id)
            if not 0 <= properties < end:
                continue
            begin = properties + len(_PROPERTIES_END)
            text = "".join(unescape(said.decode()) if said else " " for said, _gap in _TEXT.findall(chunk, begin, end))
            # A heading before the table (such as the one above it) is none of its lines: no level is known yet.
            heading = Heading(text.strip(), number, id, self.levels.get(id, 0))
            self.headings.append(heading)
            if heading.level:
                id_ = _FIRST_ID + self._listed
                mark = f'<w:bookmarkStart w:id="{id_}" w:name="{_bookmark(self._listed)}"/><w:bookmarkEnd w:id="{id_}"/>'
                pieces += [chunk[position:begin], mark.encode()]
                position = begin
                self._listed += 1
        return b"".join([*pieces, chunk[position:]]) if pieces else chunk

    def _entries(self, pages: list[int] | None) -> Iterator[bytes]:
        """The lines of the table, with the field around them."""
        listed = [(index, heading) for index, heading in enumerate(self.headings) if heading.level]
        for n, (index, heading) in enumerate(listed):
            page = pages[index] if pages else None
            yield self._entry(heading, page, n, first=n == 0, last=n == len(listed) - 1).encode()

    def _count(self, id: str) -> str:
        numbered = self.styles.numbered_by(id)
        if numbered is None:
            return ""
        abstract, level = numbered
        counts = self._counters.setdefault(abstract, {})
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


def _in_paragraphs(pieces: Iterable[str]) -> Iterator[bytes]:
    """The same document in other pieces: each ends where a paragraph does, and is large enough to be worth its while."""
    open_: list[bytes] = []
    size = 0
    for piece in pieces:
        data = piece.encode()
        size += len(data)
        cut = data.rfind(_PARAGRAPH_END) + len(_PARAGRAPH_END) if size > _AT_ONCE else 0
        if cut < len(_PARAGRAPH_END):
            open_.append(data)
            continue
        yield b"".join([*open_, data[:cut]])
        open_ = [data[cut:]]
        size = len(open_[0])
    yield b"".join(open_)


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
