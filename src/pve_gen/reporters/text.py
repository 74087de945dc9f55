"""Findings as lines for people, with the source line and a marker below each where that is asked."""

from __future__ import annotations

from pve_gen.reporters.report import Report, sentence
from pve_gen.sourceline import SourceLines, marked


def as_lines(report: Report) -> str:
    """`file:line:col: what (what to do) [rule]`, one a line; a warning says that it is one."""
    lines = SourceLines()
    told: list[str] = []
    for finding in report.findings:
        mark = "warning: " if finding.severity == "warning" else ""
        told.append(f"{finding.place}: {mark}{sentence(finding)} [{finding.rule}]")
        text = lines.line_of(finding.place) if report.width is not None else None
        if report.width is not None and text is not None:
            told += [*marked(text, finding, report.width), ""]
    return "\n".join(told)
