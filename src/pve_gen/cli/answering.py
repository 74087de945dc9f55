"""The steps with which the commands about answers begin: lock, response, decisions, assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pve_gen import console
from pve_gen.canonical import readable
from pve_gen.findings import PveError
from pve_gen.incoming import MAX_BYTES, STREAM, Incoming
from pve_gen.values import replace

if TYPE_CHECKING:
    from pve_gen.assessed import Assessment, Decided, Outside, RiskScale
    from pve_gen.model import Language
    from pve_gen.response import AlteredText, GivenAnswer, Response, ResponseFinding
    from pve_gen.returned import DocumentText
    from pve_gen.sent import Lock, SentDocument, SentProgramme
    from pve_gen.shapes import OutsideShape, ResponseFindingShape

_LONGEST_NAME = 500
"""Characters in the name of a supplier: it stands in the heading of every report, and no register has a longer one."""


def read_file(path: Path) -> tuple[bytes, str]:
    """The bytes of a file from outside, or for `-` from stdin, and its kind (`docx`); PveError where it cannot be read."""
    from pve_gen.officefile import kind_of

    try:
        data = Incoming(path).read_bytes()
        if len(data) > MAX_BYTES:
            raise PveError(f"{path}: is larger than {MAX_BYTES // 1_000_000} MB")
        return data, kind_of(data) if path == STREAM else path.suffix.lower().removeprefix(".")
    except OSError as problem:
        hint = "name the file in it" if path.is_dir() else ""
        raise PveError(f"{path}: cannot be read: {problem.strerror or problem}", hint) from None


def text_of(data: bytes, kind: str, path: Path) -> DocumentText:
    """The text of a returned document; PveError where it is not to be trusted, or of a kind that nobody fills in."""
    from pve_gen.officefile import OfficeError
    from pve_gen.readers import TEXT_READERS

    try:
        return TEXT_READERS[kind](data)
    except OfficeError as error:
        raise PveError(f"{path}: {error}") from None


_SAVE_AS = {
    **dict.fromkeys(("doc", "odt", "ott", "fodt", "rtf", "docm", "dotx", "pages"), "open it in Word and save it as .docx"),
    **dict.fromkeys(("xls", "xlsm", "xlsb", "fods", "csv", "numbers"), "open it in Excel and save it as .xlsx"),
    "pdf": "ask for the .docx or .xlsx itself; saved from a PDF, neither is what was filled in",
}


def refuse_other_kind(path: Path, kind: str) -> None:
    """PveError with what to do where no file of this kind can be read back."""
    from pve_gen.readers import ANSWER_READERS

    if kind not in ANSWER_READERS:
        raise PveError(f"{path}: is not a file with answers", _SAVE_AS.get(kind, "name a .docx, .xlsx or .ods"))


_READ = 500  # texts of one requirement: to hold thousands against each other takes minutes
_NO_LOCKS = {".docx", ".xlsx", ".ods", ".odt", ".pdf", ".html", ".md", ".csv", ".yaml", ".yml"}


def find_lock(document: Path, data: bytes, kind: str, named: Path | None) -> Lock:
    """The lock that was named; or beside the document or here, the one of the programme that the document says it is."""
    from pve_gen.lock import SUFFIX, beside, read_lock

    if named is not None:
        if named.is_dir() or named.suffix.lower() in _NO_LOCKS:
            raise PveError(f"{named}: is no lock", f"name the {SUFFIX} that pve generate wrote beside the documents")
        return read_lock(named)
    if beside(document).is_file():
        return read_lock(beside(document))
    number = _number_in(data, kind, document)
    places = dict.fromkeys(folder.resolve() for folder in (document.parent, Path()))
    for path in [path for place in places for path in sorted(place.glob(f"*{SUFFIX}"))]:
        try:
            lock = read_lock(path)
        except PveError:
            continue  # one that is damaged is not the one
        if number and lock.programme.provenance.document == number:
            here = Path.cwd()
            console.say_once(f"Held against {path.relative_to(here) if path.is_relative_to(here) else path}.")
            return lock
    said = f"says that it is programme {number}" if number else "does not say which programme it is"
    raise PveError(f"{document}: {said}, and no lock near it fits", "name the lock with --lock")


def _number_in(data: bytes, kind: str, path: Path) -> str:
    """The number of the programme that a file says it answers: in its properties, or in a sheet beside the answers."""
    from pve_gen.officefile import OfficeError, custom_properties, read_office
    from pve_gen.readers import ANSWER_READERS

    refuse_other_kind(path, kind)
    try:
        return custom_properties(read_office(data, kind)).get("pve-document", "") or ANSWER_READERS[kind](data, {}).document
    except OfficeError as error:
        raise PveError(f"{path}: {error}") from None


def original_of(lock: Lock, kind: str) -> SentDocument | None:
    """The document as it was sent in this format, where it was."""
    from pve_gen.readers import SENT_AS

    return next((document for document in lock.documents if document.format == SENT_AS.get(kind, kind)), None)


def text_as_sent(sent: SentDocument) -> DocumentText:
    """The text of a document that the lock keeps; PveError where somebody put something else there."""
    return text_of(sent.original, sent.format, Path(f"{sent.name}, as the lock keeps it"))


def response_in(path: Path, data: bytes, kind: str, lock: Lock, supplier: str, unnamed: str = "") -> Response:
    """The answers in a file; PveError where it is not to be trusted, or no kind of file that comes back.

    `supplier` goes before the name that the file gives; where neither names one, the supplier is called `unnamed`, or after the file.
    """
    from pve_gen.officefile import OfficeError
    from pve_gen.readers import ANSWER_READERS

    refuse_other_kind(path, kind)
    known = {requirement.id: requirement.kind for requirement in lock.programme.requirements}
    try:
        response = ANSWER_READERS[kind](data, known)
    except OfficeError as error:
        raise PveError(f"{path}: {error}") from None
    name = supplier or response.supplier or unnamed or ("" if path == STREAM else path.stem)
    if not name:
        raise PveError(f"{path}: does not say which supplier it is from", "name a file, or give the name with --supplier")
    if len(name) > _LONGEST_NAME:
        raise PveError(f"{path}: the name of the supplier has {len(name):,} characters", "give the name with --supplier")
    if not supplier and not response.supplier:
        console.say(f"{path}: does not say which supplier it is from; called {readable(name)}, after the file.")
    return replace(response, supplier=readable(name))


def _is_filled_in(answers: Iterable[GivenAnswer]) -> bool:
    """Whether a supplier wrote anything at all."""
    return any(answer.said or answer.explanation or answer.evidence for answer in answers)


def tell_empty(path: Path, answers: Iterable[GivenAnswer]) -> None:
    """Says so where a supplier wrote nothing."""
    if not _is_filled_in(answers):
        console.say(f"{path}: nobody filled it in. Is it the file that came back?")


def refuse_empty(path: Path, lock: Path | None, assessment: Assessment) -> None:
    """PveError where nothing was asked or a supplier wrote nothing, so that there is nothing to agree on."""
    if not assessment.programme.requirements:
        raise PveError(f"{lock or path}: asks nothing: there is nothing to agree on", "name the lock of the programme as it was sent")
    if not _is_filled_in(assessment.answers):
        raise PveError(f"{path}: nobody filled it in: there is nothing to agree on", "name the file that came back from the supplier")


def altered_in(
    data: bytes, kind: str, path: Path, lock: Lock, language: Language = "nl"
) -> tuple[Mapping[str, AlteredText], tuple[ResponseFinding, ...]]:
    """Requirement → what was done to its text, and what was altered outside them; empty where the lock keeps no original, which is said."""
    from pve_gen.alteration import WORDS
    from pve_gen.response import AlteredText, ResponseFinding
    from pve_gen.verification import alterations
    from pve_gen.worddiff import marked

    sent = original_of(lock, kind)
    if sent is None or not sent.original:
        console.say(f"{path}: its text could not be verified: the lock keeps no .{kind} that was sent.")
        return {}, ()
    found: dict[str, list[AlteredText]] = {}
    others: list[ResponseFinding] = []
    for one in alterations(text_as_sent(sent), text_of(data, kind, path)):
        difference = "" if one.kind == "moved" else marked(one.was.replace("\n", " ¶ "), one.now.replace("\n", " ¶ "))
        if one.id:
            said = WORDS[one.kind].in_(language)
            found.setdefault(one.id, []).append(AlteredText(said=f"{said}: {difference}" if difference else said, was=one.was, now=one.now))
        else:
            message = f"{WORDS[one.kind].en}: {difference}" if difference else WORDS[one.kind].en
            hint = "read what it means for the answers"
            others.append(ResponseFinding(rule="document-altered", requirement="", place=one.place, message=message, hint=hint))
    return {id: _together(said) for id, said in found.items()}, tuple(others)


def _together(said: list[AlteredText]) -> AlteredText:
    """All that was done to one text."""
    return replace(
        said[0],
        said="; ".join(one.said for one in said),
        was=_joined(one.was for one in said),
        now=_joined(one.now for one in said),
    )


def _joined(texts: Iterable[str]) -> str:
    """Every text once: what was tracked or hidden stands in the altered text, the longest, already. Of more than anybody reads, all."""
    told = list(dict.fromkeys(filter(None, texts)))
    longest = max(told, key=len, default="")
    return "\n".join(told if len(told) > _READ else [text for text in told if text is longest or text not in longest])


def answers_in(
    path: Path, lock_file: Path | None, supplier: str, language: Language = "nl", unnamed: str = ""
) -> tuple[Response, Lock, Mapping[str, AlteredText]]:
    """One supplier's answers, the lock they are held against, and what was done to the text of which requirement; names as `response_in`.

    PveError where the file cannot be read, or answers another programme.
    """
    data, kind = read_file(path)
    refuse_other_kind(path, kind)
    lock = find_lock(path, data, kind, lock_file)
    response = response_in(path, data, kind, lock, supplier, unnamed)
    if response.document and response.document != lock.programme.provenance.document:
        raise PveError(
            f"{path}: answers programme {response.document}, not {lock.programme.provenance.document}",
            "it is another version, or another tender: name the lock of that one",
        )
    if not response.document:
        console.say(f"{path}: does not say which programme it answers; taken for {lock.programme.provenance.document}.")
    altered, others = altered_in(data, kind, path, lock, language)
    return replace(response, findings=(*response.findings, *others)), lock, altered


def assessment_of(
    path: Path, lock_file: Path | None, supplier: str, scale: RiskScale, decisions: Path | None, language: Language = "nl"
) -> tuple[Assessment, Mapping[str, Decided]]:
    """One supplier's answers beside the programme as it was sent, with what people decided before."""
    response, lock, altered = answers_in(path, lock_file, supplier, language)
    return assessed(response, lock.programme, scale, decisions, altered)


