"""What runs without people: the pre-commit hooks, the GitHub action and the GitLab job, as far as that goes without a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conftest import COMMAND, ROOT, Pve, Ran
from pve_gen.yamlfile import read_yaml

SCHEMAS = Path(__file__).parent / "schemas"
TRIAL = {"PIP_DRY_RUN": "1", "PIP_NO_INDEX": "1"}  # pip does all but install: what it asks must be what is locked, and so is here already
STALE = "changes:\n  - {requirement: INC-01, drop: true, reason: Staat in het raamcontract., for_version: 9}\n"
BROKEN = "changes:\n  - {requirement: INC-91, drop: true, reason: Staat in het raamcontract., for_version: 1}\n"


def value_of(path: Path) -> Any:
    file, findings = read_yaml(path, path.name)
    assert findings == []
    assert file is not None
    return file.value


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A municipality's repository: a layer in a folder with a space, a second one, and two tenders."""
    for name in ("eigen laag", "sociaal"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "overlay.yaml").write_text("name: Gemeente Voorbeeldstad\nprefix: VBS\n", "utf-8")
        (tmp_path / name / "changes.yaml").write_text(STALE.replace("9", "1"), "utf-8")
    for name in ("tender.yaml", "tender-zaak.yaml"):
        (tmp_path / name).write_text("title: Zaaksysteem\n", "utf-8")
    return tmp_path


def shell(script: str, folder: Path, variables: dict[str, str]) -> Ran:
    """A script in bash as a pipeline runs it, with `pve` on the path."""
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# ── pre-commit ──


def pre_commit(*words: str, cwd: Path) -> Ran:
    environment = os.environ | {"PRE_COMMIT_HOME": str(cwd / ".cache"), "PATH": f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def committed(work: Path) -> Path:
    """The repository with our hooks in it: run with the `pve` that is installed here, for making another needs a network."""
    manifest = value_of(ROOT / ".pre-commit-hooks.yaml")
    hooks = [hook | {"language": "system"} for hook in manifest if hook["id"] != "pve-catalog"]
    hooks = [hook | ({"args": ["--overlay", "eigen laag"]} if hook["id"] == "pve-overlay" else {}) for hook in hooks]
    (work / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}), "utf-8")
    for words in (["init", "-q"], ["add", "eigen laag", "sociaal", "tender.yaml", "tender-zaak.yaml"]):
        subprocess.run(["git", *words], cwd=work, check=True)
    return work


def test_the_manifest_of_hooks_is_one(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", tmp_path)
    done = pre_commit("validate-manifest", ".pre-commit-hooks.yaml", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_hooks_pass_where_nothing_is_found(committed: Path) -> None:
    done = pre_commit("run", "--all-files", cwd=committed)
    assert done.code == 0, done.out + done.err
    assert done.out.count("Passed") == 2


def test_a_hook_stops_a_commit_with_a_mistake_and_says_where(committed: Path) -> None:
    (committed / "eigen laag/changes.yaml").write_text(STALE, "utf-8")
    (committed / "tender-zaak.yaml").write_text("titel: Zaaksysteem\n", "utf-8")
    subprocess.run(["git", "add", "-u"], cwd=committed, check=True)
    done = pre_commit("run", "--all-files", cwd=committed)
    assert done.code == 1
    assert "eigen laag/changes.yaml:2:88: warning: INC-01 is now version 1" in done.out
    assert "tender-zaak.yaml:1:1: `titel` is not a field here (did you mean `title`?) [schema-unknown-field]" in done.out


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("catalog/requirements/network/NET-01.yaml", ["pve-catalog", "pve-overlay"]),
        ("catalog/facts.yaml", ["pve-catalog", "pve-overlay"]),
        ("laag/changes.yaml", ["pve-overlay"]),
        ("laag/profiles/eigen.yml", ["pve-catalog", "pve-overlay"]),  # a wrong name is a finding
        ("aanbestedingen/zaak/tender.yaml", ["pve-tender"]),
        ("README.md", []),
        (".github/workflows/ci.yaml", []),
    ],
)
def test_a_hook_runs_for_its_own_files(file: str, hooks: list[str]) -> None:
    assert [hook["id"] for hook in value_of(ROOT / ".pre-commit-hooks.yaml") if re.search(hook["files"], file)] == hooks


