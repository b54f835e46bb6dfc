"""Every block of TOML and Python in the documentation is read or run by the program that it is for."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli_w
from support.documentation import Block, blocks

from plugfest.csms.seed import read as read_seed
from plugfest.scenarios.config.read import read_description
from plugfest.simulator import read_model
from plugfest.simulator.pki.authority import new_root, pem, subject
from plugfest.simulator.standalone.fleet.config import read_fleet

TOML = [block for block in blocks() if block.language == "toml"]
READERS: dict[str, Callable[[Path], object]] = {
    "docs/csms.md": read_seed,
    "docs/fleet.md": read_fleet,
    "docs/station.md": read_model,
}
"""The programs whose files the pages show; on all other pages the blocks are of the file of a CSMS."""
SMALLEST = next(block.text for block in TOML if block.page == "README.md")
SECRETS = ("CS001_PASSWORD", "SECRET", "PLUGFEST_PASSWORD", "API_TOKEN", "CITRINEOS_STATION_PASSWORD", "FLEET_PASSWORD")

PYTHON_NOT_RUN = {
    "CONTRIBUTING.md": "parts of scenarios, shortened; the self-check plays the whole ones",
    "docs/csms.md": "test_csms_page.py runs them",
    "docs/station.md": "tests/integration/cli/test_station.py runs it",
    "docs/record.md": "test_commands.py runs it on a record",
}
"""Pages whose Python is not run here, and why."""
PYTHON = [block for block in blocks() if block.language == "python" and block.page not in PYTHON_NOT_RUN]


def whole(text: str) -> str:
    """Return a part of a CSMS's file as a file: with the tables of the README's that it does not have itself."""
    part = tomllib.loads(text)
    if "kind" not in part.get("operator", {"kind": "none"}):
        part["operator"] |= {"kind": "http", "base_url": "http://localhost"}
    return tomli_w.dumps(tomllib.loads(SMALLEST) | part)


@pytest.mark.parametrize("block", TOML, ids=str)
def test_toml_is_read(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "sixteen-or-longer")
    file = tmp_path / "example.toml"
    if reader := READERS.get(block.page):
        file.write_text(block.text)
        reader(file)
        return
    (tmp_path / "csms-root.pem").write_text(pem(new_root(subject("Root", "plugfest")).certificate))
    (tmp_path / "baseline.toml").write_text('[[baseline]]\ncase = "TC_B_22_CSMS"\nreason = "ticket 7"\n')
    file.write_text(whole(block.text))
    read_description(file)


@pytest.mark.parametrize("block", PYTHON, ids=str)
@pytest.mark.process
def test_python_is_run(block: Block, tmp_path: Path) -> None:
    (example := tmp_path / "test_example.py").write_text(block.text)
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if "def test_" in block.text else []
    command = [sys.executable, "-P", *words, str(example)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
