"""What the text of a Word file refers to: its footnotes, endnotes and comments, and where its links lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from xml.etree.ElementTree import fromstring

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

NoteKind = Literal["footnote", "endnote", "comment"]


def notes_in(parts: Mapping[str, bytes], kind: NoteKind) -> dict[str, tuple[str, str]]:
    """Id → author and text of each note of a kind; only comments have an author."""
    notes = fromstring(parts.get(f"word/{kind}s.xml", b"<none/>")).iter(f"{_W}{kind}")
    return {
        note.get(f"{_W}id", ""): (note.get(f"{_W}author", ""), " ".join("".join(t.text or "" for t in note.iter(f"{_W}t")).split()))
        for note in notes
    }


def links_in(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Id → address of each link to something outside the document."""
    relations = fromstring(parts.get("word/_rels/document.xml.rels", b"<none/>")).iter(_RELATION)
    return {one.get("Id", ""): one.get("Target", "") for one in relations if one.get("TargetMode") == "External"}
