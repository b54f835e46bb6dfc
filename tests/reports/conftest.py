"""Makes the builders of run records importable, and shares the record of a long run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from plugfest.reports.record import Record, read_record

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def failing_run(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """251 cases, a third of them not passed, for several reasons."""
    import synthetic

    path = tmp_path_factory.mktemp("failing") / "run.jsonl"
    return read_record(synthetic.write(path, synthetic.full_run(failing=True)))
