"""Options for awkward behaviour, all seen on real CSMSs."""

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
    forgets_password: bool = False
    """A report of a job that names the password without its value empties the stored one."""
    holds_back: str = ""
    """An action: its first answer to each charger comes in the charger's next connection."""
    next_connection: bool = False
    """The message of each charger's first job is sent in its next connection."""
    caches_policy: bool = False
    """The answer to a boot is kept until a boot was accepted, whatever was ordered since, unless ordered `at_once`."""
    demands_ids: bool = False
    """Notifications need a requestId, and meter values an EVSE, where the schema and Part 2 do not ask for it."""
