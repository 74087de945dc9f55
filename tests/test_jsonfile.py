"""JSON of ours is one form, whether what it lists was there or is made while it is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pve_gen.jsonfile import JsonFile, as_json
from pve_gen.values import Lazily, Struct


class Line(Struct, frozen=True):
    id: str
    parts: tuple[str, ...] = ()


class Inner(Struct, frozen=True):
    lines: object
    after: str = "x"


class Outer(Struct, frozen=True):
    name: str
    inner: Inner
    more: object


LINES = (Line("AUTH-01", ("één", "a\n\\u0000 b")), Line("LOG-02"))


def test_json_is_indented_and_every_letter_is_itself() -> None:
    assert as_json(Inner(LINES[:1])).decode() == (
        '{\n  "lines": [\n    {\n      "id": "AUTH-01",\n      "parts": [\n        "één",\n        "a\\n\\\\u0000 b"\n      ]\n    }\n  ],\n'
        '  "after": "x"\n}\n'
    )


texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=5)
lists = st.lists(st.builds(Line, texts, st.lists(texts, max_size=2).map(tuple)), max_size=3)


@given(lists, lists, texts)
def test_a_list_that_is_made_while_it_is_written_is_written_as_any_other(first: list[Line], second: list[Line], name: str) -> None:
    whole = as_json(Outer(name, Inner(tuple(first)), tuple(second)))
    made = JsonFile(Outer(name, Inner(Lazily(lambda line: line, first)), Lazily(lambda line: line, second)))
    assert [b"".join(made) for _twice in range(2)] == [whole, whole]
    assert json.loads(whole)["inner"]["lines"] == [{"id": line.id, "parts": list(line.parts)} for line in first]


def test_what_json_has_no_word_for_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="JSON has no object"):
        as_json(object())


def test_a_list_makes_each_of_its_values_when_it_is_asked_for_and_keeps_none() -> None:
    made: list[int] = []

    def twice(number: int) -> int:
        made.append(number)
        return 2 * number

    listed = Lazily(twice, range(4))
    assert (len(listed), made) == (4, [])
    assert (listed[1], list(listed[2:]), listed[-1]) == (2, [4, 6], 6)
    assert made == [1, 2, 3, 3]
    assert (list(listed), 6 in listed, list(reversed(listed))) == ([0, 2, 4, 6], True, [6, 4, 2, 0])
