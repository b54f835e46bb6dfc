"""Harbour as a process of its own, reached over the network alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.awkward_harbour import HARBOUR_FILE, Harbours, harbours


@pytest.fixture(scope="module")
def any_harbour() -> Iterator[Harbours]:
    """Starts Harbours that are awkward in what a test names."""
    with harbours() as running:
        yield running


@pytest.fixture(scope="module")
def harbour(any_harbour: Harbours) -> dict[str, str]:
    """Addresses and secrets of a plain Harbour: the environment that its TOML file needs."""
    return any_harbour.start()


@pytest.fixture
def description_file() -> Path:
    """All that plugfest knows of it."""
    return HARBOUR_FILE
