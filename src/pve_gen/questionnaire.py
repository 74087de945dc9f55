"""A programme as sent → a questionnaire: one row a requirement, in the columns that a tender platform or a colleague wants.

No platform's format is promised: which columns there are, in which order and under which heading, is what somebody says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pve_gen.answerform import CHOICES
from pve_gen.findings import PveError, did_you_mean
from pve_gen.model import Kind, Language, Words
from pve_gen.plaintext import PlainFormat
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.values import Struct

FIXED = "fixed"
"""A field that holds the same text in every row: what somebody says it holds."""

CELLS: dict[str, tuple[Words, Callable[[SentRequirement], str | int]]] = {
    "id": (Words("Nummer", "Number"), lambda one: one.id),
    "version": (Words("Versie", "Version"), lambda one: one.version),
    "theme": (Words("Thema", "Theme"), lambda one: one.chapter),
    "kind": (Words("Soort", "Kind"), lambda one: one.kind_name.partition(" · ")[0]),
    "points": (Words("Punten", "Points"), lambda one: one.points or ""),
    "title": (Words("Titel", "Title"), lambda one: one.title),
    "text": (Words("Tekst", "Text"), lambda one: _plain(one.text)),
    "question": (Words("Vraag", "Question"), lambda one: f"{one.title}\n\n{_plain(one.text)}"),
    "why": (Words("Waarom", "Why"), lambda one: _plain(one.why)),
    "because": (Words("Waarom gesteld", "Asked because"), lambda one: one.because),
    "evidence": (Words("Gevraagd bewijs", "Evidence asked"), lambda one: _lines(f"{_line(item.what)} ({item.when})" for item in one.evidence)),
    "verify": (Words("Toetsing", "Verification"), lambda one: _plain(one.verify)),
    "norms": (Words("Normen", "Norms"), lambda one: "; ".join(norm.label for norm in one.norms)),
}  # fmt: skip
"""Field → its heading where nobody says one, and what it holds."""

TO_FILL_IN: dict[str, Words] = {
    "answer": Words("Uw antwoord", "Your answer"),
    "explanation": Words("Uw toelichting", "Your explanation"),
    "reference": Words("Uw bewijs", "Your evidence"),
    "empty": Words("", ""),
}
"""Fields that the supplier fills in, or that stay empty for whoever knows the platform. They are not called as in the answer sheet, which
`pve assess` reads: this sheet does not hold all of that, and would seem to be an altered one."""

FIELDS: tuple[str, ...] = (*CELLS, "number", "choices", "document", *TO_FILL_IN, FIXED)
DEFAULT = ("id", "theme", "kind", "points", "title", "text", "evidence", "answer", "explanation", "reference")

_OTHERS = {
    "number": Words("Volgnummer", "Sequence number"),
    "choices": Words("Antwoordmogelijkheden", "Possible answers"),
    "document": Words("Documentnummer", "Document number"),
}


class Column(Struct, frozen=True, kw_only=True):
    """A column as somebody asked for it; `text` is what a fixed one holds."""

    field: str
    heading: str = ""
    text: str = ""


class Questionnaire(Struct, frozen=True, kw_only=True):
    """A table: `fields` says what each column is, `choices` per row which answers there are. A number in a row is a number."""

    language: Language
    title: str
    organisation: str
    document: str
    fields: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    choices: tuple[tuple[str, ...], ...]


def column_of(said: str) -> Column:
    """What somebody says of a column: `id`, `id=Vraagnummer`, or `fixed=Verplicht=Ja`; PveError where that is no field."""
    field, _equals, heading = said.partition("=")
    text = ""
    if field not in FIELDS:
        raise PveError(f"--column {said}: `{field}` is not a field", did_you_mean(field, FIELDS) or f"choose from {', '.join(FIELDS)}")
    if field == FIXED:
        heading, equals, text = heading.partition("=")
        if not equals:
            raise PveError(f"--column {said}: says no text", 'write --column "fixed=Verplicht=Ja"')
    if not heading.strip() and field in {FIXED, "empty"}:
        raise PveError(f"--column {said}: needs a heading", f'write --column "{field}=Opmerking{"=Ja" if field == FIXED else ""}"')
    return Column(field=field, heading=" ".join(heading.split()), text=text.strip())


def questionnaire(sent: SentProgramme, columns: Sequence[Column], kinds: Mapping[Kind, str]) -> Questionnaire:
    """The programme in these columns, in its order; `kinds` is what a kind is called where that differs.

    PveError where two columns have one heading: who reads them back could not tell them apart.
    """
    headings = tuple(_heading(column, sent.language) for column in columns)
    if twice := next((one for at, one in enumerate(headings) if one in headings[:at]), None):
        raise PveError(f"--column: two columns are called «{twice}»", "give one of them another heading: FIELD=HEADING")
    choices = tuple(tuple(choice.title.in_(sent.language) for choice in CHOICES[one.kind]) for one in sent.requirements)
    return Questionnaire(
        language=sent.language,
        title=sent.tender.title,
        organisation=sent.tender.organisation,
        document=sent.provenance.document,
        fields=tuple(column.field for column in columns),
        headings=headings,
        rows=tuple(
            tuple(_cell(column, one, number, choices[number - 1], sent, kinds) for column in columns)
            for number, one in enumerate(sent.requirements, start=1)
        ),
        choices=choices,
    )


def _heading(column: Column, language: Language) -> str:
    if column.heading:
        return column.heading
    words = CELLS[column.field][0] if column.field in CELLS else (_OTHERS | TO_FILL_IN)[column.field]
    return words.in_(language)


def _cell(
    column: Column, one: SentRequirement, number: int, choices: tuple[str, ...], sent: SentProgramme, kinds: Mapping[Kind, str]
) -> str | int:
    match column.field:
        case "number":
            return number
        case "choices":
            return "; ".join(choices)
        case "document":
            return sent.provenance.document
        case "kind" if one.kind in kinds:
            return kinds[one.kind]
        case field if field in CELLS:
            return CELLS[field][1](one)
        case _:
            return column.text


def _plain(text: str) -> str:
    return PlainFormat().blocks(text)


def _line(text: str) -> str:
    return PlainFormat().inline(text)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
