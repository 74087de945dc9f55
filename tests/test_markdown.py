"""The programme as Markdown: how it reads, and that no text in it means anything but itself."""

from __future__ import annotations

import difflib
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from drawnup import drawn_up, small_catalog
from pve_gen.markup import MarkupError, parse_inline
from pve_gen.texttemplate import TextTemplateError
from pve_gen.writers.markdown import MarkdownFormat, escape

TENDER = """\
organisation: Gemeente Voorbeeldstad
title: Zaaksysteem
reference: R&D-1
date: 2026-11-20
contact: Team Inkoop
description: |
  Eerste alinea.

  Tweede alinea.
facts:
  confidentiality: {value: high, motivation: Het zijn gevoelige gegevens.}
  email: {value: true, motivation: "Er gaat post uit.\\nOok 's nachts."}
decisions:
  - {requirement: NET-02, decision: leave_out, reason: Staat al in de overeenkomst., role: CISO}
"""

CHAPTER_AND_REGISTER = """\
<a id="chapter-1"></a>

## Netwerk

Dit hoofdstuk gaat over het netwerk.

<a id="net-01"></a>

### NET-01 Gescheiden netwerken

**Wens · 10 punten** · BIO2 maatregel 8.20.01 (niet geverifieerd)

> De Leverancier scheidt:
>
> - het beheer, binnen 4 uur;
> - het gebruik, voor **\\[omvang\\]**.
>
> Hoe, staat in **dit** *boek* van `nl` ([bron](https://www.example.nl)).

- **Waarom:** Een inbraak blijft dan klein.
- **Bewijs, bij inschrijving:** Een tekening van het netwerk
- **Bewijs, jaarlijks:** Een verslag
- **Toets:** Lees de tekening.

<a id="register"></a>

## Bijlage A: Register

Alle eisen, wensen en contractvoorwaarden op een rij. Een nummer brengt u naar de tekst zelf.

| Nummer | Omschrijving | Soort | Normen | Reden |
|---|---|---|---|---|
| [NET-01](#net-01) | Gescheiden netwerken | Wens · 10 punten | BIO2 maatregel 8.20.01 (niet geverifieerd) | \
Vertrouwelijkheid: hoog (geldt vanaf hoog); Levering: SaaS, aangenomen. |
"""

TABLES = """\
| **Vertrouwelijkheid** | hoog | Afweging van de gemeente | Het zijn gevoelige gegevens. |
| **Levering** | SaaS | Aanname | \\[nog te motiveren\\] |
| **E-mail** | ja | Afweging van de gemeente | Er gaat post uit. Ook 's nachts. |
| **NET-02** | Weggelaten | CISO | Staat al in de overeenkomst. |
| NET-02 | Gescheiden netwerken | Weggelaten door CISO: Staat al in de overeenkomst. |
| **BIO2 maatregel 8.20.01 (niet geverifieerd)** | Netwerken scheiden | [NET-01](#net-01) |
| **Eis** | Een minimum. |
"""

FRONT = """\
# Zaaksysteem

**Gemeente Voorbeeldstad** – Programma van eisen informatiebeveiliging en privacy

| Gegeven | Waarde |
|---|---|
| Kenmerk | R&D-1 |
| Versie en status | 0.1 – Concept |
| Datum | 20 november 2026 |
| Contact | Team Inkoop |
| Classificatie | vertrouwelijkheid hoog |
| Documentnummer | NUMBER |
| Catalogus | Kleine catalogus 2026.1 |
| Sjabloon | programme.nl.md |
| Gemaakt met | pve 0.1.0 |
| Controlegetal | HASH |
"""


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    path = tmp_path / "tender.yaml"
    path.write_text(TENDER, "utf-8")
    return path


def test_a_programme_reads_from_front_to_terms(tender: Path, tmp_path: Path) -> None:
    document = drawn_up("md", tender, catalog=small_catalog(tmp_path / "catalog"))
    front = re.sub(r"\b[0-9a-f]{64}\b", "HASH", re.sub(r"\b(?:[0-9a-f]{4}-){3}[0-9a-f]{4}\b", "NUMBER", document))
    assert front.startswith(FRONT)
    assert "\n\n### Wat de gemeente inkoopt\n\nEerste alinea.\n\nTweede alinea.\n\n### " in document
    assert CHAPTER_AND_REGISTER in document
    rows = [line for line in document[document.index("## Bijlage B") :].splitlines() if line.startswith("| ")]
    heads = {"| Kenmerk |", "| Eis |", "| Nummer |", "| Bepaling |", "| Begrip |"}
    assert "".join(f"{row}\n" for row in rows if not row.startswith(tuple(heads))) == TABLES
    assert "\n\n\n" not in document
    assert not re.search(r"(?m) +$", document)


