"""Which requirement covers a clause of a norm, and what stands there when none does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from conftest import ROOT, Pve

CATALOG = ROOT / "tests" / "catalogs" / "good" / "minimal"


def test_every_clause_says_what_covers_it_or_why_nothing_does(pve: Pve) -> None:
    done = pve("coverage", "--norm", "cbw-2026", "--profile", "low", "--format", "csv")
    assert done.code == 0
    assert done.out.splitlines()[:5] == [
        "norm,clause,title,verified,status,requirements,reason",
        "cbw-2026,21,Zorgplicht,false,internal,,De zorgplicht rust op de gemeente; het programma helpt haar daaraan te voldoen.",
        "cbw-2026,24,Taak van het bestuur,false,internal,,Gaat over het bestuur van de gemeente.",
        "cbw-2026,25,Significant incident,false,internal,,De gemeente beoordeelt zelf of een incident significant is.",
        "cbw-2026,26,Vroegtijdige waarschuwing binnen 24 uur,false,elsewhere,INC-04,INC-04: Beschikbaarheid: laag (geldt pas vanaf midden).",
    ]
    assert done.err == "cbw-2026: 6 clauses: 3 elsewhere, 3 internal.\n"


def test_without_a_tender_the_whole_catalogue_counts(pve: Pve) -> None:
    rows = {row["clause"]: row for row in json.loads(pve("coverage", "--norm", "cbw-2026", "--lang", "en", "--format", "json").out)}
    assert rows["26"] == {
        "norm": "cbw-2026",
        "clause": "26",
        "title": "Early warning within 24 hours",
        "verified": False,
        "status": "covered",
        "requirements": ["INC-04"],
        "reason": "",
    }


def test_a_clause_that_nobody_explains_is_named_and_ends_with_1(pve: Pve, tmp_path: Path) -> None:
    shutil.copytree(CATALOG, tmp_path / "catalog")
    norm = tmp_path / "catalog/norms/bio2-1.3.yaml"
    norm.write_text(norm.read_text("utf-8") + '  - {id: "8.20.04", title: Netwerken tekenen}\n', "utf-8")
    done = pve("coverage", "--catalog", "catalog", "--format", "md")
    assert done.code == 1
    assert "nobody said why (add a `reason` to the clause)" in done.out


def test_an_unknown_norm_is_named_with_the_likely_one(pve: Pve) -> None:
    done = pve("coverage", "--norm", "bio2-1.2")
    assert (done.code, done.out) == (2, "")
    assert done.err == "pve: --norm bio2-1.2: there is no such norm (did you mean `bio2-1.3`?)\n"


def test_a_clause_that_moved_says_where_to(pve: Pve) -> None:
    table = pve("coverage", "--norm", "bio2-1.3", "--format", "md").out
    assert "| bio2-1.3 | 5.04.02 | not in force | Verplaatst naar 5.10.02. |" in table
