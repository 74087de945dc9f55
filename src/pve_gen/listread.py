"""The rows of a list → requirements: each cell in the place that its column has, and what has none beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePath

from pve_gen.imported import ImportedList, ImportedRequirement, Loss
from pve_gen.listcolumns import columns_of, plain, recognised
from pve_gen.listfile import ListFile, Row, read_list
from pve_gen.markup import readable, readable_blocks
from pve_gen.model import Kind, Language

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("eis", "e", "requirement", "knockout", "knockouteis", "ko", "koeis", "must", "musthave", "m", "verplicht", "ja", "yes", "minimumeis", "hardeeis"), "requirement"),
    **dict.fromkeys(("wens", "w", "wish", "should", "shouldhave", "s", "could", "couldhave", "c", "gewenst", "nee", "no", "optioneel", "gunningscriterium"), "wish"),
    **dict.fromkeys(("voorwaarde", "v", "condition", "contractvoorwaarde", "uitvoeringsvoorwaarde", "contracteis", "bijzondereuitvoeringsvoorwaarde"), "condition"),
}  # fmt: skip
"""What a list calls a kind → the kind."""

_POINTS = re.compile(r"(\d{1,3})(?:[.,]0+)?(?:\s*(?:p|pt|punten|points))?\Z", re.IGNORECASE)
_SEPARATED = re.compile(r"[;\n]|,(?=\s*[A-Z])")  # `art. 28 lid 3, onder a` is one, `BIO2 5.17.01, AVG art. 32` are two
_WISH_POINTS = 10


def requirements_of(data: bytes, shown: str, *, columns: Mapping[str, str], sheet: str, kind: Kind, language: Language) -> ImportedList:
    """The list of requirements in a spreadsheet or CSV file; `columns` is what somebody said of them, `kind` of rows that do not say.

    PveError where the file cannot be read, or no column holds texts.
    """
    said = {plain(heading) for heading in columns.values()}

    def heading(row: Row) -> int:
        return recognised(row.values()) + 100 * sum(plain(text) in said for text in row.values())

    found = read_list(data, shown, sheet, heading)
    places = columns_of(found.headings, columns, shown)
    reading = _Reading(found, places, kind)
    requirements = tuple(reading.requirements())
    named = {field: found.headings[column] for field, column in places.items()}
    return ImportedList(
        file=PurePath(shown).name,
        sha256=hashlib.sha256(data).hexdigest(),
        language=language,
        title=PurePath(shown).stem,
        requirements=requirements,
        columns=named | {"": ", ".join(reading.beside.values())},
        losses=(*found.losses, *reading.losses),
    )


def _holds(file: ListFile, column: int) -> bool:
    """Whether anything stands in a column: one that is still to be filled in loses nothing."""
    return any(column in row for row in file.rows.values())


class _Reading:
    """Walks down the rows. `beside` are the columns without a place, `losses` what was met on the way."""

    def __init__(self, file: ListFile, places: Mapping[str, int], kind: Kind) -> None:
        self.file, self.places, self.kind = file, places, kind
        self.beside = {column: text for column, text in file.headings.items() if column not in places.values() and _holds(file, column)}
        self.losses = [
            Loss(where=file.shown, what=f"column «{text}» has no place; what it holds stands as a remark in each file")
            for text in self.beside.values()
        ]

    def requirements(self) -> list[ImportedRequirement]:
        found: list[ImportedRequirement] = []
        theme = ""
        for number, row in self.file.rows.items():
            text = self._cell(row, "text") or self._cell(row, "title")
            alone = " ".join(next(iter(row.values())).split()) if len(row) == 1 else ""
            if "theme" not in self.places and len(self.file.headings) > 1 and any(map(str.isalpha, alone)):
                theme = alone
                self._note(number, None, f"one text alone in its row, «{theme[:60]}», is taken as the theme of the rows below")
            elif not text:
                self._note(number, None, "has no text, and is left out")
            else:
                found.append(self._requirement(number, row, theme))
        return found

    def _requirement(self, number: int, row: Row, theme: str) -> ImportedRequirement:
        kind, rest = self._kind(number, row)
        text = self._cell(row, "text")
        if not text:
            self._note(number, "title", "there is no text; the title is taken")
        title = " ".join(self._cell(row, "title").split())
        evidence = " ".join(self._cell(row, "evidence").split())
        beside = [(self.beside[at], " ".join(cell.split())) for at, cell in row.items() if at in self.beside]
        return ImportedRequirement(
            source=" ".join(self._cell(row, "id").split()),
            where=self.file.where(number, None),
            theme=" ".join(self._cell(row, "theme").split()) or theme,
            title=title,
            text=readable_blocks(text or title),
            kind=kind,
            points=self._points(number, row, kind),
            why=readable(self._cell(row, "why")),
            evidence=((readable(evidence), "bid"),) if evidence else (),
            verify=readable(self._cell(row, "verify")),
            risk=readable(self._cell(row, "risk")),
            norms=tuple(piece.strip() for piece in _SEPARATED.split(self._cell(row, "norms")) if piece.strip()),
            beside=(*beside, *rest),
        )

    def _cell(self, row: Row, field: str) -> str:
        return row.get(self.places[field], "").strip() if field in self.places else ""

    def _note(self, row: int, field: str | None, what: str) -> None:
        column = self.places.get(field) if field else None
        self.losses.append(Loss(where=self.file.where(row, column), what=what))

    def _kind(self, number: int, row: Row) -> tuple[Kind, list[tuple[str, str]]]:
        said = self._cell(row, "kind")
        if not said:
            return self.kind, []
        known = KINDS.get(plain(said))
        if known is None:
            self._note(number, "kind", f"«{said[:40]}» is no kind that is known; {self.kind} is taken")
            return self.kind, [(self.file.headings[self.places["kind"]], " ".join(said.split()))]
        return known, []

    def _points(self, number: int, row: Row, kind: Kind) -> int:
        said = self._cell(row, "points")
        found = _POINTS.match(said)
        points = int(found[1]) if found else 0
        if kind != "wish":
            if said and points != 0:
                self._note(number, "points", f"«{said[:40]}»: only a wish has points")
            return 0
        if not 1 <= points <= 100:
            told = f"«{said[:40]}» is no number of points from 1 to 100" if said else "the wish has no points"
            self._note(number, "points", f"{told}; {_WISH_POINTS} is taken")
            return _WISH_POINTS
        return points
