"""Where a document comes from: what made it, from which catalogue, and the hash of what it asks."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen import __version__
from pve_gen.asked import asked_of
from pve_gen.findings import PveError
from pve_gen.gitfiles import git
from pve_gen.jsonfile import canonical
from pve_gen.model import Catalog, Language, Provenance, Selection, written
from pve_gen.selection import words_of

if TYPE_CHECKING:
    from pve_gen.source import Source  # with it come YAML and JSON Schema, which whoever reads a lock does not need


def provenance_of(selection: Selection, source: Source, language: Language, template: str) -> Provenance:
    """Where the document about `selection` comes from; PveError where SOURCE_DATE_EPOCH is no number."""
    asked = {
        requirement.id: asked_of(requirement, words_of(requirement, selection, language), language) for requirement in selection.selected
    }
    hash = _content_hash(selection, language, [one.hash for one in asked.values()])
    return Provenance(
        document=_number(selection, language, hash),
        tool=f"pve {__version__}",
        catalog=_named(selection.catalog, language),
        commit=_commits(source),
        template=template,
        created=_created(selection.tender.date),
        hash=hash,
        asked=asked,
    )


def provenance_of_catalog(catalog: Catalog, source: Source, language: Language) -> Provenance:
    """Where a document about the whole catalogue comes from: it has no number, since nothing is asked in it."""
    return Provenance(
        document="",
        tool=f"pve {__version__}",
        catalog=_named(catalog, language),
        commit=_commits(source),
        template="",
        created=_created(""),
        hash="",
    )


def _named(catalog: Catalog, language: Language) -> str:
    """The catalogue and its layers, each with its version."""
    layers = (f"{layer.name} {layer.version}".strip() for layer in catalog.layers)
    return " + ".join([f"{catalog.name.in_(language)} {catalog.version}", *layers])


def _commits(source: Source) -> str:
    return " + ".join(filter(None, [_commit(source), *map(_commit, source.layers)]))


def _content_hash(selection: Selection, language: Language, asked: list[str]) -> str:
    """SHA-256, in hex, over what is asked of the supplier: facts, and the hash of each requirement, in order."""
    facts = {name: written(given.value) for name, given in selection.tender.facts.items()}
    content = {
        "language": language,
        "facts": facts,
        "partly": selection.tender.partly,
        "requirements": asked,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def _number(selection: Selection, language: Language, asked: str) -> str:
    """The number of a programme, such as `3f2a-91bc-04de-77aa`: another for each tender, version, language and content."""
    tender = selection.tender
    names = [tender.organisation, tender.reference, tender.title, tender.version, tender.status, tender.date, language, asked]
    number = hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()[:16]
    return "-".join(number[start : start + 4] for start in range(0, 16, 4))


def _created(tender_date: str) -> datetime:
    """SOURCE_DATE_EPOCH (reproducible-builds.org), else the tender's date, else today: never the time of day."""
    if told := source_date():
        return told
    day = date.fromisoformat(tender_date) if tender_date else date.today()  # the day it is where the document is made
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def source_date() -> datetime | None:
    """What SOURCE_DATE_EPOCH says, where it is set; PveError where that is no time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError):
        raise PveError(f"SOURCE_DATE_EPOCH={epoch}: not a time", "give whole seconds since 1970") from None


def _commit(source: Source) -> str:
    """The git commit of the catalogue, with a `+` where its files differ from it; empty where git does not hold it."""
    root = source.root
    if not isinstance(root, Path) or not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return ""
    commit = git(root, "log", "-1", "--format=%h", "--abbrev=12", "--", ".").decode("ascii", "replace").strip()
    return commit + ("+" if commit and _differs(root) else "")


def _differs(root: Path) -> bool:
    """Whether the YAML files in `root` are others than those of the commit.

    Compared here, and not by `git status`: that runs what the repository's own configuration names.
    """
    entries = [entry.split(b"\t", 1) for entry in git(root, "ls-tree", "-r", "-z", "HEAD", "--", ".").split(b"\0") if b"\t" in entry]
    committed = {name.decode("utf-8", "replace"): facts.split()[2].decode() for facts, name in entries if name.endswith(b".yaml")}
    present = {path.relative_to(root).as_posix(): path for path in root.rglob("*.yaml") if path.is_file()}
    return set(committed) != set(present) or any(committed[name] not in _blob_hashes(path) for name, path in present.items())


def _blob_hashes(path: Path) -> set[str]:
    """How git would name this file's content: in either kind of repository, with the line ends of either system."""
    content = path.read_bytes()
    variants = {content, content.replace(b"\r\n", b"\n")}
    return {
        algorithm(b"blob %d\0" % len(variant) + variant, usedforsecurity=False).hexdigest()
        for variant in variants
        for algorithm in (hashlib.sha1, hashlib.sha256)
    }
