"""Wherever `pve` is run: without a place to write or to speak, in odd folders, at odd times, and beside itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT, Pve, Ran
from pve_gen.files import write_all, write_new, write_whole
from pve_gen.findings import PveError
from pve_gen.folders import alone
from test_checks import CASES, catalog_of

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this way to make it so is that of Linux")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A catalogue of two requirements, in the environment of the tests below: the rest would only take time."""
    return str(catalog_of(CASES / "good" / "every-field", tmp_path_factory.mktemp("small") / "catalog"))


@pytest.fixture
def quick(pve: Pve, small: str) -> Pve:
    """`pve` with the small catalogue."""

    def run(*words: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
        return pve(*words, cwd=cwd, env={"PVE_CATALOG": small, **(env or {})})

    return run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_shell(line: str, cwd: Path, small: str) -> Ran:
    """A line of shell in which `pve` is the command."""
    done = subprocess.run(
        ["sh", "-c", line.replace("pve ", f"'{COMMAND}' ")], cwd=cwd, env={**os.environ, "PVE_CATALOG": small}, capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


# ── Nobody listens ─────────────────────────────────────────────────────────────────────────────


@linux
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("pve generate --no-page-numbers -o uit.docx 2>/dev/full", 0),
        ("pve generate --no-page-numbers -o uit.docx 2>&1 >/dev/null | true", 0),
        ("pve explain ENC-99 2>/dev/full", 2),
        ("pve list >/dev/full 2>/dev/full", 3),
        ("pve generate --no-page-numbers -o - >/dev/full", 3),
    ],
)
def test_messages_that_nobody_can_hear_change_no_outcome(line: str, code: int, tmp_path: Path, small: str) -> None:
    ran = in_shell(line, tmp_path, small)
    assert ran.code == code
    assert "Traceback" not in ran.err
    if "uit.docx" in line:
        deadline = time.monotonic() + 20  # the pipe does not wait for its first program
        while names(tmp_path) != ["uit.docx", "uit.lock.json"]:
            assert time.monotonic() < deadline, names(tmp_path)
            time.sleep(0.1)


@posix
@pytest.mark.parametrize("words", ["list --format json", "coverage --format json", "schema tender", "generate --no-page-numbers --out -"])
def test_a_reader_that_leaves_at_once_gets_no_traceback(words: str, tmp_path: Path, small: str) -> None:
    ran = in_shell(f"pve {words} | true", tmp_path, small)
    assert "Traceback" not in ran.err
    assert "Exception" not in ran.err


# ── Odd locales, homes and folders ─────────────────────────────────────────────────────────────

LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "xx_XX.nonsense", "PYTHONIOENCODING": "ascii"},
]
TENDER = "title: Zaaksysteem Coöperatie\norganisation: Gemeente Súdwest-Fryslân\nreference: SWF-1\n"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: " ".join(f"{name}={value}" for name, value in one.items()))
def test_a_locale_without_dutch_letters_gives_the_same_bytes(locale: dict[str, str], tmp_path: Path, quick: Pve) -> None:
    (tmp_path / "tender.yaml").write_text(TENDER, "utf-8")
    epoch = {"SOURCE_DATE_EPOCH": "1764028800"}
    for folder, env in (("a", {}), ("b", locale)):
        ran = quick("generate", "tender.yaml", "--no-page-numbers", "--format", "docx,xlsx,html,md,csv,json", "-o", folder, env=epoch | env)
        assert ran.code == 0, ran.err
    for name in names(tmp_path / "a"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / "a" / name).read_bytes()


@pytest.mark.parametrize(
    "env",
    [
        {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "XDG_CACHE_HOME": "/dev/null", "USER": ""},
        {"HOME": "", "TMPDIR": "/nonexistent", "TERM": "", "COLUMNS": "0", "LINES": "-1"},
        {"HOME": "/dev/null", "TERM": "dumb", "COLUMNS": "x"},
    ],
    ids=["no home", "nothing set", "a home that is a device"],
)
def test_no_home_and_no_terminal_are_no_reason_to_fail(env: dict[str, str], tmp_path: Path, quick: Pve) -> None:
    for words in ("generate --no-page-numbers -o uit.docx", "list", "check"):
        ran = quick(*words.split(), env=env)
        assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    assert names(tmp_path) == ["uit.docx", "uit.lock.json"]


ODD = [
    "met spatie.docx",
    "regel\neinde.docx",
    "😀 één.docx",
    "-begint-met-streep.docx",
    "'aanhaling\".docx",
    "x" * 240 + ".docx",
    "%s{0}$HOME.docx",
]


