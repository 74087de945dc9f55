"""`pve init`: a tender to begin with, or a repository for a municipality's own layer."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.canonical import readable
from pve_gen.cli.options import (
    Availability,
    CatalogFolder,
    Confidentiality,
    DocumentLanguage,
    Facts,
    Integrity,
    Lang,
    PersonalData,
    ProfileName,
    Quiet,
    SpecialCategories,
)
from pve_gen.cli.steps import counted, flags_of, open_catalog, source_of
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.model import Catalog, FactValue, Language, Profile, Words

if TYPE_CHECKING:
    from pve_gen.newtender import NewTender
    from pve_gen.source import Source

_TENDER = "tender.yaml"
_STOPPED = 130  # as a shell says of Ctrl-C
_BEGIN = "For a new tender"
_BEGIN_LAYER = "For a municipality's own layer"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where to begin, made where it is absent; - shows the tender on stdout.")
    ] = Path("."),
    layer: Annotated[
        bool, typer.Option("--overlay", help="Begin a municipality's own layer, as a repository, instead of a tender.")
    ] = False,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The name of the tender.", rich_help_panel=_BEGIN)] = "",
    organisation: Annotated[str, typer.Option("--organisation", metavar="NAME", help="The municipality.", rich_help_panel=_BEGIN)] = "",
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The tender's reference.", rich_help_panel=_BEGIN)] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="TEXT", help="Where tenderers can turn to.", rich_help_panel=_BEGIN)] = "",
    description: Annotated[
        str, typer.Option("--description", metavar="TEXT", help="What the solution will do.", rich_help_panel=_BEGIN)
    ] = "",
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix", metavar="LETTERS", help="Begins the ids of its own requirements, such as VBS.", rich_help_panel=_BEGIN_LAYER
        ),
    ] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; take what the flags say.")] = False,
    profile: ProfileName = None,
    personal_data: PersonalData = False,
    special_categories: SpecialCategories = False,
    confidentiality: Confidentiality = None,
    integrity: Integrity = None,
    availability: Availability = None,
    set_: Facts = None,
    catalog: CatalogFolder = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Begin a tender: in a terminal by questions, elsewhere by flags. Nothing is ever overwritten.

    With --overlay, begin a municipality's own layer over the catalogue, as a repository with a pipeline that checks it.

    Example: pve init inkoop/zaaksysteem
    Example: pve init --no-input --title Zaaksysteem --profile high --set digid=true
    Example: pve init --overlay eisen --organisation "Gemeente Voorbeeldstad" --prefix VBS
    """
    console.be_quiet(quiet)
    from pve_gen import asking
    from pve_gen.tender import find_profile, parse_fact

    texts = {
        name: _fit(f"--{name}", text)
        for name, text in (
            ("title", title), ("organisation", organisation), ("reference", reference), ("contact", contact), ("description", description)
        )
    }  # fmt: skip
    source = source_of(catalog, None)
    loaded, _source = open_catalog(source)
    asks = not no_input and asking.possible()
    language: Language = lang.value
    if layer:
        _begin_layer(folder, texts["organisation"], prefix, loaded, source, asks, language)
        return
    if loaded.layers and not texts["organisation"]:
        texts["organisation"] = loaded.layers[-1].name  # in a municipality's own repository its name is known
    flags = flags_of(personal_data, special_categories, confidentiality, integrity, availability)
    said = flags | dict(parse_fact(text, loaded) for text in set_ or ())
    preset = find_profile(profile, loaded) if profile is not None else None
    _begin_tender(folder, texts, said, preset, loaded, source, asks, language)


def _fit(name: str, text: str) -> str:
    """A text from the command line on one line; what nobody can see has no business in a file that people read."""
    flat = " ".join(readable(text).split())
    if any(not character.isprintable() for character in flat):
        raise PveError(f"{name}: holds an invisible character", "type it again")
    return flat


# ── A tender ───────────────────────────────────────────────────────────────────────────────────


def _begin_tender(
    folder: Path,
    texts: dict[str, str],
    said: dict[str, FactValue],
    profile: Profile | None,
    catalog: Catalog,
    source: Source,
    asks: bool,
    language: Language,
) -> None:
    from pve_gen import files
    from pve_gen.newtender import NewTender, tender_text
    from pve_gen.selection import select
    from pve_gen.tender import tender_of

    target = Path(_TENDER) if folder == STREAM else folder / _TENDER
    if folder != STREAM:
        refuse_existing(target)
    if asks:
        from pve_gen.cli.conversation import ask_tender

        new = ask_tender(catalog, texts, said, profile, target, language)
        if new is None:
            raise typer.Exit(_STOPPED)
    else:
        if not texts["title"]:
            raise PveError("a tender needs a name", 'add --title "…", or run pve init in a terminal')
        new = NewTender(texts=texts, profile=profile, facts=said)
    selection = select(catalog, tender_of(catalog, profile=profile, flags=new.facts))
    modeline, absent = _schema_near(Path() if folder == STREAM else folder, source)
    text = tender_text(new, selection, language, schema=modeline, file=_typed(target))
    if folder == STREAM:
        console.result_bytes(text.encode())
        return
    files.write_new(folder, {_TENDER: text.encode(), **({modeline: schema_bytes("tender", language)} if absent else {})})
    counts = counted(len(selection.selected), "requirement")
    console.say(f"{target}: {counts} of {len(selection.verdicts)}, level {selection.level}.")
    _say_next(new, target, catalog, language)


