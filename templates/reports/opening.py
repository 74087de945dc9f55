"""The first page of what belongs to a contract: whose it is, about what, from which programme, and whether it is a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from build import BOLD, DARK, PORTRAIT, TAB, bold, logic, paragraph, row, run, table

Say = Callable[[str], str]
Heads = Callable[[str], list[str]]

PROGRAMME = "{{ provenance.document }}"


def opening(say: Say, heads: Heads, title: str, subtitle: str, lines: Mapping[str, str]) -> list[str]:
    """The title, and a table of data: the name of its sentence → what stands beside it."""
    widths = (2600, PORTRAIT - 2600)
    return [
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}", more='<w:spacing w:before="0" w:after="0"/>'),
        paragraph("Title", run(title, '<w:sz w:val="48"/><w:szCs w:val="48"/>'), more='<w:spacing w:before="480" w:after="120"/>'),
        paragraph("Subtitle", subtitle, more='<w:spacing w:before="0" w:after="360"/>'),
        table(
            widths,
            say("data_caption"),
            heads("data_head"),
            "".join(row(widths, bold(say(name)), value) for name, value in lines.items()),
        ),
    ]


def each(of: str, paragraphs: str, otherwise: str = "") -> str:
    """Paragraphs of a table cell for each of a list, and what stands there where the list is empty."""
    name = of.split(" in ")[1]
    empty = f"{logic(f'if not {name}')}{otherwise}{logic('endif')}" if otherwise else ""
    return f"{logic(f'for {of}')}{paragraphs}{logic('endfor')}{empty}"


def kept(rows: str) -> str:
    """Rows of a table that stay on one page with the row after them."""
    return rows.replace('<w:pStyle w:val="PvETabeltekst"/>', '<w:pStyle w:val="PvETabeltekst"/><w:keepNext/>')


def concept(say: Say) -> list[str]:
    """What must still be decided, in the colour of what is to be filled in."""
    return [
        logic("if open"),
        paragraph("PvEInvulkop", say("concept")),
        logic("for point in open"),
        paragraph("PvEInvulregel", run("{{ point.id }}", BOLD), " {{ point.title }}: {{ point.reason }}."),
        logic("endfor"),
        logic("endif"),
        logic("if open_elsewhere"),
        logic("if open"),
        paragraph("PvEInvulregel", say("elsewhere")),
        logic("else"),
        paragraph("PvEInvulkop", say("concept_elsewhere")),
        logic("endif"),
        logic("endif"),
    ]


def contents() -> str:
    """The field that becomes a table of contents of the chapters."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    field = r' TOC \o "1-1" \h \z '
    instruction = f'<w:r><w:instrText xml:space="preserve">{escape(field)}</w:instrText></w:r>'
    return paragraph("TOC1", mark("begin"), instruction, mark("separate"), "…", mark("end"))


def requirement(say: Say) -> list[str]:
    """A requirement that holds, with what was promised and how it is shown."""
    label = f'{BOLD}<w:color w:val="{DARK}"/>'
    evidence = (run(f"{say('evidence')}{{{{ item.when }}}}: ", label), "{{r item.what }}")
    return [
        paragraph("PvEEiskop", "{{r requirement.anchor }}", TAB, "{{ requirement.title }}"),
        paragraph("PvEEisregel", "{{r requirement.kind_label }}{% if requirement.deviates %}  " + say("deviates") + "{% endif %}"),
        paragraph("PvETekst", "{{p requirement.text }}"),
        logic("if requirement.promised"),
        paragraph("PvEToelichting", run(f"{say('promised')} ", label), "{{ requirement.promised }}"),
        logic("endif"),
        logic("for item in requirement.evidence"),
        logic("if loop.last"),  # after the last of a requirement, and only there, a page may end
        paragraph("PvEToelichting", *evidence, more='<w:keepNext w:val="0"/>'),
        logic("else"),
        paragraph("PvEToelichting", *evidence),
        logic("endif"),
        logic("endfor"),
    ]


