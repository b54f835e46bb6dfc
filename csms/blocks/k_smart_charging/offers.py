"""Offers to vehicles: the vehicle's maximum within the limits of station, grid and operator (K15.FR.07)."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection

from plugfest.csms.blocks.k_smart_charging.compose import abilities
from plugfest.csms.blocks.k_smart_charging.composite import WIRED_FOR, Window, merged, station_layers
from plugfest.csms.blocks.k_smart_charging.pieces import Limit, Piece, unrolled
from plugfest.csms.store import charging, charging_limits
from plugfest.csms.store.tables import moment, timestamp

GRID_POWER: Final = Limit(Fraction(150_000), "W", 3)
"""The limit of the CSMS for direct current."""
_LONGEST: Final = 86_400
_PHASES: Final = {"AC_single_phase": 1, "AC_two_phase": 2, "AC_three_phase": 3}


def vehicle_limit(needs: dict[str, Any]) -> Limit | None:
    """Return the limit of a vehicle and its charging point; None if it does not name a current (K15.FR.06)."""
    alternating: dict[str, Any] | None = needs.get("acChargingParameters")
    direct: dict[str, Any] | None = needs.get("dcChargingParameters")
    if (alternating is None) == (direct is None):
        return None
    if direct is not None:
        power = direct.get("evMaxPower", direct["evMaxCurrent"] * direct["evMaxVoltage"])
        return Limit(min(Fraction(power), GRID_POWER.amount), "W", GRID_POWER.phases)
    assert alternating is not None
    phases = _PHASES.get(needs["requestedEnergyTransfer"], WIRED_FOR.phases)
    return Limit(min(Fraction(alternating["evMaxCurrent"]), WIRED_FOR.amount), "A", phases)


def schedule_for(db: Connection, station: str, session: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """Return the schedule for the needs of a session, without its id; None if the needs are incomplete."""
    needs, evse = session["needs"]["chargingNeeds"], session["evse"]
    limit = vehicle_limit(needs)
    if limit is None:
        return None
    window = Window(now, _seconds_until(needs.get("departureTime"), now), limit.unit)
    layers = station_layers(charging.installed(db, station, evse), window)
    layers += [_layer(schedule, now, window) for schedule in charging_limits.schedules(db, station, evse)]
    granted = session["granted"]
    if granted is not None:
        layers.append(_layer(granted["chargingSchedule"][0], now, window))
    periods = merged(layers, window, limit)
    if needs.get("dcChargingParameters") is not None:
        periods = [{"startPeriod": one["startPeriod"], "limit": one["limit"]} for one in periods]
    known = (session["needs"].get("maxScheduleTuples"), abilities(db, station).most_periods)
    return {
        "startSchedule": timestamp(now),
        "duration": window.duration,
        "chargingRateUnit": limit.unit,
        "chargingSchedulePeriod": _at_most(min((most for most in known if most), default=len(periods)), periods),
    }


def _layer(schedule: dict[str, Any], now: datetime, window: Window) -> list[Piece]:
    lone = {"chargingProfileKind": "Absolute", "chargingSchedule": [schedule]}
    return unrolled(lone, now, window.start, window.length)


def _at_most(most: int, periods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Limit the number of periods: the last one takes the lowest limit of those it replaces."""
    if len(periods) <= most:
        return periods
    rest = periods[most - 1 :]
    lowest = min(rest, key=lambda period: float(period["limit"]))
    return [*periods[: most - 1], {**lowest, "startPeriod": rest[0]["startPeriod"]}]


def _seconds_until(departure: str | None, now: datetime) -> int:
    if departure is None:
        return _LONGEST
    left = (moment(departure) - now) // timedelta(seconds=1)
    return left if 0 < left < _LONGEST else _LONGEST
