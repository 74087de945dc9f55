"""YAML → values that remember where they stand; refuses what has no business in a catalogue.

Values are built from PyYAML's *event* stream, never by its constructors: these crash, hang or
change text on hostile and on innocent input alike (PyYAML #165, #895, libyaml #107). A plain scalar
is a whole number, `true`/`false`, or else exactly the text its author wrote.
"""

from __future__ import annotations

import contextlib
import pathlib
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Container, Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

import yaml
from yaml.resolver import Resolver

from pve_gen.findings import Finding, Place
from pve_gen.incoming import read_at_most
from pve_gen.values import Struct, field

MAX_BYTES = 2_000_000  # the shipped catalogue's largest file is some 100 kB
MAX_DEPTH = 40
MAX_VALUES = 50_000  # a second of reading, and a command may read a file more than once

Path = tuple[str | int, ...]
_Spot = tuple[int, int]

_IN_C: Any = getattr(yaml, "cyaml", None)  # there where PyYAML was built with libyaml
_LOADER = _IN_C.CParser if _IN_C else yaml.SafeLoader  # of the loaders in C, all that makes events; the other makes the same ones
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = Resolver.yaml_implicit_resolvers
_NUMBER_BEGINS = frozenset("-0123456789")
_READ_DIFFERENTLY = {first: tuple(pattern.match for _tag, pattern in patterns) for first, patterns in _RESOLVERS.items() if first}
_MAY_BE_MORE = _NUMBER_BEGINS | _READ_DIFFERENTLY.keys()  # how a text begins that can be more than text, to us or to other tools
_LONGEST_WORD = len("false")  # of those that are more than text: the others are numbers, times and the like
_BEGINS_A_NUMBER = _NUMBER_BEGINS | frozenset("+.")
_ORDINARY = bytes([0x09, 0x0A, 0x0D, *range(0x20, 0x7F)])
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


class YamlFile(Struct, frozen=True):
    """The value of one YAML file, and its text: where something stands in it is looked up when somebody asks.

    `moved` says of an item of a list that was shortened where it is in the text.
    """

    file: str
    value: Any
    text: str
    moved: Mapping[Path, Path] = field(default_factory=dict)

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """The place of the value at `path` (of its key where `key`); of the nearest parent where it is absent."""
        spots, spot = _spots(self.text), (1, 1)
        there: Path = ()
        for length in range(1, len(path) + 1):
            there = self.moved.get(path[:length], (*there, path[length - 1]))
            if there not in spots:
                break
            spot = spots[there][0 if key and path[length - 1] == path[-1] else 1]
        return Place(self.file, *spot)

    def without(self, paths: Collection[Path]) -> YamlFile:
        """The file as if nothing stood at `paths`; all else keeps its place."""
        moved: dict[Path, Path] = {}

        def copied(value: Any, was: Path, now: Path) -> Any:
            if isinstance(value, dict):
                return {key: copied(inner, (*was, key), (*now, key)) for key, inner in value.items() if (*was, key) not in paths}
            if not isinstance(value, list):
                return value
            kept = [index for index in range(len(value)) if (*was, index) not in paths]
            moved.update({(*now, index): (*was, old) for index, old in enumerate(kept) if index != old})
            return [copied(value[old], (*was, old), (*now, index)) for index, old in enumerate(kept)]

        return YamlFile(self.file, copied(self.value, (), ()), self.text, moved)


class _Refused(Exception):
    def __init__(self, rule: str, spot: _Spot, message: str, hint: str = "") -> None:
        self.rule, self.spot, self.message, self.hint = rule, spot, message, hint


def read_yaml(source: Readable, file: str, *, dates: frozenset[str] = frozenset()) -> tuple[YamlFile | None, list[Finding]]:
    """The one document in `source`, or None where it cannot be read, and the findings about it.

    `file` is the name that findings carry. An unquoted date is no finding under a key in `dates`.
    Never raises for what stands in the file.
    """
    try:
        data = read_at_most(source, MAX_BYTES) if isinstance(source, pathlib.Path) else source.read_bytes()
    except OSError as problem:
        return None, [Finding("file-unreadable", Place(file), f"cannot be read: {problem.strerror or problem}")]
    try:
        text = _text(data)
        may_be = {"commented": b"#" in data and b" #" in data, "quoted": b'"' in data, "marked": b"&" in data or b"!" in data}
        builder = _Builder(text, file, dates, **may_be)
        return YamlFile(file, builder.build(), text), builder.findings
    except _Refused as refused:
        return None, [Finding(refused.rule, Place(file, *refused.spot), refused.message, refused.hint)]
    except yaml.YAMLError as problem:
        return None, [_syntax_finding(problem, file, text)]


