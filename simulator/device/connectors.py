"""The EVSEs and connectors of a station: their states, and the messages that report them (block G)."""

from collections.abc import Iterator, Sequence
from typing import Literal

from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.evse import Connector, Evse, station_status
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.device.notify_events import NotifyEventComposer

ConnectorReports = Literal["both", "StatusNotification", "NotifyEvent"]
"""The messages that report the state of a connector: one is sufficient (G01.FR.07), Part 6 sends both."""


class Connectors:
    """The EVSEs by number, with their connectors. Changed states are also written to the device model."""

    def __init__(
        self,
        model: DeviceModel,
        clock: Clock,
        events: NotifyEventComposer,
        numbers: Sequence[int],
        *,
        connector_type: str = "sType2",
        style: ConnectorReports = "both",
    ) -> None:
        self._model = model
        self._clock = clock
        self._events = events
        self._style: ConnectorReports = style
        self.evses = {
            number: Evse(number, [Connector(connector, connector_type) for connector in range(1, count + 1)])
            for number, count in enumerate(numbers, 1)
        }

    def __iter__(self) -> Iterator[tuple[Evse, Connector]]:
        return ((evse, connector) for evse in self.evses.values() for connector in evse.connectors)

    def find(self, evse: int, connector: int) -> Connector:
        """Return a connector by its numbers. Raises KeyError if there is none."""
        found = self.evses[evse].connector(connector)
        if found is None:
            raise KeyError(f"EVSE {evse} has no connector {connector}")
        return found

    @property
    def statuses(self) -> dict[tuple[int, int], str]:
        """The state of every connector, by the numbers of EVSE and connector."""
        return {(evse.id, connector.id): connector.status for evse, connector in self}

    def set(self, evse: int, connector: int, status: str) -> None:
        """Change the state of a connector without a report. Raises KeyError if there is no such connector."""
        self.find(evse, connector).status = status
        model, faulted = self._model, status == "Faulted"
        model.put("Connector", "AvailabilityState", status, evse=evse, connector=connector)
        model.put("Connector", "Problem", faulted, evse=evse, connector=connector)
        model.put("EVSE", "AvailabilityState", self.evses[evse].status, evse=evse)
        model.put("EVSE", "Problem", self.evses[evse].status == "Faulted", evse=evse)
        model.put("ChargingStation", "AvailabilityState", station_status(self.evses.values()))
        model.put("ChargingStation", "Problem", any(e.status == "Faulted" for e in self.evses.values()))

    def report(self, evse: int, connector: int, status: str) -> tuple[Call, ...]:
        """Change the state of a connector and return its report: StatusNotification, NotifyEvent or both (G01).

        Raises KeyError if there is no such connector.
        """
        self.set(evse, connector, status)
        calls = []
        if self._style != "NotifyEvent":
            calls.append(self.status_notification(evse, connector))
        if self._style != "StatusNotification":
            calls.append(self.availability_event(evse, connector))
        return tuple(calls)

    def report_all(self, status: str = "Available") -> tuple[Call, ...]:
        """Change the state of every connector and return all reports."""
        return tuple(call for evse, connector in self for call in self.report(evse.id, connector.id, status))

    def status_notification(self, evse: int, connector: int) -> Call:
        """Compose a StatusNotification with the present state of a connector."""
        status = self.find(evse, connector).status
        stamp = self._clock.stamp()
        return Call(
            "StatusNotification",
            {"timestamp": stamp, "connectorStatus": status, "evseId": evse, "connectorId": connector},
        )

    def availability_event(self, evse: int, connector: int) -> Call:
        """Compose a NotifyEvent with the present state of a connector."""
        return self._events.compose(
            component={"name": "Connector", "evse": {"id": evse, "connectorId": connector}},
            variable={"name": "AvailabilityState"},
            actualValue=self.find(evse, connector).status,
        )
