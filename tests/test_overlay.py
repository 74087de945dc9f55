"""A municipality's own layer: what it adds, sets, replaces and drops, who decided, and what is told when the catalogue moved on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import ROOT, Pve

OVERLAY = 'name: Gemeente Voorbeeldstad\nversion: "2026.1"\nprefix: VBS\n'
CHANGES = """\
changes:
  - requirement: INC-01
    set:
      meldtermijn: {nl: 8 uur, en: 8 hours}
    reason: De piketdienst werkt met acht uur.
    role: CISO
    for_version: 1
  - requirement: EXI-04
    replace:
      kind: condition
    reason: Wij exporteren altijd zelf.
    for_version: 1
  - requirement: GOV-01
    drop: true
    reason: Staat al in de raamovereenkomst.
    role: Inkoper
    for_version: 1
"""


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A layer with one of each kind of change, and a requirement of its own."""
    folder = tmp_path / "laag"
    (folder / "requirements" / "authentication").mkdir(parents=True)
    (folder / "overlay.yaml").write_text(OVERLAY, "utf-8")
    (folder / "changes.yaml").write_text(CHANGES, "utf-8")
    own = (ROOT / "catalog/requirements/authentication/AUTH-07.yaml").read_text("utf-8")
    own = own.replace("id: AUTH-07", "id: VBS-01").replace(
        "text: |\n", "text: |\n  De Leverancier draagt bij ieder bezoek een pas van de gemeente.\n\n", 1
    )
    (folder / "requirements/authentication/VBS-01.yaml").write_text(own, "utf-8")
    return folder


def listed(pve: Pve, *words: object, env: dict[str, str] | None = None) -> dict[str, dict[str, object]]:
    done = pve("list", *words, "--format", "json", env=env)
    assert done.code == 0, done.err
    return {row["id"]: row for row in json.loads(done.out)}


