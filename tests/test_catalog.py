"""What a catalogue folder becomes: nouns with every field of the published schemas, and their places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest

from pve_gen import model
from pve_gen.catalog import read_catalog
from pve_gen.findings import PveError
from pve_gen.model import Catalog, Words
from pve_gen.schema import schema
from pve_gen.shapes import PUBLISHED
from pve_gen.source import Source
from pve_gen.values import Struct, as_dict
from pve_gen.yamlfile import read_yaml
from test_checks import CASES, catalog_of

SCHEMAS = (
    "catalog",
    "changes",
    "decisions",
    "evidence",
    "facts",
    "norm",
    "notes",
    "overlay",
    "profile",
    "requirement",
    "scale",
    "tender",
    "terms",
    "theme",
)
EVERY_FIELD = CASES / "good" / "every-field"


def read(folder: Path) -> Catalog:
    catalog, findings = read_catalog(Source.of(folder))
    assert findings == []
    return catalog


@pytest.fixture
def full(tmp_path: Path) -> Catalog:
    """The catalogue that uses every field."""
    return read(catalog_of(EVERY_FIELD, tmp_path / "catalog"))


# ── What is read ───────────────────────────────────────────────────────────────────────────────


def test_a_requirement_is_read_whole(full: Catalog) -> None:
    whole = model.Requirement(
        id="NET-01",
        theme="network",
        kind="wish",
        points=10,
        title=Words("Gescheiden netwerken", "Separated networks"),
        text=Words(
            "De Leverancier scheidt:\n\n- het beheer, binnen {termijn};\n- het gebruik, voor {omvang}.\n\n"
            "Hoe, staat in **dit** *boek* van `nl` ([bron](https://www.example.nl)).",
            "The Supplier separates operation within {termijn} for {omvang}.",
        ),
        values={
            "termijn": model.Value(
                name="termijn",
                label=Words("hersteltijd", "recovery time"),
                explain=Words("Hoe snel.", "How fast."),
                default=Words("24 uur", "24 hours"),
                by_profile={"medium": Words("8 uur", "8 hours"), "high": Words("4 uur", "4 hours")},
                follows="confidentiality",
            ),
            "omvang": model.Value(
                name="omvang", label=Words("omvang", "size"), explain=Words("Hoeveel gebruikers.", "How many users."), ask=True
            ),
        },
        why=Words("Een inbraak blijft dan klein.", "A break-in then stays small."),
        applies_when=({"confidentiality": ("high",), "hosting": ("saas", "paas")}, {"email": (True,)}),
        evidence=(
            model.Evidence(what=Words("Een tekening van het netwerk", "A drawing of the network"), when="bid"),
            model.Evidence(what=Words("Een verslag", "A report"), when="yearly"),
        ),
        verify=Words("Lees de tekening.", "Read the drawing."),
        if_unmet=model.Unmet(
            risk=Words("Een inbreker komt overal.", "An intruder gets everywhere."),
            affects=("confidentiality", "integrity"),
            likelihood="low",
            impact="high",
            supplier_measures=(Words("Verkeer bewaken.", "Watch the traffic."),),
            municipality_measures=(Words("Zelf versleutelen.", "Encrypt on its own side."), Words("Minder opslaan.", "Store less.")),
        ),
        norms=(model.NormReference("bio2-1.3", "8.20.01"),),
        acts="both",
        version=2,
        since="2026.1",
        translation_of=1,
        silence={"text-obligations": "Het scheiden en het beheer zijn hier een en dezelfde handeling."},
        retired=model.Retirement(since="2026.2", because="Opgegaan in een andere eis.", replaced_by=("NET-02",)),
        file="requirements/network/NET-01.yaml",
    )
    assert as_dict(full.requirements["NET-01"]) == as_dict(whole)


def test_the_other_files_are_read_whole(full: Catalog) -> None:
    assert (full.name, full.version, full.licence) == (Words("Kleine catalogus", "Small catalogue"), "2026.1", "EUPL-1.2")
    assert full.terms == (model.Term(term=Words("Eis", "Requirement"), meaning=Words("Een minimum.", "A minimum.")),)
    assert full.themes["network"] == model.Theme(
        id="network",
        prefix="NET",
        order=10,
        title=Words("Netwerk", "Network"),
        introduction=Words("Dit hoofdstuk gaat over het netwerk.", "This chapter is about the network."),
        file="requirements/network/_theme.yaml",
    )
    assert full.profiles["high"] == model.Profile(
        id="high",
        title=Words("Hoog", "High"),
        explain=Words("Een lek schaadt inwoners.", "A leak harms residents."),
        facts={"confidentiality": "high"},
        file="profiles/high.yaml",
    )
    assert full.facts["confidentiality"] == model.Fact(
        id="confidentiality",
        type="scale",
        title=Words("Vertrouwelijkheid", "Confidentiality"),
        question=Words("Hoe erg is een lek?", "How bad is a leak?"),
        default="medium",
        choices=(
            model.Choice(id="low", title=Words("laag", "low"), explain=Words("Openbare gegevens.", "Public data.")),
            model.Choice(id="medium", title=Words("midden", "medium")),
            model.Choice(id="high", title=Words("hoog", "high")),
        ),
        file="facts.yaml",
    )
    norm = full.norms["bio2-1.3"]
    assert norm == model.Norm(
        id="bio2-1.3",
        title=Words("Baseline Informatiebeveiliging Overheid 2, versie 1.3", "Government information security baseline 2"),
        short=Words("BIO2", "BIO2 (NL)"),
        edition=Words("1.3", "version 1.3"),
        publisher="CIP",
        url="https://www.example.nl/bio2",
        note=Words("Alleen nummers.", "Numbers only."),
        applies_when={"hosting": ("saas", "paas"), "email": (True,)},
        clauses={
            "8.20.01": model.Clause(
                id="8.20.01",
                title=Words("Netwerken scheiden", "Separate networks"),
                label=Words("maatregel 8.20.01", "measure 8.20.01"),
                about="Scheid netwerken.",
                duty="internal",
                verified=False,
            ),
            "8.20.02": model.Clause(id="8.20.02", title=Words("Netwerken bewaken"), status="withdrawn"),
            "8.20.03": model.Clause(id="8.20.03", title=Words("Netwerken afsluiten"), status="moved", moved_to="8.20.01"),
        },
        file="norms/bio2-1.3.yaml",
    )
    assert norm.label_of("8.20.01", "nl") == "BIO2 maatregel 8.20.01 (niet geverifieerd)"
    assert norm.label_of("8.20.01", "en") == "BIO2 (NL) measure 8.20.01 (not verified)"
    assert norm.label_of("8.20.02", "en") == "BIO2 (NL) 8.20.02"


def test_what_is_left_out_has_its_usual_meaning(tmp_path: Path) -> None:
    requirement = read(catalog_of(CASES / "good" / "minimal", tmp_path / "catalog")).requirements["NET-01"]
    assert (requirement.points, requirement.values, requirement.applies_when) == (0, {}, ())
    assert (requirement.acts, requirement.retired) == ("supplier", None)


def test_a_text_without_translation_is_shown_in_dutch(full: Catalog) -> None:
    assert full.norms["bio2-1.3"].clauses["8.20.02"].title.in_("en") == "Netwerken bewaken"
    assert full.facts["confidentiality"].title.in_("en") == "Confidentiality"
    assert full.facts["confidentiality"].title.in_("nl") == "Vertrouwelijkheid"


def test_themes_stand_in_their_order_and_not_in_that_of_their_folders(catalog: Catalog) -> None:
    orders = [theme.order for theme in catalog.themes.values()]
    assert orders == sorted(orders)
    assert list(catalog.themes) != sorted(catalog.themes)


def test_a_file_with_mistakes_is_left_out_and_its_name_kept(tmp_path: Path) -> None:
    folder = catalog_of(CASES / "bad" / "mistakes-everywhere-at-once", tmp_path / "catalog")
    catalog, findings = read_catalog(Source.of(folder))
    assert catalog.unread == {"catalog", "facts", "bio2-1.3", "NET-02", "_theme"}
    assert list(catalog.requirements) == ["NET-01"]
    assert {finding.severity for finding in findings} == {"error"}


def test_a_place_is_found_again_in_the_file(full: Catalog, tmp_path: Path) -> None:
    source = Source.of(tmp_path / "catalog")
    file = full.requirements["NET-01"].file
    assert str(source.place(file, ("kind",))).endswith("catalog/requirements/network/NET-01.yaml:3:7")
    assert str(source.place(file, ("applies_when", 1, "email"), key=True)).endswith("NET-01.yaml:28:5")
    (tmp_path / "catalog" / file).unlink()
    assert str(source.place(file, ("kind",))).endswith("catalog/requirements/network/NET-01.yaml")


def test_paths_are_shown_as_one_would_type_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = catalog_of(CASES / "good" / "minimal", tmp_path / "mijn" / "catalogus")
    monkeypatch.chdir(tmp_path)
    assert Source.of(folder).shown == str(Path("mijn") / "catalogus")
    monkeypatch.chdir(folder)
    assert Source.of(folder.parent / "catalogus").shown == "."


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PveError) as error:
        Source.of(tmp_path)
    assert str(error.value) == f"{tmp_path}: no catalogue here (a catalogue is a folder with a catalog.yaml in it)"
    assert error.value.exit_code == 2


# ── The schemas and the nouns say the same ─────────────────────────────────────────────────────


def _without(properties: dict[str, Any], *unlike: str) -> dict[str, Any]:
    """The properties of a file, without those that no noun has under that name."""
    return {name: value for name, value in properties.items() if name not in unlike}


def names(noun: type[Struct], *unlike: str) -> set[str]:
    """The fields of a noun, without those that no file holds under that name."""
    return set(noun.__struct_fields__) - {"file", *unlike}


def test_a_requirement_has_the_same_fields_in_its_schema_and_as_a_noun() -> None:
    requirement = schema("requirement")["properties"]
    value = requirement["values"]["additionalProperties"]["properties"]
    unmet = requirement["if_unmet"]["properties"]
    english = requirement["en"]["properties"]
    assert set(requirement) - {"en"} == names(model.Requirement, "theme", "translation_of", "changes")
    assert set(value) - {"en"} == names(model.Value, "label")
    assert set(value["en"]["properties"]) == {"name", "default", "by_profile", "explain"}
    assert set(requirement["evidence"]["items"]["properties"]) == names(model.Evidence)
    assert set(unmet) - {"measures"} == names(model.Unmet, "supplier_measures", "municipality_measures")
    assert {f"{side}_measures" for side in unmet["measures"]["properties"]} <= names(model.Unmet)
    assert set(requirement["retired"]["properties"]) == names(model.Retirement)
    # Every Words of the noun has an English text, and no other field has.
    words = {name for name, type in model.Requirement.__annotations__.items() if type == "Words"}
    assert set(english) == words | {"version", "evidence", "risk", "measures"}


@pytest.mark.parametrize(
    ("properties", "noun", "unlike"),
    [
        (schema("theme")["properties"], model.Theme, ("id",)),
        (schema("norm")["properties"], model.Norm, ("id",)),
        (schema("norm")["properties"]["clauses"]["items"]["properties"], model.Clause, ()),
        (schema("profile")["properties"], model.Profile, ("id",)),
        (schema("facts")["properties"]["facts"]["items"]["properties"], model.Fact, ()),
        (schema("facts")["properties"]["facts"]["items"]["properties"]["choices"]["items"]["properties"], model.Choice, ()),
        (schema("terms")["properties"]["terms"]["items"]["properties"], model.Term, ()),
        (_without(schema("tender")["properties"], "overlay", "scoring"), model.Tender, ("partly",)),
        (schema("tender")["properties"]["decisions"]["items"]["properties"], model.Decision, ()),
    ],
)
def test_the_other_nouns_have_the_same_fields_in_their_schema(properties: dict[str, Any], noun: type, unlike: tuple[str, ...]) -> None:
    assert set(properties) - {"en"} == names(noun, *unlike)


@pytest.mark.parametrize(
    ("name", "noun", "field"),
    [("kind", get_args(model.Kind), None), ("likelihood", model.LEVELS, "if_unmet"), ("impact", model.LEVELS, "if_unmet")],
)
def test_the_choices_are_the_same_in_the_schema_and_in_the_nouns(name: str, noun: tuple[str, ...], field: str | None) -> None:
    properties = schema("requirement")["properties"]
    assert tuple((properties[field]["properties"] if field else properties)[name]["enum"]) == noun


def test_the_moments_and_aspects_are_the_same_in_the_schema_and_in_the_nouns() -> None:
    properties = schema("requirement")["properties"]
    assert tuple(properties["evidence"]["items"]["properties"]["when"]["enum"]) == get_args(model.Moment)
    assert tuple(properties["if_unmet"]["properties"]["affects"]["items"]["enum"]) == model.ASPECTS
    assert tuple(properties["values"]["additionalProperties"]["properties"]["follows"]["enum"]) == model.ASPECTS


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, step))
    else:
        yield path, value


OTHER = {  # another value that the schema takes as well
    "kind": "condition",
    "follows": "integrity",
    "when": "incident",
    "affects": "availability",
    "likelihood": "high",
    "impact": "medium",
    "acts": "municipality",
    "since": "2027.3",
    "replaced_by": "NET-09",
    "norms": "avg-2016 5",
    "id": "NET-09",
}


def every_field() -> dict[str, Any]:
    file, findings = read_yaml(EVERY_FIELD / "requirements" / "network" / "NET-01.yaml", "NET-01.yaml")
    assert file is not None, findings
    value: dict[str, Any] = file.value
    return value


def properties(node: Any) -> Iterator[str]:
    """The path of every property in a schema, `/` for what has a name of the author's own."""
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            yield name
            yield from (f"{name}.{rest}" for rest in properties(inner))
        for key in ("items", "additionalProperties"):
            yield from properties(node.get(key))


