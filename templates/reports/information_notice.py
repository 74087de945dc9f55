"""The content of a nota van inlichtingen as a Word template: what `pve_gen.noticereport` names."""

from __future__ import annotations

from build import BOLD, DARK, PORTRAIT, Heads, Say, Words, bold, cell, logic, paragraph, row, rows_for, run, section, table

_LABEL = f'{BOLD}<w:color w:val="{DARK}"/>'
_BREAK = "<w:pageBreakBefore/>"
_KEEP = "<w:keepNext/>"
_UNDER = '<w:spacing w:before="80"/>'


def body(words: Words) -> str:
    """The document, from cover to the table of all changes."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

    return "".join(
        [
            *_cover(say),
            *_introduction(say, heads),
            *_questions(say, heads),
            *_changes(say, heads),
            *_consequences(say, heads),
            *_all(say, heads),
            section("rId6", "rId8", cover=True),
        ]
    )


def _cover(say: Say) -> list[str]:
    return [
        paragraph("PvEVoorbladorganisatie", "{{ tender.organisation }}"),
        paragraph("Title", f"{{% if programme %}}{{{{ tender.title }}}}{{% else %}}{say('catalog_title')}{{% endif %}}"),
        paragraph("Subtitle", say("subtitle")),
        paragraph(
            "PvEVoorbladgegevens",
            f"{{% if programme %}}{say('reference')} {{% endif %}}",
            run("{% if programme %}{{ tender.reference }}{% endif %}", _LABEL),
            more='<w:spacing w:before="3600"/>',
        ),
        paragraph("PvEVoorbladgegevens", say("cover_versions")),
        paragraph("PvEVoorbladgegevens", "{{ day }}"),
    ]


def _introduction(say: Say, heads: Heads) -> list[str]:
    widths = (2200, (PORTRAIT - 2200) // 2, PORTRAIT - 2200 - (PORTRAIT - 2200) // 2)
    lines = ("version", "status", "date", "document")
    rows = "".join(
        row(widths, f"{{%tr if was.{name} or now.{name} %}}", "", "")
        + row(widths, bold(say(f"edition_{name}")), f"{{{{ was.{name} }}}}", f"{{{{ now.{name} }}}}")
        + row(widths, "{%tr endif %}", "", "")
        for name in lines
    )
    return [
        paragraph("Heading1", say("introduction"), more=_BREAK),
        logic("if programme"),
        paragraph("Normal", say("introduction_text")),
        paragraph("Normal", say("introduction_text_2")),
        logic("else"),
        paragraph("Normal", say("catalog_text")),
        logic("endif"),
        logic("for part in introduction"),
        paragraph("Normal", "{{ part }}"),
        logic("endfor"),
        table(widths, say("edition_caption"), heads("edition_head"), rows),
        paragraph("PvENatabel", say("made_with")),
        logic("if blanks"),
        paragraph("PvEInvulkop", say("blanks")),
        logic("for blank in blanks"),
        paragraph("PvEInvulregel", "{{ blank }}"),
        logic("endfor"),
        logic("endif"),
    ]


def _questions(say: Say, heads: Heads) -> list[str]:
    widths = (1700, PORTRAIT - 1700)

    def texts(name: str, none: str = "", more: str = "") -> str:
        made = logic(f"for part in question.{name}") + paragraph("PvETabeltekst", "{{ part }}", more=more) + logic("endfor")
        if none:
            open_ = paragraph("PvETabeltekst", run(none, '<w:rStyle w:val="PvEInvulplek"/>'))
            made += logic(f"if not question.{name}") + open_ + logic("endif")
        return made

    about = paragraph("PvETabeltekst", "{{r question.about }}", "{% if question.title %} – {{ question.title }}{% endif %}", more=_KEEP)

    def first(name: str) -> str:
        """The cell that names a row, kept with the next row: LibreOffice looks at the first cell."""
        return paragraph("PvETabeltekst", run(say(name), _LABEL), more=_KEEP)

    rows = (
        row(widths, first("about"), about)
        + row(widths, first("question"), texts("question", more=_KEEP))
        + row(widths, bold(say("answer")), texts("answer", say("answer_none"))).replace("<w:cantSplit/>", "")  # as long as it needs
    )
    return [
        logic("if questions"),
        paragraph("Heading1", say("questions")),
        paragraph("Normal", say("questions_text"), more=_KEEP),
        logic("for question in questions"),
        paragraph("Heading2", f"{say('question')} {{{{ question.number }}}}"),
        table(widths, say("question_caption"), heads("question_head"), rows),
        logic("endfor"),
        logic("endif"),
    ]


def _changes(say: Say, heads: Heads) -> list[str]:
    widths = (1400, (PORTRAIT - 1400) // 2, PORTRAIT - 1400 - (PORTRAIT - 1400) // 2)
    one = (1400, PORTRAIT - 1400)

    def told(size: tuple[int, ...], *sides: str) -> str:
        cells = cell(size[0], paragraph("PvETabeltekst", run("{{ part.label }}", _LABEL), more=_KEEP)) + "".join(
            cell(width, paragraph("PvETabeltekst", f"{{{{p part.{name} }}}}")) for width, name in zip(size[1:], sides, strict=True)
        )
        empty = [""] * (len(size) - 1)
        return (
            row(size, "{%tr for part in change.parts %}", *empty)
            + f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
            + row(size, "{%tr endfor %}", *empty)
        )

    return [
        paragraph("Heading1", say("changes")),
        logic("if changes"),
        paragraph("Normal", say("changes_text")),
        logic("else"),
        paragraph("Normal", say("changes_none")),
        logic("endif"),
        logic("for change in changes"),
        paragraph("PvEEiskop", "{{r change.anchor }}", "<w:r><w:tab/></w:r>", "{{ change.title }}"),
        paragraph(
            "PvEEisregel",
            run("{{ change.change }}", f'{BOLD}<w:color w:val="{DARK}"/>'),
            "{% if change.requirement %}  ·  {{ change.kind_name }}  ·  {{ change.chapter }}{% endif %}",
        ),
        logic("if change.only_now"),
        table(one, say("now_caption"), heads("now_head"), told(one, "now")),
        logic("elif change.only_was"),
        table(one, say("was_caption"), heads("was_head"), told(one, "was")),
        logic("else"),
        table(widths, say("change_caption"), heads("change_head"), told(widths, "was", "now")),
        logic("endif"),
        logic("for part in change.parts"),
        logic("if part.in_words"),
        paragraph("PvEToelichting", run(f"{say('in_words')} ", _LABEL), "{{ part.in_words }}.", more=_UNDER),
        logic("endif"),
        logic("endfor"),
        logic("for part in change.explanation"),
        paragraph("PvEToelichting", run(f"{say('explanation')} ", _LABEL), "{{ part }}", more=_UNDER),
        logic("endfor"),
        logic("if change.answer"),
        paragraph(
            "PvEToelichting",
            run(f"{say('your_answer')} ", _LABEL),
            "{{ change.answer }}",
            more='<w:keepNext w:val="0"/><w:spacing w:before="80"/>',
        ),
        logic("endif"),
        logic("endfor"),
    ]


def _consequences(say: Say, heads: Heads) -> list[str]:
    widths = (1300, 3800, PORTRAIT - 5100)
    return [
        logic("if programme"),
        paragraph("Heading1", say("consequences")),
        paragraph("Normal", say("consequences_text")),
        logic("for part in consequences"),
        paragraph("Normal", "{{ part }}"),
        logic("endfor"),
        logic("if answers"),
        paragraph("Normal", say("answers_text"), more=_KEEP),
        table(
            widths,
            say("answers_caption"),
            heads("answers_head"),
            rows_for("line in answers", widths, bold("{{ line.id }}"), "{{ line.title }}", "{{ line.action }}"),
        ),
        paragraph("PvENatabel", say("answers_note")),
        logic("else"),
        paragraph("Normal", say("answers_none")),
        logic("endif"),
        logic("endif"),
    ]


def _all(say: Say, heads: Heads) -> list[str]:
    widths = (1500, 4770, PORTRAIT - 6270)
    return [
        logic("if changes"),
        paragraph("PvEBijlagekop", say("all"), more=_BREAK),
        paragraph("Normal", say("all_text"), more=_KEEP),
        table(
            widths,
            say("all_caption"),
            heads("all_head"),
            rows_for("change in changes", widths, "{{r change.link }}", "{{ change.title }}", "{{ change.change }}"),
        ),
        logic("endif"),
    ]
