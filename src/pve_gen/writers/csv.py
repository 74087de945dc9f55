"""A programme as a list for spreadsheets and scripts: one line a requirement, texts in Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pve_gen.sent import SentProgramme

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes é for two letters
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(programme: SentProgramme) -> bytes:
    """The requirements in the order of the document, with the number and hash of the programme on every line."""
    rows = [
        {
            "document": programme.provenance.document,
            "hash": programme.provenance.hash,
            "id": requirement.id,
            "version": requirement.version,
            "theme": requirement.theme,
            "kind": requirement.kind,
            "points": requirement.points,
            "title": requirement.title,
            "text": requirement.text,
            "why": requirement.why,
            "because": requirement.because,
            "norms": "; ".join(norm.label for norm in requirement.norms),
            "evidence": "; ".join(f"{item.what} ({item.when})" for item in requirement.evidence),
            "verify": requirement.verify,
        }
        for requirement in programme.requirements
    ]
    return as_csv(list(rows[0]) if rows else ["id"], (list(row.values()) for row in rows))


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ",") -> bytes:
    """A table as CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel wants; no cell is a formula, the headings included."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in (headings, *rows))
    return (_BYTE_ORDER_MARK + buffer.getvalue()).encode()


def _cell(value: object) -> str:
    """A cell that a spreadsheet would run as a formula gets a quote before it (OWASP, CSV injection)."""
    text = str(value).strip()
    return "'" + text if text.startswith(_FORMULA) else text
