"""Reads a catalogue folder, and the layers over it: YAML, held against the published schemas, into frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pve_gen import model
from pve_gen.changes import Draft, changed, read_changes
from pve_gen.findings import Finding, Place
from pve_gen.nouns import fact_of, norm_of, profile_of, requirement_of, words_of
from pve_gen.source import Source
from pve_gen.values import Struct, field

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class _Reading(Struct):
    """What one pass over a catalogue folder, or over one layer, gathers; `prefix` begins the names of its files."""

    source: Source
    prefix: str
    findings: list[Finding]
    unread: set[str]

    def note(self, rule: str, file: str, message: str, hint: str = "") -> None:
        """A finding about a file or folder as a whole."""
        self.findings.append(Finding(rule, Place(self.source.shown_as(self.prefix + file)), message, hint))

    def value(self, file: str, schema: str) -> Any:
        """The file's value, or None where it has mistakes (which are noted)."""
        found, findings = self.source.read(self.prefix + file, schema)
        self.findings += findings
        if found is None:
            self.unread.add(file.rsplit("/", 1)[-1].removesuffix(".yaml"))
            return None
        return found.value

    def is_file(self, file: str) -> bool:
        """Whether the file is there; a layer need not hold what the catalogue must."""
        return self.source.path_of(self.prefix + file).is_file()

    def distinct(self, file: str, path: tuple[str | int, ...], items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The items of a list, each id once; an id that stands there twice is a finding, for only one would count."""
        first: dict[str, Mapping[str, Any]] = {}
        for index, item in enumerate(items):
            if item["id"] in first:
                place = self.source.place(self.prefix + file, (*path, index, "id"))
                self.findings.append(Finding("id-twice", place, f"`{item['id']}` stands here twice", "keep one"))
            first.setdefault(item["id"], item)
        return list(first.values())

    def entries(self, folder: str) -> list[Traversable]:
        """What stands in a folder, by name; nothing where it is missing or closed to us, which is noted."""
        root = self.source.path_of(self.prefix + folder)
        try:
            return sorted(root.iterdir(), key=lambda entry: entry.name)
        except FileNotFoundError:
            if not self.prefix:
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
            if name.endswith(".yaml") and not (folders and entry.is_dir()):  # else a folder that is called so is told when it is read
                if not name.startswith("_"):
                    yield name.removesuffix(".yaml")
            elif entry.is_dir():
                if not folders and not name.startswith((".", "_")):
                    self.note("file-name", f"{folder}/{name}", "this folder is not read", "move its files up")
            elif name.lower().endswith((".yml", ".yaml")):
                self.note("file-name", f"{folder}/{name}", "this file is not read", "end its name in .yaml")


class _Gathered(Struct):
    """What the catalogue and its layers say so far: what a later one says takes the place of an earlier one.

    A requirement is a draft as long as a layer may change it.
    """

    facts: dict[str, model.Fact] = field(default_factory=dict)
    terms: dict[str, model.Term] = field(default_factory=dict)
    norms: dict[str, model.Norm] = field(default_factory=dict)
    profiles: dict[str, model.Profile] = field(default_factory=dict)
    themes: dict[str, model.Theme] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    requirements: dict[str, model.Requirement] = field(default_factory=dict)
    folders: dict[str, None] = field(default_factory=dict)
    layers: list[model.Layer] = field(default_factory=list)


def read_catalog(source: Source) -> tuple[model.Catalog, list[Finding]]:
    """The catalogue with its layers, and every finding about their files in one pass.

    A file with mistakes is left out of the catalogue, and its findings say so; nothing is half read. What is
    left can still be checked, so that one pass finds every mistake, but only a catalogue without errors counts.
    """
    findings: list[Finding] = []
    unread: set[str] = set()
    gathered = _Gathered()
    base = _Reading(source, "", findings, unread)
    head = base.value("catalog.yaml", "catalog") or {"name": "", "version": "", "licence": ""}
    _gather(base, gathered)
    for number, _layer in enumerate(source.layers, start=1):
        reading = _Reading(source, f"@{number}/", findings, unread)
        about = reading.value("overlay.yaml", "overlay")
        layer = model.Layer(name=about["name"], version=about.get("version", ""), prefix=about.get("prefix", "")) if about else None
        if layer:
            gathered.layers.append(layer)
            _gather(reading, gathered, layer)
            if reading.is_file("changes.yaml"):
                items, about_changes = read_changes(source, f"@{number}/changes.yaml")
                findings += about_changes
                findings += changed(gathered.drafts, items, layer, source, f"@{number}/changes.yaml", unread)
    themes = sorted(gathered.themes.values(), key=lambda theme: (theme.order, theme.id))
    ordered = [theme.id for theme in themes]
    # A theme with a mistake in its own file has no place in the document; its requirements are read all the same.
    places = {theme: index for index, theme in enumerate([*ordered, *(folder for folder in gathered.folders if folder not in ordered)])}
    for draft in gathered.drafts.values():
        gathered.requirements[draft.id] = requirement_of(draft.value, draft.theme, draft.file, tuple(draft.changes))
    requirements = sorted(gathered.requirements.values(), key=lambda one: (places[one.theme], one.file.rsplit("/", 1)[-1]))
    catalog = model.Catalog(
        name=words_of(head, "name"),
        version=head["version"],
        licence=head["licence"],
        facts=gathered.facts,
        norms=gathered.norms,
        profiles=gathered.profiles,
        themes={theme.id: theme for theme in themes},
        requirements={requirement.id: requirement for requirement in requirements},
        terms=tuple(gathered.terms.values()),
        layers=tuple(gathered.layers),
        unread=frozenset(unread),
    )
    return catalog, list(dict.fromkeys(findings))


def _gather(reading: _Reading, gathered: _Gathered, layer: model.Layer | None = None) -> None:
    """What stands in the catalogue itself, or in a layer, over what was gathered before."""
    if layer is None or reading.is_file("facts.yaml"):
        gathered.facts |= {fact.id: fact for fact in _facts(reading)}
    if layer is None or reading.is_file("terms.yaml"):
        for term in (reading.value("terms.yaml", "terms") or {}).get("terms", ()):
            gathered.terms[term["term"]] = model.Term(term=words_of(term, "term"), meaning=words_of(term, "meaning"))
    for id, file, value in _folder(reading, "norms", "norm"):
        gathered.norms[id] = norm_of(id, value | {"clauses": reading.distinct(file, ("clauses",), value["clauses"])}, reading.prefix + file)
    for id, file, value in _folder(reading, "profiles", "profile"):
        gathered.profiles[id] = profile_of(id, value, reading.prefix + file)
    folders = list(_theme_folders(reading))
    gathered.folders |= dict.fromkeys(folders)
    for folder in folders:
        file = f"requirements/{folder}/_theme.yaml"
        if layer is None or reading.is_file(file) or folder not in gathered.themes:
            value = reading.value(file, "theme")
            if value is not None:
                gathered.themes[folder] = _theme(folder, value, reading.prefix + file)
    for theme in folders:
        for _id, file, value in _folder(reading, f"requirements/{theme}", "requirement"):
            named = reading.prefix + file
            if first := gathered.drafts.get(value["id"]) or gathered.requirements.get(value["id"]):
                message = f"`{value['id']}` already stands in {reading.source.shown_as(first.file)}"
                hint = "change a shared requirement in changes.yaml" if layer else "every requirement has an id of its own"
                reading.findings.append(Finding("id-twice", reading.source.place(named, ("id",)), message, hint))
                continue
            if not reading.source.layers:  # built at once, since what a file says takes three times the room
                gathered.requirements[value["id"]] = requirement_of(value, theme, named)
                continue
            draft = Draft(id=value["id"], theme=theme, file=named, value=value)
            if layer:
                draft.changes.append(model.LayerChange(layer=layer.name, verb="add"))
            gathered.drafts[value["id"]] = draft


def _folder(reading: _Reading, folder: str, schema: str) -> Iterator[tuple[str, str, Any]]:
    for name in reading.names(folder):
        file = f"{folder}/{name}.yaml"
        if (value := reading.value(file, schema)) is not None:
            yield name, file, value


def _facts(reading: _Reading) -> Iterator[model.Fact]:
    items = (reading.value("facts.yaml", "facts") or {}).get("facts", [])
    for index, item in enumerate(reading.distinct("facts.yaml", ("facts",), items)):
        choices = reading.distinct("facts.yaml", ("facts", index, "choices"), item.get("choices", []))
        yield fact_of({**item, "choices": choices}, f"{reading.prefix}facts.yaml")


def _theme_folders(reading: _Reading) -> Iterator[str]:
    for stray in reading.names("requirements", folders=True):
        reading.note("file-name", f"requirements/{stray}.yaml", "this file is not read", "move it into the folder of its theme")
    for entry in reading.entries("requirements"):
        if entry.is_dir() and not entry.name.startswith((".", "_")):
            yield entry.name


def _theme(id: str, value: Mapping[str, Any], file: str) -> model.Theme:
    return model.Theme(
        id=id,
        prefix=value["prefix"],
        order=value["order"],
        annex=value.get("annex", "security"),
        title=words_of(value, "title"),
        introduction=words_of(value, "introduction"),
        file=file,
    )
