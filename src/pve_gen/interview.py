"""What `pve init` asks about a tender, in which order, and what each answer brings in.

The questions about facts are those of the catalogue, so that one who adds a fact adds its question. Only the order is
of here, and which question makes no sense after which answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pve_gen.model import Catalog, Fact, FactValue, Language, Selection, Words, written
from pve_gen.values import Struct

TEXTS = ("title", "description", "organisation", "reference")
"""The fields of a tender that are asked, in order; only the first must be answered."""

_TEXT_QUESTIONS = {
    "title": (Words("Hoe heet deze aanbesteding?", "What is this tender called?"), Words("Naam", "Name")),
    "description": (
        Words(
            "Wat gaat de Oplossing doen, en voor wie? In een of twee zinnen.",
            "What will the solution do, and for whom? In a sentence or two.",
        ),
        Words("Omschrijving", "Description"),
    ),
    "organisation": (Words("Welke gemeente vraagt dit?", "Which municipality asks for it?"), Words("Organisatie", "Organisation")),
    "reference": (Words("Welk kenmerk heeft de aanbesteding?", "What is the reference of the tender?"), Words("Kenmerk", "Reference")),
}
_CHAPTERS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (Words("Van wie zijn de gegevens?", "Whose data are they?"), ("personal_data", "bsn")),
    (Words("Hoe erg is het als het misgaat?", "How bad is it when things go wrong?"), ("confidentiality", "integrity", "availability")),
    (Words("Wie loggen er in?", "Who signs in?"), ("citizen_facing", "digid", "payments", "signatures")),
    (Words("Waarmee is het verbonden?", "What does it connect to?"), ("interfaces", "base_registries", "email", "own_domain")),
    (Words("Hoe wordt het geleverd?", "How is it delivered?"), ("hosting", "multi_tenant", "support_access", "ai", "app")),
    (Words("De procedure", "The procedure"), ("procedure",)),
)
_TENDER = Words("De aanbesteding", "The tender")
_OTHER = Words("En verder", "And further")
_ONLY_AFTER = {"bsn": "personal_data", "digid": "citizen_facing", "payments": "citizen_facing", "base_registries": "interfaces"}
"""Fact → the fact without which it cannot be true, so that nobody is asked whether nobody pays."""
_WHY = Words(
    "Waarom? Dit komt in de risicoafweging (bijlage B). Mag ook later, in het bestand.",
    "Why? This goes into the risk weighing (appendix B). It may wait, and be written in the file.",
)
_MOTIVATION = Words("Motivering", "Motivation")


class Option(Struct, frozen=True, kw_only=True):
    """One answer to choose: `id` as it stands in the file, and the words people know it by."""

    id: str
    title: str
    explain: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """One thing to ask. Without options the answer is a text; `default` is what Enter gives, "" for nothing."""

    key: str
    chapter: str
    text: str
    label: str
    options: tuple[Option, ...] = ()
    default: str = ""
    required: bool = False
    flag: bool = False


def questions(catalog: Catalog, answers: Mapping[str, str], suggested: Mapping[str, str], language: Language) -> list[Question]:
    """What to ask about a tender, in order, seen from the `answers` so far (question → answer, facts as people write them).

    `suggested` is what flags, a profile or a former answer propose for Enter. A fact that cannot be true after what was
    answered is not asked: `settled` gives its value.
    """
    asked: list[Question] = []
    for name in TEXTS:
        text, label = _TEXT_QUESTIONS[name]
        asked.append(
            Question(
                key=name,
                chapter=_TENDER.in_(language),
                text=text.in_(language),
                label=label.in_(language),
                default=suggested.get(name, ""),
                required=name == "title",
            )
        )
    for chapter, fact in _in_order(catalog):
        if _settled_by(catalog, fact.id, answers):
            continue
        asked.append(_about(fact, chapter.in_(language), suggested, language))
        if fact.type == "scale":  # the weighing that BIO2 5.19.01 asks for: the other reasons may wait
            asked.append(
                Question(
                    key=motivation_of(fact.id),
                    chapter=chapter.in_(language),
                    text=_WHY.in_(language),
                    label=_MOTIVATION.in_(language),
                    default=suggested.get(motivation_of(fact.id), ""),
                )
            )
    return asked


def motivation_of(fact: str) -> str:
    """The key of the question why a fact is weighed as it is."""
    return f"{fact}.motivation"


def settled(catalog: Catalog, answers: Mapping[str, str], language: Language) -> dict[str, tuple[FactValue, str]]:
    """The facts that are not asked because another answer decides them: their value, and that answer as the motivation."""
    found: dict[str, tuple[FactValue, str]] = {}
    for fact in catalog.facts.values():
        if other := _settled_by(catalog, fact.id, answers):
            found[fact.id] = (False, f"{other.title.in_(language)}: {other.title_of(value_of(other, answers[other.id]), language)}.")
    return found


def value_of(fact: Fact, answer: str) -> FactValue:
    """An answer as the value of a fact."""
    return answer == "true" if fact.type == "flag" else answer


def lowest(catalog: Catalog) -> dict[str, FactValue]:
    """Every fact at what asks for least: what is in then is in for every tender, and each answer adds to it."""
    return {fact.id: _least(fact) for fact in catalog.facts.values()}


def _least(fact: Fact) -> FactValue:
    return False if fact.type == "flag" else fact.allowed[0] if fact.type == "scale" else fact.default


class Effect(Struct, frozen=True, kw_only=True):
    """What an answer does: how many requirements, wishes and conditions come in and go out per theme, and how many there are then."""

    came: tuple[tuple[str, int], ...]
    went: tuple[tuple[str, int], ...]
    total: int


def effect(before: Selection, after: Selection, language: Language) -> Effect:
    """What differs between two selections of one catalogue, most first."""
    old, new = ({requirement.id: requirement for requirement in selection.selected} for selection in (before, after))
    themes = after.catalog.themes

    def counted(ids: Iterable[str]) -> tuple[tuple[str, int], ...]:
        counts = Counter((new.get(id) or old[id]).theme for id in ids)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], list(themes).index(item[0])))
        return tuple((themes[theme].title.in_(language), number) for theme, number in ordered)

    return Effect(came=counted(id for id in new if id not in old), went=counted(id for id in old if id not in new), total=len(new))


def _in_order(catalog: Catalog) -> Iterator[tuple[Words, Fact]]:
    known = [(chapter, name) for chapter, names in _CHAPTERS for name in names if name in catalog.facts]
    named = {name for _chapter, name in known}
    last = [known.pop()] if known and known[-1][1] == "procedure" else []
    for chapter, name in [*known, *((_OTHER, name) for name in catalog.facts if name not in named), *last]:
        yield chapter, catalog.facts[name]


def _settled_by(catalog: Catalog, name: str, answers: Mapping[str, str]) -> Fact | None:
    """The fact whose answer makes that `name` cannot be true."""
    other = catalog.facts.get(_ONLY_AFTER.get(name, ""))
    if other is None or other.id not in answers or catalog.facts[name].type != "flag":
        return None
    return other if answers[other.id] == written(_least(other)) else None


def _about(fact: Fact, chapter: str, suggested: Mapping[str, str], language: Language) -> Question:
    options = tuple(
        Option(id=choice.id, title=choice.title.in_(language), explain=choice.explain.in_(language)) for choice in fact.choices
    ) or tuple(Option(id=written(value), title=fact.title_of(value, language)) for value in (True, False))
    return Question(
        key=fact.id,
        chapter=chapter,
        text=fact.question.in_(language),
        label=fact.title.in_(language),
        options=options,
        default=suggested.get(fact.id, written(fact.default)),
        flag=fact.type == "flag",
    )
