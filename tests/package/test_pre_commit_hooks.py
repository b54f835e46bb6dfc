"""The hook that users' pre-commit finds in .pre-commit-hooks.yaml."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from package.conftest import ROOT

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_hook_validates_the_files_that_it_is_given(clean_environment: Path, tmp_path: Path) -> None:
    program, *words = shlex.split(HOOK["entry"])
    subprocess.run([clean_environment / program, "init", "--yes", "my-csms.toml"], cwd=tmp_path, check=True)
    (tmp_path / "bad-csms.toml").write_text("[csms]\nnam = 1\n")
    for name, code in (("my-csms.toml", 0), ("bad-csms.toml", 1)):
        done = subprocess.run([clean_environment / program, *words, name], cwd=tmp_path, check=False)
        assert done.returncode == code


@pytest.mark.parametrize("name", ["my-csms.toml", "ci/csms.toml", "csms.lab.toml"])
def test_hook_takes_files_of_usual_names(name: str) -> None:
    assert re.search(HOOK["files"], name)
    assert not re.search(HOOK["files"], "pyproject.toml")
