"""A municipality's own scale of risks: three to five steps that hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT
from pve_gen.findings import PveError
from pve_gen.riskscale import read_scale

SCALES = Path(__file__).parent / "scales"
FOUR, FIVE = SCALES / "four.yaml", SCALES / "five.yaml"


def test_the_shipped_scale_has_three_steps_that_mean_those_of_the_catalogue() -> None:
    scale = read_scale()
    assert [scale.likelihood_of("low").id, scale.likelihood_of("medium").id, scale.impact_of("high").id] == ["low", "medium", "high"]
    assert [scale.risk("low", impact.id).id for impact in scale.impacts] == ["low", "low", "medium"]


def test_a_scale_of_four_steps_says_which_of_them_the_levels_of_the_catalogue_mean() -> None:
    scale = read_scale(FOUR)
    assert [step.title.nl for step in scale.likelihoods] == ["zelden", "soms", "vaak", "altijd"]
    assert (scale.likelihood_of("medium").id, scale.impact_of("high").id) == ("often", "huge")
    risk = scale.risk("often", "huge")
    assert (risk.title.nl, risk.color, scale.rank(risk)) == ("rood", "990000", 3)


def test_a_scale_of_five_steps_is_read_row_by_row() -> None:
    scale = read_scale(FIVE)
    rows = [[scale.risk(likelihood.id, impact.id).id for impact in scale.impacts] for likelihood in scale.likelihoods]
    assert rows[0] == ["r1", "r1", "r2", "r2", "r3"]
    assert rows[4] == ["r3", "r4", "r4", "r5", "r5"]
    assert scale.likelihood_of("medium").title.nl == "reëel"


WRONG = {
    "a risk that is misspelt in the matrix": (
        "  rare: [green, green, yellow, orange]",
        "  rare: [green, gren, yellow, orange]",
        "eigen.yaml:18:17: `gren` is not a risk (did you mean `green`?)",
    ),
    "a row that is too short": (
        "  rare: [green, green, yellow, orange]",
        "  rare: [green, green, yellow]",
        "eigen.yaml:18:3: has 3 risks for 4 impacts (write one for each impact)",
    ),
    "a row that is missing": (
        "  rare: [green, green, yellow, orange]\n",
        "",
        "eigen.yaml:17:1: the matrix has no line for `rare` (write one)",
    ),
    "a level of the catalogue that no step means": (
        "explain: Iedere maand., catalog: high,",
        "explain: Iedere maand.,",
        "eigen.yaml:2:1: `catalog: high` must stand at exactly one step of likelihood (it stands at 0)",
    ),
    "a step that is there twice": (
        "{id: now-and-then, title: soms",
        "{id: rare, title: soms",
        "eigen.yaml:4:10: `rare` stands here twice (keep one)",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_scale_that_does_not_hold_together_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = FOUR.read_text("utf-8")
    assert old in text
    Path("eigen.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(PveError) as error:
        read_scale(Path("eigen.yaml"))
    assert str(error.value.findings[0]) == message


def test_the_shipped_scale_is_a_sound_copy_to_begin_with(tmp_path: Path) -> None:
    copy = tmp_path / "eigen.yaml"
    copy.write_bytes((ROOT / "catalog/scale.yaml").read_bytes())
    assert read_scale(copy) == read_scale()
