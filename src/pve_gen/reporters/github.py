"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from pve_gen.findings import Finding
from pve_gen.reporters.report import Report, sentence


def as_commands(report: Report) -> str:
    """One line for each finding: `::error file=…,line=…,col=…,title=…::…`."""
    return "\n".join(_command(finding, report.path_of(finding)) for finding in report.findings)


def _command(finding: Finding, path: str) -> str:
    place = {"file": path, "line": finding.place.line, "col": finding.place.column, "title": f"pve: {finding.rule}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{finding.severity} {properties}::{_data(sentence(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
