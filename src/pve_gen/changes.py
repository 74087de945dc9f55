"""What a municipality changes in shared requirements, in its own layer: set a value, replace a field, drop.

A change is made to what the file says, before anything is built from it, so the result obeys the same schema
and the same checks as any requirement. Each has its reason, and the version of the requirement it was made for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from pve_gen.findings import Finding, did_you_mean
from pve_gen.model import Layer, LayerChange
from pve_gen.schema import validate
from pve_gen.source import Source
from pve_gen.values import Struct, field
from pve_gen.yamlfile import YamlFile, read_yaml

FIXED = ("id", "version", "since", "retired", "silence")
"""Fields of a shared requirement that a layer cannot replace: they say which requirement it is."""


class Draft(Struct):
    """A requirement as its file says it, before it is built: the values of its fields, and what layers changed in it."""

    id: str
    theme: str
    file: str
    value: Mapping[str, Any]
    changes: list[LayerChange] = field(default_factory=list)


def read_changes(source: Source, file: str) -> tuple[dict[int, Mapping[str, Any]], list[Finding]]:
    """The changes in a file by their place in its list, and the findings about it; where it has mistakes, those that are sound."""
    whole, findings = source.read(file, "changes")
    if whole is not None:
        return dict(enumerate(whole.value["changes"])), findings
    part, _findings = read_yaml(source.path_of(file), file)
    items = part.value.get("changes") if part is not None and isinstance(part.value, dict) else None
    alone = {index: {"changes": [item]} for index, item in enumerate(items if isinstance(items, list) else ())}
    return {index: value["changes"][0] for index, value in alone.items() if not validate(YamlFile(file, value, ""), "changes")}, findings


def changed(
    drafts: dict[str, Draft], items: Mapping[int, Mapping[str, Any]], layer: Layer, source: Source, file: str, unread: set[str]
) -> Iterator[Finding]:
    """Make every change of a layer (by its place in the file) in `drafts`; what does not fit is a finding at its line, and is not made."""
    for index, item in items.items():
        path = ("changes", index)
        draft = drafts.get(item["requirement"])
        if draft is None:
            if item["requirement"] not in unread:  # a file with mistakes is not missing
                place = source.place(file, (*path, "requirement"))
                hint = did_you_mean(item["requirement"], drafts)
                yield Finding("change-unknown", place, f"`{item['requirement']}` is not a requirement of the shared catalogue", hint)
            continue
        if item["for_version"] != draft.value["version"]:
            place = source.place(file, (*path, "for_version"))
            message = f"{draft.id} is now version {draft.value['version']}; this change was made for version {item['for_version']}"
            hint = f"read the requirement again, and then write for_version: {draft.value['version']}"
            yield Finding("change-stale", place, message, hint, "warning")
        new, problems = _made(draft, item, source, file, path)
        if problems:
            yield from problems
            continue
        draft.value = new
        draft.changes += _noted(item, layer, file, index)


def _made(
    draft: Draft, item: Mapping[str, Any], source: Source, file: str, path: tuple[str | int, ...]
) -> tuple[Mapping[str, Any], list[Finding]]:
    """The requirement with one change made, and why that cannot be."""
    value: dict[str, Any] = deepcopy(dict(draft.value))
    problems: list[Finding] = []
    for name, text in item.get("set", {}).items():
        known = value.get("values", {})
        if name not in known:
            hint = did_you_mean(name, known) if known else "this requirement has no values"
            problems.append(
                Finding("value-unknown", source.place(file, (*path, "set", name), key=True), f"`{name}` is not a value of {draft.id}", hint)
            )
            continue
        dutch, english = (text["nl"], text.get("en", text["nl"])) if isinstance(text, Mapping) else (text, text)
        one = {key: kept for key, kept in known[name].items() if key not in {"default", "by_profile", "follows", "ask"}}
        known[name] = one | {
            "default": dutch,
            "en": {k: v for k, v in one.get("en", {}).items() if k != "by_profile"} | {"default": english},
        }
    for name, replacement in item.get("replace", {}).items():
        if name in FIXED:
            message = f"`{name}` says which requirement this is, and cannot be replaced"
            problems.append(
                Finding("change-field", source.place(file, (*path, "replace", name), key=True), message, "drop it, and write your own")
            )
        elif name == "en":
            value["en"] = value.get("en", {}) | replacement
        else:
            value[name] = replacement
    if value["kind"] != "wish":
        value.pop("points", None)  # only a wish has them
    if not problems and item.get("replace"):
        # The result is held against the schema of a requirement; what is wrong is told where the change stands.
        told = validate(YamlFile(file, value, ""), "requirement")
        at = source.place(file, (*path, "replace"), key=True)
        problems += [Finding(one.rule, at, one.message, one.hint, one.severity) for one in told]
    return value, problems


def _noted(item: Mapping[str, Any], layer: Layer, file: str, index: int) -> Iterator[LayerChange]:
    reason = " ".join(item["reason"].split())
    for name in item.get("set", {}):
        yield LayerChange(layer=layer.name, verb="set", what=name, reason=reason, role=item.get("role", ""), file=file, index=index)
    for name in item.get("replace", {}):
        yield LayerChange(layer=layer.name, verb="replace", what=name, reason=reason, role=item.get("role", ""), file=file, index=index)
    if item.get("drop"):
        yield LayerChange(layer=layer.name, verb="drop", reason=reason, role=item.get("role", ""), file=file, index=index)
