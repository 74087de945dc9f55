"""Reads an Office file (.docx, .xlsx, .ods) from a stranger: its parts, once it is certain that they hold no surprise.

No macros, no document types or entities, no encoding that hides one, no damaged XML, nothing larger than it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol
from xml.etree import ElementTree
from xml.parsers import expat

from pve_gen.xmltext import escape, quoteattr
from pve_gen.ziparchive import ArchiveError, Package

_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"'])", re.IGNORECASE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECLARATIONS, _OVERLAP = (b"<!DOCTYPE", b"<!ENTITY"), 8  # of which a piece may hold no more than the begin
_XML = (".xml", ".rels", ".vml")
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_ROOTS = {
    _TYPES: "{http://schemas.openxmlformats.org/package/2006/content-types}Types",
    _RELATIONS: "{http://schemas.openxmlformats.org/package/2006/relationships}Relationships",
}
_NEEDED_PARTS = {
    "docx": ("word/document.xml", _TYPES, _RELATIONS),
    "xlsx": ("xl/workbook.xml", _TYPES, _RELATIONS),
    "ods": ("content.xml", "mimetype"),
}
_MIMETYPES = {"ods": b"application/vnd.oasis.opendocument.spreadsheet"}
_MACRO_FOLDERS = ("Basic/", "Scripts/")  # of OpenDocument
MOST_DEEP, MOST_NAMES = 200, 5_000
"""How deep elements may stand in each other, and how many names they may have."""
MARKS = b"<&\r\n"
"""At each of these a parser stops."""
_MOST_ELEMENTS = 1_000_000  # in a part that is read as a whole
_MANY_MARKS = 1_500_000  # as many as the answers to 4,000 requirements
_MOST_WALKED, _MOST_MARKS, _MOST_VALUES = 80_000_000, 3_800_000, 1_600_000  # bytes, marks and values of a part that is walked through
_META_SPACE = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_PROPERTIES = "docProps/custom.xml"
_PROPERTIES_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_PROPERTIES_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of every property that a person or program adds: [MS-OSHARED] 2.3.3.2
_FIRST_FREE = 2  # pids below are the format's own
_PROPERTIES_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="{_PROPERTIES_SPACE}" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
)


class OfficeError(ValueError):
    """Why a file is not read: one plain sentence, the part it is about, and what to do."""

    def __init__(self, message: str, part: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message, self.part, self.hint = message, part, hint

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.part, self.message])) + (f" ({self.hint})" if self.hint else "")


class TooMuch(Exception):
    """What a part is fed to met more, or deeper, XML than any office program writes."""


class Fed(Protocol):
    """What a part is fed to, piece by piece; it raises a parser's own error, or TooMuch."""

    def feed(self, piece: bytes) -> None: ...

    def close(self) -> None: ...


