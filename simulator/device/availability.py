"""ChangeAvailability: use cases G03 and G04."""

from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.evse import Connector, Evse
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status
from plugfest.simulator.device.transactions import Transactions


class Availability:
    """The availability set by the CSMS, and the changes that wait for the end of a transaction.

    `operative` is the availability of the whole station; EVSEs and connectors have their own.
    """

    def __init__(self, connectors: Connectors, transactions: Transactions) -> None:
        self._connectors = connectors
        self._transactions = transactions
        self.operative = True
        self._before: dict[tuple[int, int], str] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"ChangeAvailability": self.change_availability}

    def change_availability(self, request: Payload) -> Reply:
        """Change what is free immediately and report it; what is in use follows after the transaction."""
        operative, place = request["operationalStatus"] == "Operative", request.get("evse")
        if place is None:
            self.operative = operative
            return self._changed(list(self._connectors.evses.values()))
        evse = self._connectors.evses.get(place["id"])
        if evse is None:
            return Reply(status("Rejected", "UnknownEvse"))
        if "connectorId" not in place:
            evse.operative = operative
            return self._changed([evse])
        connector = evse.connector(place["connectorId"])
        if connector is None:
            return Reply(status("Rejected", "UnknownConnectorId"))
        connector.operative = operative
        return self._changed([evse])

    def due(self) -> tuple[Call, ...]:
        """Make the waiting changes that are possible now, and return their reports."""
        return tuple(
            call
            for evse in self._connectors.evses.values()
            if not self._transactions.on(evse.id)
            for connector in evse.connectors
            for call in self._apply(evse, connector)
        )

    def _changed(self, evses: list[Evse]) -> Reply:
        waiting = any(
            self._wants(evse, connector) is not None and self._in_use(evse, connector)
            for evse in evses
            for connector in evse.connectors
        )
        calls = [
            call
            for evse in evses
            for connector in evse.connectors
            if not self._in_use(evse, connector)
            for call in self._apply(evse, connector)
        ]
        return Reply(status("Scheduled" if waiting else "Accepted"), tuple(calls))

    def _in_use(self, evse: Evse, connector: Connector) -> bool:
        transaction = self._transactions.on(evse.id)
        return transaction is not None and transaction.connector in (None, connector.id)

    def _wants(self, evse: Evse, connector: Connector) -> str | None:
        """Return the state that a connector should change to; None if it has it already."""
        operative = self.operative and evse.operative and connector.operative
        if connector.status == "Faulted" or operative == (connector.status != "Unavailable"):
            return None
        return self._before.get((evse.id, connector.id), "Available") if operative else "Unavailable"

    def _apply(self, evse: Evse, connector: Connector) -> tuple[Call, ...]:
        wanted = self._wants(evse, connector)
        if wanted is None:
            return ()
        if wanted == "Unavailable":
            self._before[evse.id, connector.id] = connector.status
        return self._connectors.report(evse.id, connector.id, wanted)
