"""The SLA annex of a contract: every agreed figure in one table, and the requirements behind them."""

from __future__ import annotations

from build import PORTRAIT, Words, bold, logic, paragraph, rows_for, run, section, table
from reports.opening import PROGRAMME, concept, deviations, each, opening, requirement


def body(words: Words) -> str:
    """The annex, from its data to the wishes that are no part of the contract."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    widths = (1000, 2050, 2850, PORTRAIT - 5900)
    figures = each("figure in requirement.figures", paragraph("PvETabeltekst", "{{ figure.label }}: ", "{{r figure.text }}"))
    named = (
        bold("{{ requirement.title }}")
        + logic("if requirement.deviates")
        + paragraph("PvEKleinetekst", say("deviates"), more='<w:spacing w:before="0" w:after="40"/>')
        + logic("endif")
    )
    shown = each("item in requirement.shown", paragraph("PvETabeltekst", run("{{ item.when|capitalize }}: ", "<w:b/>"), "{{r item.what }}"))
    return "".join(
        [
            *opening(
                say,
                heads,
                say("title"),
                "{{ tender.title }} – {{ supplier }}",
                {
                    "data_client": "{{ tender.organisation }}",
                    "data_supplier": "{{ supplier }}",
                    "data_reference": "{{ tender.reference }}",
                    "data_programme": f"{PROGRAMME}, {say('version').lower()} {{{{ tender.version }}}}, {{{{ sent }}}}",
                    "data_day": "{{ day }}",
                    "data_tool": "{{ provenance.tool }}",
                },
            ),
            *concept(say),
            paragraph("Heading1", say("about")),
            *[paragraph("Normal", text) for text in words["about_text"]],
            logic("if figured"),
            paragraph("Heading1", say("figures")),
            paragraph("Normal", say("figures_text"), more="<w:keepNext/>"),
            table(
                widths,
                say("figures_caption"),
                heads("figures_head"),
                rows_for("requirement in figured", widths, "{{r requirement.link }}", named, figures, shown),
            ),
            logic("endif"),
            logic("for chapter in chapters"),
            paragraph("Heading1", "{{ chapter.title }}"),
            logic("for requirement in chapter.requirements"),
            *requirement(say),
            logic("endfor"),
            logic("endfor"),
            *deviations(say, heads),
            section("rId6", "rId8"),
        ]
    )
