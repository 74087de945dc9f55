"""Jinja inside Word: what a tag gives, what is refused, and where an error is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from docx import Document  # python-docx, to read what docxtpl wrote
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

import wordfile
from pve_gen import wordsandbox
from pve_gen.values import Struct
from pve_gen.wordtemplate import TemplateError, WordTemplate, Xml
from wordfile import header, para, row, run, table


class Thing(Struct, frozen=True):
    """Something a template may name."""

    title: str
    parts: tuple[str, ...] = ()


CONTEXT: dict[str, object] = {
    "title": "Zaaksysteem",
    "reference": "R&D < 5",
    "things": (Thing("een", ("a", "b")), Thing("twee")),
    "empty": (),
    "yes": True,
    "number": 3,
    "nothing": None,
    "xml": Xml("<w:r><w:t>vet</w:t></w:r>"),
    "block": Xml("<w:p><w:r><w:t>eerste</w:t></w:r></w:p><w:p><w:r><w:t>tweede</w:t></w:r></w:p>"),
}


def rendered(*body: str, **more: object) -> list[str]:
    """The paragraphs that a body gives."""
    template = WordTemplate.read(wordfile.docx(*body), "huisstijl.docx")
    return wordfile.lines(wordfile.rendered(template, CONTEXT | more)["word/document.xml"])


def refusal(*body: str, **more: object) -> str:
    """The error that a body gives, at reading or at rendering."""
    with pytest.raises(TemplateError) as error:
        rendered(*body, **more)
    return str(error.value).removeprefix("huisstijl.docx: ")


# ── What a tag gives ──


def test_a_value_stands_where_its_tag_stood() -> None:
    assert rendered(para("Titel: {{ title }}.")) == ["Titel: Zaaksysteem."]


def test_numbers_truths_and_nothing_have_a_text() -> None:
    assert rendered(para("{{ number }} {{ yes }} {{ nothing }}|")) == ["3 True |"]


def test_a_value_is_shown_to_the_letter_whatever_is_in_it() -> None:
    nasty = 'R&D < 5 > "x" {{ y }} {% if %} {# c #} {_{ }} é 😀 &amp; </w:t>'
    assert rendered(para("{{ title }}"), title=nasty) == [nasty]


def test_a_line_end_in_a_value_is_a_line_break() -> None:
    assert rendered(para("{{ title }}"), title="een\ntwee\r\ndrie") == ["een\ntwee\ndrie"]


def test_spaces_around_a_value_are_kept() -> None:
    document = wordfile.rendered(WordTemplate.read(wordfile.docx(para(" {{ title }} ")), "x"), {"title": " a "})[
        "word/document.xml"
    ].decode()
    assert '<w:t xml:space="preserve">  a  </w:t>' in document


def test_a_paragraph_tag_loops_over_paragraphs_and_leaves_none_of_its_own() -> None:
    assert rendered(
        para("voor"), para("{%p for thing in things %}"), para("{{ loop.index }} {{ thing.title }}"), para("{%p endfor %}")
    ) == [
        "voor",
        "1 een",
        "2 twee",
    ]


def test_a_row_tag_loops_over_rows() -> None:
    body = table(row("kop", "x"), row("{%tr for thing in things %}", ""), row("{{ thing.title }}", "y"), row("{%tr endfor %}", ""))
    assert rendered(body) == ["kop", "x", "een", "y", "twee", "y"]


def test_loops_stand_in_loops() -> None:
    body = [
        para("{%p for thing in things %}"),
        para("{{ thing.title }}: {% for part in thing.parts %}{{ part }};{% endfor %}"),
        para("{%p endfor %}"),
    ]
    assert rendered(*body) == ["een: a;b;", "twee: "]


def test_a_condition_chooses_within_a_paragraph_and_between_paragraphs() -> None:
    assert rendered(para("{% if yes and number == 3 %}ja{% else %}nee{% endif %}")) == ["ja"]
    assert rendered(para("{%p if not yes %}"), para("weg"), para("{%p else %}"), para("hier"), para("{%p endif %}")) == ["hier"]


def test_a_condition_may_compare_with_an_ampersand() -> None:
    assert rendered(para("{% if reference == 'R&amp;D &lt; 5' %}ja{% endif %}")) == ["ja"]


def test_xml_takes_the_place_of_its_run_or_its_paragraph() -> None:
    assert rendered(para("voor ", run("{{r xml }}"), " na")) == ["voor vet na"]
    assert rendered(para("{{p block }}"), para("na")) == ["eerste", "tweede", "na"]


PAGE = '<w:r><w:br w:type="page"/></w:r>'
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
BREAKS = {
    "before a loop": (
        [para(PAGE, "{%p for thing in things %}"), para("{{ thing.title }}"), para("{%p endfor %}")],
        f"<w:p>{PAGE}</w:p>{para('een')}{para('twee')}",
    ),
    "after a loop": (
        [para("{%p for thing in things %}"), para("{{ thing.title }}"), para("{%p endfor %}", PAGE)],
        f"{para('een')}{para('twee')}<w:p>{PAGE}</w:p>",
    ),
    "of a section": (
        [f"<w:p><w:pPr>{SECTION}</w:pPr>{run('{%p if yes %}')}</w:p>", para("ja"), para("{%p endif %}")],
        f"<w:p><w:pPr>{SECTION}</w:pPr></w:p>{para('ja')}",
    ),
}


@pytest.mark.parametrize(("body", "becomes"), BREAKS.values(), ids=BREAKS)
def test_a_page_break_in_the_paragraph_of_a_tag_stays_and_is_never_repeated(body: list[str], becomes: str) -> None:
    done = wordfile.rendered(WordTemplate.read(wordfile.docx(*body), "x"), CONTEXT)["word/document.xml"].decode()
    assert f"<w:body>{becomes}</w:body>" in done.replace(' xml:space="preserve"', "")


RED = "<w:rPr><w:color w:val='FF0000'/></w:rPr>"
RUNS = {
    "text on both sides": (run("voor {{r xml }} na", RED), f"{run('voor ', RED)}<w:r><w:t>vet</w:t></w:r>{run(' na', RED)}"),
    "a tab and another tag": (
        f"<w:r>{RED}<w:t>{{{{r xml }}}}</w:t><w:tab/><w:t>{{{{ title }}}}</w:t></w:r>",
        f"<w:r>{RED}<w:t></w:t></w:r><w:r><w:t>vet</w:t></w:r><w:r>{RED}<w:t></w:t><w:tab/><w:t>Zaaksysteem</w:t></w:r>",
    ),
    "a condition": (run("a{%r if yes %}b{%r endif %}c"), f"{run('a')}{run('b')}{run('c')}"),
    "over two runs": (
        run("een {{r x", RED) + run("ml }} twee"),
        f"{run('een ', RED)}<w:r><w:t>vet</w:t></w:r><w:r>{RED}<w:t></w:t></w:r>{run(' twee')}",
    ),
    "nothing": (run("{{r xml }}", RED), "<w:r><w:t>vet</w:t></w:r>"),
}


@pytest.mark.parametrize(("runs", "becomes"), RUNS.values(), ids=RUNS)
def test_an_r_tag_gets_a_run_of_its_own_where_word_gave_it_company(runs: str, becomes: str) -> None:
    done = wordfile.rendered(WordTemplate.read(wordfile.docx(para(runs)), "x"), CONTEXT)["word/document.xml"].decode()
    assert f"<w:p>{becomes}</w:p>" in done.replace(' xml:space="preserve"', "")


def test_a_comment_disappears() -> None:
    assert rendered(para("a{# niet voor lezers #}b")) == ["ab"]


def test_a_cell_that_a_loop_leaves_empty_still_holds_a_paragraph() -> None:
    cell = para("{%p for thing in empty %}") + para("{{ thing.title }}") + para("{%p endfor %}")
    assert rendered(table(row(cell, "vol"))) == ["", "vol"]


def test_headers_and_properties_are_templates_too_and_a_property_has_no_line_break() -> None:
    parts = {
        "word/header1.xml": header(para("{{ title }}")),
        "docProps/core.xml": '<cp xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{ title }} {{ reference }}</dc:title></cp>',
    }
    template = WordTemplate.read(wordfile.docx(para("vast"), parts=parts), "x")
    assert tuple(template.sources) == ("word/header1.xml", "docProps/core.xml")
    done = wordfile.rendered(template, CONTEXT | {"title": "een\ntwee"})
    assert wordfile.lines(done["word/header1.xml"]) == ["een\ntwee"]
    assert "<dc:title>een twee R&amp;D &lt; 5</dc:title>" in done["docProps/core.xml"].decode()


def test_a_tag_in_an_attribute_is_filled_in_without_line_breaks() -> None:
    body = f'<w:tbl><w:tblPr><w:tblCaption w:val="Over {{{{ title }}}}"/></w:tblPr>{row("x")}</w:tbl>'
    done = wordfile.rendered(WordTemplate.read(wordfile.docx(body), "x"), {"title": 'a "b"\nc'})["word/document.xml"].decode()
    assert '<w:tblCaption w:val="Over a &quot;b&quot; c"/>' in done


def test_what_holds_no_tag_is_left_byte_for_byte_as_it_was() -> None:
    body = para("vast", '<w:r><w:instrText xml:space="preserve"> QUOTE "{{ geen tag }}" </w:instrText></w:r>') * 3000
    source = wordfile.docx(body, para("{{ title }}"))
    done = wordfile.rendered(WordTemplate.read(source, "x"), CONTEXT)["word/document.xml"].decode()
    assert done.startswith(WordTemplate.read(source, "x").parts["word/document.xml"].decode().split("{{ title }}")[0].rsplit("<w:t>", 1)[0])


SPLIT = {
    "over two runs": para(run("{{ ti"), run("tle }}")),
    "within the braces": para(run("{"), run("{ title }"), run("}")),
    "with a spelling mark": para(
        run("{{ "), '<w:proofErr w:type="spellStart"/>', run("title"), '<w:proofErr w:type="spellEnd"/>', run(" }}")
    ),
    "with a bookmark": para(run("{{ title"), '<w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/>', run(" }}")),
    "in other looks": para(run("{{ ", "<w:rPr><w:b/></w:rPr>"), run("title", "<w:rPr><w:i/></w:rPr>"), run(" }}")),
    "with a no-break space": para("{{\u00a0title\u00a0}}"),
    "with a line break": para("<w:r><w:t>{{</w:t><w:br/><w:t>title }}</w:t></w:r>"),
    "with smart quotes": para("{{ title|default(“x”) }}"),
    "letter by letter": para(*(run(letter) for letter in "{{ title }}")),
    "with white-space control": para("{{- title -}}"),
}


@pytest.mark.parametrize("body", SPLIT.values(), ids=SPLIT)
def test_a_tag_that_word_split_is_made_whole(body: str) -> None:
    assert rendered(body) == ["Zaaksysteem"]


# ── Where an error is ──


def test_a_name_that_does_not_exist_is_an_error_with_its_paragraph_and_the_likely_name() -> None:
    assert (
        refusal(para("Over {{ titel }} hier"))
        == "word/document.xml, paragraph «Over {{ titel }} hier»: `titel` is not a name here (did you mean `title`?)"
    )
    loop = [para("{%p for thing in things %}"), para("Naam: {{ thing.titel }}"), para("{%p endfor %}")]
    assert refusal(*loop) == "word/document.xml, paragraph «Naam: {{ thing.titel }}»: `titel` is not a name here (did you mean `title`?)"


MISTAKES = {
    "not closed": (
        [para("{{ title")],
        "paragraph «{{ title»: a tag is opened and not closed (a tag must end in the paragraph where it begins)",
    ),
    "over two paragraphs": (
        [para("{{ ti"), para("tle }}")],
        "paragraph «{{ ti»: a tag is opened and not closed (a tag must end in the paragraph where it begins)",
    ),
    "no end of a loop": (
        [para("{%p for thing in things %}"), para("x")],
        "paragraph «{%p for thing in things %}»: Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. "
        "The innermost block that needs to be closed is 'for'.",
    ),
    "an empty tag": ([para("{{ }}")], "paragraph «{{ }}»: an empty tag (name a value, such as {{ tender.title }})"),
    "xml as a value": (
        [para("{{ xml }}")],
        "paragraph «{{ xml }}»: this is made of Word XML, and needs {{r … }} for its run or {{p … }} for its paragraph",
    ),
    "a value as xml": ([para("{{r title }}")], "paragraph «{{r title }}»: {{r … }} and {{p … }} take Word XML; a plain value is {{ … }}"),
    "a list as a value": ([para("{{ things }}")], "paragraph «{{ things }}»: this is not a text but a list"),
    "a method as a value": ([para("{{ title.upper }}")], "paragraph «{{ title.upper }}»: this is not a text but a group of values"),
    "a loop over a text": ([para("{% for x in title %}{% endfor %}")], "paragraph «{% for x in title %}{% endfor %}»: a loop needs a list"),
    "company in a paragraph": (
        [para("tekst {%p if yes %}"), para("{%p endif %}")],
        "paragraph «tekst {%p if yes %}»: a p-tag takes the place of its whole paragraph, and there is more in it (give the tag a paragraph of its own)",
    ),
    "company in a row": (
        [table(row("{%tr for thing in things %}", "{{ title }}"), row("{%tr endfor %}", ""))],
        "paragraph «{%tr for thing in things %}»: a tr-tag takes the place of its whole table row, and there is more in it "
        "(give the tag a table row of its own)",
    ),
    "a row tag outside a table": (
        [para("{%tr if yes %}")],
        "paragraph «{%tr if yes %}»: a tr-tag that has no table row of its own (put it in one)",
    ),
}


@pytest.mark.parametrize(("body", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_paragraph(body: list[str], message: str) -> None:
    assert refusal(*body) == f"word/document.xml, {message}"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ud800", "\uffff"])
def test_a_value_that_xml_cannot_hold_is_an_error(character: str) -> None:
    message = (
        f"word/document.xml, paragraph «{{{{ title }}}}»: the value holds the character U+{ord(character):04X}, which Word cannot hold"
    )
    assert refusal(para("{{ title }}"), title=f"a{character}b") == message


# ── What is refused ──

ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ title.__class__.__mro__ }}",
    "{{ title['__class__'] }}",
    "{{ title|attr('__class__') }}",
    "{{ title.format('x') }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ title.upper() }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__ }}",
    "{{ lipsum() }}",
    "{{ range(10**9) }}",
    "{{ _raw }}",
    "{{ _budget.steps }}",
    "{{ title|_trusted }}",
    "{{ '<w:p/>'|_xml }}",
    "{{ title|safe }}",
    "{{ title|map('upper') }}",
    "{{ title|replace('a', 'b') }}",
    "{{ title|indent(10) }}",
    "{{ title|center(3000000000) }}",
    "{{ 'a' * 3000000000 }}",
    "{{ 2 ** 100000 }}",
    "{{ '%3000000000d' % 1 }}",
    "{{ title|format(1) }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ (1, 2) }}",
    "{{ title[0:2] }}",
    "{{ things[number] }}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% call title() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% with x = 1 %}{% endwith %}",
    "{% for x in things recursive %}{% endfor %}",
    "{% raw %}{% endraw %}",
    "{% do title %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "1" * 10000 + " }}",
    "{{ title is sameas title }}",
    "{{ title is callable }}",
    "{% for a in things %}{% for b in things %}{% for c in things %}{% for d in things %}{% for e in things %}" + "{% endfor %}" * 5,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("place", ["body", "header", "property"])
def test_what_a_template_has_no_need_for_is_refused_wherever_it_stands(attack: str, place: str) -> None:
    parts = {
        "body": {"word/document.xml": f'<w:document xmlns:w="{wordfile.W}"><w:body>{para(run(escape(attack)))}</w:body></w:document>'},
        "header": {"word/header1.xml": header(para(run(escape(attack))))},
        "property": {"docProps/core.xml": f"<x>{escape(attack)}</x>"},
    }[place]
    with pytest.raises(TemplateError):
        wordfile.rendered(WordTemplate.read(wordfile.docx(para("x"), parts=parts), "x"), CONTEXT)


def test_a_loop_that_takes_too_many_steps_is_stopped_with_its_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordsandbox.Budget.__init__, "__defaults__", (1000, 100_000))
    many = tuple(range(20))
    body = para("{% for a in many %}{% for b in many %}{% for c in many %}x{% endfor %}{% endfor %}{% endfor %}")
    assert "this loop takes more than 5,000,000 steps" in refusal(body, many=many)


def test_a_document_that_grows_too_large_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordsandbox.Budget.__init__, "__defaults__", (1000, 100_000))
    body = para("{% for a in many %}" + "x" * 1000 + "{% endfor %}")
    assert "the document grows beyond 100,000,000 characters" in refusal(body, many=tuple(range(500)))


PACKAGES = {
    "an old .doc": (
        b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
        "x: is an old .doc, or protected with a password (save it as .docx without a password)",
    ),
    "a text": (b"geen Word", "x: is not a .docx (save it as .docx)"),
    "nothing": (b"", "x: is not a .docx (save it as .docx)"),
    "half a file": (wordfile.docx(para("x"))[:300], "x: is damaged or protected with a password (BadZipFile) (save it again as .docx)"),
    "another zip": (
        wordfile.docx(parts={"word/document.xml": "<x/>"})[:0] or b"PK\x05\x06" + b"\x00" * 18,
        "x: is a zip file, but not a .docx (save it as .docx)",
    ),
    "macros": (wordfile.docx(para("x"), parts={"word/vbaProject.bin": "x"}), "x: holds macros (save it as .docx, without macros)"),
    "an entity": (
        wordfile.docx(parts={"word/document.xml": '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>'}),
        "x: word/document.xml: holds a document type or an unusual encoding (save it again)",
    ),
    "an entity in another part": (
        wordfile.docx(para("x"), parts={"word/styles.xml": "<!DOCTYPE x><x/>"}),
        "x: word/styles.xml: holds a document type or an unusual encoding (save it again)",
    ),
    "damaged XML": (
        wordfile.docx(parts={"word/document.xml": "<p>{{ x }}"}),
        "x: word/document.xml: is damaged: no element found: line 1, column 10 (save it again)",
    ),
    "tracked changes": (
        wordfile.docx(para("{{ title }}", '<w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins>')),
        "x: word/document.xml, paragraph «{{ title }}x»: holds tracked changes (accept or reject them all in Word)",
    ),
    "a picture from outside": (
        wordfile.docx(
            para("x"),
            parts={
                "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r" Type="http://x/image" TargetMode="External" Target="http://x/a.png"/></Relationships>'
            },
        ),
        "x: word/_rels/document.xml.rels: points to a file outside itself: http://x/a.png (embed the picture: Insert > Pictures > This Device)",
    ),
}


@pytest.mark.parametrize(("data", "message"), PACKAGES.values(), ids=PACKAGES)
def test_a_file_that_is_no_safe_template_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        WordTemplate.read(data, "x")
    assert str(error.value) == message


# ── The same as docxtpl, where docxtpl is right ──

GRID = '<w:tbl><w:tblGrid><w:gridCol w:w="1"/><w:gridCol w:w="1"/></w:tblGrid>'  # docxtpl needs one
SHARED = {
    "values": [para("Titel: {{ title }} en {{ reference }}.")],
    "loop over paragraphs": [para("{%p for thing in things %}"), para("{{ thing.title }}"), para("{%p endfor %}"), para("na")],
    "loop over rows": [
        GRID
        + row("{%tr for thing in things %}", "")
        + row("{{ thing.title }}", "{{ loop.index }}")
        + row("{%tr endfor %}", "")
        + "</w:tbl>"
    ],
    "loop in a loop": [
        para("{%p for thing in things %}"),
        para("{{ thing.title }}"),
        para("{%p for part in thing.parts %}"),
        para("- {{ part }}"),
        para("{%p endfor %}"),
        para("{%p endfor %}"),
    ],
    "condition": [
        para("{%p if yes %}"),
        para("ja"),
        para("{%p else %}"),
        para("nee"),
        para("{%p endif %}"),
        para("{% if number > 2 %}groot{% endif %}"),
    ],
    "filters": [para("{{ title|upper }} {{ absent|default('leeg') }} {{ things|length }}")],
    "split tags": [para(run("{{ ti"), run("tle }}")), para(run("{"), run("{ number }}"))],
    "line end": [para("{{ two_lines }}")],
}


@pytest.mark.parametrize("body", SHARED.values(), ids=SHARED)
def test_the_same_template_gives_the_same_text_through_docxtpl(body: list[str], tmp_path: Path) -> None:
    context: dict[str, Any] = CONTEXT | {"two_lines": "een\ntwee"}
    source = tmp_path / "sjabloon.docx"
    source.write_bytes(wordfile.docx(*body))
    theirs = DocxTemplate(source)
    theirs.render(context, jinja_env=Environment(autoescape=True), autoescape=True)
    buffer = io.BytesIO()
    theirs.save(buffer)
    document = Document(io.BytesIO(buffer.getvalue()))
    assert rendered(*body, two_lines="een\ntwee") == wordfile.lines(document.part.blob)


# ── For any value at all ──

_XML_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@given(_XML_TEXT)
def test_any_text_comes_back_to_the_letter(value: str) -> None:
    assert rendered(para("[{{ title }}]"), title=value) == [f"[{value}]"]


@given(_XML_TEXT)
def test_any_text_may_stand_beside_a_tag_in_a_template(text: str) -> None:
    if "{" not in text:
        assert rendered(para(run(escape(text)), run("{{ title }}"))) == [f"{text}Zaaksysteem"]
