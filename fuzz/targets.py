"""What is fuzzed: functions that take any bytes, and may only end well or with the refusal that a command tells in one line.

Whatever else one of them raises is a bug. `tests/test_fuzz.py` feeds them every seed and every case that was ever found.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from pve_gen import schema, wordtoc
from pve_gen.assessed import RiskScale
from pve_gen.assessment import assess
from pve_gen.findings import PveError
from pve_gen.jsonfile import as_json, from_json
from pve_gen.model import Kind
from pve_gen.officefile import OfficeError, custom_properties, read_office
from pve_gen.readers import ANSWER_READERS, TEXT_READERS
from pve_gen.response import RULES
from pve_gen.returned import DocumentText
from pve_gen.riskscale import read_scale
from pve_gen.sandbox import Budget
from pve_gen.sent import Lock, SentProgramme
from pve_gen.templatecheck import check_template
from pve_gen.templatesample import ASKED, sample
from pve_gen.verification import alterations
from pve_gen.wordtemplate import TemplateError, WordTemplate
from pve_gen.writers.html import write_html
from pve_gen.writers.markdown import write_markdown
from pve_gen.writers.word import write_word
from pve_gen.yamlfile import read_yaml

SEEDS = Path(__file__).parent / "seeds"
FOUND = Path(__file__).parents[1] / "tests" / "found"
KNOWN: dict[str, Kind] = {one.id: one.kind for one in ASKED}
_DAY = datetime(2026, 11, 20, tzinfo=UTC)
_MARK = re.compile(rb"^=== (\S+)\r?\n", re.MULTILINE)
_YAML_SCHEMAS = ("requirement", "tender", "overlay", "changes", "decisions", "evidence", "notes", "scale", "norm", "facts", "terms")
_FIRST_OF = {"docx": b"word/document.xml", "xlsx": b"xl/workbook.xml", "ods": b"content.xml"}

OfficeKind = Literal["docx", "xlsx", "ods"]


class _Bytes(bytes):
    """Content that is read as a file is."""

    def read_bytes(self) -> bytes:
        return self


def sections(data: bytes) -> dict[str, bytes]:
    """Name → content of the parts in a text in which each stands below `=== name`: what a fuzzer can change, and a person can read."""
    pieces = _MARK.split(data)
    return {name.decode("latin-1"): content.removesuffix(b"\n") for name, content in zip(pieces[1::2], pieces[2::2], strict=True)}


def joined(parts: Mapping[str, bytes]) -> bytes:
    """The opposite of `sections`."""
    return b"".join(b"=== %s\n%s\n" % (name.encode(), content) for name, content in parts.items())


def packed(parts: Mapping[str, bytes]) -> tuple[bytes, OfficeKind]:
    """The parts as a package, and the kind of file that it says it is."""
    kind: OfficeKind = next((kind for kind, first in _FIRST_OF.items() if first.decode() in parts), "docx")  # type: ignore[misc]  # the keys are the kinds
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue(), kind


@cache
def _sent() -> SentProgramme:
    return from_json((SEEDS / "lock" / "small.json").read_bytes(), Lock, "small.json").programme


@cache
def _original(kind: OfficeKind) -> DocumentText:
    kept = "xlsx" if kind == "ods" else kind
    return TEXT_READERS[kept](packed(sections((SEEDS / "response" / f"{kept}.txt").read_bytes()))[0])


@cache
def _scale() -> RiskScale:
    return read_scale()


def _well_formed(content: bytes) -> None:
    expat.ParserCreate(namespace_separator="}").Parse(content, True)


# ── The functions ──────────────────────────────────────────────────────────────────────────────


def yaml(data: bytes) -> None:
    """The reader of YAML, and every schema on what it gives: values or findings, each with a place."""
    file, findings = read_yaml(_Bytes(data), "x.yaml")
    assert file is not None or findings
    for name in _YAML_SCHEMAS if file else ():
        for finding in schema.validate(file, name):  # type: ignore[arg-type]  # no name without a file
            assert str(finding)


def word_template(data: bytes) -> None:
    """A house style in Word: a document whose every part is well-formed, or a refusal."""
    package, _kind = packed(sections(data))
    with suppress(TemplateError, OfficeError):
        template = WordTemplate.read(package, "x.docx")
        written = write_word(template, lambda form: sample(form, "nl", full=True), "nl", _DAY)
        with zipfile.ZipFile(io.BytesIO(written)) as made:
            for name in made.namelist():
                if name.endswith((".xml", ".rels")):
                    _well_formed(made.read(name))


def template_check(data: bytes) -> None:
    """The check of a house style: findings, or a refusal."""
    package, _kind = packed(sections(data))
    with suppress(TemplateError):
        for finding in check_template(package, "x.docx", "nl"):
            assert str(finding)


def text_template(data: bytes) -> None:
    """The same text as a template for HTML and for Markdown: a document or a refusal, and no value becomes markup."""
    text = data.decode("utf-8", "replace")
    with suppress(PveError):
        written = write_html(text, "x.html", lambda form: sample(form, "nl", full=True)).decode()
        assert "R&D < 5" in text or "R&D < 5" not in written
    with suppress(PveError):
        write_markdown(text, "x.md", lambda form: sample(form, "nl", full=True))


def response(data: bytes) -> None:
    """Answers that came back, in Word, Excel or OpenDocument, all the way to the assessment."""
    package, kind = packed(sections(data))
    with suppress(OfficeError):
        read = ANSWER_READERS[kind](package, KNOWN)
        assert {finding.rule for finding in read.findings} <= RULES.keys()
        assert {answer.requirement for answer in read.answers} <= KNOWN.keys()
        assess(_sent(), read, _scale())
        json.dumps([answer.explanation for answer in read.answers]).encode()


def verify(data: bytes) -> None:
    """A document that came back beside the one that was sent."""
    package, kind = packed(sections(data))
    with suppress(OfficeError):
        returned = TEXT_READERS[kind](package)
        for one in alterations(_original(kind), returned):
            assert one.kind
            f"{one.place} {one.was} {one.now} {one.remark}".encode()


def package(data: bytes) -> None:
    """The bytes of a file as they come: the package itself, before anything in it is believed."""
    for kind in _FIRST_OF:
        with suppress(OfficeError):
            custom_properties(read_office(data, kind))


def lock(data: bytes) -> None:
    """A lock: its programme written again is the same programme."""
    with suppress(PveError):
        read = from_json(data, Lock, "x.lock.json")
        assert from_json(as_json(read), Lock, "x.lock.json") == read


TARGETS: dict[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "word_template": word_template,
    "template_check": template_check,
    "text_template": text_template,
    "response": response,
    "verify": verify,
    "package": package,
    "lock": lock,
}
SEEDS_OF = {"template_check": "word_template", "verify": "response"}
"""The targets that set out from the seeds of another."""
IN_SECTIONS = ("word_template", "template_check", "response", "verify")
"""The targets whose input is a package as text; see `sections`."""


def with_small_budget() -> None:
    """Templates may take 1 % of the steps that they otherwise may, since a fuzzer has better things to do; and documents go by in small pieces."""
    Budget.__init__.__defaults__ = (50_000, 1_000_000)
    wordtoc._AT_ONCE = 500


def seeds_of(target: str) -> list[Path]:
    """What a target sets out from, and every case that was found by it before."""
    return [*sorted((SEEDS / SEEDS_OF.get(target, target)).iterdir()), *sorted((FOUND / target).glob("*"))]
