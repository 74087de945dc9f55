"""How documents say what readers and `verify` found: places, findings and reasons, in the language of the report.

Terminals speak English; what stands between «…» is the supplier's own, and stays as it is.
"""

from __future__ import annotations

import re

from pve_gen.assessed import Deviation
from pve_gen.model import Language, Words
from pve_gen.response import ResponseFinding

FINDINGS: dict[str, Words] = {
    "answer-empty": Words("er is niets gekozen", "nothing was chosen"),
    "answer-unknown": Words("wat er staat, is geen van de antwoorden", "what stands there is not one of the answers"),
    "answer-other-kind": Words("dit antwoord hoort bij een ander soort vraag", "this answer belongs to another kind of question"),
    "answer-twice": Words("het antwoord staat er meer dan eens", "the answer stands there more than once"),
    "answer-formula": Words(
        "er staat een formule waar tekst hoort; een ander kan een ander antwoord zien",
        "a formula stands where text should; others may see another answer",
    ),
    "answer-tracked": Words(
        "het antwoord bevat een bijgehouden wijziging die niet is aanvaard en niet is afgewezen",
        "the answer holds a tracked change that is neither accepted nor rejected",
    ),
    "answer-hidden": Words("iemand heeft het antwoord verborgen", "somebody hid the answer"),
    "requirement-unknown": Words("een antwoord op iets wat niet is gevraagd", "an answer to something that was not asked"),
    "requirement-missing": Words(
        "de plaats voor het antwoord ontbreekt in het bestand", "the place for the answer is missing from the file"
    ),
    "requirement-mixed": Words("het antwoord noemt twee nummers", "the answer names two numbers"),
    "answer-attached": Words(
        "bij het antwoord hoort een noot, opmerking, plaatje of bestand", "a note, comment, picture or file hangs on the answer"
    ),
    "answer-elsewhere": Words("naast de velden staat tekst die bij het antwoord hoort", "text of the answer stands beside its fields"),
    "document-altered": Words("het document is buiten de eisen gewijzigd", "the document was altered outside the requirements"),
}
"""What a rule of `response.RULES` means, as part of a sentence."""

_PLACES: tuple[tuple[str, str], ...] = (
    (r"^header or footer$", "kop- of voettekst"),
    (r"^notes$", "noten"),
    (r"^the document$", "het document"),
    (r"^before the first heading$", "vóór de eerste kop"),
    (r"^pictures$", "afbeeldingen"),
    (r"^pages$", "pagina's"),
    (r"^fonts$", "lettertypen"),
    (r"^settings$", "instellingen"),
    (r"^properties$", "eigenschappen"),
    (r"^under (?=«)", "onder "),
    (r"(?<=», )answer$", "antwoord"),
    (r"(?<=», )explanation$", "toelichting"),
    (r"(?<=», )evidence$", "bewijs"),
    (r"^answer$", "antwoord"),
    (r"^explanation$", "toelichting"),
    (r"^evidence$", "bewijs"),
    (r" and (?=sheet )", " en "),
    (r"(?:(?<=^)|(?<= en ))sheet ", "blad "),
    (r", cell (?=[A-Z]+\d+(?: en |$))", ", cel "),
    (r", row (?=\d+(?: en |$))", ", rij "),
)
_HINTS: tuple[tuple[str, str], ...] = (
    (r"^ask for the answer with all changes accepted or rejected$", "vraag het antwoord zonder bijgehouden wijzigingen"),
    (r"^ask the supplier for it$", "vraag het na bij de leverancier"),
    (r"^ask the supplier for the text itself$", "vraag de leverancier om de tekst zelf"),
    (r"^ask the supplier what it is about$", "vraag de leverancier waar het over gaat"),
    (r"^ask the supplier which one counts$", "vraag de leverancier welke telt"),
    (r"^ask the supplier which one is meant$", "vraag de leverancier welke is bedoeld"),
    (r"^read it beside the answer$", "lees het naast het antwoord"),
    (r"^read what it means for the answers$", "lees wat het voor de antwoorden betekent"),
    (r"^read what stands there$", "lees wat er staat"),
    (r"^if («.*») is meant, let the supplier say so$", r"als \1 is bedoeld, laat de leverancier dat dan zeggen"),
    (r"^did you mean (`.*`)\?$", r"is \1 bedoeld?"),
    (r"^the answers are ", "de antwoorden zijn "),
    (r" \([A-Z][a-z ]+\)(?=, «| and «|$)", ""),  # the English name behind the Dutch one
    (r"(?<=») and (?=«)", " en "),
)
_UNANSWERED = "er is niets beantwoord"
_ASKED = Words("gevraagd is: {asked}", "asked was: {asked}")
_GONE, _NEW = Words("[weg: {text}]", "[gone: {text}]"), Words("[nieuw: {text}]", "[new: {text}]")


