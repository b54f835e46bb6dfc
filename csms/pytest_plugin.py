"""pytest fixtures for the tests of charging stations: a running compact CSMS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from plugfest.csms.client import CompactCsms

__all__ = ["compact_csms", "compact_csms_arguments"]


@pytest.fixture(scope="session")
def compact_csms_arguments() -> tuple[str, ...]:
    """Arguments of `plugfest csms`, to be overridden in a conftest.py: `--station`, `--token`, `--seed` and others."""
    return ()


@pytest.fixture(scope="session")
def compact_csms(compact_csms_arguments: tuple[str, ...]) -> Iterator[CompactCsms]:
    """Start a compact CSMS in open mode for the whole session, and stop it at its end."""
    from plugfest.csms.client import CompactCsms

    with CompactCsms.start(*compact_csms_arguments) as csms:
        yield csms
