"""The Markdown subset of requirement texts: what it takes, what it refuses, and data that stays data."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pve_gen.markup import Block, MarkupError, Span, literal, parse_blocks, parse_inline
from pve_gen.values import replace
from pve_gen.yamlfile import FORBIDDEN


def joined(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbours in the same look as one, which is what a reader sees."""
    told: list[Span] = []
    for span in spans:
        if told and told[-1] == Span(told[-1].text, span.bold, span.italic, span.code, span.href):
            told[-1] = Span(told[-1].text + span.text, span.bold, span.italic, span.code, span.href)
        else:
            told.append(span)
    return told


def outline(text: str) -> list[str]:
    """A text as lines: an indented mark for a list item, with the number of its list."""
    marks = {"paragraph": "¶", "bullet": "•", "number": "#"}
    return [
        f"{'  ' * block.level}{marks[block.kind]}{block.list or ''} {''.join(span.text for span in block.spans)}"
        for block in parse_blocks(text)
    ]


# ── Inline ─────────────────────────────────────────────────────────────────────────────────────

INLINE = {
    "plain text": ("De Leverancier meldt: 24 uur.", [Span("De Leverancier meldt: 24 uur.")]),
    "nothing": ("", [Span("")]),
    "lines and spaces fold": (" een\n  twee\tdrie ", [Span("een twee drie")]),
    "a no-break space stays": ("artikel\u00a033", [Span("artikel\u00a033")]),
    "a no-break space stays beside a mark": ("*artikel*\u00a033", [Span("artikel", italic=True), Span("\u00a033")]),
    "bold": ("Dat is **niet** zo", [Span("Dat is "), Span("niet", bold=True), Span(" zo")]),
    "italic": ("Dat is *niet* zo", [Span("Dat is "), Span("niet", italic=True), Span(" zo")]),
    "italic, underlined": ("Dat is _niet_ zo", [Span("Dat is "), Span("niet", italic=True), Span(" zo")]),
    "bold and italic": ("***niet***", [Span("niet", bold=True, italic=True)]),
    "italic in bold": ("**een *twee* drie**", [Span("een ", bold=True), Span("twee", bold=True, italic=True), Span(" drie", bold=True)]),
    "code": ("Zet `a*b` aan", [Span("Zet "), Span("a*b", code=True), Span(" aan")]),
    "a link": ("[TLS](https://www.example.nl/a?b=c&d)", [Span("TLS", href="https://www.example.nl/a?b=c&d")]),
    "text after a link": ("[TLS](https://x.nl) 1.3", [Span("TLS", href="https://x.nl"), Span(" 1.3")]),
    "a link over http": ("[TLS](http://www.example.nl)", [Span("TLS", href="http://www.example.nl")]),
    "a bold link": ("[**TLS** 1.3](https://x.nl)", [Span("TLS", bold=True, href="https://x.nl"), Span(" 1.3", href="https://x.nl")]),
    "an address between < and >": ("<https://x.nl>", [Span("https://x.nl", href="https://x.nl")]),
    "a mail address": ("[mail](mailto:a@x.nl)", [Span("mail", href="mailto:a@x.nl")]),
    "a bare address is text": ("https://x.nl/a", [Span("https://x.nl/a")]),
    "an escaped mark": (r"5 \* 3 en \_x\_", [Span("5 * 3 en _x_")]),
    "a lone mark": ("5 * 3 = 15 & a_b < c > d", [Span("5 * 3 = 15 & a_b < c > d")]),
    "a character by name": ("a &amp; b", [Span("a & b")]),
    "braces are text": ("{termijn} en {", [Span("{termijn} en {")]),
    "a hash in a line": ("zaak #5!", [Span("zaak #5!")]),
    "brackets without a link": ("[sic] en [x][y]", [Span("[sic] en [x][y]")]),
}


@pytest.mark.parametrize(("text", "spans"), INLINE.values(), ids=INLINE)
def test_inline_marks(text: str, spans: list[Span]) -> None:
    assert joined(parse_inline(text)) == spans
    if text:
        assert [joined(block.spans) for block in parse_blocks(text.strip())] == [spans]


# ── Paragraphs and lists ───────────────────────────────────────────────────────────────────────

