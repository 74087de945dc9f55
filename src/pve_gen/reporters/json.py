"""Findings as a JSON list, for scripts of one's own: nothing in it is renamed without a new major version."""

from __future__ import annotations

import json

from pve_gen.reporters.report import Report


def as_list(report: Report) -> str:
    """A list of `{rule, severity, file, line, column, message, hint}`; line and column are 0 where the file as a whole is meant."""
    rows = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "file": finding.place.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in report.findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
