"""Harbour as a process of its own, reached over the network alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.awkward_harbour import HARBOUR_FILE, running_harbour


@pytest.fixture(scope="module")
def harbour() -> Iterator[dict[str, str]]:
    """Where a plain Harbour listens, and its secrets: the environment that its TOML file asks for."""
    with running_harbour() as environment:
        yield environment


@pytest.fixture
def description_file() -> Path:
    """All that plugfest knows of it."""
    return HARBOUR_FILE
