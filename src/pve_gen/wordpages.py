"""What stands on the pages of a Word file, as a reader or a screen reader meets it: paragraphs, tables, pictures, links, fields to fill in."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pve_gen.values import Struct, field

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}


class Run(Struct, eq=False):
    """A stretch of text in one look."""

    element: Element
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.said)


class Paragraph(Struct, eq=False):
    """A paragraph. `cell` is the one that it stands in; `under` is the heading above it, or itself where it is one.

    `holds` says that more than text stands in it, such as a picture; `needed` that Word does not let it be taken out.
    """

    element: Element
    part: str
    style: str
    outline: int
    under: Paragraph | None
    cell: Cell | None = None
    in_box: bool = False
    needed: bool = False
    listed: bool = False  # a line of a table of contents
    holds: bool = False
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


class Table(Struct, eq=False):
    """A table. `outer` is the cell that it stands in; `after` the paragraph before it."""

    element: Element
    part: str
    outer: Cell | None
    after: Paragraph | None
    rows: list[list[Cell]] = field(default_factory=list)
    headers: list[bool] = field(default_factory=list)  # whether each row is marked as a header
    paragraphs: list[Paragraph] = field(default_factory=list)


class Cell(Struct, eq=False):
    """A cell; row and column count from 0, `width` is over how many columns it stretches."""

    element: Element
    table: Table
    row: int
    column: int
    width: int
    merged_down: bool


class Link(Struct, eq=False):
    """A link: its text on the page, and whether a picture stands in it."""

    paragraph: Paragraph
    said: list[str] = field(default_factory=list)
    pictured: bool = False

    @property
    def text(self) -> str:
        return "".join(self.said)


class Picture(Struct, eq=False):
    """A picture, drawing or chart; `alt` is what is read aloud in its place."""

    paragraph: Paragraph
    alt: str
    decorative: bool


class Control(Struct, eq=False):
    """A content control in which somebody fills something in; `paragraphs` holds the one in which it stands, or its own first."""

    name: str
    paragraphs: list[Paragraph] = field(default_factory=list)


class Pages(Struct):
    """Everything that the rules look at, each in the order of the file."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    floating: list[Paragraph] = field(default_factory=list)  # first paragraphs of text boxes that float


def off(value: str) -> bool:
    """Whether the `w:val` of a switch says no."""
    return value.lower() in _OFF
