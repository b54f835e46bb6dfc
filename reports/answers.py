"""Response times of the CSMS."""

from __future__ import annotations

from collections.abc import Iterator

from plugfest.reports.record import Play


def answers(play: Play) -> Iterator[tuple[str, float]]:
    """Yield action and seconds of every response of the CSMS in a play."""
    asked = {entry["n"]: entry["at"] for entry in play["trace"] if entry["type"] == "frame"}
    for entry in play["trace"]:
        if entry["type"] == "frame" and entry["from"] == "csms" and entry["answers"] in asked:
            yield entry["action"] or "CALLERROR", entry["at"] - asked[entry["answers"]]
