"""`pve schema`: the schemas with which editors explain, complete and check what people write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pve_gen import console
from pve_gen.cli.options import DocumentLanguage, Lang, Quiet, complete_schema
from pve_gen.cli.steps import counted
from pve_gen.findings import PveError, did_you_mean
from pve_gen.incoming import STREAM


def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The schema to print, such as tender.", autocompletion=complete_schema, show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Write the schema, or all of them, into a folder; - for one on stdout.",
            show_default=False,
        ),
    ] = None,
    lang: DocumentLanguage = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show which schemas there are, or print one as JSON.

    An editor with yaml-language-server (VS Code, Neovim …) completes and explains a file that begins with the line
    `# yaml-language-server: $schema=schema/tender.schema.json`.

    Example: pve schema tender --lang en
    Example: pve schema --out schema
    """
    console.be_quiet(quiet)
    from pve_gen import files
    from pve_gen.schema import names, published
    from pve_gen.schema import schema as loaded

    known = names()
    if name is not None and name not in known:
        raise PveError(f"{name}: there is no such schema", did_you_mean(name, known) or "pve schema shows them")
    wanted = [name] if name is not None else known
    if out == STREAM and name is None:
        raise PveError("--out -: one schema fits on stdout", "name one, or a folder")
    if out is not None and out != STREAM:
        files.make_folder(out)
        for one in wanted:
            files.write_whole(out / f"{one}.schema.json", published(one, lang.value))
        console.say(f"{out}: {counted(len(wanted), 'schema')}.")
    elif name is not None:
        console.result_bytes(published(name, lang.value))
    else:
        console.table(("name", "what", "about"), [(one, *_about(loaded(one), lang)) for one in known])


def _about(schema: dict[str, Any], lang: Lang) -> tuple[str, str]:
    """Title and description, in the language asked."""
    title, about = ("title", "description") if lang is Lang.nl else ("x-title-en", "x-description-en")
    return schema[title], schema[about]
