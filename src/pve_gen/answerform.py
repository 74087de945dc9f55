"""What a supplier fills in: the one contract between the writers of a form and the readers of an answer.

Every answer leaves several trails in a Word file, because each office program loses another one:
the tag, the requirement's id inside the values of the list, the name that screen readers speak, a
bookmark, and the place after the heading.
"""

from __future__ import annotations

import re
import zlib
from typing import Literal, get_args

from pve_gen.model import Kind, Language, Words
from pve_gen.values import Struct

SUPPLIER_TAG, SUPPLIER_BOOKMARK = "pve:supplier", "pve_supplier"
"""The tag of the control in which a supplier writes its name, and the bookmark around it."""
SUPPLIER_NAME = Words("Naam van de Leverancier", "Name of the Supplier")
SUPPLIER_PLACEHOLDER = Words(
    "Klik of tik hier om de naam van uw organisatie te geven", "Click or tap here to give the name of your organisation"
)

Field = Literal["answer", "explanation", "evidence"]
FIELDS: tuple[Field, ...] = get_args(Field)


class Choice(Struct, frozen=True):
    """One answer a supplier may choose."""

    id: str
    title: Words


_MEETS = Choice("meets", Words("Voldoet", "Meets"))
_PARTLY = Choice("partly", Words("Voldoet deels", "Partly meets"))
_FAILS = Choice("fails", Words("Voldoet niet", "Does not meet"))

_LIST_VALUE = re.compile(r"[A-Z]{2,6}-\d{2,3}=[a-z]+\Z")
_ANSWER_HEAD = re.compile(r"(Antwoord|Answer) [A-Z]{2,6}-\d{2,3}\Z")

CHOICES: dict[Kind, tuple[Choice, ...]] = {
    # A knock-out has no "partly": in a tender, that is a no.
    "requirement": (_MEETS, _FAILS),
    "wish": (_MEETS, _PARTLY, _FAILS),
    "condition": (Choice("accepts", Words("Akkoord", "Accepts")), Choice("refuses", Words("Niet akkoord", "Does not accept"))),
}
PLACEHOLDERS: dict[Field, Words] = {
    "answer": Words("Kies een antwoord", "Choose an answer"),
    "explanation": Words("Klik of tik hier om een toelichting te geven", "Click or tap here to explain"),
    "evidence": Words("Bijlage en pagina", "Annex and page"),
}
OFFICE_PLACEHOLDERS = (
    "Klik of tik om tekst in te voeren.",
    "Klik hier als u tekst wilt invoeren.",
    "Kies een item.",
    "Click or tap here to enter text.",
    "Click here to enter text.",
    "Choose an item.",
)
"""What Word puts in a control that somebody emptied."""
NAMES: dict[Field, Words] = {
    "answer": Words("Antwoord", "Answer to"),
    "explanation": Words("Toelichting", "Explanation of"),
    "evidence": Words("Bewijs", "Evidence for"),
}


def tag(requirement: str, field: Field) -> str:
    """The control's tag: `pve:AUTH-01:answer`."""
    return f"pve:{requirement}:{field}"


def alias(requirement: str, field: Field, language: Language) -> str:
    """The control's name, which a screen reader speaks: `Antwoord AUTH-01`."""
    return f"{NAMES[field].in_(language)} {requirement}"


def bookmark(requirement: str, field: Field | Literal["heading"] = "heading") -> str:
    """A bookmark name: at most 40 letters, digits and underscores (Word's limit)."""
    return f"pve_{requirement.replace('-', '_')}_{field}"


def list_value(requirement: str, choice: Choice) -> str:
    """The value behind a list item, with the id in it: it survives programs that drop tags."""
    return f"{requirement}={choice.id}"


def properties(document: str, hash: str) -> dict[str, str]:
    """What a file says of itself, where office programs keep it: the number of its programme, and the hash of what is asked."""
    return {"pve-document": document, "pve-hash": hash}


def is_list_value(value: str) -> bool:
    """Whether the value behind a list item is one of ours."""
    return bool(_LIST_VALUE.match(value))


def heads_answers(text: str) -> bool:
    """Whether the first cell of a table says that answers stand below it: `Antwoord AUTH-01`."""
    return bool(_ANSWER_HEAD.match(text))


def control_id(tag: str) -> int:
    """A positive 31-bit id that is the same in every run."""
    return zlib.crc32(tag.encode()) >> 1 or 1
