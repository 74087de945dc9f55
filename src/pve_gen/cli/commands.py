"""The commands by name. Each is imported when it is asked for, since one runs at a time and importing all takes longer than most do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer

from pve_gen.cli.help import COME_BACK, DRAW_UP, MAINTAIN, Command, Group


class Home(NamedTuple):
    """Where a command is made, and what the overview of commands shows of it, which is shown without making any.

    `function` may also be commands that belong together; `sentence` is the first of the command's own help.
    """

    module: str
    function: str
    panel: str
    sentence: str


HOMES = {
    "init": Home("init", "init", DRAW_UP, "Begin a tender: in a terminal by questions, elsewhere by flags."),
    "generate": Home(
        "generate", "generate", DRAW_UP, "Write programmes of requirements as documents, each with a lock that keeps what was asked."
    ),
    "list": Home("listing", "list_", DRAW_UP, "Show every requirement of the catalogue: in or out, and why."),
    "explain": Home(
        "explaining", "explain", DRAW_UP, "Show one requirement whole: its verdict, the rule and line that decided, and every text."
    ),
    "verify": Home(
        "verifying", "verify", COME_BACK, "Say what was changed in a document apart from the answers; ends with 1 where anything was."
    ),
    "assess": Home(
        "assess", "assess", COME_BACK, "Show where a supplier's answers fall short, and what risk that leaves; ends with 1 where they do."
    ),
    "compare": Home("compare", "compare", COME_BACK, "Show what suppliers answered side by side; ends with 1 where any of them deviates."),
    "contract": Home(
        "contract", "contract", COME_BACK, "Write the annexes of the contract: security, service levels, and processing of personal data."
    ),
    "report": Home("report", "report", COME_BACK, "Show which promised evidence is due and when; ends with 1 where any is overdue."),
    "check": Home(
        "checking",
        "check",
        MAINTAIN,
        "Check the catalogue, its layers and tenders: the mistakes of all files in one pass, each with its place.",
    ),
    "import": Home(
        "importing",
        "import_",
        MAINTAIN,
        "Begin a layer with a list of requirements from elsewhere: a spreadsheet, a CSV file or an OSCAL catalog.",
    ),
    "new": Home(
        "new", "new", MAINTAIN, "Begin a requirement: a file with the next free number, in which every field says what belongs there."
    ),
    "diff": Home(
        "diffing", "diff", MAINTAIN, "Show what differs between two programmes or two catalogues: what, how, and what may be material."
    ),
    "coverage": Home(
        "coverage",
        "coverage",
        MAINTAIN,
        "Show which requirement covers each clause of a norm, or why none does; and on which clauses each requirement rests.",
    ),
    "schema": Home("schemas", "schema", MAINTAIN, "Show which schemas there are, or print one as JSON."),
    "export": Home("export", "app", MAINTAIN, "Give the catalogue, a tender or an assessment to other programs."),
    "template": Home("template", "app", MAINTAIN, "Begin a house style, and check one."),
}
"""The commands by name, in the order of the overview."""


class _Commands(Mapping[str, Any]):
    """Name → command, imported by the first who asks."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            home = HOMES[name]
            self._made[name] = _made(name, getattr(import_module(f"pve_gen.cli.{home.module}"), home.function), home.panel)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)


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

    def overview(self, ctx: Any) -> list[tuple[str, str, str]]:
        """As of every group, without importing any command."""
        return [(name, home.panel, home.sentence) for name, home in HOMES.items()]
