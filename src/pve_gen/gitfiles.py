"""Reads from a git repository without running anything that the repository names, and without touching its files."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen.findings import PveError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_HARMLESS = (
    "core.fsmonitor=false",
    "log.showSignature=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "core.alternateRefsCommand=",
)
"""Settings over those of a repository from a stranger, each of which could name a program to run."""

_MAX_FILES = 20_000
_MAX_TOTAL = 100_000_000  # bytes; the shipped catalogue takes half a million
_REGULAR = (b"100644", b"100755")


def git(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    """What a git command that only reads prints; nothing where there is no git, or no repository we may read.

    `given` is what the command reads from its input.
    """
    settings = [word for setting in _HARMLESS for word in ("-c", setting)]
    # In a git hook, GIT_DIR and its like speak of another repository than the catalogue's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"GIT_NO_LAZY_FETCH": "1"}
    try:
        return subprocess.run(
            ["git", "--no-pager", "--no-optional-locks", "-C", str(folder), *settings, *words],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=20,
            check=True,
            env=environment,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


def folder_at(named: str, here: Path) -> Traversable:
    """The YAML files of a folder as it was at a revision, `v2026.1:catalog`, from memory; `here` is a folder in the repository.

    Read object by object: `git archive` and a checkout would run the filters that a repository configures. PveError where
    git knows no such revision or folder, or where a file in it is no plain file.
    """
    revision, _colon, path = named.partition(":")
    if not git(here, "rev-parse", "--git-dir"):
        raise PveError(f"{named}: cannot be read", "there is no git repository here, no git, or one that another user owns")
    if not git(here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip():
        raise PveError(f"{named}: git knows no revision `{revision}`", "git tag and git log show what there is")
    tree = git(here, "rev-parse", "--verify", "--quiet", "--end-of-options", named).decode("ascii", "replace").strip()
    if not tree or git(here, "cat-file", "-t", tree).strip() != b"tree":
        hint = "write the path from the top of the repository, or REV:./folder from here"
        raise PveError(f"{named}: there is no folder `{path}` at {revision}", hint)
    return _in_memory(_contents(here, named, tree))


def place_of(named: str, here: Path) -> Path:
    """Where the folder `v2026.1:inkoop` is today, whether it is still there or not."""
    path = named.partition(":")[2]
    if path.startswith(("./", "../")):
        return here / path
    return Path(os.fsdecode(git(here, "rev-parse", "--show-toplevel").rstrip(b"\n"))) / path


def _contents(here: Path, named: str, tree: str) -> dict[str, bytes]:
    """Path → content of every YAML file in a tree."""
    objects: dict[str, str] = {}
    total = 0
    for entry in git(here, "ls-tree", "-r", "-z", "--long", "--full-tree", tree).split(b"\0"):
        facts, tab, name = entry.partition(b"\t")
        shown = name.decode("utf-8", "replace")
        if not tab or not shown.endswith(".yaml"):
            continue
        mode, _kind, blob, size = facts.split()
        if mode not in _REGULAR:
            raise PveError(f"{named}: {shown} is no plain file at that revision", "a link is not followed in git")
        objects[shown] = blob.decode()
        total += int(size)
    if len(objects) > _MAX_FILES or total > _MAX_TOTAL:
        raise PveError(f"{named}: holds more than {_MAX_FILES:,} files or {_MAX_TOTAL // 1_000_000} MB", "name the folder of the catalogue")
    asked = list(objects.items())
    read = git(here, "cat-file", "--batch", given="".join(f"{blob}\n" for _name, blob in asked).encode())
    files: dict[str, bytes] = {}
    at = 0
    for path, wanted in asked:
        end = read.find(b"\n", at)
        head = read[at:end].split()
        if end < 0 or len(head) != 3 or head[0] != wanted.encode():
            raise PveError(f"{named}: {path} cannot be read from git", "the repository is damaged, or not fetched whole")
        at = end + 1 + int(head[2])
        files[path] = read[end + 1 : at]
        at += 1  # the line end after every object
    return files


def _in_memory(files: dict[str, bytes]) -> Traversable:
    """The files as a folder that stands nowhere: whatever their names say, nothing is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return zipfile.Path(zipfile.ZipFile(buffer))
