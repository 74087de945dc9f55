"""Reads the answers in an answer sheet that comes back, .xlsx or .ods, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from pve_gen import answersheet
from pve_gen.answerform import FIELDS, Field
from pve_gen.findings import did_you_mean
from pve_gen.model import Kind, Words
from pve_gen.readers.answerrows import AnswerRows, rows_of
from pve_gen.response import GivenAnswer, Response, ResponseFinding, chosen, filled_in, folded, missing, short
from pve_gen.sheetfile import SheetKind, open_sheets
from pve_gen.spreadsheet import Spreadsheet, cell_name
from pve_gen.values import Struct


def read_sheet_answers(data: bytes, kind: SheetKind, known: Mapping[str, Kind] | None = None) -> Response:
    """What a supplier filled in. `known` are the requirements that were asked, with their kind; without them any will do.

    OfficeError where the file is not to be trusted, or is no answer sheet.
    """
    return answers_of(open_sheets(data, kind), known)


def answers_of(spreadsheet: Spreadsheet, known: Mapping[str, Kind] | None = None) -> Response:
    """The answers in an open answer sheet; OfficeError where it is none."""
    sheets = rows_of(spreadsheet)
    answers: list[GivenAnswer] = []
    findings = [finding for rows in sheets for finding in _strange_rows(rows)]
    named: dict[str, list[_Row]] = {}
    for rows in sheets:
        for row, id in sorted(rows.ids.items()):
            named.setdefault(id, []).append(_Row(rows, row))
    for id, there in named.items():
        if known is not None and id not in known:
            message, hint = f"«{id}» was not asked", did_you_mean(id, known)
            findings += [_finding("requirement-unknown", "", row.place(), message, hint) for row in there]
        else:
            answer, found = _answer(id, there, known[id] if known is not None else None)
            answers.append(answer)
            findings += found
    mixed = {key for rows in sheets for key, _number in rows.mixed.values()}
    return Response(
        supplier=_beside(spreadsheet, answersheet.SUPPLIER),
        document=spreadsheet.properties.get("pve-document") or _beside(spreadsheet, answersheet.DOCUMENT),
        hash=spreadsheet.properties.get("pve-hash") or _beside(spreadsheet, answersheet.HASH),
        answers=tuple(answers),
        findings=(*findings, *missing(known or {}, named.keys() | mixed, f"sheet {sheets[0].sheet.name}")),
    )


class _Row(Struct, frozen=True):
    """One row of an answer sheet."""

    rows: AnswerRows
    number: int

    def place(self, field: Field | None = None) -> str:
        """Where it stands, or one of its cells."""
        sheet = f"sheet {self.rows.sheet.name}"
        if field and field in self.rows.columns:
            return f"{sheet}, cell {cell_name((self.number, self.rows.columns[field]))}"
        return f"{sheet}, row {self.number + 1}"

    def text(self, field: Field) -> str:
        """What was filled in, with its line ends."""
        return filled_in("\n".join(self.rows.text(self.number, field).replace("\r\n", "\n").split("\r")))

    def texts(self) -> tuple[str, ...]:
        """What was filled in, in every field."""
        return tuple(self.text(field) for field in FIELDS)


def _answer(id: str, there: list[_Row], kind: Kind | None) -> tuple[GivenAnswer, list[ResponseFinding]]:
    """The one answer to a requirement, and what is wrong with it; a row that is wrong is shown, and decides nothing."""
    findings: list[ResponseFinding] = []
    choices: list[str] = []
    kept: set[tuple[str, ...]] = set()
    for row in there:
        choice, problem = chosen(id, kind, row.text("answer"), row.place("answer"))
        formulas, others = list(_formulas(id, row)), list(_others(id, row))
        findings += [*([problem] if problem else []), *formulas, *others, *_hidden(id, row)]
        choices.append("" if formulas or others else choice)
        said, *rest = map(folded, row.texts())
        kept.add((choices[-1] or said, *rest))
    same = len(kept) == 1
    if len(there) > 1:
        places = " and ".join(row.place() for row in there)
        how = "with the same answer" if same else "with different answers"
        hint = "" if same else "ask the supplier which one counts"
        findings.append(_finding("answer-twice", id, places, f"stands in {len(there)} rows, {how}", hint))
    shown = there[:1] if same else there
    texts = [tuple(dict.fromkeys(filter(None, texts))) for texts in zip(*(row.texts() for row in shown), strict=True)]
    answer = GivenAnswer(
        requirement=id,
        answer=choices[0] if same else "",
        said=" | ".join(texts[0]),
        explanation="\n".join(texts[1]),
        evidence="\n".join(texts[2]),
        place=" and ".join(row.place("answer") for row in shown),
    )
    return answer, findings


def _formulas(id: str, row: _Row) -> Iterator[ResponseFinding]:
    for field, column in _fields(row):
        if formula := row.rows.sheet.scan.formulas.get((row.number, column)):
            message = f"holds a formula, {formula[:80]}, which showed «{row.text(field)[:80]}»"
            yield _finding("answer-formula", id, row.place(field), message, "ask the supplier for the text itself")


def _others(id: str, row: _Row) -> Iterator[ResponseFinding]:
    """What stands in another column with the heading of one of ours, and is something else."""
    for field in FIELDS:
        for column in row.rows.again.get(field, ()):
            text = filled_in(row.rows.sheet.text((row.number, column)))
            if text and folded(text) != folded(row.text(field)):
                place = f"sheet {row.rows.sheet.name}, cell {cell_name((row.number, column))}"
                message = f"«{short(text, 300)}» stands in another column with the same heading"
                yield _finding("answer-elsewhere", id, place, message, "ask the supplier which one counts")


def _hidden(id: str, row: _Row) -> Iterator[ResponseFinding]:
    scan = row.rows.sheet.scan
    if row.number in scan.hidden_rows:
        yield _finding("answer-hidden", id, row.place(), "stands in a row that somebody hid", "read what stands there")
    elif not scan.visible:
        yield _finding("answer-hidden", id, row.place(), "stands in a sheet that somebody hid", "read what stands there")
    for field, column in _fields(row):
        if not row.text(field):
            continue
        if column in scan.hidden_columns:
            yield _finding("answer-hidden", id, row.place(field), "stands in a column that somebody hid", "read what stands there")
        for kind, part in scan.hidings.get((row.number, column), ()):
            message = f"has {kind} text: «{(part or row.text(field))[:80]}»"
            yield _finding("answer-hidden", id, row.place(field), message, "read what stands there")


def _fields(row: _Row) -> Iterator[tuple[Field, int]]:
    return ((field, row.rows.columns[field]) for field in FIELDS if field in row.rows.columns)


def _strange_rows(rows: AnswerRows) -> Iterator[ResponseFinding]:
    """Rows that name two requirements, and answers in a row that names none."""
    for number, (key, other) in sorted(rows.mixed.items()):
        message = f"the hidden column says {key}, and the number that people see says {other}"
        yield _finding("requirement-mixed", key, _Row(rows, number).place(), message, "ask the supplier which one is meant")
    for number in rows.others():
        row = _Row(rows, number)
        if any(row.texts()):
            message = f"«{' '.join(filter(None, row.texts()))[:80]}» stands in a row without a number"
            yield _finding("requirement-unknown", "", row.place(), message, "ask the supplier what it is about")


def _finding(rule: str, requirement: str, place: str, message: str, hint: str) -> ResponseFinding:
    return ResponseFinding(rule=rule, requirement=requirement, place=place, message=message, hint=hint)


def _beside(spreadsheet: Spreadsheet, label: Words) -> str:
    """What stands in the first cell with text after a label, in either language."""
    labels = {folded(label.nl), folded(label.en)}
    for sheet in spreadsheet.sheets:
        for texts in sheet.rows.values():
            for text, beside in pairwise(texts.values()):
                if folded(text) in labels:
                    return filled_in(beside)
    return ""
