"""Many tenders with docxtpl: the values are read once, and the template is opened once and used again for each."""

import json
import sys
from pathlib import Path

from docxtpl import DocxTemplate


def main(values: str, template: str, folder: str, tenders: str) -> None:
    names = json.loads(Path(values).read_bytes())
    document = DocxTemplate(template)
    for number in range(int(tenders)):
        names["tender"]["reference"] = f"Z-{number:03}"
        document.render(names)
        document.save(Path(folder) / f"{number:03}.docx")


main(*sys.argv[1:])
