"""The floor: start Python, let PyYAML's C parser go through every file, join the finished XML, deflate it, write it.

Nothing is checked, chosen or rendered: a program in Python that reads these files and writes this document cannot do less.
Without a document it only reads: the floor of a check.
"""

import sys
import zipfile
from pathlib import Path

from yaml import CLoader


def main(catalogue: str, document: str = "", out: str = "") -> None:
    for path in sorted(Path(catalogue).rglob("*.yaml")):
        loader = CLoader(path.read_text("utf-8"))
        while loader.check_event():
            loader.get_event()
    if not document:
        return
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for part in sorted(Path(document).rglob("*")):
            if part.is_file():
                pieces = part.read_text("utf-8").split("</w:p>")
                package.writestr(part.relative_to(document).as_posix(), "</w:p>".join(pieces))


main(*sys.argv[1:])