class OfficeParts(Mapping[str, bytes]):
    """The parts of an Office file by their names, each unpacked when it is asked for; OfficeError where one is not to be trusted.

    XML is parsed once before anybody gets it: `parts[name]` for whoever wants it whole, `feed` for whoever walks through it.
    """

    def __init__(self, package: Package, kind: str) -> None:
        self._package, self._kind = package, kind
        self._looked_through: set[str] = set()
        self._counted: dict[str, tuple[int, int]] = {}  # of each part its marks and values
        with self._told():
            for name in package.names:
                marks = values = 0
                for piece in package.pieces(name, _MOST_WALKED):
                    marks += len(piece) - len(piece.translate(None, MARKS))
                    values += piece.count(b"=")
                self._counted[name] = marks, values

    def __len__(self) -> int:
        return len(self._counted)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted)

    def __contains__(self, name: object) -> bool:
        return name in self._counted

    def __getitem__(self, name: str) -> bytes:
        if name not in self._counted:
            raise KeyError(name)
        with self._told():
            content = b"".join(self._package.pieces(name))
        if name.lower().endswith(_XML) and name not in self._looked_through:
            self._feed(name, [content], _Watch())
            self._looked_through.add(name)
        return content

    def feed(self, name: str, fed: Fed, scout: Callable[[], Fed]) -> None:
        """A part to whatever looks at it while it is parsed; it holds MOST_DEEP and MOST_NAMES.

        A very large one goes to a `scout` first, which refuses what `fed` would refuse at the end only, after seconds.
        """
        if any(count > most for count, most in zip(self._counted[name], (_MOST_MARKS, _MOST_VALUES), strict=True)):
            raise _too_much(name)
        with self._told():
            if self._counted[name][0] > _MANY_MARKS:
                self._feed(name, self._package.pieces(name, _MOST_WALKED), scout())
            self._feed(name, self._package.pieces(name, _MOST_WALKED), fed)

    def look_through(self, but: Container[str]) -> None:
        """Finds out whether every part can be trusted, but those that are going to be walked through."""
        for name in self:
            if name not in but and name.lower().endswith(_XML):
                self[name]

    def _feed(self, name: str, pieces: Iterable[bytes], fed: Fed) -> None:
        before = b""
        try:
            for piece in pieces:
                if not before:
                    _refuse_encodings(name, piece)
                seen = before + piece
                if b"!" in seen and any(sign in seen for sign in _DECLARATIONS):  # one sign is found much faster than a word
                    raise _surprise(name)
                fed.feed(piece)
                before = piece[-_OVERLAP:]
            if not before:
                raise _surprise(name)
            fed.close()
        except (expat.ExpatError, ElementTree.ParseError, LookupError) as problem:
            raise OfficeError(f"is damaged: {problem}", name, "save it again") from None
        except TooMuch:
            raise _too_much(name) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ArchiveError as error:
            raise OfficeError(str(error), hint=f"save it again as .{self._kind}") from None


def open_office(data: bytes, kind: str, *, with_macros: bool = False) -> OfficeParts:
    """The parts of a `kind` of file (`docx`, `xlsx` or `ods`); OfficeError where it is none, or not to be trusted.

    `with_macros` is for whoever only looks: nothing of such a file may go into a document.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0") and kind != "ods":
        raise OfficeError(f"is an old .{kind[:3]}, or protected with a password", hint=f"save it as .{kind} without a password")
    if not data.startswith(b"PK"):
        raise OfficeError(f"is not a .{kind}", hint=f"save it as .{kind}")
    try:
        package = Package(data)
    except ArchiveError as error:
        raise OfficeError(str(error), hint=f"save it again as .{kind}") from None
    parts = OfficeParts(package, kind)
    if not parts.keys() >= set(_NEEDED_PARTS[kind]) or (kind in _MIMETYPES and parts["mimetype"].strip() != _MIMETYPES[kind]):
        raise OfficeError(f"is a zip file, but not a .{kind}", hint=f"save it as .{kind}")
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise OfficeError("is protected with a password", hint=f"save it as .{kind} without a password")
    if not with_macros and holds_macros(parts):
        raise OfficeError("holds macros", hint=f"save it as .{kind}, without macros")
    for name in _NEEDED_PARTS[kind]:
        if name in _ROOTS and ((root := ElementTree.fromstring(parts[name])).tag != _ROOTS[name] or not len(root)):
            raise OfficeError(f"is damaged: it holds no {_ROOTS[name].rpartition('}')[2]}", name, "save it again")
    return parts


def read_office(data: bytes, kind: str, *, with_macros: bool = False) -> dict[str, bytes]:
    """Name → content of every part of a file, as `open_office` gives them, and all at once."""
    return dict(open_office(data, kind, with_macros=with_macros))


def kind_of(data: bytes) -> str:
    """What kind of file bytes without a name are: `docx`, `xlsx` or `ods` by the part that only such a file has, else nothing.

    It is only looked up in the bytes: whoever reads them as that kind finds out whether it is so.
    """
    return next((kind for kind, parts in _NEEDED_PARTS.items() if all(part.encode() in data for part in parts)), "")


def holds_macros(parts: Mapping[str, bytes]) -> bool:
    """Whether a package holds programs of its own, whatever its name says."""
    programs = (name for name in parts if name.lower().endswith("vbaproject.bin") or name.startswith(_MACRO_FOLDERS))
    return b"macroEnabled" in parts.get(_TYPES, b"") or any(programs)


def _too_much(name: str) -> OfficeError:
    return OfficeError("holds more, or deeper, XML than an answer needs", name, "save it again")


def _surprise(name: str) -> OfficeError:
    return OfficeError("holds a document type or an unusual encoding", name, "save it again")


def _refuse_encodings(name: str, begin: bytes) -> None:
    # A parser that knows more encodings than these could see a document type where this does not.
    text = begin.removeprefix(_BYTE_ORDER_MARK)
    readable = text.lstrip().startswith(b"<") and not _ENCODING.match(begin.lstrip(_BYTE_ORDER_MARK))
    if not readable or b"\x00" in begin[:4] or (text.startswith(b"<?xml") and b"?>" not in text):
        raise _surprise(name)


class _Watch:
    """Finds what no office program writes, and does nothing else."""

    def __init__(self) -> None:
        self._elements = self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator="}")  # so that a prefix without a meaning is found here, not later
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _begin(self, _name: str, _attributes: object) -> None:
        self._elements, self._depth = self._elements + 1, self._depth + 1
        if self._elements > _MOST_ELEMENTS or self._depth > MOST_DEEP:
            raise TooMuch

    def _end(self, _name: str) -> None:
        self._depth -= 1


def custom_properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The properties that a program gave a file by name: they survive when another program saves it, by way of .odt or .ods too."""
    if "meta.xml" in parts:
        named = ElementTree.fromstring(parts["meta.xml"]).iter(f"{{{_META_SPACE}}}user-defined")
        return {item.get(f"{{{_META_SPACE}}}name", ""): (item.text or "").strip() for item in named}
    return {name: text for name, (_kind, text) in _properties(parts).items()}


