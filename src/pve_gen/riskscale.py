"""Reads the scale with which a municipality weighs risks: three to five steps, in its own words and colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pve_gen.assessed import RiskScale, Step
from pve_gen.findings import Finding, did_you_mean
from pve_gen.model import LEVELS, Words
from pve_gen.shipped import shipped
from pve_gen.source import read_file, refused
from pve_gen.yamlfile import YamlFile

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_scale(path: Path | None = None) -> RiskScale:
    """The scale in a file, or the shipped one of three steps; PveError with every finding where it does not hold together."""
    source: Traversable = path if path is not None else shipped("catalog") / "scale.yaml"
    file, found = read_file(source, str(source), "scale")
    if file is not None and (wrong := list(_misfits(file))):
        file, found = None, found + wrong
    if file is None:
        raise refused(str(source), "scale has", found)
    value = file.value
    impacts = [item["id"] for item in value["impact"]]
    return RiskScale(
        name=Words(value["title"], value["en"]["title"]),
        likelihoods=tuple(map(_step, value["likelihood"])),
        impacts=tuple(map(_step, value["impact"])),
        risks=tuple(map(_step, value["risk"])),
        matrix={likelihood: dict(zip(impacts, row, strict=True)) for likelihood, row in value["matrix"].items()},
    )


def _step(item: Mapping[str, Any]) -> Step:
    return Step(
        id=item["id"],
        title=Words(item["title"], item["en"]["title"]),
        explain=Words(" ".join(item["explain"].split()), " ".join(item["en"]["explain"].split())),
        color=item.get("color", "").upper(),
        stands_for=item.get("catalog"),
    )


def _misfits(file: YamlFile) -> Iterator[Finding]:
    """What the schema cannot see: steps that are named twice, and a matrix that does not fit them."""
    value = file.value
    for name in ("likelihood", "impact", "risk"):
        ids = [item["id"] for item in value[name]]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                yield Finding("id-twice", file.place((name, index, "id")), f"`{id}` stands here twice", "keep one")
    for name in ("likelihood", "impact"):
        meant = [item.get("catalog") for item in value[name]]
        for level in LEVELS:
            if meant.count(level) != 1:
                message = f"`catalog: {level}` must stand at exactly one step of {name}"
                yield Finding("scale-catalog", file.place((name,), key=True), message, f"it stands at {meant.count(level)}")
        known = [level for level in meant if level]
        if sorted(known, key=LEVELS.index) != known:
            yield Finding("scale-catalog", file.place((name,), key=True), f"the steps of {name} do not rise", "put them from low to high")
    likelihoods, risks = [item["id"] for item in value["likelihood"]], [item["id"] for item in value["risk"]]
    for name in likelihoods:
        if name not in value["matrix"]:
            yield Finding("scale-matrix", file.place(("matrix",), key=True), f"the matrix has no line for `{name}`", "write one")
    for name, row in value["matrix"].items():
        place = file.place(("matrix", name), key=True)
        if name not in likelihoods:
            yield Finding("scale-matrix", place, f"`{name}` is not a likelihood", did_you_mean(name, likelihoods))
        if len(row) != len(value["impact"]):
            yield Finding("scale-matrix", place, f"has {len(row)} risks for {len(value['impact'])} impacts", "write one for each impact")
        for index, risk in enumerate(row):
            if risk not in risks:
                yield Finding("scale-matrix", file.place(("matrix", name, index)), f"`{risk}` is not a risk", did_you_mean(risk, risks))
