"""Writes all reports of a run."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugfest.reports.allure import allure
from plugfest.reports.badge import badges
from plugfest.reports.files import replace
from plugfest.reports.html import page
from plugfest.reports.junit import junit
from plugfest.reports.markdown import job_summary, results
from plugfest.reports.readiness import as_json
from plugfest.reports.record import Play, Record, read_record
from plugfest.reports.story import Phase, tell


def write_all(record_path: Path | str, directory: Path | str) -> list[Path]:
    """Write every report of the record into the directory, in place of older ones, and return their paths.

    Raises RecordError when the file is no record, OSError when it cannot be read or a report not be written.
    """
    return write_reports(read_record(record_path), Path(directory))


def write_reports(record: Record, directory: Path) -> list[Path]:
    """Write every report of a record that is in memory; see `write_all`."""
    written = []
    _clear(directory / "allure", ("*-result.json", "*-attachment.txt"))
    _clear(directory / "badges", ("*.svg",))
    with _nothing_collected():
        for name, content in _reports(record):
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, content)
            written.append(path)
    return written


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Reports are large and without cycles: looking for some takes a third of the time that writing them does."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _reports(record: Record) -> Iterator[tuple[str, str | bytes]]:
    stories: dict[int, list[Phase]] = {}

    def told(play: Play) -> list[Phase]:
        """Two reports tell the same plays."""
        return stories.get(id(play)) or stories.setdefault(id(play), tell(play))

    yield "results.md", results(record)
    yield "report.html", page(record, told)
    yield "summary.md", job_summary(record)
    yield "junit.xml", junit(record)
    yield "readiness.json", json.dumps(as_json(record), indent=2, ensure_ascii=False) + "\n"
    yield from ((f"allure/{name}", content) for name, content in allure(record, told))
    yield from ((f"badges/{name}", svg) for name, svg in badges(record))


def _clear(directory: Path, patterns: tuple[str, ...]) -> None:
    """Take away what an earlier run left: Allure would show it together with this one."""
    for pattern in patterns:
        for path in directory.glob(pattern):
            path.unlink()
