"""One requirement of a list → its file in a layer, and how texts stand in such files.

What a requirement must say and the list does not is marked, so that `pve check` names it; nothing is invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pve_gen.imported import ImportedRequirement, ImportedValue
from pve_gen.model import TO_FILL_IN, TO_TRANSLATE, Language, NormReference, Words
from pve_gen.values import Struct

_HEAD = Words(
    "Ingevoerd uit {where}. Wat tussen vierkante haken staat, is nog te schrijven: `pve check` noemt het.",
    "Imported from {where}. What stands between square brackets is still to be written: `pve check` names it.",
)
_BESIDE = Words("In de lijst stond ook:", "The list also said:")
_ASSUMED = Words("Een aanname van de invoer: bepaal dit zelf.", "Assumed by the import: decide this yourself.")


class Placed(Struct, frozen=True, kw_only=True):
    """A requirement with what the layer gives it; `beside` is what the list said and has no place: a name and a text."""

    id: str
    title: str
    one: ImportedRequirement
    norms: tuple[NormReference, ...]
    beside: Sequence[tuple[str, str]]
    since: str


def requirement_text(placed: Placed, of: Language, remarks: Language) -> str:
    """The file of a requirement whose texts are in the language `of`, with remarks in another."""
    one = placed.one
    lines = [
        "# yaml-language-server: $schema=../../schema/requirement.schema.json",
        *_remark(_HEAD.in_(remarks).format(where=one.where)),
    ]
    if placed.beside:
        lines += [*_remark(_BESIDE.in_(remarks)), *(line for name, text in placed.beside for line in _remark(f"- {name}: {text}"))]
    lines += [
        f"id: {placed.id}",
        *field("title", placed.title),
        f"kind: {one.kind}",
        *([f"points: {one.points}"] if one.kind == "wish" else []),
    ]
    lines += field("text", dutch(one.text, of), block=True)
    if one.values:
        lines += ["values:", *(line for value in one.values for line in _value(value, of))]
    lines += field("why", dutch(one.why, of), block=True)
    lines.append("evidence:")
    for what, when in one.evidence or (("", "bid"),):
        lines += [*field("- what", dutch(what, of), 1), f"    when: {when}"]
    lines += field("verify", dutch(one.verify, of), block=True)
    lines += ["if_unmet:", *field("risk", dutch(one.risk, of), 1)]
    if not (one.affects and one.likelihood and one.impact):
        lines.append(f"  # {_ASSUMED.in_(remarks)}")
    lines += [
        f"  affects: [{', '.join(one.affects or ('confidentiality', 'integrity', 'availability'))}]",
        f"  likelihood: {one.likelihood or 'medium'}",
        f"  impact: {one.impact or 'medium'}",
        "  measures:",
    ]
    for side, measures in _sides(one):
        lines += [f"    {side}:", *(f"      - {quoted(dutch(text, of))}" for text in measures or ("",))]
    lines += ["norms:", *(f"  - {quoted(str(reference))}" for reference in placed.norms), "version: 1", f"since: {quoted(placed.since)}"]
    if of == "en":
        lines += _english(one, placed.title)
    return "\n".join(lines) + "\n"


def dutch(text: str, of: Language) -> str:
    """What stands in a Dutch field: the text, marked where it is not Dutch, or the mark that it is still to be written."""
    if not text:
        return TO_FILL_IN.nl
    if of == "nl":
        return text
    return f"{TO_TRANSLATE}\n\n{text}" if text.startswith("- ") else f"{TO_TRANSLATE} {text}"


def quoted(text: str) -> str:
    """A text that every YAML reader takes for just that text."""
    return json.dumps(text, ensure_ascii=False)


def field(name: str, text: str, level: int = 0, *, block: bool = False) -> list[str]:
    """A field with its text; `block` where people write several lines."""
    indent = "  " * level
    if not block:
        return [f"{indent}{name}: {quoted(text)}"]
    inner = "  " * (level + 1)
    return [f"{indent}{name}: |", *(f"{inner}{line}".rstrip() for line in text.strip().split("\n"))]


def _value(value: ImportedValue, of: Language) -> Iterator[str]:
    english = of == "en"
    yield f"  {value.name}:"
    yield f"    default: {quoted(value.default)}" if value.default else "    ask: true"
    if value.by_profile:
        yield "    by_profile:"
        yield from (f"      {level}: {quoted(text)}" for level, text in value.by_profile.items())
    yield f"    explain: {quoted(dutch(value.explain, of))}"
    yield "    en:"
    if english:
        yield f"      name: {quoted(value.label)}"
    if english and value.default:
        yield f"      default: {quoted(value.default)}"
        if value.by_profile:
            yield "      by_profile:"
            yield from (f"        {level}: {quoted(text)}" for level, text in value.by_profile.items())
    yield f"      explain: {quoted(value.explain if english and value.explain else TO_FILL_IN.en)}"


def _english(one: ImportedRequirement, title: str) -> Iterator[str]:
    blank = TO_FILL_IN.en
    yield "en:"
    yield "  version: 1"
    yield from field("title", title, 1)
    yield from field("text", one.text, 1, block=True)
    yield from field("why", one.why or blank, 1, block=True)
    yield "  evidence:"
    yield from (f"    - {quoted(what)}" for what, _when in one.evidence or ((blank, "bid"),))
    yield from field("verify", one.verify or blank, 1, block=True)
    yield from field("risk", one.risk or blank, 1)
    yield "  measures:"
    for side, measures in _sides(one):
        yield f"    {side}:"
        yield from (f"      - {quoted(text)}" for text in measures or (blank,))


def _sides(one: ImportedRequirement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("supplier", one.supplier_measures), ("municipality", one.municipality_measures))


def _remark(text: str) -> list[str]:
    return [f"# {' '.join(text.split())}"]
