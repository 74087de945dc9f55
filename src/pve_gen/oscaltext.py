"""The texts of an OSCAL catalog of a stranger: parts with their items, properties, and parameters that stand in a text, as our Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pve_gen.imported import ImportedValue
from pve_gen.markup import MarkupError, parse_blocks, parse_inline, readable, readable_blocks
from pve_gen.model import LEVELS
from pve_gen.oscal import NAMESPACE
from pve_gen.yamlfile import FORBIDDEN

MAX_DEPTH = 30
"""Of groups in groups, controls in controls, parts in parts."""

_INSERT = re.compile(r"\{\{\s*(?:insert:\s*)?(?:param,\s*)?([^\s{},]+)\s*\}\}")
_MARK = re.compile("\ue100(\\d+)\ue101")  # stands for an insert while a text is made readable
_INSIDE = re.compile(r"\[([^\[\]]+)\]\(#[^()\s]*\)")  # a link to another place in the catalog
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 50

Json = Mapping[str, Any]


def dict_of(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def line_of(value: Any) -> str:
    return " ".join(FORBIDDEN.sub("", value).split()) if isinstance(value, str) else ""


def prop_of(node: Json, name: str, *, own: bool = False, cls: str = "") -> str:
    """The value of a property, of our own namespace where `own`."""
    for item in map(dict_of, list_of(node.get("props"))):
        if item.get("name") == name and (item.get("ns") == NAMESPACE) == own and (not cls or item.get("class") == cls):
            return line_of(item.get("value"))
    return ""


def own_props(node: Json, name: str) -> list[Json]:
    return [item for item in map(dict_of, list_of(node.get("props"))) if item.get("name") == name and item.get("ns") == NAMESPACE]


def said_by(part: Json, depth: int) -> str:
    """The prose of a part and of the items below it, each on a line of its own with its label."""
    if depth > MAX_DEPTH:
        return ""
    raw = part.get("prose")
    prose = FORBIDDEN.sub("", raw).strip() if isinstance(raw, str) else ""
    label = prop_of(part, "label")
    lines = [f"{label} {prose}" if label and depth else prose]
    lines += [
        said_by(child, depth + 1) for child in map(dict_of, list_of(part.get("parts"))) if child.get("name") in {"item", part.get("name")}
    ]
    return "\n\n".join(line for line in lines if line.strip())


def line_by_line(part: Json) -> str:
    """As `said_by`, on one line; a label alone says nothing there."""
    lines = [line for text in said_by(part, 0).split("\n\n") if " " in (line := " ".join(text.split()))]
    return "; ".join([*(re.sub(r"; and$|[;.]$", "", line) for line in lines[:-1]), *lines[-1:]])


def lost_in(part: Json, depth: int = 0) -> Iterator[str]:
    """What of a part, and of those below it, `said_by` does not say: one sentence each, without its end."""
    name = line_of(part.get("name")) or "?"
    if depth > MAX_DEPTH:
        yield f"parts more than {MAX_DEPTH} deep have no place"
        return
    if line_of(part.get("title")):
        yield f"titles of parts `{name}` have no place"
    known = {"label"} if depth else set()
    for prop in map(dict_of, list_of(part.get("props"))):
        if prop.get("ns") != NAMESPACE and prop.get("name") not in known:
            yield f"property `{line_of(prop.get('name'))}` of part `{name}` has no place"
    for link in map(dict_of, list_of(part.get("links"))):
        yield f"links `{line_of(link.get('rel')) or '?'}` of part `{name}` have no place"
    for child in map(dict_of, list_of(part.get("parts"))):
        if child.get("name") in {"item", part.get("name")} or (name, child.get("name")) == ("risk", "measure"):
            yield from lost_in(child, depth + 1)
        else:
            yield f"part `{line_of(child.get('name')) or '?'}` in part `{name}` has no place"


class Values:
    """The parameters that the text of one control names, as values with a name that people can read; `losses` are what got no place."""

    def __init__(self, params: Mapping[str, Json]) -> None:
        self.params = params
        self.used: list[ImportedValue] = []
        self.losses: list[str] = []
        self.names: dict[str, str] = {}

    def fitted(self, text: str, *, blocks: bool) -> str:
        """A text of OSCAL as Markdown of ours, in which each insert is a value."""
        names: list[str] = []

        def keep(found: re.Match[str]) -> str:
            names.append(self._name(found[1]))
            return f"\ue100{len(names) - 1}\ue101"

        kept = _INSERT.sub(keep, text.replace("\ue100", "").replace("\ue101", ""))
        return _MARK.sub(lambda found: f"{{{names[int(found[1])]}}}", self._markdown(kept, blocks=blocks))

    def told(self, text: str) -> str:
        """A text in which no value can stand: what the parameter is called stands there."""
        plain = _INSERT.sub(lambda found: f"[{self._label(found[1])}]", text)
        if plain != text:
            self.losses.append("parameters outside the statement stand as words between square brackets")
        return self._markdown(" ".join(plain.split()), blocks=False)

    def _label(self, id: str, depth: int = 0) -> str:
        """What a parameter is called: its value, label, or the choices that it gives."""
        param = self.params.get(id, {})
        choices = [line_of(one) for one in list_of(dict_of(param.get("select")).get("choice")) if line_of(one)]
        values = [line_of(one) for one in list_of(param.get("values")) if line_of(one)]
        said = ", ".join(values) or line_of(param.get("label")) or "; ".join(choices) or id
        return _INSERT.sub(lambda found: self._label(found[1], depth + 1) if depth < 5 else found[1], said)[:300]

    def _name(self, id: str) -> str:
        if id in self.names:
            return self.names[id]
        param = self.params.get(id, {})
        label = self._label(id)
        own = prop_of(param, "name", own=True)
        base = _NAME.sub("_", (own or label or id).lower()).strip("_")[:_LONGEST_NAME].strip("_") or "value"
        base = base if base[0].isalpha() else f"value_{base}"
        name, number = base, 2
        while name in self.names.values():
            name, number = f"{base}_{number}", number + 1
        self.names[id] = name
        self._left(param)
        values = [line_of(one) for one in list_of(param.get("values")) if line_of(one)]
        guidelines = [line_of(dict_of(one).get("prose")) for one in list_of(param.get("guidelines"))]
        steps: dict[str, str] = {level: said for level in LEVELS if (said := prop_of(param, "by-profile", own=True, cls=level))}
        self.used.append(
            ImportedValue(
                name=name,
                label=line_of(param.get("label")) or label,
                explain=line_of(param.get("usage")) or self._resolved(" ".join(filter(None, guidelines))) or label,
                default=", ".join(values),
                by_profile=steps if values else {},
            )
        )
        return name

    def _left(self, param: Json) -> None:
        """What of a parameter has no place."""
        if not param:
            self.losses.append("a parameter that is not in the catalog is a value that each tender must give")
        if param.get("select"):
            self.losses.append("the choices of parameters have no place but in the name of the value")
        used = {"guidelines"} if line_of(param.get("usage")) else set()
        for key in sorted((set(param) & {"constraints", "links", "depends-on", "remarks"}) | (used & set(param))):
            self.losses.append(f"`{key}` of parameters has no place")
        if any(prop.get("ns") != NAMESPACE for prop in map(dict_of, list_of(param.get("props")))):
            self.losses.append("properties of parameters have no place")

    def _resolved(self, text: str) -> str:
        return _INSERT.sub(lambda found: self._label(found[1]), text)

    def _markdown(self, text: str, *, blocks: bool) -> str:
        """A text that is Markdown already, or the same letters where it holds what requirements cannot."""
        text, links = _INSIDE.subn(r"\1", text)
        if links:
            self.losses.append("links inside the catalog stand as their words")
        if "{" not in text:
            try:
                found = parse_blocks(text) if blocks else parse_inline(text)
            except MarkupError as problem:
                self.losses.append(f"a text {problem}, which requirements cannot; it stands there letter by letter")
                found = ()
            if found:
                return text.strip()
        return readable_blocks(text) if blocks else readable(text)