def test_the_example_has_every_requirement_and_every_link_arrives() -> None:
    document = drawn_up("md")
    headings = re.findall(r"(?m)^### ([A-Z]+-\d+) ", document)
    register = re.findall(r"(?m)^\| \[([A-Z]+-\d+)\]", document)
    assert headings == register
    assert len(headings) > 100
    anchors = re.findall(r'<a id="([^"]+)"></a>', document)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", document)) <= set(anchors)
    assert not re.search("[{}\ue000\ue001]", document)


def test_a_theme_may_have_any_name_that_a_folder_may_have(tender: Path, tmp_path: Path) -> None:
    catalog = small_catalog(tmp_path / "catalog")
    (catalog / "requirements/network").rename(catalog / 'requirements/x" onclick="y) (z')
    document = drawn_up("md", tender, catalog=catalog)
    assert "onclick" not in document
    assert "\n- [Netwerk](#chapter-1)\n" in document
    assert '\n<a id="chapter-1"></a>\n\n## Netwerk\n' in document


def test_a_small_change_in_the_catalogue_is_a_small_difference(tender: Path, tmp_path: Path) -> None:
    before = drawn_up("md", tender, catalog=small_catalog(tmp_path / "before"))
    after = drawn_up("md", tender, catalog=small_catalog(tmp_path / "after", {"blijft dan klein": "blijft dan heel klein"}))
    changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert changed == ["- - **Waarom:** Een inbraak blijft dan klein.", "+ - **Waarom:** Een inbraak blijft dan heel klein."]


def test_a_requirement_without_a_translation_says_so(tender: Path, tmp_path: Path) -> None:
    catalog = small_catalog(tmp_path / "catalog")
    path = catalog / "requirements/network/NET-01.yaml"
    path.write_text(path.read_text("utf-8").partition("\nen:\n")[0] + "\n", "utf-8")
    document = drawn_up("md", tender, "en", catalog)
    note = "*This requirement has not been translated yet; the Dutch text applies.*"
    assert f"**Wish · 10 points** · BIO2 (NL) measure 8.20.01 (not verified)\n\n{note}\n\n> De Leverancier scheidt:\n" in document


def test_a_mistake_in_a_template_is_told_with_its_line(tender: Path) -> None:
    with pytest.raises(TextTemplateError, match=r"^programme\.nl\.md:2: `titel` is not a name here \(did you mean `title`\?\)$"):
        drawn_up("md", tender, template="\n{{ tender.titel }}")


# ── Texts of requirements ──

BLOCKS = {
    "Een.\n\nTwee,\nop twee regels.": "> Een.\n>\n> Twee, op twee regels.",
    "Dit:\n\n- a\n- b\n  1. c\n  2. d\n- e\n\nEn.": "> Dit:\n>\n> - a\n> - b\n>   1. c\n>   2. d\n> - e\n>\n> En.",
    "1. a\n   - b\n2. c": "> 1. a\n>    - b\n> 2. c",
    "- a\n\n* b\n\n+ c": "> - a\n> * b\n> - c",
    "1. a\n\n1) b": "> 1. a\n> 1) b",
    "- a\n  - b\n  * c\n- d\n  - e": "> - a\n>   - b\n>   * c\n> - d\n>   - e",
    "1\\. april": "> 1\\. april",
    "**1.** en *2* en ***3*** en `a*b`": "> **1.** en *2* en ***3*** en `a*b`",
    "*Een **twee** drie*": "> *Een* ***twee*** *drie*",
    "**a**_b_c": "> **a**\\_b_c",
    "***a**.*": "> <strong><em>a</em></strong><em>.</em>",  # asterisks would be read otherwise
    "`` a`b `` en ` `` `": "> ``a`b`` en ``` `` ```",
    "[a*b*](https://x.example/?a=1&copy;=(2))": "> [a*b*](https://x.example/?a=1%C2%A9=\\(2\\))",
    "R\\&amp;D \\<b> a_b \\_c\\_": "> R\\&amp;D \\<b> a_b \\_c\\_",
    "voor **binnen \ue000[termijn]\ue001 uur** na": "> voor **binnen \\[termijn\\] uur** na",
}


@pytest.mark.parametrize(("text", "written"), BLOCKS.items(), ids=range(len(BLOCKS)))
def test_a_text_becomes_a_quotation_with_a_line_per_paragraph_and_item(text: str, written: str) -> None:
    assert MarkdownFormat().blocks(text) == written


