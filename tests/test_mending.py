"""What `pve check --fix` mends, what it leaves alone, and that every other byte stays as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT, Pve

MINIMAL = ROOT / "tests/catalogs/good/minimal"
NET_01 = "catalog/requirements/network/NET-01.yaml"
WRITTEN = """\
# Over deze eis is lang gesproken.
id:    NET-01
title: 2026   # het jaar
kind: requirement


text: >-
  De Leverancier scheidt
  zijn netwerken.
why:   "Een inbraak blijft dan klein."
evidence:
- {what: 'Een tekening van het netwerk', when: bid}
verify: Lees de tekening.
if_unmet:
    risk: Een inbreker komt overal.
    affects: [ confidentiality ]
    likelihood: low
    impact: high
    measures: {supplier: [Verkeer bewaken.], municipality: [Zelf versleutelen.]}
norms: [bio2-1.3 8.20.01]
version: 1
since: 2026.1   # geen getal
en: {version: 1, title: Separated networks, text: The Supplier separates its networks., why: A break-in then stays small.,
     evidence: [A drawing of the network], verify: Read the drawing., risk: An intruder gets everywhere.,
     measures: {supplier: [Watch the traffic.], municipality: [Encrypt on its own side.]}}"""
MENDED = WRITTEN.replace("title: 2026 ", 'title: "2026" ').replace("since: 2026.1 ", 'since: "2026.1" ')


@pytest.fixture
def work(tmp_path: Path) -> Path:
    shutil.copytree(MINIMAL, tmp_path / "catalog")
    (tmp_path / NET_01).write_text(WRITTEN, "utf-8")
    return tmp_path


def test_quotes_are_put_and_every_other_byte_stays(pve: Pve, work: Path) -> None:
    done = pve("check", "--catalog", "catalog", "--fix")
    assert (work / NET_01).read_text("utf-8") == MENDED
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        f"{NET_01}:3:8: mended: put quotes around the text [schema-type]\n"
        f"{NET_01}:22:8: mended: put quotes around the text [yaml-ambiguous]\n"
        "1 requirement in catalog: nothing found.\n"
    )
    assert pve("check", "--catalog", "catalog", "--fix").err == "1 requirement in catalog: nothing found.\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_of_windows_and_a_byte_order_mark_stay(pve: Pve, work: Path, mark: bytes) -> None:
    (work / NET_01).write_bytes(mark + WRITTEN.replace("\n", "\r\n").encode())
    pve("check", "--catalog", "catalog", "--fix")
    assert (work / NET_01).read_bytes() == mark + MENDED.replace("\n", "\r\n").encode()


def test_diff_shows_what_would_be_mended_and_changes_nothing(pve: Pve, work: Path) -> None:
    done = pve("check", "--catalog", "catalog", "--diff")
    assert (work / NET_01).read_text("utf-8") == WRITTEN
    assert [line for line in done.out.splitlines() if line.startswith(("-", "+"))] == [
        f"--- a/{NET_01}",
        f"+++ b/{NET_01}",
        "-title: 2026   # het jaar",
        '+title: "2026"   # het jaar',
        "-since: 2026.1   # geen getal",
        '+since: "2026.1"   # geen getal',
    ]
    assert (done.code, done.err) == (1, "2 findings would be mended in 1 file; left: nothing found.\n")
    (work / "verschil.patch").write_text(done.out, "utf-8")
    subprocess.run(["git", "apply", "verschil.patch"], cwd=work, check=True, env=os.environ | {"GIT_DIR": "/nergens"})
    assert (work / NET_01).read_text("utf-8") == MENDED


def test_a_diff_of_nothing_is_empty(pve: Pve, work: Path) -> None:
    (work / NET_01).write_text(MENDED, "utf-8")
    done = pve("check", "--catalog", "catalog", "--diff")
    assert (done.code, done.out, done.err) == (0, "", "0 findings would be mended in 0 files; left: nothing found.\n")


def test_what_only_a_person_can_know_is_left(pve: Pve, work: Path) -> None:
    (work / NET_01).write_text(
        MENDED.replace("kind: requirement", "kind: requirment").replace("verify: Lees", "verify: Tijdig #1"), "utf-8"
    )
    before = (work / NET_01).read_bytes()
    done = pve("check", "--catalog", "catalog", "--fix")
    assert [line.rsplit("[", 1)[1] for line in done.out.splitlines()] == ["schema-choice]", "yaml-cut-off]"]
    assert done.code == 1
    assert (work / NET_01).read_bytes() == before


def test_a_no_where_yes_or_no_is_asked_gets_no_quotes(pve: Pve, work: Path) -> None:
    (work / NET_01).write_text(MENDED.replace("version: 1\n", "version: 1\napplies_when: {email: no}\n"), "utf-8")
    before = (work / NET_01).read_bytes()
    done = pve("check", "--catalog", "catalog", "--fix")
    assert "`email` cannot be `no` (choose true or false) [rule-unknown]" in done.out
    assert (work / NET_01).read_bytes() == before


def test_layers_and_tenders_are_mended_and_the_catalogue_that_came_along_is_not(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "laag").mkdir()
    (tmp_path / "laag/overlay.yaml").write_text("name: Gemeente Voorbeeldstad\nversion: 2026.1\n", "utf-8")
    (tmp_path / "tender.yaml").write_text("title: Zaaksysteem\nversion: 1.0\noverlay: laag\n", "utf-8")
    done = pve("check", "tender.yaml", "--fix", "--strict")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "laag/overlay.yaml").read_text("utf-8") == 'name: Gemeente Voorbeeldstad\nversion: "2026.1"\n'
    assert (tmp_path / "tender.yaml").read_text("utf-8") == 'title: Zaaksysteem\nversion: "1.0"\noverlay: laag\n'


def test_a_link_that_leads_out_of_the_folder_is_not_followed(pve: Pve, work: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elders.yaml"
    (work / NET_01).rename(outside)
    (work / NET_01).symlink_to(outside)
    done = pve("check", "--catalog", "catalog", "--fix")
    assert outside.read_text("utf-8") == WRITTEN
    assert "mended" not in done.err


def test_a_change_for_an_older_version_is_never_mended(pve: Pve, work: Path) -> None:
    shutil.copytree(ROOT / "tests/catalogs/layered/change-stale/laag", work / "laag")
    (work / NET_01).write_text(MENDED, "utf-8")
    before = (work / "laag/changes.yaml").read_bytes()
    assert "[change-stale]" in pve("check", "--catalog", "catalog", "--overlay", "laag", "--fix").out
    assert (work / "laag/changes.yaml").read_bytes() == before
