"""Harbour as a process of its own, reached over the network alone."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@contextmanager
def running_harbour(**awkward: Any) -> Iterator[dict[str, str]]:
    """Harbour, awkward in what is named; where it listens, and its secrets."""
    known = {"HARBOUR_PASSWORD": secrets.token_urlsafe(15), "HARBOUR_SECRET": secrets.token_hex(8)}
    environment = {**os.environ, **known, "HARBOUR_AWKWARD": json.dumps(awkward)}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "harbour")], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        said = dict(word.split("=", 1) for word in process.stdout.readline().split())
        yield {**known, **said, "HARBOUR_TOKEN_URL": f"{said['HARBOUR_API']}/oauth/token"}
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="module")
def harbour() -> Iterator[dict[str, str]]:
    """Where a plain Harbour listens, and its secrets: the environment that its TOML file asks for."""
    with running_harbour() as environment:
        yield environment


@pytest.fixture
def description_file() -> Path:
    """All that plugfest knows of it."""
    return HERE / "harbour.toml"
