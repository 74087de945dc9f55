"""The nouns of an answer that came back: what a supplier filled in, whatever kind of file it stood in, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from pve_gen.answerform import CHOICES, OFFICE_PLACEHOLDERS, PLACEHOLDERS, SUPPLIER_PLACEHOLDER, Choice
from pve_gen.canonical import canonical
from pve_gen.findings import nearest
from pve_gen.model import Kind
from pve_gen.values import Struct

RULES = {
    "answer-empty": "nothing was chosen",
    "answer-unknown": "what stands there is not one of the answers",
    "answer-other-kind": "the answer exists, but not for this kind of requirement",
    "answer-twice": "the requirement occurs more than once",
    "answer-formula": "a formula stands where text should: others may see another answer",
    "answer-tracked": "the answer holds a tracked change that is neither accepted nor rejected",
    "answer-hidden": "somebody hid the answer; a filter does not count",
    "answer-attached": "a note, comment, picture or file hangs on the answer, and must be read too",
    "answer-elsewhere": "text that goes with the answer stands beside its fields",
    "requirement-unknown": "an answer to something that was not asked, or that names no requirement",
    "requirement-missing": "the place of the answer is gone",
    "requirement-mixed": "the answer names two requirements",
    "document-altered": "the document was altered outside the requirements, in its footer for instance",
}
"""Every rule, by its stable id, and what breaks it."""


class GivenAnswer(Struct, frozen=True, kw_only=True):
    """What was filled in at one requirement.

    `answer` is the id of a choice in `answerform.CHOICES`, or empty where nothing was chosen or it cannot be told
    what; `said` is what stands there literally. `place` is where, in words: `sheet Antwoorden, cell I12`.
    """

    requirement: str
    answer: str
    said: str
    explanation: str
    evidence: str
    place: str


class ResponseFinding(Struct, frozen=True, kw_only=True):
    """Something wrong with an answer: `rule` is one of RULES, `requirement` the id, or empty where it is about none that is known."""

    rule: str
    requirement: str
    place: str
    message: str
    hint: str = ""


class AlteredText(Struct, frozen=True, kw_only=True):
    """What was done to the text of a requirement: `said` in words, and the lines that differ as they `was` and are `now`.

    One of these may be empty, and both are where no words differ.
    """

    said: str
    was: str = ""
    now: str = ""


class Response(Struct, frozen=True, kw_only=True):
    """One supplier's answers: at most one for each requirement, in the order of the file.

    `document` and `hash` say to which programme they belong; empty where the file does not say.
    """

    supplier: str
    document: str
    hash: str
    answers: tuple[GivenAnswer, ...]
    findings: tuple[ResponseFinding, ...]


_KIND_NAMES: dict[Kind, str] = {"requirement": "requirement", "wish": "wish", "condition": "contract condition"}


def folded(text: str) -> str:
    """A text as it is compared: capitals, spaces and what nobody sees make no difference."""
    return canonical(text).casefold()


_PLACEHOLDERS = {folded(text) for words in (*PLACEHOLDERS.values(), SUPPLIER_PLACEHOLDER) for text in (words.nl, words.en)}
_PLACEHOLDERS |= {folded(text) for text in OFFICE_PLACEHOLDERS}
_NAMED: dict[str, Choice] = {
    folded(text): choice for choices in CHOICES.values() for choice in choices for text in (choice.title.nl, choice.title.en)
}


@lru_cache(maxsize=64)  # a document says most answers three times: in a cell, a control and a bookmark
def filled_in(text: str) -> str:
    """What somebody filled in, without space around it; nothing where that is still the text that invites to."""
    text = text.strip()
    return "" if folded(text) in _PLACEHOLDERS else text


def is_answer(text: str) -> bool:
    """Whether a text is one of the answers to some kind of requirement, in either language."""
    return folded(text) in _NAMED


def chosen(requirement: str, kind: Kind | None, said: str, place: str) -> tuple[str, ResponseFinding | None]:
    """The id of the choice that somebody wrote, in either language; or nothing, and the finding that says why.

    A word that is no choice is never taken for the nearest one. Without a `kind`, the choices of every kind will do.
    """
    allowed = CHOICES[kind] if kind else tuple(_NAMED.values())
    choice = _NAMED.get(folded(said))
    if choice and choice in allowed:
        return choice.id, None

    def finding(rule: str, message: str, hint: str) -> tuple[str, ResponseFinding]:
        return "", ResponseFinding(rule=rule, requirement=requirement, place=place, message=message, hint=hint)

    if not filled_in(said):
        return finding("answer-empty", "has no answer", "")
    if choice and kind:
        return finding("answer-other-kind", f"«{short(said)}» is not an answer to a {_KIND_NAMES[kind]}", _one_of(allowed))
    near = nearest(folded(said), (text for choice in allowed for text in (choice.title.nl, choice.title.en)))
    hint = f"if «{near[0]}» is meant, let the supplier say so" if near else _one_of(allowed)
    return finding("answer-unknown", f"«{short(said)}» is not one of the answers", hint)


def missing(known: Mapping[str, Kind], found: Iterable[str], place: str) -> tuple[ResponseFinding, ...]:
    """A finding for each requirement that was asked and has no place in the answer."""
    there = set(found)
    return tuple(
        ResponseFinding(
            rule="requirement-missing", requirement=id, place=place, message="is not in this answer", hint="ask the supplier for it"
        )
        for id in known
        if id not in there
    )


def _one_of(choices: Iterable[Choice]) -> str:
    names = [f"«{choice.title.nl}» ({choice.title.en})" for choice in dict.fromkeys(choices)]
    return f"the answers are {', '.join(names[:-1])} and {names[-1]}"


def short(said: str, most: int = 60) -> str:
    """The begin of a text, on one line."""
    said = " ".join(said.split())
    return said if len(said) <= most else said[: most - 1] + "…"
