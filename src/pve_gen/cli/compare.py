"""`pve compare`: what several suppliers answered, side by side, and the questions that are still open for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.answering import answers_in, assessed, tell_empty
from pve_gen.cli.help import WHERE_FROM
from pve_gen.cli.options import Lang, LockFile, Quiet, ReportDate, ScaleFile, complete_format_of
from pve_gen.cli.reporting import formats_of, slug_of, write_reports
from pve_gen.cli.steps import counted, day_of, errors_in
from pve_gen.findings import PveError, did_you_mean
from pve_gen.model import Language

if TYPE_CHECKING:
    from pve_gen.assessed import Assessment, RiskScale, Step
    from pve_gen.comparison import Comparison, ThemeTotals
    from pve_gen.response import AlteredText, Response
    from pve_gen.sent import Lock, SentProgramme


def compare(
    responses: Annotated[
        list[Path],
        typer.Argument(metavar="RESPONSE…", help="What each supplier filled in: two or more .docx, .xlsx or .ods.", show_default=False),
    ],
    lock: LockFile = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="What people decided about one of the suppliers; may be repeated.",
            rich_help_panel=WHERE_FROM,
        ),
    ] = None,
    scale: ScaleFile = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="What to write: docx, xlsx, html, md or json, with commas or repeated.",
            show_default="a summary here",
            autocompletion=complete_format_of("docx", "xlsx", "html", "md", "json"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE|FOLDER", help="Where that goes; - for one document on stdout.", show_default="here"),
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option("--questions", metavar="FOLDER", help="Also write the open questions to each supplier there, ready to send."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace reports that are there.")] = False,
    date: ReportDate = None,
    lang: Annotated[Lang, typer.Option("--lang", envvar="PVE_LANG", help="The language of the comparison.")] = Lang.nl,
    quiet: Quiet = False,
) -> None:
    """Show what suppliers answered side by side; ends with 1 where any of them deviates. No winner is named.

    Example: pve compare een.docx twee.xlsx drie.docx --lock programma-van-eisen.lock.json --format docx,html --questions vragen
    """
    console.be_quiet(quiet)
    from pve_gen.cli.comparing import REPORTS, write_questions
    from pve_gen.comparison import compare as side_by_side
    from pve_gen.riskscale import read_scale

    if len(responses) < 2:
        raise PveError("one answer cannot be compared", "name two or more, or use pve assess")
    formats = formats_of(format_, REPORTS, out)
    language: Language = lang.value
    day = day_of(date)
    read = _read(responses, lock)
    comparison = side_by_side(_assessments(read, decisions or (), read_scale(scale)))
    inputs = (*responses, *(decisions or ()))
    if formats:
        number = comparison.programme.tender.reference
        stem = _STEM[language] + (f"-{slug}" if (slug := slug_of(number)) else "")
        write_reports(comparison, REPORTS, formats, out, stem=stem, language=language, day=day, overwrite=overwrite, never=inputs)
    else:
        _tell(comparison, language)
    if questions is not None:
        write_questions(comparison, questions, day, overwrite=overwrite, never=inputs)
    _summarize(comparison)
    for path, (response, *_) in read.items():
        tell_empty(path, response.answers)
    if any(one.risks or one.findings for one in comparison.suppliers):
        raise typer.Exit(1)


_STEM: dict[Language, str] = {"nl": "vergelijking", "en": "comparison"}

Read = Mapping[Path, "tuple[Response, Lock, Mapping[str, AlteredText]]"]
"""File → its answers, the lock they are held against, and what was done to the text of which requirement."""


def _read(responses: Sequence[Path], lock: Path | None) -> Read:
    """Every answer; PveError where any cannot be read, after all that cannot were named: the rest alone would be another comparison."""
    read, failed = {}, []
    for path in responses:
        try:
            read[path] = answers_in(path, lock, "", unnamed=_after_file(path, responses))
        except PveError as error:
            failed.append(error)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        for problem in failed:
            console.complaints(problem.findings)
            console.complain(str(problem))
        raise PveError(f"{len(failed)} of {counted(len(responses), 'answer')} could not be read: nothing was compared", "see above")
    if len(read) < len(responses):
        doubled = next(path for path in responses if responses.count(path) > 1)
        raise PveError(f"{doubled}: is named more than once", "name each answer once")
    named: dict[str, Path] = {}
    for path, (response, *_) in read.items():
        other = named.setdefault(response.supplier.casefold(), path)
        if other != path:
            hint = "leave one out, or give them different names: in the document, or where it holds none, as the name of the file"
            raise PveError(f"{other} and {path} are both by {response.supplier}", hint)
    return read


def _after_file(path: Path, responses: Sequence[Path]) -> str:
    """What a supplier is called whose answers do not name it: as the file, with its suffix or folder where another file is called the same."""
    alike = [other.absolute() for other in responses if other != path and other.stem.casefold() == path.stem.casefold()]
    folder = path.absolute().parent
    name = path.name if any(other.parent == folder for other in alike) else path.stem
    return f"{name} ({folder.name})" if any(other.parent != folder for other in alike) else name


def _assessments(read: Read, decisions: Sequence[Path], scale: RiskScale) -> list[Assessment]:
    """The assessment of each answer, with the decisions that name its supplier; PveError where those cannot be."""
    from pve_gen.assessment import about_decisions

    files = _by_supplier(decisions, [response.supplier for response, *_ in read.values()])
    made = []
    for response, lock, altered in read.values():
        file = files.get(response.supplier.casefold())
        assessment, decided = assessed(response, lock.programme, scale, file, altered)
        found = list(about_decisions(assessment, decided, str(file)))
        for finding in found:
            console.say(f"{finding}")
        if errors_in(found):
            raise PveError(f"{file}: holds a decision that cannot be", "see above")
        made.append(assessment)
    return made


def _by_supplier(decisions: Sequence[Path], suppliers: Sequence[str]) -> dict[str, Path]:
    """The decisions about each supplier, by its name without regard to capitals."""
    from pve_gen.decisions import supplier_of

    files: dict[str, Path] = {}
    for path in decisions:
        if not path.is_file():
            raise PveError(f"{path}: there is no such file", "pve assess makes one")
        name = supplier_of(path)
        if name.casefold() not in {supplier.casefold() for supplier in suppliers}:
            raise PveError(f"{path}: is about {name}, of whom no answer is compared", did_you_mean(name, suppliers))
        if other := files.get(name.casefold()):
            raise PveError(f"{other} and {path} are both about {name}", "name one of them")
        files[name.casefold()] = path
    return files


# ── In the terminal ──


def _tell(comparison: Comparison, language: Language) -> None:
    """A column for each supplier: its totals, and below them the themes in which anybody deviates."""
    from pve_gen.comparisonlines import number
    from pve_gen.questions import questions

    programme, suppliers, steps = comparison.programme, comparison.suppliers, comparison.risks[::-1]
    names = [one.supplier for one in suppliers]
    weights = [comparison.weight(one)[::-1] for one in suppliers]
    rows = [
        ("answered", *(f"{sum(bool(answer.answer) for answer in one.answers)} of {len(programme.requirements)}" for one in suppliers)),
        (f"{_unmet_of(programme)} not met", *(str(len(one.unmet)) for one in suppliers)),
        *((f"deviations: {step.title.in_(language)}", *(str(weight[at]) for weight in weights)) for at, step in enumerate(steps)),
        ("points", *(f"{number(one.score.points, 'en')} of {one.score.possible}" for one in suppliers)),
        ("of which not certain", *(number(one.score.open, "en") for one in suppliers)),
        ("open questions", *(str(len(questions(one, language))) for one in suppliers)),
    ]
    _table("", names, rows)
    deviating = [theme for theme in comparison.themes if any(any(totals.deviations) for totals in theme.totals)]
    if deviating:
        console.result("")
        rows = [(theme.title, *(_theme_cell(totals, steps, language) for totals in theme.totals)) for theme in deviating]
        _table("deviations by risk, and points", names, rows)
    alike = len(comparison.themes) - len(deviating)
    if alike:
        console.result(f"\nNo supplier deviates in {counted(alike, 'other theme' if deviating else 'theme')}.")


_BESIDE = 4  # suppliers in one table: of more, the words are cut to pieces


def _table(head: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """What `head` says, for each supplier: in tables below each other where they are many."""
    groups = -(-len(names) // _BESIDE)
    for group in range(groups):
        start, end = (round(len(names) * edge / groups) for edge in (group, group + 1))
        if group:
            console.result("")
        console.table((head, *names[start:end]), [(row[0], *row[1 + start : 1 + end]) for row in rows], whole=0)


def _theme_cell(totals: ThemeTotals, steps: Sequence[Step], language: Language) -> str:
    from pve_gen.comparisonlines import number

    by_risk = zip(totals.deviations[::-1], steps, strict=True)
    said = ", ".join(f"{count} {step.title.in_(language)}" for count, step in by_risk if count) or "–"
    return said + (f"\n{number(totals.points, 'en')} of {totals.possible} points" if totals.possible else "")


def _unmet_of(programme: SentProgramme) -> str:
    return "knock-outs" if programme.knock_out else "requirements"


def _summarize(comparison: Comparison) -> None:
    programme = comparison.programme
    differing = sum(line.differs for theme in comparison.themes for line in theme.lines)
    console.say(
        f"Programme {programme.provenance.document} ({programme.tender.title}, version {programme.tender.version}): "
        f"{counted(len(comparison.suppliers), 'supplier')}; {differing} of {counted(len(programme.requirements), 'requirement')} answered differently."
    )
    for one in comparison.suppliers:
        if one.unmet:
            console.say(f"{_unmet_of(programme).capitalize()} not met by {one.supplier}: {', '.join(one.unmet)}.")
    decided = any(risk.decided for one in comparison.suppliers for risk in one.risks)
    console.say(
        "No winner is named: prices are not in this." if decided else "No winner is named: prices, and what people decide, are not in this."
    )
