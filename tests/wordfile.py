"""Tiny Word files, built from their parts, and read back as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from pve_gen.wordtemplate import WordTemplate

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{W}}}"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(text: str, properties: str = "") -> str:
    """A run; `text` is XML, so `&lt;` is a less-than sign."""
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def para(*runs: str) -> str:
    """A paragraph of runs, or of texts."""
    return "<w:p>" + "".join(part if part.startswith("<") else run(part) for part in runs) + "</w:p>"


def row(*cells: str) -> str:
    """A table row; a cell is a paragraph, or a text."""
    return "<w:tr>" + "".join(f"<w:tc>{cell if cell.startswith('<') else para(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def docx(*body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A .docx with that body; a part may be added or replaced."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}"><w:body>{"".join(body)}</w:body></w:document>'
    )
    every = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document, **(parts or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in every.items():
            package.writestr(name, content)
    return buffer.getvalue()


def header(*body: str) -> str:
    """A header part."""
    return f'<w:hdr xmlns:w="{W}">{"".join(body)}</w:hdr>'


def rendered(template: WordTemplate, context: Mapping[str, object]) -> dict[str, bytes]:
    """Every part of a template, filled in where it holds tags."""
    return dict(template.parts) | {part: "".join(pieces).encode() for part, pieces in template.render(context).items()}


def lines(document: bytes) -> list[str]:
    """The text of every paragraph of a document.xml, in order; a break is a line end and a tab a tab."""
    root = etree.fromstring(document)
    return ["".join(_text(node) for node in paragraph.iter()) for paragraph in root.iter(f"{_W}p")]


def _text(node: etree._Element) -> str:
    return {f"{_W}t": node.text or "", f"{_W}br": "\n", f"{_W}tab": "\t"}.get(str(node.tag), "")
