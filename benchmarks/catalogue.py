"""Made-up catalogues of any size, the same each time: what every program of the benchmark works on."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from textwrap import fill

SHIPPED = Path(__file__).resolve().parents[1] / "catalog"
THEMES = 20
_MORE = ("catalog.yaml", "facts.yaml", "terms.yaml", "scale.yaml", "norms", "profiles")
_NORMS = ("bio2-1.3 5.17.01", "iso27002-2022 8.5", "bio2-1.3 8.24.01", "iso27002-2022 5.30")
_DUTCH = """
    gegevens toegang beheer sleutel netwerk gebruiker melding herstel dossier omgeving verslag termijn wijziging controle afspraak
    bestand versie dienst server koppeling wachtwoord rechten bewaring logboek incident oorzaak gevolg maatregel oplevering test
    bewijs kopie uitval storing onderhoud planning medewerker opleiding contract partij leverancier locatie ruimte apparaat scherm
    sessie certificaat algoritme protocol adres domein bericht formulier archief vernietiging uitvoer invoer bron kenmerk klasse
    schade kans risico oordeel toetsing norm register proces taak rol functie afdeling gemeente inwoner zaak besluit bezwaar
"""
_ENGLISH = """
    data access control key network user report recovery file environment term change check agreement version service server link
    password right retention log incident cause effect measure delivery test evidence copy outage failure maintenance plan
    employee training contract party supplier location room device screen session certificate algorithm protocol address domain
    message form archive destruction export import source feature class damage chance risk judgement norm register process task
    role function department municipality resident case decision objection
"""


def write_catalogue(folder: Path, requirements: int) -> None:
    """A catalogue of so many requirements in `folder`, each a file of some 2 KB in the shape of the shipped ones.

    Facts, profiles, terms and norms are the shipped ones. Every requirement applies to every tender.
    """
    chance = random.Random(requirements)
    for name in _MORE:
        copy = shutil.copytree if (SHIPPED / name).is_dir() else shutil.copy
        folder.mkdir(parents=True, exist_ok=True)
        copy(SHIPPED / name, folder / name)
    for theme in range(THEMES):
        prefix = f"T{chr(ord('A') + theme)}"
        home = folder / "requirements" / f"theme-{theme:02}"
        home.mkdir(parents=True)
        (home / "_theme.yaml").write_text(_theme(theme, prefix), "utf-8")
        for number in range(1, requirements // THEMES + 1):
            id = f"{prefix}-{number:02}"
            (home / f"{id}.yaml").write_text(_requirement(id, chance), "utf-8")


def _theme(number: int, prefix: str) -> str:
    return (
        f"prefix: {prefix}\norder: {number + 1}\ntitle: Thema {number + 1}\nintroduction: Wat de Opdrachtgever vraagt over thema {number + 1}.\n"
        f"en:\n  title: Theme {number + 1}\n  introduction: What the Client asks about theme {number + 1}.\n"
    )


def _requirement(id: str, chance: random.Random) -> str:
    def dutch(words: int) -> str:
        return " ".join(chance.choices(_DUTCH.split(), k=words))

    def english(words: int) -> str:
        return " ".join(chance.choices(_ENGLISH.split(), k=words))

    def block(name: str, text: str, indent: str = "") -> str:
        return f"{indent}{name}: |\n{fill(text, 90, initial_indent=f'{indent}  ', subsequent_indent=f'{indent}  ')}\n"

    hours = chance.randint(2, 96)
    marked = int(id[3:]) % 20 == 0  # few texts need more than plain prose: of the shipped ones, 1 in 100
    dutch_end = f"met *{dutch(2)}* & {dutch(8)}" if marked else f"met {dutch(10)}"
    english_end = f"with *{english(2)}* & {english(8)}" if marked else f"with {english(10)}"
    return (
        f"id: {id}\ntitle: {dutch(4).capitalize()}\nkind: requirement\n"
        + block("text", f"De Leverancier levert {dutch(14)} binnen {{termijn}} na {dutch(12)}, {dutch_end}.")
        + f"values:\n  termijn:\n    default: {hours} uur\n    explain: {dutch(6).capitalize()}.\n"
        + f"    en:\n      default: {hours} hours\n      explain: {english(6).capitalize()}.\n"
        + block("why", f"Zonder {dutch(14)} gaat {dutch(8)} verloren.")
        + f"evidence:\n  - what: Beschrijving van {dutch(10)}.\n    when: bid\n"
        + block("verify", f"Vraag {dutch(12)} op en vergelijk dat met {dutch(4)}.")
        + f"if_unmet:\n  risk: {dutch(12).capitalize()}.\n  affects: [confidentiality, availability]\n  likelihood: medium\n  impact: high\n"
        + f"  measures:\n    supplier:\n      - {dutch(9).capitalize()}.\n    municipality:\n      - {dutch(9).capitalize()}.\n"
        + f'norms:\n  - {chance.choice(_NORMS[:2])}\n  - {chance.choice(_NORMS[2:])}\nversion: 1\nsince: "2026.1"\nen:\n  version: 1\n'
        + f"  title: {english(4).capitalize()}\n"
        + block("text", f"The Supplier delivers {english(14)} within {{termijn}} after {english(12)}, {english_end}.", "  ")
        + block("why", f"Without {english(14)}, {english(8)} is lost.", "  ")
        + f"  evidence:\n    - Description of {english(10)}.\n"
        + block("verify", f"Ask for {english(12)} and compare it with {english(4)}.", "  ")
        + f"  risk: {english(12).capitalize()}.\n"
        + f"  measures:\n    supplier:\n      - {english(9).capitalize()}.\n    municipality:\n      - {english(9).capitalize()}.\n"
    )
