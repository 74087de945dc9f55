"""Facts, rules and decisions → a verdict on every requirement, with the reason as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pve_gen import model
from pve_gen.model import (
    Catalog,
    Decision,
    Fact,
    FactValue,
    GivenFact,
    GivenValue,
    Language,
    Requirement,
    Retirement,
    Tender,
    Value,
    Verdict,
    Words,
)
from pve_gen.selection import because, judge, level_of, norms_of, rule_of, select, word_of
from pve_gen.tender import tender_of
from pve_gen.values import replace


def choices(**titles: str) -> tuple[model.Choice, ...]:
    pairs = {id: title.split("|") for id, title in titles.items()}
    return tuple(model.Choice(id=id, title=Words(nl, en)) for id, (nl, en) in pairs.items())


LEVELS = choices(low="laag|low", medium="midden|medium", high="hoog|high")
NO_QUESTION = Words("", "")
FACTS = {
    fact.id: fact
    for fact in (
        Fact(
            id="confidentiality",
            type="scale",
            title=Words("Vertrouwelijkheid", "Confidentiality"),
            choices=LEVELS,
            default="medium",
            question=NO_QUESTION,
            file="",
        ),
        Fact(
            id="integrity",
            type="scale",
            title=Words("Integriteit", "Integrity"),
            choices=LEVELS,
            default="medium",
            question=NO_QUESTION,
            file="",
        ),
        Fact(
            id="availability",
            type="scale",
            title=Words("Beschikbaarheid", "Availability"),
            choices=LEVELS,
            default="medium",
            question=NO_QUESTION,
            file="",
        ),
        Fact(
            id="hosting",
            type="choice",
            title=Words("Levering", "Delivery"),
            choices=choices(saas="SaaS|SaaS", paas="PaaS|PaaS", own="eigen omgeving|on premises"),
            default="saas",
            question=NO_QUESTION,
            file="",
        ),
        Fact(id="email", type="flag", title=Words("E-mail", "E-mail"), default=False, question=NO_QUESTION, file=""),
    )
}


def tender(
    given: dict[str, FactValue] | None = None,
    /,
    *,
    decisions: tuple[Decision, ...] = (),
    values: dict[str, dict[str, GivenValue]] | None = None,
    **more: FactValue,
) -> Tender:
    """A tender whose file says these facts; the others have their default."""
    said = {**(given or {}), **more}
    facts = {
        name: GivenFact(fact=fact, value=said[name], source="tender")
        if name in said
        else GivenFact(fact=fact, value=fact.default, source="default")
        for name, fact in FACTS.items()
    }
    return Tender(facts=facts, values=values or {}, decisions={decision.requirement: decision for decision in decisions})


def requirement(*rules: dict[str, FactValue | tuple[FactValue, ...]], id: str = "NET-01", **other: object) -> Requirement:
    """A requirement with this `applies_when`."""
    applies = tuple({fact: wanted if isinstance(wanted, tuple) else (wanted,) for fact, wanted in rule.items()} for rule in rules)
    unmet = model.Unmet(
        risk=Words(""), affects=("confidentiality",), likelihood="low", impact="low", supplier_measures=(), municipality_measures=()
    )
    whole = Requirement(
        id=id,
        theme="network",
        kind="requirement",
        title=Words("Netwerk"),
        text=Words("Tekst"),
        values={},
        why=Words(""),
        applies_when=applies,
        evidence=(),
        verify=Words(""),
        if_unmet=unmet,
        norms=(),
        acts="supplier",
        version=1,
        since="2026.1",
        translation_of=1,
        silence={},
        file="",
    )
    return replace(whole, **other)


def told(verdict: Verdict) -> tuple[bool, str, str]:
    return verdict.selected, because(verdict, "nl"), because(verdict, "en")


# ── The rule language ──────────────────────────────────────────────────────────────────────────

SENTENCES: dict[str, tuple[tuple[dict[str, FactValue | tuple[FactValue, ...]], ...], dict[str, FactValue], bool, str, str]] = {
    "no rule": ((), {}, True, "Geldt altijd.", "Always applies."),
    "the level itself": (
        ({"confidentiality": "medium"},),
        {"confidentiality": "medium"},
        True,
        "Vertrouwelijkheid: midden (geldt vanaf midden).",
        "Confidentiality: medium (applies from medium).",
    ),
    "a higher level": (
        ({"confidentiality": "medium"},),
        {"confidentiality": "high"},
        True,
        "Vertrouwelijkheid: hoog (geldt vanaf midden).",
        "Confidentiality: high (applies from medium).",
    ),
    "a lower level": (
        ({"confidentiality": "medium"},),
        {"confidentiality": "low"},
        False,
        "Vertrouwelijkheid: laag (geldt pas vanaf midden).",
        "Confidentiality: low (applies only from medium).",
    ),
    "a level that nobody said": (
        ({"confidentiality": "medium"},),
        {},
        True,
        "Vertrouwelijkheid: midden, aangenomen (geldt vanaf midden).",
        "Confidentiality: medium, assumed (applies from medium).",
    ),
    "one of several": (
        ({"hosting": ("saas", "paas")},),
        {"hosting": "paas"},
        True,
        "Levering: PaaS.",
        "Delivery: PaaS.",
    ),
    "none of several": (
        ({"hosting": ("saas", "paas")},),
        {"hosting": "own"},
        False,
        "Levering: eigen omgeving (geldt alleen bij SaaS of PaaS).",
        "Delivery: on premises (applies only for SaaS or PaaS).",
    ),
    "a flag that is up": (({"email": True},), {"email": True}, True, "E-mail: ja.", "E-mail: yes."),
    "a flag that is down": (
        ({"email": True},),
        {"email": False},
        False,
        "E-mail: nee (geldt alleen bij ja).",
        "E-mail: no (applies only for yes).",
    ),
    "a flag that nobody raised": (
        ({"email": True},),
        {},
        False,
        "E-mail: nee, aangenomen (geldt alleen bij ja).",
        "E-mail: no, assumed (applies only for yes).",
    ),
    "a flag that must be down": (({"email": False},), {}, True, "E-mail: nee, aangenomen.", "E-mail: no, assumed."),
    "all lines hold": (
        ({"confidentiality": "high", "hosting": "saas", "email": True},),
        {"confidentiality": "high", "hosting": "saas", "email": True},
        True,
        "Vertrouwelijkheid: hoog (geldt vanaf hoog); Levering: SaaS; E-mail: ja.",
        "Confidentiality: high (applies from high); Delivery: SaaS; E-mail: yes.",
    ),
    "of the lines only those that fail are told": (
        ({"confidentiality": "high", "hosting": "saas", "email": True},),
        {"confidentiality": "low", "hosting": "saas", "email": False},
        False,
        "Vertrouwelijkheid: laag (geldt pas vanaf hoog); E-mail: nee (geldt alleen bij ja).",
        "Confidentiality: low (applies only from high); E-mail: no (applies only for yes).",
    ),
    "an or whose second block holds": (
        ({"confidentiality": "high"}, {"email": True}),
        {"confidentiality": "low", "email": True},
        True,
        "E-mail: ja.",
        "E-mail: yes.",
    ),
    "an or whose blocks both hold tells the first": (
        ({"confidentiality": "high"}, {"email": True}),
        {"confidentiality": "high", "email": True},
        True,
        "Vertrouwelijkheid: hoog (geldt vanaf hoog).",
        "Confidentiality: high (applies from high).",
    ),
    "an or that fails tells the block that came nearest": (
        ({"confidentiality": "high", "hosting": "paas"}, {"email": True, "integrity": "low"}),
        {"confidentiality": "low", "hosting": "saas", "email": False, "integrity": "low"},
        False,
        "E-mail: nee (geldt alleen bij ja).",
        "E-mail: no (applies only for yes).",
    ),
}


@pytest.mark.parametrize(("rules", "said", "selected", "dutch", "english"), SENTENCES.values(), ids=SENTENCES)
def test_a_verdict_says_why_in_both_languages(
    rules: tuple[dict[str, FactValue | tuple[FactValue, ...]], ...], said: dict[str, FactValue], selected: bool, dutch: str, english: str
) -> None:
    assert told(judge(requirement(*rules), tender(said))) == (selected, dutch, english)


@pytest.mark.parametrize(
    ("wanted", "selected"),
    [("low", {"low", "medium", "high"}), ("medium", {"medium", "high"}), ("high", {"high"})],
)
def test_on_a_scale_the_level_or_higher_applies(wanted: str, selected: set[str]) -> None:
    asked = requirement({"availability": wanted})
    assert {level for level in ("low", "medium", "high") if judge(asked, tender(availability=level)).selected} == selected


# ── Decisions ──────────────────────────────────────────────────────────────────────────────────


def decision(what: str, reason: str = "Staat al in de SLA.", id: str = "NET-01") -> Decision:
    return Decision(requirement=id, decision=what, reason=reason, role="contractmanager", file="")  # type: ignore[arg-type]  # the tests give the two words it may be


def test_a_decision_to_leave_out_beats_the_rule() -> None:
    verdict = judge(requirement(), tender(decisions=(decision("leave_out"),)))
    assert told(verdict) == (
        False,
        "Weggelaten door contractmanager: Staat al in de SLA.",
        "Left out by contractmanager: Staat al in de SLA.",
    )


def test_a_decision_to_include_beats_the_rule() -> None:
    verdict = judge(requirement({"email": True}), tender(email=False, decisions=(decision("include", "Komt er volgend jaar bij"),)))
    assert told(verdict) == (
        True,
        "Opgenomen door contractmanager: Komt er volgend jaar bij.",
        "Included by contractmanager: Komt er volgend jaar bij.",
    )


def test_a_decision_is_about_its_own_requirement() -> None:
    verdict = judge(requirement(id="NET-02"), tender(decisions=(decision("leave_out"),)))
    assert told(verdict) == (True, "Geldt altijd.", "Always applies.")


@pytest.mark.parametrize("decisions", [(), (decision("include"),)])
def test_a_retired_requirement_is_out_whatever_anybody_decides(decisions: tuple[Decision, ...]) -> None:
    asked = requirement({"email": True}, retired=Retirement(since="2026.2", because="Opgegaan in NET-02"))
    assert told(judge(asked, tender(email=True, decisions=decisions))) == (
        False,
        "Vervallen sinds 2026.2: Opgegaan in NET-02.",
        "Retired since 2026.2: Opgegaan in NET-02.",
    )


def test_braces_in_a_reason_are_just_braces() -> None:
    verdict = judge(requirement(), tender(decisions=(decision("leave_out", "Zie {bijlage} {0}."),)))
    assert because(verdict, "nl") == "Weggelaten door contractmanager: Zie {bijlage} {0}."


@pytest.mark.parametrize(
    ("rules", "decisions", "rule"),
    [
        ((), (), None),
        (({"email": True}, {"integrity": "low"}), (), {"integrity": ("low",)}),
        (({"email": True},), (), {"email": (True,)}),
        (({"email": True},), (decision("include"),), None),
    ],
)
def test_the_rule_that_decided_can_be_shown(
    rules: tuple[dict[str, FactValue | tuple[FactValue, ...]], ...], decisions: tuple[Decision, ...], rule: model.Rule | None
) -> None:
    assert rule_of(judge(requirement(*rules), tender(decisions=decisions))) == rule


# ── The level, and values ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("confidentiality", "integrity", "availability", "level"),
    [
        ("low", "low", "low", "low"),
        ("low", "low", "medium", "medium"),
        ("high", "low", "low", "high"),
        ("low", "high", "medium", "high"),
        ("medium", "medium", "medium", "medium"),
    ],
)
def test_the_level_is_the_highest_of_the_three(confidentiality: str, integrity: str, availability: str, level: str) -> None:
    assert level_of(tender(confidentiality=confidentiality, integrity=integrity, availability=availability)) == level


def test_without_the_three_facts_the_level_is_low() -> None:
    assert level_of(Tender(facts={})) == "low"


NL_EN: tuple[Language, ...] = ("nl", "en")
TERM = Value(
    label=Words("termijn"),
    name="termijn",
    explain=Words(""),
    default=Words("24 uur", "24 hours"),
    by_profile={"medium": Words("8 uur", "8 hours"), "high": Words("4 uur")},
)


def words(value: Value, at: Tender, id: str = "NET-01") -> tuple[str, ...]:
    asked = requirement(values={value.name: value}, id=id)
    catalog = model.Catalog(
        name=Words(""), version="", licence="", facts=FACTS, norms={}, profiles={}, themes={}, requirements={}, terms=()
    )
    selection = select(catalog, at)
    return tuple(word_of(value, asked, selection, language) for language in NL_EN)


def at(level: str, **others: FactValue) -> Tender:
    return tender({"confidentiality": level, "integrity": level, "availability": level, **others})


@pytest.mark.parametrize(
    ("level", "shown"),
    [("low", ("24 uur", "24 hours")), ("medium", ("8 uur", "8 hours")), ("high", ("4 uur", "4 uur"))],
)
def test_a_value_follows_the_level_and_shows_dutch_where_it_was_not_translated(level: str, shown: tuple[str, ...]) -> None:
    assert words(TERM, at(level)) == shown


def test_a_level_without_a_step_has_the_strictest_step_below_it() -> None:
    steps = {"medium": Words("8 uur", "8 hours")}
    assert words(replace(TERM, by_profile=steps), at("high")) == ("8 uur", "8 hours")
    assert words(replace(TERM, by_profile=steps), at("low")) == ("24 uur", "24 hours")
    assert words(replace(TERM, by_profile={}), at("high")) == ("24 uur", "24 hours")


def test_a_value_that_follows_one_aspect_looks_at_that_one_only() -> None:
    follows = replace(TERM, follows="availability")
    assert words(follows, at("high", availability="low")) == ("24 uur", "24 hours")
    assert words(follows, at("low", availability="medium")) == ("8 uur", "8 hours")
    assert words(TERM, at("low", availability="medium")) == ("8 uur", "8 hours")


def test_what_the_tender_says_beats_every_step_in_both_languages() -> None:
    said = replace(at("high"), values={"NET-01": {"termijn": GivenValue(text="2 uur")}})
    assert words(TERM, said) == ("2 uur", "2 uur")
    assert words(TERM, said, id="NET-02") == ("4 uur", "4 uur")


def test_a_value_that_the_tender_must_give_is_empty_until_then() -> None:
    ask = Value(name="omvang", label=Words("omvang"), explain=Words(""), ask=True)
    assert words(ask, at("high")) == ("", "")
    assert words(ask, replace(at("high"), values={"NET-01": {"omvang": GivenValue(text="100")}})) == ("100", "100")


# ── Norms ──────────────────────────────────────────────────────────────────────────────────────


def norm(id: str, applies_when: model.Rule) -> model.Norm:
    return model.Norm(
        id=id, title=Words(id), short=Words(id), edition=Words(""), publisher="", clauses={}, applies_when=applies_when, file=""
    )


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ({"email": True, "confidentiality": "high"}, ["bio2 1", "avg 2", "wbni 3"]),
        ({"email": True, "confidentiality": "medium"}, ["bio2 1", "wbni 3"]),
        ({"email": False, "confidentiality": "high"}, ["bio2 1", "avg 2"]),
        ({"email": False, "confidentiality": "low"}, ["bio2 1"]),
    ],
)
def test_a_clause_is_cited_where_its_norm_applies(said: dict[str, FactValue], cited: list[str]) -> None:
    norms = {"bio2": norm("bio2", {}), "avg": norm("avg", {"confidentiality": ("high",)}), "wbni": norm("wbni", {"email": (True,)})}
    asked = requirement(norms=tuple(model.NormReference(name, str(clause)) for clause, name in enumerate(norms, 1)))
    catalog = model.Catalog(
        name=Words(""), version="", licence="", facts=FACTS, norms=norms, profiles={}, themes={}, requirements={}, terms=()
    )
    selection = select(catalog, tender(said))
    assert [str(reference) for reference in norms_of(asked, selection)] == cited


# ── The shipped catalogue ──────────────────────────────────────────────────────────────────────


def facts_of(catalog: Catalog) -> st.SearchStrategy[dict[str, FactValue]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(fact.allowed) for name, fact in catalog.facts.items()})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_selecting_loses_no_requirement_and_keeps_the_order_of_the_document(catalog: Catalog, data: st.DataObject) -> None:
    selection = select(catalog, tender_of(catalog, flags=data.draw(facts_of(catalog))))
    ids = [verdict.requirement.id for verdict in selection.verdicts]
    assert sorted(ids) == sorted(catalog.requirements)
    order = list(catalog.themes)
    assert ids == sorted(ids, key=lambda id: (order.index(catalog.requirements[id].theme), id))
    assert [requirement.id for requirement in selection.selected] == [v.requirement.id for v in selection.verdicts if v.selected]
    for verdict in selection.verdicts:
        for language in NL_EN:
            assert because(verdict, language).endswith(".")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_raising_a_level_loses_no_requirement_and_no_value(catalog: Catalog, data: st.DataObject) -> None:
    # No rule on a scale can say "at most", so a higher level only adds.
    said = data.draw(facts_of(catalog))
    name = data.draw(st.sampled_from([name for name, fact in catalog.facts.items() if fact.type == "scale"]))
    scale = catalog.facts[name].allowed
    lower, higher = sorted(data.draw(st.lists(st.sampled_from(range(len(scale))), min_size=2, max_size=2)))
    before = select(catalog, tender_of(catalog, flags={**said, name: scale[lower]}))
    after = select(catalog, tender_of(catalog, flags={**said, name: scale[higher]}))
    assert {requirement.id for requirement in before.selected} <= {requirement.id for requirement in after.selected}
    assert model.LEVELS.index(before.level) <= model.LEVELS.index(after.level)


def test_the_profiles_ask_ever_more(catalog: Catalog) -> None:
    asked = {
        name: {requirement.id for requirement in select(catalog, tender_of(catalog, profile=catalog.profiles[name])).selected}
        for name in ("low", "medium", "high")
    }
    assert asked["low"] < asked["medium"] < asked["high"]
