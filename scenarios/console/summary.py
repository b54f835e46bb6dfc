"""The result of a run for the last page: new, known and repaired failures, slow answers, notes."""

from collections.abc import Iterator
from typing import Any, Final

from plugfest.reports.record import Case, Record
from plugfest.scenarios.console.runs import Runs
from plugfest.scenarios.engine.earlier_runs import NOT_PASSED

_SLOWEST: Final = 8


def summary(runs: Runs) -> dict[str, Any] | None:
    """Return the summary of the latest run; None where there is none."""
    record = runs.latest
    if record is None:
        return None
    before = {case["id"]: case for earlier in reversed(runs.records[1:]) for case in earlier.cases if case["plays"]}
    bad = [case for case in record.cases if case["verdict"] in NOT_PASSED]
    cured = [
        case
        for case in record.cases
        if case["verdict"] == "PASS" and case["id"] in before and before[case["id"]]["verdict"] in NOT_PASSED
    ]
    return {
        "started": record.header["started"],
        "csms": record.header["csms"]["name"],
        "person": record.header.get("person"),
        "plugfest": record.header["plugfest"],
        "edition": record.header["edition"],
        "interrupted": record.interrupted,
        "duration": record.footer["duration"] if record.footer else None,
        "counts": dict(record.footer["counts"]) if record.footer else {},
        "unmet": record.footer["unmet_baseline"] if record.footer else [],
        "new": [_named(case) for case in bad if case["excused"] is None],
        "known": [_named(case) for case in bad if case["excused"] is not None],
        "cured": [_named(case) for case in cured],
        "slowest": slowest(record),
        "notes": [{"case": case["id"], **note} for case in record.cases for note in case.get("notes", [])],
    }


def slowest(record: Record) -> list[dict[str, Any]]:
    """Return the slowest answers of the CSMS, slowest first."""
    answers = [answer for case in record.cases for answer in _answers(case)]
    return sorted(answers, key=lambda each: -float(each["seconds"]))[:_SLOWEST]


def _named(case: Case) -> dict[str, Any]:
    return {
        "id": case["id"],
        "title": case["title"],
        "verdict": case["verdict"],
        "cause": case["cause"]["text"] if case["cause"] else None,
        "reason": case["excused"]["reason"] if case["excused"] else None,
    }


def _answers(case: Case) -> Iterator[dict[str, Any]]:
    for play in case["plays"]:
        trace = play["trace"]
        for entry in trace:
            if entry["type"] == "frame" and entry["from"] == "csms" and entry["answers"] is not None:
                seconds = entry["at"] - trace[entry["answers"]]["at"]
                yield {"case": case["id"], "action": entry["action"], "seconds": round(seconds, 3)}
