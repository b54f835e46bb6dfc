"""Logs: use case N01."""

from typing import Any

from plugfest.simulator.device.clock import Clock, rfc3339
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status

_MAX_SECURITY_EVENTS = 1000
_OVER = ("Uploaded", "UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation", "AcceptedCanceled")


class Diagnostics:
    """The current log upload: `request` is the last accepted GetLog, `status` the last reported status.

    The user of the station does the upload, and reports each step by `status_notification`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.request: dict[str, Any] | None = None
        self.status = "Idle"
        self.filename = ""
        """The file name in the answer to the last GetLog."""
        started = (rfc3339(self._clock.now()), "StartupOfTheDevice")
        self.security_events = [started]

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"GetLog": self.get_log}

    @property
    def uploading(self) -> bool:
        """Whether an accepted upload is in progress."""
        return self.request is not None and self.status not in _OVER

    def get_log(self, request: Payload) -> Reply:
        """Accept an upload and name the file; a current one is cancelled (N01.FR.12)."""
        answer = "AcceptedCanceled" if self.uploading else "Accepted"
        self.request, self.status = dict(request), "Idle"
        kind = "security" if request["logType"] == "SecurityLog" else "diagnostics"
        self.filename = f"{kind}-{request['requestId']}.log"
        return Reply(status(answer, filename=self.filename))

    def note_security_event(self, text: str) -> None:
        """Add a line to the security log."""
        self.security_events.append((self._clock.stamp(), text))
        del self.security_events[:-_MAX_SECURITY_EVENTS]

    def status_notification(self, new_status: str | None = None, *, request_id: int | None = None) -> Call:
        """Return a LogStatusNotification: a new status of the upload, or the current one (F06.FR.14, FR.15).

        `request_id` is that of a cancelled earlier upload (N01.FR.20).
        """
        if new_status is None and not self.uploading:
            return Call("LogStatusNotification", {"status": "Idle"})
        if new_status and request_id is None:
            self.status = new_status
        reported: dict[str, Any] = {"status": new_status or "Uploading"}
        if request_id is None and self.request:
            request_id = self.request["requestId"]
        return Call("LogStatusNotification", reported if request_id is None else {**reported, "requestId": request_id})
