"""A document that came back beside the one that was sent: what differs apart from the answers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from pve_gen.alteration import Alteration, AlterationKind, differing
from pve_gen.altereddrawings import altered_drawings
from pve_gen.alteredpages import altered_pages
from pve_gen.canonical import odd_letters
from pve_gen.programme import ProvenanceLines
from pve_gen.returned import DocumentText, Segment, Trick

_ALIKE = 0.6  # how much of two parts without an id must agree to be the same part, changed


def alterations(sent: DocumentText, returned: DocumentText) -> tuple[Alteration, ...]:
    """Everything but the answers in which `returned` differs from `sent`, in the order of the document."""
    pairs, gone, extra = _paired(sent.segments, returned.segments)
    place = {id(segment): index for index, segment in enumerate(returned.segments)}
    found: list[tuple[float, Alteration]] = []
    found += [(place[id(after)], _altered(before, after)) for before, after in pairs if before.lines != after.lines]
    found += [(place[id(segment)], _extra(segment, sent)) for segment in extra]
    found += [(place[id(last)] + 0.5 if last else -1, _missing(before)) for before, last in _after_which(gone, pairs, sent.segments)]
    if returned.ordered:
        found += [(place[id(segment)], _moved(segment)) for segment in _out_of_order(pairs, sent.segments, returned.segments)]
    names = {before.name: after.name for before, after in pairs}
    new = [
        trick
        for trick in _new_tricks(sent, returned, names)
        if trick.kind != "answer-place" or trick.segment not in {one.name for one in extra}
    ]
    found += [(_place_of(trick, returned.segments), _trick(trick)) for trick in new]
    ordered = [alteration for _place, alteration in sorted(found, key=lambda item: item[0])]
    return (*ordered, *altered_drawings(sent, returned, names), *altered_pages(sent, returned, names), *_around(sent, returned))


def of_another_programme(origin: ProvenanceLines, returned: DocumentText) -> tuple[Alteration, ...]:
    """An alteration where the document says it is another programme; none where it says nothing, as some programs drop properties."""
    number = returned.properties.get("pve-document", origin.document)
    if number == origin.document:
        return ()
    return (Alteration(id="", kind="other-programme", was=origin.document, now=number, place="properties"),)


# ── Which part is which ────────────────────────────────────────────────────────────────────────


def _paired(sent: Sequence[Segment], returned: Sequence[Segment]) -> tuple[list[tuple[Segment, Segment]], list[Segment], list[Segment]]:
    """Pairs that are the same part; parts that are gone; parts that are extra."""
    waiting: dict[tuple[str, str], list[Segment]] = {}
    for segment in returned:
        waiting.setdefault(_known_by(segment), []).append(segment)
    pairs, gone = [], []
    for segment in sent:
        candidates = waiting.get(_known_by(segment), [])
        if candidates:
            same = next((candidate for candidate in candidates if candidate.lines == segment.lines), candidates[0])
            candidates.remove(same)
            pairs.append((segment, same))
        else:
            gone.append(segment)
    extra = [segment for segments in waiting.values() for segment in segments]
    for before in [segment for segment in gone if not segment.key]:  # a heading that was changed has no name to be known by
        likely = max((segment for segment in extra if not segment.key), key=lambda segment: _likeness(before, segment), default=None)
        if likely and _likeness(before, likely) >= _ALIKE:
            pairs.append((before, likely))
            gone.remove(before)
            extra.remove(likely)
    return pairs, gone, extra


def _known_by(segment: Segment) -> tuple[str, str]:
    return (segment.key, "") if segment.key else ("", segment.title)


def _likeness(one: Segment, other: Segment) -> float:
    return SequenceMatcher(None, " ".join(one.lines).split(), " ".join(other.lines).split()).ratio()


def _after_which(
    gone: Iterable[Segment], pairs: Iterable[tuple[Segment, Segment]], sent: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment | None]]:
    """Every part that is gone, with the part of the returned document after which it stood."""
    there = {id(before): after for before, after in pairs}
    lost = {id(segment) for segment in gone}
    previous: Segment | None = None
    for segment in sent:
        if id(segment) in lost:
            yield segment, previous
        else:
            previous = there[id(segment)]


def _out_of_order(pairs: Iterable[tuple[Segment, Segment]], sent: Sequence[Segment], returned: Sequence[Segment]) -> Iterator[Segment]:
    """The fewest parts that must have been moved: those outside the longest run that is still in order."""
    order = {id(segment): index for index, segment in enumerate(sent)}
    there = {id(after): order[id(before)] for before, after in pairs}
    places = [(segment, there[id(segment)]) for segment in returned if id(segment) in there]
    tails: list[int] = []  # of each length where the chain of that length ends lowest
    before: dict[int, int] = {}  # in the longest chain that ends with it
    for _segment, index in places:
        at = bisect_left(tails, index)
        before[index] = tails[at - 1] if at else -1
        tails[at : at + 1] = [index]
    kept = set()
    last = tails[-1] if tails else -1
    while last >= 0:
        kept.add(last)
        last = before[last]
    return (segment for segment, index in places if index not in kept)


# ── What is said of it ─────────────────────────────────────────────────────────────────────────


def _altered(before: Segment, after: Segment) -> Alteration:
    was, now = differing(before.lines, after.lines)
    remarks = []
    if after.before is not None and after.before == before.lines:
        remarks.append("a tracked change: without it, the text is as it was sent")
    if strange := [letter for letter in odd_letters(now) if letter not in odd_letters(was)]:
        remarks.append(f"holds letters of another alphabet: {', '.join(strange)}")
    return Alteration(id=before.key, kind="altered", was=was, now=now, place=_place(after), remark="; ".join(remarks))


def _place(segment: Segment) -> str:
    return segment.place or segment.title or "before the first heading"


def _extra(segment: Segment, sent: DocumentText) -> Alteration:
    known = any(_known_by(segment) == _known_by(other) for other in sent.segments)
    kind: AlterationKind = "duplicated" if known else "added"
    return Alteration(id=segment.key, kind=kind, was="", now="\n".join(segment.lines), place=_place(segment))


def _missing(segment: Segment) -> Alteration:
    return Alteration(id=segment.key, kind="missing", was="\n".join(segment.lines), now="", place=_place(segment))


def _moved(segment: Segment) -> Alteration:
    return Alteration(id=segment.key, kind="moved", was="", now="", place=_place(segment), remark="stands elsewhere")


def _new_tricks(sent: DocumentText, returned: DocumentText, names: Mapping[str, str]) -> Iterator[Trick]:
    """Tricks that the document as sent did not have: a house style may strike or hide words of its own.

    A drawing has to be where it was: `names` are those of the parts as sent, with their names now.
    """
    known = Counter((trick.kind, trick.text, names.get(trick.segment, trick.segment) * (trick.kind == "drawing")) for trick in sent.tricks)
    for trick in returned.tricks:
        sort = (trick.kind, trick.text, trick.segment * (trick.kind == "drawing"))
        if known[sort]:
            known[sort] -= 1
        else:
            yield trick


_SORTS = {"answer-place": "of {}", "drawing": "{}", "cut": "{}"}


def _trick(trick: Trick) -> Alteration:
    removed = trick.kind == "tracked" and trick.text.startswith("- ")
    text = trick.text[2:] if trick.kind == "tracked" else trick.text
    remark = f"by {trick.author}" if trick.author else ""
    if trick.kind in _SORTS:  # what it is, in words of ours: it has no text
        text, remark = "", _SORTS[trick.kind].format(text.removesuffix(" *"))
    return Alteration(
        id=trick.key,
        kind=trick.kind,
        was=text if removed else "",
        now="" if removed else text,
        place=trick.segment or "the document",
        remark=remark,
    )


def _place_of(trick: Trick, segments: Sequence[Segment]) -> float:
    return next((index + 0.25 for index, segment in enumerate(segments) if segment.name == trick.segment), float(len(segments)))


def _around(sent: DocumentText, returned: DocumentText) -> Iterator[Alteration]:
    """What differs outside the text."""
    gone = [line for line in sent.notes if line not in returned.notes]
    new = [line for line in returned.notes if line not in sent.notes]
    if gone or new:
        yield Alteration(id="", kind="notes", was="\n".join(gone), now="\n".join(new), place="notes")
    told = any(trick.kind == "drawing" for trick in returned.tricks)  # each with its own place
    if sent.pictures > returned.pictures or (sent.pictures < returned.pictures and not told):
        was, now = (f"{number} pictures" for number in (sent.pictures, returned.pictures))
        yield Alteration(id="", kind="pictures", was=was, now=now, place="pictures")
    for name in _other_fonts(sent.fonts, returned.fonts):
        yield Alteration(id="", kind="font", was="", now=name, place="fonts")
    for one in returned.fetched:
        if one not in sent.fetched:
            yield Alteration(id="", kind="fetched", was="", now=one, place="settings")


def _other_fonts(sent: Mapping[str, str], returned: Mapping[str, str]) -> Iterator[str]:
    """The fonts in the file with which letters that were sent can look otherwise.

    Where some were sent, LibreOffice adds those that it uses itself, and bold and italic of those that were sent.
    """
    brought = {name.rpartition(", ")[0] for name, hash in sent.items() if hash}
    for name, hash in returned.items():
        family = name.rpartition(", ")[0]
        if hash and sent.get(name) != hash and (not brought or name in sent or (family in sent and family not in brought)):
            yield name
