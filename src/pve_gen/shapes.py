"""The JSON that others script against, published as schemas made from these classes."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from pve_gen.coverage import Status as CoverageStatus
from pve_gen.jsonfile import schema_for
from pve_gen.model import Annex, Kind, Moment, Words
from pve_gen.promised import Status
from pve_gen.sent import Lock, SentProgramme

# A key called `is` cannot be written as a class.
AlterationShape = TypedDict("AlterationShape", {"id": str, "kind": str, "was": str, "is": str, "place": str, "remark": str})


class CommentShape(TypedDict):
    """A remark in the margin of a document that came back."""

    author: str
    text: str


class VerificationShape(TypedDict):
    """The outcome of `pve verify`: `document` is the number of the programme, `alterations` is empty where nothing was changed."""

    document: str
    unchanged: bool
    alterations: list[AlterationShape]
    comments: list[CommentShape]


class GivenAnswerShape(TypedDict):
    """What was filled in: `answer` is the id of a choice, or empty where there is none to be read; `said` is what stands there."""

    id: str
    answer: str
    said: str
    explanation: str
    evidence: str
    place: str


class DeviationShape(TypedDict):
    """One way in which an answer is not a plain yes; `to_read` where a person must read it first. `decision` is empty where none was taken."""

    id: str
    kind: str
    reason: str
    to_read: bool
    risk: str
    decision: str
    place: str


class MeasureShape(TypedDict):
    """What is done about a risk, `by` the supplier or the municipality; what nobody said is empty."""

    text: str
    by: str
    owner: str
    due: str


class RiskShape(TypedDict):
    """What the deviations of one requirement leave. Steps are ids of the scale; dates are in ISO form; what nobody said is empty.

    `stale` says that the decision is about another answer; `may_accept` is false where the procedure forbids acceptance;
    `open` says that people must still decide. `about` is what `decisions.yaml` names such an answer.
    """

    id: str
    title: str
    kind: str
    threat: str
    affects: list[str]
    likelihood: str
    impact: str
    risk: str
    for_municipality: str
    for_data_subjects: str
    existing: list[str]
    measures: list[MeasureShape]
    residual_likelihood: str
    residual_impact: str
    residual: str
    decision: str
    reason: str
    owner: str
    adviser: str
    until: str
    review: str
    question: str
    open: bool
    stale: bool
    may_accept: bool
    about: str


class ScoreShape(TypedDict):
    """Points for wishes: as answered, of `possible`; `open` of these are not certain yet; `partly` per cent for "partly"."""

    points: float
    possible: int
    open: float
    partly: int


class ResponseFindingShape(TypedDict):
    """Something wrong with the file that came back; `id` is empty where it is about no requirement that is known."""

    rule: str
    id: str
    place: str
    message: str
    hint: str


class OutsideShape(TypedDict):
    """What is in the document outside what was asked: what was found, and what people decided about it; what nobody said is empty.

    `open` says that people must still settle it, `stale` that the decision is about something else. `about` is what `decisions.yaml`
    names it by.
    """

    found: list[ResponseFindingShape]
    decision: str
    reason: str
    owner: str
    adviser: str
    question: str
    open: bool
    stale: bool
    about: str


class AssessmentShape(TypedDict):
    """One supplier's answers beside the programme as it was sent: the outcome of `pve assess`.

    `outside` is null where the document holds nothing outside what was asked.
    """

    supplier: str
    programme: str
    hash: str
    date: str
    knock_out: bool
    answers: list[GivenAnswerShape]
    deviations: list[DeviationShape]
    risks: list[RiskShape]
    knocked_out: list[str]
    score: ScoreShape
    findings: list[ResponseFindingShape]
    outside: OutsideShape | None


class RiskCountShape(TypedDict):
    """How many requirements a supplier leaves with one risk, by its id in the scale."""

    risk: str
    count: int


class ComparedQuestionShape(TypedDict):
    """A question that is open: about which requirement, empty where it is about the document, in the language of the report."""

    id: str
    question: str


class WithheldShape(TypedDict):
    """What is missing at a requirement and is not asked in a tender, since the answer would complete the bid."""

    id: str
    kinds: list[str]


class ComparedSupplierShape(TypedDict):
    """One supplier's totals: `deviations` count requirements by risk, lowest first; `open` of the points are not certain yet.

    `unmet` are the requirements that it says it does not meet; where `knock_out` of the comparison is true, these are knock-outs.
    `outside` says what is in the document outside what was asked, a line for each.
    """

    supplier: str
    answered: int
    unmet: list[str]
    unsure: list[str]
    deviations: list[RiskCountShape]
    points: float
    open: float
    outside: list[str]
    questions: list[ComparedQuestionShape]
    withheld: list[WithheldShape]


class ComparedAnswerShape(TypedDict):
    """A supplier's answer to one requirement: the id of a choice, or empty; `risk` and `kinds` are empty where it is a plain yes."""

    supplier: str
    answer: str
    said: str
    explanation: str
    evidence: str
    risk: str
    kinds: list[str]
    points: float
    decision: str


