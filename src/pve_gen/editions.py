"""A programme or a catalogue → an edition of what is asked, so that any two can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from pve_gen.documents import KINDS, MOMENTS
from pve_gen.edition import Asked, Edition
from pve_gen.markup import MarkupError
from pve_gen.model import Catalog, Language, Requirement, Rule, Value, Words, written
from pve_gen.plaintext import PlainFormat
from pve_gen.sent import SentProgramme, SentRequirement

_PLAIN = PlainFormat()
_ACTS = {
    "supplier": Words("de Leverancier", "the supplier"),
    "municipality": Words("de gemeente", "the municipality"),
    "both": Words("beide", "both"),
}
_LEVELS = {"low": Words("laag", "low"), "medium": Words("midden", "medium"), "high": Words("hoog", "high")}
_OR, _ALWAYS, _FROM = Words(" of ", " or "), Words("altijd", "always"), Words("vanaf ", "from ")
_BLANK = Words("[in te vullen door de gemeente]", "[to be filled in by the municipality]")
_PARTLY = Words("Punten voor een wens waaraan deels wordt voldaan", "Points for a wish that is partly met")


def of_programme(programme: SentProgramme, name: str, replaced_by: Mapping[str, tuple[str, ...]] | None = None) -> Edition:
    """What a programme asks, as it was sent or would be: requirements, facts, terms and the rule of scoring.

    `replaced_by` is what its catalogue says of retired requirements, where that is at hand.
    """
    asked = [_sent(requirement, programme.language) for requirement in programme.requirements]
    asked += [Asked(id=f"fact:{fact.id}", about="fact", title=fact.title, text=fact.value_name) for fact in programme.facts]
    asked += [Asked(id=f"term:{term.term}", about="term", title=term.term, text=term.meaning) for term in programme.terms]
    if programme.knock_out and programme.counts.wishes:
        title = _PARTLY.in_(programme.language)
        asked.append(Asked(id="tender:partly", about="tender", title=title, text=f"{programme.partly}%"))
    return Edition(
        name=name,
        title=f"{programme.tender.title} ({programme.tender.reference})",
        version=programme.tender.version,
        document=programme.provenance.document,
        language=programme.language,
        asked={one.id: one for one in asked},
        replaced_by=replaced_by or {},
        tender=programme.tender,
        provenance=programme.provenance,
    )


def _sent(requirement: SentRequirement, language: Language) -> Asked:
    unmet = requirement.if_unmet
    return Asked(
        id=requirement.id,
        kind=requirement.kind,
        kind_name=requirement.kind_name,
        points=requirement.points,
        title=requirement.title,
        text=_plain(requirement.text),
        values={value.name: (value.label, value.text or _BLANK.in_(language)) for value in requirement.values},
        evidence=tuple(_evidence(item.what, item.when) for item in requirement.evidence),
        verify=_line(requirement.verify),
        why=_line(requirement.why),
        risk=_risk(unmet.risk, (*unmet.supplier_measures, *unmet.municipality_measures), unmet.likelihood, unmet.impact),
        norms=tuple(norm.label for norm in requirement.norms),
        theme=requirement.theme,
        chapter=requirement.chapter,
        acts=_ACTS[requirement.acts].in_(language),
        version=requirement.version,
        hash=requirement.hash,
    )


def of_catalog(catalog: Catalog, name: str, language: Language) -> Edition:
    """What a catalogue can ask: every requirement that is not retired, with the names of its values in the text, and the terms."""
    requirements = {id: one for id, one in catalog.requirements.items() if not one.retired and not _dropped(one)}
    asked = [_stated(one, catalog, language) for one in requirements.values()]
    for term in catalog.terms:
        word = term.term.in_(language)
        asked.append(Asked(id=f"term:{term.term.nl}", about="term", title=word, text=_line(term.meaning.in_(language))))
    layers = [f"{layer.name} {layer.version}".strip() for layer in catalog.layers]
    return Edition(
        name=name,
        title=" + ".join([catalog.name.in_(language), *layers]),
        version=catalog.version,
        document="",
        language=language,
        asked={one.id: one for one in asked},
        replaced_by=successors(catalog),
    )


def successors(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Retired requirement → those that took its place, where it says so."""
    return {id: one.retired.replaced_by for id, one in catalog.requirements.items() if one.retired and one.retired.replaced_by}


