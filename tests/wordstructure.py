"""What is wrong with a Word file that validators overlook: Word repairs such a file with a fright, or loses what stands in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from wordfile import W

_W = f"{{{W}}}"
_TEXT = {f"{_W}t", f"{_W}instrText", f"{_W}delText", f"{_W}delInstrText", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml\Z")
_AROUND_RUNS = {"p", "hyperlink", "sdtContent", "ins", "del", "moveFrom", "moveTo", "fldSimple", "smartTag", "customXml", "dir", "bdo"}
_AROUND_PARAGRAPHS = {"body", "tc", "hdr", "ftr", "footnote", "endnote", "txbxContent", "sdtContent", "customXml", "comment", "docPartBody"}
_LONGEST_NAME = 40  # of a bookmark
_TARGET = re.compile(r"\b(?:PAGEREF|REF|HYPERLINK\s+\\l)\s+\"?([^\s\"\\]+)")


def faults(document: bytes) -> list[str]:
    """Every fault in a .docx, as a sentence; empty where it is sound."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        roots = {name: etree.fromstring(package.read(name)) for name in sorted(package.namelist()) if _PARTS.match(name)}
    found = [
        f"{name}: {fault}" for name, root in roots.items() for fault in (*_places(root), *_bookmarks(root), *_fields(root), *_rows(root))
    ]
    return found + list(_names(list(roots.values())))


def _name(element: etree._Element | None) -> str:
    return str(element.tag).removeprefix(_W) if element is not None else ""


def _get(element: etree._Element, name: str) -> str:
    return str(element.get(f"{_W}{name}", ""))


def _places(root: etree._Element) -> Iterator[str]:
    """Text, runs and paragraphs that stand where Word expects none."""
    for element in root.iter(etree.Element):
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if text and text.strip() and (owner is None or owner.tag not in _TEXT):
                yield f"text directly in a {_name(owner)}: «{text.strip()}»"
        parent = _name(element.getparent())
        if element.tag == f"{_W}r" and parent not in _AROUND_RUNS:
            yield f"a run directly in a {parent}: «{''.join(map(str, element.itertext()))}»"
        if element.tag == f"{_W}p" and parent not in _AROUND_PARAGRAPHS:
            yield f"a paragraph directly in a {parent}: «{''.join(map(str, element.itertext()))}»"
        if element.tag in _TEXT and len(element):
            yield f"a {_name(element[0])} in a {_name(element)}"
        if element.tag == f"{_W}tc" and (not len(element) or element[-1].tag not in {f"{_W}p", f"{_W}sdt"}):
            yield "a cell that does not end in a paragraph"


def _bookmarks(root: etree._Element) -> Iterator[str]:
    starts = {_get(start, "id"): _get(start, "name") for start in root.iter(f"{_W}bookmarkStart")}
    ends = Counter(_get(end, "id") for end in root.iter(f"{_W}bookmarkEnd"))
    for id, times in Counter(_get(start, "id") for start in root.iter(f"{_W}bookmarkStart")).items():
        if times > 1:
            yield f"bookmark id {id} stands {times} times"
    for id, name in starts.items():
        if not ends[id]:
            yield f"bookmark {name} does not end"
        if not 0 < len(name) <= _LONGEST_NAME:
            yield f"bookmark {name} has a name of {len(name)} characters"
    for id, times in ends.items():
        if id not in starts:
            yield f"bookmark id {id} ends, and never begins"
        elif times > 1:
            yield f"bookmark {starts[id]} ends {times} times"


def _fields(root: etree._Element) -> Iterator[str]:
    """Fields that do not go begin, separate, end; each within the one around it."""
    open: list[list[str]] = []  # of each: the last mark, and its instruction
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        kind = _get(element, "fldCharType")
        if element.tag == f"{_W}instrText":
            if not open or open[-1][0] != "begin":
                yield f"an instruction outside a field: «{(element.text or '').strip()}»"
            else:
                open[-1][1] += element.text or ""
        elif kind == "begin":
            open.append(["begin", ""])
        elif not open:
            yield f"a field that has a mark `{kind}`, and never begins"
        elif kind == "separate":
            if open[-1][0] == "separate":
                yield f"a field with two results: «{open[-1][1].strip()}»"
            open[-1][0] = "separate"
        else:
            open.pop()
    for _mark, instruction in open:
        yield f"a field that does not end: «{instruction.strip()}»"


def _rows(root: etree._Element) -> Iterator[str]:
    """Rows that do not fill the columns of their table."""
    for table in root.iter(f"{_W}tbl"):
        columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        for number, row in enumerate(table.findall(f"{_W}tr"), start=1):
            spans = (cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in row.findall(f"{_W}tc"))
            width = sum(int(_get(span, "val")) if span is not None else 1 for span in spans)
            if columns and width != columns:
                yield f"row {number} has {width} columns in a table of {columns}"


def _names(roots: list[etree._Element]) -> Iterator[str]:
    """What must be unique in the whole file, and links that lead nowhere."""

    def every(name: str, attribute: str) -> list[str]:
        return [_get(element, attribute) for root in roots for element in root.iter(f"{_W}{name}")]

    controls = [_get(id, "val") for root in roots for properties in root.iter(f"{_W}sdtPr") for id in properties.findall(f"{_W}id")]
    tags = [_get(tag, "val") for root in roots for properties in root.iter(f"{_W}sdtPr") for tag in properties.findall(f"{_W}tag")]
    bookmarks = [name.lower() for name in every("bookmarkStart", "name")]  # Word tells no capitals apart
    for what, names in (("content control id", controls), ("content control tag", tags), ("bookmark name", bookmarks)):
        yield from (f"{what} {name} stands {times} times" for name, times in Counter(names).items() if times > 1)
    asked = {anchor for anchor in every("hyperlink", "anchor") if anchor}
    asked |= {target for root in roots for text in root.iter(f"{_W}instrText") for target in _TARGET.findall(text.text or "")}
    yield from (f"a link to {name}, which is not there" for name in sorted(asked) if name.lower() not in bookmarks)
