"""The content of the risk analysis as a Word template: what `pve_gen.riskreport` names, in the order in which people decide."""

from __future__ import annotations

from build import (
    BOLD,
    DARK,
    PORTRAIT,
    Heads,
    Say,
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

_LABEL = f'{BOLD}<w:color w:val="{DARK}"/>'
_BREAK = "<w:pageBreakBefore/>"
_KEEP = "<w:keepNext/>"


def body(words: Words) -> str:
    """The document, from cover to the findings of reading."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    return "".join(
        [
            *_cover(say),
            *contents(say),
            *_about(say, heads),
            *_summary(say, heads),
            *_scale(say, heads),
            *_chapter("to_read", say, heads, also=True),
            *_chapter("knock_outs", say, heads),
            *_chapter("deviations", say, heads),
            *_wishes(say, heads),
            *_findings(say, heads),
            section("rId6", "rId8", cover=True),
        ]
    )


def _cover(say: Say) -> list[str]:
    return [
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}"),
        paragraph("Title", "{{ tender.title }}"),
        paragraph("Subtitle", say("subtitle")),
        paragraph(
            "PvEVoorbladgegevens",
            f"{say('reference')} ",
            run("{{ tender.reference }}", _LABEL),
            more='<w:spacing w:before="3600"/>',
        ),
        paragraph("PvEVoorbladgegevens", "{{ day }}"),
    ]


def _about(say: Say, heads: Heads) -> list[str]:
    widths = (2600, PORTRAIT - 2600)
    lines = {
        "about_supplier": "{{ supplier }}",
        "about_tender": "{{ tender.title }} ({{ tender.reference }})",
        "about_procedure": "{{ tender.procedure }}",
        "about_programme": f"{say('version_word')} {{{{ tender.version }}}} – {{{{ tender.status }}}}, {{{{ tender.date }}}}",
        "about_document": "{{ provenance.document }}",
        "about_hash": "{{ provenance.hash }}",
        "about_catalog": "{{ provenance.catalog }}",
        "about_scale": "{{ scale }}",
        "about_day": "{{ day }}",
        "about_tool": "{{ provenance.tool }}",
    }
    return [
        paragraph("Heading1", say("about"), more=_BREAK),
        paragraph("Normal", say("about_text")),
        paragraph("Normal", say("about_who"), more=_KEEP),
        table(
            widths, say("about_caption"), heads("about_head"), "".join(row(widths, bold(say(name)), text) for name, text in lines.items())
        ),
    ]


def _summary(say: Say, heads: Heads) -> list[str]:
    figures = (PORTRAIT - 1400, 1400)
    names = ("asked", "answered", "deviating", "decided", "open", "to_read", "stale", "without", "findings")
    risks, kinds = (1500, PORTRAIT - 4300, 1100, 1700), (PORTRAIT - 1400, 1400)
    lines = (1250, 2750, 2550, 1000, PORTRAIT - 7550)
    return [
        paragraph("Heading1", say("summary")),
        table(
            figures,
            say("figures_caption"),
            heads("figures_head"),
            "".join(row(figures, bold(say(f"figure_{name}")), f"{{{{ counts.{name} }}}}") for name in names),
        ),
        paragraph("Heading2", say("knocked_out")),
        logic("if knocked_out"),
        paragraph("Normal", run(f"{say('knocked_out_some')} ", BOLD), "{{r knocked_out }}"),
        logic("else"),
        paragraph("Normal", f"{{% if knock_out %}}{say('knocked_out_none')}{{% else %}}{say('knocked_out_other')}{{% endif %}}"),
        logic("endif"),
        logic("if outside"),
        paragraph("Heading2", say("outside")),
        paragraph("Normal", say("outside_text"), more=_KEEP),
        _outside(say, heads),
        logic("if knock_out"),
        paragraph("PvEKleinetekst", say("outside_departs")),
        logic("endif"),
        logic("endif"),
        paragraph("Heading2", say("score")),
        paragraph("Normal", f"{{% if score.possible %}}{say('score_text')}{{% else %}}{say('score_none')}{{% endif %}}"),
        logic("if overview"),
        paragraph("Heading2", say("by_risk")),
        table(
            risks,
            say("by_risk_caption"),
            heads("by_risk_head"),
            _rows_for("line in by_risk", risks, _Step("line.risk"), "{{ line.risk.explain }}", "{{ line.count }}", "{{ line.residual }}"),
        ),
        paragraph("PvEKleinetekst", say("by_risk_note")),
        paragraph("Heading2", say("by_kind")),
        table(
            kinds, say("by_kind_caption"), heads("by_kind_head"), rows_for("line in by_kind", kinds, "{{ line.title }}", "{{ line.count }}")
        ),
        paragraph("PvEKleinetekst", say("by_kind_note")),
        paragraph("Heading2", say("overview")),
        paragraph("Normal", say("overview_text"), more=_KEEP),
        table(
            lines,
            say("overview_caption"),
            heads("overview_head"),
            _rows_for(
                "risk in overview",
                lines,
                "{{r risk.link }}",
                "{{ risk.title }}",
                "{{ risk.kinds }}",
                _Step("risk.risk"),
                "{{ risk.status }}",
            ),
        ),
        logic("else"),
        paragraph("Normal", say("none")),
        logic("endif"),
    ]


def _outside(say: Say, heads: Heads) -> str:
    """What is in the document outside what was asked, and what was decided about it."""
    widths = (2500, PORTRAIT - 2500)
    found = logic("for line in outside.lines") + paragraph("PvETabeltekst", "{{ line }}") + logic("endfor")
    rows = (
        row(widths, bold(say("outside_found")), found)
        + row(widths, bold(say("decision")), "{{r outside.decision }}")
        + row(widths, bold(say("reason")), "{{r outside.reason }}")
        + row(widths, "{%tr if outside.question %}", "")
        + row(widths, bold(say("question")), "{{ outside.question }}")
        + row(widths, "{%tr endif %}", "")
        + row(widths, bold(say("owner")), "{{r outside.owner }}")
    )
    return table(widths, say("outside_caption"), heads("about_head"), rows)


def _scale(say: Say, heads: Heads) -> list[str]:
    widths = (1700, PORTRAIT - 1700)
    squares = (1300, 1300, 1300, 1700, PORTRAIT - 5600)
    steps = (("likelihood", "likelihoods"), ("impact", "impacts"), ("risk", "risks"))
    return [
        paragraph("Heading1", say("scale")),
        paragraph("Normal", say("scale_text"), more=_KEEP),
        paragraph("Heading2", say("matrix")),
        paragraph("Normal", say("matrix_text"), more=_KEEP),
        paragraph("Normal", "{{r matrix }}"),
        logic("if squares"),
        table(
            squares,
            say("squares_caption"),
            heads("squares_head"),
            _rows_for(
                "square in squares",
                squares,
                "{{ square.likelihood }}",
                "{{ square.impact }}",
                _Step("square.risk"),
                "{{ square.count }}",
                "{{r square.requirements }}",
            ),
        ),
        logic("endif"),
        *[part for name, many in steps for part in _steps(name, many, widths, say, heads)],
    ]


def _steps(name: str, many: str, widths: tuple[int, ...], say: Say, heads: Heads) -> list[str]:
    """A table with what the steps of likelihood, impact or risk mean; those of risk in their colours."""
    rows = (
        _rows_for(f"step in {many}", widths, _Step("step"), "{{ step.explain }}")
        if name == "risk"
        else rows_for(f"step in {many}", widths, bold("{{ step.title }}"), "{{ step.explain }}")
    )
    return [
        paragraph("Heading2", heads(f"{name}_head")[0]),
        table(widths, say(f"{name}_caption"), heads(f"{name}_head"), _together(rows)),
    ]


def _chapter(name: str, say: Say, heads: Heads, *, also: bool = False) -> list[str]:
    """A chapter with everything about each of a list of requirements; absent where there are none."""
    more = [
        logic("if also_to_read"),
        paragraph("Normal", f"{say('to_read_also')} ", "{{r also_to_read }}"),
        logic("endif"),
    ]
    return [
        logic(f"if {name} or also_to_read" if also else f"if {name}"),
        paragraph("Heading1", say(name), more=_BREAK),
        paragraph("Normal", say(f"{name}_text")),
        *(more if also else []),
        logic(f"for risk in {name}"),
        *_block(say, heads),
        logic("endfor"),
        logic("endif"),
    ]


def _block(say: Say, heads: Heads) -> list[str]:
    def told(label: str, *runs: str, more: str = "") -> str:
        return paragraph("PvEToelichting", run(f"{say(label)} ", _LABEL), *runs, more=more)

    return [
        paragraph("PvEEiskop", "{{r risk.anchor }}", "<w:r><w:tab/></w:r>", "{{ risk.title }}"),
        paragraph("PvEEisregel", "{{r risk.kind_label }}", "  {{ risk.chapter }}"),
        paragraph("PvETekst", "{{p risk.text }}"),
        told("why", "{{r risk.why }}", more='<w:spacing w:after="120"/>'),
        _answer(say),
        told("threat", "{{r risk.threat }}", more='<w:spacing w:before="140"/>'),
        told("affects", "{{ risk.affects }}"),
        told("for_municipality", "{{r risk.for_municipality }}"),
        told("for_data_subjects", "{{r risk.for_data_subjects }}", more='<w:spacing w:after="120"/>'),
        _weighing(say, heads),
        paragraph(
            "PvEKleinetekst",
            f"{{% if risk.own_weighing %}}{say('weighing_own')}{{% else %}}{say('weighing_catalog')}{{% endif %}}"
            f"{{% if risk.knock_out and not risk.mitigates %}} {say('who_decides')}{{% endif %}}",
            more=_KEEP,
        ),
        logic("if not risk.knock_out or risk.mitigates"),
        _measures(say, heads),
        paragraph("PvEKleinetekst", say("who_decides"), more=_KEEP),
        logic("endif"),
        logic("if risk.departs"),
        paragraph("PvETekst", run(say("departs"), BOLD)),
        logic("endif"),
        logic("if risk.stale"),
        paragraph("PvEInvulkop", say("stale"), more='<w:spacing w:before="60" w:after="120"/>'),
        logic("endif"),
        _decision(say),
    ]


def _answer(say: Say) -> str:
    widths = (1700, PORTRAIT - 1700)
    deviations = (
        logic("for deviation in risk.deviations")
        + paragraph(
            "PvETabeltekst",
            run("{{ deviation.kind }}", BOLD),
            "{% if deviation.reason %}: {{ deviation.reason }}{% endif %}"
            "{% if deviation.place and deviation.place != risk.place %} ({{ deviation.place }}){% endif %}",
        )
        + logic("endfor")
    )
    rows = (
        row(widths, bold(say("explanation")), "{{ risk.explanation }}")
        + row(widths, bold(say("evidence")), "{{ risk.evidence }}")
        + row(widths, "{%tr if risk.place %}", "")
        + row(widths, bold(say("place")), "{{ risk.place }}")
        + row(widths, "{%tr endif %}", "")
        + row(widths, bold(say("deviation")), deviations)
    )
    made = table(widths, say("answer_caption"), [say("answer"), "{{ risk.answer }}"], rows)
    return made.replace("<w:cantSplit/>", "")  # an explanation may be longer than a page


def _weighing(say: Say, heads: Heads) -> str:
    widths = (2000, 2000, 2000, PORTRAIT - 6000)
    left = (
        logic("if risk.weighed")
        + _colored("{{ risk.residual.title }} ({{ risk.residual_likelihood }} × {{ risk.residual_impact }})", "risk.residual")
        + logic("elif risk.knock_out and not risk.mitigates")
        + paragraph("PvETabeltekst", say("residual_not"))
        + logic("else")
        + _blank(say("residual_none"))
        + logic("endif")
    )
    fills = ("", "", "{{ risk.risk.color }}", "{% if risk.weighed %}{{ risk.residual.color }}{% else %}FFFFFF{% endif %}")
    texts = (bold("{{ risk.likelihood }}"), bold("{{ risk.impact }}"), _colored("{{ risk.risk.title }}", "risk.risk"), left)
    cells = "".join(cell(width, text, fill) for width, text, fill in zip(widths, texts, fills, strict=True))
    return table(widths, say("weighing_caption"), heads("weighing_head"), f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")


def _measures(say: Say, heads: Heads) -> str:
    widths = (PORTRAIT - 4900, 1500, 1900, 1500)
    nothing = say("measure_nothing")

    def told(text: str) -> str:
        return row(widths, text, nothing, nothing, nothing)

    none = row(widths, "{%tr if not risk.existing and not risk.measures %}", "", "", "") + told(say("measures_none"))
    none += row(widths, "{%tr endif %}", "", "", "")
    rows = (
        none
        + rows_for("measure in risk.existing", widths, "{{ measure }}", say("measure_exists"), nothing, nothing)
        + rows_for(
            "measure in risk.measures", widths, "{{r measure.text }}", "{{ measure.side }}", "{{r measure.owner }}", "{{r measure.due }}"
        )
    )
    return table(widths, say("measures_caption"), heads("measures_head"), rows)


def _decision(say: Say) -> str:
    widths = (2500, PORTRAIT - 2500)

    def line(name: str, text: str) -> str:
        return row(widths, bold(say(name)), text)

    rows = (
        row(widths, "{%tr if risk.knock_out %}", "")
        + line("acceptance", say("knock_out_note"))
        + row(widths, "{%tr endif %}", "")
        + line("reason", "{{r risk.reason }}")
        + line("owner", "{{r risk.owner }}")
        + line("adviser", "{{r risk.adviser }}")
        + row(widths, "{%tr if risk.accepts %}", "")
        + line("until", "{{r risk.until }}")
        + row(widths, "{%tr endif %}", "")
        + row(widths, "{%tr if risk.question %}", "")
        + line("question", "{{ risk.question }}")
        + row(widths, "{%tr endif %}", "")
        + line("review", "{{r risk.review }}")
    )
    return table(widths, say("decision_caption"), [say("decision"), "{{r risk.decision }}"], _together(rows))


def _wishes(say: Say, heads: Heads) -> list[str]:
    widths = (1250, 3600, 900, PORTRAIT - 7050, 1300)
    return [
        logic("if wishes"),
        paragraph("Heading1", say("wishes")),
        paragraph("Normal", say("wishes_text"), more=_KEEP),
        table(
            widths,
            say("wishes_caption"),
            heads("wishes_head"),
            _rows_for(
                "risk in wishes",
                widths,
                "{{r risk.anchor }}",
                "{{ risk.title }}",
                "{{ risk.points }}",
                "{{ risk.kinds }}",
                _Step("risk.risk"),
            ),
        ),
        logic("endif"),
    ]


def _findings(say: Say, heads: Heads) -> list[str]:
    widths = (1400, PORTRAIT - 4600, 3200)
    return [
        paragraph("PvEBijlagekop", say("findings"), more=_BREAK),
        logic("if findings"),
        paragraph("Normal", say("findings_text"), more=_KEEP),
        table(
            widths,
            say("findings_caption"),
            heads("findings_head"),
            rows_for("finding in findings", widths, "{{r finding.requirement }}", "{{ finding.message }}", "{{ finding.place }}"),
        ),
        logic("else"),
        paragraph("Normal", say("findings_none")),
        logic("endif"),
    ]


# ── Pieces ─────────────────────────────────────────────────────────────────────────────────────


class _Step(str):
    """The name of a step of the scale, whose cell gets its colour."""

    __slots__ = ()


def _colored(text: str, name: str) -> str:
    return paragraph("PvETabeltekst", run(text, f'{BOLD}<w:color w:val="{{{{ {name}.ink }}}}"/>'))


def _rows_for(each: str, widths: tuple[int, ...], *contents: str) -> str:
    """As `rows_for`, with the cells of steps in their colour; the word says the same."""

    def statement(tag: str) -> str:
        return row(widths, f"{{%tr {tag} %}}", *[""] * (len(widths) - 1))

    cells = "".join(
        cell(width, _colored(f"{{{{ {content}.title }}}}", content), f"{{{{ {content}.color }}}}")
        if isinstance(content, _Step)
        else cell(width, content if content.startswith("<w:p>") else paragraph("PvETabeltekst", content))
        for width, content in zip(widths, contents, strict=True)
    )
    return statement(f"for {each}") + f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>" + statement("endfor")


def _together(rows: str) -> str:
    """Rows that stay on one page, since every one but the last is kept with the next."""
    *before, last = rows.split("<w:tr>")
    return "<w:tr>".join(
        [part.replace('<w:pStyle w:val="PvETabeltekst"/>', f'<w:pStyle w:val="PvETabeltekst"/>{_KEEP}') for part in before] + [last]
    )


def _blank(text: str) -> str:
    return paragraph("PvETabeltekst", run(text, '<w:rStyle w:val="PvEInvulplek"/>'))
