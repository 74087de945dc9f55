"""Promised evidence through the years of a contract: what is due when, what came, and what is overdue.

Due dates follow from the programme as it was sent and from what the contract manager keeps (see `evidencefile`).
The rule, in four sentences. *Before go-live* is due on the first day of the contract, once. What comes every year or
quarter is first due a year or quarter after that day, and then a year or quarter after the previous piece was due, or after it came
where it came late, or when it stops to be valid where that is sooner; a short month does not move the day of those after it. What an occasion asks for is never due by the calendar.
What comes in the first half of the time between two dates supplements the earlier one, in the second half it counts for the later.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Literal

from pve_gen.model import Moment, Words
from pve_gen.sent import SentEvidence, SentProgramme, SentRequirement
from pve_gen.values import Struct

Status = Literal["overdue", "due-soon", "later", "received", "on-occasion", "not-due"]
STATUSES: dict[Status, Words] = {
    "overdue": Words("te laat", "overdue"),
    "due-soon": Words("binnenkort", "due soon"),
    "later": Words("later", "later"),
    "received": Words("ontvangen", "received"),
    "on-occasion": Words("bij gelegenheid", "on occasion"),
    "not-due": Words("niet meer verwacht", "no longer due"),
}

ONCE = Words("eenmalig", "once")
"""How often an appointment is, in words."""

_MONTHS: dict[Moment, int] = {"yearly": 12, "quarterly": 3}
SOON = 60
"""Days before its date in which evidence is worth a reminder."""


class Received(Struct, frozen=True, kw_only=True):
    """A piece of evidence that came: over which period it speaks, what it covers, and until when it holds.

    `number` counts from 1 among the pieces that its requirement asks for.
    """

    requirement: str
    number: int
    what: str
    received: date
    start: date | None = None
    end: date | None = None
    valid_until: date | None = None
    scope: str = ""
    remarks: str = ""


class Excepted(Struct, frozen=True, kw_only=True):
    """A requirement whose evidence is not due before `until`, or never where that is None; and why."""

    requirement: str
    until: date | None
    reason: str


class Appointment(Struct, frozen=True, kw_only=True):
    """What must be done by a day, such as a measure or a review that a decision asked for; `done` is when it was."""

    requirement: str
    what: str
    due: date
    done: date | None
    remarks: str = ""


class Contract(Struct, frozen=True, kw_only=True):
    """What the contract manager keeps: when the contract began, when it ends, what came, and what was agreed otherwise."""

    programme: str
    supplier: str
    start: date
    end: date | None = None
    received: tuple[Received, ...] = ()
    exceptions: tuple[Excepted, ...] = ()
    appointments: tuple[Appointment, ...] = ()


class Delivery(Struct, frozen=True, kw_only=True):
    """What came for one date: `due` is that date, None on an occasion; `pieces` are in the order in which they came."""

    due: date | None
    pieces: tuple[Received, ...]

    @property
    def days_late(self) -> int:
        """How many days after its date the first piece came; 0 where it was in time."""
        return max(0, (self.pieces[0].received - self.due).days) if self.due else 0


class Promise(Struct, frozen=True, kw_only=True):
    """A piece of evidence that was promised; `number` counts from 1 among those of its requirement.

    `due` is when the next is due, None where none is; `days` is how far that is from today, negative where it has passed.
    `on` is the day of the month on which it comes back, also where the month of `due` is too short for that.
    """

    requirement: SentRequirement
    number: int
    evidence: SentEvidence
    deliveries: tuple[Delivery, ...]
    due: date | None
    on: int
    status: Status
    days: int
    excepted: Excepted | None = None

    def coming(self, until: date, end: date | None) -> Iterator[date]:
        """The date on which it is due, and those after it up to and including `until` and the `end` of the contract.

        Where the first has passed, those after it count from today: that is the soonest it can come.
        """
        months = _MONTHS.get(self.evidence.moment, 0)
        if self.due is None:
            return
        yield self.due
        soonest = self.due - timedelta(days=min(0, self.days))
        on = self.on if soonest == self.due else soonest.day
        for turn in count(1) if months else ():
            day = later(soonest, months * turn, on)
            if day > min(until, end or until):
                return
            yield day


class Kept(Struct, frozen=True, kw_only=True):
    """An appointment as it stands today."""

    appointment: Appointment
    status: Status
    days: int


class Standing(Struct, frozen=True, kw_only=True):
    """How the promises of a contract stand on a day: what is overdue first, then by date."""

    programme: SentProgramme
    contract: Contract
    today: date
    promises: tuple[Promise, ...]
    appointments: tuple[Kept, ...]

    @property
    def statuses(self) -> Counter[Status]:
        """How many promises and appointments have each status."""
        return Counter([*(promise.status for promise in self.promises), *(kept.status for kept in self.appointments)])

    @property
    def overdue(self) -> bool:
        """Whether anything is."""
        return self.statuses["overdue"] > 0


def standing(programme: SentProgramme, contract: Contract, today: date) -> Standing:
    """Everything that was promised, as it stands on `today`; what came or was done later than that is not counted.

    Evidence with the bid is none of this: it was shown before the contract.
    """
    excepted = {one.requirement: one for one in contract.exceptions}
    found = [
        _promise(requirement, number, evidence, contract, excepted.get(requirement.id), today)
        for requirement in programme.requirements
        for number, evidence in enumerate(requirement.evidence, start=1)
        if evidence.moment != "bid"
    ]
    return Standing(
        programme=programme,
        contract=contract,
        today=today,
        promises=tuple(sorted(found, key=lambda one: (one.due or date.max, one.requirement.id, one.number))),
        appointments=tuple(_kept(one, today) for one in sorted(contract.appointments, key=lambda one: (one.due, one.requirement))),
    )


def _promise(
    requirement: SentRequirement, number: int, evidence: SentEvidence, contract: Contract, excepted: Excepted | None, today: date
) -> Promise:
    came = sorted(
        (one for one in contract.received if (one.requirement, one.number) == (requirement.id, number) and one.received <= today),
        key=lambda one: one.received,
    )
    deliveries, due, on = _schedule(evidence.moment, came, contract, excepted)
    timed = evidence.moment in {"start", *_MONTHS}
    days = (due - today).days if due else 0
    status: Status
    if due:
        status = _status(days)
    elif not timed:
        status = "not-due" if excepted and (excepted.until is None or excepted.until >= today) else "on-occasion"
    else:
        status = "received" if came else "not-due"
    return Promise(
        requirement=requirement,
        number=number,
        evidence=evidence,
        deliveries=deliveries,
        due=due,
        on=on,
        status=status,
        days=days,
        excepted=excepted,
    )


def _status(days: int) -> Status:
    return "overdue" if days < 0 else "due-soon" if days <= SOON else "later"


def _schedule(
    moment: Moment, came: Iterable[Received], contract: Contract, excepted: Excepted | None
) -> tuple[tuple[Delivery, ...], date | None, int]:
    """What came, each beside the date for which it came, when the next is due, and on which day of the month it comes back."""
    months = _MONTHS.get(moment)
    if moment != "start" and not months:
        return tuple(Delivery(due=None, pieces=(piece,)) for piece in came), None, 0
    due: date | None = later(contract.start, months) if months else contract.start
    due, on = _put_off(due, contract.start.day, excepted)
    halfway, was_on = date.min, on
    deliveries: list[Delivery] = []
    for piece in came:
        if deliveries and (due is None or piece.received <= halfway):
            last = deliveries.pop()
            deliveries.append(Delivery(due=last.due, pieces=(*last.pieces, piece)))
        else:
            deliveries.append(Delivery(due=due, pieces=(piece,)))
            was_on = on
        # The last delivery decides, with all of its pieces.
        due, on, halfway = _after(deliveries[-1], months, was_on)
    due, on = _put_off(due, on, excepted)
    return tuple(deliveries), _within(due, contract), on


def _after(delivery: Delivery, months: int | None, on: int) -> tuple[date | None, int, date]:
    """The next date after a delivery that was due on day `on`, its day, and until when more of the delivery may come: a supplement."""
    first = delivery.pieces[0].received
    if not months:
        return None, on, date.max
    previous = max(delivery.due or first, first)
    if previous != delivery.due:
        on = first.day
    due = later(previous, months, on)
    valid = [piece.valid_until for piece in delivery.pieces if piece.valid_until]
    if valid and valid[-1] < due:
        due, on = valid[-1], valid[-1].day
    return due, on, previous + (due - previous) / 2


def _put_off(due: date | None, on: int, excepted: Excepted | None) -> tuple[date | None, int]:
    if excepted is None or due is None or (excepted.until and excepted.until <= due):
        return due, on
    return (excepted.until, excepted.until.day) if excepted.until else (None, on)


def _within(due: date | None, contract: Contract) -> date | None:
    return None if due and contract.end and due > contract.end else due


def _kept(appointment: Appointment, today: date) -> Kept:
    days = (appointment.due - today).days
    done = appointment.done is not None and appointment.done <= today
    return Kept(appointment=appointment, status="received" if done else _status(days), days=days)


def later(day: date, months: int, on: int = 0) -> date:
    """The same day (or day `on` of the month) so many months later, or the last of that month where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(on or day.day, calendar.monthrange(year, month)[1]))
