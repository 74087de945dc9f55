"""Where a document comes from, and the hash of what it asks."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pve_gen import __version__
from pve_gen.catalog import read_catalog
from pve_gen.findings import PveError
from pve_gen.model import FactValue, Language, Provenance, Selection
from pve_gen.provenance import provenance_of
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import read_tender, tender_of
from test_checks import CASES, catalog_of

TENDER = "title: Zaaksysteem\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue of two requirements in two themes, the first with values, a rule and evidence."""
    folder = catalog_of(CASES / "good" / "every-field", tmp_path / "catalog")
    edit(folder / "requirements" / "network" / "NET-01.yaml", 'retired:\n  since: "2026.2"\n', "")
    edit(folder / "requirements" / "network" / "NET-01.yaml", "  because: Opgegaan in een andere eis.\n  replaced_by: [NET-02]\n", "")
    access = folder / "requirements" / "access"
    access.mkdir()
    theme = (folder / "requirements" / "network" / "_theme.yaml").read_text("utf-8")
    (access / "_theme.yaml").write_text(theme.replace("NET", "ACC").replace("10", "20"), "utf-8")
    text = (folder / "requirements" / "network" / "NET-02.yaml").read_text("utf-8")
    (access / "ACC-01.yaml").write_text(text.replace("NET-02", "ACC-01"), "utf-8")
    (folder / "requirements" / "network" / "NET-02.yaml").unlink()
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def selected(folder: Path, tender: str = TENDER, **flags: FactValue) -> tuple[Selection, Source]:
    source = Source.of(folder)
    catalog, findings = read_catalog(source)
    assert findings == []
    path = folder.parent / "tender.yaml"
    path.write_text(tender, "utf-8")
    file, findings = read_tender(path, catalog)
    assert findings == []
    return select(catalog, tender_of(catalog, file, flags={"email": True, **flags})), source


def hash_of(folder: Path, tender: str = TENDER, language: Language = "nl", **flags: FactValue) -> str:
    selection, source = selected(folder, tender, **flags)
    return provenance_of(selection, source, language, "huisstijl.docx").hash


def made_from(folder: Path, tender: str = TENDER) -> Provenance:
    selection, source = selected(folder, tender)
    return provenance_of(selection, source, "nl", "huisstijl.docx")


# ── The hash ───────────────────────────────────────────────────────────────────────────────────

CHANGES_WHAT_IS_ASKED = {
    "a word of a text": ("network/NET-01.yaml", "het beheer", "het beheren"),
    "a title": ("network/NET-01.yaml", "Gescheiden netwerken", "Netwerken, gescheiden"),
    "a value": ("network/NET-01.yaml", "8 uur", "6 uur"),
    "a version": ("network/NET-01.yaml", "version: 2", "version: 3"),
    "the points of a wish": ("network/NET-01.yaml", "points: 10", "points: 20"),
    "a wish that becomes a condition": ("network/NET-01.yaml", "kind: wish\npoints: 10", "kind: condition"),
    "a piece of evidence": ("network/NET-01.yaml", "Een verslag", "Een jaarverslag"),
    "the moment of evidence": ("network/NET-01.yaml", "when: yearly", "when: quarterly"),
    "the order of the themes": ("access/_theme.yaml", "order: 20", "order: 5"),
    "a rule that leaves one out": ("access/ACC-01.yaml", "why:", "applies_when:\n  email: false\nwhy:"),
}


@pytest.mark.parametrize(("file", "old", "new"), CHANGES_WHAT_IS_ASKED.values(), ids=CHANGES_WHAT_IS_ASKED)
def test_the_hash_changes_with_what_is_asked(file: str, old: str, new: str, folder: Path) -> None:
    before = hash_of(folder)
    edit(folder / "requirements" / file, old, new)
    assert hash_of(folder) != before


LEAVES_WHAT_IS_ASKED = {
    "a comment": ("network/NET-01.yaml", "id: NET-01", "# let op\nid: NET-01"),
    "quotes and white space": ("network/NET-01.yaml", "title: Gescheiden netwerken", 'title:   "Gescheiden netwerken "'),
    "the order of fields": ("access/ACC-01.yaml", "id: ACC-01\ntitle: Gescheiden netwerken", "title: Gescheiden netwerken\nid: ACC-01"),
    "the English text": ("network/NET-01.yaml", "Separated networks", "Networks, separated"),
    "a value for another level": ("network/NET-01.yaml", "high: 4 uur", "high: 2 uur"),
    "the risk": ("network/NET-01.yaml", "Een inbreker komt overal", "Een inbreker ziet alles"),
    "a rule that makes no difference here": ("network/NET-01.yaml", "confidentiality: high", "confidentiality: medium"),
}


@pytest.mark.parametrize(("file", "old", "new"), LEAVES_WHAT_IS_ASKED.values(), ids=LEAVES_WHAT_IS_ASKED)
def test_the_hash_stays_where_what_is_asked_stays(file: str, old: str, new: str, folder: Path) -> None:
    before = hash_of(folder)
    edit(folder / "requirements" / file, old, new)
    assert hash_of(folder) == before


def test_the_hash_changes_with_a_fact_a_value_and_a_decision_of_the_tender(folder: Path) -> None:
    value = TENDER + "values:\n  NET-01: {omvang: 100 gebruikers}\n"
    decision = TENDER + "decisions:\n  - {requirement: ACC-01, decision: leave_out, reason: Ja., role: CISO}\n"
    hashes = [
        hash_of(folder),
        hash_of(folder, hosting="paas"),
        hash_of(folder, value),
        hash_of(folder, decision),
        hash_of(folder, language="en"),
    ]
    assert len(set(hashes)) == len(hashes)


