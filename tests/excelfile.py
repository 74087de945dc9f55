"""Answer sheets for tests: made, filled in and changed as people and programs do, and saved by LibreOffice."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from conftest import ROOT
from pve_gen import documents, libreoffice
from pve_gen.catalog import Source
from pve_gen.model import Catalog, Kind, Language
from pve_gen.plaintext import PlainFormat
from pve_gen.programme import (
    Chapter,
    Counts,
    CoveredClause,
    CoveredNorm,
    EvidenceLine,
    FactLine,
    LeftOut,
    Programme,
    ProvenanceLines,
    RequirementBlock,
    TenderLines,
    TermLine,
)
from pve_gen.provenance import provenance_of
from pve_gen.selection import select
from pve_gen.tender import find_profile, read_tender, tender_of
from pve_gen.writers.excel import write_excel

CALC = (Path(libreoffice.installed()).resolve().parent / "libsclo.so").exists()
needs_calc = pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not installed")
DAY = datetime(2026, 11, 20, tzinfo=UTC)
ANSWERS = "xl/worksheets/sheet2.xml"
EXAMPLE = ROOT / "examples/zaaksysteem/tender.yaml"


def programme(catalog: Catalog, tender: Path | None = None, *, profile: str = "low", language: Language = "nl") -> Programme[str]:
    """The programme of a tender file, or else of a profile."""
    file = read_tender(tender, catalog)[0] if tender else None
    selection = select(catalog, tender_of(catalog, file, profile=None if tender else find_profile(profile, catalog), flags={}))
    return documents.programme(selection, provenance_of(selection, Source.of(), language, ""), language, PlainFormat())


def requirement(id: str, title: str, text: str, *, kind: Kind = "requirement", points: int = 0) -> RequirementBlock[str]:
    """A requirement with as much of the rest as a sheet shows."""
    name = {"requirement": "Knock-out-eis", "wish": f"Wens · {points} punten", "condition": "Contractvoorwaarde"}[kind]
    return RequirementBlock(
        id=id,
        version=1,
        title=title,
        kind=kind,
        kind_name=name,
        points=points,
        kind_label=name,
        anchor=id,
        link=id,
        norms="BIO2 8.24.01 · AVG art. 32 lid 1 onder a",
        text=text,
        why="Dan kan niemand meelezen.",
        evidence=(
            EvidenceLine(what="Beschrijving van de werkwijze.", when="bij inschrijving"),
            EvidenceLine(what="Verslag.", when="jaarlijks"),
        ),
        verify="Open het webadres.",
        chapter="Versleuteling" if id.startswith("ENC") else "Netwerk",
        because="Geldt altijd.",
        untranslated=False,
        answer_field="",
        explanation_field="",
        evidence_field="",
    )


ENC_01 = requirement("ENC-01", "Versleuteld verkeer", "De Leverancier versleutelt:\n• al het verkeer;\n• iedere kopie van 5 m².")
ENC_02 = requirement("ENC-02", "Sleutels in eigen beheer", "De ‘Oplossing’ laat sleutels – ook oude – beheren.", kind="wish", points=20)
NET_01 = requirement("NET-01", "Afsnijden van een aanval", "De Leverancier blokkeert binnen vier uur.", kind="condition")


def small(*requirements: RequirementBlock[str]) -> Programme[str]:
    """A programme of three requirements, one of each kind, or of others."""
    asked = requirements or (ENC_01, ENC_02, NET_01)
    chapters = tuple(
        Chapter(id=name, title=name, introduction="", requirements=tuple(block for block in asked if block.chapter == name))
        for name in dict.fromkeys(block.chapter for block in asked)
    )
    return Programme(
        language="nl",
        tender=TenderLines(
            organisation="Gemeente R&D-dorp",
            title="Zaaksysteem",
            reference="2026-0142",
            version="1.0",
            status="Definitief",
            date="20 november 2026",
            contact="Team Inkoop",
            description=(),
            procedure="aanbesteding",
        ),
        provenance=ProvenanceLines(
            document="3f2a-91bc-04de-77aa",
            tool="pve 0.1.0",
            catalog="Catalogus 2026.1",
            commit="",
            template="",
            day="2026-11-20",
            created="2026-11-20T00:00:00Z",
            hash="ab12" * 16,
        ),
        classification="vertrouwelijkheid hoog",
        level="hoog",
        profile="",
        knock_out=True,
        counts=Counts(requirements=1, wishes=1, conditions=1, points=20, total=len(asked), left_out=1, assumed=0),
        chapters=chapters,
        facts=(FactLine(id="bsn", title="BSN", value="ja", source="Aanname", motivation="Wettelijke taak.", scale=False),),
        decisions=(),
        left_out=(LeftOut(id="NET-02", title="Eigen netwerk", chapter="Netwerk", because="Vorm van levering: SaaS."),),
        coverage=(
            CoveredNorm(
                title="BIO2",
                edition="1.3",
                note="Eigen tekst.",
                clauses=(CoveredClause(label="BIO2 8.24.01", title="Cryptografie", requirements="ENC-01, ENC-02"),),
            ),
        ),
        terms=(TermLine(term="Werkdag", meaning="Maandag tot en met vrijdag."),),
        blanks=(),
    )


def small_book() -> bytes:
    """The answer sheet of the small programme, as it is sent: the requirements stand in rows 5 to 7."""
    return write_excel(small(), DAY)


def part(data: bytes, name: str) -> str:
    """One part as text."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def changed(data: bytes, changes: Mapping[str, Callable[[str], str]], more: Mapping[str, str] | None = None) -> bytes:
    """The same package with some of its parts changed, and `more` parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name in changes:
                new = changes[name](text.decode()).encode()
                assert new != text, f"nothing changed in {name}"
                text = new
            target.writestr(name, text)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


def replaced(old: str, new: str) -> Callable[[str], str]:
    """A change of one text into another."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def cells(given: Mapping[str, str]) -> Callable[[str], str]:
    """A change of a sheet: texts in cells, whatever stood there. A text `<…` is XML, as in `<f>1+1</f><v>2</v>`."""

    def change(sheet: str) -> str:
        for place, text in given.items():
            number = re.sub(r"\D", "", place)
            style = found[1] if (found := re.search(rf'<c r="{place}"( s="\d+")', sheet)) else ""
            if text.startswith("<"):
                cell = f'<c r="{place}"{style}{" t=" + chr(34) + "str" + chr(34) if "<f>" in text else ""}>{text}</c>'
            else:
                cell = f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            there = re.search(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', sheet, re.DOTALL)
            start, end = there.span() if there else _end_of_row(sheet, number)
            sheet = sheet[:start] + cell + sheet[end:]
        return sheet

    return change


def _end_of_row(sheet: str, number: str) -> tuple[int, int]:
    """Where a cell of the supplier's own goes, to the right of ours."""
    at = sheet.index("</row>", sheet.index(f'<row r="{number}"'))
    return at, at


def filled(data: bytes, answers: Mapping[str, str], cover: Mapping[str, str] | None = None) -> bytes:
    """An answer sheet with texts in cells of its sheet of answers, and of its cover."""
    changes = {ANSWERS: cells(answers)} | ({"xl/worksheets/sheet1.xml": cells(cover)} if cover else {})
    return changed(data, changes)


def row(number: int) -> re.Pattern[str]:
    """The XML of one row."""
    return re.compile(rf'<row r="{number}" .*?</row>', re.DOTALL)


def saved(data: bytes, *kinds: str, kind: str = "xlsx") -> bytes:
    """The file after LibreOffice opened and saved it, once for each of `kinds`, each time as that kind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for step, new in enumerate(kinds):
            source = folder / f"{step}.{kind}"
            source.write_bytes(data)
            subprocess.run(
                [
                    libreoffice.installed(),
                    f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                    "--headless",
                    "--convert-to",
                    new,
                    "--outdir",
                    str(folder / "out"),
                    str(source),
                ],
                check=True,
                capture_output=True,
                env={**os.environ, "HOME": name},
                timeout=240,
            )
            data, kind = (folder / "out" / f"{step}.{new}").read_bytes(), new
    return data
