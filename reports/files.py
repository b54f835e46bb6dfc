"""The files of a run's reports: replaced atomically, and removed before the next run."""

from __future__ import annotations

import os
from pathlib import Path

_WRITTEN = (
    *("results.md", "report.html", "summary.md", "junit.xml", "readiness.json"),
    *("allure/*-result.json", "allure/*-attachment.txt", "allure/*.properties", "allure/categories.json"),
    *("allure/executor.json", "badges/*.svg"),
)


def replace(path: Path, content: str | bytes) -> None:
    """Write the file atomically, so that a reader never sees half a report. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    new.replace(path)


def remove_reports(directory: Path) -> None:
    """Remove the reports of an earlier run, so that they are not taken for those of a later one."""
    for pattern in _WRITTEN:
        for path in directory.glob(pattern):
            path.unlink()
