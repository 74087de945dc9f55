"""The rules that `pve check` holds files against: what each finds, why, a wrong and a right example, and its page.

They stand in `rules.yaml`; `python docs/build.py` makes a page of each in docs/rules, and `--explain` prints the same page.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from pve_gen.findings import Severity
from pve_gen.model import Words
from pve_gen.values import Struct
from pve_gen.yamlfile import read_yaml

SITE = "https://pve.example/pve"
"""Where the project lives, as publiccode.yml says (a test keeps them equal)."""


class Rule(Struct, frozen=True, kw_only=True):
    """One rule. `file` is the file that the examples are part of; empty where they only illustrate."""

    id: str
    severity: Severity
    finds: Words
    why: str
    wrong: str
    right: str
    file: str = ""
    note: str = ""
    silence: bool = False


@cache
def read_rules() -> dict[str, Rule]:
    """Every rule by its id, in alphabetical order."""
    file, _findings = read_yaml(files("pve_gen") / "rules.yaml", "rules.yaml")
    assert file is not None, "rules.yaml comes with the package"
    rules: dict[str, dict[str, Any]] = file.value["rules"]
    return {id: Rule(id=id, **rules[id] | {"finds": Words(rules[id]["finds"]["nl"], rules[id]["finds"]["en"])}) for id in sorted(rules)}


def url_of(id: str) -> str:
    """Where the page of a rule is to be read."""
    return f"{SITE}/docs/rules/{id}.md"


def page(rule: Rule) -> str:
    """The page of a rule, in Markdown and in Dutch."""
    fence = f"```yaml\n# {rule.file}\n" if rule.file else "```text\n"
    kind = "Een waarschuwing" if rule.severity == "warning" else "Een fout"
    silent = (
        f"Deze regel leest woorden, geen bedoeling. Heeft hij het mis, schrijf dan in de eis waarom:\n\n"
        f"```yaml\nsilence:\n  {rule.id}: Hier staat waarom deze tekst toch goed is.\n```"
        if rule.silence
        else "Niet te stillen."
    )
    parts = [
        f"# {rule.id}",
        f"{rule.finds.nl} {kind}.",
        rule.why,
        f"## Fout\n\n{fence}{rule.wrong.rstrip()}\n```",
        f"## Goed\n\n{fence}{rule.right.rstrip()}\n```",
        rule.note,
        f"## Stil maken\n\n{silent}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def contents() -> str:
    """The page that lists every rule, in Markdown and in Dutch."""
    rows = [
        f"| [`{rule.id}`]({rule.id}.md) | {'waarschuwing' if rule.severity == 'warning' else 'fout'} | {rule.finds.nl} |"
        for rule in read_rules().values()
    ]
    head = "Achter iedere melding van `pve check` staat tussen haken haar regel. `pve check --explain REGEL` toont de bladzijde in de terminal."
    return "\n".join(["# De regels van pve check", "", head, "", "| regel | soort | meldt |", "|---|---|---|", *rows]) + "\n"
