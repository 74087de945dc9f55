"""Which requirements of one edition became which of the other: renumbered, split or merged.

What the catalogue says of a retired requirement (`replaced_by`) comes first. After that texts decide: they are only a
proposal, and the rule is strict, since a wrong kinship hides an addition.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pve_gen.edition import Asked, Edition
from pve_gen.values import Struct
from pve_gen.worddiff import likeness, share_within

SAME_TEXT = 0.75
"""How much of two texts must agree for one to be the other, under another number."""
WITHIN = 0.7
"""Which share of a text must stand in another for it to be a part of that."""
_LEAST_WORDS = 8  # of a shorter text everything stands in any other
_CANDIDATES = 5
_WORD = re.compile(r"\w{4,}")


class Family(Struct, frozen=True, kw_only=True):
    """Ids in OLD that became ids in NEW; `declared` where the catalogue says so."""

    was: tuple[str, ...]
    now: tuple[str, ...]
    declared: bool = False


def families(old: Edition, new: Edition) -> tuple[Family, ...]:
    """Every kinship between other numbers; each id of an edition is in at most one."""
    found = list(_declared(old, new))
    taken = {id for family in found for id in (*family.was, *family.now)}
    gone = {id: one for id, one in _requirements(old).items() if id not in new.asked and id not in taken}
    fresh = {id: one for id, one in _requirements(new).items() if id not in old.asked and id not in taken}
    renumbered = list(_renumbered(gone, fresh))
    for family in renumbered:
        gone.pop(family.was[0])
        fresh.pop(family.now[0])
    stayed = [
        (one, new.asked[id])
        for id, one in _requirements(old).items()
        if id in new.asked and id not in taken and one.text != new.asked[id].text
    ]
    left = {one.id: now.text for one, now in stayed}
    splits = list(_parts_of({one.id: one for one, _now in stayed} | gone, fresh, left))
    for family in splits:
        for id in family.now:
            fresh.pop(id, None)
        gone.pop(family.was[0], None)
    in_split = {id for family in splits for id in (*family.was, *family.now)}
    before = {now.id: one.text for one, now in stayed if now.id not in in_split}
    grown = {now.id: now for _one, now in stayed if now.id in before}
    merges = [Family(was=family.now, now=family.was) for family in _parts_of(grown | fresh, gone, before)]
    return (*found, *renumbered, *splits, *merges)


def _requirements(edition: Edition) -> Mapping[str, Asked]:
    return {id: one for id, one in edition.asked.items() if one.about == "requirement"}


def _declared(old: Edition, new: Edition) -> Iterator[Family]:
    """What `replaced_by` says, of requirements that were asked and are gone."""
    into: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id, targets in new.replaced_by.items():
        there = tuple(target for target in targets if target in new.asked)
        if id in old.asked and id not in new.asked and there:
            into[there].append(id)
    taken: set[str] = set()
    for now, ids in into.items():
        # A successor that was there before is what it was, with these merged into it.
        was = (*ids, *(id for id in now if id in old.asked))
        if taken & {*was, *now} or (len(was) > 1 and len(now) > 1):
            continue
        taken |= {*was, *now}
        yield Family(was=was, now=now, declared=True)


def _renumbered(gone: Mapping[str, Asked], fresh: Mapping[str, Asked]) -> Iterator[Family]:
    """Pairs whose texts are nearly the same, the best first."""
    index = _Index(fresh.values())
    pairs = sorted((-likeness(one.text, fresh[other].text), id, other) for id, one in gone.items() for other in index.near(one))
    taken: set[str] = set()
    for unlike, id, other in pairs:
        if -unlike >= SAME_TEXT and not taken & {id, other}:
            taken |= {id, other}
            yield Family(was=(id,), now=(other,))


def _parts_of(wholes: Mapping[str, Asked], parts: Mapping[str, Asked], kept: Mapping[str, str]) -> Iterator[Family]:
    """Texts that fell apart into `parts`: two or more of these, or one and what remains of the text itself under its number.

    `kept` is the text that each number has in the other edition, where it is there: what still stands in that did not leave it.
    """
    taken: set[str] = set()
    index = _Index(wholes.values())
    homes: dict[str, list[str]] = defaultdict(list)
    for id, part in parts.items():
        if len(part.text.split()) < _LEAST_WORDS:
            continue
        shares = [(share_within(part.text, wholes[whole].text), whole) for whole in index.near(part) if whole != id]
        share, home = max(shares, default=(0.0, ""))
        if share >= WITHIN and not (home in kept and share_within(part.text, kept[home]) >= WITHIN):
            homes[home].append(id)
    for whole, ids in homes.items():
        members = ([whole] if whole in kept else []) + ids
        if len(members) > 1 and not taken & set(members):
            taken |= {whole, *members}
            yield Family(was=(whole,), now=tuple(members))


class _Index:
    """Texts by their words, so that only those that share some are compared."""

    def __init__(self, texts: Iterable[Asked]) -> None:
        self.by_word: dict[str, list[str]] = defaultdict(list)
        self.count = 0
        for one in texts:
            self.count += 1
            for word in set(_WORD.findall(one.text.lower())):
                self.by_word[word].append(one.id)

    def near(self, one: Asked) -> list[str]:
        """The ids of the texts that share most words with this one; a word that every text has says nothing."""
        shared: Counter[str] = Counter()
        for word in set(_WORD.findall(one.text.lower())):
            ids = self.by_word.get(word, ())
            if len(ids) <= max(3, self.count // 3):
                shared.update(ids)
        return [id for id, _count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]]
