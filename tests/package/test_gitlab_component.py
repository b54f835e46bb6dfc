"""templates/plugfest.yml: a job of GitLab, as its inputs make it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from package.conftest import ROOT, tool

TEMPLATE = (ROOT / "templates" / "plugfest.yml").read_text(encoding="utf-8")


def made_of(**given: str) -> str:
    """Return the pipeline that GitLab makes of these inputs and the defaults of the others."""
    head, body = TEMPLATE.split("\n---\n")
    inputs: dict[str, dict[str, Any]] = yaml.safe_load(head)["spec"]["inputs"]
    for name, entry in inputs.items():
        body = body.replace(f"$[[ inputs.{name} ]]", str(given.get(name, entry.get("default"))))
    return body


def carried_out(
    job: dict[str, Any], folder: Path, command: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the last line of the job's script with a plugfest of the tests' own."""
    script = job["script"][-1].replace("/tmp/plugfest/bin", str(command))
    options: dict[str, Any] = {"cwd": folder, "env": os.environ | job["variables"] | environment}
    return subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=False, **options)


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """Return the file of a pipeline."""
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(made_of(package="plugfest", cases="TC_P_02", results="of job"))
    return file


def test_pipeline_fits_the_schema_of_gitlab(pipeline: Path) -> None:
    assert "$[[" not in pipeline.read_text(), "every input is declared"
    done = tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", pipeline)
    assert done.returncode == 0, done.stdout


def test_script_plays_its_part_of_the_cases(pipeline: Path, tmp_path: Path, clean_environment: Path) -> None:
    (job,) = yaml.safe_load(pipeline.read_text()).values()
    done = carried_out(job, tmp_path, clean_environment, CI_NODE_INDEX="1", CI_NODE_TOTAL="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 passed" in done.stdout
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).exists()
