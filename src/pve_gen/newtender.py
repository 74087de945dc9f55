"""A tender file to begin with: what was answered, and beside every line what it means and what is still to be written."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping

from pve_gen.model import Fact, FactValue, Language, Profile, Selection, Words, written
from pve_gen.selection import word_of
from pve_gen.values import Struct, field

_WIDTH = 110
_HEAD = Words(
    """\
# Deze aanbesteding, begonnen met `pve init`. Wat achter een # staat, is uitleg; haal het weg wanneer u wilt.
#   pve check {file}       zegt wat er niet klopt
#   pve list {file}        toont wat erin komt, en waarom
#   pve generate {file}    schrijft het document
""",
    """\
# This tender, begun with `pve init`. What stands behind a # explains; remove it when you like.
#   pve check {file}       says what is wrong
#   pve list {file}        shows what is in, and why
#   pve generate {file}    writes the document
""",
)
_TEXTS: dict[str, Words] = {
    "organisation": Words("De gemeente, zoals op het voorblad.", "The municipality, as on the cover."),
    "title": Words("De naam van de aanbesteding.", "The name of the tender."),
    "reference": Words("Het kenmerk van de aanbesteding.", "The reference of the tender."),
    "contact": Words("Waar inschrijvers terechtkunnen.", "Where tenderers can turn to."),
    "description": Words("Wat de gemeente inkoopt, in een of twee alinea's.", "What the municipality buys, in one or two paragraphs."),
}
_PROFILE = Words("Het profiel waarvan de kenmerken uitgaan.", "The profile that the facts start from.")
_FACTS = Words(
    "Wat is waar van deze inkoop, en waarom weegt de gemeente het zo? De motivering komt in bijlage B van het document; waar zij\n"
    "nog leeg is, staat daar dat zij volgt. Een kenmerk achter een # is nog niet gekozen: haal dan het # voor zijn regels weg.",
    "What is true of this purchase, and why does the municipality weigh it this way? The motivation goes into appendix B; where\n"
    "it is empty, that says that it is to follow. A fact behind a # was not chosen yet: remove the # before its lines to do so.",
)
_FROM_PROFILE = Words("Volgt uit het profiel:", "Follows from the profile:")
_ASSUMED = Words("Wordt aangenomen:", "Is assumed:")
_YES_NO = Words("  true   ja\n  false  nee", "  true   yes\n  false  no")
_VALUES = Words(
    'Waarden die alleen deze aanbesteding kent. Haal het # weg en vul ze in, met eenheid: "8 uur".\n'
    "Tot dan staat in het document een invulplek.",
    'Values that only this tender knows. Remove the # and fill them in, with their unit: "8 hours".\n'
    "Until then the document has a blank there.",
)
_DECISIONS = Words(
    "Besluiten van mensen: een eis weglaten, of juist opnemen, met reden en functie. Bijvoorbeeld:",
    "Decisions by people: leave a requirement out, or take one in, with the reason and the role. For example:",
)
_REASON = Words("Dat staat al in de SLA bij deze aanbesteding.", "That is in the SLA of this tender already.")
_ROLE = Words("contractmanager", "contract manager")
_NO_FACTS = Words("haal {} weg zodra u hieronder een kenmerk kiest", "remove {} once you choose a fact below")


class NewTender(Struct, frozen=True, kw_only=True):
    """What is known of a tender that begins: its texts, what was said of facts, and why. Empty texts become blanks."""

    texts: Mapping[str, str]
    profile: Profile | None = None
    facts: Mapping[str, FactValue]
    motivations: Mapping[str, str] = field(default_factory=dict)


def tender_text(new: NewTender, selection: Selection, language: Language, *, schema: str, file: str) -> str:
    """The tender as YAML with comments in `language`, which `pve check` accepts.

    `selection` is what the tender selects: the values that it still asks for stand at the end. `schema` is where the
    editor finds the schema, from the file; `file` is how a person types the file's name.
    """
    lines = [f"# yaml-language-server: $schema={schema}", "#", *_HEAD.in_(language).format(file=file).splitlines(), ""]
    for name, about in _TEXTS.items():
        lines += _entry(name, new.texts.get(name, ""), about.in_(language))
    lines.append("")
    if new.profile:
        lines += [f"# {_PROFILE.in_(language)}", f"profile: {_scalar(new.profile.id)}", ""]
    lines += _comment(_FACTS.in_(language))
    facts = selection.catalog.facts
    lines += ["facts:"] if any(name in new.facts for name in facts) else [f"facts: {{}}  # {_NO_FACTS.in_(language)}", ""]
    for fact in facts.values():
        lines += _fact(fact, new, language)
    lines += _values(selection, language)
    lines += _decisions(selection, language)
    return "\n".join(lines).rstrip("\n") + "\n"


def _entry(name: str, text: str, about: str) -> list[str]:
    if not text:
        return [f"# {about}", f"# {name}: …"]
    return [f"# {about}", *_keyed(name, text, "")]


def _keyed(name: str, text: str, indent: str) -> list[str]:
    """A key with a text: on its line where it fits, else folded below it."""
    flat = " ".join(text.split())
    if len(flat) + len(name) + len(indent) <= _WIDTH - 4:
        return [f"{indent}{name}: {_scalar(flat)}"]
    width = _WIDTH - len(indent) - 2
    folded = textwrap.wrap(flat, width, break_long_words=False, break_on_hyphens=False)
    return [f"{indent}{name}: >-", *(f"{indent}  {line}" for line in folded)]


def _scalar(text: str) -> str:
    """A text that every YAML reader takes for just that text: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str, indent: str = "") -> list[str]:
    return [f"{indent}# {line}" for line in text.splitlines()]


