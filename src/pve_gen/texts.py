"""What a requirement's own words may not be: vague, double, without a duty, tied to a brand, or translated askew.

Each rule sees one requirement and yields what is wrong with it. A rule reads words, not meaning: where it is
mistaken, the requirement silences it with a reason. Measures, reasons and risks are explanation, so that only
what is asked, shown and verified is held against the words that nobody can test.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, pairwise

from pve_gen.model import VALUE_NAME, Language, Requirement, Words
from pve_gen.vague import vague_words
from pve_gen.values import Struct

Path = tuple[str | int, ...]


class Remark(Struct, frozen=True):
    """What is wrong with a text, by its path in the requirement's file."""

    path: Path
    message: str
    hint: str


_DUTY = {
    "nl": re.compile(r"^De (?:Leverancier|Oplossing|Opdrachtgever) (?!kan\b|mag\b|zou\b|wil\b|hoort\b|probeert\b|tracht\b|streeft\b)\w+"),
    "en": re.compile(
        r"^[^.]*?\b[Tt]he (?:Supplier|Solution|Client) (?!can\b|may\b|should\b|could\b|might\b|wants\b|tries\b|aims\b|strives\b)\w+"
    ),
}
_SECOND_DUTY = {
    "nl": re.compile(
        r"(?<=[.;:] )De (?:Leverancier|Oplossing) (?!kan\b|mag\b|hoeft\b|is\b)\w+t\b|\ben (?:hij|zij|de Leverancier|de Oplossing) \w+t\b|"
        r"\b(?:[Tt]evens|[Bb]ovendien|[Aa]lsmede|[Dd]aarnaast) \w+t\b"
    ),
    "en": re.compile(
        r"(?<=[.;:] )The (?:Supplier|Solution) (?!can\b|may\b|need\b|is\b)\w+s\b|\band (?:it|the Supplier|the Solution) \w+s\b|"
        r"\b(?:[Mm]oreover|[Ii]n addition), \w+"
    ),
}
_BEGINS_SECOND_DUTY = {
    "nl": (". De ", "; De ", ": De ", "en hij ", "en zij ", "en de ", "evens ", "ovendien ", "lsmede ", "aarnaast "),
    "en": (". The ", "; The ", ": The ", "and it ", "and the ", "oreover, ", "n addition, "),
}
"""Of these one stands in every text that `_SECOND_DUTY` finds; to see that none does takes a third of the time."""
_NAMED = re.compile(
    r"\b(?:ISO(?:/IEC)? ?\d+|NEN[- ]\w+|EN 301 ?549|WCAG|OWASP|CIS Benchmarks?|FIDO2|SAML|OpenID|OAuth|SCIM|AES|SHA-\d+|SOC 2|ISAE ?\d+|PCI DSS|"
    r"CVSS|ITIL|STIX|TAXII|OpenAPI|CloudEvents|Digikoppeling|SPF|DKIM|DMARC|DANE|DNSSEC|RPKI|PDF/A|ODF|AdES|CycloneDX|SPDX|internet\.nl|"
    r"Microsoft|Azure|Entra|AWS|Google|Oracle|Citrix|Okta)\b"
)
_EQUIVALENT = {"nl": "gelijkwaardig", "en": "equivalent"}
_NOTHING = re.compile(r"^\W*(?:n\.?\s?v\.?\s?t\.?|nvt|geen|n/?a|none|tbd|pm|todo)\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ITEM = re.compile(r"\n\s*(?:-|\d+\.) ")  # in a text with a line end before it: what begins with a letter of its own is found faster


def is_not_vague(requirement: Requirement) -> Iterator[Remark]:
    """What nobody can test: a named measure and a term stand in its place (equal treatment of bidders)."""
    for path, text, language in _asked(requirement):
        for word in vague_words(text, language):
            yield Remark(path, f"`{word}` cannot be tested", "name the measure and the term")


def asks_one_thing(requirement: Requirement) -> Iterator[Remark]:
    """Two duties in one requirement cannot be answered with one yes or no."""
    for path, text, language in _texts("text", requirement.text):
        words = " ".join(text.split())
        if any(map(words.__contains__, _BEGINS_SECOND_DUTY[language])) and (found := _SECOND_DUTY[language].search(words)):
            yield Remark(path, f"`{found[0].strip()} …` looks like a second obligation", "make it a requirement of its own")


def says_who_does_what(requirement: Requirement) -> Iterator[Remark]:
    """A requirement obliges: it begins with who acts and what they do, and does not hope or allow."""
    for path, text, language in _texts("text", requirement.text):
        if not _DUTY[language].match(text):
            hint = {"nl": "begin with `De Leverancier …` or `De Oplossing …`", "en": "begin with `The Supplier …` or `The Solution …`"}[
                language
            ]
            yield Remark(path, "there is no obligation in the first words", f"{hint} and a verb")


def leaves_room_for_an_equivalent(requirement: Requirement) -> Iterator[Remark]:
    """A standard or brand may only be asked for with `of gelijkwaardig` beside it (procurement law)."""
    for path, text, language in _texts("text", requirement.text):
        words = [word for value in requirement.values.values() for word in (value.default, *value.by_profile.values()) if word]
        whole = " ".join([text, *(word.in_(language) for word in words)])
        if _EQUIVALENT[language] not in whole and (found := _NAMED.search(whole)):
            yield Remark(path, f"`{found[0]}` stands there alone", f"add `{'of gelijkwaardig' if language == 'nl' else 'or equivalent'}`")


def can_be_shown_and_verified(requirement: Requirement) -> Iterator[Remark]:
    """Evidence and verification that say nothing are the same as none."""
    shown = [(("evidence", index, "what"), item.what.nl) for index, item in enumerate(requirement.evidence)]
    for path, text in [*shown, (("verify",), requirement.verify.nl)]:
        if len(text) < 10 or _NOTHING.match(text):
            yield Remark(path, f"`{text}` shows nothing", "say what the supplier hands over, or what the municipality does")


def translation_keeps_up(requirement: Requirement) -> Iterator[Remark]:
    """The English text says what the Dutch says: of the same version, with the same numbers and lists."""
    if not requirement.translation_of:
        return
    if requirement.translation_of != requirement.version:
        message = f"the translation is of version {requirement.translation_of}, the requirement is at {requirement.version}"
        yield Remark(("en", "version"), message, "translate what changed, then write the same version")
    for path, words in _translated(requirement):
        if words.en and _figures(words.nl) != _figures(words.en):
            yield Remark(path, "the numbers differ from those in the Dutch text", "write the same figures in both")
        if words.en and len(_ITEM.findall(f"\n{words.nl}")) != len(_ITEM.findall(f"\n{words.en}")):
            yield Remark(path, "the list differs from the Dutch one", "translate it item by item")


def _figures(text: str) -> list[str]:
    """The numbers in a text, without the zeros before them: one can have more digits than Python reads."""
    return sorted(found.lstrip("0") for found in _NUMBER.findall(text))


def _translated(requirement: Requirement) -> Iterator[tuple[Path, Words]]:
    yield ("en", "text"), Words(VALUE_NAME.sub("", requirement.text.nl), VALUE_NAME.sub("", requirement.text.en))
    yield ("en", "verify"), requirement.verify
    for name, value in requirement.values.items():
        for path, words in ((("default",), value.default), *((("by_profile", level), words) for level, words in value.by_profile.items())):
            if words:
                yield ("values", name, "en", *path), words


def _texts(name: str, words: Words) -> Iterator[tuple[Path, str, Language]]:
    yield (name,), words.nl, "nl"
    if words.en:
        yield ("en", name), words.en, "en"


def _asked(requirement: Requirement) -> Iterator[tuple[Path, str, Language]]:
    """Every text that asks, shows or verifies, with its place."""
    yield from _texts("text", requirement.text)
    yield from _texts("verify", requirement.verify)
    for index, item in enumerate(requirement.evidence):
        yield ("evidence", index, "what"), item.what.nl, "nl"
        yield ("en", "evidence", index), item.what.en, "en"
    for name, value in requirement.values.items():
        for level, words in value.by_profile.items():
            yield ("values", name, "by_profile", level), words.nl, "nl"
        if value.default:
            yield ("values", name, "default"), value.default.nl, "nl"


TEXT_RULES: dict[str, Callable[[Requirement], Iterator[Remark]]] = {
    "text-vague": is_not_vague,
    "text-obligations": asks_one_thing,
    "text-duty": says_who_does_what,
    "text-equivalent": leaves_room_for_an_equivalent,
    "text-evidence": can_be_shown_and_verified,
    "translation-stale": translation_keeps_up,
}


_ALIKE = 0.6
"""From this share of common word pairs, two texts ask the same: measured on the shipped catalogue, where the closest are below it."""


def near_duplicates(requirements: list[Requirement]) -> Iterator[tuple[Requirement, Requirement, float]]:
    """Pairs whose Dutch texts share most of their word pairs (Jaccard), the later one first; `1.0` is the same text.

    Only texts that share a rare word pair are compared, so that the time grows with the catalogue and not with its square.
    """
    texts = [_word_pairs(requirement.text.nl) for requirement in requirements]
    held = Counter(chain.from_iterable(texts))
    earlier: defaultdict[tuple[str, str], list[int]] = defaultdict(list)  # rare word pair → the texts so far that hold it
    found = []
    for index, pairs in enumerate(texts):
        shared_ones = [pair for pair in pairs if held[pair] > 1]
        # How many of these a text that is alike may lack: as many as of all pairs, less those that every other text lacks.
        lacking = (1 - _ALIKE) * len(pairs) - (len(pairs) - len(shared_ones))
        if lacking < -0.5:
            continue  # as nearly every text
        rare = [earlier[pair] for pair in shared_ones if held[pair] <= _COMMON]
        enough = len(rare) - lacking - 0.5
        for other, shared in Counter(chain.from_iterable(rare)).items():
            if shared > enough:
                alike = len(pairs & texts[other]) / len(pairs | texts[other])
                if alike >= _ALIKE:
                    found.append((other, index, alike))
        for indices in rare:
            indices.append(index)
    for first, second, alike in sorted(found):
        yield requirements[second], requirements[first], alike


_COMMON = 20
"""A word pair that stands in more texts than this (`de leverancier`) says nothing about their likeness."""


def _word_pairs(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", VALUE_NAME.sub(" ", text).lower())
    return set(pairwise(words))
