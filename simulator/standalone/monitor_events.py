"""Sending the events of a station's monitors, including periodic ones (N07, N08)."""

import asyncio
from datetime import UTC, datetime

from plugfest.simulator.device.monitors import Monitor
from plugfest.simulator.standalone.send_and_wait import send_and_wait
from plugfest.simulator.standalone.signal import Signal
from plugfest.simulator.station import NotConnectedError, Station

_DAY = 86_400.0


class MonitorEvents:
    """Sends the events of the device's monitors. `run` continues until it is cancelled."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._news = Signal()
        self._next: dict[int, float] = {}
        """Due times of periodic monitors, on the loop's clock."""

    def notice(self) -> None:
        """Check for events, and for monitors that were set or cleared."""
        self._news.set()

    async def run(self) -> None:
        """Wait for events and for due times, in turn."""
        while True:
            try:
                async with asyncio.timeout_at(self._schedule()):
                    await self._news.wait()
            except TimeoutError:
                self._raise_due()
            self._news.clear()
            await self._send()

    async def _send(self) -> None:
        device = self._station.device
        for call in device.monitoring.take_events():
            try:
                await send_and_wait(self._station, call)
            except NotConnectedError:
                if device.monitoring.is_kept_offline(call):
                    device.queue.put(call)

    def _schedule(self) -> float | None:
        """Return the due time of the next periodic monitor, or None."""
        periodic = {m.id: m for m in self._station.device.monitoring.monitors.values() if m.period is not None}
        now = asyncio.get_running_loop().time()
        self._next = {
            number: self._next.get(number) or now + _first_wait(monitor) for number, monitor in periodic.items()
        }
        return min(self._next.values(), default=None)

    def _raise_due(self) -> None:
        monitoring, now = self._station.device.monitoring, asyncio.get_running_loop().time()
        for number, due in self._next.items():
            monitor = monitoring.monitors.get(number)
            if due <= now and monitor is not None and monitor.period is not None:
                monitoring.raise_periodic(monitor)
                self._next[number] = due + monitor.period


def _first_wait(monitor: Monitor) -> float:
    """Return the seconds until the first event: a whole period, or until the next clock-aligned time (N08.FR.07)."""
    period = monitor.period or 0.0
    if monitor.type == "Periodic":
        return period
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return period - (now - midnight).total_seconds() % _DAY % period
