"""What makes a Word file accessible: one small function per rule, each with a stable rule id in `RULES`.

Not seen: text in a picture, whether a description is a good one, the colour of the numbers of a list, and the
contrast of text in a text box.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import fromstring

from pve_gen.findings import Severity
from pve_gen.values import Struct
from pve_gen.wordcascade import Cascade, Color, Look, contrast
from pve_gen.wordpages import Pages, Paragraph, Table, W
from pve_gen.wordstyles import Styles

BODY = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_STYLES = "word/styles.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_ENOUGH, _ENOUGH_FOR_LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points
_SMALLEST = 8.0  # points
_BULLET = re.compile(r"\s*[-–—•·▪◦○●■□‣⁃*\uf0b7]\s+\S")
_NUMBER = re.compile(r"\s*(\d{1,2}|[a-z])[.)]\s+\S")
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^/\\]+\.(png|jpe?g|gif|svg|emf|wmf|bmp|tiff?|webp)", re.IGNORECASE)
_SAYS_NOTHING = {"hier", "klik hier", "lees meer", "link", "here", "click here", "read more"}
_SHORT = 60  # characters of a paragraph that a place shows


class Document(Struct, frozen=True):
    """What the rules look at."""

    parts: Mapping[str, bytes]
    styles: Styles
    pages: Pages
    cascade: Cascade


class Remark(Struct, frozen=True):
    """A barrier before its rule is written on it; `spot` is a paragraph, or the name of a part."""

    spot: Paragraph | str
    message: str
    hint: str


def shortened(text: str) -> str:
    """The first words of a paragraph, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


# ── the document as a whole ──


def it_says_its_language(document: Document) -> Iterator[Remark]:
    if not document.cascade.language():
        yield Remark(_STYLES, "the document does not say in which language it is", "set the language of its default style")


def its_language_is_that_of_its_text(document: Document) -> Iterator[Remark]:
    usual = document.cascade.language()
    for paragraph, look in _looks(document):
        if usual and look.language and look.language.split("-")[0].lower() != usual.split("-")[0].lower():
            message = f"the text is marked as {look.language}, and the document as {usual}"
            yield Remark(paragraph, message, "unless it is in that language, mark it as the document: a screen reader pronounces it so")


def it_has_a_title(document: Document) -> Iterator[Remark]:
    root = fromstring(document.parts[_PROPERTIES]) if _PROPERTIES in document.parts else None
    if root is None or not (root.findtext(_TITLE) or "").strip():
        yield Remark(_PROPERTIES, "the document has no title", "fill in File > Info > Title")


def headings_skip_no_level(document: Document) -> Iterator[Remark]:
    before = 0
    for paragraph in document.pages.paragraphs:
        if paragraph.part != BODY or paragraph.outline < 0 or not paragraph.text.strip():
            continue
        level = paragraph.outline + 1
        if not before and level > 1:
            yield Remark(paragraph, f"the first heading has level {level}", "begin with a heading of level 1")
        elif level > before + 1:
            yield Remark(paragraph, f"a heading of level {level} stands under one of level {before}", f"give it level {before + 1}")
        before = level
    if not before:
        yield Remark(BODY, "no paragraph is a heading", "give headings a style such as Heading 1")


# ── paragraphs ──


def no_paragraph_is_empty(document: Document) -> Iterator[Remark]:
    above = ""
    for paragraph in document.pages.paragraphs:
        text = paragraph.text.strip()
        if not (paragraph.needed or paragraph.holds or text):
            where = f"below «{shortened(above)}»" if above else "at the start"
            yield Remark(paragraph, f"an empty paragraph {where}", "remove it, and give a paragraph beside it more space or a page break")
        above = text or above


def lists_are_lists(document: Document) -> Iterator[Remark]:
    previous = None
    for paragraph, following in zip(document.pages.paragraphs, [*document.pages.paragraphs[1:], None], strict=True):
        mark = _typed_mark(paragraph, document)
        alone = mark == "number" and "\n" not in paragraph.text and (not following or _typed_mark(following, document) != "number")
        if mark and mark != previous and not alone:
            yield Remark(paragraph, f"a {mark} is typed", "make it a list of Word, so that it is read as one")
        previous = mark


