"""The records of the results folder: the last run, earlier runs, and the last line of every case."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugfest.reports.history import past_runs
from plugfest.reports.record import Case, Record, RecordError, read_record
from plugfest.scenarios.engine.results_folder import RECORD, history

MOST_RUNS = 10
AGAIN = "again"
"""Subfolder of the results folder for runs that only repeat a few cases."""


@dataclass
class Runs:
    """The runs of a results folder, the latest first; read again when it has changed."""

    folder: Path
    records: list[Record] = field(default_factory=list)
    problem: str | None = None

    def read(self) -> None:
        """Read the records; those that cannot be read are left out."""
        own = self.folder / RECORD
        paths = [*([own] if own.exists() else []), *history(self.folder)][:MOST_RUNS]
        self.records = [record for path in paths if (record := _read(path)) is not None]

    @property
    def latest(self) -> Record | None:
        """The record of the last run."""
        return self.records[0] if self.records else None

    def last_of_each(self) -> dict[str, Case]:
        """Return the latest line of every case that was played in any of the runs."""
        last: dict[str, Case] = {}
        for record in reversed(self.records):
            last.update({case["id"]: case for case in record.cases if case["verdict"] != "NOT_RUN"})
        return last

    def before(self, case: str) -> Case | None:
        """Return the line of a case in the latest run before the last one that played it."""
        for record in self.records[1:]:
            found = record.case(case)
            if found is not None and found["plays"] and not found.get("carried"):
                return found
        return None

    def shown(self) -> list[dict[str, Any]]:
        """Return the runs for the start page."""
        return [
            {
                "run": run.record.header["run"],
                "started": run.record.header["started"],
                "csms": run.record.header["csms"]["name"],
                "person": run.record.header.get("person"),
                "interrupted": run.record.interrupted,
                "counts": {count.verdict: count.total for count in run.counts},
                "failed": run.failed,
                "mended": run.mended,
                "known": [case["id"] for case in run.record.cases if case["excused"] is not None],
            }
            for run in reversed(past_runs(self.records))
        ]


def _read(path: Path) -> Record | None:
    try:
        return read_record(path)
    except (OSError, RecordError):
        return None
