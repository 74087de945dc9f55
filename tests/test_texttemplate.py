"""Jinja in a text: what a tag gives, what is refused, and where an error is."""

from __future__ import annotations

import html
import time
import tracemalloc

import pytest

from pve_gen.findings import PveError
from pve_gen.sandbox import Budget, Piece
from pve_gen.texttemplate import TextTemplate, TextTemplateError
from pve_gen.values import Lazily, Struct


class Thing(Struct, frozen=True):
    """Something a template may name."""

    title: str
    parts: tuple[str, ...] = ()


NAMES: dict[str, object] = {
    "title": "Zaaksysteem",
    "things": (Thing("een", ("a", "b")), Thing("twee")),
    "yes": True,
    "number": 3,
    "nothing": None,
    "made": Piece("<b>vet</b>"),
    "many": tuple(range(200)),
}


def rendered(text: str, **more: object) -> str:
    return TextTemplate.read(text, "eigen.html", html.escape).render(NAMES | more)


def refusal(text: str, **more: object) -> str:
    """The error that a template gives, at reading or at rendering."""
    with pytest.raises(TextTemplateError) as error:
        rendered(text, **more)
    return str(error.value)


# ── What a tag gives ──


def test_a_value_stands_where_its_tag_stood_and_is_escaped() -> None:
    assert rendered("<p>{{ title }}: {{ more }}</p>", more="R&D <5>") == "<p>Zaaksysteem: R&amp;D &lt;5&gt;</p>"


def test_what_a_writer_made_stands_as_it_is() -> None:
    assert rendered("{{ made }} {{ made|default('x') }}") == "<b>vet</b> <b>vet</b>"


def test_what_a_template_makes_of_a_writers_work_is_text_again() -> None:
    assert rendered("{{ made ~ title }}") == "&lt;b&gt;vet&lt;/b&gt;Zaaksysteem"


def test_numbers_truths_and_nothing_have_a_text() -> None:
    assert rendered("{{ number }} {{ yes }} {{ nothing }}|") == "3 True |"


def test_a_statement_on_a_line_of_its_own_leaves_nothing_of_that_line() -> None:
    text = "voor\n  {% for thing in things %}\n- {{ loop.index }} {{ thing.title }}\n  {% endfor %}\n{# opmerking #}\nna\n"
    assert rendered(text) == "voor\n- 1 een\n- 2 twee\nna\n"


def test_what_looks_like_a_tag_in_a_value_is_text() -> None:
    assert rendered("{{ title }}", title="{{ number }} {% if %} {# c #}") == "{{ number }} {% if %} {# c #}"


def test_a_template_from_windows_gives_the_same_text() -> None:
    text = "een\n{% if yes %}\ntwee\n{% endif %}\n"
    assert rendered("\ufeff" + text.replace("\n", "\r\n")) == rendered(text) == "een\ntwee\n"


# ── Where an error is ──


def test_a_name_that_is_not_there_is_an_error_with_its_line_and_the_likely_name() -> None:
    assert refusal("een\ntwee {{ titel }}") == "eigen.html:2: `titel` is not a name here (did you mean `title`?)"
    text = "{% for thing in things %}\n\n{{ thing.titel }}\n{% endfor %}"
    assert refusal(text) == "eigen.html:3: `titel` is not a name here (did you mean `title`?)"
    assert refusal("\n{% if titel %}x{% endif %}").startswith("eigen.html:2: `titel` is not a name here")
    assert refusal("\n{% for x in dingen %}x{% endfor %}").startswith("eigen.html:2: `dingen` is not a name here")


def test_an_error_ends_a_command_as_wrong_input() -> None:
    with pytest.raises(PveError) as error:
        rendered("{{ titel }}")
    assert (error.value.exit_code, error.value.findings) == (2, ())


