"""What an attack or an odd but honest template once got past the engine: each test failed before its repair."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

import wordfile
from pve_gen.wordtemplate import TemplateError, WordTemplate, Xml
from pve_gen.ziparchive import ArchiveError, read_parts
from wordfile import header, para, row, run, table

MANY = tuple("a" for _ in range(1200))


def rendered(*body: str, **context: object) -> bytes:
    return wordfile.rendered(WordTemplate.read(wordfile.docx(*body), "x"), context)["word/document.xml"]


def refusal(*body: str, **context: object) -> TemplateError:
    with pytest.raises(TemplateError) as error:
        rendered(*body, **context)
    return error.value


def box(inside: str, after: str) -> str:
    """A paragraph with a text box, and text after it."""
    return para(f"<w:r><w:pict><w:txbxContent>{para(inside)}</w:txbxContent></w:pict></w:r>", run(after))


@pytest.mark.parametrize("hidden", ["title|_trusted", "xml|_xml", "title|_attribute"])
def test_an_escaped_quote_does_not_hide_a_private_filter(hidden: str) -> None:
    body = para(r"{{ '\'' and " + hidden + " or '' }}")
    assert refusal(body, title="<w:evil/>", xml=Xml("<w:r/>")).message == "a name may not begin with _"


def test_a_tag_beside_a_text_box_is_filled_in_and_so_is_one_inside_it() -> None:
    texts = [node.text for node in etree.fromstring(rendered(box("{{ a }}", "{{ b }}"), a="1", b="2")).iter(f"{{{wordfile.W}}}t")]
    assert texts == ["1", "2"]
    assert b">2</w:t>" in rendered(box("vast", "{{ b }}"), b="2")


CROSSING = {
    "out of a cell": [table(row("{% if yes %}")), para("{% endif %}")],
    "a loop out of a cell": [table(row(para("{%p for x in many %}"))), para("{%p endfor %}")],
    "from a paragraph tag into a text": [para("{%p if yes %}"), para("x{% endif %}")],
    "an else elsewhere": [para("{% if yes %}a"), table(row("{% else %}")), para("{% endif %}")],
}


@pytest.mark.parametrize("body", CROSSING.values(), ids=CROSSING)
def test_a_block_that_would_break_the_document_is_refused(body: list[str]) -> None:
    error = refusal(*body, yes=False, many=("a", "b"))
    assert "stands elsewhere than the tag it belongs to" in error.message
    assert error.paragraph


def test_a_block_may_span_runs_paragraphs_rows_and_cells() -> None:
    bodies = [
        [para("{% if yes %}a", "<w:r><w:tab/></w:r>", "b{% endif %}")],
        [para("{% if yes %}a"), para("b"), para("c{% endif %}")],
        [table(row("{%tr if yes %}", ""), row("a", "b"), row("{%tr endif %}", ""))],
        [table(row("{%tc for x in many %}", "{{ x }}", "{%tc endfor %}", "z"))],
        [para("{%p if yes %}"), table(row("{% if yes %}a{% else %}b{% endif %}")), para("{%p else %}"), para("c"), para("{%p endif %}")],
        [para("{%p if yes %}"), '<w:tbl><w:tblPr><w:tblCaption w:val="Over {{ t }}"/></w:tblPr></w:tbl>', para("{%p endif %}")],
        [para("{%p if yes %}"), '<w:sdt w:x="{{ t }}"><w:sdtContent>' + para("a") + "</w:sdtContent></w:sdt>", para("{%p endif %}")],
    ]
    for body in bodies:
        for yes in (True, False):
            etree.fromstring(rendered(*body, yes=yes, many=("a", "b"), t="x"))


def test_a_header_that_a_loop_empties_still_holds_a_paragraph() -> None:
    body = header(para("{%p for x in many %}"), para("{{ x }}"), para("{%p endfor %}"))
    template = WordTemplate.read(wordfile.docx(parts={"word/header1.xml": body}), "x")
    assert wordfile.rendered(template, {"many": ()})["word/header1.xml"].decode() == header("<w:p/>")


def test_a_cell_gets_no_paragraph_that_it_does_not_need() -> None:
    cell = para("{%p for x in many %}") + '<w:p w:rsidR="00AB12CD"/>' + para("{%p endfor %}")
    assert rendered(table(row(cell)), many=("a",)).count(b"<w:p") == 1


def test_an_apostrophe_in_a_single_quoted_attribute_does_not_end_it() -> None:
    etree.fromstring(rendered("<w:tbl><w:tblPr><w:tblCaption w:val='{{ t }}'/></w:tblPr></w:tbl>", t="foto's"))


@pytest.mark.parametrize("name", ["self", "_raw", "_budget"])
def test_the_data_may_use_any_name(name: str) -> None:
    assert b">1</w:t>" in rendered(para("{{ a }}"), **{name: "x", "a": "1"})


def test_a_minus_is_not_lost() -> None:
    assert refusal(para("{{ -1 }}")).message == "neg is not allowed in a template"


def test_a_loop_over_an_unknown_name_says_so() -> None:
    error = refusal(para("{% for x in lijts %}{% endfor %}"), lijst=())
    assert (error.message, error.hint) == ("`lijts` is not a name here", "did you mean `lijst`?")


WORK = {
    "a join of joins": "{{ many|join(many|join(many|join(many|join('aaaa')))) }}",
    "a join of joins that is not shown": "{% if many|join(many|join(many|join))|length %}{% endif %}",
    "a join in every step": "{% for a in many %}{% for b in many %}{% if many|join|length %}{% endif %}{% endfor %}{% endfor %}",
    "a search in every step": "{% for a in many %}{% for b in many %}{% if 'b' in many %}{% endif %}{% endfor %}{% endfor %}",
    "four loops": "{% for a in many %}{% for b in many %}{% for c in many %}{% for d in many %}x" + "{% endfor %}" * 4,
}


@pytest.mark.parametrize("tag", WORK.values(), ids=WORK)
def test_work_without_end_is_stopped_with_its_paragraph(tag: str) -> None:
    error = refusal(para(tag), many=MANY)
    assert error.paragraph
    assert "more than 5,000,000 steps" in error.message or "grows beyond" in error.message


@pytest.mark.parametrize("body", [["{{ " + "(" * 200 + "1" + ")" * 200 + " }}"], ["{% if yes %}"] * 150 + ["{% endif %}"] * 150])
def test_nesting_beyond_reason_is_told_with_its_paragraph(body: list[str]) -> None:
    assert refusal(*map(para, body), yes=True).paragraph


RELATION = '<Relationships><Relationship Id="r" Type="http://x/{}" TargetMode="{}" Target="{}"/></Relationships>'
PARTS = {
    "a picture at an address with /hyperlink": (
        "word/_rels/document.xml.rels",
        RELATION.format("image", "External", "http://x/hyperlink/a"),
    ),
    "an External in disguise": ("word/_rels/document.xml.rels", RELATION.format("image", "Extern&#97;l", "http://x/a")),
    "tracked changes in a part without tags": ("word/header1.xml", header(para('<w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins>'))),
    "UTF-7": ("word/styles.xml", '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'),
    "EBCDIC": ("word/styles.xml", '<?xml version="1.0" encoding="cp037"?><!DOCTYPE x><x/>'.encode("cp037")),
    "a declared encoding that is not read": ("word/header1.xml", '<?xml version="1.0" encoding="ISO-8859-1"?>' + header(para("é {{ t }}"))),
    "a DOCTYPE in capitals' part": ("word/STYLES.XML", "<!DOCTYPE x><x/>"),
}


@pytest.mark.parametrize(("name", "content"), PARTS.values(), ids=PARTS)
def test_a_disguise_is_seen_through(name: str, content: str | bytes) -> None:
    with pytest.raises(TemplateError) as error:
        WordTemplate.read(wordfile.docx(para("x"), parts={name: content}), "x")
    assert error.value.part == name


def test_a_link_for_the_reader_is_allowed() -> None:
    WordTemplate.read(
        wordfile.docx(para("x"), parts={"word/_rels/document.xml.rels": RELATION.format("hyperlink", "External", "http://x")}), "x"
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_office_does_not_use_is_refused_before_it_unpacks(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        package.writestr("a.xml", b"x" * 3000)
    with pytest.raises(ArchiveError, match="packed in a way Office does not use"):
        read_parts(buffer.getvalue())
    broken = bytearray(buffer.getvalue())
    broken[45:55] = b"\xff" * 10
    with pytest.raises(ArchiveError):
        read_parts(bytes(broken))


def test_folders_count_as_parts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for number in range(2001):
            package.writestr(f"{number}/", b"")
    with pytest.raises(ArchiveError, match="more than 2000 parts"):
        read_parts(buffer.getvalue())


MISPLACED = {
    "a text in a text": ("<w:p><w:r><w:t><w:t>{{r xml }}</w:t></w:t></w:r></w:p>", "is damaged: a text stands in a text"),
    "a paragraph in a run": (f"<w:p><w:r>{para('{{ t }}')}</w:r></w:p>", "is damaged: a paragraph stands in a run"),
    "a row in a cell": (table(row(row("{{ t }}"))), "is damaged: a table row stands in a table cell"),
    "a run in the body": (run("{{ t }}"), "is damaged: a run stands in the body"),
}


@pytest.mark.parametrize(("body", "message"), MISPLACED.values(), ids=MISPLACED)
def test_what_stands_where_no_word_file_has_it_is_refused_and_never_becomes_a_damaged_document(body: str, message: str) -> None:
    error = refusal(body, t="x", xml=Xml("<w:r/>"))
    assert (error.message, error.part) == (message, "word/document.xml")
