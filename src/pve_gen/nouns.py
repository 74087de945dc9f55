"""From values that obey their schema to the nouns of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pve_gen import model
from pve_gen.model import Words


def words_of(value: Mapping[str, Any], name: str) -> Words:
    return Words(value.get(name, "").strip(), value.get("en", {}).get(name, "").strip())


def fact_of(value: Mapping[str, Any], file: str) -> model.Fact:
    return model.Fact(
        id=value["id"],
        type=value["type"],
        title=words_of(value, "title"),
        question=words_of(value, "question"),
        default=value["default"],
        choices=tuple(
            model.Choice(id=choice["id"], title=words_of(choice, "title"), explain=words_of(choice, "explain"))
            for choice in value.get("choices", ())
        ),
        file=file,
    )


def norm_of(id: str, value: Mapping[str, Any], file: str) -> model.Norm:
    return model.Norm(
        id=id,
        title=words_of(value, "title"),
        short=words_of(value, "short"),
        edition=words_of(value, "edition"),
        publisher=value["publisher"],
        url=value.get("url", ""),
        note=words_of(value, "note"),
        applies_when=next(iter(_rules(value.get("applies_when"))), {}),
        file=file,
        clauses={
            clause["id"]: model.Clause(
                id=clause["id"],
                title=words_of(clause, "title"),
                label=words_of(clause, "label"),
                about=clause.get("about", ""),
                duty=clause.get("duty", "supplier"),
                status=clause.get("status", "in_force"),
                moved_to=clause.get("moved_to", ""),
                verified=clause.get("verified", True),
                reason=words_of(clause, "reason"),
            )
            for clause in value["clauses"]
        },
    )


def profile_of(id: str, value: Mapping[str, Any], file: str) -> model.Profile:
    return model.Profile(id=id, title=words_of(value, "title"), explain=words_of(value, "explain"), facts=value["facts"], file=file)


def _value(name: str, value: Mapping[str, Any]) -> model.Value:
    translated = value.get("en", {})
    english = translated.get("by_profile", {})
    return model.Value(
        name=name,
        label=Words(value.get("name", "").strip() or name.replace("_", " "), translated.get("name", "").strip()),
        explain=words_of(value, "explain"),
        ask="ask" in value,
        follows=value.get("follows"),
        default=words_of(value, "default") if "default" in value else None,
        by_profile={level: Words(text, english.get(level, "")) for level, text in value.get("by_profile", {}).items()},
    )


def _unmet(value: Mapping[str, Any], english: Mapping[str, Any]) -> model.Unmet:
    def measures(side: str) -> tuple[Words, ...]:
        return _pairs(value["measures"][side], english.get("measures", {}).get(side, ()))

    return model.Unmet(
        risk=Words(value["risk"].strip(), english.get("risk", "").strip()),
        affects=tuple(value["affects"]),
        likelihood=value["likelihood"],
        impact=value["impact"],
        supplier_measures=measures("supplier"),
        municipality_measures=measures("municipality"),
    )


def _pairs(dutch: list[str], english: list[str] | tuple[str, ...]) -> tuple[Words, ...]:
    return tuple(Words(text.strip(), english[i].strip() if i < len(english) else "") for i, text in enumerate(dutch))


def _rules(value: Any) -> tuple[model.Rule, ...]:
    blocks = value if isinstance(value, list) else [value] if value else []
    return tuple({fact: tuple(wanted) if isinstance(wanted, list) else (wanted,) for fact, wanted in block.items()} for block in blocks)


def requirement_of(value: Mapping[str, Any], theme: str, file: str, changes: tuple[model.LayerChange, ...] = ()) -> model.Requirement:
    english = value.get("en", {})
    evidence = _pairs([item["what"] for item in value["evidence"]], english.get("evidence", []))
    retired = value.get("retired")
    return model.Requirement(
        id=value["id"],
        theme=theme,
        kind=value["kind"],
        points=value.get("points", 0),
        title=words_of(value, "title"),
        text=words_of(value, "text"),
        why=words_of(value, "why"),
        verify=words_of(value, "verify"),
        values={name: _value(name, item) for name, item in value.get("values", {}).items()},
        applies_when=_rules(value.get("applies_when")),
        evidence=tuple(model.Evidence(what=what, when=item["when"]) for what, item in zip(evidence, value["evidence"], strict=True)),
        if_unmet=_unmet(value["if_unmet"], english),
        norms=tuple(model.NormReference(*norm.split(" ", 1)) for norm in value["norms"]),
        acts=value.get("acts", "supplier"),
        version=value["version"],
        since=value["since"],
        translation_of=english.get("version", 0),
        silence=value.get("silence", {}),
        retired=model.Retirement(
            since=retired["since"], because=retired["because"].strip(), replaced_by=tuple(retired.get("replaced_by", ()))
        )
        if retired
        else None,
        changes=changes,
        file=file,
    )
