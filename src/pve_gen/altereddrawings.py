"""The drawings of a document that came back beside those that were sent: another picture, one that was enlarged, moved or filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pve_gen.alteration import Alteration
from pve_gen.returned import DocumentText, Drawing

_ROUNDED = 72_000  # English metric units: two millimetres
_IN_MM = 36_000


def altered_drawings(sent: DocumentText, returned: DocumentText, names: Mapping[str, str]) -> Iterator[Alteration]:
    """Every drawing that is none of those sent there, where one of its sort was; `names` are those of the parts as sent, with their names now.

    One that was added where none was sent is told as that.
    """
    waiting: dict[str, list[Drawing]] = {}
    for drawing in sent.drawings:
        waiting.setdefault(names.get(drawing.segment, drawing.segment), []).append(drawing)
    others: list[Drawing] = []
    seen: set[Drawing] = set()  # at the edges of pages: office programs copy a header for every kind of page
    for drawing in returned.drawings:
        there = waiting.get(drawing.segment, [])
        same = next((one for one in there if _is_same(one, drawing)), None)
        if drawing.at_edge and (same is not None or drawing in seen):
            continue
        seen.add(drawing)
        if same is None:
            others.append(drawing)
        else:
            there.remove(same)
    for drawing in others:
        there = [one for one in waiting.get(drawing.segment, []) if one.sort == drawing.sort]
        if there:
            was = next((one for one in there if one.pictures == drawing.pictures), there[0])
            waiting[drawing.segment].remove(was)
            yield _altered(was, drawing)


def _altered(was: Drawing, now: Drawing) -> Alteration:
    other = was.pictures != now.pictures
    return Alteration(
        id=now.key,
        kind="picture" if other else "redrawn",
        was="" if other else _said(was),
        now="" if other else _said(now),
        place=now.segment or "the document",
        remark="a program that makes pictures smaller writes another one too: look at both" if other else now.sort,
    )


def _is_same(was: Drawing, now: Drawing) -> bool:
    return (
        was.sort == now.sort
        and was.pictures == now.pictures
        and all(abs(before - after) <= _ROUNDED for before, after in ((was.width, now.width), (was.height, now.height)))
        and all(_is_there(before, after) for before, after in ((was.across, now.across), (was.down, now.down)))
        and (was.over or not now.over)
        and (now.clear or not was.clear)
    )


def _is_there(was: tuple[str, int | str], now: tuple[str, int | str]) -> bool:
    """Whether two places are the same, one of which an office program may have rounded."""
    if "?" in {was[0], now[0]}:
        return True
    if isinstance(was[1], int) and isinstance(now[1], int):
        return was[0] == now[0] and abs(was[1] - now[1]) <= _ROUNDED
    return was == now


def _said(drawing: Drawing) -> str:
    width, height = (round(side / _IN_MM) for side in (drawing.width, drawing.height))
    places = (
        f"{frame} {at if isinstance(at, str) else f'{round(at / _IN_MM)} mm'}".strip() for frame, at in (drawing.across, drawing.down)
    )
    more = (*(["over the text"] if drawing.over else []), *([] if drawing.clear else ["filled"]))
    return ", ".join((f"{width} × {height} mm", *places, *more))
