"""Where reports about answers go: one registry of what can be written in which format, and one way to write it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pve_gen import console
from pve_gen.findings import PveError, did_you_mean
from pve_gen.incoming import STREAM
from pve_gen.model import Language

Report = Callable[[Any, Language, date], bytes]
"""What is reported, the language, and the date of the report → the document."""


def formats_of(words: list[str] | None, known: Collection[str], out: Path | None, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The formats asked, each once; without any, that of the name after `--out`, or `default`."""
    asked = [name.strip().lower() for word in words or () for name in word.split(",") if name.strip()]
    for name in asked:
        if name not in known:
            raise PveError(f"--format {name}: is not a format of this report", did_you_mean(name, known))
    if not asked and out is not None and out != STREAM and out.suffix.lower().removeprefix(".") in known and not os.path.isdir(out):
        return (out.suffix.lower().removeprefix("."),)
    formats = tuple(dict.fromkeys(asked)) or default
    if out == STREAM and len(formats) != 1:
        raise PveError("--out -: one document fits on stdout", "name one --format")
    if not formats and out is not None:
        raise PveError(f"--out {out}: nothing says what to write there", f"add --format, such as --format {next(iter(known))}")
    return formats


def write_reports(
    content: Any,
    known: Mapping[str, Report],
    formats: tuple[str, ...],
    out: Path | None,
    *,
    stem: str,
    language: Language,
    day: date,
    overwrite: bool,
    never: tuple[Path, ...] = (),
) -> None:
    """Writes each format as `stem` with its suffix, or to `--out`; all are made before any is written.

    A report that is there is somebody's work, and is kept unless `overwrite`: PveError with exit code 3.
    """
    from pve_gen import files
    from pve_gen.folders import alone

    base = _base(out, stem, formats)
    targets = {name: base.with_name(f"{base.name}.{name}") for name in formats}
    if out != STREAM:
        for target in targets.values():
            files.refuse(target, never=never, keep=None if overwrite else files.if_there)
    made = {name: known[name](content, language, day) for name in formats}
    if out == STREAM:
        console.result_bytes(next(iter(made.values())))
        return
    with alone(targets.values()):
        files.write_all([(targets[name], data) for name, data in made.items()], never=never, keep=None if overwrite else files.if_there)
    console.say(f"Written: {', '.join(str(target) for target in targets.values())}.")


def slug_of(text: str) -> str:
    """A text as part of a file name, `Coöperatie` as `cooperatie`; empty where nothing of it can be one."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in letters)
    return "-".join(words.lower().split())[:60].strip("-")


def names_of(suppliers: list[str]) -> list[str]:
    """A name for a file for each supplier, no two alike."""
    names: list[str] = []
    for number, supplier in enumerate(suppliers, start=1):
        slug = name = slug_of(supplier)
        while not name or name in names:
            name = f"{slug}-{number}".strip("-")
            number += 1  # noqa: PLW2901 - the next that is free
        names.append(name)
    return names


def _base(out: Path | None, stem: str, formats: tuple[str, ...]) -> Path:
    from pve_gen import files

    if out is None or out == STREAM:
        return Path(stem)
    suffix = out.suffix.lower().removeprefix(".")
    if suffix in formats and not os.path.isdir(out):
        return out.with_suffix("")
    if out.suffix and not os.path.isdir(out):
        raise PveError(f"--out {out}: is not a name for {', '.join(formats)}", "end it in the format you ask, or name a folder")
    files.make_folder(out)
    return out / stem