BLOCKS = {
    "paragraphs": ("Een\nregel.\n\nNog een.", ["¶ Een regel.", "¶ Nog een."]),
    "paragraphs with a mark": ("Een\n*regel*.\n\nNog een.", ["¶ Een regel.", "¶ Nog een."]),
    "bullets": ("Zo:\n\n- een;\n- twee.", ["¶ Zo:", "•1 een;", "•1 twee."]),
    "bullets right under a line": ("Zo:\n- een;\n- twee.\n\nEn.", ["¶ Zo:", "•1 een;", "•1 twee.", "¶ En."]),
    "bullets with a star or plus": ("* een\n\n+ twee", ["•1 een", "•2 twee"]),
    "numbers": ("1. een\n2. twee", ["#1 een", "#1 twee"]),
    "numbers with a bracket": ("1) een\n2) twee", ["#1 een", "#1 twee"]),
    "numbers begin again in the next list": ("1. een\n2. twee\n\nEn:\n\n1. drie", ["#1 een", "#1 twee", "¶ En:", "#2 drie"]),
    "a list in a list": ("- een\n  - onder\n  - nog\n- twee", ["•1 een", "  •2 onder", "  •2 nog", "•1 twee"]),
    "numbers in bullets": ("- een\n  1. onder\n- twee", ["•1 een", "  #2 onder", "•1 twee"]),
    "an item over two lines": ("- een\n  regel\n- twee", ["•1 een regel", "•1 twee"]),
    "a number in a sentence": ("Sinds\n2026. Dat is zo.", ["¶ Sinds 2026. Dat is zo."]),
    "a dash in a sentence": ("Dat is - zo\nte zien - goed.", ["¶ Dat is - zo te zien - goed."]),
    "a number with a part": ("2.1 is geen lijst", ["¶ 2.1 is geen lijst"]),
}


@pytest.mark.parametrize(("text", "lines"), BLOCKS.values(), ids=BLOCKS)
def test_paragraphs_and_lists(text: str, lines: list[str]) -> None:
    assert outline(text) == lines


# ── What is refused ────────────────────────────────────────────────────────────────────────────

