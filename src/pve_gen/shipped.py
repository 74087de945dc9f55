"""The catalogue and templates that come with `pve`, wherever it is installed."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def shipped(folder: str) -> Traversable:
    """The shipped `catalog` or `templates` folder: inside the wheel or zip, or beside `src/` in a checkout."""
    packed = files("pve_gen") / "shipped" / folder
    if packed.is_dir():
        return packed
    return Path(__file__).parents[2] / folder  # an editable install: the folders stay where editors find them
