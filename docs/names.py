"""Writes what a house style can name: `python docs/names.py [FOLDER]`, after a change to `programme.py` or to names.yaml.

The names, and what kind of thing each is, come from the program itself; `names.yaml` says what each stands for, in two languages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from pve_gen.templatenames import ONE_OF, TOP, Value

HERE = Path(__file__).parent
PAGES = {"nl": "namen.md", "en": "names.md"}
WORDS = {
    "nl": {
        "title": "Namen in een sjabloon",
        "intro": "Wat een huisstijl kan tonen. In Word staat er `{{ … }}` omheen; hoe sjablonen werken, staat in [templates/README](../templates/README.md) (Engels), "
        "en `pve template check` noemt iedere naam die niet bestaat.",
        "made": "Gemaakt door `python docs/names.py`; wijzig `docs/names.yaml`, niet dit bestand.",
        "head": "| naam | schrijf | wat het is |",
        "inside": "Binnen `for {one} in {many}`:",
    },
    "en": {
        "title": "Names in a template",
        "intro": "What a house style can show. In Word, `{{ … }}` stands around it; how templates work is in [templates/README](../templates/README.md), "
        "and `pve template check` tells every name that does not exist.",
        "made": "Made by `python docs/names.py`; change `docs/names.yaml`, not this file.",
        "head": "| name | write | what it is |",
        "inside": "Inside `for {one} in {many}`:",
    },
}
Section = tuple[str, str, list[tuple[str, Value, str]]]
"""The path of what is looped over (empty at the top), how that is written, and the names with what they stand for and how a template writes them."""


def sections(group: Value = TOP, path: str = "", many: str = "", prefix: str = "") -> Iterator[Section]:
    """The names at the top, and then those inside each list, in the order of the document."""
    names = list(_names(group, prefix))
    yield path, many, names
    for name, value, _written in names:
        if value.sort == "list" and value.item().sort == "group":
            yield from sections(value.item(), value.path, name, f"{ONE_OF[name.rpartition('.')[2]]}.")


def _names(group: Value, prefix: str) -> Iterator[tuple[str, Value, str]]:
    for name, kind in group.fields.items():
        value = group.field(name)
        yield prefix + name, value, f"`if {prefix}{name}`" if kind is bool else _written(prefix + name, value)
        if value.sort == "group":
            yield from _names(value, f"{prefix}{name}.")


def page(language: str, told: dict[str, dict[str, str]]) -> str:
    """The list in one language, as Markdown; `told` is what names.yaml says of each path."""
    say = WORDS[language]
    lines = [f"# {say['title']}", "", say["intro"], "", say["made"]]
    for path, many, names in sections():
        what = told[path][language]
        one = names[0][0].partition(".")[0]
        title = f"`{one}`" if path else what
        lines += ["", f"## {title}" + (f" – {what.rstrip('.').lower()}" if path else ""), ""]
        if path:
            lines += [say["inside"].format(one=one, many=many), ""]
        lines += [say["head"], "|---|---|---|"]
        lines += [f"| `{name}` | {written} | {_meaning(value, told[value.path][language])} |" for name, value, written in names]
    return "\n".join(lines) + "\n"


def _written(name: str, value: Value) -> str:
    if value.sort == "list":
        return f"`for {ONE_OF[name.rpartition('.')[2]]} in {name}`"
    letter = {"runs": "r", "paragraphs": "p"}.get(value.sort, "")
    return "" if value.sort == "group" else f"`{{{{{letter} {name} }}}}`"


def _meaning(value: Value, told: str) -> str:
    choices = ", ".join(f"`{choice}`" for choice in value.choices)
    return told + (f" {choices}." if choices else "")


def main(folder: Path) -> None:
    """Write both pages; ends with what is wrong where names.yaml is about other names than there are."""
    told = yaml.safe_load((HERE / "names.yaml").read_text("utf-8"))
    paths = {""} | {value.path for _path, _many, names in sections() for _name, value, _written in names}
    if wrong := paths ^ set(told):
        raise SystemExit("\n".join(f"names.yaml: {path}: {'is no name' if path in told else 'is missing'}" for path in sorted(wrong)))
    if odd := [path for path, words in told.items() if words.keys() != {"nl", "en"}]:  # a comma without quotes around its text
        raise SystemExit("\n".join(f"names.yaml: {path}: must be `nl: …` and `en: …`" for path in odd))
    for language, name in PAGES.items():
        (folder / name).write_text(page(language, told), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
