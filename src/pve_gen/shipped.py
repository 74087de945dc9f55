"""The catalogue and templates that come with `pve`, wherever it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_HERE = Path(__file__).parent


def shipped(folder: str) -> Traversable:
    """The shipped `catalog` or `templates` folder: inside the wheel or zip, or beside `src/` in a checkout."""
    # An editable install: the folders stay where editors find them.
    for place in (_HERE / "shipped" / folder, _HERE.parents[1] / folder):
        if place.is_dir():
            return place
    from importlib.resources import files  # half as much work to import as the whole catalogue takes to read

    return files("pve_gen") / "shipped" / folder
