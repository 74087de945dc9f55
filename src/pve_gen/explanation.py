"""Everything there is to say about one requirement, for `pve explain`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pve_gen.model import VALUE_NAME, Language, LayerChange, Selection, Verdict, written
from pve_gen.selection import because, rule_of, word_of
from pve_gen.source import Source


def explain(verdict: Verdict, selection: Selection, source: Source, language: Language) -> dict[str, str]:
    """Name → text, in the order in which to show them; an empty text has nothing to say."""
    requirement = verdict.requirement
    catalog = selection.catalog
    values = {name: word_of(value, requirement, selection, language) for name, value in requirement.values.items()}
    unmet = requirement.if_unmet
    return {
        "id": requirement.id,
        "title": requirement.title.in_(language),
        "verdict": f"{'in' if verdict.selected else 'out'}: {because(verdict, language)}",
        "decided by": _decided_by(verdict, source),
        "layers": _lines(_change(change, source) for change in requirement.changes),
        "kind": requirement.kind + (f", {requirement.points} points" if requirement.points else ""),
        "text": _flowing(VALUE_NAME.sub(lambda found: values.get(found[1]) or found[0], requirement.text.in_(language))),
        "values": "\n".join(
            f"{{{name}}} = {values[name] or '(to be filled in)'} – {value.explain.in_(language)}"
            for name, value in requirement.values.items()
        ),
        "why": _flowing(requirement.why.in_(language)),
        "evidence": _lines(f"{item.what.in_(language)} [{item.when}]" for item in requirement.evidence),
        "verify": _flowing(requirement.verify.in_(language)),
        "if unmet": f"{unmet.risk.in_(language)}\naffects {', '.join(unmet.affects)}; likelihood {unmet.likelihood}, impact {unmet.impact}",
        "supplier may compensate with": _lines(words.in_(language) for words in unmet.supplier_measures),
        "municipality may compensate with": _lines(words.in_(language) for words in unmet.municipality_measures),
        "norms": _lines(
            f"{norm}: {catalog.norms[norm.norm].label_of(norm.clause, language)}, {catalog.norms[norm.norm].clauses[norm.clause].title.in_(language)}"
            for norm in requirement.norms
        ),
        "version": f"{requirement.version}, since {requirement.since}",
    }


def _flowing(text: str) -> str:
    """The text with the line ends that mean something: those of paragraphs and list items."""
    return re.sub(r"(?<!\n)\n(?!\n|\s*(?:-|\d+\.) )[ \t]*", " ", text)


def _lines(items: Iterable[object]) -> str:
    return "\n".join(f"- {item}" for item in items)


_VERBS = {"add": "added by", "set": "{what} set by", "replace": "{what} replaced by", "drop": "dropped by"}


def _change(change: LayerChange, source: Source) -> str:
    """What a layer did, why, and where that stands."""
    said = f"{_VERBS[change.verb].format(what=change.what)} {change.layer}"
    if not change.file:
        return said
    return f"{said}: {change.reason} ({source.place(change.file, ('changes', change.index))})"


def _decided_by(verdict: Verdict, source: Source) -> str:
    """The rule as it stands in the file, and file:line; for a decision, the tender file."""
    requirement = verdict.requirement
    if verdict.decision:
        dropped = next((change for change in reversed(requirement.changes) if change.file == verdict.decision.file), None)
        place = source.place(dropped.file, ("changes", dropped.index)) if dropped else verdict.decision.file
        return f"a decision in {place}"
    rule = rule_of(verdict)
    if rule is None:
        return f"{source.place(requirement.file)}: no applies_when"
    several = len(requirement.applies_when) > 1
    place = source.place(requirement.file, ("applies_when", verdict.rule) if several else ("applies_when",), key=not several)
    shown = "; ".join(f"{fact}: {' or '.join(map(written, wanted))}" for fact, wanted in rule.items())
    return f"{place}: applies_when {shown}"
