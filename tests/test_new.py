"""`pve new`: a requirement with the next free number, that `pve check` leads through until it is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Pve
from pve_gen.newrequirement import next_id


@pytest.fixture
def layer(pve: Pve, tmp_path: Path) -> Path:
    """A municipality's repository as `pve init --overlay` makes it."""
    assert pve("init", "--overlay", "eisen", "--no-input", "--organisation", "Gemeente Voorbeeldstad", "--prefix", "VBS").code == 0
    return tmp_path / "eisen"


def test_a_requirement_of_a_layer_gets_its_own_prefix_and_says_what_to_do_next(pve: Pve, layer: Path) -> None:
    ran = pve("new", "authentication", "--title", "Pas: dragen", cwd=layer)
    assert (ran.code, ran.out) == (0, "requirements/authentication/VBS-01.yaml\n")
    assert ran.err.splitlines() == [
        "VBS-01, in «Sterke authenticatie». Daarna:",
        "  1. Vul in wat leeg is, in:            requirements/authentication/VBS-01.yaml",
        "  2. Zie wat er nog ontbreekt:          pve check",
        "  3. Zie wanneer zij geldt, en waarom:  pve explain VBS-01",
    ]
    assert (
        (layer / "requirements/authentication/VBS-01.yaml")
        .read_text("utf-8")
        .startswith(
            "# yaml-language-server: $schema=../../schema/requirement.schema.json\n"
            "# Vul in wat hier leeg is: `pve check` noemt wat er nog ontbreekt. De regels met # mag u weghalen.\n"
            "\n"
            "# Vast kenmerk; verandert nooit en wordt nooit hergebruikt. Gelijk aan de bestandsnaam.\n"
            "id: VBS-01\n"
            "\n"
            "# Korte zelfstandige omschrijving, zonder punt.\n"
            'title: "Pas: dragen"\n'
        )
    )


def test_check_names_every_blank_of_a_new_requirement_with_its_line(pve: Pve, layer: Path) -> None:
    pve("new", "authentication", cwd=layer)
    told = [line.partition(".yaml:")[2] for line in pve("check", cwd=layer).out.splitlines()]
    assert told[:4] == [
        "8:7: `title` is empty (fill it in, or remove the line) [schema-empty]",
        "18:6: `why` is empty (fill it in, or remove the line) [schema-empty]",
        "28:10: `what` is empty (fill it in, or remove the line) [schema-empty]",
        "34:9: `verify` is empty (fill it in, or remove the line) [schema-empty]",
    ]
    assert len(told) == 8  # English may be left out of a layer


FILLED = {
    "title:": "title: Pas dragen",
    "text: |": "text: |",
    "  De Leverancier": "  De Leverancier draagt bij ieder bezoek een pas van de gemeente.",
    "why: |": "why: Zo ziet iedereen wie er te gast is.",
    "  - what:": "  - what: Foto van de pas.",
    "verify: |": "verify: Vraag een bezoeker naar zijn pas; hij laat hem zien.",
    "  risk:": "  risk: Een vreemde loopt ongemerkt binnen.",
    "      -": "      - De balie loopt mee.",
    "norms: []": "norms: [iso27002-2022 7.2]",
}
"""What stands in the skeleton → what a person makes of it."""
TRANSLATED = {
    "# en:": "en:",
    "#   version: 1": "  version: 1",
    "#   text: |": "  text: |",
    "#   evidence:": "  evidence:",
    "#   measures:": "  measures:",
    "#     supplier:": "    supplier:",
    "#     municipality:": "    municipality:",
    "#   risk:": "  risk: A stranger walks in unnoticed.",
    "#       -": "      - The desk walks along.",
    "#   title:": "  title: Wear a pass",
    "#     The Supplier": "    The Supplier wears a pass of the municipality at every visit.",
    "#   why:": "  why: So that everybody sees who is a guest.",
    "#     -": "    - Photo of the pass.",
    "#   verify:": "  verify: Ask a visitor for the pass; they show it.",
}
"""The same for its English, which stands behind # in a layer."""


@pytest.mark.parametrize("filled", [FILLED, FILLED | TRANSLATED], ids=["in Dutch alone", "translated"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", ["requirement", "wish", "condition"])
def test_a_requirement_that_is_filled_in_is_sound_and_selected(
    pve: Pve, layer: Path, kind: str, language: str, filled: dict[str, str]
) -> None:
    assert pve("new", "physical", "--kind", kind, "--lang", language, cwd=layer).code == 0
    path = layer / "requirements/physical/VBS-01.yaml"
    path.write_text("".join(f"{filled.get(line, line)}\n" for line in path.read_text("utf-8").splitlines()), "utf-8")
    ran = pve("check", "--strict", cwd=layer)
    assert (ran.code, ran.out) == (0, "")
    row = next(row for row in json.loads(pve("list", "--format", "json", cwd=layer).out) if row["id"] == "VBS-01")
    assert (row["kind"], row["selected"], row["because"]) == (kind, True, "Geldt altijd.")


def test_numbers_go_on_across_themes_and_over_files_that_are_not_whole(pve: Pve, layer: Path) -> None:
    made = [pve("new", theme, "-q", cwd=layer).out for theme in ("authentication", "data-breaches", "authentication")]
    assert made == [
        "requirements/authentication/VBS-01.yaml\n",
        "requirements/data-breaches/VBS-02.yaml\n",
        "requirements/authentication/VBS-03.yaml\n",
    ]


def test_a_requirement_of_the_catalogue_gets_the_number_after_the_highest(pve: Pve, catalog_folder: Path) -> None:
    ran = pve("new", "authentication", "--catalog", "catalog")
    assert (ran.code, ran.out) == (0, "catalog/requirements/authentication/AUTH-12.yaml\n")
    assert "pve check --catalog catalog\n" in ran.err
    assert "pve explain AUTH-12 --catalog catalog\n" in ran.err
    assert (catalog_folder / "requirements/authentication/AUTH-12.yaml").exists()


@pytest.mark.parametrize(
    ("taken", "id"), [([], "VBS-01"), (["VBS-01", "VBS-03"], "VBS-04"), (["VBS-99"], "VBS-100"), (["AUTH-07", "VBSX-08"], "VBS-01")]
)
def test_a_gap_is_not_filled(taken: list[str], id: str) -> None:
    assert next_id("VBS", taken) == id


def test_what_cannot_be_is_one_line(pve: Pve, layer: Path) -> None:
    ran = pve("new", "authentication")
    assert (ran.code, ran.err) == (
        2,
        "pve: the catalogue that came with pve is not yours to write in "
        "(name your own layer with --overlay, or a catalogue with --catalog; pve init --overlay begins a layer)\n",
    )
    ran = pve("new", "authenticaton", "--overlay", "eisen")
    assert (ran.code, ran.err) == (2, "pve: authenticaton: there is no such theme (did you mean `authentication`?)\n")
    (layer / "overlay.yaml").write_text("name: X\n", "utf-8")
    ran = pve("new", "authentication", "--overlay", "eisen")
    assert (ran.code, ran.err) == (2, "pve: eisen/overlay.yaml: has no prefix for its own requirements (add a line `prefix: VBS`)\n")


def test_in_the_repository_itself_findings_name_its_files_from_here(pve: Pve, layer: Path) -> None:
    pve("new", "authentication", cwd=layer)
    assert pve("check", cwd=layer).out.startswith("requirements/authentication/VBS-01.yaml:8:7: `title` is empty")
