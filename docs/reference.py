"""Writes the reference: `python docs/reference.py [FOLDER]`, after a change to a command or a schema.

`reference.md` lists commands and environment, from the command line itself, and `pve.1` the same as a man page; `velden.md` and `fields.md` list what may
stand in each YAML file, from the published schemas, in Dutch and in English.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer.main

from manpage import man_page
from pve_gen.cli import app
from pve_gen.cli.help import ENVIRONMENT, examples_of, sections_of, text_of
from pve_gen.schema import schema

HERE = Path(__file__).parent
SCHEMAS = (
    "tender", "overlay", "changes", "requirement", "theme", "facts", "profile", "norm", "terms", "catalog", "scale", "decisions", "evidence",
    "notes",
)  # fmt: skip
"""In the order in which people come across them."""

FILES = {
    "tender": "tender.yaml",
    "overlay": "overlay.yaml",
    "changes": "changes.yaml",
    "requirement": "requirements/*/*.yaml",
    "theme": "requirements/*/_theme.yaml",
    "facts": "facts.yaml",
    "profile": "profiles/*.yaml",
    "norm": "norms/*.yaml",
    "terms": "terms.yaml",
    "catalog": "catalog.yaml",
    "scale": "scale.yaml",
    "decisions": "--decisions",
    "evidence": "--evidence",
    "notes": "--notes",
}
WORDS = {
    "nl": {
        "title": "Velden",
        "intro": "Wat er in elk YAML-bestand mag staan. Dezelfde uitleg verschijnt in een editor met yaml-language-server, en met `pve schema NAAM`.",
        "made": "Gemaakt uit `catalog/schema/` door `python docs/reference.py`; wijzig de schema's, niet dit bestand.",
        "head": "| veld | verplicht | wat er mag staan | betekenis |",
        "yes": "ja",
        "name": "‹naam›",
        "or": " of ",
        "string": "tekst",
        "integer": "geheel getal",
        "boolean": "true of false",
        "array": "lijst",
        "object": "blok",
        "date": "datum, jjjj-mm-dd",
        "pattern": "tekst als",
        "list of": "lijst van",
        "any": "wat het veld van de eis mag zijn",
        "empty": "leeg",
    },
    "en": {
        "title": "Fields",
        "intro": "What may stand in each YAML file. The same explanation shows in an editor with yaml-language-server, and with `pve schema NAME --lang en`.",
        "made": "Made of `catalog/schema/` by `python docs/reference.py`; change the schemas, not this file.",
        "head": "| field | required | what may stand there | meaning |",
        "yes": "yes",
        "name": "‹name›",
        "or": " or ",
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "array": "list",
        "object": "block",
        "date": "date, yyyy-mm-dd",
        "pattern": "text like",
        "list of": "list of",
        "any": "what that field of a requirement may be",
        "empty": "empty",
    },
}


# ── Fields ─────────────────────────────────────────────────────────────────────────────────────


def fields(language: str) -> str:
    """The reference of fields in one language, as Markdown."""
    say = WORDS[language]
    title, about = ("title", "description") if language == "nl" else ("x-title-en", "x-description-en")
    lines = [f"# {say['title']}", "", say["intro"], "", say["made"], ""]
    lines += [f"- [{schema(name)[title]}](#{_anchor(schema(name)[title])}): `{FILES[name]}`" for name in SCHEMAS]
    for name in SCHEMAS:
        whole = schema(name)
        lines += ["", f"## {whole[title]}", "", f"`{FILES[name]}` · {whole[about]}", "", say["head"], "|---|---|---|---|"]
        for path, node, required in _walk(whole, "", say):
            lines.append(f"| `{path}` | {say['yes'] if required else ''} | {_may_be(node, say)} | {_cell(node.get(about, ''))} |")
    return "\n".join(lines) + "\n"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _walk(node: dict[str, Any], path: str, say: dict[str, str]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every field below a node, with its path (`evidence[].when`, `values.‹name›.default`) and whether it must be there."""
    for name, inner in node.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, inner, name in node.get("required", ())
        yield from _walk(inner, here, say)
    if isinstance(items := node.get("items"), dict):
        yield from _walk(items, f"{path}[]", say)
    if isinstance(others := node.get("additionalProperties"), dict):
        here = f"{path}.{say['name']}"
        if "description" in others:
            yield here, others, False
        yield from _walk(others, here, say)
    for branch in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        if "properties" in branch:
            yield from _walk(branch, path, say)


