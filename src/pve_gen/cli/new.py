"""`pve new`: a requirement with the next free number."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.canonical import readable
from pve_gen.cli.options import CatalogFolder, DocumentLanguage, Lang, Overlays, Quiet, complete_theme
from pve_gen.cli.steps import source_of
from pve_gen.findings import PveError, did_you_mean
from pve_gen.model import Catalog, Words

if TYPE_CHECKING:
    from pve_gen.source import Source


class KindName(StrEnum):
    """The kinds of requirement."""

    requirement = "requirement"
    wish = "wish"
    condition = "condition"


def new(
    theme: Annotated[
        str,
        typer.Argument(metavar="THEME", help="The theme, by the name of its folder.", autocompletion=complete_theme, show_default=False),
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title.")] = "",
    kind: Annotated[
        KindName, typer.Option("--kind", help="A knock-out, a wish that earns points, or a condition of the contract.")
    ] = KindName.requirement,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Begin a requirement: a file with the next free number, in which every field says what belongs there.

    It goes into your own layer where there is one (the last), else into the catalogue that --catalog names.

    Example: pve new authentication --overlay eisen --kind wish
    """
    console.be_quiet(quiet)
    from pve_gen import files
    from pve_gen.catalog import read_catalog
    from pve_gen.newrequirement import next_id, requirement_text
    from pve_gen.schema import schema

    source = source_of(catalog, overlay)
    home = _home(source)
    loaded, _found = read_catalog(source)  # with mistakes too: a requirement that is half written is no reason to stop
    if theme not in loaded.themes:
        raise PveError(f"{theme}: there is no such theme", did_you_mean(theme, loaded.themes) or f"choose {', '.join(loaded.themes)}")
    prefix = _prefix(loaded, theme, source)
    folder = home / "requirements" / theme
    id = next_id(prefix, {*loaded.requirements, *(path.stem for path in (home / "requirements").rglob("*.yaml"))})
    name = f"{id}.yaml"
    text = requirement_text(
        schema("requirement"),
        id,
        title=" ".join(readable(title).split()),
        kind=kind.value,
        since=_since(loaded, source),
        language=lang.value,
        modeline="../../schema/requirement.schema.json",
        translated=not source.layers,  # the catalogue is in two languages; a layer need not be
    )
    files.write_new(folder, {name: text.encode()})
    where = "".join(
        f" --{option} {path}" for option, path in (("catalog", catalog), *(("overlay", one) for one in overlay or ())) if path is not None
    )
    path = os.path.relpath(folder / name)
    console.result(console.plain(path))
    title_of_theme = loaded.themes[theme].title.in_(lang.value)
    console.say(_NEXT.in_(lang.value).format(id=id, theme=title_of_theme, path=path, where=where))


_NEXT = Words(
    """\
{id}, in «{theme}». Daarna:
  1. Vul in wat leeg is, in:            {path}
  2. Zie wat er nog ontbreekt:          pve check{where}
  3. Zie wanneer zij geldt, en waarom:  pve explain {id}{where}""",
    """\
{id}, in «{theme}». Next:
  1. Fill in what is empty, in:    {path}
  2. See what is still missing:    pve check{where}
  3. See when it is in, and why:   pve explain {id}{where}""",
)


def _home(source: Source) -> Path:
    """The folder that the requirement goes into."""
    from pve_gen.shipped import shipped

    root = source.layers[-1].root if source.layers else source.root
    if not isinstance(root, Path) or root == shipped("catalog"):
        hint = "name your own layer with --overlay, or a catalogue with --catalog; pve init --overlay begins a layer"
        raise PveError("the catalogue that came with pve is not yours to write in", hint)
    return root


def _prefix(catalog: Catalog, theme: str, source: Source) -> str:
    if not source.layers:
        return catalog.themes[theme].prefix
    layer = catalog.layers[-1] if len(catalog.layers) == len(source.layers) else None
    if layer is None or not layer.prefix:
        raise PveError(f"{source.layers[-1].shown}/overlay.yaml: has no prefix for its own requirements", "add a line `prefix: VBS`")
    return layer.prefix


def _since(catalog: Catalog, source: Source) -> str:
    """The version in which it first appears: that of the layer where it is one that requirements can name."""
    own = catalog.layers[-1].version if source.layers and catalog.layers else catalog.version
    return own if re.fullmatch(r"[0-9]{4}\.[0-9]+", own) else catalog.version
