"""Reads an OSCAL catalog (JSON) of a stranger: its controls, with what of them has a place in a requirement, and what has not."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import PurePath
from typing import Any, get_args

from pve_gen.findings import PveError
from pve_gen.imported import ImportedList, ImportedRequirement, Loss
from pve_gen.model import ASPECTS, LEVELS, Kind, Language, Moment
from pve_gen.oscal import NAMESPACE
from pve_gen.oscaltext import MAX_DEPTH, Json, Values, dict_of, line_by_line, line_of, list_of, lost_in, own_props, prop_of, said_by

MAX_BYTES = 40_000_000  # that of NIST SP 800-53 is some 10 MB
MAX_CONTROLS = 20_000
_KINDS: tuple[Kind, ...] = get_args(Kind)
_MOMENTS: tuple[Moment, ...] = get_args(Moment)
_WISH_POINTS = 10
_TAKEN = {"statement", "guidance", "assessment-objective", "objective", "evidence", "risk"}
_KNOWN = {"id", "class", "title", "params", "props", "links", "parts", "controls"}


def catalog_of(data: bytes, shown: str, *, only: tuple[str, ...], kind: Kind, language: Language) -> ImportedList:
    """The controls of an OSCAL catalog, called `shown`: those of the groups and controls in `only`, or all.

    A control that is withdrawn is left out; one below another is a requirement of its own. PveError where it is no catalog.
    """
    body = _body(data, shown)
    reading = _Reading(shown, only, kind)
    reading.group(body, "", 0, not only)
    if missed := [name for name in only if name not in reading.met]:
        raise PveError(f"--only {missed[0]}: {shown} has no such group or control", f"there are groups {', '.join(reading.groups[:30])}")
    head = dict_of(body.get("metadata"))
    for key in sorted(set(body) - {"uuid", "metadata", "groups", "controls", "params", "back-matter"}):
        reading.note("", f"`{line_of(key)[:40]}` has no place")
    for key in sorted(set(head) - {"title", "version", "last-modified", "oscal-version", "parties"}):
        reading.note("", f"`{line_of(key)[:40]}` of the metadata has no place")
    if "back-matter" in body:
        reading.note("", "`back-matter` has no place")
    return ImportedList(
        file=PurePath(shown).name,
        sha256=hashlib.sha256(data).hexdigest(),
        language=language,
        title=line_of(head.get("title")) or PurePath(shown).stem,
        edition=line_of(head.get("version")),
        publisher=next(
            (line_of(dict_of(party).get("name")) for party in list_of(head.get("parties")) if line_of(dict_of(party).get("name"))), ""
        ),
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
    kinds = [key for key in dict_of(whole) if key != "$schema"]
    if isinstance(body := dict_of(whole).get("catalog"), dict):
        return body
    named = ", ".join(f"`{key[:40]}`" for key in kinds[:3]) or "no object"
    hint = "resolve the profile to a catalog first" if kinds == ["profile"] else "name an OSCAL catalog in JSON"
    raise PveError(f"{shown}: is no OSCAL catalog, but holds {named}", hint)


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _TwiceError(next(key for key, times in Counter(key for key, _value in pairs).items() if times > 1)[:40])
    return made


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
        for child in map(dict_of, list_of(node.get("groups"))):
            id, own = line_of(child.get("id")), line_of(child.get("title"))
            self.groups.append(id)
            inside = wanted or id in self.only
            self.met |= {id} & set(self.only)
            name = " – ".join(filter(None, [title, own or id]))
            if inside:
                self._about_group(child, id, name)
            self.group(child, name, depth + 1, inside)
        for child in map(dict_of, list_of(node.get("controls"))):
            self.control(child, title, "", depth + 1, wanted)

    def _about_group(self, group: Json, id: str, name: str) -> None:
        for key in sorted(set(group) - {"id", "class", "title", "params", "parts", "groups", "controls"}):
            self.note(f"group {id}", f"`{line_of(key)[:40]}` of a group has no place")
        for part in map(dict_of, list_of(group.get("parts"))):
            if part.get("name") == "overview" and name not in self.introductions and (said := line_of(part.get("prose"))):
                self.introductions[name] = said
            else:
                self.note(f"group {id}", f"part `{line_of(part.get('name'))}` of a group has no place")

    def _gather(self, node: Json) -> None:
        for param in map(dict_of, list_of(node.get("params"))):
            self.params[line_of(param.get("id"))] = param

    def control(self, node: Json, theme: str, parent: str, depth: int, wanted: bool) -> None:
        """A control, and those below it."""
        if depth > MAX_DEPTH:
            raise PveError(f"{self.shown}: holds groups or controls more than {MAX_DEPTH} deep")
        self.count += 1
        if self.count > MAX_CONTROLS:
            raise PveError(f"{self.shown}: holds more than {MAX_CONTROLS:,} controls")
        id = line_of(node.get("id"))
        wanted = wanted or id in self.only
        self.met |= {id} & set(self.only)
        self._gather(node)
        title = " – ".join(filter(None, [parent, line_of(node.get("title"))]))
        if wanted:
            if prop_of(node, "status").lower() == "withdrawn":
                self.note(f"control {id}", "is withdrawn, and is left out")
            else:
                self._take(node, id, theme, title)
        for child in map(dict_of, list_of(node.get("controls"))):
            self.control(child, theme, title, depth + 1, wanted)

    def _take(self, node: Json, id: str, theme: str, title: str) -> None:
        parts = list(map(dict_of, list_of(node.get("parts"))))
        values = Values(self.params)
        text = "\n\n".join(filter(None, (said_by(part, 0) for part in parts if part.get("name") == "statement")))
        if not text.strip():
            self.note(
                f"control {id}", "has no statement; the title is taken" if title else "has no statement and no title, and is left out"
            )
            if not title:
                return
        risk = next((part for part in parts if part.get("name") == "risk" and part.get("ns") == NAMESPACE), {})
        measures = [part for part in map(dict_of, list_of(risk.get("parts"))) if part.get("name") == "measure"]
        kind = next((one for one in _KINDS if one == node.get("class")), self.kind)
        self.found.append(
            ImportedRequirement(
                source=prop_of(node, "label") or id,
                where=f"{self.shown}: control {id}",
                theme=theme,
                title=title,
                text=values.fitted(text or title, blocks=True),
                kind=kind,
                points=self._points(node, id) if kind == "wish" else 0,
                values=tuple(values.used),
                why=values.told(" ".join(said_by(part, 0) for part in parts if part.get("name") == "guidance")),
                evidence=tuple(
                    (values.told(said_by(part, 0)), next((one for one in _MOMENTS if one == prop_of(part, "when", own=True)), "bid"))
                    for part in parts
                    if part.get("name") == "evidence" and said_by(part, 0)
                ),
                verify=values.told("; ".join(filter(None, (line_by_line(part) for part in parts if part.get("name") in {"assessment-objective", "objective"})))),
                risk=values.told(line_of(risk.get("prose"))),
                affects=tuple(one for one in ASPECTS if one in {line_of(item.get("value")) for item in own_props(risk, "affects")}),
                likelihood=next((one for one in LEVELS if one == prop_of(risk, "likelihood", own=True)), ""),
                impact=next((one for one in LEVELS if one == prop_of(risk, "impact", own=True)), ""),
                supplier_measures=tuple(values.told(said_by(one, 0)) for one in measures if one.get("class") == "supplier"),
                municipality_measures=tuple(values.told(said_by(one, 0)) for one in measures if one.get("class") == "municipality"),
            )
        )  # fmt: skip
        for what in dict.fromkeys((*values.losses, *(lost for part in parts if part.get("name") in _TAKEN for lost in lost_in(part)))):
            self.note(f"control {id}", what)
        self._left(node, id, parts)
        if {line_of(dict_of(param).get("id")) for param in list_of(node.get("params"))} - set(values.names):
            self.note(f"control {id}", "parameters that the statement does not name have no place")

    def _points(self, node: Json, id: str) -> int:
        said = prop_of(node, "points", own=True)
        if re.fullmatch("[1-9][0-9]?|100", said):
            return int(said)
        self.note(f"control {id}", f"the wish has no points; {_WISH_POINTS} is taken")
        return _WISH_POINTS

    def _left(self, node: Json, id: str, parts: list[Json]) -> None:
        """What of a control has no place."""
        for name in sorted({line_of(part.get("name")) or "?" for part in parts} - _TAKEN):
            self.note(f"control {id}", f"part `{name}` has no place")
        for name in sorted({line_of(dict_of(link).get("rel")) or "?" for link in list_of(node.get("links"))}):
            self.note(f"control {id}", f"links `{name}` have no place")
        for name in sorted({line_of(prop.get("name")) for prop in map(dict_of, list_of(node.get("props"))) if prop.get("ns") != NAMESPACE}):
            if name not in {"label", "sort-id", "status"}:
                self.note(f"control {id}", f"property `{name}` has no place")
        if own := sorted(
            {line_of(prop.get("name")) for prop in map(dict_of, list_of(node.get("props"))) if prop.get("ns") == NAMESPACE} - {"points"}
        ):
            self.note(f"control {id}", f"properties {', '.join(f'`{name}`' for name in own)} are not taken: decide them here")
        if (said := line_of(node.get("class"))) and said not in _KINDS:
            self.note(f"control {id}", f"class `{said[:40]}` has no place")
        for name in sorted(set(node) - _KNOWN):
            self.note(f"control {id}", f"`{line_of(name)[:40]}` has no place")
