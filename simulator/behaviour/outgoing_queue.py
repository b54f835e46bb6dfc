"""Outgoing messages: sent to the CSMS, or queued while the station is offline."""

from datetime import datetime, timedelta

from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call


class OutgoingQueue:
    """Queues events while the station is offline (E04, E11, E12), and remembers other changes to report."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._offline_since: datetime | None = None
        self._before: dict[tuple[int, int], str] = {}

    @property
    def online(self) -> bool:
        """Whether messages can be sent."""
        return self._offline_since is None

    def event(self, call: Call) -> tuple[Call, ...]:
        """Return an event to be sent now, or queue it."""
        if self.online:
            return (call,)
        self._device.queue.put(call)
        return ()

    def state_of_connector(self, evse: int, connector: int, status: str) -> tuple[Call, ...]:
        """Change the state of a connector: reported now, or after the reconnect with its state at that time."""
        if self.online:
            return self._device.connectors.report(evse, connector, status)
        self._device.connectors.set(evse, connector, status)
        return ()

    def meter_values(self, call: Call) -> tuple[Call, ...]:
        """Return values outside of transactions; while offline they are lost, unless QueueAllMessages is true."""
        if self.online:
            return (call,)
        if self._device.model.value("OCPPCommCtrlr", "QueueAllMessages") == "true":
            self._device.queue.put(call)
        return ()

    def changes_of_availability(self) -> tuple[Call, ...]:
        """Make the changes of availability that waited for the end of a transaction, and report them if online."""
        calls = self._device.availability.due()
        return calls if self.online else ()

    def goes_offline(self) -> None:
        """Start queueing."""
        if self.online:
            self._offline_since = self._device.clock.now()
            self._before = self._states()

    def lost(self, call: Call) -> None:
        """Queue an unanswered event as an offline one (E11.FR.07)."""
        if call.action == "TransactionEvent":
            call.payload["offline"] = True
            if call not in self._device.queue:
                self._device.queue.put(call)

    def comes_back(self) -> tuple[Call, ...]:
        """Return reports of the changed connectors, or of all after a long time (B04), and the queue in order."""
        if self._offline_since is None:
            return ()
        away = self._device.clock.now() - self._offline_since
        threshold = timedelta(seconds=int(self._device.model.value("OCPPCommCtrlr", "OfflineThreshold")))
        self._offline_since = None
        reports = [
            call
            for (evse, connector), state in self._states().items()
            if away > threshold or state != self._before.get((evse, connector))
            for call in self._device.connectors.report(evse, connector, state)
        ]
        return (*reports, *self._device.queue)

    def delivered(self, call: Call) -> None:
        """Remove an answered call from the queue."""
        if call in self._device.queue:
            self._device.queue.take(call)

    def _states(self) -> dict[tuple[int, int], str]:
        evses = self._device.evses.values()
        return {(evse.id, connector.id): connector.status for evse in evses for connector in evse.connectors}
