"""A typer program that does nothing, with as many commands as `pve` has: what its help and completion cost at least."""

from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def _command(name: str, lines: Annotated[int, typer.Option(help="How many.")] = 1, quiet: Annotated[bool, typer.Option()] = False) -> None:
    """Do nothing."""


for number in range(15):
    app.command(f"do-{number}")(_command)

if __name__ == "__main__":
    app(prog_name="bare")
