"""A document as a PDF that can be read by everybody: PDF/UA-1, which LibreOffice makes and this completes.

It is for reading. Its answer fields are text: answers are read back from Word or Excel, and a form that
leads nowhere would mislead who fills it in.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pve_gen import answerform
from pve_gen.findings import PveError
from pve_gen.libreoffice import to_pdf_ua
from pve_gen.model import Provenance
from pve_gen.values import Struct
from pve_gen.xmltext import escape

if TYPE_CHECKING:
    from pypdf import PdfReader

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_PRINT = 4  # the flag of an annotation that stands on paper too: ISO 32000-1, table 165
_TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<<|>>|<[^<>]*>|[\[\]]|/[^\s<>\[\]()/%]*|%[^\r\n]*|[^\s<>\[\]()/%]+", re.DOTALL)
_OPERATOR = re.compile(rb"[A-Za-z'\"][A-Za-z0-9*]*\Z")
_PATH_BEGINS = {b"m", b"re"}
_PATH_IS_PAINTED = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}


def write_pdf(document: bytes, provenance: Provenance) -> bytes:
    """The .docx that `pve` made, as the bytes of a PDF; the same bytes each time, with one LibreOffice and its fonts.

    PveError (could not write) where LibreOffice is missing or fails, and where the document has no title.
    """
    return completed(to_pdf_ua(document), provenance)


def completed(pdf: bytes, provenance: Provenance) -> bytes:
    """A tagged PDF of LibreOffice, with what PDF/UA-1 asks besides, where it comes from, and nothing that changes by itself."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, BooleanObject, ByteStringObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    reader = PdfReader(io.BytesIO(pdf))
    if "/StructTreeRoot" not in reader.root_object:
        raise PveError("this LibreOffice writes no accessible PDF", "use version 7.4 or newer", exit_code=3)
    about = {name: str(value) for name, value in (reader.metadata or {}).items()}
    if not about.get("/Title", "").strip():
        raise PveError("a PDF needs a title, and the document has none", "give the template one: File > Info > Title", exit_code=3)
    # LibreOffice takes one by chance, and a checksum of what has the time in it.
    number = ByteStringObject(hashlib.sha256(f"{provenance.document} {provenance.hash} {about['/Title']}".encode()).digest()[:16])
    reader.trailer[NameObject("/ID")] = ArrayObject([number, number])

    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    titles = sorted(_titles(reader, reader.outline))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(writer.pages) if page.indirect_reference}
    for page in writer.pages:
        if (contents := page.get("/Contents")) is not None:
            contents.get_object().set_data(marked(contents.get_object().get_data()))
        if annotations := page.get("/Annots"):
            page[NameObject("/Tabs")] = NameObject("/S")
            for annotation in (reference.get_object() for reference in annotations.get_object()):
                annotation[NameObject("/F")] = NumberObject(annotation.get("/F", 0) | _PRINT)
                if annotation.get("/Subtype") == "/Link":
                    said = " ".join(str(annotation.get("/Contents", "")).split()) or _leads_to(annotation, pages, titles)
                    annotation[NameObject("/Contents")] = TextStringObject(said)
    root = writer.root_object
    root.setdefault(NameObject("/ViewerPreferences"), DictionaryObject())[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    moment = provenance.created.astimezone(UTC)
    own = answerform.properties(provenance.document, provenance.hash)
    about |= {"/Creator": provenance.tool, "/CreationDate": f"D:{moment:%Y%m%d%H%M%S}Z", "/ModDate": f"D:{moment:%Y%m%d%H%M%S}Z"}
    writer.add_metadata(about | {f"/{name}": value for name, value in own.items()})
    metadata: Any = root["/Metadata"]
    metadata.set_data(_xmp(about, str(root.get("/Lang", "")), moment, own))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def marked(content: bytes) -> bytes:
    """The drawing of a page, with every line and box that belongs to nothing marked as decoration.

    LibreOffice leaves the rules of headers, footers and paragraphs so; all else stays as it is, byte for byte.
    """
    pieces: list[bytes] = []
    copied = depth = 0
    first_operand = path = -1  # where the operands since the last operator begin, and where an open path does
    for token in _TOKEN.finditer(content):
        word = token[0]
        if not _OPERATOR.match(word):
            first_operand = token.start() if first_operand < 0 else first_operand
            continue
        if word == b"BI":  # a picture in the midst of it: its bytes are no words
            return content
        if word in {b"BMC", b"BDC"}:
            depth += 1
        elif word == b"EMC":
            depth -= 1
        elif word in _PATH_BEGINS and path < 0:
            path = first_operand
        elif word in _PATH_IS_PAINTED or word == b"n":
            if word != b"n" and not depth and path >= 0:
                pieces += [content[copied:path], b"/Artifact BMC\n", content[path : token.end()], b"\nEMC"]
                copied = token.end()
            path = -1
        first_operand = -1
    return b"".join([*pieces, content[copied:]])


class _Spot(Struct, frozen=True, order=True):
    """A place in the document, in the order of reading: the page from 0, and how far below its origin."""

    page: int
    below: float


def _titles(reader: PdfReader, entries: list[Any]) -> Iterator[tuple[_Spot, str]]:
    """The headings as the outline has them, and where each stands."""
    for entry in entries:
        if isinstance(entry, list):
            yield from _titles(reader, entry)
        else:
            yield _Spot(reader.get_destination_page_number(entry) or 0, -float(entry.top or 0)), str(entry.title)


def _leads_to(link: Any, pages: dict[int, int], titles: list[tuple[_Spot, str]]) -> str:
    """What a link leads to: its address, or the heading at or above its place in the document."""
    action = link.get("/A", {})
    if "/URI" in action:
        return str(action["/URI"])
    place = link.get("/Dest") or action.get("/D")
    if not isinstance(place, list) or len(place) < 4 or getattr(place[0], "idnum", None) not in pages:
        return ""
    spot = _Spot(pages[place[0].idnum], 1 - float(place[3] or 0))  # a point of tolerance
    return next((title for at, title in reversed(titles) if at <= spot), "")


def _xmp(about: Mapping[str, str], language: str, moment: datetime, own: Mapping[str, str]) -> bytes:
    """What the file says of itself in XML, the same as in its Info; `own` in the name space for what has none."""

    def alternative(name: str, text: str) -> str:
        return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:{name}>' if text else ""

    def several(name: str, kind: str, text: str) -> str:
        return f"<dc:{name}><rdf:{kind}><rdf:li>{escape(text)}</rdf:li></rdf:{kind}></dc:{name}>" if text else ""

    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    described = (
        alternative("title", about["/Title"])
        + several("creator", "Seq", about.get("/Author", ""))
        + alternative("description", about.get("/Subject", ""))
        + several("language", "Bag", language)
        + f"<pdfuaid:part>1</pdfuaid:part><pdf:Producer>{escape(about.get('/Producer', ''))}</pdf:Producer>"
        + f"<xmp:CreatorTool>{escape(about['/Creator'])}</xmp:CreatorTool>"
        + f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
        + "".join(f"<pdfx:{name}>{escape(value)}</pdfx:{name}>" for name, value in own.items())
    )
    spaces = "".join(f' xmlns:{name}="{address}"' for name, address in _SPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}>{described}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
