"""Misbehaviour on demand: changes of messages as by a flawed station or a bad network."""

import asyncio
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from plugfest.simulator.device.clock import moment_of, rfc3339
from plugfest.simulator.device.messages import Call
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

MISBEHAVIOURS: dict[str, str] = {
    "wrong-seqno": "sequence numbers of TransactionEvents skip one: does the CSMS notice the gap?",
    "missing-field": "requests lack their first required field: does the CSMS refuse them with a CALLERROR?",
    "schema-violation": "requests have a member that OCPP does not know: does the CSMS refuse them?",
    "duplicate-events": "the last TransactionEvents are sent again after a reconnect: are they counted once?",
    "silence": "requests of the CSMS are not answered: does it give up, and go on with other stations?",
    "half-open": "nothing is sent or read, and the connection stays open: does the CSMS notice by its pings?",
    "flood": "every request is sent twenty times over without waiting for answers: is the CSMS still there for others?",
    "slow-answers": "requests of the CSMS are answered after 20 seconds: does it wait, without sending a second one?",
    "clock-off": "all times lie an hour ahead: does the CSMS go by its own clock?",
}
"""The faults by name, each with its purpose."""

SLOW_SECONDS = 20.0
_FLOOD = 20
_REPEATED = 3
_CLOCK_OFFSET = timedelta(hours=1)
_TIMES = ("timestamp", "generatedAt")


class MisbehavingLink(Link):
    """A link that changes messages of the station by the active faults; `active` are their names."""

    def __init__(self) -> None:
        super().__init__()
        self.active: set[str] = set()
        self._events: list[dict[str, Any]] = []

    def start(self, name: str) -> None:
        """Start a misbehaviour. Raises ValueError for an unknown name."""
        if name not in MISBEHAVIOURS:
            raise ValueError(f'there is no misbehaviour "{name}"; known are {", ".join(MISBEHAVIOURS)}')
        self.active.add(name)
        if name == "half-open":
            self.frozen = True
            self.freeze()

    def stop(self, name: str) -> None:
        """Stop a misbehaviour."""
        self.active.discard(name)
        if name == "half-open" and self.frozen:
            # A frozen connection stays frozen: the station reconnects.
            self.frozen = False
            self.end(None)

    def repeated_events(self) -> list[Call]:
        """Return the events to be repeated after a reconnect."""
        return (
            [Call("TransactionEvent", payload) for payload in self._events] if "duplicate-events" in self.active else []
        )

    def outgoing(self, text: str, send: Callable[[str], None]) -> None:
        """Pass on a message of the station, changed by the active faults."""
        if not self.active:
            super().outgoing(text, send)
            return
        message = json.loads(text)
        if message[0] == MessageType.CALL:
            for changed in self._changed(message):
                super().outgoing(json.dumps(changed, ensure_ascii=False), send)
        elif "silence" not in self.active:
            self._answer(text, send)

    def _answer(self, text: str, send: Callable[[str], None]) -> None:
        if "slow-answers" in self.active:
            asyncio.get_running_loop().call_later(SLOW_SECONDS, send, text)
        else:
            super().outgoing(text, send)

    def _changed(self, message: list[Any]) -> list[list[Any]]:
        kind, identifier, action, payload = message
        if action == "TransactionEvent":
            self._events = [*self._events, payload][-_REPEATED:]
            if "wrong-seqno" in self.active:
                payload = {**payload, "seqNo": payload["seqNo"] + 1}
        if "clock-off" in self.active:
            payload = _an_hour_ahead(payload)
        if "missing-field" in self.active and payload:
            payload = dict(list(payload.items())[1:])
        if "schema-violation" in self.active:
            payload = {**payload, "plugfest": "no member of OCPP"}
        extra = _FLOOD if "flood" in self.active else 0
        repeats = [[kind, str(uuid.uuid4()), action, payload] for _ in range(extra)]
        return [[kind, identifier, action, payload], *repeats]


def _an_hour_ahead(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shifted(each) if name in _TIMES else _an_hour_ahead(each) for name, each in value.items()}
    return [_an_hour_ahead(each) for each in value] if isinstance(value, list) else value


def _shifted(text: str) -> str:
    return rfc3339(moment_of(text) + _CLOCK_OFFSET)
