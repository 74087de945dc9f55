"""The pages of a document that came back beside those that were sent: other headers or footers on them, or another size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pve_gen.alteration import Alteration, differing
from pve_gen.returned import DocumentText, Pages

_HIDES_NOTHING = 283  # twips: office programs round, and half a centimetre more or less hides no text
_TWIPS_IN_MM = 56.693


def altered_pages(sent: DocumentText, returned: DocumentText, names: Mapping[str, str]) -> Iterator[Alteration]:
    """What differs at the edges of the pages and in their size; `names` are those of the parts as sent, with their names now."""
    pairs = list(_paired(sent.pages, returned.pages, names))
    yield from _altered_edges(sent, returned, pairs)
    if len(sent.pages) != len(returned.pages):
        was, now = (f"{len(pages)} section{'s' * (len(pages) != 1)}" for pages in (sent.pages, returned.pages))
        yield _pages(was, now, "a section has pages of its own")
    else:
        for before, after in pairs:
            if names.get(before.last, before.last) != after.last:
                yield _pages(f"a section ends in «{before.last}»", f"a section ends in «{after.last}»", "a section has pages of its own")
    for before, after in pairs:
        was, now = _measured(before, after)
        if was or now:
            yield _pages(was, now, f"of the section that ends in «{after.last}»")


def _paired(sent: Sequence[Pages], returned: Sequence[Pages], names: Mapping[str, str]) -> Iterator[tuple[Pages, Pages]]:
    """The sections that are the same: one after the other, or where there are more or fewer of them, those that end in the same part."""
    if len(sent) == len(returned):
        yield from zip(sent, returned, strict=True)
        return
    waiting = list(sent)
    for after in returned:
        same = next((before for before in waiting if names.get(before.last, before.last) == after.last), None)
        if same is not None:
            waiting.remove(same)
            yield same, after


def _pages(was: str, now: str, remark: str) -> Alteration:
    return Alteration(id="", kind="pages", was=was, now=now, place="pages", remark=remark)


# ── Headers and footers ────────────────────────────────────────────────────────────────────────


def _altered_edges(sent: DocumentText, returned: DocumentText, pairs: Sequence[tuple[Pages, Pages]]) -> Iterator[Alteration]:
    """Every other text at the edge of a page, once, with the pages where it stands."""
    found: dict[tuple[str, str], list[str]] = {}
    for before, after in pairs:
        by_text: dict[tuple[str, str], list[str]] = {}
        for (edge, pages), is_now in after.edges.items():
            was = before.edges[edge, pages]
            undrawn = Counter(was.drawn) - Counter(is_now.drawn)  # what was added is told as a shape
            if was.lines != is_now.lines or undrawn:
                gone, new = differing(was.lines, is_now.lines)
                drawn = (f"[{sort}]" for sort in undrawn.elements())
                by_text.setdefault(("\n".join(filter(None, (gone, *drawn))), new), []).append(f"{edge} of the {pages}")
        for text, places in by_text.items():
            said = places[0].partition(" ")[0] if len(places) == 3 else " and ".join(places)  # three kinds of pages: all
            found.setdefault(text, []).append(f"{said} of the section that ends in «{after.last}»")
    for (gone, new), places in found.items():
        yield Alteration(id="", kind="header-footer", was=gone, now=new, place="header or footer", remark="; ".join(places))
    told = {line for text in found for side in text for line in side.split("\n")}
    missed = [] if sent.pages else [line for line in sent.edges if line not in returned.edges]  # on no page nobody misses it
    added = [line for line in returned.edges if line not in sent.edges]
    if {*missed, *added} - told:
        yield Alteration(id="", kind="header-footer", was="\n".join(missed), now="\n".join(added), place="header or footer")


# ── Sizes ──────────────────────────────────────────────────────────────────────────────────────


def _measured(before: Pages, after: Pages) -> tuple[str, str]:
    """What is measured otherwise, as it was and as it is now."""
    was, now = [], []
    for name, length in after.measures.items():
        if _hides(name, before.measures[name], length):
            was.append(f"{name} {before.measures[name] / _TWIPS_IN_MM:.0f} mm")
            now.append(f"{name} {length / _TWIPS_IN_MM:.0f} mm")
    was += [trait for trait in before.traits if trait not in after.traits]
    now += [trait for trait in after.traits if trait not in before.traits]
    return "; ".join(was), "; ".join(now)


def _hides(name: str, was: int, now: int) -> bool:
    """Whether text can fall off the page by this.

    More room hides nothing, and office programs take some: LibreOffice knows no gutter, writes no distance to a header where the first
    page has none, no margin below 0 (that of a header which lies over the text), and a smaller one where a section begins on an odd page.
    """
    if abs(now - (abs(was) if now > 0 else was)) <= _HIDES_NOTHING:
        return False
    if name.endswith("of the page"):
        return True
    if name == "narrowest column":
        return now < was
    return now > was or now < (_HIDES_NOTHING if name.endswith("margin") and not name.startswith("gutter") else 0)
