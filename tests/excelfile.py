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
from pve_gen.source import Source
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
        partly=50,
        counts=Counts(requirements=1, wishes=1, conditions=1, points=20, total=len(asked), left_out=1, assumed=0),
        chapters=chapters,
        register=(),
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
        supplier_field="",
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
    """A change of a sheet: texts in cells, whatever stood there. A text `<f>…` or `<v>…` is XML, as in `<f>1+1</f><v>2</v>`."""

    def change(sheet: str) -> str:
        for place, text in given.items():
            style = found[1] if (found := re.search(rf'<c r="{place}"( s="\d+")', sheet)) else ""
            if text.startswith(("<f>", "<v>")):
                cell = f'<c r="{place}"{style}{" t=" + chr(34) + "str" + chr(34) if "<f>" in text else ""}>{text}</c>'
            else:
                cell = f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            there = re.search(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', sheet, re.DOTALL)
            start, end = there.span() if there else _in_row(sheet, place)
            sheet = sheet[:start] + cell + sheet[end:]
        return sheet

    return change


def _in_row(sheet: str, place: str) -> tuple[int, int]:
    """Where a cell that was not there yet goes."""
    start = sheet.index(f'<row r="{re.sub("[A-Z]", "", place)}"')
    end = sheet.index("</row>", start)
    after = next((cell for cell in re.finditer(r'<c r="([A-Z])', sheet[start:end]) if cell[1] > place[0]), None)
    at = start + after.start() if after else end
    return at, at


def filled(data: bytes, answers: Mapping[str, str], cover: Mapping[str, str] | None = None) -> bytes:
    """An answer sheet with texts in cells of its sheet of answers, and of its cover."""
    changes = {ANSWERS: cells(answers)} | ({"xl/worksheets/sheet1.xml": cells(cover)} if cover else {})
    return changed(data, changes)


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


# ── What suppliers do to a sheet ──


def moved(sheet: str, *, after: str = "@", columns: int = 0, rows: int = 0) -> str:
    """The sheet with columns inserted after one, or with -1 the one after it deleted; and with rows inserted above everything."""
    gone = chr(ord(after) + 1)
    if columns < 0:
        sheet = re.sub(rf'<c r="{gone}\d+"[^>]*?(/>|>.*?</c>)', "", sheet)
        sheet = re.sub(rf'<col min="{ord(gone) - 64}" max="{ord(gone) - 64}"[^>]*/>', "", sheet)

    def cell(found: re.Match[str]) -> str:
        column = found[1] if found[1] <= after else chr(ord(found[1]) + columns)
        return f'<c r="{column}{int(found[2]) + rows}"'

    def look(found: re.Match[str]) -> str:
        first = int(found[1]) + (columns if int(found[1]) > ord(after) - 64 else 0)
        return f'<col min="{first}" max="{first}"'

    sheet = re.sub(r'<c r="([A-K])(\d+)"', cell, sheet)
    sheet = re.sub(r'<row r="(\d+)"', lambda found: f'<row r="{int(found[1]) + rows}"', sheet)
    return re.sub(r'<col min="(\d+)" max="\d+"', look, sheet)


def in_order(sheet: str, *numbers: int) -> str:
    """The sheet whose rows from 5 on are these, in this order; one may come twice."""
    there = {number: found[0] for number in numbers if (found := re.search(rf'<row r="{number}" .*?</row>', sheet, re.DOTALL))}
    start, end = sheet.index('<row r="5"'), sheet.index("</sheetData>")
    new = [re.sub(rf'(<row r="|<c r="[A-Z]+){number}"', rf'\g<1>{at}"', there[number]) for at, number in enumerate(numbers, start=5)]
    return sheet[:start] + "".join(new) + sheet[end:]


def styled(data: bytes, place: str, *, font: str = "", size: int = 10, fill: str = "", code: str = "", sheet: str = ANSWERS) -> bytes:
    """The book, one cell of which has a font, a fill (the XML within) or a number format of its own."""
    number = int(re.search(r'<cellXfs count="(\d+)"', part(data, "xl/styles.xml"))[1])  # type: ignore[index]  # a book without it is no book
    fonts, fills = (int(re.search(rf'<{name} count="(\d+)"', part(data, "xl/styles.xml"))[1]) for name in ("fonts", "fills"))  # type: ignore[index]  # a book without it is no book

    def styles(text: str) -> str:
        text = text.replace("</fonts>", f'<font><sz val="{size}"/>{font}<name val="Calibri"/></font></fonts>')
        text = text.replace("</fills>", f"<fill>{fill or '<patternFill/>'}</fill></fills>")
        codes = f'<numFmts count="1"><numFmt numFmtId="300" formatCode="{escape(code)}"/></numFmts>' if code else ""
        text = re.sub(r"<numFmts.*?</numFmts>", codes, text, count=1) if code else text
        new = f'<xf numFmtId="{300 if code else 0}" fontId="{fonts}" fillId="{fills}" borderId="0" xfId="0" applyNumberFormat="1"/>'
        return text.replace("</cellXfs>", f"{new}</cellXfs>")

    return changed(data, {"xl/styles.xml": styles, sheet: lambda text: re.sub(rf'(<c r="{place}") s="\d+"', rf'\1 s="{number}"', text)})


def related(data: bytes, sheet: int, kind: str, target: str, content: str) -> bytes:
    """The book, one sheet of which refers to a part of that kind."""
    name = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    relation = f'<Relationship Id="rId{len(content)}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="/{target}"/>'
    start = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    if name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        return changed(data, {name: replaced("</Relationships>", f"{relation}</Relationships>")}, {target: content})
    return changed(data, {}, {name: f"{start}{relation}</Relationships>", target: content})
