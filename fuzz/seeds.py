"""Writes `fuzz/seeds`: `python fuzz/seeds.py`. Small, honest inputs from which a fuzzer sets out, made by `pve` itself."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "fuzz"), str(ROOT / "tests")]

from targets import SEEDS, joined, packed

import excelfile
import wordfile
from pve_gen.jsonfile import as_json
from pve_gen.plaintext import PlainFormat
from pve_gen.sent import Lock
from pve_gen.templatesample import ASKED, sample
from pve_gen.wordtemplate import WordTemplate
from pve_gen.writers.excel import write_excel
from pve_gen.writers.word import write_word
from pve_gen.ziparchive import pack
from returning import filled, parts_of
from sentprogramme import requirement, sent
from test_excel_reader import ods, ods_cell, ods_row
from wordfile import header, para, row, run, table

_DAY = datetime(2026, 11, 20, tzinfo=UTC)
_HEADING = '<w:p><w:pPr><w:pStyle w:val="PvEEiskop"/></w:pPr>'
_LOOPS = "{%p for chapter in chapters %}", "{%p for requirement in chapter.requirements %}"
# A house style as small as one can be.
BODY = (
    para("{{ tender.title }}, {{ tender.version }}, {{ provenance.document }}, {{ provenance.hash }}"),
    para("{{r supplier_field }}"),
    *map(para, _LOOPS),
    f"{_HEADING}{run('{{r requirement.anchor }}')}{run(' {{ requirement.title }}')}</w:p>",
    para("{{r requirement.kind_label }}"),
    para("{{p requirement.text }}"),
    table(
        row("Antwoord {{ requirement.id }}", "{{r requirement.answer_field }}"),
        row("Toelichting", "{{r requirement.explanation_field }}"),
        row("Bewijs", "{{r requirement.evidence_field }}"),
    ),
    para("{%p endfor %}"),
    para("{%p endfor %}"),
)
TEMPLATES = {
    "small": BODY,
    "every-tag": (
        para("{% if knock_out %}a{% else %}b{% endif %} {{ counts.total }} {{ tender.title|upper|default('x') }}"),
        table(row("{%tr for term in terms %}", ""), row("{{ term.term }}", "{{ term.meaning|lower }}"), row("{%tr endfor %}", "")),
        table(row("{%tc for fact in facts %}", "{{ fact.title }}", "{%tc endfor %}")),
        para(run("{%r if true %}"), run("x"), run("{%r endif %}")),
        para("{# niets #}{{ blanks|join(', ') }}{{ facts|length }}{{ 'a' ~ 'b' }}"),
        para("{% for norm in coverage %}{{ norm.title }}{{ loop.index }}{% endfor %}"),
        *BODY,
    ),
    "as-word-saves": (
        para(
            "<w:proofErr w:type='spellStart'/>",
            run("{"),
            run("{ tender", "<w:rPr><w:lang w:val='en-US'/></w:rPr>"),
            run(".title }"),
            run("}"),
        ),
        '<w:p w:rsidR="00AB12CD"><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:r><w:t>{{</w:t></w:r><w:bookmarkEnd w:id="0"/><w:r>'
        "<w:t xml:space='preserve'> tender.version }}</w:t></w:r></w:p>",
        *BODY,
    ),
}
YAML = {
    "tender": ROOT / "examples/zaaksysteem/tender.yaml",
    "requirement": ROOT / "catalog/requirements/encryption/ENC-01.yaml",
    "overlay": ROOT / "tests/catalogs/layered/a-tender-with-a-layer/laag/overlay.yaml",
    "changes": ROOT / "tests/catalogs/layered/a-tender-with-a-layer/laag/changes.yaml",
    "scale": ROOT / "catalog/scale.yaml",
    "decisions": ROOT / "examples/zaaksysteem/inschrijvingen/besluiten.yaml",
}
SYNTAX = "a: 'x'\n\"b\": |\n  c\n  d\ne: >-\n  f\n? g\n: [1, true, {h: i}]\nj: -1 # k\n"


def _word(data: bytes, *left_out: str) -> bytes:
    """The parts that matter, the one that a fuzzer should change most first."""
    parts = parts_of(data)
    names = sorted(parts, key=lambda name: (name != "word/document.xml", name))
    return joined({name: parts[name] for name in names if not name.startswith(("word/theme", "word/fontTable", *left_out))})


def _sheet(data: bytes) -> bytes:
    parts = parts_of(data)
    names = sorted(parts, key=lambda name: (name != excelfile.ANSWERS, name))
    return joined({name: parts[name] for name in names if not name.startswith("xl/theme")})


def made() -> dict[str, bytes]:
    """Path in `fuzz/seeds` → content."""
    shipped = parts_of((ROOT / "templates/programme.nl.docx").read_bytes())

    def house_style(*body: str) -> bytes:
        return wordfile.docx(*body, parts={**shipped, "word/document.xml": parts_of(wordfile.docx(*body))["word/document.xml"]})

    word = write_word(WordTemplate.read(house_style(*BODY), "x"), lambda form: sample(form, "nl", full=True), "nl", _DAY)
    answers = {"pve:supplier": "Bieder & Zonen", "pve:EIS-01:answer": "Voldoet", "pve:EIS-01:explanation": "Ja, mits.\nTwee"}
    answered = filled(answers)(word)
    book = write_excel(sample(PlainFormat(), "nl", full=True), _DAY)
    answered_book = excelfile.filled(book, {"I5": "Voldoet", "J5": "Ja, <mits>", "I6": "<f>1+1</f><v>2</v>"}, {"B5": "Bieder"})
    free = ods(ods_row("EIS-01", "x", "Voldoet", ods_cell("<text:p>Ja<text:s text:c='2'/><text:span>mits</text:span></text:p>")))
    programme = sent(*(requirement(one.id, one.kind, values=(("Termijn", "één dag"),)) for one in ASKED))
    seeds = {f"word_template/{name}.txt": _word(house_style(*body)) for name, body in TEMPLATES.items()}
    seeds["word_template/header.txt"] = _word(
        wordfile.docx(*BODY, parts={"word/header1.xml": header(para("{{ tender.title }}"), para("{%p if true %}"), para("{%p endif %}"))})
    )
    seeds |= {
        "response/docx.txt": _word(answered, "word/footer", "word/header"),
        "response/xlsx.txt": _sheet(answered_book),
        "response/ods.txt": joined(parts_of(free)),
        "package/docx.bin": pack(
            {**parts_of(wordfile.docx(para("x"))), "docProps/custom.xml": parts_of(word)["docProps/custom.xml"]}, _DAY
        ),
        "package/stored.bin": packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})[0],
        "lock/small.json": as_json(Lock(programme=programme, documents=())),
        "yaml/syntax.yaml": SYNTAX.encode(),
        "text_template/small.html": (
            b"<title>{{ tender.title }}</title>{% for chapter in chapters %}\n<h1>{{ chapter.title|upper }}</h1>\n"
            b"{% for requirement in chapter.requirements if requirement.norms %}{{ requirement.text }}{{ loop.index }}{% endfor %}\n{% endfor %}\n"
            b"{% if knock_out and not counts.total == 0 %}{{ blanks|join(', ') }}{% elif true %}{{ 'a' ~ 1 }}{% else %}{# x #}{% endif %}"
        ),
    }
    return seeds | {f"yaml/{name}.yaml": path.read_bytes() for name, path in YAML.items()}


def main() -> None:
    for name, data in made().items():
        path = SEEDS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
