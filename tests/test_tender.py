"""A tender file, what the command line says over it, and what is wrong with either."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from conftest import ROOT, Pve
from pve_gen.catalog import read_catalog
from pve_gen.documents import blanks_of
from pve_gen.findings import PveError
from pve_gen.model import Catalog, FactValue, GivenFact, GivenValue, Language
from pve_gen.selection import select
from pve_gen.source import Source
from pve_gen.tender import find_profile, parse_fact, read_tender, tender_of
from pve_gen.yamlfile import YamlFile
from test_checks import CASES, catalog_of


@pytest.fixture
def text(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The docstring of the test as the file tender.yaml."""
    path = tmp_path / "tender.yaml"
    path.write_text(inspect.cleandoc(request.function.__doc__ or "") + "\n", "utf-8")
    return path


def good(path: Path, catalog: Catalog) -> YamlFile:
    file, findings = read_tender(path, catalog)
    assert findings == []
    assert file is not None
    return file


def misfits(path: Path, catalog: Catalog) -> list[str]:
    file, findings = read_tender(path, catalog)
    assert file is None
    return [f"{finding} [{finding.rule}]".replace(f"{path.parent}/", "") for finding in findings]


def said(fact: GivenFact) -> tuple[FactValue, str, str, str]:
    return fact.value, fact.source, fact.profile, fact.motivation


@pytest.mark.parametrize("command", ["check", "list", "generate", "coverage"])
def test_all_mistakes_of_a_tender_come_in_one_pass_also_where_an_entry_lacks_a_field(pve: Pve, text: Path, command: str) -> None:
    """
    title: Zaaksysteem
    profile: hig
    facts:
      digdi: {value: true, motivation: x}
      hosting: {value: on-prem}
      email: {value: [1], motivation: x}
      bsn: {value: true, motivatoin: x}
    values:
      AUTH-99: {lengte: "3"}
    decisions:
      - {requirement: AUTH-98, decision: leave_out, reason: x}
      - {requirement: AUTH-03, decision: leave_uot, reason: x, role: y}
      - {decision: leave_out, reason: x, role: y}
      - {requirement: AUTH-97, decision: leave_out, reason: x, role: y}
    contct: x
    """
    done = pve(command, text.name)
    told = done.out if command == "check" else done.err
    assert [line.split(" [")[0] for line in told.splitlines() if line.startswith("tender.yaml:")] == [
        "tender.yaml:2:10: `hig` is not a profile (did you mean `high`?)",
        "tender.yaml:4:3: `digdi` is not a fact (did you mean `digid`?)",
        "tender.yaml:5:12: `motivation` is missing (add a line `motivation: …`)",
        "tender.yaml:5:20: `hosting` cannot be `on-prem` (did you mean `on_premises`?)",
        "tender.yaml:6:18: `value` must be true or false or text",
        "tender.yaml:7:22: `motivatoin` is not a field here (did you mean `motivation`?)",
        "tender.yaml:9:3: `AUTH-99` is not a requirement (did you mean `AUTH-09`?)",
        "tender.yaml:11:5: `role` is missing (add a line `role: …`)",
        "tender.yaml:11:19: `AUTH-98` is not a requirement (did you mean `AUTH-09`?)",
        "tender.yaml:12:38: `decision` cannot be `leave_uot` (did you mean `leave_out`?)",
        "tender.yaml:13:5: `requirement` is missing (add a line `requirement: …`)",
        "tender.yaml:14:19: `AUTH-97` is not a requirement (did you mean `AUTH-09`?)",
        "tender.yaml:15:1: `contct` is not a field here (did you mean `contact`?)",
    ]


