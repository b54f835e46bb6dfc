"""The last frames of a station, for its display."""

from collections.abc import Callable

from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import Defect, Frame


class FrameLog:
    """An observer that keeps the last frames, and passes every defect of the CSMS's frames to `on_defect`."""

    def __init__(self, on_defect: Callable[[Frame, Defect], None] | None = None, *, kept: int) -> None:
        self._on_defect = on_defect
        self._kept = kept
        self.frames: list[tuple[str, Frame]] = []
        """Each with its sender: "csms" or "station"."""
        self.sent_count = 0
        self.received_count = 0

    def attempted(self, connection: int, attempt: Attempt) -> None:
        """Do nothing: the station itself reports attempts to connect."""

    def received(self, connection: int, frame: Frame, answers: int | None, link: str | None) -> int:
        """Keep a frame of the CSMS, and report its defects."""
        self._keep("csms", frame)
        self.received_count += 1
        if self._on_defect is not None:
            for defect in frame.defects:
                self._on_defect(frame, defect)
        return self.received_count

    def sent(self, connection: int, frame: Frame, answers: int | None, on_purpose: bool) -> int:
        """Keep a frame of the station."""
        self._keep("station", frame)
        self.sent_count += 1
        return self.sent_count

    def ended(self, connection: int, ended: Ended) -> None:
        """Do nothing: the station itself reports the end of a connection."""

    def _keep(self, sender: str, frame: Frame) -> None:
        self.frames = [*self.frames, (sender, frame)][-self._kept :] if self._kept else []
