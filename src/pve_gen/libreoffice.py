"""LibreOffice as a layout engine: on which page each heading of a document falls, and the document as a PDF."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pve_gen.findings import PveError
from pve_gen.guard import when_killed

TIME_LIMIT = 300  # seconds; a programme of 1,000 requirements takes some 40


def installed() -> str:
    """The path of LibreOffice, or an empty text."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def pages_of_headings(document: bytes, headings: int) -> list[int] | None:
    """The page, from 1, of every heading in a .docx, in order; None where LibreOffice fails or finds other `headings`.

    Only for documents that `pve` itself made: LibreOffice reads whatever is in them.
    """
    try:
        pdf = _to_pdf(document, ExportBookmarks=True)
    except (OSError, subprocess.SubprocessError):
        return None
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(pdf))
        pages = [number + 1 for number in _outline(reader, reader.outline) if number is not None]
    except PyPdfError:
        return None
    return pages if len(pages) == headings else None


def to_pdf_ua(document: bytes) -> bytes:
    """A .docx as a tagged PDF that says it keeps to PDF/UA-1; what is filled in in Word stands in it as text.

    Only for documents that `pve` itself made. PveError (could not write) where LibreOffice is missing, fails or
    takes longer than the time limit.
    """
    if not installed():
        raise PveError("a PDF is made by LibreOffice, which was not found", "install it, or write Word", exit_code=3)
    try:
        # Form fields off: an answer is read back from Word or Excel, never from a PDF.
        return _to_pdf(document, PDFUACompliance=True, UseTaggedPDF=True, ExportBookmarks=True, ExportFormFields=False)
    except subprocess.TimeoutExpired:
        raise PveError(f"LibreOffice made no PDF within {TIME_LIMIT} seconds", "try again, or write Word", exit_code=3) from None
    except (OSError, subprocess.SubprocessError):
        raise PveError("LibreOffice made no PDF of the document", "start LibreOffice once by hand, or write Word", exit_code=3) from None


def _outline(reader: Any, entries: list[Any]) -> Iterator[int | None]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(reader, entry)
        else:
            yield reader.get_destination_page_number(entry)


def _to_pdf(document: bytes, **options: bool) -> bytes:
    """The document as LibreOffice exports it, with these options of its PDF filter; OSError or SubprocessError where it does not."""
    chosen = {name: {"type": "boolean", "value": str(value).lower()} for name, value in options.items()}
    with tempfile.TemporaryDirectory(prefix="pve-", ignore_cleanup_errors=True) as folder, when_killed(_CLEAN_UP, folder) as tell:
        source = Path(folder) / "document.docx"
        source.write_bytes(document)
        words = [
            installed() or "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(chosen)}",
            "--outdir",
            folder,
            str(source),
        ]
        _run(words, tell)
        return source.with_suffix(".pdf").read_bytes()


_CLEAN_UP = 'read group; read end; [ -n "$group" ] && kill -s KILL -- "-$group"; rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }'
"""Ends the processes of LibreOffice, and removes its folder; a second time where one of them was still writing in it."""

_AT_A_WORD = [] if os.name == "nt" else ["/bin/sh", "-c", 'read go && exec "$@"', "pve"]

_running: set[int] = set()
_stopping = threading.Event()


def stop() -> None:
    """End every LibreOffice that other threads wait for; what they were making is not made: KeyboardInterrupt there."""
    _stopping.set()
    for group in list(_running):
        _end(group)


def _run(words: list[str], tell: Callable[[str], None]) -> None:
    """Run to the end, or to the time limit; `soffice` starts programs of its own, and none of them may outlive it.

    It begins at the word `go`, when the guard knows of it.
    """
    words = [*_AT_A_WORD, *words]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            tell(str(process.pid))
            _running.add(process.pid)
            if not _stopping.is_set():
                process.communicate(b"go\n", TIME_LIMIT)
        finally:
            _running.discard(process.pid)
            _end(process.pid)
            process.kill()
    if _stopping.is_set():
        raise KeyboardInterrupt


def _end(group: int) -> None:
    """End the processes of a group, and wait a moment until they no longer write in their folder."""
    with contextlib.suppress(OSError, AttributeError):  # OSError: it is gone; no process groups on Windows
        os.killpg(group, signal.SIGKILL)
        for _turn in range(20):
            os.killpg(group, 0)
            time.sleep(0.02)
