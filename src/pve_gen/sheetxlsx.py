"""What an .xlsx says of its sheets apart from the values: its limits, formulas, what is hidden, remarks, headers and footers.

Runs before any other program reads the values: some stop the whole process on a cell at the far corner,
and each takes another of two cells in one place. Here such a file is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring, iterparse

from pve_gen.canonical import canonical
from pve_gen.officefile import OfficeError
from pve_gen.returned import Comment
from pve_gen.sheetlooks import Looks, child, hiding_of, local
from pve_gen.spreadsheet import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Cell, Hiding, Scan

_MOST_STRINGS = 300_000
_HINT = "save it again, without what stands far outside the tables"
_WORKBOOK = "xl/workbook.xml"
_OUTSIDE = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/", "xl/activeX/", "xl/model/")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_EDGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3} ?|[A-Za-z])')
_LOW, _NARROW = 2.0, 0.5  # a row in points and a column in letters below which nothing shows
_PLAIN_FORMULAS = {"TRUE()", "FALSE()"}  # LibreOffice writes a typed `waar` so


def scan(parts: Mapping[str, bytes]) -> tuple[Scan, ...]:
    """What the file says of each sheet, in order; OfficeError where it holds what no answer sheet needs."""
    _refuse_outside(parts)
    looks, strings = Looks(parts), _hidings_of_strings(parts)
    targets = _relations(parts, _WORKBOOK)
    people = _people(parts)
    scans = []
    for sheet in _sheets(parts):
        kind, part = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), ("", ""))
        if kind != "worksheet":
            continue  # a chart has no cells
        if part not in parts or not part.endswith(".xml"):
            raise OfficeError("lacks a sheet that it names", part, "save it again")
        found = Scan(name=sheet.get("name", ""), visible=sheet.get("state", "visible") == "visible")
        tables = [parts.get(target, b"<none/>") for kind, target in _relations(parts, part).values() if kind == "table"]
        _Walk(found, part, looks, strings).through(parts[part], tables)
        _around(found, parts, part, people)
        scans.append(found)
    if len({found.name.casefold() for found in scans}) < len(scans):
        raise OfficeError("holds two sheets with one name", _WORKBOOK, "save it again")
    return tuple(scans)


# ── The package ────────────────────────────────────────────────────────────────────────────────


def _refuse_outside(parts: Mapping[str, bytes]) -> None:
    for name in parts:
        if name.startswith(_OUTSIDE):
            raise OfficeError("takes data from another file or holds controls", name, "save it with values only")
        if name.endswith(".rels"):
            for relation in fromstring(parts[name]):
                if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                    raise OfficeError("refers to another file", name, "save it without links to other files")
    main = [target for kind, target in _relations(parts, "").values() if kind == "officeDocument"]
    if main != [_WORKBOOK]:  # programs would read another workbook than this one
        raise OfficeError("names another part as its workbook", "_rels/.rels", "save it again")


def _relations(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Id → kind and target of every relation of a part, or with an empty name those of the package."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}
    for relation in fromstring(parts.get(posixpath.join(folder, "_rels", f"{name}.rels"), b"<none/>")):
        target = relation.get("Target", "")
        where = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("Id", "") in found:
            raise OfficeError("holds two relations with one name", part, "save it again")
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], where)
    return found


def _sheets(parts: Mapping[str, bytes]) -> Iterator[Element]:
    sheets = child(fromstring(parts[_WORKBOOK]), "sheets")
    yield from sheets if sheets is not None else ()


def _hidings_of_strings(parts: Mapping[str, bytes]) -> list[tuple[Hiding, ...]]:
    """Of every shared text the pieces that are hidden in it."""
    found: list[tuple[Hiding, ...]] = []
    for _event, element in iterparse(io.BytesIO(parts.get("xl/sharedStrings.xml", b"<none/>"))):
        if local(element) == "si":
            found.append(_hidings_in(element))
            element.clear()
            if len(found) > _MOST_STRINGS:
                raise OfficeError(f"holds more than {_MOST_STRINGS:,} texts", "xl/sharedStrings.xml", _HINT)
    return found


def _hidings_in(text: Element) -> tuple[Hiding, ...]:
    """The pieces of a text whose own look hides them."""
    found = []
    for run in text:
        look = child(run, "rPr") if local(run) == "r" else None
        if look is not None and (kind := hiding_of(look)):
            found.append((kind, canonical("".join(piece.text or "" for piece in run if local(piece) == "t"))))
    return tuple(found)


# ── The cells ──────────────────────────────────────────────────────────────────────────────────


class _Walk:
    """Walks through the cells of one sheet."""

    def __init__(self, scan: Scan, part: str, looks: Looks, strings: list[tuple[Hiding, ...]]) -> None:
        self.scan, self.part, self.looks, self.strings = scan, part, looks, strings
        self._row, self._column = -1, -1
        self._cells = 0
        self._hidden: set[int] = set()
        self._filters: list[tuple[Cell, Cell]] = []
        self._merged: list[tuple[Cell, Cell]] = []

    def through(self, content: bytes, tables: Iterable[bytes]) -> None:
        """The whole sheet, in which `tables` may have filters of their own."""
        for table in tables:
            for element in fromstring(table).iter():
                self._filter(element)
        among_cells = False
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            name = local(element)
            if name == "sheetData":
                among_cells = event == "start"
            elif event == "start":
                if among_cells and name == "row":
                    self._begin_row(element)
            elif among_cells:
                if name == "c":
                    self._cell(element)
                if name in {"c", "row"}:
                    element.clear()
            else:
                self._beside_cells(name, element)
        self._hide()

    def _beside_cells(self, name: str, element: Element) -> None:
        match name:
            case "col":
                self._columns(element)
            case "mergeCell":
                self._merged.append(self._area(element.get("ref", "")))
            case "conditionalFormatting":
                rules = (self.looks.hiding_of_condition(rule) for rule in element if local(rule) == "cfRule")
                cells = element.get("sqref", "") or next((item.text or "" for item in element if local(item) == "sqref"), "")
                self.scan.conditions += [(kind, cells) for kind in rules if kind]
            case "headerFooter":
                self.scan.edges += edges_of("".join(item.itertext()) for item in element)
            case _:
                self._filter(element)

    def _filter(self, element: Element) -> None:
        if local(element) == "autoFilter" and child(element, "filterColumn") is not None:
            self._filters.append(self._area(element.get("ref", "")))

    def _begin_row(self, row: Element) -> None:
        number = row.get("r", "")
        if not number.isdecimal() or len(number) > 7 or int(number) <= self._row + 1:
            raise self._odd("rows out of order")
        self._row, self._column = int(number) - 1, -1
        self._count()
        low = row.get("ht") is not None and _float(row.get("ht", "")) < _LOW
        if low or row.get("hidden", "").lower() in {"1", "true"}:
            self._hidden.add(self._row)

    def _count(self) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise self._odd(f"more than {MAX_CELLS:,} rows and cells")

    def _columns(self, element: Element) -> None:
        first, last = element.get("min", ""), element.get("max", "")
        narrow = element.get("width") is not None and _float(element.get("width", "")) < _NARROW
        if first.isdecimal() and last.isdecimal() and (narrow or element.get("hidden", "").lower() in {"1", "true"}):
            self.scan.hidden_columns.update(range(int(first) - 1, min(int(last), MAX_COLUMNS)))

    def _cell(self, element: Element) -> None:
        self._count()
        place = _place(element.get("r", ""))
        if place is None or place[0] != self._row or place[1] <= self._column:
            raise self._odd("cells out of order, or without a place")
        self._column = place[1]
        if not len(element):
            return
        if place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS:
            raise self._odd(f"something in {element.get('r')}, beyond row {MAX_ROWS:,} or column {MAX_COLUMNS}")
        scan = self.scan
        scan.end = max(scan.end[0], place[0] + 1), max(scan.end[1], place[1] + 1)
        style, kind = element.get("s", "0"), element.get("t", "n")
        formula, value = child(element, "f"), child(element, "v")
        if formula is not None and (text := "".join(formula.itertext()).strip()) not in _PLAIN_FORMULAS:
            scan.formulas[place] = f"={text}"
        said = (value.text or "").strip() if value is not None else ""
        hidings: tuple[Hiding, ...] = ()
        if kind == "s":
            if not said.isdecimal() or len(said) > 7 or int(said) >= len(self.strings):
                raise self._odd(f"a text in {element.get('r')} that is not there")
            hidings = self.strings[int(said)]
        elif kind == "inlineStr":
            inline = child(element, "is")
            hidings = _hidings_in(inline) if inline is not None else ()
        elif kind == "e":
            scan.shown[place] = said
        elif kind == "n" and (number := self.looks.number(style)):
            scan.numbers[place] = number
        if whole := self.looks.hiding(style):
            hidings = ((whole, ""),)
        if hidings:
            scan.hidings[place] = hidings

    def _hide(self) -> None:
        """What rows and merged cells hide; a row that a filter hides is only away for a while."""
        scan, work = self.scan, 0
        scan.hidden_rows |= {row for row in self._hidden if not any(top < row <= bottom for (top, _), (bottom, _) in self._filters)}
        for (top, left), (bottom, right) in self._merged:
            rows, columns = range(top, min(bottom + 1, scan.end[0])), range(left, min(right + 1, scan.end[1]))
            work += len(rows) * len(columns)
            if bottom >= MAX_ROWS or right >= MAX_COLUMNS or work > MAX_CELLS:
                raise self._odd("merged cells without end")
            for cell in ((row, column) for row in rows for column in columns if (row, column) != (top, left)):
                scan.hidings.setdefault(cell, (("hidden", ""),))

    def _area(self, text: str) -> tuple[Cell, Cell]:
        first, _, last = text.replace("$", "").partition(":")
        top, bottom = _place(first), _place(last or first)
        if top is None or bottom is None:
            raise self._odd("an area without a place")
        return top, bottom

    def _odd(self, what: str) -> OfficeError:
        return OfficeError(f"holds {what}", self.part, _HINT)


def _place(text: str) -> Cell | None:
    found = _PLACE.match(text)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


# ── Around the cells ───────────────────────────────────────────────────────────────────────────


def edges_of(texts: Iterable[str]) -> Iterator[str]:
    """The lines of headers and footers without their codes: fonts, and what changes by itself, such as page numbers."""
    for text in texts:
        for section in re.split(r"&[LCR]", text.replace("&&", "\x00")):
            if line := canonical(_EDGE_CODE.sub("", section).replace("\x00", "&")):
                yield line


def _around(scan: Scan, parts: Mapping[str, bytes], part: str, people: Mapping[str, str]) -> None:
    """Comments, pictures and text boxes: parts of their own, which the sheet refers to."""
    threads = False
    for kind, target in sorted(_relations(parts, part).values()):
        content = parts.get(target, b"<none/>")
        if kind == "drawing":
            for element in fromstring(content).iter():
                scan.pictures += local(element) == "pic"
                if local(element) == "txBody" and (text := canonical(" ".join(element.itertext()))):
                    scan.embedded.append(text)
        elif kind == "threadedComment":
            threads = True
            for comment in fromstring(content):
                author = people.get(comment.get("personId", ""), "")
                scan.comments.append(Comment(author=author, text=canonical(" ".join(comment.itertext()))))
        elif kind in {"oleObject", "package", "control"}:
            scan.embedded.append(posixpath.basename(target))
    for kind, target in sorted(_relations(parts, part).values()):
        if kind == "comments":
            scan.comments += _classic_comments(parts.get(target, b"<none/>"), threads)


def _classic_comments(content: bytes, threads: bool) -> Iterator[Comment]:
    root = fromstring(content)
    group, comments = child(root, "authors"), child(root, "commentList")
    authors = [author.text or "" for author in group] if group is not None else []
    for comment in comments if comments is not None else ():
        number, text = comment.get("authorId", ""), child(comment, "text")
        author = authors[int(number)].strip() if number.isdecimal() and int(number) < len(authors) else ""
        if not (threads and author.startswith("tc=")):  # Excel repeats a thread so for older programs
            yield Comment(author=author, text=canonical("".join(text.itertext()) if text is not None else ""))


def _people(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Id → name of who wrote threads."""
    return {
        person.get("id", ""): person.get("displayName", "")
        for name in sorted(parts)
        if name.startswith("xl/persons/") and name.endswith(".xml")
        for person in fromstring(parts[name])
    }
