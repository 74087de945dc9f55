"""LibreOffice as a layout engine: on which page does each heading of a document fall?"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TIME_LIMIT = 300  # seconds; a programme of 1,000 requirements takes some 40


def installed() -> str:
    """The path of LibreOffice, or an empty text."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def pages_of_headings(document: bytes, headings: int) -> list[int] | None:
    """The page, from 1, of every heading in a .docx, in order; None where LibreOffice fails or finds other `headings`.

    Only for documents that `pve` itself made: LibreOffice reads whatever is in them.
    """
    pdf = _to_pdf(document)
    if pdf is None:
        return None
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(pdf))
        pages = [number + 1 for number in _outline(reader, reader.outline) if number is not None]
    except PyPdfError:
        return None
    return pages if len(pages) == headings else None


def _outline(reader: Any, entries: list[Any]) -> Iterator[int | None]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(reader, entry)
        else:
            yield reader.get_destination_page_number(entry)


def _to_pdf(document: bytes) -> bytes | None:
    program = installed()
    if not program:
        return None
    with tempfile.TemporaryDirectory(prefix="pve-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(document)
        words = [
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to",
            'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}',
            "--outdir",
            folder,
            str(source),
        ]
        try:
            _run(words)
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None


def _run(words: list[str]) -> None:
    """Run to the end, or to the time limit; `soffice` starts programs of its own, and none of them may outlive it."""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            process.wait(TIME_LIMIT)
        finally:
            with contextlib.suppress(OSError, AttributeError):  # no process groups on Windows
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