def test_a_tender_may_be_named_by_its_folder(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "zaken").mkdir()
    (tmp_path / "zaken/tender.yaml").write_text(
        "title: Zaaksysteem\nreference: Z-1\nfacts: {digdi: {value: true, motivation: x}}\n", "utf-8"
    )
    mistake = "zaken/tender.yaml:3:9: `digdi` is not a fact (did you mean `digid`?)"
    assert pve("check", "zaken").out == f"{mistake} [rule-unknown]\n"
    assert pve("list", "zaken").err == f"{mistake}\npve: zaken/tender.yaml: the tender has mistakes (see above)\n"
    (tmp_path / "zaken/tender.yaml").write_text("title: Zaaksysteem\nreference: Z-1\n", "utf-8")
    done = pve("generate", "zaken", "--format", "md", "--quiet")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "programma-van-eisen-z-1.md").is_file()


def test_a_tender_that_is_named_twice_is_made_once(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "tender.yaml").write_text("title: Zaaksysteem\nreference: Z-1\n", "utf-8")
    done = pve("generate", "tender.yaml", "tender.yaml", ".", "--format", "md")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("programma-van-eisen-z-1.md: ")


def test_what_is_no_tender_is_not_called_a_tender_with_mistakes(pve: Pve, tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "niets.yaml").write_text("# nog niets\n", "utf-8")
    assert pve("init", "--overlay", "eisen", "--organisation", "Voorbeeldstad", "--prefix", "VBS").code == 0
    (tmp_path / "catalogus").mkdir()
    (tmp_path / "catalogus/catalog.yaml").write_text("name: x\n", "utf-8")
    for named, told in {
        "weg.yaml": "No such file or directory (pve init begins one)",
        "weg/tender.yaml": "No such file or directory (pve init weg begins one)",
        "nietss.yaml": "No such file or directory (did you mean `niets.yaml`?)",
        "high": "No such file or directory (it is a profile: name it with --profile high)",
        "AUTH-05": "No such file or directory (it is a requirement: pve explain AUTH-05 shows it)",
        "leeg": "Is a directory (name the tender file in it; pve init leeg begins one)",
        "eisen": "Is a directory (it is a layer: name it with --overlay eisen)",
        "catalogus": "Is a directory (it is a catalogue: name it with --catalog catalogus)",
    }.items():
        for command in ("list", "check"):
            done = pve(command, named)
            assert (done.code, done.out, done.err) == (2, "", f"pve: {named}: cannot be read: {told}\n")
    for name in ("verstuurd.lock.json", "inschrijving.docx"):
        (tmp_path / name).write_bytes(b'{"shape": 1}' if name.endswith("json") else b"PK\xff")
        done = pve("list", name)
        hint = "a tender is a .yaml file; pve verify, pve assess and pve diff read what was sent"
        assert (done.code, done.err) == (2, f"pve: {name}: is no tender ({hint})\n")
    assert pve("check", "niets.yaml").out == "niets.yaml:1:1: is empty (pve init writes one to begin with) [yaml-empty]\n"


# ── Reading ────────────────────────────────────────────────────────────────────────────────────


def test_a_tender_is_read_whole(text: Path, catalog: Catalog) -> None:
    """
    organisation: Gemeente Voorbeeldstad
    title: " Zaaksysteem "
    reference: VBS-2026-0142
    version: "1.0"
    status: Definitief
    date: 2026-11-20
    contact: Team Inkoop
    description: |
      Een zaaksysteem.

      Met een portaal.
    profile: medium
    facts:
      bsn:
        value: true
        motivation: |
          Een wettelijke taak.
    values:
      LOG-04:
        bewaartermijn: " 18 maanden "
      BRE-01:
        meldtermijn: {value: 12 uur, reason: Elk uur telt., role: privacy officer}
    decisions:
      - {requirement: PAT-05, decision: leave_out, reason: " Staat al in de SLA. ", role: contractmanager}
      - {requirement: PAT-04, decision: include, reason: Toch nodig., role: CISO}
    """
    tender = tender_of(catalog, good(text, catalog))
    assert (tender.organisation, tender.title, tender.reference) == ("Gemeente Voorbeeldstad", "Zaaksysteem", "VBS-2026-0142")
    assert (tender.version, tender.status, tender.date, tender.contact) == ("1.0", "Definitief", "2026-11-20", "Team Inkoop")
    assert tender.description == "Een zaaksysteem.\n\nMet een portaal."
    assert tender.profile == "medium"
    assert said(tender.facts["bsn"]) == (True, "tender", "", "Een wettelijke taak.")
    assert tender.facts["bsn"].file == str(text)
    assert tender.values == {
        "LOG-04": {"bewaartermijn": GivenValue(text="18 maanden")},
        "BRE-01": {"meldtermijn": GivenValue(text="12 uur", reason="Elk uur telt.", role="privacy officer")},
    }
    assert [(d.requirement, d.decision, d.reason, d.role) for d in tender.decisions.values()] == [
        ("PAT-05", "leave_out", "Staat al in de SLA.", "contractmanager"),
        ("PAT-04", "include", "Toch nodig.", "CISO"),
    ]


