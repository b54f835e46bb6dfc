"""Builds the distributions of the project, and a clean environment with the wheel.

These tests fetch what the wheel depends on, and need the dependency group `package`, so they are collected only when
asked for: `pytest -m package tests/package`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "package: builds and installs the distributions")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave these tests out unless they are asked for."""
    asked_for = "package" in str(config.getoption("markexpr"))
    return True if collection_path.name.startswith("test_") and not asked_for else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("package")


def tool(name: str, *words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment that the tests run in."""
    command = [Path(sys.executable).parent / name, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def uv(*words: str | Path) -> None:
    """Run uv: its cache makes an isolated build and a clean environment a matter of seconds."""
    done = tool("uv", "--quiet", *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("distributions")
    uv("build", ROOT, "--out-dir", folder)
    return folder


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> Path:
    """Return the wheel."""
    (wheel,) = distributions.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def sdist(distributions: Path) -> Path:
    """Return the source distribution."""
    (sdist,) = distributions.glob("*.tar.gz")
    return sdist


@pytest.fixture(scope="session")
def clean_environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """Return the folder of commands of an environment that has the wheel and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("clean") / "environment"
    uv("venv", folder)
    uv("pip", "install", "--python", folder / "bin" / "python", wheel)
    return folder / "bin"
