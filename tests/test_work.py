"""How much work a command does, in numbers that are the same on every machine: what is done once stays done once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.parsers import expat
from xml.sax import saxutils

import pytest

from conftest import ROOT
from drawnup import drawn_up, in_word
from pve_gen import documents, markup, values, xmltext, yamlfile
from pve_gen.readers import wordblocks
from pve_gen.readers.word import read_word
from pve_gen.readers.wordanswers import read_word_answers
from pve_gen.values import kept
from pve_gen.ziparchive import read_parts

TEMPLATE = ROOT / "templates" / "programme.nl.docx"
TENDERS = [ROOT / f"examples/{name}/tender.yaml" for name in ("bomenbeheer", "zaaksysteem")]

WATCHED = """
import json, sys

seen = {"open": [], "compile": []}


def watch(event, values):
    if event in seen:
        seen[event].append(str(values[event == "compile"]))


sys.addaudithook(watch)
sys.argv = ["pve", *sys.argv[1:]]
from pve_gen.__main__ import main

try:
    main()
except SystemExit as end:
    assert not end.code, end.code
loaded = sorted(name for name, module in sys.modules.items() if module)
print(json.dumps(seen | {"modules": loaded}), file=sys.stderr)
"""


def watched(folder: Path, *words: object) -> dict[str, list[str]]:
    """The files that a command opens, the code that it compiles and the modules that it loads, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", WATCHED, *map(str, words)], cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stderr.splitlines()[-1])
    return found


def generated(catalog: Path, *tenders: Path) -> dict[str, list[str]]:
    words = ("generate", "--quiet", "--no-page-numbers", "--overwrite", "--catalog", catalog, "--out", "documents/")
    return watched(catalog.parent, *words, *tenders)


def of_catalog(catalog: Path, opened: list[str]) -> Counter[str]:
    """How often each file of the catalogue was opened."""
    return Counter(
        Path(name).relative_to(catalog).as_posix() for name in opened if name.startswith(f"{catalog}/") and name.endswith("yaml")
    )


def every_file(catalog: Path) -> dict[str, int]:
    """The files that make up the catalogue, each once: no example, and no scale of risks."""
    files = {path.relative_to(catalog).as_posix() for path in catalog.rglob("*.yaml")}
    return dict.fromkeys((name for name in files if not name.endswith("_example.yaml") and name != "scale.yaml"), 1)


def test_every_file_of_the_catalogue_is_opened_once(catalog_folder: Path) -> None:
    opened = generated(catalog_folder, TENDERS[0])["open"]
    assert of_catalog(catalog_folder, opened) == every_file(catalog_folder)


def test_two_tenders_are_made_of_one_catalogue_and_one_template(catalog_folder: Path) -> None:
    one, two = generated(catalog_folder, TENDERS[0]), generated(catalog_folder, *TENDERS)
    assert of_catalog(catalog_folder, two["open"]) == every_file(catalog_folder)
    assert [run["open"].count(str(TEMPLATE)) for run in (one, two)] == [1, 1]
    assert [run["compile"].count("<template>") for run in (one, two)] == [PARTS_WITH_TAGS] * 2


PARTS_WITH_TAGS = 7


def test_a_check_opens_every_file_once(catalog_folder: Path) -> None:
    opened = watched(catalog_folder.parent, "check", "--quiet", "--catalog", catalog_folder)["open"]
    assert of_catalog(catalog_folder, opened) == every_file(catalog_folder)