def deviations(say: Say, heads: Heads) -> list[str]:
    """What was let pass and on which conditions, what was not, and the wishes that are no part of the contract."""
    return [
        logic("if deviations"),
        paragraph("Heading1", say("deviations")),
        paragraph("Normal", say("deviations_text"), more="<w:keepNext/>"),
        logic("for deviation in deviations"),
        *_decided(say, heads, passed=True),
        logic("endfor"),
        logic("endif"),
        logic("if rejected"),
        paragraph("Heading1", say("rejected")),
        paragraph("Normal", say("rejected_text"), more="<w:keepNext/>"),
        logic("for deviation in rejected"),
        *_decided(say, heads, passed=False),
        logic("endfor"),
        logic("endif"),
        logic("if outside"),
        paragraph("Heading1", say("outside")),
        paragraph(
            "Normal",
            "{% if outside.holds %}" + say("outside_holds") + "{% else %}" + say("outside_holds_not") + "{% endif %}",
            more="<w:keepNext/>",
        ),
        _settled(say, heads),
        logic("endif"),
        logic("if dropped"),
        paragraph("Heading1", say("dropped")),
        paragraph("Normal", say("dropped_text"), more="<w:keepNext/>"),
        logic("for wish in dropped"),
        paragraph("ListBullet", run("{{ wish.id }}", BOLD), " {{ wish.title }} ({{ wish.reason }})"),
        logic("endfor"),
        logic("endif"),
    ]


def _settled(say: Say, heads: Heads) -> str:
    """What the supplier's document holds outside what was asked, and what was decided about it."""
    widths = (2300, PORTRAIT - 2300)

    def line(name: str) -> str:
        return row(widths, bold(say(f"deviation_{name}")), f"{{{{ outside.{name} }}}}")

    def maybe(name: str) -> str:
        return row(widths, f"{{%tr if outside.{name} %}}", "") + line(name) + row(widths, "{%tr endif %}", "")

    found = each("line in outside.lines", paragraph("PvETabeltekst", "{{ line }}"))
    rows = kept(row(widths, bold(say("outside_what")), found) + maybe("reason") + maybe("owner") + maybe("adviser")) + line("decision")
    return table(widths, say("outside_caption"), heads("deviation_head"), rows)


def _decided(say: Say, heads: Heads, *, passed: bool) -> list[str]:
    """A deviation as a table, that stands on one page: the last row is the one that is always there."""
    widths = (2300, PORTRAIT - 2300)

    def line(name: str) -> str:
        return row(widths, bold(say(f"deviation_{name}")), f"{{{{ deviation.{name} }}}}")

    def maybe(name: str) -> str:
        return row(widths, f"{{%tr if deviation.{name} %}}", "") + line(name) + row(widths, "{%tr endif %}", "")

    measures = row(
        widths,
        bold(say("deviation_measures")),
        each(
            "measure in deviation.measures",
            paragraph(
                "PvETabeltekst",
                run("{{ measure.side }}{% if measure.owner %} ({{ measure.owner }}){% endif %}: ", BOLD),
                f"{{{{ measure.text }}}}{{% if measure.due %}} {say('deviation_due')} {{{{ measure.due }}}}.{{% endif %}}",
            ),
            otherwise=paragraph("PvETabeltekst", say("deviation_measures_none")),
        ),
    )
    said = line("what") + maybe("was") + maybe("becomes") + maybe("explanation")
    people = maybe("reason") + maybe("owner") + maybe("adviser")
    until = row(
        widths,
        bold(say("deviation_until")),
        "{% if deviation.until %}{{ deviation.until }}{% else %}" + say("deviation_endless") + "{% endif %}",
    )
    settled = kept(said + line("decision") + people + until + maybe("review")) + measures
    rows = settled if passed else kept(said + people) + line("decision")
    return [
        paragraph("PvEEiskop", "{{ deviation.id }}", TAB, "{{ deviation.title }}"),
        table(widths, f"{say('deviation_caption')} {{{{ deviation.id }}}}", heads("deviation_head"), rows),
    ]
