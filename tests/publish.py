"""Writes the schemas of the JSON that others script against: `python tests/publish.py`, after a change to its classes that is meant."""

from __future__ import annotations

from pathlib import Path

from pve_gen.shapes import PUBLISHED, schema_of

SCHEMAS = Path(__file__).parents[1] / "catalog" / "schema"

if __name__ == "__main__":
    for name in PUBLISHED:
        (SCHEMAS / f"{name}.schema.json").write_text(schema_of(name), "utf-8")
