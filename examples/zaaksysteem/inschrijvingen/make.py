"""Makes the bids of three fictitious suppliers, as they would come back: `python examples/zaaksysteem/inschrijvingen/make.py [FOLDER]`.

What was sent comes from the lock in this folder, so the bids stay the same when the catalogue changes. Each supplier's
answers stand in its own .yaml; what else it does to the files, as people and their office programs do, stands below.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

HERE = Path(__file__).parent
LOCK = HERE / "programma-van-eisen-vbs-2026-0142.lock.json"
SUPPLIERS = ("zorgvuldig", "slordig", "gewijzigd")
_YES = {"requirement": "Voldoet", "wish": "Voldoet", "condition": "Akkoord"}
_FIELDS = {"answer": "antwoord", "explanation": "toelichting", "evidence": "bewijs"}
_COLUMNS = {"answer": "I", "explanation": "J", "evidence": "K"}
_DOCUMENT, _COVER, _ANSWERS, _FOOTER = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "word/footer2.xml"
_RELATIONS, _KINDS = "word/_rels/document.xml.rels", "[Content_Types].xml"
_DAY = (2026, 12, 14, 9, 30, 0)  # on which the bids came in

Parts = dict[str, str]
Answers = Mapping[str, Mapping[str, str]]


def main() -> None:
    """Every supplier, as .docx and as .xlsx."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    lock = json.loads(LOCK.read_text("utf-8"))
    sent = {document["format"]: _unpacked(b64decode(document["original"])) for document in lock["documents"]}
    for name in SUPPLIERS:
        file = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
        answers = _answers(file, lock["programme"]["requirements"])
        word = _in_word(dict(sent["docx"]), file["leverancier"], answers)
        sheet = _in_sheet(dict(sent["xlsx"]), file["leverancier"], answers)
        for change in WORD_CHANGES.get(name, ()):
            change(word)
        for change in SHEET_CHANGES.get(name, ()):
            change(sheet)
        (folder / f"{name}.docx").write_bytes(_packed(word))
        (folder / f"{name}.xlsx").write_bytes(_packed(sheet))


