"""Power control by charging profiles: the power follows the composite schedule (K01, K08)."""

from datetime import datetime, timedelta

from plugfest.simulator.behaviour.evse_behaviour import Calls, EvseBehaviour
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.meter import CHARGING_POWER

_HORIZON = 86_400
"""Seconds in which the next change of a limit is searched."""


class PowerControl:
    """Limits the power of each EVSE. A limit of 0 suspends the charge, a later one resumes it."""

    def __init__(self, device: Device, evses: dict[int, EvseBehaviour]) -> None:
        self._device = device
        self._evses = evses
        self._suspended: set[int] = set()
        self.next_change: datetime | None = None
        """The time of the next change of a limit, if known."""

    def apply(self) -> Calls:
        """Apply the current limits; return the resulting messages."""
        self.next_change = None
        return tuple(call for evse in self._evses.values() for call in self._apply(evse))

    def _apply(self, evse: EvseBehaviour) -> Calls:
        if evse.state.transaction is None:
            self._suspended.discard(evse.id)
            return ()
        limit = self._limit(evse.id)
        calls: Calls = ()
        if limit <= 0 and not evse.state.suspended:
            self._suspended.add(evse.id)
            calls = evse.suspend()
        elif limit > 0 and evse.id in self._suspended:
            self._suspended.discard(evse.id)
            calls = evse.resume()
        if evse.state.energy == "Charging":
            self._device.meter.registers[evse.id].power = min(CHARGING_POWER, limit)
        return calls

    def _limit(self, evse: int) -> float:
        """Return the limit of the profiles in watts."""
        if not self._device.smart_charging.installed:
            return CHARGING_POWER
        now = self._device.clock.now().replace(microsecond=0)
        periods = self._device.smart_charging.periods(evse, "W", now, _HORIZON)
        if len(periods) > 1:
            change = now + timedelta(seconds=periods[1]["startPeriod"])
            self.next_change = min(self.next_change or change, change)
        return float(periods[0]["limit"]) if periods else CHARGING_POWER