def test_the_hash_does_not_change_with_who_asks_or_why(folder: Path) -> None:
    more = 'organisation: Gemeente\nreference: R-1\nversion: "2.0"\ndate: 2026-11-20\nprofile: high\n'
    same = "facts:\n  confidentiality: {value: medium, motivation: Gewogen.}\n"
    assert hash_of(folder, TENDER + more + same) == hash_of(folder)


def test_the_hash_is_sha_256_and_the_same_every_time(folder: Path) -> None:
    assert hash_of(folder) == hash_of(folder)
    assert len(hash_of(folder)) == 64
    assert int(hash_of(folder), 16) >= 0


# ── When, from what, by what ───────────────────────────────────────────────────────────────────


def test_a_document_names_what_made_it(folder: Path) -> None:
    made = made_from(folder, TENDER + "date: 2026-11-20\n")
    assert (made.tool, made.catalog, made.template) == (f"pve {__version__}", "Kleine catalogus 2026.1", "huisstijl.docx")
    assert made.hash == hash_of(folder)


def test_the_date_of_the_tender_is_the_date_of_the_document(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert made_from(folder, TENDER + "date: 2026-11-20\n").created == datetime(2026, 11, 20, tzinfo=UTC)


def test_without_a_date_it_is_today_and_never_the_time_of_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = date.today()
    created = made_from(folder).created
    assert before <= created.date() <= date.today()
    assert created == datetime(created.year, created.month, created.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("epoch", "created"),
    [
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (" 1700000000 ", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("", datetime(2026, 11, 20, tzinfo=UTC)),
    ],
)
def test_source_date_epoch_beats_the_date_of_the_tender(
    epoch: str, created: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert made_from(folder, TENDER + "date: 2026-11-20\n").created == created


@pytest.mark.parametrize("epoch", ["gisteren", "2026-11-20", "1.5", "9" * 18, "9" * 400, "-" + "9" * 18])
def test_a_source_date_epoch_that_is_no_time_is_refused(epoch: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(PveError) as error:
        made_from(folder)
    assert str(error.value) == f"SOURCE_DATE_EPOCH={epoch}: not a time (give whole seconds since 1970)"
    assert error.value.exit_code == 2


# ── The commit ─────────────────────────────────────────────────────────────────────────────────


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.nl", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Wijziging")
    return git(folder, "rev-parse", "--short=12", "HEAD")


def test_without_git_there_is_no_commit(folder: Path) -> None:
    assert made_from(folder).commit == ""


def test_a_repository_without_a_commit_has_none(folder: Path) -> None:
    git(folder.parent, "init", "-q")
    assert made_from(folder).commit == ""


@pytest.mark.parametrize("where", ["the folder above", "the catalogue itself"])
def test_the_commit_of_the_catalogue_is_named(where: str, folder: Path) -> None:
    repository = folder if where == "the catalogue itself" else folder.parent
    git(repository, "init", "-q")
    made = commit(repository)
    assert made_from(folder).commit == made


def test_a_change_since_the_commit_is_marked_with_a_plus(folder: Path) -> None:
    git(folder.parent, "init", "-q")
    made = commit(folder.parent)
    theme = folder / "requirements" / "network" / "_theme.yaml"
    edit(theme, "order: 10", "order: 11")
    assert made_from(folder).commit == made + "+"
    edit(theme, "order: 11", "order: 10")
    assert made_from(folder).commit == made
    (folder / "norms" / "new.yaml").write_text((folder / "norms" / "bio2-1.3.yaml").read_text("utf-8"), "utf-8")
    assert made_from(folder).commit == made + "+"


def test_only_the_catalogue_counts_and_not_what_lies_beside_it(folder: Path) -> None:
    git(folder.parent, "init", "-q")
    made = commit(folder.parent)
    (folder.parent / "README.md").write_text("Iets anders.\n", "utf-8")
    assert made_from(folder).commit == made
    assert commit(folder.parent) != made
    assert made_from(folder).commit == made


def test_a_broken_repository_is_no_obstacle(folder: Path) -> None:
    (folder.parent / ".git").write_text("not a repository\n", "utf-8")
    assert made_from(folder).commit == ""


def test_without_the_git_program_there_is_no_commit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder.parent, "init", "-q")
    commit(folder.parent)
    monkeypatch.setenv("PATH", str(folder))
    assert made_from(folder).commit == ""


def test_a_repository_from_a_stranger_runs_nothing(folder: Path) -> None:
    git(folder, "init", "-q")
    commit(folder)
    ran = folder.parent / "ran"
    script = folder.parent / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
    script.chmod(0o755)
    git(folder, "config", "core.fsmonitor", str(script))
    git(folder, "config", "filter.x.clean", str(script))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "gpg.program", str(script))
    git(folder, "config", "core.pager", str(script))
    (folder / ".git" / "info" / "attributes").write_text("*.yaml filter=x\n")
    edit(folder / "requirements" / "network" / "_theme.yaml", "order: 10", "order: 11")
    assert made_from(folder).commit.endswith("+")
    assert not ran.exists()


def test_in_a_git_hook_it_is_still_the_catalogue_that_counts(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "init", "-q")
    made = commit(folder)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert made_from(folder).commit == made


def test_line_ends_of_another_system_are_no_change(folder: Path) -> None:
    git(folder, "init", "-q")
    made = commit(folder)
    theme = folder / "requirements" / "network" / "_theme.yaml"
    theme.write_bytes(theme.read_bytes().replace(b"\n", b"\r\n"))
    assert made_from(folder).commit == made
