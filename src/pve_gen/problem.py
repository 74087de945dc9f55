"""What a check finds wrong, before its line is known."""

from __future__ import annotations

from pve_gen.values import Struct

Path = tuple[str | int, ...]


class Problem(Struct, frozen=True):
    """A finding that does not yet know its line."""

    file: str
    path: Path
    message: str
    hint: str = ""
    key: bool = False
