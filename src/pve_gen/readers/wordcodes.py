"""Fields of a Word file: which of them show something that no text in the file says."""

from __future__ import annotations

import re

from pve_gen.officefile import MOST_DEEP, TooMuch
from pve_gen.readers.wordlinks import address_of
from pve_gen.values import Struct

_COUNTING = {"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"}  # their result changes with the layout
_COUNT = re.compile(r"[\s\d.,/–-]*|[ivxlcdm\s]*|[IVXLCDM\s]*|[a-zA-Z]")
_WORD = re.compile(r'"[^"]*"|[^\s"]+')
_WITH_A_WORD = {r"\o", r"\t"}  # what is shown over the link, and where it opens
_QUIET = _COUNTING | {
    "TOC", "TC", "XE", "INDEX", "RD", "HYPERLINK", "REF", "NOTEREF", "STYLEREF", "SEQ", "SECTION", "TITLE", "SUBJECT", "AUTHOR",
    "KEYWORDS", "COMMENTS", "DOCPROPERTY", "DOCVARIABLE", "INFO", "FILENAME", "FILESIZE", "TEMPLATE", "LASTSAVEDBY", "USERNAME",
    "USERINITIALS", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "NUMWORDS", "NUMCHARS", "REVNUM", "CITATION",
    "BIBLIOGRAPHY", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "",
}  # fmt: skip


class OpenField(Struct):
    """A field that is open: its instruction, how much its paragraph said before its result, and whether that has begun."""

    code: str = ""
    begin: int = 0
    result: bool = False


class OpenFields:
    """The fields that the walk is in, the innermost last."""

    def __init__(self) -> None:
        self._open: list[OpenField] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def begin(self) -> None:
        """A field begins; TooMuch where it stands deeper in others than any office program writes."""
        if len(self._open) >= MOST_DEEP:
            raise TooMuch
        self._open.append(OpenField())

    def say_code(self, code: str) -> None:
        """A piece of the instruction of the last one."""
        if self._open:
            self._open[-1].code += code

    def begin_result(self, said: int) -> None:
        """The result of the last one begins, after so many pieces of text."""
        if self._open:
            self._open[-1].result, self._open[-1].begin = True, said

    def end(self) -> OpenField:
        """The last one, which ends."""
        return self._open.pop()

    def hide(self, text: str, *, listed: bool) -> bool:
        """Whether a text is the code of a field, or a number that changes with the layout; `listed` in a table of contents."""
        return any(not field.result or is_counted(field.code, text, listed) for field in self._open)


def is_counted(instruction: str, result: str, listed: bool) -> bool:
    """Whether the result of a field is a number that changes with the layout; `listed` in a table of contents.

    LibreOffice puts a whole line of the table of contents in a page reference; its number is cut off later.
    """
    kind = _kind(instruction)
    return kind in _COUNTING and not (listed and kind == "PAGEREF") and bool(_COUNT.fullmatch(result))


def shown_by(instruction: str) -> str:
    """The instruction of a field that shows words of its own, such as `MACROBUTTON`, or that fetches others; empty for any other."""
    return "" if _kind(instruction) in _QUIET else f"{{{' '.join(instruction.split())}}}"


def address_in(instruction: str) -> str:
    """Where the result of a field leads: `HYPERLINK "https://…" \\l "place"`; empty for a field that is no link."""
    if _kind(instruction) != "HYPERLINK":
        return ""
    words = iter(_WORD.findall(instruction)[1:])
    target = place = ""
    for word in words:
        if word.lower() == r"\l":
            place = next(words, "").strip('"')
        elif word.lower() in _WITH_A_WORD:
            next(words, "")
        elif not word.startswith("\\"):
            target = target or word.strip('"')
    return address_of(target, place)


def _kind(instruction: str) -> str:
    return (instruction.split() or [""])[0].upper()
