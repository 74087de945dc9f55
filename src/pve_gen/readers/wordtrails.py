"""The trails that a field leaves in a Word file (see `answerform`), and what was found by them."""

from __future__ import annotations

import re
from typing import Literal
from xml.etree.ElementTree import Element

from pve_gen import answerform
from pve_gen.answerform import FIELDS, Field
from pve_gen.values import Struct

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{_W}val"
_ID = r"[A-Z]{2,6}-\d{2,3}"
_HEAD = re.compile(rf"(?:Antwoord|Answer) ({_ID})\Z")
_TAG = re.compile(rf"pve:({_ID}):({'|'.join(FIELDS)})\Z")
_LIST_VALUE = re.compile(rf"({_ID})=[a-z]+\Z")
_BOOKMARK = re.compile(rf"pve_([A-Z]{{2,6}})_(\d{{2,3}})_(?:({'|'.join(FIELDS)})|heading)\Z")
_HEADING = re.compile(rf"({_ID})\b")
_WHOLE_ID = re.compile(rf"{_ID}\Z")
_FIELDS: dict[str, Field] = {field: field for field in FIELDS}
_NAMES: dict[str, Field] = {name: field_ for field_, words in answerform.NAMES.items() for name in (words.nl, words.en)}

Trail = Literal["cell", "tag", "list", "name", "bookmark"]
TRAILS: tuple[Trail, ...] = ("cell", "tag", "list", "name", "bookmark")
"""What tells which field a text is in; the one that says most first."""
Slot = tuple[str, Field]
"""A requirement and one of its fields."""
Remark = tuple[str, str]
"""A rule in `response.RULES`, and what there is to say of a field: `has hidden text: «…»`."""


class Found(Struct, frozen=True, kw_only=True):
    """What stands in a field, and what told that it is that field (one of TRAILS).

    `under` is the requirement below whose heading it stands, `within` says that its cell was found as well.
    """

    slot: Slot
    text: str
    trail: Trail
    heading: str
    under: str
    within: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"under «{self.heading}», {self.slot[1]}" if self.heading else self.slot[1]


class Loose(Struct, frozen=True, kw_only=True):
    """A text that goes with an answer, and stands in no field of ours; `answer` is the part of it that is one, if any."""

    requirement: str
    text: str
    heading: str
    message: str
    answer: str = ""


def is_id(text: str) -> bool:
    """Whether a text is the id of a requirement, and no more."""
    return bool(_WHOLE_ID.match(text))


def headed(text: str) -> str:
    """The requirement that a heading is of, or nothing: `AUTH-01 Inloggen`."""
    found = _HEADING.match(text)
    return found[1] if found else ""


def answered_below(text: str) -> str:
    """The requirement whose fields stand below a cell with this text, or nothing: `Antwoord AUTH-01`."""
    found = _HEAD.match(text)
    return found[1] if found else ""


def of_bookmark(name: str) -> Slot | None:
    """The field that a bookmark is around, or nothing."""
    found = _BOOKMARK.match(name)
    return (f"{found[1]}-{found[2]}", _FIELDS[found[3]]) if found and found[3] else None


def of_heading(name: str) -> str:
    """The requirement that a bookmark is in the heading of, or nothing."""
    found = _BOOKMARK.match(name)
    return f"{found[1]}-{found[2]}" if found and not found[3] else ""


def of_control(properties: Element) -> tuple[Slot, Trail] | None:
    """The field that a content control is, by its tag, else the values of its list, else its name."""
    if found := _TAG.match(value(properties, "tag")):
        return (found[1], _FIELDS[found[2]]), "tag"
    values = (_LIST_VALUE.match(item.get(f"{_W}value", "")) for item in properties.iter(f"{_W}listItem"))
    if listed := next(filter(None, values), None):
        return (listed[1], "answer"), "list"
    if (words := value(properties, "alias").rpartition(" "))[0] in _NAMES and _WHOLE_ID.match(words[2]):
        return (words[2], _NAMES[words[0]]), "name"
    return None


def value(properties: Element, kind: str) -> str:
    """What a property says, or nothing."""
    found = properties.find(f"{_W}{kind}")
    return found.get(_VALUE, "") if found is not None else ""