def test_a_title_is_enough(text: Path, catalog: Catalog) -> None:
    """
    title: Zaaksysteem
    """
    tender = tender_of(catalog, good(text, catalog))
    assert (tender.title, tender.organisation, tender.profile) == ("Zaaksysteem", "", "")
    assert {name: given.value for name, given in tender.facts.items()} == {name: fact.default for name, fact in catalog.facts.items()}
    assert {given.source for given in tender.facts.values()} == {"default"}
    assert (tender.values, tender.decisions) == ({}, {})


def test_without_a_file_everything_is_assumed(catalog: Catalog) -> None:
    tender = tender_of(catalog)
    assert tender.title == ""
    assert list(tender.facts) == list(catalog.facts)
    assert {given.source for given in tender.facts.values()} == {"default"}


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*/tender.yaml")), ids=lambda path: path.parent.name)
def test_the_examples_fit_the_shipped_catalogue(example: Path, catalog: Catalog) -> None:
    good(example, catalog)


# ── Who wins ───────────────────────────────────────────────────────────────────────────────────


def test_a_flag_beats_the_profile_beside_it_beats_the_file_beats_its_own_profile_beats_the_default(text: Path, tmp_path: Path) -> None:
    """
    title: Zaaksysteem
    profile: own
    facts:
      hosting: {value: paas, motivation: Het bestand.}
      email: {value: true, motivation: Het bestand.}
      bsn: {value: true, motivation: Het bestand.}
    """
    folder = catalog_of(CASES / "good" / "minimal", tmp_path / "catalog")
    flags = "".join(
        f"\n  - id: {name}\n    type: flag\n    title: x\n    question: x\n    default: false\n    en: {{title: x, question: x}}"
        for name in ("bsn", "digid", "api")
    )
    facts = folder / "facts.yaml"
    facts.write_text(facts.read_text("utf-8").rstrip() + flags + "\n", "utf-8")
    profile = (folder / "profiles" / "high.yaml").read_text("utf-8")
    four = "\n  ".join(("hosting: on_premises", "email: false", "digid: true"))
    (folder / "profiles" / "beside.yaml").write_text(
        profile.replace("confidentiality: high", "hosting: on_premises\n  email: false"), "utf-8"
    )
    (folder / "profiles" / "own.yaml").write_text(profile.replace("confidentiality: high", four + "\n  bsn: false"), "utf-8")
    catalog, findings = read_catalog(Source.of(folder))
    assert findings == []
    tender = tender_of(catalog, good(text, catalog), profile=catalog.profiles["beside"], flags={"hosting": "saas"})
    assert {name: said(fact) for name, fact in tender.facts.items()} == {
        "confidentiality": ("medium", "default", "", ""),
        "hosting": ("saas", "flag", "", ""),
        "email": (False, "profile", "beside", ""),
        "bsn": (True, "tender", "", "Het bestand."),
        "digid": (True, "profile", "own", ""),
        "api": (False, "default", "", ""),
    }
    assert tender.profile == "beside"


# ── Misfits ────────────────────────────────────────────────────────────────────────────────────


