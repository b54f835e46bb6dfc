"""Composite schedules that the station calculates: use case K08."""

from typing import Any

from plugfest.scenarios.intents import AskCompositeSchedule
from plugfest.scenarios.language import Configured, Csms, CsmsCall, OperatorSpeaker, StationSpeaker, rfc3339
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import in_unit


async def TC_K_43_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the composite schedule of one EVSE."""
    unit, duration = configured.charging_rate_unit, configured.charging_duration
    operator.asks(AskCompositeSchedule(1, duration, unit))
    asked = await csms.sends("GetCompositeSchedule", step=1, evseId=1, duration=duration, chargingRateUnit=unit)
    expected = _schedule(asked, station, configured)
    await station.answers(asked, step=2, status="Accepted", schedule=expected)
    await operator.sees("composite-schedule", {"evse": 1}, reported=expected)


async def TC_K_44_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the composite schedule of the whole station."""
    unit, duration = configured.charging_rate_unit, configured.charging_duration
    operator.asks(AskCompositeSchedule(0, duration, unit))
    asked = await csms.sends("GetCompositeSchedule", step=1, evseId=0, duration=duration, chargingRateUnit=unit)
    expected = _schedule(asked, station, configured)
    await station.answers(asked, step=2, status="Accepted", schedule=expected)
    await operator.sees("composite-schedule", {"evse": 0}, reported=expected)


def _schedule(asked: CsmsCall, station: StationSpeaker, configured: Configured) -> dict[str, Any]:
    """Return the CompositeScheduleType of Part 6 for the requested EVSE, duration and unit (K08.FR.02)."""
    return {
        "evseId": asked["evseId"],
        "duration": asked["duration"],
        "scheduleStart": rfc3339(station.device.clock.now()),
        "chargingRateUnit": asked.get("chargingRateUnit", configured.charging_rate_unit),
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": in_unit(10, configured)}],
    }
