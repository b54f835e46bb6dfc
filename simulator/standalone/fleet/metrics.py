"""Metrics of a fleet: messages, latencies by action, errors by kind. Counts of several processes add up."""

import math
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import Frame, MessageType

GROWTH = 1.02
"""Each bucket of latencies is 2 % wider than the previous one, the accuracy of percentiles."""
_SMALLEST = 1e-4
_LOG = math.log(GROWTH)


def bucket_of(seconds: float) -> int:
    """Return the number of the bucket that a latency belongs to."""
    return max(0, math.ceil(math.log(max(seconds, _SMALLEST) / _SMALLEST) / _LOG))


@dataclass
class Metrics:
    """Counts of some stations over some time."""

    sent: int = 0
    received: int = 0
    connected: int = 0
    """Number of connected stations at the end of the time."""
    accepted: int = 0
    latencies: dict[str, Counter[int]] = field(default_factory=dict)
    """Number of answers in each bucket, by action."""
    errors: Counter[str] = field(default_factory=Counter)

    def answered(self, action: str, seconds: float) -> None:
        """Count an answer of the CSMS."""
        buckets = self.latencies.get(action)
        if buckets is None:
            buckets = self.latencies[action] = Counter()
        buckets[bucket_of(seconds)] += 1

    def add(self, other: "Metrics") -> Self:
        """Add the counts of other stations."""
        self.sent += other.sent
        self.received += other.received
        self.connected += other.connected
        self.accepted += other.accepted
        for action, buckets in other.latencies.items():
            self.latencies.setdefault(action, Counter()).update(buckets)
        self.errors.update(other.errors)
        return self

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """Return the counts from the result of `as_dict`."""
        latencies = {
            action: Counter({int(bucket): count for bucket, count in buckets.items()})
            for action, buckets in data["latencies"].items()
        }
        return cls(**{**data, "latencies": latencies, "errors": Counter(data["errors"])})

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as JSON."""
        return {
            "sent": self.sent,
            "received": self.received,
            "connected": self.connected,
            "accepted": self.accepted,
            "latencies": {
                action: {str(bucket): count for bucket, count in sorted(buckets.items())}
                for action, buckets in sorted(self.latencies.items())
            },
            "errors": dict(self.errors),
        }


class FleetObserver:
    """Counts the messages of one station in shared metrics; `metrics` may be replaced."""

    def __init__(self, meter: "FleetMeter") -> None:
        self._meter = meter
        self._sent_at: dict[int, tuple[str, float]] = {}
        self._entry = 0

    def attempted(self, connection: int, attempt: Attempt) -> None:
        """Count a refused connection."""
        if not attempt.accepted:
            status = f" {attempt.http.status}" if attempt.http is not None else ""
            self._meter.now.errors[f"connection refused: {attempt.outcome}{status}"] += 1

    def received(self, connection: int, frame: Frame, answers: int | None, link: str | None) -> int:
        """Count a frame of the CSMS, and the time of an answer."""
        metrics = self._meter.now
        metrics.received += 1
        sent = self._sent_at.pop(answers, None) if answers is not None else None
        if sent is not None:
            metrics.answered(sent[0], perf_counter() - sent[1])
        if frame.type is MessageType.CALLERROR:
            metrics.errors[f"CALLERROR {frame.error_code} to {sent[0] if sent else 'a request'}"] += 1
        if self._meter.judge:
            for defect in frame.defects:
                metrics.errors[f"defect: {defect.rule} in {frame.action or 'a frame'}"] += 1
        self._entry += 1
        return self._entry

    def sent(self, connection: int, frame: Frame, answers: int | None, on_purpose: bool) -> int:
        """Count a frame of the station."""
        self._meter.now.sent += 1
        self._entry += 1
        if frame.type is MessageType.CALL:
            self._sent_at[self._entry] = (frame.action or "", perf_counter())
        return self._entry

    def ended(self, connection: int, ended: Ended) -> None:
        """Count a connection that the CSMS or the network has ended."""
        self._sent_at.clear()
        if ended.by != "station":
            self._meter.now.errors[f"connection ended by the {ended.by}"] += 1


class FleetMeter:
    """The metrics of the stations of one process since they were last taken."""

    def __init__(self, *, judge: bool = False) -> None:
        self.judge = judge
        self.now = Metrics()

    def take(self) -> Metrics:
        """Return the counts, and reset them."""
        taken, self.now = self.now, Metrics()
        return taken
