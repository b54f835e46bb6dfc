"""Messages as values in a scenario: calls of the CSMS, calls of the station, answers."""

from dataclasses import dataclass, field
from typing import Any

from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.device.messages import Call
from plugfest.simulator.station import Received, Sent


class _Message:
    """A payload whose fields a scenario may use in its next step."""

    subject: str
    payload: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return a field that the next step needs; stop the case without it."""
        if name not in self.payload:
            raise Stop(
                "validation-violated", f"{self.subject} has no {name}, which the next step needs", csms_at_fault=True
            )
        return self.payload[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field that may be missing."""
        return self.payload.get(name, default)


@dataclass
class CsmsCall(_Message):
    """A call of the CSMS that a step took."""

    received: Received
    order: Order | None = None
    then: tuple[Call, ...] = ()
    """Messages that a real station sends after its own answer: see `station.follows_up`."""
    payload: dict[str, Any] = field(init=False)
    subject: str = field(init=False)

    def __post_init__(self) -> None:
        self.payload = self.received.payload
        self.subject = f"{self.received.action}Request"

    @property
    def entry(self) -> int:
        """Return its number in the trace."""
        return self.received.entry

    @property
    def supplied(self) -> dict[str, Any] | None:
        """Return the payload that plugfest itself passed to the CSMS's API for it, if any."""
        return self.order.supplied if self.order else None


@dataclass
class StationCall:
    """A call that the station has sent, or `queued` and not sent yet."""

    call: Call
    sent: Sent | None = None
    step: int | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """Return the payload of the station's call."""
        return self.call.payload


@dataclass
class Answer(_Message):
    """The CSMS's answer; its payload is empty where it was a CALLERROR."""

    subject: str
    payload: dict[str, Any]
    error_code: str | None = None
    entry: int | None = None
    """Return its number in the trace."""
    came: bool = True
    """False if no answer arrived in time; this does not stop a case whose call was not part of Part 6."""
    supplied: dict[str, Any] | None = None
    """Always None: no API receives the payload of an answer."""
    description: str = ""
    """The error description of a CALLERROR."""

    @property
    def error_words(self) -> str:
        """Return code and description of a CALLERROR, on one line."""
        description = " ".join(self.description.split())
        return f"{self.error_code}: {description}" if description else str(self.error_code)
