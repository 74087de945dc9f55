"""`pve import`: a list from elsewhere as a layer to begin with, that tells all it could not place."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from conftest import ROOT, Pve, Ran
from pve_gen.catalog import read_catalog
from pve_gen.model import Requirement
from pve_gen.plaintext import PlainFormat
from pve_gen.source import Source

Import = Callable[..., Ran]


def told(done: Ran) -> list[str]:
    """What the import could not place, a line each; it must have made a layer."""
    assert done.code == 0, done.err
    return done.out.splitlines()


def made(folder: Path) -> list[Requirement]:
    """The requirements of a layer, which must read without a mistake."""
    catalog, findings = read_catalog(Source.of(None, [folder]))
    assert [str(finding) for finding in findings] == []
    return [one for id, one in catalog.requirements.items() if id.startswith("VBS")]


@pytest.fixture
def csv(request: pytest.FixtureRequest, pve: Pve, tmp_path: Path) -> Import:
    """Imports the docstring of the test as `lijst.csv` into `laag`."""

    def run(*words: object, encoding: str = "utf-8", text: str = "") -> Ran:
        content = text or inspect.cleandoc(request.function.__doc__ or "") + "\n"
        (tmp_path / "lijst.csv").write_bytes(content.encode(encoding))
        return pve("import", "lijst.csv", "--prefix", "VBS", "--out", "laag", *words)

    return run


# ── A complete list ──


def test_a_complete_list_is_a_layer_that_only_wants_what_no_list_has(csv: Import, pve: Pve, tmp_path: Path) -> None:
    """
    Nummer;Thema;Titel;Eis;Soort;Punten;Waarom;Bewijs;Toets;Risico;Norm
    A1;Logging;Pas in de log;De Leverancier legt ieder gebruik van een pas vast.;Eis;;Misbruik blijft anders onopgemerkt.;Uitdraai van de log.;Houd een pas voor de lezer en zoek de regel op.;Misbruik van een pas blijft onopgemerkt.;BIO2 8.15.01
    """
    assert told(csv()) == []
    assert (tmp_path / "laag/requirements/logging/VBS-01.yaml").read_text("utf-8") == inspect.cleandoc("""
        # yaml-language-server: $schema=../../schema/requirement.schema.json
        # Ingevoerd uit lijst.csv:2. Wat tussen vierkante haken staat, is nog te schrijven: `pve check` noemt het.
        id: VBS-01
        title: "Pas in de log"
        kind: requirement
        text: |
          De Leverancier legt ieder gebruik van een pas vast.
        why: |
          Misbruik blijft anders onopgemerkt.
        evidence:
          - what: "Uitdraai van de log."
            when: bid
        verify: |
          Houd een pas voor de lezer en zoek de regel op.
        if_unmet:
          risk: "Misbruik van een pas blijft onopgemerkt."
          # Een aanname van de invoer: bepaal dit zelf.
          affects: [confidentiality, integrity, availability]
          likelihood: medium
          impact: medium
          measures:
            supplier:
              - "[nog in te vullen]"
            municipality:
              - "[nog in te vullen]"
        norms:
          - "bio2-1.3 8.15.01"
          - "vbs-lijst A1"
        version: 1
        since: "2026.1"
    """) + "\n"  # fmt: skip
    done = pve("check", "--overlay", "laag")
    assert (done.code, [line.rpartition("[")[2] for line in done.out.splitlines()]) == (0, ["text-open]", "text-open]"])
    assert "still to be written: measures" in done.out
    assert (tmp_path / "laag/norms/vbs-lijst.yaml").read_text("utf-8").endswith('clauses:\n  - {id: "A1", title: "Pas in de log"}\n')


def test_a_layer_that_was_imported_makes_a_document(csv: Import, pve: Pve) -> None:
    """
    Nummer;Titel;Eis;Soort
    1;Pas;De Leverancier geeft iedere medewerker een pas.;Eis
    """
    assert csv().code == 0
    done = pve("list", "--profile", "low", "--overlay", "laag", "--format", "json")
    assert next(row for row in json.loads(done.out) if row["id"] == "VBS-01")["selected"]


def test_a_theme_that_the_catalogue_has_takes_the_requirements_that_name_it(csv: Import, tmp_path: Path) -> None:
    """
    Thema;Titel;Eis
    LOG;Een;De Leverancier doet een.
    audit-logs;Twee;De Leverancier doet twee.
    Fysieke toegang tot pasjes;Drie;De Leverancier doet drie.
    """
    assert csv().code == 0
    assert sorted(str(path.relative_to(tmp_path / "laag/requirements")) for path in tmp_path.glob("laag/requirements/*/*.yaml")) == [
        "audit-logs/VBS-01.yaml",
        "audit-logs/VBS-02.yaml",
        "fysieke-toegang-tot-pasjes/VBS-03.yaml",
        "fysieke-toegang-tot-pasjes/_theme.yaml",
    ]


def test_an_id_of_ones_own_stays_and_others_take_the_free_numbers(csv: Import, tmp_path: Path) -> None:
    """
    Nummer;Titel;Eis;Thema
    VBS-02;Een;De Leverancier doet een.;LOG
    7;Twee;De Leverancier doet twee.;LOG
    VBS-02;Drie;De Leverancier doet drie.;LOG
    """
    assert told(csv()) == ["lijst.csv:4: VBS-02 stands in the list twice; this one gets another number"]
    assert {one.id: one.title.nl for one in made(tmp_path / "laag")} == {"VBS-01": "Twee", "VBS-02": "Een", "VBS-03": "Drie"}


# ── Every loss is told ──


def test_what_has_no_place_is_told_with_its_line_and_kept_as_a_remark(csv: Import, tmp_path: Path) -> None:
    """
    Eisenlijst van de gemeente
    Nummer;Titel;Eis;Soort;Punten;Norm;Contactpersoon;Leeg
    1;Een;De Leverancier doet een.;Misschien;5;AVG artikel 99;J. Jansen;
    2;;De Leverancier doet twee.;Wens;veel;;;
    Netwerk
    3;Drie;;Eis;;;;
    4;;;;;;;
    5;Vijf;De Leverancier doet vijf.;W;20;;;;te veel
    """
    assert told(csv()) == [
        "lijst.csv:1: stands above the headings, and is not read",
        "lijst.csv:8: has more cells than there are headings; those are not read",
        "lijst.csv: column «Contactpersoon» has no place; what it holds stands as a remark in each file",
        "lijst.csv:3: «Misschien» is no kind that is known; requirement is taken",
        "lijst.csv:3: «5»: only a wish has points",
        "lijst.csv:4: «veel» is no number of points from 1 to 100; 10 is taken",
        "lijst.csv:5: one text alone in its row, «Netwerk», is taken as the theme of the rows below",
        "lijst.csv:6: there is no text; the title is taken",
        "lijst.csv:7: has no text, and is left out",
        "lijst.csv:3: «AVG artikel 99» is no clause of a norm in the catalogue; it stands as a remark in the file",
        "lijst.csv:3-4: has no theme; it stands under «Ingevoerde eisen»",
        "lijst.csv:4: has no title; its first words are taken",
    ]
    report = (tmp_path / "laag/IMPORT.md").read_text("utf-8")
    assert [line for line in report.splitlines() if "lijst.csv:" in line or "column" in line] == [
        "- " + line.replace("_", "\\_") for line in told_again(report)
    ]
    file = (tmp_path / "laag/requirements/ingevoerde-eisen/VBS-01.yaml").read_text("utf-8")
    assert file.splitlines()[2:6] == [
        "# In de lijst stond ook:", "# - Contactpersoon: J. Jansen", "# - Soort: Misschien", "# - Norm: AVG artikel 99",
    ]  # fmt: skip
    assert [(one.id, one.kind, one.points) for one in made(tmp_path / "laag")] == [
        ("VBS-01", "requirement", 0), ("VBS-02", "wish", 10), ("VBS-03", "requirement", 0), ("VBS-04", "wish", 20),
    ]  # fmt: skip


def told_again(report: str) -> list[str]:
    return [line.removeprefix("- ") for line in report.splitlines() if line.startswith("- ")]


def test_the_report_says_all_that_was_told_and_which_column_became_what(csv: Import, tmp_path: Path) -> None:
    """
    Nr;Omschrijving;Thema;Prijs
    1;De Leverancier doet een.;LOG;10
    """
    lines = told(csv())
    report = (tmp_path / "laag/IMPORT.md").read_text("utf-8")
    assert told_again(report) == lines
    assert "| id | Nr |\n| theme | Thema |\n| text | Omschrijving |\n| – | Prijs |\n" in report


# ── How CSV files come ──


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";"), ("cp1252", ","), ("utf-8", "|")]
)
def test_a_list_reads_the_same_however_a_spreadsheet_saved_it(csv: Import, tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [["Titel", "Eis", "Thema"], ["Café – één", '"De Leverancier serveert, in ""Café Noir"";\nkoffie voor € 2."', "LOG"]]
    assert told(csv(encoding=encoding, text="\r\n".join(separator.join(row) for row in rows) + "\r\n")) == []
    (one,) = made(tmp_path / "laag")
    assert (one.title.nl, one.text.nl) == ("Café – één", 'De Leverancier serveert, in "Café Noir";\n\nkoffie voor € 2.')


def test_the_separator_that_excel_writes_above_the_list_counts(csv: Import, tmp_path: Path) -> None:
    assert told(csv(text="sep=|\nTitel|Eis|Thema\nEen|De Leverancier doet a;b,c.|LOG\n")) == []
    assert made(tmp_path / "laag")[0].text.nl == "De Leverancier doet a;b,c."


def test_a_column_can_be_said(csv: Import, tmp_path: Path) -> None:
    """
    Naam;Wat wij willen;Thema
    Een;De Leverancier doet een.;LOG
    """
    assert told(csv("--column", "text=Wat wij willen")) == []
    assert (made(tmp_path / "laag")[0].title.nl, made(tmp_path / "laag")[0].text.nl) == ("Een", "De Leverancier doet een.")


@pytest.mark.parametrize(
    ("text", "words", "error"),
    [
        ("", (), "lijst.csv: no row of headings was recognised; the first row holds nothing (name a column: --column \"text=Omschrijving\")"),
        ("a;b\n1;2\n", (), "lijst.csv: no row of headings was recognised; the first row holds «a», «b» (name a column: --column \"text=Omschrijving\")"),
        ("Nr;Punten\n1;2\n", (), "lijst.csv: no column holds the texts of requirements; there are «Nr», «Punten» (say which: --column \"text=…\")"),
        ("Titel;Eis\n", (), "lijst.csv: holds no requirement that can be imported (see above)"),
        ('Titel;Eis\nEen;"open\n', (), "lijst.csv:2: a quote is opened and never closed (save it again as CSV)"),
        ("Titel;Eis\nEen;x\n", ("--column", "text=Eiss"), "--column text=Eiss: lijst.csv has no such column (did you mean `Eis`?)"),
        ("Titel;Eis\nEen;x\n", ("--column", "tekst=Eis"), "--column tekst=Eis: `tekst` is not a field (did you mean `text`?)"),
        ("Titel;Eis\nEen;x\n", ("--sheet", "Blad1"), "--sheet Blad1: lijst.csv is no spreadsheet (leave --sheet out)"),
        ("Titel;Eis\nEen;x\n", ("--only", "ac"), "lijst.csv: is no OSCAL catalog (leave --only out)"),
        ("Titel;Eis\n" + "Een;x\n" * 1000, (), "lijst.csv: holds 1,000 requirements; one prefix numbers 999 (import a part of it, such as --only ac)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(csv: Import, tmp_path: Path, text: str, words: tuple[str, ...], error: str) -> None:
    done = csv(*words, text=text or "\n")
    assert (done.code, done.err.splitlines()[-1]) == (2, f"pve: {error}")
    assert not (tmp_path / "laag").exists()


# ── What a stranger puts in a list ──


ODD = [
    "=HYPERLINK(1)", "- een streep", "1. een nummer", "# kop", "{geen waarde}", "[nergens](x)", "**vet** en <b>", "a: b # c", "'", "| tabel |",
    "{{ 7*7 }} {% x %}", "---", "...", "null", "2026-01-01", "&amp; & *anker", "> citaat", "`code", "\\", "!!python/object", "~~weg~~",
]  # fmt: skip


def test_a_text_comes_out_as_it_went_in_whatever_it_holds(csv: Import, pve: Pve) -> None:
    rows = [f'"{odd}";"{odd}";"{odd}, zegt de Leverancier met {odd} erin.";LOG;"{odd}"' for odd in ODD]
    assert csv(text="\n".join(["Nummer;Titel;Eis;Thema;Opmerking", *rows]) + "\n").code == 0
    found = json.loads(pve("check", "--overlay", "laag", "--format", "json").out)
    assert [finding for finding in found if finding["severity"] == "error"] == []
    shown = json.loads(pve("generate", "--profile", "low", "--overlay", "laag", "--format", "json", "--out", "-").out)
    plain = PlainFormat()
    asked = [(one["title"], plain.blocks(one["text"])) for one in shown["requirements"] if one["id"].startswith("VBS")]
    texts = [f"{odd}, zegt de Leverancier met {odd} erin." for odd in ODD]
    shown_as = [f"•{text[1:]}" if text.startswith("- ") else text for text in texts]  # a line that begins with a bullet is an item
    assert asked == list(zip([odd.rstrip(". ") or odd for odd in ODD], shown_as, strict=True))


def test_invisible_characters_are_left_out_and_told(csv: Import, tmp_path: Path) -> None:
    assert told(csv(text="Titel;Eis;Thema\nEen;De Leverancier doet\u202e een\x07.;LOG\n")) == [
        "lijst.csv:2: invisible characters were left out"
    ]
    assert made(tmp_path / "laag")[0].text.nl == "De Leverancier doet een."


def test_a_name_that_would_lead_elsewhere_stays_in_the_layer(csv: Import, tmp_path: Path) -> None:
    """
    Nummer;Thema;Titel;Eis
    ../../weg;../../../etc;Een;De Leverancier doet een.
    """
    before = set(tmp_path.parent.iterdir())
    assert csv().code == 0
    assert (tmp_path / "laag/requirements/etc/VBS-01.yaml").is_file()
    assert set(tmp_path.parent.iterdir()) == before


# ── Nothing is overwritten ──


def test_a_layer_that_is_there_is_kept(csv: Import, tmp_path: Path) -> None:
    """
    Titel;Eis
    Een;De Leverancier doet een.
    """
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/overlay.yaml").write_text("name: Van ons\n", "utf-8")
    done = csv()
    assert (done.code, done.err) == (3, "pve: laag/overlay.yaml: exists already (choose another folder, or move it)\n")
    assert [path.name for path in (tmp_path / "laag").iterdir()] == ["overlay.yaml"]


def test_a_file_that_would_be_written_over_stops_the_import(csv: Import, tmp_path: Path) -> None:
    """
    Titel;Eis
    Een;De Leverancier doet een.
    """
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/README.md").write_text("van ons\n", "utf-8")
    assert csv().code == 3
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "laag").iterdir()} == {"README.md": "van ons\n"}


# ── Spreadsheets ──


def workbook(path: Path, **sheets: list[list[Any]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()


def test_a_workbook_gives_the_sheet_most_like_a_list_and_tells_the_rest(pve: Pve, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "eisen.xlsx"))
    about, asked = book.add_worksheet("Toelichting"), book.add_worksheet("Eisen")
    about.write(0, 0, "Lees dit eerst")
    asked.write_row(0, 0, ["Programma van eisen"])
    asked.write_row(2, 0, ["Nr", "Thema", "Titel", "Eis", "Punten", "Soort"])
    asked.write_row(3, 0, [1, "LOG", "Een", "De Leverancier doet een.", 5, "Wens"])
    asked.write_row(4, 0, [2, "LOG", "Twee"])
    asked.write_formula(4, 3, '="De Leverancier doet "&"twee."', None, "De Leverancier doet twee.")
    asked.set_row(4, None, None, {"hidden": True})
    asked.write_comment(3, 0, "Nog bespreken")
    book.close()
    done = pve("import", "eisen.xlsx", "--prefix", "VBS", "--out", "laag")
    assert told(done) == [
        "eisen.xlsx: Eisen, row 1: stands above the headings, and is not read",
        "eisen.xlsx: Toelichting: this sheet is not read (name it with --sheet)",
        'eisen.xlsx: Eisen!D5: is a formula (="De Leverancier doet "&"twee."); what it shows is taken',
        "eisen.xlsx: Eisen, row 5: is a hidden row, which is read as any other",
        "eisen.xlsx: Eisen: holds a remark in the margin, which is not read",
    ]
    assert [(one.title.nl, one.text.nl, one.kind, one.points) for one in made(tmp_path / "laag")] == [
        ("Een", "De Leverancier doet een.", "wish", 5),
        ("Twee", "De Leverancier doet twee.", "requirement", 0),
    ]


def test_a_sheet_can_be_named(pve: Pve, tmp_path: Path) -> None:
    workbook(tmp_path / "eisen.xlsx", Oud=[["Titel", "Eis"], ["Oud", "Oude eis."]], Nieuw=[["Titel", "Eis"], ["Nieuw", "Nieuwe eis."]])
    assert pve("import", "eisen.xlsx", "--sheet", "Nieuw", "--prefix", "VBS", "--out", "laag").code == 0
    assert [one.title.nl for one in made(tmp_path / "laag")] == ["Nieuw"]
    done = pve("import", "eisen.xlsx", "--sheet", "Niew", "--prefix", "VBS", "--out", "andere")
    assert (done.code, done.err) == (2, "pve: --sheet Niew: eisen.xlsx has no such sheet (did you mean `Nieuw`?)\n")


def test_our_own_questionnaire_can_be_imported_again(pve: Pve, tmp_path: Path) -> None:
    tender = ROOT / "examples/bomenbeheer/tender.yaml"
    assert pve("export", "questionnaire", tender, "--out", "lijst.xlsx").code == 0
    assert told(pve("import", "lijst.xlsx", "--prefix", "VBS", "--out", "laag")) == []
    asked = [row["title"] for row in json.loads(pve("list", tender, "--format", "json").out) if row["selected"]]
    assert sorted(one.title.nl for one in made(tmp_path / "laag")) == sorted(asked)


# ── OSCAL ──


def oscal(path: Path, **more: Any) -> None:
    """A catalog with what strangers put in one: groups in groups, controls below controls, parameters with choices, back matter."""
    control = {
        "id": "s1.1.1",
        "class": "SP-1",
        "title": "Roles",
        "params": [
            {"id": "p1", "label": "a period", "values": ["a year"], "constraints": [{"description": "at most two"}]},
            {"id": "p2", "select": {"choice": ["daily", "weekly"]}},
            {"id": "p3", "label": "unused"},
        ],
        "props": [{"name": "label", "value": "S-1"}, {"name": "method", "value": "TEST"}],
        "links": [{"href": "#s1.2", "rel": "related"}],
        "parts": [
            {
                "name": "statement",
                "prose": "The Supplier reviews roles every {{ insert: param, p1 }}:",
                "parts": [
                    {"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "{{ insert: param, p2 }}, at least; and"},
                    {"name": "item", "props": [{"name": "label", "value": "b."}], "prose": "see [S-2](#s1.2) for {braces}."},
                    {"name": "aside", "prose": "lost"},
                ],
            },
            {"name": "guidance", "prose": "Roles drift within {{ insert: param, p1 }}."},
            {"name": "assessment-objective", "prose": "Ask for the last review.", "links": [{"rel": "assessment-for", "href": "#x"}]},
            {"name": "assessment-method", "prose": "EXAMINE"},
        ],
        "controls": [
            {"id": "s1.1.1.1", "title": "Review", "parts": [{"name": "statement", "prose": "The Supplier keeps the review."}]},
            {"id": "s1.1.1.2", "title": "Gone", "props": [{"name": "status", "value": "withdrawn"}]},
        ],
        "annotations": [],
    }
    catalog = {
        "uuid": "x",
        "metadata": {"title": "Sample catalog", "version": "7", "parties": [{"name": "Sample body"}], "roles": []},
        "groups": [
            {
                "id": "s1",
                "title": "Access",
                "parts": [{"name": "overview", "prose": "About access."}],
                "groups": [{"id": "s1.1", "title": "Roles", "props": [{"name": "label", "value": "1"}], "controls": [control]}],
            }
        ],
        "controls": [{"id": "loose", "title": "Loose"}, {"id": "nothing"}],
        "back-matter": {"resources": []},
    }
    path.write_text(json.dumps({"catalog": catalog | more}), "utf-8")


def test_every_loss_of_an_oscal_catalog_is_told(pve: Pve, tmp_path: Path) -> None:
    oscal(tmp_path / "c.json")
    assert told(pve("import", "c.json", "--prefix", "VBS", "--out", "laag", "--lang", "en")) == [
        "c.json: group s1.1: `props` of a group has no place",
        "c.json: control s1.1.1: `constraints` of parameters has no place",
        "c.json: control s1.1.1: the choices of parameters have no place but in the name of the value",
        "c.json: control s1.1.1: links inside the catalog stand as their words",
        "c.json: control s1.1.1: parameters outside the statement stand as words between square brackets",
        "c.json: control s1.1.1: part `aside` in part `statement` has no place",
        "c.json: control s1.1.1: links `assessment-for` of part `assessment-objective` have no place",
        "c.json: control s1.1.1: part `assessment-method` has no place",
        "c.json: control s1.1.1: links `related` have no place",
        "c.json: control s1.1.1: property `method` has no place",
        "c.json: control s1.1.1: class `SP-1` has no place",
        "c.json: control s1.1.1: `annotations` has no place",
        "c.json: control s1.1.1: parameters that the statement does not name have no place",
        "c.json: control s1.1.1.2: is withdrawn, and is left out",
        "c.json: control loose: has no statement; the title is taken",
        "c.json: control nothing: has no statement and no title, and is left out",
        "c.json: `roles` of the metadata has no place",
        "c.json: `back-matter` has no place",
        "c.json: control loose: has no theme; it stands under «Imported requirements»",
    ]


def test_a_control_is_a_requirement_with_its_parameters_as_values(pve: Pve, tmp_path: Path) -> None:
    oscal(tmp_path / "c.json")
    assert pve("import", "c.json", "--prefix", "VBS", "--out", "laag", "--lang", "en").code == 0
    first, below, loose = made(tmp_path / "laag")
    assert (first.theme, first.title.en, below.title.en, loose.title.en) == ("access-roles", "Roles", "Roles – Review", "Loose")
    assert first.text.en == "The Supplier reviews roles every {a_year}:\n\na. {daily_weekly}, at least; and\n\nb. see S-2 for \\{braces\\}."
    assert first.text.nl.startswith("[nog te vertalen] The Supplier reviews")
    assert {name: value.default and value.default.en for name, value in first.values.items()} == {"a_year": "a year", "daily_weekly": None}
    assert (first.why.en, first.verify.en) == ("Roles drift within [a year].", "Ask for the last review.")
    assert [str(norm) for norm in first.norms] == ["vbs-sample-catalog S-1"]
    done = pve("check", "--overlay", "laag", "--format", "json")
    rules = {finding["rule"] for finding in json.loads(done.out)}
    assert done.code == 0
    assert "text-open" in rules


def test_a_part_of_a_catalog_can_be_taken(pve: Pve, tmp_path: Path) -> None:
    oscal(tmp_path / "c.json")
    assert pve("import", "c.json", "--only", "s1.1.1.1", "--prefix", "VBS", "--out", "laag", "--lang", "en").code == 0
    assert [one.text.en for one in made(tmp_path / "laag")] == ["The Supplier keeps the review."]
    done = pve("import", "c.json", "--only", "s9", "--prefix", "VBS", "--out", "andere")
    assert (done.code, done.err) == (2, "pve: --only s9: c.json has no such group or control (there are groups s1, s1.1)\n")


def test_our_own_catalog_comes_back_with_its_texts_values_and_risks(pve: Pve, tmp_path: Path) -> None:
    assert pve("export", "oscal-catalog", "--out", "c.json").code == 0
    assert pve("import", "c.json", "--only", "incidents", "--prefix", "VBS", "--out", "laag").code == 0
    catalog, _findings = read_catalog(Source.of())
    ours = [one for one in catalog.requirements.values() if one.theme == "incidents"]
    back = made(tmp_path / "laag")
    assert len(back) == len(ours) > 3

    def same(one: Requirement) -> tuple[Any, ...]:
        def flat(text: str) -> str:
            return " ".join(text.split())

        unmet = one.if_unmet
        return (
            one.title.nl, flat(one.text.nl), flat(one.why.nl), flat(one.verify.nl), one.kind, one.points,
            {name: (value.default and value.default.nl, {level: words.nl for level, words in value.by_profile.items()}) for name, value in one.values.items()},
            [(flat(item.what.nl), item.when) for item in one.evidence],
            (flat(unmet.risk.nl), unmet.affects, unmet.likelihood, unmet.impact),
            [flat(words.nl) for words in (*unmet.supplier_measures, *unmet.municipality_measures)],
        )  # fmt: skip

    assert list(map(same, back)) == list(map(same, ours))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ('{"catalog": {', "c.json:1:14: is not JSON: Expecting property name enclosed in double quotes"),
        ('{"profile": {}}', "c.json: is no OSCAL catalog, but holds `profile` (resolve the profile to a catalog first)"),
        ('{"catalog": {}, "catalog": {}}', "c.json: `catalog` stands twice in one object (programs would read it in two ways; keep one)"),
        ("[" * 100_000, "c.json: is nested too deep"),
        ('{"catalog": []}', "c.json: is no OSCAL catalog, but holds `catalog` (name an OSCAL catalog in JSON)"),
        ('{"catalog": {"groups": [1, null, "x"]}}', "c.json: holds no requirement that can be imported (see above)"),
    ],
)
def test_what_is_no_catalog_is_one_line(pve: Pve, tmp_path: Path, content: str, error: str) -> None:
    (tmp_path / "c.json").write_text(content, "utf-8")
    done = pve("import", "c.json", "--prefix", "VBS", "--out", "laag")
    assert (done.code, done.err.splitlines()[-1]) == (2, f"pve: {error}")
    assert not (tmp_path / "laag").exists()


def test_what_json_can_hide_does_not_reach_the_files(pve: Pve, tmp_path: Path) -> None:
    statement = {"name": "statement", "prose": "The Supplier\ud800 does \u202ex\u0000."}
    oscal(tmp_path / "c.json", controls=[{"id": "a\ud800", "title": "T\ud800\u001b[31m", "parts": [statement], "k\ud800": 1}], groups=[])
    done = pve("import", "c.json", "--prefix", "VBS", "--out", "laag", "--lang", "en")
    assert done.code == 0, done.err
    assert [(one.title.en, one.text.en) for one in made(tmp_path / "laag")] == [("T[31m", "The Supplier does x.")]


# ── The same everywhere ──


def test_the_same_list_gives_the_same_layer_and_stdin_is_read(pve: Pve, tmp_path: Path) -> None:
    oscal(tmp_path / "c.json")
    layers = []
    for seed, zone in (("1", "Pacific/Auckland"), ("2", "UTC")):
        name = f"laag{seed}"
        env = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        assert pve("import", "c.json", "--prefix", "VBS", "--out", name, env=env).code == 0
        layers.append(
            {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
        )
    assert layers[0] == layers[1]
    assert os.listdir(tmp_path / "laag1/requirements")
