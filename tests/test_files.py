"""A file is written whole or not at all, and never over what it should not."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from conftest import Pve
from pve_gen.files import write_all, write_whole
from pve_gen.findings import PveError
from pve_gen.folders import alone


def refused(target: Path, *, never: tuple[Path, ...] = ()) -> str:
    """The message with which writing is refused; its exit code is that of a failed write."""
    with pytest.raises(PveError) as error:
        write_whole(target, b"new", never=never)
    assert error.value.exit_code == 3
    return str(error.value)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ── What is written ────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_written_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"new"
    assert names(tmp_path) == ["a.docx"]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old and longer")
    write_whole(tmp_path / "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"new"
    assert names(tmp_path) == ["a.docx"]


def test_a_file_in_pieces_is_written_as_the_whole_would_be(tmp_path: Path) -> None:
    with alone([tmp_path / "a.json"]):
        write_all([(tmp_path / "a.json", [b"een", memoryview(b" twee")])])
    assert (tmp_path / "a.json").read_bytes() == b"een twee"


@pytest.mark.parametrize(
    ("there", "stays"),
    [([], []), (["eisen.xlsx"], ["eisen.lock.json", "eisen.xlsx"])],
    ids=["what is new goes again", "what tells of a file that is replaced stays"],
)
def test_where_a_file_of_a_set_cannot_be_placed(there: list[str], stays: list[str], tmp_path: Path) -> None:
    for name in there:
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "eisen.docx").symlink_to("eisen.docx")
    files = [(tmp_path / name, b"new") for name in ("eisen.lock.json", "eisen.xlsx", "eisen.docx")]
    with pytest.raises(PveError, match=r"eisen\.docx"), alone(path for path, _content in files):
        write_all(files)
    assert names(tmp_path) == ["eisen.docx", *stays]


def test_what_a_link_pointed_at_goes_again_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "eisen.xlsx").symlink_to("elsewhere.xlsx")
    (tmp_path / "eisen.docx").symlink_to("eisen.docx")
    files = [(tmp_path / name, b"new") for name in ("eisen.xlsx", "eisen.docx")]
    with pytest.raises(PveError, match=r"eisen\.docx"), alone(path for path, _content in files):
        write_all(files)
    assert names(tmp_path) == ["eisen.docx", "eisen.xlsx"]
    assert (tmp_path / "eisen.xlsx").is_symlink()


def test_ctrl_c_at_a_file_that_was_replaced_leaves_the_one_that_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eisen.docx").write_bytes(b"old")
    replace = os.replace

    def replaced(*names: Path) -> None:
        replace(*names)
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", replaced)
    files = [(tmp_path / name, b"new") for name in ("eisen.lock.json", "eisen.docx")]
    with pytest.raises(KeyboardInterrupt), alone(path for path, _content in files):
        write_all(files)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {"eisen.docx": b"new", "eisen.lock.json": b"new"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_an_existing_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    target.chmod(mode)
    write_whole(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_umask_gives(umask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "a.docx", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.docx").stat().st_mode) == mode


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.docx").write_bytes(b"old")
    link = tmp_path / "link.docx"
    link.symlink_to(Path("real") / "a.docx")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "a.docx").read_bytes() == b"new"
    assert names(tmp_path) == ["link.docx", "real"]


def test_a_link_to_nothing_yet_makes_what_it_points_at(tmp_path: Path) -> None:
    link = tmp_path / "link.docx"
    link.symlink_to("a.docx")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "a.docx").read_bytes() == b"new"


def test_another_hard_link_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    os.link(tmp_path / "a.docx", tmp_path / "b.docx")
    write_whole(tmp_path / "a.docx", b"new")
    assert (tmp_path / "b.docx").read_bytes() == b"old"


# ── What is refused ────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    assert refused(tmp_path / "a.docx") == f"{tmp_path}/a.docx: is not a file (choose another with --out)"
    assert names(tmp_path) == ["a.docx"]


def test_a_device_is_not_replaced() -> None:
    assert refused(Path("/dev/null")) == "/dev/null: is not a file (choose another with --out)"
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_pipe_and_a_socket_are_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as open_socket:
        open_socket.bind("socket")
        assert refused(Path("pipe")) == f"{tmp_path}/pipe: is not a file (choose another with --out)"
        assert refused(Path("socket")) == f"{tmp_path}/socket: is not a file (choose another with --out)"
    assert names(tmp_path) == ["pipe", "socket"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert refused(tmp_path / "no" / "a.docx") == f"{tmp_path}/no: this folder does not exist (make it first)"
    assert names(tmp_path) == []


def test_a_file_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    assert refused(tmp_path / "a" / "b.docx") == f"{tmp_path}/a: this folder does not exist (make it first)"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    name = "a" * 300
    assert refused(tmp_path / name) == f"{tmp_path}/{name}: could not be written: File name too long"


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link", "another way of writing it"])
def test_an_input_is_not_overwritten(how: str, tmp_path: Path) -> None:
    tender = tmp_path / "tender.yaml"
    tender.write_bytes(b"title: x")
    target = tmp_path / "out.docx"
    if how == "itself":
        target = tender
    elif how == "a link":
        target.symlink_to(tender)
    elif how == "a hard link":
        os.link(tender, target)
    else:
        target = tmp_path / ".." / tmp_path.name / "tender.yaml"
    shown = Path(os.path.realpath(target))
    assert refused(target, never=(tmp_path / "absent", tender)) == (
        f"{shown}: is read by this command and would be overwritten (choose another with --out)"
    )
    assert tender.read_bytes() == b"title: x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write in a read-only folder")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert refused(tmp_path / "a.docx") == f"{tmp_path}/a.docx: may not be written (close it in Word, or choose another with --out)"
    finally:
        tmp_path.chmod(0o700)
    assert names(tmp_path) == []


# ── Stopped at any call ────────────────────────────────────────────────────────────────────────
# tests/test_faults.py does this at every system call of a whole command; this needs no compiler, so it runs anywhere.

OURS = ("files.py", "newfile.py", "folders.py")


def writing(target: Path, fault: Callable[[int], None]) -> None:
    """Writes `new` in `target`; just before each call that our modules make to the system, `fault` is told its number."""
    calls = itertools.count()

    def called(frame: FrameType, event: str, _what: object) -> None:
        if event == "c_call" and frame.f_code.co_filename.endswith(OURS):
            fault(next(calls))

    sys.setprofile(called)
    try:
        write_whole(target, b"new")
    finally:
        sys.setprofile(None)


@pytest.fixture(params=[b"old", None], ids=["replaces", "is new"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, bytes]:
    """What stands in the folder: an older file, or nothing."""
    if request.param is not None:
        (tmp_path / "a").write_bytes(request.param)
    return there(tmp_path)


def there(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # the guard may be removing it
            found[path.name] = path.read_bytes()
    return found


def put_back(folder: Path, before: dict[str, bytes]) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)


def calls_of(target: Path, before: dict[str, bytes]) -> range:
    told: list[int] = []
    writing(target, told.append)
    put_back(target.parent, before)
    assert len(told) > 20
    return range(len(told))


def killed_at(call: int, number: int) -> None:
    if number == call:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no forks")
@pytest.mark.parametrize("disk", ["nameless", "named"])
def test_a_process_that_is_killed_at_any_call_leaves_the_old_file_or_the_new_one_and_nothing_else(
    disk: str, before: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if disk == "named":
        monkeypatch.setattr("pve_gen.newfile._nameless", lambda _folder: None)
    for call in calls_of(tmp_path / "a", before):
        child = os.fork()
        if child == 0:
            try:
                writing(tmp_path / "a", partial(killed_at, call))
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        end = time.monotonic() + 20
        while there(tmp_path) not in (before, {"a": b"new"}):
            assert time.monotonic() < end, (call, there(tmp_path))
            time.sleep(0.001)  # the guard needs a moment
        put_back(tmp_path, before)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken")], ids=str)
def test_a_call_that_is_interrupted_or_fails_leaves_the_old_file_or_the_new_one_and_nothing_else(
    error: BaseException, before: dict[str, bytes], tmp_path: Path
) -> None:
    def at(call: int) -> Callable[[int], None]:
        def fault(number: int) -> None:
            if number == call:
                raise error

        return fault

    for call in calls_of(tmp_path / "a", before):
        with contextlib.suppress(PveError, KeyboardInterrupt, OSError):
            writing(tmp_path / "a", at(call))
        assert there(tmp_path) in (before, {"a": b"new"}), call
        put_back(tmp_path, before)


# ── When the disk fails ────────────────────────────────────────────────────────────────────────

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from pve_gen.files import write_whole
from pve_gen.findings import PveError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails with an error, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 5000)
except PveError as error:
    print(error)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("old", [b"old", None])
def test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_behind(old: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    if old is not None:
        target.write_bytes(old)
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(target)], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (3, f"{target}: could not be written: File too large\n", "")
    assert names(tmp_path) == ([] if old is None else ["a.docx"])
    assert old is None or target.read_bytes() == old


def test_a_command_that_cannot_write_ends_with_exit_code_3_and_one_line(tmp_path: Path, pve: Pve) -> None:
    done = pve("generate", "--out", "no/such/a.docx", "--no-page-numbers")
    assert (done.code, done.out) == (3, "")
    assert done.err == f"pve: {os.path.realpath(tmp_path)}/no/such: this folder does not exist (make it first)\n"


def test_a_command_does_not_overwrite_its_tender(tmp_path: Path, pve: Pve) -> None:
    tender = tmp_path / "tender.yaml"
    tender.write_text("title: Zaaksysteem\n", "utf-8")
    os.link(tender, tmp_path / "out.docx")
    done = pve("generate", "tender.yaml", "--out", "out.docx", "--no-page-numbers")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[-1] == (
        f"pve: {os.path.realpath(tmp_path)}/out.docx: is read by this command and would be overwritten (choose another with --out)"
    )
    assert tender.read_text("utf-8") == "title: Zaaksysteem\n"
