"""The cases of a run in time, simultaneous ones in separate lanes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from plugfest.reports.labels import short_id
from plugfest.reports.record import Record

_WIDTH, _THINNEST, _SLOWEST = 1000.0, 0.8, 5


@dataclass(frozen=True)
class Bar:
    """One case: its lane, start and width in a picture that is 1000 units wide."""

    id: str
    verdict: str
    lane: int
    start: float
    width: float
    took: float


@dataclass
class Gantt:
    """All cases of a run that were played in it."""

    bars: list[Bar] = field(default_factory=list)
    lanes: int = 0
    took: float = 0.0

    @property
    def slowest(self) -> list[Bar]:
        """The cases that took longest."""
        return sorted(self.bars, key=lambda bar: -bar.took)[:_SLOWEST] if len(self.bars) > _SLOWEST else []


def gantt(record: Record) -> Gantt:
    """Return the bar of each case in time, without carried-over cases."""
    played = [
        (_seconds(case["started"]), case["duration"], case)
        for case in record.cases
        if case["started"] and case["plays"] and not case.get("carried")
    ]
    if not played:
        return Gantt()
    began = min(start for start, _, _ in played)
    made = Gantt(took=max(start + took for start, took, _ in played) - began)
    scale, free = _WIDTH / (made.took or 1), list[float]()
    for start, took, case in sorted(played, key=lambda each: each[0]):
        lane = next((number for number, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [start + took]
        width = max(took * scale, _THINNEST)
        made.bars.append(
            Bar(short_id(case["id"]), case["verdict"], lane, round((start - began) * scale, 1), round(width, 1), took)
        )
    made.lanes = len(free)
    return made


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
