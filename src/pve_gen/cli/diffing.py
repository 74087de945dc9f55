"""`pve diff`: what differs between two programmes or two catalogues, and the nota van inlichtingen about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.editions import Named, editions, named
from pve_gen.cli.help import WHERE_FROM
from pve_gen.cli.options import CatalogFolder, Lang, Overlays, Quiet, ReportDate, complete_format_of
from pve_gen.cli.reporting import Report, formats_of, write_reports
from pve_gen.cli.steps import counted, day_of
from pve_gen.findings import PveError
from pve_gen.incoming import STREAM
from pve_gen.model import Language

if TYPE_CHECKING:
    from pve_gen.edition import Answered, Comparison, Difference, Edition, Part
    from pve_gen.shapes import DifferenceShape


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="What was: a .lock.json, a tender.yaml or its folder, a catalogue folder, or one in git as REVISION:FOLDER; - for a lock on stdin.",
            show_default=False,
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What is now: of the same kind.", show_default=False)],
    notes: Annotated[
        Path | None,
        typer.Option(
            "--notes",
            metavar="FILE",
            help="Where people confirm changes, and write questions and answers; new ones are added.",
            rich_help_panel=WHERE_FROM,
        ),
    ] = None,
    responses: Annotated[
        list[Path] | None,
        typer.Option(
            "--responses",
            metavar="FILE",
            help="Answers received to OLD: tells which no longer hold; may be repeated.",
            rich_help_panel=WHERE_FROM,
        ),
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="What to write: docx (nota van inlichtingen), md, json or csv.",
            show_default="the differences here",
            autocompletion=complete_format_of("docx", "md", "json", "csv"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE|FOLDER", help="Where that goes; - for stdout.", show_default="docx here, others on stdout"
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace documents that are there.")] = False,
    catalog: CatalogFolder = None,
    overlay: Overlays = None,
    date: ReportDate = None,
    lang: Annotated[
        Lang | None, typer.Option("--lang", envvar="PVE_LANG", help="The language of documents.", show_default="that of the lock, or nl")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Show what differs between two programmes or two catalogues: what, how, and what may be material.

    Rules propose the kind of every change; people confirm it in the file after --notes. Ends with 0 where nothing differs,
    1 where something does, 2 where OLD or NEW cannot be read.

    Example: pve diff verstuurd/programma-van-eisen.lock.json tender.yaml --notes nota.yaml --format docx
    """
    console.be_quiet(quiet)
    from pve_gen.differences import differences
    from pve_gen.edition import Comparison, Notes
    from pve_gen.notes import read_notes, stale

    formats = formats_of(format_, REPORTS, out)
    if old == new == "-":
        raise PveError("OLD and NEW are both stdin", "name a file for one of them")
    was, now = named(old, catalog, overlay), named(new, catalog, overlay)
    before, after = editions(was, now, catalog, overlay, lang.value if lang else None)
    said, found = read_notes(notes, before, after) if notes else (Notes(), [])
    comparison = Comparison(
        old=before,
        new=after,
        differences=differences(before, after),
        notes=said,
        answered=tuple(_answers(responses or (), was, before, after)),
    )
    for finding in [*found, *(stale(comparison, str(notes)) if notes else ())]:
        console.say(str(finding))
    if notes:
        _add_to(notes, comparison)
    language: Language = lang.value if lang else before.language
    if formats:
        inputs = (*(Path(text) for text in (old, new) if Path(text).is_file()), *([notes] if notes else []), *(responses or ()))
        to_stdout = out is None and len(formats) == 1 and formats[0] not in _FILES
        write_reports(
            comparison,
            REPORTS,
            formats,
            STREAM if to_stdout else out,
            stem=_STEM[language],
            language=language,
            day=day_of(date),
            overwrite=overwrite,
            never=inputs,
        )
    else:
        console.styled(_told(comparison))
    _summarize(comparison)
    if comparison.differences:
        raise typer.Exit(1)


