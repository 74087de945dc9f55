"""Answers in a Word file that comes back: found by any trail, nothing guessed, nothing dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from conftest import ROOT
from drawnup import in_word
from pve_gen import libreoffice
from pve_gen.model import Kind
from pve_gen.readers.wordanswers import read_word_answers
from pve_gen.response import RULES, GivenAnswer, Response
from returning import Edit, edited, filled, packed, paragraph, parts_of, replaced, requirement_xml, through_libreoffice, typed

needs_libreoffice = pytest.mark.skipif(not libreoffice.installed(), reason="LibreOffice is not installed")

TENDER = ROOT / "examples/bomenbeheer/tender.yaml"
KNOWN: dict[str, Kind] = {"ENC-01": "requirement", "INT-01": "requirement"}
GIVEN = {
    "pve:supplier": "Groenland Software B.V.",
    "pve:ENC-01:answer": "Voldoet",
    "pve:ENC-01:explanation": "Wij meten ieder kwartaal.",
    "pve:ENC-01:evidence": "Bijlage 4, p. 2",
    "pve:INT-01:answer": "Voldoet niet",
}
PLACE = "under «ENC-01 Versleuteld verkeer», answer"


@pytest.fixture(scope="module")
def sent() -> bytes:
    """The document of the simple example, of which only ENC-01 and INT-01 count as asked."""
    return in_word(TENDER)


@pytest.fixture(scope="module")
def answered(sent: bytes) -> bytes:
    """The same, with both answered."""
    return filled(GIVEN)(sent)


def read(data: bytes) -> Response:
    """The answers to the two requirements, without the others in the document."""
    response = read_word_answers(data, KNOWN)
    findings = tuple(one for one in response.findings if one.rule != "requirement-unknown" or one.requirement == "ZZ-99")
    assert {one.rule for one in response.findings} <= RULES.keys()
    return Response(supplier=response.supplier, document=response.document, hash=response.hash, answers=response.answers, findings=findings)


def first(data: bytes) -> GivenAnswer:
    """The answer to ENC-01."""
    return next(answer for answer in read(data).answers if answer.requirement == "ENC-01")


def told(data: bytes) -> list[tuple[str, str, str, str]]:
    """Rule, requirement, place and message of everything that is wrong."""
    return [(one.rule, one.requirement, one.place, one.message) for one in read(data).findings]


# ── What a supplier does to ENC-01, as edits ──


def in_block(change: Callable[[str], str]) -> Edit:
    """An edit of the XML of ENC-01 alone."""

    def edit(data: bytes) -> bytes:
        def whole(xml: str) -> str:
            block = requirement_xml(xml, "ENC-01")
            return xml.replace(block, change(block))

        return edited(data, whole)

    return edit


def cell(field: int, content: str) -> Edit:
    """The cell of ENC-01's answer (0), explanation (1) or evidence (2), with paragraphs typed in it, and no control or bookmark any more."""

    def change(block: str) -> str:
        start = block.index("<w:tr>", block.index("</w:tr>"))
        cells = list(re.finditer(r"(<w:tc>.*?</w:tcPr>)(.*?)</w:tc>", block[start:]))
        found = cells[field]
        return block[: start + found.start()] + found[1] + content + "</w:tc>" + block[start + found.end() :]

    return in_block(change)


def lines(*texts: str) -> str:
    return "".join(f"<w:p>{typed(text)}</w:p>" for text in texts)


def instead(field: str, run: str) -> Edit:
    """The content of a control of ENC-01, as XML."""

    def change(block: str) -> str:
        start = block.index("<w:sdtContent>", block.index(f"pve:ENC-01:{field}"))
        end = block.index("</w:sdtContent>", start)
        return block[:start] + "<w:sdtContent>" + run + block[end:]

    return in_block(change)


def beside(field: str, run: str) -> Edit:
    """A run typed after a control of ENC-01."""

    def change(block: str) -> str:
        end = block.index("</w:sdt>", block.index(f"pve:ENC-01:{field}")) + len("</w:sdt>")
        return block[:end] + run + block[end:]

    return in_block(change)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="9001" w:author="Bieder BV" w:date="2026-11-25T10:00:00Z">{run(text)}</w:ins>'


