"""A winner of the example tender, for tests of what comes after: its answers as Word leaves them, and what people decided about them."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from conftest import ROOT
from pve_gen import answerform
from pve_gen.answerform import CHOICES
from pve_gen.lock import read_lock
from returning import filled

LOCK = "eisen.lock.json"
RESPONSE = "inschrijving.docx"
DECISIONS = "besluiten.yaml"
DATE = "2026-12-01"

ANSWERS: dict[str, tuple[str, str]] = {
    "PAT-06": ("partly", "Wij leveren de lijst bij iedere hoofdversie.\nVanaf 2028 ook bij tussenversies <&>."),
    "LOG-09": ("fails", "Dit kan de toepassing niet."),
    "PRIV-02": ("refuses", "Wij melden nieuwe subverwerkers dertig dagen vooraf."),
    "CON-04": ("refuses", "Wij testen eens per twee jaar."),
    "AVA-02": ("refuses", "Wij halen één werkdag niet."),
}
"""Where the winner does not simply say yes."""
DECIDED: dict[str, dict[str, str]] = {
    "PAT-06": {
        "decision": "mitigate",
        "reason": "De lijst per hoofdversie is genoeg.",
        "owner": "hoofd Burgerzaken",
        "review": "2027-11-01",
    },
    "PRIV-02": {"decision": "accept", "reason": "Eerder krijgt niemand het.", "owner": "hoofd Burgerzaken", "until": "2027-12-31"},
    "CON-04": {"decision": "accept", "reason": "De test is gepland.", "owner": "hoofd Burgerzaken", "until": "2028-01-31"},
    "AVA-02": {"decision": "reject", "reason": "Dan lopen termijnen gevaar.", "owner": "hoofd Burgerzaken"},
}


@cache
def _sent() -> tuple[bytes, bytes]:
    """The document of the example as it was sent, and its lock."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pve_gen", "generate", f"{ROOT}/examples/zaaksysteem/tender.yaml", "--no-page-numbers", "-q"]
        subprocess.run([*command, "-o", "eisen.docx"], check=True, cwd=folder)
        return Path(folder, "eisen.docx").read_bytes(), Path(folder, LOCK).read_bytes()


def put_in(folder: Path, more: Mapping[str, tuple[str, str]] | None = None, *, sent: bool = False) -> None:
    """Puts the lock and the winner's answers in a folder; `more` are other answers: requirement → answer, explanation.

    An answer "" leaves the fields of its requirement as they were sent; with `sent`, all of them are.
    """
    document, lock = _sent()
    (folder / LOCK).write_bytes(lock)
    if sent:
        (folder / RESPONSE).write_bytes(document)
        return
    given: dict[str, str] = {answerform.SUPPLIER_TAG: "Zaakwerk BV"}
    for requirement in read_lock(folder / LOCK).programme.requirements:
        yes = "accepts" if requirement.kind == "condition" else "meets"
        answer, explanation = (ANSWERS | dict(more or {})).get(requirement.id, (yes, "Zie bijlage 3."))
        if not answer:
            continue
        choice = next(choice for choice in CHOICES[requirement.kind] if choice.id == answer)
        given[answerform.tag(requirement.id, "answer")] = choice.title.nl
        given[answerform.tag(requirement.id, "explanation")] = explanation
        given[answerform.tag(requirement.id, "evidence")] = "Bijlage 3, p. 12"
    (folder / RESPONSE).write_bytes(filled(given)(document))


def decide(path: Path, decided: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Fills in a file of decisions that `pve assess` made, as people do."""
    head, *entries = re.split(r"(?m)^(?=  [A-Z]+-\d+:)", path.read_text("utf-8"))
    for number, entry in enumerate(entries):
        id = entry.split(":")[0].strip()
        for name, text in (DECIDED if decided is None else decided).get(id, {}).items():
            entry = re.sub(rf"(?m)^    {name}:$", lambda _found, line=f"    {name}: {text}": line, entry, count=1)  # noqa: PLW2901 - filled in name by name
        entries[number] = entry.replace("        owner:\n        due:\n", "        owner: hoofd ICT\n        due: 2027-03-01\n", 1)
    path.write_text(head + "".join(entries), "utf-8")
