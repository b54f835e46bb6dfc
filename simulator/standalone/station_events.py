"""The events that a standalone station reports to its user."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "connected",
    "refused connection",
    "disconnected",
    "registration",
    "request",
    "refused",
    "no answer",
    "restart",
    "defect",
    "action",
]


@dataclass(frozen=True)
class StationEvent:
    """An event of a station for its user; `at` is the station's own time."""

    at: datetime
    station: str
    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.kind}: {self.text}"


OnEvent = Callable[[StationEvent], None]
