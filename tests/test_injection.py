"""What a supplier says stays text wherever it is shown: no element in HTML, no formula in Excel, no field in Word, no link in Markdown.

One answered programme holds every text of `hostile.CONTENT`, each under a requirement of its own; beside it stands one in which the same
fields say something ordinary. What is written of the first may hold nothing that what is written of the second does not hold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

import hostile
from returning import filled, parts_of
from watched import Watcher

COMMANDS = (
    ("assess", "antwoord.docx", "--lock", "eisen.lock.json", "--format", "md,docx,xlsx,json", "--no-page-numbers", "--out", "assess"),
    ("compare", "antwoord.docx", "eisen.docx", "--lock", "eisen.lock.json", "--format", "md,html,xlsx,json", "--questions", "questions", "--out", "compare"),
)  # fmt: skip
ORDINARY = "Wij doen dit op een andere manier."


def answered(*texts: str) -> bytes:
    """The programme in which a supplier said one of these in every explanation and as evidence, the first as its name."""
    said = cycle(texts)
    fields = {"pve:supplier": texts[0]}
    for requirement in json.loads(hostile.honest()["lock.json"])["programme"]["requirements"]:
        text = next(said)
        fields |= {f"pve:{requirement['id']}:{field}": text for field in ("explanation", "evidence")}
        fields[f"pve:{requirement['id']}:answer"] = "Voldoet niet" if requirement["kind"] != "condition" else "Akkoord"
    return filled(fields)(hostile.honest()["docx"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """`hostile` and `ordinary` → the path of every file that was written → its content; `terminal` → what was shown."""
    made: dict[str, dict[str, bytes]] = {}
    with Watcher() as watcher:
        for name, texts in {"hostile": tuple(hostile.CONTENT.values()), "ordinary": (ORDINARY,)}.items():
            folder = tmp_path_factory.mktemp(name)
            for suffix in ("docx", "lock.json"):
                (folder / f"eisen.{suffix}").write_bytes(hostile.honest()[suffix])
            (folder / "antwoord.docx").write_bytes(answered(*texts))
            shown = ""
            for command in COMMANDS:
                done = watcher.run(folder, *command)
                assert done.code in {0, 1}, done.err
                shown += done.out + done.err
            kept = (path for path in folder.rglob("*") if path.is_file() and path.parent != folder)
            made[name] = {_plain(path.relative_to(folder)): path.read_bytes() for path in kept} | {"terminal": shown.encode()}
    return made


def _plain(path: Path) -> str:
    """Names of suppliers are in the names of files: `questions/vragen-….docx`."""
    return f"{path.parent}/{path.suffix}" if path.parts[0] == "questions" else str(path)


def named(written: dict[str, dict[str, bytes]], suffix: str) -> list[tuple[str, bytes, bytes]]:
    """Every file of this suffix, as it is with hostile and with ordinary answers."""
    hostile_ones, ordinary = written["hostile"], written["ordinary"]
    found = [(name, content, ordinary[name]) for name, content in hostile_ones.items() if name.endswith(suffix)]
    assert found
    return found


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str]] = set()
        self.leads: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, name) for name, _value in attrs} | {(tag, "")}
        self.leads |= {value.partition(":")[0] for name, value in attrs if name in {"href", "src", "action"} and value and ":" in value}


def elements(page: bytes) -> tuple[set[tuple[str, str]], set[str]]:
    """Elements with their attributes, and the schemes of what they lead to."""
    reader = _Elements()
    reader.feed(page.decode())
    return reader.seen, reader.leads


def test_the_same_files_are_written_whatever_a_supplier_says(written: dict[str, dict[str, bytes]]) -> None:
    assert written["hostile"].keys() == written["ordinary"].keys()
    assert {Path(name).suffix or name[-5:] for name in written["hostile"]} >= {".md", ".docx", ".html", ".xlsx", ".json"}


def test_no_word_of_a_supplier_is_an_element_in_html(written: dict[str, dict[str, bytes]]) -> None:
    for _name, content, ordinary in named(written, ".html"):
        assert b"alert(1)" in content
        seen, leads = elements(content)
        assert seen - elements(ordinary)[0] <= {("br", ""), ("p", "")}
        assert leads <= elements(ordinary)[1]


def test_no_word_of_a_supplier_is_a_formula_or_a_link_in_excel(written: dict[str, dict[str, bytes]]) -> None:
    def formulas(book: bytes) -> Counter[str]:
        found: Counter[str] = Counter()
        for part, content in parts_of(book).items():
            if part.startswith("xl/worksheets/sheet"):
                found.update(
                    re.sub(r"\d+", "n", node.text or "") for node in ElementTree.fromstring(content).iter() if node.tag.endswith("}f")
                )
                found.update(
                    "link"
                    for node in ElementTree.fromstring(content).iter()
                    if node.tag.endswith("}hyperlink") and node.get("location") is None
                )
        return found

    for name, content, ordinary in named(written, ".xlsx"):
        assert b"HYPERLINK" in b"".join(parts_of(content).values())
        assert formulas(content).keys() <= formulas(ordinary).keys(), name


def test_no_word_of_a_supplier_is_a_field_or_a_link_in_word(written: dict[str, dict[str, bytes]]) -> None:
    def special(document: bytes) -> set[str]:
        root = ElementTree.fromstring(parts_of(document)["word/document.xml"])
        fields = {(node.text or "").split()[0] for node in root.iter() if node.tag.endswith("}instrText") and (node.text or "").split()}
        return fields | {node.tag.rpartition("}")[2] for node in root.iter()}

    for name, content, ordinary in named(written, ".docx"):
        assert special(content) - special(ordinary) <= {"br", "tab", "noBreakHyphen", "softHyphen"}, name
        assert parts_of(content).get("word/_rels/document.xml.rels") == parts_of(ordinary).get("word/_rels/document.xml.rels"), name


def test_no_word_of_a_supplier_is_markup_or_a_link_in_markdown(written: dict[str, dict[str, bytes]]) -> None:
    def special(text: bytes) -> set[str]:
        tokens = [
            inner
            for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text.decode())
            for inner in (token, *(token.children or []))
        ]
        leads = {
            f"{token.type} {str(token.attrs.get('href') or token.attrs.get('src')).partition(':')[0]}"
            for token in tokens
            if token.type in {"link_open", "image"}
        }
        return {token.type for token in tokens} | {lead for lead in leads if not lead.endswith(".md")}

    for name, content, ordinary in named(written, ".md"):
        assert special(content) - special(ordinary) <= {"hardbreak", "softbreak", "html_inline"}, name
        assert not re.search(rb"(?<!\\)<(?:script|img|b)\b", content), name


def test_no_word_of_a_supplier_is_obeyed_by_a_terminal_or_a_pipeline(written: dict[str, dict[str, bytes]]) -> None:
    shown = written["hostile"]["terminal"].decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert not re.search("^::", shown, re.MULTILINE)


def test_a_number_of_megabytes_in_one_answer_is_kept_or_told(written: dict[str, dict[str, bytes]]) -> None:
    """Excel takes 32,767 letters in a cell; what is cut there says so."""
    data = json.loads(next(content for name, content, _ordinary in named(written, ".json") if name.startswith("assess")))
    longest = max((answer["explanation"] for answer in data["answers"]), key=len)
    assert len(longest) == len(hostile.CONTENT["a megabyte in one answer"].strip())
    for name, content, _ordinary in named(written, ".xlsx"):
        for part, xml in parts_of(content).items():
            if part == "xl/sharedStrings.xml":
                assert max(len("".join(item.itertext())) for item in ElementTree.fromstring(xml)) <= 32_767, name


def test_no_name_of_a_supplier_is_obeyed_by_a_terminal_or_a_pipeline(tmp_path: Path) -> None:
    """GitHub obeys every line of a log that begins with two colons, also after blanks."""
    for suffix in ("docx", "lock.json"):
        (tmp_path / f"eisen.{suffix}").write_bytes(hostile.honest()[suffix])
    (tmp_path / "antwoord.docx").write_bytes(answered("::error::\u009b31m\u202e" + " ::warning::naam" * 20))
    with Watcher() as watcher:
        for words in (("assess", "antwoord.docx"), ("compare", "antwoord.docx", "eisen.docx")):
            done = watcher.run(tmp_path, *words, "--lock", "eisen.lock.json")
            assert "naam" in done.out + done.err
            assert not re.search(r"^\s*::", done.out + done.err, re.MULTILINE)
            assert not re.search("[\x9b\u202e]", done.out + done.err)
