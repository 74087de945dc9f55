"""The programme as an HTML page: what is in it, and that it is sound. What it does is in test_html_in_browser.py."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from conftest import ROOT
from drawnup import drawn_up, small_catalog
from pve_gen.texttemplate import TextTemplateError
from pve_gen.writers.html import HtmlFormat

TENDER = """\
title: Zaaksysteem
reference: R&D-1
date: 2026-11-20
facts:
  confidentiality: {value: high, motivation: Het zijn gevoelige gegevens.}
  email: {value: true, motivation: "Er gaat post uit.\\nOok 's nachts."}
decisions:
  - {requirement: NET-02, decision: leave_out, reason: Staat al in de overeenkomst., role: CISO}
"""

REQUIREMENT = """\
<article class="requirement" data-kind="wish">
<h3><a class="number" id="NET-01" href="#NET-01">NET-01</a> <span>Gescheiden netwerken</span></h3>
<p class="norms"><span class="kind kind-wish">Wens · 10 punten</span> BIO2 maatregel 8.20.01 (niet geverifieerd)</p>
<div class="statement"><p>De Leverancier scheidt:</p><ul><li>het beheer, binnen 4 uur;</li><li>het gebruik, voor <mark>[omvang]</mark>.</li></ul>\
<p>Hoe, staat in <strong>dit</strong> <em>boek</em> van <code>nl</code> (<a href="https://www.example.nl">bron</a>).</p></div>
<dl>
<div><dt>Waarom:</dt> <dd>Een inbraak blijft dan klein.</dd></div>
<div><dt>Bewijs, bij inschrijving:</dt> <dd>Een tekening van het netwerk</dd></div>
<div><dt>Bewijs, jaarlijks:</dt> <dd>Een verslag</dd></div>
<div><dt>Toets:</dt> <dd>Lees de tekening.</dd></div>
</dl>
</article>
"""

TABLES = [
    ["NET-01", "Gescheiden netwerken", "Wens · 10 punten", "BIO2 maatregel 8.20.01 (niet geverifieerd)",
     "Vertrouwelijkheid: hoog (geldt vanaf hoog); Levering: SaaS, aangenomen."],
    ["Vertrouwelijkheid", "hoog", "Afweging van de gemeente", "Het zijn gevoelige gegevens."],
    ["Levering", "SaaS", "Aanname", "[nog te motiveren]"],
    ["E-mail", "ja", "Afweging van de gemeente", "Er gaat post uit.\nOok 's nachts."],
    ["NET-02", "Weggelaten", "CISO", "Staat al in de overeenkomst."],
    ["NET-02", "Gescheiden netwerken", "Weggelaten door CISO: Staat al in de overeenkomst."],
    ["BIO2 maatregel 8.20.01 (niet geverifieerd)", "Netwerken scheiden", "NET-01"],
]  # fmt: skip


def parsed(page: str) -> Any:
    """The page as a tree to ask things of."""
    return html.fromstring(page)


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    path = tmp_path / "tender.yaml"
    path.write_text(TENDER, "utf-8")
    return path


@pytest.fixture
def small(tender: Path, tmp_path: Path) -> str:
    return drawn_up("html", tender, catalog=small_catalog(tmp_path / "catalog"))


@pytest.fixture(scope="module")
def example() -> str:
    return drawn_up("html")


def test_a_requirement_has_its_number_kind_norms_text_reason_evidence_and_verification(small: str) -> None:
    assert REQUIREMENT in small


def test_the_appendices_tell_the_weighing_the_decisions_what_is_left_out_and_which_norms_are_covered(small: str) -> None:
    rows = [[cell.text_content() for cell in row] for row in parsed(small).xpath("//section[h2/span]//tbody/tr")]
    assert rows == TABLES


def test_the_cover_says_which_tender_and_which_document_it_is(small: str) -> None:
    cover = parsed(small).find_class("cover")[0]
    said = {term.text_content(): term.getnext().text_content() for term in cover.iter("dt")}
    assert re.fullmatch(r"(?:[0-9a-f]{4}-){3}[0-9a-f]{4}", said.pop("Documentnummer"))
    assert re.fullmatch(r"[0-9a-f]{64}", said.pop("Controlegetal"))
    assert said == {
        "Kenmerk": "R&D-1",
        "Versie en status": "0.1 – Concept",
        "Datum": "20 november 2026",
        "Contact": "[contactgegevens]",
        "Classificatie": "vertrouwelijkheid hoog",
        "Catalogus": "Kleine catalogus 2026.1",
        "Sjabloon": "programme.nl.html",
        "Gemaakt met": "pve 0.1.0",
    }
    assert [heading.text for heading in cover.iter("h1")] == ["Zaaksysteem"]


def test_what_must_still_be_filled_in_stands_before_everything_else(small: str) -> None:
    assert [item.text for item in parsed(small).xpath("//main/*[1][contains(@class, 'blanks')]//li")] == [
        "naam van de gemeente",
        "contactgegevens",
        "NET-01 omvang (Hoeveel gebruikers)",
        "motivering van kenmerken (bijlage B): 1",
    ]


def test_a_requirement_without_a_translation_says_so_and_is_marked_as_dutch(tender: Path, tmp_path: Path) -> None:
    catalog = small_catalog(tmp_path / "catalog")
    path = catalog / "requirements/network/NET-01.yaml"
    path.write_text(path.read_text("utf-8").partition("\nen:\n")[0] + "\n", "utf-8")
    page = parsed(drawn_up("html", tender, "en", catalog))
    assert page.get("lang") == "en-GB"
    assert "This requirement has not been translated yet; the Dutch text applies." in page.text_content()
    dutch = {" ".join(part.text_content().split()) for part in page.xpath("//*[@lang='nl']")}
    assert dutch == {
        "Gescheiden netwerken",
        "De Leverancier scheidt:het beheer, binnen 4 hours;het gebruik, voor [size].Hoe, staat in dit boek van nl (bron).",
        "Een inbraak blijft dan klein.",
        "Een tekening van het netwerk",
        "Een verslag",
        "Lees de tekening.",
    }


def test_the_english_page_has_no_dutch_left(tmp_path: Path) -> None:
    tender = tmp_path / "tender.yaml"
    tender.write_text("title: Portal\nprofile: high\nfacts:\n  personal_data: {value: special, motivation: x}\n", "utf-8")
    page = parsed(drawn_up("html", tender, "en"))
    for part in page.xpath("//style | //script"):
        part.drop_tree()
    texts = [str(text) for text in page.xpath("//text() | //@data-label | //@data-all | //@data-some | //@data-none | //@aria-label")]
    dutch = re.compile(r"\b(de|het|een|van|voor|wordt|niet|zijn|en|met|op|aan|bij|tot|versie|Leverancier|Opdrachtgever|Waarom|Bijlage)\b")
    # Names of Dutch things stay as they are.
    names = re.compile(
        r"programme\.en\.html|Standaard Verwerkersovereenkomst Gemeenten|Selectielijst gemeenten en intergemeentelijke organen( 2020)?"
    )
    assert [text for text in texts if dutch.search(names.sub("", text))] == []


# ── Sound ──


class Balance(HTMLParser):
    """The elements that are open, and what closes another than the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "input"}:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def test_every_element_is_closed_in_its_place(example: str) -> None:
    balance = Balance()
    balance.feed(example)
    assert (balance.opened, balance.wrong) == ([], [])