def counted(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[Any]:
    """What a function is called with from now on."""
    calls: list[Any] = []
    real = getattr(module, name)

    def call(*values: Any, **named: Any) -> Any:
        calls.append(values[0] if values else named)
        return real(*values, **named)

    monkeypatch.setattr(module, name, call)
    return calls


@pytest.mark.parametrize(("read", "walked"), [(read_word, 5), (lambda data: read_word_answers(data, {}), 1)], ids=["text", "answers"])
def test_every_part_of_a_document_that_comes_back_is_looked_through_once(read: Any, walked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = in_word(TENDERS[0])
    looked_through, walked_through = counted(monkeypatch, expat, "ParserCreate"), counted(monkeypatch, wordblocks, "XMLParser")
    read(data)
    parts = [name for name in read_parts(data) if name.endswith((".xml", ".rels"))]
    assert len(walked_through) == walked  # the text, and for its every letter two headers and two footers
    assert len(looked_through) == len(parts) - walked


def test_a_text_with_marks_is_parsed_once() -> None:
    markup._inline.cache_clear()
    for _ in range(3):
        markup.parse_inline("Alleen `dit` telt.")
    assert markup._inline.cache_info().misses == 1


@pytest.mark.parametrize(
    "draw_up",
    [in_word.__wrapped__, lambda tender: drawn_up("md", tender), lambda tender: drawn_up("html", tender)],
    ids=["docx", "md", "html"],
)
def test_what_a_document_says_of_a_requirement_is_made_once(draw_up: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = counted(monkeypatch, documents, "_block")
    draw_up(TENDERS[0])
    asked = [verdict.requirement.id for verdict in blocks]
    assert len(asked) == len(set(asked)) == 34


def test_where_things_stand_in_a_file_is_looked_up_once_and_only_when_somebody_asks(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("eis:\n  titel: Logboek\n", "utf-8")
    yamlfile._spots.cache_clear()
    read, _findings = yamlfile.read_yaml(file, "x.yaml")
    assert read is not None
    assert yamlfile._spots.cache_info().misses == 0
    places = [read.place(("eis",), key=True), read.place(("eis", "titel")), read.place(("eis", "kind"))]
    assert [str(place) for place in places] == ["x.yaml:1:1", "x.yaml:2:10", "x.yaml:2:3"]
    assert yamlfile._spots.cache_info().misses == 1


def test_prose_is_not_parsed_at_all() -> None:
    markup._inline.cache_clear()
    markup._parsed.cache_clear()
    markup.parse_inline("De Leverancier meldt het binnen\n24 uur.")
    markup.parse_blocks("De Leverancier meldt het.\n\nBinnen 24 uur.")
    assert markup._inline.cache_info().misses == markup._parsed.cache_info().misses == 0


def test_a_document_is_made_without_what_only_others_need(catalog_folder: Path) -> None:
    loaded = set(generated(catalog_folder, TENDERS[0])["modules"])
    others = {"_hashlib", "ssl", "http.client", "urllib.request", "secrets", "rich", "lxml", "pypdf", "xlsxwriter", "PIL"}
    assert loaded & others == set()
    assert {name for name in loaded if name.startswith("pve_gen.readers") or name == "pve_gen.templatecheck"} == set()


def test_where_python_has_no_hashes_of_its_own_openssl_makes_them() -> None:
    code = """
import sys
sys.modules["_md5"] = None
from pve_gen import __main__
__main__._without_openssl()
import hashlib
print(hashlib.sha256(b"x").hexdigest()[:8], bool(sys.modules["_hashlib"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("2d711642 True\n", "")


def test_what_is_made_is_kept_in_a_run_with_many_tenders_only(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    @kept
    def double(number: int) -> int:
        made.append(number)
        return 2 * number

    for keeps in (False, True):
        monkeypatch.setattr(values, "_keeps", keeps)
        assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert made == [1, 2, 1, 1, 2]


def test_a_command_does_not_import_the_others(catalog_folder: Path) -> None:
    loaded = set(watched(catalog_folder.parent, "check", "--quiet", "--catalog", catalog_folder)["modules"])
    commands = {"assess", "compare", "contract", "diffing", "generate", "init", "listing", "new", "report", "template", "verifying"}
    assert {f"pve_gen.cli.{name}" for name in commands} & loaded == set()


@pytest.mark.parametrize("text", ["", "gewoon", "a & b < c > d", "\"twee\" en 'één'", '"twee"', "één'", "a\tb\nc\rd", "&amp;lt;"])
def test_text_is_written_as_python_itself_writes_it(text: str) -> None:
    assert xmltext.escape(text) == saxutils.escape(text)
    assert xmltext.quoteattr(text) == saxutils.quoteattr(text)
    assert xmltext.unescape(xmltext.escape(text).replace('"', "&quot;").replace("'", "&apos;")) == text
