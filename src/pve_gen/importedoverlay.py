"""A list from elsewhere → the files of a layer to begin with: its requirements, themes of its own, and a register of where they come from.

What a requirement must say and the list does not is marked, so that `pve check` names it; nothing is invented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pve_gen.canonical import canonical
from pve_gen.findings import PveError
from pve_gen.imported import ImportedList, ImportedRequirement, ImportedValue, Loss
from pve_gen.model import TO_FILL_IN, TO_TRANSLATE, Catalog, Language, NormReference, Words

MOST = 999
"""Requirements that one prefix can number."""

_TITLE = 90  # letters, as the schema has it
_FROM_TEXT = 70  # letters of a title that is made of the text
_BEFORE_SPOT = re.compile(r".*?(?::(?=\d+\Z)|: (?:\S+!|control ))")
_SLUG = re.compile(r"[^a-z0-9]+")
_ACCENTS = str.maketrans("àáâäãåçèéêëìíîïñòóôöõùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")

_HEAD = Words(
    "Ingevoerd uit {where}. Wat tussen vierkante haken staat, is nog te schrijven: `pve check` noemt het.",
    "Imported from {where}. What stands between square brackets is still to be written: `pve check` names it.",
)
_BESIDE = Words("In de lijst stond ook:", "The list also said:")
_ASSUMED = Words("Een aanname van de invoer: bepaal dit zelf.", "Assumed by the import: decide this yourself.")
_NOTE = Words(
    "Het register van de lijst waaruit eisen zijn ingevoerd, zodat iedere eis haar herkomst noemt. Nummers en titels zijn die van de lijst.",
    "The register of the list that requirements were imported from, so that each names its origin. Numbers and titles are those of the list.",
)
_REPORT = Words(
    "# Invoer van {file}\n\nSHA-256 `{sha256}`.\n\n{count} eisen ingevoerd, {origin} tot en met {last}. Ieder noemt de bepaling waaruit zij komt.\n",
    "# Import of {file}\n\nSHA-256 `{sha256}`.\n\n{count} requirements imported, {origin} up to and including {last}. Each names the clause that it comes from.\n",
)
_COLUMNS = Words("\n## Kolommen\n\n| veld | kolom |\n|---|---|\n", "\n## Columns\n\n| field | column |\n|---|---|\n")
_LOSSES = Words("\n## Wat `pve import` meldde\n\n", "\n## What `pve import` told\n\n")
_NO_LOSS = Words("Niets.\n", "Nothing.\n")
_UNTHEMED = Words("Ingevoerde eisen", "Imported requirements")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFiles:
    """The files of an import, by path in the layer, the ids in order, and everything that got no place."""

    files: Mapping[str, str]
    ids: tuple[str, ...]
    losses: tuple[Loss, ...]


def files_of(imported: ImportedList, catalog: Catalog, prefix: str, language: Language) -> ImportedFiles:
    """What a layer over `catalog` with this prefix gets; remarks in the files are in `language`.

    A theme that the catalogue has, by its id, its prefix or its title, takes the requirements that name it; others are made.
    PveError where there is nothing to import, or more than a prefix can number.
    """
    if not imported.requirements:
        raise PveError(f"{imported.file}: holds no requirement that can be imported", "see above")
    if len(imported.requirements) > MOST:
        count = len(imported.requirements)
        raise PveError(
            f"{imported.file}: holds {count:,} requirements; one prefix numbers {MOST}", "import a part of it, such as --only ac"
        )
    return _Making(imported, catalog, prefix, language).made()


class _Making:
    def __init__(self, imported: ImportedList, catalog: Catalog, prefix: str, language: Language) -> None:
        self.imported, self.catalog, self.prefix, self.language = imported, catalog, prefix, language
        self.losses: list[Loss] = [*imported.losses]
        self.own: dict[str, tuple[str, str]] = {}  # a theme of its own, by its folder: title and prefix
        self.themes = _by_name(catalog)
        self.clauses = _clauses(catalog)
        self.norm = self._free(f"{prefix.lower()}-{_slug(imported.title)[:30].strip('-')}".strip("-"), catalog.norms)
        self.register: dict[str, str] = {}  # clause → title

    def made(self) -> ImportedFiles:
        files: dict[str, str] = {}
        ids = self._ids()
        for id, one in zip(ids, self.imported.requirements, strict=True):
            files[f"requirements/{self._theme(one)}/{id}.yaml"] = self._requirement(id, one)
        for number, (folder, (title, prefix)) in enumerate(self.own.items(), start=1):
            files[f"requirements/{folder}/_theme.yaml"] = self._theme_text(title, prefix, number)
        files[f"norms/{self.norm}.yaml"] = self._norm_text()
        files["IMPORT.md"] = self._report(ids)
        return ImportedFiles(files=files, ids=ids, losses=tuple(self.losses))

    def _lose(self, one: ImportedRequirement, what: str) -> None:
        self.losses.append(Loss(where=one.where, what=what))

    # ── ids, themes and norms ──

    def _ids(self) -> tuple[str, ...]:
        """Its own id where that begins with the prefix and is free, else the next number."""
        form = re.compile(rf"{self.prefix}-[0-9]{{2,3}}\Z")
        kept = [one.source if form.match(one.source) else "" for one in self.imported.requirements]
        taken: set[str] = set()
        for index, id in enumerate(kept):
            if id and id in taken:
                self._lose(self.imported.requirements[index], f"{id} stands in the list twice; this one gets another number")
                kept[index] = ""
            taken.add(id)
        digits = 3 if len(kept) > 99 else 2
        numbers = {int(id.partition("-")[2]) for id in taken if id}
        free = (number for number in range(1, 10 * MOST) if number not in numbers)
        ids = tuple(id or f"{self.prefix}-{next(free):0{digits}}" for id in kept)
        if over := next((id for id in ids if len(id.partition("-")[2]) > 3), None):
            raise PveError(f"{self.imported.file}: no number is left for {over}", "use another prefix")
        return ids

    def _theme(self, one: ImportedRequirement) -> str:
        """The folder of its theme."""
        title = one.theme or _UNTHEMED.in_(self.imported.language)
        key = _key(title)
        if key not in self.themes:
            folder = self._free(_slug(title)[:40].strip("-") or "import", [*self.catalog.themes, *self.own])
            used = {theme.prefix for theme in self.catalog.themes.values()} | {prefix for _title, prefix in self.own.values()}
            self.own[folder] = (title, _free_prefix(title, {*used, self.prefix}))
            self.themes[key] = folder
        return self.themes[key]

    @staticmethod
    def _free(name: str, taken: Iterable[str]) -> str:
        known, number, free = set(taken), 2, name
        while free in known:
            free, number = f"{name}-{number}", number + 1
        return free

    def _norms(self, one: ImportedRequirement, id: str, title: str) -> tuple[NormReference, ...]:
        found: list[NormReference] = []
        for text in one.norms:
            reference = self.clauses.get(_key(text))
            if reference is None:
                self._lose(one, f"«{text[:60]}» is no clause of a norm in the catalogue; it stands as a remark in the file")
            elif reference not in found:
                found.append(reference)
        clause = self._free(re.sub(r"\s+", "-", one.source)[:60] or id, self.register)
        self.register[clause] = title
        return (*found, NormReference(self.norm, clause))

    # ── texts ──

    def _title(self, one: ImportedRequirement) -> str:
        title = one.title
        if not title:
            words = " ".join(re.sub(r"\\(.)|^- ", r"\1", one.text, flags=re.MULTILINE).split())
            title = _cut(words, _FROM_TEXT)
            self._lose(one, "has no title; its first words are taken")
        elif len(title) > _TITLE:
            self._lose(one, f"the title is longer than {_TITLE} letters, and is cut: «{title}»")
            title = _cut(title, _TITLE)
        return title.rstrip(". ") or title

    def _requirement(self, id: str, one: ImportedRequirement) -> str:
        title = self._title(one)
        norms = self._norms(one, id, title)
        english = self.imported.language == "en"
        unplaced = [text for text in one.norms if _key(text) not in self.clauses]
        beside = [*one.beside, *([("norms", "; ".join(unplaced))] if unplaced else [])]
        lines = [
            "# yaml-language-server: $schema=../../schema/requirement.schema.json",
            *_remark(_HEAD.in_(self.language).format(where=one.where)),
        ]
        if beside:
            lines += [*_remark(_BESIDE.in_(self.language)), *(line for name, text in beside for line in _remark(f"- {name}: {text}"))]
        lines += [f"id: {id}", *_field("title", title), f"kind: {one.kind}", *([f"points: {one.points}"] if one.kind == "wish" else [])]
        lines += _field("text", self._dutch(one.text), block=True)
        if one.values:
            lines += ["values:", *(line for value in one.values for line in self._value(value, english))]
        lines += _field("why", self._dutch(one.why), block=True)
        lines.append("evidence:")
        for what, when in one.evidence or (("", "bid"),):
            lines += [*_field("- what", self._dutch(what), 1), f"    when: {when}"]
        lines += _field("verify", self._dutch(one.verify), block=True)
        lines += ["if_unmet:", *_field("risk", self._dutch(one.risk), 1)]
        if not (one.affects and one.likelihood and one.impact):
            lines.append(f"  # {_ASSUMED.in_(self.language)}")
        lines += [
            f"  affects: [{', '.join(one.affects or ('confidentiality', 'integrity', 'availability'))}]",
            f"  likelihood: {one.likelihood or 'medium'}",
            f"  impact: {one.impact or 'medium'}",
            "  measures:",
        ]
        sides = (("supplier", one.supplier_measures), ("municipality", one.municipality_measures))
        for side, measures in sides:
            lines += [f"    {side}:", *(f"      - {_quoted(self._dutch(text))}" for text in measures or ("",))]
        lines += [
            "norms:",
            *(f"  - {_quoted(str(reference))}" for reference in norms),
            "version: 1",
            f"since: {_quoted(self.catalog.version)}",
        ]
        if english:
            lines += self._english(one, title)
        return "\n".join(lines) + "\n"

    def _dutch(self, text: str) -> str:
        """What stands in a Dutch field: the text, marked where it is not Dutch, or the mark that it is still to be written."""
        if not text:
            return TO_FILL_IN.nl
        if self.imported.language == "nl":
            return text
        return f"{TO_TRANSLATE}\n\n{text}" if text.startswith("- ") else f"{TO_TRANSLATE} {text}"

    def _value(self, value: ImportedValue, english: bool) -> Iterator[str]:
        yield f"  {value.name}:"
        yield f"    default: {_quoted(value.default)}" if value.default else "    ask: true"
        if value.by_profile:
            yield "    by_profile:"
            yield from (f"      {level}: {_quoted(text)}" for level, text in value.by_profile.items())
        yield f"    explain: {_quoted(self._dutch(value.explain))}"
        yield "    en:"
        if english:
            yield f"      name: {_quoted(value.label)}"
        if english and value.default:
            yield f"      default: {_quoted(value.default)}"
            if value.by_profile:
                yield "      by_profile:"
                yield from (f"        {level}: {_quoted(text)}" for level, text in value.by_profile.items())
        yield f"      explain: {_quoted(value.explain if english and value.explain else TO_FILL_IN.en)}"

    @staticmethod
    def _english(one: ImportedRequirement, title: str) -> Iterator[str]:
        blank = TO_FILL_IN.en
        yield "en:"
        yield "  version: 1"
        yield from _field("title", title, 1)
        yield from _field("text", one.text, 1, block=True)
        yield from _field("why", one.why or blank, 1, block=True)
        yield "  evidence:"
        yield from (f"    - {_quoted(what)}" for what, _when in one.evidence or ((blank, "bid"),))
        yield from _field("verify", one.verify or blank, 1, block=True)
        yield from _field("risk", one.risk or blank, 1)
        yield "  measures:"
        for side, measures in (("supplier", one.supplier_measures), ("municipality", one.municipality_measures)):
            yield f"    {side}:"
            yield from (f"      - {_quoted(text)}" for text in measures or (blank,))

    # ── other files ──

    def _theme_text(self, title: str, prefix: str, number: int) -> str:
        order = max((theme.order for theme in self.catalog.themes.values()), default=0) // 10 * 10 + 10 * number
        said = self.imported.introductions.get(title, "")
        english = said if said and self.imported.language == "en" else TO_FILL_IN.en
        return (
            "\n".join(
                [
                    "# yaml-language-server: $schema=../../schema/theme.schema.json",
                    *_field("title", title),
                    f"prefix: {prefix}",
                    f"order: {order}",
                    *_field("introduction", self._dutch(said), block=True),
                    "en:",
                    *_field("title", title, 1),
                    *_field("introduction", english, 1, block=True),
                ]
            )
            + "\n"
        )

    def _norm_text(self) -> str:
        about = self.imported
        edition = about.edition or f"sha256 {about.sha256[:12]}"
        lines = [
            "# yaml-language-server: $schema=../schema/norm.schema.json",
            f"title: {_quoted(about.title)}",
            f"short: {_quoted(_cut(about.title, 40))}",
            f"edition: {_quoted(edition)}",
            f"publisher: {_quoted(about.publisher or about.file)}",
            *_field("note", _NOTE.nl),
            "en:",
            f"  title: {_quoted(about.title)}",
            *_field("note", _NOTE.en, 1),
            "clauses:",
            *(f"  - {{id: {_quoted(clause)}, title: {_quoted(title)}}}" for clause, title in self.register.items()),
        ]
        return "\n".join(lines) + "\n"

    def _report(self, ids: tuple[str, ...]) -> str:
        about, language = self.imported, self.language
        text = _REPORT.in_(language).format(file=about.file, sha256=about.sha256, count=len(ids), origin=ids[0], last=ids[-1])
        if about.columns:
            text += _COLUMNS.in_(language)
            text += "".join(f"| {field or '–'} | {_cell(heading)} |\n" for field, heading in about.columns.items() if heading)
        text += _LOSSES.in_(language)
        return text + ("".join(f"- {_cell(line)}\n" for line in together(self.losses)) or _NO_LOSS.in_(language))


def together(losses: Iterable[Loss]) -> list[str]:
    """A line for each thing that was lost, with all the places where it was, in the order in which they were met.

    Of the places after the first only what differs: `eisen.csv:4, 5, 9`.
    """
    places: dict[str, list[str]] = {}
    for loss in losses:
        places.setdefault(loss.what, []).append(loss.where)
    lines = []
    for what, where in places.items():
        head = _BEFORE_SPOT.match(where[0])
        begin = head[0] if head else ""
        others = [place.removeprefix(begin) if begin else place for place in dict.fromkeys(where) if place != where[0]]
        lines.append(f"{', '.join([where[0], *others])}: {what}")
    return lines


def _by_name(catalog: Catalog) -> dict[str, str]:
    """How a list may call a theme of the catalogue → its id."""
    return {
        _key(name): theme.id
        for theme in catalog.themes.values()
        for name in (theme.prefix, theme.id, theme.title.nl, theme.title.en)
        if name
    }


def _clauses(catalog: Catalog) -> dict[str, NormReference]:
    """How a list may cite a clause that is in force → the clause."""
    found: dict[str, NormReference] = {}
    for norm in catalog.norms.values():
        for clause in norm.clauses.values():
            if clause.status == "in_force":
                names = {f"{norm.id} {clause.id}", *(f"{norm.short.nl} {said}" for said in (clause.id, clause.label.nl) if said)}
                for name in names:
                    found.setdefault(_key(name), NormReference(norm.id, clause.id))
    return found


def _key(text: str) -> str:
    """A name without what people write one way or another."""
    return re.sub(r"[^a-z0-9.]", "", canonical(text).lower().translate(_ACCENTS)).strip(".")


def _slug(text: str) -> str:
    return _SLUG.sub("-", canonical(text).lower().translate(_ACCENTS)).strip("-")


def _free_prefix(title: str, taken: set[str]) -> str:
    """Capitals of the title that are no prefix yet, else the next of AA, AB …"""
    letters = re.sub(r"[^A-Z]", "", _slug(title).upper())
    own = (letters[:length] for length in (3, 4, 5, 6) if len(letters) >= length)
    others = (chr(65 + number // 26) + chr(65 + number % 26) for number in range(26 * 26))
    return next(prefix for prefix in (*own, *others) if prefix not in taken)


def _cut(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


# ── YAML ───────────────────────────────────────────────────────────────────────────────────────


def _quoted(text: str) -> str:
    """A text that every YAML reader takes for just that text."""
    return json.dumps(text, ensure_ascii=False)


def _field(name: str, text: str, level: int = 0, *, block: bool = False) -> list[str]:
    """A field with its text; `block` where people write several lines."""
    indent = "  " * level
    if not block:
        return [f"{indent}{name}: {_quoted(text)}"]
    inner = "  " * (level + 1)
    return [f"{indent}{name}: |", *(f"{inner}{line}".rstrip() for line in text.strip().split("\n"))]


def _remark(text: str) -> list[str]:
    return [f"# {' '.join(text.split())}"]


def _cell(text: str) -> str:
    """A text inside a line of Markdown."""
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", " ".join(text.split()))
