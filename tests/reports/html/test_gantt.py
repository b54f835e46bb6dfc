"""Cases of a run in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support import synthetic

from plugfest.reports.html.gantt import Gantt, gantt
from plugfest.reports.record import read_record


def _gantt(path: Path, *cases: Any) -> Gantt:
    made = []
    for number, (second, duration, more) in enumerate(cases, 1):
        started = f"2026-11-22T08:00:{second:02d}.000Z"
        made.append(synthetic.case("B", number, started=started, duration=duration, **more))
    return gantt(read_record(synthetic.write(path / "run.jsonl", made)))


def test_simultaneous_cases_have_separate_lanes(tmp_path: Path) -> None:
    made = _gantt(tmp_path, (0, 4.0, {}), (1, 2.0, {}), (4, 6.0, {}))
    assert [(bar.id, bar.lane, bar.start, bar.width) for bar in made.bars] == [
        ("TC_B_01", 0, 0.0, 400.0),
        ("TC_B_02", 1, 100.0, 200.0),
        ("TC_B_03", 0, 400.0, 600.0),
    ]
    assert (made.lanes, made.took) == (2, 10.0)


def test_carried_over_cases_are_omitted(tmp_path: Path) -> None:
    origin = {"run": "x", "started": "2026-11-20T07:00:00.000Z", "plugfest": "0.1.0"}
    assert _gantt(tmp_path, (0, 1.0, {"carried": origin})).bars == []
