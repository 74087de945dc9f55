"""What every catalogue obeys: one small function per rule, each with a stable rule id.

A check sees the whole catalogue and yields what is wrong, by file and path in it; the line is looked up
only for what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from pve_gen.factrules import (
    defaults_of_facts_are_allowed,
    norms_apply_to_known_facts_and_values,
    profiles_name_known_facts_and_values,
    rules_choose,
    rules_name_known_facts_and_values,
)
from pve_gen.findings import Finding, Severity, did_you_mean
from pve_gen.markup import MarkupError, Span, is_plain, parse_blocks, parse_inline
from pve_gen.model import TO_FILL_IN, TO_TRANSLATE, VALUE_NAME, Catalog, LayerChange, Requirement, Words
from pve_gen.problem import Path, Problem
from pve_gen.source import Source
from pve_gen.texts import TEXT_RULES, Remark, near_duplicates


def errors(catalog: Catalog, source: Source) -> list[Finding]:
    """What makes a catalogue unfit for use; no warnings, which take most of the work and stop nobody."""
    return _placed(
        [(rule, severity, problem) for rule, (severity, look) in CHECKS.items() if severity == "error" for problem in look(catalog)],
        catalog,
        source,
    )


def check(catalog: Catalog, source: Source) -> list[Finding]:
    """Every finding about a catalogue that could be read, in the order of its files and lines.

    What a requirement silences is left out; a silence that silences nothing is a finding itself.
    """
    problems = [(rule, severity, problem) for rule, (severity, look) in CHECKS.items() for problem in look(catalog)]
    alive = [requirement for requirement in catalog.requirements.values() if not requirement.retired]
    silent = {(requirement.file, rule) for requirement in alive for rule in requirement.silence}
    told = {(problem.file, rule) for rule, _severity, problem in problems if rule in MAY_BE_SILENCED}
    problems = [item for item in problems if (item[2].file, item[0]) not in silent or item[0] not in MAY_BE_SILENCED]
    for file, rule in silent:
        if rule in MAY_BE_SILENCED and (file, rule) not in told:
            problem = Problem(file, ("silence", rule), f"`{rule}` finds nothing here", "remove the line", key=True)
            problems.append(("silence", "warning", problem))
    return _placed(problems, catalog, source)


def _placed(problems: list[tuple[str, Severity, Problem]], catalog: Catalog, source: Source) -> list[Finding]:
    """The problems as findings with their lines, in the order of these."""
    changes = {requirement.file: requirement.changes for requirement in catalog.requirements.values() if requirement.changes}
    found = []
    for rule, severity, problem in problems:
        file, path = _said_at(problem, changes.get(problem.file, ()))
        found.append(Finding(rule, source.place(file, path, key=problem.key), problem.message, problem.hint, severity))
    return sorted(found, key=lambda finding: (finding.place, finding.rule))


def _said_at(problem: Problem, changes: tuple[LayerChange, ...]) -> tuple[str, Path]:
    """The file and path where the words of a problem stand: in the last layer that changed them, or in the requirement's own file."""
    for change in reversed(changes):
        if change.verb == "replace" and problem.path[:1] == (change.what,):
            return change.file, ("changes", change.index, "replace", *problem.path)
        if change.verb == "set" and problem.path[:2] == ("values", change.what):
            return change.file, ("changes", change.index, "set", change.what)
    return problem.file, problem.path


