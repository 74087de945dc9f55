"""The commands that read a file which may be bad, and what must hold of each: `python tests/hostiletry.py` tries every file with all of them.

It takes a quarter of an hour, and prints what it cost and everything that did not hold; `test_hostile.py` tries each file with one of its commands.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hostile
from hostile import ROOT, Bad
from watched import MEGABYTES, SECONDS, Watched, Watcher

# What a terminal would obey: control characters, and marks that turn text around. Tabs and line ends are a terminal's own.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LOCK, _OUT = ("--lock", "eisen.lock.json"), ("--out", "uit")
_AGAIN = ("--overwrite", *_OUT)
_CATALOG_FILES = ("catalog.yaml", "facts.yaml", "requirements/network/NET-01.yaml", "norms/bio2-1.3.yaml", "profiles/high.yaml")
EVIDENCE = "supplier: Zaakwerk\nstart: 2027-01-01\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A command, and where in its folder the bad file stands."""

    words: tuple[str, ...]
    place: str


def prepare(folder: Path) -> None:
    """Honest files, among which one bad one comes to stand."""
    for suffix in ("docx", "xlsx", "ods", "lock.json"):
        (folder / f"eisen.{suffix}").write_bytes(hostile.honest()[suffix])
    (folder / "ander.docx").write_bytes(hostile.honest()["docx"])  # another supplier, by the name of its file
    (folder / "goed.yaml").write_bytes(hostile.honest()["yaml"])
    shutil.copytree(ROOT / "tests/catalogs/good/minimal", folder / "catalog")
    (folder / "laag").mkdir()
    (folder / "laag/overlay.yaml").write_text("name: Laag\n", "utf-8")
    (folder / "uit").mkdir()


def tries(bad: Bad) -> list[Try]:
    """Every command that reads a file like this one."""
    file = f"kwaad.{bad.suffix}"
    return [*(Try(words=words, place=file) for words in _named(bad, file)), *_in_place(bad)]


def _named(bad: Bad, file: str) -> Iterator[tuple[str, ...]]:
    """Commands that are told the name of the file."""
    match bad.suffix:
        case suffix if bad.template:
            yield "generate", "--profile", "low", "--template", file, "--format", suffix, "--no-page-numbers", "-q", *_OUT
            if suffix == "docx":
                yield "template", "check", file, "-q"
                yield "template", "check", file, "--format", "json", "-q"
        case "docx" | "xlsx" | "ods":
            yield "verify", file, *_LOCK
            yield "assess", file, *_LOCK, "--format", "json,md,docx,xlsx", "--no-page-numbers", *_AGAIN
            yield "verify", file, *_LOCK, "--format", "json"
            yield "compare", file, "eisen.docx", *_LOCK, "--format", "json,md,html,xlsx", "--questions", "vragen", *_AGAIN
            yield "assess", file, *_LOCK
            yield "contract", file, *_LOCK, "--format", "json,md", *_AGAIN
            yield "diff", "eisen.lock.json", "goed.yaml", "--responses", file
            if bad.suffix == "docx":
                yield "template", "check", file, "-q"
                yield "generate", "--profile", "low", "--template", file, "--no-page-numbers", "-q", *_OUT
        case "yaml":
            yield "check", file
            yield "generate", file, "--format", "md", *_AGAIN
            yield "check", file, "--format", "text"
            yield from (("check", file, "--format", form) for form in ("json", "sarif", "github", "gitlab"))
            yield "check", file, "--diff"
            yield "list", file
            yield "list", file, "--format", "csv"
            yield "diff", "eisen.lock.json", file
            yield "diff", "eisen.lock.json", "goed.yaml", "--notes", file
            yield "assess", "eisen.docx", *_LOCK, "--decisions", file
            yield "assess", "eisen.docx", *_LOCK, "--scale", file
            yield "report", *_LOCK, "--evidence", file
        case "lock.json":
            yield "verify", "eisen.docx", "--lock", file
            yield "assess", "eisen.docx", "--lock", file
            yield "compare", "eisen.docx", "ander.docx", "--lock", file
            yield "contract", "eisen.ods", "--lock", file, "--format", "md", *_AGAIN  # an empty form is no contract
            yield "report", "--lock", file, "--init", "bewijs.yaml", "--supplier", "Zaakwerk", "--start", "2027-01-01"
            yield "diff", file, "goed.yaml"
            yield "generate", "--profile", "low", "--format", "md", "--out", "kwaad.md"


