"""The rules that propose what kind of change a difference is. They propose; people confirm.

In order, the first that has something to say decides:

1. **kind** – a wish that became a requirement or condition is tightened, the other way round relaxed; between requirement and
   condition the kind is changed.
2. **points**, **who acts** – other points change a value; another party to act changes the content.
3. **text** – only values differ: a value. Only sentences or list items were added: tightened; only left out: relaxed; unless
   one of these limits, allows or denies something (see 4). Another number, or another word that limits, allows or denies
   (`niet`, `tenzij`, `mag`, `uiterlijk` …): the content is changed. Otherwise at least six tenths of the words the same:
   reworded; less: changed.
4. **values, when it applies, evidence, number, theme, title, verification, norms, background** – each by its own name.

A flag says that a change may be material: whatever touches what a supplier must do, show or earn, which is every kind but a
text that was reworded, moved or explained otherwise. What the law calls a material change is for people to judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from pve_gen.canonical import canonical
from pve_gen.edition import Asked, ChangeKind, Part
from pve_gen.model import Words
from pve_gen.worddiff import likeness

Proposal = tuple[ChangeKind, Words, bool]
"""The kind of change, why, and whether it may be material."""

SAME_ENOUGH = 0.6
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LIMITING = """
    niet geen nooit zonder tenzij behalve uitgezonderd mits indien alleen uitsluitend mag mogen kan kunnen hoeft hoeven
    not no never without unless except provided if only may can cannot need
"""
_MEASURING = """
    niets enkel slechts altijd steeds moet moeten verplicht minimaal maximaal minstens hoogstens uiterlijk minder meer
    alle elke elk ieder iedere direct onmiddellijk jaarlijks maandelijks wekelijks dagelijks schriftelijk kosteloos gelijkwaardig
    en of na voordat nadat seconden minuut minuten uur uren dag dagen werkdag werkdagen week weken maand maanden kwartaal jaar jaren
    één twee drie vier vijf zes zeven acht negen tien elf twaalf
    nothing solely always must shall required minimum maximum least most less more all every each any immediately yearly annually
    monthly weekly daily written equivalent and or before after seconds minute minutes hour hours day days week weeks month months
    quarter year years two three four five six seven eight nine ten twelve