REFUSED = {
    "a heading": ("# Kop", "holds a heading"),
    "a heading by underlining": ("Kop\n===", "holds a heading"),
    "a heading by one dash": ("Kop\n-", "holds a heading"),
    "a heading by one equals sign": ("Kop\n=", "holds a heading"),
    "a code block": ("```\nx\n```", "holds a code block"),
    "an indented code block": ("Zo:\n\n    x", "holds a code block (a line that starts with four spaces)"),
    "a code block by a tab": ("Zo:\n\n\tx", "holds a code block (a line that starts with four spaces)"),
    "a quotation": ("> Zo.", "holds a quotation"),
    "a line": ("Zo.\n\n---\n\nEn.", "holds a horizontal line"),
    "a table": ("| a | b |\n| - | - |\n| c | d |", "holds a table"),
    "a picture": ("![a](https://x.nl/a.png)", "holds a picture"),
    "struck-through text": ("~~weg~~", "holds struck-through text"),
    "HTML": ("Dat is <b>zo</b>", "holds HTML"),
    "an HTML block": ("<div>\nzo\n</div>", "holds HTML"),
    "a comment that nobody sees": ("<!-- nog doen -->", "holds HTML"),
    "another kind of link": ("[a](ftp://x.nl)", "holds a link to «ftp://x.nl»"),
    "a link to a file": ("[a](bijlage.docx)", "holds a link to «bijlage.docx»"),
    "a script": ("[a](javascript:alert(1))", "holds a link to «javascript:alert(1)»"),
    "a script between < and >": ("<javascript:alert(1)>", "holds a link to «javascript:alert(1)»"),
    "data": ("[a](data:text/html,x)", "holds a link to «data:text/html,x»"),
    "a link without text": ("zie [](https://x.nl)", "holds a link without text to «https://x.nl»"),
    "a definition that nobody sees": ("[let op]: dit", "holds a link definition, which a reader does not see"),
    "a link by definition": ("[a][b]\n\n[b]: https://x.nl", "holds a link definition, which a reader does not see"),
    "three lists deep": ("- a\n  - b\n    - c", "holds a list in a list in a list"),
    "a list that starts elsewhere": ("3. drie\n4. vier", "holds a numbered list that starts at 3"),
    "a year that looks like a list": ("2026. Dat jaar.", "holds a numbered list that starts at 2026"),
    "two paragraphs in an item": ("- een\n\n  nog\n- twee", "holds a list item that is not one paragraph"),
    "an empty item": ("- een\n-\n- twee", "holds a list item that is not one paragraph"),
    "an empty list": ("-", "holds a list item that is not one paragraph"),
    "a list that begins with a list": ("- - een", "holds a list item that is not one paragraph"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_outside_the_subset_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_blocks(text)
    assert str(error.value) == message


INLINE_ONLY = ("a picture", "struck-through text", "HTML", "another kind of link", "a script", "a link without text")


@pytest.mark.parametrize("name", INLINE_ONLY)
def test_one_line_texts_refuse_the_same(name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(MarkupError) as error:
        parse_inline(text)
    assert str(error.value) == message


def test_one_line_texts_have_no_lists_or_headings() -> None:
    assert joined(parse_inline("- een")) == [Span("- een")]
    assert joined(parse_inline("# een")) == [Span("# een")]


# ── Data ───────────────────────────────────────────────────────────────────────────────────────

DATA = st.one_of(st.text(), st.text(alphabet="ab12 \n\t.-+*_`~#=[]()<>!&;|\\{}:/\"'")).filter(lambda text: not FORBIDDEN.search(text))


def shown(blocks: tuple[Block, ...]) -> str:
    return "".join(span.text for block in blocks for span in block.spans)


def folded(text: str) -> str:
    return " ".join(text.split())


@given(DATA)
@example("1. een")
@example("- een\n- twee")
@example("x\n===")
@example("[a]: b")
@example("    vier")
@example("&amp; <b> \\* http://x.nl")
def test_data_is_shown_as_it_is_and_no_mark_in_it_means_anything(text: str) -> None:
    spans = parse_inline(literal(text))
    assert folded("".join(span.text for span in spans)) == folded(text)
    assert {(span.bold, span.italic, span.code, span.href) for span in spans} <= {(False, False, False, "")}
    blocks = parse_blocks(literal(text))
    assert folded(shown(blocks)) == folded(text)
    assert {block.kind for block in blocks} <= {"paragraph"}


@given(DATA.filter(str.strip))
def test_data_in_a_sentence_stays_in_it(text: str) -> None:
    blocks = parse_blocks(f"Binnen **{literal('24 uur')}**\n{literal(text)}\nna de melding.\n\nNog iets.")
    assert [block.kind for block in blocks] == ["paragraph", "paragraph"]
    assert folded(shown(blocks[:1])) == folded(f"Binnen 24 uur {text} na de melding.")


@pytest.mark.parametrize(
    "value", ["- een", "1. een", "2026. Dat", "# een", "> een", "---", "===", "+ een", "```", "| a |", "[a]: b", "<b>"]
)
def test_a_value_at_the_start_of_a_text_makes_no_list_or_heading(value: str) -> None:
    assert outline(f"{literal(value)} is de termijn.") == [f"¶ {value} is de termijn."]
    assert outline(f"De termijn:\n{literal(value)}") == [f"¶ De termijn: {value}"]


@given(DATA)
def test_any_text_is_taken_or_refused_and_a_reader_sees_all_of_it(text: str) -> None:
    try:
        blocks = parse_blocks(text)
    except MarkupError:
        return
    letters = "".join(letter for letter in text if letter in "ab")
    marked = any(span.href for block in blocks for span in block.spans)
    assert marked or "&" in text or "".join(letter for letter in shown(blocks) if letter in "ab") == letters


_WORDS = "- |- een|  |    | |\n|\n\n|\n- |\n  |a|b c|x_y|_| & |&|1. |* |--|==|é|.|,|)|²"
_MARKED = r"*|**| *| **|** |*a*| **b c** |\.|\*|\-|\|&#50;|&#|;|amp;"
PIECES = st.lists(st.sampled_from([*_WORDS.split("|"), *_MARKED.split("|"), "\ue12a"]))


@given(st.one_of(DATA, PIECES.map("".join)))
@example("\n- een\n  twee\n- drie\n\nvier")
@example("- een\n\n- twee")
@example("- een\n\n  twee")
@example("- een\ntwee")
@example("- een\n  - twee")
@example("-  een\n  twee")
@example("een\n- twee")
@example("- een\n\n1. twee")
@example("- een\n  ---")
@example("- \n- een")
@example("---- --")
@example("een *twee drie*, **vier**.\n*vijf*")
@example("een *twee**, *drie*")
@example("een**twee** *.drie*")
@example("- *een*\n- 2\\. &#50;4 \\*")
@example("\ue12a \\*")
@example("a&amp;b & c&d")
def test_plain_prose_and_simple_lists_need_no_parser_and_read_the_same_with_one(text: str) -> None:
    def outcome(first: str) -> list[tuple[object, ...]] | str:
        try:
            blocks = parse_blocks(f"{first}\n\n{text}")
        except MarkupError as error:
            return str(error)
        seen = [(block, [replace(span, text="".join(span.text.split())) for span in joined(block.spans)]) for block in blocks[1:]]
        return [(block.kind, block.level, block.list, spans) for block, spans in seen if shown((block,)).strip()]

    # Code in the first paragraph makes the parser read the second, which would otherwise be taken as prose.
    assert outcome("x") == outcome("`x`")


def test_prose_with_a_list_and_a_value_is_read_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pve_gen.markup._parser", lambda: pytest.fail("its import takes a fifth of the time of pve check"))
    assert outline(f"Binnen {literal('2.5 (of &)')} & *heel* snel:\n\n- een, met\n  nog wat;\n- twee.\n\nDan drie:\n\n- vier\n") == [
        "¶ Binnen 2.5 (of &) & heel snel:",
        "•1 een, met nog wat;",
        "•1 twee.",
        "¶ Dan drie:",
        "•2 vier",
    ]