def place_in(source: Readable, file: str, path: Path = (), *, key: bool = False) -> Place:
    """The place of something in a file that was read before; of its beginning where it cannot be read any more."""
    try:
        return YamlFile(file, None, _text(source.read_bytes())).place(path, key=key)
    except (OSError, _Refused, yaml.YAMLError):
        return Place(file)


def plain_scalars(text: str) -> dict[_Spot, tuple[int, int]]:
    """Where every text without quotes begins (line and column) → its first and last+1 index; nothing for what is no YAML."""
    found: dict[_Spot, tuple[int, int]] = {}
    with contextlib.suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_LOADER):
            if type(event) is yaml.ScalarEvent and not event.style and event.start_mark and event.end_mark:
                found[event.start_mark.line + 1, event.start_mark.column + 1] = event.start_mark.index, event.end_mark.index
    return found


@lru_cache(1)  # the findings about a file come together
def _spots(text: str) -> dict[Path, tuple[_Spot, _Spot]]:
    """Where everything in a sound file stands: the path of each value → line and column of its key, or index, and of itself."""
    spots: dict[Path, tuple[_Spot, _Spot]] = {}
    for path, mark in _walk(text):
        spots[path] = spots[path][0] if path in spots else _spot(mark), _spot(mark)
    return spots


def _walk(text: str) -> Iterator[tuple[Path, Any]]:
    """The path and mark of every key and of every value in a text, in order; yaml.YAMLError where it is no YAML."""
    place: list[str | int] = []  # of each container that is open, the outermost first: the key or index that is next
    in_mapping: list[bool] = []
    after_key = False
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            place.pop()
            in_mapping.pop()
        elif kind is yaml.ScalarEvent and in_mapping and in_mapping[-1] and not after_key:
            place[-1], after_key = event.value, True
            yield tuple(place), event.start_mark
            continue
        elif kind is yaml.ScalarEvent or kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if place:
                yield tuple(place), event.start_mark
            after_key = False
            if kind is not yaml.ScalarEvent:
                place.append(0)
                in_mapping.append(kind is yaml.MappingStartEvent)
                continue
        else:
            continue
        if in_mapping and not in_mapping[-1]:
            place[-1] = int(place[-1]) + 1


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refused("yaml-too-large", (1, 1), f"is larger than {MAX_BYTES:,} bytes", "take it apart")
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise _Refused("yaml-encoding", (line, 1), "is not UTF-8", "save the file as UTF-8") from None
    # Nearly all is ASCII, which takes no time to leave out.
    if FORBIDDEN.search(data.removeprefix(BOM_UTF8).translate(None, _ORDINARY).decode()):
        found = FORBIDDEN.search(text)
        assert found, "what is left of a text without its ordinary letters stands in it too"
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
    if mark and line[mark.column : mark.column + 1] == "\t":
        return Finding("yaml-syntax", place, "a tab stands where only spaces may", "use spaces")
    said = f"{getattr(problem, 'context', '') or ''} {getattr(problem, 'problem', '') or problem}".strip()
    for words, (message, hint) in _PLAIN_WORDS.items():
        if words in said:
            return Finding("yaml-syntax", place, message, hint)
    return Finding("yaml-syntax", place, f"is not YAML: {said}", "check quotes, colons and indentation")


