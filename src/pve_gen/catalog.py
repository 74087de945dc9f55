"""Reads a catalogue folder: YAML, held against the published schemas, into frozen values."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pve_gen import model
from pve_gen.findings import Finding, Place, PveError
from pve_gen.model import Words
from pve_gen.schema import validate
from pve_gen.shipped import shipped
from pve_gen.yamlfile import YamlFile, read_yaml

_DATES = frozenset(
    {"date", "until", "review", "due", "done", "received", "valid_until", "from", "to", "start", "end"}
)  # keys under which an unquoted date is what it looks like


@dataclass(frozen=True, slots=True)
class Source:
    """Where a catalogue comes from: a folder on disk or inside a wheel, and the name that people see."""

    root: Traversable
    shown: str

    @classmethod
    def of(cls, folder: Path | None = None) -> Source:
        """The catalogue in `folder`, or the shipped one; PveError where there is none."""
        if folder is None:
            root = shipped("catalog")
            return cls(root, _short(root) if isinstance(root, Path) else str(root))
        if not (folder / "catalog.yaml").is_file():
            raise PveError(f"{folder}: no catalogue here", "a catalogue is a folder with a catalog.yaml in it")
        return cls(folder, _short(folder))

    def path_of(self, file: str) -> Traversable:
        """The file that the catalogue calls `file`, such as `requirements/patching/PAT-01.yaml`."""
        found: Traversable = self.root
        for step in file.split("/"):
            found = found / step
        return found

    def read(self, file: str, schema: str) -> tuple[YamlFile | None, list[Finding]]:
        """One file of the catalogue, None where it cannot be used, and the findings about it."""
        return read_file(self.path_of(file), f"{self.shown}/{file}", schema)

    def place(self, file: str, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """The line of something in a file that was read before; the file is read again, for positions are not kept."""
        found, _findings = read_yaml(self.path_of(file), f"{self.shown}/{file}")
        return found.place(path, key=key) if found else Place(f"{self.shown}/{file}")


def read_file(source: Traversable, shown: str, schema: str) -> tuple[YamlFile | None, list[Finding]]:
    """A YAML file that obeys a schema, or None; and the findings about it."""
    file, findings = read_yaml(source, shown, dates=_DATES)
    if file is not None:
        wrong = validate(file, schema)
        return (None if wrong else file), findings + wrong
    return None, findings


def _short(path: Path) -> str:
    """The path as a person in this folder would type it."""
    try:
        return os.path.relpath(path) if Path.cwd() in path.resolve().parents else str(path)
    except OSError:
        return str(path)


@dataclass(slots=True)
class _Reading:
    """What one pass over a catalogue folder gathers."""

    source: Source
    findings: list[Finding] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def note(self, rule: str, file: str, message: str, hint: str = "") -> None:
        """A finding about a file or folder as a whole."""
        self.findings.append(Finding(rule, Place(f"{self.source.shown}/{file}"), message, hint))

    def value(self, file: str, schema: str) -> Any:
        """The file's value, or None where it has mistakes (which are noted)."""
        found, findings = self.source.read(file, schema)
        self.findings += findings
        if found is None:
            self.unread.add(file.rsplit("/", 1)[-1].removesuffix(".yaml"))
            return None
        return found.value

    def distinct(self, file: str, path: tuple[str | int, ...], items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The items of a list, each id once; an id that stands there twice is a finding, for only one would count."""
        first: dict[str, Mapping[str, Any]] = {}
        for index, item in enumerate(items):
            if item["id"] in first:
                place = self.source.place(file, (*path, index, "id"))
                self.findings.append(Finding("id-twice", place, f"`{item['id']}` stands here twice", "keep one"))
            first.setdefault(item["id"], item)
        return list(first.values())

    def entries(self, folder: str) -> list[Traversable]:
        """What stands in a folder, by name; nothing where it is missing or closed to us, which is noted."""
        root = self.source.path_of(folder)
        try:
            return sorted(root.iterdir(), key=lambda entry: entry.name)
        except FileNotFoundError:
            self.note("file-missing", folder, "this folder is missing", "make it; it may stay empty")
        except OSError as problem:
            self.note("file-unreadable", folder, f"cannot be read: {problem.strerror}")
        return []

    def names(self, folder: str, *, folders: bool = False) -> Iterator[str]:
        """The YAML files right in `folder`, in order; what would silently be skipped is a finding.

        Folders in it are skipped too, unless it is there to hold `folders`.
        """
        for entry in self.entries(folder):
            name = entry.name
            if entry.is_dir():
                if not folders and not name.startswith((".", "_")):
                    self.note("file-name", f"{folder}/{name}", "this folder is not read", "move its files up")
            elif name.endswith(".yaml"):
                if not name.startswith("_"):
                    yield name.removesuffix(".yaml")
            elif name.lower().endswith((".yml", ".yaml")):
                self.note("file-name", f"{folder}/{name}", "this file is not read", "end its name in .yaml")


def read_catalog(source: Source) -> tuple[model.Catalog, list[Finding]]:
    """The catalogue and every finding about its files in one pass.

    A file with mistakes is left out of the catalogue, and its findings say so; nothing is half read. What is
    left can still be checked, so that one pass finds every mistake, but only a catalogue without errors counts.
    """
    reading = _Reading(source)
    head = reading.value("catalog.yaml", "catalog") or {"name": "", "version": "", "licence": ""}
    facts = {fact.id: fact for fact in _facts(reading)}
    terms = tuple(
        model.Term(term=_words(term, "term"), meaning=_words(term, "meaning"))
        for term in (reading.value("terms.yaml", "terms") or {}).get("terms", ())
    )
    norms = {}
    for id, file, value in _folder(reading, "norms", "norm"):
        norms[id] = _norm(id, value | {"clauses": reading.distinct(file, ("clauses",), value["clauses"])}, file)
    profiles = {id: _profile(id, value, file) for id, file, value in _folder(reading, "profiles", "profile")}
    folders = list(_theme_folders(reading))
    themes = sorted(_themes(reading, folders), key=lambda theme: (theme.order, theme.id))
    # A theme with a mistake in its own file has no place in the document; its requirements are read all the same.
    ordered = [theme.id for theme in themes]
    requirements: dict[str, model.Requirement] = {}
    for theme in [*ordered, *(folder for folder in folders if folder not in ordered)]:
        for _id, file, value in _folder(reading, f"requirements/{theme}", "requirement"):
            if first := requirements.get(value["id"]):
                place = source.place(file, ("id",))
                message = f"`{value['id']}` already stands in {first.file}"
                reading.findings.append(Finding("id-twice", place, message, "every requirement has an id of its own"))
                continue
            requirements[value["id"]] = _requirement(value, theme, file)
    catalog = model.Catalog(
        name=_words(head, "name"),
        version=head["version"],
        licence=head["licence"],
        facts=facts,
        norms=norms,
        profiles=profiles,
        themes={theme.id: theme for theme in themes},
        requirements=requirements,
        terms=terms,
        unread=frozenset(reading.unread),
    )
    return catalog, list(dict.fromkeys(reading.findings))


def _folder(reading: _Reading, folder: str, schema: str) -> Iterator[tuple[str, str, Any]]:
    for name in reading.names(folder):
        file = f"{folder}/{name}.yaml"
        if (value := reading.value(file, schema)) is not None:
            yield name, file, value


def _facts(reading: _Reading) -> Iterator[model.Fact]:
    items = (reading.value("facts.yaml", "facts") or {}).get("facts", [])
    for index, item in enumerate(reading.distinct("facts.yaml", ("facts",), items)):
        choices = reading.distinct("facts.yaml", ("facts", index, "choices"), item.get("choices", []))
        yield _fact({**item, "choices": choices})


def _theme_folders(reading: _Reading) -> Iterator[str]:
    for stray in reading.names("requirements", folders=True):
        reading.note("file-name", f"requirements/{stray}.yaml", "this file is not read", "move it into the folder of its theme")
    for entry in reading.entries("requirements"):
        if entry.is_dir() and not entry.name.startswith((".", "_")):
            yield entry.name


def _themes(reading: _Reading, folders: Iterable[str]) -> Iterator[model.Theme]:
    for folder in folders:
        file = f"requirements/{folder}/_theme.yaml"
        value = reading.value(file, "theme")
        if value is not None:
            yield model.Theme(
                id=folder,
                prefix=value["prefix"],
                order=value["order"],
                annex=value.get("annex", "security"),
                title=_words(value, "title"),
                introduction=_words(value, "introduction"),
                file=file,
            )


# ── From values that obey their schema to nouns ────────────────────────────────────────────────


def _words(value: Mapping[str, Any], name: str) -> Words:
    return Words(value.get(name, "").strip(), value.get("en", {}).get(name, "").strip())


def _fact(value: Mapping[str, Any]) -> model.Fact:
    return model.Fact(
        id=value["id"],
        type=value["type"],
        title=_words(value, "title"),
        question=_words(value, "question"),
        default=value["default"],
        choices=tuple(
            model.Choice(id=choice["id"], title=_words(choice, "title"), explain=_words(choice, "explain"))
            for choice in value.get("choices", ())
        ),
        file="facts.yaml",
    )


def _norm(id: str, value: Mapping[str, Any], file: str) -> model.Norm:
    return model.Norm(
        id=id,
        title=_words(value, "title"),
        short=_words(value, "short"),
        edition=_words(value, "edition"),
        publisher=value["publisher"],
        url=value.get("url", ""),
        note=_words(value, "note"),
        applies_when=next(iter(_rules(value.get("applies_when"))), {}),
        file=file,
        clauses={
            clause["id"]: model.Clause(
                id=clause["id"],
                title=_words(clause, "title"),
                label=_words(clause, "label"),
                about=clause.get("about", ""),
                duty=clause.get("duty", "supplier"),
                status=clause.get("status", "in_force"),
                moved_to=clause.get("moved_to", ""),
                verified=clause.get("verified", True),
                reason=_words(clause, "reason"),
            )
            for clause in value["clauses"]
        },
    )


def _profile(id: str, value: Mapping[str, Any], file: str) -> model.Profile:
    return model.Profile(id=id, title=_words(value, "title"), explain=_words(value, "explain"), facts=value["facts"], file=file)


def _value(name: str, value: Mapping[str, Any]) -> model.Value:
    english = value["en"].get("by_profile", {})
    return model.Value(
        name=name,
        label=Words(name.replace("_", " "), value["en"].get("name", "").strip()),
        explain=_words(value, "explain"),
        ask="ask" in value,
        follows=value.get("follows"),
        default=_words(value, "default") if "default" in value else None,
        by_profile={level: Words(text, english.get(level, "")) for level, text in value.get("by_profile", {}).items()},
    )


def _unmet(value: Mapping[str, Any], english: Mapping[str, Any]) -> model.Unmet:
    def measures(side: str) -> tuple[Words, ...]:
        return _pairs(value["measures"][side], english.get("measures", {}).get(side, ()))

    return model.Unmet(
        risk=Words(value["risk"].strip(), english.get("risk", "").strip()),
        affects=tuple(value["affects"]),
        likelihood=value["likelihood"],
        impact=value["impact"],
        supplier_measures=measures("supplier"),
        municipality_measures=measures("municipality"),
    )


def _pairs(dutch: list[str], english: list[str] | tuple[str, ...]) -> tuple[Words, ...]:
    return tuple(Words(text.strip(), english[i].strip() if i < len(english) else "") for i, text in enumerate(dutch))


def _rules(value: Any) -> tuple[model.Rule, ...]:
    blocks = value if isinstance(value, list) else [value] if value else []
    return tuple({fact: tuple(wanted) if isinstance(wanted, list) else (wanted,) for fact, wanted in block.items()} for block in blocks)


def _requirement(value: Mapping[str, Any], theme: str, file: str) -> model.Requirement:
    english = value.get("en", {})
    evidence = _pairs([item["what"] for item in value["evidence"]], english.get("evidence", []))
    retired = value.get("retired")
    return model.Requirement(
        id=value["id"],
        theme=theme,
        kind=value["kind"],
        points=value.get("points", 0),
        title=_words(value, "title"),
        text=_words(value, "text"),
        why=_words(value, "why"),
        verify=_words(value, "verify"),
        values={name: _value(name, item) for name, item in value.get("values", {}).items()},
        applies_when=_rules(value.get("applies_when")),
        evidence=tuple(model.Evidence(what=what, when=item["when"]) for what, item in zip(evidence, value["evidence"], strict=True)),
        if_unmet=_unmet(value["if_unmet"], english),
        norms=tuple(model.NormReference(*norm.split(" ", 1)) for norm in value["norms"]),
        acts=value.get("acts", "supplier"),
        version=value["version"],
        since=value["since"],
        translation_of=english.get("version", 0),
        silence=value.get("silence", {}),
        retired=model.Retirement(
            since=retired["since"], because=retired["because"].strip(), replaced_by=tuple(retired.get("replaced_by", ()))
        )
        if retired
        else None,
        file=file,
    )
