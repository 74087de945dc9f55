"""`pve verify`: is a document that came back the one that was sent?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pve_gen import console
from pve_gen.cli.answering import find_lock, original_of, read_file, refuse_other_kind, text_as_sent, text_of
from pve_gen.cli.options import CheckFormat, LockFile, Quiet
from pve_gen.cli.steps import counted
from pve_gen.findings import PveError

if TYPE_CHECKING:
    from pve_gen.alteration import Alteration
    from pve_gen.returned import DocumentText
    from pve_gen.sent import Lock, SentDocument
    from pve_gen.shapes import VerificationShape


def verify(
    document: Annotated[Path, typer.Argument(metavar="FILE", help="The .docx or .xlsx that came back; - for stdin.", show_default=False)],
    lock: LockFile = None,
    format_: Annotated[CheckFormat, typer.Option("--format", "-f", help="The shape of the outcome.")] = CheckFormat.text,
    quiet: Quiet = False,
) -> None:
    """Say what was changed in a document apart from the answers; ends with 1 where anything was.

    Example: pve verify inschrijving.docx --lock programma-van-eisen.lock.json
    """
    console.be_quiet(quiet)
    from pve_gen.lock import COMES_BACK
    from pve_gen.verification import alterations, of_another_programme

    data, kind = read_file(document)
    found = find_lock(document, data, kind, lock)
    sent = original_of(found, kind)
    if sent is None:
        refuse_other_kind(document, kind)
        formats = ", ".join(known.format for known in found.documents)
        raise PveError(f"the lock keeps no {kind or 'such'} document, only {formats}", "verify the format that was sent")
    if sent.format not in COMES_BACK:
        _tell_by_hash(document, data, sent)
        return
    returned = text_of(data, kind, document)
    altered = (
        *of_another_programme(found.programme.provenance, returned),
        *alterations(text_as_sent(sent), returned),
    )
    if format_ is CheckFormat.json:
        console.result(console.as_json(_shape(found, altered, returned)))
    else:
        _tell(document, found, altered, returned)
    if altered:
        raise typer.Exit(1)


def _tell_by_hash(document: Path, data: bytes, sent: SentDocument) -> None:
    """For formats that nobody fills in: the same bytes or not."""
    import hashlib

    if hashlib.sha256(data).hexdigest() == sent.sha256:
        console.result(f"{document}: is, byte for byte, what was sent.")
        return
    console.result(f"{document}: is not, byte for byte, what was sent; what differs can be told of a .docx or .xlsx only.")
    raise typer.Exit(1)


# ── Telling ────────────────────────────────────────────────────────────────────────────────────


def _shape(lock: Lock, altered: tuple[Alteration, ...], returned: DocumentText) -> VerificationShape:
    """As `catalog/schema/verification.schema.json` promises."""
    return {
        "document": lock.programme.provenance.document,
        "unchanged": not altered,
        "alterations": [
            {"id": one.id, "kind": one.kind, "was": one.was, "is": one.now, "place": one.place, "remark": one.remark} for one in altered
        ],
        "comments": [{"author": comment.author, "text": comment.text} for comment in returned.comments],
    }


def _tell(document: Path, lock: Lock, altered: tuple[Alteration, ...], returned: DocumentText) -> None:
    for one in altered:
        console.result(console.plain(f"{document}: {_sentence(one)}"))
    for comment in returned.comments:  # no alteration, but it may hold a reservation
        console.result(console.plain(f"{document}: note: comment by {comment.author or 'somebody'}: {comment.text}"))
    programme = lock.programme
    count = counted(len(altered), "alteration") if altered else "nothing was changed but the answers"
    console.say(f"{document} beside programme {programme.provenance.document} ({programme.tender.title or 'no title'}): {count}.")
    if other := next((one.now for one in altered if one.kind == "other-programme"), ""):
        console.say(f"It says that it is programme {other}: to hold it against that one, name its lock with --lock.")


def _sentence(one: Alteration) -> str:
    from pve_gen.alteration import WORDS
    from pve_gen.worddiff import marked
    from pve_gen.wording import placed

    place = f"{one.id} ({one.place})" if one.id and not one.place.startswith(one.id) else one.place
    difference = "" if one.kind == "moved" else marked(one.was.replace("\n", " ¶ "), one.now.replace("\n", " ¶ "))
    remark = f" ({one.remark})" if one.remark else ""
    return placed(place, f"{WORDS[one.kind].en}{remark}" + (f": {difference}" if difference else ""))
