"""Requirement texts as plain text: what a cell of a sheet shows."""

from __future__ import annotations

import pytest

from pve_gen.plaintext import PlainFormat
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN

BLOCKS = {
    "Eén regel\nover twee regels.": "Eén regel over twee regels.",
    "Eerste.\n\nTweede.": "Eerste.\n\nTweede.",
    "Binnen:\n\n- een dag;\n- een **week**.\n\nDaarna niet.": "Binnen:\n• een dag;\n• een week.\n\nDaarna niet.",
    "1. eerste\n2. tweede\n   - diep\n3. derde": "1. eerste\n2. tweede\n   • diep\n3. derde",
    "1. een\n\nTekst.\n\n1. opnieuw": "1. een\n\nTekst.\n1. opnieuw",
    "Zie [de *site*](https://x.example/?a=1&b=2).": "Zie de site (https://x.example/?a=1&b=2).",
    "Zie [https://x.example](https://x.example) of [ons](mailto:a@x.example).": "Zie https://x.example of ons (a@x.example).",
    "Een [a](https://a.example)[b](https://b.example)": "Een a (https://a.example)b (https://b.example)",
    f"Binnen {BLANK_OPEN}[termijn]{BLANK_CLOSE} na `code`.": "Binnen [termijn] na code.",
}


@pytest.mark.parametrize("text", BLOCKS)
def test_marks_become_plain_text_with_line_ends(text: str) -> None:
    assert PlainFormat().blocks(text) == BLOCKS[text]


def test_what_points_at_a_requirement_is_its_number() -> None:
    form = PlainFormat()
    assert (form.anchor("AUTH-01"), form.link("AUTH-01"), form.links(("AUTH-01", "NET-02"))) == ("AUTH-01", "AUTH-01", "AUTH-01, NET-02")
    assert form.kind_label("wish", "Wens · 10 punten") == "Wens · 10 punten"
    assert form.inline("Een *schuin* [woord](https://x.example)") == "Een schuin woord (https://x.example)"
    assert {form.answer_field("AUTH-01", "wish"), form.explanation_field("AUTH-01"), form.evidence_field("AUTH-01")} == {""}