def test_ten_items_leave_room_for_what_stands_under_the_tenth() -> None:
    written = MarkdownFormat().blocks("\n".join(f"{number}. a" for number in range(1, 11)) + "\n    - b")
    assert written.endswith("> 10. a\n>     - b")


# ── Texts that could mean something ──

# The Markdown that GitHub and GitLab share, as far as a parser at hand knows it.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLACES = {
    "a paragraph": ("{}", "<p>{}</p>\n"),
    "a heading": ("# {}", "<h1>{}</h1>\n"),
    "a heading behind a number": ("### A-1 {}", "<h3>A-1 {}</h3>\n"),
    "an item": ("- {}", "<ul>\n<li>{}</li>\n</ul>\n"),
    "a quotation": ("> {}", "<blockquote>\n<p>{}</p>\n</blockquote>\n"),
    "bold": ("**x {}** y", "<p><strong>x {}</strong> y</p>\n"),
    "a link": ("[{}](#x)", '<p><a href="#x">{}</a></p>\n'),
    "under a line": ("x\n{}", "<p>x\n{}</p>\n"),
    "a cell": (
        "| a |\n|---|\n| {} |",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{}</td>\n</tr>\n</tbody>\n</table>\n",
    ),
}
MEANING = st.text(st.sampled_from(" ab1.)-+=*_`~[]()<>!#&;:|\\/$\"'{}^@\né"), min_size=1)


@pytest.mark.parametrize(("source", "result"), PLACES.values(), ids=PLACES)
@settings(deadline=None)
@given(text=MEANING | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_value_is_shown_to_the_letter_wherever_it_stands(source: str, result: str, text: str) -> None:
    shown = " ".join(re.split(r"[ \t\r\n]+", text)).strip(" ")
    assume(shown.strip())  # white space that is no space is trimmed in some places and not in others
    assume(shown == shown.strip())
    before, after = result.split("{}")
    written = READER.render(source.replace("{}", escape(text)))
    assert written.startswith(before)
    assert written.endswith(after)
    assert unescape(written[len(before) : len(written) - len(after)]) == shown


@settings(deadline=None)
@given(text=st.text(st.sampled_from(" ab.*_`\\[]()"), min_size=1) | st.from_regex(r"\A([ab.]|\*{1,3}|_{1,2}| |`){1,14}\Z"))
def test_marks_in_a_text_mean_afterwards_what_they_meant_before(text: str) -> None:
    def letters(source: str) -> list[tuple[str, bool, bool, bool, str]]:
        spans = parse_inline(source)
        return [(letter, s.bold, s.italic, s.code, s.href) for s in spans for letter in s.text if letter != " "]

    try:
        meant = letters(text)
    except MarkupError:
        assume(False)
    written = MarkdownFormat().inline(text)
    tags = {"<strong>": "\ue010", "</strong>": "\ue011", "<em>": "\ue012", "</em>": "\ue013"}
    if not any(tag in written for tag in tags):
        assert letters(written) == meant


READABLE = [
    "2026-11-20",
    "R&D",
    "inkoop@voorbeeld.example",
    "C# en F#",
    "een – twee",
    "a_b.docx",
    "5 < 6",
    "(zie art. 3, lid 2)",
    "-5 °C",
    "e.g. x!",
]


@pytest.mark.parametrize("text", READABLE)
def test_what_means_nothing_is_not_escaped(text: str) -> None:
    assert escape(text) == text


ELEMENTS = {"h1", "h2", "h3", "p", "strong", "em", "code", "a", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "](javascript:alert(1))",
    "[klik](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "| a | b |",
    "# kop\n## kop",
    "```\ncode",
    "&lt;b&gt; $x$ {+ erbij +} ~~weg~~ #12",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are_and_do_nothing(text: str, tmp_path: Path) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    tender = tmp_path / "tender.yaml"
    tender.write_text(
        f'title: "{quoted}"\norganisation: "{quoted}"\ncontact: "{quoted}"\ndescription: "{quoted}"\n'
        f'facts:\n  confidentiality: {{value: high, motivation: "{quoted}"}}\n',
        "utf-8",
    )
    rendered = READER.render(drawn_up("md", tender, catalog=small_catalog(tmp_path / "catalog")))
    shown = " ".join(text.split())
    title, cell = re.search(r"<h1>(.*?)</h1>", rendered), re.findall(r"<td>(.*?)</td>", rendered)
    assert title
    assert unescape(title[1]) == shown
    assert [unescape(content) for content in cell].count(shown) == 2  # contact and motivation
    assert f"<p>{title[1]}</p>" in rendered
    assert set(re.findall(r"<(\w+)", rendered)) == ELEMENTS
    assert set(re.findall(r'href="([^#"][^"]*)"', rendered)) == {"https://www.example.nl"}
