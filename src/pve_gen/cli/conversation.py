"""The conversations of `pve init`: question by question, with what each answer brings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pve_gen import asking, console
from pve_gen.interview import Effect, Question, effect, lowest, motivation_of, questions, settled, value_of
from pve_gen.model import Catalog, FactValue, Language, Profile, Selection, Words, written
from pve_gen.newoverlay import prefix_of
from pve_gen.newtender import NewTender
from pve_gen.selection import select
from pve_gen.tender import tender_of

_TITLE = Words("Een nieuwe aanbesteding", "A new tender")
_LAYER_TITLE = Words("Een eigen laag over de catalogus", "An own layer over the catalogue")
_HOW = Words(
    "Enter neemt wat tussen [ ] staat, < gaat een vraag terug, Ctrl-C stopt zonder iets te schrijven.",
    "Enter takes what stands between [ ], < goes back a question, Ctrl-C stops and writes nothing.",
)
_ALWAYS = Words(
    "{count} eisen en wensen gelden voor iedere aanbesteding. Uw antwoorden voegen daaraan toe.",
    "{count} requirements and wishes hold for every tender. Your answers add to them.",
)
_MORE = Words("+ {count}: {themes}", "+ {count}: {themes}")
_LESS = Words("− {count}: {themes}", "− {count}: {themes}")
_NOTHING = Words("Dit voegt niets toe; het zijn er {total}.", "This adds nothing; there are {total}.")
_TOTAL = Words(". Samen nu {total}.", ". Now {total} in all.")
_CONFIRM = Words("Schrijven naar {file}?", "Write to {file}?")
_READY = Words("Klaar", "Ready")
_STOPPED = Words("Gestopt; er is niets geschreven.", "Stopped; nothing was written.")
_NAME = Words("Voor welke gemeente is deze laag?", "Which municipality is this layer for?")
_NAME_LABEL = Words("Naam", "Name")
_PREFIX = Words(
    "Waarmee beginnen de kenmerken van uw eigen eisen? Twee tot zes hoofdletters, die de catalogus niet gebruikt.",
    "What do the ids of your own requirements begin with? Two to six capitals that the catalogue does not use.",
)
_PREFIX_LABEL = Words("Voorvoegsel", "Prefix")
_NOT_A_PREFIX = Words("Twee tot zes hoofdletters, zoals VBS.", "Two to six capitals, such as VBS.")
_TAKEN = Words("Dat gebruikt de catalogus al.", "The catalogue uses that already.")


def ask_tender(
    catalog: Catalog, texts: Mapping[str, str], said: Mapping[str, FactValue], profile: Profile | None, target: Path, language: Language
) -> NewTender | None:
    """Ask everything about a tender; None where the person stops or does not want it written."""
    suggested = {name: text for name, text in texts.items() if text}
    suggested |= {name: written(value) for name, value in ((dict(profile.facts) if profile else {}) | dict(said)).items()}
    asking.prepare()
    console.begin(_TITLE.in_(language), _HOW.in_(language))
    always = _selection(catalog, {})
    console.told(_ALWAYS.in_(language).format(count=len(always.selected)))
    answers: dict[str, str] = {}
    chapter = ""
    try:
        while True:
            asked = questions(catalog, answers, suggested, language)
            question = next((one for one in asked if one.key not in answers), None)
            if question is None:
                answer = _confirm(target, language)
                if answer == "true":
                    return _tender(catalog, answers, texts, profile, language)
                if answer != asking.BACK:
                    break
            else:
                if question.chapter != chapter:
                    console.chapter(question.chapter)
                    chapter = question.chapter
                answer = _ask(question, f"{len(answers) + 1}/{len(asked)}", language)
            if question is None or answer == asking.BACK:
                if answers:
                    key, former = answers.popitem()
                    suggested[key] = former
                continue
            before = _selection(catalog, answers)
            answers[question.key] = answer
            if question.options:
                _tell(effect(before, _selection(catalog, answers), language), language)
    except (KeyboardInterrupt, EOFError):
        console.result("")
    console.told(_STOPPED.in_(language))
    return None


def ask_layer(catalog: Catalog, name: str, prefix: str, language: Language) -> tuple[str, str] | None:
    """The name and prefix of a layer; None where the person stops."""
    asking.prepare()
    console.begin(_LAYER_TITLE.in_(language), _HOW.in_(language))
    try:
        while True:
            console.question("1/2", _NAME.in_(language), ())
            name = asking.text(_NAME_LABEL.in_(language), name, required=True, language=language)
            if name == asking.BACK:
                name = ""
                continue
            console.question("2/2", _PREFIX.in_(language), ())
            proposed = prefix or _free(prefix_of(name), catalog)
            while True:
                answer = asking.text(_PREFIX_LABEL.in_(language), proposed, required=True, language=language).upper()
                if answer == asking.BACK or (re.fullmatch("[A-Z]{2,6}", answer) and _free(answer, catalog)):
                    break
                console.ask_again((_TAKEN if re.fullmatch("[A-Z]{2,6}", answer) else _NOT_A_PREFIX).in_(language))
            if answer != asking.BACK:
                return name, answer
    except (KeyboardInterrupt, EOFError):
        console.result("")
        console.told(_STOPPED.in_(language))
        return None


def _free(prefix: str, catalog: Catalog) -> str:
    return "" if any(theme.prefix == prefix for theme in catalog.themes.values()) else prefix


def _ask(question: Question, count: str, language: Language) -> str:
    options = () if question.flag else question.options
    shown = [(str(number), option.title, option.explain, option.id == question.default) for number, option in enumerate(options, start=1)]
    console.question(count, question.text, shown)
    if question.options:
        return asking.choice(question.label, question.options, question.default, flag=question.flag, language=language)
    return asking.text(question.label, question.default, required=question.required, language=language)


def _confirm(target: Path, language: Language) -> str:
    console.question("", _CONFIRM.in_(language).format(file=target), ())
    return asking.choice(_READY.in_(language), (), "true", flag=True, language=language)


def _facts(catalog: Catalog, answers: Mapping[str, str]) -> dict[str, FactValue]:
    return {name: value_of(fact, answers[name]) for name, fact in catalog.facts.items() if name in answers}


def _selection(catalog: Catalog, answers: Mapping[str, str]) -> Selection:
    """What is in so far: what was not answered yet counts as what asks for least."""
    return select(catalog, tender_of(catalog, flags=lowest(catalog) | _facts(catalog, answers)))


def _tell(found: Effect, language: Language) -> None:
    lines = [
        words.in_(language).format(
            count=sum(number for _theme, number in themes),
            themes=", ".join(f"{theme}\N{NO-BREAK SPACE}{number}" for theme, number in themes),
        )
        for words, themes in ((_MORE, found.came), (_LESS, found.went))
        if themes
    ]
    if lines:
        console.told("; ".join(lines) + _TOTAL.in_(language).format(total=found.total), more=True)
    else:
        console.told(_NOTHING.in_(language).format(total=found.total))


def _tender(
    catalog: Catalog, answers: Mapping[str, str], texts: Mapping[str, str], profile: Profile | None, language: Language
) -> NewTender:
    decided = settled(catalog, answers, language)
    facts = _facts(catalog, answers) | {name: value for name, (value, _why) in decided.items()}
    motivations = {name: answers.get(motivation_of(name), "") for name in facts} | {name: why for name, (_value, why) in decided.items()}
    if profile:  # what it says already need not be said again, unless somebody says why
        same = {name for name, value in profile.facts.items() if facts.get(name) == value and not motivations.get(name)}
        facts = {name: value for name, value in facts.items() if name not in same}
    return NewTender(
        texts={**texts, **{name: answers[name] for name in answers if name in texts}}, profile=profile, facts=facts, motivations=motivations
    )
