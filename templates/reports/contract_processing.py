"""The annex to the processing agreement: what is to be filled in, and references to all that was agreed elsewhere."""

from __future__ import annotations

from build import PORTRAIT, Words, bold, logic, paragraph, row, rows_for, run, section, table
from reports.opening import PROGRAMME, concept, deviations, each, opening

TOPICS = ("places", "sub_processors", "retention", "breaches", "help", "other")
CLOSE = '<w:spacing w:before="20" w:after="20"/>'
BLANK = paragraph("PvETabeltekst", "{{r blank }}")


def body(words: Words) -> str:
    """The annex, from its data to the deviations."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    def form(name: str, widths: tuple[int, ...], *rows: tuple[str, ...]) -> str:
        """A table to fill in: a cell with no words of its own is a blank."""
        lines = "".join(row(widths, *(cell or BLANK for cell in cells)) for cells in rows)
        return table(widths, say(f"{name}_caption"), heads(f"{name}_head"), lines)

    def topic(name: str) -> list[str]:
        widths = (1000, 3500, PORTRAIT - 4500)
        figures = each(
            "figure in requirement.figures",
            paragraph("PvETabeltekst", "{{ figure.label }}: ", "{{r figure.text }}"),
            otherwise=paragraph("PvETabeltekst", "–"),
        )
        return [
            logic(f"if {name}.requirements"),
            paragraph("Normal", say("agreed"), more="<w:keepNext/>"),
            table(
                widths,
                f"{say('agreed_caption')} {{{{ {name}.title|lower }}}}",
                heads("agreed_head"),
                rows_for(
                    f"requirement in {name}.requirements",
                    widths,
                    bold("{{ requirement.id }}"),
                    paragraph("PvETabeltekst", "{{ requirement.title }}")
                    + paragraph("PvEKleinetekst", "{{ requirement.annex }}", more='<w:spacing w:before="0" w:after="40"/>')
                    + logic("if requirement.deviates")
                    + paragraph("PvEKleinetekst", run(say("deviates_in"), "<w:b/>"), more='<w:spacing w:before="0" w:after="40"/>')
                    + logic("endif"),
                    figures,
                ),
            ),
            logic("else"),
            paragraph("Normal", say("agreed_none")),
            logic("endif"),
        ]

    third, quarter = PORTRAIT // 3, PORTRAIT // 4
    thirds = (third, third, PORTRAIT - 2 * third)
    quarters = (quarter, quarter, quarter, PORTRAIT - 3 * quarter)
    listed = (2300, 4500, PORTRAIT - 6800)
    said = "{{ fact.title }}: {{ fact.value }}.{% if fact.motivation %} {{ fact.motivation }}{% endif %}"
    data = each("fact in data", paragraph("PvETabeltekst", said)) + BLANK
    purpose = each("part in tender.description", paragraph("PvETabeltekst", "{{ part }}")) + BLANK
    measure = paragraph("PvETabeltekst", run("{{ requirement.id }}", "<w:b/>"), " {{ requirement.title }}", more=CLOSE)
    processings = (2600, PORTRAIT - 2600)
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
            paragraph("Heading1", say("processings")),
            paragraph("Normal", say("processings_text"), more="<w:keepNext/>"),
            form(
                "processings",
                processings,
                (bold(say("processings_subject")), paragraph("PvETabeltekst", "{{ tender.title }}")),
                (bold(say("processings_purpose")), purpose),
                (bold(say("processings_nature")), ""),
                (bold(say("processings_people")), ""),
                (bold(say("processings_data")), data),
                (bold(say("processings_duration")), ""),
            ),
            paragraph("Heading1", say("measures")),
            paragraph("Normal", say("measures_text"), more="<w:keepNext/>"),
            table(
                listed,
                say("measures_caption"),
                heads("measures_head"),
                rows_for(
                    "chapter in measures",
                    listed,
                    bold("{{ chapter.title }}"),
                    each("requirement in chapter.requirements", measure),
                    "{{ chapter.annex }}",
                ),
            ),
            paragraph("Heading1", say("places")),
            paragraph("Normal", say("places_text"), more="<w:keepNext/>"),
            form("places", thirds, *[(bold(say(f"places_{name}")), "", "") for name in ("storage", "backup", "support")]),
            paragraph("PvENatabel", say("places_after")),
            *topic("places"),
            paragraph("Heading1", say("sub_processors")),
            paragraph("Normal", say("sub_processors_text"), more="<w:keepNext/>"),
            form("sub_processors", quarters, *[("",) * 4] * 3),
            paragraph("PvENatabel", say("sub_processors_after")),
            *topic("sub_processors"),
            paragraph("Heading1", say("retention")),
            *topic("retention"),
            paragraph("Heading1", say("breaches")),
            paragraph("Normal", say("breaches_text"), more="<w:keepNext/>"),
            form("breaches", thirds, (bold("{{ tender.organisation }}"), "", ""), (bold("{{ supplier }}"), "", "")),
            paragraph("PvENatabel", say("breaches_after")),
            *topic("breaches"),
            paragraph("Heading1", say("help")),
            *topic("help"),
            paragraph("Heading1", say("other")),
            *topic("other"),
            *deviations(say, heads),
            section("rId6", "rId8"),
        ]
    )
