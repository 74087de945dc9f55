"""Writes who gets what: `python tests/golden.py`, after a change to the catalogue that is meant.

One file per profile and per example, one id per line; the difference in git is what a tender gains or loses.
"""

from __future__ import annotations

from pathlib import Path

from pve_gen.catalog import read_catalog
from pve_gen.model import Catalog, FactValue, Selection
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import read_tender, tender_of

ROOT = Path(__file__).parents[1]
LISTS = ROOT / "tests" / "golden"
PROFILES: dict[str, tuple[str, dict[str, FactValue]]] = {
    "low": ("low", {}),
    "medium-personal-data": ("medium", {"personal_data": "ordinary"}),
    "high-special-categories": ("high", {"personal_data": "special"}),
}
"""The name of a list → the profile, and what a flag says over it."""


def selections(catalog: Catalog) -> dict[str, Selection]:
    """Every list by its name: the profiles, and the examples under `example-…`."""
    lists = {
        name: select(catalog, tender_of(catalog, None, profile=catalog.profiles[profile], flags=flags))
        for name, (profile, flags) in PROFILES.items()
    }
    for path in sorted(ROOT.glob("examples/*/tender.yaml")):
        file, findings = read_tender(path, catalog)
        assert not findings, findings
        lists[f"example-{path.parent.name}"] = select(catalog, tender_of(catalog, file, profile=None, flags={}))
    return lists


def text_of(selection: Selection) -> str:
    """The ids that are selected, one per line."""
    return "".join(f"{requirement.id}\n" for requirement in selection.selected)


if __name__ == "__main__":
    LISTS.mkdir(exist_ok=True)
    shipped, _findings = read_catalog(Source.of(ROOT / "catalog"))
    for old in LISTS.glob("*.txt"):
        old.unlink()
    for name, selection in selections(shipped).items():
        (LISTS / f"{name}.txt").write_text(text_of(selection), "utf-8")
