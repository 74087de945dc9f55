"""Where a catalogue comes from: a folder on disk or inside a wheel, and the layers that municipalities lay over it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen.findings import Finding, Place, PveError
from pve_gen.incoming import Found
from pve_gen.schema import sound, validate
from pve_gen.shipped import shipped
from pve_gen.values import Struct, replace
from pve_gen.yamlfile import MAX_BYTES, Readable, YamlFile, place_in, read_yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


_DATES = frozenset({"date", "until", "review", "due", "done", "received", "valid_until", "from", "to", "start", "end"})
"""Keys under which an unquoted date is what it looks like."""


class Source(Struct, frozen=True):
    """A catalogue, as a folder on disk or inside a wheel, and the layers over it, the last of which wins.

    A file of a layer is called `@1/profiles/low.yaml`, one of the catalogue itself `profiles/low.yaml`. `shown` is
    the name of the folder that people see.
    """

    root: Traversable
    shown: str
    layers: tuple[Source, ...] = ()

    @classmethod
    def of(cls, folder: Path | None = None, overlays: Iterable[Path] = ()) -> Source:
        """The catalogue in `folder`, or the shipped one, with these overlays; PveError where one of them is none."""
        layers = tuple(cls._layer(overlay) for overlay in overlays)
        if folder is None:
            root = shipped("catalog")
            return cls(root, _short(root) if isinstance(root, Path) else str(root), layers)
        if not _holds(folder, "catalog.yaml"):
            raise PveError(f"{folder}: no catalogue here", "a catalogue is a folder with a catalog.yaml in it")
        return cls(folder, _short(folder), layers)

    @classmethod
    def _layer(cls, folder: Path) -> Source:
        if not _holds(folder, "overlay.yaml"):
            raise PveError(f"{folder}: no overlay here", "an overlay is a folder with an overlay.yaml in it: pve init --overlay makes one")
        return cls(folder, _short(folder))

    def _home(self, file: str) -> tuple[Source, str]:
        """The layer that holds a file, and what it is called there."""
        if not file.startswith("@"):
            return self, file
        number, _slash, rest = file[1:].partition("/")
        return self.layers[int(number) - 1], rest

    def path_of(self, file: str) -> Traversable:
        """The file that the catalogue calls `file`, such as `requirements/patching/PAT-01.yaml`."""
        home, rest = self._home(file)
        return home.root.joinpath(rest)

    def shown_as(self, file: str) -> str:
        """A file as people see it."""
        home, rest = self._home(file)
        return rest if home.shown == "." else f"{home.shown}/{rest}"

    def template(self, name: str) -> Traversable:
        """The template `programme.nl.docx`: that in `templates/` of the last layer that has it, else the shipped one."""
        own = (layer.root / "templates" / name for layer in reversed(self.layers))
        return next((path for path in own if path.is_file()), shipped("templates") / name)

    def read(self, file: str, schema: str) -> tuple[YamlFile | None, list[Finding]]:
        """One file of the catalogue, None where it cannot be used, and the findings about it."""
        home, rest = self._home(file)
        path = Found(f"{home.root}/{rest}", MAX_BYTES) if isinstance(home.root, Path) else self.path_of(file)
        return read_file(path, self.shown_as(file), schema)

    def place(self, file: str, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """The line of something in a file that was read before; the file is read again, for positions are not kept."""
        return place_in(self.path_of(file), self.shown_as(file), path, key=key)


_BEGIN = {
    "requirement": "copy _example.yaml and fill it in",
    "tender": "pve init writes one to begin with",
    "overlay": "pve init --overlay writes one to begin with",
    "evidence": "pve report --init writes one to begin with",
    "decisions": "remove it: pve assess --decisions begins it",
    "notes": "remove it: pve diff --notes begins it",
}
"""How a file of each kind is begun, for who has an empty one."""


def read_file(
    source: Readable, shown: str, schema: str, misfits: Callable[[YamlFile], Iterable[Finding]] = lambda _sound: ()
) -> tuple[YamlFile | None, list[Finding]]:
    """A YAML file that obeys a schema and does not misfit, or None where it has an error; and the findings about it.

    `misfits` tells what a schema cannot see. It is given what is sound where the schema finds mistakes, so that all of
    them are told in one pass: a required field may be missing there (see `schema.sound`).
    """
    file, findings = read_yaml(source, shown, dates=_DATES)
    if file is None:
        return None, [replace(found, hint=_BEGIN.get(schema, found.hint)) if found.rule == "yaml-empty" else found for found in findings]
    wrong = validate(file, schema)
    rest = sound(file, schema) if wrong else file
    told = sorted([*wrong, *(misfits(rest) if rest else ())], key=lambda finding: finding.place) if wrong else list(misfits(file))
    return (None if any(finding.severity == "error" for finding in told) else file), findings + told


def refused(shown: str, what: str, found: Iterable[Finding]) -> PveError:
    """What ends a command that cannot use a file: `what` it is, and the errors in it; where there is no file, that alone."""
    errors = [finding for finding in found if finding.severity == "error"]
    unreadable = [str(finding) for finding in errors if finding.rule == "file-unreadable"]
    return PveError(*unreadable) if unreadable else PveError(f"{shown}: the {what} mistakes", "see above", findings=errors)


def _holds(folder: Path, name: str) -> bool:
    """Whether there is such a file; no where no folder can be called like that."""
    try:
        return (folder / name).is_file()
    except OSError:
        return False


def _short(path: Path) -> str:
    """The path as a person in this folder would type it."""
    try:
        whole = path.resolve()
        return os.path.relpath(path) if Path.cwd() in (whole, *whole.parents) else str(path)
    except OSError:
        return str(path)
