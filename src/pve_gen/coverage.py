"""Norms × requirements: which requirement covers a clause, and why none does where none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pve_gen.model import Catalog, Clause, Language, Norm, Selection
from pve_gen.selection import because

Status = Literal["covered", "elsewhere", "own", "internal", "uncovered", "not_in_force"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
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


_NOT_IN_FORCE = {
    "nl": {"withdrawn": "Vervallen.", "moved": "Verplaatst naar {to}.", "no_measure": "Nummer zonder overheidsmaatregel."},
    "en": {"withdrawn": "Withdrawn.", "moved": "Moved to {to}.", "no_measure": "Number without a government measure."},
}


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
        told = " ".join(f"{id}: {reasons[id]}" for id in sorted(citing))
        return Coverage(norm=norm, clause=clause, status="elsewhere", requirements=tuple(sorted(citing)), reason=told)
    duty: dict[str, Status] = {"procurement": "own", "internal": "internal", "supplier": "uncovered"}
    return Coverage(norm=norm, clause=clause, status=duty[clause.duty], reason=clause.reason.in_(language))
