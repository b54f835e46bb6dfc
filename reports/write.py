"""Writes all reports of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from plugfest.reports.allure import allure
from plugfest.reports.badge import badges
from plugfest.reports.files import replace
from plugfest.reports.html import page
from plugfest.reports.junit import junit
from plugfest.reports.markdown import job_summary, results
from plugfest.reports.readiness import as_json
from plugfest.reports.record import Record, read_record


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
    for name, content in _reports(record):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
        written.append(path)
    return written


def _reports(record: Record) -> Iterator[tuple[str, str | bytes]]:
    yield "results.md", results(record)
    yield "report.html", page(record)
    yield "summary.md", job_summary(record)
    yield "junit.xml", junit(record)
    yield "readiness.json", json.dumps(as_json(record), indent=2, ensure_ascii=False) + "\n"
    yield from ((f"allure/{name}", content) for name, content in allure(record))
    yield from ((f"badges/{name}", svg) for name, svg in badges(record))


def _clear(directory: Path, patterns: tuple[str, ...]) -> None:
    """Take away what an earlier run left: Allure would show it together with this one."""
    for pattern in patterns:
        for path in directory.glob(pattern):
            path.unlink()