def _answers(file: Mapping[str, Any], requirements: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Requirement → field → text: its own, or else that of its chapter; without any answer, a yes."""
    answers = {}
    for requirement in requirements:
        id, kind = requirement["id"], requirement["kind"]
        asked = any(item["moment"] == "bid" for item in requirement["evidence"])
        own = file["antwoorden"].get(id)
        said = own if own is not None else file["hoofdstukken"][id.partition("-")[0]]
        texts = {field: said.get(key, _YES[kind] if field == "answer" else "") for field, key in _FIELDS.items()}
        answers[id] = texts | ({} if asked or own is not None else {"evidence": ""})
    return answers


# ── Word ───────────────────────────────────────────────────────────────────────────────────────


def _in_word(parts: Parts, supplier: str, answers: Answers) -> Parts:
    """The document with its fields filled in, as Word leaves them."""
    texts = {"pve:supplier": supplier} | {f"pve:{id}:{field}": text for id, one in answers.items() for field, text in one.items()}

    def fill(control: re.Match[str]) -> str:
        text = texts.get(control[2], "")
        start = control[1].replace("<w:showingPlcHdr/>", "")
        return f"{start}<w:sdtContent>{_run(text)}</w:sdtContent></w:sdt>" if text else control[0]

    controls = re.compile(
        r'(<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*<w:tag w:val="([^"]*)"/>.*?</w:sdtPr>)<w:sdtContent>.*?</w:sdtContent></w:sdt>'
    )
    parts[_DOCUMENT] = controls.sub(fill, parts[_DOCUMENT])
    return parts


def _run(text: str, look: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _block(xml: str, id: str) -> str:
    """The XML of a requirement: from its heading to the next heading."""
    start = xml.rindex("<w:p>", 0, xml.index(f'w:name="pve_{id.replace("-", "_")}_heading"'))
    following = re.compile(r'<w:p><w:pPr><w:pStyle w:val="(?:PvEEiskop|Heading1)"/>').search(xml, start + 10)
    assert following
    return xml[start : following.start()]


def _in_block(id: str, change: Callable[[str], str]) -> Callable[[Parts], None]:
    def edit(parts: Parts) -> None:
        block = _block(parts[_DOCUMENT], id)
        changed = change(block)
        assert changed != block, id
        parts[_DOCUMENT] = parts[_DOCUMENT].replace(block, changed)

    return edit


def _words(id: str, old: str, new: str) -> Callable[[Parts], None]:
    """Other words in the text of a requirement."""
    return _in_block(id, lambda block: block.replace(old, new, 1))


def _twice(id: str, answer: str, other: str) -> Callable[[Parts], None]:
    """A requirement pasted in again, with another answer."""

    def change(block: str) -> str:
        again = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", block).replace(f">{answer}<", f">{other}<", 1)
        return block + again

    return _in_block(id, change)


def _typed_over(id: str) -> Callable[[Parts], None]:
    """The control with the list deleted: its text stands in the cell as if it was typed there."""

    def change(block: str) -> str:
        list_ = re.compile(rf'<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*"pve:{id}:answer".*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>')
        return list_.sub(r"\1", block)

    return _in_block(id, change)


def _commented(id: str, author: str, text: str) -> Callable[[Parts], None]:
    """A comment at the answer to a requirement, forgotten when the document was sent."""

    def edit(parts: Parts) -> None:
        mark = '<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
        control = re.compile(rf'<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*"pve:{id}:explanation".*?</w:sdt>')
        _in_block(id, lambda block: control.sub(lambda found: mark[0] + found[0] + mark[1], block))(parts)
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        comment = (
            f'<w:comment w:id="1" w:author="{author}" w:date="2026-12-11T16:48:00Z" w:initials="KV"><w:p>{_run(text)}</w:p></w:comment>'
        )
        parts["word/comments.xml"] = f"{start}{comment}</w:comments>"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
        relation = f'<Relationship Id="rIdComments" Type="{kind}" Target="comments.xml"/>'
        parts[_RELATIONS] = parts[_RELATIONS].replace("</Relationships>", f"{relation}</Relationships>")
        type_ = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
        override = f'<Override PartName="/word/comments.xml" ContentType="{type_}"/>'
        parts[_KINDS] = parts[_KINDS].replace("</Types>", f"{override}</Types>")

    return edit


def _tracked(id: str, after: str, text: str) -> Callable[[Parts], None]:
    """Words inserted while changes were being tracked."""
    start, end = '<w:t xml:space="preserve">', "</w:t></w:r>"
    insertion = f'<w:ins w:id="9001" w:author="Dossierhuis" w:date="2026-12-10T11:02:00Z">{_run(text)}</w:ins>'
    return _in_block(id, lambda block: block.replace(after, f"{after}{end}{insertion}<w:r>{start}", 1))


WHITE = '<w:color w:val="FFFFFF"/>'


def _white(id: str, text: str) -> Callable[[Parts], None]:
    """A sentence in white, below the text of a requirement."""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="PvETekst"/></w:pPr>{_run(text, WHITE)}</w:p>'
    return _in_block(id, lambda block: block.replace("<w:tbl>", f"{paragraph}<w:tbl>", 1))


def _gone(id: str) -> Callable[[Parts], None]:
    """A requirement deleted."""
    return _in_block(id, lambda block: "")


def _footer(text: str) -> Callable[[Parts], None]:
    """A sentence in the footer."""

    def edit(parts: Parts) -> None:
        parts[_FOOTER] = parts[_FOOTER].replace("</w:ftr>", f"<w:p>{_run(text)}</w:p></w:ftr>")

    return edit


# ── Excel ──────────────────────────────────────────────────────────────────────────────────────


def _in_sheet(parts: Parts, supplier: str, answers: Answers) -> Parts:
    """The answer sheet with its cells filled in."""
    parts[_COVER] = _cells(parts[_COVER], {"B5": supplier})
    given = {}
    for id, texts in answers.items():
        row = _row_of(parts, id)
        given |= {f"{_COLUMNS[field]}{row}": text for field, text in texts.items() if text}
    parts[_ANSWERS] = _cells(parts[_ANSWERS], given)
    return parts


def _strings(parts: Parts) -> list[str]:
    return re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"], re.DOTALL)


def _row_of(parts: Parts, id: str) -> int:
    """The row of a requirement."""
    number = next(index for index, text in enumerate(_strings(parts)) if re.sub(r"<[^>]*>", "", text) == id)
    found = re.search(rf'<c r="B(\d+)"[^>]*t="s"><v>{number}</v>', parts[_ANSWERS])
    assert found, id
    return int(found[1])


def _cells(sheet: str, given: Mapping[str, str]) -> str:
    """A sheet with texts in cells that are there."""

    def cell(found: re.Match[str]) -> str:
        text = given.get(found[1])
        return (
            found[0]
            if text is None
            else f'<c r="{found[1]}"{found[2]} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        )

    return re.sub(r'<c r="([A-Z]+\d+)"( s="\d+")(?: t="[a-zA-Z]+")?(?:/>|>.*?</c>)', cell, sheet)


def _text(parts: Parts, id: str, column: str) -> str:
    """The text in a cell of a requirement."""
    found = re.search(rf'<c r="{column}{_row_of(parts, id)}"[^>]*><v>(\d+)</v>', parts[_ANSWERS])
    assert found, id
    return re.sub(r"<[^>]*>", "", _strings(parts)[int(found[1])]).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def _sheet_words(id: str, old: str, new: str) -> Callable[[Parts], None]:
    """Other words in the text of a requirement."""

    def edit(parts: Parts) -> None:
        text = _text(parts, id, "F")
        assert old in text, (id, text)
        parts[_ANSWERS] = _cells(parts[_ANSWERS], {f"F{_row_of(parts, id)}": text.replace(old, new, 1)})

    return edit


def _sheet_white(id: str, text: str) -> Callable[[Parts], None]:
    """A sentence in white, after the text of a requirement."""

    def edit(parts: Parts) -> None:
        place = f"F{_row_of(parts, id)}"
        white = f'<r><rPr><sz val="10"/><color rgb="FFFFFFFF"/><rFont val="Calibri"/></rPr><t xml:space="preserve"> {escape(text)}</t></r>'
        asked = f'<r><t xml:space="preserve">{escape(_text(parts, id, "F"))}</t></r>'
        cell = re.compile(rf'<c r="{place}"( s="\d+")[^>]*>.*?</c>', re.DOTALL)
        parts[_ANSWERS] = cell.sub(lambda found: f'<c r="{place}"{found[1]} t="inlineStr"><is>{asked}{white}</is></c>', parts[_ANSWERS])

    return edit


def _sheet_gone(id: str) -> Callable[[Parts], None]:
    """The row of a requirement deleted."""

    def edit(parts: Parts) -> None:
        number = _row_of(parts, id)
        parts[_ANSWERS] = re.sub(rf'<row r="{number}".*?</row>', "", parts[_ANSWERS], flags=re.DOTALL)

    return edit


def _sheet_footer(text: str) -> Callable[[Parts], None]:
    """A sentence in the footer."""

    def edit(parts: Parts) -> None:
        parts[_ANSWERS] = parts[_ANSWERS].replace("</oddFooter>", f"&amp;C{escape(text)}</oddFooter>")

    return edit


def _sheet_twice(id: str, other: str) -> Callable[[Parts], None]:
    """The row of a requirement copied to the end, with another answer."""

    def edit(parts: Parts) -> None:
        number = _row_of(parts, id)
        last = max(int(row) for row in re.findall(r'<row r="(\d+)"', parts[_ANSWERS]))
        found = re.search(rf'<row r="{number}".*?</row>', parts[_ANSWERS], re.DOTALL)
        assert found
        copy = re.sub(rf'(<row r="|<c r="[A-Z]+){number}"', rf'\g<1>{last + 1}"', found[0])
        copy = _cells(copy, {f"I{last + 1}": other})
        parts[_ANSWERS] = parts[_ANSWERS].replace("</sheetData>", f"{copy}</sheetData>")

    return edit


def _sheet_formula(id: str, above: str) -> Callable[[Parts], None]:
    """An answer that is a formula: what the cell of another requirement says."""

    def edit(parts: Parts) -> None:
        place, source = f"I{_row_of(parts, id)}", f"I{_row_of(parts, above)}"
        cell = re.compile(rf'<c r="{place}"( s="\d+")[^>]*>.*?</c>')
        parts[_ANSWERS] = cell.sub(rf'<c r="{place}"\1 t="str"><f>{source}</f><v>Voldoet</v></c>', parts[_ANSWERS])

    return edit


# ── What suppliers do besides answering ────────────────────────────────────────────────────────

_RESERVATION = "Op deze inschrijving zijn uitsluitend de algemene voorwaarden van Dossierhuis van toepassing."
_WHITE = "Deze termijnen gelden alleen bij een onderhoudsabonnement Plus."
_OTHER_WORDS = (
    ("PRIV-03", "alleen in en vanuit", "zoveel mogelijk in en vanuit"),
    ("LOG-04", "18 maanden", "12 maanden"),
    ("BRE-01", "8 uur", "48 uur"),
    ("AVA-01", "99,5%", "98,5%"),
)
WORD_CHANGES: Mapping[str, tuple[Callable[[Parts], None], ...]] = {
    "slordig": (
        _typed_over("ENC-08"),
        _typed_over("ASS-03"),
        _twice("PAT-04", "Akkoord", "Niet akkoord"),
        _commented("BRE-01", "Kees Vink", "Nog navragen bij Rob of wij 24 uur wel halen!"),
    ),
    "gewijzigd": (
        *(_words(*change) for change in _OTHER_WORDS),
        _tracked("EXI-02", "De Leverancier wist aan het einde van de overeenkomst ", "tegen het dan geldende uurtarief "),
        _white("PAT-01", _WHITE),
        _gone("ASS-03"),
        _footer(_RESERVATION),
    ),
}
SHEET_CHANGES: Mapping[str, tuple[Callable[[Parts], None], ...]] = {
    "slordig": (_sheet_twice("PAT-04", "Niet akkoord"), _sheet_formula("AUTH-08", "AUTH-05")),
    "gewijzigd": (
        *(_sheet_words(*change) for change in _OTHER_WORDS),
        _sheet_white("PAT-01", _WHITE),
        _sheet_gone("ASS-03"),
        _sheet_footer(_RESERVATION),
    ),
}


# ── Packages ───────────────────────────────────────────────────────────────────────────────────


def _unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def _packed(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _DAY), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
