"""Bad files, made when they are asked for and named by kind: `python tests/hostile.py --count` prints how many there are of each.

Every file is an honest one to which somebody did something. `tests/test_hostile.py` gives each to every command that reads such a file.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[1]
Suffix = Literal["docx", "xlsx", "ods", "yaml", "html", "md", "lock.json", "toml"]
OFFICE: tuple[Suffix, ...] = ("docx", "xlsx", "ods")
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet2.xml", "ods": "content.xml"}
_CLOSING = {"docx": "</w:body>", "xlsx": "</sheetData>", "ods": "</office:spreadsheet>"}
_END = {"docx": "</w:document>", "xlsx": "</worksheet>", "ods": "</office:document-content>"}
W_P = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One bad file; `kind` groups those that are alike, `template` says that it wants to be a template rather than an answer."""

    kind: str
    name: str
    suffix: Suffix
    make: Callable[[], bytes]
    template: bool = False

    def __str__(self) -> str:
        return f"{self.suffix}, {self.kind}: {self.name}"


# ── The honest files ───────────────────────────────────────────────────────────────────────────


@cache
def honest() -> Mapping[str, bytes]:
    """Suffix → an honest file: a small programme and its lock as sent, the document as .ods as well, a tender and templates."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "pve_gen", "generate", "--profile", "low", "--format", "docx,xlsx", "--no-page-numbers", "-q"]
        subprocess.run([*command, "-o", "."], check=True, cwd=name)
        made = {path.name.partition(".")[2]: path.read_bytes() for path in Path(name).iterdir()}
    return {
        **made,
        "ods": _ods(made["lock.json"]),
        "yaml": (ROOT / "examples/bomenbeheer/tender.yaml").read_bytes(),
        "html": (ROOT / "templates/programme.nl.html").read_bytes(),
        "md": (ROOT / "templates/programme.nl.md").read_bytes(),
        "toml": b'catalog = "catalog"\n',
    }


def _ods(lock: bytes) -> bytes:
    from test_excel_reader import ods, ods_row

    requirements = json.loads(lock)["programme"]["requirements"]
    yes = {"condition": "Akkoord"}
    return ods(*(ods_row(one["id"], "x", yes.get(one["kind"], "Voldoet"), "Ja") for one in requirements))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(entries: Mapping[str, bytes | str] | list[tuple[str, bytes | str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    import warnings

    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method, compresslevel=1) as target:
        warnings.simplefilter("ignore")  # the same name twice is meant
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            target.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def with_parts(suffix: str, more: Mapping[str, bytes | str]) -> bytes:
    return package({**parts(honest()[suffix]), **more})


def in_main(suffix: str, change: Callable[[str], str]) -> bytes:
    """The honest file with a change in its main part; the change must change something."""
    before = parts(honest()[suffix])[_MAIN[suffix]].decode()
    after = change(before)
    assert after != before, "nothing changed"
    return with_parts(suffix, {_MAIN[suffix]: after})


def put(suffix: str, xml: str, before: str = "") -> bytes:
    """The honest file with a piece of XML before the end of its main part, or before another place in it."""
    return in_main(suffix, lambda text: _put(text, xml, before or _CLOSING[suffix]))


def _put(text: str, xml: str, before: str) -> str:
    at = text.rindex(before)
    return text[:at] + xml + text[at:]


# ── Packages ───────────────────────────────────────────────────────────────────────────────────


def _lying(data: bytes, name: str, size: int) -> bytes:
    """The package whose headers name another unpacked size of one part."""
    changed = bytearray(data)
    for signature, offset, named in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(signature)
        while at >= 0 and changed[at + named : at + named + len(name)] != name.encode():
            at = changed.find(signature, at + 4)
        changed[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(changed)


def _overlapping(suffix: str) -> bytes:
    data = bytearray(with_parts(suffix, {"one.bin": b"\0" * 900_000, "two.bin": b"\0" * 900_000}))
    last = data.rfind(b"PK\x01\x02")
    before = data.rfind(b"PK\x01\x02", 0, last)
    data[last + 42 : last + 46] = data[before + 42 : before + 46]
    return bytes(data)


def _flagged(suffix: str, flag: int) -> bytes:
    data = bytearray(honest()[suffix])
    data[data.find(b"PK\x03\x04") + 6] |= flag
    data[data.find(b"PK\x01\x02") + 8] |= flag
    return bytes(data)


def _nested(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = package({"word/embeddings/inner.docx": data})
    return data


def _named(suffix: str, *names: str) -> bytes:
    return package([*parts(honest()[suffix]).items(), *((name, b"x") for name in names)])


def _flipped(suffix: str, seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(honest()[suffix])
    for _ in range(chance.choice([1, 3, 30])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _unnamed(suffix: str) -> bytes:
    data = bytearray(_named(suffix, "x"))
    last = data.rfind(b"PK\x01\x02")
    data[last + 46 : last + 47] = b"\0"
    return bytes(data)


def packages(suffix: Suffix) -> Iterator[Bad]:
    """What can be wrong with any package, whatever it holds."""

    def bad(kind: str, **made: Callable[[], bytes]) -> Iterator[Bad]:
        for name, make in made.items():
            yield Bad(kind=kind, name=name.replace("_", " "), suffix=suffix, make=make)

    zeros = b"\0" * 30_000_000
    yield from bad(
        "zip bomb",
        a_part_of_thirty_megabytes_of_nothing=lambda: with_parts(suffix, {"word/media/image1.png": zeros}),
        the_main_part_is_mostly_spaces=lambda: put(suffix, " " * 39_000_000),
        a_size_that_lies=lambda: _lying(with_parts(suffix, {"big.bin": zeros}), "big.bin", 10),
        a_size_that_lies_upwards=lambda: _lying(with_parts(suffix, {"big.bin": b"x"}), "big.bin", 4_000_000_000),
        six_thousand_parts=lambda: package({**parts(honest()[suffix]), **{f"{number}.xml": b"<a/>" for number in range(6_000)}}),
        parts_that_overlap=lambda: _overlapping(suffix),
        many_parts_just_below_the_limit=lambda: with_parts(
            suffix, {f"{number}.bin": zeros[:9_000_000] + bytes([number]) for number in range(12)}
        ),
        a_package_in_a_package_ten_deep=lambda: with_parts(suffix, {"word/embeddings/inner.docx": _nested(zeros[:900_000], 10)}),
        a_package_and_nothing_else=lambda: _nested(honest()[suffix], 1),
        larger_than_any_answer=lambda: package(
            {**parts(honest()[suffix]), "big.bin": random.Random(1).randbytes(51_000_000)}, zipfile.ZIP_STORED
        ),
    )
    yield from bad(
        "names in a package",
        a_way_out=lambda: _named(suffix, "../../../etc/cron.d/x"),
        a_way_out_halfway=lambda: _named(suffix, "word/../../x"),
        an_absolute_name=lambda: _named(suffix, "/etc/passwd"),
        a_drive=lambda: _named(suffix, "C:/x"),
        backslashes=lambda: _named(suffix, "..\\..\\x"),
        a_part_twice=lambda: package([*parts(honest()[suffix]).items(), (_MAIN[suffix], b"<a/>")]),
        a_part_twice_in_capitals=lambda: package([*parts(honest()[suffix]).items(), (_MAIN[suffix].upper(), b"<a/>")]),
        a_name_that_ends_in_nothing=lambda: _unnamed(suffix),
        an_escape_sequence=lambda: _named(suffix, "\x1b[31mrood\x1b[0m.xml"),
        a_name_that_turns_around=lambda: _named(suffix, "..\u202eslmx.docx"),
        a_very_long_name=lambda: _named(suffix, "x" * 60_000),
        a_name_of_two_lines=lambda: _named(suffix, "a\n::error::b.xml"),
    )
    yield from bad(
        "protected or packed otherwise",
        a_password=lambda: _flagged(suffix, 1),
        strong_encryption=lambda: _flagged(suffix, 0x40),
        an_ole_container=lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
        bzip2=lambda: package(parts(honest()[suffix]), zipfile.ZIP_BZIP2),
        lzma=lambda: package(parts(honest()[suffix]), zipfile.ZIP_LZMA),
        the_list_of_encrypted_parts=lambda: with_parts(suffix, {"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
    )
    yield from bad(
        "cut off",
        **{f"after_{tenth}_tenths": lambda tenth=tenth: honest()[suffix][: len(honest()[suffix]) * tenth // 10] for tenth in range(1, 10)},
    )
    yield from bad("bytes changed", **{f"seed_{seed}": lambda seed=seed: _flipped(suffix, seed) for seed in range(20)})
    yield from bad(
        "another format by this name",
        nothing=lambda: b"",
        one_byte=lambda: b"P",
        text=lambda: "Wij voldoen aan alles.".encode("utf-16"),
        a_web_page=lambda: b"<html><body>Voldoet</body></html>",
        a_pdf=lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n",
        a_picture=lambda: b"\x89PNG\r\n\x1a\n" + bytes(500),
        rich_text=lambda: b"{\\rtf1 Voldoet}",
        an_empty_package=lambda: package({}),
        a_package_of_something_else=lambda: package({"README": b"x"}),
        a_package_without_its_main_part=lambda: package(
            {name: text for name, text in parts(honest()[suffix]).items() if name != _MAIN[suffix]}
        ),
        **{f"renamed_from_{other}": lambda other=other: honest()[other] for other in OFFICE if other != suffix},
    )
    main, end = _MAIN[suffix], _END[suffix]
    yield from bad(
        "XML with entities",
        an_internal_entity=lambda: _declared(suffix, '<!DOCTYPE x [<!ENTITY a "b">]>'),
        an_external_entity=lambda: _declared(suffix, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        an_external_document_type=lambda: _declared(suffix, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        a_parameter_entity=lambda: _declared(suffix, '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'),
        a_billion_laughs=lambda: _declared(suffix, _laughs(10)),
        a_quadratic_explosion=lambda: _declared(suffix, '<!DOCTYPE x [<!ENTITY a "' + "x" * 100_000 + '">]>'),
        a_document_type_in_utf_16=lambda: with_parts(suffix, {main: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")}),
        a_document_type_in_utf_7=lambda: with_parts(suffix, {main: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'}),
        a_document_type_in_another_part=lambda: with_parts(suffix, {"docProps/app.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        an_unknown_entity=lambda: put(suffix, "<a>&geheim;</a>"),
    )
    yield from bad(
        "XML that is damaged or too much",
        two_thousand_deep=lambda: put(suffix, "<a>" * 2_000 + "</a>" * 2_000, end),
        a_hundred_thousand_deep=lambda: put(suffix, "<a>" * 100_000 + "</a>" * 100_000, end),
        two_million_elements=lambda: put(suffix, "<a/>" * 2_000_000, end),
        an_attribute_of_ten_megabytes=lambda: put(suffix, '<a b="' + "x" * 10_000_000 + '"/>', end),
        forty_thousand_attributes=lambda: put(suffix, "<a " + " ".join(f'b{number}="1"' for number in range(40_000)) + "/>", end),
        a_prefix_without_a_meaning=lambda: put(suffix, "<onbekend:a/>", end),
        half_of_it=lambda: in_main(suffix, lambda text: text[: len(text) // 2]),
        another_root=lambda: with_parts(suffix, {main: "<a/>"}),
        nothing_in_it=lambda: with_parts(suffix, {main: b""}),
        a_null=lambda: put(suffix, "\0"),
        a_control_character=lambda: put(suffix, "<a>&#11;</a>", end),
        half_a_surrogate=lambda: put(suffix, "<a>&#xD800;</a>", end),
        not_utf_8=lambda: with_parts(suffix, {main: parts(honest()[suffix])[main].replace(b"Akkoord", b"Akk\xf6rd").replace(b"Voldoet", b"V\xf6ldoet") + b"\xff"}),
        latin_1_that_says_so=lambda: with_parts(suffix, {main: '<?xml version="1.0" encoding="ISO-8859-1"?><x>é</x>'.encode("latin-1")}),
        an_unknown_encoding=lambda: with_parts(suffix, {main: '<?xml version="1.0" encoding="klingon"?><x/>'}),
        a_processing_instruction=lambda: put(suffix, "<?php system('id') ?>", end),
    )  # fmt: skip


def _declared(suffix: str, doctype: str) -> bytes:
    return in_main(suffix, lambda text: re.sub(r"(<\?xml.*?\?>)?", lambda found: found[0] + doctype, text, count=1))


def _laughs(levels: int) -> str:
    rest = "".join(f'<!ENTITY a{level} "' + f"&a{level - 1};" * 10 + '">' for level in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{rest}]>'


# ── Answers ────────────────────────────────────────────────────────────────────────────────────

_RELATION = (
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"{mode}/></Relationships>'
)


def _related(suffix: str, part: str, kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    old = parts(honest()[suffix]).get(part, b"<Relationships></Relationships>").decode()
    return with_parts(suffix, {part: old.replace("</Relationships>", _RELATION.format(kind=kind, target=target, mode=mode))})


def word_answers() -> Iterator[Bad]:
    """What can be wrong inside a Word file that comes back."""

    def bad(kind: str, **made: Callable[[], bytes]) -> Iterator[Bad]:
        for name, make in made.items():
            yield Bad(kind=kind, name=name.replace("_", " "), suffix="docx", make=make)

    def table(cell: str, rows: int = 1) -> str:
        return "<w:tbl>" + f"<w:tr>{cell}</w:tr>" * rows + "</w:tbl>"

    text = W_P.format("Antwoord")
    rels = "word/_rels/document.xml.rels"
    yield from bad(
        "lies about size",
        a_cell_of_a_milliard_columns=lambda: put("docx", table(f'<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>{text}</w:tc>')),
        a_row_that_begins_after_a_milliard=lambda: put("docx", f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1000000000"/></w:trPr><w:tc>{text}</w:tc></w:tr></w:tbl>'),
        a_span_below_nothing=lambda: put("docx", table(f'<w:tc><w:tcPr><w:gridSpan w:val="-5"/></w:tcPr>{text}</w:tc>')),
        a_span_that_is_no_number=lambda: put("docx", table(f'<w:tc><w:tcPr><w:gridSpan w:val="veel"/></w:tcPr>{text}</w:tc>')),
        sixty_thousand_cells=lambda: put("docx", table(f"<w:tc>{W_P.format('x')}</w:tc>" * 60, 1_000)),
        a_hundred_thousand_runs=lambda: put("docx", f"<w:p>{'<w:r><w:t>x</w:t></w:r>' * 100_000}</w:p>"),
        a_number_of_a_million_digits=lambda: put("docx", '<w:p><w:pPr><w:outlineLvl w:val="' + "9" * 1_000_000 + '"/></w:pPr></w:p>'),
    )  # fmt: skip
    yield from bad(
        "deep nesting",
        a_table_in_a_table_sixty_deep=lambda: put("docx", "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60),
        controls_in_controls=lambda: put("docx", "<w:sdt><w:sdtContent>" * 90 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 90),
        fields_that_begin_and_never_end=lambda: put("docx", "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5_000 + "</w:p>"),
        fields_that_end_and_never_began=lambda: put("docx", "<w:p>" + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 5_000 + "</w:p>"),
        bookmarks_that_cross=lambda: put("docx", "".join(f'<w:p><w:bookmarkStart w:id="{n}" w:name="pve_ENC_01_answer"/></w:p>' for n in range(3_000))),
    )  # fmt: skip
    hidden = {
        "tracked_insertion": '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>niet</w:t></w:r></w:ins></w:p>',
        "tracked_deletion": '<w:p><w:del w:id="1"><w:r><w:delText>niet</w:delText></w:r></w:del></w:p>',
        "moved_text": '<w:p><w:moveFrom w:id="1"><w:r><w:t>niet</w:t></w:r></w:moveFrom></w:p>',
        "hidden_text": "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>niet</w:t></w:r></w:p>",
        "white_text": '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>niet</w:t></w:r></w:p>',
        "text_of_one_point": '<w:p><w:r><w:rPr><w:sz w:val="1"/></w:rPr><w:t>niet</w:t></w:r></w:p>',
        "a_simple_field": '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>niet</w:t></w:r></w:fldSimple></w:p>',
        "a_smart_tag": "<w:p><w:smartTag><w:r><w:t>niet</w:t></w:r></w:smartTag></w:p>",
        "custom_xml": "<w:customXml><w:p><w:r><w:t>niet</w:t></w:r></w:p></w:customXml>",
        "a_text_box": "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>niet</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        "a_chunk_from_elsewhere": '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r"/>',
        "an_unknown_element": '<x:onbekend xmlns:x="x"><w:p><w:r><w:t>niet</w:t></w:r></w:p></x:onbekend>',
    }
    yield from bad("text that does not show", **{name: lambda xml=xml: put("docx", xml) for name, xml in hidden.items()})
    yield from bad(
        "things from elsewhere",
        a_template_from_elsewhere=lambda: _related("docx", "word/_rels/settings.xml.rels", "attachedTemplate", "http://127.0.0.1:9/x.dotm"),
        a_picture_from_elsewhere=lambda: _related("docx", rels, "image", "http://127.0.0.1:9/x.png"),
        a_share=lambda: _related("docx", rels, "image", "\\\\127.0.0.1\\x\\y.png"),
        a_frame=lambda: _related("docx", rels, "frame", "http://127.0.0.1:9/"),
        an_embedded_object=lambda: with_parts("docx", {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
        macros=lambda: with_parts("docx", {"word/vbaProject.bin": b"x"}),
        macros_that_the_list_of_parts_tells=lambda: with_parts("docx", {"[Content_Types].xml": parts(honest()["docx"])["[Content_Types].xml"].decode().replace("document.main", "document.macroEnabled.main")}),
        a_field_that_runs_a_program=lambda: put("docx", '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
        a_link_to_a_program=lambda: put("docx", '<w:p><w:r><w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText></w:r></w:p>'),
        a_relation_to_nothing=lambda: _related("docx", rels, "styles", "NULL", ""),
        relations_that_are_no_xml=lambda: with_parts("docx", {rels: b"geen xml"}),
        styles_that_rest_on_themselves=lambda: with_parts("docx", {"word/styles.xml": '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'}),
        no_styles=lambda: package({name: text for name, text in parts(honest()["docx"]).items() if name != "word/styles.xml"}),
    )  # fmt: skip


def sheet_answers() -> Iterator[Bad]:
    """What can be wrong inside a workbook that comes back; what a test of its reader makes is tried here by way of the commands."""
    from test_excel_reader import HIDDEN, HOSTILE, WRONG

    for kind, cases in (("a hostile workbook", HOSTILE), ("things hidden in a workbook", HIDDEN), ("answers that are none", WRONG)):
        for name, case in cases.items():
            yield Bad(kind=kind, name=name, suffix="xlsx", make=lambda data=case[0]: data)  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    cells = {
        "a formula where an answer is": '<row r="900"><c r="I900" t="str"><f>HYPERLINK("http://127.0.0.1:9/","Voldoet")</f><v>Voldoet</v></c></row>',
        "a formula without a value": '<row r="900"><c r="I900"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c></row>',
        "a date as a number": '<row r="900"><c r="I900"><v>46350.5</v></c></row>',
        "a date as text": '<row r="900"><c r="I900" t="d"><v>2026-02-30</v></c></row>',
        "no number": '<row r="900"><c r="I900"><v>NaN</v></c></row>',
        "infinity": '<row r="900"><c r="I900"><v>1e999</v></c></row>',
        "a number of a million digits": '<row r="900"><c r="I900"><v>' + "9" * 1_000_000 + "</v></c></row>",
        "an error": '<row r="900"><c r="I900" t="e"><v>#REF!</v></c></row>',
        "an unknown kind of cell": '<row r="900"><c r="I900" t="zz"><v>1</v></c></row>',
        "a style that is not there": '<row r="900"><c r="I900" s="99999"><v>1</v></c></row>',
        "a style below nothing": '<row r="900"><c r="I900" s="-1"><v>1</v></c></row>',
        "a row that is no number": '<row r="x"><c r="I900"><v>1</v></c></row>',
        "a row of a million digits": '<row r="' + "9" * 1_000_000 + '"/>',
        "a cell without a place": '<row r="900"><c><v>1</v></c></row>',
        "a cell in a cell": '<row r="900"><c r="I900"><c r="I901"><v>1</v></c></c></row>',
    }
    for name, xml in cells.items():
        yield Bad(kind="cells that lie", name=name, suffix="xlsx", make=lambda xml=xml: put("xlsx", xml))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    links = {
        "a link over all cells": ("<autoFilter", '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'),
        "a check over all cells": ("<autoFilter", '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" dxfId="0"><formula>1</formula></cfRule></conditionalFormatting>'),
        "merged cells that are none": ("<autoFilter", '<mergeCells><mergeCell ref="ZZZZZ99:A0"/></mergeCells>'),
    }  # fmt: skip
    for name, (before, xml) in links.items():
        yield Bad(kind="cells that lie", name=name, suffix="xlsx", make=lambda before=before, xml=xml: put("xlsx", xml, before))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults


def open_answers() -> Iterator[Bad]:
    from test_excel_reader import HOSTILE_ODS

    for name, case in HOSTILE_ODS.items():
        yield Bad(kind="a hostile workbook", name=name, suffix="ods", make=lambda data=case[0]: data)  # type: ignore[misc]  # no type is inferred for a lambda that has defaults


CONTENT: dict[str, str] = {
    "a text that turns around": "Wij voldoen \u202eteoldov tein\u202c aan alles",
    "isolates that never end": "\u2066\u2067Voldoet",
    "letters that look alike": "\u0410kkoord, v\u043eldoet",  # Cyrillic А and о
    "zero-width letters": "niet\u200b a\u200ckk\u200doord\ufeff",
    "soft hyphens": "Vol\u00addoet",
    "letters with a hundred marks": "V" + "\u0301" * 100 + "oldoet",
    "an escape sequence": "\x9b31mrood\x9b0m",
    "a title for the terminal": "\x9d0;weg\x9c",
    "a line of a workflow": "\n::error file=x::ha\n::set-output name=a::b",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "Markdown": "[klik](javascript:alert(1)) ![x](http://127.0.0.1:9/x.png) <b>vet</b> | a | b |\n# kop",
    "a formula": '=HYPERLINK("http://127.0.0.1:9/","Voldoet")',
    "a formula behind a tab": "\t=1+1",
    "an at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "lines of a calendar": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:vals",
    "tags of a template": "{{ tender.title }}{% for x in y %}",
    "rich markup": "[bold red]rood[/] [/oops] :lock:",
    "no letter at all": "\ufffd\ufffc\u2028\u2029\u00a0",
    "a megabyte in one answer": "lang " * 200_000,
    "a word without end": "x" * 300_000,
    "four hundred lines": "regel\n" * 400,
    "emoji that are joined": "👨‍👩‍👧‍👦" * 50,
}
"""What a supplier may say."""


def said(suffix: Suffix, text: str) -> bytes:
    """The honest file, in which a supplier says this: in an explanation, and as its name."""
    from xml.sax.saxutils import escape

    from excelfile import filled as in_cells
    from returning import filled

    first = json.loads(honest()["lock.json"])["programme"]["requirements"][0]["id"]
    if suffix == "docx":
        return filled(
            {"pve:supplier": text, f"pve:{first}:answer": "Voldoet", f"pve:{first}:explanation": text, f"pve:{first}:evidence": text}
        )(honest()["docx"])
    if suffix == "xlsx":
        return in_cells(honest()["xlsx"], {"I5": "Voldoet", "J5": text, "K5": text}, {"B5": text})
    return in_main("ods", lambda xml: xml.replace("<text:p>Ja</text:p>", f"<text:p>{escape(text)}</text:p>", 1))


def contents() -> Iterator[Bad]:
    for suffix in OFFICE:
        for name, text in CONTENT.items():
            yield Bad(kind="hostile content", name=name, suffix=suffix, make=lambda suffix=suffix, text=text: said(suffix, text))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults


# ── Templates ──────────────────────────────────────────────────────────────────────────────────

ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ tender.__init__.__globals__ }}", "{{ tender['__class__'] }}", "{{ tender|attr('__class__') }}",
    "{{ self.__init__ }}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__ }}", "{{ namespace() }}", "{{ joiner() }}",
    "{{ config }}", "{{ request }}", "{{ get_flashed_messages() }}", "{{ tender.title.format(tender) }}", "{{ '{0.__class__}'.format(tender) }}",
    "{{ '%s'|format(tender) }}", "{{ tender.title.format_map }}", "{{ tender.title.encode() }}", "{{ ''.join(['a']) }}", "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}", "{{ chapters.append(1) }}", "{{ chapters|map(attribute='__class__')|list }}", "{{ chapters|map('attr', '__class__') }}",
    "{{ chapters|selectattr('__class__') }}", "{{ chapters|groupby('__class__') }}", "{{ tender|tojson }}", "{{ tender|pprint }}", "{{ tender.title|safe }}",
    "{{ tender.title|xmlattr }}", "{{ tender|_trusted }}", "{{ tender.title|_xml }}", "{{ _raw }}", "{{ _budget.steps }}", "{{ caller() }}", "{{ varargs }}",
    "{% set x = tender.__class__ %}", "{% set ns = namespace() %}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% from 'os' import system %}",
    "{% extends '/etc/passwd' %}", "{% block a %}{% endblock %}", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{% call a() %}{% endcall %}",
    "{% filter safe %}x{% endfilter %}", "{% autoescape false %}x{% endautoescape %}", "{% raw %}{{ x }}{% endraw %}", "{% do chapters.append(1) %}",
    "{% trans %}x{% endtrans %}", "{% debug %}", "{% with x = 1 %}{{ x }}{% endwith %}", "{{ tender.title is callable }}", "{{ 'a' is filter('x') }}",
    "{{ (1).__add__(1) }}", "{{ tender.title[0:1].__class__ }}", "{{ tender['title'|upper] }}", "{{ '\\x5f\\x5fclass\\x5f\\x5f' }}", "{{ tender['\\x5f\\x5fclass\\x5f\\x5f'] }}",
)  # fmt: skip
WORK = (
    "{{ 'a'.ljust(3000000000) }}", "{{ 'a'|center(3000000000) }}", "{{ 'a'|indent(3000000000) }}", "{{ '%3000000000d' % 1 }}", "{{ 'a' * 3000000000 }}",
    "{{ 9 ** 9 ** 9 }}", "{{ 2 ** 2000000000 }}", "{{ range(999999999)|list }}", "{{ range(99999999999)|sum }}", "{{ lipsum(n=100000000) }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}", "{{ (1,) * 1000000000 }}", "{{ 'x'|replace('x', 'y' * 999999999) }}",
    "{{ 'a'|wordwrap(1, wrapstring='x' * 99999999) }}", "{{ chapters|batch(1000000000)|list }}", "{{ chapters|slice(1000000000)|list }}",
    "{{ terms|join(terms|join(terms|join(terms|join('a' ~ 'b')))) }}", "{% for a in terms recursive %}{{ loop(terms) }}{% endfor %}",
    "{% for a in terms %}{% for b in terms %}{% for c in terms %}{% for d in terms %}{% for e in terms %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in chapters %}{% for b in a.requirements %}{% for c in facts %}{% for d in left_out %}{% if 'z' in terms %}x{% endif %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in register %}{% for b in register %}{% for c in register %}{{ register[0].title }}{% endfor %}{% endfor %}{% endfor %}",
    "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}", "{{ " + "not " * 20_000 + "1 }}", "{{ " + "a." * 20_000 + "b }}", "{{ 'a'" + " ~ 'a'" * 20_000 + " }}",
    "{% if 1 %}" * 300 + "{% endif %}" * 300, "{{ " + "[" * 500 + "]" * 500 + " }}", "{{ 'a'" + "|upper" * 5_000 + " }}", "{{ 1 if " * 200 + "1" + " }}" * 200,
    "{{ " + "9" * 100_000 + " }}", "{{ 'x' in " + "'" + "y" * 1_000_000 + "' }}", "{{" * 50_000, "{% for x in terms %}" * 2_000, "{#" * 50_000 + "#}",
    "{{ 0x" + "f" * 100_000 + " }}", "{{ 1e999999999 }}",
)  # fmt: skip
MISTAKES = (
    "{{ tender.titel }}", "{{ onbekend }}", "{{ tender.title.diep }}", "{{ tender", "{% if tender %}", "{% endif %}", "{% for x in tender %}{% endfor %}", "{{ chapters }}",
    "{{ }}", "{% %}", "{{ tender.title|onbekend }}", "{{ tender.title is onbekend }}", "{% onbekend %}", "{{ 1 + }}", "{{ 'open }}", "{{ tender.title }", "}} {{", "{%p if x %}",
    "{% for x in chapters %}{{ y }}{% endfor %}", "{{ chapters[99] }}", "{{ chapters[-99].title }}", "{{ tender.title / 0 }}", "{{ 1 / 0 }}", "{{ counts.total // 0 }}",
    "{{ \u201ctender.title\u201d }}", "{{\u00a0tender.title\u00a0}}", "{{ tender\u200b.title }}", "{{ t\u0435nder.title }}", "{{ '\\ud800' }}", "{{ '\\x00' }}", "{{ '\\u202e' }}", "{% raw %}",
)  # fmt: skip


def split(tag: str, at: int, between: str) -> str:
    """A paragraph in which a tag is cut in two, as an office program saves it."""
    from xml.sax.saxutils import escape

    text = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return f"<w:p>{text.format(escape(tag[:at]))}{between}{text.format(escape(tag[at:]))}</w:p>"


BETWEEN = {
    "a spelling mark of Word": '<w:proofErr w:type="spellStart"/>',
    "a bookmark": '<w:bookmarkStart w:id="77" w:name="_GoBack"/><w:bookmarkEnd w:id="77"/>',
    "a page break that Word remembers": "<w:r><w:lastRenderedPageBreak/></w:r>",
    "a revision": '<w:r w:rsidR="00AA00AA"><w:rPr><w:noProof/></w:rPr><w:t></w:t></w:r>',
    "an empty run of LibreOffice": "<w:r><w:rPr></w:rPr></w:r>",
    "a comment": '<w:commentRangeStart w:id="3"/><w:commentRangeEnd w:id="3"/>',
    "a run of Google Docs": '<w:r w:rsidDel="00000000" w:rsidR="00000000" w:rsidRPr="00000000"><w:rPr><w:rtl w:val="0"/></w:rPr></w:r>',
}


def templates() -> Iterator[Bad]:
    """Templates in Word, HTML and Markdown: one attack in each."""
    from xml.sax.saxutils import escape

    for kind, tags in (("escape from the sandbox", ESCAPES), ("work without end", WORK), ("a mistake in a tag", MISTAKES)):
        for tag in tags:
            name = tag if len(tag) < 60 else f"{tag[:50]}… ({len(tag):,})"
            yield Bad(kind=kind, name=name, suffix="docx", template=True, make=lambda tag=tag: _in_template(W_P.format(escape(tag))))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
            page = f"<p>{tag}</p>\n"
            yield Bad(kind=kind, name=name, suffix="html", template=True, make=lambda page=page: page.encode("utf-8", "surrogatepass"))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
            yield Bad(kind=kind, name=name, suffix="md", template=True, make=lambda tag=tag: tag.encode("utf-8", "surrogatepass") + b"\n")  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    attack = "{{ tender.__class__ }}"
    header = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:hdr>'
    elsewhere: dict[str, Callable[[], bytes]] = {
        "in a header": lambda: _template_with({"word/header1.xml": header.format(W_P.format(attack))}),
        "in a footer": lambda: _template_with({"word/footer1.xml": header.format(W_P.format(attack)).replace("hdr", "ftr")}),
        "in the title": lambda: _template_with({"docProps/core.xml": f'<c xmlns:d="d"><d:title>{attack}</d:title></c>'}),
        "in a property": lambda: _template_with({"docProps/custom.xml": f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="v"><property name="a"><vt:lpwstr>{attack}</vt:lpwstr></property></Properties>'}),
        "in footnotes": lambda: _template_with({"word/footnotes.xml": header.format(W_P.format(attack)).replace("hdr", "footnotes")}),
        "in hidden text": lambda: _in_template(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{attack}</w:t></w:r></w:p>"),
        "in deleted text": lambda: _in_template(f'<w:p><w:del w:id="1"><w:r><w:delText>{attack}</w:delText></w:r></w:del></w:p>'),
        "in a field": lambda: _in_template(f"<w:p><w:r><w:instrText>{attack}</w:instrText></w:r></w:p>"),
        "in an attribute": lambda: _in_template(f'<w:tbl><w:tblPr><w:tblCaption w:val="{attack}"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>'),
        "in a text box": lambda: _in_template(f"<w:p><w:r><w:pict><w:txbxContent>{W_P.format(attack)}</w:txbxContent></w:pict></w:r></w:p>"),
        "in a content control": lambda: _in_template(f"<w:sdt><w:sdtContent>{W_P.format(attack)}</w:sdtContent></w:sdt>"),
    }  # fmt: skip
    for name, make in elsewhere.items():
        yield Bad(kind="escape from the sandbox", name=name, suffix="docx", template=True, make=make)
    for name, between in BETWEEN.items():
        for tag in ("{{ tender.__class__ }}", "{% include 'x' %}", "{{ tender.titel }}"):
            for at in (1, 2, 4, len(tag) - 1):
                make = partial(_split_in_template, tag, at, between)
                yield Bad(kind="a tag that is split", name=f"{tag} at {at}, {name}", suffix="docx", template=True, make=make)


def _split_in_template(tag: str, at: int, between: str) -> bytes:
    return _in_template(split(tag, at, between))


def _in_template(xml: str) -> bytes:
    return _template_with({}, xml)


def _template_with(more: Mapping[str, str], body: str = "") -> bytes:
    template = parts((ROOT / "templates/programme.nl.docx").read_bytes())
    main = _put(template["word/document.xml"].decode(), body, "<w:sectPr") if body else template["word/document.xml"]
    return package({**template, "word/document.xml": main, **more})


# ── YAML, TOML and locks ───────────────────────────────────────────────────────────────────────


def texts() -> Iterator[Bad]:
    from test_yamlfile import REFUSED

    for name, (content, _message) in REFUSED.items():
        assert isinstance(content, str | bytes)
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        yield Bad(kind="refused YAML", name=name, suffix="yaml", make=lambda data=data: data)  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    merge = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join(f'*a{n - 1}' for _ in range(9))}]}}\n" for n in range(1, 8))
    laughs = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    bombs = {
        "a billion laughs": laughs, "merge keys that multiply": merge, "a list that holds itself": "a: &a [*a]\n", "a hundred thousand brackets": "[" * 100_000,
        "a hundred thousand braces": "{" * 100_000, "a hundred thousand dashes": "- " * 100_000, "a million values": "[" + "1," * 1_000_000 + "]", "five thousand digits": "a: " + "9" * 5_000,
        "a key of a megabyte": "x" * 1_000_000 + ": 1\n", "a text of two megabytes": "a: " + "x" * 1_999_990, "a question without end": "? " * 20_000, "a tag for a program": "!!python/object/apply:os.system [id]\n",
        "a hundred thousand lines of comments": "#\n" * 100_000, "only spaces": " " * 100_000, "a hundred thousand empty documents": "---\n" * 100_000, "half a surrogate": 'a: "\\ud800"\n',
        "a number": "42\n", "a list": "- a\n", "a text": "tekst\n", "nothing but a dash": "-\n", "every key unknown": "".join(f"k{n}: 1\n" for n in range(5_000)), "keys that are numbers": "1: 2\n3: 4\n",
    }  # fmt: skip
    for name, text in bombs.items():
        yield Bad(kind="YAML that is too much", name=name, suffix="yaml", make=lambda text=text: text.encode())  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    for seed in range(40):
        yield Bad(kind="YAML with letters changed", name=f"seed {seed}", suffix="yaml", make=lambda seed=seed: _changed("yaml", seed))  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    toml = {
        "a tab in a key": "a\tb = 1", "a key twice": 'catalog = "a"\ncatalog = "b"', "an unknown setting": "x = 1", "a number as a path": "catalog = 1", "a list of numbers": "overlay = [1]",
        "a table": "[catalog]\na = 1", "a null in a path": 'catalog = "a\\u0000b"', "deep": "x = " + "[" * 5_000 + "]" * 5_000, "deep tables": "x = " + "{a = " * 3_000 + "1" + "}" * 3_000, "nothing": "", "an escape sequence": "\x1b[31m = 1",
        "a path without end": 'catalog = "' + "x" * 100_000 + '"', "a date that is none": "x = 2026-02-30", "a number of ten thousand digits": "x = " + "9" * 10_000,
        "dotted without end": ".".join("a" * 3_000) + " = 1",
    }  # fmt: skip
    for name, text in toml.items():
        yield Bad(kind="settings", name=name, suffix="toml", make=lambda text=text: text.encode())  # type: ignore[misc]  # no type is inferred for a lambda that has defaults
    yield Bad(kind="settings", name="not UTF-8", suffix="toml", make=lambda: b'catalog = "\xff"')


def _changed(suffix: str, seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(honest()[suffix])
    for _ in range(chance.choice([1, 2, 10])):
        at = chance.randrange(len(data))
        data[at : at + chance.choice([0, 1, 5])] = chance.choice(
            [b":", b"\n", b"\t", b"- ", b"&a ", b"*a", b"{", b"[", b"'", b'"', b"#", b"!!x ", b"\xff", b"\0", b"|", b"%"]
        )
    return bytes(data)


def locks() -> Iterator[Bad]:
    def bad(kind: str, **made: Callable[[], bytes]) -> Iterator[Bad]:
        for name, make in made.items():
            yield Bad(kind=kind, name=name.replace("_", " "), suffix="lock.json", make=make)

    def changed(change: Callable[[Any], object]) -> bytes:
        lock = json.loads(honest()["lock.json"])
        change(lock)
        return json.dumps(lock, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def original(data: bytes) -> bytes:
        import base64

        return changed(lambda lock: [one.update(original=base64.b64encode(data).decode()) for one in lock["documents"]])

    def requirement(**fields: object) -> bytes:
        return changed(lambda lock: lock["programme"]["requirements"][0].update(fields))

    yield from bad(
        "a damaged lock",
        nothing=lambda: b"",
        a_list=lambda: b"[]",
        deep=lambda: b"[" * 200_000,
        deep_objects=lambda: b'{"a":' * 200_000,
        not_utf_8=lambda: honest()["lock.json"].replace(b"Voorbeeldstad", b"\xff"),
        not_utf_8_at_all=lambda: b'{"programme": "\xff"}',
        half_a_surrogate=lambda: honest()["lock.json"].replace(b'"language": "nl"', b'"language": "\\ud800"'),
        not_a_number=lambda: requirement(points=float("nan")),
        a_huge_number=lambda: requirement(points=10**400),
        a_text_for_a_number=lambda: requirement(points="veel"),
        an_unknown_kind=lambda: requirement(kind="demand"),
        an_id_that_climbs=lambda: requirement(id="../../x"),
        no_requirements=lambda: changed(lambda lock: lock["programme"].update(requirements=[])),
        a_requirement_twice=lambda: changed(lambda lock: lock["programme"]["requirements"].append(lock["programme"]["requirements"][0])),
        documents_without_content=lambda: original(b""),
        a_bomb_for_a_document=lambda: original(_nested(b"\0" * 30_000_000, 1)),
        a_text_for_a_document=lambda: original(b"x"),
        base_64_that_is_none=lambda: honest()["lock.json"].replace(b'"original": "', b'"original": "%%%'),
        names_that_climb=lambda: changed(lambda lock: [one.update(name="../../../tmp/x.docx") for one in lock["documents"]]),
        a_reference_that_climbs=lambda: changed(lambda lock: lock["programme"]["tender"].update(reference="../../x", title="../\x1b[31m")),
    )  # fmt: skip
    yield from bad(
        "a damaged lock",
        **{
            f"cut_after_{tenth}_tenths": lambda tenth=tenth: honest()["lock.json"][: len(honest()["lock.json"]) * tenth // 10]
            for tenth in range(1, 10)
        },
    )


def corpus() -> Iterator[Bad]:
    """Every bad file."""
    for suffix in OFFICE:
        yield from packages(suffix)
    yield from word_answers()
    yield from sheet_answers()
    yield from open_answers()
    yield from contents()
    yield from templates()
    yield from texts()
    yield from locks()


def counted() -> list[tuple[str, str, int]]:
    """Kind, formats and the number of bad files, as the table in docs/security.md has them; with the public suite of YAML."""
    from yamlsuite import suite

    every = list(corpus())
    numbers = Counter(bad.kind for bad in every)
    rows = [(kind, ", ".join(dict.fromkeys(bad.suffix for bad in every if bad.kind == kind)), number) for kind, number in numbers.items()]
    return [*rows, ("YAML Test Suite", "yaml", len(suite.known()))]


def table() -> str:
    """The counts in Markdown."""
    rows = counted()
    lines = [f"| {kind} | {formats} | {number} |" for kind, formats, number in rows]
    return (
        "\n".join(["| kind | formats | bad files |", "|---|---|---|", *lines, f"| **together** | | **{sum(row[2] for row in rows)}** |"])
        + "\n"
    )


if __name__ == "__main__":
    sys.stdout.write(table() if sys.argv[1:] == ["--count"] else f"{__doc__}\n")