def with_custom_properties(parts: Mapping[str, bytes], properties: Mapping[str, str]) -> dict[str, bytes]:
    """The parts with these properties too; others, such as a municipality's own labels, stay."""
    every = _properties(parts) | {name: ("lpwstr", value) for name, value in properties.items()}
    written = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{pid}" name={quoteattr(name)}><vt:{kind}>{escape(text)}</vt:{kind}></property>'
        for pid, (name, (kind, text)) in enumerate(every.items(), start=_FIRST_FREE)
    )
    new = {**parts, _PROPERTIES: f"{_PROPERTIES_START}{written}</Properties>".encode()}
    if _PROPERTIES not in parts:
        override = f'<Override PartName="/{_PROPERTIES}" ContentType="{_PROPERTIES_TYPE}"/>'
        relation = f'<Relationship Id="rIdPve" Type="{_PROPERTIES_KIND}" Target="{_PROPERTIES}"/>'
        new[_TYPES] = _with_last(parts[_TYPES], _TYPES, override)
        new[_RELATIONS] = _with_last(parts[_RELATIONS], _RELATIONS, relation)
    return new


def _properties(parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Name → kind of value and its text; a list of values counts as none."""
    if _PROPERTIES not in parts:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for item in ElementTree.fromstring(parts[_PROPERTIES]).iter(f"{{{_PROPERTIES_SPACE}}}property"):
        if len(item) == 1 and not len(item[0]):
            found[item.get("name", "")] = (item[0].tag.rpartition("}")[2], (item[0].text or "").strip())
    return found


def _with_last(content: bytes, name: str, element: str) -> bytes:
    """A part of `_ROOTS` with one more element in it; some programs give those of the part a prefix."""
    space, root = _ROOTS[name].removeprefix("{").split("}")
    at = content.rindex(b"</")
    if not content.startswith(f"</{root}>".encode(), at):
        element = element.replace(" ", f' xmlns="{space}" ', 1)
    return content[:at] + element.encode() + content[at:]
