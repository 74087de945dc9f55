"""A comparison, and what people say of it → everything that a nota van inlichtingen says, in the markup of one format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Generic, TypeVar

from pve_gen import __version__
from pve_gen.documents import in_full
from pve_gen.edition import CHANGES, Asked, AskedQuestion, Comparison, Difference, Edition, Field, Part
from pve_gen.markup import literal
from pve_gen.model import Language, Words
from pve_gen.noticereport import AnswerLine, ChangeBlock, ComparingFormat, EditionLine, Notice, PartLine, QuestionBlock
from pve_gen.programme import ProvenanceLines, TenderLines
from pve_gen.worddiff import Piece, joined, side, word_diff

M = TypeVar("M")

_LABELS: dict[Field, Words] = {
    "kind": Words("Soort", "Kind"),
    "points": Words("Punten", "Points"),
    "title": Words("Titel", "Title"),
    "text": Words("Tekst", "Text"),
    "value": Words("Waarde", "Value"),
    "evidence": Words("Bewijs", "Evidence"),
    "verify": Words("Toetsing", "Verification"),
    "applies": Words("Geldt bij", "Applies to"),
    "norms": Words("Normen", "Norms"),
    "theme": Words("Hoofdstuk", "Chapter"),
    "id": Words("Nummer", "Number"),
    "acts": Words("Wie iets doet", "Who acts"),
    "why": Words("Motivering", "Motivation"),
    "risk": Words("Risico", "Risk"),
    "version": Words("Versie", "Version"),
}
_OF_FACT = Words("Kenmerk", "Fact")
_OF_TERM = Words("Begrip", "Term")
_OF_SCORING = Words("Puntentelling", "Scoring")
_BECOMES = Words("‘{was}’ wordt ‘{now}’", "‘{was}’ becomes ‘{now}’")
_LAPSES = Words("‘{was}’ vervalt", "‘{was}’ is left out")
_COMES = Words("‘{now}’ komt erbij", "‘{now}’ is added")
_FEW, _SHORT = 5, 90  # changes in a text, and letters in each, that are still easier read in words
_AGAIN = Words(
    "Opnieuw beantwoorden: uw eerdere antwoord ging over een andere tekst.", "Answer again: your earlier answer was about another text."
)
_NEW = Words("Nieuw: beantwoorden.", "New: to be answered.")
_GONE = Words("Vervalt: niet meer beantwoorden.", "Left out: no answer is needed.")
_RENUMBERED = Words("Beantwoorden onder nummer {ids}.", "Answer under number {ids}.")
_KEEPS = Words("Niets: uw eerdere antwoord kan blijven staan.", "Nothing: your earlier answer can stay.")
_BLANKS = {
    "number": Words("nummer van de nota", "number of the notice"),
    "version": Words(
        "een nieuw versienummer: het oude en het nieuwe programma hebben allebei versie {version}",
        "a new version number: both editions are version {version}",
    ),
    "change": Words("{id}: soort wijziging vaststellen (voorstel: {change})", "{id}: confirm the kind of change (proposed: {change})"),
    "material": Words("{id}: beoordelen of de wijziging wezenlijk is", "{id}: judge whether the change is material"),
    "both": Words(
        "{id}: soort wijziging vaststellen (voorstel: {change}) en beoordelen of zij wezenlijk is",
        "{id}: confirm the kind of change (proposed: {change}) and judge whether it is material",
    ),
    "stale": Words("{id}: opnieuw bekijken, want de wijziging is veranderd", "{id}: look again, since the change is another"),
    "explanation": Words("{id}: toelichten waarom dit wijzigt", "{id}: explain why this changes"),
    "answer": Words("vraag {number}: antwoord", "question {number}: answer"),
}
_INTERNAL: tuple[Field, ...] = ("risk", "version")  # not in the document that tenderers get


def notice(comparison: Comparison, language: Language, day: date, form: ComparingFormat[M]) -> Notice[M]:
    """Everything the document says, with `form` writing what is more than plain text; `day` is the date of the notice."""
    return _Notice(comparison, language, form).made(day)


class _Notice(Generic[M]):
    """One comparison in one language and format."""

    def __init__(self, comparison: Comparison, language: Language, form: ComparingFormat[M]) -> None:
        self.comparison, self.language, self.form = comparison, language, form
        self.programme = bool(comparison.new.document)

    def say(self, words: Words, **names: object) -> str:
        return words.in_(self.language).format(**names)

    def made(self, day: date) -> Notice[M]:
        comparison = self.comparison
        shown = [difference for difference in comparison.differences if self.parts(difference)]
        return Notice(
            language=self.language,
            programme=self.programme,
            number=comparison.notes.number,
            day=in_full(day, self.language),
            tender=self.tender(comparison.new),
            provenance=self.provenance(comparison.new, day),
            was=self.edition(comparison.old),
            now=self.edition(comparison.new),
            introduction=_paragraphs(comparison.notes.introduction),
            questions=tuple(map(self.question, comparison.notes.questions)),
            changes=tuple(map(self.change, shown)),
            answers=tuple(self.answers()) if self.programme else (),
            consequences=_paragraphs(comparison.notes.consequences),
            blanks=tuple(self.blanks(shown)) if self.programme else (),
        )

    # ── which ──

    def tender(self, edition: Edition) -> TenderLines:
        if edition.tender:
            return edition.tender
        return TenderLines(
            organisation=edition.title,
            title=edition.title,
            reference=edition.title,
            version=edition.version,
            status="",
            date="",
            contact="",
            description=(),
            procedure="",
        )

    def provenance(self, edition: Edition, day: date) -> ProvenanceLines:
        made = edition.provenance
        return ProvenanceLines(
            document=edition.document,
            tool=f"pve {__version__}",
            catalog=made.catalog if made else f"{edition.title} {edition.version}",
            commit=made.commit if made else "",
            template="",
            day=day.isoformat(),
            created=f"{day.isoformat()}T00:00:00Z",
            hash=made.hash if made else "",
        )

    def edition(self, edition: Edition) -> EditionLine:
        tender = edition.tender
        return EditionLine(
            title=edition.title,
            version=edition.version,
            status=tender.status if tender else "",
            date=tender.date if tender else "",
            document=edition.document or edition.name,
        )

    # ── questions ──

    def question(self, question: AskedQuestion) -> QuestionBlock[M]:
        asked = self.comparison.new.asked.get(question.about) or self.comparison.old.asked.get(question.about)
        changed = asked and any(asked.id == one.id for one in self.comparison.differences)
        return QuestionBlock(
            number=question.number,
            about=self.form.link(question.about) if changed else self.form.inline(literal(question.about)),
            title=asked.title if asked else "",
            question=_paragraphs(question.question),
            answer=_paragraphs(question.answer),
        )

    # ── changes ──

    def change(self, difference: Difference) -> ChangeBlock[M]:
        head = (difference.now or difference.was)[0]
        said = self.comparison.confirmed(difference)
        requirement = head.about == "requirement"
        name = difference.id if requirement else {"fact": _OF_FACT, "term": _OF_TERM}.get(head.about, _OF_SCORING).in_(self.language)
        return ChangeBlock(
            id=name,
            anchor=self.form.anchor(difference.id) if requirement else self.form.inline(literal(name)),
            link=self.form.link(difference.id) if requirement else self.form.inline(literal(name)),
            title=difference.title,
            chapter=head.chapter,
            kind_name=head.kind_name,
            change=CHANGES[self.comparison.change_of(difference)].in_(self.language).capitalize(),
            requirement=requirement,
            only_now=not difference.was,
            only_was=not difference.now,
            parts=tuple(self.part(part, difference) for part in self.parts(difference)),
            explanation=_paragraphs(said.explanation if said else ""),
            answer=self.action(difference) if requirement and self.programme else "",
        )

    def parts(self, difference: Difference) -> list[Part]:
        """The parts that a reader sees in the document, and of what is new what is asked with it."""
        if not difference.was or not difference.now:
            return list(_whole(difference))
        texts = [part for part in difference.parts if part.field == "text"]
        return [
            part
            for part in difference.parts
            if (part.field not in _INTERNAL or not self.programme)
            and not (part.field == "value" and any(part.was in text.was and part.now in text.now for text in texts))
        ]

    def part(self, part: Part, difference: Difference) -> PartLine[M]:
        pieces = joined(word_diff(part.was, part.now)) if part.was and part.now else ()
        both = bool(pieces)
        return PartLine(
            label=part.name or self.label(part, difference),
            was=self.form.compared(side(pieces, "gone") if both else (Piece("same", part.was),) if part.was else ()),
            now=self.form.compared(side(pieces, "new") if both else (Piece("same", part.now),) if part.now else ()),
            in_words="; ".join(self.in_words(pieces)) if len(difference.was) == len(difference.now) == 1 else "",
        )

    def label(self, part: Part, difference: Difference) -> str:
        of_fact = (difference.now or difference.was)[0].about in {"fact", "tender"}
        return _LABELS["value" if of_fact else part.field].in_(self.language)

    def in_words(self, pieces: tuple[Piece, ...]) -> Iterator[str]:
        """The difference as a reader would tell it over the telephone: no colour, line or mark needed."""
        told: list[str] = []
        changed = [piece for piece in pieces if piece.change != "same"]
        if len(changed) > 2 * _FEW or any(len(piece.text) > _SHORT for piece in changed):
            return
        was = ""
        for piece in (*pieces, Piece("same", "")):
            text = " ".join(piece.text.split())
            if piece.change == "gone":
                was = text
                continue
            if piece.change == "new" and was:
                told.append(self.say(_BECOMES, was=was, now=text))
            elif piece.change == "new":
                told.append(self.say(_COMES, now=text))
            elif was:
                told.append(self.say(_LAPSES, was=was))
            was = ""
        if len(told) <= _FEW:
            yield from told

    # ── what it means for an answer ──

    def action(self, difference: Difference) -> str:
        if not difference.was:
            return self.say(_NEW)
        if not difference.now:
            return self.say(_GONE)
        if [one.id for one in difference.was] != [one.id for one in difference.now]:
            return self.say(_RENUMBERED, ids=", ".join(one.id for one in difference.now))
        return self.say(_AGAIN if difference.stale_answer else _KEEPS)

    def answers(self) -> Iterator[AnswerLine[M]]:
        for difference in self.comparison.differences:
            for one in _answered(difference):
                if one.about == "requirement":
                    yield AnswerLine(
                        id=one.id, link=self.form.link(difference.id), title=one.title, action=self.about_answer(one, difference)
                    )

    def about_answer(self, one: Asked, difference: Difference) -> str:
        before, after = one.id in self.comparison.old.asked, one.id in self.comparison.new.asked
        if before and not after:
            return self.say(_RENUMBERED, ids=", ".join(new.id for new in difference.now)) if difference.now else self.say(_GONE)
        return self.say(_NEW) if not before else self.say(_AGAIN)

    # ── what is still to be said ──

    def blanks(self, shown: list[Difference]) -> Iterator[str]:
        comparison = self.comparison
        if not comparison.notes.number:
            yield self.say(_BLANKS["number"])
        if comparison.differences and comparison.old.version == comparison.new.version:
            yield self.say(_BLANKS["version"], version=comparison.new.version)
        for question in comparison.notes.questions:
            if not question.answer:
                yield self.say(_BLANKS["answer"], number=question.number)
        for difference in shown:
            said, name = comparison.confirmed(difference), difference.title if ":" in difference.id else difference.id
            if said is None and difference.id in comparison.notes.confirmed:
                yield self.say(_BLANKS["stale"], id=name)
                continue
            unnamed = said is None or said.change is None
            unjudged = difference.possibly_material and (said is None or said.material is None)
            if unnamed or unjudged:
                sentence = _BLANKS["both" if unnamed and unjudged else "change" if unnamed else "material"]
                yield self.say(sentence, id=name, change=CHANGES[difference.change].in_(self.language))
            if said and said.material and not said.explanation:
                yield self.say(_BLANKS["explanation"], id=name)


def _answered(difference: Difference) -> list[Asked]:
    """Every requirement of a difference whose place in the answer form changes, each once."""
    if not difference.stale_answer:
        return []
    return list({one.id: one for one in (*difference.was, *difference.now)}.values())


def _whole(difference: Difference) -> Iterator[Part]:
    """What is new or gone, as if each of its fields differed from nothing."""
    one = (difference.now or difference.was)[0]
    for field, text in (("text", one.text), ("evidence", "\n".join(one.evidence)), ("norms", "\n".join(one.norms))):
        if text:
            yield Part(field=field, was=text if difference.was else "", now=text if difference.now else "")  # type: ignore[arg-type]  # the three names above are fields


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())
