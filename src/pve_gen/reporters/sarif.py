"""Findings as SARIF 2.1.0 (OASIS), which code hosts, editors and dashboards read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from pve_gen import __version__
from pve_gen.findings import Finding
from pve_gen.reporters.report import Report, sentence
from pve_gen.rules import SITE, Rule, page, read_rules, url_of
from pve_gen.sourceline import SourceLines, meant

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"  # the name that readers of SARIF know for the top of a repository


def as_sarif(report: Report) -> str:
    """One run, with the rules that were broken and every finding. Columns count characters, not UTF-16 units."""
    known = read_rules()
    broken = sorted({finding.rule for finding in report.findings})
    lines = SourceLines()
    results = [_result(finding, report, broken, lines) | _fingerprint(name) for finding, name in report.with_fingerprints()]
    run = {
        "tool": {
            "driver": {
                "name": "pve",
                "semanticVersion": __version__,
                "informationUri": SITE,
                "rules": [_rule(known[rule]) for rule in broken],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.finds.en},
        "help": {"text": rule.finds.nl, "markdown": page(rule)},
        "helpUri": url_of(rule.id),
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, report: Report, broken: list[str], lines: SourceLines) -> dict[str, Any]:
    path = report.path_of(finding)
    outside = path.startswith("/") or path[1:2] == ":"
    artifact = {"uri": f"file:///{quote(path.lstrip('/'), safe='/:')}"} if outside else {"uri": quote(path), "uriBaseId": _ROOT}
    location: dict[str, Any] = {"artifactLocation": artifact}
    if region := _region(finding, lines):
        location["region"] = region
    return {
        "ruleId": finding.rule,
        "ruleIndex": broken.index(finding.rule),
        "level": finding.severity,
        "message": {"text": sentence(finding)},
        "locations": [{"physicalLocation": location}],
    }


def _region(finding: Finding, lines: SourceLines) -> dict[str, int]:
    line, column = finding.place.line, finding.place.column
    if not line or not column:
        return {"startLine": line} if line else {}
    text = lines.line_of(finding.place)
    return {"startLine": line, "startColumn": column, "endColumn": meant(text, finding)[1] + 1 if text is not None else column + 1}


def _fingerprint(name: str) -> dict[str, Any]:
    return {"partialFingerprints": {"pve/v1": name}}
