"""YAML → values that remember where they stand; refuses what has no business in a catalogue.

Values are built from PyYAML's *event* stream, never by its constructors: these crash, hang or
change text on hostile and on innocent input alike (PyYAML #165, #895, libyaml #107). A plain scalar
is a whole number, `true`/`false`, or else exactly the text its author wrote.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml
from yaml.resolver import Resolver

from pve_gen.findings import Finding, Place

MAX_BYTES = 2_000_000  # the shipped catalogue's largest file is some 100 kB
MAX_DEPTH = 40
MAX_VALUES = 200_000

Path = tuple[str | int, ...]
_Spot = tuple[int, int]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the pure parser gives the same events
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = Resolver.yaml_implicit_resolvers
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# C0 and C1 controls, line separators that YAML 1.1 takes for line ends, surrogates, bidi overrides
# (they make a text read differently from what it says), byte order marks, noncharacters, and the two
# private-use characters with which documents mark a blank.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\ue000\ue001]"
)
"""The characters that no file of ours may hold."""
_PLAIN_WORDS = {
    "mapping values are not allowed": ("a text with a colon needs quotes", 'write title: "Let op: …"'),
    "found character '\\t'": ("a tab is used for indentation", "use spaces"),
    "found unexpected end of stream": ("a quote is opened and never closed", "close it, or leave both out"),
    "did not find expected key": ("the line does not fit its indentation", "line it up with its neighbours"),
    "could not find expected ':'": ("a name without a colon", "write name: text"),
    "block sequence entries are not allowed": ("a list starts where it cannot", "put it on a line of its own"),
    "did not find expected ',' or": ("a list or block between brackets is not closed", "close the bracket"),
    "found undefined tag handle": ("a text cannot start with !", "put quotes around the text"),
    "while scanning an alias": ("a text cannot start with *", "put quotes around the text"),
    "while scanning an anchor": ("a text cannot start with &", "put quotes around the text"),
    "found character that cannot start": ("a text cannot start with this character", "put quotes around the text"),
}


class Readable(Protocol):
    """What a catalogue file is read through: a `pathlib.Path` or a file inside a wheel or zip."""

    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The value of one YAML file, and the place of everything in it."""

    file: str
    value: Any
    marks: Mapping[int, Mapping[str | int, tuple[_Spot, _Spot]]] = field(repr=False)

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """The place of the value at `path` (of its key where `key`); of the nearest parent where it is absent."""
        value, spot = self.value, (1, 1)
        for step in path:
            known = self.marks.get(id(value), {})
            if step not in known:
                break
            spot = known[step][0 if key and step == path[-1] else 1]
            value = value[step]
        return Place(self.file, *spot)

    def without(self, paths: Collection[Path]) -> YamlFile:
        """The file as if nothing stood at `paths`; all else keeps its place."""
        marks: dict[int, Mapping[str | int, tuple[_Spot, _Spot]]] = {}

        def copied(value: Any, path: Path) -> Any:
            if not isinstance(value, dict | list):
                return value
            inside = value.items() if isinstance(value, dict) else enumerate(value)
            kept = {step: copied(inner, (*path, step)) for step, inner in inside if (*path, step) not in paths}
            new: Any = kept if isinstance(value, dict) else list(kept.values())
            known = self.marks.get(id(value), {})
            marks[id(new)] = {now: known[was] for now, was in zip(new if isinstance(value, dict) else range(len(new)), kept, strict=True)}
            return new

        return YamlFile(self.file, copied(self.value, ()), marks)


class _Refused(Exception):
    def __init__(self, rule: str, spot: _Spot, message: str, hint: str = "") -> None:
        self.rule, self.spot, self.message, self.hint = rule, spot, message, hint


