"""What a requirement asks of the supplier in one language, with the values of a tender."""

from __future__ import annotations

import hashlib

from pve_gen.jsonfile import canonical
from pve_gen.markup import literal
from pve_gen.model import VALUE_NAME, Asked, Language, Requirement
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN
from pve_gen.values import kept


@kept
def asked_of(requirement: Requirement, words: tuple[str, ...], language: Language) -> Asked:
    """What it asks with these words for its values, as `selection.words_of` gives them."""
    content = canonical(
        {
            "id": requirement.id,
            "version": requirement.version,
            "kind": requirement.kind,
            "points": requirement.points,
            "title": requirement.title.in_(language),
            "text": requirement.text.in_(language),
            "values": dict(zip(requirement.values, words, strict=True)),
            "evidence": [[item.what.in_(language), item.when] for item in requirement.evidence],
        }
    )
    text = _filled(requirement, words, language)
    return Asked(words=words, text=text, hash=hashlib.sha256(content).hexdigest())


def _filled(requirement: Requirement, words: tuple[str, ...], language: Language) -> str:
    """The text with its values in place, as Markdown; a value is data, so no mark in it means anything.

    A value that the tender must still give is its name, between BLANK_OPEN and BLANK_CLOSE.
    """
    given = dict(zip(requirement.values, words, strict=True))

    def replaced(name: str) -> str:
        if given[name]:
            return literal(" ".join(given[name].split()))
        return BLANK_OPEN + literal(f"[{requirement.values[name].label.in_(language)}]") + BLANK_CLOSE

    return VALUE_NAME.sub(lambda found: replaced(found[1]) if found[1] in given else found[0], requirement.text.in_(language))
