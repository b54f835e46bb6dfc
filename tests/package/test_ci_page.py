"""The pipelines that docs/ci.md shows: they fit their schemas, and use what the action and the component have."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from package.conftest import ROOT, tool

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SECTIONS = {section.split("\n")[0]: section for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
COMPONENT = next(yaml.safe_load_all((ROOT / "templates" / "plugfest.yml").read_text(encoding="utf-8")))


def pipelines(section: str) -> list[str]:
    """Return the YAML blocks of a section."""
    return re.findall(r"```yaml\n(.*?)```", SECTIONS[section], re.DOTALL)


def check(pipeline: str, schema: str, folder: Path) -> None:
    """Check a pipeline against the schema of its host."""
    file = folder / "pipeline.yml"
    file.write_text(pipeline)
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("workflow", pipelines("GitHub Actions"), ids=["whole", "shards"])
def test_workflows_use_inputs_of_the_action(workflow: str, tmp_path: Path) -> None:
    whole = workflow if workflow.startswith("name:") else f"on: push\n{workflow}"
    check(whole, "github-workflows", tmp_path)
    jobs = yaml.safe_load(whole)["jobs"].values()
    steps = [step for job in jobs for step in job["steps"] if "plugfest@" in step.get("uses", "")]
    assert steps
    for step in steps:
        assert step["with"].keys() <= ACTION["inputs"].keys()


@pytest.mark.parametrize("pipeline", pipelines("GitLab"), ids=["component", "shards"])
def test_gitlab_pipelines_use_inputs_of_the_component(pipeline: str, tmp_path: Path) -> None:
    check(pipeline, "gitlab-ci", tmp_path)
    included: list[dict[str, Any]] = yaml.safe_load(pipeline).get("include", [])
    for include in included:
        assert include["inputs"].keys() <= COMPONENT["spec"]["inputs"].keys()


def test_page_lists_every_input_and_output_of_the_action() -> None:
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert f"`{name}`" in SECTIONS["GitHub Actions"], name
