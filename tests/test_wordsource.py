"""What of a large house style is looked at, and what is passed by."""

from __future__ import annotations

import itertools
from xml.parsers import expat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import wordfile
from pve_gen import wordsource
from pve_gen.wordsource import passages_of
from pve_gen.wordtemplate import TemplateError, WordTemplate
from wordfile import W, para, row, run, table

FIXED = "".join(para(f"Vaste tekst nummer {number}.") for number in range(1_000))


def rendered(*body: str) -> str:
    template = WordTemplate.read(wordfile.docx(*body), "huisstijl.docx")
    context = {"title": "Zaaksysteem", "yes": True, "things": ("een", "twee")}
    return wordfile.rendered(template, context)["word/document.xml"].decode()


FRAMES = {
    "before the tags": (FIXED, para("{{ title }}")),
    "after the tags": (para("{{ title }}"), FIXED),
    "twice": (FIXED, para("{{ title }}"), FIXED, para("{{ title }}")),
    "in a loop": (para("{%p for thing in things %}"), FIXED, para("{{ thing }}"), para("{%p endfor %}")),
    "in a condition that ends in another paragraph": (para("{% if yes %}een"), FIXED, para("twee{% endif %} {{ title }}")),
    "in a cell": (table(row("{{ title }}", FIXED)),),
    "in a row that is repeated": (table(row("{%tr for thing in things %}"), row("{{ thing }}", FIXED), row("{%tr endfor %}")),),
    "in a text box beside a tag": (para(run("{{ title }}"), f"<w:r><w:pict><w:txbxContent>{FIXED}</w:txbxContent></w:pict></w:r>"),),
    "in a paragraph that a comment hides": (para("{{ title }}"), f"<!-- {FIXED} -->", para("x")),
}


@pytest.mark.parametrize("body", FRAMES.values(), ids=FRAMES)
def test_a_long_text_without_tags_comes_back_as_it_was_wherever_it_stands(body: tuple[str, ...]) -> None:
    short = [piece.replace(FIXED, para("Vaste tekst.")) for piece in body]
    assert rendered(*body) == rendered(*short).replace(para("Vaste tekst."), FIXED)


def test_a_tag_that_takes_the_place_of_a_row_does_not_swallow_a_long_text() -> None:
    with pytest.raises(TemplateError, match="takes the place of its whole table row, and there is more in it"):
        rendered(table(row("{%tr if yes %}", FIXED), row("{%tr endif %}")))


def test_a_field_that_fetches_is_found_in_a_long_text() -> None:
    field = para('<w:fldSimple w:instr="INCLUDEPICTURE https://x.nl"/>')
    with pytest.raises(TemplateError, match="holds a field that fetches something"):
        rendered(para("{{ title }}"), FIXED, field, FIXED)


def test_paragraphs_are_passed_by_where_no_tag_or_field_is_in_them() -> None:
    document = f"<w:body>{para('{{ a }}')}{FIXED}{para('{{ b }}')}{para('c')}</w:body>"
    assert passages_of(document) == [f"<w:body>{para('{{ a }}')}", FIXED, f"{para('{{ b }}')}{para('c')}</w:body>"]


def _element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    begin = st.sampled_from(["w:p", 'w:p w:x="1"', 'w:p w:x="a>b"', "w:p\n", "w:pPr", "w:tc", "w:r"])
    return st.tuples(begin, st.lists(inside, max_size=4), st.sampled_from(["", " "])).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}{made[2]}>"
    )


_PIECE = st.sampled_from(
    ["a", "{{ a }}", "<w:p/>", '<w:p w:x=">" />', "<w:br/>", "<w:fldChar/>", "<!-- </w:p><w:p>x</w:p> -->", "<?x </w:p> ?>"]
)
_XML = st.lists(st.recursive(_PIECE, _element, max_leaves=30), max_size=8).map(
    lambda made: f'<w:body xmlns:w="{W}">{"".join(made)}</w:body>'
)


@given(_XML)
@example(f'<w:body xmlns:w="{W}"><w:p><w:r><w:p>a</w:p><w:p w:x=">" /></w:r></w:p><w:p>b</w:p></w:body>')
@example(f'<w:body xmlns:w="{W}"><w:p><w:r><w:p>a</w:p><w:p>b</w:p ></w:r></w:p><w:p>c</w:p></w:body>')
def test_what_is_passed_by_is_whole_paragraphs_in_any_xml(xml: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordsource, "_LARGE", 0)
        passages = passages_of(xml)
    assert "".join(passages) == xml
    for kept in (passages[::2], *([f'<w:body xmlns:w="{W}">', passed, "</w:body>"] for passed in passages[1::2])):
        expat.ParserCreate().Parse("".join(kept), True)  # raises where it is not whole
    assert not any(mark in passed for passed, mark in itertools.product(passages[1::2], ("{", "}", "fldChar")))
