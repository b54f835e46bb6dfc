"""A transaction of the station, and its events (block E)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.messages import Call

_OF_TRANSACTION_INFO = ("timeSpentCharging", "remoteStartId")


class Transaction:
    """One transaction: id, EVSE, token and state.

    `seq_no` is the last sequence number used, -1 before the first event. `token` is the idToken that authorized it;
    `token_told` whether an event has sent it to the CSMS. `ready_since` is the time at which an EV was connected and a
    token authorized: the start of Relative charging profiles.
    """

    def __init__(
        self,
        clock: Clock,
        transaction_id: str,
        *,
        evse: int | None = None,
        connector: int | None = None,
        token: Mapping[str, Any] | None = None,
        remote_start_id: int | None = None,
        claim: "Callable[[Transaction], int | None]" = lambda transaction: None,
        on_event: "Callable[[Transaction], None]" = lambda transaction: None,
    ) -> None:
        self._clock = clock
        self._claim = claim
        self._on_event = on_event
        self.id = transaction_id
        self.evse = evse
        self.connector = connector
        self.token = dict(token) if token else None
        self.token_reported = False
        self.remote_start_id = remote_start_id
        self.charging_state: str | None = None
        self.ready_since: datetime | None = None
        self.total_cost: float | None = None
        self.seq_no = -1
        self.started = False
        self.ended = False
        self._reported_evse: dict[str, int] | None = None
        self._reported_remote_start: int | None = None

    def __repr__(self) -> str:
        return f"<Transaction {self.id} on EVSE {self.evse}, event {self.seq_no}>"

    @property
    def authorized(self) -> bool:
        """Whether a token was authorized."""
        return self.token is not None

    def event(
        self,
        event_type: str,
        triggerReason: str,
        *,
        chargingState: str | None = None,
        stoppedReason: str | None = None,
        token: Mapping[str, Any] | None = None,
        meterValue: Sequence[Mapping[str, Any]] | None = None,
        offline: bool | None = None,
        evse: bool | None = None,
        seq_no: int | None = None,
        **more: Any,
    ) -> Call:
        """Compose the next TransactionEvent and remember its content.

        Added by default: the next seqNo, a timestamp, the last known charging state, the EVSE in the first event that
        knows it (overridden by `evse`), the token in the first event after it became known, with the id of its
        reservation (H01.FR.15), the remoteStartId once (F01.FR.25). `seq_no` uses another number without counting it.
        `more` are further fields of the message.
        """
        if seq_no is None:
            self.seq_no += 1
            seq_no = self.seq_no
        self.charging_state = chargingState or self.charging_state
        info: dict[str, Any] = {"transactionId": self.id}
        if self.charging_state:
            info["chargingState"] = self.charging_state
        if stoppedReason:
            info["stoppedReason"] = stoppedReason
        if self.remote_start_id is not None and self._reported_remote_start != self.remote_start_id:
            info["remoteStartId"] = self._reported_remote_start = self.remote_start_id
        info |= {name: more.pop(name) for name in _OF_TRANSACTION_INFO if name in more}
        info |= more.pop("transactionInfo", {})

        payload: dict[str, Any] = {
            "eventType": event_type,
            "timestamp": more.pop("timestamp", None) or self._clock.stamp(),
            "triggerReason": triggerReason,
            "seqNo": seq_no,
            "transactionInfo": info,
        }
        payload |= self._place(evse)
        payload |= self._authorization(token)
        if meterValue:
            payload["meterValue"] = [dict(value) for value in meterValue]
        if offline is not None:
            payload["offline"] = offline
        if self.ready_since is None and self.authorized and self.charging_state not in (None, "Idle"):
            self.ready_since = self._clock.now()
        self.started = True
        self.ended = self.ended or event_type == "Ended"
        self._on_event(self)
        return Call("TransactionEvent", payload | more)

    def _place(self, asked: bool | None) -> dict[str, Any]:
        if self.evse is None or asked is False:
            return {}
        place = {"id": self.evse} | ({"connectorId": self.connector} if self.connector is not None else {})
        if asked is None and place == self._reported_evse:
            return {}
        self._reported_evse = place
        return {"evse": dict(place)}

    def _authorization(self, token: Mapping[str, Any] | None) -> dict[str, Any]:
        self.token = self.token or (dict(token) if token else None)
        if self.token is None or (token is None and self.token_reported):
            return {}
        reservation = None if self.token_reported else self._claim(self)
        self.token_reported = True
        reported: dict[str, Any] = {"idToken": dict(token or self.token)}
        return reported if reservation is None else {**reported, "reservationId": reservation}
