"""Observers of a station, which are called for everything that happens on its connections."""

from typing import Protocol

from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import Frame


class Observer(Protocol):
    """Called for every frame and connection attempt; returns its own entry numbers."""

    def attempted(self, connection: int, attempt: Attempt) -> None:
        """Take the end of an attempt to connect; `connection` counts attempts from 1."""
        ...

    def received(self, connection: int, frame: Frame, answers: int | None, link: str | None) -> int:
        """Take a received frame; `answers` is the entry of the call that it answers, `link` a fault that changed it."""
        ...

    def sent(self, connection: int, frame: Frame, answers: int | None, on_purpose: bool) -> int:
        """Take a sent frame; `on_purpose`: its defects are deliberate."""
        ...

    def ended(self, connection: int, ended: Ended) -> None:
        """Take the end of a connection."""
        ...


class RecordingObserver:
    """An observer that keeps everything, for direct use of a station."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.frames: list[tuple[str, Frame]] = []
        """Every frame in order, with who sent it: "csms" or "station"."""
        self.ends: list[Ended] = []

    def attempted(self, connection: int, attempt: Attempt) -> None:
        """Keep the attempt."""
        self.attempts.append(attempt)

    def received(self, connection: int, frame: Frame, answers: int | None, link: str | None) -> int:
        """Keep the frame."""
        self.frames.append(("csms", frame))
        return len(self.frames) - 1

    def sent(self, connection: int, frame: Frame, answers: int | None, on_purpose: bool) -> int:
        """Keep the frame."""
        self.frames.append(("station", frame))
        return len(self.frames) - 1

    def ended(self, connection: int, ended: Ended) -> None:
        """Keep the end."""
        self.ends.append(ended)