def file_is_named_after_its_id(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        name = requirement.file.rsplit("/", 1)[1]
        if name != f"{requirement.id}.yaml":
            hint = f"rename the file to {requirement.id}.yaml, or correct the id"
            yield Problem(requirement.file, ("id",), f"`{requirement.id}` stands in {name}", hint)


def id_begins_with_the_prefix_of_its_theme(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        theme = catalog.themes.get(requirement.theme)  # None where the theme's own file has a mistake
        own = [layer.prefix for layer in catalog.layers if layer.prefix] if requirement.file.startswith("@") else []
        if theme and requirement.id.partition("-")[0] not in {theme.prefix, *own}:
            hint = f"its ids begin with {' or '.join(f'{prefix}-' for prefix in (theme.prefix, *own))}"
            yield Problem(requirement.file, ("id",), f"`{requirement.id}` is in theme {theme.id}", hint)


def themes_do_not_share_a_prefix(catalog: Catalog) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for theme in catalog.themes.values():
        if theme.prefix in seen:
            yield Problem(
                theme.file, ("prefix",), f"`{theme.prefix}` is already the prefix of theme {seen[theme.prefix]}", "choose another"
            )
        seen.setdefault(theme.prefix, theme.id)


def norms_and_clauses_exist(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        for index, reference in enumerate(requirement.norms):
            norm = catalog.norms.get(reference.norm)
            clause = norm.clauses.get(reference.clause) if norm else None
            if clause and clause.status == "in_force":
                continue  # as nearly every one
            problem = partial(Problem, requirement.file, ("norms", index))
            if norm is None:
                if reference.norm not in catalog.unread:
                    yield problem(f"norm `{reference.norm}` is not in norms/", did_you_mean(reference.norm, catalog.norms))
            elif clause is None:
                yield problem(f"`{reference.norm}` has no clause `{reference.clause}`", did_you_mean(reference.clause, norm.clauses))
            elif clause.status == "moved":
                yield problem(f"clause `{reference}` has moved", f"write {reference.norm} {clause.moved_to}")
            else:
                yield problem(f"clause `{reference}` is not in force", "remove the reference or choose another clause")


def moved_clauses_lead_somewhere(catalog: Catalog) -> Iterator[Problem]:
    for norm in catalog.norms.values():
        for index, clause in enumerate(norm.clauses.values()):
            if clause.status == "moved" and not clause.moved_to:
                yield Problem(norm.file, ("clauses", index), f"`{clause.id}` has moved, but not to where", "add a line `moved_to: …`")
            elif clause.status == "moved" and clause.moved_to not in norm.clauses:
                hint = did_you_mean(clause.moved_to, norm.clauses)
                message = f"`{clause.id}` moved to `{clause.moved_to}`, which is not here"
                yield Problem(norm.file, ("clauses", index, "moved_to"), message, hint)


def values_are_declared_and_used(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        for path, text in (("text",), requirement.text.nl), (("en", "text"), requirement.text.en):
            used, declared = set(VALUE_NAME.findall(text)), requirement.values.keys()
            if used == declared:
                continue  # as in nearly every text
            for name in sorted(used - declared):
                yield Problem(requirement.file, path, f"`{{{name}}}` is not declared under `values`", did_you_mean(name, declared))
            for name in sorted(declared - used) if text else ():
                yield Problem(
                    requirement.file,
                    ("values", name),
                    f"`{name}` is declared but `{'.'.join(path)}` does not use it",
                    f"write {{{name}}} in the text",
                    key=True,
                )


def values_stand_outside_code(catalog: Catalog) -> Iterator[Problem]:
    # Between backticks no mark has a meaning, nor an escape: a value there would show its backslashes.
    for requirement in catalog.requirements.values():
        for path, text in (("text",), requirement.text.nl), (("en", "text"), requirement.text.en):
            if "`" in text and any(span.code and VALUE_NAME.search(span.text) for span in _spans(text)):
                yield Problem(requirement.file, path, "a value stands between backticks", "leave the backticks out")


def _spans(text: str) -> Iterator[Span]:
    with suppress(MarkupError):  # which is a finding of its own
        for block in parse_blocks(text):
            yield from block.spans


def only_wishes_have_points(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        if requirement.kind == "wish" and not requirement.points:
            yield Problem(requirement.file, ("kind",), "a wish has no points", "add a line `points: 10`")
        elif requirement.kind != "wish" and requirement.points:
            yield Problem(requirement.file, ("points",), f"a {requirement.kind} has points", "only a wish has them", key=True)


def retired_requirements_point_on(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        for index, id in enumerate(requirement.retired.replaced_by if requirement.retired else ()):
            if id not in catalog.requirements and id not in catalog.unread:
                yield Problem(
                    requirement.file, ("retired", "replaced_by", index), f"`{id}` does not exist", did_you_mean(id, catalog.requirements)
                )


def texts_are_translated(catalog: Catalog) -> Iterator[Problem]:
    """The catalogue is there for everybody, so it is in both languages. A municipality's own layer may be in Dutch alone."""
    for file, path, words in _translatable(catalog):
        if not words.en and not file.startswith("@"):
            yield Problem(file, path, "there is no English translation", "add an `en:` block")
    for requirement in catalog.requirements.values():
        for name, items, pairs in _lists(requirement):
            missing = sum(not words.en for words in pairs)
            if requirement.translation_of and missing:
                yield Problem(
                    requirement.file,
                    ("en", *items),
                    f"{missing} of {len(pairs)} under `{name}` are not translated",
                    "keep the order of the Dutch list",
                )


def _translatable(catalog: Catalog) -> Iterator[tuple[str, Path, Words]]:
    """Of everything that has a translation: where it stands, and the text that is always there."""
    for number, fact in enumerate(catalog.facts.values()):
        yield fact.file, ("facts", number), fact.title
        yield from ((fact.file, ("facts", number, "choices", index), choice.title) for index, choice in enumerate(fact.choices))
    yield from ((profile.file, (), profile.title) for profile in catalog.profiles.values())
    yield from ((theme.file, (), theme.title) for theme in catalog.themes.values())
    yield from ((norm.file, (), norm.title) for norm in catalog.norms.values())
    for requirement in catalog.requirements.values():
        yield requirement.file, (), requirement.title
        if requirement.translation_of:
            yield from ((requirement.file, ("values", value.name), value.explain) for value in requirement.values.values())


def _lists(requirement: Requirement) -> Iterator[tuple[str, Path, tuple[Words, ...]]]:
    yield "evidence", ("evidence",), tuple(item.what for item in requirement.evidence)
    yield "measures.supplier", ("measures", "supplier"), requirement.if_unmet.supplier_measures
    yield "measures.municipality", ("measures", "municipality"), requirement.if_unmet.municipality_measures


def texts_keep_to_the_markdown_subset(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        texts = list(_marked_texts(requirement))
        if is_plain("\n\n".join(text for _path, text, _parse in texts)):
            continue  # as in nearly every requirement
        for path, text, parse in texts:
            try:
                parse(text)
            except MarkupError as error:
                yield Problem(requirement.file, path, str(error), "use paragraphs, lists, **bold**, *italic*, `code` and https links")


def _marked_texts(requirement: Requirement) -> Iterator[tuple[Path, str, Callable[[str], object]]]:
    for path, words, parse in (
        ("text", requirement.text, parse_blocks),
        ("why", requirement.why, parse_inline),
        ("verify", requirement.verify, parse_inline),
    ):
        yield (path,), words.nl, parse
        yield ("en", path), words.en, parse
    for index, item in enumerate(requirement.evidence):
        yield ("evidence", index, "what"), item.what.nl, parse_inline
        yield ("en", "evidence", index), item.what.en, parse_inline


def rules_that_are_silenced_exist(catalog: Catalog) -> Iterator[Problem]:
    for requirement in catalog.requirements.values():
        for rule in requirement.silence:
            if rule not in CHECKS:
                yield Problem(requirement.file, ("silence", rule), f"`{rule}` is not a rule", did_you_mean(rule, MAY_BE_SILENCED), key=True)
            elif rule not in MAY_BE_SILENCED:
                hint = f"only these can: {', '.join(sorted(MAY_BE_SILENCED))}"
                yield Problem(requirement.file, ("silence", rule), f"`{rule}` cannot be silenced", hint, key=True)


def texts_are_written(catalog: Catalog) -> Iterator[Problem]:
    """What an import could not fill in is told once for each file, at the first such text."""
    for theme in catalog.themes.values():
        if _is_open(theme.introduction):
            yield Problem(theme.file, ("introduction",), "still to be written: introduction", "write it, in your own words")
    for requirement in catalog.requirements.values():
        unmet, lists = requirement.if_unmet, {name: pairs for name, _path, pairs in _lists(requirement)}
        texts: dict[Path, tuple[Words, ...]] = {
            ("title",): (requirement.title,),
            ("text",): (requirement.text,),
            **{("values", value.name): (value.explain,) for value in requirement.values.values()},
            ("why",): (requirement.why,),
            ("evidence",): lists["evidence"],
            ("verify",): (requirement.verify,),
            ("if_unmet", "risk"): (unmet.risk,),
            ("if_unmet", "measures"): (*unmet.supplier_measures, *unmet.municipality_measures),
        }
        open_ = [path for path, pairs in texts.items() if any(map(_is_open, pairs))]
        if open_ and not requirement.retired:
            names = ", ".join(str(path[-1]) for path in open_)
            yield Problem(requirement.file, open_[0], f"still to be written: {names}", "write it, in your own words")


def _is_open(words: Words) -> bool:
    text = f"{words.nl}\n{words.en}"
    return "[" in text and any(mark in text for mark in (TO_FILL_IN.nl, TO_FILL_IN.en, TO_TRANSLATE))


def texts_differ(catalog: Catalog) -> Iterator[Problem]:
    alive = [requirement for requirement in catalog.requirements.values() if not requirement.retired]
    for later, earlier, alike in near_duplicates(alive):
        message = f"{alike:.0%} of this text is also in {earlier.id}"
        yield Problem(later.file, ("text",), message, "merge the two, or make the difference plain")


def _about_texts(rule: Callable[[Requirement], Iterator[Remark]]) -> Callable[[Catalog], Iterator[Problem]]:
    def look(catalog: Catalog) -> Iterator[Problem]:
        for requirement in catalog.requirements.values():
            if not requirement.retired:
                for remark in rule(requirement):
                    yield Problem(requirement.file, remark.path, remark.message, remark.hint)

    return look


CHECKS: dict[str, tuple[Severity, Callable[[Catalog], Iterator[Problem]]]] = {
    "file-name": ("error", file_is_named_after_its_id),
    "id-prefix": ("error", id_begins_with_the_prefix_of_its_theme),
    "theme-prefix": ("error", themes_do_not_share_a_prefix),
    "norm-unknown": ("error", norms_and_clauses_exist),
    "norm-moved": ("error", moved_clauses_lead_somewhere),
    "rule-unknown": ("error", rules_name_known_facts_and_values),
    "norm-rule": ("error", norms_apply_to_known_facts_and_values),
    "profile-unknown": ("error", profiles_name_known_facts_and_values),
    "fact-default": ("error", defaults_of_facts_are_allowed),
    "value-unknown": ("error", values_are_declared_and_used),
    "value-in-code": ("error", values_stand_outside_code),
    "points": ("error", only_wishes_have_points),
    "retired": ("error", retired_requirements_point_on),
    "translation": ("warning", texts_are_translated),
    "markdown": ("error", texts_keep_to_the_markdown_subset),
    "rule-choice": ("warning", rules_choose),
    "silence-unknown": ("error", rules_that_are_silenced_exist),
    "text-open": ("warning", texts_are_written),
    "text-duplicate": ("warning", texts_differ),
    **{rule: ("warning", _about_texts(look)) for rule, look in TEXT_RULES.items()},
}

MAY_BE_SILENCED = frozenset({"text-duplicate", *TEXT_RULES})
