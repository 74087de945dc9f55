"""An .xlsx as a package: which part is which, and what stands beside the cells: remarks, pictures, text boxes, headers and footers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.canonical import canonical
from pve_gen.officefile import OfficeError
from pve_gen.returned import Comment
from pve_gen.sheetlooks import child, local
from pve_gen.spreadsheet import MAX_SHEETS, Allowance, Scan

_WORKBOOK = "xl/workbook.xml"
_OUTSIDE = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/", "xl/activeX/", "xl/model/")
_READ = {"table", "drawing", "threadedComment", "comments"}
_MOST_RELATIONS = 2_000_000  # bytes of them for one part; a link in a cell is one
_EDGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3} ?|[A-Za-z])')


def refuse_outside(parts: Mapping[str, bytes]) -> None:
    """OfficeError where a package takes anything from outside, or where programs would read another workbook than we do."""
    for name in parts:
        if name.startswith(_OUTSIDE):
            raise OfficeError("takes data from another file or holds controls", name, "save it with values only")
        if name.endswith(".rels"):
            if len(parts[name]) > _MOST_RELATIONS:
                raise OfficeError("holds more links than an answer needs", name, "save it again without them")
            for relation in fromstring(parts[name]):
                if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                    raise OfficeError("refers to another file", name, "save it without links to other files")
    if [target for kind, target in relations(parts, "").values() if kind == "officeDocument"] != [_WORKBOOK]:
        raise OfficeError("names another part as its workbook", "_rels/.rels", "save it again")


def relations(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
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


def sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[Scan, str]]:
    """Every sheet with cells, in order, and the part it stands in."""
    targets = relations(parts, _WORKBOOK)
    listed = child(fromstring(parts[_WORKBOOK]), "sheets")
    names: set[str] = set()
    for sheet in listed if listed is not None else ():
        kind, part = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), ("", ""))
        name = sheet.get("name", "")
        if name.casefold() in names:
            raise OfficeError("holds two sheets with one name", _WORKBOOK, "save it again")
        names.add(name.casefold())
        if len(names) > MAX_SHEETS:
            raise OfficeError(f"holds more than {MAX_SHEETS} sheets", _WORKBOOK, "save it again without them")
        if kind != "worksheet":
            continue  # a chart has no cells
        if part not in parts or not part.endswith(".xml"):
            raise OfficeError("lacks a sheet that it names", part, "save it again")
        yield Scan(name=name, visible=sheet.get("state", "visible") == "visible"), part


def since_1904(parts: Mapping[str, bytes]) -> bool:
    """Whether days count from 1904, as on old Macs."""
    properties = child(fromstring(parts[_WORKBOOK]), "workbookPr")
    return properties is not None and properties.get("date1904", "0").lower() in {"1", "true"}


def edges_of(texts: Iterable[str]) -> Iterator[str]:
    """The lines of headers and footers without their codes: fonts, and what changes by itself, such as page numbers."""
    for text in texts:
        for section in re.split(r"&[LCR]", text.replace("&&", "\x00")):
            if line := canonical(_EDGE_CODE.sub("", section).replace("\x00", "&")):
                yield line


def parts_beside(parts: Mapping[str, bytes], part: str, allowance: Allowance) -> list[tuple[str, str, bytes]]:
    """Kind, name and content of every part that a sheet refers to."""
    found = [(kind, target, parts.get(target, b"<none/>")) for kind, target in sorted(set(relations(parts, part).values()))]
    if not all(allowance.take(len(content)) for kind, _name, content in found if kind in _READ):
        raise OfficeError("refers to more remarks and drawings than an answer needs", part, "save it again without them")
    return found


def look_around(scan: Scan, beside: Iterable[tuple[str, str, bytes]], parts: Mapping[str, bytes]) -> None:
    """Keeps the remarks, pictures and text boxes of a sheet."""
    beside = list(beside)
    threads = any(kind == "threadedComment" for kind, _name, _content in beside)
    people = _people(parts) if threads else {}
    for kind, name, content in beside:
        match kind:
            case "drawing":
                _drawing(scan, fromstring(content))
            case "threadedComment":
                for comment in fromstring(content):
                    author = people.get(comment.get("personId", ""), "")
                    scan.comments.append(Comment(author=author, text=canonical(" ".join(comment.itertext()))))
            case "comments":
                scan.comments += _classic_comments(fromstring(content), threads)
            case "oleObject" | "package" | "control":
                scan.embedded.append(posixpath.basename(name))


def _drawing(scan: Scan, root: Element) -> None:
    for element in root.iter():
        scan.pictures += local(element) == "pic"
        if local(element) == "txBody" and (text := canonical(" ".join(element.itertext()))):
            scan.embedded.append(text)


def _classic_comments(root: Element, threads: bool) -> Iterator[Comment]:
    group, comments = child(root, "authors"), child(root, "commentList")
    authors = [author.text or "" for author in group] if group is not None else []
    for comment in comments if comments is not None else ():
        number, text = comment.get("authorId", ""), child(comment, "text")
        author = authors[int(number)].strip() if number.isdecimal() and len(number) < 10 and int(number) < len(authors) else ""
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