_STEM: dict[Language, str] = {"nl": "nota-van-inlichtingen", "en": "information-notice"}
_FILES = ("docx",)


def _answers(paths: Iterable[Path], was: Named, old: Edition, new: Edition) -> Iterator[Answered]:
    from pve_gen.cli.answering import read_file, response_in
    from pve_gen.differences import answered

    for path in paths:
        if was.lock is None:
            raise PveError(f"{path}: answers a programme that was sent", "let OLD be the lock of that programme")
        data, kind = read_file(path)
        response = response_in(path, data, kind, was.lock, "")
        if response.document and response.document != old.document:
            raise PveError(f"{path}: answers programme {response.document}, not {old.document}", "let OLD be the lock of that one")
        yield answered(old, new, response)


def _add_to(notes: Path, comparison: Comparison) -> None:
    from pve_gen import files
    from pve_gen.notes import extended

    was = notes.read_bytes() if notes.exists() else b""
    text, number = extended(notes, comparison)
    if text is not None:
        files.write_whole(notes, text.encode(), was=was, elsewhere="choose another with --notes")
        console.say(f"{notes}: {counted(number, 'change')} added to confirm.")


# ── On the terminal ────────────────────────────────────────────────────────────────────────────

_MARKS = {"added": ("+", "new"), "removed": ("-", "gone"), "split": ("<", "bold"), "merged": (">", "bold")}


def _told(comparison: Comparison) -> Iterator[tuple[int, console.Spans]]:
    """Every difference with a mark: + added, - removed, < split, > merged, ~ otherwise; and `!` where it may be material."""
    from pve_gen.edition import CHANGES

    if comparison.differences:
        yield 0, [("OLD ", "bold"), (_headed(comparison.old), "")]
        yield 0, [("NEW ", "bold"), (_headed(comparison.new), "")]
    for difference in comparison.differences:
        yield 0, []
        change, said = comparison.change_of(difference), comparison.confirmed(difference)
        mark, look = _MARKS.get(change, ("~", "bold"))
        yield 0, [(f"{mark} ", look), (f"{difference.id}  {difference.title}", "bold")]
        confirmed = "confirmed" if said and said.change else f"proposed: {difference.because.en}"
        yield 2, [(f"{CHANGES[change].en} ({confirmed})", ""), *_material(comparison, difference)]
        for part in shown_parts(difference):
            yield 4, list(_part(part))
        if stale := _stale(comparison, difference):
            yield 2, [(f"answers that no longer hold: {', '.join(stale)}", "note")]


def _headed(edition: Edition) -> str:
    return f"{edition.title}, version {edition.version} ({edition.name})"


def _material(comparison: Comparison, difference: Difference) -> Iterator[tuple[str, str]]:
    said = comparison.confirmed(difference)
    if said and said.material is not None:
        yield (", material" if said.material else ", not material"), "note" if said.material else ""
    elif difference.possibly_material:
        yield " ! possibly material", "note"


def shown_parts(difference: Difference) -> Iterator[Part]:
    """The parts that a reader needs: a value that stands in the text is seen there, and a version number only alone."""
    texts = [part for part in difference.parts if part.field == "text"]
    for part in difference.parts:
        in_text = part.field == "value" and any(part.now in text.now and part.was in text.was for text in texts)
        if not in_text and not (part.field == "version" and len(difference.parts) > 1):
            yield part


def _part(part: Part) -> Iterator[tuple[str, str]]:
    from pve_gen.worddiff import bracketed, joined, shortened, word_diff

    yield f"{part.name or part.field}: ", ""
    was, now = (text.replace("\n", " ¶ ") for text in (part.was, part.now))
    for piece in shortened(joined(word_diff(was, now))):
        yield bracketed(piece), "" if piece.change == "same" else piece.change


def _stale(comparison: Comparison, difference: Difference) -> list[str]:
    ids = {one.id for one in difference.was}
    return [answers.supplier for answers in comparison.answered if ids & set(answers.stale)] if difference.stale_answer else []


