"""The results folder: one run at a time, no files of an earlier run, earlier records in the history."""

from pathlib import Path

import pytest
from support import synthetic

from plugfest.reports import write_all
from plugfest.reports.record import read_record
from plugfest.scenarios.engine import results_folder as module
from plugfest.scenarios.engine.results_folder import history, last_record, results_folder
from plugfest.scenarios.engine.results_lock import FolderInUseError


def _run(folder: Path, day: int) -> None:
    """Write the record and the reports of a run."""
    with results_folder(folder):
        header = synthetic.header(started=f"2026-11-{day:02d}T08:00:00.000Z")
        write_all(synthetic.write(folder / "run.jsonl", [synthetic.case("B", day)], first=header), folder)


def test_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with results_folder(tmp_path):
        with pytest.raises(FolderInUseError, match="is in use by another run: wait"), results_folder(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []
    with results_folder(tmp_path):
        pass


def test_start_of_a_run_removes_earlier_reports(tmp_path: Path) -> None:
    _run(tmp_path, 1)
    with results_folder(tmp_path):
        left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == history(tmp_path)
    assert read_record(left[0]).cases[0]["id"] == "TC_B_01_CSMS"


def test_files_of_the_user_are_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    _run(tmp_path, 1)
    assert (tmp_path / "notes.md").read_text() == "mine"


def test_history_keeps_the_latest_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    for day in range(1, 6):
        _run(tmp_path, day)
    assert [read_record(path).cases[0]["id"][3:7] for path in history(tmp_path)] == ["B_04", "B_03"]


def test_last_record_falls_back_to_the_history(tmp_path: Path) -> None:
    assert last_record(tmp_path) == tmp_path / "run.jsonl"
    _run(tmp_path, 1)
    assert last_record(tmp_path) == tmp_path / "run.jsonl"
    with results_folder(tmp_path):
        pass
    assert read_record(last_record(tmp_path)).cases[0]["id"] == "TC_B_01_CSMS"


def test_invalid_record_is_not_kept_in_the_history(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("nonsense\n")
    with results_folder(tmp_path):
        assert not (tmp_path / "run.jsonl").exists()
    assert history(tmp_path) == []


def test_previous_run_is_the_latest_of_the_same_csms(tmp_path: Path) -> None:
    _run(tmp_path, 1)
    _run(tmp_path, 2)
    assert module.run_before(tmp_path / "run.jsonl") == history(tmp_path)[0]
    other = synthetic.header("another", started="2026-11-09T08:00:00.000Z")
    synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1)], first=other)
    assert module.run_before(tmp_path / "run.jsonl") is None