_NEXT = Words(
    """\
Daarna:
  1. Schrijf de motiveringen in het bestand{more}.
  2. Zie wat erin komt, en waarom:   pve list {file}
  3. Schrijf het document:           pve generate {file}""",
    """\
Next:
  1. Write the motivations in the file{more}.
  2. See what is in, and why:        pve list {file} --lang en
  3. Write the document:             pve generate {file} --lang en""",
)
_ASSUMED = Words("; {count} van de {all} kenmerken zijn nog een aanname", "; {count} of {all} facts are still assumed")
_LAYER_MADE = Words(
    "{folder}: de eigen laag van {name}: overlay.yaml, changes.yaml, en pipelines voor GitHub en GitLab.",
    "{folder}: the own layer of {name}: overlay.yaml, changes.yaml, and pipelines for GitHub and GitLab.",
)
_NEXT_LAYER = Words(
    """\
Daarna:
  1. Lees README.md, en controleer:      {there}pve check
  2. Maak een eerste wijziging, in:      changes.yaml
  3. Of een eigen eis:                   pve new {theme}
  4. Bewaar het in git:                  git init""",
    """\
Next:
  1. Read README.md, and check:          {there}pve check
  2. Make a first change, in:            changes.yaml
  3. Or a requirement of your own:       pve new {theme}
  4. Keep it in git:                     git init""",
)


def _say_next(new: NewTender, target: Path, catalog: Catalog, language: Language) -> None:
    unsaid = [name for name in catalog.facts if name not in new.facts and not (new.profile and name in new.profile.facts)]
    more = _ASSUMED.in_(language).format(count=len(unsaid), all=len(catalog.facts)) if unsaid else ""
    console.say(_NEXT.in_(language).format(more=more, file=_typed(target)))


def _schema_near(folder: Path, source: Source) -> tuple[str, bool]:
    """Where the editor finds the schema of a tender, seen from its folder, and whether it is still to be written there.

    That of a repository above it, or of a catalogue that was named; not that of the installation, which others lack.
    """
    from pve_gen.shipped import shipped

    name = "schema/tender.schema.json"
    here = folder.resolve()
    named = [source.root.resolve()] if isinstance(source.root, Path) and source.root != shipped("catalog") else []
    for place in (here, *here.parents, *named):
        if (place / name).is_file():
            return Path(os.path.relpath(place / name, here)).as_posix(), False
    return name, True


def schema_bytes(name: str, language: Language) -> bytes:
    """A published schema, as it goes beside the files that people write."""
    from pve_gen.schema import published

    return published(name, language)


# ── A layer ────────────────────────────────────────────────────────────────────────────────────


def _begin_layer(folder: Path, name: str, prefix: str, catalog: Catalog, source: Source, asks: bool, language: Language) -> None:
    from pve_gen import files
    from pve_gen.newoverlay import SCHEMAS, overlay_files

    refuse_existing(folder / "overlay.yaml")
    if asks:
        from pve_gen.cli.conversation import ask_layer

        answered = ask_layer(catalog, name, prefix, language)
        if answered is None:
            raise typer.Exit(_STOPPED)
        name, prefix = answered
    if not name:
        raise PveError("a layer needs the name of its municipality", 'add --organisation "…"')
    refuse_odd_prefix(prefix, catalog)
    content = {path: text.encode() for path, text in overlay_files(name, prefix, catalog, language).items()}
    schemas = {f"schema/{schema}.schema.json": schema_bytes(schema, language) for schema in SCHEMAS}
    files.write_new(folder, content | schemas)
    console.say(_LAYER_MADE.in_(language).format(folder=folder, name=name))
    there = "" if folder == Path(".") else f"cd {_typed(folder)}; "
    console.say(_NEXT_LAYER.in_(language).format(there=there, theme=next(iter(catalog.themes))))


def refuse_odd_prefix(prefix: str, catalog: Catalog) -> None:
    """PveError where a layer cannot begin its ids with this."""
    if not re.fullmatch("[A-Z]{2,6}", prefix):
        problem = f"--prefix {prefix}: is not a prefix" if prefix else "a layer needs a prefix for its own requirements"
        raise PveError(problem, "add --prefix with two to six capitals, such as --prefix VBS")
    if theme := next((theme.id for theme in catalog.themes.values() if theme.prefix == prefix), None):
        raise PveError(f"--prefix {prefix}: is already the prefix of theme {theme}", "choose another")


def refuse_existing(target: Path) -> None:
    """PveError, with exit code 3, where something is there already."""
    if os.path.lexists(target):
        raise PveError(f"{target}: exists already", "choose another folder, or move it", exit_code=3)


def _typed(path: Path) -> str:
    """A path as it can be typed in a shell."""
    return f'"{path}"' if " " in str(path) else str(path)
