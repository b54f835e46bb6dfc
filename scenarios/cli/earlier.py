"""What an earlier run has shown."""

from pathlib import Path
from typing import Any, cast

from plugfest.reports.record import Record, RecordError, read_record
from plugfest.scenarios.cli.failure import CommandError

UNDECIDED_CAUSES = frozenset(
    {"interrupted", "not-selected", "not-written", "csms-died", "connection-lost", "order-failed"}
)
"""What says nothing of the CSMS: the run went no further, or the way to it was broken."""


def not_passed(path: Path) -> set[str]:
    """The cases that did not pass in a run, those that could not be played included. Raises CommandError."""
    return {case["id"] for case in record_of(path).cases if case["verdict"] in ("FAIL", "INCONCLUSIVE", "ERROR")}


def decided(path: Path) -> dict[str, dict[str, Any]]:
    """The cases that have a verdict of their own in a run, by id. Raises CommandError."""
    return {
        case["id"]: cast(dict[str, Any], case)
        for case in record_of(path).cases
        if case["verdict"] != "NOT_RUN" and (case["cause"] is None or case["cause"]["code"] not in UNDECIDED_CAUSES)
    }


def record_of(path: Path) -> Record:
    """Read a record; raises CommandError where there is none."""
    try:
        return read_record(path)
    except (OSError, RecordError) as error:
        raise CommandError(f"{path} cannot be read as a run record: {error}") from error
