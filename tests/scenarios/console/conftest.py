"""A console that runs, for requests to it, and the record of two cases."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support import synthetic
from support.console import console


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with console(tmp_path_factory.mktemp("results")) as link:
        yield link


@pytest.fixture
def address(link: str) -> str:
    return f"http://{urlsplit(link).netloc}"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The record of TC_B_01, which failed, and TC_B_02, which passed."""
    cases = [synthetic.case("B", 1, "violates"), synthetic.case("B", 2, "passes")]
    return synthetic.write(tmp_path / "run.jsonl", cases)
