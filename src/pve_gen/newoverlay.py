"""A municipality's repository to begin with: its own layer over the catalogue, what explains it, and the pipeline that checks it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pve_gen import __version__
from pve_gen.model import Catalog, Language, Requirement, Words

SCHEMAS = ("overlay", "changes", "requirement", "theme", "profile", "norm", "facts", "terms", "tender")
"""The schemas of what people write in such a repository, so that their editor explains and completes without a network."""

"""From its own repository and in this version: the package index has another project by the name of `pve`."""

_OVERLAY = Words(
    """\
# yaml-language-server: $schema=schema/overlay.schema.json
# De eigen laag van {name} over de gedeelde catalogus.
name: {quoted}
# Verhoog dit als u iets wijzigt: het staat in ieder document dat met deze laag is gemaakt.
version: "{version}"
# Zo beginnen de kenmerken van eigen eisen: {prefix}-01, {prefix}-02 …
prefix: {prefix}
""",
    """\
# yaml-language-server: $schema=schema/overlay.schema.json
# The own layer of {name} over the shared catalogue.
name: {quoted}
# Raise this when you change something: it stands in every document that is made with this layer.
version: "{version}"
# So begin the ids of its own requirements: {prefix}-01, {prefix}-02 …
prefix: {prefix}
""",
)
_CHANGES = Words(
    """\
# yaml-language-server: $schema=schema/changes.schema.json
# Wat wij anders willen dan de gedeelde catalogus. Elke wijziging heeft een reden, en de versie van de eis waarvoor zij is
# gemaakt (`pve explain` noemt die). Is de gedeelde eis later gewijzigd, dan meldt `pve check` dat u opnieuw moet kijken.
changes: []

# Er zijn drie soorten. Wilt u er een gebruiken? Haal dan de regel `changes: []` weg, en het # voor de regels die u nodig hebt.
#
# changes:
#   # Een waarde zetten: de zin blijft die van de catalogus, ook als die later beter wordt.
#   - requirement: {set}  # {set_title}
#     set:
#       {value}: {text}
#     reason: Waarom wij dit anders willen.
#     role: CISO
#     for_version: {set_version}
#   # Een veld vervangen: {replace} is in de catalogus een eis; bij ons een contractvoorwaarde.
#   - requirement: {replace}  # {replace_title}
#     replace:
#       kind: condition
#     reason: Waarom dit bij ons niemand hoeft uit te sluiten.
#     role: Inkoper
#     for_version: {replace_version}
#   # Weglaten: alleen een aanbesteding met een besluit kan haar dan nog opnemen.
#   - requirement: {drop}  # {drop_title}
#     drop: true
#     reason: Waarom wij dit niet vragen.
#     role: Informatiemanager
#     for_version: {drop_version}
""",
    """\
# yaml-language-server: $schema=schema/changes.schema.json
# What we want otherwise than the shared catalogue. Every change has a reason, and the version of the requirement that it was
# made for (`pve explain` names it). When the shared requirement changes later, `pve check` tells that you must look again.
changes: []

# There are three kinds. Do you want one? Then remove the line `changes: []`, and the # before the lines you need.
#
# changes:
#   # Set a value: the sentence stays that of the catalogue, also when that becomes better.
#   - requirement: {set}  # {set_title}
#     set:
#       {value}: {{nl: {text}, en: {text_en}}}
#     reason: Why we want this otherwise.
#     role: CISO
#     for_version: {set_version}
#   # Replace a field: in the catalogue {replace} is a knock-out; with us a condition of the contract.
#   - requirement: {replace}  # {replace_title}
#     replace:
#       kind: condition
#     reason: Why this need not exclude anybody.
#     role: Buyer
#     for_version: {replace_version}
#   # Leave out: only a tender with a decision can then still take it in.
#   - requirement: {drop}  # {drop_title}
#     drop: true
#     reason: Why we do not ask this.
#     role: Information manager
#     for_version: {drop_version}
""",
)
_README = Words(
    """\
# Eisen van {name}

Dit is onze eigen laag over de gedeelde catalogus van `pve`. Wat hier niet staat, geldt zoals de catalogus het zegt.

| ik wil … | dan |
|---|---|
| een termijn of getal van een gedeelde eis wijzigen | `changes.yaml`, `set` |
| een gedeelde eis anders formuleren, of er een wens van maken | `changes.yaml`, `replace` |
| een gedeelde eis nooit vragen | `changes.yaml`, `drop` |
| een eigen eis toevoegen | `pve new THEMA` maakt het bestand, met het eerstvolgende vrije nummer |
| een eigen profiel, kenmerk of norm | `profiles/naam.yaml`, `facts.yaml` of `norms/naam.yaml`, in de vorm van de gedeelde |
| een eigen huisstijl | `templates/programme.nl.docx`; de eerste maakt `pve template init` (zie hieronder) |
| een aanbesteding beginnen | `pve init aanbestedingen/naam` stelt de vragen en schrijft het bestand |

