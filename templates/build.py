"""Makes the default templates from plain parts: `python templates/build.py` writes programme.nl and .en as .docx, .html and .md.

The parts are in `parts/`, the sentences in `words.*.yaml`, the look in the constants below. Equal input
gives equal bytes, and a test keeps the shipped files equal to what this makes. Municipalities do not
need it: they edit a copy of the .docx in Word, or of the others in an editor.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape as escape_html
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from xml.sax.saxutils import escape, quoteattr

import yaml

from pve_gen import programme
from pve_gen.templatenames import LISTS, ONE_OF, PARAGRAPHS
from pve_gen.values import Struct
from pve_gen.writers.html import with_checksums
from pve_gen.ziparchive import pack

HERE = Path(__file__).parent
LANGUAGES = ("nl", "en")

FONT = "Calibri"
DARK, ACCENT, GREY, PALE, LINE = "1B365D", "2E6E8E", "595959", "EEF2F7", "B8C4D2"
KNOCK_OUT, WISH, CONDITION, BLANK = "7B1E2B", "1F5C3A", "4A4A4A", "FFE699"
PORTRAIT, LANDSCAPE = 9070, 14002  # width of the text, in twentieths of a point

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Words = dict[str, str | list[str]]


def run(text: str, look: str = "") -> str:
    """A run of text, which may hold tags; `look` is what goes into its properties."""
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, *runs: str, more: str = "") -> str:
    """A paragraph; a run that is plain text may be given as that text."""
    inner = "".join(part if part.startswith("<w:") else run(part) for part in runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inner}</w:p>'


def logic(tag: str) -> str:
    """A paragraph that only holds a statement, and vanishes with it."""
    return paragraph("Normal", f"{{%p {tag} %}}")


TAB = "<w:r><w:tab/></w:r>"
BOLD = "<w:b/>"


def table(widths: tuple[int, ...], caption: str, head: list[str], rows: str) -> str:
    """A table with a repeated header row; `caption` is what a screen reader says about it."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = "".join(cell(width, paragraph("PvETabelkop", text), fill=PALE) for width, text in zip(widths, head, strict=True))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="PvETabel"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>{rows}</w:tbl>"
    )


def cell(width: int, content: str, fill: str = "") -> str:
    """A table cell."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'


def row(widths: tuple[int, ...], *contents: str, least: int = 0) -> str:
    """A row that is never split over two pages; `least` is its minimum height in twentieths of a point."""
    height = f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>' if least else ""
    cells = "".join(
        cell(width, content if content.startswith("<w:p>") else paragraph("PvETabeltekst", content))
        for width, content in zip(widths, contents, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>"


def rows_for(each: str, widths: tuple[int, ...], *contents: str) -> str:
    """A row for each of a list, between two rows that only hold a statement."""

    def statement(tag: str) -> str:
        return row(widths, f"{{%tr {tag} %}}", *[""] * (len(widths) - 1))

    return statement(f"for {each}") + row(widths, *contents) + statement("endfor")


def bold(text: str) -> str:
    """A table cell's text in bold: the cell that names its row."""
    return paragraph("PvETabeltekst", run(text, f'{BOLD}<w:color w:val="{DARK}"/>'))


def section(header: str, footer: str, *, landscape: bool = False, cover: bool = False) -> str:
    """The page layout of what stands before it."""
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if landscape else '<w:pgSz w:w="11906" w:h="16838"/>'
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'
        f'<w:type w:val="nextPage"/>{size}'
        f'<w:pgMar w:top="1701" w:right="1418" w:bottom="1418" w:left="1418" w:header="737" w:footer="624" w:gutter="0"/>'
        f"{'<w:titlePg/>' if cover else ''}</w:sectPr>"
    )