def test_what_the_catalogue_does_not_have_is_named_with_its_place(text: Path, catalog: Catalog) -> None:
    """
    title: Zaaksysteem
    profile: hihg
    facts:
      emial: {value: true, motivation: Ja.}
      confidentiality: {value: hgih, motivation: Ja.}
      bsn: {value: ja, motivation: Ja.}
      hosting: {value: true, motivation: Ja.}
    values:
      LGO-04:
        bewaartermijn: 18 maanden
      LOG-04:
        bewaartijd: 18 maanden
    decisions:
      - {requirement: PTA-05, decision: leave_out, reason: Ja., role: CISO}
      - {requirement: PAT-05, decision: leave_out, reason: Ja., role: CISO}
      - {requirement: PAT-05, decision: include, reason: Toch., role: CISO}
    """
    assert misfits(text, catalog) == [
        "tender.yaml:2:10: `hihg` is not a profile (did you mean `high`?) [profile-unknown]",
        "tender.yaml:4:3: `emial` is not a fact (did you mean `email`?) [rule-unknown]",
        "tender.yaml:5:28: `confidentiality` cannot be `hgih` (did you mean `high`?) [rule-unknown]",
        "tender.yaml:6:16: `bsn` cannot be `ja` (choose true or false) [rule-unknown]",
        "tender.yaml:7:20: `hosting` cannot be `true` (choose saas, paas, iaas or on_premises) [rule-unknown]",
        "tender.yaml:9:3: `LGO-04` is not a requirement (did you mean `LOG-04`?) [requirement-unknown]",
        "tender.yaml:12:5: `bewaartijd` is not a value of LOG-04 (did you mean `bewaartermijn`?) [value-unknown]",
        "tender.yaml:14:19: `PTA-05` is not a requirement (did you mean `PAT-05`?) [requirement-unknown]",
        "tender.yaml:16:19: there are two decisions about PAT-05 (keep one) [decision-twice]",
    ]


VAGUE = """\
title: x
values:
  CON-01: {hersteltijd: Heel snel, gegevensverlies: 4 uur}
  LOG-04: {bewaartermijn: z.s.m. weg}
  PAT-08:
    termijn: {value: as soon as possible, reason: Daarom., role: CISO}
  PAT-10:
    frequentie: {value: vaak genoeg, reason: Daarom., role: CISO}
  CON-03:
    frequentie: {value: elke nacht, reason: Zo werkt de snelle back-up., role: CISO}
"""


