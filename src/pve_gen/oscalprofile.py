"""What one tender asks as an OSCAL profile: an import of the catalog, the controls that are in, and the values that hold there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pve_gen.model import Language, Provenance, Requirement, Selection, written
from pve_gen.oscal import Json, document, identify, line, metadata, own, present
from pve_gen.oscalcatalog import param_id
from pve_gen.selection import because, word_of

_TITLE = {"nl": "Programma van eisen", "en": "Programme of requirements"}


def profile_document(selection: Selection, provenance: Provenance, language: Language, created: datetime, href: str) -> Json:
    """The OSCAL profile of a tender; `href` is where its reader finds the catalog.

    Every value that holds for this tender is set, with who decided it where people did; one that is still to be given is not.
    The selection must not be empty: OSCAL knows no profile without controls.
    """
    tender = selection.tender
    party = identify("organisation", tender.organisation)
    body = present(
        metadata=metadata(
            f"{tender.title or _TITLE[language]}: {_TITLE[language].lower()}" if tender.title else _TITLE[language],
            tender.version or "0",
            created,
            props=[
                own("language", language),
                own("document", provenance.document),
                own("hash", provenance.hash),
                own("catalog", provenance.catalog),
                own("level", selection.level),
                *([own("reference", tender.reference)] if tender.reference else []),
                *(own("fact", written(given.value), class_=given.fact.id) for given in tender.facts.values()),
            ],
            roles=[{"id": "creator", "title": "Creator"}] if tender.organisation else [],
            parties=[{"uuid": party, "type": "organization", "name": line(tender.organisation)}] if tender.organisation else [],
            responsible_parties=[{"role-id": "creator", "party-uuids": [party]}] if tender.organisation else [],
        ),
        imports=[{"href": href, "include-controls": [{"with-ids": [one.id for one in selection.selected]}]}],
        merge={"as-is": True},
        modify=present(
            set_parameters=[one for requirement in selection.selected for one in _set(requirement, selection, language)],
            alters=[
                {"control-id": verdict.requirement.id, "adds": [{"props": [own("because", because(verdict, language))]}]}
                for verdict in selection.verdicts
                if verdict.selected
            ],
        ),
    )
    return document("profile", body)


def _set(one: Requirement, selection: Selection, language: Language) -> Iterator[Json]:
    given = selection.tender.values.get(one.id, {})
    for value in one.values.values():
        text = word_of(value, one, selection, language)
        if text:
            said = given.get(value.name)
            props = [own("decided-by", said.role)] if said and said.role else []
            reason = [own("reason", said.reason)] if said and said.reason else []
            yield present(param_id=param_id(one.id, value.name), props=[*props, *reason], values=[line(text)])
