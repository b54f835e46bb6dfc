"""A console that runs, for requests to it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from support.console import console


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with console(tmp_path_factory.mktemp("results")) as link:
        yield link


@pytest.fixture
def address(link: str) -> str:
    return f"http://{urlsplit(link).netloc}"
