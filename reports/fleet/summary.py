"""Figures of a fleet's run: totals, latencies by action, errors by kind, and percentiles over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plugfest.reports.fleet.record import FleetRecord

GROWTH = 1.02
SMALLEST = 1e-4
"""Smallest bucket of latencies in seconds; each further one is 2 % wider."""

PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True)
class ActionLatency:
    """The latencies of the answers to one action, in seconds."""

    action: str
    count: int
    percentiles: dict[int, float]
    greatest: float


@dataclass(frozen=True)
class FleetSummary:
    """Figures of a whole run."""

    seconds: float
    stations: int
    most_connected: int
    last_connected: int
    sent: int
    received: int
    latencies: tuple[ActionLatency, ...]
    """All actions together first, under the name "all"."""
    errors: dict[str, int]

    @property
    def messages_per_second(self) -> float:
        """Messages per second in both directions, over the whole run."""
        return (self.sent + self.received) / self.seconds if self.seconds else 0.0

    def latency(self, action: str) -> ActionLatency | None:
        """Return the latencies of an action; None if none was answered."""
        return next((each for each in self.latencies if each.action == action), None)


def summarize(record: FleetRecord) -> FleetSummary:
    """Return the figures of a run."""
    samples = record.samples
    errors: Counter[str] = Counter()
    buckets: dict[str, Counter[int]] = {"all": Counter()}
    for sample in samples:
        errors.update(sample["errors"])
        for action, counts in sample["latencies"].items():
            numbers = {int(bucket): count for bucket, count in counts.items()}
            buckets.setdefault(action, Counter()).update(numbers)
            buckets["all"].update(numbers)
    latencies = (_latency(action, counts) for action, counts in buckets.items() if counts)
    return FleetSummary(
        seconds=samples[-1]["second"] if samples else 0.0,
        stations=record.header["fleet"]["stations"],
        most_connected=max((sample["connected"] for sample in samples), default=0),
        last_connected=samples[-1]["connected"] if samples else 0,
        sent=sum(sample["sent"] for sample in samples),
        received=sum(sample["received"] for sample in samples),
        latencies=tuple(sorted(latencies, key=lambda each: (each.action != "all", -each.count))),
        errors=dict(errors.most_common()),
    )


def percentile(counts: Mapping[int, int], percent: float) -> float:
    """Return a percentile of the latencies, as the upper bound of its bucket."""
    wanted = sum(counts.values()) * percent / 100
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= wanted:
            return SMALLEST * GROWTH**bucket
    return 0.0


def percentile_over_time(samples: Iterable[Mapping[str, Any]], percent: float) -> list[float | None]:
    """Return the percentile of all answers of each second, in seconds; None without an answer."""
    found: list[float | None] = []
    for sample in samples:
        counts: Counter[int] = Counter()
        for buckets in sample["latencies"].values():
            counts.update({int(bucket): count for bucket, count in buckets.items()})
        found.append(percentile(counts, percent) if counts else None)
    return found


def _latency(action: str, counts: Counter[int]) -> ActionLatency:
    return ActionLatency(
        action,
        sum(counts.values()),
        {percent: percentile(counts, percent) for percent in PERCENTILES},
        SMALLEST * GROWTH ** max(counts),
    )
