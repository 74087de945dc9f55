"""The floor of reading back: lxml walks once through the text of a Word file, straight from its zip, and keeps nothing."""

import sys
import zipfile

from lxml import etree


def main(document: str) -> None:
    with zipfile.ZipFile(document).open("word/document.xml") as part:
        for _event, element in etree.iterparse(part, huge_tree=True):
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


main(*sys.argv[1:])