class _Builder:
    """Builds dicts, lists and scalars with a stack of its own, so depth never becomes recursion.

    Every catalogue passes through `build` whole, a hundred values a requirement: what is rare is in functions of its own.
    """

    def __init__(self, text: str, file: str, dates: frozenset[str], *, commented: bool, quoted: bool, marked: bool) -> None:
        self.text, self.file, self.dates = text, file, dates
        self.commented, self.quoted, self.marked = commented, quoted, marked  # whether there may be a comment, a quote, an anchor or a tag
        self.findings: list[Finding] = []

    def build(self) -> Any:  # noqa: PLR0915 - one loop, since a call for each value would take as long as all of this
        """The document's value; raises _Refused or yaml.YAMLError."""
        next_event, scalar, mapping = _LOADER(self.text).get_event, yaml.ScalarEvent, yaml.MappingStartEvent
        top: list[Any] = []
        container: Any = top
        stack: list[Any] = []  # what the container stands in
        in_mapping, key = False, None  # a key waits for its value
        count, commented, marked, quoted = 0, self.commented, self.marked, self.quoted
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                if marked and (event.anchor is not None or event.tag is not None):
                    raise _extra(event)
                value: Any = event.value
                if in_mapping and key is None:
                    if value in container or (quoted and event.style == '"') or value == "<<":
                        self.refuse_key(event, container)
                    key = value
                    continue
                if not event.style:  # None, or '' from the C parser, is a plain scalar
                    if commented or (value[:1] in _MAY_BE_MORE and (len(value) <= _LONGEST_WORD or value[0] in _BEGINS_A_NUMBER)):
                        value = self.plain(value, event, key)
                elif event.style == '"' and (found := FORBIDDEN.search(value)):  # "\0" passes the parser
                    raise _forbidden(found.group(), _spot(event.start_mark))
            elif kind is mapping or kind is yaml.SequenceStartEvent:
                if marked and (event.anchor is not None or event.tag is not None):
                    raise _extra(event)
                if in_mapping and key is None:
                    raise _Refused("yaml-key", _spot(event.start_mark), "a name must be plain text", "put quotes around a text with braces")
                value = {} if kind is mapping else []
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                count += len(container)
                if count > MAX_VALUES:
                    raise _Refused("yaml-too-large", _spot(event.start_mark), "holds too many values", f"at most {MAX_VALUES:,}")
                container = stack.pop()
                in_mapping = type(container) is dict
                continue
            elif kind is yaml.AliasEvent:
                raise _extra(event)
            elif kind is yaml.StreamEndEvent:
                break
            else:
                if kind is yaml.DocumentStartEvent and top:
                    raise _Refused("yaml-document", _spot(event.start_mark), "holds a second document", "one `---` at most, at the top")
                continue
            if key is not None:
                container[key] = value
                key = None
            else:
                container.append(value)
            if kind is not scalar:
                stack.append(container)
                container, in_mapping = value, kind is mapping
                if len(stack) > MAX_DEPTH:
                    raise _Refused("yaml-depth", _spot(event.start_mark), f"is nested more than {MAX_DEPTH} levels deep")
        if not top:
            raise _Refused("yaml-empty", (1, 1), "is empty", "fill it in")
        return top[0]

    def refuse_key(self, event: Any, known: Container[str]) -> None:
        """Raises _Refused for a key that cannot be in a mapping with these."""
        key, spot = event.value, _spot(event.start_mark)
        if key == "<<":
            raise _Refused("yaml-anchor", spot, "a merge key (<<) is not allowed", "write the text out")
        if found := FORBIDDEN.search(key):
            raise _forbidden(found.group(), spot)
        if key in known:
            raise _Refused("yaml-duplicate-key", spot, f"`{key}` stands here twice, first on line {self.first_line(event)}", "keep one")

    def first_line(self, event: Any) -> int:
        """The line of the first key that this one repeats."""
        lines: dict[Path, int] = {}
        for path, mark in _walk(self.text):
            if mark.index == event.start_mark.index:
                return lines[path]
            lines.setdefault(path, mark.line + 1)
        raise AssertionError("a key that stands there twice has a place")

    def plain(self, value: str, event: Any, key: str | None) -> str | int | bool:
        """What a text without quotes means: a number, true or false, or else itself, with a finding where that is not as it looks."""
        if value in {"true", "false"}:
            return value == "true"
        if value[:1] in _NUMBER_BEGINS and _WHOLE_NUMBER.match(value):
            return int(value)
        if value[:1] in _READ_DIFFERENTLY and not (key in self.dates and _DATE.match(value)):
            self.warn_where_others_read_differently(value, event.start_mark)
        if self.commented:
            self.warn_where_a_comment_cuts(value, event.end_mark.index, event.start_mark)
        return value

    def warn_where_others_read_differently(self, value: str, mark: Any) -> None:
        if any(matches(value) for matches in _READ_DIFFERENTLY[value[0]]):
            self.findings.append(
                Finding(
                    "yaml-ambiguous",
                    Place(self.file, *_spot(mark)),
                    f"`{value}` is kept as text, but other tools read it differently",
                    f'write "{value}"',
                    "warning",
                    "quote",
                )
            )

    def warn_where_a_comment_cuts(self, value: str, end: int, mark: Any) -> None:
        line_end = self.text.find("\n", end)
        rest = self.text[end : line_end if line_end >= 0 else len(self.text)]
        comment = rest.lstrip(" ")
        # `kind: wish   # requirement or wish` is a comment as meant; `titel: Zaak #5` and
        # `why: Meldt de C # en meer` are sentences that YAML cuts in two.
        if comment.startswith("#") and comment is not rest and (" " in value or not comment.startswith("# ")):
            self.findings.append(
                Finding(
                    "yaml-cut-off",
                    Place(self.file, *_spot(mark)),
                    f"the text stops at ` #`: «{comment[:40]}» is read as a comment",
                    "put quotes around the text, or the comment on a line of its own",
                )
            )


def _spot(mark: Any) -> _Spot:
    """Line and column of a mark of the parser, which counts from 0."""
    return mark.line + 1, mark.column + 1


def _extra(event: Any) -> _Refused:
    """Why an anchor, alias or tag is refused."""
    if type(event) is yaml.AliasEvent or event.anchor is not None:
        return _Refused("yaml-anchor", _spot(event.start_mark), "an anchor (&) or alias (*) is not allowed", "write the text out")
    return _Refused("yaml-tag", _spot(event.start_mark), f"a tag ({event.tag}) is not allowed", "put quotes around the text")
