"""Connected EVs with ISO 15118: their needs are sent to the CSMS, its offers to them (K15 to K17)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from plugfest.simulator.device.charging_profiles import InstalledProfile
from plugfest.simulator.device.clock import Clock, rfc3339
from plugfest.simulator.device.electric_vehicle import ElectricVehicle
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.schedule_timeline import Timeline

_LONGEST = 86_400

Periods = Callable[[int, str, datetime, int], list[dict[str, Any]]]
"""Returns the composite schedule of an EVSE in a unit, from a time on, for a duration in seconds."""


class _Plugged(msgspec.Struct):
    vehicle: ElectricVehicle
    needs_reported: bool = False
    chosen: dict[str, Any] | None = None
    """The EV's schedule for the last offer."""


class Vehicles:
    """The connected EVs, at most one per EVSE."""

    def __init__(self, clock: Clock, periods: Periods) -> None:
        self._clock = clock
        self._periods = periods
        self._plugged: dict[int, _Plugged] = {}

    def plug_in(self, evse: int, vehicle: ElectricVehicle) -> None:
        """Plug in an EV that speaks ISO 15118."""
        self._plugged[evse] = _Plugged(vehicle)

    def unplug(self, evse: int) -> None:
        """Remove the EV."""
        self._plugged.pop(evse, None)

    def needs(self, evse: int) -> Call:
        """Compose the needs of the EV (K15.FR.01), or new ones (K17.FR.01). Raises KeyError if no EV is plugged in."""
        plugged = self._plugged[evse]
        plugged.needs_reported = True
        return Call("NotifyEVChargingNeeds", {"evseId": evse, **plugged.vehicle.needs})

    def negotiating(self, evse: int) -> bool:
        """Return whether an EV has sent its needs: only then may a profile have several schedules (K01.FR.34)."""
        return evse in self._plugged and self._plugged[evse].needs_reported

    def follow(self, offer: InstalledProfile) -> tuple[Call, ...]:
        """Let the EV make its schedule for a new TxProfile, and report it (K15.FR.10, FR.19, K16.FR.05)."""
        if offer.purpose != "TxProfile" or not self.negotiating(offer.evse):
            return ()
        plugged, schedule = self._plugged[offer.evse], offer.profile["chargingSchedule"][0]
        plugged.chosen = None
        start = self._clock.now().replace(microsecond=0)
        unit, duration = schedule["chargingRateUnit"], self._duration(plugged.vehicle, schedule, start)
        offered = self._periods(offer.evse, unit, start, duration)
        plugged.chosen = {
            # Its id tells the CSMS which of its schedules the EV has chosen.
            "id": schedule["id"],
            "startSchedule": rfc3339(start),
            "duration": duration,
            "chargingRateUnit": unit,
            "chargingSchedulePeriod": plugged.vehicle.periods(offered, unit, duration),
        }
        payload = {"timeBase": rfc3339(start), "evseId": offer.evse, "chargingSchedule": plugged.chosen}
        return (Call("NotifyEVChargingSchedule", payload),)

    def chosen(self, evse: int) -> list[Timeline]:
        """Return the EV's own schedule, a further limit of the composite schedule (K15.FR.14, SC.04)."""
        plugged = self._plugged.get(evse)
        if plugged is None or plugged.chosen is None:
            return []
        lone = {
            "stackLevel": 0,
            "chargingProfilePurpose": "of the EV",
            "chargingProfileKind": "Absolute",
            "chargingSchedule": [plugged.chosen],
        }
        return [Timeline(lone, self._clock.now())]

    def _duration(self, vehicle: ElectricVehicle, schedule: dict[str, Any], start: datetime) -> int:
        until = (vehicle.departure - start) // timedelta(seconds=1) if vehicle.departure else _LONGEST
        return max(1, min(until, int(schedule.get("duration", _LONGEST)), _LONGEST))