## Aan de slag

Installeer `pve` zoals haar eigen README zegt. Daarna, in deze map:

```sh
pve check
pve list --profile high
```

U hoeft `--overlay` niet te typen: `pve.toml` zegt waar deze laag staat, en `pve` zoekt dat bestand vanaf de map waarin u werkt naar boven.

## Een wijziging maken

1. Maak een tak, en wijzig of voeg toe.
2. `pve check` noemt elke fout met bestand, regel en kolom. `pve explain INC-01` toont een eis zoals zij bij ons luidt, en wie dat besloot.
3. Leg de wijziging voor. De pipeline voert dezelfde controle uit, op GitHub en op GitLab.
4. Verhoog `version` in `overlay.yaml` als er een aanbesteding mee gaat werken.

De pipeline moet weten waar uw `pve` staat: vul dat één keer in achter `PVE_PACKAGE`, in `.github/workflows/pve.yml` of in `.gitlab-ci.yml`. Een
adres hoort erbij: in de openbare lijst van Python-pakketten (PyPI) is `pve` de naam van een ander project.

## Een eigen huisstijl

```sh
mkdir templates
pve template init templates/programme.nl.docx
```

Pas dat bestand in Word aan, en voer `pve template check templates/programme.nl.docx` uit. Wie met deze laag werkt, krijgt deze huisstijl,
tenzij `--template` of `pve.toml` een andere noemt. `programme.en.docx` is het Engelse document; `.html` en `.md` kunnen ook.

## Als er een nieuwe catalogus is

Installeer de nieuwe versie van `pve`, noem haar in `PVE_PACKAGE`, en voer `pve check` uit. Bij elke wijziging van ons op een eis die intussen
is veranderd, staat dat u opnieuw moet kijken; zet daarna `for_version` op het nieuwe getal. `pve schema --out schema` ververst de schema's
waarmee uw editor uitlegt en aanvult (in VS Code met de extensie YAML van Red Hat).
""",
    """\
# Requirements of {name}

This is our own layer over the shared catalogue of `pve`. What is not here holds as the catalogue says.

| I want to … | then |
|---|---|
| change a term or number of a shared requirement | `changes.yaml`, `set` |
| word a shared requirement differently, or make it a wish | `changes.yaml`, `replace` |
| never ask a shared requirement | `changes.yaml`, `drop` |
| add a requirement of our own | `pve new THEME` makes the file, with the next free number |
| a profile, fact or norm of our own | `profiles/name.yaml`, `facts.yaml` or `norms/name.yaml`, shaped like the shared ones |
| a house style of our own | `templates/programme.nl.docx`; `pve template init` makes the first (see below) |
| begin a tender | `pve init tenders/name` asks the questions and writes the file |

## Begin

Install `pve` as its own README says. Then, in this folder:

```sh
pve check
pve list --profile high
```

You need not type `--overlay`: `pve.toml` says where this layer is, and `pve` looks for that file upwards from where you work.

## Make a change

1. Make a branch, and change or add.
2. `pve check` tells every mistake with file, line and column. `pve explain INC-01` shows a requirement as it reads here, and who decided.
3. Propose the change. The pipeline runs the same check, on GitHub and on GitLab.
4. Raise `version` in `overlay.yaml` when a tender is to work with it.

The pipeline must know where your `pve` is: fill that in once after `PVE_PACKAGE`, in `.github/workflows/pve.yml` or in `.gitlab-ci.yml`. It
needs an address: in the public list of Python packages (PyPI), `pve` is the name of another project.

## A house style of our own

```sh
mkdir templates
pve template init templates/programme.nl.docx
```

Change that file in Word, and run `pve template check templates/programme.nl.docx`. Who works with this layer gets this house style, unless
`--template` or `pve.toml` names another. `programme.en.docx` is the English document; `.html` and `.md` can be had too.

## When there is a new catalogue

Install the new version of `pve`, name it in `PVE_PACKAGE`, and run `pve check`. For every change of ours to a requirement that has changed
meanwhile it tells you to look again; then set `for_version` to the new number. `pve schema --out schema` refreshes the schemas with which
your editor explains and completes (in VS Code with the YAML extension by Red Hat).
""",
)
_OWN = Words(
    """\