def removed(text: str) -> str:
    return f'<w:del w:id="9002" w:author="Bieder BV" w:date="2026-11-25T10:00:00Z"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def without(*trails: str) -> Edit:
    """All trails of a kind gone, everywhere in ENC-01."""
    lost: dict[str, Callable[[str], str]] = {
        "cell": lambda xml: xml.replace(">Antwoord ENC-01<", ">Uw reactie<"),
        "tag": lambda xml: re.sub(r"<w:tag [^>]*/>", "", xml),
        "list": lambda xml: re.sub(r' w:value="ENC-01=[a-z]+"', ' w:value="x"', xml),
        "name": lambda xml: re.sub(r"<w:alias [^>]*/>", "", xml),
        "bookmark": lambda xml: re.sub(r'<w:bookmarkStart [^>]*_(answer|explanation|evidence)"/>', "", xml),
        "control": lambda xml: re.sub(r"<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", xml),
    }

    def change(block: str) -> str:
        for trail in trails:
            block = lost[trail](block)
        return block

    return in_block(change)


# ── Trails ──

WHOLE = GivenAnswer(
    requirement="ENC-01",
    answer="meets",
    said="Voldoet",
    explanation="Wij meten ieder kwartaal.",
    evidence="Bijlage 4, p. 2",
    place=PLACE,
)
TRAILS: dict[str, Edit] = {
    "every trail": lambda data: data,
    "only the tag": without("cell", "list", "name", "bookmark"),
    "only the name": without("cell", "tag", "list", "bookmark"),
    "only the bookmark": without("cell", "control"),
    "only the place": without("control", "bookmark"),
    "no tag": without("tag"),
    "no list values": without("list"),
    "no name": without("name"),
    "no bookmark": without("bookmark"),
    "the text still counts as placeholder": in_block(lambda xml: xml.replace('sdtLocked"/>', 'sdtLocked"/><w:showingPlcHdr/>')),
    "the columns in another order": in_block(
        lambda xml: re.sub(
            r"(.*</w:tr>.*?)(<w:tc>.*?</w:tc>)(<w:tc>.*?</w:tc>)(<w:tc>.*?</w:tc>)", r"\1\4\2\3", xml, count=1, flags=re.DOTALL
        )
    ),
}


@pytest.mark.parametrize("what", TRAILS)
def test_an_answer_is_found_by_any_trail_that_is_left(answered: bytes, what: str) -> None:
    assert first(TRAILS[what](answered)) == WHOLE
    assert told(TRAILS[what](answered)) == []


def test_the_values_of_the_list_alone_tell_the_answer(answered: bytes) -> None:
    answer = first(without("cell", "tag", "name", "bookmark")(answered))
    assert (answer.answer, answer.explanation, answer.evidence) == ("meets", "", "")  # only a list has values


def test_the_response_says_who_answers_which_programme(sent: bytes, answered: bytes) -> None:
    response = read(answered)
    assert response.supplier == "Groenland Software B.V."
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", response.document)
    assert re.fullmatch(r"[0-9a-f]{64}", response.hash)
    assert read(sent).supplier == ""


SUPPLIERS: dict[str, Edit] = {
    "no control": lambda data: edited(
        data,
        lambda xml: re.sub(r"<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*pve:supplier.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", xml),
    ),
    "no control and no bookmark": lambda data: edited(
        data,
        lambda xml: re.sub(
            r'<w:bookmarkStart [^>]*w:name="pve_supplier"/><w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>', r"\1", xml
        ),
    ),
}


@pytest.mark.parametrize("what", SUPPLIERS)
def test_the_name_of_the_supplier_is_found_by_what_is_left(answered: bytes, what: str) -> None:
    assert read(SUPPLIERS[what](answered)).supplier == "Groenland Software B.V."


def test_what_is_not_filled_in_is_empty_and_every_requirement_says_so(sent: bytes) -> None:
    assert first(sent) == GivenAnswer(requirement="ENC-01", answer="", said="", explanation="", evidence="", place=PLACE)
    assert [(rule, id, message) for rule, id, _place, message in told(sent)] == [
        ("answer-empty", "ENC-01", "has no answer"),
        ("answer-empty", "INT-01", "has no answer"),
    ]


# ── What people type ──

