"""Reads an OSCAL catalog (JSON) of a stranger: its controls, with what of them has a place in a requirement, and what has not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, get_args

from pve_gen.findings import PveError
from pve_gen.imported import ImportedList, ImportedRequirement, ImportedValue, Loss
from pve_gen.markup import MarkupError, parse_blocks, parse_inline, readable, readable_blocks
from pve_gen.model import ASPECTS, LEVELS, Kind, Language, Moment
from pve_gen.oscal import NAMESPACE
from pve_gen.yamlfile import FORBIDDEN

MAX_BYTES = 40_000_000  # that of NIST SP 800-53 is some 10 MB
MAX_DEPTH = 30  # of groups in groups, controls in controls, parts in parts
MAX_CONTROLS = 20_000
_INSERT = re.compile(r"\{\{\s*(?:insert:\s*)?(?:param,\s*)?([^\s{},]+)\s*\}\}")
_MARK = re.compile("\ue100(\\d+)\ue101")  # stands for an insert while a text is made readable
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 50
_KINDS: tuple[Kind, ...] = get_args(Kind)
_MOMENTS: tuple[Moment, ...] = get_args(Moment)
_TAKEN = {"statement", "guidance", "assessment-objective", "objective", "evidence", "risk"}
_KNOWN = {"id", "class", "title", "params", "props", "links", "parts", "controls"}

Json = Mapping[str, Any]


def catalog_of(data: bytes, shown: str, *, only: tuple[str, ...], kind: Kind, language: Language) -> ImportedList:
    """The controls of an OSCAL catalog, called `shown`: those of the groups and controls in `only`, or all.

    A control that is withdrawn is left out; one below another is a requirement of its own. PveError where it is no catalog.
    """
    body = _body(data, shown)
    reading = _Reading(shown, only, kind)
    reading.group(body, "", 0, not only)
    if missed := [name for name in only if name not in reading.met]:
        raise PveError(f"--only {missed[0]}: {shown} has no such group or control", f"there are groups {', '.join(reading.groups[:30])}")
    head = _dict(body.get("metadata"))
    for key in sorted(set(body) - {"uuid", "metadata", "groups", "controls", "params", "back-matter"}):
        reading.note("", f"`{key}` has no place")
    if "back-matter" in body:
        reading.note("", "`back-matter` has no place")
    return ImportedList(
        file=PurePath(shown).name,
        sha256=hashlib.sha256(data).hexdigest(),
        language=language,
        title=_text(head.get("title")) or PurePath(shown).stem,
        edition=_text(head.get("version")),
        publisher=next((_text(_dict(party).get("name")) for party in _list(head.get("parties")) if _text(_dict(party).get("name"))), ""),
        requirements=tuple(reading.found),
        introductions=reading.introductions,
        losses=tuple(reading.losses),
    )


def looks_like_json(data: bytes) -> bool:
    """Whether a file begins as JSON does."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _body(data: bytes, shown: str) -> Json:
    if len(data) > MAX_BYTES:
        raise PveError(f"{shown}: is {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        # Numbers stay text: no catalog needs them, and a long one takes hours to read.
        whole = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once)
    except RecursionError:
        raise PveError(f"{shown}: is nested too deep") from None
    except UnicodeDecodeError:
        raise PveError(f"{shown}: is not UTF-8", "save the file as UTF-8") from None
    except json.JSONDecodeError as problem:
        raise PveError(f"{shown}:{problem.lineno}:{problem.colno}: is not JSON: {problem.msg}") from None
    except _TwiceError as twice:
        raise PveError(f"{shown}: `{twice}` stands twice in one object", "programs would read it in two ways; keep one") from None
    kinds = [key for key in _dict(whole) if key != "$schema"]
    if isinstance(body := _dict(whole).get("catalog"), dict):
        return body
    named = ", ".join(f"`{key[:40]}`" for key in kinds[:3]) or "no object"
    hint = "resolve the profile to a catalog first" if kinds == ["profile"] else "name an OSCAL catalog in JSON"
    raise PveError(f"{shown}: is no OSCAL catalog, but holds {named}", hint)


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        raise _TwiceError(next(key for key, _value in pairs if key in seen or seen.add(key))[:40])  # type: ignore[func-returns-value]
    return made


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return " ".join(FORBIDDEN.sub("", value).split()) if isinstance(value, str) else ""