class ComparedRequirementShape(TypedDict):
    """A requirement and each supplier's answer, in the order of the suppliers."""

    id: str
    theme: str
    title: str
    kind: str
    points: int
    differs: bool
    answers: list[ComparedAnswerShape]


class ComparisonShape(TypedDict):
    """The outcome of `pve compare`: `programme` is the number of the programme that all answer, `date` that of the report.

    No winner is named, and prices are not in it.
    """

    programme: str
    hash: str
    version: str
    date: str
    knock_out: bool
    possible: int
    risks: list[str]
    suppliers: list[ComparedSupplierShape]
    requirements: list[ComparedRequirementShape]


PartShape = TypedDict("PartShape", {"field": str, "name": str, "was": str, "is": str})
DifferenceShape = TypedDict(
    "DifferenceShape",
    {
        "id": str,
        "change": str,
        "was": str,
        "is": str,
        "material": bool,
        "about": str,
        "title": str,
        "was_ids": list[str],
        "is_ids": list[str],
        "proposed": str,
        "because": str,
        "confirmed": bool,
        "explanation": str,
        "parts": list[PartShape],
        "stale_answers": list[str],
    },
)
DifferenceShape.__doc__ = """One difference that `pve diff` found: `change` and `material` as people confirmed them, else as proposed.

`parts` are all fields that differ, of which `was` and `is` are the most telling; `stale_answers` names the suppliers whose answer no longer holds.
"""


class FigureShape(TypedDict):
    """A number or term that was agreed; `text` is empty where nobody said it yet."""

    label: str
    text: str


class AgreedEvidenceShape(TypedDict):
    """What the supplier shows, and at which moment."""

    what: str
    moment: Moment


class AgreementShape(TypedDict):
    """A requirement that holds; `promised` is what the supplier promised at a wish that is partly met.

    Where `open` is true it does not hold yet: the `open` of its annex says why.
    """

    id: str
    kind: Kind
    title: str
    text: str
    figures: list[FigureShape]
    evidence: list[AgreedEvidenceShape]
    promised: str
    deviates: bool
    open: bool


class DecidedShape(TypedDict):
    """A deviation and what was decided about it; what nobody said is empty, dates are ISO 8601.

    `was` and `becomes` are the lines that differ where the text of the requirement was altered.
    """

    id: str
    kinds: list[str]
    was: str
    becomes: str
    explanation: str
    decision: str
    reason: str
    owner: str
    adviser: str
    until: str
    review: str
    measures: list[MeasureShape]


class OpenShape(TypedDict):
    """A deviation that is still to be decided about, and why."""

    id: str
    reason: str


class BlankShape(TypedDict):
    """A figure that nobody said yet."""

    id: str
    label: str


class AnnexShape(TypedDict):
    """What one annex of the contract holds; `dropped` are wishes that are no part of it."""

    kind: Annex
    agreements: list[AgreementShape]
    deviations: list[DecidedShape]
    rejected: list[DecidedShape]
    dropped: list[str]
    open: list[OpenShape]
    blanks: list[BlankShape]


class ContractShape(TypedDict):
    """The outcome of `pve contract`: `ready` says whether nothing is open or blank.

    `outside` is what is in the document outside what was asked: null where that is nothing.
    """

    supplier: str
    programme: str
    ready: bool
    outside: OutsideShape | None
    annexes: list[AnnexShape]


# Nor can one called `from`.
ReceivedShape = TypedDict(
    "ReceivedShape", {"what": str, "received": str, "from": str, "to": str, "valid_until": str, "scope": str, "remarks": str}
)


class DeliveryShape(TypedDict):
    """What came for one date; `due` is empty where it came on an occasion."""

    due: str
    days_late: int
    pieces: list[ReceivedShape]


class PromiseShape(TypedDict):
    """A piece of evidence that was promised; `due` is empty where none is due, `days` is negative where it has passed."""

    id: str
    number: int
    what: str
    moment: Moment
    due: str
    days: int
    status: Status
    excepted: str
    deliveries: list[DeliveryShape]