SAID: dict[str, tuple[Edit, str]] = {
    "in capitals": (filled({"pve:ENC-01:answer": "VOLDOET"}), "meets"),
    "in English": (filled({"pve:ENC-01:answer": "Does not meet"}), "fails"),
    "with spaces": (filled({"pve:ENC-01:answer": "  Voldoet  niet "}), "fails"),
    "with a no-break space": (filled({"pve:ENC-01:answer": "Voldoet\u00a0niet"}), "fails"),
    "with letters that nobody sees": (filled({"pve:ENC-01:answer": "Vol\u00addoet\u200b"}), "meets"),
    "in the cell, the control deleted": (cell(0, lines("Voldoet")), "meets"),
    "beside a control that was left alone": (lambda data: beside("answer", run("Voldoet"))(in_word(TENDER)), "meets"),
    "in two runs": (instead("answer", run("Vol") + '<w:proofErr w:type="spellStart"/>' + run("doet")), "meets"),
    "in two paragraphs": (cell(0, lines("Voldoet", "niet")), "fails"),
    "in a control of the supplier's own": (cell(0, f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run('Voldoet')}</w:sdtContent></w:sdt></w:p>"), "meets"),
    "in bold, as a link": (instead("answer", f'<w:hyperlink w:anchor="x">{run("Voldoet", "<w:b/>")}</w:hyperlink>'), "meets"),
    "in a field": (instead("answer", f'<w:fldSimple w:instr=" DOCPROPERTY x ">{run("Voldoet")}</w:fldSimple>'), "meets"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
def test_an_answer_is_read_as_people_see_it(answered: bytes, what: str) -> None:
    edit, answer = SAID[what]
    assert first(edit(answered)).answer == answer
    assert [finding for finding in told(edit(answered)) if finding[1] == "ENC-01"] == []


TEXTS: dict[str, str] = {
    "line breaks and tabs": "Eerste regel.\n\n\tIngesprongen:\n\t1.\teen\n\t2.\ttwee",
    "emoji": "Akkoord 👍🏽 met de 👩‍👩‍👧",
    "letters with accents of their own": "cafe\u0301 en café",
    "letters that nobody sees": "a\u200bb\u00adc\ufeffd",
    "right to left": "نعم، نلتزم بذلك (BIO2 8.24) \u202bתודה\u202c",
    "marks": "<w:t>&amp; {{ tag }} ]]> \"'« »",
    "quotes and dashes": "‘zo’ “zo” – — … 5 m²",
    "spaces in a row": "a  b \u00a0 c",
    "looks like another requirement": "ENC-02 Versleutelde opslag\nAntwoord INT-01",
    "a date": "24-11-2026",
    "very long": "Zie §3. " * 12_500,
}


@pytest.mark.parametrize("what", TEXTS)
def test_an_explanation_comes_back_to_the_letter(answered: bytes, what: str) -> None:
    text = TEXTS[what].strip()
    data = filled({"pve:ENC-01:explanation": text, "pve:ENC-01:evidence": text})(answered)
    assert (first(data).explanation, first(data).evidence) == (text, text)
    assert told(data) == []


READ_AS: dict[str, tuple[Edit, str]] = {
    "paragraphs": (cell(1, lines("Een.", "", "Drie.")), "Een.\n\nDrie."),
    "a symbol of a font": (instead("explanation", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "[Wingdings F0FC]"),
    "a no-break hyphen": (instead("explanation", "<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>"), "e-mail"),
    "an equation": (instead("explanation", '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x&lt;1</m:t></m:r></m:oMath>'), "x<1"),
    "a table of the supplier's own": (
        cell(1, "<w:tbl>" + "".join(f"<w:tr><w:tc>{lines(a)}</w:tc><w:tc>{lines(b)}</w:tc></w:tr>" for a, b in (("Locatie", "Norm"), ("Ede", "ISO"))) + "</w:tbl>" + lines("Einde.")),
        "Locatie\nNorm\nEde\nISO\nEinde.",
    ),
    "a text box": (instead("explanation", f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{lines("In een kader.")}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'), "In een kader."),
    "two alternatives for programs of another age": (
        instead("explanation", '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:Choice Requires="wps"><w:txbxContent>'
                f'{lines("Nieuw.")}</w:txbxContent></mc:Choice><mc:Fallback>{lines("Oud.")}</mc:Fallback></mc:AlternateContent></w:r>'),
        "Nieuw.",
    ),
    "what Word puts in a field that was emptied": (instead("explanation", run("Klik of tik om tekst in te voeren.")), ""),
    "text typed after the control": (beside("explanation", run(" Vanaf mei.")), "Wij meten ieder kwartaal. Vanaf mei."),
    "text typed after a control that was left alone": (
        lambda data: beside("explanation", run("Vanaf mei."))(in_word(TENDER)), "Vanaf mei."),
}  # fmt: skip


@pytest.mark.parametrize("what", READ_AS)
def test_whatever_holds_the_text_of_an_explanation_it_is_read(answered: bytes, what: str) -> None:
    edit, text = READ_AS[what]
    assert first(edit(answered)).explanation == text
    assert {finding[0] for finding in told(edit(answered))} <= {"answer-empty"}


def test_where_a_link_leads_is_kept_with_its_text(answered: bytes) -> None:
    link = f'<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId77">{run("ons certificaat")}</w:hyperlink>'
    relation = '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://groenland.example/iso" TargetMode="External"/>'
    data = replaced("</Relationships>", f"{relation}</Relationships>", "word/_rels/document.xml.rels")(answered)
    assert first(instead("evidence", run("Zie ") + link)(data)).evidence == "Zie ons certificaat (https://groenland.example/iso)"


# ── What is wrong ──


def block_twice(data: bytes) -> bytes:
    return in_block(lambda block: block * 2)(data)


def second_block(change: Callable[[str], str]) -> Edit:
    """ENC-01 twice, the second time with a change."""
    return in_block(lambda block: block + change(block))


def table_of(xml: str, id: str) -> str:
    """The table in which a requirement is answered."""
    at = xml.index(f">Antwoord {id}<")
    return xml[xml.rindex("<w:tbl>", 0, at) : xml.index("</w:tbl>", at) + len("</w:tbl>")]


def table_under_another(data: bytes) -> bytes:
    def change(xml: str) -> str:
        one, other = table_of(xml, "ENC-01"), table_of(xml, "INT-01")
        return xml.replace(one, "").replace(other, other + one)

    return edited(data, change)


def with_row(*cells: str) -> Edit:
    """A row added below the answer to ENC-01."""
    row = "<w:tr>" + "".join(f"<w:tc>{lines(text)}</w:tc>" for text in cells) + "</w:tr>"
    return in_block(lambda block: block.replace("</w:tbl>", row + "</w:tbl>"))


def own_table(*rows: tuple[str, ...]) -> Edit:
    """A table of the supplier's own, above all requirements."""
    table = "".join("<w:tr>" + "".join(f"<w:tc>{lines(text)}</w:tc>" for text in row) + "</w:tr>" for row in rows)
    return lambda data: edited(data, lambda xml: xml.replace("<w:body>", f"<w:body><w:tbl>{table}</w:tbl>"))


def with_notes(part: str, element: str, more: str = "") -> Edit:
    notes = (
        f'<w:{part} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:{element} w:id="7"{more}>'
        + paragraph("Behalve op maandag.")
        + f"</w:{element}></w:{part}>"
    )
    relation = (
        f'<Relationship Id="rId78" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}" Target="{part}.xml"/>'
    )
    kind = (
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{part}+xml"/>'
    )
    return both(
        lambda data: packed({**parts_of(data), f"word/{part}.xml": notes.encode()}),
        replaced("</Relationships>", f"{relation}</Relationships>", "word/_rels/document.xml.rels"),
        replaced("</Types>", f"{kind}</Types>", "[Content_Types].xml"),
    )


def both(*edits: Edit) -> Edit:
    def edit(data: bytes) -> bytes:
        for one in edits:
            data = one(data)
        return data

    return edit


EXPLANATION = PLACE.replace("answer", "explanation")
OTHER_PLACE = "under «INT-01 Controle van invoer», answer"
PICTURE = '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="urn:r" r:embed="rId1"/></w:drawing></w:r>'
WRONG: dict[str, tuple[Edit, str, list[tuple[str, str, str, str]]]] = {
    "another word": (
        filled({"pve:ENC-01:answer": "Ja, mits"}), "",
        [("answer-unknown", "ENC-01", PLACE, "«Ja, mits» is not one of the answers")],
    ),
    "two answers in one field": (
        filled({"pve:ENC-01:answer": "Voldoet / Voldoet niet"}), "",
        [("answer-unknown", "ENC-01", PLACE, "«Voldoet / Voldoet niet» is not one of the answers")],
    ),
    "a letter of another alphabet": (
        filled({"pve:ENC-01:answer": "Vоldoet"}), "",  # the o is Cyrillic
        [("answer-unknown", "ENC-01", PLACE, "«Vоldoet» is not one of the answers")],
    ),
    "a tick": (
        instead("answer", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), "",
        [("answer-unknown", "ENC-01", PLACE, "«[Wingdings F0FE]» is not one of the answers")],
    ),
    "a date": (
        filled({"pve:ENC-01:answer": "1 mei 2027"}), "",
        [("answer-unknown", "ENC-01", PLACE, "«1 mei 2027» is not one of the answers")],
    ),
    "an answer to another kind": (
        filled({"pve:ENC-01:answer": "Akkoord"}), "",
        [("answer-other-kind", "ENC-01", PLACE, "«Akkoord» is not an answer to a requirement")],
    ),
    "a word typed beside the answer": (
        beside("answer", run(" mits betaald")), "",
        [("answer-unknown", "ENC-01", PLACE, "«Voldoet mits betaald» is not one of the answers")],
    ),
    "the block twice": (
        block_twice, "meets",
        [("answer-twice", "ENC-01", PLACE, "stands in 2 places, with the same answer")],
    ),
    "the block twice, with another answer": (
        second_block(lambda block: block.replace(">Voldoet</w:t>", ">Voldoet niet</w:t>")), "",
        [("answer-twice", "ENC-01", PLACE, "the answer is given more than once: «Voldoet» and «Voldoet niet»")],
    ),
    "the block twice, with another explanation": (
        second_block(lambda block: block.replace("Wij meten ieder kwartaal.", "")), "",
        [
            ("answer-twice", "ENC-01", PLACE, "stands in 2 places, with the same answer"),
            ("answer-twice", "ENC-01", EXPLANATION, "the explanation is given more than once: «Wij meten ieder kwartaal.» and «nothing»"),
        ],
    ),
    "the control copied to a place of its own": (
        in_block(lambda block: block + paragraph("Samengevat:") + "<w:p>" + re.findall(r"<w:sdt>.*?</w:sdt>", block)[0].replace(">Voldoet<", ">Voldoet niet<") + "</w:p>"), "",
        [("answer-twice", "ENC-01", PLACE, "the answer is given more than once: «Voldoet» and «Voldoet niet»")],
    ),
    "the table under another requirement": (
        table_under_another, "",
        [("requirement-mixed", "ENC-01", OTHER_PLACE, "the answer of ENC-01 stands under «INT-01 Controle van invoer»")],
    ),
    "the field of another requirement": (
        in_block(lambda block: block.replace(">Antwoord ENC-01<", ">Antwoord INT-01<")), "",
        [
            ("requirement-mixed", "ENC-01", PLACE, "the answer of ENC-01 stands under «Antwoord INT-01»"),
            ("answer-twice", "INT-01", OTHER_PLACE, "the answer is given more than once: «Voldoet» and «Voldoet niet»"),
            ("requirement-mixed", "INT-01", PLACE, "the answer of ENC-01 stands under «Antwoord INT-01»"),
            ("answer-twice", "INT-01", OTHER_PLACE.replace("answer", "explanation"),
             "the explanation is given more than once: «Wij meten ieder kwartaal.» and «nothing»"),
            ("answer-twice", "INT-01", OTHER_PLACE.replace("answer", "evidence"),
             "the evidence is given more than once: «Bijlage 4, p. 2» and «nothing»"),
        ],
    ),
    "a tracked insertion": (
        instead("answer", run("Voldoet") + inserted(" niet")), "",
        [("answer-tracked", "ENC-01", PLACE, "the answer holds a tracked change by Bieder BV: «{+ niet+}»")],
    ),
    "a tracked deletion in the explanation": (
        instead("explanation", run("Ja") + removed(", mits betaald") + run(".")), "",
        [("answer-tracked", "ENC-01", EXPLANATION, "the explanation holds a tracked change by Bieder BV: «{-, mits betaald-}»")],
    ),
    "a paragraph mark that was removed": (
        cell(1, lines("Ja.").replace("<w:p>", '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="Bieder BV"/></w:rPr></w:pPr>') + lines("Nee.")), "",
        [("answer-tracked", "ENC-01", EXPLANATION, "the explanation holds a tracked change by Bieder BV: «{-¶-}»")],
    ),
    "hidden text in the answer": (
        instead("answer", run("Voldoet") + run(" niet", "<w:vanish/>")), "",
        [("answer-hidden", "ENC-01", PLACE, "the answer has hidden text: «niet»")],
    ),
    "white text in the explanation": (
        beside("explanation", run(" Mits betaald.", '<w:color w:val="FFFFFF"/>')), "meets",
        [("answer-hidden", "ENC-01", EXPLANATION, "the explanation has white text: «Mits betaald.»")],
    ),
    "an answer struck out": (
        instead("answer", run("Voldoet", "<w:strike/>")), "",
        [("answer-hidden", "ENC-01", PLACE, "the answer has struck text: «Voldoet»")],
    ),
    "a footnote": (
        both(with_notes("footnotes", "footnote"), beside("explanation", '<w:r><w:footnoteReference w:id="7"/></w:r>')), "meets",
        [("answer-attached", "ENC-01", EXPLANATION, "the explanation has a footnote: «Behalve op maandag.»")],
    ),
    "a footnote at the answer": (
        both(with_notes("footnotes", "footnote"), beside("answer", '<w:r><w:footnoteReference w:id="7"/></w:r>')), "",
        [
            ("answer-unknown", "ENC-01", PLACE, "«Voldoet [Behalve op maandag.]» is not one of the answers"),
            ("answer-attached", "ENC-01", PLACE, "the answer has a footnote: «Behalve op maandag.»"),
        ],
    ),
    "a comment": (
        both(with_notes("comments", "comment", ' w:author="A. Bieder"'),
             beside("answer", '<w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>')), "meets",
        [("answer-attached", "ENC-01", PLACE, "the answer has a comment by A. Bieder: «Behalve op maandag.»")],
    ),
    "a picture": (
        instead("explanation", run("Zie het plaatje.") + PICTURE), "meets",
        [("answer-attached", "ENC-01", EXPLANATION, "the explanation holds a picture, which is not read")],
    ),
    "a row added": (
        with_row("", "Tenzij overmacht.", ""), "meets",
        [("answer-elsewhere", "ENC-01", "under «ENC-01 Versleuteld verkeer»", "text stands in a row that was added: «Tenzij overmacht.»")],
    ),
    "a column added": (
        in_block(lambda block: re.sub(r"(.*)</w:tr>", rf"\1<w:tc>{lines('Alleen in 2027.')}</w:tc></w:tr>", block, flags=re.DOTALL)), "meets",
        [("answer-elsewhere", "ENC-01", "under «ENC-01 Versleuteld verkeer»", "text stands in a cell that was added: «Alleen in 2027.»")],
    ),
    "two cells made one, with text between": (
        in_block(lambda block: re.sub(r"(pve:ENC-01:explanation.*?)</w:p></w:tc><w:tc>.*?</w:tcPr>", rf"\1</w:p>{lines('Alleen in 2027.')}", block)), "meets",
        [("answer-elsewhere", "ENC-01", "under «ENC-01 Versleuteld verkeer»", "text was typed beside the fields: «Alleen in 2027.»")],
    ),
    "a row removed, as a tracked change": (
        in_block(lambda block: block.replace('<w:trPr><w:cantSplit/><w:trHeight', '<w:trPr><w:del w:id="1" w:author="Bieder BV"/><w:cantSplit/><w:trHeight')), "",
        [("answer-tracked", "ENC-01", place, f"the {field} stands in a row that was removed by Bieder BV, as a tracked change")
         for field, place in (("answer", PLACE), ("explanation", EXPLANATION), ("evidence", EXPLANATION.replace("explanation", "evidence")))],
    ),
    "a hidden row": (
        in_block(lambda block: block.replace('<w:trPr><w:cantSplit/><w:trHeight', '<w:trPr><w:hidden/><w:cantSplit/><w:trHeight')), "",
        [("answer-hidden", "ENC-01", place, f"the {field} stands in a row that somebody hid")
         for field, place in (("answer", PLACE), ("explanation", EXPLANATION), ("evidence", EXPLANATION.replace("explanation", "evidence")))],
    ),
    "another answer in a table of the supplier's own": (
        own_table(("Eis", "Antwoord"), ("ENC-01", "Voldoet niet"), ("INT-01", "Voldoet niet")), "",
        [("answer-elsewhere", "ENC-01", "the document", "what looks like an answer stands in a table of the supplier's own: «Voldoet niet»")],
    ),
    "a requirement less": (
        in_block(lambda block: ""), "gone",
        [("requirement-missing", "ENC-01", "the document", "is not in this answer")],
    ),
    "a requirement less, answered in a table of the supplier's own": (
        both(in_block(lambda block: ""), own_table(("ENC-01", "Voldoet", "Zie onze site."))), "gone",
        [
            ("answer-elsewhere", "ENC-01", "the document",
             "what looks like an answer stands in a table of the supplier's own: «Voldoet | Zie onze site.»"),
            ("requirement-missing", "ENC-01", "the document", "is not in this answer"),
        ],
    ),
    "a requirement that was not asked": (
        second_block(lambda block: block.replace("ENC-01", "ZZ-99").replace("ENC_01", "ZZ_99")), "meets",
        [("requirement-unknown", "ZZ-99", PLACE.replace("ENC-01", "ZZ-99"), "was not asked: «Voldoet | Wij meten ieder kwartaal. | Bijlage 4, p. 2»")],
    ),
}  # fmt: skip
IN_LIBREOFFICE = [
    "another word", "the block twice, with another answer", "the table under another requirement", "a tracked insertion",
    "hidden text in the answer", "a comment", "a row added", "a requirement less",
]  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_an_answer_that_is_wrong_is_told_with_its_place_and_is_not_guessed(answered: bytes, what: str) -> None:
    edit, answer, expected = WRONG[what]
    data = edit(answered)
    assert told(data) == expected
    assert next((one.answer for one in read(data).answers if one.requirement == "ENC-01"), "gone") == answer


@needs_libreoffice
@pytest.mark.parametrize("what", IN_LIBREOFFICE)
def test_it_is_still_told_after_libreoffice_saved_the_file(answered: bytes, what: str) -> None:
    edit, answer, expected = WRONG[what]
    data = through_libreoffice(edit(answered), "docx")
    assert told(data) == expected
    assert next((one.answer for one in read(data).answers if one.requirement == "ENC-01"), "gone") == answer


def test_a_house_style_may_put_all_answers_in_one_place(answered: bytes) -> None:
    def at_the_end(xml: str) -> str:
        tables = [table_of(xml, id) for id in re.findall(r">Antwoord ([A-Z]+-\d+)<", xml)]
        for table in tables:
            xml = xml.replace(table, "")
        return xml.replace("<w:sectPr", "".join(tables) + "<w:sectPr", 1)

    assert told(edited(answered, at_the_end)) == []


def test_without_headings_of_ours_the_place_is_told_by_the_number_above_it(answered: bytes) -> None:
    data = edited(answered, lambda xml: re.sub(r'<w:bookmarkStart [^>]*_heading"/>', "", xml))
    assert first(data) == WHOLE


def test_a_paragraph_that_begins_with_a_number_is_no_heading(answered: bytes) -> None:
    data = in_block(lambda block: block.replace("<w:tbl>", paragraph("INT-01 hangt hiermee samen.") + "<w:tbl>", 1))(answered)
    assert (first(data).place, told(data)) == (PLACE, [])


@pytest.mark.parametrize("size", ["²", "9" * 5_000, ""])
def test_a_size_that_is_no_number_stops_nobody(size: str, answered: bytes) -> None:
    look = f'<w:rPr><w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">Wij meten'
    assert told(edited(answered, lambda xml: xml.replace('<w:t xml:space="preserve">Wij meten', look))) == []


MORE_THAN_ONE = """<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:zz="urn:onbekend" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{}</mc:AlternateContent>"""
CHOICE, FALLBACK = '<mc:Choice Requires="{}">{}</mc:Choice>', "<mc:Fallback>{}</mc:Fallback>"


@pytest.mark.parametrize(
    "branches",
    [
        CHOICE.format("zz", typed("Voldoet")) + FALLBACK.format(typed("Voldoet niet")),
        CHOICE.format("wps", typed("Voldoet niet")) + FALLBACK.format(typed("Voldoet")),
        CHOICE.format("wps", typed("Voldoet niet")) + CHOICE.format("wps", typed("Voldoet")),
        FALLBACK.format(typed("Voldoet niet")),
    ],
    ids=["not understood", "understood", "two that are understood", "only a fallback"],
)
def test_of_an_answer_that_stands_there_more_than_once_is_read_what_word_shows(branches: str, answered: bytes) -> None:
    data = edited(answered, lambda xml: xml.replace(typed("Voldoet"), MORE_THAN_ONE.format(branches), 1))
    assert first(data).answer == "fails"
