"""Mends in a file what can be mended with certainty, and leaves every other byte of it as it is.

A finding says itself whether that is so (`Finding.fix`). What only a person can know – which word was meant, whether a
change still fits the shared requirement – is never mended.
"""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pve_gen.findings import Finding
from pve_gen.values import Struct
from pve_gen.yamlfile import plain_scalars


class Mended(Struct, frozen=True, kw_only=True):
    """One file with what was mended in it; `old` and `new` are its text, with the line ends that it has."""

    path: Path
    old: str
    new: str
    fixed: tuple[Finding, ...]
    mark: bytes  # the byte order mark that the file begins with, if any

    @property
    def data(self) -> bytes:
        """What the file becomes."""
        return self.mark + self.new.encode("utf-8")

    @property
    def was(self) -> bytes:
        """What the file was when it was read."""
        return self.mark + self.old.encode("utf-8")

    @property
    def difference(self) -> str:
        """A unified diff, as `git apply` and `patch` take it."""
        name = self.path.as_posix()
        lines = difflib.unified_diff(_lines(self.old), _lines(self.new), f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def mended(findings: Iterable[Finding], folders: Iterable[Path]) -> Iterator[Mended]:
    """The files in which something can be mended, by name, as far as they lie in `folders` (or are one of them).

    Nothing is mended on a line that has another error: what was meant there is not certain.
    """
    found = list(findings)
    allowed = [folder.resolve() for folder in folders]
    unsure = {(one.place.file, one.place.line) for one in found if one.severity == "error" and not one.fix}
    wanted: dict[str, list[Finding]] = {}
    for one in found:
        if one.fix and (one.place.file, one.place.line) not in unsure:
            wanted.setdefault(one.place.file, []).append(one)
    for file, ones in sorted(wanted.items()):
        whole = Path(file).resolve()
        if any(folder == whole or folder in whole.parents for folder in allowed) and (result := _mended(Path(file), ones)):
            yield result


def _mended(path: Path, findings: list[Finding]) -> Mended | None:
    data = path.read_bytes()
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("utf-8")
    spans = plain_scalars(text)
    new, fixed = text, []
    for one in sorted(findings, key=lambda finding: finding.place, reverse=True):  # from the end, so that what is before stays in place
        first, last = spans.get((one.place.line, one.place.column), (0, 0))
        said = text[first:last]
        if said and not set(said) & {'"', "\\", "\n", "\r"}:
            new = f'{new[:first]}"{said}"{new[last:]}'
            fixed.append(one)
    return Mended(path=path, old=text, new=new, fixed=tuple(reversed(fixed)), mark=mark) if fixed else None


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True) if "\r" not in text.replace("\r\n", "") else [text]
