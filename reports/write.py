"""Write all reports of a run."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugfest.reports.allure import allure
from plugfest.reports.badge import badges
from plugfest.reports.files import remove_reports, replace, write_folder
from plugfest.reports.html import page
from plugfest.reports.junit import junit
from plugfest.reports.markdown import job_summary, results
from plugfest.reports.readiness import as_json
from plugfest.reports.record import Play, Record, read_record
from plugfest.reports.timeline import Phase, PhasesOf, phases_of


def write_all(record_path: Path | str, directory: Path | str, beside: Path | None = None) -> list[Path]:
    """Write every report of the record into the directory, replacing older ones, and return their paths.

    `beside` is the record of another run, whose verdicts are shown if they differ.

    Raises RecordError if the file is not a record, OSError if reading or writing fails.
    """
    return write_reports(read_record(record_path), Path(directory), read_record(beside) if beside else None)


def write_reports(record: Record, directory: Path, beside: Record | None = None) -> list[Path]:
    """Write every report of a record that is in memory; see `write_all`."""
    timelines: dict[int, list[Phase]] = {}

    def remembered(play: Play) -> list[Phase]:
        """Build the timeline of a play once for all reports."""
        return timelines.get(id(play)) or timelines.setdefault(id(play), phases_of(play))

    remove_reports(directory)
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    with _garbage_collection_off():
        for name, content in _files(record, beside, remembered):
            replace(directory / name, content)
            written.append(directory / name)
        written += write_folder(directory / "allure", allure(record, remembered))
        written += write_folder(directory / "badges", badges(record))
    return written


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Turn off garbage collection, because reports are large and without cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _files(record: Record, beside: Record | None, phases_of: PhasesOf) -> Iterator[tuple[str, str | bytes]]:
    yield "results.md", results(record)
    yield "report.html", page(record, phases_of, beside)
    yield "summary.md", job_summary(record)
    yield "junit.xml", junit(record)
    yield "readiness.json", json.dumps(as_json(record), indent=2, ensure_ascii=False) + "\n"
