"""What `pve diff` compares: how a lock, a tender, a catalogue or a revision in git is named, and read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen.canonical import readable
from pve_gen.cli.steps import errors_in, selection_of
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM, Kept
from pve_gen.model import Language
from pve_gen.values import Struct

if TYPE_CHECKING:
    from pve_gen.edition import Edition
    from pve_gen.sent import Lock
    from pve_gen.source import Source

KINDS = "a .lock.json, a tender.yaml or its folder, a folder with a catalog.yaml, or a folder in git as REVISION:FOLDER"


class Named(Struct, frozen=True, kw_only=True):
    """An edition as it was named, not read yet; a lock is, since its language counts for the other.

    `kept` is what the tender file was at a revision in git.
    """

    name: str
    lock: Lock | None = None
    tender: Path | None = None
    kept: Kept | None = None
    source: Source | None = None

    @property
    def is_programme(self) -> bool:
        return self.source is None


def named(text: str, folder: Path | None, overlays: list[Path] | None) -> Named:
    """What `text` names; PveError where that is nothing that can be compared."""
    from pve_gen.lock import SUFFIX, read_lock
    from pve_gen.source import Source

    path = Path(text)
    if path == STREAM:
        return Named(name=text, lock=read_lock(path))
    if path.is_dir():
        if (path / "catalog.yaml").is_file():
            return Named(name=readable(text), source=Source.of(path, overlays or ()))
        if (path / "tender.yaml").is_file():
            return Named(name=readable(text), tender=path / "tender.yaml")
        raise PveError(f"{text}: holds no catalog.yaml and no tender.yaml", f"name {KINDS}")
    if path.exists():
        if path.name.endswith(SUFFIX):
            return Named(name=readable(text), lock=read_lock(path))
        if path.suffix in {".yaml", ".yml"}:
            return Named(name=readable(text), tender=path)
        raise PveError(f"{text}: cannot be compared", f"name {KINDS}")
    if ":" not in text:
        raise PveError(f"{text}: there is no such file or folder", f"name {KINDS}")
    return _in_git(text, folder, overlays)


def _in_git(text: str, folder: Path | None, overlays: list[Path] | None) -> Named:
    """A catalogue, a folder with a tender.yaml, or a tender file, as it was at a revision."""
    from pve_gen.gitfiles import folder_at, place_of
    from pve_gen.source import Source

    revision, _colon, path = text.partition(":")
    above, slash, last = path.rpartition("/")
    of_file = last.endswith(".yaml")
    where, name = (f"{revision}:{above}{slash}", last) if of_file else (text, "tender.yaml")
    root = folder_at(where, Path())
    if not of_file and (root / "catalog.yaml").is_file():
        return Named(name=readable(text), source=Source(root, readable(text), Source.of(folder, overlays).layers if overlays else ()))
    if not (root / name).is_file():
        raise PveError(f"{text}: no catalogue and no tender here", f"name {KINDS}")
    shown = text if of_file else f"{text.removesuffix('/')}/{name}"
    return Named(name=readable(text), tender=place_of(where, Path()) / name, kept=Kept(readable(shown), (root / name).read_bytes()))


def editions(old: Named, new: Named, folder: Path | None, overlays: list[Path] | None, wanted: Language | None) -> tuple[Edition, Edition]:
    """Both editions, in one language: that of a lock, else the one that is wanted, else Dutch."""
    if old.is_programme != new.is_programme:
        programme, catalog = (old, new) if old.is_programme else (new, old)
        raise PveError(
            f"{programme.name} is a programme and {catalog.name} a catalogue",
            "compare two of a kind: name the tender.yaml to see what its programme would be today",
        )
    languages = dict.fromkeys(one.lock.programme.language for one in (old, new) if one.lock)
    if len(languages) > 1:
        raise PveError(f"{old.name} and {new.name} are in different languages", "compare the locks of one language")
    language = next(iter(languages), None) or wanted or "nl"
    return _edition(old, folder, overlays, language), _edition(new, folder, overlays, language)


def _edition(one: Named, folder: Path | None, overlays: list[Path] | None, language: Language) -> Edition:
    from pve_gen.editions import of_catalog, of_programme, successors

    if one.lock:
        return of_programme(one.lock.programme, one.name)
    if one.source:
        from pve_gen.catalog import read_catalog

        # Not held against today's rules: an edition of long ago is what it was.
        catalog, found = read_catalog(one.source)
        if errors_in(found):
            raise PveError(f"{one.name}: the catalogue has mistakes", "see above", findings=errors_in(found))
        return of_catalog(catalog, one.name, language)

    from pve_gen.cli.making import sent_programme

    selection, source = selection_of(folder, overlays, one.tender, None, {}, None, one.kept)
    sent = sent_programme(selection, source, language)
    return of_programme(sent, one.name, successors(selection.catalog))
