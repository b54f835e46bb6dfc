"""The record of a fleet of ten stations over two seconds."""

from pathlib import Path
from typing import Any

from plugfest.reports.fleet.record import FleetRecordWriter

FLEET = {
    "stations": 10,
    "url": "ws://x/{station}",
    "behaviours": {"idle": {"share": 1}},
    "ramp_up": 0,
    "duration": 2,
    "seed": 1,
    "thresholds": {"errors": 0, "p95 Heartbeat": "500 ms"},
}
HEADER = {
    "plugfest": "0",
    "started": "2026-01-01T00:00:00+00:00",
    "scheduler": None,
    "processes": 1,
    "cores": 2,
    "fleet": FLEET,
}
BUCKET_OF_100_MS = 349


def sample(**more: Any) -> dict[str, Any]:
    """Return the figures of one second, with these members in place of the usual ones."""
    plain = {"sent": 5, "received": 5, "connected": 9, "accepted": 9, "latencies": {}, "errors": {}}
    return {**plain, **more}


def write(path: Path) -> Path:
    """Write the record to this path, and return the path."""
    with FleetRecordWriter(path, HEADER) as writer:
        writer.sample(1, sample(latencies={"Heartbeat": {str(BUCKET_OF_100_MS): 10}}, errors={"<b>odd</b>": 1}))
        writer.sample(2, sample(connected=10))
        writer.end(finished="2026-01-01T00:00:02+00:00", interrupted=False)
    return path
