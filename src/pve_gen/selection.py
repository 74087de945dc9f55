"""Facts, rules and decisions → a verdict on every requirement, with the reason.

The rule language in three sentences: all lines under `applies_when` must hold; on a scale, the named
level or higher; otherwise one of the named. For the rare "or" there is a list of such blocks.
"""

from __future__ import annotations

from pve_gen.model import (
    ASPECTS,
    LEVELS,
    Catalog,
    Condition,
    Decision,
    FactValue,
    GivenFact,
    Language,
    Level,
    Norm,
    NormReference,
    Requirement,
    Rule,
    Selection,
    Tender,
    Value,
    Verdict,
)


def select(catalog: Catalog, tender: Tender) -> Selection:
    """Every requirement of `catalog` with its verdict for `tender`, in the order of the document."""
    order = {theme: index for index, theme in enumerate(catalog.themes)}
    requirements = sorted(catalog.requirements.values(), key=lambda requirement: (order[requirement.theme], requirement.id))
    verdicts = tuple(judge(requirement, tender) for requirement in requirements)
    norms = frozenset(norm.id for norm in catalog.norms.values() if _applies(norm, tender))
    return Selection(catalog=catalog, tender=tender, level=level_of(tender), norms=norms, verdicts=verdicts)


def level_of(tender: Tender) -> Level:
    """The level that decides `by_profile`: the highest of confidentiality, integrity and availability.

    Not the profile's name, so that raising one fact above its profile tightens the values with it.
    """
    levels = [tender.facts[aspect].value for aspect in ASPECTS if aspect in tender.facts]
    return max((level for level in LEVELS if level in levels), key=LEVELS.index, default="low")


def norms_of(requirement: Requirement, selection: Selection) -> tuple[NormReference, ...]:
    """The clauses that this tender's document cites for a requirement: those of norms that apply to it."""
    return tuple(reference for reference in requirement.norms if reference.norm in selection.norms)


def _applies(norm: Norm, tender: Tender) -> bool:
    """Whether a norm has anything to say about this tender: the AVG has not where there are no personal data."""
    return all(_hold(tender.facts[fact], wanted).holds for fact, wanted in norm.applies_when.items())


def judge(requirement: Requirement, tender: Tender) -> Verdict:
    """Whether one requirement is in: a person's decision first, then the rule that holds or comes nearest."""
    blocks = [tuple(_hold(tender.facts[fact], wanted) for fact, wanted in rule.items()) for rule in requirement.applies_when]
    # The block that holds, or else the one that misses the fewest lines: that is the clearest reason why not.
    best = min(range(len(blocks)), key=lambda i: (sum(not c.holds for c in blocks[i]), i), default=0)
    conditions = blocks[best] if blocks else ()
    decision = tender.decisions.get(requirement.id) or _dropped(requirement)
    selected = decision.decision == "include" if decision else all(condition.holds for condition in conditions)
    return Verdict(
        requirement=requirement,
        selected=selected and requirement.retired is None,
        conditions=conditions,
        decision=None if requirement.retired else decision,
        rule=best,
    )


def _dropped(requirement: Requirement) -> Decision | None:
    """The decision of a municipality's own layer to leave a requirement out, which a tender may overrule."""
    drop = next((change for change in reversed(requirement.changes) if change.verb == "drop"), None)
    if drop is None:
        return None
    role = drop.role or drop.layer
    return Decision(requirement=requirement.id, decision="leave_out", reason=drop.reason, role=role, file=drop.file)


def _hold(given: GivenFact, wanted: tuple[FactValue, ...]) -> Condition:
    if given.fact.type == "scale":
        scale = given.fact.allowed
        return Condition(given, wanted, scale.index(given.value) >= scale.index(wanted[0]))
    return Condition(given, wanted, given.value in wanted)


def word_of(value: Value, requirement: Requirement, selection: Selection, language: Language) -> str:
    """What the tender says, else what holds at this level, else the default; empty where the tender must still say."""
    if value.name in selection.tender.values.get(requirement.id, {}):
        return selection.tender.values[requirement.id][value.name].text
    words = value.by_profile.get(_step(value, selection), value.default) if value.by_profile else value.default
    return words.in_(language) if words else ""


def words_of(requirement: Requirement, selection: Selection, language: Language) -> tuple[str, ...]:
    """`word_of` each value of a requirement, in their order."""
    return tuple(word_of(value, requirement, selection, language) for value in requirement.values.values())


def _step(value: Value, selection: Selection) -> str:
    """The strictest step that the level reaches: with steps for medium only, high gets those of medium."""
    level = str(selection.tender.facts[value.follows].value) if value.follows else selection.level
    reached = [step for step in LEVELS[: list[str](LEVELS).index(level) + 1] if step in value.by_profile]
    return reached[-1] if reached else ""


# ── The reason, as a sentence ──────────────────────────────────────────────────────────────────

_SENTENCES = {
    "nl": {
        "always": "Geldt altijd.",
        "retired": "Vervallen sinds {since}: {because}",
        "include": "Opgenomen door {role}: {reason}",
        "leave_out": "Weggelaten door {role}: {reason}",
        "from": "{title}: {value} (geldt vanaf {wanted})",
        "is": "{title}: {value}",
        "below": "{title}: {value} (geldt pas vanaf {wanted})",
        "other": "{title}: {value} (geldt alleen bij {wanted})",
        "or": " of ",
        "default": ", aangenomen",
    },
    "en": {
        "always": "Always applies.",
        "retired": "Retired since {since}: {because}",
        "include": "Included by {role}: {reason}",
        "leave_out": "Left out by {role}: {reason}",
        "from": "{title}: {value} (applies from {wanted})",
        "is": "{title}: {value}",
        "below": "{title}: {value} (applies only from {wanted})",
        "other": "{title}: {value} (applies only for {wanted})",
        "or": " or ",
        "default": ", assumed",
    },
}


def because(verdict: Verdict, language: Language) -> str:
    """Why a requirement is in, or why not: one sentence with a full stop.

    The same sentence answers both questions: of a rule that fails only the lines that fail are named.
    """
    say = _SENTENCES[language]
    requirement = verdict.requirement
    if requirement.retired:
        return _ended(say["retired"].format(since=requirement.retired.since, because=requirement.retired.because))
    if verdict.decision:
        return _ended(say[verdict.decision.decision].format(role=verdict.decision.role, reason=verdict.decision.reason))
    if not verdict.conditions:
        return say["always"]
    told = [condition for condition in verdict.conditions if condition.holds == verdict.selected]
    return "; ".join(_line(condition, language) for condition in told) + "."


def _ended(sentence: str) -> str:
    """With a full stop, which people leave out where YAML already ends the line."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _line(condition: Condition, language: Language) -> str:
    say = _SENTENCES[language]
    fact = condition.given.fact
    wanted = say["or"].join(fact.title_of(value, language) for value in condition.wanted)
    form = {("scale", True): "from", ("scale", False): "below"}.get((fact.type, condition.holds), "is" if condition.holds else "other")
    value = fact.title_of(condition.given.value, language) + (say["default"] if condition.given.source == "default" else "")
    return say[form].format(title=fact.title.in_(language), value=value, wanted=wanted)


def rule_of(verdict: Verdict) -> Rule | None:
    """The block of `applies_when` that decided; None where a decision did, or where it always applies."""
    if verdict.decision or not verdict.requirement.applies_when:
        return None
    return verdict.requirement.applies_when[verdict.rule]