def _typed_mark(paragraph: Paragraph, document: Document) -> str:
    if paragraph.listed or _is_listed_by_word(paragraph, document.styles):
        return ""
    lines = paragraph.text.split("\n")
    if any(map(_BULLET.match, lines)):
        return "bullet"
    return "number" if any(map(_NUMBER.match, lines)) else ""


def _is_listed_by_word(paragraph: Paragraph, styles: Styles) -> bool:
    own = paragraph.element.find(f"{W}pPr/{W}numPr/{W}numId")
    return own.get(f"{W}val", "") != "0" if own is not None else styles.numbered_by(paragraph.style) is not None


def text_is_not_justified(document: Document) -> Iterator[Remark]:
    for paragraph in document.pages.paragraphs:
        if document.cascade.alignment(paragraph) in {"both", "distribute"} and paragraph.text.strip():
            yield Remark(paragraph, "the text is justified", "align it left: uneven gaps make reading harder")


def text_does_not_float(document: Document) -> Iterator[Remark]:
    for paragraph in document.pages.floating:
        yield Remark(paragraph, "a text box floats over the page", "put its text in the page itself, or the box in line with the text")


# ── tables ──


def tables_have_a_header_row(document: Document) -> Iterator[Remark]:
    for table in _data_tables(document.pages):
        if not table.headers[0]:
            yield Remark(_spot(table), "a table has no header row", "mark its first row with Layout > Repeat Header Rows")


def tables_have_a_title(document: Document) -> Iterator[Remark]:
    following = dict(zip(document.pages.paragraphs, [*document.pages.paragraphs[1:], None], strict=True))
    for table in _data_tables(document.pages):
        properties = table.element.find(f"{W}tblPr")
        titles = [properties.find(f"{W}{name}") for name in ("tblCaption", "tblDescription")] if properties is not None else []
        if any(title is not None and title.get(f"{W}val", "").strip() for title in titles):
            continue
        beside = [table.after, following.get(table.paragraphs[-1]) if table.paragraphs else None]
        if not any(paragraph and document.styles.name(paragraph.style).lower() == "caption" for paragraph in beside):
            yield Remark(_spot(table), "a table has no title", "write one in Table Properties > Alt Text, or as a caption")


def tables_do_not_hold_tables(document: Document) -> Iterator[Remark]:
    for table in document.pages.tables:
        if table.outer:
            yield Remark(_spot(table), "a table stands in a cell of another", "make two tables of it, one under the other")


def cells_are_not_merged(document: Document) -> Iterator[Remark]:
    for table in _data_tables(document.pages):
        for header, row in zip(table.headers, table.rows, strict=True):
            # A row that is one cell reads well, and so does a cell over several columns in the head.
            if any(cell.merged_down or (cell.width > 1 and len(row) > 1 and not header) for cell in row):
                yield Remark(_spot(table), "a table has merged cells below its head", "split them, so that each row is read with its heads")
                break


def _data_tables(pages: Pages) -> Iterator[Table]:
    """The tables in which a cell means something by its row and its column: others are frames around text."""
    return (table for table in pages.tables if len(table.rows) > 1 and max(len(row) for row in table.rows) > 1)


def _spot(table: Table) -> Paragraph | str:
    return next((paragraph for paragraph in table.paragraphs if paragraph.text.strip()), table.part)


# ── pictures, links, fields to fill in ──


def pictures_have_a_description(document: Document) -> Iterator[Remark]:
    for picture in document.pages.pictures:
        if picture.decorative:
            continue
        if not picture.alt:
            yield Remark(picture.paragraph, "a picture has no description", "write its alt text, or mark it as decorative")
        elif _FILE_NAME.fullmatch(picture.alt):
            yield Remark(picture.paragraph, f"`{picture.alt}` describes no picture", "write its alt text, or mark it as decorative")


