"""Two editions → what differs, requirement by requirement, each with the kind of change that rules propose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from pve_gen.changerules import propose, same
from pve_gen.edition import Answered, Asked, ChangeKind, Difference, Edition, Field, Part
from pve_gen.lineage import Family, families
from pve_gen.model import Words
from pve_gen.response import Response

_ORDER: tuple[Field, ...] = get_args(Field)
_TEXTS: tuple[Field, ...] = ("title", "text", "verify", "applies", "acts", "why", "risk")
_LISTS: tuple[Field, ...] = ("evidence", "norms")
_FAMILIES = {
    "split": Words("één eis werd er meer", "one requirement became several"),
    "merged": Words("meer eisen werden er één", "several requirements became one"),
}
_DECLARED = Words("; zo staat het in de catalogus", "; the catalogue says so")
_ALIKE = Words("; de teksten lijken op elkaar", "; the texts are alike")


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Every difference between two editions in one language, in the order of NEW; what is gone stands where it stood."""
    related = families(old, new)
    used = {id for family in related for id in (*family.was, *family.now)}
    found = [_family(family, old, new) for family in related]
    for id in dict.fromkeys((*old.asked, *new.asked)):
        if id not in used:
            found += _one(old.asked.get(id), new.asked.get(id))
    place = _places(old, new)
    return tuple(sorted(found, key=lambda difference: place[difference.id]))


def _places(old: Edition, new: Edition) -> Mapping[str, tuple[int, int]]:
    """Id → where it stands in NEW, or right after what came before it in OLD."""
    places = {id: (index, 0) for index, id in enumerate(new.asked)}
    last, after = -1, 0
    for id in old.asked:
        if id in places and places[id][1] == 0:
            last, after = places[id][0], 0
        else:
            after += 1
            places[id] = (last, after)
    return places


def _family(family: Family, old: Edition, new: Edition) -> Difference:
    was, now = tuple(old.asked[id] for id in family.was), tuple(new.asked[id] for id in family.now)
    if len(was) == 1 and len(now) == 1:  # it has another number, and perhaps another text
        return next(_one(was[0], now[0]))
    change: ChangeKind = "split" if len(was) == 1 else "merged"
    parts = (Part(field="id", was="\n".join(family.was), now="\n".join(family.now)), *_text_of_all(was, now))
    reason, basis = _FAMILIES[change], _DECLARED if family.declared else _ALIKE
    head = was[0] if change == "split" else now[0]
    return Difference(
        id=head.id,
        title=head.title,
        change=change,
        because=Words(reason.nl + basis.nl, reason.en + basis.en),
        possibly_material=True,
        was=was,
        now=now,
        parts=parts,
        fingerprint=_fingerprint(parts),
    )


def _text_of_all(was: tuple[Asked, ...], now: tuple[Asked, ...]) -> Iterator[Part]:
    before, after = ("\n\n".join(f"{one.id} {one.title}\n{one.text}" for one in several) for several in (was, now))
    yield Part(field="text", was=before, now=after)


def _one(old: Asked | None, new: Asked | None) -> Iterator[Difference]:
    """The difference of one thing, if there is any."""
    head = new or old
    assert head is not None  # the caller names an id of one of both
    change: ChangeKind
    if old is None or new is None:
        change, because = ("added", Words("staat er nieuw in", "is new")) if new else ("removed", Words("staat er niet meer in", "is gone"))
        parts: tuple[Part, ...] = (Part(field="text", was=old.text if old else "", now=new.text if new else ""),)
        material = True
    else:
        parts = tuple(sorted(_parts(old, new), key=lambda part: _ORDER.index(part.field)))
        if not parts:
            return
        change, because, material = propose(old, new, parts)
    yield Difference(
        id=head.id,
        title=head.title,
        change=change,
        because=because,
        possibly_material=material,
        was=(old,) if old else (),
        now=(new,) if new else (),
        parts=parts,
        fingerprint=_fingerprint(parts),
    )


def _parts(old: Asked, new: Asked) -> Iterator[Part]:
    """Every field that differs."""
    if old.id != new.id:
        yield Part(field="id", was=old.id, now=new.id)
    if old.theme != new.theme:
        yield Part(field="theme", was=old.chapter, now=new.chapter)
    if old.kind != new.kind or old.kind_name.split(" · ")[0] != new.kind_name.split(" · ")[0]:
        yield Part(field="kind", was=old.kind_name, now=new.kind_name)
    elif old.points != new.points:
        yield Part(field="points", was=str(old.points), now=str(new.points))
    for name in dict.fromkeys((*old.values, *new.values)):
        (_label, was), (label, now) = old.values.get(name, ("", "")), new.values.get(name, ("", ""))
        if not same(was, now):
            yield Part(field="value", was=was, now=now, name=label or _label)
    for field in _TEXTS:
        was, now = getattr(old, field), getattr(new, field)
        if not same(was, now):
            yield Part(field=field, was=was, now=now)
    for field in _LISTS:
        was, now = ("\n".join(getattr(one, field)) for one in (old, new))
        # The order of norms says nothing; that of evidence neither.
        if not same("\n".join(sorted(was.split("\n"))), "\n".join(sorted(now.split("\n")))):
            yield Part(field=field, was=was, now=now)
    if old.version != new.version or old.hash != new.hash:
        yield Part(field="version", was=str(old.version), now=str(new.version))


def _fingerprint(parts: Iterable[Part]) -> str:
    """Twelve hex digits of what people judge: another change gives another."""
    said = [[part.field, part.name, part.was, part.now] for part in parts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]


def answered(old: Edition, new: Edition, response: Response) -> Answered:
    """What becomes of the answers that a supplier gave to OLD: an answer holds as long as what it answers has the same hash."""
    given = [answer.requirement for answer in response.answers if answer.answer or answer.explanation or answer.evidence]
    asked = {id: one.hash for id, one in new.asked.items() if one.hash}
    holds = {id for id in given if id in old.asked and asked.get(id) == old.asked[id].hash}
    return Answered(
        supplier=response.supplier,
        stale=tuple(id for id in given if id not in holds),
        missing=tuple(id for id in asked if id not in holds),
    )
