"""The Word template of the questions to one supplier, with room for its answers."""

from __future__ import annotations

from build import BOLD, DARK, PORTRAIT, TAB, Words, bold, logic, paragraph, row, run, section, table


def body(words: Words) -> str:
    """The document: who asks whom about what, and a table for each question."""

    def say(name: str) -> str:
        return str(words[name])

    widths = (2600, PORTRAIT - 2600)
    lines = {
        "letter_to": "{{ supplier }}",
        "letter_from": "{{ tender.organisation }}",
        "letter_about": "{{ tender.title }} ({{ tender.reference }})",
        "letter_programme": f"{say('letter_version')} {{{{ tender.version }}}}, {{{{ sent }}}} ({{{{ provenance.document }}}})",
        "letter_contact": "{{ tender.contact }}",
        "letter_date": "{{ date }}",
    }
    rows = "".join(row(widths, bold(say(name)), value) for name, value in lines.items())
    label = f'{BOLD}<w:color w:val="{DARK}"/>'
    answered = (
        paragraph("PvETabeltekst", "{% if line.answer %}{{ line.answer }}{% else %}" + say("not_answered") + "{% endif %}")
        + logic("if line.explanation")
        + paragraph("PvETabeltekst", "{{ line.explanation }}")
        + logic("endif")
    )

    def kept(name: str) -> str:
        """The name of a row that stays on the page of the next."""
        return paragraph("PvETabeltekst", run(name, label), more="<w:keepNext/>")

    asked = "".join(
        [
            row(widths, "{%tr if line.requirement %}", ""),
            row(widths, kept(say("answered_before")), answered),
            row(widths, "{%tr endif %}", ""),
            row(widths, kept(say("question")), paragraph("PvETabeltekst", run("{{ line.question }}", BOLD))),
            row(widths, kept(say("new_answer")), "", least=1300),
            row(widths, bold(say("new_evidence")), "", least=600),
        ]
    )
    return "".join(
        [
            paragraph("PvEKopzondernummer", say("subtitle")),
            table(widths, say("letter_caption"), list(words["letter_head"]), rows),
            paragraph("PvENatabel", say("letter_text")),
            *[paragraph("ListBullet", str(item)) for item in words["letter_items"]],
            logic("for line in questions"),
            paragraph("PvEEiskop", f"{say('question')} {{{{ line.number }}}}", TAB, "{{ line.requirement }} {{ line.title }}"),
            logic("if line.requirement"),
            paragraph("PvEEisregel", "{{r line.kind_label }}"),
            paragraph("PvETekst", "{{p line.text }}"),
            logic("endif"),
            table(widths, f"{say('question_caption')} {{{{ line.number }}}}", list(words["question_head"]), asked),
            logic("endfor"),
            paragraph("PvENatabel", run(say("letter_end"), label)),
            section("rId6", "rId8"),
        ]
    )
