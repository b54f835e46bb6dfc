"""Harbour as a process of its own, reached over the network alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.awkward_harbour import HARBOUR_FILE, running_harbour


@pytest.fixture(scope="module")
def harbour() -> Iterator[dict[str, str]]:
    """Addresses and secrets of a plain Harbour: the environment that its TOML file needs."""
    with running_harbour() as environment:
        yield environment


@pytest.fixture
def description_file() -> Path:
    """All that plugfest knows of it."""
    return HARBOUR_FILE
