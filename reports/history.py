"""The verdicts of several runs in time: new failures in each, and cases that change repeatedly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from plugfest.reports.counts import Count, counted
from plugfest.reports.record import Record, Verdict

_BAD = frozenset({"FAIL", "INCONCLUSIVE", "ERROR"})
_PLAYED = _BAD | {"PASS"}
_CHANGES_OF_A_FLIP = 2


@dataclass
class PastRun:
    """One run of the history. `failed` and `mended` compare each case with the latest earlier run that played it."""

    record: Record
    counts: list[Count]
    failed: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Flip:
    """A case whose verdict changed at least twice."""

    case: str
    verdicts: list[Verdict | None]


def past_runs(records: list[Record]) -> list[PastRun]:
    """Return the runs in order of time, each with its changes."""
    runs, before = [], dict[str, Verdict]()
    for record in _in_time(records):
        run = PastRun(record, counted(record.cases))
        for case in record.cases:
            verdict, earlier = case["verdict"], before.get(case["id"])
            if verdict not in _PLAYED or case.get("carried"):
                continue
            if verdict in _BAD and earlier not in _BAD:
                run.failed.append(case["id"])
            elif verdict == "PASS" and earlier in _BAD:
                run.mended.append(case["id"])
            before[case["id"]] = verdict
        runs.append(run)
    return runs


def flips(records: list[Record]) -> Iterator[Flip]:
    """Yield the cases that changed between passed and not passed at least twice."""
    ordered = _in_time(records)
    for case_id in sorted({case["id"] for record in ordered for case in record.cases}):
        verdicts: list[Verdict | None] = []
        for record in ordered:
            case = record.case(case_id)
            verdicts.append(case["verdict"] if case and case["verdict"] in _PLAYED else None)
        played = [verdict for verdict in verdicts if verdict is not None]
        if sum((a == "PASS") != (b == "PASS") for a, b in pairwise(played)) >= _CHANGES_OF_A_FLIP:
            yield Flip(case_id, verdicts)


def _in_time(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda record: record.header["started"])
