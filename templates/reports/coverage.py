"""The annex that sets norms and requirements side by side, both ways: for one tender, or for the whole catalogue."""

from __future__ import annotations

from collections.abc import Callable

from build import GREY, PORTRAIT, Words, bold, contents, logic, paragraph, rows_for, run, section, table
from pve_gen.coverage import STATUSES
from reports.opening import opening

TEXT = "PvETabeltekst"
QUIET = f'<w:color w:val="{GREY}"/>'


def body(words: Words) -> str:
    """The document, from its summary to the last requirement."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    def counted(columns: tuple[int, ...]) -> str:
        """The table of numbers, with some of its columns: without a tender nothing is left to another one."""
        names = ("in_force", "covered", "elsewhere", "own", "internal", "uncovered")
        wide = (1000, 1000, 1500, 1300, 1300, 900)
        taken = [wide[at] for at in columns]
        widths = (PORTRAIT - sum(taken), *taken)
        title, *others = heads("overview_head")
        cells = [f"{{{{ norm.counts.{names[at]} }}}}" for at in columns]
        return table(
            widths,
            say("overview_caption"),
            [title, *[others[at] for at in columns]],
            rows_for("norm in norms", widths, bold("{{ norm.short }}"), *cells),
        )

    meanings = (2600, PORTRAIT - 2600)
    clauses = (2300, 3500, PORTRAIT - 5800)
    requirements = (1150, 3720, PORTRAIT - 4870)
    subject = (
        paragraph(TEXT, "{{ clause.title }}")
        + logic("if clause.about")
        + paragraph(TEXT, run("{{ clause.about }}", QUIET))
        + logic("endif")
    )
    answered = (
        logic("if clause.reason")
        + paragraph(TEXT, run("{{ clause.status_name }}. ", "<w:i/>"), "{{ clause.reason }}")
        + logic("else")
        + paragraph(TEXT, "{{r clause.requirements }}")
        + logic("endif")
    )
    rests = (
        logic("if requirement.clauses")
        + paragraph(TEXT, "{% for clause in requirement.clauses %}{{ clause.label }}{% if not loop.last %} · {% endif %}{% endfor %}")
        + logic("else")
        + paragraph(TEXT, say("unfounded"))
        + logic("endif")
    )
    return "".join(
        [
            *opening(
                say,
                heads,
                say("subtitle"),
                "{{ tender.title }}",
                {
                    "data_about": say("data_about_text"),
                    "data_date": "{{ date }}",
                    "data_catalog": "{{ provenance.catalog }}{% if provenance.commit %} (git {{ provenance.commit }}){% endif %}",
                    "data_tool": "{{ provenance.tool }}",
                },
            ),
            paragraph("PvENatabel", say("introduction")),
            paragraph("Normal", say("meaning")),
            *contents(say),
            paragraph("Heading1", say("overview"), more="<w:pageBreakBefore/>"),
            paragraph("Normal", say("overview_text"), more="<w:keepNext/>"),
            logic("if of_tender"),
            counted((0, 1, 2, 3, 4, 5)),
            logic("else"),
            counted((0, 1, 3, 4, 5)),
            logic("endif"),
            logic("if passed_over"),
            paragraph("PvENatabel", f"{say('passed_over')} {{{{ passed_over | join('; ') }}}}."),
            logic("endif"),
            paragraph("Heading2", say("statuses")),
            table(
                meanings,
                say("statuses_caption"),
                heads("statuses_head"),
                rows_for("status in statuses", meanings, bold("{{ status.name }}"), meaning(say)),
            ),
            paragraph("Heading1", say("by_norm"), more="<w:pageBreakBefore/>"),
            paragraph("Normal", say("by_norm_text")),
            logic("for norm in norms"),
            paragraph("Heading2", "{{ norm.title }}"),
            paragraph(
                "PvEKleinetekst",
                f"{say('edition')} {{{{ norm.edition }}}}.{{% if norm.note %}} {{{{ norm.note }}}}{{% endif %}}",
                more="<w:keepNext/>",
            ),
            logic("if norm.clauses"),
            table(
                clauses,
                say("by_norm_caption"),
                heads("by_norm_head"),
                rows_for("clause in norm.clauses", clauses, bold("{{ clause.label }}"), subject, answered),
            ),
            logic("endif"),
            logic("for group in norm.lapsed_groups"),
            logic("if loop.first"),
            paragraph("PvENatabel", run(say("lapsed"), "<w:i/>"), more="<w:keepNext/>"),
            logic("endif"),
            paragraph("PvEKleinetekst", "{{ group.reason }}: {{ group.clauses }}."),
            logic("endfor"),
            logic("endfor"),
            paragraph("Heading1", say("by_requirement"), more="<w:pageBreakBefore/>"),
            paragraph("Normal", say("by_requirement_text")),
            logic("for theme in themes"),
            paragraph("Heading2", "{{ theme.title }}"),
            table(
                requirements,
                say("by_requirement_caption"),
                heads("by_requirement_head"),
                rows_for(
                    "requirement in theme.requirements",
                    requirements,
                    paragraph(TEXT, "{{r requirement.anchor }}"),
                    paragraph(TEXT, "{{ requirement.title }}", run(" ({{ requirement.kind_name }})", QUIET)),
                    rests,
                ),
            ),
            logic("endfor"),
            section("rId6", "rId8"),
        ]
    )


def meaning(say: Callable[[str], str]) -> str:
    """What the status of the row means."""
    cases = "".join(
        f"{{% {'if' if at == 0 else 'elif'} status.id == '{name}' %}}{say(f'status_{name}_text')}" for at, name in enumerate(STATUSES)
    )
    return f"{cases}{{% endif %}}"
