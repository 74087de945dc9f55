"""Findings as a code quality report, which GitLab shows in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/
"""

from __future__ import annotations

import json

from pve_gen.reporters.report import Report, sentence

_SEVERITY = {"error": "major", "warning": "minor"}


def as_code_quality(report: Report) -> str:
    """A list of `{description, check_name, fingerprint, severity, location}`; GitLab knows what is new by the fingerprint."""
    rows = [
        {
            "description": sentence(finding),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[finding.severity],
            "location": {"path": report.path_of(finding), "lines": {"begin": max(finding.place.line, 1)}},
        }
        for finding, fingerprint in report.with_fingerprints()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