def _prop(node: Json, name: str, *, own: bool = False, cls: str = "") -> str:
    """The value of a property, of our own namespace where `own`."""
    for item in map(_dict, _list(node.get("props"))):
        if item.get("name") == name and (item.get("ns") == NAMESPACE) == own and (not cls or item.get("class") == cls):
            return _text(item.get("value"))
    return ""


def _own_props(node: Json, name: str) -> list[Json]:
    return [item for item in map(_dict, _list(node.get("props"))) if item.get("name") == name and item.get("ns") == NAMESPACE]


class _Reading:
    """Walks through groups and controls. `found` are the requirements, `met` the names of `only` that were there."""

    def __init__(self, shown: str, only: tuple[str, ...], kind: Kind) -> None:
        self.shown, self.only, self.kind = shown, only, kind
        self.found: list[ImportedRequirement] = []
        self.losses: list[Loss] = []
        self.introductions: dict[str, str] = {}
        self.groups: list[str] = []
        self.met: set[str] = set()
        self.params: dict[str, Json] = {}
        self.count = 0

    def note(self, control: str, what: str) -> None:
        self.losses.append(Loss(where=f"{self.shown}: {control}" if control else self.shown, what=what))

    def group(self, node: Json, title: str, depth: int, wanted: bool) -> None:
        """A group, or the whole catalog: the controls in it and in the groups below."""
        if depth > MAX_DEPTH:
            raise PveError(f"{self.shown}: holds groups or controls more than {MAX_DEPTH} deep")
        self._gather(node)
        for child in map(_dict, _list(node.get("groups"))):
            id, own = _text(child.get("id")), _text(child.get("title"))
            self.groups.append(id)
            inside = wanted or id in self.only
            self.met |= {id} & set(self.only)
            name = " – ".join(filter(None, [title, own or id]))
            if inside:
                self._about_group(child, id, name)
            self.group(child, name, depth + 1, inside)
        for child in map(_dict, _list(node.get("controls"))):
            self.control(child, title, "", depth + 1, wanted)

    def _about_group(self, group: Json, id: str, name: str) -> None:
        for part in map(_dict, _list(group.get("parts"))):
            if part.get("name") == "overview" and name not in self.introductions and (said := _text(part.get("prose"))):
                self.introductions[name] = said
            else:
                self.note(f"group {id}", f"part `{_text(part.get('name'))}` of a group has no place")

    def _gather(self, node: Json) -> None:
        for param in map(_dict, _list(node.get("params"))):
            self.params[_text(param.get("id"))] = param

    def control(self, node: Json, theme: str, parent: str, depth: int, wanted: bool) -> None:
        """A control, and those below it."""
        if depth > MAX_DEPTH:
            raise PveError(f"{self.shown}: holds groups or controls more than {MAX_DEPTH} deep")
        self.count += 1
        if self.count > MAX_CONTROLS:
            raise PveError(f"{self.shown}: holds more than {MAX_CONTROLS:,} controls")
        id = _text(node.get("id"))
        wanted = wanted or id in self.only
        self.met |= {id} & set(self.only)
        self._gather(node)
        title = " – ".join(filter(None, [parent, _text(node.get("title"))]))
        if wanted:
            if _prop(node, "status").lower() == "withdrawn":
                self.note(f"control {id}", "is withdrawn, and is left out")
            else:
                self._take(node, id, theme, title)
        for child in map(_dict, _list(node.get("controls"))):
            self.control(child, theme, title, depth + 1, wanted)

    def _take(self, node: Json, id: str, theme: str, title: str) -> None:
        parts = list(map(_dict, _list(node.get("parts"))))
        values = _Values(self.params)
        text = "\n\n".join(filter(None, (_said_by(part, 0) for part in parts if part.get("name") == "statement")))
        if not text.strip():
            self.note(
                f"control {id}", "has no statement; the title is taken" if title else "has no statement and no title, and is left out"
            )
            if not title:
                return
        risk = next((part for part in parts if part.get("name") == "risk" and part.get("ns") == NAMESPACE), {})
        measures = [part for part in map(_dict, _list(risk.get("parts"))) if part.get("name") == "measure"]
        kind = next((one for one in _KINDS if one == node.get("class")), self.kind)
        self.found.append(
            ImportedRequirement(
                source=_prop(node, "label") or id,
                where=f"{self.shown}: control {id}",
                theme=theme,
                title=title,
                text=values.fitted(text or title, blocks=True),
                kind=kind,
                points=int(said) if (said := _prop(node, "points", own=True)).isdecimal() and kind == "wish" and 0 < int(said[:4]) <= 100 else 10 * (kind == "wish"),
                values=tuple(values.used),
                why=values.told(" ".join(_said_by(part, 0) for part in parts if part.get("name") == "guidance")),
                evidence=tuple(
                    (values.told(_said_by(part, 0)), next((one for one in _MOMENTS if one == _prop(part, "when", own=True)), "bid"))
                    for part in parts
                    if part.get("name") == "evidence" and _said_by(part, 0)
                ),
                verify=values.told("; ".join(filter(None, (_line_by_line(part) for part in parts if part.get("name") in {"assessment-objective", "objective"})))),
                risk=values.told(_text(risk.get("prose"))),
                affects=tuple(one for one in ASPECTS if one in {_text(item.get("value")) for item in _own_props(risk, "affects")}),
                likelihood=next((one for one in LEVELS if one == _prop(risk, "likelihood", own=True)), ""),
                impact=next((one for one in LEVELS if one == _prop(risk, "impact", own=True)), ""),
                supplier_measures=tuple(values.told(_said_by(one, 0)) for one in measures if one.get("class") == "supplier"),
                municipality_measures=tuple(values.told(_said_by(one, 0)) for one in measures if one.get("class") == "municipality"),
            )
        )  # fmt: skip
        self._left(node, id, parts)
        if {_text(_dict(param).get("id")) for param in _list(node.get("params"))} - set(values.names):
            self.note(f"control {id}", "parameters that the statement does not name have no place")

    def _left(self, node: Json, id: str, parts: list[Json]) -> None:
        """What of a control has no place."""
        for name in sorted({_text(part.get("name")) or "?" for part in parts} - _TAKEN):
            self.note(f"control {id}", f"part `{name}` has no place")
        for name in sorted({_text(_dict(link).get("rel")) or "?" for link in _list(node.get("links"))}):
            self.note(f"control {id}", f"links `{name}` have no place")
        for name in sorted({_text(prop.get("name")) for prop in map(_dict, _list(node.get("props"))) if prop.get("ns") != NAMESPACE}):
            if name not in {"label", "sort-id", "status"}:
                self.note(f"control {id}", f"property `{name}` has no place")
        if own := sorted(
            {_text(prop.get("name")) for prop in map(_dict, _list(node.get("props"))) if prop.get("ns") == NAMESPACE} - {"points"}
        ):
            self.note(f"control {id}", f"properties {', '.join(f'`{name}`' for name in own)} are not taken: decide them here")
        for name in sorted(set(node) - _KNOWN):
            self.note(f"control {id}", f"`{name[:40]}` has no place")


