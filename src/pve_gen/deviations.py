"""Answers beside what was asked → deviations: every way in which an answer is not a plain yes.

Nothing is decided by words in an explanation: what may take an answer back is pointed at, for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pve_gen.assessed import Deviation, DeviationKind
from pve_gen.response import AlteredText, GivenAnswer, Response, ResponseFinding
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.values import replace

_ANSWERS: dict[str, DeviationKind] = {"fails": "not-met", "partly": "partly-met", "refuses": "refused"}
_YES = ("meets", "accepts", "partly")
_UNREADABLE = {
    "answer-unknown": "unreadable",
    "answer-other-kind": "unreadable",
    "answer-twice": "unreadable",
    "answer-formula": "unreadable",
    "answer-tracked": "unreadable",
    "answer-hidden": "unreadable",
    "answer-elsewhere": "unreadable",
    "requirement-mixed": "unreadable",
}
# Words with which a yes is tied to something else.
_RESERVATION = re.compile(
    r"\b(mits|tenzij|onder (de )?voorwaarde|op voorwaarde|voor zover|indien|alleen als|alleen wanneer|behalve|met uitzondering|in overleg"
    r"|tegen meerprijs|meerwerk|optioneel|voorbehoud|streven|waar mogelijk|in beginsel|in principe|naar redelijkheid"
    r"|provided|unless|subject to|on condition|as far as|only if|only when|except|upon consultation|at extra cost|additional cost|optional"
    r"|where possible|in principle|best effort|reasonable efforts?)\b",
    re.IGNORECASE,
)
# Words with which a yes is taken back.
_DENIAL = re.compile(
    r"\b(voldoe[nt]? (hier(aan)? )?(nog )?niet|nog niet|niet mogelijk|niet beschikbaar|niet ondersteund|ondersteun(t|en) (dit |wij )?niet|(dat|dit) kan niet"
    r"|(wij|we) kunnen (dit |hier )?niet|kunnen (wij|we) (dit |hier )?niet|wordt niet|worden niet|bieden (wij )?(dit )?niet|geen onderdeel|niet van toepassing|n\.?v\.?t|roadmap|gepland|in ontwikkeling"
    r"|volgt later|komt later|niet akkoord|gaan (wij )?niet akkoord"
    r"|do(es)? not (yet )?(meet|support|comply|offer)|not yet|not possible|not available|not supported|cannot|is planned|are planned|on (the|our) roadmap"
    r"|under development|not applicable|n/a|do not accept)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\s\-–—.,/x]*\Z|(n\.?v\.?t\.?|geen|none|n/a|ja|yes|zie boven|see above)\Z", re.IGNORECASE)


def deviations(
    programme: SentProgramme, response: Response, altered: Mapping[str, AlteredText] | None = None
) -> dict[str, tuple[Deviation, ...]]:
    """Requirement → its deviations, in the order of the programme; requirements without any are left out.

    `altered` has, for each requirement whose text is not as it was sent, what was done to it (see `verification`).
    """
    answers = {answer.requirement: answer for answer in response.answers}
    wrong: dict[str, list[ResponseFinding]] = {}
    for finding in response.findings:
        wrong.setdefault(finding.requirement, []).append(finding)
    found = {
        requirement.id: tuple(
            _of(requirement, answers.get(requirement.id), wrong.get(requirement.id, ()), (altered or {}).get(requirement.id))
        )
        for requirement in programme.requirements
    }
    return {id: deviations for id, deviations in found.items() if deviations}


def _of(
    requirement: SentRequirement, answer: GivenAnswer | None, wrong: Iterable[ResponseFinding], altered: AlteredText | None
) -> Iterator[Deviation]:
    def deviation(kind: DeviationKind, reason: str, place: str) -> Deviation:
        return Deviation(requirement=requirement.id, kind=kind, reason=reason, place=place)

    place = answer.place if answer else ""
    sure = answer is not None and bool(answer.answer)
    unreadable = [finding for finding in wrong if finding.rule in _UNREADABLE and not (sure and finding.rule == "answer-twice")]
    if unreadable:
        yield from (deviation("unreadable", finding.message, finding.place) for finding in unreadable)
    elif answer is None or not answer.answer:
        empty = next((finding for finding in wrong if finding.rule in {"answer-empty", "requirement-missing"}), None)
        yield deviation("unanswered", empty.message if empty else "has no answer", empty.place if empty else place)
    if answer and answer.answer in _ANSWERS:  # also where something beside it is to be read: a no stays a no
        yield deviation(_ANSWERS[answer.answer], _quoted(answer.explanation) or answer.said, place)
    if answer and answer.answer in _YES:
        named = not _NOTHING.match(answer.evidence.strip())
        words = f"{answer.explanation}\n{answer.evidence}" if named else answer.explanation
        yield from (deviation(kind, reason, place) for kind, reason in _in_words(words))
        if any(item.moment == "bid" for item in requirement.evidence) and not named:
            asked = "; ".join(item.what for item in requirement.evidence if item.moment == "bid")
            yield deviation("no-evidence", asked, place)
    if altered:
        yield replace(deviation("altered", altered.said, place), was=altered.was, now=altered.now)


def _in_words(words: str) -> Iterator[tuple[DeviationKind, str]]:
    """What beside a yes may take it back, with the sentence it stands in."""
    patterns: tuple[tuple[DeviationKind, re.Pattern[str]], ...] = (("contradictory", _DENIAL), ("conditional", _RESERVATION))
    for kind, pattern in patterns:
        if found := pattern.search(words):
            yield kind, _quoted(_sentence_around(words, found.start()))
            return  # one reason to read is enough


def _sentence_around(text: str, place: int) -> str:
    start = max(text.rfind(mark, 0, place) for mark in (". ", "\n", "! ", "? ")) + 1
    ends = [end for mark in (". ", "\n", "! ", "? ") if (end := text.find(mark, place)) >= 0]
    return text[start : min(ends, default=len(text) - 1) + 1]


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"«{text if len(text) <= 300 else text[:299] + '…'}»" if text else ""
