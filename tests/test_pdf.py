"""The programme as a PDF: read by everybody, the same each time, and it says where it comes from."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import outloud
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

import wordfile
from generated import generated
from pve_gen import libreoffice
from pve_gen.findings import PveError
from pve_gen.model import Provenance
from pve_gen.writers.pdf import completed, marked, write_pdf

needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")
PROVENANCE = Provenance(
    document="3f2a-91bc-04de-77aa",
    tool="pve 1.2.3",
    catalog="Catalogus 2026.1",
    commit="",
    template="programme.nl.docx",
    created=datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))),
    hash="ab" * 32,
)


@cache
def exported(name: str) -> bytes:
    """A generated document as LibreOffice exports it."""
    return libreoffice.to_pdf_ua(generated(name, page_numbers=True))


@cache
def made(name: str) -> PdfReader:
    """A generated document as a finished PDF."""
    return PdfReader(io.BytesIO(completed(exported(name), PROVENANCE)))


def links(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for annotation in page.get("/Annots") or []:
            if annotation.get_object()["/Subtype"] == "/Link":
                yield annotation.get_object()


def info_of(reader: PdfReader) -> dict[str, str]:
    return {name: str(value) for name, value in (reader.metadata or {}).items()}


def outline(entries: list[Any]) -> list[str]:
    return [title for entry in entries for title in (outline(entry) if isinstance(entry, list) else [str(entry.title)])]


NAMES = ["zaaksysteem nl", "zaaksysteem en", "low nl"]


@needs_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_an_independent_checker_finds_no_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(completed(exported(name), PROVENANCE))
    checked = outloud.check(str(tmp_path / "a.pdf"))
    assert checked.error is None
    assert [f"{found.rule}: {found.message} ({found.evidence})" for found in checked.findings if found.severity == "error"] == []
    # An address that is text, and LibreOffice painting a cell with links before the one beside it: the tags are in order.
    assert {found.rule for found in checked.findings} <= {"LNK-010", "ORD-001"}


@needs_libreoffice
@pytest.mark.parametrize(
    ("name", "title", "language", "subject"),
    [
        ("zaaksysteem nl", "Zaaksysteem met inwonersportaal", "nl-NL", "Programma van eisen informatiebeveiliging en privacy"),
        ("low nl", "[naam van de aanbesteding]", "nl-NL", "Programma van eisen informatiebeveiliging en privacy"),
        ("zaaksysteem en", "Zaaksysteem met inwonersportaal", "en-GB", "Programme of requirements for information security and privacy"),
    ],
)
def test_it_says_its_title_its_language_and_that_it_keeps_to_pdf_ua(name: str, title: str, language: str, subject: str) -> None:
    root: Any = made(name).root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (language, True, True)
    assert info_of(made(name))["/Title"] == title
    xmp = ElementTree.fromstring(root["/Metadata"].get_data())
    said = {element.tag.rpartition("}")[2]: " ".join("".join(element.itertext()).split()) for element in xmp[0][0]}
    assert said["part"] == "1"
    assert (said["title"], said["language"], said["description"]) == (title, language, subject)


@needs_libreoffice
def test_it_says_where_it_comes_from() -> None:
    info = info_of(made("low nl"))
    assert {name: value for name, value in info.items() if name not in {"/Title", "/Subject", "/Author", "/Producer"}} == {
        "/Creator": "pve 1.2.3",
        "/CreationDate": "D:20260228233000Z",
        "/ModDate": "D:20260228233000Z",
        "/pve-document": "3f2a-91bc-04de-77aa",
        "/pve-hash": "ab" * 32,
    }
    assert info["/Producer"].startswith("LibreOffice ")
    root: Any = made("low nl").root_object
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfx:pve-document>3f2a-91bc-04de-77aa</pdfx:pve-document>" in xmp
    assert f"<pdfx:pve-hash>{'ab' * 32}</pdfx:pve-hash>" in xmp
    assert "<xmp:CreateDate>2026-02-28T23:30:00Z</xmp:CreateDate>" in xmp


@needs_libreoffice
def test_its_bookmarks_are_the_headings_of_the_word_document() -> None:
    document = wordfile.lines(zipfile.ZipFile(io.BytesIO(generated("low nl", page_numbers=True))).read("word/document.xml"))
    titles = [" ".join(title.split()) for title in outline(made("low nl").outline)]
    assert titles[:5] == [
        "Documentgegevens",
        "Inhoudsopgave",
        "1 Leeswijzer",
        "1.1 Eisen, wensen en contractvoorwaarden",
        "1.2 Zo leest u een eis",
    ]
    requirements = [line.replace("\t", " ") for line in document if re.match(r"[A-Z]+-\d+\t", line)]
    assert [title for title in titles if re.match(r"[A-Z]+-\d+ ", title)] == requirements
    assert len(requirements) > 30
    assert titles[-1] == "Bijlage E Begrippen"


@needs_libreoffice
def test_every_link_says_where_it_leads_and_is_reached_in_the_order_of_the_text() -> None:
    texts = [link["/Contents"] for link in links(made("low nl"))]
    assert "1.1 Eisen, wensen en contractvoorwaarden 4" in texts
    assert "AUTH-04" in texts
    assert all(texts)
    assert {page.get("/Tabs") for page in made("low nl").pages if "/Annots" in page} == {"/S"}
    assert {link["/F"] for link in links(made("low nl"))} == {4}


@needs_libreoffice
def test_a_link_without_words_of_its_own_gets_those_of_the_heading_it_leads_to() -> None:
    bare = PdfWriter(clone_from=io.BytesIO(exported("low nl")))  # as newer versions of LibreOffice leave it
    for page in bare.pages:
        for annotation in page.get("/Annots") or []:
            del annotation.get_object()["/Contents"]
    buffer = io.BytesIO()
    bare.write(buffer)
    finished = PdfReader(io.BytesIO(completed(buffer.getvalue(), PROVENANCE)))
    leads = [(str(was["/Contents"]), str(now["/Contents"])) for was, now in zip(links(made("low nl")), links(finished), strict=True)]
    assert ("1.1 Eisen, wensen en contractvoorwaarden 4", "1.1 Eisen, wensen en contractvoorwaarden") in leads
    assert ("AUTH-04", "AUTH-04 Afgedwongen wachtwoordregels") in leads
    assert all(re.sub(r" \d+\Z", "", was) == now or now.startswith(f"{was} ") for was, now in leads)


@needs_libreoffice
def test_there_is_nothing_to_fill_in() -> None:
    assert "/AcroForm" not in made("low nl").root_object
    assert {link["/Subtype"] for link in links(made("low nl"))} == {"/Link"}


@needs_libreoffice
def test_every_font_travels_with_it() -> None:
    resources: list[Any] = [page["/Resources"] for page in made("low nl").pages]
    descriptors = {
        font.get_object()["/BaseFont"]: font.get_object()["/FontDescriptor"].get_object()
        for resource in resources
        for font in resource["/Font"].values()
    }
    assert len(descriptors) > 2
    assert [name for name, descriptor in descriptors.items() if not {"/FontFile2", "/FontFile3", "/FontFile"} & set(descriptor)] == []


@needs_libreoffice
def test_what_is_drawn_stays_as_libreoffice_drew_it() -> None:
    def drawn(reader: PdfReader) -> list[bytes]:
        contents: list[Any] = [page["/Contents"].get_object() for page in reader.pages]
        return [content.get_data() for content in contents]

    def bare(drawings: list[bytes]) -> list[bytes]:
        return [re.sub(rb"/Artifact BMC\s|\s?\bEMC\b", b"", drawing) for drawing in drawings]

    was, now = drawn(PdfReader(io.BytesIO(exported("low nl")))), drawn(made("low nl"))
    assert bare(now) == bare(was)
    assert all(after.count(b"/Artifact") > before.count(b"/Artifact") for before, after in zip(was, now, strict=True))


@needs_libreoffice
def test_two_exports_of_a_document_are_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    document = generated("low nl", page_numbers=True)
    first = write_pdf(document, PROVENANCE)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    assert write_pdf(document, PROVENANCE) == first
    assert first.startswith(b"%PDF-1.6") or first.startswith(b"%PDF-1.7")


# ── lines and boxes ──

MARKED = {
    "a line of its own": (b"0.5 w\n10 20 m\n30 20 l S\nQ", b"0.5 w\n/Artifact BMC\n10 20 m\n30 20 l S\nEMC\nQ"),
    "two boxes": (b"1 2 3 4 re f*\n5 6 7 8 re f", b"/Artifact BMC\n1 2 3 4 re f*\nEMC\n/Artifact BMC\n5 6 7 8 re f\nEMC"),
    "a path of two parts": (b"1 2 m 3 4 l 5 6 m 7 8 l S", b"/Artifact BMC\n1 2 m 3 4 l 5 6 m 7 8 l S\nEMC"),
    "what only limits": (b"q 0 0 9 9 re W* n Q", b"q 0 0 9 9 re W* n Q"),
    "what is decoration already": (b"/Artifact BMC\n1 2 m 3 4 l S\nEMC", b"/Artifact BMC\n1 2 m 3 4 l S\nEMC"),
    "what belongs to a paragraph": (b"/P<</MCID 0>>BDC 1 2 m 3 4 l S EMC", b"/P<</MCID 0>>BDC 1 2 m 3 4 l S EMC"),
    "text that looks like a drawing": (b"BT (1 2 re f \\) S) Tj <53> Tj ET", b"BT (1 2 re f \\) S) Tj <53> Tj ET"),
    "a picture within the drawing": (b"1 2 3 4 re f BI /W 1 ID (( EI", b"1 2 3 4 re f BI /W 1 ID (( EI"),
}


@pytest.mark.parametrize(("was", "becomes"), MARKED.values(), ids=MARKED)
def test_lines_that_belong_to_nothing_are_marked_as_decoration(was: bytes, becomes: bytes) -> None:
    assert marked(was) == becomes


# ── when it cannot be made ──


def message_of(document: bytes) -> tuple[str, int]:
    with pytest.raises(PveError) as raised:
        write_pdf(document, PROVENANCE)
    return str(raised.value), raised.value.exit_code


def fake_libreoffice(folder: Path, script: str) -> str:
    """A folder for PATH with an office of our own in it."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"


