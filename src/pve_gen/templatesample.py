"""A programme that no municipality would send: everything in it that ever went wrong in a Word file, in three requirements."""

from __future__ import annotations

from typing import TypeVar

from pve_gen.markup import literal
from pve_gen.model import Kind, Language
from pve_gen.programme import (
    BLANK_CLOSE,
    BLANK_OPEN,
    Chapter,
    Counts,
    CoveredClause,
    CoveredNorm,
    DecisionLine,
    EvidenceLine,
    FactLine,
    Format,
    LeftOut,
    Programme,
    ProvenanceLines,
    RegisterLine,
    RequirementBlock,
    TenderLines,
    TermLine,
)
from pve_gen.values import Struct

M = TypeVar("M")

NASTY = "R&D < 5 > \"x\" 'y' {{ z }} {% if %} {# é #} &amp; ]]> – €"
_LONG = "Aanbestedingsdocumentatie" * 12  # a word that fits on no line


class Asked(Struct, frozen=True, kw_only=True):
    """A requirement of the sample, as plain as it was before any format."""

    id: str
    kind: Kind
    name: str
    title: str
    text: str
    evidence: tuple[str, ...] = ()
    untranslated: bool = False


ASKED = (
    Asked(
        id="EIS-01",
        kind="requirement",
        name="Knock-out-eis",
        title=NASTY,
        text=f"De *Leverancier* meldt R&D < 5 binnen {BLANK_OPEN}[termijn van {{{{ y }}}}]{BLANK_CLOSE}:\n\n"
        "- eerste **punt**\n  - dieper\n- tweede\n\n1. ten eerste\n2. ten tweede met `code & < code`\n\n"
        'Zie [de site "x" & y](https://example.nl/?a=1&b=2).',
        evidence=(NASTY, "Verklaring"),
    ),
    Asked(id="WENS-02", kind="wish", name="Wens · 10 punten", title=_LONG, text=f"De Oplossing kent {_LONG}.", untranslated=True),
    Asked(id="VOORW-03", kind="condition", name="Contractvoorwaarde", title="Kort", text="De Opdrachtgever betaalt.", evidence=("Brief",)),
)


def sample(form: Format[M], language: Language, *, full: bool) -> Programme[M]:
    """The programme, in the markup of `form`; without `full` nothing in it that a tender can do without."""
    asked = ASKED if full else ASKED[-1:]
    said = NASTY if full else ""
    return Programme(
        language=language,
        tender=TenderLines(
            organisation=NASTY,
            title=NASTY,
            reference=NASTY,
            version="1.0",
            status="Concept",
            date="1 januari 2026",
            contact=said,
            description=(NASTY, _LONG) if full else (),
            procedure=said,
        ),
        provenance=ProvenanceLines(
            document="pve-00000000",
            tool="pve",
            catalog="Catalogus",
            commit=said,
            template=NASTY,
            day="2026-01-01",
            created="2026-01-01T00:00:00Z",
            hash="0" * 64,
        ),
        classification=said,
        level=said,
        profile=said,
        knock_out=full,
        partly=50,
        counts=Counts(
            requirements=sum(one.kind == "requirement" for one in asked),
            wishes=sum(one.kind == "wish" for one in asked),
            conditions=sum(one.kind == "condition" for one in asked),
            points=10 if full else 0,
            total=len(asked),
            left_out=1 if full else 0,
            assumed=1 if full else 0,
        ),
        chapters=tuple(_chapter(one, form) for one in asked),
        register=tuple(_line(one, form) for one in asked),
        facts=(FactLine(id="email", title=NASTY, value="ja", source="Aanname", motivation=NASTY, scale=False),) * full,
        decisions=(DecisionLine(requirement="WENS-02", title=_LONG, decision=NASTY, role="CISO", reason=NASTY),) * full,
        left_out=(LeftOut(id="EIS-04", title=NASTY, chapter=NASTY, because=NASTY),) * full,
        coverage=(CoveredNorm(title=NASTY, edition="1", note=NASTY, clauses=_clauses(form)), _without_note(form)) if full else (),
        terms=(TermLine(term=NASTY, meaning=_LONG),) * full,
        blanks=(NASTY,) * full,
        supplier_field=form.supplier_field(),
    )


def _chapter(one: Asked, form: Format[M]) -> Chapter[M]:
    block = RequirementBlock(
        id=one.id,
        version=1,
        title=one.title,
        kind=one.kind,
        kind_name=one.name,
        points=10 if one.kind == "wish" else 0,
        kind_label=form.kind_label(one.kind, one.name),
        anchor=form.anchor(one.id),
        link=form.link(one.id),
        norms=NASTY if one.evidence else "",
        text=form.blocks(one.text),
        why=form.inline("Omdat *R&D < 5*."),
        evidence=tuple(EvidenceLine(what=form.inline(literal(what)), when="jaarlijks") for what in one.evidence),
        verify=form.inline("Test `a < b`."),
        chapter=one.name,
        because=NASTY,
        untranslated=one.untranslated,
        answer_field=form.answer_field(one.id, one.kind),
        explanation_field=form.explanation_field(one.id),
        evidence_field=form.evidence_field(one.id),
    )
    return Chapter(id=one.kind, title=one.name, introduction=NASTY, requirements=(block,))


def _line(one: Asked, form: Format[M]) -> RegisterLine[M]:
    return RegisterLine(
        id=one.id,
        title=one.title,
        kind_name=one.name,
        link=form.link(one.id),
        norms=NASTY if one.evidence else "",
        because=NASTY,
        untranslated=one.untranslated,
    )


def _clauses(form: Format[M]) -> tuple[CoveredClause[M], ...]:
    return (CoveredClause(label=NASTY, title=NASTY, requirements=form.links(tuple(one.id for one in ASKED))),)


def _without_note(form: Format[M]) -> CoveredNorm[M]:
    return CoveredNorm(title="Norm", edition="2", note="", clauses=_clauses(form))
