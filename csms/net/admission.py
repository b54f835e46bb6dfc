"""Rules for requests in both directions before a BootNotification is accepted (B01 to B03)."""

from typing import Any, Final

from plugfest.csms.rpc.frames import Call

_triggered: Final = {
    "SignChargingStationCertificate": "SignCertificate",
    "SignV2GCertificate": "SignCertificate",
    "SignCombinedCertificate": "SignCertificate",
}
_TRANSACTION_REQUESTS: Final = frozenset({"RequestStartTransaction", "RequestStopTransaction"})
_REPORT_REQUESTS: Final = frozenset({"GetBaseReport", "GetReport"})


class Admission:
    """The registration of a connected station, and the messages requested from it while it is Pending."""

    def __init__(self, registration: str | None) -> None:
        self.registration = registration
        self._triggered: set[str] = set()
        self._reports: set[Any] = set()

    def note_call(self, call: Call) -> None:
        """Remember a request that causes further messages of the station (B02.FR.09)."""
        if self.registration == "Accepted":
            return
        if call.action == "TriggerMessage":
            wanted = call.payload["requestedMessage"]
            self._triggered.add(_triggered.get(wanted, wanted))
        elif call.action in _REPORT_REQUESTS:
            self._reports.add(call.payload["requestId"])

    def may_send(self, call: Call) -> bool:
        """Return whether the station may send this request now (B02.FR.02)."""
        if self.registration == "Accepted" or call.action == "BootNotification":
            return True
        if self.registration == "Rejected":  # B03.FR.02, B03.FR.07
            return False
        if call.action == "NotifyReport":
            return call.payload["requestId"] in self._reports
        return call.action in self._triggered

    def may_receive(self, action: str) -> bool:
        """Return whether we may send this request now.

        Before the boot, only requests for messages that the station may send then (B02.FR.02). While Pending, all but
        transactions (B02.FR.05). While Rejected, nothing (B03.FR.03).
        """
        if self.registration == "Rejected":
            return False
        if self.registration is None:
            return action == "TriggerMessage" or action in _REPORT_REQUESTS
        return self.registration == "Accepted" or action not in _TRANSACTION_REQUESTS
