"""The usual way: PyYAML's loader and docxtpl with the same template. The values of the template are given to it ready-made."""

import json
import sys
from pathlib import Path

import yaml
from docxtpl import DocxTemplate


def main(catalogue: str, values: str, template: str, out: str) -> None:
    for path in sorted(Path(catalogue).rglob("*.yaml")):
        yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    document = DocxTemplate(template)
    document.render(json.loads(Path(values).read_bytes()))
    document.save(out)


main(*sys.argv[1:])
