"""docs/promises.md: every promise, in both languages, with tests that exist; and the two that are held nowhere else."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT
from faults.injecting import shim

PAGE = (ROOT / "docs/promises.md").read_text("utf-8")
PROMISES = dict(re.findall(r"^## (\d+\. [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
HELD = re.compile(r"^- `(tests/\w+\.py)::(\w+)`$", re.MULTILINE)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_the_promises_are_numbered() -> None:
    assert [int(name.split(".")[0]) for name in PROMISES] == list(range(1, len(PROMISES) + 1))
    assert len(PROMISES) >= 8


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_says_itself_in_dutch_and_names_tests_that_exist(promise: str) -> None:
    text = PROMISES[promise]
    assert re.search(r"^\*[A-Z].+?\.\*$", text, re.MULTILINE | re.DOTALL)
    held = HELD.findall(text)
    assert held
    assert len(held) == text.count("\n- ")
    assert [f"{file}::{name}" for file, name in held if name not in names_in(file)] == []


# ── No network ─────────────────────────────────────────────────────────────────────────────────

BIDS = ROOT / "examples/zaaksysteem/inschrijvingen"
LOCK = "programma-van-eisen-vbs-2026-0142.lock.json"
ASKING = (
    '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="http://192.0.2.1/{kind}" TargetMode="External"/>'
)


def asking(source: Path, target: Path, kind: str) -> None:
    """A Word file that asks for something on the network."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", ASKING.format(kind=kind).encode() + b"</Relationships>")
            new.writestr(name, data)


NETWORKED = [
    "generate {root}/examples/zaaksysteem/tender.yaml --no-page-numbers --format docx,xlsx,html,md,json,csv --out uit",
    "check",
    "check --format sarif",
    "generate --template beeld.docx --no-page-numbers --out x.docx",
    "template check sjabloon.docx",
    "verify bod.docx --lock {lock}",
    "assess bod.docx --lock {lock} --no-page-numbers --format docx,xlsx,json,md",
    "assess slordig.xlsx --lock {lock} --no-page-numbers",
    "compare slordig.xlsx zorgvuldig.xlsx --lock {lock} --format html,md",
    "diff {lock} {root}/examples/zaaksysteem/tender.yaml",
    "list",
]


def test_no_command_opens_a_connection(tmp_path: Path) -> None:
    for name in (LOCK, "slordig.xlsx", "zorgvuldig.xlsx"):
        shutil.copy(BIDS / name, tmp_path)
    asking(BIDS / "slordig.docx", tmp_path / "bod.docx", "attachedTemplate")
    asking(ROOT / "templates/programme.nl.docx", tmp_path / "sjabloon.docx", "attachedTemplate")
    asking(ROOT / "templates/programme.nl.docx", tmp_path / "beeld.docx", "image")
    env = {**os.environ, "LD_PRELOAD": str(shim()), "FAULT_NO_NETWORK": "1"}
    proof = "import socket; socket.create_connection(('192.0.2.1', 9), 1)"
    assert subprocess.run([sys.executable, "-c", proof], env=env, check=False).returncode == 66, "the shim sees no connections"
    for line in NETWORKED:
        words = line.format(root=ROOT, lock=LOCK).split()
        done = subprocess.run([COMMAND, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode in {0, 1, 2}, (line, done.stderr)
        assert "Traceback" not in done.stderr, (line, done.stderr)


# ── What a refusal costs ───────────────────────────────────────────────────────────────────────


def bomb(path: Path, part: str, megabytes: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package, package.open(part, "w", force_zip64=True) as file:
        for _turn in range(megabytes):
            file.write(b" " * 1024 * 1024)


REFUSED = ["bom.docx", "bom.xlsx", "diep.yaml", "alias.yaml", "groot.yaml", "veel.yaml", "xml.docx", "afgekapt.docx", "tekst.xlsx"]


ALONE = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "pve_gen", *sys.argv[1:]], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stderr, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell what a program used")
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_costs_at_most_five_seconds_and_500_mb(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    match name:
        case "bom.docx":
            bomb(path, "word/document.xml", 1500)
        case "bom.xlsx":
            bomb(path, "xl/worksheets/sheet1.xml", 1500)
        case "diep.yaml":
            path.write_text("[" * 100_000)
        case "alias.yaml":
            path.write_text("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, x]\n" for n in range(200)))
        case "groot.yaml":
            path.write_text("title: " + "x" * 60_000_000)
        case "veel.yaml":
            path.write_text("".join(f"k{n}: [1, 2, 3]\n" for n in range(300_000)))
        case "xml.docx":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                lol = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
                    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
                )
                package.writestr("word/document.xml", lol + "]><a>&k;</a>")
        case "afgekapt.docx":
            path.write_bytes((BIDS / "slordig.docx").read_bytes()[:50_000])
        case _:
            path.write_text("geen zip " * 1_000_000)
    words = ["list", name] if path.suffix == ".yaml" else ["assess", name, "--lock", str(BIDS / LOCK)]
    # A process between, since the peak of a process counts that of the one that started it.
    ran = subprocess.run([sys.executable, "-c", ALONE, *words], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
    code, err, seconds, peak = json.loads(ran.stdout)
    assert code == 2, err
    assert name in err
    assert "Traceback" not in err
    assert seconds < 5  # of the processor: this machine may be busy
    assert peak * (1 if sys.platform == "darwin" else 1024) < 500 * 1024 * 1024
