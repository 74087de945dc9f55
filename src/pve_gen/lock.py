"""The programme as sent, and the file beside it that keeps it: `<name>.lock.json`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pve_gen.documents import MOMENTS, cited, kind_name
from pve_gen.findings import PveError
from pve_gen.incoming import MAX_BYTES, Incoming
from pve_gen.jsonfile import from_json
from pve_gen.model import Asked, Catalog, Language, Requirement, Selection, Verdict
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, Programme
from pve_gen.selection import because
from pve_gen.sent import (
    Lock,
    SentDocument,
    SentEvidence,
    SentFact,
    SentNorm,
    SentProgramme,
    SentRequirement,
    SentUnmet,
    SentValue,
)
from pve_gen.values import Lazily, kept, replace
from pve_gen.ziparchive import content_of

SUFFIX = ".lock.json"
COMES_BACK = ("docx", "xlsx")
"""The formats that a supplier fills in; a lock keeps those whole."""

REPLACED = "replaced"
"""The format of a document that a run is replacing; only a lock of a run that did not end still knows such."""

_DRAFTS = ("concept", "draft", "ontwerp")
# How JSON writes a control character, which no document can hold. A backslash that belongs to a text is written twice.
_ESCAPES = (b"\\u00", b"\\b", b"\\f")
_CONTROL = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:[bf]|u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]))")
_NO_MARKS = str.maketrans("", "", BLANK_OPEN + BLANK_CLOSE)


def as_sent(selection: Selection, programme: Programme[Any], asked: Mapping[str, Asked]) -> SentProgramme:
    """The programme with everything that later stages need: what the document says, and what the catalogue knows of it.

    `asked` has what each requirement asks, by its id. The requirements are made when they are asked for, each time anew.
    """
    return SentProgramme(
        language=programme.language,
        tender=programme.tender,
        provenance=programme.provenance,
        profile=selection.tender.profile,
        level=selection.level,
        level_name=programme.level,
        classification=programme.classification,
        knock_out=programme.knock_out,
        partly=programme.partly,
        counts=programme.counts,
        facts=tuple(
            SentFact(
                id=line.id,
                title=line.title,
                value=selection.tender.facts[line.id].value,
                value_name=line.value,
                source=selection.tender.facts[line.id].source,
                source_name=line.source,
                motivation=line.motivation,
            )
            for line in programme.facts
        ),
        decisions=programme.decisions,
        requirements=Lazily(partial(_sent, selection=selection, programme=programme, asked=asked), selection.asked),
        left_out=programme.left_out,
        terms=programme.terms,
        blanks=programme.blanks,
    )


def _sent(verdict: Verdict, *, selection: Selection, programme: Programme[Any], asked: Mapping[str, Asked]) -> SentRequirement:
    requirement, catalog, language = verdict.requirement, selection.catalog, programme.language
    name = kind_name(requirement, language, knock_out=programme.knock_out)
    return _requirement(requirement, catalog, selection.norms, language, asked[requirement.id], name, because(verdict, language))


@kept
def _requirement(
    requirement: Requirement,
    catalog: Catalog,
    norms: frozenset[str],
    language: Language,
    asked: Asked,
    kind: str,
    reason: str,
) -> SentRequirement:
    theme, unmet = catalog.themes[requirement.theme], requirement.if_unmet
    return SentRequirement(
        id=requirement.id,
        version=requirement.version,
        hash=asked.hash,
        theme=theme.id,
        chapter=theme.title.in_(language),
        annex=theme.annex,
        kind=requirement.kind,
        kind_name=kind,
        points=requirement.points,
        title=requirement.title.in_(language),
        text=(asked.text.translate(_NO_MARKS) if BLANK_OPEN in asked.text else asked.text).strip(),
        values=tuple(
            SentValue(name=name, label=value.label.in_(language), text=text)
            for (name, value), text in zip(requirement.values.items(), asked.words, strict=True)
        ),
        why=requirement.why.in_(language),
        because=reason,
        norms=tuple(
            [SentNorm(norm=one.norm, clause=one.clause, label=label) for one, label in cited(requirement, catalog, norms, language)]
        ),
        evidence=tuple(
            SentEvidence(what=item.what.in_(language), moment=item.when, when=MOMENTS[item.when].in_(language))
            for item in requirement.evidence
        ),
        verify=requirement.verify.in_(language),
        acts=requirement.acts,
        if_unmet=SentUnmet(
            risk=unmet.risk.in_(language),
            affects=unmet.affects,
            likelihood=unmet.likelihood,
            impact=unmet.impact,
            supplier_measures=tuple(measure.in_(language) for measure in unmet.supplier_measures),
            municipality_measures=tuple(measure.in_(language) for measure in unmet.municipality_measures),
        ),
    )


def document_of(name: str, format: str, data: bytes) -> SentDocument:
    """What the lock says of a file that `pve` just made."""
    return SentDocument(
        name=name,
        format=format,
        sha256=hashlib.sha256(data).hexdigest(),
        content=content_of(data) if format in COMES_BACK else "",
        original=data if format in COMES_BACK else b"",
    )


def beside(document: Path) -> Path:
    """Where the lock of a document stands: `eisen.docx` has `eisen.lock.json`."""
    return document.with_name(document.stem + SUFFIX)


def read_lock(path: Path) -> Lock:
    """The lock in a file, or for `-` on stdin; PveError where it cannot be read or is none."""
    try:
        content = Incoming(path).read_bytes()
    except OSError as problem:
        raise PveError(f"{path}: cannot be read: {problem.strerror or problem}") from None
    if len(content) > MAX_BYTES:
        raise PveError(f"{path}: is larger than {MAX_BYTES // 1_000_000} MB", "take the file as pve wrote it")
    if any(escape in content for escape in _ESCAPES) and (found := _CONTROL.search(content)):
        where = content.count(b"\n", 0, found.end()) + 1
        raise PveError(f"{path}:{where}: holds a control character, which no document can hold", "take the file as pve wrote it")
    return from_json(content, Lock, str(path))


def merged(programme: SentProgramme, documents: tuple[SentDocument, ...], earlier: Lock | None) -> Lock:
    """The lock of these documents, and of the `earlier` ones that say the same programme."""
    kept = earlier.documents if earlier and _same(earlier.programme, programme) else ()
    made = {document.name for document in documents}
    all_ = (*(document for document in kept if document.name not in made), *documents)
    return Lock(programme=programme, documents=tuple(sorted(all_, key=lambda document: document.name)))


def replacing(lock: Lock, old: Mapping[str, str]) -> Lock:
    """The lock as it stands while its documents take the place of the `old` ones (name → SHA-256, in hex), which it knows too.

    So a run that is killed halfway leaves nothing that the next one would take for somebody's work.
    """
    known = {document.sha256 for document in lock.documents}
    replaced = [SentDocument(name=name, format=REPLACED, sha256=hash) for name, hash in old.items() if hash not in known]
    return replace(lock, documents=(*lock.documents, *replaced)) if replaced else lock


def _same(one: SentProgramme, other: SentProgramme) -> bool:
    return one.provenance.document == other.provenance.document and list(one.requirements) == list(other.requirements)


def is_draft(programme: SentProgramme) -> bool:
    """Whether the status of the tender says that it was not sent yet."""
    return programme.tender.status.lower().startswith(_DRAFTS)