class AppointmentShape(TypedDict):
    """What must be done by a day; `done` is empty where it was not."""

    id: str
    what: str
    due: str
    done: str
    status: Status
    remarks: str


class EvidenceReportShape(TypedDict):
    """The outcome of `pve report`; dates are ISO 8601."""

    programme: str
    supplier: str
    date: str
    overdue: bool
    promises: list[PromiseShape]
    appointments: list[AppointmentShape]


class ClauseCoverageShape(TypedDict):
    """One clause of a norm, a line of `pve coverage`: `requirements` cover it, or `reason` says why none does."""

    norm: str
    clause: str
    title: str
    verified: bool
    status: CoverageStatus
    requirements: list[str]
    reason: str


class RequirementCoverageShape(TypedDict):
    """One requirement, a line of `pve coverage --by requirement`: `clauses` are those it rests on, such as `bio2-1.3 5.17.01`.

    Without a tender `selected` is true, and `because` empty.
    """

    id: str
    theme: str
    kind: Kind
    title: str
    selected: bool
    because: str
    clauses: list[str]


PUBLISHED: dict[str, Any] = {
    "programme": SentProgramme,
    "lock": Lock,
    "verification": VerificationShape,
    "assessment": AssessmentShape,
    "comparison": ComparisonShape,
    "diff": list[DifferenceShape],
    "coverage": list[ClauseCoverageShape],
    "coverage-by-requirement": list[RequirementCoverageShape],
    "contract": ContractShape,
    "evidence-report": EvidenceReportShape,
}
"""Name of a schema in `catalog/schema/` → what it describes."""

ABOUT: dict[str, tuple[Words, Words]] = {
    "programme": (
        Words("Programma", "Programme"),
        Words(
            "Het programma zoals het is verstuurd: `pve generate --format json`.", "The programme as sent: `pve generate --format json`."
        ),
    ),
    "lock": (
        Words("Slot", "Lock"),
        Words(
            "Wat `pve generate` naast de documenten bewaart: wat is verstuurd.",
            "What `pve generate` keeps beside the documents: what was sent.",
        ),
    ),
    "verification": (
        Words("Wijzigingen in een document", "Alterations of a document"),
        Words("Wat `pve verify --format json` vindt.", "What `pve verify --format json` finds."),
    ),
    "assessment": (
        Words("Beoordeling", "Assessment"),
        Words("De antwoorden van één leverancier: `pve assess --format json`.", "One supplier's answers: `pve assess --format json`."),
    ),
    "comparison": (
        Words("Vergelijking", "Comparison"),
        Words("Leveranciers naast elkaar: `pve compare --format json`.", "Suppliers side by side: `pve compare --format json`."),
    ),
    "diff": (
        Words("Verschillen", "Differences"),
        Words(
            "Wat er verschilt tussen twee versies: `pve diff --format json`.",
            "What differs between two versions: `pve diff --format json`.",
        ),
    ),
    "coverage": (
        Words("Dekking van normen", "Coverage of norms"),
        Words(
            "Per normonderdeel welke eisen het dekken: `pve coverage --format json`.",
            "The requirements of each clause: `pve coverage --format json`.",
        ),
    ),
    "coverage-by-requirement": (
        Words("Dekking per eis", "Coverage by requirement"),
        Words(
            "Per eis de normonderdelen: `pve coverage --by requirement --format json`.",
            "The clauses of each requirement: `pve coverage --by requirement --format json`.",
        ),
    ),
    "contract": (
        Words("Overeenkomst", "Contract"),
        Words(
            "Wat in de bijlagen bij de overeenkomst komt: `pve contract --format json`.",
            "What goes into the annexes: `pve contract --format json`.",
        ),
    ),
    "evidence-report": (
        Words("Stand van het bewijs", "State of the evidence"),
        Words(
            "Welk bewijs binnen is, of moet komen: `pve report --format json`.",
            "The evidence that came, or is due: `pve report --format json`.",
        ),
    ),
}
"""Title and description of each, for `pve schema`; what stands in it is described in English, where its shape is."""


def schema_of(name: str) -> str:
    """The JSON Schema of a published shape, as text."""
    made = schema_for(PUBLISHED[name])
    title, about = ABOUT[name]
    told = {"title": title.nl, "x-title-en": title.en, "description": about.nl, "x-description-en": about.en}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **told, **made}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
