"""Options for awkward behaviour, by the environment variable HARBOUR_AWKWARD (JSON): all seen on real CSMSs."""

import json
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Awkward:
    confirms: str = "poll"
    """When a job's request returns: "queued", "sent" (its message), "answered" (by the charger), "poll", "callback"."""
    database: float = 0.0
    """Seconds that storing takes before a charger is answered."""
    learns_late: float = 0.0
    """Seconds until what a charger said is known, after it was answered."""
    knows_connection_after: float = 0.0
    """Seconds after a charger connected until it counts as connected."""
    queue: float = 0.0
    """Seconds that a job waits before its message is sent."""
    backwards: bool = False
    """Jobs given together are carried out the other way round."""
    twice: bool = False
    """Every job's message is sent twice."""
    pushes: bool = False
    """After each boot it sends a charging profile, a display message and a GetVariables of its own."""
    clock: float = 0.0
    """Seconds that its clock is ahead."""
    upper: bool = False
    """It keeps ids in upper case."""
    one_at_a_time: bool = False
    """One message per charger at a time, in either direction."""
    needs_pause: float = 0.0
    """A charger that connects sooner after it left breaks the broker: from then on every connection is closed."""
    unique_events: bool = False
    """An event id that a charger has used before is answered with a CALLERROR."""

    @classmethod
    def of_environment(cls) -> "Awkward":
        return cls(**json.loads(os.environ.get("HARBOUR_AWKWARD", "{}")))
