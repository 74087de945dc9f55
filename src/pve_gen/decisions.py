"""What people decide about deviations: `decisions.yaml`, read with its places, and only ever added to.

A second run keeps every word, comment and blank line: new deviations get an entry at the end, and what is
stale is told, not changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pve_gen.assessed import DOCUMENT, Decided, Deviation, Measure, RiskScale
from pve_gen.findings import Finding, Place, PveError, did_you_mean, far_off, in_reach
from pve_gen.response import GivenAnswer, ResponseFinding
from pve_gen.sent import SentProgramme, SentRequirement
from pve_gen.source import read_file, refused
from pve_gen.yamlfile import FORBIDDEN, YamlFile, read_yaml

_TEXTS = ("threat", "for_municipality", "for_data_subjects", "reason", "owner", "adviser", "question")
_STEPS = ("likelihood", "impact", "residual_likelihood", "residual_impact")
_HEAD = """\
# Besluiten over de afwijkingen in één inschrijving. Vul per eis in wat is besloten; wat leeg blijft, is nog niet besloten.
#   decision: mitigate (beheersen), accept (tijdelijk accepteren), reject (niet accepteren) of ask (navragen)
#   residual_likelihood, residual_impact: kans en impact na de maatregelen, als stap van de schaal
#   likelihood, impact, threat: alleen als u anders weegt dan de catalogus
#   existing: maatregelen die er al zijn, elk op een regel die met - begint; question: uw vraag aan de leverancier, bij ask
#   until, review: jjjj-mm-dd
#   document: wat buiten de eisen in het document staat; accept: het geldt, reject: het geldt niet
# pve leest dit bestand terug en voegt alleen achteraan toe; uw tekst en opmerkingen blijven staan.
programme: {programme}
supplier: {supplier}
decisions:
"""


def fingerprint(requirement: SentRequirement, answer: GivenAnswer | None, deviations: Iterable[Deviation]) -> str:
    """Twelve hex digits of what is decided about: another answer, text or deviation gives another."""
    said = [answer.answer, answer.explanation, answer.evidence] if answer else []
    kinds = sorted({deviation.kind for deviation in deviations})
    return hashlib.sha256(json.dumps([requirement.hash, said, kinds], ensure_ascii=False).encode()).hexdigest()[:12]


def document_fingerprint(findings: Iterable[ResponseFinding]) -> str:
    """As `fingerprint`, of what is in the document outside what was asked."""
    found = [[finding.rule, finding.requirement, finding.place, finding.message] for finding in findings]
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:12]


def supplier_of(path: Path) -> str:
    """The supplier whose answers the decisions in a file are about; PveError where that cannot be told."""
    file, found = read_file(path, str(path), "decisions")
    if file is None:
        raise refused(str(path), "decisions have", found)
    supplier = " ".join(str(file.value.get("supplier", "")).split())
    if not supplier:
        raise PveError(f"{path}: does not say whose answers it is about", "write supplier: with the name of the supplier in it")
    return supplier


def read_decisions(path: Path, programme: SentProgramme, scale: RiskScale, supplier: str) -> tuple[dict[str, Decided], list[Finding]]:
    """Requirement → what was decided about the answers of `supplier`, and warnings; empty where there is no such file yet.

    Raises PveError with every finding where the file has mistakes, or is about another programme or supplier.
    """
    if not path.exists():
        return {}, []
    file, found = read_file(path, str(path), "decisions", lambda sound: _misfits(sound, programme, scale, supplier))
    if file is None:
        raise refused(str(path), "decisions have", found)
    decided = {id: _decided(id, item, file.place(("decisions", id), key=True).line) for id, item in (file.value["decisions"] or {}).items()}
    return decided, found


def _misfits(file: YamlFile, programme: SentProgramme, scale: RiskScale, supplier: str) -> list[Finding]:
    found: list[Finding] = []
    value = file.value
    if value.get("programme", programme.provenance.document) != programme.provenance.document:
        message = f"is about programme {value['programme']}, not {programme.provenance.document}"
        found.append(Finding("decisions-programme", file.place(("programme",)), message, "name the decisions that belong to this lock"))
    named = _folded(value.get("supplier", ""))
    if named and named.casefold() != _plain(supplier).casefold():
        hint = "name the decisions about these answers, or where the name is another, correct it"
        found.append(Finding("decisions-supplier", file.place(("supplier",)), f"is about {named}, not {supplier}", hint))
    asked = {requirement.id for requirement in programme.requirements}
    steps = {"likelihood": [step.id for step in scale.likelihoods], "impact": [step.id for step in scale.impacts]}
    for id, item in (value.get("decisions") or {}).items():
        if id not in {*asked, DOCUMENT}:
            place = file.place(("decisions", id), key=True)
            found.append(Finding("requirement-unknown", place, f"`{id}` was not asked in this programme", did_you_mean(id, asked)))
        for name in _STEPS:
            allowed = steps[name.removeprefix("residual_")]
            if (said := item.get(name, "")) and said not in allowed:
                place = file.place(("decisions", id, name))
                found.append(Finding("step-unknown", place, f"`{said}` is not a step of the scale", did_you_mean(said, allowed)))
        if bool(item.get("residual_likelihood")) != bool(item.get("residual_impact")):
            place = file.place(("decisions", id), key=True)
            found.append(Finding("step-missing", place, "residual_likelihood and residual_impact go together", "give both, or neither"))
        dates: list[tuple[tuple[str | int, ...], str]] = [((name,), item.get(name, "")) for name in ("until", "review")]
        dates += [(("measures", at, "due"), one.get("due", "")) for at, one in enumerate(item.get("measures") or ())]
        found += [far_off(day, file.place(("decisions", id, *path))) for path, day in dates if day and not in_reach(day)]
        if id == DOCUMENT and item.get("decision") == "mitigate":
            place = file.place(("decisions", id, "decision"))
            message = "what is in the document outside what was asked holds or does not: there is nothing to mitigate"
            found.append(Finding("document-mitigate", place, message, "write accept, reject or ask"))
        if id != DOCUMENT and item.get("decision") == "accept" and not item.get("until"):
            place = file.place(("decisions", id, "decision"))
            found.append(Finding("accept-until", place, "an acceptance needs an end date", "write until: yyyy-mm-dd", "warning"))
        if item.get("decision") == "mitigate" and id != DOCUMENT and not item.get("until"):
            place = file.place(("decisions", id, "decision"))
            message = "without an end date the deviation holds as long as the contract runs"
            found.append(Finding("mitigate-until", place, message, "write until: yyyy-mm-dd, unless that is meant", "warning"))
        if item.get("decision") and not (item.get("reason") and item.get("owner")):
            place = file.place(("decisions", id, "decision"))
            found.append(Finding("decision-reason", place, "a decision needs its reason and its owner", "fill in both", "warning"))
        if item.get("decision") == "ask" and not item.get("question"):
            place = file.place(("decisions", id, "decision"))
            found.append(Finding("decision-question", place, "there is no question to ask", "write question: …", "warning"))
    return found


def _decided(id: str, item: Mapping[str, Any], line: int) -> Decided:
    return Decided(
        requirement=id,
        fingerprint=item["about"],
        line=line,
        **{name: _folded(item.get(name, "")) for name in _TEXTS},
        **{name: item.get(name, "") for name in _STEPS},
        existing=tuple(_folded(text) for text in item.get("existing") or ()),
        measures=tuple(
            Measure(text=_folded(one["text"]), side=one["by"], owner=_folded(one.get("owner", "")), due=one.get("due", ""))
            for one in item.get("measures") or ()
        ),
        decision=item.get("decision") or None,
        until=_day(item.get("until", "")),
        review=_day(item.get("review", "")),
    )


def _folded(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# ── Adding to the file ─────────────────────────────────────────────────────────────────────────


def extended(path: Path, programme: SentProgramme, supplier: str, entries: Mapping[str, str]) -> str | None:
    """The text of the file with `entries` (requirement → YAML, see `entry`) at its end; None where nothing is to be added.

    What stands in the file stays, letter for letter; what is added follows its line ends and indentation.
    Raises PveError where nothing can be added at its end.
    """
    if not entries:
        return None
    added = "".join(entries.values())
    if not path.exists():
        return _HEAD.format(programme=programme.provenance.document, supplier=_quoted(supplier)) + added
    before = path.read_bytes()
    text = before.decode("utf-8")  # with its byte order mark, where an editor put one
    file, _found = read_file(path, str(path), "decisions")
    if file is None or list(file.value)[-1] != "decisions":
        raise PveError(f"{path}: new deviations cannot be added at its end", "put `decisions:` last in the file")
    newline = "\r\n" if "\r\n" in text else "\n"
    if first := next(iter(file.value["decisions"] or ()), ""):
        indent = " " * (file.place(("decisions", first), key=True).column - 1)
        added = re.sub("^  ", indent, added, flags=re.MULTILINE)
    else:
        text = _without_empty_braces(text, file.place(("decisions",)))
    text += ("" if text.endswith("\n") else newline) + added.replace("\n", newline)
    after, _found = read_yaml(_Bytes(text.encode()), str(path))
    kept = file.value["decisions"] or {}
    if (
        after is None
        or {id: after.value["decisions"].get(id) for id in kept} != kept
        or not entries.keys() <= after.value["decisions"].keys()
    ):
        raise PveError(f"{path}: new deviations cannot be added at its end", "write each decision on lines of its own, below `decisions:`")
    return text


class _Bytes(bytes):
    """A text that is read as a file is."""

    def read_bytes(self) -> bytes:
        return self


def _without_empty_braces(text: str, place: Place) -> str:
    """The text without the `{}` at a place: what follows goes on lines of its own."""
    lines = text.splitlines(keepends=True)
    line, at = lines[place.line - 1], place.column - 1
    lines[place.line - 1] = line[:at].rstrip(" ") + re.sub(r"\A\{\s*\}", "", line[at:])
    return "".join(lines)


def entry(
    requirement: SentRequirement, about: str, what: str, supplier_measures: Iterable[str], municipality_measures: Iterable[str]
) -> str:
    """An empty decision, as people find it in the file: the measures of the catalogue are there to keep, change or remove."""
    lines = [f"  {requirement.id}:  # {_plain(requirement.title)}: {what}", f"    about: {_quoted(about)}"]
    lines += [f"    {name}:" for name in ("for_municipality", "for_data_subjects")]
    lines += ["    existing: []", "    measures:"]
    for side, measures in (("supplier", supplier_measures), ("municipality", municipality_measures)):
        for text in measures:
            lines += [f"      - text: {_quoted(text)}", f"        by: {side}", "        owner:", "        due:"]
    lines += [f"    {name}:" for name in ("residual_likelihood", "residual_impact", "decision", "reason", "owner")]
    lines += ["    adviser: CISO", "    until:", "    review:"]
    return "\n".join(lines) + "\n"


def document_entry(about: str, what: str) -> str:
    """An empty decision about what is in the document outside what was asked."""
    lines = [f"  {DOCUMENT}:  # {_plain(what)}", f"    about: {_quoted(about)}"]
    return "\n".join([*lines, *(f"    {name}:" for name in ("decision", "reason", "owner", "adviser", "question"))]) + "\n"


def _plain(text: str) -> str:
    """A text on one line, without a character that `yamlfile` refuses."""
    return FORBIDDEN.sub("\ufffd", _folded(text))


def _quoted(text: str) -> str:
    """A text that every YAML reader takes for just that text: JSON is YAML."""
    return json.dumps(_plain(text), ensure_ascii=False)
