"""Three fictitious suppliers that answer the example programme, as files that come back: what `pve compare` is tested on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import excelfile
from conftest import ROOT
from pve_gen import answerform
from pve_gen.lock import read_lock
from pve_gen.sent import SentProgramme
from returning import filled

STEM = "programma-van-eisen-vbs-2026-0142"
YES = {"requirement": "Voldoet", "wish": "Voldoet", "condition": "Akkoord"}
EVIDENCE = "Bijlage 2, p. 7"
_SUPPLIER_CELL = "B5"  # on the cover

Answer = tuple[str, str, str]
"""What is chosen, explained and named as evidence."""

CAREFUL: dict[str, Answer] = {
    "AUTH-06": ("Voldoet deels", "Passkeys werken voor beheerders; voor andere gebruikers in het tweede kwartaal van 2027.", EVIDENCE),
    "PAT-09": ("Voldoet niet", "", ""),
}
HASTY: dict[str, Answer] = {
    "ENC-01": ("Voldoet niet", "TLS 1.3 staat voor volgend jaar in de planning.", ""),
    "AUTH-04": ("Voldoet", "Ja, mits de gemeente onze standaardinstellingen gebruikt.", EVIDENCE),
    "AUTZ-07": ("Voldoet deels", "Rollen kunt u zelf maken, behalve die van beheerder.", EVIDENCE),
    "LOG-05": ("Voldoet niet", "", ""),
    "INT-03": ("Voldoet", "Dit is nog niet beschikbaar.", EVIDENCE),
    "INC-01": ("Niet akkoord", "Wij melden binnen vijf werkdagen.", ""),
    "CON-03": ("", "", ""),
    "HRD-01": ("Voldoet", "Zie boven.", ""),
    "EXI-04": ("Jazeker", "", ""),
}
MIDDLING: dict[str, Answer] = {
    "ENC-01": ("Voldoet", "TLS 1.3, en 1.2 met goede instellingen.", EVIDENCE),
    "AUTH-06": ("Voldoet niet", "", ""),
    "ENC-10": ("Voldoet deels", "Eigen sleutels zijn er voor de opslag, niet voor de back-ups.", EVIDENCE),
    "PRIV-07": ("Niet akkoord", "Onze subverwerkers staan op een lijst die wij zelf beheren.", ""),
    "LOG-05": ("Voldoet deels", "Export naar een SIEM is er tegen meerprijs.", EVIDENCE),
}


def sent(folder: Path) -> SentProgramme:
    """Generates the example into `folder`, as it is sent, and gives what its lock keeps."""
    tender = str(ROOT / "examples/zaaksysteem/tender.yaml")
    command = [sys.executable, "-m", "pve_gen", "generate", tender, "--format", "docx,xlsx", "--no-page-numbers", "-q", "-o", str(folder)]
    subprocess.run(command, check=True)
    return read_lock(folder / f"{STEM}.lock.json").programme


def answered(programme: SentProgramme, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """An answer to everything: those given, and a plain yes to the rest."""
    return {one.id: answers.get(one.id, (YES[one.kind], "Ja.", EVIDENCE)) for one in programme.requirements}


def in_word(folder: Path, supplier: str, answers: Mapping[str, Answer]) -> bytes:
    """The Word document that was sent, filled in by a supplier."""
    texts = {answerform.SUPPLIER_TAG: supplier} if supplier else {}
    for id, answer in answers.items():
        texts |= {answerform.tag(id, field): text for field, text in zip(answerform.FIELDS, answer, strict=True) if text}
    return filled(texts)((folder / f"{STEM}.docx").read_bytes())


def in_excel(folder: Path, supplier: str, answers: Mapping[str, Answer]) -> bytes:
    """The answer sheet that was sent, filled in by a supplier: requirements stand from row 5 on, in the order of the programme."""
    cells = {
        f"{column}{row}": text
        for row, answer in enumerate(answers.values(), start=5)
        for column, text in zip("IJK", answer, strict=True)
        if text
    }
    return excelfile.filled((folder / f"{STEM}.xlsx").read_bytes(), cells, {_SUPPLIER_CELL: supplier} if supplier else None)


def all_three(folder: Path) -> tuple[SentProgramme, list[Path]]:
    """The programme in `folder/verstuurd`, and the files of a careful, a hasty and a middling supplier."""
    sent_to = folder / "verstuurd"
    programme = sent(sent_to)
    files = {
        "zorgvuldig.docx": in_word(sent_to, "Zorgvuldig Zaakbeheer BV", answered(programme, CAREFUL)),
        "haastig.xlsx": in_excel(sent_to, "Haastig Software NV", answered(programme, HASTY)),
        "middenweg.docx": in_word(sent_to, "Middenweg & Zonen", answered(programme, MIDDLING)),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return programme, [folder / name for name in files]
