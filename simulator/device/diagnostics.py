"""Logs: use case N01."""

from typing import Any

from plugfest.simulator.device.clock import Clock, rfc3339
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status

_MAX_SECURITY_EVENTS = 1000
_OVER = ("Uploaded", "UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation", "AcceptedCanceled")


class Diagnostics:
    """The log upload under way: `request` is the last GetLog that was accepted, `status` the last status told.

    The upload itself is done by whoever plays the station, who tells of each step by `status_notification`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.request: dict[str, Any] | None = None
        self.status = "Idle"
        self.filename = ""
        """The file name that the answer to the last GetLog gave."""
        started = (rfc3339(self._clock.now()), "StartupOfTheDevice")
        self.security_events = [started]

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"GetLog": self.get_log}

    @property
    def uploading(self) -> bool:
        """Whether an upload has been accepted and is not over."""
        return self.request is not None and self.status not in _OVER

    def get_log(self, request: Payload) -> Reply:
        """Accept an upload and names the file; one under way is cancelled (N01.FR.12)."""
        answer = "AcceptedCanceled" if self.uploading else "Accepted"
        self.request, self.status = dict(request), "Idle"
        kind = "security" if request["logType"] == "SecurityLog" else "diagnostics"
        self.filename = f"{kind}-{request['requestId']}.log"
        return Reply(status(answer, filename=self.filename))

    def note_security_event(self, text: str) -> None:
        """Keep a line for the security log."""
        self.security_events.append((self._clock.stamp(), text))
        del self.security_events[:-_MAX_SECURITY_EVENTS]

    def status_notification(self, new_status: str | None = None, *, request_id: int | None = None) -> Call:
        """Return a LogStatusNotification: a new status of the upload, or what is true now (F06.FR.14, FR.15).

        `request_id` tells of another upload than the last one: of the one that this one cancelled (N01.FR.20).
        """
        if new_status is None and not self.uploading:
            return Call("LogStatusNotification", {"status": "Idle"})
        if new_status and request_id is None:
            self.status = new_status
        reported: dict[str, Any] = {"status": new_status or "Uploading"}
        if request_id is None and self.request:
            request_id = self.request["requestId"]
        return Call("LogStatusNotification", reported if request_id is None else {**reported, "requestId": request_id})
