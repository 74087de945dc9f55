"""What the templates of a contract's annexes may name, in the markup of one format; `annexes` fills it in."""

from __future__ import annotations

from typing import Generic

from pve_gen.model import Language
from pve_gen.programme import EvidenceLine, M_co, ProvenanceLines, TenderLines
from pve_gen.values import Struct


class OpenLine(Struct, frozen=True, kw_only=True):
    """What must still be decided or filled in before the contract can be signed."""

    id: str
    title: str
    reason: str


class FigureLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A number or term: what it is about, and its words."""

    label: str
    text: M_co


class AgreedBlock(Struct, Generic[M_co], frozen=True, kw_only=True):
    """One requirement that holds. `promised` is what the supplier promised at a wish that is partly met.

    `shown` is the evidence during the contract, or where there is none, all of it; `annex` is where its text stands.
    `deviates_in` is the annex that says which deviation was let pass. `title` says it too where the requirement was not agreed yet.
    """

    id: str
    title: str
    anchor: M_co
    link: M_co
    kind_label: M_co
    text: M_co
    figures: tuple[FigureLine[M_co], ...]
    evidence: tuple[EvidenceLine[M_co], ...]
    shown: tuple[EvidenceLine[M_co], ...]
    promised: str
    deviates: bool
    deviates_in: str
    annex: str


class AnnexChapter(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A theme with the requirements that hold, and the annex in which they stand."""

    title: str
    annex: str
    requirements: tuple[AgreedBlock[M_co], ...]


class MeasureLine(Struct, frozen=True, kw_only=True):
    """What is done about a deviation, by whom, and when at the latest."""

    text: str
    side: str
    owner: str
    due: str


class DeviationBlock(Struct, frozen=True, kw_only=True):
    """A deviation and what was decided about it; what nobody said is empty.

    Where the text of the requirement was altered, `was` and `becomes` hold the lines that differ.
    """

    id: str
    title: str
    what: str
    was: str
    becomes: str
    explanation: str
    decision: str
    reason: str
    owner: str
    adviser: str
    until: str
    review: str
    measures: tuple[MeasureLine, ...]


class OutsideBlock(Struct, frozen=True, kw_only=True):
    """What the supplier's document holds outside what was asked, whether it holds, and what was decided about it."""

    holds: bool
    lines: tuple[str, ...]
    decision: str
    reason: str
    owner: str
    adviser: str


class AnnexDocument(Struct, Generic[M_co], frozen=True, kw_only=True):
    """An annex of the contract. `has_sla` and `has_processing` say which other annexes there are. `open_elsewhere` counts what is open in the other annexes; what `outside` holds is settled.

    `ending` says that some of the deviations have an end date, `endless` that some have none.
    """

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    annex: str
    supplier: str
    day: str
    sent: str
    open: tuple[OpenLine, ...]
    open_elsewhere: int
    chapters: tuple[AnnexChapter[M_co], ...]
    has_sla: bool
    has_processing: bool
    figured: tuple[AgreedBlock[M_co], ...]
    deviations: tuple[DeviationBlock, ...]
    ending: bool
    endless: bool
    rejected: tuple[DeviationBlock, ...]
    outside: OutsideBlock | None
    dropped: tuple[OpenLine, ...]


class Topic(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A subject of the processing agreement and the requirements about it, in whichever annex they stand."""

    title: str
    requirements: tuple[AgreedBlock[M_co], ...]


class WeighedLine(Struct, frozen=True, kw_only=True):
    """What the municipality said of the data when it drew up the programme."""

    title: str
    value: str
    motivation: str


class ProcessingAnnex(AnnexDocument[M_co], frozen=True, kw_only=True):
    """The annex to the processing agreement: what is to be filled in, and where everything else stands."""

    blank: M_co
    data: tuple[WeighedLine, ...]
    breaches: Topic[M_co]
    sub_processors: Topic[M_co]
    places: Topic[M_co]
    retention: Topic[M_co]
    help: Topic[M_co]
    other: Topic[M_co]
    measures: tuple[AnnexChapter[M_co], ...]
