"""The shell steps of action.yml, as a runner of GitHub starts them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from package.conftest import ROOT, tool

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
PASSES_TODAY = '[[baseline]]\ncase = "TC_P_02"\nreason = "failed once"\n'


@dataclass
class Step:
    """One step that was carried out."""

    code: int
    said: str
    outputs: dict[str, str]
    summary: str


@dataclass
class Job:
    """A job in a folder of its own."""

    folder: Path

    def carries_out(self, name: str, given: dict[str, str]) -> Step:
        """Run the script of a step with these inputs, or else the action's defaults."""
        inputs = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | given
        values = {f"${{{{ inputs.{name} }}}}": value for name, value in inputs.items()}
        step = STEPS[name]
        output, summary = self.folder / "output", self.folder / "summary"
        output.write_text("")
        environment = {name: values.get(value, value) for name, value in step["env"].items()} | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "PYTHON": sys.executable,
            "RUNNER_TEMP": str(self.folder),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env=os.environ | environment | {"PIP_NO_DEPS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        shown = summary.read_text() if summary.exists() else ""
        return Step(done.returncode, done.stdout + done.stderr, outputs, shown)


@pytest.fixture
def job(tmp_path: Path, clean_environment: Path) -> Job:
    """Return a job in which plugfest is installed."""
    (tmp_path / "plugfest").symlink_to(clean_environment.parent)
    return Job(tmp_path)


def test_a_run_gives_counts_exit_code_and_summary_and_its_record_can_be_merged(job: Job) -> None:
    (job.folder / "known.toml").write_text(PASSES_TODAY)
    given = {"cases": "P_02\n", "baseline": "known.toml", "allow-failures": "true", "results": "shard 1"}
    played = job.carries_out("Play the cases", given)
    assert played.code == 0, played.said
    assert (played.outputs["exit-code"], played.outputs["pass"], played.outputs["not-run"]) == ("1", "1", "250")
    assert played.summary.startswith("### plugfest: compact CSMS")
    assert "::error title=plugfest baseline::" in played.said

    merged = job.carries_out("Play the cases", {"merge": "shard*/run.jsonl"})
    assert merged.code == 1, merged.said
    assert merged.outputs == played.outputs
    assert (job.folder / "results" / "report.html").exists()


def test_a_run_that_played_nothing_fails_whatever_is_allowed(job: Job) -> None:
    step = job.carries_out("Play the cases", {"cases": "TC_X_99", "allow-failures": "true"})
    assert (step.code, step.outputs) == (2, {"exit-code": "2"})
    assert "TC_X_99 is no case" in step.said


def test_a_check_names_what_is_missing(job: Job) -> None:
    step = job.carries_out("Check that everything is there for a run", {"csms": "absent.toml"})
    assert (step.code, "absent.toml: cannot be read" in step.said) == (2, True)


def test_a_package_of_the_users_is_installed_in_an_environment_of_its_own(tmp_path: Path, wheel: Path) -> None:
    step = Job(tmp_path).carries_out("Install plugfest", {"package": str(wheel)})
    assert (step.code, step.said) == (0, "")
    assert (tmp_path / "plugfest" / "bin" / "plugfest").exists()


def test_every_output_of_the_action_is_one_of_a_step(job: Job) -> None:
    values = [output["value"] for output in ACTION["outputs"].values()]
    steps = {step.get("id") for step in STEPS.values()}
    assert {value.split(".")[1] for value in values} <= steps


def test_scripts_of_the_action_have_no_faults_that_a_linter_sees(tmp_path: Path) -> None:
    for number, step in enumerate(step for step in STEPS.values() if "run" in step):
        script = tmp_path / f"{number}.sh"
        script.write_text("#!/usr/bin/env bash\n" + step["run"])
        done = tool("shellcheck", script)
        assert done.returncode == 0, done.stdout
