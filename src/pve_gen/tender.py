"""One procurement: its file, what the command line says over it, and the facts that follow."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pve_gen.findings import Finding, Place, PveError, did_you_mean, nearest
from pve_gen.incoming import STREAM, Incoming, Kept
from pve_gen.model import Catalog, Decision, FactValue, GivenFact, GivenValue, Profile, Requirement, Tender, written
from pve_gen.source import read_file
from pve_gen.values import replace
from pve_gen.yamlfile import YamlFile, read_yaml

_PARTLY = 50  # per cent of the points of a wish that is partly met, where the tender does not say
_NO_TENDERS = (".docx", ".xlsx", ".ods", ".odt", ".pdf", ".html", ".csv", ".lock.json")
_TEXTS = ("organisation", "title", "reference", "version", "status", "date", "contact", "description")


def read_tender(path: Path, catalog: Catalog, kept: Kept | None = None) -> tuple[YamlFile | None, list[Finding]]:
    """A tender file that fits `catalog`, or None, and every finding about it; `-` is stdin, `kept` what it was before."""
    file, findings = read_file(kept or Incoming(path), kept.shown if kept else str(path), "tender", lambda sound: _misfits(sound, catalog))
    if file is None and path.name.lower().endswith(_NO_TENDERS):
        hint = "a tender is a .yaml file; pve verify, pve assess and pve diff read what was sent"
        return None, [Finding("file-unreadable", Place(str(path)), "is no tender", hint)]
    return file, [replace(found, hint=_instead_of(path, catalog)) if found.rule == "file-unreadable" else found for found in findings]


def _instead_of(path: Path, catalog: Catalog) -> str:
    """What to name, or to do, where no tender can be read."""
    if str(path) in catalog.profiles:
        return f"it is a profile: name it with --profile {path}"
    if str(path).upper() in catalog.requirements:
        return f"it is a requirement: pve explain {path} shows it"
    if os.path.isfile(path / "overlay.yaml"):
        return f"it is a layer: name it with --overlay {path}"
    if os.path.isfile(path / "catalog.yaml"):
        return f"it is a catalogue: name it with --catalog {path}"
    if os.path.isdir(path):
        return f"name the tender file in it; pve init {path} begins one"
    if near := nearest(path.stem, (other.stem for other in path.parent.glob("*.yaml"))):
        return f"did you mean `{path.with_name(near[0])}.yaml`?"
    return "" if path == STREAM else f"pve init {path.parent} begins one".replace("init . ", "init ")


def overlays_of(path: Path, kept: Kept | None = None) -> list[Path]:
    """The layers that a tender file names, from its own folder; none where it names none or cannot be read, which is told later."""
    file, _findings = read_yaml(kept or Incoming(path), str(path), dates=frozenset({"date"}))
    named = file.value.get("overlay", []) if file and isinstance(file.value, dict) else []
    texts = [named] if isinstance(named, str) else named
    return [path.parent / text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []


def _misfits(file: YamlFile, catalog: Catalog) -> list[Finding]:
    """What the schema cannot see: facts, profiles, requirements and values that the catalogue does not have.

    A required field may be missing in `file` (see `source.read_file`).
    """
    found: list[Finding] = []
    value = file.value

    def note(rule: str, path: tuple[str | int, ...], message: str, hint: str = "", *, key: bool = False) -> None:
        found.append(Finding(rule, file.place(path, key=key), message, hint))

    def missing(name: str, known: Container[str], file: str) -> bool:
        return name not in known and file not in catalog.unread  # a file with mistakes is not missing

    if "profile" in value and missing(value["profile"], catalog.profiles, value["profile"]):
        note("profile-unknown", ("profile",), f"`{value['profile']}` is not a profile", did_you_mean(value["profile"], catalog.profiles))
    try:
        date.fromisoformat(value.get("date", "2026-01-01"))
    except ValueError:  # the schema knows a year 0; the calendar does not
        note("schema-value", ("date",), f"`date` is not a date: «{value['date']}»", "write 2026-11-24")
    for name, item in value.get("facts", {}).items():
        if missing(name, catalog.facts, "facts"):
            note("rule-unknown", ("facts", name), f"`{name}` is not a fact", did_you_mean(name, catalog.facts), key=True)
        elif name in catalog.facts and "value" in item and (problem := _wrong_value(catalog, name, item["value"])):
            note("rule-unknown", ("facts", name, "value"), *problem)
    for id, values in value.get("values", {}).items():
        if missing(id, catalog.requirements, id):
            note("requirement-unknown", ("values", id), f"`{id}` is not a requirement", did_you_mean(id, catalog.requirements), key=True)
        known = catalog.requirements[id].values if id in catalog.requirements else values
        for name, given in values.items():
            if name not in known:
                hint = did_you_mean(name, known) if known else "this requirement has no values"
                note("value-unknown", ("values", id, name), f"`{name}` is not a value of {id}", hint, key=True)
                continue
            if id not in catalog.requirements:
                continue
            asked, at = catalog.requirements[id], ("values", id, name)
            text = given if isinstance(given, str) else given.get("value", "")
            if word := _vague_word(asked, name, text):
                path = at if isinstance(given, str) else (*at, "value")
                message, hint = f"`{word}` cannot be tested", "write a number and a unit, such as «8 uur», or name what is meant"
                found.append(Finding("value-vague", file.place(path), message, hint, "warning"))
            if isinstance(given, str) and not asked.values[name].ask:
                message = f"`{name}` differs from the catalogue, and nobody says why"
                found.append(Finding("value-reason", file.place(at), message, "write {value: …, reason: …, role: …}", "warning"))
    seen: set[str] = set()
    for index, item in enumerate(value.get("decisions", ())):
        id, path = item.get("requirement"), ("decisions", index, "requirement")
        if id is None:
            continue
        if missing(id, catalog.requirements, id):
            note("requirement-unknown", path, f"`{id}` is not a requirement", did_you_mean(id, catalog.requirements))
        elif id in catalog.requirements and catalog.requirements[id].retired:
            note("requirement-retired", path, f"`{id}` is retired", "remove the decision")
        if id in seen:
            note("decision-twice", path, f"there are two decisions about {id}", "keep one")
        seen.add(id)
    return found


def _vague_word(asked: Requirement, name: str, text: str) -> str:
    """What nobody can test in a value of the tender; empty where nothing is, or where the catalogue itself speaks so (`Voldoende` of the NCSC)."""
    from pve_gen.vague import vague_in_value

    if "text-vague" in asked.silence:
        return ""
    value, word = asked.values[name], vague_in_value(text)
    own = [text.lower() for words in (value.default, *value.by_profile.values()) if words for text in (words.nl, words.en)]
    return "" if any(word in other for other in own) else word


def _wrong_value(catalog: Catalog, name: str, value: FactValue) -> tuple[str, str] | None:
    """What is wrong with a value of a known fact, and a hint; None where it is allowed."""
    fact = catalog.facts[name]
    if fact.accepts(value):
        return None
    said = f"`{written(value)}`" if value != "" else "empty"
    return f"`{name}` cannot be {said}", did_you_mean(written(value), map(written, fact.allowed))


def parse_fact(text: str, catalog: Catalog) -> tuple[str, FactValue]:
    """`fact=value` from the command line; PveError, with the likely one, where there is no such fact or value."""
    name, equals, said = text.partition("=")
    if not equals or not name:
        raise PveError(f"--set {text}: a fact needs a {'name' if equals else 'value'}", "write --set fact=value, such as --set email=true")
    if name not in catalog.facts:
        raise PveError(f"--set {text}: `{name}` is not a fact", did_you_mean(name, catalog.facts))
    value: FactValue = said
    if catalog.facts[name].type == "flag":
        value = {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nee": False}.get(said.lower(), said)
    if problem := _wrong_value(catalog, name, value):
        raise PveError(f"--set {text}: {problem[0]}", problem[1])
    return name, value


def find_profile(name: str, catalog: Catalog) -> Profile:
    """The profile of that name; PveError, with the likely one, where there is none."""
    if name not in catalog.profiles:
        raise PveError(f"--profile {name}: there is no such profile", did_you_mean(name, catalog.profiles))
    return catalog.profiles[name]


def tender_of(
    catalog: Catalog,
    file: YamlFile | None = None,
    *,
    profile: Profile | None = None,
    flags: Mapping[str, FactValue] | None = None,
) -> Tender:
    """The tender that follows: a flag beats the profile on the command line, which beats the tender file,
    which beats the file's own profile, which beats the default of the fact."""
    value: Mapping[str, Any] = file.value if file else {}
    given = value.get("facts", {})
    own = catalog.profiles.get(value.get("profile", ""))
    facts: dict[str, GivenFact] = {}
    for name, fact in catalog.facts.items():
        if flags and name in flags:
            facts[name] = GivenFact(fact=fact, value=flags[name], source="flag")
        elif profile and name in profile.facts:
            facts[name] = GivenFact(fact=fact, value=profile.facts[name], source="profile", profile=profile.id)
        elif name in given:
            motivation = given[name]["motivation"].strip()
            facts[name] = GivenFact(
                fact=fact, value=given[name]["value"], source="tender", motivation=motivation, file=file.file if file else ""
            )
        elif own and name in own.facts:
            facts[name] = GivenFact(fact=fact, value=own.facts[name], source="profile", profile=own.id)
        else:
            facts[name] = GivenFact(fact=fact, value=fact.default, source="default")
    return Tender(
        **{name: value.get(name, "").strip() for name in _TEXTS},
        profile=profile.id if profile else value.get("profile", ""),
        facts=facts,
        values={id: {name: _given(item) for name, item in values.items()} for id, values in value.get("values", {}).items()},
        decisions={
            item["requirement"]: Decision(
                requirement=item["requirement"],
                decision=item["decision"],
                reason=item["reason"].strip(),
                role=item["role"].strip(),
                file=file.file if file else "",
            )
            for item in value.get("decisions", ())
        },
        partly=value.get("scoring", {}).get("partly", _PARTLY),
    )


def _given(item: str | Mapping[str, str]) -> GivenValue:
    if isinstance(item, str):
        return GivenValue(text=item.strip())
    return GivenValue(text=item["value"].strip(), reason=item["reason"].strip(), role=item["role"].strip())
