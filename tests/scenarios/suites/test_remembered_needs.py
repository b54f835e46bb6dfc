"""The needs of scenarios are read again only when a source has changed."""

import os
from pathlib import Path

import pytest

from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.remembered_needs import Names, remembered


class Source:
    """A source file with a count of its readings."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "cases.py"
        self.path.write_text("first")
        self.readings = 0

    def read(self) -> Names:
        self.readings += 1
        return {"TC_A_01_CSMS": [self.path.read_text()]}

    def names(self) -> Names:
        return remembered("cases", [self.path], self.read)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Source(tmp_path)


def test_unchanged_source_is_read_once(source: Source) -> None:
    assert source.names() == source.names() == {"TC_A_01_CSMS": ["first"]}
    assert source.readings == 1


def test_changed_source_is_read_again(source: Source) -> None:
    source.names()
    source.path.write_text("other")
    os.utime(source.path, ns=(1, 1))
    assert source.names() == {"TC_A_01_CSMS": ["other"]}


@pytest.mark.parametrize("text", ["", "[]", '{"sources": 1}', "\udcff"])
def test_damaged_cache_is_replaced(source: Source, tmp_path: Path, text: str) -> None:
    source.names()
    [kept] = (tmp_path / "cache" / "plugfest").iterdir()
    kept.write_bytes(text.encode(errors="surrogateescape"))
    assert source.names() == source.names() == {"TC_A_01_CSMS": ["first"]}
    assert source.readings == 2


def test_cache_that_cannot_be_written_changes_nothing(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(source.path))
    assert source.names() == source.names() == {"TC_A_01_CSMS": ["first"]}
    assert source.readings == 2


def test_implemented_cases_are_known_without_importing_them() -> None:
    assert SUITE.implemented == SUITE.scenarios.keys()
