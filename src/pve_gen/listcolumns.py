"""Which column of a list is what: by its heading, in Dutch or English, or as somebody said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pve_gen.findings import PveError, did_you_mean

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "nr", "no", "nummer", "number", "code", "kenmerk", "eisnummer", "eisnr", "nreis", "volgnummer", "volgnr", "ref", "eiscode",
        "eisid", "controlid", "requirementid", "vraagnummer",
    ),
    "theme": (
        "thema", "theme", "onderwerp", "topic", "categorie", "category", "hoofdstuk", "chapter", "rubriek", "domein", "domain", "section",
        "sectie", "paragraaf", "groep", "group", "onderdeel", "aspect",
    ),
    "title": (
        "titel", "title", "naam", "name", "korteomschrijving", "kop", "samenvatting", "subject", "eistitel", "titelvandeeis", "summary", "kort",
    ),
    "text": (
        "eis", "tekst", "text", "omschrijving", "beschrijving", "description", "requirement", "requirementtext", "eistekst", "tekstvandeeis",
        "omschrijvingeis", "omschrijvingvandeeis", "eisomschrijving", "vraag", "question", "specificatie", "statement", "formulering", "control",
        "eiswens", "eisofwens", "maatregel",
    ),
    "kind": (
        "soort", "type", "kind", "ew", "moscow", "prioriteit", "priority", "soorteis", "typeeis", "knockout", "ko", "musthave", "verplicht",
        "eiswens", "eisofwens", "eiswensvoorwaarde",
    ),
    "points": ("punten", "points", "score", "weging", "gewicht", "weight", "maxpunten", "maximaalaantalpunten", "aantalpunten", "maxscore"),
    "why": ("waarom", "reden", "toelichting", "rationale", "motivatie", "doel", "why", "achtergrond", "onderbouwing", "explanation", "guidance"),
    "evidence": ("bewijs", "bewijsmiddel", "bewijsmiddelen", "bewijsstuk", "evidence", "gevraagdbewijs", "evidenceasked", "proof", "wijzevanaantonen", "aantonen", "bewijslast"),
    "verify": ("toets", "toetsing", "verificatie", "verify", "verification", "controle", "test", "wijzevantoetsing", "beoordeling"),
    "risk": ("risico", "risk", "risicobijnietvoldoen", "gevolg"),
    "norms": (
        "norm", "normen", "norms", "bron", "grondslag", "referentie", "referenties", "reference", "references", "wettelijkebasis", "kader",
        "herkomst", "normverwijzing", "bio", "bio2", "source",
    ),
}  # fmt: skip
"""Field → the headings by which it is known: lower case, letters and digits only."""

_EITHER = {"eiswens", "eisofwens", "eiswensvoorwaarde"}
"""Headings that hold the kind where another column holds the text, and else the text."""


def plain(heading: str) -> str:
    """A heading without marks, spaces and accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", heading).lower())


def recognised(headings: Iterable[str]) -> int:
    """How many of these are headings that are known: a row with titles or texts has none or few."""
    return len({field for heading in headings for field, known in HEADINGS.items() if plain(heading) in known})


def columns_of(headings: Mapping[int, str], said: Mapping[str, str], shown: str) -> dict[str, int]:
    """Field → its column. What is `said` (field → heading) wins; a heading is taken once, and the first of two that mean the same.

    PveError where a heading that was said is not there, or nothing holds the texts.
    """
    found: dict[str, int] = {}
    for field, wanted in said.items():
        column = next((at for at, heading in headings.items() if plain(heading) == plain(wanted)), None)
        if column is None:
            raise PveError(f"--column {field}={wanted}: {shown} has no such column", did_you_mean(wanted, headings.values()))
        found[field] = column
    by_name = {at: plain(heading) for at, heading in headings.items()}
    texts = [at for at, name in by_name.items() if name in HEADINGS["text"] and name not in _EITHER and at not in found.values()]
    titled = "title" in found or any(name in HEADINGS["title"] for name in by_name.values())
    if "text" not in found and len(texts) > 1 and not titled:
        found |= {"title": texts[0], "text": texts[1]}  # `Eis` and `Omschrijving`: the name and the words
    for either in (False, True):
        for field, known in HEADINGS.items():
            if either and field == "text" and "kind" in found and "text" in found:
                continue
            for at, name in by_name.items():
                if name in known and (name in _EITHER) == either and at not in found.values() and field not in found:
                    found[field] = at
    if "text" not in found and "title" not in found:
        named = ", ".join(f"«{heading}»" for heading in headings.values() if heading)
        raise PveError(f"{shown}: no column holds the texts of requirements; there are {named}", 'say which: --column "text=…"')
    return found