def test_the_example_that_uses_every_field_does() -> None:
    def written(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield name
                yield from (f"{name}.{rest}" for rest in written(inner))
        elif isinstance(value, list):
            for inner in value:
                yield from written(inner)

    example = every_field()
    example["values"] = list(example["values"].values())  # their names are the author's own
    assert set(properties(schema("requirement"))) - set(written(example)) == set()


@pytest.mark.parametrize(
    "path", [path for path, _value in leaves(every_field()) if path[-1] != "ask"], ids=lambda path: ".".join(map(str, path))
)
def test_changing_any_field_of_a_requirement_changes_what_is_read(path: tuple[str | int, ...], tmp_path: Path, full: Catalog) -> None:
    changed = every_field()
    *parents, last = path
    place: Any = changed
    for step in parents:
        place = place[step]
    name = next(step for step in reversed(path) if isinstance(step, str))
    in_a_rule = path[0] == "applies_when"
    old = place[last]
    place[last] = (
        (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) else "x" if in_a_rule else OTHER.get(name, f"{old} x")
    )
    folder = tmp_path / "catalog"
    (folder / "requirements" / "network" / "NET-01.yaml").write_text(json.dumps(changed), "utf-8")
    read_again = read(folder)
    assert list(read_again.requirements.values()) != list(full.requirements.values())


# ── The schemas themselves ─────────────────────────────────────────────────────────────────────


def test_every_schema_is_published_and_no_other(catalog: Catalog) -> None:
    folder = Path(__file__).parents[1] / "catalog" / "schema"
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{name}.schema.json" for name in (*SCHEMAS, *PUBLISHED))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_json_schema(name: str) -> None:
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema(name))


def undescribed(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            for language in ("description", "x-description-en"):
                if not inner.get(language, "").endswith((".", "…", '"')):
                    yield f"{path}/{name} {language}"
        for key, inner in node.items():
            yield from undescribed(inner, path if key in {"properties", "items"} else f"{path}/{key}")
    elif isinstance(node, list):
        for inner in node:
            yield from undescribed(inner, path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_has_a_description_in_dutch_and_in_english_for_who_fills_it_in(name: str) -> None:
    for word in ("title", "x-title-en", "description", "x-description-en"):
        assert schema(name)[word]
    assert list(undescribed(schema(name), name)) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_refuses_a_field_that_it_does_not_know(name: str) -> None:
    def lax(node: Any, path: str) -> Iterator[str]:
        if isinstance(node, dict):
            if "properties" in node and isinstance(node.get("type"), str) and node.get("additionalProperties") is not False:
                yield path
            for key, inner in node.items():
                yield from lax(inner, f"{path}/{key}")

    assert list(lax(schema(name), name)) == []
