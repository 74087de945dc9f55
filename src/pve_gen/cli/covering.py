"""What `pve coverage` writes: norms × requirements in each format."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from pve_gen import console
from pve_gen.cli.reporting import Report
from pve_gen.model import Language, Provenance
from pve_gen.values import Struct

if TYPE_CHECKING:
    from pve_gen.coverage import Matrix
    from pve_gen.shapes import ClauseCoverageShape, RequirementCoverageShape

By = Literal["clause", "requirement"]
Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""The head of a table, and its rows."""


class Covered(Struct, frozen=True, kw_only=True):
    """What a report is made of: both ways at once, which of them a list shows, and where it comes from."""

    matrix: Matrix
    by: By
    provenance: Provenance
    language: Language


def table(covered: Covered) -> Rows:
    """As a terminal or a merge request shows it; with a tender, only the requirements that it selects."""
    if covered.by == "clause":
        head = ("norm", "clause", "status", "requirements or reason")
        nobody = "nobody said why (add a `reason` to the clause)"
        return head, [
            (item.norm.id, item.clause.id, item.status.replace("_", " "), item.reason or ", ".join(item.requirements) or nobody)
            for item in covered.matrix.clauses
        ]
    asked = [one for one in covered.matrix.requirements if one.selected]
    return ("id", "kind", "title", "clauses"), [
        (
            one.requirement.id,
            one.requirement.kind,
            one.requirement.title.in_(covered.language),
            ", ".join(f"{norm.id} {clause.id}" for norm, clause in one.clauses) or "none of these norms",
        )
        for one in asked
    ]


def clauses_of(covered: Covered) -> list[ClauseCoverageShape]:
    """As `catalog/schema/coverage.schema.json` promises."""
    return [
        {
            "norm": item.norm.id,
            "clause": item.clause.id,
            "title": item.clause.title.in_(covered.language),
            "verified": item.clause.verified,
            "status": item.status,
            "requirements": list(item.requirements),
            "reason": item.reason,
        }
        for item in covered.matrix.clauses
    ]


def requirements_of(covered: Covered) -> list[RequirementCoverageShape]:
    """As `catalog/schema/coverage-by-requirement.schema.json` promises."""
    return [
        {
            "id": one.requirement.id,
            "theme": one.requirement.theme,
            "kind": one.requirement.kind,
            "title": one.requirement.title.in_(covered.language),
            "selected": one.selected,
            "because": one.because,
            "clauses": [f"{norm.id} {clause.id}" for norm, clause in one.clauses],
        }
        for one in covered.matrix.requirements
    ]


def _rows(covered: Covered) -> list[ClauseCoverageShape] | list[RequirementCoverageShape]:
    return clauses_of(covered) if covered.by == "clause" else requirements_of(covered)


def _json(covered: Covered, _language: Language, _day: date) -> bytes:
    return console.as_json(_rows(covered)).encode() + b"\n"


def _csv(covered: Covered, _language: Language, _day: date) -> bytes:
    return console.as_csv(_rows(covered)).encode()


def _markdown(covered: Covered, _language: Language, _day: date) -> bytes:
    return console.as_markdown(*table(covered)).encode()


def _word(covered: Covered, language: Language, _day: date) -> bytes:
    from pve_gen import libreoffice
    from pve_gen.coveragereport import coverage_report
    from pve_gen.shipped import shipped
    from pve_gen.wordtemplate import WordTemplate
    from pve_gen.writers.word import write_word

    name = f"coverage.{language}.docx"
    template = WordTemplate.read((shipped("templates") / name).read_bytes(), name)
    pages = libreoffice.pages_of_headings if libreoffice.installed() else None
    content = covered.matrix, covered.provenance, language
    return write_word(template, lambda form: coverage_report(*content, form), language, covered.provenance.created, pages)


def _html(covered: Covered, language: Language, _day: date) -> bytes:
    from pve_gen.coveragereport import coverage_report
    from pve_gen.shipped import shipped
    from pve_gen.writers.html import write_html

    name = f"coverage.{language}.html"
    template = (shipped("templates") / name).read_text("utf-8")
    return write_html(template, name, lambda form: coverage_report(covered.matrix, covered.provenance, language, form))


LISTS: dict[str, Report] = {"csv": _csv, "json": _json, "md": _markdown}
"""What shows one way, and goes to stdout where nobody names a place."""
DOCUMENTS: dict[str, Report] = {"html": _html, "docx": _word}
"""What shows both ways, and is written to a file."""
