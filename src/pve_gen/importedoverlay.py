"""A list from elsewhere → the files of a layer to begin with: its requirements, themes of its own, and a register of where they come from.

What a requirement must say and the list does not is marked, so that `pve check` names it; nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pve_gen.canonical import canonical
from pve_gen.findings import PveError
from pve_gen.imported import ImportedList, ImportedRequirement, Loss, together
from pve_gen.importedrequirement import Placed, dutch, field, quoted, requirement_text
from pve_gen.model import TO_FILL_IN, Catalog, Language, NormReference, Words
from pve_gen.values import Struct

MOST = 999
"""Requirements that one prefix can number."""

_TITLE = 90  # letters, as the schema has it
_FROM_TEXT = 70  # letters of a title that is made of the text
_SLUG = re.compile(r"[^a-z0-9]+")
_ACCENTS = str.maketrans("àáâäãåçèéêëìíîïñòóôöõùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")

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


class ImportedFiles(Struct, frozen=True, kw_only=True):
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
        self.norm = self._free(f"{prefix.lower()}-{_short(_slug(imported.title))}".strip("-"), catalog.norms)
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
        if not one.theme:
            self._lose(one, f"has no theme; it stands under «{title}»")
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
        unplaced = "; ".join(text for text in one.norms if _key(text) not in self.clauses)
        heading = self.imported.columns.get("norms", "norms")
        placed = Placed(
            id=id,
            title=title,
            one=one,
            norms=norms,
            beside=[*one.beside, *([(heading, unplaced)] if unplaced else [])],
            since=self.catalog.version,
        )
        return requirement_text(placed, self.imported.language, self.language)

    # ── other files ──

    def _theme_text(self, title: str, prefix: str, number: int) -> str:
        order = max((theme.order for theme in self.catalog.themes.values()), default=0) // 10 * 10 + 10 * number
        said = self.imported.introductions.get(title, "")
        english = said if said and self.imported.language == "en" else TO_FILL_IN.en
        return (
            "\n".join(
                [
                    "# yaml-language-server: $schema=../../schema/theme.schema.json",
                    *field("title", title),
                    f"prefix: {prefix}",
                    f"order: {order}",
                    *field("introduction", dutch(said, self.imported.language), block=True),
                    "en:",
                    *field("title", title, 1),
                    *field("introduction", english, 1, block=True),
                ]
            )
            + "\n"
        )

    def _norm_text(self) -> str:
        about = self.imported
        edition = about.edition or f"sha256 {about.sha256[:12]}"
        lines = [
            "# yaml-language-server: $schema=../schema/norm.schema.json",
            f"title: {quoted(about.title)}",
            f"short: {quoted(_cut(about.title, 40))}",
            f"edition: {quoted(edition)}",
            f"publisher: {quoted(about.publisher or about.file)}",
            *field("note", _NOTE.nl),
            "en:",
            f"  title: {quoted(about.title)}",
            *field("note", _NOTE.en, 1),
            "clauses:",
            *(f"  - {{id: {quoted(clause)}, title: {quoted(title)}}}" for clause, title in self.register.items()),
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


def _short(slug: str, most: int = 30) -> str:
    """The first words of a slug."""
    return slug if len(slug) <= most else slug[: most + 1].rpartition("-")[0] or slug[:most]


def _free_prefix(title: str, taken: set[str]) -> str:
    """Capitals of the title that are no prefix yet, else the next of AA, AB …"""
    letters = re.sub(r"[^A-Z]", "", _slug(title).upper())
    own = (letters[:length] for length in (3, 4, 5, 6) if len(letters) >= length)
    others = (chr(65 + number // 26) + chr(65 + number % 26) for number in range(26 * 26))
    return next(prefix for prefix in (*own, *others) if prefix not in taken)


def _cut(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _cell(text: str) -> str:
    """A text inside a line of Markdown."""
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", " ".join(text.split()))
