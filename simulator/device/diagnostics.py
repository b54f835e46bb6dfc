"""Logs: use case N01."""

from collections import deque
from typing import TYPE_CHECKING, Any

from plugfest.simulator.device.clock import rfc3339
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
        self.filename = ""
        """What the last GetLog was told that the file is called."""
        started = (rfc3339(device.clock.now()), "StartupOfTheDevice")
        self.security_events: deque[tuple[str, str]] = deque([started], maxlen=1000)

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
        self.filename = f"{kind}-{request['requestId']}.log"
        return Reply(status(answer, filename=self.filename))

    def log(self, kind: str) -> bytes:
        """The log of this type as it is now: what the station is, and what it knows to have happened."""
        device = self._device
        lines = [
            f"{device.clock.stamp()} {kind} of {device.identity}",
            f"{device.vendor_name} {device.model_name}, serial number {device.serial_number}",
            f"firmware {device.firmware_version}, registration {device.registration or 'none'}",
        ]
        if kind == "SecurityLog":
            lines += [f"{moment} {text}" for moment, text in self.security_events]
        else:
            lines += [
                f"connector {evse.id}/{connector.id}: {connector.status}"
                for evse in device.evses.values()
                for connector in evse.connectors
            ]
            lines += [f"transaction {t.id}: event {t.seq_no}" for t in device.known_transactions.values()]
            lines += [f"monitor {m.id}: {m.type} {m.value:g}" for m in device.monitoring.monitors.values()]
        return ("\n".join(lines) + "\n").encode()

    def note_security_event(self, text: str) -> None:
        """Keep a line for the security log."""
        self.security_events.append((self._device.clock.stamp(), text))

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
