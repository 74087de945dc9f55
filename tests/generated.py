"""The documents that `pve` makes of the profiles and the examples, in both languages: what holds for all of them is tested on these."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from conftest import ROOT

LANGUAGES = ("nl", "en")
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/tender.yaml"))
DOCUMENTS: dict[str, list[str]] = {
    **{
        f"{profile} {language}": ["--profile", profile, "--lang", language]
        for profile in ("low", "medium", "high")
        for language in LANGUAGES
    },
    **{f"{name} {language}": [f"{ROOT}/examples/{name}/tender.yaml", "--lang", language] for name in EXAMPLES for language in LANGUAGES},
    "everything": ["--profile", "high", "--special-categories", "--set", "ai=true", "--set", "digid=true"],
}
"""What each is called, and the words of the command that makes it."""
OTHERS: dict[str, list[str]] = {
    "zaaksysteem in another house style": [
        f"{ROOT}/examples/zaaksysteem/tender.yaml",
        "--template",
        f"{ROOT}/examples/huisstijl-rivierenland/rivierenland.docx",
    ]
}
"""Documents of which not all holds that holds for those above."""


@cache
def generated(name: str, *, page_numbers: bool = False) -> bytes:
    """The .docx with that name in DOCUMENTS, made by the command itself."""
    more = [] if page_numbers else ["--no-page-numbers"]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pve_gen", "generate", *(DOCUMENTS | OTHERS)[name], *more, "-q", "-o", "a.docx"]
        subprocess.run(command, check=True, cwd=folder)
        return Path(folder, "a.docx").read_bytes()
