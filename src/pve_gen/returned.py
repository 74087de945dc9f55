"""What a reader finds in a document that comes back: its text in pieces, and all that hides, adds or takes away text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pve_gen.values import Struct, field

TrickKind = Literal[
    "hidden",
    "struck",
    "white",
    "tiny",
    "distorted",
    "tracked",
    "cut",
    "embedded",
    "formula",
    "alternative",
    "bound",
    "drawing",
    "answer-place",
]


class Segment(Struct, frozen=True, kw_only=True):
    """The canonical lines of one requirement, or of one part of the document.

    `key` is the requirement's id, or empty for another part; `title` is the heading as it stands. `before` are
    the lines as they were before tracked changes, where those differ. `place` says where it stands, if a heading does not.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    before: tuple[str, ...] | None = None
    place: str = ""

    @property
    def name(self) -> str:
        """How a report names it: the id, or the heading."""
        return self.key or self.title


class Trick(Struct, frozen=True, kw_only=True):
    """Text that a reader of the page does not see as it stands in the file, or that somebody's program tracks.

    `segment` names where it stands, and `key` is the id of the requirement it stands in, if any.
    """

    kind: TrickKind
    key: str = ""
    segment: str
    text: str
    author: str = ""


class Comment(Struct, frozen=True, kw_only=True):
    """A remark in the margin: no alteration, but it may hold a reservation."""

    author: str
    text: str


class Drawing(Struct, frozen=True, kw_only=True):
    """A shape or picture: what it covers, in English metric units (36,000 in a millimetre), and the hashes of its pictures.

    `across` and `down` say from where on the page it is placed and how far, or by which side. It may lie `over` the text,
    and be `clear` (filled with nothing). `at_edge` is for those in headers and footers.
    """

    sort: str
    width: int
    height: int
    across: tuple[str, int | str]
    down: tuple[str, int | str]
    over: bool
    clear: bool
    pictures: tuple[str, ...]
    segment: str = ""
    key: str = ""
    at_edge: bool = False


class Edge(Struct, frozen=True, kw_only=True):
    """A header or footer: its lines, and the sorts of what is drawn in it."""

    lines: tuple[str, ...]
    drawn: tuple[str, ...]


class Pages(Struct, frozen=True, kw_only=True):
    """The pages of one section: the name of the segment in which it ends, what stands at their edges, and their size.

    `edges` goes by `header` or `footer` and the kind of page; `measures` are twips; `traits` what is unusual of their lines.
    """

    last: str
    edges: Mapping[tuple[str, str], Edge]
    measures: Mapping[str, int]
    traits: tuple[str, ...]


class DocumentText(Struct, frozen=True, kw_only=True):
    """All text of a document but the answers. `edges` are the distinct lines of headers and footers, `notes` those below the text.

    `fonts` are those that the file names, with a hash of each that is in it, `fetched` is what it fetches when it is opened.
    `ordered` says whether the order of requirements means anything: rows of a sheet may be sorted.
    """

    segments: tuple[Segment, ...]
    edges: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tricks: tuple[Trick, ...] = ()
    comments: tuple[Comment, ...] = ()
    pictures: int = 0
    pages: tuple[Pages, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    fonts: Mapping[str, str] = field(default_factory=dict)
    fetched: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    ordered: bool = True
