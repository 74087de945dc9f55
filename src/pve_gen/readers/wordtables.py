"""What the tables of a Word file that comes back hold: the fields in a table of answers, and answers in tables of the supplier's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pve_gen import answerform
from pve_gen.answerform import FIELDS
from pve_gen.canonical import canonical
from pve_gen.readers.wordtrails import Loose, Remark, Slot, Trail, answered_below, is_id
from pve_gen.response import filled_in, folded, is_answer, short
from pve_gen.values import Struct, field

_SUPPLIER = {folded(answerform.SUPPLIER_NAME.nl), folded(answerform.SUPPLIER_NAME.en)}


_NO_TEXTS: list[str] = []
_NO_SLOTS: dict[Slot, Trail] = {}
_NOTHING_SAID: dict[Remark, list[str]] = {}


class Gathered(Struct):
    """What stands in a cell, control or bookmark: pieces as long as it is open, and once it is closed its text."""

    text: str = ""
    pieces: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # of these, what stands in no control
    slots: dict[Slot, Trail] = field(default_factory=dict)  # fields found in it, and the trail that told
    said: dict[Remark, list[str]] = field(default_factory=dict)
    adopted: bool = False  # as the cell of a field, so that what stands in it counts once
    mixed: str = ""  # the head of its table, where that names another requirement than its field
    read: bool = False  # as a cell of a table that ended: it is known what it is
    holds: tuple[int, ...] = ()  # the numbers of the fields that were found in it before that

    def close(self) -> None:
        """Nothing will be added: what is not needed any more is let go, since a table may have many cells."""
        self.text = filled_in("".join(self.pieces))
        self.pieces = _NO_TEXTS
        if not self.slots:
            self.beside, self.slots = _NO_TEXTS, _NO_SLOTS
        if not self.said:
            self.said = _NOTHING_SAID

    @property
    def remarks(self) -> tuple[Remark, ...]:
        if not self.said:
            return ()
        return tuple((rule, f"{what}: «{short(''.join(texts), 300)}»" if texts else what) for (rule, what), texts in self.said.items())


Adopted = tuple[Slot, Gathered, tuple[Remark, ...]]
"""A field, the cell that holds it, and what more there is to say of it."""


class TableFields(Struct, frozen=True, kw_only=True):
    """What was found in one table."""

    fields: tuple[Adopted, ...] = ()
    loose: tuple[Loose, ...] = ()
    supplier: str = ""


def read_table(table: list[list[Gathered]], heading: str) -> TableFields:
    """The fields in a table (rows of cells) below a heading; its cells learn what they are."""
    rows = [row for row in table if row]
    heads = [index for index, row in enumerate(rows) if answered_below(canonical(row[0].text))]
    fields: list[Adopted] = []
    loose: list[Loose] = []
    for head, following in pairwise([*heads, len(rows)]):  # tables that come to stand together become one
        id = answered_below(canonical(rows[head][0].text))
        for one in _answers(id, rows[head:following], heading):
            if isinstance(one, Loose):
                loose.append(one)
            else:
                fields.append(one)
    supplier = ""
    for row in rows[: min(heads, default=len(rows))]:
        first, others = canonical(row[0].text), [cell.text for cell in row[1:] if cell.text]
        if folded(first) in _SUPPLIER and others:
            supplier = supplier or others[0]
        elif is_id(first) and (answer := next(filter(is_answer, others), "")):
            text, message = " | ".join(others), "what looks like an answer stands in a table of the supplier's own"
            loose.append(Loose(requirement=first, text=text, heading=heading, message=message, answer=answer))
    return TableFields(fields=tuple(fields), loose=tuple(loose), supplier=supplier)


def _answers(id: str, rows: list[list[Gathered]], heading: str) -> Iterator[Adopted | Loose]:
    """The fields of a requirement in its row below the heads, and what was added there."""

    def left_over(text: str, message: str) -> Iterator[Loose]:
        if text := filled_in(text):
            yield Loose(requirement=id, text=text, heading=heading, message=message)

    cells = rows[1] if len(rows) > 1 else []
    for index, cell in enumerate(cells):
        inside = [slot for slot, trail in cell.slots.items() if trail != "bookmark"] or list(cell.slots)
        fields = list(dict.fromkeys(slot[1] for slot in inside))
        if len(fields) > 1:  # two cells made one: each field speaks for itself
            yield from left_over("".join(cell.beside), "text was typed beside the fields")
        elif not fields and (index >= len(FIELDS) or any(FIELDS[index] == slot[1] for other in cells for slot in other.slots)):
            yield from left_over(cell.text, "text stands in a cell that was added")
        else:
            others = tuple(dict.fromkeys(slot[0] for slot in inside if slot[0] != id))
            mixed = tuple(("requirement-mixed", f"of {other} stands under «{rows[0][0].text}»") for other in others)
            cell.adopted, cell.mixed = not others, rows[0][0].text if others else ""
            yield (id, fields[0] if fields else FIELDS[index]), cell, mixed
    for row in rows[2:]:
        yield from left_over("\n".join(filter(None, (cell.text for cell in row))), "text stands in a row that was added")
