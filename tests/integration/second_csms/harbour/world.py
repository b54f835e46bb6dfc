"""Data of Harbour: chargers with UUIDs, drivers' tags, sessions. No API can change it."""

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

from awkward import Awkward


@dataclass
class Charger:
    ref: str
    password: str
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    online: Any = None
    """The ChargePoint of its connection, while it has one."""
    there: asyncio.Event = field(default_factory=asyncio.Event)
    commissioned: bool = True
    retry: int = 1
    config: dict[tuple[str, str, str], str] = field(default_factory=dict)
    queue: "asyncio.Queue[Job]" = field(default_factory=asyncio.Queue)
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held for the one message that is under way, where it takes one at a time."""
    left: float = -1000.0
    events: set[int] = field(default_factory=set)
    cached_policy: bool | None = None
    """The answer to the last boot, if it is stored."""
    held_back: dict[str, Any] = field(default_factory=dict)
    """The frame whose answer was held back, by action; None once it was sent."""
    delayed: "asyncio.Task[None] | None" = None
    """Its first job, where that waits for the next connection."""


@dataclass
class Job:
    charger: Charger
    kind: str
    args: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "queued"
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    notify: str | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Session:
    charger: Charger
    transaction: str
    outlet: int | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    active: bool = True


class World:
    def __init__(self, password: str, awkward: Awkward) -> None:
        self.awkward = awkward
        self.broken = False
        refs = ("HB-01", "HB-02", "HB 03", "HB-04", "HB-05", "HB-NEW", "HB-SPARE")
        self.chargers = {ref: Charger(ref, password) for ref in refs}
        self.tags = {
            "A1B2C3D4": ("Accepted", "FLEET"),
            "A1B2C3D5": ("Accepted", "FLEET"),
            "B10C4ED0": ("Blocked", None),
            "E0D1ED00": ("Expired", None),
        }
        self.jobs: dict[str, Job] = {}
        self.sessions: dict[str, Session] = {}

    def by_uuid(self, id_: str) -> Charger | None:
        return next((charger for charger in self.chargers.values() if charger.uuid == id_), None)

    def tag(self, id_token: dict[str, Any]) -> tuple[str, str | None]:
        return self.tags.get(id_token["id_token"].upper(), ("Invalid", None))
