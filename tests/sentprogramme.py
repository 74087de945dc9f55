"""Small programmes as they were sent, for tests of what comes after."""

from __future__ import annotations

from pve_gen.model import Annex, Kind, Level, Moment
from pve_gen.programme import Counts, ProvenanceLines, TenderLines
from pve_gen.sent import SentEvidence, SentProgramme, SentRequirement, SentUnmet, SentValue

_MOMENTS: dict[str, str] = {"bid": "bij inschrijving", "yearly": "jaarlijks", "quarterly": "elk kwartaal", "start": "vóór ingebruikname"}


def requirement(
    id: str,
    kind: Kind = "requirement",
    *,
    points: int = 0,
    evidence: tuple[tuple[str, Moment], ...] = (("Beschrijving", "bid"),),
    likelihood: Level = "medium",
    impact: Level = "high",
    theme: str = "authentication",
    annex: Annex = "security",
    values: tuple[tuple[str, str], ...] = (),
) -> SentRequirement:
    """A requirement with everything it needs."""
    return SentRequirement(
        id=id,
        version=1,
        hash=id,
        theme=theme,
        chapter=theme.capitalize(),
        annex=annex,
        kind=kind,
        kind_name=kind,
        points=points,
        title=f"Titel van {id}",
        text=f"De Leverancier doet wat {id} vraagt.",
        values=tuple(SentValue(name=label, label=label, text=text) for label, text in values),
        why="Daarom.",
        because="Geldt altijd.",
        norms=(),
        evidence=tuple(SentEvidence(what=what, moment=moment, when=_MOMENTS.get(moment, moment)) for what, moment in evidence),
        verify="Kijk.",
        acts="supplier",
        if_unmet=SentUnmet(
            risk="Iemand kan erbij.",
            affects=("confidentiality",),
            likelihood=likelihood,
            impact=impact,
            supplier_measures=("Extra bewaken.",),
            municipality_measures=("Zelf controleren.",),
        ),
    )


def sent(*requirements: SentRequirement, knock_out: bool = True, partly: int = 50) -> SentProgramme:
    """A programme of these requirements."""
    kinds = [one.kind for one in requirements]
    return SentProgramme(
        language="nl",
        tender=TenderLines(
            organisation="Gemeente Voorbeeldstad",
            title="Zaaksysteem",
            reference="VBS-1",
            version="1.0",
            status="Definitief",
            date="20 november 2026",
            contact="inkoop@voorbeeldstad.example",
            description=(),
            procedure="aanbesteding" if knock_out else "marktconsultatie",
        ),
        provenance=ProvenanceLines(
            document="1111-2222-3333-4444",
            tool="pve",
            catalog="Catalogus 2026.1",
            commit="",
            template="programme.nl.docx",
            day="2026-11-20",
            created="2026-11-20T00:00:00Z",
            hash="f" * 64,
        ),
        profile="high",
        level="high",
        level_name="hoog",
        classification="vertrouwelijkheid hoog",
        knock_out=knock_out,
        partly=partly,
        counts=Counts(
            requirements=kinds.count("requirement"),
            wishes=kinds.count("wish"),
            conditions=kinds.count("condition"),
            points=sum(one.points for one in requirements),
            total=len(requirements),
            left_out=0,
            assumed=0,
        ),
        facts=(),
        decisions=(),
        requirements=requirements,
        left_out=(),
        terms=(),
        blanks=(),
    )