"""
_LIMITS = frozenset(_LIMITING.split())
_WEIGHTY = _LIMITS | frozenset(_MEASURING.split())
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def propose(old: Asked, new: Asked, parts: tuple[Part, ...]) -> Proposal:
    """What kind of change these parts make of one thing that is in both editions; `parts` holds at least one."""
    by_field: dict[str, Part] = {part.field: part for part in parts}
    for rule in _RULES:
        if proposal := rule(old, new, by_field):
            return proposal
    raise AssertionError(f"no rule for {sorted(by_field)}")  # every field has one: see _NAMED


def same(was: str, now: str) -> bool:
    """Whether two texts are the same, however their accents are composed and their lines are broken."""
    return " ".join(unicodedata.normalize("NFC", was).split()) == " ".join(unicodedata.normalize("NFC", now).split())


def _kind(old: Asked, new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    if old.kind == new.kind:
        return None
    if old.kind == "wish":
        return "tightened", Words("een wens is een verplichting geworden", "a wish became an obligation"), True
    if new.kind == "wish":
        return "relaxed", Words("een verplichting is een wens geworden", "an obligation became a wish"), True
    return "kind", Words(f"{old.kind_name.lower()} werd {new.kind_name.lower()}", f"{old.kind} became {new.kind}"), True


def _points(_old: Asked, _new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    part = parts.get("points")
    return ("value", Words(f"punten: {part.was} werd {part.now}", f"points: {part.was} became {part.now}"), True) if part else None


def _acts(_old: Asked, _new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    part = parts.get("acts")
    return ("changed", Words("een andere partij moet iets doen", "another party must act"), True) if part else None


def _text(old: Asked, new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    part = parts.get("text")
    if part is None:
        return None
    if old.about == "fact":
        return "value", Words("een kenmerk waarop eisen worden gekozen", "a fact that requirements are selected on"), True
    if old.about == "tender":
        return "value", Words("de puntentelling", "the scoring"), True
    if same(with_values(part.was, old, new), part.now):
        names = ", ".join(new.values[name][0] for name in changed_values(old, new))
        return "value", Words(f"alleen een waarde verschilt: {names}", f"only a value differs: {names}"), True
    if canonical(part.was) == canonical(part.now):
        return "reworded", Words("alleen leestekens of spaties verschillen", "only punctuation marks or spaces differ"), False
    added, gone = _sentences(part)
    if bool(added) != bool(gone) and not any(_LIMITS & _lower_words(text) for text in added + gone):
        if added:
            return "tightened", Words("er is alleen tekst bij gekomen", "text was only added"), True
        return "relaxed", Words("er is alleen tekst vervallen", "text was only left out"), True
    if other := _differing(_NUMBER.findall(part.was), _NUMBER.findall(part.now)):
        return "changed", Words(f"andere getallen: {other}", f"other numbers: {other}"), True
    if other := _differing(_weighty(part.was), _weighty(part.now)):
        return "changed", Words(f"woorden die begrenzen: {other}", f"words that limit: {other}"), True
    alike = likeness(part.was, part.now)
    per_cent = f"{alike:.0%}"
    if alike >= SAME_ENOUGH:
        return "reworded", Words(f"{per_cent} van de woorden is gelijk", f"{per_cent} of the words are the same"), False
    return "changed", Words(f"maar {per_cent} van de woorden is gelijk", f"only {per_cent} of the words are the same"), True


def _evidence(_old: Asked, _new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    part = parts.get("evidence")
    if part is None:
        return None
    was, now = part.was.count("\n") + bool(part.was), part.now.count("\n") + bool(part.now)
    if was != now:
        return "evidence", Words(f"{was} soorten bewijs werden er {now}", f"{was} pieces of evidence became {now}"), True
    heavier = _differing(_NUMBER.findall(part.was) + _moments(part.was), _NUMBER.findall(part.now) + _moments(part.now))
    return "evidence", Words("ander bewijs", "other evidence"), bool(heavier) or likeness(part.was, part.now) < SAME_ENOUGH


def _moments(lines: str) -> list[str]:
    return re.findall(r"^([^:\n]*):", lines, re.MULTILINE)


_NAMED: dict[str, Proposal] = {
    "value": ("value", Words("een waarde verschilt", "a value differs"), True),
    "applies": ("applies", Words("de eis geldt in andere gevallen", "it is asked in other cases"), True),
    "id": ("moved", Words("een ander nummer", "another number"), False),
    "theme": ("moved", Words("een ander hoofdstuk", "another chapter"), False),
    "title": ("reworded", Words("de titel verschilt", "the title differs"), False),
    "verify": ("verify", Words("de gemeente toetst het anders", "it is verified otherwise"), False),
    "norms": ("norms", Words("andere normen", "other norms"), False),
    "why": ("background", Words("de motivering verschilt", "the motivation differs"), False),
    "risk": ("background", Words("het risico bij niet voldoen verschilt", "the risk that is left differs"), False),
    "kind": ("kind", Words("de soort heet anders", "the kind has another name"), False),
    "version": ("version", Words("de woorden zijn gelijk", "the words are the same"), False),
}


def _named(_old: Asked, _new: Asked, parts: Mapping[str, Part]) -> Proposal | None:
    return next((proposal for field, proposal in _NAMED.items() if field in parts), None)


_RULES: tuple[Callable[[Asked, Asked, Mapping[str, Part]], Proposal | None], ...] = (_kind, _points, _acts, _text, _evidence, _named)


def changed_values(old: Asked, new: Asked) -> Iterator[str]:
    """The names of the values that are in both and differ."""
    return (name for name in old.values if name in new.values and not same(old.values[name][1], new.values[name][1]))


def with_values(text: str, old: Asked, new: Asked) -> str:
    """A text of OLD with the values of NEW in the place of its own: the same as that of NEW where only values differ."""
    changes = {old.values[name][1]: new.values[name][1] for name in changed_values(old, new)}
    if not changes:
        return text
    pattern = "|".join(re.escape(value) for value in sorted(changes, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda found: changes[found[0]], text)


def _sentences(part: Part) -> tuple[list[str], list[str]]:
    """The sentences that were added, and those that are gone."""
    was, now = ([text.strip() for text in _SENTENCE.split(canonical_lines(text)) if text.strip()] for text in (part.was, part.now))
    return list((Counter(now) - Counter(was)).elements()), list((Counter(was) - Counter(now)).elements())


def canonical_lines(text: str) -> str:
    """Canonical letters, with the line ends kept."""
    return "\n".join(canonical(line) for line in text.split("\n"))


def _lower_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _weighty(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()) if word in _WEIGHTY]


def _differing(was: list[str], now: list[str]) -> str:
    """Which words only one of two lists holds: `72 → 96`; empty where they hold the same."""
    gone, new = Counter(was) - Counter(now), Counter(now) - Counter(was)
    return f"{', '.join(gone.elements()) or '–'} → {', '.join(new.elements()) or '–'}" if gone or new else ""
