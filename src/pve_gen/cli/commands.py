"""The commands by name. Each is imported when it is asked for, since one runs at a time and importing all takes longer than most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer

from pve_gen.cli.help import COME_BACK, DRAW_UP, MAINTAIN, Command, Group

_HOMES = {
    "init": ("init", "init", DRAW_UP),
    "generate": ("generate", "generate", DRAW_UP),
    "list": ("listing", "list_", DRAW_UP),
    "explain": ("explaining", "explain", DRAW_UP),
    "verify": ("verifying", "verify", COME_BACK),
    "assess": ("assess", "assess", COME_BACK),
    "compare": ("compare", "compare", COME_BACK),
    "contract": ("contract", "contract", COME_BACK),
    "report": ("report", "report", COME_BACK),
    "check": ("checking", "check", MAINTAIN),
    "import": ("importing", "import_", MAINTAIN),
    "new": ("new", "new", MAINTAIN),
    "diff": ("diffing", "diff", MAINTAIN),
    "coverage": ("coverage", "coverage", MAINTAIN),
    "schema": ("schemas", "schema", MAINTAIN),
    "export": ("export", "app", MAINTAIN),
    "template": ("template", "app", MAINTAIN),
}
"""The name of each command → its module, the function or the commands there, and the group in which help shows it."""


class _Commands(Mapping[str, Any]):
    """Name → command, imported by the first who asks."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, function, panel = _HOMES[name]
            self._made[name] = _made(name, getattr(import_module(f"pve_gen.cli.{module}"), function), panel)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


def _made(name: str, found: Any, panel: str) -> Any:
    """What typer makes of a function, or of commands that belong together."""
    app = found
    if not isinstance(app, typer.Typer):
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(name, cls=Command)(found)
    command: Any = typer.main.get_command(app)
    command.name, command.rich_help_panel = name, panel
    return command


class Root(Group):
    """All of `pve`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = _Commands()

    def list_commands(self, ctx: Any) -> list[str]:
        """The names alone; typer's own would import every command."""
        return list(self.commands)
