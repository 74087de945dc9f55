"""What the YAML reader takes, what it refuses, and where it says things are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ReadYaml
from pve_gen.yamlfile import MAX_BYTES, read_yaml


class Text:
    """A file that holds a text."""

    def __init__(self, content: str | bytes) -> None:
        self.content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")

    def read_bytes(self) -> bytes:
        return self.content


def messages(content: str | bytes) -> list[str]:
    return [str(finding) for finding in read_yaml(Text(content), "x.yaml")[1]]


def value(content: str) -> object:
    file, findings = read_yaml(Text(content), "x.yaml")
    assert file is not None, findings
    return file.value


def test_whole_numbers_and_true_and_false_are_typed_and_all_else_stays_the_text_it_is(read: ReadYaml) -> None:
    """
    number: 3
    yes: true
    no: false
    clause: 5.10
    dutch: nee
    switch: on
    zeros: 012
    time: 12:30
    date: 2026-01-01
    nothing:
    """
    assert read.file is not None
    assert read.file.value == {
        "number": 3,
        "yes": True,
        "no": False,
        "clause": "5.10",
        "dutch": "nee",
        "switch": "on",
        "zeros": "012",
        "time": "12:30",
        "date": "2026-01-01",
        "nothing": "",
    }


def test_text_that_other_tools_read_differently_is_kept_with_a_warning(read: ReadYaml) -> None:
    """
    a: no
    b: 010
    c: 12:30
    d: 1.10
    e: 2026-02-30
    f: "no"
    date: 2026-01-01
    """
    assert read.messages == [
        'tekst.yaml:1:4: `no` is kept as text, but other tools read it differently (write "no")',
        'tekst.yaml:2:4: `010` is kept as text, but other tools read it differently (write "010")',
        'tekst.yaml:3:4: `12:30` is kept as text, but other tools read it differently (write "12:30")',
        'tekst.yaml:4:4: `1.10` is kept as text, but other tools read it differently (write "1.10")',
        'tekst.yaml:5:4: `2026-02-30` is kept as text, but other tools read it differently (write "2026-02-30")',
    ]
    assert {finding.severity for finding in read.findings} == {"warning"}


def test_a_text_that_a_hash_cuts_off_is_a_finding_and_a_comment_is_not(read: ReadYaml) -> None:
    """
    kind: wish   # requirement | wish
    title: Aanpak C # en meer
    text: zaak #5
    # a comment on its own line
    why: "zaak #5"
    """
    assert read.messages == [
        "tekst.yaml:2:8: the text stops at ` #`: «# en meer» is read as a comment (put quotes around the text, or the comment on a line of its own)",
        "tekst.yaml:3:7: the text stops at ` #`: «#5» is read as a comment (put quotes around the text, or the comment on a line of its own)",
    ]


def test_every_value_and_every_key_has_its_place(read: ReadYaml) -> None:
    """
    id: AUTH-01
    norms:
      - bio2-1.3 5.17.01
      - naam: waarde
    """
    assert read.file is not None
    assert str(read.file.place(("id",))) == "tekst.yaml:1:5"
    assert str(read.file.place(("norms", 0))) == "tekst.yaml:3:5"
    assert str(read.file.place(("norms", 1, "naam"))) == "tekst.yaml:4:11"
    assert str(read.file.place(("norms", 1, "naam"), key=True)) == "tekst.yaml:4:5"
    assert str(read.file.place(("norms", 1, "absent"))) == "tekst.yaml:4:5"


REFUSED = {
    "a duplicate key": ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: `a` stands here twice, first on line 1 (keep one)"),
    "a duplicate key, quoted": ('a: 1\n"a": 3\n', "x.yaml:2:1: `a` stands here twice, first on line 1 (keep one)"),
    "an anchor": ("a: &x 1\n", "x.yaml:1:4: an anchor (&) or alias (*) is not allowed (write the text out)"),
    "an alias": ("a: *x\n", "x.yaml:1:4: an anchor (&) or alias (*) is not allowed (write the text out)"),
    "a merge key": ("<<: {a: 1}\n", "x.yaml:1:1: a merge key (<<) is not allowed (write the text out)"),
    "a tag": ("a: !!bool x\n", "x.yaml:1:4: a tag (tag:yaml.org,2002:bool) is not allowed (put quotes around the text)"),
    "a Python tag": (
        "a: !!python/object/apply:os.system [id]\n",
        "x.yaml:1:4: a tag (tag:yaml.org,2002:python/object/apply:os.system) is not allowed (put quotes around the text)",
    ),
    "a second document": ("a: 1\n---\nb: 2\n", "x.yaml:2:1: holds a second document (one `---` at most, at the top)"),
    "a list as a name": ("? [a]\n: b\n", "x.yaml:1:3: a name must be plain text (put quotes around a text with braces)"),
    "nothing": ("", "x.yaml:1:1: is empty (fill it in)"),
    "a title with a colon": ("title: Let op: dit\n", 'x.yaml:1:14: a text with a colon needs quotes (write title: "Let op: …")'),
    "an open quote": ("a: 'x\n", "x.yaml:2:1: a quote is opened and never closed (close it, or leave both out)"),
    "a tab": ("a:\n\tb: c\n", "x.yaml:2:1: a tab is used for indentation (use spaces)"),
    "a tab in a text": ("a: |\n  b\n\tc\n", "x.yaml:3:1: a tab is used for indentation (use spaces)"),
    "an open bracket": ("a: [x\n", "x.yaml:2:1: a list or block between brackets is not closed (close the bracket)"),
    "a percent sign": ("a: %x\n", "x.yaml:1:4: a text cannot start with this character (put quotes around the text)"),
    "another encoding": (b"a: b\nb: caf\xe9\n", "x.yaml:2:1: is not UTF-8 (save the file as UTF-8)"),
    "UTF-16": ("a: b\n".encode("utf-16"), "x.yaml:1:1: is not UTF-8 (save the file as UTF-8)"),
    "a control character": ("a: b\nc: d\x0be\n", "x.yaml:2:5: holds the invisible character U+000B (remove it)"),
    "an escaped control character": ('a: "\\0"\n', "x.yaml:1:4: holds the invisible character U+0000 (remove it)"),
    "a direction override": ("a: x\u202ey\n", "x.yaml:1:5: holds the invisible character U+202E (remove it)"),
    "a line separator": ("a: x\u2028y\n", "x.yaml:1:5: holds the invisible character U+2028 (remove it)"),
    "a mark of ours": ("a: x\ue000y\n", "x.yaml:1:5: holds the invisible character U+E000 (remove it)"),
    "deep nesting": ("[" * 100_000, "x.yaml:1:41: is nested more than 40 levels deep"),
    "a huge file": (b"a: " + b"x" * MAX_BYTES, "x.yaml:1:1: is larger than 2,000,000 bytes (take it apart)"),
    "a huge list": ("[" + "a," * 300_000 + "]", "x.yaml:1:600002: holds too many values (at most 50,000)"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_business_in_a_catalogue_is_refused_with_its_place(content: str | bytes, message: str) -> None:
    assert messages(content) == [message]


def test_aliases_that_explode_are_refused_at_the_first() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert messages(bomb) == ["x.yaml:1:4: an anchor (&) or alias (*) is not allowed (write the text out)"]


def test_a_byte_order_mark_at_the_start_is_no_problem() -> None:
    assert value("\ufeffa: b\n") == {"a": "b"}


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    found = read_yaml(tmp_path / "nothing.yaml", "nothing.yaml")[1]
    assert [str(finding) for finding in found] == ["nothing.yaml: cannot be read: No such file or directory"]


@given(st.one_of(st.text(), st.text(alphabet="abc:-[]{}&*!|>'\"%@#?, \n\t0123"), st.binary()))
def test_any_bytes_at_all_give_a_value_or_a_finding(content: str | bytes) -> None:
    file, findings = read_yaml(Text(content), "x.yaml")
    assert file is not None or findings


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.text(), st.integers(-(10**9), 10**9), st.booleans())))
def test_what_json_writes_is_read_back_to_the_letter(values: dict[str, object]) -> None:
    import json

    content = json.dumps(values, ensure_ascii=False)
    file, findings = read_yaml(Text(content), "x.yaml")
    # JSON may hold what a catalogue may not: control characters, merge keys.
    assert (file is not None and file.value == values) or findings
