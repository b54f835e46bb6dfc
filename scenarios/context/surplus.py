"""Requests of the CSMS that no step of a case expects and that a CSMS should not send."""

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.matching.equality import same
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.station import Received

STATE_CHANGING: Final = frozenset(
    [
        "CancelReservation",
        "CertificateSigned",
        "ChangeAvailability",
        "ClearCache",
        "ClearChargingProfile",
        "ClearDisplayMessage",
        "ClearVariableMonitoring",
        "DeleteCertificate",
        "InstallCertificate",
        "PublishFirmware",
        "RequestStartTransaction",
        "RequestStopTransaction",
        "ReserveNow",
        "Reset",
        "SendLocalList",
        "SetChargingProfile",
        "SetDisplayMessage",
        "SetMonitoringBase",
        "SetMonitoringLevel",
        "SetNetworkProfile",
        "SetVariableMonitoring",
        "SetVariables",
        "UnlockConnector",
        "UnpublishFirmware",
        "UpdateFirmware",
    ]
)
"""The requests that change the state of a station; the others read, trigger or report something."""

_NEW_IN_EVERY_REQUEST: Final = frozenset({"requestId", "id", "customData"})


class Surplus(msgspec.Struct, frozen=True):
    """One surplus request: its entry in the trace, and the validation that it violates."""

    entry: int
    action: str
    says: str


class UnaskedRequests:
    """The unexpected requests of a play, without habits of the CSMS."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._came: list[tuple[Received, str | None]] = []

    def add(self, received: Received, registration: str | None) -> None:
        """Add a request, with the CSMS's answer to the station's latest boot."""
        self._came.append((received, registration))

    def surplus(self, orders: list[Order]) -> Iterator[Surplus]:
        """Yield the requests that a CSMS should not have sent, without those that a step took later."""
        ordered = {order.intent.action for order in orders}
        for received, registration in self._came:
            entry = self._trace.entries[received.entry]
            says = self._demand(received, registration, ordered)
            if says is not None and entry.get("unexpected"):
                yield Surplus(received.entry, received.action, says)

    def _demand(self, received: Received, registration: str | None, ordered: set[str]) -> str | None:
        if registration == "Rejected":
            return "must not be sent to a station whose boot was rejected (B03.FR.03)"
        if received.action in ordered and self._was_sent_before(received):
            return "must not be sent again for an order that was given once"
        if received.action in STATE_CHANGING:
            return "must not be sent unasked, as it changes the station's state"
        return None

    def _was_sent_before(self, received: Received) -> bool:
        return any(
            same(_content(payload), _content(received.payload), f"{received.action}Request")
            for payload in payloads(self._trace, received.action, unasked=False)
        )


def payloads(trace: Trace, action: str, *, unasked: bool) -> Iterator[dict[str, Any]]:
    """Yield the payloads of the requests of this action that no step took (`unasked`), or that one took."""
    for entry in requests(trace, action):
        if bool(entry.get("unexpected")) is unasked:
            payload = json.loads(entry["text"])[3]
            yield payload if isinstance(payload, dict) else {}


def requests(trace: Trace, action: str) -> list[dict[str, Any]]:
    """Return the trace entries of all requests of this action that could be read, oldest first."""
    calls = [entry for entry in trace.entries if entry["type"] == "frame" and entry["from"] == "csms"]
    return [entry for entry in calls if (entry["message"], entry["action"]) == ("CALL", action) and "text" in entry]


def _content(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in _NEW_IN_EVERY_REQUEST}