def links_say_where_they_lead(document: Document) -> Iterator[Remark]:
    for link in document.pages.links:
        text = link.text.strip()
        if not text and not link.pictured:
            yield Remark(link.paragraph, "a link has no text", "give it one, or remove it")
        elif text.lower().rstrip(".") in _SAYS_NOTHING:
            yield Remark(link.paragraph, f"the link «{text}» does not say where it leads", "name what the reader finds there")


def links_are_no_bare_addresses(document: Document) -> Iterator[Remark]:
    for link in document.pages.links:
        if _ADDRESS.fullmatch(link.text.strip()):
            yield Remark(link.paragraph, "a link is a bare address", "name what the reader finds there: an address is spelled out")


def fields_have_a_name(document: Document) -> Iterator[Remark]:
    for control in document.pages.controls:
        if not control.name:
            spot = control.paragraphs[0] if control.paragraphs else BODY
            yield Remark(spot, "a field to fill in has no name", "write one in Developer > Properties > Title: a screen reader says it")


# ── how text looks ──


def text_stands_out(document: Document) -> Iterator[Remark]:
    for paragraph, look in _looks(document):
        if look.color is None or paragraph.in_box:
            continue
        large = look.size >= _LARGE or (look.bold and look.size >= _LARGE_BOLD)
        wanted, has = _ENOUGH_FOR_LARGE if large else _ENOUGH, contrast(look.color, look.background)
        if has < wanted:
            # Cut off, not rounded: 4.46 is not 4.5.
            message = f"{_written(look.color)} on {_written(look.background)} has a contrast of {int(has * 10) / 10}:1"
            yield Remark(paragraph, message, f"choose colours with {wanted:g}:1 or more")


def text_is_not_small(document: Document) -> Iterator[Remark]:
    for paragraph, look in _looks(document):
        if look.size < _SMALLEST:
            yield Remark(paragraph, f"the text is {look.size:g} points", f"make it {_SMALLEST:g} points or more")


def _looks(document: Document) -> Iterator[tuple[Paragraph, Look]]:
    """Every stretch of text that can be seen, and how it looks."""
    for paragraph in document.pages.paragraphs:
        for run in paragraph.runs:
            if run.text.strip():
                look = document.cascade.look(run, paragraph)
                if not look.hidden:
                    yield paragraph, look


def _written(color: Color) -> str:
    return "#{:02X}{:02X}{:02X}".format(*color)


RULES: dict[str, tuple[Severity, Callable[[Document], Iterator[Remark]]]] = {
    "access-language": ("error", it_says_its_language),
    "access-other-language": ("warning", its_language_is_that_of_its_text),
    "access-title": ("error", it_has_a_title),
    "access-heading-level": ("error", headings_skip_no_level),
    "access-empty-paragraph": ("error", no_paragraph_is_empty),
    "access-typed-list": ("error", lists_are_lists),
    "access-justified": ("warning", text_is_not_justified),
    "access-floating-text": ("error", text_does_not_float),
    "access-table-header": ("error", tables_have_a_header_row),
    "access-table-title": ("warning", tables_have_a_title),  # LibreOffice 7.4 drops it when it saves a template
    "access-table-in-table": ("error", tables_do_not_hold_tables),
    "access-merged-cells": ("error", cells_are_not_merged),
    "access-picture": ("error", pictures_have_a_description),
    "access-link-text": ("error", links_say_where_they_lead),
    "access-bare-address": ("warning", links_are_no_bare_addresses),
    "access-field-name": ("error", fields_have_a_name),
    "access-contrast": ("error", text_stands_out),
    "access-small-text": ("error", text_is_not_small),
}
"""Every rule by its id."""

BY_CAUSE = {"access-other-language", "access-justified", "access-contrast", "access-small-text"}
"""Rules of which the same message in many places has one cause: a style, or text that was pasted."""
