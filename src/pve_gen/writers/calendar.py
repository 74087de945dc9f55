"""Promised evidence as a calendar that office programs import: RFC 5545, through the icalendar library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from pve_gen import __version__
from pve_gen.model import Language, Words
from pve_gen.plaintext import PlainFormat
from pve_gen.promised import Appointment, Promise, Standing, later

_REMINDERS = (30, 7)  # days before
_MONTHS_AHEAD = 12
_NAME = Words("Toegezegd bewijs: {title}, {supplier}", "Promised evidence: {title}, {supplier}")
_DUE = Words("Bewijs {id}: {title}", "Evidence {id}: {title}")
_DO = Words("Afspraak {id}: {title}", "Appointment {id}: {title}")
_CHECK = Words("Controleer: {verify}", "Check: {verify}")
_BY = Words("Van: {supplier}", "From: {supplier}")


def write_calendar(standing: Standing, language: Language) -> bytes:
    """An all-day event for each date in the coming year on which something is due, and for each that has passed without it.

    A date keeps its UID when it moves, so that an import replaces it; all that changes with the day of the report is DTSTAMP.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//pve//pve {__version__}//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    tender = standing.programme.tender
    name = _NAME.in_(language).format(title=tender.title, supplier=standing.contract.supplier)
    calendar.add("x-wr-calname", " ".join(name.split()))  # the library writes no line end in a property that it does not know
    for promise in standing.promises:
        for event in _events(promise, standing, language):
            calendar.add_component(event)
    alike: Counter[str] = Counter()
    for kept in standing.appointments:
        appointment = kept.appointment
        name = f"{appointment.requirement}-{sha256(appointment.what.encode()).hexdigest()[:8]}"
        alike[name] += 1
        if kept.status != "received":
            calendar.add_component(_appointment(appointment, f"{name}-{alike[name]}", standing, language))
    written: bytes = calendar.to_ical()
    return written


def _events(promise: Promise, standing: Standing, language: Language) -> Iterator[Event]:
    horizon = later(standing.today, _MONTHS_AHEAD)
    for turn, day in enumerate(promise.coming(horizon, standing.contract.end), start=len(promise.deliveries) + 1):
        requirement = promise.requirement
        event = _event(f"{requirement.id}-{promise.number}-{turn}", day, standing)
        event.add("summary", _DUE.in_(language).format(id=requirement.id, title=requirement.title))
        plain = PlainFormat()
        check = _CHECK.in_(language).format(verify=plain.inline(requirement.verify))
        by = _BY.in_(language).format(supplier=standing.contract.supplier)
        event.add("description", f"{plain.inline(promise.evidence.what)}\n\n{check}\n\n{by}")
        event.add("categories", [requirement.chapter])
        _remind(event)
        yield event


def _appointment(appointment: Appointment, name: str, standing: Standing, language: Language) -> Event:
    titles = {requirement.id: requirement.title for requirement in standing.programme.requirements}
    event = _event(name, appointment.due, standing)
    event.add("summary", _DO.in_(language).format(id=appointment.requirement, title=titles[appointment.requirement]))
    event.add("description", appointment.what)
    _remind(event)
    return event


def _event(name: str, day: date, standing: Standing) -> Event:
    event = Event()
    event.add("uid", f"{name}@{standing.programme.provenance.document}.pve")
    event.add("dtstamp", datetime(standing.today.year, standing.today.month, standing.today.day, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # a reminder does not make anybody busy
    return event


def _remind(event: Event) -> None:
    for days in _REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
