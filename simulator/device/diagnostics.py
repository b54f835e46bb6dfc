"""Logs: use case N01."""

from typing import TYPE_CHECKING, Any

from plugfest.simulator.device.messages import Answerer, Call, Payload, Reply, status

if TYPE_CHECKING:
    from plugfest.simulator.device.device import Device

_OVER = ("Uploaded", "UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation", "AcceptedCanceled")


class Diagnostics:
    """The log upload under way: `request` is the last GetLog that was accepted, `status` the last status told.

    The upload itself is done by whoever plays the station, who tells of each step by `status_notification`.
    """

    def __init__(self, device: "Device") -> None:
        self._device = device
        self.request: dict[str, Any] | None = None
        self.status = "Idle"

    def answers(self) -> dict[str, Answerer]:
        """The requests that this block answers."""
        return {"GetLog": self.get_log}

    @property
    def uploading(self) -> bool:
        """Whether an upload has been accepted and is not over."""
        return self.request is not None and self.status not in _OVER

    def get_log(self, request: Payload) -> Reply:
        """Accepts an upload and names the file; one under way is cancelled (N01.FR.12)."""
        answer = "AcceptedCanceled" if self.uploading else "Accepted"
        self.request, self.status = dict(request), "Idle"
        kind = "security" if request["logType"] == "SecurityLog" else "diagnostics"
        return Reply(status(answer, filename=f"{kind}-{request['requestId']}.log"))

    def status_notification(self, new_status: str | None = None, *, request_id: int | None = None) -> Call:
        """A LogStatusNotification: a new status of the upload, or what is true now (F06.FR.14, FR.15).

        `request_id` tells of another upload than the last one: of the one that this one cancelled (N01.FR.20).
        """
        if new_status is None and not self.uploading:
            return Call("LogStatusNotification", {"status": "Idle"})
        if new_status and request_id is None:
            self.status = new_status
        told: dict[str, Any] = {"status": new_status or "Uploading"}
        if request_id is None and self.request:
            request_id = self.request["requestId"]
        return Call("LogStatusNotification", told if request_id is None else {**told, "requestId": request_id})