# ── GitHub ──


def run_action(folder: Path, **inputs: str) -> Ran:
    """The last step of the action, with these inputs and the defaults of the others."""
    action = value_of(ROOT / "action.yml")
    step = action["runs"]["steps"][-1]
    given = {name: inputs.get(name, one["default"]) for name, one in action["inputs"].items()}
    variables = {name: given[said.removeprefix("${{ inputs.").removesuffix(" }}")] for name, said in step["env"].items()}
    return shell(step["run"], folder, variables | {"GITHUB_WORKSPACE": str(folder)})


def test_the_action_is_one() -> None:
    schema = json.loads((SCHEMAS / "github-action.json").read_text("utf-8"))
    jsonschema_rs.validator_for(schema).validate(value_of(ROOT / "action.yml"))


def test_no_step_of_the_action_pastes_an_input_in_its_script() -> None:
    assert [step["name"] for step in value_of(ROOT / "action.yml")["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_the_action_installs_what_is_locked_and_asks_for_nothing_else(work: Path) -> None:
    install = next(step["run"] for step in value_of(ROOT / "action.yml")["runs"]["steps"] if step.get("name") == "Install pve")
    done = shell(install, work, TRIAL | {"GITHUB_ACTION_PATH": str(ROOT)})
    assert (done.code, done.out) == (0, ""), done.err


def test_the_action_installs_nothing_when_a_file_is_not_the_one_that_was_locked(work: Path) -> None:
    """Here as a version that is not: with another hash pip stops in the same way, but only after a download."""
    shutil.copytree(ROOT / "locks", work / "locks")
    lock = work / "locks/requirements.txt"
    lock.write_text(lock.read_text("utf-8").replace("rich==", "rich==9"), "utf-8")
    install = next(step["run"] for step in value_of(ROOT / "action.yml")["runs"]["steps"] if step.get("name") == "Install pve")
    done = shell(install, work, TRIAL | {"GITHUB_ACTION_PATH": str(work)})
    assert done.code == 1
    assert "No matching distribution found for rich==9" in done.err


def test_actions_of_others_are_named_by_the_hash_of_a_commit(pve: Pve, work: Path) -> None:
    """A tag can be moved to other code, a commit can't; the comment says which version it is."""
    pve("init", "--overlay", "nieuw", "--no-input", "--organisation", "Gemeente Voorbeeldstad", "--prefix", "VBS")
    text = (ROOT / "action.yml").read_text("utf-8") + (work / "nieuw/.github/workflows/pve.yml").read_text("utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert [use.split("@")[0] for use in uses] == ["actions/setup-python", "actions/checkout", "actions/setup-python"]
    assert [use for use in uses if not re.fullmatch(r"[a-z/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


def test_a_pipeline_for_a_layer_may_only_read(pve: Pve, work: Path) -> None:
    pve("init", "--overlay", "nieuw", "--no-input", "--organisation", "Gemeente Voorbeeldstad", "--prefix", "VBS")
    workflow = value_of(work / "nieuw/.github/workflows/pve.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert [step["with"] for step in workflow["jobs"]["check"]["steps"] if "checkout" in step.get("uses", "")] == [
        {"persist-credentials": False}
    ]
    assert not any("permissions" in job for job in workflow["jobs"].values())


def test_the_action_checks_the_shipped_catalogue_without_inputs(work: Path) -> None:
    done = run_action(work)
    assert (done.code, done.out) == (0, "")


def test_the_action_shows_findings_of_layers_and_tenders_beside_their_lines(work: Path) -> None:
    (work / "eigen laag/changes.yaml").write_text(STALE, "utf-8")
    (work / "tender-zaak.yaml").write_text("titel: Zaaksysteem\n", "utf-8")
    done = run_action(work, overlay="eigen laag\nsociaal\n", tender="tender.yaml\ntender-zaak.yaml")
    assert done.code == 1
    assert done.out.splitlines() == [
        "::warning file=eigen laag/changes.yaml,line=2,col=88,title=pve%3A change-stale::"
        "INC-01 is now version 1; this change was made for version 9 (read the requirement again, and then write for_version: 1)",
        "::error file=tender-zaak.yaml,line=1,col=1,title=pve%3A schema-unknown-field::`titel` is not a field here (did you mean `title`?)",
    ]


def test_the_action_fails_on_a_warning_only_when_strict(work: Path) -> None:
    (work / "eigen laag/changes.yaml").write_text(STALE, "utf-8")
    assert run_action(work, overlay="eigen laag").code == 0
    assert run_action(work, overlay="eigen laag", strict="true").code == 1


def test_the_action_writes_a_file_also_when_it_fails(work: Path) -> None:
    (work / "eigen laag/changes.yaml").write_text(BROKEN, "utf-8")
    done = run_action(work, overlay="eigen laag", format="sarif", output="pve.sarif")
    assert (done.code, done.out) == (1, "")
    assert json.loads((work / "pve.sarif").read_text("utf-8"))["runs"][0]["results"][0]["ruleId"] == "change-unknown"


def test_an_input_is_never_run_nor_taken_for_an_option(work: Path) -> None:
    done = run_action(work, tender="--help\n$(touch gehackt)\n`touch gehackt`; touch gehackt")
    assert done.code == 2
    assert not (work / "gehackt").exists()
    assert "--help: cannot be read" in done.err


# ── GitLab ──


def run_job(folder: Path, **variables: str) -> Ran:
    job = value_of(ROOT / "pipelines/gitlab.yml")
    return shell("\n".join(job["pve-check"]["script"]), folder, job["variables"] | variables | {"CI_PROJECT_DIR": str(folder)})


def test_the_gitlab_job_is_one() -> None:
    schema = json.loads((SCHEMAS / "gitlab-ci.json").read_text("utf-8"))
    jsonschema_rs.validator_for(schema).validate(value_of(ROOT / "pipelines/gitlab.yml"))


def test_the_gitlab_job_installs_what_is_locked_of_the_revision_that_is_named(work: Path) -> None:
    job = value_of(ROOT / "pipelines/gitlab.yml")
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    script = "\n".join([*job["pve-check"]["before_script"], 'git -C "$pve" rev-parse HEAD'])
    done = shell(script, work, job["variables"] | TRIAL | {"PVE_REPOSITORY": str(ROOT), "PVE_REVISION": revision, "TMPDIR": str(work)})
    assert (done.code, done.out) == (0, f"{revision}\n"), done.err


def test_nobody_is_told_to_install_pve_from_the_package_index() -> None:
    """There, `pve` is the name of another project."""
    texts = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0")
    readable = [name for name in texts if name.endswith((".md", ".yml", ".yaml", ".toml")) or name.startswith("src/")]
    assert [name for name in readable if re.search(r"pip install (-\S+ )*pve\b", (ROOT / name).read_text("utf-8"))] == []


def test_the_gitlab_job_writes_its_report_and_shows_the_lines(work: Path) -> None:
    (work / "sociaal/changes.yaml").write_text(BROKEN, "utf-8")
    done = run_job(work, PVE_OVERLAY="eigen laag:sociaal", PVE_TENDER="tender.yaml tender-zaak.yaml")
    assert done.code == 1
    assert done.out == (
        "sociaal/changes.yaml:2:19: `INC-91` is not a requirement of the shared catalogue (did you mean `INC-01`?) [change-unknown]\n"
        "    2 |   - {requirement: INC-91, drop: true, reason: Staat in het raamcontract., for_version: 1}\n"
        "      |                   ^^^^^^\n"
    )
    report = json.loads((work / "gl-code-quality-report.json").read_text("utf-8"))
    assert [(row["check_name"], row["location"]) for row in report] == [
        ("change-unknown", {"path": "sociaal/changes.yaml", "lines": {"begin": 2}})
    ]


def test_the_gitlab_job_fails_on_a_warning_only_when_strict(work: Path) -> None:
    (work / "sociaal/changes.yaml").write_text(STALE, "utf-8")
    assert run_job(work, PVE_OVERLAY="sociaal").code == 0
    assert run_job(work, PVE_OVERLAY="sociaal", PVE_STRICT="true").code == 1
