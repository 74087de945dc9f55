"""Words ← stages ← commands: who may import whom, and where each library lives."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "pve_gen"
MODULES = {str(path.relative_to(SOURCE).with_suffix("")).replace("/", "."): path for path in SOURCE.rglob("*.py")}

WORDS = {
    "findings", "model", "programme", "shipped", "markup", "canonical", "sent", "assessed", "returned",
    "alteration", "answerform", "answersheet", "response", "spreadsheet", "wording", "riskreport",
    "bars", "comparisonreport", "contractreport", "edition", "noticereport", "imported",
    "xmltext", "values",
}  # fmt: skip
# A stage may use the stage before it on the same path, and nothing else of ours but words.
MAY_USE = {
    "values": set(),
    "findings": set(),
    "model": set(),
    "shipped": set(),
    "markup": set(),
    "xmltext": set(),
    "ziparchive": set(),
    "programme": {"model"},
    "answerform": {"model"},
    "answersheet": {"answerform", "model"},
    "response": {"answerform", "canonical", "findings", "model"},
    "spreadsheet": {"returned"},
    "canonical": set(),
    "returned": set(),
    "sent": {"model", "programme"},
    "assessed": {"model", "response", "sent"},
    "imported": {"model"},
    "listcolumns": set(),
    "listfile": {"officefile", "sheetfile", "yamlfile"},
    "listread": {"listcolumns", "listfile"},
    "oscaltext": {"oscal", "yamlfile"},
    "oscalfile": {"oscal", "oscaltext"},
    "importedrequirement": set(),
    "importedoverlay": {"importedrequirement"},
    "questionnaire": {"plaintext"},
    "writers.questionnairesheet": {"questionnaire", "writers.excelpaper", "ziparchive"},
    "oscal": set(),
    "oscalcatalog": {"oscal"},
    "oscalprofile": {"oscal", "oscalcatalog", "selection"},
    "oscalresults": {"oscal", "shapes"},
    "jsonfile": set(),
    "shapes": {"coverage", "jsonfile", "promised"},
    "edition": {"model", "programme"},
    "editions": {"documents", "plaintext"},
    "gitfiles": set(),
    "incoming": set(),
    "changerules": {"worddiff"},
    "lineage": {"worddiff"},
    "differences": {"changerules", "lineage"},
    "noticereport": {"worddiff"},
    "notice": {"documents", "worddiff"},
    "notes": {"source", "yamlfile"},
    "lock": {"documents", "incoming", "jsonfile", "selection", "ziparchive"},
    "worddiff": set(),
    "alteration": {"model"},
    "altereddrawings": set(),
    "alteredpages": set(),
    "verification": {"altereddrawings", "alteredpages"},
    "readers.wordanswers": {"officefile", "wordparts", "readers.wordfields", "readers.wordtrails"},
    "readers.wordblocks": {"officefile", "wordparts"},
    "readers.wordfields": {
        "readers.wordalternatives",
        "readers.wordblocks",
        "readers.wordnotes",
        "readers.wordtables",
        "readers.wordtrails",
        "wordlook",
        "wordparts",
    },
    "readers.wordtables": {"readers.wordtrails"},
    "readers.wordtrails": set(),
    "readers.wordnotes": set(),
    "deviations": set(),
    "riskscale": {"source", "yamlfile"},
    "decisions": {"source", "yamlfile"},
    "assessment": {"decisions", "deviations"},
    "questions": {"assessment"},
    "wording": {"assessed", "model", "response"},
    "riskreport": {"model", "programme"},
    "contractreport": {"model", "programme"},
    "riskanalysis": {"assessment", "documents"},
    "chart": {"lettering"},
    "writers.riskregister": {"writers.excelpaper", "ziparchive"},
    "comparison": set(),
    "promised": {"source", "yamlfile"},
    "bars": set(),
    "comparisonreport": {"model", "programme"},
    "comparisonlines": {"comparison", "documents", "questions"},
    "questionreport": {"documents", "questions"},
    "barnames": set(),
    "lettering": set(),
    "barchart": {"barnames", "lettering"},
    "svgchart": {"barnames"},
    "writers.comparisonbook": {"writers.excelpaper", "ziparchive"},
    "contract": {"assessment"},
    "evidencefile": {"source", "contract", "promised", "yamlfile"},
    "annexes": {"contract", "documents"},
    "yearlyreport": {"documents", "promised"},
    "writers.calendar": {"plaintext", "promised"},
    "writers.csv": set(),
    "wordlabels": {"wordstyles"},
    "wordtheme": set(),
    "wordlook": {"wordlabels", "wordlengths", "wordstyles", "wordtheme"},
    "wordlengths": set(),
    "wordparts": {"officefile"},
    "worddrawings": set(),
    "readers.wordaround": {"wordparts"},
    "readers.wordbindings": set(),
    "readers.wordcodes": {"officefile", "readers.wordlinks"},
    "readers.wordlinks": set(),
    "readers.wordplaces": {"answerform"},
    "readers.worddrawn": {"worddrawings", "wordlengths", "wordparts"},
    "readers.wordalternatives": {"worddrawings"},
    "readers.wordlines": {"wordlook"},
    "readers.wordsections": {"wordlengths", "wordparts"},
    "readers.wordtext": {
        "officefile",
        "readers.wordalternatives",
        "readers.wordbindings",
        "readers.wordblocks",
        "readers.wordcodes",
        "readers.worddrawn",
        "readers.wordlines",
        "readers.wordlinks",
        "readers.wordnotes",
        "readers.wordplaces",
        "worddrawings",
        "wordlengths",
        "wordlook",
        "wordparts",
    },
    "readers.word": {
        "officefile",
        "readers.wordaround",
        "readers.wordbindings",
        "readers.worddrawn",
        "readers.wordlines",
        "readers.wordsections",
        "readers.wordtext",
        "wordlook",
        "wordparts",
    },
    "sheetlooks": set(),
    "sheetvalues": set(),
    "sheetparts": {"officefile", "sheetlooks"},
    "sheetxlsx": {"officefile", "sheetlooks", "sheetparts", "sheetvalues"},
    "sheetods": {"officefile", "sheetlooks"},
    "sheetfile": {"officefile", "sheetxlsx", "sheetods"},
    "readers.answerrows": {"officefile"},
    "readers.excel": {"readers.answerrows", "sheetfile"},
    "readers.sheetanswers": {"readers.answerrows", "sheetfile"},
    "yamlfile": {"incoming"},
    "schema": {"yamlfile"},
    "source": {"incoming", "schema", "yamlfile"},
    "nouns": set(),
    "changes": {"schema", "source", "yamlfile"},
    "catalog": {"changes", "nouns", "source"},
    "config": {"incoming"},
    "rules": {"yamlfile"},
    "sourceline": {"incoming"},
    "mending": {"yamlfile"},
    "reporters.report": set(),
    "reporters.text": {"reporters.report", "sourceline"},
    "reporters.json": {"reporters.report"},
    "reporters.sarif": {"reporters.report", "rules", "sourceline"},
    "reporters.github": {"reporters.report"},
    "reporters.gitlab": {"reporters.report"},
    "vague": set(),
    "texts": {"vague"},
    "problem": set(),
    "factrules": {"problem"},
    "checks": {"factrules", "problem", "source", "texts"},
    "coverage": {"selection"},
    "coveragereport": {"coverage", "documents"},
    "tender": {"incoming", "source", "vague", "yamlfile"},
    "selection": set(),
    "asked": {"jsonfile"},
    "provenance": {"asked", "gitfiles", "jsonfile", "source", "selection"},
    "explanation": {"source", "selection"},
    "documents": {"selection"},
    "sandbox": set(),
    "wordsandbox": {"sandbox"},
    "texttemplate": {"sandbox"},
    "wordtags": set(),
    "wordsource": {"wordtags"},
    "officefile": {"ziparchive"},
    "wordtemplate": {"sandbox", "wordsandbox", "wordsource", "wordtags", "officefile", "wordstyles"},
    "wordstyles": set(),
    "wordtoc": {"wordstyles", "ziparchive"},
    "wordpages": set(),
    "wordwalk": {"wordpages", "wordstyles"},
    "wordcascade": {"wordpages", "wordstyles"},
    "accessrules": {"wordcascade", "wordpages", "wordstyles"},
    "accessibility": {"accessrules", "wordcascade", "wordpages", "wordstyles", "wordwalk"},
    "guard": set(),
    "libreoffice": {"guard"},
    "newfile": {"guard"},
    "folders": {"newfile"},
    "files": {"folders", "incoming", "newfile"},
    "console": set(),
    "asking": {"console"},
    "interview": set(),
    "newtender": {"selection"},
    "newoverlay": set(),
    "newrequirement": set(),
    "writers.wordpieces": {"wordstyles", "wordtemplate"},
    "writers.word": {"worddiff", "wordtemplate", "wordstyles", "wordtoc", "officefile", "writers.wordpieces", "ziparchive"},
    "plaintext": set(),
    "answerbook": set(),
    "writers.excelpaper": set(),
    "writers.excel": {"answerbook", "writers.excelpaper", "ziparchive"},
    "writers.pdf": {"libreoffice", "officefile"},
    "writers.html": {"texttemplate", "sandbox"},
    "writers.markdown": {"worddiff", "texttemplate", "sandbox"},
    "templateremark": set(),
    "templatenames": set(),
    "templateexpression": {"sandbox", "templatenames", "wordsandbox", "wordtags"},
    "templatewalk": {"templateexpression", "templatenames", "templateremark", "wordsource", "wordtags"},
    "templatelook": {"templateremark", "wordstyles", "wordtags", "wordtoc"},
    "templatesample": set(),
    # What is written is read back: the only stage that stands at both ends.
    "templatetrial": {"templateremark", "templatesample", "officefile", "readers.word", "wordtags", "wordtemplate", "writers.word"},
    "templatecheck": {
        "templatelook",
        "templateremark",
        "templatetrial",
        "templatewalk",
        "wordsource",
        "wordtemplate",
        "writers.wordpieces",
    },
}
HOMES = {
    "typer": {module for module in MODULES if module.startswith("cli.")}
    - {
        "cli.steps",
        "cli.housestyle",
        "cli.making",
        "cli.answering",
        "cli.reporting",
        "cli.comparing",
        "cli.covering",
        "cli.completing",
        "cli.editions",
        "cli.conversation",
    },
    "rich": {"console"},
    "yaml": {"yamlfile"},
    "jinja2": {"sandbox", "templateexpression", "templatewalk"},
    "markdown_it": {"markup"},
    "jsonschema_rs": {"schema"},
    "pypdf": {"libreoffice", "writers.pdf"},
    "msgspec": {"jsonfile", "values"},
    "xlsxwriter": {"writers.excelpaper"},
    "python_calamine": set(),
    "PIL": {"barchart", "chart", "lettering"},
    "icalendar": {"writers.calendar"},
    "docx": set(),
    "lxml": set(),
}


def imports(module: str) -> set[str]:
    """Everything that a module imports, as dotted names, wherever in it that stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", sorted(MAY_USE))
