"""From the standing of a contract's promises to the yearly report: what its template may name, in the markup of one format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from pve_gen import __version__
from pve_gen.documents import MOMENTS, in_full
from pve_gen.markup import literal
from pve_gen.model import Language, Words
from pve_gen.programme import Format, ProvenanceLines, TenderLines
from pve_gen.promised import ONCE, STATUSES, Delivery, Kept, Promise, Received, Standing, later
from pve_gen.values import Struct, replace

M = TypeVar("M")

_QUARTERS = (
    Words("Eerste kwartaal van {year}", "First quarter of {year}"),
    Words("Tweede kwartaal van {year}", "Second quarter of {year}"),
    Words("Derde kwartaal van {year}", "Third quarter of {year}"),
    Words("Vierde kwartaal van {year}", "Fourth quarter of {year}"),
)
_PERIOD = Words("{start} tot en met {end}", "{start} to {end}")
_YEAR = 12


class DueLine(Struct, Generic[M], frozen=True, kw_only=True):
    """A piece of evidence, or an appointment, with its date; `days` counts from today, without a sign."""

    id: str
    title: str
    what: M
    when: str
    due: str
    days: int
    status: str


class Quarter(Struct, Generic[M], frozen=True, kw_only=True):
    """A quarter of the calendar year and what is due in it, by date."""

    title: str
    due: tuple[DueLine[M], ...]


class ReceivedLine(Struct, frozen=True, kw_only=True):
    """A piece that came, and how it came: `late` counts days. What nobody said is empty."""

    id: str
    title: str
    what: str
    received: str
    due: str
    late: int
    period: str
    valid_until: str
    expired: bool
    scope: str
    remarks: str


class ExceptedLine(Struct, frozen=True, kw_only=True):
    """A requirement whose evidence is later or never due, and why; `until` is empty where it is never."""

    id: str
    title: str
    until: str
    reason: str


class CheckLine(Struct, Generic[M], frozen=True, kw_only=True):
    """What the municipality does to see for itself."""

    id: str
    title: str
    verify: M


class ReportCounts(Struct, frozen=True, kw_only=True):
    """How many of each, of evidence and appointments together; `in_time` and `late` are of the past year."""

    overdue: int
    soon: int
    later: int
    in_time: int
    late: int
    occasion: int


class EvidenceReport(Struct, Generic[M], frozen=True, kw_only=True):
    """The yearly report. It looks back and ahead one year; `earlier` counts the pieces that came before that."""

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    supplier: str
    day: str
    sent: str
    start: str
    end: str
    since: str
    ahead: str
    counts: ReportCounts
    overdue: tuple[DueLine[M], ...]
    quarters: tuple[Quarter[M], ...]
    received: tuple[ReceivedLine, ...]
    earlier: int
    occasion: tuple[DueLine[M], ...]
    excepted: tuple[ExceptedLine, ...]
    checks: tuple[CheckLine[M], ...]


def evidence_report(standing: Standing, language: Language, form: Format[M]) -> EvidenceReport[M]:
    """What the template of the yearly report may name."""
    programme, contract, today = standing.programme, standing.contract, standing.today
    since, ahead = later(today, -_YEAR), later(today, _YEAR)
    pieces = [(promise, delivery, piece) for promise in standing.promises for delivery in promise.deliveries for piece in delivery.pieces]
    recent = sorted((one for one in pieces if one[2].received > since), key=lambda one: (one[2].received, one[2].requirement))
    deliveries = [
        delivery for promise in standing.promises for delivery in promise.deliveries if delivery.due and delivery.pieces[0].received > since
    ]
    titles = {requirement.id: requirement.title for requirement in programme.requirements}
    dated = sorted(_dated(standing, ahead, language, form), key=lambda one: (one[0], one[1].id))
    concerned = {one.id for _day, one in dated} | {promise.requirement.id for promise, _delivery, _piece in recent}
    return EvidenceReport(
        language=language,
        tender=programme.tender,
        provenance=replace(
            programme.provenance, tool=f"pve {__version__}", template="", day=today.isoformat(), created=f"{today.isoformat()}T00:00:00Z"
        ),
        supplier=contract.supplier,
        day=in_full(today, language),
        sent=in_full(date.fromisoformat(programme.provenance.day), language),
        start=in_full(contract.start, language),
        end=in_full(contract.end, language) if contract.end else "",
        since=in_full(since, language),
        ahead=in_full(ahead, language),
        counts=ReportCounts(
            overdue=standing.statuses["overdue"],
            soon=standing.statuses["due-soon"],
            later=standing.statuses["later"],
            in_time=sum(not delivery.days_late for delivery in deliveries),
            late=sum(delivery.days_late > 0 for delivery in deliveries),
            occasion=standing.statuses["on-occasion"],
        ),
        overdue=tuple(line for day, line in dated if day < today),
        quarters=tuple(_quarters([one for one in dated if one[0] >= today], language)),
        received=tuple(_received(promise, delivery, piece, today, language) for promise, delivery, piece in recent),
        earlier=len(pieces) - len(recent),
        occasion=tuple(_due(promise, None, language, form) for promise in standing.promises if promise.status == "on-occasion"),
        excepted=tuple(
            ExceptedLine(
                id=one.requirement,
                title=titles[one.requirement],
                until=in_full(one.until, language) if one.until else "",
                reason=one.reason,
            )
            for one in contract.exceptions
            if one.until is None or one.until > today
        ),
        checks=tuple(
            CheckLine(id=requirement.id, title=requirement.title, verify=form.inline(requirement.verify))
            for requirement in programme.requirements
            if requirement.id in concerned
        ),
    )


def _dated(standing: Standing, ahead: date, language: Language, form: Format[M]) -> Iterator[tuple[date, DueLine[M]]]:
    """Everything that has a date up to and including `ahead`, with that date."""
    for promise in standing.promises:
        for day in promise.coming(ahead, standing.contract.end):
            if day <= ahead:
                yield day, _due(promise, day, language, form, standing.today)
    titles = {requirement.id: requirement.title for requirement in standing.programme.requirements}
    for kept in standing.appointments:
        if kept.status != "received" and kept.appointment.due <= ahead:
            yield kept.appointment.due, _appointment(kept, titles[kept.appointment.requirement], language, form)


def _due(promise: Promise, day: date | None, language: Language, form: Format[M], today: date | None = None) -> DueLine[M]:
    return DueLine(
        id=promise.requirement.id,
        title=promise.requirement.title,
        what=form.inline(promise.evidence.what),
        when=MOMENTS[promise.evidence.moment].in_(language),
        due=in_full(day, language) if day else "",
        days=abs((day - today).days) if day and today else 0,
        status=STATUSES[promise.status].in_(language),
    )


def _appointment(kept: Kept, title: str, language: Language, form: Format[M]) -> DueLine[M]:
    return DueLine(
        id=kept.appointment.requirement,
        title=title,
        what=form.inline(literal(kept.appointment.what)),
        when=ONCE.in_(language),
        due=in_full(kept.appointment.due, language),
        days=abs(kept.days),
        status=STATUSES[kept.status].in_(language),
    )


def _quarters(dated: Iterable[tuple[date, DueLine[M]]], language: Language) -> Iterator[Quarter[M]]:
    of: dict[tuple[int, int], list[DueLine[M]]] = {}
    for day, line in dated:
        of.setdefault((day.year, (day.month - 1) // 3), []).append(line)
    for (year, quarter), lines in of.items():
        yield Quarter(title=_QUARTERS[quarter].in_(language).format(year=year), due=tuple(lines))


def _received(promise: Promise, delivery: Delivery, piece: Received, today: date, language: Language) -> ReceivedLine:
    period = (
        _PERIOD.in_(language).format(start=in_full(piece.start, language), end=in_full(piece.end, language))
        if piece.start and piece.end
        else ""
    )
    return ReceivedLine(
        id=promise.requirement.id,
        title=promise.requirement.title,
        what=piece.what,
        received=in_full(piece.received, language),
        due=in_full(delivery.due, language) if delivery.due else "",
        late=delivery.days_late if piece is delivery.pieces[0] else 0,
        period=period,
        valid_until=in_full(piece.valid_until, language) if piece.valid_until else "",
        expired=piece.valid_until is not None and piece.valid_until < today,
        scope=piece.scope,
        remarks=piece.remarks,
    )