# Eigen eisen

Een map per thema, een bestand per eis. `pve new {theme}` maakt er een, met het eerstvolgende vrije nummer.
Een nummer verandert nooit en wordt nooit hergebruikt.
""",
    """\
# Own requirements

A folder per theme, a file per requirement. `pve new {theme}` makes one, with the next free number.
A number never changes and is never used again.
""",
)
_SETTINGS = Words(
    """\
# Instellingen van `pve`, voor deze map en alles eronder. Paden gelden vanaf dit bestand.
overlay = "."
""",
    """\
# Settings of `pve`, for this folder and all below it. Paths are seen from this file.
overlay = "."
""",
)
_IGNORED = """\
.venv/
build/
.pve-*.tmp
# Word, while a document is open
~$*
"""
_GITHUB = """\
name: {job}
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
env:
  PVE_PACKAGE: {package} # {where}
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0
        with:
          persist-credentials: false
      - uses: actions/setup-python@ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0
        with:
          python-version: "3.12"
      - run: pip install "$PVE_PACKAGE"
      - run: pve check --overlay .
      # {tenders}
      - run: find . -name tender.yaml -print0 | xargs -0 -r -n 1 pve check --overlay .
"""
_GITLAB = """\
{job}:
  image: python:3.12
  variables:
    PVE_PACKAGE: {package} # {where}
  script:
    - pip install "$PVE_PACKAGE"
    - pve check --overlay .
    # {tenders}
    - find . -name tender.yaml -print0 | xargs -0 -r -n 1 pve check --overlay .
"""
_JOB = Words("eisen", "requirements")
_PACKAGE = f"git+https://pve.example/pve@v{__version__}"
_WHERE = Words("vul in waar uw pve staat, met de versie die u gebruikt", "fill in where your pve is, with the version that you use")
_TENDERS = Words("Iedere aanbesteding in deze map, als die er is.", "Every tender in this folder, where there is one.")


def overlay_files(name: str, prefix: str, catalog: Catalog, language: Language) -> dict[str, str]:
    """Path → text of every file of a new repository for `name`, but the schemas; its examples are of requirements in `catalog`."""
    alive = [requirement for requirement in catalog.requirements.values() if not requirement.retired]
    pipeline = {"job": _JOB.in_(language), "tenders": _TENDERS.in_(language), "package": _PACKAGE, "where": _WHERE.in_(language)}
    quoted = json.dumps(name, ensure_ascii=False)  # a text that every YAML reader takes for just that text
    return {
        "overlay.yaml": _OVERLAY.in_(language).format(name=name, quoted=quoted, version=catalog.version, prefix=prefix),
        "changes.yaml": _CHANGES.in_(language).format(**_examples(alive, language)),
        "README.md": _README.in_(language).format(name=name),
        "requirements/README.md": _OWN.in_(language).format(theme=next(iter(catalog.themes))),
        "pve.toml": _SETTINGS.in_(language),
        ".gitignore": _IGNORED,
        ".github/workflows/pve.yml": _GITHUB.format(**pipeline),
        ".gitlab-ci.yml": _GITLAB.format(**pipeline),
        ".vscode/extensions.json": '{\n  "recommendations": ["redhat.vscode-yaml"]\n}\n',
    }


def prefix_of(name: str) -> str:
    """A prefix to propose for `Gemeente Voorbeeldstad`: the first letters of what tells it from others, `VOO`."""
    words = [word for word in name.split() if word.lower() not in {"gemeente", "municipality", "of", "de", "the"}]
    letters = "".join(letter for letter in "".join(words).upper() if "A" <= letter <= "Z")
    return letters[:3] if len(letters) >= 2 else ""


def _examples(requirements: Iterable[Requirement], language: Language) -> dict[str, object]:
    """Three requirements to show the kinds of change with."""
    alive = list(requirements)
    valued, value = next((one, value) for one in alive for value in one.values.values() if value.default)
    knock_out = next(one for one in alive if one.kind == "requirement" and one is not valued)
    wish = next(one for one in alive if one.kind == "wish" and one is not valued)
    words = value.default or Words("")
    return {
        "value": value.name,
        "text": json.dumps(words.nl, ensure_ascii=False),
        "text_en": json.dumps(words.in_("en"), ensure_ascii=False),
        **{
            name: told
            for which, one in (("set", valued), ("replace", knock_out), ("drop", wish))
            for name, told in ((which, one.id), (f"{which}_title", one.title.in_(language)), (f"{which}_version", one.version))
        },
    }
