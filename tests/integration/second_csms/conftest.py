"""Harbour as a process of its own, reached over the network alone."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def harbour() -> Iterator[dict[str, str]]:
    """Where it listens, and its secrets: the environment that its TOML file asks for."""
    known = {"HARBOUR_PASSWORD": secrets.token_urlsafe(15), "HARBOUR_SECRET": secrets.token_hex(8)}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "harbour")], env={**os.environ, **known}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        said = dict(word.split("=", 1) for word in process.stdout.readline().split())
        yield {**known, **said, "HARBOUR_TOKEN_URL": f"{said['HARBOUR_API']}/oauth/token"}
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def description_file() -> Path:
    """All that plugfest knows of it."""
    return HERE / "harbour.toml"
