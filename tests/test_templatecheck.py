"""`pve template check`: a good house style has no findings, and each thing that can be wrong with one is told in one line."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordfile
from conftest import ROOT
from pve_gen import libreoffice
from pve_gen.model import Language
from pve_gen.programme import RequirementBlock
from pve_gen.templatecheck import check_template, required_missing
from pve_gen.templatenames import PARAGRAPHS
from pve_gen.templatesample import sample
from pve_gen.wordstyles import Styles
from pve_gen.wordtemplate import TemplateError, WordTemplate
from pve_gen.writers.word import WordFormat
from pve_gen.ziparchive import read_parts
from test_wordtemplate import ATTACKS
from wordfile import para, row, run, table

DEFAULT = ROOT / "templates/programme.nl.docx"
RIVIERENLAND = ROOT / "examples/huisstijl-rivierenland/rivierenland.docx"
BODY, HEADER, FOOTER, CORE = "word/document.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml"
needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")

Edit = tuple[str, str] | tuple[str, str, str]
"""What stands in a part, what is to stand there, and which part; the body where none is named."""


def edited(*edits: Edit, parts: Mapping[str, str] | None = None) -> bytes:
    """The default template with a few things changed, and some parts added or replaced."""
    every = {name: content.decode() for name, content in read_parts(DEFAULT.read_bytes()).items()}
    for old, new, *part in edits:
        name = part[0] if part else BODY
        assert old in every[name], f"{old} is not in {name}"
        every[name] = every[name].replace(old, new, 1)
    return wordfile.docx(parts=every | dict(parts or {}))


def told(data: bytes, language: Language = "nl") -> list[str]:
    """The findings, one a line, as the command prints them."""
    return [
        f"{'warning: ' * (finding.severity == 'warning')}{finding} [{finding.rule}]"
        for finding in check_template(data, "huisstijl.docx", language)
    ]


def added(*paragraphs: str) -> Edit:
    """Paragraphs put before the appendix of terms."""
    appendix = '<w:p><w:pPr><w:pStyle w:val="PvEBijlagekop"/><w:pageBreakBefore/></w:pPr><w:r><w:t xml:space="preserve">Begrippen'
    return appendix, "".join(paragraphs) + appendix


def without(text: str) -> Edit:
    return text, ""


def headed(*rows: str) -> str:
    """A table with a header row."""
    return table(row("Kop", "Kop").replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>"), *rows)


# ── What is good ──


@pytest.mark.parametrize(
    ("file", "language"),
    [(DEFAULT, "nl"), (ROOT / "templates/programme.en.docx", "en"), (RIVIERENLAND, "nl")],
    ids=["nl", "en", "Rivierenland"],
)
def test_a_good_house_style_has_no_findings(file: Path, language: Language) -> None:
    assert told(file.read_bytes(), language) == []
    assert required_missing(WordTemplate.read(file.read_bytes(), "x")) == ()


@needs_libreoffice
def test_libreoffice_only_forgets_the_appendices_in_the_table_of_contents(tmp_path: Path) -> None:
    command = [libreoffice.installed(), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "docx"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(DEFAULT)], check=True, capture_output=True)
    assert told((tmp_path / DEFAULT.name).read_bytes()) == [
        "warning: huisstijl.docx: body: headings in the style «PvE Bijlagekop» do not come in the table of contents "
        "(give the style level 1: References > Table of Contents > Custom > Options) [template-contents]"
    ]


def test_styles_are_found_by_their_names_whatever_ids_dutch_word_gives_them() -> None:
    styles = read_parts(DEFAULT.read_bytes())["word/styles.xml"].decode()
    dutch = (
        styles.replace('"Hyperlink"/>', '"HYPERLINK"/>')
        .replace("PlaceholderText", "Tekstvantijdelijkeaanduiding")
        .replace('"Heading1"', '"Kop1"')
    )
    body = read_parts(DEFAULT.read_bytes())[BODY].decode().replace('"Heading1"', '"Kop1"')
    assert told(edited(parts={"word/styles.xml": dutch, BODY: body})) == []


def test_only_the_content_that_is_made_of_paragraphs_is_called_so() -> None:
    form = WordFormat(Styles(read_parts(DEFAULT.read_bytes())), "nl")
    block = sample(form, "nl", full=True).chapters[0].requirements[0]
    made = {(RequirementBlock, name) for name in RequirementBlock.__struct_fields__ if str(getattr(block, name)).startswith("<w:p>")}
    assert made == PARAGRAPHS


# ── What is wrong: one change, and the whole of what is told ──

NAMES = {
    "a misspelt name": (
        [("{{ requirement.title }}", "{{ requirement.titel }}")],
        "body, «{{r requirement.anchor }} {{ requirement.titel }}»: `requirement.titel` does not exist "
        "(did you mean `requirement.title`?) [template-name]",
    ),
    "in a branch that no tender reaches": (
        [added(para("{% if level == 'x' %}{{ tendr.title }}{% endif %}"))],
        "body, «{% if level == 'x' %}{{ tendr.title }}{% endif %}»: `tendr` is not a name here (did you mean `tender`?) [template-name]",
    ),
    "a capital by AutoCorrect": (
        [("{{ requirement.title }}", "{{ Requirement.title }}")],
        "body, «{{r requirement.anchor }} {{ Requirement.title }}»: `Requirement` is not a name here "
        "(Word's AutoCorrect gave it a capital: write `requirement`) [template-name]",
    ),
    "without its group": (
        [added(para("{{ reference }}"))],
        "body, «{{ reference }}»: `reference` is not a name here (did you mean `tender.reference`?) [template-name]",
    ),
    "outside its loop": (
        [added(para("{{ chapter.title }}"))],
        "body, «{{ chapter.title }}»: `chapter` is not a name here "
        "(it is one only from {% for chapter in chapters %} to {% endfor %}) [template-name]",
    ),
    "after the else of its loop": (
        [added(para("{% for term in terms %}{{ term.term }}{% else %}{{ term.meaning }}{% endfor %}"))],
        "body, «{% for term in terms %}{{ term.term }}{% else %}{{ term.mea…»: `term` is not a name here "
        "(it is one only from {% for term in terms %} to {% endfor %}) [template-name]",
    ),
    "in a header": (
        [("{{ tender.organisation }}", "{{ tender.organization }}", HEADER)],
        "header 1, «{{ tender.organization }} {{ tender.title }}»: `tender.organization` does not exist "
        "(did you mean `tender.organisation`?) [template-name]",
    ),
    "in a footer": (
        [("{{ tender.version }}", "{{ tender.versie }}", FOOTER)],
        "footer 1, «{{ tender.reference }} · versie {{ tender.versie }} Pagina …»: `tender.versie` does not exist "
        "(did you mean `tender.version`?) [template-name]",
    ),
    "in the properties": (
        [("{{ tender.title }}", "{{ tender.titel }}", CORE)],
        "properties, «{{ tender.titel }}»: `tender.titel` does not exist (did you mean `tender.title`?) [template-name]",
    ),
    "a value that never is": (
        [added(para("{% for c in chapters %}{% for r in c.requirements if r.kind == 'wens' %}{{ r.id }}{% endfor %}{% endfor %}"))],
        "body, «{% for c in chapters %}{% for r in c.requirements if r.kind…»: `r.kind` is never `wens` "
        "(choose requirement, wish or condition) [template-name]",
    ),
    "a method": (
        [added(para("{{ tender.title.upper }}"))],
        "body, «{{ tender.title.upper }}»: `tender.title` is a text, and has no `upper` (write `tender.title|upper`) [template-name]",
    ),
    "nothing like it": (
        [added(para("{{ counts.xyzzy }}"))],
        "body, «{{ counts.xyzzy }}»: `counts.xyzzy` does not exist "
        "(it has requirements, wishes, conditions, points, total, left_out, assumed) [template-name]",
    ),
}
KINDS = {
    "runs as a text": (
        [("{{r requirement.kind_label }}", "{{ requirement.kind_label }}")],
        "body, «{{ requirement.kind_label }} {{ requirement.norms }}»: `requirement.kind_label` is Word content within a paragraph "
        "(write {{r requirement.kind_label }}) [template-kind]",
    ),
    "paragraphs as a run": (
        [("{{p requirement.text }}", "{{r requirement.text }}")],
        "body, «{{r requirement.text }}»: `requirement.text` is Word content of whole paragraphs "
        "(write {{p requirement.text }}, in a paragraph of its own) [template-kind]",
    ),
    "runs as a paragraph": (
        [
            (
                "{%p if requirement.untranslated %}",
                "{{p requirement.link }}</w:t></w:r></w:p><w:p><w:r><w:t>{%p if requirement.untranslated %}",
            )
        ],
        "body, «{{p requirement.link }}»: `requirement.link` is Word content within a paragraph (write {{r requirement.link }}) [template-kind]",
    ),
    "a text as a run": (
        [("{{ requirement.title }}", "{{r requirement.title }}")],
        "body, «{{r requirement.anchor }} {{r requirement.title }}»: `requirement.title` is plain text, and {{r … }} takes Word content "
        "(write {{ requirement.title }}) [template-kind]",
    ),
    "runs in the words of a table for a screen reader": (
        [("Antwoord op {{ requirement.id }}", "Antwoord op {{ requirement.link }}")],
        "body, «{{ requirement.link }}»: `requirement.link` is Word content, and only plain text can stand here "
        "(name a plain text) [template-kind]",
    ),
    "runs through a filter": (
        [("{{r clause.requirements }}", "{{ clause.requirements|upper }}")],
        "body, «{{ clause.requirements|upper }}»: `clause.requirements` is Word content, and cannot go through `upper` "
        "(only plain text can) [template-kind]",
    ),
    "a list as a text": (
        [added(para("{{ blanks }}"))],
        "body, «{{ blanks }}»: `blanks` is a list, not a text "
        "(repeat a paragraph with {%p for blank in blanks %} and {%p endfor %}, or a table row with tr for p) [template-list]",
    ),
    "a group as a text": (
        [added(para("{% for term in terms %}{{ term }}{% endfor %}"))],
        "body, «{% for term in terms %}{{ term }}{% endfor %}»: `term` is a group of values, not a text "
        "(name one of them: term.term, term.meaning) [template-list]",
    ),
    "a loop over a text": (
        [("{%p for part in tender.description %}", "{%p for part in tender.title %}")],
        "body, «{%p for part in tender.title %}»: `tender.title` is not a list, and a loop needs one "
        "(name a list, such as chapters or facts) [template-list]",
    ),
    "a loop over a group": (
        [("{%p for part in tender.description %}", "{%p for part in tender %}")],
        "body, «{%p for part in tender %}»: `tender` is not a list, and a loop needs one (it holds the list tender.description) [template-list]",
    ),
}
TAGS = {
    "not closed": (
        [("{{ requirement.title }}", "{{ requirement.title }")],
        "body, «{{r requirement.anchor }} {{ requirement.title }»: a tag is opened and not closed "
        "(a tag must end in the paragraph where it begins) [template-tag]",
    ),
    "a loop that is not closed": (
        [("{%p for requirement in chapter.requirements %}", "{%p for requirement in chapter.requirements %")],
        "body, «{%p for requirement in chapter.requirements %»: a tag is opened and not closed "
        "(a tag must end in the paragraph where it begins) [template-tag]",
    ),
    "over two paragraphs": (
        [("{{ chapter.introduction }}", "{{ chapter.</w:t></w:r></w:p><w:p><w:r><w:t>introduction }}")],
        "body, «{{ chapter.»: a tag is opened and not closed (a tag must end in the paragraph where it begins) [template-tag]",
    ),
    "one brace": (
        [("{{ chapter.introduction }}", "{ chapter.introduction }")],
        "body, «{ chapter.introduction }»: `{ chapter.introduction }` has one brace, and is printed as it stands "
        "(write `{{ chapter.introduction }}`) [template-tag]",
    ),
    "one brace before": (
        [("{{ chapter.introduction }}", "{ chapter.introduction }}")],
        "body, «{ chapter.introduction }}»: `}}` closes a tag that was not opened (write both braces where the tag begins) [template-tag]",
    ),
    "a loop without an end": (
        [without("{%p endfor %}")],
        "body, «{%p for blank in blanks %}»: this loop does not end (write {%p endfor %} where it ends) [template-tag]",
    ),
    "an end without a loop": (
        [without("{%p for blank in blanks %}"), ("{{ blank }}", "x")],
        "body, «{%p endfor %}»: `endfor` ends a loop that did not begin (write {% for … %} before it, or remove it) [template-tag]",
    ),
    "a tag with a capital": (
        [("{%p for chapter in chapters %}", "{%P for chapter in chapters %}")],
        "body, «{%P for chapter in chapters %}»: `{%P` does not begin a tag (Word's AutoCorrect gave it a capital: write `{%p`) [template-tag]",
    ),
    "a word with a capital": (
        [("{%p for chapter in chapters %}", "{%p For chapter in chapters %}")],
        "body, «{%p For chapter in chapters %}»: `For` is not something a tag can do "
        "(Word's AutoCorrect gave it a capital: write `for`) [template-tag]",
    ),
    "an unknown filter": (
        [("{{ chapter.introduction }}", "{{ chapter.introduction|uper }}")],
        "body, «{{ chapter.introduction|uper }}»: the filter `uper` is not allowed in a template (did you mean `upper`?) [template-tag]",
    ),
    "an unknown test": (
        [added(para("{% if tender.date is emty %}x{% endif %}"))],
        "body, «{% if tender.date is emty %}x{% endif %}»: the test `emty` is not allowed in a template "
        "(there are defined, undefined, none, true, false, eq, ne, lt, gt, le, ge, equalto, even, odd) [template-tag]",
    ),
    "an unknown word": (
        [added(para("{% iff blanks %}"))],
        "body, «{% iff blanks %}»: `iff` is not something a tag can do (did you mean `if`?) [template-tag]",
    ),
    "two names": (
        [added(para("{{ tender title }}"))],
        "body, «{{ tender title }}»: this tag cannot be read: expected token ')', got 'title' "
        "(a tag names one value, such as {{ tender.title }}) [template-tag]",
    ),
    "a value or nothing": (
        [added(para("{{ tender.title if knock_out }}"))],
        "body, «{{ tender.title if knock_out }}»: an `if` inside a value has no `else` (write {{ x if y else '' }}) [template-tag]",
    ),
    "a loop within the cells of a row": (
        [("{{ term.term }}", "{% for c in chapters %}{{ term.term }}"), ("{{ term.meaning }}", "{{ term.meaning }}{% endfor %}")],
        "body, «{% for c in chapters %}{{ term.term }}»: this loop begins in one table cell and ends in another "
        "(write {%tr for c in chapters %} and {%tr endfor %}, each in a row of its own, around the rows that it is about) [template-tag]",
    ),
    "a loop around rows without tr": (
        [added(headed(row("{% for term in terms %}", ""), row("{{ term.term }}", ""), row("{% endfor %}", "")))],
        "body, «{% for term in terms %}»: this loop begins in one table row and ends in another "
        "(write {%tr for term in terms %} and {%tr endfor %}, each in a row of its own, around the rows that it is about) [template-tag]",
    ),
    "company in its paragraph": (
        [("{%p for chapter in chapters %}", "Hoofdstukken {%p for chapter in chapters %}")],
        "body, «Hoofdstukken {%p for chapter in chapters %}»: a p-tag takes the place of its whole paragraph, and there is more in it "
        "(give the tag a paragraph of its own) [template-tag]",
    ),
}
MISSING = {
    "no answer field": (
        [without("{{r requirement.answer_field }}")],
        "does not show the field for an answer (write {{r requirement.answer_field }} below the requirement) [template-required]",
    ),
    "no title, though the register has it": (
        [without("{{ requirement.title }}")],
        "does not show the title of a requirement (write {{ requirement.title }} in its heading) [template-required]",
    ),
    "a number that is no place": (
        [("{{r requirement.anchor }}", "{{ requirement.id }}")],
        "does not show the number of a requirement, to which links lead (write {{r requirement.anchor }} in its heading) [template-required]",
    ),
    "no checksum": (
        [without("{{ provenance.hash }}")],
        "does not show the checksum (write {{ provenance.hash }} among the document's data) [template-required]",
    ),
    "no reason": (
        [without("{{r requirement.why }}")],
        "warning: does not show why a requirement is asked (write {{r requirement.why }} below its text) [template-recommended]",
    ),
    "no evidence": (
        [without("{{r item.what }}"), without("{{ item.when }}")],
        "warning: does not show which evidence is asked "
        "(write {{r item.what }} between {%p for item in requirement.evidence %} and {%p endfor %}) [template-recommended]",
    ),
    "no table of contents": (
        [(' TOC \\o "1-2"', ' INDEX \\o "1-2"')],
        "warning: has no table of contents (insert one with References > Table of Contents; `pve` fills it in) [template-contents]",
    ),
}
TRIALS = {
    "a text for wishes only": (
        [
            (
                "{{p requirement.text }}",
                "{%p if requirement.kind == 'wish' %}</w:t></w:r></w:p>" + para("{{p requirement.text }}") + "<w:p><w:r><w:t>{%p endif %}",
            )
        ],
        "body: the title or the text of EIS-01, VOORW-03 in the sample is not found back "
        "(put both between the heading of this requirement and that of the next, for every kind of requirement) [template-trial]",
    ),
    "an answer field twice": (
        [("{{r requirement.answer_field }}", "{{r requirement.answer_field }}{{r requirement.answer_field }}")],
        "body: {{r requirement.answer_field }} is there more than once for EIS-01, WENS-02, VOORW-03 in the sample "
        "(write it once: an answer has one place) [template-trial]",
    ),
    "a place twice": (
        [("{{r requirement.kind_label }}", "{{r requirement.kind_label }}{{r requirement.anchor }}")],
        "body: {{r requirement.anchor }} is there more than once for EIS-01, WENS-02, VOORW-03 in the sample "
        "(write it once, in the heading, and {{r requirement.link }} elsewhere) [template-trial]",
    ),
    "white on white": (
        [('<w:t xml:space="preserve">Leeswijzer', '<w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t xml:space="preserve">Leeswijzer')],
        "body: «Leeswijzer» cannot be seen on the page (white) "
        "(give the text itself a colour or size that can be read; white only in a cell that is coloured itself) [template-trial]",
    ),
    "a part that is not there": (
        [added(para("{{ chapters[7].title }}"))],
        "body, «{{ chapters[7].title }}»: this list has no item 7 [template-trial]",
    ),
}
LOOKS = {
    "a style that is gone": (
        [('w:val="PvE Label wens"', 'w:val="Label wens"', "word/styles.xml")],
        "warning: styles: there is no style «PvE Label wens»: the label of a wish will look plain "
        "(give a style that name, or copy it from a new house style (`pve template init`)) [template-style]",
    ),
    "a table without a header row": (
        [("<w:tblHeader/>", "")],
        "warning: body, «Gegeven Waarde»: the first row of this table is not marked as its header "
        "(mark it, so that it is repeated and read aloud: Table Layout > Repeat Header Rows) [template-table]",
    ),
    "no title": (
        [("{{ tender.title }}", "", CORE)],
        "warning: properties: the document has no title (write {{ tender.title }} there: File > Info > Title) [template-title]",
    ),
    "a title for ever": (
        [("{{ tender.title }}", "Sjabloon PvE", CORE)],
        "warning: properties: the title is always «Sjabloon PvE» (write {{ tender.title }} there: File > Info > Title) [template-title]",
    ),
    "no language": (
        [('<w:lang w:val="nl-NL" w:eastAsia="nl-NL" w:bidi="ar-SA"/>', "", "word/styles.xml")],
        "warning: does not say in which language it is "
        "(choose Dutch for all text, as the default: Review > Language > Set Proofing Language) [template-language]",
    ),
    "another language": (
        [('<w:lang w:val="nl-NL"', '<w:lang w:val="en-GB"', "word/styles.xml")],
        "warning: is marked as en-GB, and checked as Dutch (choose Dutch for all text, as the default: Review > Language > "
        "Set Proofing Language; or check it with --lang en) [template-language]",
    ),
    "not protected": (
        [('<w:documentProtection w:edit="forms" w:enforcement="1"/>', "", "word/settings.xml")],
        "warning: lets a tenderer type anywhere "
        "(when it is ready: Review > Restrict Editing > Filling in forms, without a password) [template-protection]",
    ),
    "a condition around a table without p": (
        [added(para("{% if knock_out %}"), headed(row("een", "twee")), para("{% endif %}"))],
        "warning: body, «{% if knock_out %}»: this condition begins in one paragraph and ends in another "
        "(write {%p if knock_out %} and {%p endif %}, each in a paragraph of its own) [template-tag]",
    ),
    "a loop over paragraphs without p": (
        [added(para("{% for fact in facts %}"), para("{{ fact.title }}"), para("{% endfor %}"))],
        "warning: body, «{% for fact in facts %}»: this loop begins in one paragraph and ends in another "
        "(write {%p for fact in facts %} and {%p endfor %}, each in a paragraph of its own) [template-tag]",
    ),
    "appendices that are not in the contents": (
        [(' \\t "PvE Bijlagekop;1"', "")],
        "warning: body: headings in the style «PvE Bijlagekop» do not come in the table of contents "
        "(give the style level 1: References > Table of Contents > Custom > Options) [template-contents]",
    ),
}


@pytest.mark.parametrize(
    ("edits", "line"),
    [case for cases in (NAMES, KINDS, TAGS, MISSING, TRIALS, LOOKS) for case in cases.values()],
    ids=[name for cases in (NAMES, KINDS, TAGS, MISSING, TRIALS, LOOKS) for name in cases],
)
def test_one_mistake_gives_one_line(edits: list[Edit], line: str) -> None:
    expected = f"warning: huisstijl.docx: {line.removeprefix('warning: ')}" if line.startswith("warning: ") else f"huisstijl.docx: {line}"
    assert told(edited(*edits)) == [expected]


def relations(*targets: tuple[str, str]) -> str:
    """Relationships to files elsewhere, each of a kind."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="x{number}" Type="{kind}/{sort}" Target="{target}" TargetMode="External"/>'
        for number, (sort, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


COMMENT = (
    f'<w:comments xmlns:w="{wordfile.W}"><w:comment w:id="7" w:author="Jansen"><w:p><w:r><w:t>Hier het logo?</w:t></w:r></w:p></w:comment>'
    "</w:comments>"
)
PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Afbeelding 1"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    "</wp:inline></w:drawing></w:r>"
)
LEFT_IN = {
    "a tracked change": (
        edited(("<w:t xml:space=\"preserve\">Leeswijzer</w:t></w:r>", "<w:t>Lees</w:t></w:r><w:ins w:id=\"1\"><w:r><w:t>wijzer</w:t></w:r></w:ins>")),
        ["body, «Leeswijzer»: holds tracked changes (accept or reject them all in Word) [template-refused]"],
    ),
    "a tracked look": (
        edited(("<w:t xml:space=\"preserve\">Leeswijzer", "<w:rPr><w:rPrChange w:id=\"1\"/></w:rPr><w:t>Leeswijzer")),
        ["body, «Leeswijzer»: holds tracked changes (accept or reject them all in Word) [template-refused]"],
    ),
    "a comment": (
        edited(("<w:t xml:space=\"preserve\">Leeswijzer", "<w:commentReference w:id=\"7\"/><w:t>Leeswijzer"), parts={"word/comments.xml": COMMENT}),
        [
            "body, «Leeswijzer»: a comment by Jansen is left in: «Hier het logo?» "
            "(delete it, since every tenderer would read it: Review > Delete) [template-comment]"
        ],
    ),
    "files elsewhere, and macros": (
        edited(
            parts={
                "word/_rels/header1.xml.rels": relations(("image", "https://example.nl/logo.png"), ("hyperlink", "https://example.nl")),
                "word/_rels/settings.xml.rels": relations(("attachedTemplate", "file:///S:/huisstijl.dotx")),
                "word/vbaProject.bin": "x",
            }
        ),
        [
            "holds macros (save it as .docx, without macros) [template-refused]",
            "header 1: points to a file outside itself: https://example.nl/logo.png "
            "(embed the picture: Insert > Pictures > This Device) [template-refused]",
            "settings: points to a file outside itself: file:///S:/huisstijl.dotx "
            "(detach it: Developer > Document Template, and choose Normal) [template-refused]",
        ],
    ),
    "fields that fetch": (
        edited(added(para('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE "x" </w:instrText></w:r>'
                          '<w:r><w:fldChar w:fldCharType="end"/></w:r>', '<w:fldSimple w:instr="DDEAUTO c:\\x"/>'))),
        [
            "body: holds a field that fetches something (INCLUDEPICTURE) (remove the field) [template-refused]",
            "body: holds a field that fetches something (DDEAUTO) (remove the field) [template-refused]",
        ],
    ),
    "a picture without words": (
        edited(added(para(PICTURE))),
        ["warning: body: the picture «Afbeelding 1» has no alternative text (write what it shows: Picture Format > Alt Text) [template-picture]"],
    ),
    "a tag in SmartArt": (
        edited(parts={"word/diagrams/data1.xml": "<x>{{ tender.title }}</x>"}),
        ["data 1: a tag in a SmartArt or chart is printed as it stands (put it in a text box or a paragraph) [template-tag]"],
    ),
    "a misspelt name in a footnote": (
        edited(parts={"word/footnotes.xml": f'<w:footnotes xmlns:w="{wordfile.W}"><w:footnote>{para("{{ tender.tittle }}")}</w:footnote></w:footnotes>'}),
        ["footnotes, «{{ tender.tittle }}»: `tender.tittle` does not exist (did you mean `tender.title`?) [template-name]"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "lines"), LEFT_IN.values(), ids=LEFT_IN)
def test_what_somebody_left_in_is_told_where_it_is(data: bytes, lines: list[str]) -> None:
    assert [line.replace("huisstijl.docx: ", "") for line in told(data)] == lines


def test_a_template_without_requirements_is_told_so_and_what_is_missing_besides() -> None:
    rules = told(edited(parts={BODY: f'<w:document xmlns:w="{wordfile.W}"><w:body>{para("Leeg")}</w:body></w:document>'}))
    assert [line.removeprefix("huisstijl.docx: ") for line in rules if "template-required" in line] == [
        "has no loop over the requirements (begin with {%p for chapter in chapters %} and {%p for requirement in chapter.requirements %}) "
        "[template-required]",
        "does not show the number of the document (write {{ provenance.document }} among the document's data) [template-required]",
        "does not show the checksum (write {{ provenance.hash }} among the document's data) [template-required]",
    ]
    assert len([line for line in rules if "template-recommended" in line]) == 7


def test_a_loop_that_was_deleted_is_told_once_and_not_at_every_name_that_needs_it() -> None:
    assert told(edited(without("{%p for requirement in chapter.requirements %}"), ("{{r item.what }}", "{{r item.wat }}"))) == [
        "huisstijl.docx: body, «{{r requirement.anchor }} {{ requirement.title }}»: `requirement` is not a name here "
        "(it is one only from {% for requirement in chapter.requirements %} to {% endfor %}) [template-name]",
        "huisstijl.docx: body, «Bewijs, {{ item.when }}: {{r item.wat }}»: `item.wat` does not exist (did you mean `item.what`?) "
        "[template-name]",
        "huisstijl.docx: body, «{%p endfor %}»: `endfor` ends a loop that did not begin "
        "(write {% for … %} before it, or remove it) [template-tag]",
    ]


def test_everything_is_told_in_one_pass_errors_first_and_parts_in_their_order() -> None:
    data = edited(
        ("{{ requirement.title }}", "{{ Requirement.titel }}"),
        ("{{ requirement.norms }}", "{{ requirement.norms"),
        ("{%p for item in requirement.evidence %}", "{%p for item in requirement.evidense %}"),
        ("{{ chapter.introduction }}", "{{ chapter.introduction|uper }}"),
        ("{{ provenance.hash }}", ""),
        ("{{ tender.version }}", "{{ tender.versie }}", FOOTER),
        ("{{ tender.title }}", "", CORE),
        ("<w:tblHeader/>", ""),
        parts={"word/comments.xml": COMMENT},
    )
    lines = [line.removeprefix("huisstijl.docx: ").removeprefix("warning: huisstijl.docx: ") for line in told(data)]
    assert [line.partition(": ")[2].partition(" (")[0] if "«" in line.split(": ")[0] else line.partition(" (")[0] for line in lines] == [
        "does not show the checksum",
        "a tag is opened and not closed",
        "the filter `uper` is not allowed in a template",
        "`Requirement` is not a name here",
        "`Requirement.titel` does not exist",
        "`requirement.evidense` does not exist",
        "body: a comment by Jansen is left in: «Hier het logo?»",
        "`tender.versie` does not exist",
        "the first row of this table is not marked as its header",
        "properties: the document has no title",
    ]


# ── What is refused without a reading ──

UNREADABLE = {
    "a text": (b"geen Word", "huisstijl.docx: is not a .docx (save it as .docx)"),
    "an old .doc": (
        b"\xd0\xcf\x11\xe0" + bytes(600),
        "huisstijl.docx: is an old .doc, or protected with a password (save it as .docx without a password)",
    ),
    "damaged XML": (
        edited(parts={HEADER: "<hdr>"}),
        "huisstijl.docx: word/header1.xml: is damaged: no element found: line 1, column 5 (save it again)",
    ),
}


@pytest.mark.parametrize(("data", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_has_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        check_template(data, "huisstijl.docx", "nl")
    assert str(error.value) == message


# ── Before a document is written ──


def test_a_template_that_asks_nothing_or_takes_no_answer_is_known_before_it_is_used() -> None:
    def missing(*edits: Edit) -> tuple[str, ...]:
        return required_missing(WordTemplate.read(edited(*edits), "x"))

    assert missing(without("{{r requirement.answer_field }}")) == ("requirement.answer_field",)
    assert missing(("{{r requirement.anchor }}", "{{ requirement.id }}")) == ()
    assert required_missing(WordTemplate.read(wordfile.docx(para("{{ tender.title }}")), "x")) == (
        "requirement.anchor",
        "requirement.text",
        "requirement.answer_field",
    )


# ── Whatever a template holds ──


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_what_a_template_has_no_need_for_is_a_finding_in_its_place(attack: str) -> None:
    from xml.sax.saxutils import escape

    found = check_template(edited(added(para(run(escape(attack))))), "x", "nl")
    assert any(finding.severity == "error" and finding.message.startswith("body, «") for finding in found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["{{ %s }}", "{{r %s }}", "{%% %s %%}", "{%%p %s %%}", "%s }}", "{{ %s"]),
            st.text("fortnif .|'[]0x~=endelsif_", max_size=25),
        )
    )
)
def test_any_tags_at_all_give_findings_and_no_surprise(tags: list[tuple[str, str]]) -> None:
    body = [para("".join(form % inner for form, inner in tags)), *[para(form % inner) for form, inner in tags]]
    check_template(wordfile.docx(*body, table(row(*[form % inner for form, inner in tags]))), "x", "nl")
