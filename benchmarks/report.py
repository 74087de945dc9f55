"""The outcome of a benchmark as tables, as JSON and as a chart; with every target, and whether it holds."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Cost

_DRAW_UP = {
    "floor": "the floor: only what any program in Python must do",
    "generate": "`pve generate` to Word, with its lock",
    "docxtpl": "docxtpl, the same template; values ready-made",
    "python-docx": "python-docx, a row for each; no template",
    "pandoc": "pandoc, the same document from Markdown",
    "doorstop": "Doorstop, publish Markdown",
    "strictdoc": "StrictDoc, export reStructuredText",
    "trestle": "trestle, a Markdown file for each",
    "generate xlsx": "`pve generate` to Excel, with its lock",
    "check": "`pve check`",
    "iterparse": "the floor of reading back: bare lxml iterparse",
    "read back": "the answers of a returned Word file",
    "verify": "`pve verify` of that file",
}
_DO = {
    "`pve generate`": (
        "reads the catalogue in two languages, checks it, chooses what is asked, fills values in and renders the template: for each "
        "requirement a heading, a text, why, evidence, how it is verified and a table with answer fields; then five appendices, and the lock."
    ),
    "docxtpl": (
        "renders the same template, and loads the catalogue with PyYAML. Its values are ready-made Word XML that `pve` wrote beforehand: it "
        "checks, chooses and converts nothing, and makes no table of contents and no lock. This is the least that docxtpl costs."
    ),
    "docxtpl, many tenders,": "opens the template once and reads one file of values once, and does not load the catalogue.",
    "python-docx": "loads the catalogue with PyYAML and makes one table: number, title, text and how it is verified. Nothing else.",
    "pandoc": (
        "makes the same document in the same house style from Markdown that `pve` wrote beforehand, of the kind that it reads cheapest: the "
        "same headings, texts, tables, links and appendices. Answer cells are empty, since it has no answer fields. It checks and chooses "
        "nothing, and makes no lock."
    ),
    "Doorstop": (
        "reads all fields of the requirements in two languages and publishes as Markdown what the Dutch document shows of them. Values are "
        "filled in beforehand. No checks, no choice, no answer fields, no appendices, no lock, no Word."
    ),
    "StrictDoc": (
        "reads the same fields by a grammar made for them and exports them all, since it offers no choice of fields; the rest as Doorstop. "
        "It begins without what it keeps of an earlier run."
    ),
    "trestle": (
        "reads the OSCAL catalog that `pve` exports, with the English texts added as remarks, and writes a file for each control with its "
        "Dutch texts, risk and measures included, and its values. No checks, no choice, no norms, no document, no lock."
    ),
}
_THAN_PANDOC = 15  # how many times as cheap
_CHARTED = ("floor", "generate", "docxtpl", "python-docx", "trestle", "doorstop", "pandoc", "strictdoc")
_STARTS = ("python -c pass", "pve --version", "bare typer --help", "pve --help", "bare typer, completion", "pve, completion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured: costs by program and size, instructions by program, and the peers that were refused, with why."""

    sizes: Sequence[int]
    rounds: int
    tenders: int
    costs: Mapping[tuple[str, int], Cost]
    instructions: Mapping[str, int]
    refused: Mapping[str, str]

    def cpu(self, name: str, size: int = 0) -> float | None:
        """Seconds of a program, or None where it did not run to its end."""
        cost = self.costs.get((name, size))
        return cost.cpu if cost and cost.seconds else None

    def peak(self, name: str, size: int) -> float | None:
        """Megabytes of a program, or None where it did not run to its end."""
        cost = self.costs.get((name, size))
        return cost.peak if cost and cost.seconds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was promised: `found` may be at `most`, or must be at `least`; None where it was not measured.

    With `over` it is more than `found`: a program was stopped before its end.
    """

    what: str
    found: float | None
    most: float | None = None
    least: float | None = None
    over: bool = False

    @property
    def holds(self) -> bool | None:
        """Whether the promise is kept; None where that is not known."""
        if self.found is None:
            return None
        if self.most is not None:
            return (None if self.over else True) if self.found <= self.most else False
        return True if self.found >= (self.least or 0) else None if self.over else False

    def __str__(self) -> str:
        if self.found is None:
            return "–"
        return f"{'> ' if self.over else ''}{self.found:.{2 if self.found < 20 else 0}f}"


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _beside(outcome: Outcome, name: str, ours: str, size: int, least: float, what: str) -> Target:
    """Another program beside `pve`, where one that was stopped took at least as long as it was given."""
    cost, own = outcome.costs.get((name, size)), outcome.cpu(ours, size)
    if cost and cost.over and not cost.seconds:
        return Target(what=what, found=_ratio(cost.over, own), least=least, over=True)
    return Target(what=what, found=_ratio(outcome.cpu(name, size), own), least=least)


def targets(outcome: Outcome) -> Iterator[Target]:
    """Every target that can be told from the sizes that were measured."""
    cpu, peak, counted = outcome.cpu, outcome.peak, outcome.instructions.get
    for size, times, megabytes in ((100, 4.5, 40), (1_200, 2.2, 50), (10_000, 1.6, 130)):
        yield Target(what=f"`pve generate` beside the floor, {size:,}", found=_ratio(cpu("generate", size), cpu("floor", size)), most=times)
        yield Target(what=f"its memory at the peak, MB, {size:,}", found=peak("generate", size), most=megabytes)
    small, middle, large = (cpu("generate", size) for size in (100, 1_200, 10_000))
    if small and middle and large:
        extra = ((large - middle) / 8_800) / ((middle - small) / 1_100)
        yield Target(what="a requirement more at 10,000 beside one at 1,200", found=extra, most=1.2)
    yield _beside(outcome, "docxtpl", "generate", 1_200, 3, "docxtpl with the same template beside `pve`, 1,200")
    yield _beside(outcome, "pandoc", "generate", 1_200, _THAN_PANDOC, "pandoc beside `pve`, 1,200")
    for name in ("doorstop", "strictdoc", "trestle"):
        for size in outcome.sizes:
            yield _beside(outcome, name, "generate", size, 1, f"{name} beside `pve`, {size:,}")
    styled = _ratio(cpu("generate, 200 pages", 100), cpu("generate", 100))
    yield Target(what="a house style of 200 pages beside the shipped one, 100", found=styled, most=1.4)
    version = _ratio(counted("pve --version"), counted("python -c pass"))
    yield Target(what="`pve --version` beside bare Python, instructions", found=version, most=1.6)
    completion = _ratio(counted("pve, completion"), counted("bare typer, completion"))
    yield Target(what="completion beside a bare typer program, instructions", found=completion, most=1.2)
    checked = _ratio(cpu("check, shipped"), cpu("floor, shipped"))
    yield Target(what="`pve check` of the shipped catalogue beside the floor of its size", found=checked, most=2.5)
    parsed = cpu("iterparse", 1_200)
    yield Target(what="reading 1,200 answers beside a bare iterparse", found=_ratio(cpu("read back", 1_200), parsed), most=2)
    yield Target(what="`pve verify` of 1,200 answers beside a bare iterparse", found=_ratio(cpu("verify", 1_200), parsed), most=4)
    yield Target(what="memory at the peak for 10,000 answers, MB", found=peak("read back", 10_000), most=70)
    many = f"{outcome.tenders} tenders of 100 in one process: documents for a second, beside docxtpl"
    yield _beside(outcome, "batch docxtpl", "batch", 100, 8, many)


def machine() -> str:
    """The sort of machine, without its name."""
    cpu = platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return f"{os.cpu_count()} cores, {cpu}, {platform.system()}, Python {platform.python_version()}"


def markdown(outcome: Outcome) -> str:
    """The page: the targets first, then every number."""
    return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    rounds = f"the median of {outcome.rounds} rounds" if outcome.rounds > 1 else "one round"
    yield from (
        "# Benchmarks",
        "",
        "<!-- Written by benchmarks/run.py. -->",
        "",
        f"What `pve` costs, beside what no program can do cheaper and beside other tools. Measured on: {machine()}. Processor time of whole",
        f"processes (user and system), {rounds} in which every program had its turn. Whatever else the machine did",
        "fell on all alike, so ratios count and seconds don't. Make it anew with `python benchmarks/run.py`; it installs the other tools in",
        "environments of their own.",
        "",
        "The *floor* starts Python, lets PyYAML's C parser go through the same files, joins the finished XML of the same document, deflates it",
        "and writes it: it checks, chooses and renders nothing, and writes no lock.",
        "",
    )
    compared = any((name, size) in outcome.costs for name in ("pandoc", "doorstop", "strictdoc", "trestle") for size in outcome.sizes)
    if compared:
        yield from (f"![{_described(outcome)}](images/benchmarks.svg)", "")
    yield from ("## Targets", "", "| what | found | target | holds |", "|---|---:|---:|---|")
    for target in targets(outcome):
        if target.found is None and len(outcome.sizes) == 1:
            continue  # about other sizes, or other tools, than a quick run has
        wanted = f"≤ {target.most:g}" if target.most is not None else f"≥ {target.least:g}"
        unknown = "not known" if target.over else "not measured"
        yield f"| {target.what} | {target} | {wanted} | { {True: 'holds', False: '**does not hold**', None: unknown}[target.holds] } |"
    bound = _ratio(outcome.cpu("pandoc", 1_200), outcome.cpu("floor", 1_200))
    if bound and bound < _THAN_PANDOC:
        yield from (
            "",
            f"To be {_THAN_PANDOC} times as cheap as pandoc is out of reach here for any program in Python: the floor, which does nothing, is",
            f"{bound:.1f} times as cheap.",
        )
    yield from ("", "## Seconds and memory", "")
    yield f"| seconds (megabytes at the peak) | {' | '.join(f'{size:,}' for size in outcome.sizes)} | growth |"
    yield f"|---|{'---:|' * (len(outcome.sizes) + 1)}"
    for name, what in _DRAW_UP.items():
        if name in outcome.refused:
            yield f"| {what} | {' | '.join([outcome.refused[name]] * len(outcome.sizes))} | |"
        elif any((name, size) in outcome.costs for size in outcome.sizes):
            yield f"| {what} | {' | '.join(_cell(outcome, name, size) for size in outcome.sizes)} | {_growth(outcome, name)} |"
    yield from ("", "Growth is the exponent between the last two sizes: 1 is proportional, 2 is square.", "")
    if compared:
        yield from ("What each does, and what it leaves out. None of the others makes a tender of a catalogue:", "")
        yield from (f"- **{name}** {does}" for name, does in _DO.items())
        yield ""
    yield from (
        "| other | seconds | megabytes |",
        "|---|---:|---:|",
    )
    for (name, size), cost in outcome.costs.items():
        if name not in {*_DRAW_UP, *_STARTS}:
            label = (
                f"{name}: {outcome.tenders} tenders of 100"
                if name.startswith("batch")
                else f"{name}, {size} requirements"
                if size
                else name
            )
            yield f"| {label} | {cost.cpu:.2f} | {cost.peak:.0f} |" if cost.seconds else f"| {label} | {cost.not_run} | |"
    yield from ("", "| starting | seconds | instructions, millions |", "|---|---:|---:|")
    for name in _STARTS:
        count = outcome.instructions.get(name)
        yield f"| `{name}` | {outcome.cpu(name) or 0:.3f} | {f'{count / 1e6:.0f}' if count else 'valgrind is not installed'} |"
    yield from (
        "",
        "`pve` is started by the script that pip 26.3 puts around a program. That of pip 23.2, which Python 3.11.7 brings along, imports `re` as",
        "well: with it `pve --version` took 1.79 times bare Python when that was measured, on 26 November 2026.",
    )


def _cell(outcome: Outcome, name: str, size: int) -> str:
    cost = outcome.costs.get((name, size))
    if cost is None:
        return "not run"
    return f"{cost.cpu:.2f} ({cost.peak:.0f})" if cost.seconds else cost.not_run


def _growth(outcome: Outcome, name: str) -> str:
    if len(outcome.sizes) < 2:
        return ""
    before, last = outcome.sizes[-2:]
    one, other = outcome.cpu(name, before), outcome.cpu(name, last)
    return f"{math.log(other / one) / math.log(last / before):.2f}" if one and other else ""


def _described(outcome: Outcome) -> str:
    size = _charted_size(outcome)
    found = (f"{name} {seconds:.2f}" for name in _CHARTED if (seconds := outcome.cpu(name, size)))
    return f"Seconds of processor time for {size:,} requirements: {', '.join(found)}"


def _charted_size(outcome: Outcome) -> int:
    return outcome.sizes[min(1, len(outcome.sizes) - 1)]


def charted(outcome: Outcome) -> dict[str, Any]:
    """The seconds at the middle size, for `programs/chart.py`: a bar for each program."""
    size = _charted_size(outcome)
    named = {"generate": "pve generate", "floor": "the floor"}
    found = {named.get(name, name): seconds for name in _CHARTED if (seconds := outcome.cpu(name, size))}
    return {"seconds": found, "description": _described(outcome)}


def as_json(outcome: Outcome) -> str:
    """Every number, for programs."""
    costs = [
        {
            "program": name,
            "size": size,
            "seconds": [round(one, 3) for one in cost.seconds],
            "megabytes": round(cost.peak) if cost.seconds else None,
            "not_run": cost.not_run,
        }
        for (name, size), cost in outcome.costs.items()
    ]
    held = [
        {
            "what": one.what,
            "found": one.found and round(one.found, 3),
            "over": one.over,
            "most": one.most,
            "least": one.least,
            "holds": one.holds,
        }
        for one in targets(outcome)
    ]
    told = {
        "machine": machine(),
        "rounds": outcome.rounds,
        "targets": held,
        "costs": costs,
        "instructions": outcome.instructions,
        "not_installed": outcome.refused,
    }
    return json.dumps(told, indent=1) + "\n"
