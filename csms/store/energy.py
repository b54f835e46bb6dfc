"""The energy in meter values (block J), with units, multipliers, phases and locations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

REGISTER: Final = "Energy.Active.Import.Register"
INTERVAL: Final = "Energy.Active.Import.Interval"
_WATT_HOURS: Final = {"Wh": 1, "kWh": 1000}
_PLACES: Final = ("Outlet", "Cable", "Inlet", "Body", "EV")
"""Locations of energy measurements: the first one with values is used."""
_CREDIBLE_MULTIPLIER: Final = 12


class MeterValue(msgspec.Struct, frozen=True):
    """A MeterValueType with its time."""

    at: datetime
    sampled: Sequence[dict[str, Any]]


_Reading = tuple[MeterValue, Decimal]
"""A value and its watt-hours."""


def energy_of(values: Iterable[MeterValue]) -> float | None:
    """Return the watt-hours of a transaction with these values, in any order; None if unknown.

    That is a register's last value minus its first, preferring values marked as begin and end of the transaction;
    without a register, the sum of its intervals, each time counted once.
    """
    known = list(values)
    for place in _PLACES:
        readings = _readings(known, REGISTER, place)
        if len({value.at for value, _ in readings}) > 1:
            first, last = _first_and_last(readings)
            return float(last[1] - first[1])
    for place in _PLACES:
        amounts = {
            value.at: amount for value in known if (amount := amount_of(value.sampled, INTERVAL, place)) is not None
        }
        if amounts:
            return float(sum(amounts.values()))
    return None


def essential(values: Iterable[MeterValue]) -> list[MeterValue]:
    """Return the values that `energy_of` needs: the ends of each register, or else all intervals."""
    known = list(values)
    kept: list[MeterValue] = []
    for place in _PLACES:
        readings = _readings(known, REGISTER, place)
        kept += [value for value, _ in _first_and_last(readings)] if readings else []
        if len({value.at for value, _ in readings}) < 2:
            kept += [value for value, _ in _readings(known, INTERVAL, place)]
    return list({id(value): value for value in kept}.values())


def _readings(values: Iterable[MeterValue], measurand: str, place: str) -> list[_Reading]:
    return [(value, amount) for value in values if (amount := amount_of(value.sampled, measurand, place)) is not None]


def _first_and_last(readings: Sequence[_Reading]) -> tuple[_Reading, _Reading]:
    first = min(readings, key=lambda reading: (not _marked(reading[0], "Transaction.Begin"), reading[0].at))
    last = max(readings, key=lambda reading: (_marked(reading[0], "Transaction.End"), reading[0].at))
    return first, last


def amount_of(sampled: Sequence[dict[str, Any]], measurand: str, place: str) -> Decimal | None:
    """Return the watt-hours of a measurand at a location: the total, or the sum of its phases."""
    reported = [
        sample
        for sample in sampled
        if sample.get("measurand", REGISTER) == measurand and sample.get("location", "Outlet") == place
    ]
    total = [sample for sample in reported if "phase" not in sample]
    amounts = [amount for sample in total[:1] or reported if (amount := _watt_hours(sample)) is not None]
    return sum(amounts, Decimal()) if amounts else None


def _watt_hours(sample: dict[str, Any]) -> Decimal | None:
    unit = sample.get("unitOfMeasure", {})
    factor, multiplier = _WATT_HOURS.get(unit.get("unit", "Wh")), unit.get("multiplier", 0)
    # A station may send any exponent; implausible ones must not cost time or memory.
    if factor is None or abs(multiplier) > _CREDIBLE_MULTIPLIER:
        return None
    return (Decimal(str(sample["value"])) * factor).scaleb(multiplier)


def _marked(value: MeterValue, context: str) -> bool:
    return any(sample.get("context") == context for sample in value.sampled)
