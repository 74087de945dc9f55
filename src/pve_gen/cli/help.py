"""Plain help in groups, with the examples at the end. Typer groups only in its boxes, which wrap paths and take 0.2 s."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

from typer.core import CompletionItem, TyperCommand, TyperGroup  # type: ignore[attr-defined]  # of the first there is no public name

DRAW_UP = "Draw up a programme"
COME_BACK = "What came back"
MAINTAIN = "Requirements and house styles"

ABOUT_TENDER = "About the tender"
WHERE_FROM = "Where things come from"

_EXAMPLE = "Example: "
_ON_A_LINE = 45  # letters, beside the name; a longer text is wrapped, and a shell then takes its second line for another word

ENVIRONMENT = {
    "PVE_PROFILE": "--profile, where the flag is absent",
    "PVE_CATALOG": "--catalog, where the flag is absent",
    "PVE_OVERLAY": "--overlay; several folders with the separator of PATH between them (: or ;)",
    "PVE_TEMPLATE": "--template, one house style",
    "PVE_LANG": "--lang, nl or en",
    "PVE_SCALE": "--scale, the municipality's own scale of risks",
    "SOURCE_DATE_EPOCH": "the date of documents and reports, in seconds since 1970, so that they are the same byte for byte",
    "NO_COLOR": "no colours, also in a terminal (no-color.org)",
    "CI": "nothing is asked, and no line or colour is drawn, also where the pipeline gives a terminal",
    "GITHUB_WORKSPACE": "the folder from which findings name their files, in a pipeline of GitHub",
    "CI_PROJECT_DIR": "the folder from which findings name their files, in a pipeline of GitLab",
    "COLUMNS": "how wide tables are, where the output is no terminal",
}
"""What `pve` reads from the environment, and what each stands for."""


def examples_of(help_: str) -> list[str]:
    """The commands that a docstring gives as examples."""
    return [line.strip().removeprefix(_EXAMPLE) for line in help_.splitlines() if line.strip().startswith(_EXAMPLE)]


def text_of(help_: str) -> str:
    """A docstring without its examples."""
    return "\n".join(line for line in help_.splitlines() if not line.strip().startswith(_EXAMPLE)).strip()


def first_sentence(help_: str) -> str:
    """What a command does, whole: cut off after so many letters it helps nobody."""
    return re.split(r"(?<=\.)\s", " ".join(text_of(help_).split("\n\n")[0].split()), maxsplit=1)[0]


def sections_of(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """The arguments and options of a command by group, each as it is typed and what it does; without groups that are empty."""
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            kind = "Arguments" if parameter.param_type_name == "argument" else "Options"
            sections.setdefault(getattr(parameter, "rich_help_panel", None) or kind, []).append(record)
    return {title: records for title, records in sections.items() if records}


class Command(TyperCommand):
    """A command whose help shows its options by `rich_help_panel`, and its examples at the end as they can be typed."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`FILE` for what must be given and `[FILE]` for what may, as everywhere; Typer writes `{FILE}`, which elsewhere is a choice."""
        return [piece.removeprefix("{").removesuffix("}") for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        whole, self.help = self.help, text_of(self.help or "")
        super().format_help_text(ctx, formatter)
        self.help = whole

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write(sections_of(self, ctx), formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        examples = examples_of(self.help or "")
        if examples:
            with formatter.section("Examples" if len(examples) > 1 else "Example"):
                for example in examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")  # not wrapped: it is to be copied


class Group(TyperGroup):
    """Commands whose help shows them by `rich_help_panel`."""

    def overview(self, ctx: Any) -> list[tuple[str, str, str]]:
        """Of each command its name, its group and what it does, in a sentence."""
        shown = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name)) and not command.hidden]
        panels = [getattr(command, "rich_help_panel", None) for _name, command in shown]
        return [
            (name, panel if isinstance(panel, str) else "Commands", first_sentence(command.help or ""))
            for (name, command), panel in zip(shown, panels, strict=True)
        ]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The commands that begin so, which shells other than bash show with what each does, on one line; and options."""
        shown = [(name, shorten(sentence, _ON_A_LINE, placeholder=" …")) for name, _panel, sentence in self.overview(ctx)]
        found = [CompletionItem(name, help=text) for name, text in shown if name.startswith(incomplete)]
        return found + super(TyperGroup, self).shell_complete(ctx, incomplete)  # not typer's own, which makes every command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, panel, sentence in self.overview(ctx):
            sections.setdefault(panel, []).append((name, sentence))
        _write(sections, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        records = [record for parameter in self.get_params(ctx) if (record := parameter.get_help_record(ctx)) is not None]
        _write({"Options": records}, formatter)
        self.format_commands(ctx, formatter)


def _write(sections: dict[str, list[tuple[str, str]]], formatter: Any) -> None:
    for title, records in sections.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)
