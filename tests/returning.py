"""What suppliers and their office programs do to a Word file, for tests: edits on the bytes of a .docx."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from pve_gen import libreoffice

DOCUMENT = "word/document.xml"
Edit = Callable[[bytes], bytes]


def parts_of(data: bytes) -> dict[str, bytes]:
    """Name → content of every part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a package, packed otherwise than `pve` does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name in sorted(parts, reverse=True):
            package.writestr(name, parts[name])
    return buffer.getvalue()


def edited(data: bytes, change: Callable[[str], str], part: str = DOCUMENT) -> bytes:
    """The file with one part changed; the change must change something."""
    parts = parts_of(data)
    before = parts[part].decode()
    after = change(before)
    assert after != before, "the edit changed nothing"
    return packed({**parts, part: after.encode()})


def replaced(old: str, new: str, part: str = DOCUMENT) -> Edit:
    """An edit that replaces a piece of XML that is there once or more, the first time it is there."""

    def edit(data: bytes) -> bytes:
        def change(xml: str) -> str:
            assert old in xml, old
            return xml.replace(old, new, 1)

        return edited(data, change, part)

    return edit


def paragraph(text: str, style: str = "PvETekst", look: str = "") -> str:
    """A paragraph as Word writes one."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def requirement_xml(xml: str, id: str) -> str:
    """The XML of a requirement: from its heading to the next requirement or chapter."""
    start = xml.rindex("<w:p>", 0, xml.index(f'w:name="pve_{id.replace("-", "_")}_heading"'))
    following = re.compile(r'<w:p><w:pPr><w:pStyle w:val="(?:PvEEiskop|Heading1)"/>').search(xml, start + 10)
    assert following
    return xml[start : following.start()]


def filled(answers: dict[str, str]) -> Edit:
    """Tag → text: what a person typed or chose in the answer fields, as Word leaves it."""

    def edit(data: bytes) -> bytes:
        def change(xml: str) -> str:
            for tag, text in answers.items():
                start = xml.index(f'<w:tag w:val="{tag}"/>')
                end = xml.index("</w:sdt>", start)
                control = xml[start:end].replace("<w:showingPlcHdr/>", "")
                control = control[: control.index("<w:sdtContent>")] + f"<w:sdtContent>{typed(text)}</w:sdtContent>"
                xml = xml[:start] + control + xml[end:]
            return xml

        return edited(data, change)

    return edit


def typed(text: str) -> str:
    """A run with a text as Word writes it: line breaks and tabs are elements."""
    pieces = (piece for line in text.split("\n") for piece in ("<w:br/>", _tabbed(line)))
    return f"<w:r>{''.join(list(pieces)[1:])}</w:r>"


def _tabbed(line: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))


def through_libreoffice(data: bytes, *kinds: str, suffix: str = "docx") -> bytes:
    """The file as LibreOffice saves it, as each of `kinds` in turn (`docx`, or `odt` and then `docx`)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        current = folder / f"file.{suffix}"
        current.write_bytes(data)
        for number, kind in enumerate(kinds):
            target = folder / str(number)
            words = [libreoffice.installed(), "--headless", "--norestore", f"-env:UserInstallation={(_profile()).as_uri()}"]
            words += ["--convert-to", kind, "--outdir", str(target), str(current)]
            subprocess.run(words, check=True, capture_output=True, timeout=240)
            current = target / f"file.{kind}"
        return current.read_bytes()


def _profile() -> Path:
    """One profile a process: the first start of LibreOffice in a profile takes seconds."""
    folder = Path(tempfile.gettempdir()) / f"pve-test-libreoffice-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    return folder
