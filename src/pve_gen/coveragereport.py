"""From norms × requirements to the annex and the page that show them: what their templates may name, in the markup of one format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from pve_gen.coverage import STATUSES, Cited, Coverage, Matrix, Status
from pve_gen.documents import KINDS, in_full, provenance_lines, tender_lines
from pve_gen.model import Catalog, Language, Norm, Provenance, Words
from pve_gen.programme import Format, ProvenanceLines, TenderLines
from pve_gen.values import Struct

M = TypeVar("M")

STATUS_NAMES: dict[Status, Words] = {
    "covered": Words("Met eisen", "With requirements"),
    "elsewhere": Words("Niet in deze aanbesteding", "Not in this tender"),
    "own": Words("Doet de gemeente zelf", "Done by the municipality"),
    "internal": Words("Binnen de gemeente", "Within the municipality"),
    "uncovered": Words("Geen eis", "No requirement"),
    "not_in_force": Words("Niet van kracht", "Not in force"),
}
_WHOLE = Words("De hele catalogus", "The whole catalogue")
_CATALOG = Words("Catalogus", "Catalogue")
_NOBODY_SAID_WHY = Words("Hier is nog geen reden bij vermeld.", "No reason has been given yet.")


class StatusLine(Struct, frozen=True, kw_only=True):
    """A status, its name, and how many clauses have it."""

    id: Status
    name: str
    count: int


class ClauseCounts(Struct, frozen=True, kw_only=True):
    """How many clauses of a norm have each status; `in_force` is all but those that are not in force."""

    in_force: int
    covered: int
    elsewhere: int
    own: int
    internal: int
    uncovered: int
    not_in_force: int


class ClauseLine(Struct, Generic[M], frozen=True, kw_only=True):
    """A clause with the requirements for it, or `reason` where there are none.

    `about` says in our own Dutch words what it asks; it is empty in English, and where the title says it all.
    """

    key: str
    label: str
    title: str
    about: str
    status: Status
    status_name: str
    requirements: M
    reason: str


class LapsedGroup(Struct, frozen=True, kw_only=True):
    """The numbers of the clauses that are not in force for one reason, with commas."""

    reason: str
    clauses: str


class NormLines(Struct, Generic[M], frozen=True, kw_only=True):
    """A norm in its edition: its clauses in force in `clauses`, the others in `lapsed`, and by reason in `lapsed_groups`."""

    id: str
    title: str
    short: str
    edition: str
    note: str
    counts: ClauseCounts
    clauses: tuple[ClauseLine[M], ...]
    lapsed: tuple[ClauseLine[M], ...]
    lapsed_groups: tuple[LapsedGroup, ...]


class ClauseReference(Struct, frozen=True, kw_only=True):
    """A clause that a requirement rests on: `key` is that of its line."""

    key: str
    label: str


class RequirementLine(Struct, Generic[M], frozen=True, kw_only=True):
    """A requirement with what it rests on; `clauses` is empty where that is none of these norms."""

    id: str
    anchor: M
    title: str
    kind_name: str
    clauses: tuple[ClauseReference, ...]
    untranslated: bool


class ThemeLines(Struct, Generic[M], frozen=True, kw_only=True):
    """A theme and its requirements."""

    id: str
    title: str
    requirements: tuple[RequirementLine[M], ...]


class CoverageReport(Struct, Generic[M], frozen=True, kw_only=True):
    """Norms and requirements both ways. `of_tender` says whether it is about one tender, or about the whole catalogue.

    `passed_over` names the norms that do not apply to this tender. `unfounded` counts the requirements that rest on none of the norms.
    """

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    of_tender: bool
    date: str
    norms: tuple[NormLines[M], ...]
    passed_over: tuple[str, ...]
    statuses: tuple[StatusLine, ...]
    themes: tuple[ThemeLines[M], ...]
    clause_count: int
    covered_count: int
    requirement_count: int
    unfounded: int


def coverage_report(matrix: Matrix, provenance: Provenance, language: Language, form: Format[M]) -> CoverageReport[M]:
    """What the templates of the annex and the page may name: with a tender only what that asks."""
    told = [one for one in matrix.requirements if one.selected]
    found = Counter(item.status for item in matrix.clauses)
    return CoverageReport(
        language=language,
        tender=_about(matrix, provenance, language),
        provenance=provenance_lines(provenance),
        of_tender=matrix.selection is not None,
        date=in_full(provenance.created.date(), language),
        norms=tuple(_norm(norm, [item for item in matrix.clauses if item.norm is norm], language, form) for norm in matrix.norms),
        passed_over=tuple(norm.title.in_(language) for norm in matrix.passed_over),
        statuses=tuple(StatusLine(id=name, name=STATUS_NAMES[name].in_(language), count=found[name]) for name in STATUSES if found[name]),
        themes=tuple(_themes(matrix.catalog, told, language, form)),
        clause_count=len(matrix.clauses) - found["not_in_force"],
        covered_count=found["covered"],
        requirement_count=len(told),
        unfounded=sum(not one.clauses for one in told),
    )


def _about(matrix: Matrix, provenance: Provenance, language: Language) -> TenderLines:
    """What it is about: the tender, or the catalogue in the same words."""
    if matrix.selection is not None:
        return tender_lines(matrix.selection, language, provenance)
    return TenderLines(
        organisation=matrix.catalog.name.in_(language),
        title=_WHOLE.in_(language),
        reference=_CATALOG.in_(language),
        version=matrix.catalog.version,
        status="",
        date=in_full(provenance.created.date(), language),
        contact="",
        description=(),
        procedure="",
    )


def _norm(norm: Norm, items: Iterable[Coverage], language: Language, form: Format[M]) -> NormLines[M]:
    items = tuple(items)
    lines = tuple(_clause(item, language, form) for item in items)
    lapsed: dict[str, list[str]] = {}
    for item in items:
        if item.status == "not_in_force":
            lapsed.setdefault(item.reason.rstrip("."), []).append(item.clause.id)
    found = Counter(line.status for line in lines)
    return NormLines(
        id=norm.id,
        title=norm.title.in_(language),
        short=norm.short.in_(language),
        edition=norm.edition.in_(language),
        note=norm.note.in_(language),
        counts=ClauseCounts(in_force=len(lines) - found["not_in_force"], **{status: found[status] for status in STATUSES}),
        clauses=tuple(line for line in lines if line.status != "not_in_force"),
        lapsed=tuple(line for line in lines if line.status == "not_in_force"),
        lapsed_groups=tuple(LapsedGroup(reason=reason, clauses=", ".join(clauses)) for reason, clauses in lapsed.items()),
    )


def _clause(item: Coverage, language: Language, form: Format[M]) -> ClauseLine[M]:
    return ClauseLine(
        key=_key(item.norm.id, item.clause.id),
        label=item.norm.label_of(item.clause.id, language),
        title=item.clause.title.in_(language),
        about=item.clause.about if language == "nl" else "",
        status=item.status,
        status_name=STATUS_NAMES[item.status].in_(language),
        requirements=form.links(item.requirements if item.status == "covered" else ()),
        reason="" if item.status == "covered" else item.reason or _NOBODY_SAID_WHY.in_(language),
    )


def _themes(catalog: Catalog, told: Iterable[Cited], language: Language, form: Format[M]) -> Iterator[ThemeLines[M]]:
    of: dict[str, list[Cited]] = {}
    for one in told:
        of.setdefault(one.requirement.theme, []).append(one)
    for theme, cited in of.items():
        lines = tuple(_requirement(one, language, form) for one in cited)
        yield ThemeLines(id=theme, title=catalog.themes[theme].title.in_(language), requirements=lines)


def _requirement(one: Cited, language: Language, form: Format[M]) -> RequirementLine[M]:
    requirement = one.requirement
    return RequirementLine(
        id=requirement.id,
        anchor=form.anchor(requirement.id),
        title=requirement.title.in_(language),
        kind_name=KINDS[requirement.kind].in_(language),
        clauses=tuple(
            ClauseReference(key=_key(norm.id, clause.id), label=norm.label_of(clause.id, language)) for norm, clause in one.clauses
        ),
        untranslated=language == "en" and not requirement.translation_of,
    )


def _key(norm: str, clause: str) -> str:
    """A name for a line to link to: `bio2-1.3--5.17.01`; spaces in a clause become hyphens."""
    return f"{norm}--{'-'.join(clause.split())}"
