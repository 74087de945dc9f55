"""Programmes in Word, HTML and Markdown, drawn up as the commands do it, for a tender on a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from conftest import ROOT
from pve_gen import documents
from pve_gen.catalog import read_catalog
from pve_gen.model import Language
from pve_gen.provenance import provenance_of
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import read_tender, tender_of
from pve_gen.wordtemplate import WordTemplate
from pve_gen.writers.html import write_html
from pve_gen.writers.markdown import write_markdown
from pve_gen.writers.word import write_word
from test_checks import CASES, catalog_of

EXAMPLE = ROOT / "examples/zaaksysteem/tender.yaml"


def drawn_up(
    format: Literal["html", "md"], tender: Path = EXAMPLE, language: Language = "nl", catalog: Path = ROOT / "catalog", template: str = ""
) -> str:
    """The document, by the shipped template or by the text of another."""
    source = Source.of(catalog)
    read, findings = read_catalog(source)
    file, more = read_tender(tender, read)
    assert not findings + more, [str(finding) for finding in findings + more]
    selection = select(read, tender_of(read, file, flags={}))
    name = f"programme.{language}.{format}"
    provenance = provenance_of(selection, source, language, name)
    text = template or (ROOT / "templates" / name).read_text("utf-8")
    if format == "html":
        return write_html(text, name, lambda form: documents.programme(selection, provenance, language, form)).decode()
    return write_markdown(text, name, lambda form: documents.programme(selection, provenance, language, form)).decode()


@cache
def in_word(tender: Path, language: Language = "nl") -> bytes:
    """The document of a tender on the shipped catalogue, by the shipped template."""
    source = Source.of(ROOT / "catalog")
    catalog, _found = read_catalog(source)
    file, _found = read_tender(tender, catalog)
    selection = select(catalog, tender_of(catalog, file, profile=None, flags={}))
    name = f"programme.{language}.docx"
    provenance = provenance_of(selection, source, language, name)
    template = WordTemplate.read((ROOT / "templates" / name).read_bytes(), name)
    day = datetime(2026, 11, 20, tzinfo=UTC)
    return write_word(template, lambda form: documents.programme(selection, provenance, language, form), language, day)


def small_catalog(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """A copy of the small catalogue with every field, in which NET-01 is a wish with lists, marks and a blank, and in.

    `changes` are texts in its file and what takes their place.
    """
    catalog = catalog_of(CASES / "good" / "every-field", folder)
    path = catalog / "requirements/network/NET-01.yaml"
    text = path.read_text("utf-8")
    text = text[: text.index("retired:")] + text[text.index("\nen:\n") + 1 :]
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return catalog
