"""The folder that a run writes to: used by one run at a time, and cleared of the files of earlier runs."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plugfest.reports import remove_reports
from plugfest.reports.record import RecordError, read_header
from plugfest.scenarios.engine.results_lock import locked_folder

RECORD = "run.jsonl"
HISTORY = "history"
KEPT = 50
"""Records that the history keeps; older ones are removed."""


@contextmanager
def results_folder(path: Path) -> Iterator[Path]:
    """Reserve a folder for one run, and clear it of the files of earlier runs.

    The record of the last run is moved to `history/` and its reports are removed, so that all files are of this run.
    Raises FolderInUseError while another run writes to it, OSError when it cannot be made.
    """
    with locked_folder(path):
        clear_folder(path)
        yield path


def last_record(folder: Path) -> Path:
    """Return the record of the last run: the folder's own, or the latest of the history when a run ended early."""
    own = folder / RECORD
    return own if own.exists() else next(iter(history(folder)), own)


def history(folder: Path) -> list[Path]:
    """Return the records of earlier runs, the latest first."""
    return sorted((folder / HISTORY).glob("*.jsonl.gz"), reverse=True)


def run_before(record: Path) -> Path | None:
    """Return the latest record in the history beside a record that is older and of the same CSMS; None without one."""
    own = read_header(record)
    for path in history(record.parent):
        with suppress(RecordError, OSError):
            other = read_header(path)
            if other["csms"]["name"] == own["csms"]["name"] and other["started"] < own["started"]:
                return path
    return None


def clear_folder(path: Path) -> None:
    """Move the record of the last run to `history/`, and remove its reports."""
    remove_reports(path)
    record = path / RECORD
    if record.exists():
        _keep(record, path / HISTORY)
        record.unlink()
    for old in history(path)[KEPT:]:
        old.unlink()


def _keep(record: Path, folder: Path) -> None:
    """Compress a record into the history, named by the time at which its run began."""
    try:
        header = read_header(record)
    except (RecordError, OSError):
        return
    folder.mkdir(exist_ok=True)
    started = header["started"][:19].replace(":", "").replace("-", "")
    target = folder / f"{started}-{header['run'][:8]}.jsonl.gz"
    part = target.with_suffix(".part")
    with record.open("rb") as source, gzip.open(part, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(source, packed)
    part.replace(target)
