"""`pve template`: a house style to begin with, and what is wrong with one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pve_gen import console
from pve_gen.cli.help import Command, Group
from pve_gen.cli.options import CheckFormat, DocumentLanguage, Lang, Quiet
from pve_gen.cli.steps import counted, errors_in, tell
from pve_gen.findings import Finding, PveError
from pve_gen.incoming import STREAM, Incoming

app = typer.Typer(cls=Group, help="Begin a house style, and check one.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)

_NAME = "huisstijl.docx"
_TOLD = {"access-language", "access-title", "access-table-header", "access-picture"}  # rules with a twin in `templatecheck`
_NEXT = """Next:
  1. Open it in Word. It is protected, as it will be for a tenderer: choose Review > Restrict Editing > Stop Protection.
     Change fonts and colours in the styles, put your logo on the cover, and write your own sentences.
     Keep each {{{{ … }}}} and {{% … %}} whole: move it, or remove it, with the paragraph or table row that it stands in.
     When it is done: Review > Restrict Editing > Filling in forms, without a password.
  2. See whether it is still sound:    pve template check {file}{lang}
  3. Write a document in it:           pve generate --profile medium --template {file}{lang}"""


@app.command("init", cls=Command)
def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The Word file to make; - for stdout.")] = Path(_NAME),
    lang: DocumentLanguage = Lang.nl,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the default template, to make a house style of in Word.

    Example: pve template init huisstijl.docx
    """
    console.be_quiet(quiet)
    from pve_gen.files import write_whole
    from pve_gen.shipped import shipped

    document = (shipped("templates") / f"programme.{lang.value}.docx").read_bytes()
    if file == STREAM:
        console.result_bytes(document)
        return
    target = file / _NAME if os.path.isdir(file) else file
    if target.suffix.lower() != ".docx":
        raise PveError(f"{file}: a house style is a Word document", "end its name in .docx, or name a folder that exists")
    if target.exists() and not overwrite:
        raise PveError(f"{target}: exists already", "choose another name, or replace it with --overwrite", exit_code=3)
    write_whole(target, document, elsewhere="choose another name")
    console.say(f"{target}: the default template, to make your house style of.")
    console.say(_NEXT.format(file=_quoted(target), lang="" if lang is Lang.nl else f" --lang {lang.value}"))


@app.command("check", cls=Command)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Word file to check; - for stdin.")],
    lang: DocumentLanguage = Lang.nl,
    format_: Annotated[CheckFormat, typer.Option("--format", "-f", help="The shape of the findings.")] = CheckFormat.text,
    quiet: Quiet = False,
) -> None:
    """Check a house style: its tags, styles and tables, and whether answers can be read back from it.

    Exit code 1 where anything was found, 2 where the file cannot be read.

    Example: pve template check huisstijl.docx
    """
    console.be_quiet(quiet)
    from pve_gen.templatecheck import check_template
    from pve_gen.wordtemplate import TemplateError

    try:
        data = Incoming(file).read_bytes()
        found = check_template(data, str(file), lang.value) + _barriers(data, file)
    except TemplateError as error:
        raise PveError(str(error)) from None
    except OSError as problem:
        raise PveError(f"{file}: cannot be read: {problem.strerror or problem}") from None
    tell(found, format_.value)
    errors = len(errors_in(found))
    console.say(f"{file}: {counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}." if found else f"{file}: nothing found.")
    if found:
        raise typer.Exit(1)


def _barriers(data: bytes, file: Path) -> list[Finding]:
    """What stands in the way of people who cannot see the page; what the check of templates itself tells is left to that."""
    from pve_gen.accessibility import accessibility
    from pve_gen.officefile import OfficeError, read_office

    try:
        barriers = accessibility(read_office(data, "docx"))
    except OfficeError:
        return []  # told already
    return [barrier.finding(str(file)) for barrier in barriers if barrier.severity == "error" and barrier.rule not in _TOLD]


def _quoted(path: Path) -> str:
    """A path as it can be typed in a shell."""
    return f'"{path}"' if " " in str(path) else str(path)
