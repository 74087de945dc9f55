"""Reads the answers in a Word file that comes back, whatever the office program left of their fields.

A field leaves several trails, and the surest counts: first the cell, since it also holds what somebody typed beside
the control. Where two places say something else of one field, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pve_gen.answerform import FIELDS, Field
from pve_gen.canonical import canonical
from pve_gen.findings import did_you_mean
from pve_gen.model import Kind
from pve_gen.officefile import custom_properties
from pve_gen.readers.wordfields import Fields
from pve_gen.readers.wordtrails import TRAILS, Found, Loose
from pve_gen.response import GivenAnswer, Response, ResponseFinding, chosen, folded, missing, short
from pve_gen.values import replace
from pve_gen.wordparts import read_word_parts

_ASK = {
    "answer-tracked": "ask for the answer with all changes accepted or rejected",
    "answer-hidden": "read what stands there",
    "answer-attached": "read it beside the answer",
    "requirement-mixed": "ask the supplier which one is meant",
}
_WALKED = re.compile(r"word/document\.xml")
_UNSURE = {"answer-tracked", "requirement-mixed"}


def read_word_answers(data: bytes, known: Mapping[str, Kind]) -> Response:
    """The answers in a .docx to the requirements in `known` (id → kind); OfficeError where the file is not to be trusted."""
    parts = read_word_parts(data, _WALKED)
    fields = Fields(parts)
    properties = custom_properties(parts)
    by_id: dict[str, list[Found]] = {}
    for found in _held_under_headings(fields.found):
        by_id.setdefault(found.slot[0], []).append(found)
    loose: dict[str, list[Loose]] = {}
    for one in fields.loose:
        loose.setdefault(one.requirement, []).append(one)
    answers: list[GivenAnswer] = []
    findings: list[ResponseFinding] = []
    for id, there in by_id.items():
        if id not in known:
            findings.append(_unknown(id, there, known))
        else:
            answer, wrong = _answer(id, known[id], there, loose.get(id, ()))
            answers.append(answer)
            findings += wrong
    lost = [one for id, there in loose.items() if id in known and id not in by_id for one in there]
    return Response(
        supplier=canonical(fields.supplier),
        document=properties.get("pve-document", ""),
        hash=properties.get("pve-hash", ""),
        answers=tuple(answers),
        findings=(*findings, *map(_elsewhere, lost), *missing(known, by_id, "the document")),
    )


def _answer(id: str, kind: Kind, there: Iterable[Found], loose: Iterable[Loose]) -> tuple[GivenAnswer, list[ResponseFinding]]:
    """The one answer to a requirement, and what is wrong with it; what is not sure is shown, and decides nothing."""
    candidates = {field: _candidates([found for found in there if found.slot[1] == field]) for field in FIELDS}
    texts = {field: tuple(dict.fromkeys(found.text for found in found_)) or ("",) for field, found_ in candidates.items()}
    place = next((found_[0].place for found_ in candidates.values() if found_), "")
    choices = [chosen(id, kind, text, place) for text in texts["answer"]]
    answer, problem = choices[0]
    findings = list(_once(one for field, found_ in candidates.items() for one in _doubts(id, field, found_)))
    others = [one for one in loose if one.answer and folded(one.answer) not in map(folded, texts["answer"])]
    if (problem and problem.rule != "answer-empty") or not others:
        findings = [problem, *findings] if problem else findings
    findings += [_elsewhere(one) for one in (*others, *(one for one in loose if not one.answer))]
    sure = (
        not others
        and all(len({canonical(text) for text in said}) == 1 for said in texts.values())
        and not any(rule in _UNSURE for found_ in candidates.values() for found in found_ for rule, _what in found.remarks)
        and not any(rule == "answer-hidden" for found in candidates["answer"] for rule, _what in found.remarks)
    )
    given = GivenAnswer(
        requirement=id,
        answer=answer if sure else "",
        said=" | ".join(filter(None, texts["answer"])),
        explanation="\n".join(filter(None, texts["explanation"])),
        evidence="\n".join(filter(None, texts["evidence"])),
        place=place,
    )
    return given, findings


def _candidates(there: list[Found]) -> list[Found]:
    """What the surest trail told, in each place where the field is; and what elsewhere says something else."""
    cells = [found for found in there if found.trail == "cell"]
    outside = [found for found in there if found.trail != "cell" and not found.within]
    trail = next((trail for trail in TRAILS if any(found.trail == trail for found in outside)), "")
    best = [found for found in outside if found.trail == trail]
    return cells + [found for found in best if not cells or (found.text and found.text not in {cell.text for cell in cells})]


def _held_under_headings(found: Iterable[Found]) -> Iterator[Found]:
    """The same; where answers stand below the headings of their requirements, one below another heading says so."""
    every = tuple(found)
    below = [one for one in every if one.trail == "cell" and one.under]
    strays = [one for one in below if one.under != one.slot[0]]
    usual = len(strays) < len(below) / 2  # a house style may put all answers in one place
    for one in every:
        if usual and one.trail == "cell" and one.under and one.under != one.slot[0]:
            remark = ("requirement-mixed", f"of {one.slot[0]} stands under «{one.heading}»")
            yield replace(one, remarks=(*one.remarks, remark))
        else:
            yield one


def _doubts(id: str, field: Field, candidates: list[Found]) -> Iterator[ResponseFinding]:
    texts = list(dict.fromkeys(canonical(found.text) for found in candidates))
    if len(texts) > 1:
        said = " and ".join(f"«{short(text) or 'nothing'}»" for text in texts)
        yield _finding(
            "answer-twice", id, candidates[-1].place, f"the {field} is given more than once: {said}", "ask the supplier which one counts"
        )
    elif len(candidates) > 1 and field == "answer":
        yield _finding("answer-twice", id, candidates[-1].place, f"stands in {len(candidates)} places, with the same answer", "")
    for found in candidates:
        for rule, what in found.remarks:
            yield _finding(rule, id, found.place, f"the {field} {what}", _ASK[rule])


def _once(findings: Iterable[ResponseFinding]) -> Iterator[ResponseFinding]:
    """The same, but a requirement is mixed with another only once: not again in each of its fields."""
    mixed = False
    for finding in findings:
        if finding.rule != "requirement-mixed" or not mixed:
            yield finding
        mixed = mixed or finding.rule == "requirement-mixed"


def _elsewhere(loose: Loose) -> ResponseFinding:
    place = f"under «{loose.heading}»" if loose.heading else "the document"
    return _finding(
        "answer-elsewhere", loose.requirement, place, f"{loose.message}: «{short(loose.text, 300)}»", "read it beside the answer"
    )


def _unknown(id: str, there: list[Found], known: Mapping[str, Kind]) -> ResponseFinding:
    said = [text for text in dict.fromkeys(canonical(found.text) for found in there) if text]
    message = "was not asked" + (f": «{short(' | '.join(said), 300)}»" if said else "")
    return _finding("requirement-unknown", id, there[0].place, message, did_you_mean(id, known))


def _finding(rule: str, requirement: str, place: str, message: str, hint: str) -> ResponseFinding:
    return ResponseFinding(rule=rule, requirement=requirement, place=place, message=message, hint=hint)
