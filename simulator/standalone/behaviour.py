"""The behaviour of a whole standalone station: EVSEs, drivers, and reactions to the CSMS."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from plugfest.simulator.behaviour.evse_behaviour import Calls, EvseBehaviour
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.device.authorization import same_token
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Payload, Refusal, Reply
from plugfest.simulator.standalone.local_authorization import LocalAuthorization
from plugfest.simulator.standalone.timetable import Timetable

Token = Mapping[str, Any]
NEVER_ASKED_FOR = ("Central", "NoAuthorization")
"""Token types whose remote start needs no Authorize, despite AuthorizeRemoteStart (F01.FR.01, FR.02)."""

_Then = Callable[[Payload | None], Calls]


class Behaviour:
    """The verbs of a station, sans-I/O: each returns the calls that a real one would send, in order.

    Verbs of an EVSE are `at` it; verbs with tokens are here. The sender of the calls passes each answer to `answered`,
    and sends the returned calls in turn. Consequences of requests of the CSMS follow the device's answer, in
    `Reply.then`.
    """

    def __init__(self, device: Device, *, fixed_cables: bool = False) -> None:
        self.device = device
        self.outgoing = OutgoingQueue(device)
        self.evses = {
            evse: EvseBehaviour(device, evse, self.outgoing, fixed_cable=fixed_cables) for evse in device.evses
        }
        self.local = LocalAuthorization(device)
        self._timetable = Timetable(device, self.outgoing, self.evses)
        self._waiting: list[tuple[Call, _Then]] = []
        device.on_reply = self._replied

    def at(self, evse_id: int) -> EvseBehaviour:
        """Return the behaviour of that EVSE. Raises KeyError if there is none."""
        return self.evses[evse_id]

    # --- tokens ---

    def swipe(self, evse_id: int, token: Token) -> Calls:
        """Present a token at an EVSE, to start or to stop (C01, C09, C16, E03, E07)."""
        evse, state = self.evses[evse_id], self.evses[evse_id].state
        if state.token is not None:
            return self._swipe_to_stop(evse, token)
        first = state.transaction.token if state.transaction else None
        if first is not None and not same_token(first, token):
            # One transaction, one token (C01.FR.23).
            return ()
        state.locked = False
        return self._swipe_to_start(evse, token) if self._usable(evse, token) else ()

    def _swipe_to_start(self, evse: EvseBehaviour, token: Token) -> Calls:
        decision = self.local.decide(token, online=self.outgoing.online)
        if decision == "yes":
            return evse.authorize(token, "Authorized", self.local.group_of(token))
        if decision == "no":
            return self._master_stops(token) if self.local.is_master(self.local.group_of(token)) else ()
        return self._ask(token, lambda answer: self._may_start(evse, token, answer))

    def _may_start(self, evse: EvseBehaviour, token: Token, answer: Payload | None) -> Calls:
        if answer is None:
            again = self.local.decide(token, online=False) == "yes" and evse.state.token is None
            return evse.authorize(token, "Authorized", self.local.group_of(token)) if again else ()
        info = answer.get("idTokenInfo", {})
        if self.local.is_master(info.get("groupIdToken")):
            return self._master_stops(token) if info["status"] == "Accepted" else ()
        allowed = not info.get("evseId") or evse.id in info["evseId"]
        if info.get("status") != "Accepted" or not allowed or evse.state.token is not None:
            return ()
        return evse.authorize(token, "Authorized", info.get("groupIdToken"))

    def _swipe_to_stop(self, evse: EvseBehaviour, token: Token) -> Calls:
        known = self.local.known(token) or {}
        if same_token(evse.state.token, token) or self._stops(evse, known):
            return evse.stop(token)
        if known.get("status") == "Accepted" and self.local.is_master(known.get("groupIdToken")):
            return self._master_stops(token)
        if not self.outgoing.online:
            return ()
        return self._ask(token, lambda answer: self._may_stop(evse, token, (answer or {}).get("idTokenInfo", {})))

    def _may_stop(self, evse: EvseBehaviour, token: Token, info: Payload) -> Calls:
        if info.get("status") == "Accepted" and self.local.is_master(info.get("groupIdToken")):
            return self._master_stops(token)
        return evse.stop(token) if self._stops(evse, info) else ()

    @staticmethod
    def _stops(evse: EvseBehaviour, info: Payload) -> bool:
        """Return whether a token with that idTokenInfo stops the charge: valid and of the same group (C09.FR.11)."""
        return info.get("status") == "Accepted" and same_token(evse.state.group, info.get("groupIdToken"))

    def _master_stops(self, token: Token) -> Calls:
        """Stop all charges, the effect of a master pass at a station without a screen (C16.FR.02)."""
        charging = [evse for evse in self.evses.values() if evse.state.transaction]
        return tuple(call for evse in charging for call in evse.stop(token, master=True))

    def _usable(self, evse: EvseBehaviour, token: Token) -> bool:
        """Return whether this EVSE is operative and not reserved for another token."""
        status = self.device.evses[evse.id].status
        if status == "Reserved":
            return self.device.reservations.for_token(evse.id, token, self.local.group_of(token)) is not None
        return status not in ("Unavailable", "Faulted")

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
        """Return the calls that follow an answer of the CSMS, None for a refusal."""
        self.outgoing.delivered(call)
        for waiting in self._waiting:
            if waiting[0] is call:
                self._waiting.remove(waiting)
                return waiting[1](answer)
        info, token = (answer or {}).get("idTokenInfo"), call.payload.get("idToken")
        if call.action != "TransactionEvent" or info is None or token is None:
            return ()
        self.local.remember(token, info)
        transaction = call.payload["transactionInfo"]["transactionId"]
        for evse in self.evses.values():
            state = evse.state
            if state.transaction and state.transaction.id == transaction and same_token(state.token, token):
                state.group = info.get("groupIdToken") or state.group
                return () if info["status"] == "Accepted" else self._turned_out_invalid(evse)
        return ()

    def _turned_out_invalid(self, evse: EvseBehaviour) -> Calls:
        """Follow a refused token of a running transaction (E05)."""
        model = self.device.model
        if model.value("TxCtrlr", "StopTxOnInvalidId") == "true":
            return evse.deauthorize("Deauthorized", "DeAuthorized", unlock=False)
        most = float(model.value("TxCtrlr", "MaxEnergyOnInvalidId"))
        began = self._timetable.register_at_begin(evse)
        evse.state.energy_limit = began + most
        return self._timetable.end_of_allowance(evse)

    def _replied(self, action: str, request: Payload, reply: Reply) -> Calls:
        if isinstance(reply.answer, Refusal) or reply.answer.get("status") not in ("Accepted", "Unlocked"):
            return ()
        match action:
            case "RequestStartTransaction":
                return self._remote_start(request)
            case "Reset" if request["type"] == "Immediate":
                reset = (evse for evse in self.evses.values() if request.get("evseId") in (None, evse.id))
                return tuple(call for evse in reset for call in evse.reset())
            case "RequestStopTransaction":
                return self._remote_stop(request["transactionId"])
            case "UnlockConnector":
                self.evses[request["evseId"]].state.locked = False
        return ()

    def _remote_start(self, request: Payload) -> Calls:
        token, control = request["idToken"], self.device.remote_control
        number = request["remoteStartId"]
        start = next((start for start in control.starts if start.remote_start_id == number), None)
        running = next((t for t in self.device.transactions.open if t.remote_start_id == number), None)
        evse_id = start.evse if start else running.evse if running else None
        if evse_id is None:
            return ()
        evse = self.evses[evse_id]
        asked = self.device.model.value("AuthCtrlr", "AuthorizeRemoteStart") == "true"
        if not asked or token["type"] in NEVER_ASKED_FOR:
            return evse.authorize(token, "RemoteStart", request.get("groupIdToken"))
        # Until the authorization, an EV that is plugged in meanwhile must not use it.
        if start:
            control.starts.remove(start)
        if running:
            running.token = running.remote_start_id = None

        def allowed(group: Token | None) -> Calls:
            if start:
                control.starts.append(start)
            if running:
                running.remote_start_id = number
            return evse.authorize(token, "RemoteStart", group)

        def then(answer: Payload | None) -> Calls:
            info = (answer or {}).get("idTokenInfo", {})
            free = evse.state.token is None
            return allowed(info.get("groupIdToken")) if info.get("status") == "Accepted" and free else ()

        decision = self.local.decide(token, online=True)
        if decision == "ask":
            return self._ask(token, then)
        return allowed(self.local.group_of(token)) if decision == "yes" else ()

    def _remote_stop(self, transaction_id: str) -> Calls:
        transaction = self.device.transactions.find(transaction_id)
        here = (p for p in self.evses.values() if p.state.transaction is transaction)
        evse = next(here, None) if transaction else None
        return evse.deauthorize("RemoteStop", "Remote") if evse else ()

    # --- the connection ---

    def goes_offline(self) -> None:
        """Queue events and authorize tokens locally, after the loss of the connection."""
        self.outgoing.goes_offline()

    def lost(self, call: Call) -> None:
        """Take back an unanswered call: an event is queued again.

        An Authorize is decided locally. Calls are passed in sending order, after `goes_offline`.
        """
        self.outgoing.lost(call)
        for waiting in self._waiting:
            if waiting[0] is call:
                self._waiting.remove(waiting)
                waiting[1](None)
                return

    def comes_back(self) -> Calls:
        """Return the messages after a reconnect: changed states, and the queue in order (E04.FR.02, B04)."""
        return self.outgoing.comes_back()

    # --- time ---

    def next_due(self) -> datetime | None:
        """Return when something falls due, as it was when time last passed; None if nothing does."""
        return min(filter(None, (self._timetable.next_due(), self.device.reservations.next_expiry)), default=None)

    def passes(self, seconds: float = 0.0) -> Calls:
        """Let time pass on the station's clock and do what is due: meter values, timeouts, energy limits.

        Raises ValueError if that is ahead of real time.
        """
        return self._timetable.passes(seconds) + self.device.reservations.expire()
