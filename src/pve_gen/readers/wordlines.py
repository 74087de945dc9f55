"""What stands on the pages of a Word file that comes back, as its walk meets it: lines, tables and rows, and what hides or adds a text."""

from __future__ import annotations

from pve_gen import answerform
from pve_gen.returned import Trick, TrickKind
from pve_gen.values import Struct, field
from pve_gen.wordlook import SAYS_NOTHING, Look


class Line(Struct):
    """A paragraph: its text as it reads, as it read before tracked changes, and what it looks like; `label` is its number or bullet."""

    text: str
    before: str
    style: str
    heading_of: str
    in_table: bool
    label: str


class PlacedTrick(Struct, frozen=True):
    """A trick after as many lines as `at` says."""

    at: int
    kind: TrickKind
    text: str
    author: str

    def in_(self, segment: str, key: str = "") -> Trick:
        return Trick(kind=self.kind, key=key, segment=segment, text=self.text, author=self.author)


class Paragraph(Struct):
    """An open paragraph; `before` is what it said before tracked changes, once that is something else."""

    style: str = ""
    text: list[str] = field(default_factory=list)
    before: list[str] | None = None
    heading_of: str = ""
    label: str = ""
    look: Look = SAYS_NOTHING
    links: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Text that stands there, and stood there."""
        self.text.append(text)
        if self.before is not None:
            self.before.append(text)

    def say_now(self, text: str) -> None:
        """Text that did not stand there before tracked changes."""
        self.before = self.text.copy() if self.before is None else self.before
        self.text.append(text)

    def say_before(self, text: str) -> None:
        """Text that stood there before tracked changes."""
        self.before = self.text.copy() if self.before is None else self.before
        self.before.append(text)


class Table(Struct):
    """An open table: the lines of its rows so far, of which all but the first are answers where the first says so."""

    rows: int = 0
    first: str = ""
    style: str = ""
    lines: list[Line] = field(default_factory=list)
    headed: bool = False
    off_page: bool = False

    def begin(self, first: str) -> None:
        """The first text in it is this one."""
        self.first, self.headed = first, answerform.heads_answers(first)

    @property
    def answering(self) -> bool:
        """Whether what stands in it now is the place of an answer."""
        return self.headed and self.rows > 1


class Row(Struct):
    """An open row: who removed it, as a tracked change, and how it hides what is in it."""

    gone: str = ""
    trick: TrickKind | None = None
