"""The yearly report of a contract: what was promised, what came, what is overdue, and what comes in the year ahead."""

from __future__ import annotations

from build import BOLD, PORTRAIT, Words, bold, logic, paragraph, row, rows_for, run, section, table
from reports.opening import PROGRAMME, opening

TEXT = "PvETabeltekst"


def body(words: Words) -> str:
    """The report, from its summary to what the municipality checks."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    def about(one: str) -> str:
        """The cell that names a requirement: its number and its title."""
        return paragraph(TEXT, run(f"{{{{ {one}.id }}}}", BOLD), f" {{{{ {one}.title }}}}")

    counted = (PORTRAIT - 1600, 1600)
    due = (1750, 2800, 3070, PORTRAIT - 7620)
    late = (1750, 2800, 3070, PORTRAIT - 7620)
    came = (1750, 2800, PORTRAIT - 4550)
    occasions = (2400, 5170, PORTRAIT - 7570)
    excepted = (3000, 1800, PORTRAIT - 4800)
    checks = (2600, PORTRAIT - 2600)

    def maybe(name: str) -> str:
        field = f"piece.{name}"
        return logic(f"if {field}") + paragraph(TEXT, run(f"{say(f'received_{name}')} ", BOLD), f"{{{{ {field} }}}}") + logic("endif")

    piece = (
        paragraph(TEXT, "{{ piece.what }}")
        + maybe("period")
        + maybe("scope")
        + logic("if piece.valid_until")
        + paragraph(
            TEXT,
            run(f"{say('received_valid_until')} ", BOLD),
            "{{ piece.valid_until }}{% if piece.expired %} " + say("received_expired") + "{% endif %}",
        )
        + logic("endif")
        + maybe("remarks")
    )
    when_it_came = (
        paragraph(TEXT, "{{ piece.received }}")
        + logic("if piece.late")
        + paragraph(TEXT, run("{{ piece.late }} " + say("days_late"), BOLD))
        + logic("endif")
    )
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
                    "data_start": f"{{% if end %}}{{{{ start }}}} {say('data_until')} {{{{ end }}}}{{% else %}}{say('data_from')} {{{{ start }}}}{{% endif %}}",
                    "data_day": "{{ day }}",
                    "data_tool": "{{ provenance.tool }}",
                },
            ),
            paragraph("Heading1", say("summary")),
            paragraph("Normal", say("summary_text"), more="<w:keepNext/>"),
            table(
                counted,
                say("summary_caption"),
                heads("summary_head"),
                "".join(
                    row(counted, paragraph(TEXT, say(f"count_{name}")), f"{{{{ counts.{name} }}}}")
                    for name in ("overdue", "soon", "later", "in_time", "late", "occasion")
                ),
            ),
            paragraph("Heading1", say("overdue")),
            logic("if overdue"),
            paragraph("Normal", say("overdue_text"), more="<w:keepNext/>"),
            table(
                late,
                say("overdue_caption"),
                heads("overdue_head"),
                rows_for(
                    "line in overdue", late, bold("{{ line.due }}"), about("line"), "{{r line.what }}", f"{{{{ line.days }}}} {say('days')}"
                ),
            ),
            logic("else"),
            paragraph("Normal", say("overdue_none")),
            logic("endif"),
            paragraph("Heading1", say("calendar")),
            logic("if quarters"),
            paragraph("Normal", say("calendar_text"), more="<w:keepNext/>"),
            logic("for quarter in quarters"),
            paragraph("Heading2", "{{ quarter.title }}"),
            table(
                due,
                say("calendar_caption"),
                heads("calendar_head"),
                rows_for("line in quarter.due", due, bold("{{ line.due }}"), about("line"), "{{r line.what }}", "{{ line.when }}"),
            ),
            logic("endfor"),
            logic("else"),
            paragraph("Normal", say("calendar_none")),
            logic("endif"),
            paragraph("Heading1", say("received")),
            logic("if received"),
            paragraph("Normal", say("received_text"), more="<w:keepNext/>"),
            table(
                came,
                say("received_caption"),
                heads("received_head"),
                rows_for("piece in received", came, when_it_came, about("piece"), piece),
            ),
            logic("else"),
            paragraph("Normal", say("received_none")),
            logic("endif"),
            logic("if earlier"),
            paragraph("PvENatabel", say("received_earlier")),
            logic("endif"),
            logic("if occasion"),
            paragraph("Heading1", say("occasion")),
            paragraph("Normal", say("occasion_text"), more="<w:keepNext/>"),
            table(
                occasions,
                say("occasion_caption"),
                heads("occasion_head"),
                rows_for("line in occasion", occasions, about("line"), "{{r line.what }}", "{{ line.when }}"),
            ),
            logic("endif"),
            logic("if excepted"),
            paragraph("Heading1", say("excepted")),
            paragraph("Normal", say("excepted_text"), more="<w:keepNext/>"),
            table(
                excepted,
                say("excepted_caption"),
                heads("excepted_head"),
                rows_for(
                    "line in excepted",
                    excepted,
                    about("line"),
                    f"{{% if line.until %}}{{{{ line.until }}}}{{% else %}}{say('never')}{{% endif %}}",
                    "{{ line.reason }}",
                ),
            ),
            logic("endif"),
            logic("if checks"),
            paragraph("Heading1", say("checks")),
            paragraph("Normal", say("checks_text"), more="<w:keepNext/>"),
            table(
                checks,
                say("checks_caption"),
                heads("checks_head"),
                rows_for("line in checks", checks, about("line"), "{{r line.verify }}"),
            ),
            logic("endif"),
            section("rId6", "rId8"),
        ]
    )
