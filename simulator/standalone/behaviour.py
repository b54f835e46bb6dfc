"""A whole station that lives: its places, those who come to them, and what the CSMS makes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from plugfest.simulator.behaviour.outlet import Outlet
from plugfest.simulator.behaviour.place import Calls, Place
from plugfest.simulator.device.authorization import same_token
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Payload, Refusal, Reply
from plugfest.simulator.standalone.local_authorization import LocalAuthorization
from plugfest.simulator.standalone.timetable import Timetable

Token = Mapping[str, Any]
_Then = Callable[[Payload | None], Calls]


class Behaviour:
    """The verbs of a station, sans-I/O: each returns the calls that a real one would send, in their order.

    What is done at an EVSE is done `at` it; what concerns tokens is here. Whoever sends the calls gives each answer
    to `answered`, and sends what that returns in turn. What the CSMS asks the device for has its consequences here:
    they come after the device's answer, in `Reply.then`.
    """

    def __init__(self, device: Device, *, fixed_cables: bool = False) -> None:
        self.device = device
        self.outlet = Outlet(device)
        self.places = {evse: Place(device, evse, self.outlet, fixed_cable=fixed_cables) for evse in device.evses}
        self.local = LocalAuthorization(device)
        self._timetable = Timetable(device, self.outlet, self.places)
        self._waiting: list[tuple[Call, _Then]] = []
        device.on_reply = self._replied

    def at(self, evse: int) -> Place:
        """The place of that EVSE. Raises KeyError where there is none."""
        return self.places[evse]

    # --- tokens ---

    def swipe(self, evse: int, token: Token) -> Calls:
        """Somebody shows a token at an EVSE, to start there or to stop (C01, C09, C16, E03, E07)."""
        place, bay = self.places[evse], self.places[evse].bay
        if bay.token is not None:
            return self._swipe_to_stop(place, token)
        first = bay.transaction.token if bay.transaction else None
        if first is not None and not same_token(first, token):
            # One transaction, one token (C01.FR.23).
            return ()
        bay.locked = False
        return self._swipe_to_start(place, token) if self._usable(place, token) else ()

    def _swipe_to_start(self, place: Place, token: Token) -> Calls:
        decision = self.local.decide(token, online=self.outlet.online)
        if decision == "yes":
            return place.allow(token, "Authorized", self.local.group_of(token))
        if decision == "no":
            return self._master_stops(token) if self.local.is_master(self.local.group_of(token)) else ()
        return self._ask(token, lambda answer: self._may_start(place, token, answer))

    def _may_start(self, place: Place, token: Token, answer: Payload | None) -> Calls:
        if answer is None:
            again = self.local.decide(token, online=False) == "yes" and place.bay.token is None
            return place.allow(token, "Authorized", self.local.group_of(token)) if again else ()
        info = answer.get("idTokenInfo", {})
        if self.local.is_master(info.get("groupIdToken")):
            return self._master_stops(token) if info["status"] == "Accepted" else ()
        allowed = not info.get("evseId") or place.evse in info["evseId"]
        if info.get("status") != "Accepted" or not allowed or place.bay.token is not None:
            return ()
        return place.allow(token, "Authorized", info.get("groupIdToken"))

    def _swipe_to_stop(self, place: Place, token: Token) -> Calls:
        known = self.local.known(token) or {}
        if same_token(place.bay.token, token) or self._stops(place, known):
            return place.stop(token)
        if known.get("status") == "Accepted" and self.local.is_master(known.get("groupIdToken")):
            return self._master_stops(token)
        if not self.outlet.online:
            return ()
        return self._ask(token, lambda answer: self._may_stop(place, token, (answer or {}).get("idTokenInfo", {})))

    def _may_stop(self, place: Place, token: Token, info: Payload) -> Calls:
        if info.get("status") == "Accepted" and self.local.is_master(info.get("groupIdToken")):
            return self._master_stops(token)
        return place.stop(token) if self._stops(place, info) else ()

    @staticmethod
    def _stops(place: Place, info: Payload) -> bool:
        """Whether a token of that idTokenInfo stops the charge: of the same group, and itself valid (C09.FR.11)."""
        return info.get("status") == "Accepted" and same_token(place.bay.group, info.get("groupIdToken"))

    def _master_stops(self, token: Token) -> Calls:
        """A station without a screen: the master pass stops all (C16.FR.02)."""
        charging = [place for place in self.places.values() if place.bay.transaction]
        return tuple(call for place in charging for call in place.stop(token, master=True))

    def _usable(self, place: Place, token: Token) -> bool:
        """Whether this EVSE is in operation, and not kept for somebody else."""
        evse = self.device.evses[place.evse]
        if evse.status == "Reserved":
            return self.device.reservations.for_token(evse.id, token, self.local.group_of(token)) is not None
        return evse.status not in ("Unavailable", "Faulted")

    def _ask(self, token: Token, then: _Then) -> Calls:
        call = self.device.authorize(token)

        def remembering(answer: Payload | None) -> Calls:
            if answer is not None and "idTokenInfo" in answer:
                self.local.remember(token, answer["idTokenInfo"])
            return then(answer)

        self._waiting.append((call, remembering))
        return (call,)

    # --- the CSMS ---

    def answered(self, call: Call, answer: Payload | None) -> Calls:
        """The CSMS has answered a call, or refused it (None): what the station does about that."""
        self.outlet.delivered(call)
        for waiting in self._waiting:
            if waiting[0] is call:
                self._waiting.remove(waiting)
                return waiting[1](answer)
        info, token = (answer or {}).get("idTokenInfo"), call.payload.get("idToken")
        if call.action != "TransactionEvent" or info is None or token is None:
            return ()
        self.local.remember(token, info)
        transaction = call.payload["transactionInfo"]["transactionId"]
        for place in self.places.values():
            bay = place.bay
            if bay.transaction and bay.transaction.id == transaction and same_token(bay.token, token):
                bay.group = info.get("groupIdToken") or bay.group
                return () if info["status"] == "Accepted" else self._turned_out_invalid(place)
        return ()

    def _turned_out_invalid(self, place: Place) -> Calls:
        """The CSMS does not accept the token of a running transaction (E05)."""
        model = self.device.model
        if model.value("TxCtrlr", "StopTxOnInvalidId") == "true":
            return place.disallow("Deauthorized", "DeAuthorized", unlock=False)
        most = float(model.value("TxCtrlr", "MaxEnergyOnInvalidId"))
        began = self._timetable.register_at_begin(place)
        place.bay.energy_limit = began + most
        return self._timetable.end_of_allowance(place)

    def _replied(self, action: str, request: Payload, reply: Reply) -> Calls:
        if isinstance(reply.answer, Refusal) or reply.answer.get("status") not in ("Accepted", "Unlocked"):
            return ()
        match action:
            case "RequestStartTransaction":
                return self._remote_start(request)
            case "Reset" if request["type"] == "Immediate":
                reset = (place for place in self.places.values() if request.get("evseId") in (None, place.evse))
                return tuple(call for place in reset for call in place.reset())
            case "RequestStopTransaction":
                return self._remote_stop(request["transactionId"])
            case "UnlockConnector":
                self.places[request["evseId"]].bay.locked = False
        return ()

    def _remote_start(self, request: Payload) -> Calls:
        token, control = request["idToken"], self.device.remote_control
        number = request["remoteStartId"]
        start = next((start for start in control.starts if start.remote_start_id == number), None)
        running = next((t for t in self.device.transactions.open if t.remote_start_id == number), None)
        evse = start.evse if start else running.evse if running else None
        if evse is None:
            return ()
        place = self.places[evse]
        if self.device.model.value("AuthCtrlr", "AuthorizeRemoteStart") != "true":
            return place.allow(token, "RemoteStart", request.get("groupIdToken"))
        # Until somebody has said yes, an EV that is plugged in meanwhile must not use it.
        if start:
            control.starts.remove(start)
        if running:
            running.token = running.remote_start_id = None

        def allowed(group: Token | None) -> Calls:
            if start:
                control.starts.append(start)
            if running:
                running.remote_start_id = number
            return place.allow(token, "RemoteStart", group)

        def then(answer: Payload | None) -> Calls:
            info = (answer or {}).get("idTokenInfo", {})
            free = place.bay.token is None
            return allowed(info.get("groupIdToken")) if info.get("status") == "Accepted" and free else ()

        decision = self.local.decide(token, online=True)
        if decision == "ask":
            return self._ask(token, then)
        return allowed(self.local.group_of(token)) if decision == "yes" else ()

    def _remote_stop(self, transaction_id: str) -> Calls:
        transaction = self.device.transactions.find(transaction_id)
        here = (p for p in self.places.values() if p.bay.transaction is transaction)
        place = next(here, None) if transaction else None
        return place.disallow("RemoteStop", "Remote") if place else ()

    # --- the connection ---

    def goes_offline(self) -> None:
        """The connection is gone: events are queued from now on, tokens decided on here."""
        self.outlet.goes_offline()

    def lost(self, call: Call) -> None:
        """A call went out or was to go out, and no answer comes: an event goes (back) into the queue.

        What comes of an Authorize is decided here. Calls are given in the order in which they were to be sent, after
        `goes_offline`.
        """
        self.outlet.lost(call)
        for waiting in self._waiting:
            if waiting[0] is call:
                self._waiting.remove(waiting)
                waiting[1](None)
                return

    def comes_back(self) -> Calls:
        """The connection is there again: states that have changed, and the queue in its order (E04.FR.02, B04)."""
        return self.outlet.comes_back()

    # --- time ---

    def passes(self, seconds: float = 0.0) -> Calls:
        """Time passes on the station's clock: meter values, connection timeouts, ends of allowances, as they fall due.

        Raises ValueError where that lies ahead of real time.
        """
        return self._timetable.passes(seconds)
