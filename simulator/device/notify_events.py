"""NotifyEvent messages, with event ids that increase over the whole life of a station (N07)."""

from typing import Any

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.counters import Counters
from plugfest.simulator.device.messages import Call, Payload


class NotifyEventComposer:
    """Composes NotifyEvent messages, each with one event."""

    def __init__(self, clock: Clock, counters: Counters) -> None:
        self._clock = clock
        self._counters = counters

    def compose(
        self, *, component: Payload, variable: Payload, actualValue: str, trigger: str = "Delta", **more: Any
    ) -> Call:
        """Compose a NotifyEvent about one variable, hard-wired by default; `more` are fields of its event."""
        stamp = self._clock.stamp()
        event = {
            "eventId": self._counters.next("event"),
            "timestamp": stamp,
            "trigger": trigger,
            "actualValue": actualValue,
            "eventNotificationType": "HardWiredNotification",
            "component": dict(component),
            "variable": dict(variable),
        }
        return Call("NotifyEvent", {"generatedAt": stamp, "seqNo": 0, "tbc": False, "eventData": [event | more]})