def _said_by(part: Json, depth: int) -> str:
    """The prose of a part and of the items below it, each on a line of its own with its label."""
    if depth > MAX_DEPTH:
        return ""
    raw = part.get("prose")
    prose = FORBIDDEN.sub("", raw).strip() if isinstance(raw, str) else ""
    label = _prop(part, "label")
    lines = [f"{label} {prose}" if label and depth else prose]
    lines += [
        _said_by(child, depth + 1) for child in map(_dict, _list(part.get("parts"))) if child.get("name") in {"item", part.get("name")}
    ]
    return "\n\n".join(line for line in lines if line.strip())


def _line_by_line(part: Json) -> str:
    """As `_said_by`, on one line; a label alone says nothing there."""
    lines = (" ".join(line.split()) for line in _said_by(part, 0).split("\n\n"))
    return "; ".join(re.sub(r"; and$|[;.]$", "", line) for line in lines if " " in line)


class _Values:
    """The parameters that the text of one control names, as values with a name that people can read."""

    def __init__(self, params: Mapping[str, Json]) -> None:
        self.params = params
        self.used: list[ImportedValue] = []
        self.names: dict[str, str] = {}

    def fitted(self, text: str, *, blocks: bool) -> str:
        """A text of OSCAL as Markdown of ours, in which each insert is a value."""
        names: list[str] = []

        def keep(found: re.Match[str]) -> str:
            names.append(self._name(found[1]))
            return f"\ue100{len(names) - 1}\ue101"

        kept = _INSERT.sub(keep, text.replace("\ue100", "").replace("\ue101", ""))
        return _MARK.sub(lambda found: f"{{{names[int(found[1])]}}}", _markdown(kept, blocks=blocks))

    def told(self, text: str) -> str:
        """A text in which no value can stand: what the parameter is called stands there."""
        plain = _INSERT.sub(lambda found: f"[{self._label(found[1])}]", text)
        return _markdown(" ".join(plain.split()), blocks=False)

    def _label(self, id: str, depth: int = 0) -> str:
        """What a parameter is called: its value, label, or the choices that it gives."""
        param = self.params.get(id, {})
        choices = [_text(one) for one in _list(_dict(param.get("select")).get("choice")) if _text(one)]
        values = [_text(one) for one in _list(param.get("values")) if _text(one)]
        said = ", ".join(values) or _text(param.get("label")) or "; ".join(choices) or id
        return _INSERT.sub(lambda found: self._label(found[1], depth + 1) if depth < 5 else found[1], said)[:300]

    def _name(self, id: str) -> str:
        if id in self.names:
            return self.names[id]
        param = self.params.get(id, {})
        label = self._label(id)
        own = _prop(param, "name", own=True)
        base = _NAME.sub("_", (own or label or id).lower()).strip("_")[:_LONGEST_NAME].strip("_") or "value"
        base = base if base[0].isalpha() else f"value_{base}"
        name, number = base, 2
        while name in self.names.values():
            name, number = f"{base}_{number}", number + 1
        self.names[id] = name
        values = [_text(one) for one in _list(param.get("values")) if _text(one)]
        guidelines = [_text(_dict(one).get("prose")) for one in _list(param.get("guidelines"))]
        steps: dict[str, str] = {level: said for level in LEVELS if (said := _prop(param, "by-profile", own=True, cls=level))}
        self.used.append(
            ImportedValue(
                name=name,
                label=_text(param.get("label")) or label,
                explain=_text(param.get("usage")) or self._resolved(" ".join(filter(None, guidelines))) or label,
                default=", ".join(values),
                by_profile=steps if values else {},
            )
        )
        return name

    def _resolved(self, text: str) -> str:
        return _INSERT.sub(lambda found: self._label(found[1]), text)


def _markdown(text: str, *, blocks: bool) -> str:
    """A text that is Markdown already, or the same letters where it holds what requirements cannot."""
    if "{" not in text:
        try:
            found = parse_blocks(text) if blocks else parse_inline(text)
        except MarkupError:
            found = ()
        if found:
            return text.strip()
    return readable_blocks(text) if blocks else readable(text)
