"""What every catalogue obeys about facts: who names them, with which values, and that a choice made by them is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from pve_gen.findings import did_you_mean
from pve_gen.model import ASPECTS, LEVELS, Catalog, Fact, FactValue, Rule, written
from pve_gen.problem import Path, Problem


def rules_name_known_facts_and_values(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        several = len(requirement.applies_when) > 1
        for index, rule in enumerate(requirement.applies_when):
            where: Path = ("applies_when", index) if several else ("applies_when",)
            for fact, wanted in rule.items():
                yield from _wrong_values(catalog, requirement.file, (*where, fact), fact, wanted)
        for value in requirement.values.values():
            if value.follows and value.follows not in catalog.facts and "facts" not in catalog.unread:
                hint = did_you_mean(value.follows, catalog.facts)
                yield Problem(requirement.file, ("values", value.name, "follows"), f"`{value.follows}` is not a fact", hint)


def norms_apply_to_known_facts_and_values(catalog: Catalog) -> Iterator[Problem]:
    for norm in catalog.norms.values():
        for fact, wanted in norm.applies_when.items():
            yield from _wrong_values(catalog, norm.file, ("applies_when", fact), fact, wanted)


def profiles_name_known_facts_and_values(catalog: Catalog) -> Iterator[Problem]:
    for profile in catalog.profiles.values():
        for fact, value in profile.facts.items():
            yield from _wrong_values(catalog, profile.file, ("facts", fact), fact, (value,))


def defaults_of_facts_are_allowed(catalog: Catalog) -> Iterator[Problem]:
    for index, fact in enumerate(catalog.facts.values()):
        if (fact.type == "flag") == bool(fact.choices):
            yield Problem(fact.file, ("facts", index), f"`{fact.id}` is a {fact.type}", "a flag has no choices, the others have")
        elif not fact.accepts(fact.default):
            yield Problem(
                fact.file,
                ("facts", index, "default"),
                f"`{written(fact.default)}` is not a choice",
                did_you_mean(written(fact.default), map(written, fact.allowed)),
            )
        elif fact.id in ASPECTS and (fact.type != "scale" or fact.allowed != LEVELS):
            # The level of a tender is the highest of these three, so they share one scale.
            yield Problem(fact.file, ("facts", index), f"`{fact.id}` must be a scale", f"of {', '.join(LEVELS)}")


def _wrong_values(catalog: Catalog, file: str, path: Path, fact: str, wanted: tuple[FactValue, ...]) -> Iterator[Problem]:
    known = catalog.facts.get(fact)
    if known is None:
        if "facts" in catalog.unread:
            return
        yield Problem(file, path, f"`{fact}` is not a fact", did_you_mean(fact, catalog.facts), key=True)
        return
    if known.type == "scale" and len(wanted) > 1:
        yield Problem(file, path, f"`{fact}` is a scale: one level is enough", "name the lowest level that counts")
    for value in wanted:
        if not known.accepts(value):
            hint = did_you_mean(written(value), map(written, known.allowed))
            yield Problem(file, path, f"`{fact}` cannot be `{written(value)}`", hint)


def rules_choose(catalog: Catalog) -> Iterator[Problem]:
    """A rule that holds always, or never, is not what its writer meant."""
    for requirement in catalog.requirements.values():
        if not requirement.applies_when or not all(_known(catalog, rule) for rule in requirement.applies_when):
            continue
        facts = [catalog.facts[name] for name in sorted({name for rule in requirement.applies_when for name in rule})]
        tenders = (dict(zip((fact.id for fact in facts), values, strict=True)) for values in product(*(fact.allowed for fact in facts)))
        if all(any(_holds(catalog.facts, rule, given) for rule in requirement.applies_when) for given in tenders):
            message, hint = "this holds for every tender although it names a fact", "leave `applies_when` out, or ask for more"
            yield Problem(requirement.file, ("applies_when",), message, hint, key=True)
        for index, rule in enumerate(requirement.applies_when):
            for other in requirement.applies_when:
                if other is not rule and all(name in rule and _within(catalog.facts[name], rule[name], other[name]) for name in other):
                    message, hint = "this block adds nothing: another block already holds then", "remove it, or ask for something else"
                    yield Problem(requirement.file, ("applies_when", index), message, hint)
                    break


def _known(catalog: Catalog, rule: Rule) -> bool:
    return all(name in catalog.facts and all(map(catalog.facts[name].accepts, wanted)) for name, wanted in rule.items())


def _holds(facts: Mapping[str, Fact], rule: Rule, given: Mapping[str, FactValue]) -> bool:
    return all(_within(facts[name], (given[name],), wanted) for name, wanted in rule.items())


def _within(fact: Fact, narrow: tuple[FactValue, ...], wide: tuple[FactValue, ...]) -> bool:
    """Whether every value that meets `narrow` meets `wide` too."""
    if fact.type == "scale":
        return fact.allowed.index(narrow[0]) >= fact.allowed.index(wide[0])
    return set(narrow) <= set(wide)
