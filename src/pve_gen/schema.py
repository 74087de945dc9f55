"""Values held against the published JSON Schemas, and what is wrong with them in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from pve_gen.findings import Finding, did_you_mean, nearest
from pve_gen.model import Language, written
from pve_gen.shipped import shipped
from pve_gen.yamlfile import YamlFile

if TYPE_CHECKING:
    import jsonschema_rs

_TYPES = {"string": "text", "integer": "a whole number", "boolean": "true or false", "array": "a list", "object": "a block of names"}
EXAMPLES = {  # of every pattern in the schemas, for who does not read patterns
    "^[A-Z]{2,6}-[0-9]{2,3}$": "AUTH-03",
    "^[A-Z]{2,6}$": "AUTH",
    "^[0-9]{4}\\.[0-9]+$": "2026.1",
    "^[a-z][a-z0-9_]*$": "personal_data",
    "^[a-z][a-z0-9_-]*$": "on_premises",
    "^[a-z0-9.-]+ [^ ]+$": "bio2-1.3 5.17.01",
    "^https?://": "https://www.example.nl/norm",
}


@cache
def schema(name: str) -> dict[str, Any]:
    """The published schema of that name: `requirement`, `theme`, `tender` …"""
    loaded: dict[str, Any] = json.loads((shipped("catalog") / "schema" / f"{name}.schema.json").read_bytes())
    return loaded


def names() -> list[str]:
    """The names of all published schemas."""
    return sorted(file.name.removesuffix(".schema.json") for file in (shipped("catalog") / "schema").iterdir())


def published(name: str, language: Language) -> bytes:
    """A schema as an editor reads it, explaining in `language`; the fields of what `pve` itself writes are told in English only."""
    if language == "nl":
        return (shipped("catalog") / "schema" / f"{name}.schema.json").read_bytes()
    return (json.dumps(_in_english(schema(name)), ensure_ascii=False, indent=2) + "\n").encode()


def _in_english(node: Any) -> Any:
    if isinstance(node, list):
        return [_in_english(item) for item in node]
    if not isinstance(node, dict):
        return node
    english = {word: node[f"x-{word}-en"] for word in ("title", "description") if isinstance(node.get(f"x-{word}-en"), str)}
    return {key: english.get(key, _in_english(inner)) for key, inner in node.items() if not (key.startswith("x-") and key.endswith("-en"))}


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


def validate(file: YamlFile, name: str) -> list[Finding]:
    """Every way in which `file` is not a `name`, each at its place; empty where it is one."""
    if _validator(name).is_valid(file.value):
        return []
    errors: list[Any] = list(_validator(name).iter_errors(file.value))
    misspelt = {(*error.instance_path, field) for error in errors for field in _meant(error, schema(name))}
    return [
        finding
        for error in errors
        # A misspelt field is unknown and missing at once: once is enough.
        if error.kind.name != "required" or (*error.instance_path, error.kind.property) not in misspelt
        for finding in _findings(error, file, schema(name))
    ]


def sound(file: YamlFile, name: str) -> YamlFile | None:
    """What is left of a file when all that breaks its schema is left out, so that the rest can be looked at; None where that is nothing.

    An entry (such as one fact of a tender) with a wrong value in it is left out whole, one with a field too many or too few is
    not: who looks further must not count on a required field.
    """
    while paths := {path for error in _validator(name).iter_errors(file.value) for path in _broken(error)}:
        if () in paths:
            return None
        file = file.without(paths)
    return file


def _broken(error: Any) -> Iterator[tuple[str | int, ...]]:
    """The paths of what must go for an error; none for a field that is missing."""
    path = tuple(error.instance_path)
    if error.kind.name == "additionalProperties":
        yield from ((*path, name) for name in error.kind.unexpected)
    elif error.kind.name == "propertyNames":
        yield (*path, error.kind.error.instance)
    elif error.kind.name != "required":
        yield path[:2]


def _meant(error: Any, root: dict[str, Any]) -> Iterator[str]:
    """The fields that unknown ones were most likely meant to be."""
    if error.kind.name == "additionalProperties":
        known = list(_at(root, error.schema_path[:-1]).get("properties", {}))
        for name in error.kind.unexpected:
            yield from nearest(name, known)


def _findings(error: Any, file: YamlFile, root: dict[str, Any]) -> Iterator[Finding]:
    path = tuple(error.instance_path)
    kind = error.kind.name
    if kind in {"oneOf", "anyOf"} and getattr(error.kind, "context", None):
        yield from _nearest_branch(error, file, root)
        return
    if kind == "additionalProperties":
        known = _at(root, error.schema_path[:-1]).get("properties", {})
        for name in error.kind.unexpected:
            yield Finding(
                "schema-unknown-field",
                file.place((*path, name), key=True),
                f"`{name}` is not a field here",
                did_you_mean(name, known) if " " not in name else "put quotes around a text with a comma between { }",
            )
        return
    if kind == "propertyNames":
        inner = error.kind.error
        hint = did_you_mean(inner.instance, inner.kind.options) if inner.kind.name == "enum" else _example(inner.kind.pattern)
        place = file.place((*path, inner.instance), key=True)
        yield Finding("schema-name", place, f"`{inner.instance}` is not a name that fits here", hint)
        return
    name = _called(path)
    if kind in {"type", "pattern"} and isinstance(error.instance, str) and not error.instance.strip():
        kind = "empty"
    message, hint = _PLAIN.get(kind, _other)(error, name)
    if kind == "type" and "object" in error.kind.types and (wanted := _at(root, error.schema_path[:-1]).get("required")):
        hint = f"write {' and '.join(f'`{field}: …`' for field in wanted)} below it"
    # Where text is meant and YAML reads a number or true, quotes keep what stands there and make it text.
    quoted = kind == "type" and error.kind.types == ["string"] and isinstance(error.instance, bool | int)
    yield Finding(f"schema-{_RULES.get(kind, 'value')}", file.place(path), message, hint, fix="quote" if quoted else "")


def _called(path: tuple[str | int, ...]) -> str:
    return f"`{path[-1]}`" if path and isinstance(path[-1], str) else "this entry"


def _nearest_branch(error: Any, file: YamlFile, root: dict[str, Any]) -> Iterator[Finding]:
    """Of several allowed shapes, the complaint about the one that the author most likely meant."""
    branches = [branch for branch in error.kind.context if branch]
    shaped = [branch for branch in branches if not any(e.kind.name == "type" and e.instance_path == error.instance_path for e in branch)]
    path = tuple(error.instance_path)
    wanted = _at(root, error.schema_path)
    shapes = [_TYPES[branch["type"]] for branch in wanted if "type" in branch]
    if not shapes:
        names = [f"`{name}`" for branch in wanted for name in branch["required"]]
        exactly, hint = ("exactly", "write one of the two lines") if error.kind.name == "oneOf" else ("at least", "add one of these lines")
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        yield Finding("schema-value", file.place(path), f"{_called(path)} needs {exactly} one of {listed}", hint)
    elif shaped:
        for inner in shaped[0]:
            yield from _findings(inner, file, root)
    elif error.instance == "":
        yield Finding("schema-empty", file.place(path), f"`{path[-1]}` is empty", "fill it in, or remove the line")
    else:
        yield Finding("schema-type", file.place(path), f"`{path[-1]}` has the wrong shape", f"write {' or '.join(shapes)}")


def _at(root: dict[str, Any], path: list[str | int]) -> Any:
    value: Any = root
    for step in path:
        value = value[step]
    return value


def _example(pattern: str) -> str:
    return f"write it like `{EXAMPLES[pattern]}`" if pattern in EXAMPLES else f"it must match {pattern}"


def _required(error: Any, name: str) -> tuple[str, str]:
    return f"`{error.kind.property}` is missing", f"add a line `{error.kind.property}: …`"


def _type(error: Any, name: str) -> tuple[str, str]:
    wanted = " or ".join(_TYPES.get(kind, kind) for kind in error.kind.types)
    value = error.instance
    if "string" in error.kind.types and isinstance(value, bool | int):
        return f"{name} must be text", f'put quotes around it: "{str(value).lower()}"'
    if "array" in error.kind.types:
        return f"{name} must be {wanted}", "write each entry on a line of its own, after a dash"
    if "object" in error.kind.types:
        return f"{name} must be {wanted}", "write lines such as `name: text` below it"
    return f"{name} must be {wanted}", f"not the text «{value[:30]}»" if isinstance(value, str) else ""


def _enum(error: Any, name: str) -> tuple[str, str]:
    value, options = error.instance, [str(option) for option in error.kind.options]
    if isinstance(value, list | dict):
        return f"{name} must be one word", did_you_mean("", options)
    said = written(value) if isinstance(value, bool) else str(value)
    return f"{name} cannot be `{said}`" if said else f"{name} is empty", did_you_mean(said, options)


def _other(error: Any, name: str) -> tuple[str, str]:
    return f"{name}: {error.message}", ""


_RULES = {
    "required": "missing-field",
    "type": "type",
    "enum": "choice",
    "empty": "empty",
    "minItems": "empty",
    "minProperties": "empty",
}
_PLAIN: dict[str, Callable[[Any, str], tuple[str, str]]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "empty": lambda _error, name: (f"{name} is empty", "fill it in, or remove the line"),
    "minItems": lambda error, name: (f"{name} needs at least {error.kind.limit}", "add one"),
    "minProperties": lambda _error, name: (f"{name} is empty", "fill it in, or remove the line"),
    "maxLength": lambda error, name: (f"{name} is longer than {error.kind.limit} characters", "make it shorter"),
    "minimum": lambda error, name: (f"{name} must be at least {error.kind.limit}", ""),
    "maximum": lambda error, name: (f"{name} must be at most {error.kind.limit}", ""),
    "uniqueItems": lambda _error, name: (f"{name} holds the same entry twice", "keep one"),
    "const": lambda error, name: (f"{name} can only be `{str(error.kind.expected_value).lower()}`", ""),
    "format": lambda error, name: (f"{name} is not a {error.kind.format}: «{error.instance}»", "write 2026-11-24"),
    "pattern": lambda error, name: (f"{name} has not the right form: «{error.instance}»", _example(error.kind.pattern)),
}
