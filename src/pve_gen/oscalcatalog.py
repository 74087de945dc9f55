"""A catalogue, with its layers, as an OSCAL catalog: themes are groups, requirements controls, named values parameters, norms resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pve_gen.model import VALUE_NAME, Catalog, Language, Norm, Requirement, Theme, Value, written
from pve_gen.oscal import NAMESPACE, Json, document, identify, line, metadata, own, present, prop

_STRAY_INSERT = re.compile(r"\{\{")


def param_id(requirement: str, value: str) -> str:
    """The id of a named value of a requirement, which is one in the whole catalog: `INC-01_meldtermijn`."""
    return f"{requirement}_{value}"


def catalog_document(catalog: Catalog, language: Language, created: datetime) -> Json:
    """The OSCAL catalog, in one language; a text that is not translated is the Dutch one.

    A requirement that was retired is a control that is withdrawn.
    """
    groups = []
    for theme in catalog.themes.values():
        controls = [_control(one, catalog, language) for one in catalog.requirements.values() if one.theme == theme.id]
        groups.append(_group(theme, controls, language))
    layers = [own("layer", f"{layer.name} {layer.version}") for layer in catalog.layers]
    version = " + ".join([catalog.version, *(layer.version or layer.name for layer in catalog.layers)])
    body = present(
        metadata=metadata(
            catalog.name.in_(language),
            version,
            created,
            props=[own("language", language), own("licence", catalog.licence), *layers],
        ),
        groups=groups,
        back_matter={"resources": [_resource(norm, language) for norm in catalog.norms.values()]} if catalog.norms else {},
    )
    return document("catalog", body)


def _group(theme: Theme, controls: list[Json], language: Language) -> Json:
    return present(
        id=theme.id,
        class_="theme",
        title=line(theme.title.in_(language)),
        props=[prop("label", theme.prefix), prop("sort-id", f"{theme.order:04}"), own("annex", theme.annex)],
        parts=[{"id": f"{theme.id}_overview", "name": "overview", "prose": theme.introduction.in_(language)}],
        controls=controls,
    )


def _control(one: Requirement, catalog: Catalog, language: Language) -> Json:
    return present(
        id=one.id,
        class_=one.kind,
        title=line(one.title.in_(language)),
        params=[_param(one, value, language) for value in one.values.values()],
        props=list(_props(one)),
        links=list(_links(one, catalog, language)),
        parts=list(_parts(one, language)),
    )


def _param(one: Requirement, value: Value, language: Language) -> Json:
    steps = {level: words.in_(language) for level, words in value.by_profile.items()}
    props = [own("name", value.name), *(own("by-profile", text, class_=level) for level, text in steps.items())]
    if value.follows:
        props.append(own("follows", value.follows))
    if value.ask:
        props.append(own("ask", "true"))
    return present(
        id=param_id(one.id, value.name),
        props=props,
        label=line(value.label.in_(language)),
        usage=value.explain.in_(language),
        constraints=[{"description": f"{level}: {text}"} for level, text in steps.items()],
        values=[line(value.default.in_(language))] if value.default else [],
    )


def _props(one: Requirement) -> Iterator[Json]:
    yield prop("label", one.id)
    yield prop("sort-id", one.id)
    if one.retired:
        yield prop("status", "withdrawn")
        yield own("retired-because", one.retired.because)
    yield own("version", one.version)
    yield own("since", one.since)
    yield own("acts", one.acts)
    if one.points:
        yield own("points", one.points)
    for rule in one.applies_when:
        said = "; ".join(f"{fact}={'|'.join(map(written, wanted))}" for fact, wanted in rule.items())
        yield own("applies-when", said)
    for change in one.changes:
        yield own("changed-by-layer", f"{change.layer}: {change.verb} {change.what}")


def _links(one: Requirement, catalog: Catalog, language: Language) -> Iterator[Json]:
    for reference in one.norms:
        norm = catalog.norms[reference.norm]
        yield {
            "href": f"#{identify('norm', norm.id)}",
            "rel": "reference",
            "resource-fragment": reference.clause,
            "text": line(norm.label_of(reference.clause, language)),
        }
    for id in one.retired.replaced_by if one.retired else ():
        yield {"href": f"#{id}", "rel": "moved-to"}


def _parts(one: Requirement, language: Language) -> Iterator[Json]:
    unmet = one.if_unmet
    yield {"id": f"{one.id}_statement", "name": "statement", "prose": prose(one.text.in_(language), one)}
    yield {"id": f"{one.id}_guidance", "name": "guidance", "prose": one.why.in_(language)}
    yield {"id": f"{one.id}_objective", "name": "assessment-objective", "prose": one.verify.in_(language)}
    for number, item in enumerate(one.evidence, start=1):
        yield {
            "id": f"{one.id}_evidence.{number}",
            "name": "evidence",
            "ns": NAMESPACE,
            "props": [own("when", item.when)],
            "prose": item.what.in_(language),
        }
    sides = (("supplier", unmet.supplier_measures), ("municipality", unmet.municipality_measures))
    yield {
        "id": f"{one.id}_risk",
        "name": "risk",
        "ns": NAMESPACE,
        "props": [
            own("likelihood", unmet.likelihood),
            own("impact", unmet.impact),
            *(own("affects", aspect) for aspect in unmet.affects),
        ],
        "prose": unmet.risk.in_(language),
        "parts": [
            {
                "id": f"{one.id}_measure.{side}.{number}",
                "name": "measure",
                "ns": NAMESPACE,
                "class": side,
                "prose": words.in_(language),
            }
            for side, measures in sides
            for number, words in enumerate(measures, start=1)
        ],
    }


def prose(text: str, one: Requirement) -> str:
    """A text in which each value is an insert of its parameter; what only looks like an insert is none."""
    whole = _STRAY_INSERT.sub(r"\\{\\{", text)
    return VALUE_NAME.sub(
        lambda found: f"{{{{ insert: param, {param_id(one.id, found[1])} }}}}" if found[1] in one.values else found[0], whole
    )


def _resource(norm: Norm, language: Language) -> Json:
    return present(
        uuid=identify("norm", norm.id),
        title=line(norm.title.in_(language)),
        description=norm.note.in_(language),
        props=[own("norm", norm.id), own("edition", norm.edition.in_(language))],
        citation={"text": line(f"{norm.title.in_(language)}, {norm.publisher}")},
        rlinks=[{"href": norm.url}] if norm.url else [],
    )