def place_in(place: str, language: Language) -> str:
    """Where something stands, as the readers say it, in the language of the report: `blad Antwoorden, cel I12`."""
    if language == "nl":
        for pattern, word in _PLACES:
            place = re.sub(pattern, word, place)
    return place


def placed(place: str, said: str) -> str:
    """What was found, in English, behind where; alone where it says so itself (`the header or footer was altered`)."""
    return said if said.startswith(f"the {place} ") else f"{place}: {said}"


def finding_in(finding: ResponseFinding, language: Language) -> str:
    """What is wrong with an answer, with what stood there literally: `wat er staat, is geen van de antwoorden: «Jazeker»`."""
    if finding.rule == "document-altered":  # a sentence, and after it what differs
        said, colon, difference = finding.message.partition(": ")
        said = FINDINGS[finding.rule].in_("nl") if language == "nl" else said
        return f"{said}{colon}{changes_in(difference, language)}"
    quoted = re.findall("«.*?»", finding.message)
    said = FINDINGS[finding.rule].in_(language) if finding.rule in FINDINGS else finding.message
    return f"{said}: {', '.join(quoted)}" if quoted and finding.rule in FINDINGS else said


def reason_in(deviation: Deviation, findings: tuple[ResponseFinding, ...], language: Language) -> str:
    """What was seen, beyond what the kind of deviation and the answer itself say already; empty where that is all.

    `findings` are those of reading the response.
    """
    match deviation.kind:
        case "unreadable" | "unanswered":
            about = (one for one in findings if (one.requirement, one.message) == (deviation.requirement, deviation.reason))
            finding = next(about, None)
            return finding_in(finding, language) if finding and finding.rule != "answer-empty" else ""
        case "conditional" | "contradictory":
            return deviation.reason
        case "no-evidence":
            return _ASKED.in_(language).format(asked=deviation.reason)
        case "altered":
            return changes_in(deviation.reason, language)
        case _:
            return ""


def changes_in(difference: str, language: Language) -> str:
    """A difference as `worddiff.marked` gives it, with words instead of marks: `binnen [weg: 72][nieuw: 96] uur`."""
    text = re.sub(r"\[-(.*?)-\]", lambda found: _GONE.in_(language).format(text=found[1]), difference)
    return re.sub(r"\{\+(.*?)\+\}", lambda found: _NEW.in_(language).format(text=found[1]), text)


def told_in(deviation: Deviation, findings: tuple[ResponseFinding, ...], language: Language) -> str:
    """What was seen, in full, for who has no document beside it: as `deviation.reason`, in the language of the report."""
    if language == "en" or deviation.kind not in {"unreadable", "unanswered"}:
        return deviation.reason
    about = (one for one in findings if (one.requirement, one.message) == (deviation.requirement, deviation.reason))
    return next((finding_in(one, language) for one in about), _UNANSWERED)


def hint_in(finding: ResponseFinding, language: Language) -> str:
    """What can be done about a finding."""
    hint = finding.hint
    if language == "nl":
        for pattern, word in _HINTS:
            hint = re.sub(pattern, word, hint)
    return hint