def test_a_value_that_nobody_can_test_is_a_warning(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "tender.yaml").write_text(VAGUE, "utf-8")
    file, findings = read_tender(tmp_path / "tender.yaml", catalog)
    assert file is not None
    assert [(found.rule, found.severity, found.place.line, found.message) for found in findings] == [
        ("value-vague", "warning", 3, "`heel snel` cannot be tested"),
        ("value-vague", "warning", 4, "`z.s.m` cannot be tested"),
        ("value-vague", "warning", 6, "`as soon as possible` cannot be tested"),
        ("value-vague", "warning", 8, "`vaak genoeg` cannot be tested"),
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_value_of_the_shipped_catalogue_is_held_to_be_one_that_nobody_can_test(
    language: Language, tmp_path: Path, catalog: Catalog
) -> None:
    values = {
        id: {name: value.default.in_(language) for name, value in requirement.values.items() if value.default}
        for id, requirement in catalog.requirements.items()
        if not requirement.retired
    }
    (tmp_path / "tender.yaml").write_text(json.dumps({"title": "x", "values": {id: own for id, own in values.items() if own}}), "utf-8")
    file, findings = read_tender(tmp_path / "tender.yaml", catalog)
    assert file is not None
    assert {found.rule for found in findings} == {"value-reason"}


def test_a_requirement_without_values_and_one_that_is_retired_are_told_apart(text: Path, tmp_path: Path) -> None:
    """
    title: Zaaksysteem
    values:
      NET-02: {termijn: 2 uur}
    decisions:
      - {requirement: NET-01, decision: include, reason: Ja., role: CISO}
    """
    catalog, _findings = read_catalog(Source.of(catalog_of(CASES / "good" / "every-field", tmp_path / "catalog")))
    assert misfits(text, catalog) == [
        "tender.yaml:3:12: `termijn` is not a value of NET-02 (this requirement has no values) [value-unknown]",
        "tender.yaml:5:19: `NET-01` is retired (remove the decision) [requirement-retired]",
    ]


def test_a_mistake_in_the_catalogue_is_not_held_against_the_tender(text: Path, tmp_path: Path) -> None:
    """
    title: Zaaksysteem
    facts:
      email: {value: true, motivation: Ja.}
    decisions:
      - {requirement: NET-02, decision: include, reason: Ja., role: CISO}
      - {requirement: NET-03, decision: include, reason: Ja., role: CISO}
    """
    catalog, _findings = read_catalog(Source.of(catalog_of(CASES / "bad" / "mistakes-everywhere-at-once", tmp_path / "catalog")))
    assert misfits(text, catalog) == ["tender.yaml:6:19: `NET-03` is not a requirement (did you mean `NET-01`?) [requirement-unknown]"]


def test_a_tender_of_the_wrong_shape_is_told_what_is_expected(text: Path, catalog: Catalog) -> None:
    """
    titel: Zaaksysteem
    version: 1
    date: 24-11-2026
    profile: [high]
    facts:
      bsn: true
      email: {value: 1, motivation: ""}
    values:
      log4: {bewaartermijn: 18 maanden}
      LOG-04: {bewaartermijn: {value: 18 maanden, reden: Zo., role: CISO}}
      LOG-05: {bewaartermijn: 18}
      BRE-01: {}
    decisions:
      - {requirement: PAT-05, decision: weglaten, reason: Ja.}
    """
    assert sorted(misfits(text, catalog), key=lambda line: int(line.split(":")[1])) == [
        "tender.yaml:1:1: `titel` is not a field here (did you mean `title`?) [schema-unknown-field]",
        'tender.yaml:2:10: `version` must be text (put quotes around it: "1") [schema-type]',
        "tender.yaml:3:7: `date` is not a date: «24-11-2026» (write 2026-11-24) [schema-value]",
        "tender.yaml:4:10: `profile` must be text [schema-type]",
        "tender.yaml:6:8: `bsn` must be a block of names (write `value: …` and `motivation: …` below it) [schema-type]",
        'tender.yaml:7:18: `value` must be text (put quotes around it: "1") [schema-type]',
        "tender.yaml:9:3: `log4` is not a name that fits here (write it like `AUTH-03`) [schema-name]",
        "tender.yaml:10:27: `reason` is missing (add a line `reason: …`) [schema-missing-field]",
        "tender.yaml:10:47: `reden` is not a field here (choose value, reason or role) [schema-unknown-field]",
        "tender.yaml:11:27: `bewaartermijn` has the wrong shape (write text or a block of names) [schema-type]",
        "tender.yaml:12:11: `BRE-01` is empty (fill it in, or remove the line) [schema-empty]",
        "tender.yaml:14:5: `role` is missing (add a line `role: …`) [schema-missing-field]",
        "tender.yaml:14:37: `decision` cannot be `weglaten` (choose leave_out or include) [schema-choice]",
    ]


def test_a_date_that_no_calendar_has_is_refused(text: Path, catalog: Catalog) -> None:
    """
    title: Zaaksysteem
    date: "0000-01-01"
    """
    assert misfits(text, catalog) == ["tender.yaml:2:7: `date` is not a date: «0000-01-01» (write 2026-11-24) [schema-value]"]


def test_a_tender_that_is_not_there_is_a_finding(tmp_path: Path, catalog: Catalog) -> None:
    assert misfits(tmp_path / "tender.yaml", catalog) == [
        f"tender.yaml: cannot be read: No such file or directory (pve init {tmp_path} begins one) [file-unreadable]".replace(
            f"{tmp_path}/", ""
        )
    ]


def test_check_names_the_mistakes_of_a_tender(text: Path, pve: Pve) -> None:
    """
    title: Zaaksysteem
    profile: hihg
    """
    done = pve("check", "tender.yaml")
    assert (done.code, done.out) == (1, "tender.yaml:2:10: `hihg` is not a profile (did you mean `high`?) [profile-unknown]\n")


def test_another_command_stops_at_them(text: Path, pve: Pve) -> None:
    """
    title: Zaaksysteem
    profile: hihg
    """
    done = pve("list", "tender.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "tender.yaml:2:10: `hihg` is not a profile (did you mean `high`?)\npve: tender.yaml: the tender has mistakes (see above)\n"
    )


# ── The command line ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("hosting=paas", ("hosting", "paas")),
        ("email=true", ("email", True)),
        ("email=ja", ("email", True)),
        ("email=Yes", ("email", True)),
        ("email=FALSE", ("email", False)),
        ("email=nee", ("email", False)),
        ("email=no", ("email", False)),
        ("procedure=market-consultation", ("procedure", "market-consultation")),
    ],
)
def test_a_fact_on_the_command_line(text: str, fact: tuple[str, FactValue], catalog: Catalog) -> None:
    assert parse_fact(text, catalog) == fact


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("email", "--set email: a fact needs a value (write --set fact=value, such as --set email=true)"),
        ("emial=true", "--set emial=true: `emial` is not a fact (did you mean `email`?)"),
        ("=true", "--set =true: a fact needs a name (write --set fact=value, such as --set email=true)"),
        ("email=misschien", "--set email=misschien: `email` cannot be `misschien` (choose true or false)"),
        ("email=", "--set email=: `email` cannot be empty (choose true or false)"),
        ("confidentiality=hihg", "--set confidentiality=hihg: `confidentiality` cannot be `hihg` (did you mean `high`?)"),
        ("hosting=true", "--set hosting=true: `hosting` cannot be `true` (choose saas, paas, iaas or on_premises)"),
        ("hosting=saas=paas", "--set hosting=saas=paas: `hosting` cannot be `saas=paas` (did you mean `saas`?)"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused(text: str, message: str, catalog: Catalog) -> None:
    with pytest.raises(PveError) as error:
        parse_fact(text, catalog)
    assert (str(error.value), error.value.exit_code) == (message, 2)


def test_a_profile_is_found_by_its_name(catalog: Catalog) -> None:
    assert find_profile("high", catalog).facts == {"confidentiality": "high", "integrity": "high", "availability": "high"}
    with pytest.raises(PveError) as error:
        find_profile("hihg", catalog)
    assert str(error.value) == "--profile hihg: there is no such profile (did you mean `high`?)"
    with pytest.raises(PveError) as error:
        find_profile("streng", catalog)
    assert str(error.value) == "--profile streng: there is no such profile (choose high, low or medium)"


def test_a_wrong_fact_ends_the_command_without_a_traceback(pve: Pve) -> None:
    done = pve("list", "--set", "emial=true")
    assert (done.code, done.out, done.err) == (2, "", "pve: --set emial=true: `emial` is not a fact (did you mean `email`?)\n")


def test_a_motivation_that_is_still_empty_is_a_blank_in_the_document(text: Path, catalog: Catalog) -> None:
    """
    title: Zaaksysteem
    organisation: Gemeente Voorbeeldstad
    reference: VBS-1
    contact: Inkoop
    profile: low
    facts:
      email: {value: true, motivation: Er gaat post uit.}
      bsn:
        value: true
        motivation:
    """
    file, findings = read_tender(text, catalog)
    assert findings == []
    tender = tender_of(catalog, file)
    assert tender.facts["bsn"].motivation == ""
    unsaid = sum(given.source == "default" for given in tender.facts.values())
    assert blanks_of(select(catalog, tender), "nl")[-1] == f"motivering van kenmerken (bijlage B): {unsaid + 1}"