def _summarize(comparison: Comparison) -> None:
    from pve_gen.edition import CHANGES

    if not comparison.differences:
        console.say("No differences.")
        return
    counts = Counter(comparison.change_of(difference) for difference in comparison.differences)
    told = ", ".join(f"{counts[change]} {words.en}" for change, words in CHANGES.items() if change in counts)
    console.say(f"{counted(len(comparison.differences), 'difference')}: {told}.")
    open_ = [one for one in comparison.differences if one.possibly_material and comparison.material(one)]
    unjudged = [one for one in open_ if not (said := comparison.confirmed(one)) or said.material is None]
    if unjudged:
        console.say(f"{len(unjudged)} possibly material: people decide that, in the file after --notes.")
    for answers in comparison.answered:
        stale, missing = (", ".join(ids) or "none" for ids in (answers.stale, answers.missing))
        console.say(f"{answers.supplier}: answers that no longer hold: {stale}; to answer: {missing}.")


# ── In a file ──────────────────────────────────────────────────────────────────────────────────


def shape(comparison: Comparison, language: Language) -> list[DifferenceShape]:
    """As `catalog/schema/diff.schema.json` promises."""
    return [_shape(comparison, difference, language) for difference in comparison.differences]


def _shape(comparison: Comparison, difference: Difference, language: Language) -> DifferenceShape:
    said = comparison.confirmed(difference)
    telling = next((part for part in difference.parts if part.field == _TELLING.get(comparison.change_of(difference))), difference.parts[0])
    return {
        "id": difference.id,
        "change": comparison.change_of(difference),
        "was": telling.was,
        "is": telling.now,
        "material": comparison.material(difference),
        "about": (difference.now or difference.was)[0].about,
        "title": difference.title,
        "was_ids": [one.id for one in difference.was],
        "is_ids": [one.id for one in difference.now],
        "proposed": difference.change,
        "because": difference.because.in_(language),
        "confirmed": bool(said and said.change and said.material is not None),
        "explanation": said.explanation if said else "",
        "parts": [{"field": part.field, "name": part.name, "was": part.was, "is": part.now} for part in difference.parts],
        "stale_answers": _stale(comparison, difference),
    }


_TELLING = {"split": "text", "merged": "text", "reworded": "text", "changed": "text", "value": "value"}


def _json(comparison: Comparison, language: Language, _day: Date) -> bytes:
    from pve_gen.jsonfile import as_json

    return as_json(shape(comparison, language))


def _csv(comparison: Comparison, language: Language, _day: Date) -> bytes:
    names = ("id", "change", "material", "confirmed", "title", "was", "is", "because", "explanation", "stale_answers")
    rows = [{name: one[name] for name in names} for one in shape(comparison, language)]  # type: ignore[literal-required]  # the names above are keys of it
    text = console.as_csv(rows) if rows else ",".join(names) + "\n"
    return ("\ufeff" + text).encode()  # without the mark Excel takes é for two letters


def _docx(comparison: Comparison, language: Language, day: Date) -> bytes:
    from pve_gen.notice import notice
    from pve_gen.shipped import shipped
    from pve_gen.wordtemplate import WordTemplate
    from pve_gen.writers.word import write_word

    template = shipped("templates") / f"information-notice.{language}.docx"
    created = datetime(day.year, day.month, day.day, tzinfo=UTC)
    house_style = WordTemplate.read(template.read_bytes(), str(template))
    return write_word(house_style, lambda form: notice(comparison, language, day, form), language, created)


def _markdown(comparison: Comparison, language: Language, day: Date) -> bytes:
    from pve_gen.notice import notice
    from pve_gen.shipped import shipped
    from pve_gen.writers.markdown import write_markdown

    template = shipped("templates") / f"information-notice.{language}.md"
    return write_markdown(template.read_text("utf-8"), str(template), lambda form: notice(comparison, language, day, form))


REPORTS: dict[str, Report] = {"docx": _docx, "md": _markdown, "json": _json, "csv": _csv}
"""Format → what writes a comparison in it; the choices of `--format`."""