def explained(pve: Pve, id: str, layer: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads(pve("explain", id, "--profile", "high", "--overlay", layer, "--format", "json").out)
    return told


def test_a_value_that_is_set_stands_in_the_text_on_every_level(pve: Pve, layer: Path) -> None:
    for level in ("low", "high"):
        done = pve("generate", "--profile", level, "--overlay", layer, "--format", "json", "--out", "-")
        one = next(requirement for requirement in json.loads(done.out)["requirements"] if requirement["id"] == "INC-01")
        assert "binnen 8 uur" in one["text"]
    assert "8 hours" in pve("generate", "--profile", "low", "--overlay", layer, "--format", "json", "--out", "-", "--lang", "en").out


def test_what_is_dropped_is_out_with_the_reason_and_a_tender_may_overrule_that(pve: Pve, layer: Path, tmp_path: Path) -> None:
    row = listed(pve, "--overlay", layer)["GOV-01"]
    assert (row["selected"], row["because"]) == (False, "Weggelaten door Inkoper: Staat al in de raamovereenkomst.")
    (tmp_path / "tender.yaml").write_text(
        "title: x\noverlay: laag\ndecisions:\n  - {requirement: GOV-01, decision: include, reason: Toch wel., role: CISO}\n", "utf-8"
    )
    assert listed(pve, "tender.yaml")["GOV-01"]["selected"] is True


def test_a_field_that_is_replaced_and_a_requirement_of_its_own_are_there(pve: Pve, layer: Path) -> None:
    rows = listed(pve, "--profile", "high", "--overlay", layer)
    assert (rows["EXI-04"]["kind"], rows["VBS-01"]["theme"]) == ("condition", "authentication")
    assert [id for id in rows if rows[id]["theme"] == "authentication"][-1] == "VBS-01"


def test_explain_shows_the_layer_that_decided_with_its_line(pve: Pve, layer: Path) -> None:
    assert explained(pve, "INC-01", layer)["layers"] == (
        "- meldtermijn set by Gemeente Voorbeeldstad: De piketdienst werkt met acht uur. (laag/changes.yaml:2:5)"
    )
    assert explained(pve, "GOV-01", layer)["decided by"] == "a decision in laag/changes.yaml:13:5"
    assert explained(pve, "VBS-01", layer)["layers"] == "- added by Gemeente Voorbeeldstad"


def test_the_document_names_the_layer_it_was_made_with(pve: Pve, layer: Path) -> None:
    programme = json.loads(pve("generate", "--profile", "low", "--overlay", layer, "--format", "json", "--out", "-").out)
    assert programme["provenance"]["catalog"].endswith("2026.1 + Gemeente Voorbeeldstad 2026.1")


def test_a_layer_is_found_by_flag_environment_tender_and_settings(pve: Pve, layer: Path, tmp_path: Path) -> None:
    assert "VBS-01" not in listed(pve)
    assert "VBS-01" in listed(pve, env={"PVE_OVERLAY": str(layer)})
    (tmp_path / "tender.yaml").write_text("title: x\noverlay: laag\n", "utf-8")
    assert "VBS-01" in listed(pve, "tender.yaml")
    (tmp_path / "pve.toml").write_text('overlay = "laag"\n', "utf-8")
    assert "VBS-01" in listed(pve)
    inner = tmp_path / "aanbestedingen" / "zaak"
    inner.mkdir(parents=True)
    assert pve("explain", "VBS-01", cwd=inner).code == 0
    (tmp_path / "pve.toml").unlink()
    (tmp_path / "pyproject.toml").write_text('[tool.pve]\noverlay = ["laag"]\n', "utf-8")
    assert "VBS-01" in listed(pve)


def test_of_several_layers_the_later_wins(pve: Pve, layer: Path, tmp_path: Path) -> None:
    other = tmp_path / "afdeling"
    other.mkdir()
    (other / "overlay.yaml").write_text("name: Sociaal domein\n", "utf-8")
    (other / "changes.yaml").write_text(
        "changes:\n  - {requirement: INC-01, set: {meldtermijn: 4 uur}, reason: Jeugdzorg., for_version: 1}\n", "utf-8"
    )
    out = pve("generate", "--profile", "low", "--overlay", layer, "--overlay", other, "--format", "json", "--out", "-").out
    assert "binnen 4 uur" in next(one["text"] for one in json.loads(out)["requirements"] if one["id"] == "INC-01")


def test_a_profile_and_a_norm_of_its_own_are_used_by_their_file_name(pve: Pve, layer: Path) -> None:
    (layer / "profiles").mkdir()
    own = (ROOT / "catalog/profiles/low.yaml").read_text("utf-8").replace("confidentiality: low", "confidentiality: high")
    (layer / "profiles/voorbeeldstad.yaml").write_text(own, "utf-8")
    assert (
        listed(pve, "--profile", "voorbeeldstad", "--overlay", layer)["LOG-02"]["because"]
        != listed(pve, "--profile", "low")["LOG-02"]["because"]
    )


def test_a_house_style_of_its_own_is_used_by_its_file_name_and_the_last_layer_wins(pve: Pve, layer: Path, tmp_path: Path) -> None:
    other = tmp_path / "afdeling"
    for folder, words in ((layer, "Gemeente"), (other, "Afdeling")):
        (folder / "templates").mkdir(parents=True)
        (folder / "templates/programme.nl.md").write_text(f"{words}: {{{{ tender.title }}}}\n", "utf-8")
    (other / "overlay.yaml").write_text("name: Sociaal domein\n", "utf-8")
    (tmp_path / "los.md").write_text("Los\n", "utf-8")
    (tmp_path / "tender.yaml").write_text("title: Bomen\n", "utf-8")

    def written(*words: object) -> str:
        return pve("generate", "tender.yaml", "--format", "md", "--out", "-", *words).out

    assert written("--overlay", layer) == "Gemeente: Bomen\n"
    assert written("--overlay", layer, "--overlay", other) == "Afdeling: Bomen\n"
    assert written("--overlay", layer, "--template", "los.md") == "Los\n"
    assert written("--overlay", layer, "--lang", "en").startswith("# Bomen")


def test_a_house_style_of_a_layer_is_never_written_over(pve: Pve, layer: Path) -> None:
    (layer / "templates").mkdir()
    style = layer / "templates/programme.nl.md"
    style.write_text("Eigen\n", "utf-8")
    ran = pve("generate", "--profile", "low", "--format", "md", "--overlay", layer, "--out", style, "--overwrite")
    assert ran.code != 0
    assert style.read_text("utf-8") == "Eigen\n"


def checked(pve: Pve, layer: Path) -> tuple[int, list[str]]:
    done = pve("check", "--overlay", layer)
    return done.code, [line for line in done.out.splitlines() if line.startswith("laag/")]


def test_a_sound_layer_has_no_findings(pve: Pve, layer: Path) -> None:
    shutil.rmtree(layer / "requirements")
    assert checked(pve, layer) == (0, [])


def test_all_mistakes_in_the_changes_come_in_one_pass_each_at_its_own_line(pve: Pve, layer: Path) -> None:
    shutil.rmtree(layer / "requirements")
    (layer / "changes.yaml").write_text(
        "changes:\n"
        "  - requirement: AUTH-98\n    drop: true\n    for_version: 1\n"
        "  - requirement: AUTH-97\n    drop: true\n    reason: Te zwaar.\n    for_version: 1\n"
        "  - requirement: LOG-04\n    set: {lengte: 3 jaar}\n    reason: Zo afgesproken.\n    for_version: 99\n",
        "utf-8",
    )
    code, lines = checked(pve, layer)
    assert (code, [line.partition(": ")[0] + ": " + line.partition(": ")[2].partition(" (")[0] for line in lines]) == (
        1,
        [
            "laag/changes.yaml:2:5: `reason` is missing",
            "laag/changes.yaml:5:18: `AUTH-97` is not a requirement of the shared catalogue",
            "laag/changes.yaml:10:11: `lengte` is not a value of LOG-04",
            "laag/changes.yaml:12:18: warning: LOG-04 is now version 1; this change was made for version 99",
        ],
    )


def test_a_change_for_an_older_version_is_told(pve: Pve, layer: Path) -> None:
    shutil.rmtree(layer / "requirements")
    text = (layer / "changes.yaml").read_text("utf-8")
    (layer / "changes.yaml").write_text(text.replace("for_version: 1", "for_version: 9", 1), "utf-8")
    assert checked(pve, layer) == (
        0,
        [
            "laag/changes.yaml:7:18: warning: INC-01 is now version 1; this change was made for version 9 "
            "(read the requirement again, and then write for_version: 1) [change-stale]"
        ],
    )


WRONG = {
    "an unknown requirement": (
        "changes:\n  - {requirement: INC-91, drop: true, reason: x, for_version: 1}\n",
        "laag/changes.yaml:2:19: `INC-91` is not a requirement of the shared catalogue (did you mean `INC-01`?) [change-unknown]",
    ),
    "an unknown value": (
        "changes:\n  - {requirement: INC-01, set: {termijn: 8 uur}, reason: x, for_version: 1}\n",
        "laag/changes.yaml:2:33: `termijn` is not a value of INC-01 (did you mean `meldtermijn`?) [value-unknown]",
    ),
    "a field that may not be": (
        "changes:\n  - {requirement: INC-01, replace: {id: INC-99}, reason: x, for_version: 1}\n",
        "laag/changes.yaml:2:37: `id` says which requirement this is, and cannot be replaced (drop it, and write your own) [change-field]",
    ),
    "a value that does not fit": (
        "changes:\n  - {requirement: INC-01, replace: {kind: eis}, reason: x, for_version: 1}\n",
        "laag/changes.yaml:2:27: `kind` cannot be `eis` (choose requirement, wish or condition) [schema-choice]",
    ),
    "no reason": (
        "changes:\n  - {requirement: INC-01, drop: true, for_version: 1}\n",
        "laag/changes.yaml:2:5: `reason` is missing (add a line `reason: …`) [schema-missing-field]",
    ),
}


@pytest.mark.parametrize(("text", "line"), WRONG.values(), ids=WRONG)
def test_a_change_that_cannot_be_is_told_with_its_line(pve: Pve, layer: Path, text: str, line: str) -> None:
    shutil.rmtree(layer / "requirements")
    (layer / "changes.yaml").write_text(text, "utf-8")
    assert checked(pve, layer) == (1, [line])


def test_a_shared_number_in_a_layer_points_to_changes(pve: Pve, layer: Path) -> None:
    shutil.copy(ROOT / "catalog/requirements/authentication/AUTH-01.yaml", layer / "requirements/authentication/AUTH-01.yaml")
    assert any("already stands in" in line and "change a shared requirement in changes.yaml" in line for line in checked(pve, layer)[1])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("overlays = 'laag'\n", "`overlays` is not a setting (did you mean `overlay`?)"),
        ("overlay = 3\n", '`overlay` must be a path, or a list of paths (write overlay = "…")'),
        ("overlay = \n", "is not TOML: Invalid value (at line 1, column 11)"),
        ('overlay = "a\\u0000b"\n', "`overlay` holds an invisible character (remove it)"),
        ("overlay = " + "[" * 5_000 + "]" * 5_000 + "\n", "is nested too deep"),
        ("overlay = '" + "x" * 5_000 + "'\n", "`overlay` is too long for a path"),
    ],
)
def test_settings_that_are_wrong_are_one_sentence(pve: Pve, tmp_path: Path, settings: str, message: str) -> None:
    (tmp_path / "pve.toml").write_text(settings, "utf-8")
    done = pve("list")
    assert (done.code, done.out, done.err) == (2, "", f"pve: {tmp_path}/pve.toml: {message}\n")