def _fact(fact: Fact, new: NewTender, language: Language) -> Iterator[str]:
    said = fact.id in new.facts
    by_profile = not said and new.profile is not None and fact.id in new.profile.facts
    value = new.facts[fact.id] if said else new.profile.facts[fact.id] if by_profile and new.profile else fact.default
    yield f"  # {fact.question.in_(language)}"
    if fact.type == "flag":
        yield from _comment(_YES_NO.in_(language), "  ")
    width = max((len(choice.id) for choice in fact.choices), default=0)
    for choice in fact.choices:
        explain = choice.explain.in_(language)
        yield f"  #   {choice.id:<{width}}  {choice.title.in_(language)}{': ' if explain else ''}{explain}"
    if not said:
        yield f"  # {(_FROM_PROFILE if by_profile else _ASSUMED).in_(language)}"
    mark = "  " if said else "  # "
    yield f"{mark}{fact.id}:"
    yield f"{mark}  value: {written(value)}"
    motivation = new.motivations.get(fact.id, "")
    yield from _keyed("motivation", motivation, f"{mark}  ") if motivation else [f'{mark}  motivation: ""']
    yield ""


def _values(selection: Selection, language: Language) -> list[str]:
    asked = [
        (requirement, [value for value in requirement.values.values() if not word_of(value, requirement, selection, language)])
        for requirement in selection.selected
    ]
    lines: list[str] = []
    for requirement, values in asked:
        if values:
            lines.append(f"#   {requirement.id}:  # {requirement.title.in_(language)}")
        for value in values:
            lines += [f"#     # {line}" for line in textwrap.wrap(value.explain.in_(language), _WIDTH - 8)]
            lines.append(f"#     {value.name}: …")
    return [*_comment(_VALUES.in_(language)), "# values:", *lines, ""] if lines else []


def _decisions(selection: Selection, language: Language) -> list[str]:
    example = next((requirement for requirement in selection.selected if requirement.kind == "wish"), None)
    if example is None:
        return []
    return [
        *_comment(_DECISIONS.in_(language)),
        "# decisions:",
        f"#   - requirement: {example.id}  # {example.title.in_(language)}",
        "#     decision: leave_out",
        f"#     reason: {_REASON.in_(language)}",
        f"#     role: {_ROLE.in_(language)}",
    ]
