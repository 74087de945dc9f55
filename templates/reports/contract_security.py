"""The security annex of a contract: what holds, chapter by chapter, and the deviations that were let pass."""

from __future__ import annotations

from build import Words, logic, paragraph, section
from reports.opening import PROGRAMME, concept, contents, deviations, opening, requirement


def body(words: Words) -> str:
    """The annex, from its data to the wishes that are no part of the contract."""

    def say(name: str) -> str:
        return str(words[name])

    def heads(name: str) -> list[str]:
        return list(words[name])

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
            paragraph("PvEKopzondernummer", say("about"), more='<w:spacing w:before="480" w:after="140"/>'),
            *[paragraph("Normal", text) for text in words["about_text"]],
            paragraph("PvEKopzondernummer", say("contents"), more="<w:pageBreakBefore/>"),
            contents(),
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
