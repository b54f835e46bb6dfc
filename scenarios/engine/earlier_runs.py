"""Cases that a new run takes over from the record of an earlier one."""

from typing import Any

from plugfest.reports.record import Case, Record

NOT_PASSED = frozenset({"FAIL", "INCONCLUSIVE", "ERROR"})
UNDECIDED_CAUSES = frozenset(
    "interrupted not-selected not-written csms-died station-refused connection-lost process-paused order-failed".split()
)
"""Causes that show nothing about the CSMS: the run ended early, or something outside the CSMS failed."""


def not_passed(record: Record) -> set[str]:
    """Return the cases that did not pass in a run, those that could not be played included."""
    return {case["id"] for case in record.cases if case["verdict"] in NOT_PASSED}


def undecided(record: Record) -> set[str]:
    """Return the cases that a run left undecided, because it ended early or something outside the CSMS failed."""
    return {case["id"] for case in record.cases if not _decided(case)}


def carried(record: Record, played: set[str]) -> dict[str, dict[str, Any]]:
    """Return the lines of the cases that are not `played` again, each with the run in which it was played."""
    header = record.header
    origin = {"run": header["run"], "started": header["started"], "plugfest": header["plugfest"]}
    return {
        case["id"]: {**case, "carried": case.get("carried") or origin}
        for case in record.cases
        if case["id"] not in played and case["verdict"] != "NOT_RUN"
    }


def _decided(case: Case) -> bool:
    return case["verdict"] != "NOT_RUN" and (case["cause"] is None or case["cause"]["code"] not in UNDECIDED_CAUSES)
