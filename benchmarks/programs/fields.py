"""Prepares what Doorstop and StrictDoc need: every field of every requirement as one line of text, in both languages, by theme.

What the Dutch document shows stands there as the document has it, in Markdown; the rest as the catalogue has it.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from pve_gen import documents
from pve_gen.catalog import read_catalog
from pve_gen.provenance import provenance_of
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import tender_of
from pve_gen.writers.markdown import MarkdownFormat


def main(catalogue: str, fields: str) -> None:
    source = Source.of(Path(catalogue))
    catalog, _found = read_catalog(source)
    selection = select(catalog, tender_of(catalog))
    programme = documents.programme(selection, provenance_of(selection, source, "nl", "template"), "nl", MarkdownFormat())
    themes = [
        {
            "title": chapter.title,
            "introduction": chapter.introduction,
            "requirements": [
                dict(
                    _flat(
                        yaml.load((Path(catalogue) / "requirements" / chapter.id / f"{one.id}.yaml").read_text("utf-8"), yaml.CSafeLoader)
                    )
                )
                | {
                    "kind": one.kind_name,
                    "norms": one.norms,
                    "text": one.text.removeprefix("> "),
                    "why": one.why,
                    "evidence": "; ".join(f"{evidence.when}: {evidence.what}" for evidence in one.evidence),
                    "verify": one.verify,
                }
                for one in chapter.requirements
            ],
        }
        for chapter in programme.chapters
    ]
    Path(fields).write_text(json.dumps(themes), "utf-8")


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}_{key}".lstrip("_"))
    elif isinstance(value, list):
        yield name, "; ".join(", ".join(one.values()) if isinstance(one, dict) else one for one in value)
    else:
        yield name, " ".join(str(value).split())


main(*sys.argv[1:])