def read_yaml(source: Readable, file: str, *, dates: frozenset[str] = frozenset()) -> tuple[YamlFile | None, list[Finding]]:
    """The one document in `source`, or None where it cannot be read, and the findings about it.

    `file` is the name that findings carry. An unquoted date is no finding under a key in `dates`.
    Never raises for what stands in the file.
    """
    try:
        data = source.read_bytes()
    except OSError as problem:
        return None, [Finding("file-unreadable", Place(file), f"cannot be read: {problem.strerror or problem}")]
    try:
        text = _text(data)
        builder = _Builder(text, file, dates)
        return YamlFile(file, builder.build(), builder.marks), builder.findings
    except _Refused as refused:
        return None, [Finding(refused.rule, Place(file, *refused.spot), refused.message, refused.hint)]
    except yaml.YAMLError as problem:
        return None, [_syntax_finding(problem, file, text)]


def plain_scalars(text: str) -> dict[_Spot, tuple[int, int]]:
    """Where every text without quotes begins (line and column) → its first and last+1 index; nothing for what is no YAML."""
    found: dict[_Spot, tuple[int, int]] = {}
    with contextlib.suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_LOADER):
            if type(event) is yaml.ScalarEvent and not event.style and event.start_mark and event.end_mark:
                found[event.start_mark.line + 1, event.start_mark.column + 1] = event.start_mark.index, event.end_mark.index
    return found


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refused("yaml-too-large", (1, 1), f"is {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise _Refused("yaml-encoding", (line, 1), "is not UTF-8", "save the file as UTF-8") from None
    if found := FORBIDDEN.search(text):
        raise _forbidden(found.group(), _spot_of(text, found.start()))
    return text


def _forbidden(character: str, spot: _Spot) -> _Refused:
    return _Refused("yaml-character", spot, f"holds the invisible character U+{ord(character):04X}", "remove it")


def _spot_of(text: str, index: int) -> _Spot:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _syntax_finding(problem: yaml.YAMLError, file: str, text: str) -> Finding:
    """PyYAML's complaint in plain words where it is a usual one."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    line = text.splitlines()[mark.line] if mark and mark.line < text.count("\n") else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Finding("yaml-syntax", place, "a tab is used for indentation", "use spaces")
    said = f"{getattr(problem, 'context', '') or ''} {getattr(problem, 'problem', '') or problem}".strip()
    for words, (message, hint) in _PLAIN_WORDS.items():
        if words in said:
            return Finding("yaml-syntax", place, message, hint)
    return Finding("yaml-syntax", place, f"is not YAML: {said}", "check quotes, colons and indentation")


class _Builder:
    """Builds dicts, lists and scalars with a stack of its own, so depth never becomes recursion."""

    def __init__(self, text: str, file: str, dates: frozenset[str]) -> None:
        self.text, self.file, self.dates = text, file, dates
        self.findings: list[Finding] = []
        self.top: list[Any] = []
        self.marks: dict[int, dict[str | int, tuple[_Spot, _Spot]]] = {id(self.top): {}}
        self.stack: list[Any] = [self.top]
        self.key: tuple[str, _Spot] | None = None  # the key of a mapping that waits for its value
        self.count = 0

    def build(self) -> Any:
        """The document's value; raises _Refused or yaml.YAMLError."""
        for event in yaml.parse(self.text, Loader=_LOADER):
            self.take(event)
        if not self.top:
            raise _Refused("yaml-empty", (1, 1), "is empty", "fill it in")
        return self.top[0]

    def take(self, event: Any) -> None:
        kind = type(event)
        spot = (event.start_mark.line + 1, event.start_mark.column + 1)
        if kind in {yaml.MappingEndEvent, yaml.SequenceEndEvent}:
            self.stack.pop()
        elif kind in {yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent}:
            self.refuse_extras(event, kind, spot)
            if kind is not yaml.ScalarEvent:
                self.open({} if kind is yaml.MappingStartEvent else [], spot)
            elif type(self.stack[-1]) is dict and self.key is None:
                self.key = self.new_key(event.value, spot), spot
            else:
                self.put(self.scalar(event, spot), spot)
        elif kind is yaml.DocumentStartEvent and self.top:
            raise _Refused("yaml-document", spot, "holds a second document", "one `---` at most, at the top")

    def open(self, value: dict[str, Any] | list[Any], spot: _Spot) -> None:
        if type(self.stack[-1]) is dict and self.key is None:
            raise _Refused("yaml-key", spot, "a name must be plain text", "put quotes around a text with braces")
        self.put(value, spot)
        self.marks[id(value)] = {}
        self.stack.append(value)
        if len(self.stack) > MAX_DEPTH + 1:
            raise _Refused("yaml-depth", spot, f"is nested more than {MAX_DEPTH} levels deep")

    def put(self, value: Any, spot: _Spot) -> None:
        container = self.stack[-1]
        if self.key is not None:
            key, key_spot = self.key
            self.marks[id(container)][key] = key_spot, spot
            container[key] = value
            self.key = None
        else:
            self.marks[id(container)][len(container)] = spot, spot
            container.append(value)
        self.count += 1
        if self.count > MAX_VALUES:
            raise _Refused("yaml-too-large", spot, "holds too many values", f"at most {MAX_VALUES:,}")

    def refuse_extras(self, event: Any, kind: type, spot: _Spot) -> None:
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise _Refused("yaml-anchor", spot, "an anchor (&) or alias (*) is not allowed", "write the text out")
        if event.tag is not None:
            raise _Refused("yaml-tag", spot, f"a tag ({event.tag}) is not allowed", "put quotes around the text")

    def new_key(self, key: str, spot: _Spot) -> str:
        container = self.stack[-1]
        if key == "<<":
            raise _Refused("yaml-anchor", spot, "a merge key (<<) is not allowed", "write the text out")
        if found := FORBIDDEN.search(key):
            raise _forbidden(found.group(), spot)
        if key in container:
            first = self.marks[id(container)][key][0][0]
            raise _Refused("yaml-duplicate-key", spot, f"`{key}` stands here twice, first on line {first}", "keep one")
        return key

    def scalar(self, event: Any, spot: _Spot) -> str | int | bool:
        value: str = event.value
        if event.style:  # None, or '' from the C parser, is a plain scalar
            if event.style == '"' and (found := FORBIDDEN.search(value)):  # "\0" passes the parser
                raise _forbidden(found.group(), spot)
            return value
        if value in {"true", "false"}:
            return value == "true"
        if _WHOLE_NUMBER.match(value):
            return int(value)
        self.warn_where_others_read_differently(value, spot)
        self.warn_where_a_comment_cuts(value, event.end_mark.index, spot)
        return value

    def warn_where_others_read_differently(self, value: str, spot: _Spot) -> None:
        if not value or (self.key and self.key[0] in self.dates and _DATE.match(value)):
            return
        if any(pattern.match(value) for _tag, pattern in _RESOLVERS.get(value[0], ())):
            self.findings.append(
                Finding(
                    "yaml-ambiguous",
                    Place(self.file, *spot),
                    f"`{value}` is kept as text, but other tools read it differently",
                    f'write "{value}"',
                    "warning",
                    "quote",
                )
            )

    def warn_where_a_comment_cuts(self, value: str, end: int, spot: _Spot) -> None:
        line_end = self.text.find("\n", end)
        rest = self.text[end : line_end if line_end >= 0 else len(self.text)]
        comment = rest.lstrip(" ")
        # `kind: wish   # requirement or wish` is a comment as meant; `titel: Zaak #5` and
        # `why: Meldt de C # en meer` are sentences that YAML cuts in two.
        if comment.startswith("#") and comment is not rest and (" " in value or not comment.startswith("# ")):
            self.findings.append(
                Finding(
                    "yaml-cut-off",
                    Place(self.file, *spot),
                    f"the text stops at ` #`: «{comment[:40]}» is read as a comment",
                    "put quotes around the text, or the comment on a line of its own",
                )
            )