def _dropped(requirement: Requirement) -> bool:
    return any(change.verb == "drop" for change in requirement.changes)


def _stated(requirement: Requirement, catalog: Catalog, language: Language) -> Asked:
    unmet = requirement.if_unmet
    measures = (*unmet.supplier_measures, *unmet.municipality_measures)
    return Asked(
        id=requirement.id,
        kind=requirement.kind,
        kind_name=KINDS[requirement.kind].in_(language),
        points=requirement.points,
        title=requirement.title.in_(language),
        text=_plain(requirement.text.in_(language)),
        values={name: (value.label.in_(language), _said(value, language)) for name, value in requirement.values.items()},
        evidence=tuple(_evidence(item.what.in_(language), MOMENTS[item.when].in_(language)) for item in requirement.evidence),
        verify=_line(requirement.verify.in_(language)),
        why=_line(requirement.why.in_(language)),
        risk=_risk(unmet.risk.in_(language), tuple(one.in_(language) for one in measures), unmet.likelihood, unmet.impact),
        norms=tuple(
            catalog.norms[cited.norm].label_of(cited.clause, language) if cited.norm in catalog.norms else str(cited)
            for cited in requirement.norms
        ),
        theme=requirement.theme,
        chapter=catalog.themes[requirement.theme].title.in_(language) if requirement.theme in catalog.themes else requirement.theme,
        applies=_rules(requirement.applies_when, catalog, language),
        acts=_ACTS[requirement.acts].in_(language),
        version=requirement.version,
    )


def _said(value: Value, language: Language) -> str:
    """What a value is by default, and at each level that has its own: `72 uur; hoog: 24 uur`."""
    said = [value.default.in_(language)] if value.default else []
    said += [f"{_LEVELS[level].in_(language)}: {words.in_(language)}" for level, words in value.by_profile.items()]
    return "; ".join(said) or _BLANK.in_(language)


def _rules(rules: tuple[Rule, ...], catalog: Catalog, language: Language) -> str:
    """When a requirement is asked, in words; a line for each of several rules."""
    return "\n".join(
        "; ".join(_condition(fact, wanted, catalog, language) for fact, wanted in rule.items()) or _ALWAYS.in_(language) for rule in rules
    ) or _ALWAYS.in_(language)


def _condition(name: str, wanted: tuple[str | bool, ...], catalog: Catalog, language: Language) -> str:
    fact = catalog.facts.get(name)
    if fact is None:  # an old catalogue is read as it was, mistakes and all
        return f"{name}: {_OR.in_(language).join(map(written, wanted))}"
    words = _OR.in_(language).join(fact.title_of(value, language) if fact.accepts(value) else written(value) for value in wanted)
    return f"{fact.title.in_(language)}: {_FROM.in_(language) if fact.type == 'scale' else ''}{words}"


def _risk(risk: str, measures: tuple[str, ...], likelihood: str, impact: str) -> str:
    return "\n".join([_line(risk), f"{likelihood} × {impact}", *map(_line, measures)])


def _evidence(what: str, when: str) -> str:
    return f"{when[:1].upper()}{when[1:]}: {_line(what)}"


def _plain(text: str) -> str:
    """A text without its marks; as it stands where its marks cannot be read, since nothing may get lost in a comparison."""
    try:
        return _PLAIN.blocks(text).strip()
    except MarkupError:
        return text.strip()


def _line(text: str) -> str:
    try:
        return _PLAIN.inline(text).strip()
    except MarkupError:
        return " ".join(text.split())
