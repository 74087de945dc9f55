"""Every bad file in `hostile.py` through every command that reads such a file: a result, or one clear error, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import hostile
from conftest import ROOT
from hostile import Bad
from watched import Watched, run

CORPUS = {str(bad): bad for bad in hostile.corpus()}
# What a terminal would obey: control characters, and marks that turn text around. Tabs and line ends are a terminal's own.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_QUIET = "-q"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with honest files, in which commands are run."""
    for suffix in ("docx", "xlsx", "lock.json"):
        (tmp_path / f"eisen.{suffix}").write_bytes(hostile.honest()[suffix])
    (tmp_path / "goed.yaml").write_bytes(hostile.honest()["yaml"])
    monkeypatch.chdir(tmp_path)
    for name in ("PVE_CATALOG", "PVE_OVERLAY", "PVE_PROFILE", "PVE_TEMPLATE", "PVE_LANG", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def commands(bad: Bad, folder: Path) -> Iterator[tuple[str, ...]]:
    """The commands that read a file of this suffix; the file has the name `kwaad` and its suffix."""
    file, lock, out = f"kwaad.{bad.suffix}", ("--lock", "eisen.lock.json"), ("--out", "uit")
    if bad.template:
        yield "generate", "--profile", "low", "--template", file, "--format", bad.suffix, "--no-page-numbers", _QUIET, *out
        if bad.suffix == "docx":
            yield "template", "check", file, _QUIET
            yield "template", "check", file, "--format", "json", _QUIET
        return
    match bad.suffix:
        case "docx" | "xlsx" | "ods":
            yield "verify", file, *lock
            yield "verify", file, *lock, "--format", "json"
            yield "assess", file, *lock
            yield "assess", file, *lock, "--format", "json,md,docx,xlsx", "--overwrite", *out
            yield "compare", file, "eisen.docx", *lock, "--format", "json,md,html,csv", "--overwrite", *out
            yield "contract", file, *lock, "--format", "json,md", "--overwrite", *out
            yield "diff", "eisen.lock.json", "goed.yaml", "--responses", file
            if bad.suffix == "docx":
                yield "template", "check", file, _QUIET
                yield "generate", "--profile", "low", "--template", file, "--no-page-numbers", _QUIET, *out
        case "yaml":
            yield "check", file
            yield "check", file, "--show-source", "--format", "text"
            yield from (("check", file, "--format", form) for form in ("json", "sarif", "github", "gitlab"))
            yield "check", file, "--diff"
            yield "list", file
            yield "generate", file, "--format", "md", "--overwrite", *out
            yield "diff", "eisen.lock.json", file
            yield "diff", "eisen.lock.json", "goed.yaml", "--notes", file
            yield "assess", "eisen.docx", *lock, "--decisions", file
            yield "assess", "eisen.docx", *lock, "--scale", file
            yield "report", *lock, "--evidence", file
            for name in ("catalog.yaml", "facts.yaml", "requirements/network/NET-01.yaml", "norms/bio2-1.3.yaml", "profiles/high.yaml"):
                shutil.copytree(ROOT / "tests/catalogs/good/minimal", folder / "catalog", dirs_exist_ok=True)
                (folder / "catalog" / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / "catalog" / name).write_bytes((folder / file).read_bytes())
                yield "check", "--catalog", "catalog"
                shutil.rmtree(folder / "catalog")
            for name in ("overlay.yaml", "changes.yaml"):
                (folder / "laag").mkdir(exist_ok=True)
                (folder / "laag/overlay.yaml").write_text("name: Laag\n", "utf-8")
                (folder / "laag" / name).write_bytes((folder / file).read_bytes())
                yield "check", "--overlay", "laag"
                yield "new", "authentication", "--overlay", "laag", "--title", "Nieuw"
                shutil.rmtree(folder / "laag")
        case "lock.json":
            yield "verify", "eisen.docx", "--lock", file
            yield "assess", "eisen.docx", "--lock", file
            yield "compare", "eisen.docx", "eisen.docx", "--lock", file
            yield "contract", "eisen.docx", "--lock", file, "--format", "md", "--overwrite", *out
            yield "report", "--lock", file
            yield "diff", file, "goed.yaml"
            yield "generate", "--profile", "low", "--format", "md", "--out", "kwaad.md"
        case "toml":
            shutil.copy(folder / file, folder / "pve.toml")
            yield "check", _QUIET
            yield "init", "uit/nieuw", "--title", "Zaak", "--profile", "high"
            yield "generate", "--profile", "low", "--format", "md", _QUIET, *out


def held(ran: Watched, words: tuple[str, ...], file: str, folder: Path) -> None:
    """A command ended as promised."""
    said = f"pve {' '.join(words)}\n{ran.out[-2000:]}\n{ran.err[-2000:]}"
    assert ran.code in {0, 1, 2, 3}, said
    assert ran.forbidden == [], said
    assert "Traceback" not in ran.out + ran.err, said
    assert not _OBEYED.search(ran.err), said
    if "json" not in words and "sarif" not in words:
        assert not _OBEYED.search(ran.out), said
    errors = [line for line in ran.err.splitlines() if line.startswith("pve: ")]
    if words[0] == "compare":  # tells of each file that it could not read, and compares the others
        assert errors or ran.code < 2, said
    else:
        assert len(errors) == (ran.code >= 2), said
    if ran.code == 2:
        assert file in ran.err or "catalog" in ran.err or "laag" in ran.err or "pve.toml" in ran.err, said
    given = {folder / "uit", folder / file, folder / "kwaad.md", folder / "kwaad.lock.json", folder / "laag", Path("/dev/null")}
    strange = [path for path in ran.wrote if not any(path == one or one in path.parents for one in given)]
    assert [path for path in strange if not path.name.startswith(".pve-")] == [], said
    assert not list(folder.rglob(".pve-*")), said


@pytest.mark.parametrize("bad", CORPUS.values(), ids=[re.sub(r"[^\w ,:.-]", "·", name) for name in CORPUS])
def test_any_bad_file_gives_a_result_or_one_clear_error_and_nothing_else(bad: Bad, folder: Path) -> None:
    file, content = folder / f"kwaad.{bad.suffix}", bad.make()
    file.write_bytes(content)
    (folder / "uit").mkdir()
    for words in commands(bad, folder):
        ran = run(*words)
        held(ran, words, file.name, folder)
        if ran.code == 2:
            assert file.read_bytes() == content  # files that people write in are only ever added to
        file.write_bytes(content)


def test_the_table_in_the_documentation_counts_what_is_tried_here() -> None:
    assert hostile.table() in (ROOT / "docs/security.md").read_text("utf-8")
