"""Selection → programme: everything a document says, in one language, in the markup of one format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TypeVar

from pve_gen.model import (
    Catalog,
    Clause,
    GivenFact,
    Kind,
    Language,
    Moment,
    Norm,
    NormReference,
    Provenance,
    Requirement,
    Selection,
    Verdict,
    Words,
)
from pve_gen.programme import (
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
from pve_gen.selection import because, norms_of, word_of
from pve_gen.values import Lazily

M = TypeVar("M")

KINDS: dict[Kind, Words] = {
    "requirement": Words("Eis", "Requirement"),
    "wish": Words("Wens", "Wish"),
    "condition": Words("Contractvoorwaarde", "Contract condition"),
}
_KNOCK_OUT = Words("Knock-out-eis", "Knock-out")
_POINTS = Words("punten", "points")
MOMENTS: dict[Moment, Words] = {
    "bid": Words("bij inschrijving", "with the tender"),
    "start": Words("vóór ingebruikname", "before go-live"),
    "quarterly": Words("elk kwartaal", "every quarter"),
    "yearly": Words("jaarlijks", "every year"),
    "change": Words("bij een wijziging", "at a change"),
    "incident": Words("na een incident", "after an incident"),
    "request": Words("op verzoek", "on request"),
}
_BLANKS: dict[str, Words] = {
    "organisation": Words("naam van de gemeente", "name of the municipality"),
    "title": Words("naam van de aanbesteding", "name of the tender"),
    "reference": Words("kenmerk", "reference"),
    "contact": Words("contactgegevens", "contact details"),
}
_DEFAULTS: dict[str, Words] = {"version": Words("0.1", "0.1"), "status": Words("Concept", "Draft")}
_SOURCES: dict[str, Words] = {
    "flag": Words("Opgegeven bij het opstellen", "Given when drawing up"),
    "tender": Words("Afweging van de gemeente", "Weighed by the municipality"),
    "profile": Words("Profiel {profile}", "Profile {profile}"),
    "default": Words("Aanname", "Assumption"),
}
_NOT_MOTIVATED = Words("[nog te motiveren]", "[still to be motivated]")
_UNMOTIVATED = Words("motivering van kenmerken (bijlage B): {count}", "motivation of facts (appendix B): {count}")
_DECISIONS: dict[str, Words] = {
    "include": Words("Opgenomen", "Included"),
    "leave_out": Words("Weggelaten", "Left out"),
}
_MONTHS: dict[Language, str] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


def in_full(day: date, language: Language) -> str:
    """A date as people write it: `24 november 2026`."""
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def blanks_of(selection: Selection, language: Language) -> tuple[str, ...]:
    """What only the municipality knows and has not said yet, in words; empty when the programme can be sent."""
    tender = [words.in_(language) for name, words in _BLANKS.items() if not getattr(selection.tender, name)]
    values = [
        f"{requirement.id} {value.label.in_(language)} ({_first_sentence(value.explain.in_(language))})"
        for requirement in selection.selected
        for value in requirement.values.values()
        if not word_of(value, requirement, selection, language)
    ]
    unmotivated = sum(not given.motivation and given.source != "profile" for given in selection.tender.facts.values())
    return (*tender, *values, *([_UNMOTIVATED.in_(language).format(count=unmotivated)] if unmotivated else []))


def _first_sentence(text: str) -> str:
    return re.split(r"[.;:] ", text, maxsplit=1)[0].rstrip(".")


def programme(selection: Selection, provenance: Provenance, language: Language, form: Format[M]) -> Programme[M]:
    """Everything the document says about `selection`, with `form` writing what is more than plain text."""
    catalog, tender = selection.catalog, selection.tender
    procedure = tender.facts.get("procedure")
    knock_out = procedure is not None and procedure.value == "tender"
    asked = selection.selected
    left_out = [verdict for verdict in selection.verdicts if not verdict.selected]
    profile = catalog.profiles.get(tender.profile)
    return Programme(
        language=language,
        tender=tender_lines(selection, language, provenance),
        provenance=provenance_lines(provenance),
        classification=", ".join(
            f"{given.fact.title.in_(language).lower()} {given.fact.title_of(given.value, language)}"
            for given in tender.facts.values()
            if given.fact.type == "scale"
        ),
        level=catalog.facts["confidentiality"].title_of(selection.level, language)
        if "confidentiality" in catalog.facts
        else selection.level,
        profile=profile.title.in_(language).lower() if profile else "",
        knock_out=knock_out,
        partly=tender.partly,
        counts=Counts(
            requirements=sum(requirement.kind == "requirement" for requirement in asked),
            wishes=sum(requirement.kind == "wish" for requirement in asked),
            conditions=sum(requirement.kind == "condition" for requirement in asked),
            points=sum(requirement.points for requirement in asked),
            total=len(asked),
            left_out=len(left_out),
            assumed=sum(given.source == "default" for given in tender.facts.values()),
        ),
        chapters=tuple(_chapters(selection, provenance, language, form, knock_out)),
        register=_register(selection, language, form, knock_out),
        facts=tuple(_fact_line(given, catalog, language) for given in tender.facts.values()),
        decisions=tuple(_decisions(selection, language)),
        left_out=Lazily(partial(_left_out, catalog=catalog, language=language), left_out),
        coverage=tuple(_coverage(selection, language, form)),
        terms=tuple(TermLine(term=term.term.in_(language), meaning=term.meaning.in_(language)) for term in catalog.terms),
        blanks=blanks_of(selection, language),
        supplier_field=form.supplier_field(),
    )


def provenance_lines(provenance: Provenance) -> ProvenanceLines:
    """Where a document comes from, as text."""
    return ProvenanceLines(
        document=provenance.document,
        tool=provenance.tool,
        catalog=provenance.catalog,
        commit=provenance.commit,
        template=provenance.template,
        day=provenance.created.date().isoformat(),
        created=provenance.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        hash=provenance.hash,
    )


def tender_lines(selection: Selection, language: Language, provenance: Provenance) -> TenderLines:
    """What the cover and the headers say of a tender; what is not known yet is named between square brackets."""
    tender = selection.tender

    def said(name: str) -> str:
        text: str = getattr(tender, name)
        if text or name not in _BLANKS | _DEFAULTS:
            return text
        return f"[{_BLANKS[name].in_(language)}]" if name in _BLANKS else _DEFAULTS[name].in_(language)

    procedure = tender.facts.get("procedure")
    return TenderLines(
        organisation=said("organisation"),
        title=said("title"),
        reference=said("reference"),
        version=said("version"),
        status=said("status"),
        contact=said("contact"),
        description=tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", tender.description) if part.strip()),
        date=in_full(date.fromisoformat(tender.date) if tender.date else provenance.created.date(), language),
        procedure=procedure.fact.title_of(procedure.value, language) if procedure else "",
    )


def _chapters(selection: Selection, provenance: Provenance, language: Language, form: Format[M], knock_out: bool) -> Iterable[Chapter[M]]:
    by_theme: dict[str, list[Verdict]] = {}
    for verdict in selection.asked:
        by_theme.setdefault(verdict.requirement.theme, []).append(verdict)
    block = partial(_block, provenance=provenance, selection=selection, language=language, form=form, knock_out=knock_out)
    for theme in selection.catalog.themes.values():
        if theme.id in by_theme:
            yield Chapter(
                id=theme.id,
                title=theme.title.in_(language),
                introduction=" ".join(theme.introduction.in_(language).split()),
                requirements=Lazily(block, by_theme[theme.id]),
            )


def _block(
    verdict: Verdict, *, provenance: Provenance, selection: Selection, language: Language, form: Format[M], knock_out: bool
) -> RequirementBlock[M]:
    requirement, catalog = verdict.requirement, selection.catalog
    label = kind_name(requirement, language, knock_out=knock_out)
    return RequirementBlock(
        id=requirement.id,
        version=requirement.version,
        title=requirement.title.in_(language),
        kind=requirement.kind,
        kind_name=label,
        points=requirement.points,
        kind_label=form.kind_label(requirement.kind, label),
        anchor=form.anchor(requirement.id),
        link=form.link(requirement.id),
        norms=_norms(requirement, selection, language),
        text=form.blocks(provenance.asked[requirement.id].text),
        why=form.inline(requirement.why.in_(language)),
        evidence=tuple(
            EvidenceLine(what=form.inline(item.what.in_(language)), when=MOMENTS[item.when].in_(language)) for item in requirement.evidence
        ),
        verify=form.inline(requirement.verify.in_(language)),
        chapter=catalog.themes[requirement.theme].title.in_(language),
        because=because(verdict, language),
        untranslated=_is_untranslated(requirement, language),
        answer_field=form.answer_field(requirement.id, requirement.kind),
        explanation_field=form.explanation_field(requirement.id),
        evidence_field=form.evidence_field(requirement.id),
    )


def _is_untranslated(requirement: Requirement, language: Language) -> bool:
    return language == "en" and not requirement.translation_of


def kind_name(requirement: Requirement, language: Language, *, knock_out: bool) -> str:
    """What a document calls the kind of a requirement, with its points: `Wens · 10 punten`."""
    name = (_KNOCK_OUT if knock_out and requirement.kind == "requirement" else KINDS[requirement.kind]).in_(language)
    return f"{name} · {requirement.points} {_POINTS.in_(language)}" if requirement.points else name


def _register(selection: Selection, language: Language, form: Format[M], knock_out: bool) -> Sequence[RegisterLine[M]]:
    def line(verdict: Verdict) -> RegisterLine[M]:
        requirement = verdict.requirement
        return RegisterLine(
            id=requirement.id,
            title=requirement.title.in_(language),
            kind_name=kind_name(requirement, language, knock_out=knock_out),
            link=form.link(requirement.id),
            norms=_norms(requirement, selection, language),
            because=because(verdict, language),
            untranslated=_is_untranslated(requirement, language),
        )

    return Lazily(line, selection.asked)


def _left_out(verdict: Verdict, *, catalog: Catalog, language: Language) -> LeftOut:
    return LeftOut(
        id=verdict.requirement.id,
        title=verdict.requirement.title.in_(language),
        chapter=catalog.themes[verdict.requirement.theme].title.in_(language),
        because=because(verdict, language),
    )


def _norms(requirement: Requirement, selection: Selection, language: Language) -> str:
    return " · ".join([label for _reference, label in cited(requirement, selection.catalog, selection.norms, language)])


def cited(requirement: Requirement, catalog: Catalog, norms: frozenset[str], language: Language) -> list[tuple[NormReference, str]]:
    """The clauses of a requirement that stand in one of these norms, each as a document cites it."""
    labels = _labels(catalog, norms, language)
    return [(one, labels[one.norm][one.clause]) for one in requirement.norms if one.norm in labels]


@lru_cache(2)  # asked for by every requirement
def _labels(catalog: Catalog, norms: frozenset[str], language: Language) -> Mapping[str, Mapping[str, str]]:
    """How each clause of these norms reads in a document, by norm and clause."""
    return {id: {clause: catalog.norms[id].label_of(clause, language) for clause in catalog.norms[id].clauses} for id in norms}


def _fact_line(given: GivenFact, catalog: Catalog, language: Language) -> FactLine:
    profile = catalog.profiles.get(given.profile)
    source = _SOURCES[given.source].in_(language).format(profile=profile.title.in_(language).lower() if profile else given.profile)
    motivation = given.motivation or (profile.explain.in_(language) if profile else _NOT_MOTIVATED.in_(language))
    return FactLine(
        id=given.fact.id,
        title=given.fact.title.in_(language),
        value=given.fact.title_of(given.value, language),
        source=source,
        motivation=motivation,
        scale=given.fact.type == "scale",
    )


def _decisions(selection: Selection, language: Language) -> Iterable[DecisionLine]:
    """What people chose otherwise than the facts and the catalogue would have it."""
    requirements = selection.catalog.requirements
    for verdict in selection.verdicts:
        decision = verdict.decision
        if decision and verdict.selected != all(condition.holds for condition in verdict.conditions):
            yield DecisionLine(
                requirement=verdict.requirement.id,
                title=verdict.requirement.title.in_(language),
                decision=_DECISIONS[decision.decision].in_(language),
                role=decision.role,
                reason=decision.reason,
            )
    asked = {requirement.id for requirement in selection.selected}
    for id, values in selection.tender.values.items():
        for name, value in values.items():
            if id in asked and not requirements[id].values[name].ask:
                said = f"{requirements[id].values[name].label.in_(language)}: {value.text}"
                title = requirements[id].title.in_(language)
                reason = value.reason or _NOT_MOTIVATED.in_(language)
                yield DecisionLine(requirement=id, title=title, decision=said, role=value.role, reason=reason)


def _coverage(selection: Selection, language: Language, form: Format[M]) -> Iterable[CoveredNorm[M]]:
    asked_by: dict[tuple[str, str], list[str]] = {}
    for requirement in selection.selected:
        for norm in norms_of(requirement, selection):
            asked_by.setdefault((norm.norm, norm.clause), []).append(requirement.id)
    for register in selection.catalog.norms.values():
        if clauses := [clause for clause in register.clauses.values() if (register.id, clause.id) in asked_by]:
            yield CoveredNorm(
                title=register.title.in_(language),
                edition=register.edition.in_(language),
                note=register.note.in_(language),
                clauses=Lazily(partial(_covered, register=register, asked_by=asked_by, language=language, form=form), clauses),
            )


def _covered(
    clause: Clause, *, register: Norm, asked_by: Mapping[tuple[str, str], list[str]], language: Language, form: Format[M]
) -> CoveredClause[M]:
    return CoveredClause(
        label=register.label_of(clause.id, language),
        title=clause.title.in_(language),
        requirements=form.links(tuple(asked_by[register.id, clause.id])),
    )