def _in_place(bad: Bad) -> Iterator[Try]:
    """Commands that find the file where it stands."""
    if bad.suffix == "yaml":
        for name in _CATALOG_FILES:
            yield Try(words=("check", "--catalog", "catalog"), place=f"catalog/{name}")
        for name in ("overlay.yaml", "changes.yaml"):
            yield Try(words=("check", "--overlay", "laag"), place=f"laag/{name}")
            yield Try(words=("new", "authentication", "--overlay", "laag", "--title", "Nieuw"), place=f"laag/{name}")
    if bad.suffix == "toml":
        yield Try(words=("check", "-q"), place="pve.toml")
        yield Try(words=("init", "uit/nieuw", "--title", "Zaak", "--profile", "high"), place="pve.toml")
        yield Try(words=("generate", "--profile", "low", "--format", "md", "-q", *_OUT), place="pve.toml")


def ran(one: Try, content: bytes, ready: Path, folder: Path, watcher: Watcher) -> Watched:
    """Tries a command in a copy, `folder`, of the folder that `prepare` filled."""
    shutil.copytree(ready, folder)
    (folder / one.place).parent.mkdir(parents=True, exist_ok=True)
    (folder / one.place).write_bytes(content)
    return watcher.run(folder, *one.words)


def broken(done: Watched, one: Try, content: bytes, folder: Path) -> list[str]:
    """Which promises a command did not keep."""
    command, refused = one.words[0], done.code not in {0, 1}
    shown = done.err + ("" if {"json", "sarif"} & set(one.words) else done.out)
    errors = [line for line in done.err.splitlines() if line.startswith("pve: ")]
    written = {folder / name for name in ("uit", "vragen", "kwaad.md", "kwaad.lock.json", "bewijs.yaml", "laag", "besluiten.yaml")} | {
        Path("/dev/null")
    }
    strange = [
        path
        for path in done.wrote
        if not any(path == given or given in path.parents for given in written) and not path.name.startswith(".pve-")
    ]
    # `compare` tells of each file that it cannot read and goes on with the others; `check` prints findings where others stop.
    told = (bool(errors) or not refused) if command == "compare" else len(errors) == (1 if refused else 0)
    named = any(name in done.err for name in (Path(one.place).name, one.place.partition("/")[0], "as the lock keeps it"))
    held = {
        "ends with 0, 1, 2 or 3": done.code in {0, 1, 2, 3},
        "without a traceback": "Traceback" not in done.out + done.err,
        "starts nothing, connects to nothing": not done.forbidden,
        "shows nothing that a terminal obeys": not _OBEYED.search(shown),
        "tells one error where it refuses, and none where it does not": told,
        "names the file that it refuses": not refused or named,
        "leaves the file that it refuses as it was": not refused or (folder / one.place).read_bytes() == content,
        "writes only where it was told to": not strange,
        "leaves nothing half written": not list(folder.rglob(".pve-*")),
        f"refuses within {SECONDS} seconds": not refused or done.seconds <= SECONDS,
        f"refuses within {MEGABYTES} MB": not refused or done.megabytes <= MEGABYTES,
    }
    return [promise for promise, kept in held.items() if not kept]


def main() -> None:
    count, refusals, slowest, largest, failures = 0, 0, (0.0, ""), (0.0, ""), 0
    with tempfile.TemporaryDirectory() as name, Watcher() as watcher:
        ready, folder = Path(name) / "klaar", Path(name) / "map"
        ready.mkdir()
        prepare(ready)
        for bad in hostile.corpus():
            if sys.argv[1:] and not any(word in str(bad) for word in sys.argv[1:]):
                continue
            content = bad.make()
            for one in tries(bad):
                done = ran(one, content, ready, folder, watcher)
                count += 1
                what = f"{bad}: pve {' '.join(one.words)}"
                if done.code not in {0, 1}:
                    refusals += 1
                    slowest, largest = max(slowest, (done.seconds, what)), max(largest, (done.megabytes, what))
                elif done.seconds > SECONDS or done.megabytes > MEGABYTES:
                    sys.stdout.write(f"took {done.seconds:.1f} s and {done.megabytes:.0f} MB: {what}\n")
                if problems := broken(done, one, content, folder):
                    failures += 1
                    sys.stdout.write(
                        f"NOT HELD {problems}\n  {what} ({one.place})\n  ended with {done.code}, wrote {sorted(map(str, done.wrote))}, {done.forbidden}\n  {done.out[-300:]}\n  {done.err[-1500:]}\n"
                    )
                    sys.stdout.flush()
                shutil.rmtree(folder)
    sys.stdout.write(f"{count} commands, {refusals} refusals, {failures} that did not hold\n")
    sys.stdout.write(f"slowest refusal {slowest[0]:.1f} s: {slowest[1]}\nlargest refusal {largest[0]:.0f} MB: {largest[1]}\n")


if __name__ == "__main__":
    main()