@posix
@pytest.mark.parametrize("name", ODD, ids=lambda name: name[:24].encode("ascii", "backslashreplace").decode())
def test_an_odd_name_is_just_a_name(name: str, tmp_path: Path, quick: Pve) -> None:
    ran = quick("generate", "--no-page-numbers", f"--out={name}")
    assert ran.code == 0, ran.err
    assert names(tmp_path) == sorted([name, name.removesuffix(".docx") + ".lock.json"])
    assert "\n" not in ran.err.splitlines()[0]
    assert json.loads((tmp_path / (name.removesuffix(".docx") + ".lock.json")).read_text("utf-8"))["documents"][0]["name"] == name


@linux
@pytest.mark.parametrize("env", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=["UTF-8", "ASCII"])
def test_a_name_that_is_no_text_is_written_and_stands_in_the_lock_as_well_as_it_can(
    env: dict[str, str], tmp_path: Path, small: str
) -> None:
    words = [os.fsencode(COMMAND), b"generate", b"--no-page-numbers", b"-o", b"e\xcc\x88-\xff.docx", b"--template", b"h\xff.docx"]
    shutil.copy(ROOT / "templates/programme.nl.docx", os.fsdecode(os.fsencode(tmp_path) + b"/h\xff.docx"))
    done = subprocess.run(
        words, cwd=tmp_path, env={**os.environ, "PVE_CATALOG": small, **env}, capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert sorted(os.listdir(os.fsencode(tmp_path))) == [b"e\xcc\x88-\xff.docx", b"e\xcc\x88-\xff.lock.json", b"h\xff.docx"]
    lock = Path(os.fsdecode(os.fsencode(tmp_path) + b"/e\xcc\x88-\xff.lock.json")).read_text("utf-8")
    assert json.loads(lock)["documents"][0]["name"] == "e\u0308-\ufffd.docx"
    assert json.loads(lock)["programme"]["provenance"]["template"] == "h\ufffd.docx"


@linux
def test_a_supplier_whose_name_is_no_text_is_assessed(tmp_path: Path) -> None:
    bids = ROOT / "examples/zaaksysteem/inschrijvingen"
    shutil.copy(bids / "slordig.xlsx", os.fsdecode(os.fsencode(tmp_path) + b"/\xff.xlsx"))
    shutil.copy(next(bids.glob("*.lock.json")), tmp_path)
    words = [os.fsencode(COMMAND), b"assess", b"\xff.xlsx", b"--supplier", b"B\xffB", b"--decisions", b"b\xff.yaml", b"--format", b"json"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False), done.stderr
    assert "supplier: B\ufffdB" in Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.yaml")).read_text("utf-8").replace('"', "")


@posix
@pytest.mark.parametrize("name", ["x" * 260 + ".docx", "/".join(["y" * 200] * 30)], ids=["name", "path"])
def test_a_name_that_no_disk_takes_is_told(name: str, tmp_path: Path, quick: Pve) -> None:
    ran = quick("generate", "--no-page-numbers", "-o", name)
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert ran.err.startswith("pve: ")
    assert ran.err.endswith("File name too long\n")
    assert names(tmp_path) == []


@posix
def test_a_tender_of_which_no_disk_takes_the_name_is_told(quick: Pve) -> None:
    name = "x" * 300 + ".yaml"
    ran = quick("generate", "--no-page-numbers", name)
    assert ran.code == 2
    assert ran.err == f"pve: {name}: cannot be read: File name too long (pve init begins one)\n"


@linux
@pytest.mark.parametrize("words", ["generate", "list", "check", "init x --no-input --title T", "--help"])
def test_a_folder_that_is_no_longer_there_is_told(words: str, tmp_path: Path, small: str) -> None:
    ran = in_shell(f"mkdir weg; cd weg; rmdir ../weg; pve {words}", tmp_path, small)
    assert (ran.code, ran.out, ran.err) == (2, "", "pve: the folder that you are in is no longer there (go to another)\n")


@pytest.mark.parametrize(
    "name", ["CON", "nul", "COM1", "aux.", "LPT1 ", "..", "../../weg", "C:\\x", "/etc/passwd", "a/b", "\u202egnp", "x" * 300, " . "]
)
def test_a_reference_never_makes_a_name_that_windows_reserves_or_that_leads_elsewhere(name: str, tmp_path: Path, quick: Pve) -> None:
    (tmp_path / "tender.yaml").write_text(f"title: {json.dumps(name)}\nreference: {json.dumps(name)}\n", "utf-8")
    ran = quick("generate", "tender.yaml", "--no-page-numbers", "--out", "uit")
    if ran.code == 2:  # a direction override is no text for a tender
        assert "Traceback" not in ran.err
        assert names(tmp_path) == ["tender.yaml"]
        return
    assert names(tmp_path) == ["tender.yaml", "uit"]
    for made in names(tmp_path / "uit"):
        assert made.startswith("programma-van-eisen")
        assert len(made) < 100
        assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not made.split(".", maxsplit=1)[0].endswith("-")


# ── Odd times ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("epoch", ["abc", "1e9", "1.5", "99999999999999", "-99999999999", "9" * 5000, "0x10"])
@pytest.mark.parametrize("words", ["generate --no-page-numbers", "report --lock x --init y --supplier Z"], ids=["generate", "report"])
def test_a_source_date_epoch_that_is_no_time_is_told_by_every_command(epoch: str, words: str, tmp_path: Path, quick: Pve) -> None:
    ran = quick(*words.split(), env={"SOURCE_DATE_EPOCH": epoch})
    assert (ran.code, ran.err) == (2, f"pve: SOURCE_DATE_EPOCH={epoch}: not a time (give whole seconds since 1970)\n")
    assert names(tmp_path) == []


@pytest.mark.parametrize("epoch", ["0", "-1", "1", "253402300799", "4102444800"])
def test_a_document_of_any_time_can_be_opened(epoch: str, tmp_path: Path, quick: Pve) -> None:
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        ran = quick("generate", "--no-page-numbers", "--overwrite", "-o", f"{zone[:3]}.docx", env={"SOURCE_DATE_EPOCH": epoch, "TZ": zone})
        assert ran.code == 0, ran.err
        with zipfile.ZipFile(tmp_path / f"{zone[:3]}.docx") as package:
            assert package.testzip() is None
    assert (tmp_path / "Pac.docx").read_bytes() == (tmp_path / "Etc.docx").read_bytes()


# ── What a file is written over ────────────────────────────────────────────────────────────────


@linux
def test_a_disk_that_is_full_changes_no_document_of_a_set(tmp_path: Path) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
from pve_gen.files import write_all
from pve_gen.findings import PveError
from pve_gen.folders import alone
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
files = [(Path("a"), b"new"), (Path("b"), b"x" * 5000)]
try:
    with alone(Path(name) for name in "ab"):
        write_all(files)
except PveError as error:
    sys.exit(str(error))
"""
    for name in "ab":
        (tmp_path / name).write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == "b: could not be written: File too large\n"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_a_file_that_somebody_saved_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "besluiten.yaml").write_bytes(b"by a person")
    with pytest.raises(PveError, match=r"besluiten.yaml: was changed while pve ran \(run it again\)"):
        write_whole(tmp_path / "besluiten.yaml", b"new", was=b"as it was read")
    assert (tmp_path / "besluiten.yaml").read_bytes() == b"by a person"


def test_a_file_that_appeared_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def somebody_saves(handle: int) -> None:
        sync(handle)
        (tmp_path / "a").write_bytes(b"by a person")

    monkeypatch.setattr(os, "fsync", somebody_saves)
    with pytest.raises(PveError):
        write_whole(tmp_path / "a", b"new", was=b"")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"by a person"}


@linux
def test_only_its_own_temporary_files_are_swept(tmp_path: Path) -> None:
    others = [".pve-short.tmp", ".pve-0123456789ab.tmp.docx", "~$eisen.docx", "x.tmp"]
    for name in (*others, ".pve-0123456789ab.tmp"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".pve-ba9876543210.tmp").mkdir()
    write_whole(tmp_path / "a", b"new")
    assert names(tmp_path) == sorted(["a", *others, ".pve-ba9876543210.tmp"])


@linux
def test_a_file_keeps_its_mode_and_its_owner(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(target, 12345, 54321)
    before = target.stat()
    write_whole(target, b"new")
    after = target.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (before.st_uid, before.st_gid, 0o640)


@pytest.mark.parametrize("way", ["nameless", "named", "without /proc"])
@pytest.mark.parametrize("old", [b"old", None])
def test_a_file_is_written_on_any_disk(way: str, old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "named":
        monkeypatch.setattr("pve_gen.newfile._nameless", lambda _folder: None)
    elif way == "without /proc":
        monkeypatch.setattr("pve_gen.newfile._linked", lambda _handle, _path: False)
    if old is not None:
        (tmp_path / "a").write_bytes(old)
    write_whole(tmp_path / "a", b"new")
    write_new(tmp_path, {"b/c": b"first", "d": b"second"})
    assert (tmp_path / "a").read_bytes() == b"new"
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} == {"a", "b", "b/c", "d"}


# ── Two at once ────────────────────────────────────────────────────────────────────────────────


@linux
def test_two_runs_on_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    seen: list[str] = []

    def write(name: str) -> None:
        with alone([tmp_path / "x"]):
            seen.append(name)
            time.sleep(0.1)
            write_all([(tmp_path / "x", name.encode()), (tmp_path / "y", name.encode())])
            seen.append(name)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen[0::2] == seen[1::2]
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes() == seen[-1].encode()


@linux
def test_one_that_never_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pve_gen.folders._PATIENCE", 0.1)
    with alone([tmp_path / "a"]), pytest.raises(PveError) as raised, alone([tmp_path / "b"]):
        pass
    assert (str(raised.value), raised.value.exit_code) == (f"{tmp_path}: another pve is writing here (try again later)", 3)


@linux
def test_eight_generates_at_once_leave_the_documents_and_the_lock_of_one_of_them(tmp_path: Path, small: str) -> None:
    for number in range(4):
        (tmp_path / f"{number}.yaml").write_text(f"title: Zaak\norganisation: Gemeente {number}\nreference: R\n", "utf-8")
    command = [COMMAND, "generate", "--no-page-numbers", "--format", "docx,json", "--catalog", small, "--out", "uit"]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1764028800"}
    running = [
        subprocess.Popen([*command, f"{number % 4}.yaml"], cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) for number in range(8)
    ]
    told = [(one.communicate(timeout=120)[1], one.returncode) for one in running]
    assert [err for err, code in told if code] == []
    lock = json.loads((tmp_path / "uit/programma-van-eisen-r.lock.json").read_text("utf-8"))
    document = json.loads((tmp_path / "uit/programma-van-eisen-r.json").read_text("utf-8"))
    assert names(tmp_path / "uit") == ["programma-van-eisen-r.docx", "programma-van-eisen-r.json", "programma-van-eisen-r.lock.json"]
    assert lock["programme"]["tender"] == document["tender"]
    assert [one["format"] for one in lock["documents"]] == ["docx", "json"]


# ── LibreOffice ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """A folder to work in, with `bin` for a LibreOffice and `scratch` for temporary files; nothing of it may still run afterwards."""
    for name in ("bin", "scratch", "work"):
        (tmp_path / name).mkdir()
    yield tmp_path
    deadline = time.monotonic() + 10
    while left := [*(tmp_path / "scratch").iterdir(), *running_in(tmp_path)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def running_in(folder: Path) -> list[str]:
    """Processes whose command line names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"{folder}/scratch".encode() in line and int(process.name) != os.getpid():
            found.append(line.decode("utf-8", "replace"))
    return found


def started(office: Path, small: str, script: str, *words: str) -> subprocess.Popen[str]:
    """`pve generate` beside a LibreOffice that is this shell script."""
    program = office / "bin/soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    env = {**os.environ, "PATH": f"{office}/bin:{os.environ['PATH']}", "TMPDIR": str(office / "scratch"), "PVE_CATALOG": small}
    return subprocess.Popen([COMMAND, "generate", *words], cwd=office / "work", env=env, stderr=subprocess.PIPE, text=True)


def until_it_runs(office: Path, times: int = 1) -> None:
    deadline = time.monotonic() + 60
    while len(list((office / "work").glob("ran-*"))) < times:
        assert time.monotonic() < deadline
        time.sleep(0.02)


HANGS = 'touch "$(dirname "$0")/../work/ran-$$"; sleep 300 & wait'


@linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_pve_that_is_ended_takes_libreoffice_and_its_profile_with_it(number: int, code: int, office: Path, small: str) -> None:
    running = started(office, small, HANGS, "-o", "uit.docx")
    until_it_runs(office)
    running.send_signal(number)
    err = running.communicate(timeout=30)[1]
    assert (running.returncode, "Traceback" in err) == (code, False)
    assert not list((office / "work").glob("*.docx"))


@linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_so_does_one_that_makes_several_tenders(number: int, code: int, office: Path, small: str) -> None:
    for name in "abc":
        (office / "work" / f"{name}.yaml").write_text(f"title: {name}\nreference: {name}\n", "utf-8")
    running = started(office, small, HANGS, "a.yaml", "b.yaml", "c.yaml", "--jobs", "2", "-o", "uit")
    until_it_runs(office, 2)
    running.send_signal(number)
    err = running.communicate(timeout=30)[1]
    assert (running.returncode, "Traceback" in err) == (code, False), err
    assert not list((office / "work").rglob("*.docx"))


@linux
@pytest.mark.parametrize(
    "script",
    ["exit 77", "kill -SEGV $$", "kill -KILL $$", "exit 0", 'for word; do :; done; echo nothing > "${word%.docx}.pdf"', ": > /dev/full", '(while :; do : > "$TMPDIR"/pve-*/x; done) & exit 1'],
    ids=["fails", "crashes", "is killed", "makes nothing", "makes nonsense", "has a full disk", "leaves a child that writes"],
)  # fmt: skip
def test_a_libreoffice_that_fails_costs_the_page_numbers_and_nothing_else(script: str, office: Path, small: str) -> None:
    running = started(office, small, script, "-o", "uit.docx")
    err = running.communicate(timeout=60)[1]
    assert running.returncode == 0, err
    assert "LibreOffice could not tell the pages: the table of contents has no page numbers.\n" in err
    assert names(office / "work") == ["uit.docx", "uit.lock.json"]


@pytest.mark.parametrize("size", ["²", "9" * 5_000, "-1", "breed", "٣"])
def test_a_size_of_the_terminal_that_is_no_number_is_forgotten(size: str, quick: Pve) -> None:
    for name in ("COLUMNS", "LINES"):
        ran = quick("list", "--quiet", env={name: size})
        assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("text", ["tool = 1", "tool = [1]", '[[tool]]\npve = "x"'])
def test_a_pyproject_whose_tools_are_no_table_has_no_settings_of_ours(text: str, tmp_path: Path, quick: Pve) -> None:
    (tmp_path / "pyproject.toml").write_text(text + "\n", "utf-8")
    ran = quick("list", "--quiet")
    assert (ran.code, ran.err) == (0, "")


ENDLESS = [
    ("list eindeloos.yaml", 2),
    ("check eindeloos.yaml", 1),
    ("verify eindeloos.docx --lock eisen.lock.json", 2),
    ("verify eisen.docx --lock eindeloos.lock.json", 2),
    ("assess eindeloos.xlsx --lock eisen.lock.json", 2),
    ("assess eisen.docx --lock eisen.lock.json --decisions eindeloos.yaml", 2),
    ("report --lock eisen.lock.json --evidence eindeloos.yaml", 2),
    ("template check eindeloos.docx", 2),
    ("generate --template eindeloos.docx -o uit.docx", 2),
    ("generate --template eindeloos.md -o uit.md", 2),
    ("import eindeloos.csv --prefix ZZ --out laag", 2),
]


@linux
@pytest.mark.parametrize(("line", "code"), ENDLESS, ids=str)
def test_a_file_without_end_is_refused_before_it_is_read_whole(line: str, code: int, tmp_path: Path, small: str, quick: Pve) -> None:
    assert quick("generate", "--no-page-numbers", "-o", "eisen.docx").code == 0
    for suffix in ("yaml", "docx", "xlsx", "md", "csv", "lock.json"):
        (tmp_path / f"eindeloos.{suffix}").symlink_to("/dev/zero")
    ran = in_shell(f"ulimit -v 900000; pve {line}", tmp_path, small)
    assert (ran.code, "Traceback" in ran.err) == (code, False), ran.err
    assert "eindeloos" in ran.out + ran.err


@linux
@pytest.mark.parametrize("name", ["pve.toml", "pyproject.toml"])
def test_settings_without_end_are_refused(name: str, tmp_path: Path, small: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(3_000_000_000)
    ran = in_shell("ulimit -v 900000; pve list", tmp_path, small)
    assert (ran.code, ran.err) == (2, f"pve: {tmp_path / name}: is larger than 2,000,000 bytes\n")


@linux
def test_a_pipe_in_the_place_of_a_file_of_the_catalogue_or_of_a_lock_is_told_and_not_waited_for(
    quick: Pve, tmp_path: Path, catalog_folder: Path
) -> None:
    pipe = catalog_folder / "requirements/network/NET-99.yaml"
    os.mkfifo(pipe)
    ran = quick("list", "--catalog", catalog_folder)
    assert (ran.code, "NET-99.yaml: cannot be read: it is a pipe and no file" in ran.err) == (2, True), ran.err
    os.mkfifo(tmp_path / "uit.lock.json")
    ran = quick("generate", "--no-page-numbers", "-o", "uit.docx")
    assert (ran.code, ran.err) == (3, f"pve: {tmp_path / 'uit.lock.json'}: is not a file (choose another with --out)\n")
    assert not (tmp_path / "uit.docx").exists()