def test_without_libreoffice_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert message_of(b"") == ("a PDF is made by LibreOffice, which was not found (install it, or write Word)", 3)


@pytest.mark.skipif(os.name == "nt", reason="the office of this test is a shell script")
def test_a_libreoffice_that_makes_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", fake_libreoffice(tmp_path, "exit 1"))
    assert message_of(b"x") == ("LibreOffice made no PDF of the document (start LibreOffice once by hand, or write Word)", 3)


@pytest.mark.skipif(os.name == "nt", reason="the office of this test is a shell script")
def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", fake_libreoffice(tmp_path, f"(sleep 4; touch {tmp_path}/outlived) & sleep 60"))
    monkeypatch.setattr(libreoffice, "TIME_LIMIT", 2)
    assert message_of(b"x") == ("LibreOffice made no PDF within 2 seconds (try again, or write Word)", 3)
    import time

    time.sleep(3)
    assert not (tmp_path / "outlived").exists()


def a_pdf(**more: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    for name, value in more.items():
        writer.add_metadata({f"/{name}": value})
    if more:
        writer.root_object[NameObject("/StructTreeRoot")] = NameObject("/x")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("pdf", "message"),
    [
        (a_pdf(), "this LibreOffice writes no accessible PDF (use version 7.4 or newer)"),
        (a_pdf(Title=" "), "a PDF needs a title, and the document has none (give the template one: File > Info > Title)"),
    ],
    ids=["an old LibreOffice", "a document without a title"],
)
def test_a_pdf_that_cannot_be_accessible_is_not_made(pdf: bytes, message: str) -> None:
    with pytest.raises(PveError) as raised:
        completed(pdf, PROVENANCE)
    assert (str(raised.value), raised.value.exit_code) == (message, 3)
