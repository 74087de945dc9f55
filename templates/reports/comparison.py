"""The Word template that sets suppliers side by side."""

from __future__ import annotations

from collections.abc import Callable

from build import (
    BOLD,
    DARK,
    LANDSCAPE,
    PORTRAIT,
    TAB,
    Words,
    bold,
    cell,
    contents,
    logic,
    paragraph,
    row,
    rows_for,
    run,
    section,
    table,
)

BESIDE = (1, 2, 3, 4)  # how many suppliers a panel may hold: see comparisonlines.py
Say = Callable[[str], str]
Heads = Callable[[str], list[str]]


def body(words: Words) -> str:
    """The document, from cover to appendix."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    portrait, landscape = ("rId6", "rId8"), ("rId7", "rId9")
    return "".join(
        [
            *cover(say),
            *about(say, heads, words),
            *contents(say),
            *overview(say, heads),
            *knock_outs(say, heads),
            *outside(say, heads),
            *themes(say),
            *differences(say, heads),
            *questions(say, heads),
            *withheld(say, heads),
            paragraph("PvEKleinetekst", "{{ tender.organisation }} · {{ tender.title }}", more=section(*portrait, cover=True)),
            *everything(say, heads),
            section(*landscape, landscape=True),
        ]
    )


def cover(say: Say) -> list[str]:
    return [
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}"),
        paragraph("Title", "{{ tender.title }}"),
        paragraph("Subtitle", say("subtitle"), more='<w:spacing w:after="240"/>'),
        logic("for supplier in suppliers"),
        paragraph("PvEVoorbladgegevens", "{{ supplier.name }}"),
        logic("endfor"),
        paragraph(
            "PvEVoorbladgegevens",
            f"{say('reference')} ",
            run("{{ tender.reference }}", f'{BOLD}<w:color w:val="{DARK}"/>'),
            more='<w:spacing w:before="2400"/>',
        ),
        paragraph("PvEVoorbladgegevens", f"{say('cover_programme')} {{{{ tender.version }}}} – {{{{ sent }}}}"),
        paragraph("PvEVoorbladgegevens", f"{say('cover_date')} {{{{ date }}}}"),
    ]


def about(say: Say, heads: Heads, words: Words) -> list[str]:
    widths = (2600, PORTRAIT - 2600)
    lines = {
        "data_organisation": "{{ tender.organisation }}",
        "data_tender": "{{ tender.title }}",
        "data_reference": "{{ tender.reference }}",
        "data_programme": "{{ tender.version }} – {{ tender.status }}, {{ sent }}",
        "data_procedure": "{{ tender.procedure }}",
        "data_asked": say("data_asked_text"),
        "data_document": "{{ provenance.document }}",
        "data_hash": "{{ provenance.hash }}",
        "data_scale": "{{ scale }}",
        "data_date": "{{ date }}",
        "data_tool": "{{ provenance.tool }}",
    }
    rows = "".join(row(widths, bold(say(name)), value) for name, value in lines.items())
    return [
        paragraph("PvEKopzondernummer", say("about"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("about_text")),
        *[paragraph("ListBullet", str(item)) for item in words["about_items"]],
        paragraph("PvENatabel", say("data_text"), more="<w:keepNext/>"),
        table(widths, say("data_caption"), heads("data_head"), rows),
    ]


def overview(say: Say, heads: Heads) -> list[str]:
    widths = (2300, 1250, 1200, 2220, 1050, 1050)
    steps = (2300, PORTRAIT - 2300)
    return [
        paragraph("Heading1", say("overview"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("overview_text"), more="<w:keepNext/>"),
        table(
            widths,
            say("overview_caption"),
            heads("overview_head"),
            rows_for(
                "supplier in suppliers",
                widths,
                bold("{{ supplier.name }}"),
                say("answered"),
                "{{ supplier.unmet_count }}",
                "{{ supplier.deviating }}{% if supplier.weight %}: {{ supplier.weight }}{% endif %}",
                "{{ supplier.points }}" + say("points_open"),
                "{{ supplier.question_count }}",
            ),
        ),
        paragraph("PvENatabel", say("overview_note")),
        paragraph("Heading2", say("deviations")),
        paragraph("Normal", "{{r deviations_chart }}"),
        table(
            steps,
            say("risks_caption"),
            heads("risks_head"),
            "".join(
                [
                    row(steps, "{%tr for risk in risks %}", ""),
                    colored(steps, (bold("{{ risk.title }}"), "{{ risk.explain }}"), {0: "{{ risk.color }}"}),
                    row(steps, "{%tr endfor %}", ""),
                ]
            ),
        ),
        logic("if counts.points"),
        paragraph("Heading2", say("points")),
        paragraph("Normal", say("points_text"), more="<w:keepNext/>"),
        paragraph("Normal", "{{r points_chart }}"),
        logic("endif"),
    ]


def colored(widths: tuple[int, ...], contents: tuple[str, ...], fills: dict[int, str]) -> str:
    """A row of which some cells have a colour, by their number."""
    cells = "".join(
        cell(width, content if content.startswith("<w:p>") else paragraph("PvETabeltekst", content), fill=fills.get(at, ""))
        for at, (width, content) in enumerate(zip(widths, contents, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def knock_outs(say: Say, heads: Heads) -> list[str]:
    widths = (2500, 3285, 3285)
    rows = rows_for("supplier in suppliers", widths, bold("{{ supplier.name }}"), "{{r supplier.unmet }}", "{{r supplier.unsure }}")
    return [
        paragraph("Heading1", say("knock_outs")),
        paragraph("Normal", say("knock_outs_text"), more="<w:keepNext/>"),
        table(widths, say("knock_outs_caption"), heads("knock_outs_head"), rows),
    ]


def outside(say: Say, heads: Heads) -> list[str]:
    widths = (2300, PORTRAIT - 4000, 1700)
    found = (
        logic("for line in supplier.outside")
        + paragraph("PvETabeltekst", "{{ line }}")
        + logic("endfor")
        + logic("if not supplier.outside")
        + paragraph("PvETabeltekst", "–")
        + logic("endif")
    )
    rows = rows_for("supplier in suppliers", widths, bold("{{ supplier.name }}"), found, "{{ supplier.outside_status }}")
    return [
        logic("if outside"),
        paragraph("Heading1", say("outside")),
        paragraph("Normal", say("outside_text"), more="<w:keepNext/>"),
        table(widths, say("outside_caption"), heads("outside_head"), rows),
        logic("endif"),
    ]


def themes(say: Say) -> list[str]:
    return [
        paragraph("Heading1", say("themes")),
        paragraph("Normal", say("themes_text"), more="<w:keepNext/>"),
        logic("for panel in panels"),
        *[part for count in BESIDE for part in side_by_side(count, _theme_table(say, count), say("themes_note"))],
        logic("endfor"),
    ]


def side_by_side(count: int, content: str, below: str) -> list[str]:
    """What a panel of `count` suppliers shows, with a line below it: without one, two tables would be one."""
    return [logic(f"if panel.suppliers|length == {count}"), content, paragraph("PvEKleinetekst", below), logic("endif")]


def _theme_table(say: Say, count: int) -> str:
    first = 2600 if count > 2 else 3400
    widths = (first, *[(PORTRAIT - first) // count] * count)
    cells = [
        paragraph("PvETabeltekst", f"{{% if theme.totals[{at}].deviating %}}{{{{ theme.totals[{at}].weight }}}}{{% else %}}–{{% endif %}}")
        + logic("if theme.points")
        + paragraph("PvETabeltekst", f"{{{{ theme.totals[{at}].points }}}} {say('points_short')}")
        + logic("endif")
        for at in range(count)
    ]
    names = [f"{{{{ panel.suppliers[{at}] }}}}" for at in range(count)]
    rows = rows_for("theme in panel.themes", widths, bold("{{ theme.title }}"), *cells)
    return table(widths, say("themes_caption"), [say("theme"), *names], rows)


def differences(say: Say, heads: Heads) -> list[str]:
    widths = (2150, 1900, 1350, 900, PORTRAIT - 6300)
    explained = (
        "{{ cell.explanation }}{% if cell.explanation and cell.evidence %} {% endif %}"
        f"{{% if cell.evidence %}}{say('evidence')} {{{{ cell.evidence }}}}{{% endif %}}"
        f"{{% if cell.decision %}} {say('decision')}: {{{{ cell.decision }}}}.{{% endif %}}"
    )
    together = "<w:keepNext w:val=\"{{ 'false' if loop.last else 'true' }}\"/>"  # a table is not split over two pages
    supplier = paragraph("PvETabeltekst", run("{{ cell.supplier }}", f'{BOLD}<w:color w:val="{DARK}"/>'), more=together)
    answer = (
        paragraph("PvETabeltekst", "{{ cell.answer }}")
        + logic("if cell.remark")
        + paragraph("PvETabeltekst", run("{{ cell.remark }}", "<w:i/>"))
        + logic("endif")
    )
    rows = (
        row(widths, "{%tr for cell in line.cells %}", "", "", "", "")
        + colored(widths, (supplier, answer, say("risk_or_none"), "{{ cell.points }}", explained), {2: "{{ cell.color }}"})
        + row(widths, "{%tr endfor %}", "", "", "", "")
    )
    return [
        paragraph("Heading1", say("differences")),
        paragraph("Normal", say("differences_text"), more="<w:keepNext/>"),
        logic("for theme in themes"),
        logic("if theme.differing"),
        paragraph("Heading2", "{{ theme.title }}"),
        logic("for line in theme.differing"),
        paragraph("PvEEiskop", "{{r line.anchor }}", TAB, "{{ line.title }}"),
        paragraph("PvEEisregel", "{{r line.kind_label }}"),
        table(widths, f"{say('line_caption')} {{{{ line.id }}}}", heads("line_head"), rows),
        logic("endfor"),
        logic("endif"),
        logic("endfor"),
    ]


def questions(say: Say, heads: Heads) -> list[str]:
    widths = (800, 1300, PORTRAIT - 2100)
    asked = paragraph("PvETabeltekst", run("{{ question.title }}", BOLD)) + paragraph("PvETabeltekst", "{{ question.text }}")
    return [
        paragraph("Heading1", say("questions"), more="<w:pageBreakBefore/>"),
        paragraph("Normal", say("questions_text")),
        logic("for supplier in suppliers"),
        paragraph("Heading2", "{{ supplier.name }}"),
        logic("if supplier.questions"),
        table(
            widths,
            f"{say('questions_caption')} {{{{ supplier.name }}}}",
            heads("questions_head"),
            rows_for("question in supplier.questions", widths, "{{ question.number }}", bold("{{ question.requirement }}"), asked),
        ),
        logic("else"),
        paragraph("Normal", say("questions_none")),
        logic("endif"),
        logic("endfor"),
    ]


def withheld(say: Say, heads: Heads) -> list[str]:
    widths = (2300, PORTRAIT - 2300)
    missing = (
        logic("for line in supplier.withheld")
        + paragraph("PvETabeltekst", run("{{ line.requirement }}", BOLD), " {{ line.title }}: {{ line.what }}")
        + logic("endfor")
        + logic("if not supplier.withheld")
        + paragraph("PvETabeltekst", "–")
        + logic("endif")
    )
    return [
        logic("if withheld"),
        paragraph("Heading2", say("withheld")),
        paragraph("Normal", say("withheld_text"), more="<w:keepNext/>"),
        table(
            widths,
            say("withheld_caption"),
            heads("withheld_head"),
            rows_for("supplier in suppliers", widths, bold("{{ supplier.name }}"), missing),
        ),
        logic("endif"),
    ]


def everything(say: Say, heads: Heads) -> list[str]:
    return [
        paragraph("PvEBijlagekop", say("everything")),
        paragraph("Normal", say("everything_text")),
        logic("for panel in panels"),
        *[part for count in BESIDE for part in side_by_side(count, _whole_table(say, heads, count), say("everything_end"))],
        logic("endfor"),
    ]


def _whole_table(say: Say, heads: Heads, count: int) -> str:
    first = (1150, 3200, 2050)
    widths = (*first, *[(LANDSCAPE - sum(first)) // count] * count)
    ends = [""] * (len(widths) - 1)
    cells = [
        f"{{{{ line.cells[{at}].answer }}}}{{% if line.cells[{at}].risk %}} · {say('risk')} {{{{ line.cells[{at}].risk }}}}{{% endif %}}"
        f"{{% if line.points %}} · {{{{ line.cells[{at}].points }}}} {say('points_short')}{{% endif %}}"
        for at in range(count)
    ]
    names = [f"{{{{ panel.suppliers[{at}] }}}}" for at in range(count)]
    rows = (
        row(widths, "{%tr for theme in panel.themes %}", *ends)
        + row(widths, "{%tr for line in theme.lines %}", *ends)
        + colored(
            widths,
            ("{{r line.mark }}", "{{ line.title }}", "{{ line.kind_name }}", *cells),
            {len(first) + at: f"{{{{ line.cells[{at}].color }}}}" for at in range(count)},
        )
        + row(widths, "{%tr endfor %}", *ends)
        + row(widths, "{%tr endfor %}", *ends)
    )
    return table(widths, say("everything_caption"), [*heads("everything_head"), *names], rows)