def body(words: Words) -> str:
    """The document, from cover to terms."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    portrait, landscape = ("rId6", "rId8"), ("rId7", "rId9")
    return "".join(
        [
            *cover(say),
            *document_data(say, heads),
            *contents(say),
            *guide(say, heads, words),
            *chapters(say, heads),
            *register(say, heads, section(*portrait, cover=True), section(*landscape, landscape=True)),
            *weighing(say, heads),
            *left_out(say, heads),
            *coverage(say, heads),
            *terms(say, heads),
            section(*portrait),
        ]
    )


Say = Callable[[str], str]
Heads = Callable[[str], list[str]]


def cover(say: Say) -> list[str]:
    return [
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}"),
        paragraph("Title", "{{ tender.title }}"),
        paragraph("Subtitle", say("subtitle")),
        paragraph(
            "PvEVoorbladgegevens",
            f"{say('reference')} ",
            run("{{ tender.reference }}", f'{BOLD}<w:color w:val="{DARK}"/>'),
            more='<w:spacing w:before="3600"/>',
        ),
        paragraph("PvEVoorbladgegevens", f"{say('version')} {{{{ tender.version }}}} – {{{{ tender.status }}}}"),
        paragraph("PvEVoorbladgegevens", "{{ tender.date }}"),
    ]


def document_data(say: Say, heads: Heads) -> list[str]:
    widths = (2600, PORTRAIT - 2600)
    lines = {
        "data_organisation": "{{ tender.organisation }}",
        "data_tender": "{{ tender.title }}",
        "data_reference": "{{ tender.reference }}",
        "data_version": "{{ tender.version }} – {{ tender.status }}",
        "data_date": "{{ tender.date }}",
        "data_contact": "{{ tender.contact }}",
        "data_procedure": "{{ tender.procedure }}",
        "data_classification": "{{ classification }}",
        "data_catalog": "{{ provenance.catalog }}{% if provenance.commit %} (git {{ provenance.commit }}){% endif %}",
        "data_template": "{{ provenance.template }}",
        "data_tool": "{{ provenance.tool }}",
        "data_document": "{{ provenance.document }}",
        "data_hash": "{{ provenance.hash }}",
    }
    rows = "".join(row(widths, bold(say(name)), value) for name, value in lines.items())
    return [
        paragraph("PvEKopzondernummer", say("data_title"), more="<w:pageBreakBefore/>"),
        table(widths, say("data_caption"), heads("data_head"), rows),
        paragraph("PvENatabel", say("data_note")),
        logic("if blanks"),
        paragraph("PvEInvulkop", say("blanks")),
        logic("for blank in blanks"),
        paragraph("PvEInvulregel", "{{ blank }}"),
        logic("endfor"),
        logic("endif"),
    ]


def contents(say: Say) -> list[str]:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    field = ' TOC \\o "1-2" \\h \\z \\t "PvE Bijlagekop;1" '
    return [
        paragraph("PvEKopzondernummer", say("contents"), more="<w:pageBreakBefore/>"),
        paragraph(
            "TOC1",
            mark("begin"),
            f'<w:r><w:instrText xml:space="preserve">{escape(field)}</w:instrText></w:r>',
            mark("separate"),
            "…",
            mark("end"),
        ),
        paragraph("PvEKleinetekst", say("contents_hint")),
    ]


def guide(say: Say, heads: Heads, words: Words) -> list[str]:
    widths = (2300, 1000, PORTRAIT - 3300)
    named = (2600, PORTRAIT - 2600)
    supplier = paragraph("PvEAntwoord", "{{r supplier_field }}")
    kinds = "".join(
        row(widths, f"{{%tr if counts.{count} %}}", "", "")
        + row(widths, bold(say(f"kind_{kind}")), f"{{{{ counts.{count} }}}}", say(f"kind_{kind}_text"))
        + row(widths, "{%tr endif %}", "", "")
        for kind, count in (("requirement", "requirements"), ("wish", "wishes"), ("condition", "conditions"))
    )
    return [
        paragraph("Heading1", say("guide"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("guide_text")),
        logic("if tender.description"),
        paragraph("Heading2", say("purchase")),
        logic("for part in tender.description"),
        paragraph("Normal", "{{ part }}"),
        logic("endfor"),
        logic("endif"),
        paragraph("Heading2", say("kinds")),
        table(widths, say("kinds_caption"), heads("kinds_head"), kinds),
        paragraph("Heading2", say("block")),
        paragraph("Normal", say("block_text")),
        paragraph("Heading2", say("answering")),
        *[paragraph("ListBullet", str(item)) for item in words["answering_items"]],
        table(named, say("supplier_caption"), heads("supplier_head"), row(named, bold(say("supplier_name")), supplier, least=500)),
        paragraph("Heading2", say("chosen")),
        paragraph("Normal", say("chosen_text")),
    ]


def chapters(say: Say, heads: Heads) -> list[str]:
    widths = (2000, PORTRAIT - 4200, 2200)
    answer = row(
        widths,
        paragraph("PvEAntwoord", "{{r requirement.answer_field }}"),
        paragraph("PvEAntwoord", "{{r requirement.explanation_field }}"),
        paragraph("PvEAntwoord", "{{r requirement.evidence_field }}"),
        least=600,
    )
    label = f'{BOLD}<w:color w:val="{DARK}"/>'
    first, *others = heads("answer_head")
    return [
        logic("for chapter in chapters"),
        paragraph("Heading1", "{{ chapter.title }}"),
        paragraph("Normal", "{{ chapter.introduction }}", more="<w:keepNext/>"),
        logic("for requirement in chapter.requirements"),
        paragraph("PvEEiskop", "{{r requirement.anchor }}", TAB, "{{ requirement.title }}"),
        paragraph("PvEEisregel", "{{r requirement.kind_label }}", "  {{ requirement.norms }}"),
        logic("if requirement.untranslated"),
        paragraph("PvEToelichting", run(say("untranslated"), "<w:i/>")),
        logic("endif"),
        paragraph("PvETekst", "{{p requirement.text }}"),
        # Here, and only here, a block may break: kept whole, blocks would leave pages half empty.
        paragraph("PvEToelichting", run(f"{say('why')} ", label), "{{r requirement.why }}", more='<w:keepNext w:val="0"/>'),
        logic("for item in requirement.evidence"),
        paragraph("PvEToelichting", run(f"{say('evidence')}{{{{ item.when }}}}: ", label), "{{r item.what }}"),
        logic("endfor"),
        paragraph("PvEToelichting", run(f"{say('verify')} ", label), "{{r requirement.verify }}", more='<w:spacing w:after="120"/>'),
        table(widths, f"{say('answer_caption')} {{{{ requirement.id }}}}", [f"{first} {{{{ requirement.id }}}}", *others], answer).replace(
            "PvETabelkop", "PvEAntwoordkop"
        ),
        logic("endfor"),
        logic("endfor"),
    ]


def register(say: Say, heads: Heads, before: str, after: str) -> list[str]:
    widths = (1150, 3250, 1850, 3950, 3802)
    rows = rows_for(
        "line in register", widths, "{{r line.link }}", "{{ line.title }}", "{{ line.kind_name }}", "{{ line.norms }}", "{{ line.because }}"
    )
    return [
        # A section break must sit in a real sentence: on its own it leaves an empty paragraph.
        paragraph("PvEKleinetekst", "{{ tender.organisation }} · {{ tender.title }}", more=before),
        paragraph("PvEBijlagekop", say("register")),
        paragraph("Normal", say("register_text"), more="<w:keepNext/>"),
        table(widths, say("register_caption"), heads("register_head"), rows),
        paragraph("PvEKleinetekst", say("register_end"), more=after),
    ]


def weighing(say: Say, heads: Heads) -> list[str]:
    widths = (2100, 1500, 2000, PORTRAIT - 5600)
    decided = (1100, 2500, 1900, PORTRAIT - 5500)
    return [
        paragraph("PvEBijlagekop", say("weighing")),
        paragraph("Normal", say("weighing_text")),
        table(
            widths,
            say("weighing_caption"),
            heads("weighing_head"),
            rows_for("fact in facts", widths, bold("{{ fact.title }}"), "{{ fact.value }}", "{{ fact.source }}", "{{ fact.motivation }}"),
        ),
        logic("if decisions"),
        paragraph("PvEBijlagetussenkop", say("decisions")),
        paragraph("Normal", say("decisions_text"), more="<w:keepNext/>"),
        table(
            decided,
            say("decisions_caption"),
            heads("decisions_head"),
            rows_for(
                "decision in decisions",
                decided,
                bold("{{ decision.requirement }}"),
                "{{ decision.decision }}",
                "{{ decision.role }}",
                "{{ decision.reason }}",
            ),
        ),
        logic("endif"),
    ]


def left_out(say: Say, heads: Heads) -> list[str]:
    widths = (1200, 3900, PORTRAIT - 5100)
    return [
        paragraph("PvEBijlagekop", say("left_out"), more="<w:pageBreakBefore/>"),
        logic("if left_out"),
        paragraph("Normal", say("left_out_text"), more="<w:keepNext/>"),
        table(
            widths,
            say("left_out_caption"),
            heads("left_out_head"),
            rows_for(
                "requirement in left_out", widths, bold("{{ requirement.id }}"), "{{ requirement.title }}", "{{ requirement.because }}"
            ),
        ),
        logic("else"),
        paragraph("Normal", say("left_out_none")),
        logic("endif"),
    ]


def coverage(say: Say, heads: Heads) -> list[str]:
    widths = (2700, 3900, PORTRAIT - 6600)
    return [
        paragraph("PvEBijlagekop", say("coverage"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("coverage_text")),
        logic("for norm in coverage"),
        paragraph("PvEBijlagetussenkop", "{{ norm.title }}"),
        paragraph(
            "PvEKleinetekst",
            f"{say('edition')} {{{{ norm.edition }}}}.{{% if norm.note %}} {{{{ norm.note }}}}{{% endif %}}",
            more="<w:keepNext/>",
        ),
        table(
            widths,
            say("coverage_caption"),
            heads("coverage_head"),
            rows_for("clause in norm.clauses", widths, bold("{{ clause.label }}"), "{{ clause.title }}", "{{r clause.requirements }}"),
        ),
        logic("endfor"),
    ]


def terms(say: Say, heads: Heads) -> list[str]:
    widths = (2300, PORTRAIT - 2300)
    return [
        paragraph("PvEBijlagekop", say("terms"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("terms_text"), more="<w:keepNext/>"),
        table(
            widths,
            say("terms_caption"),
            heads("terms_head"),
            rows_for("term in terms", widths, bold("{{ term.term }}"), "{{ term.meaning }}"),
        ),
    ]


def edge(kind: str, words: Words, width: int) -> str:
    """A header or footer, with its right-hand part at the right margin."""
    tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{PORTRAIT}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>' if width != PORTRAIT else ""

    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    if kind == "hdr":
        content = paragraph("Header", "{{ tender.organisation }}", TAB, "{{ tender.title }}", more=tabs)
    else:
        content = paragraph(
            "Footer",
            f"{{{{ tender.reference }}}} · {str(words['version']).lower()} {{{{ tender.version }}}}",
            TAB,
            f"{words['page']} ",
            field("PAGE"),
            f" {words['of']} ",
            field("NUMPAGES"),
            more=tabs,
        )
    return f"{HEAD}<w:{kind} {W} {R}>{content}</w:{kind}>"


def part(name: str, **words: str) -> bytes:
    """A part as it stands in `parts/`, with `@NAME@` filled in; line ends and indentation mean nothing there."""
    text = "".join(line.strip() for line in (HERE / "parts" / name).read_text("utf-8").splitlines()).replace("?><", f"?>{chr(10)}<", 1)
    for word, value in words.items():
        text = text.replace(f"@{word}@", escape(value))
    return text.encode()


def look() -> dict[str, str]:
    """The constants that styles.xml and numbering.xml name."""
    names = ("FONT", "DARK", "ACCENT", "GREY", "PALE", "LINE", "KNOCK_OUT", "WISH", "CONDITION", "BLANK", "PORTRAIT")
    return {name: str(globals()[name]) for name in names}


def words_of(language: str, report: str = "") -> Words:
    """Every sentence of a programme in one language, or those of a report over it.

    What reports of a family share, such as the annexes of a contract, stands in a file with the first word of their names.
    """
    words: Words = yaml.safe_load((HERE / f"words.{language}.yaml").read_text("utf-8"))
    family = HERE / "reports" / f"{report.partition('-')[0]}.{language}.yaml"
    for file in (family, HERE / "reports" / f"{report}.{language}.yaml"):
        if report and file.exists():
            words |= yaml.safe_load(file.read_text("utf-8"))
    return words


def word(language: str) -> bytes:
    """The Word template of a programme in one language, as the bytes of a .docx."""
    words = words_of(language)
    return package(words, body(words), form=True)


def package(words: Words, content: str, *, form: bool = False) -> bytes:
    """A Word template with that content, as the bytes of a .docx; in a `form` people can only fill in the fields."""
    locale = str(words["language"])
    settings = part("settings.xml", LANGUAGE=locale)
    if not form:
        settings = re.sub(rb"<w:documentProtection[^>]*/>", b"", settings)
    parts = {
        "[Content_Types].xml": part("content_types.xml"),
        "_rels/.rels": part("rels.xml"),
        "word/_rels/document.xml.rels": part("document_rels.xml"),
        "word/document.xml": f"{HEAD}<w:document {W} {R}><w:body>{content}</w:body></w:document>".encode(),
        "word/styles.xml": part("styles.xml", LANGUAGE=locale, **look()),
        "word/numbering.xml": part("numbering.xml", APPENDIX=str(words["appendix"]), **look()),
        "word/settings.xml": settings,
        "word/fontTable.xml": part("fontTable.xml"),
        "word/theme/theme1.xml": part("theme1.xml"),
        "word/header1.xml": edge("hdr", words, PORTRAIT).encode(),
        "word/header2.xml": edge("hdr", words, LANDSCAPE).encode(),
        "word/footer1.xml": edge("ftr", words, PORTRAIT).encode(),
        "word/footer2.xml": edge("ftr", words, LANDSCAPE).encode(),
        "docProps/core.xml": part("core.xml", LANGUAGE=locale, SUBTITLE=str(words["subtitle"])),
        "docProps/app.xml": part("app.xml"),
    }
    return pack(parts, datetime(2026, 1, 1, tzinfo=UTC))


def worded(name: str, words: Words, write: Callable[[str], str], folder: str = "parts") -> str:
    """A text as it stands in a folder, with `@word@`, or `@words.0@` for one of a list, filled in as `write` gives it.

    `@include name@` on a line of its own stands for the lines of another text in that folder.
    """

    def said(found: re.Match[str]) -> str:
        value = words[found[1]]
        return write(value[int(found[2])] if isinstance(value, list) else value)

    text = (HERE / folder / name).read_text("utf-8")
    text = re.sub(r"(?m)^@include (\S+)@\n", lambda found: (HERE / folder / found[1]).read_text("utf-8"), text)
    return re.sub(r"@([a-z_]+)(?:\.(\d+))?@", said, text)


def html(language: str) -> bytes:
    """The HTML template of a programme in one language."""
    style, script = ((HERE / "parts" / name).read_text("utf-8") for name in ("programme.css", "programme.js"))
    page = worded("programme.html", words_of(language), escape_html)
    return with_checksums(page.replace("@STYLE@", colored(style)).replace("@SCRIPT@", script)).encode()


def page(report: str, words: Words) -> bytes:
    """The HTML template of a report: a page in the style of a programme, with what is its own after it, and its script where it asks that."""
    script = (HERE / "parts" / "programme.js").read_text("utf-8")
    style = "".join(path.read_text("utf-8") for path in (HERE / "parts" / "programme.css", HERE / "reports" / f"{report}.css"))
    made = worded(f"{report}.html", words, escape_html, "reports")
    return with_checksums(made.replace("@STYLE@", colored(style)).replace("@SCRIPT@", script)).encode()


def colored(style: str) -> str:
    """A style sheet with the constants above in it."""
    for name, value in look().items():
        style = style.replace(f"@{name}@", value)
    return style


def markdown(language: str) -> bytes:
    """The Markdown template in one language."""
    return worded("programme.md", words_of(language), str).encode()


def names(noun: Any = programme.Programme, path: str = "") -> Iterator[str]:
    """Every name that a template can use, as lines of a Markdown list: those at the top, then those inside each."""
    inside: list[tuple[str, Any]] = []
    simple: list[str] = []
    for name, kind in get_type_hints(noun).items():
        of = get_args(kind)[0] if get_origin(kind) in LISTS else kind
        of = get_origin(of) or of
        one = ONE_OF.get(name, name)
        if isinstance(of, type) and issubclass(of, Struct):
            inside.append((one if get_origin(kind) in LISTS else f"{path}{name}.", of))
            simple.append(f"`{name}`" + (f" (a list: `for {one} in {path}{name}`)" if get_origin(kind) in LISTS else ""))
        else:
            content = " (paragraphs)" if (noun, name) in PARAGRAPHS else " (markup)"
            mark = content if isinstance(of, TypeVar) else " (a list)" if get_origin(kind) in LISTS else ""
            simple.append(f"`{name}`{mark}")
    title = f"**`{path.rstrip('.')}`**" if path else "**At the top**"
    yield f"- {title}: {(noun.__doc__ or '').strip().splitlines()[0]} {', '.join(simple)}."
    for one, of in inside:
        yield from names(of, one if one.endswith(".") else f"{one}.")


def body_of(name: str) -> Callable[[Words], str]:
    """The `body` of a file in `reports/`; read when it is needed, since these use the building blocks above."""

    def body(words: Words) -> str:
        made: str = import_module(f"reports.{name}").body(words)
        return made

    return body


REPORTS: dict[str, Callable[[Words], str]] = {
    "risk-analysis": body_of("risk_analysis"),
    "comparison": body_of("comparison"),
    "questions": body_of("questions"),
    "information-notice": body_of("information_notice"),
    "contract-security": body_of("contract_security"),
    "contract-sla": body_of("contract_sla"),
    "contract-processing": body_of("contract_processing"),
    "evidence-report": body_of("evidence_report"),
    "coverage": body_of("coverage"),
}
"""The name of a report → what makes its content: a function in `reports/`, with its sentences beside it."""


def main() -> None:
    """Write the templates, and the names in the README, into this folder or the one that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for language in LANGUAGES:
        (folder / f"programme.{language}.docx").write_bytes(word(language))
        for report, content in REPORTS.items():
            words = words_of(language, report)
            (folder / f"{report}.{language}.docx").write_bytes(package(words, content(words)))
            if (HERE / "reports" / f"{report}.md").exists():
                (folder / f"{report}.{language}.md").write_text(worded(f"{report}.md", words, str, "reports"), "utf-8", newline="\n")
            if (HERE / "reports" / f"{report}.html").exists():
                (folder / f"{report}.{language}.html").write_bytes(page(report, words))
        (folder / f"programme.{language}.html").write_bytes(html(language))
        (folder / f"programme.{language}.md").write_bytes(markdown(language))
    before, _old, after = re.split(
        r"(?<=## Every name\n\n)(.*?)(?=\n\n## )", (HERE / "README.md").read_text("utf-8"), maxsplit=1, flags=re.DOTALL
    )
    (folder / "README.md").write_text(before + "\n".join(names()) + after, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
