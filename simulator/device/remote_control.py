"""Starting and stopping remotely, and the state of transactions: use cases F01 to F05 and E14."""

from typing import Any

import msgspec

from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.evse import Evse
from plugfest.simulator.device.messages import Handler, Payload, Reply, status
from plugfest.simulator.device.offline_queue import OfflineQueue
from plugfest.simulator.device.reservation import Reservations
from plugfest.simulator.device.smart_charging import SmartCharging
from plugfest.simulator.device.transactions import Transactions


class RemoteStart(msgspec.Struct, frozen=True):
    """An unused remote start."""

    remote_start_id: int
    evse: int
    token: dict[str, Any]
    charging_profile: dict[str, Any] | None = None


class RemoteControl:
    """Remote starts, stops and unlocks. `starts` are the accepted starts that wait for an EV."""

    def __init__(
        self,
        connectors: Connectors,
        transactions: Transactions,
        reservations: Reservations,
        smart_charging: SmartCharging,
        queue: OfflineQueue,
    ) -> None:
        self._connectors = connectors
        self._transactions = transactions
        self._reservations = reservations
        self._smart_charging = smart_charging
        self._queue = queue
        self.starts: list[RemoteStart] = []

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "RequestStartTransaction": self.request_start,
            "RequestStopTransaction": self.request_stop,
            "GetTransactionStatus": self.get_transaction_status,
            "UnlockConnector": self.unlock_connector,
        }

    def request_start(self, request: Payload) -> Reply:
        """Accept a start (F01, F02) on the given or a free EVSE, and keep it until it is used.

        If an unauthorized transaction is waiting there, the answer has its id (F01.FR.13), and it gets the
        remoteStartId and the token immediately.
        """
        evse, obstacle = self._choose(request)
        if evse is None:
            return Reply(status("Rejected", obstacle))
        profile = request.get("chargingProfile")
        objection = self._smart_charging.objection_to_start_profile(evse.id, profile) if profile else None
        if objection:
            return Reply(status("Rejected", *objection))
        start = RemoteStart(request["remoteStartId"], evse.id, request["idToken"], profile)
        waiting = self._transactions.on(evse.id)
        if waiting is None:
            self.starts.append(start)
            return Reply(status("Accepted"))
        waiting.token, waiting.remote_start_id = dict(start.token), start.remote_start_id
        if profile:
            self._smart_charging.adopt(profile, waiting)
        return Reply(status("Accepted", transactionId=waiting.id))

    def take_start(self, evse: int | None) -> RemoteStart | None:
        """Take the oldest remote start for this EVSE, or for any EVSE if none is known yet."""
        for start in self.starts:
            if evse in (None, start.evse):
                self.starts.remove(start)
                return start
        return None

    def request_stop(self, request: Payload) -> Reply:
        """Accept to stop an open transaction (F03.FR.07, F03.FR.08)."""
        transaction = self._transactions.find(request["transactionId"])
        if transaction is None or transaction.ended:
            return Reply(status("Rejected", "TxNotFound"))
        return Reply(status("Accepted"))

    def get_transaction_status(self, request: Payload) -> Reply:
        """Answer whether a transaction is ongoing and whether events are queued (E14)."""
        wanted = request.get("transactionId")
        waiting = bool(self._queue.about(wanted))
        if wanted is None:
            return Reply({"messagesInQueue": waiting})
        transaction = self._transactions.find(wanted)
        ongoing = transaction is not None and not transaction.ended
        return Reply({"ongoingIndicator": ongoing, "messagesInQueue": waiting})

    def unlock_connector(self, request: Payload) -> Reply:
        """Unlock a connector without an authorized transaction (F05)."""
        evse = self._connectors.evses.get(request["evseId"])
        if evse is None or evse.connector(request["connectorId"]) is None:
            return Reply(status("UnknownConnector"))
        transaction = self._transactions.on(evse.id)
        if transaction and transaction.authorized and transaction.connector in (None, request["connectorId"]):
            return Reply(status("OngoingAuthorizedTransaction"))
        return Reply(status("Unlocked"))

    def _choose(self, request: Payload) -> tuple[Evse | None, str]:
        """Return the EVSE to start on, or None and the reason."""
        if "evseId" not in request:
            free = [evse for evse in self._connectors.evses.values() if not self._obstacle(evse, request)]
            return (free[0], "") if free else (None, "TxInProgress")
        evse = self._connectors.evses.get(request["evseId"])
        if evse is None:
            return None, "UnknownEvse"
        obstacle = self._obstacle(evse, request)
        return (None, obstacle) if obstacle else (evse, "")

    def _obstacle(self, evse: Evse, request: Payload) -> str:
        """Return the reason why this token cannot start on this EVSE (F01.FR.21 to FR.24), or an empty text."""
        if evse.status in ("Unavailable", "Faulted"):
            return "NotEnabled"
        transaction = self._transactions.on(evse.id)
        if (transaction and transaction.authorized) or any(start.evse == evse.id for start in self.starts):
            return "TxInProgress"
        if evse.status == "Reserved":
            mine = self._reservations.for_token(evse.id, request["idToken"], request.get("groupIdToken"))
            return "" if mine else "InvalidIdToken"
        return ""
