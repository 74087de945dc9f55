"""OSCAL: the catalogue, a tender and an assessment as others' programs read them, held against the schemas of NIST."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conftest import ROOT, Pve

SCHEMAS = ROOT / "tests/schemas"
BIDS = ROOT / "examples/zaaksysteem/inschrijvingen"
LOCK = BIDS / "programma-van-eisen-vbs-2026-0142.lock.json"
CASE = ROOT / "examples/zaaksysteem/tender.yaml"
DAY = {"SOURCE_DATE_EPOCH": "1795608000"}  # 2026-11-25


def exported(pve: Pve, *words: object, env: dict[str, str] | None = None) -> Any:
    """The body of the one document on stdout, which must obey the schema of its kind."""
    done = pve("export", *words, "--out", "-", env=DAY | (env or {}))
    assert done.code == 0, done.err
    document = json.loads(done.out)
    ((kind, body),) = document.items()
    schema = json.loads((SCHEMAS / f"oscal-{kind}-1.2.1.json").read_bytes())
    wrong = jsonschema_rs.Draft7Validator(schema, validate_formats=True).iter_errors(document)
    assert [f"{'/'.join(map(str, one.instance_path))}: {one.message[:200]}" for one in wrong] == []
    return body


def everything(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    for item in node if isinstance(node, list) else ():
        yield from everything(item)


def control(catalog: Any, id: str) -> Any:
    return next(one for group in catalog["groups"] for one in group["controls"] if one["id"] == id)


def test_the_schemas_are_those_of_nist_unaltered() -> None:
    told = {
        name: hash for hash, name in re.findall(r"^ {4}([0-9a-f]{64})  (\S+)$", (SCHEMAS / "README.md").read_text("utf-8"), re.MULTILINE)
    }
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SCHEMAS.glob("oscal-*.json")}
    assert told == kept
    assert len(kept) == 3


# ── The catalogue ──


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_whole_catalogue_is_a_sound_catalog(pve: Pve, language: str) -> None:
    catalog = exported(pve, "oscal-catalog", "--lang", language)
    assert (catalog["metadata"]["version"], catalog["metadata"]["last-modified"]) == ("2026.1", "2026-11-25T00:00:00Z")
    files = [path for path in (ROOT / "catalog/requirements").glob("*/*.yaml") if not path.name.startswith("_")]
    assert {one["id"] for group in catalog["groups"] for one in group["controls"]} == {path.stem for path in files}
    resources = {f"#{one['uuid']}" for one in catalog["back-matter"]["resources"]}
    assert len(resources) == len(list((ROOT / "catalog/norms").glob("*.yaml")))
    for one in everything(catalog["groups"]):
        assert one.get("rel") != "reference" or one["href"] in resources
    parameters = {one["id"] for one in everything(catalog["groups"]) if "usage" in one}
    inserted = {name for one in everything(catalog) for name in re.findall(r"\{\{ insert: param, (\S+) \}\}", one.get("prose", ""))}
    assert inserted == parameters


def test_a_requirement_is_a_control_with_everything_that_it_says(pve: Pve) -> None:
    ours = {"ns": "https://pve.example/ns/oscal"}
    one = control(exported(pve, "oscal-catalog", "--lang", "en"), "INC-01")
    references = [(link["resource-fragment"], link["text"]) for link in one.pop("links")]
    assert references == [
        ("5.20.05", "BIO2 5.20.05"), ("5.26.02", "BIO2 5.26.02"), ("5.21.04", "BIO2 5.21.04"), ("5.26", "ISO 27002 5.26"),
    ]  # fmt: skip
    assert one == {
        "id": "INC-01",
        "class": "condition",
        "title": "Reporting a security incident",
        "params": [
            {
                "id": "INC-01_meldtermijn",
                "props": [
                    {"name": "name", **ours, "value": "meldtermijn"},
                    {"name": "by-profile", **ours, "class": "high", "value": "12 hours"},
                ],
                "label": "meldtermijn",
                "usage": "A contractual choice of the municipality; BIO2 names no number of hours here.",
                "constraints": [{"description": "high: 12 hours"}],
                "values": ["24 hours"],
            }
        ],
        "props": [
            {"name": "label", "value": "INC-01"},
            {"name": "sort-id", "value": "INC-01"},
            {"name": "version", **ours, "value": "1"},
            {"name": "since", **ours, "value": "2026.1"},
            {"name": "acts", **ours, "value": "supplier"},
        ],
        "parts": [
            {
                "id": "INC-01_statement",
                "name": "statement",
                "prose": "The Supplier reports every security incident, and every event for which it cannot rule\n"
                "this out, within {{ insert: param, INC-01_meldtermijn }} of learning of it, to the contact point named by the\n"
                "Client. This also applies if the incident occurs at a subcontractor.",
            },
            {
                "id": "INC-01_guidance",
                "name": "guidance",
                "prose": "The municipality can intervene, adapt its services or make notifications of its own\n"
                "only once it knows that something is wrong.",
            },
            {
                "id": "INC-01_objective",
                "name": "assessment-objective",
                "prose": "Before go-live, put an invented incident to the Supplier and measure how long it takes\n"
                "for its report to reach the contact point. At a real incident, compare the times of\ndiscovery and of reporting.",
            },
            {
                "id": "INC-01_evidence.1",
                "name": "evidence",
                **ours,
                "props": [{"name": "when", **ours, "value": "bid"}],
                "prose": "Description of the reporting procedure, with how the Supplier can be reached outside office hours.",
            },
            {
                "id": "INC-01_evidence.2",
                "name": "evidence",
                **ours,
                "props": [{"name": "when", **ours, "value": "incident"}],
                "prose": "Report with the time of discovery, the nature, the consequences and the measures taken.",
            },
            {
                "id": "INC-01_risk",
                "name": "risk",
                **ours,
                "props": [
                    {"name": "likelihood", **ours, "value": "medium"},
                    {"name": "impact", **ours, "value": "high"},
                    {"name": "affects", **ours, "value": "confidentiality"},
                    {"name": "affects", **ours, "value": "integrity"},
                    {"name": "affects", **ours, "value": "availability"},
                ],
                "prose": "The municipality hears of an attack days later or from the press, meanwhile goes on working with damaged data "
                "and can no longer limit the harm.",
                "parts": [
                    {
                        "id": "INC-01_measure.supplier.1",
                        "name": "measure",
                        **ours,
                        "class": "supplier",
                        "prose": "Deliver the log entries of the Solution to the municipality continuously, so that it can notice an attack itself.",
                    },
                    {
                        "id": "INC-01_measure.municipality.1",
                        "name": "measure",
                        **ours,
                        "class": "municipality",
                        "prose": "Carry out its own monitoring of the availability and use of the application for anomalies.",
                    },
                    {
                        "id": "INC-01_measure.municipality.2",
                        "name": "measure",
                        **ours,
                        "class": "municipality",
                        "prose": "Agree on a direct telephone number and, when in doubt, enquire every day.",
                    },
                ],
            },
        ],
    }


def test_a_layer_and_a_requirement_that_was_retired_are_told(pve: Pve, catalog_folder: Path, tmp_path: Path) -> None:
    path = catalog_folder / "requirements/incidents/INC-02.yaml"
    retired = 'retired: {since: "2026.1", because: Opgegaan in een andere eis., replaced_by: [INC-01]}\n'
    path.write_text(path.read_text("utf-8").replace("version: 1\n", f"version: 1\n{retired}", 1), "utf-8")
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/overlay.yaml").write_text('name: Gemeente Voorbeeldstad\nversion: "7"\n', "utf-8")
    (tmp_path / "laag/changes.yaml").write_text(
        "changes:\n  - {requirement: INC-01, set: {meldtermijn: 8 uur}, reason: Piket., for_version: 1}\n", "utf-8"
    )
    catalog = exported(pve, "oscal-catalog", "--catalog", "catalog", "--overlay", "laag")
    assert catalog["metadata"]["version"] == "2026.1 + 7"
    assert {"name": "layer", "ns": "https://pve.example/ns/oscal", "value": "Gemeente Voorbeeldstad 7"} in catalog["metadata"]["props"]
    assert control(catalog, "INC-01")["params"][0]["values"] == ["8 uur"]
    gone = control(catalog, "INC-02")
    assert {"name": "status", "value": "withdrawn"} in gone["props"]
    assert gone["links"][-1] == {"href": "#INC-01", "rel": "moved-to"}


# ── A tender ──


@pytest.mark.parametrize("tender", sorted(ROOT.glob("examples/*/tender.yaml")), ids=lambda path: path.parent.name)
def test_a_tender_is_a_profile_of_what_is_in_with_the_values_that_hold(pve: Pve, tender: Path) -> None:
    profile = exported(pve, "oscal-profile", tender)
    listed = {row["id"]: row["selected"] for row in json.loads(pve("list", tender, "--format", "json").out)}
    (only,) = profile["imports"]
    assert only["href"] == "pve-catalog.oscal.json"
    assert only["include-controls"][0]["with-ids"] == [id for id, selected in listed.items() if selected]
    catalog = exported(pve, "oscal-catalog")
    known = {one["id"] for one in everything(catalog["groups"]) if "usage" in one}
    assert {one["param-id"] for one in profile["modify"]["set-parameters"]} <= known


def test_a_value_that_people_decided_says_who_and_why(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text(
        "title: Zaaksysteem\nvalues:\n  INC-01:\n    meldtermijn: {value: 6 uur, reason: Piketdienst., role: CISO}\n", "utf-8"
    )
    profile = exported(pve, "oscal-profile", "tender.yaml", "--href", "https://voorbeeldstad.example/catalogus.json")
    assert profile["metadata"]["title"] == "Zaaksysteem: programma van eisen"
    assert profile["imports"][0]["href"] == "https://voorbeeldstad.example/catalogus.json"
    assert next(one for one in profile["modify"]["set-parameters"] if one["param-id"] == "INC-01_meldtermijn") == {
        "param-id": "INC-01_meldtermijn",
        "props": [
            {"name": "decided-by", "ns": "https://pve.example/ns/oscal", "value": "CISO"},
            {"name": "reason", "ns": "https://pve.example/ns/oscal", "value": "Piketdienst."},
        ],
        "values": ["6 uur"],
    }


# ── An assessment ──


def test_answers_become_observations_findings_and_risks(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "besluiten.yaml").write_bytes((BIDS / "besluiten.yaml").read_bytes())
    words = (BIDS / "zorgvuldig.docx", "--lock", LOCK, "--decisions", "besluiten.yaml")
    results = exported(pve, "oscal-results", *words, "--date", "2026-12-01")
    (result,) = results["results"]
    assert (result["title"], result["start"]) == ("Beoordeling van de antwoorden van Meerstroom Zaaksystemen B.V.", "2026-12-01T00:00:00Z")
    assert len(result["observations"]) == len(result["findings"]) == 132
    assert {one["title"].split()[0]: one["status"] for one in result["risks"]}["ENC-10"] == "deviation-approved"
    states = {one["title"]: one["target"]["status"]["state"] for one in result["findings"]}
    assert {id for id, state in states.items() if state == "not-satisfied"} == {one["title"].split()[0] for one in result["risks"]}
    observations = {one["uuid"] for one in result["observations"]}
    assert {link["observation-uuid"] for one in result["findings"] for link in one["related-observations"]} == observations
    targets = {one["target"]["target-id"] for one in result["findings"]}
    assert targets <= {one["id"] for one in everything(exported(pve, "oscal-catalog")) if one.get("name") == "statement"}
    assert results["import-ap"]["href"] == f"#{results['back-matter']['resources'][0]['uuid']}"


def test_the_json_of_an_assessment_gives_the_same_results(pve: Pve, tmp_path: Path) -> None:
    words = (BIDS / "slordig.xlsx", "--lock", LOCK, "--date", "2026-12-01")
    (tmp_path / "a.json").write_text(pve("assess", *words, "--format", "json", "--out", "-").out, "utf-8")
    assert exported(pve, "oscal-results", "a.json") == exported(pve, "oscal-results", *words)


def test_what_is_no_assessment_is_one_line(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"supplier": 1}', "utf-8")
    done = pve("export", "oscal-results", "a.json")
    assert (done.code, done.err) == (
        2,
        "pve: a.json: Expected `str`, got `int` - at `$.supplier` (this is not a file that pve wrote, or somebody changed it)\n",
    )
    done = pve("export", "oscal-results", "a.json", "--lock", LOCK)
    assert (done.code, done.err) == (
        2, "pve: a.json: is an assessment already (leave --lock, --decisions, --scale, --supplier and --date out)\n",
    )  # fmt: skip


# ── All of them ──


def test_the_same_is_the_same_to_the_byte_wherever_and_whenever(pve: Pve) -> None:
    for words in (("oscal-catalog",), ("oscal-profile", CASE), ("oscal-results", BIDS / "slordig.xlsx", "--lock", LOCK)):
        told = {
            pve("export", *words, "--out", "-", env=DAY | {"TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": seed}).out
            for zone, seed in (("Pacific/Auckland", "1"), ("America/Los_Angeles", "2"))
        }
        assert len(told) == 1


def test_the_uuid_of_a_document_follows_from_what_it_says(pve: Pve, tmp_path: Path) -> None:
    first = exported(pve, "oscal-profile", CASE)["uuid"]
    assert exported(pve, "oscal-profile", CASE, "--href", "x.json")["uuid"] != first
    assert exported(pve, "oscal-profile", CASE)["uuid"] == first


def test_a_file_that_is_there_is_kept(pve: Pve, tmp_path: Path) -> None:
    done = pve("export", "oscal-catalog", "--out", "oscal")
    assert (done.code, done.err.splitlines()[0]) == (0, "Written: oscal/pve-catalog.oscal.json.")
    assert pve("export", "oscal-catalog", "--out", "oscal").code == 3
    assert pve("export", "oscal-catalog", "--out", "oscal", "--overwrite").code == 0
