"""Prepares what pandoc needs to make the document that `pve` makes: Markdown, and a reference document with the house style.

The Markdown is what `pve` writes for readers, with headings that links find, and with the table below each requirement in which
a supplier answers. The reference document is the template with the header and footer of the document that `pve` made; pandoc looks
for styles by names of its own, which are those of the house style here.
"""

import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import yaml

_STYLES = {
    "Heading3": "PvEEiskop",
    "Heading4": "PvEBijlagekop",
    "Heading5": "PvEBijlagetussenkop",
    "FirstParagraph": "PvEEisregel",
    "BlockText": "PvETekst",
    "BodyText": "PvEToelichting",
    "Compact": "PvETabeltekst",
    "Table": "PvETabel",
}


def main(made: str, document: str, template: str, words: str, markdown: str, reference: str) -> None:
    said = yaml.safe_load(Path(words).read_text("utf-8"))
    Path(markdown).write_text(_markdown(Path(made).read_text("utf-8"), said), "utf-8")
    with (
        zipfile.ZipFile(document) as ours,
        zipfile.ZipFile(template) as plain,
        zipfile.ZipFile(reference, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in plain.namelist():
            content = (ours if re.match(r"word/(header|footer)", name) else plain).read(name)
            new.writestr(name, _styled(content.decode()) if name == "word/styles.xml" else content)


def _markdown(made: str, said: dict[str, Any]) -> str:
    def answered(requirement: re.Match[str]) -> str:
        paragraphs = re.sub(r"\n+- (?=\*\*)", "\n\n", requirement[0])
        head, *more = said["answer_head"]
        return f"{paragraphs}\n\n{_table([f'{head} {requirement[1]}', *more], [' ' for _ in said['answer_head']])}"

    title, text = made.removeprefix("# ").split("\n", 1)
    text = re.sub(r'<a id="(.*)"></a>\n\n(#.*)', r"\2 {#\1}", text)
    text = re.sub(rf"^### ([A-Z]+-\d+) .*?^- \*\*{said['verify']}\*\*.*?$", answered, text, flags=re.MULTILINE | re.DOTALL)
    guide, chapters, appendices = re.split(rf"(?=^## .*#chapter-1\}}$)|(?=^## {said['appendix']} A: )", text, flags=re.MULTILINE)
    answering = [f"- {item}" for item in said["answering_items"]]
    supplier = _table(said["supplier_head"], [said["supplier_name"], " "])
    section = "\n".join([f"### {said['answering']}", "", *answering, "", supplier, "", f"### {said['chosen']}"])
    guide = guide.replace(f"### {said['chosen']}", section).replace(f"{said['answer_elsewhere']}\n\n", "")
    guide = re.sub("^##", "#", guide, flags=re.MULTILINE)
    chapters = re.sub("^## ", "# ", chapters, flags=re.MULTILINE)
    appendices = re.sub(rf"^##(#?) ({said['appendix']} [A-Z]: )?", r"####\1 ", appendices, flags=re.MULTILINE)
    return f"---\ntitle: |\n  {title}\n---\n{guide}{chapters}{appendices}"


def _table(*rows: list[str]) -> str:
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *others])


def _styled(styles: str) -> str:
    """The house style with its own styles under the names that pandoc gives to what it writes."""
    for theirs, ours in _STYLES.items():
        style = re.search(rf'<w:style [^>]*w:styleId="{ours}">.*?</w:style>', styles, re.DOTALL)
        assert style, ours
        named = re.sub(r'<w:name w:val="[^"]*"/>', f'<w:name w:val="{theirs}"/>', style[0].replace(f'"{ours}"', f'"{theirs}"'))
        styles = styles.replace("</w:styles>", f"{named}</w:styles>")
    return styles


main(*sys.argv[1:])
