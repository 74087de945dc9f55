"""What fuzzing sets out from and what it ever found: each is fed again to the function that it is for (`docs/hostile-input.md`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "fuzz"))

import targets

CASES = {f"{name}: {path.stem}": (name, path) for name in targets.TARGETS for path in targets.seeds_of(name)}


@pytest.mark.parametrize(("name", "path"), CASES.values(), ids=CASES)
def test_a_seed_or_a_case_that_was_found_ends_well(name: str, path: Path) -> None:
    targets.TARGETS[name](path.read_bytes())


def test_an_honest_seed_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a fuzzer begins behind the door, not before it."""
    from contextlib import nullcontext

    monkeypatch.setattr(targets, "suppress", lambda *_errors: nullcontext())
    for name in set(targets.TARGETS) - {"package"}:
        for path in (targets.SEEDS / targets.SEEDS_OF.get(name, name)).iterdir():
            targets.TARGETS[name](path.read_bytes())
