"""One file per shape in which findings are told."""

from __future__ import annotations

from collections.abc import Callable

from pve_gen.reporters.github import as_commands
from pve_gen.reporters.gitlab import as_code_quality
from pve_gen.reporters.json import as_list
from pve_gen.reporters.report import Report
from pve_gen.reporters.sarif import as_sarif
from pve_gen.reporters.text import as_lines

REPORTERS: dict[str, Callable[[Report], str]] = {
    "text": as_lines,
    "json": as_list,
    "sarif": as_sarif,
    "github": as_commands,
    "gitlab": as_code_quality,
}
