"""Makes `cases.json` from a clone of https://github.com/yaml/yaml-test-suite: `python tests/yamlsuite/suite.py CLONE`.

Without a clone it only writes `outcomes.json` again: what `pve` says of every case that it does not read as the suite does.

Each case keeps its name, its text, and what it means as JSON; `fail` where YAML 1.2 calls it wrong. The signs by which the suite shows
what is hard to see become what they stand for, as its own `bin/YAMLTestSuite.pm` does it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from pve_gen.yamlfile import read_yaml

HERE = Path(__file__).parent

_SIGNS = ((re.compile("␣"), " "), (re.compile("—*»"), "\t"), (re.compile("←"), "\r"), (re.compile("⇔"), "\ufeff"), (re.compile("↵"), ""))
_KEPT = ("name", "yaml", "json")


class _Bytes(bytes):
    """Content that is read as a file is."""

    def read_bytes(self) -> bytes:
        return self


def _unescaped(text: str) -> str:
    for sign, meant in _SIGNS:
        text = sign.sub(meant, text)
    return re.sub(r"∎\n\Z", "", text)


def cases(clone: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id → case; a case takes from the one before it in its file what it does not say itself."""
    git = ["git", "-C", str(clone)]
    names = subprocess.run([*git, "ls-tree", "--name-only", "HEAD", "src/"], capture_output=True, text=True, check=True).stdout.split()
    for name in sorted(names):
        text = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=True).stdout.decode()
        tests = yaml.load(text, Loader=yaml.BaseLoader)
        if tests[0].get("skip"):
            continue
        before: dict[str, Any] = {}
        for number, test in enumerate(tests):
            said = {key: test[key] for key in _KEPT if key in test}
            before = {**before, **said}
            case = {"name": before["name"], "yaml": _unescaped(before["yaml"])}
            if "fail" in test:
                case["fail"] = True
            elif "json" in before:
                case["json"] = before["json"]
            yield Path(name).stem + (f"-{number}" if len(tests) > 1 else ""), case


def outcome(case: Mapping[str, Any]) -> object:
    """What `pve` makes of a case: None where it reads what the JSON says, else its finding, or the value that it reads."""
    file, found = read_yaml(_Bytes(case["yaml"].encode()), "x.yaml")
    if file is None:
        return str(found[0])
    if "json" in case and same(file.value, _documents(case["json"])):
        return None
    return {"value": file.value}


def same(ours: object, meant: object) -> bool:
    """Whether a value is what JSON says, where what `pve` keeps as text (`1.10`, `null`) counts as what YAML 1.2 reads in it."""
    if isinstance(meant, dict):
        return isinstance(ours, dict) and ours.keys() == meant.keys() and all(same(ours[name], meant[name]) for name in meant)
    if isinstance(meant, list):
        return isinstance(ours, list) and len(ours) == len(meant) and all(map(same, ours, meant))
    if meant is None:
        return ours in {"", "null", "~", "Null", "NULL"}
    if isinstance(meant, bool) or isinstance(ours, bool):
        return str(ours).lower() == str(meant).lower()
    if isinstance(meant, int | float) and isinstance(ours, str):
        return float(int(ours, 0)) == meant if ours.startswith(("0x", "0o")) else float(ours) == meant
    return ours == meant


def _documents(text: str) -> object:
    """The value in a JSON text; of several the list of all of them, which no single document is equal to."""
    decoder, found = json.JSONDecoder(), []
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found[0] if len(found) == 1 else (tuple(found),)


def known() -> dict[str, dict[str, Any]]:
    """Id → case, as `cases.json` keeps them."""
    read: dict[str, dict[str, Any]] = json.loads((HERE / "cases.json").read_text("utf-8"))
    return read


def _write(name: str, content: object) -> None:
    (HERE / name).write_text(json.dumps(content, ensure_ascii=True, indent=0) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _write("cases.json", dict(cases(Path(sys.argv[1]))))
    _write("outcomes.json", {id: said for id, case in known().items() if (said := outcome(case)) is not None})