def test_a_stage_uses_only_words_and_the_stage_before_it(module: str) -> None:
    ours = {name.removeprefix("pve_gen.") for name in imports(module) if name.startswith("pve_gen.")}
    used = {name for name in ours if name in MODULES}
    assert used - WORDS - MAY_USE[module] == set()


def test_every_module_has_its_place_in_the_order() -> None:
    commands = {module for module in MODULES if module.startswith("cli.")}
    assert set(MODULES) - set(MAY_USE) - commands == {"__init__", "__main__", "writers.__init__", "readers.__init__", "reporters.__init__"}


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_has_one_home(library: str) -> None:
    assert {module for module in MODULES if any(name.split(".")[0] == library for name in imports(module))} == HOMES[library]


def test_only_the_console_prints() -> None:
    printing = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing == {"__main__"}


def test_only_asking_reads_what_a_person_types() -> None:
    reading = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"
    }
    assert reading == {"asking"}


def loaded_by(*words: str, **environment: str) -> set[str]:
    """The modules that a command loads, in a process of its own."""
    code = "import sys; sys.argv = ['pve', *sys.argv[1:]]\ntry:\n    from pve_gen.__main__ import main; main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, env=os.environ | environment)
    return set(done.stderr.split())


def test_the_version_is_told_before_anything_heavy_is_imported() -> None:
    assert loaded_by("--version") & {"typer", "rich", "yaml", "jinja2", "lxml", "docx", "jsonschema_rs", "importlib.metadata"} == set()


def test_help_and_completion_import_no_command_and_no_library_but_typer() -> None:
    libraries = {"rich", "yaml", "jinja2", "lxml", "docx", "jsonschema_rs", "pypdf", "markdown_it", "msgspec"}
    ours = {"pve_gen", "pve_gen.__main__", "pve_gen.console", *(f"pve_gen.cli{name}" for name in ("", ".commands", ".completing", ".help"))}
    for loaded in (loaded_by("--help"), loaded_by(_PVE_COMPLETE="complete_bash", COMP_WORDS="pve ge", COMP_CWORD="1")):
        assert loaded & libraries == set()
        assert {name for name in loaded if name.startswith("pve_gen")} == ours


def test_help_of_a_command_does_not_import_the_libraries_of_the_stages() -> None:
    assert loaded_by("check", "--help") & {"rich", "yaml", "jinja2", "lxml", "docx", "jsonschema_rs", "pypdf", "markdown_it"} == set()


def test_a_check_does_not_import_what_only_documents_need() -> None:
    assert loaded_by("check") & {"rich", "jinja2", "lxml", "docx", "pypdf"} == set()
