"""The words that nobody can test: a named measure and a term stand in their place (equal treatment of bidders)."""

from __future__ import annotations

import re

from pve_gen.model import Language

_VAGUE = {
    "nl": re.compile(
        r"\b(passend|adequa(?:at|ate)|regelmatig|periodiek|tijdig|onverwijld|zo (?:spoedig|snel|veel) mogelijk|waar (?:mogelijk|nodig)|"
        r"indien nodig|zo nodig|redelijke?|redelijkerwijs|toereikend|afdoende|deugdelijk|naar behoren|marktconforme?|gangbaar|gangbare|"
        r"gebruikelijke?|state[- ]of[- ]the[- ]art|best practices?|up[- ]to[- ]date|gebruiksvriendelijke?|optimaal|optimale|in principe|"
        r"zoals gebruikelijk|spoedig|zorgvuldige?|streeft|voldoende)\b"
    ),
    "en": re.compile(
        r"\b(appropriate|adequate|adequately|regularly|periodically|promptly|timely|in good time|as soon as possible|where possible|"
        r"where necessary|if necessary|as needed|reasonable|reasonably|sufficient|sufficiently|state[- ]of[- ]the[- ]art|best practices?|"
        r"up[- ]to[- ]date|user[- ]friendly|optimal|in principle|careful|strives)\b"
    ),
}
_HURRY = re.compile(
    r"\b(?:(?:heel|zeer|erg|zo) )?snel\b|\bz\.?s\.?m\b|\b(?:(?:very|as) )?(?:quickly|fast|soon)\b|\basap\b|\b(?:lang|long|often|vaak|groot|large) "
    r"(?:genoeg|enough)\b"
)
"""What stands where a number and a unit should: not in a sentence, in which it may tell of something else."""


def vague_words(text: str, language: Language) -> list[str]:
    """Every such word in the sentences of a requirement, in order."""
    return [found[0] for found in _VAGUE[language].finditer(text)]


def vague_in_value(text: str) -> str:
    """The first such word in a value that stands in a requirement, such as `heel snel`, in either language; empty where there is none, or a number."""
    if any(map(str.isdigit, text)):
        return ""  # a number can be held against what is delivered: `z.s.m., maar binnen 2 uur`
    text = text.lower()
    return next((found[0] for found in (pattern.search(text) for pattern in (*_VAGUE.values(), _HURRY)) if found), "")