def test_every_requirement_can_be_linked_to_and_every_link_arrives(example: str) -> None:
    page = parsed(example)
    ids = page.xpath("//@id")
    targets = page.xpath("//a/@href")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)
    numbers = [article.xpath("string(.//h3/a/@id)") for article in page.find_class("requirement")]
    assert len(numbers) > 100
    assert numbers == page.xpath("//section[@id='register']//th/a/text()")


def test_headings_never_skip_a_level(example: str) -> None:
    levels = [int(heading.tag[1]) for heading in parsed(example).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert [(one, next) for one, next in pairwise(levels) if next > one + 1] == []


def test_no_tag_and_no_mark_of_ours_is_left(example: str) -> None:
    page = re.sub(r"(?s)<(style|script)>.*?</\1>", "", example)
    assert not re.search(r"\{\{|\{%|@\w+@|[\ue000\ue001]", page)


def checksums(page: str, element: str) -> str:
    contents = re.findall(rf"(?s)<{element}>(.*?)</{element}>", page)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" for content in contents)


def policy(page: str) -> str:
    return str(parsed(page).xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)"))


def test_the_policy_lets_in_the_style_and_the_script_of_the_page_and_nothing_else(example: str) -> None:
    style, script = checksums(example, "style"), checksums(example, "script")
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", style)
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", script)
    assert policy(example) == f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def test_a_template_with_a_style_of_its_own_still_runs_that_and_nothing_else(tender: Path) -> None:
    shipped = (ROOT / "templates/programme.nl.html").read_text("utf-8")
    own = shipped.replace("#1B365D", "#005A32").replace("</style>", "</style>\n<style>p { margin: 1em }</style>").replace("\n", "\r\n")
    own = re.sub(r"(?s)<script>.*</script>", "", own)
    page = drawn_up("html", tender, template=own)
    assert page.count("#005A32") > 1
    sums = checksums(page, "style")
    assert sums.count("sha256-") == 2
    assert policy(page) == f"default-src 'none'; style-src {sums}; script-src 'none'; base-uri 'none'; form-action 'none'"


def test_a_script_that_holds_a_value_is_not_let_in(tender: Path) -> None:
    template = "<meta content=\"script-src 'none'\"><script>{{ tender.title }}</script>"
    page = drawn_up("html", tender, template=template)
    assert page.endswith("<script>Zaaksysteem</script>")
    assert checksums(page, "script") not in page


def test_the_page_needs_nothing_from_elsewhere(example: str) -> None:
    page = parsed(example)
    assert page.xpath("//*[@src or @srcset or @data or @action or @background or @style] | //link | //img | //iframe | //object") == []
    assert not re.search(r"url\(|@import", example)


def test_the_shipped_templates_are_what_the_script_makes_of_the_parts(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "templates/build.py"), str(tmp_path)], check=True)
    for name in ("programme.nl.html", "programme.en.html", "programme.nl.md", "programme.en.md"):
        stale = f"{name} is stale: run `python templates/build.py`"
        assert (tmp_path / name).read_bytes() == (ROOT / "templates" / name).read_bytes(), stale