MISTAKES = {
    "{{ title": "eigen.html:1: unexpected end of template, expected 'end of print statement'.",
    "\n{% for thing in things %}": "eigen.html:2: Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. "
    "The innermost block that needs to be closed is 'for'.",
    "\n\n{{ things }}": "eigen.html:3: this is not a text but a list",
    "{{ things[0] }}": "eigen.html:1: this is not a text but a group of values",
    "{% for x in title %}{% endfor %}": "eigen.html:1: a loop needs a list",
    "{{ pieces|join }}": "eigen.html:1: these are made of markup, and cannot be joined",
    "{{ odd }}": "eigen.html:1: the value holds the character U+0007, which no text may hold",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_a_mistake_is_told_with_its_line(text: str, message: str) -> None:
    assert refusal(text, pieces=(Piece("<b>"),), odd="a\x07") == message


def test_nesting_beyond_what_a_parser_can_take_is_told_with_its_line() -> None:
    assert refusal("een\n{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}").startswith("eigen.html:2: ")


# ── What is refused ──

ATTACKS = [
    "{{ title.upper() }}",
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ title[number] }}",
    "{{ _budget }}",
    "{{ _budget.steps }}",
    "{{ made|_trusted }}",
    "{{ title|_xml }}",
    "{% for x in things|_counted %}{% endfor %}",
    "{{ title|safe }}",
    "{{ title|attr('x') }}",
    "{{ title|format }}",
    "{{ title * 9 }}",
    "{{ 9 ** 9 }}",
    "{{ 'a' % 3 }}",
    "{{ range(9) }}",
    "{{ lipsum() }}",
    "{{ self }}",
    "{% set x = 1 %}",
    "{% macro x() %}{% endmacro %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% raw %}{{ x }}{% endraw %}{{ x }}",
    "{% for x in things recursive %}{% endfor %}",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% for d in many %}{% for e in many %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_what_a_template_has_no_need_for_is_refused(attack: str) -> None:
    assert refusal("\n" + attack).startswith("eigen.html:2: ")


def test_a_template_that_takes_too_many_steps_or_grows_too_large_is_stopped_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget.__init__, "__defaults__", (1000, 100_000))
    loops = "\n{% for a in many %}\n{% for b in many %}{% endfor %}{% endfor %}"
    assert refusal(loops) == "eigen.html:3: this loop takes more than 5,000,000 steps"
    searches = "{% for a in many %}{% if 'x' in many %}{% endif %}{% endfor %}"
    assert refusal(searches) == "eigen.html:1: this loop takes more than 5,000,000 steps"
    assert "the document grows beyond 100,000,000 characters" in refusal("{% for a in many %}" + "x" * 1000 + "{% endfor %}")


@pytest.mark.parametrize(
    "work",
    [
        "{% for a in made %}{% for b in made %}{% endfor %}{% endfor %}",
        "{% for a in many %}{% if 'x' in made %}{% endif %}{% endfor %}",
        "{% for a in many %}{% if made[0] %}{% endif %}{% endfor %}",
        "{% for a in many %}{% if made.0 or made|first or made|last %}{% endif %}{% endfor %}",
    ],
)
def test_what_is_made_when_it_is_asked_for_takes_more_steps_than_what_is_there(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget.__init__, "__defaults__", (5_000, 100_000))
    assert refusal(work, made=Lazily(str, range(8))) == "eigen.html:1: this takes more than 5,000,000 steps"


def test_a_place_where_a_list_has_nothing_is_told() -> None:
    assert refusal("{{ made[8] }}", made=Lazily(str, range(8))) == "eigen.html:1: this list has no item 8"
    assert refusal("{{ many[201].x }}") == "eigen.html:1: this list has no item 201"


@pytest.mark.parametrize("text", ["{{" * 50_000, "{% " * 50_000, "{{" * 50_000 + "}", "{{ a }}" * 5_000 + "{{" * 20_000])
def test_tags_that_never_end_are_refused_at_once(text: str) -> None:
    """In a time that grows with their number, not with its square."""
    begun = time.process_time()
    with pytest.raises(TextTemplateError):
        TextTemplate.read(text, "x.html", html.escape)
    assert time.process_time() - begun < 3


def test_what_grows_too_large_is_stopped_before_it_takes_room() -> None:
    """Each of these values is a new text of a million letters; a thousand of them would be a gigabyte."""
    document = TextTemplate.read("{% for thing in things %}{{ thing|upper }}{% endfor %}", "eigen.html", str)
    tracemalloc.start()
    with pytest.raises(TextTemplateError, match="the document grows beyond 100,000,000 characters"):
        document.render({"things": ["x" * 1_000_000] * 1_000})
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 250_000_000