def _may_be(node: dict[str, Any], say: dict[str, str]) -> str:
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    if "const" in node:
        return f"`{str(node['const']).lower()}`"
    kinds = [branch for branch in (*node.get("oneOf", ()), *node.get("anyOf", ())) if "type" in branch]
    if kinds and "type" not in node:
        return say["or"].join(dict.fromkeys(_may_be(branch, say) for branch in kinds))
    kind = node.get("type")
    if isinstance(kind, list):
        return say["or"].join(say[one] for one in kind)
    if node.get("format") == "date":
        return say["date"]
    if node.get("maxLength") == 0:
        return say["empty"]
    if kind == "array" and "items" in node:
        items = node["items"]
        if "enum" in items or items.get("type") == "string":
            return f"{say['list of']} {_may_be(items, say)}"
    if kind == "integer" and "maximum" in node:
        return f"{say['integer']}, {node['minimum']}–{node['maximum']}"
    if kind == "string" and (example := _example(node.get("pattern", ""))):
        return f"{say['pattern']} `{example}`"
    return say[kind] if isinstance(kind, str) else say["any"]


def _example(pattern: str) -> str:
    from pve_gen.schema import EXAMPLES

    return EXAMPLES.get(pattern, "")


def _code(text: str) -> str:
    return text.replace("|", "\\|")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("{", "\\{").replace("<", "&lt;")


# ── Commands ───────────────────────────────────────────────────────────────────────────────────


def reference() -> str:
    """Every command with its options, and the environment, as Markdown."""
    lines = [
        "# Commands",
        "",
        "Results go to stdout, messages to stderr. Made by `python docs/reference.py` from the command line itself; `pve COMMAND --help` says the same.",
    ]
    root = typer.main.get_command(app)
    for name, command in _commands(root, "pve"):
        context = typer.Context(command, info_name=name, help_option_names=["-h", "--help"])
        lines += ["", f"## {name}", "", f"    {' '.join(command.get_usage(context).split()[1:])}", ""]
        lines += [line.strip() for line in text_of(command.help or "").splitlines()]
        examples = examples_of(command.help or "")
        if examples:
            lines += ["", "For example:", "", *(f"    {example}" for example in examples)]
        for title, records in sections_of(command, context).items():
            lines += ["", f"| {title.lower()} | what it is |", "|---|---|"]
            lines += [f"| `{_code(flags)}` | {_cell(' '.join(told.split()))} |" for flags, told in records]
    lines += ["", "## Environment", "", "| variable | stands for |", "|---|---|"]
    lines += [f"| `{name}` | {_cell(told)} |" for name, told in ENVIRONMENT.items()]
    lines += ["", "Flags win over the environment, which wins over the tender file, which wins over `pve.toml`.", ""]
    return "\n".join(lines)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its whole name."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
        return
    for name, one in inner.items():
        yield from _commands(one, f"{path} {name}")


def manual() -> str:
    """Every command as a man page."""
    root = typer.main.get_command(app)
    return man_page(root, dict(_commands(root, "pve")))


PAGES: dict[str, Callable[[], str]] = {
    "reference.md": reference,
    "pve.1": manual,
    "velden.md": lambda: fields("nl"),
    "fields.md": lambda: fields("en"),
}

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for page, write in PAGES.items():
        (folder / page).write_text(write(), "utf-8")
