"""The house styles that are named for a run: on the command line, else in PVE_TEMPLATE, else in the project's settings."""

from __future__ import annotations

import os
from pathlib import Path

from pve_gen.findings import PveError

TEMPLATED = {"docx": ("docx", "pdf"), "html": ("html",), "md": ("md",)}
"""The formats that have a template → those that are written with it."""


def house_styles(named: list[Path] | None, formats: tuple[str, ...]) -> dict[str, Path]:
    """Format → the template that was named for it.

    PveError where one is no template, is not there, is the second of its format, or is named on the command line and
    none of `formats` is written with it. What stands in the environment or the settings is for every run: there it may be unused.
    """
    from pve_gen.config import find_config

    told = os.environ.get("PVE_TEMPLATE", "")
    config = find_config(Path())
    if named:
        by, paths = "--template ", tuple(named)
    elif told:
        by, paths = "PVE_TEMPLATE: ", (Path(told),)
    else:
        by, paths = f"{config.file}: template ", config.template
    templates: dict[str, Path] = {}
    for path in paths:
        suffix = path.suffix.lower().removeprefix(".")
        if suffix not in TEMPLATED:
            raise PveError(f"{by}{path}: is not a template", f"name a .{', .'.join(TEMPLATED)}")
        if suffix in templates:
            raise PveError(f"{by}{path}: {templates[suffix]} is a template of the same format", "name one")
        if not path.is_file():
            message = "is a folder" if path.is_dir() else "there is no such file"
            raise PveError(f"{by}{path}: {message}", "correct the name; pve template init writes a house style to begin with")
        if named and not set(TEMPLATED[suffix]) & set(formats):
            raise PveError(f"{by}{path}: --format {','.join(formats)} is not written with it", f"add --format {suffix}, or leave it out")
        templates[suffix] = path
    return templates
