"""A station's behaviour beside a CSMS that answers everything; every message is validated against its schema."""

from collections.abc import Iterable
from typing import Any

from plugfest.simulator.device import Call, Clock, Device, Refusal
from plugfest.simulator.protocol.schemas import validator
from plugfest.simulator.standalone.behaviour import Behaviour

ALICE = {"idToken": "ALICE", "type": "ISO14443"}
ACCEPTED = {"status": "Accepted"}


class Life:
    """A behaviour and a CSMS that answers all: tokens as in `infos`, Accepted where nothing else is said."""

    def __init__(self, **more: Any) -> None:
        self.device = Device(identity="CS1", reports="StatusNotification", clock=Clock(behind=86_000))
        self.device.registration = "Accepted"
        # A test that wants clock-aligned values turns them on: the others must not depend on the time of day.
        self.device.model.put("AlignedDataCtrlr", "Enabled", False)
        self.behaviour = Behaviour(self.device, **more)
        self.infos: dict[str, dict[str, Any]] = {}
        self.said: list[Call] = []

    def configure(self, **values: object) -> "Life":
        """Set variables by name, as Component_Name."""
        for name, value in values.items():
            self.device.model.put(*name.split("_", 1), value)
        return self

    def points(self, start: str, stop: str) -> "Life":
        return self.configure(TxCtrlr_TxStartPoint=start, TxCtrlr_TxStopPoint=stop)

    def does(self, calls: Iterable[Call]) -> list[str]:
        """Have this sent and answered, with all that comes of it; what was said, in short."""
        waiting, since = list(calls), len(self.said)
        while waiting:
            call = waiting.pop(0)
            validator(f"{call.action}Request").validate(call.payload)
            self.said.append(call)
            waiting += self.behaviour.answered(call, self._answer(call))
        return [short(call) for call in self.said[since:]]

    def asks(self, action: str, **payload: Any) -> list[str]:
        """The CSMS asks the station something, and it must be accepted."""
        validator(f"{action}Request").validate(payload)
        reply = self.device.reply(action, payload)
        assert not isinstance(reply.answer, Refusal)
        assert reply.answer["status"] in ("Accepted", "Unlocked"), reply.answer
        return self.does(reply.then)

    def swipe(self, token: dict[str, Any] | None = None, evse: int = 1) -> list[str]:
        return self.does(self.behaviour.swipe(evse, token or ALICE))

    def _answer(self, call: Call) -> dict[str, Any]:
        token = call.payload.get("idToken")
        return {"idTokenInfo": self.infos.get(token["idToken"], ACCEPTED)} if token else {}

    @property
    def events(self) -> list[dict[str, Any]]:
        return [call.payload for call in self.said if call.action == "TransactionEvent"]


def short(call: Call) -> str:
    """A call as a reader would note it: type, trigger, charging state and stopped reason of an event."""
    payload = call.payload
    if call.action == "StatusNotification":
        return str(payload["connectorStatus"])
    if call.action != "TransactionEvent":
        return call.action
    info = payload["transactionInfo"]
    parts = (payload["eventType"], payload["triggerReason"], info["chargingState"], info.get("stoppedReason"))
    return " ".join(filter(None, parts))
