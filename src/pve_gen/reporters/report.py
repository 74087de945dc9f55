"""What every shape of a report is made from: the findings, where the repository begins, and how wide a source line may be."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pve_gen.findings import Finding
from pve_gen.values import Struct


class Report(Struct, frozen=True, kw_only=True):
    """Findings in the order in which they are told.

    `base` is the folder that a pipeline's paths are relative to. `width` is the number of columns in which the source
    line of each finding is shown below it; None shows none.
    """

    findings: tuple[Finding, ...]
    base: Path
    width: int | None = None

    def path_of(self, finding: Finding) -> str:
        """The finding's file as its repository knows it, with `/`; the whole path where it is outside of that."""
        whole = Path(os.path.abspath(finding.place.file))
        base = Path(os.path.abspath(self.base))
        return (whole.relative_to(base) if base in whole.parents else whole).as_posix()

    def with_fingerprints(self) -> Iterator[tuple[Finding, str]]:
        """Every finding with a name that stays the same when lines are added above it: of rule, file and message.

        The second of two that are alike otherwise gets a number, so that each has a name of its own.
        """
        seen: Counter[tuple[str, str, str]] = Counter()
        for finding in self.findings:
            same = (finding.rule, self.path_of(finding), finding.message)
            seen[same] += 1
            yield finding, hashlib.sha256("\0".join((*same, str(seen[same]))).encode()).hexdigest()


def sentence(finding: Finding) -> str:
    """What is wrong, and what to do about it."""
    return finding.message + (f" ({finding.hint})" if finding.hint else "")
