"""Earlier runs: their records, and what a new run carries over from them."""

from pathlib import Path
from typing import Any

from plugfest.reports.record import Case, Header, Record, RecordError, differences, read_record
from plugfest.scenarios.cli.failure import CommandError

NOT_PASSED = frozenset({"FAIL", "INCONCLUSIVE", "ERROR"})
UNDECIDED_CAUSES = frozenset(
    {"interrupted", "not-selected", "not-written", "csms-died", "station-refused", "connection-lost", "order-failed"}
)
"""Causes that say nothing of the CSMS: the run went no further, or something outside the CSMS broke."""


def not_passed(record: Record) -> set[str]:
    """Return the cases that did not pass in a run, those that could not be played included."""
    return {case["id"] for case in record.cases if case["verdict"] in NOT_PASSED}


def undecided(record: Record) -> set[str]:
    """Return the cases on which a run says nothing, because it went no further or something outside the CSMS broke."""
    return {case["id"] for case in record.cases if not _decided(case)}


def carried(record: Record, played: set[str]) -> dict[str, dict[str, Any]]:
    """Return the lines of the cases that are not `played` again, each with the run that it comes from."""
    header = record.header
    origin = {"run": header["run"], "started": header["started"], "plugfest": header["plugfest"]}
    return {
        case["id"]: {**case, "carried": case.get("carried") or origin}
        for case in record.cases
        if case["id"] not in played and case["verdict"] != "NOT_RUN"
    }


def check_same(record: Record, header: Header, *, addresses: bool) -> None:
    """Raise CommandError when a record is of another CSMS, or was judged otherwise than the run to come."""
    differing = differences(record.header, header, addresses=addresses)
    if differing:
        raise CommandError(
            f"{record.path} does not go with this run: {'; '.join(differing)}. Run without --failed and --resume."
        )


def record_of(path: Path) -> Record:
    """Read a record; raises CommandError where there is none."""
    try:
        return read_record(path)
    except (OSError, RecordError) as error:
        raise CommandError(f"{path} cannot be read as a run record: {error}") from error


def _decided(case: Case) -> bool:
    return case["verdict"] != "NOT_RUN" and (case["cause"] is None or case["cause"]["code"] not in UNDECIDED_CAUSES)