def test_two_runs_give_the_same_bytes_in_any_zone_locale_and_hash_seed() -> None:
    code = "import sys, drawnup; sys.stdout.buffer.write((drawnup.drawn_up('html') + drawnup.drawn_up('md')).encode())"
    settings = [{"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}]
    one, other = (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tests", env={**os.environ, **more}, capture_output=True, check=True).stdout
        for more in settings
    )
    assert len(one) > 100_000
    assert one == other


def test_a_mistake_in_a_template_is_told_with_its_line(tender: Path) -> None:
    with pytest.raises(TextTemplateError, match=r"^programme\.nl\.html:2: `titel` is not a name here \(did you mean `title`\?\)$"):
        drawn_up("html", tender, template="\n{{ tender.titel }}")


# ── Texts of requirements ──

BLOCKS = {
    "Een.\n\nTwee,\nop twee regels.": "<p>Een.</p><p>Twee, op twee regels.</p>",
    "Dit:\n\n- a\n- b\n  1. c\n  2. d\n- e\n\nEn.": (
        "<p>Dit:</p><ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li><li>e</li></ul><p>En.</p>"
    ),
    "- a\n\n* b\n\n1. c": "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol>",
    "- a\n  - b\n  * c\n- d\n  - e": "<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li><li>d<ul><li>e</li></ul></li></ul>",
    "**a *b* c** `d<e`": "<p><strong>a <em>b</em> c</strong> <code>d&lt;e</code></p>",
    "[a **b** c](https://x.example/?a=1&b=2)": '<p><a href="https://x.example/?a=1&amp;b=2">a <strong>b</strong> c</a></p>',
    "voor **binnen \ue000[x\\<y]\ue001 uur** na": "<p>voor <strong>binnen <mark>[x&lt;y]</mark> uur</strong> na</p>",
    "R\\&amp;D \\<b>": "<p>R&amp;amp;D &lt;b&gt;</p>",
}


@pytest.mark.parametrize(("text", "written"), BLOCKS.items(), ids=range(len(BLOCKS)))
def test_a_text_becomes_paragraphs_lists_and_marks(text: str, written: str) -> None:
    assert HtmlFormat().blocks(text) == written