def assessed(
    response: Response, programme: SentProgramme, scale: RiskScale, decisions: Path | None, altered: Mapping[str, AlteredText]
) -> tuple[Assessment, Mapping[str, Decided]]:
    """The assessment of answers that were read, with what people decided before; their warnings are told."""
    from pve_gen.assessment import assess
    from pve_gen.decisions import read_decisions

    decided: Mapping[str, Decided] = {}
    if decisions is not None:
        decided, found = read_decisions(decisions, programme, scale, response.supplier)
        for finding in found:
            console.say(str(finding))
    return assess(programme, response, scale, decided, altered), decided


# ── As JSON ──


def finding_shape(finding: ResponseFinding, language: Language) -> ResponseFindingShape:
    """A finding as the published schemas name it."""
    from pve_gen.wording import finding_in, hint_in, place_in

    return {
        "rule": finding.rule,
        "id": finding.requirement,
        "place": place_in(finding.place, language),
        "message": finding.message if language == "en" else finding_in(finding, language),
        "hint": hint_in(finding, language),
    }


def outside_shape(outside: Outside | None, language: Language) -> OutsideShape | None:
    """What is in the document outside what was asked, as the published schemas name it."""
    from pve_gen.assessed import DOCUMENT, Decided
    from pve_gen.assessment import outside_is_open
    from pve_gen.decisions import document_fingerprint

    if outside is None:
        return None
    said = outside.decided or Decided(requirement=DOCUMENT, fingerprint="")
    return {
        "found": [finding_shape(finding, language) for finding in outside.findings],
        "decision": said.decision or "",
        "reason": said.reason,
        "owner": said.owner,
        "adviser": said.adviser,
        "question": said.question,
        "open": outside_is_open(outside),
        "stale": outside.stale,
        "about": document_fingerprint(outside.findings),
    }
