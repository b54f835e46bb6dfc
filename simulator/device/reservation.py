"""Reservations: use cases H01 to H04."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from plugfest.simulator.device.authorization import same_token
from plugfest.simulator.device.clock import Clock, moment_of
from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.evse import Evse
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.device.transaction import Transaction


class Held(msgspec.Struct, frozen=True):
    """A reservation: token, group, expiry, and EVSE or connector type if given."""

    id: int
    token: dict[str, Any]
    expiry: datetime
    group: dict[str, Any] | None = None
    evse: int | None = None
    connector_type: str | None = None

    def is_for(self, token: Mapping[str, Any] | None, group: Mapping[str, Any] | None = None) -> bool:
        """Return whether it is for this token or group."""
        return same_token(self.token, token) or (self.group is not None and same_token(self.group, group))


class Reservations:
    """The reservations by their ids."""

    def __init__(self, model: DeviceModel, clock: Clock, connectors: Connectors) -> None:
        self._model = model
        self._clock = clock
        self._connectors = connectors
        self.held: dict[int, Held] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"ReserveNow": self.reserve_now, "CancelReservation": self.cancel_reservation}

    def reserve_now(self, request: Payload) -> Reply:
        """Reserve a given or any EVSE (H01); the same id replaces a reservation (H01.FR.02)."""
        objection = self._objection(request)
        if objection:
            return Reply(status("Rejected", *objection))
        new = Held(
            request["id"],
            dict(request["idToken"]),
            moment_of(request["expiryDateTime"]),
            request.get("groupIdToken"),
            request.get("evseId"),
            request.get("connectorType"),
        )
        before, kept = self._connectors.statuses, dict(self.held)
        if self.held.pop(new.id, None):
            self._settle()
        targets = [evse for evse in self._connectors.evses.values() if _suits(evse, new)]
        free = any(evse.status == "Available" for evse in targets)
        self.held[new.id] = new
        if free and _can_be_kept(self.held.values(), self._reservable()):
            self._settle()
            return Reply(status("Accepted"), self._reports(before))
        refusal, self.held = _refusal(targets), kept
        self._settle()
        return Reply(status(refusal))

    def cancel_reservation(self, request: Payload) -> Reply:
        """Cancel a reservation (H02)."""
        before = self._connectors.statuses
        if self.held.pop(request["reservationId"], None) is None:
            return Reply(status("Rejected", "NotFound"))
        self._settle()
        return Reply(status("Accepted"), self._reports(before))

    def for_token(self, evse: int, token: Mapping[str, Any], group: Mapping[str, Any] | None = None) -> Held | None:
        """Return the reservation of this token on this EVSE, or None."""
        fitting = (held for held in self.held.values() if held.evse in (None, evse))
        return next((held for held in fitting if held.is_for(token, group)), None)

    def claim(self, transaction: Transaction) -> int | None:
        """Use the reservation of a transaction, if there is one; its events name it."""
        if transaction.evse is None or transaction.token is None:
            return None
        used = self.for_token(transaction.evse, transaction.token)
        return self.held.pop(used.id).id if used else None

    def end(self, reservation_id: int, why: Literal["Expired", "Removed"]) -> tuple[Call, ...]:
        """End a reservation otherwise, and report it (H01.FR.16, H04). Raises KeyError."""
        before = self._connectors.statuses
        del self.held[reservation_id]
        self._settle()
        reported = {"reservationId": reservation_id, "reservationUpdateStatus": why}
        return (*self._reports(before), Call("ReservationStatusUpdate", reported))

    @property
    def next_expiry(self) -> datetime | None:
        """The time at which the next reservation expires; None without one."""
        return min((held.expiry for held in self.held.values()), default=None)

    def expire(self) -> tuple[Call, ...]:
        """End expired reservations, and report each."""
        now = self._clock.now()
        over = [held.id for held in self.held.values() if held.expiry <= now]
        return tuple(call for reservation in over for call in self.end(reservation, "Expired"))

    def _objection(self, request: Payload) -> tuple[str, str] | None:
        if self._model.value("ReservationCtrlr", "Enabled") != "true":
            return "NotEnabled", "This station takes no reservations"
        if moment_of(request["expiryDateTime"]) <= self._clock.now():
            return "InvalidValue", "The reservation has expired already"
        if "evseId" in request and request["evseId"] not in self._connectors.evses:
            return "UnknownEvse", f"There is no EVSE {request['evseId']}"
        if "evseId" not in request and self._model.value("ReservationCtrlr", "NonEvseSpecific") != "true":
            return "MissingParam", "An EVSE has to be named (H01.FR.19)"
        wanted = request.get("connectorType")
        types = {connector.type for evse in self._connectors.evses.values() for connector in evse.connectors}
        if wanted is not None and wanted not in types:
            return "UnknownConnectorType", f"The connectors are {', '.join(sorted(types))}"
        return None

    def _reports(self, before: dict[tuple[int, int], str]) -> tuple[Call, ...]:
        """Report the connectors whose state changed."""
        return tuple(
            call
            for (evse, connector), state in self._connectors.statuses.items()
            if state != before[evse, connector]
            for call in self._connectors.report(evse, connector, state)
        )

    def _reservable(self) -> list[Evse]:
        return [evse for evse in self._connectors.evses.values() if evse.status in ("Available", "Reserved")]

    def _settle(self) -> None:
        """Set the state of every unused EVSE by the reservations.

        It is reserved if the reservations could not all be kept without it: a reservation of any EVSE is visible only
        if all free ones are needed (H01.FR.20, FR.24).
        """
        free = self._reservable()
        needed = [evse for evse in free if not _can_be_kept(self.held.values(), [e for e in free if e is not evse])]
        for evse in free:
            wanted = "Reserved" if evse in needed else "Available"
            for connector in evse.connectors:
                if connector.status in ("Available", "Reserved"):
                    self._connectors.set(evse.id, connector.id, wanted)


def _can_be_kept(reservations: Iterable[Held], evses: list[Evse]) -> bool:
    """Return whether each reservation can get a separate EVSE (a matching in a bipartite graph)."""
    taken: dict[int, Held] = {}

    def place(held: Held, tried: set[int]) -> bool:
        for evse in evses:
            if evse.id not in tried and _suits(evse, held):
                tried.add(evse.id)
                if evse.id not in taken or place(taken[evse.id], tried):
                    taken[evse.id] = held
                    return True
        return False

    return all(place(held, set()) for held in reservations)


def _suits(evse: Evse, held: Held) -> bool:
    if held.evse is not None:
        return evse.id == held.evse
    return held.connector_type is None or any(connector.type == held.connector_type for connector in evse.connectors)


def _refusal(targets: list[Evse]) -> str:
    """Return the status that refuses a reservation of these connectors, or None (H01.FR.11 to FR.14)."""
    found = {evse.status for evse in targets}
    for sole in ("Faulted", "Unavailable"):
        if found == {sole}:
            return sole
    return "Occupied"
