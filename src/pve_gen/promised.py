"""Promised evidence through the years of a contract: what is due when, what came, and what is overdue.

Due dates follow from the programme as it was sent and from `evidence.yaml`, which the contract manager keeps.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pve_gen.findings import Finding, PveError, did_you_mean
from pve_gen.model import Moment
from pve_gen.sent import SentEvidence, SentProgramme, SentRequirement
from pve_gen.source import read_file
from pve_gen.yamlfile import YamlFile

Status = Literal["overdue", "due-soon", "later", "received", "on-occasion"]

_MONTHS: dict[Moment, int] = {"yearly": 12, "quarterly": 3}
_SOON = 60  # days before its date in which evidence is worth a reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A piece of evidence that came: over which period it speaks, what it covers, and until when it holds."""

    requirement: str
    number: int
    what: str
    received: date
    start: date | None = None
    end: date | None = None
    valid_until: date | None = None
    scope: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What the contract manager keeps: when the contract began, when it ends, and what came."""

    programme: str
    supplier: str
    start: date
    end: date | None
    received: tuple[Received, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A piece of evidence that was promised; `number` counts from 1 among those of its requirement.

    `due` is when the next is due, None where it is shown on an occasion, or was shown once and that was enough.
    """

    requirement: SentRequirement
    number: int
    evidence: SentEvidence
    received: tuple[Received, ...]
    due: date | None
    status: Status
    days: int


def promises(programme: SentProgramme, contract: Contract, today: date) -> tuple[Promise, ...]:
    """Everything that was promised, as it stands on `today`: what is overdue first, then by date.

    Evidence with the bid is none of this: it was shown before the contract.
    """
    found = [
        _promise(requirement, number, evidence, contract, today)
        for requirement in programme.requirements
        for number, evidence in enumerate(requirement.evidence, start=1)
        if evidence.moment != "bid"
    ]
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.requirement.id, one.number)))


def _promise(requirement: SentRequirement, number: int, evidence: SentEvidence, contract: Contract, today: date) -> Promise:
    came = tuple(
        sorted(
            (one for one in contract.received if one.requirement == requirement.id and one.number == number), key=lambda one: one.received
        )
    )
    due = _due(evidence.moment, came, contract)
    if due and contract.end and due > contract.end:
        due = None
    days = (due - today).days if due else 0
    status: Status
    if due is None:
        status = "received" if came or evidence.moment in _MONTHS else "on-occasion"
    else:
        status = "overdue" if days < 0 else "due-soon" if days <= _SOON else "later"
    return Promise(requirement=requirement, number=number, evidence=evidence, received=came, due=due, status=status, days=days)


def _due(moment: Moment, came: tuple[Received, ...], contract: Contract) -> date | None:
    if moment == "start":
        return None if came else contract.start
    if moment not in _MONTHS:
        return None
    if not came:
        return later(contract.start, _MONTHS[moment])
    last = came[-1]
    return last.valid_until or later(last.end or last.received, _MONTHS[moment])


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


# ── evidence.yaml ──────────────────────────────────────────────────────────────────────────────


def read_contract(path: Path, programme: SentProgramme) -> Contract:
    """What `evidence.yaml` says; PveError with every finding where it has mistakes or is about another programme."""
    file, found = read_file(path, str(path), "evidence")
    if file is not None:
        found = found + list(_misfits(file, programme))
    errors = [finding for finding in found if finding.severity == "error"]
    if file is None or errors:
        raise PveError(f"{path}: the evidence has mistakes", "see above", findings=errors)
    value = file.value
    return Contract(
        programme=value["programme"],
        supplier=value["supplier"],
        start=date.fromisoformat(value["start"]),
        end=_day(value.get("end", "")),
        received=tuple(_received(item, programme) for item in value.get("received") or ()),
    )


def _received(item: Mapping[str, Any], programme: SentProgramme) -> Received:
    return Received(
        requirement=item["requirement"],
        number=item.get("number", _only(item["requirement"], programme)),
        what=item["what"].strip(),
        received=date.fromisoformat(item["received"]),
        start=_day(item.get("from", "")),
        end=_day(item.get("to", "")),
        valid_until=_day(item.get("valid_until", "")),
        scope=item.get("scope", "").strip(),
        remarks=item.get("remarks", "").strip(),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbers(id: str, programme: SentProgramme) -> list[int]:
    """The numbers of the evidence of a requirement that is shown during the contract."""
    requirement = next((one for one in programme.requirements if one.id == id), None)
    return [n for n, item in enumerate(requirement.evidence, start=1) if item.moment != "bid"] if requirement else []


def _only(id: str, programme: SentProgramme) -> int:
    return _numbers(id, programme)[0]


def _misfits(file: YamlFile, programme: SentProgramme) -> Iterator[Finding]:
    value = file.value
    if value["programme"] != programme.provenance.document:
        message = f"is about programme {value['programme']}, not {programme.provenance.document}"
        yield Finding("evidence-programme", file.place(("programme",)), message, "name the lock of that programme")
    asked = [requirement.id for requirement in programme.requirements]
    for index, item in enumerate(value.get("received") or ()):
        path = ("received", index)
        id, numbers = item["requirement"], _numbers(item["requirement"], programme)
        if id not in asked:
            yield Finding("requirement-unknown", file.place((*path, "requirement")), f"`{id}` was not asked", did_you_mean(id, asked))
        elif not numbers:
            yield Finding("evidence-none", file.place((*path, "requirement")), f"{id} promises no evidence during the contract")
        elif "number" in item and item["number"] not in numbers:
            told = ", ".join(map(str, numbers))
            yield Finding("evidence-number", file.place((*path, "number")), f"{id} has no such evidence", f"it has number {told}")
        elif "number" not in item and len(numbers) > 1:
            told = " or ".join(map(str, numbers))
            yield Finding("evidence-number", file.place(path), f"{id} promises more than one piece of evidence", f"write number: {told}")
        for name in ("from", "to"):
            if bool(item.get("from")) != bool(item.get("to")):
                yield Finding("evidence-period", file.place((*path, name)), "a period needs from and to", "give both")
                break
