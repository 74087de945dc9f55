"""Norms × requirements, both ways: which requirement covers a clause, and why none does; which clauses a requirement rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pve_gen.model import Catalog, Clause, Language, Norm, Requirement, Selection
from pve_gen.selection import because
from pve_gen.values import Struct

Status = Literal["covered", "elsewhere", "own", "internal", "uncovered", "not_in_force"]
STATUSES: tuple[Status, ...] = get_args(Status)


class Coverage(Struct, frozen=True, kw_only=True):
    """One clause: the ids of the requirements that cover it, or why there are none.

    `elsewhere` is covered by the catalogue, not by this tender; `own` is the municipality's duty when it buys or
    manages; `internal` is nobody's duty to the municipality but its own; `uncovered` is the supplier's.
    """

    norm: Norm
    clause: Clause
    status: Status
    requirements: tuple[str, ...] = ()
    reason: str = ""

    @property
    def unexplained(self) -> bool:
        """A clause in force that no requirement covers, without a reason in the register."""
        return not self.requirements and not self.reason and self.status != "not_in_force"


class Cited(Struct, frozen=True, kw_only=True):
    """One requirement with the clauses that it rests on, in the order of the norms; `because` is empty without a tender."""

    requirement: Requirement
    selected: bool
    because: str
    clauses: tuple[tuple[Norm, Clause], ...]


class Matrix(Struct, frozen=True, kw_only=True):
    """Both ways at once: every clause of `norms`, and every requirement that is not retired.

    `norms` are those that were asked, or all that apply; `passed_over` do not apply to this tender. Without a selection
    the whole catalogue counts.
    """

    catalog: Catalog
    selection: Selection | None
    norms: tuple[Norm, ...]
    passed_over: tuple[Norm, ...]
    clauses: tuple[Coverage, ...]
    requirements: tuple[Cited, ...]

    @property
    def unexplained(self) -> tuple[Coverage, ...]:
        """The clauses of which nobody said why no requirement covers them."""
        return tuple(clause for clause in self.clauses if clause.unexplained)


_NOT_IN_FORCE = {
    "nl": {"withdrawn": "Vervallen.", "moved": "Verplaatst naar {to}.", "no_measure": "Nummer zonder overheidsmaatregel."},
    "en": {"withdrawn": "Withdrawn.", "moved": "Moved to {to}.", "no_measure": "Number without a government measure."},
}


def matrix(catalog: Catalog, names: Sequence[str], language: Language, selection: Selection | None = None) -> Matrix:
    """Norms × requirements for the norms in `names`, or for every norm that applies where none is named."""
    asked = tuple(dict.fromkeys(names)) or tuple(catalog.norms)
    held = [name for name in asked if names or selection is None or name in selection.norms]
    norms = tuple(catalog.norms[name] for name in held)
    return Matrix(
        catalog=catalog,
        selection=selection,
        norms=norms,
        passed_over=tuple(catalog.norms[name] for name in asked if name not in held),
        clauses=tuple(item for norm in norms for item in coverage(catalog, norm, language, selection)),
        requirements=cited(catalog, norms, language, selection),
    )


def cited(catalog: Catalog, norms: Sequence[Norm], language: Language, selection: Selection | None = None) -> tuple[Cited, ...]:
    """Every requirement that is not retired, in the order of the document, with the clauses of `norms` that it rests on."""
    verdicts = {verdict.requirement.id: verdict for verdict in selection.verdicts} if selection else {}
    order = {theme: index for index, theme in enumerate(catalog.themes)}
    requirements = sorted(catalog.requirements.values(), key=lambda requirement: (order[requirement.theme], requirement.id))
    return tuple(
        Cited(
            requirement=requirement,
            selected=verdicts[requirement.id].selected if verdicts else True,
            because=because(verdicts[requirement.id], language) if verdicts else "",
            clauses=_clauses(requirement, norms),
        )
        for requirement in requirements
        if requirement.retired is None
    )


def _clauses(requirement: Requirement, norms: Sequence[Norm]) -> tuple[tuple[Norm, Clause], ...]:
    references = {(reference.norm, reference.clause) for reference in requirement.norms}
    return tuple((norm, clause) for norm in norms for clause in norm.clauses.values() if (norm.id, clause.id) in references)


def coverage(catalog: Catalog, norm: Norm, language: Language, selection: Selection | None = None) -> tuple[Coverage, ...]:
    """Every clause of `norm`, in its order: against the whole catalogue, or against what a tender selects."""
    citing: dict[str, list[str]] = {}
    for requirement in catalog.requirements.values():
        if requirement.retired is None:
            for reference in requirement.norms:
                if reference.norm == norm.id:
                    citing.setdefault(reference.clause, []).append(requirement.id)
    reasons = {verdict.requirement.id: because(verdict, language) for verdict in selection.verdicts} if selection else {}
    selected = {requirement.id for requirement in selection.selected} if selection else set(catalog.requirements)
    return tuple(_of(norm, clause, citing.get(clause.id, []), selected, reasons, language) for clause in norm.clauses.values())


def _of(norm: Norm, clause: Clause, citing: list[str], selected: set[str], reasons: Mapping[str, str], language: Language) -> Coverage:
    if clause.status != "in_force":
        reason = _NOT_IN_FORCE[language][clause.status].format(to=clause.moved_to)
        return Coverage(norm=norm, clause=clause, status="not_in_force", reason=reason)
    here = tuple(sorted(id for id in citing if id in selected))
    if here:
        return Coverage(norm=norm, clause=clause, status="covered", requirements=here)
    if citing:
        alike: dict[str, list[str]] = {}  # reason → the requirements it keeps out
        for id in sorted(citing):
            alike.setdefault(reasons[id], []).append(id)
        told = " ".join(f"{', '.join(ids)}: {reason}" for reason, ids in alike.items())
        return Coverage(norm=norm, clause=clause, status="elsewhere", requirements=tuple(sorted(citing)), reason=told)
    duty: dict[str, Status] = {"procurement": "own", "internal": "internal", "supplier": "uncovered"}
    return Coverage(norm=norm, clause=clause, status=duty[clause.duty], reason=clause.reason.in_(language))
