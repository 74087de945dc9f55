"""Prepares what docxtpl needs: the values that a template names, as JSON, each as Word XML or escaped text; and the ids of the requirements."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from pve_gen import documents
from pve_gen.catalog import read_catalog
from pve_gen.provenance import provenance_of
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import tender_of
from pve_gen.wordstyles import Styles
from pve_gen.wordtemplate import WordTemplate, Xml
from pve_gen.writers.word import WordFormat


def main(catalogue: str, template: str, values: str, ids: str) -> None:
    source = Source.of(Path(catalogue))
    catalog, _found = read_catalog(source)
    selection = select(catalog, tender_of(catalog))
    form = WordFormat(Styles(WordTemplate.read(Path(template).read_bytes(), "template").parts), "nl")
    programme = documents.programme(selection, provenance_of(selection, source, "nl", "template"), "nl", form)
    Path(values).write_text(json.dumps(_ready(programme)), "utf-8")
    Path(ids).write_text("\n".join(requirement.id for requirement in selection.selected), "utf-8")


def _ready(value: object) -> object:
    if isinstance(value, str):
        return value if isinstance(value, Xml) else escape(value)
    if isinstance(value, Sequence):
        return [_ready(inner) for inner in value]
    names = getattr(type(value), "__annotations__", {})  # the fields, whatever makes the class
    return {name: _ready(getattr(value, name)) for name in names} or value


main(*sys.argv[1:])
