"""A requirement to begin with: the next free number, and a file in which every field says what belongs there."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from pve_gen.model import Kind, Language

_WIDTH = 100
_HEAD = {
    "nl": "Vul in wat hier leeg is: `pve check` noemt wat er nog ontbreekt. De regels met # mag u weghalen.",
    "en": "Fill in what is empty here: `pve check` names what is still missing. The lines with # may go.",
}
_OPTIONAL = {"nl": "Mag weg.", "en": "May be left out."}
_FIELD = re.compile(r"^(?P<indent> *)(?:- )?(?P<name>[a-z_]+):")
_SKELETON = """\
id: {id}
title: {title}
kind: {kind}
{points}text: |
  {subject}
why: |
# applies_when:
#   confidentiality: medium
evidence:
  - what:
    when: bid
verify: |
if_unmet:
  risk:
  affects: [confidentiality]
  likelihood: medium
  impact: medium
  measures:
    supplier:
      -
    municipality:
      -
norms: []
version: 1
since: "{since}"
"""
_TRANSLATION = """\
en:
  version: 1
  title:
  text: |
    {subject_en}
  why:
  evidence:
    -
  verify:
  risk:
  measures:
    supplier:
      -
    municipality:
      -
"""


def next_id(prefix: str, taken: Iterable[str]) -> str:
    """The id after the highest that begins with `prefix`: a number is never used again, so gaps stay gaps."""
    numbers = [int(id.partition("-")[2]) for id in taken if re.fullmatch(rf"{prefix}-[0-9]{{2,3}}", id)]
    return f"{prefix}-{max(numbers, default=0) + 1:02}"


def requirement_text(
    schema: dict[str, Any], id: str, *, title: str, kind: Kind, since: str, language: Language, modeline: str, translated: bool
) -> str:
    """The file of a requirement that is still to be written, with the explanation of each field from `schema` above it.

    With `translated` its English stands there to be filled in too; otherwise behind #, for who wants it.
    """
    english = _TRANSLATION if translated else "".join(f"# {line}\n" for line in _TRANSLATION.splitlines())
    skeleton = (_SKELETON + english).format(
        id=id,
        title=json.dumps(title, ensure_ascii=False) if title else "",
        kind=kind,
        points="points: 10\n" if kind == "wish" else "",
        subject="De Leverancier",
        subject_en="The Supplier",
        since=since,
    )
    lines = [f"# yaml-language-server: $schema={modeline}", f"# {_HEAD[language]}"]
    above: list[tuple[int, str]] = []  # the fields that a line stands in, each with its column
    for line in skeleton.splitlines():
        optional = line.startswith("# ")
        if found := _FIELD.match(line.removeprefix("# ")):
            column = found.start("name")
            above = [field for field in above if field[0] < column] + [(column, found["name"])]
            path = [name for _column, name in above]
            lines += [""] * (column == 0)
            if column == 0 or not (optional or path[0] == "en"):  # the translation is of fields that were explained already
                indent = f"{found['indent']}# "
                told = _explained(schema, path, language) + (f" {_OPTIONAL[language]}" if optional else "")
                lines += textwrap.wrap(told, _WIDTH, initial_indent=indent, subsequent_indent=indent)
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def _explained(schema: dict[str, Any], path: list[str], language: Language) -> str:
    node = schema
    for name in path:
        node = node.get("items", node)["properties"][name]
    told: str = node["description" if language == "nl" else "x-description-en"]
    return told
