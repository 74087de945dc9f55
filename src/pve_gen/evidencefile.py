"""Reads and begins `evidence.yaml`, in which a contract manager keeps what evidence came and what was agreed otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pve_gen.contract import ContractAnnexes
from pve_gen.findings import Finding, did_you_mean, far_off, in_reach
from pve_gen.promised import Appointment, Contract, Excepted, Received
from pve_gen.sent import SentProgramme
from pve_gen.source import read_file, refused
from pve_gen.yamlfile import YamlFile


def read_contract(path: Path, programme: SentProgramme) -> Contract:
    """What the file says; PveError with every finding where it has mistakes or is about another programme."""
    file, found = read_file(path, str(path), "evidence", lambda sound: _misfits(sound, programme))
    if file is None:
        raise refused(str(path), "evidence has", found)
    value = file.value
    return Contract(
        programme=value["programme"],
        supplier=value["supplier"],
        start=date.fromisoformat(value["start"]),
        end=_day(value.get("end", "")),
        received=tuple(_received(item, programme) for item in value.get("received") or ()),
        exceptions=tuple(
            Excepted(requirement=item["requirement"], until=_day(item.get("until", "")), reason=_folded(item["reason"]))
            for item in value.get("exceptions") or ()
        ),
        appointments=tuple(
            Appointment(
                requirement=item["requirement"],
                what=_folded(item["what"]),
                due=date.fromisoformat(item["due"]),
                done=_day(item.get("done", "")),
                remarks=_folded(item.get("remarks", "")),
            )
            for item in value.get("appointments") or ()
        ),
    )


def _received(item: Mapping[str, Any], programme: SentProgramme) -> Received:
    return Received(
        requirement=item["requirement"],
        number=item.get("number") or _numbers(item["requirement"], programme)[0],
        what=_folded(item["what"]),
        received=date.fromisoformat(item["received"]),
        start=_day(item.get("from", "")),
        end=_day(item.get("to", "")),
        valid_until=_day(item.get("valid_until", "")),
        scope=_folded(item.get("scope", "")),
        remarks=_folded(item.get("remarks", "")),
    )


def _folded(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbers(id: str, programme: SentProgramme) -> list[int]:
    """The numbers of the evidence of a requirement that is shown during the contract."""
    requirement = next((one for one in programme.requirements if one.id == id), None)
    return [n for n, item in enumerate(requirement.evidence, start=1) if item.moment != "bid"] if requirement else []


def _misfits(file: YamlFile, programme: SentProgramme) -> Iterator[Finding]:
    """What the schema cannot see."""
    value = file.value
    if value.get("programme", programme.provenance.document) != programme.provenance.document:
        message = f"is about programme {value['programme']}, not {programme.provenance.document}"
        yield Finding("evidence-programme", file.place(("programme",)), message, "name the lock of that programme")
    yield from _far_off(file)
    if value.get("end") and value["end"] < value.get("start", ""):
        yield Finding("evidence-end", file.place(("end",)), "the contract ends before it starts", "correct one of the two")
    asked = [requirement.id for requirement in programme.requirements]
    for name in ("exceptions", "appointments", "received"):
        for index, item in enumerate(value.get(name) or ()):
            if (id := item.get("requirement")) is not None and id not in asked:
                place = file.place((name, index, "requirement"))
                yield Finding("requirement-unknown", place, f"`{id}` was not asked", did_you_mean(id, asked))
    named = [item.get("requirement") for item in value.get("exceptions") or ()]
    for index, id in enumerate(named):
        if id is not None and id in named[:index]:
            place = file.place(("exceptions", index, "requirement"))
            yield Finding("exception-twice", place, f"{id} is excepted twice", "keep one")
    for index, item in enumerate(value.get("received") or ()):
        if item.get("requirement") in asked:
            yield from _misreceived(file, index, item, _numbers(item["requirement"], programme))


_DATES = ("until", "due", "done", "received", "from", "to", "valid_until")


def _far_off(file: YamlFile) -> Iterator[Finding]:
    """Dates in a year that no contract of this programme knows: a slip such as 1927 would make everything overdue."""
    value = file.value
    places: list[tuple[tuple[str | int, ...], str]] = [((name,), value.get(name, "")) for name in ("start", "end")]
    places += [
        ((name, index, field), item.get(field, ""))
        for name in ("exceptions", "appointments", "received")
        for index, item in enumerate(value.get(name) or ())
        for field in _DATES
    ]
    for path, text in places:
        if text and not in_reach(text):
            yield far_off(text, file.place(path))


def _misreceived(file: YamlFile, index: int, item: Mapping[str, Any], numbers: list[int]) -> Iterator[Finding]:
    path = ("received", index)
    id = item["requirement"]
    if not numbers:
        yield Finding("evidence-none", file.place((*path, "requirement")), f"{id} promises no evidence during the contract")
    elif "number" in item and item["number"] not in numbers:
        *most, last = map(str, numbers)
        told = f"numbers {', '.join(most)} and {last}" if most else f"number {last}"
        yield Finding("evidence-number", file.place((*path, "number")), f"{id} has no such evidence", f"it has {told}")
    elif "number" not in item and len(numbers) > 1:
        told = " or ".join(map(str, numbers))
        yield Finding("evidence-number", file.place(path), f"{id} promises more than one piece of evidence", f"write number: {told}")
    start, end = item.get("from", ""), item.get("to", "")
    if bool(start) != bool(end):
        place = file.place((*path, "from" if start else "to"))
        yield Finding("evidence-period", place, "a period needs from and to", "give both")
    elif end < start:
        yield Finding("evidence-period", file.place((*path, "to")), "the period ends before it begins", "correct one of the two")


# ── Beginning the file ─────────────────────────────────────────────────────────────────────────

_HEAD = """\
# Het bewijs dat de leverancier tijdens de overeenkomst laat zien. U houdt dit bestand bij; `pve report` leest het.
programme: {programme}
supplier: {supplier}
start: {start}  # ingebruikname: vanaf deze dag tellen de termijnen (jjjj-mm-dd)
end:  # einde van de overeenkomst, als dat bekend is
"""
_EXCEPTIONS = """
# Eisen waarvan bewijs later of nooit wordt verwacht, zoals bij een geaccepteerde afwijking.
#   until: tot deze dag wordt geen bewijs verwacht; laat weg wat nooit komt
exceptions:{empty}
"""
_APPOINTMENTS = """
# Wat op een dag klaar moet zijn, zoals een maatregel of een herbeoordeling. Vul bij done in wanneer het is gedaan.
appointments:{empty}
"""
_RECEIVED = """
# Wat is ontvangen. Voorbeeld:
#   - requirement: {id}
#     number: {number}
#     what: {what}
#     received: 2027-03-15
#     from: 2026-01-01  # de periode waarover het gaat, als het over een periode gaat
#     to: 2026-12-31
#     valid_until: 2028-03-15  # als het een einddatum heeft
#     scope: de hele Oplossing en het datacentrum
#     remarks: twee bevindingen, beide verholpen
#
# Toegezegd is (eis, number, wanneer, wat):
{promised}received:{empty}
"""
_EMPTY = " []  # haal de haken weg voordat u er iets onder zet"
_ENDS = "De acceptatie van de afwijking eindigt; de eis geldt daarna weer."
_REVIEW = "De afwijking opnieuw bekijken ({owner})."
_NEVER = "Deze wens is geen deel van de overeenkomst."
_ACCEPTED = "Afwijking geaccepteerd: {reason}"
_SIDES = {"supplier": "Leverancier", "municipality": "Gemeente"}


def begun(programme: SentProgramme, supplier: str, start: date | None, annexes: ContractAnnexes | None) -> str:
    """A file to begin with, in which nothing was received yet; `start` is left blank where nobody says it.

    With what was agreed (`annexes`), evidence of wishes that were dropped is never due, that of an accepted deviation not
    before its end date, and measures, reviews and end dates are appointments.
    """
    promised = [
        (requirement.id, number, item)
        for requirement in programme.requirements
        for number, item in enumerate(requirement.evidence, start=1)
        if item.moment != "bid"
    ]
    id, number, first = promised[0] if promised else ("ASS-01", 1, None)
    exceptions = "".join(map(_entry, _exceptions(annexes) if annexes else ()))
    appointments = "".join(map(_entry, _appointments(annexes) if annexes else ()))
    return (
        _HEAD.format(programme=programme.provenance.document, supplier=_quoted(supplier), start=start.isoformat() if start else "")
        + _EXCEPTIONS.format(empty="" if exceptions else _EMPTY)
        + exceptions
        + _APPOINTMENTS.format(empty="" if appointments else _EMPTY)
        + appointments
        + _RECEIVED.format(
            empty=_EMPTY,
            id=id,
            number=number,
            what=_quoted(_folded(first.what)) if first else "Certificaat",
            promised="".join(f"#   {id} {number}, {item.when}: {_folded(item.what)}\n" for id, number, item in promised),
        )
    )


def _exceptions(annexes: ContractAnnexes) -> Iterator[dict[str, str]]:
    for annex in annexes.annexes:
        for wish in annex.dropped:
            yield {"requirement": wish.id, "reason": _NEVER}
        for deviation in annex.deviations:
            decided = deviation.decided
            if decided.decision == "accept" and decided.until:
                reason = _ACCEPTED.format(reason=decided.reason)
                yield {"requirement": decided.requirement, "until": decided.until.isoformat(), "reason": reason}


def _appointments(annexes: ContractAnnexes) -> Iterator[dict[str, str]]:
    for annex in annexes.annexes:
        for deviation in annex.deviations:
            decided = deviation.decided
            for measure in decided.measures:
                if measure.due:
                    who = f"{_SIDES[measure.side]} ({measure.owner})" if measure.owner else _SIDES[measure.side]
                    yield {"requirement": decided.requirement, "what": f"{who}: {measure.text}", "due": measure.due}
            if decided.review:
                what = _REVIEW.format(owner=decided.owner or "proceseigenaar")
                yield {"requirement": decided.requirement, "what": what, "due": decided.review.isoformat()}
            if decided.decision == "accept" and decided.until:
                yield {"requirement": decided.requirement, "what": _ENDS, "due": decided.until.isoformat()}


def _entry(item: Mapping[str, str]) -> str:
    lines = [f"{name}: {text if name in {'requirement', 'until', 'due'} else _quoted(text)}" for name, text in item.items()]
    if "due" in item:
        lines.append("done:")
    return "  - " + "\n    ".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text that every YAML reader takes for just that text: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)
