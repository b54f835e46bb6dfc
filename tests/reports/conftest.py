"""The record of a long run, for all tests of the reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import fleet_record as fleet_records
from support import synthetic

from plugfest.reports.record import Record, read_record


@pytest.fixture(scope="session")
def failing_run(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """251 cases, a third of them not passed, for several reasons."""
    path = tmp_path_factory.mktemp("failing") / "run.jsonl"
    return read_record(synthetic.write(path, synthetic.full_run(failing=True)))


@pytest.fixture
def fleet_record(tmp_path: Path) -> Path:
    """The record of a fleet of ten stations over two seconds."""
    return fleet_records.write(tmp_path / "results" / "fleet.jsonl")
