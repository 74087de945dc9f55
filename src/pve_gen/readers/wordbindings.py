"""What a content control in a Word file shows that is bound to data elsewhere in it: Word writes that data over the text at opening."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.canonical import canonical

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STORES = re.compile(r"customXml/item\d*\.xml|docProps/(?:core|app)\.xml")
_LAST_NAME = re.compile(r"([\w.-]+)(?:\[\d+\])?(?:/text\(\))?\s*\Z")


class Bindings:
    """Looks up the data of one document, by the last name on the way to it."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._stores = [parts[name] for name in sorted(parts) if _STORES.fullmatch(name)]

    def shown_in(self, properties: Element) -> str:
        """What a control with these properties shows: `title: Zaaksysteem`; empty where it shows its own text."""
        bound = next((one for one in properties if one.tag.endswith("}dataBinding")), None)
        if bound is None:
            return ""
        found = _LAST_NAME.search(bound.get(f"{_W}xpath", ""))
        name = found[1] if found else ""
        elements = (element for store in self._stores for element in fromstring(store).iter() if element.tag.rpartition("}")[2] == name)
        return canonical(f"{name}: {' | '.join(''.join(element.itertext()) for element in elements)}")
