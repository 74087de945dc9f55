"""The places of answers in a Word file that comes back, as its walk goes in and out of them: what stands in one is not compared."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from pve_gen import answerform

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELDS = "|".join(answerform.FIELDS)
_BOOKMARK = re.compile(rf"(pve_[A-Z]{{2,6}}_\d{{2,3}}_({_FIELDS})|{answerform.SUPPLIER_BOOKMARK})\Z")
_TAG = re.compile(rf"pve:([A-Z]{{2,6}}-\d{{2,3}}:({_FIELDS})|supplier)\Z")


class AnswerPlaces:
    """The content controls and bookmarks that are open."""

    def __init__(self) -> None:
        self._controls: list[bool] = []  # of each open control whether it holds an answer
        self._bookmarks: set[str] = set()  # the ids of open bookmarks that hold one

    def __bool__(self) -> bool:
        """Whether the walk is in an answer."""
        return bool(self._bookmarks) or True in self._controls

    def begin_control(self) -> None:
        """A control begins; its properties say later what it holds."""
        self._controls.append(False)

    def end_control(self) -> None:
        """The last control ends."""
        self._controls.pop()

    def control_is(self, properties: Element) -> str:
        """The answer that the last control is for; empty for another control, and where none is open."""
        if not self._controls:
            return ""
        slot = _slot(properties)
        self._controls[-1] = bool(slot)
        return slot

    def begin_bookmark(self, id: str, name: str) -> bool:
        """Whether the bookmark that begins holds an answer."""
        self._bookmarks.discard(id)
        if not _BOOKMARK.match(name):
            return False
        self._bookmarks.add(id)
        return True

    def end_bookmark(self, id: str) -> None:
        """A bookmark ends."""
        self._bookmarks.discard(id)


def _slot(properties: Element) -> str:
    """The answer that a control is for: by its tag, or by the values of its list where the tag was lost; empty for another control."""
    tag = properties.find(f"{_W}tag")
    if tag is not None and (found := _TAG.match(tag.get(f"{_W}val", ""))):
        return found[1]
    values = (item.get(f"{_W}value", "") for item in properties.iter(f"{_W}listItem"))
    return next((f"{value.partition('=')[0]}:answer" for value in values if answerform.is_list_value(value)), "")
