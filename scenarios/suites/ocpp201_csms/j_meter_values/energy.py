"""Energy between two meter values."""

from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.language import Matcher, is_number

CLOSE_ENOUGH = 0.01
"""Tolerance in watt-hours, because a CSMS may round."""


def energy_between(first: Mapping[str, Any], last: Mapping[str, Any]) -> Matcher:
    """Return the requirement on the energy between two values of an energy register (MeterValueType)."""
    energy = round(_register(last) - _register(first), 3)
    return Matcher(
        "near",
        f"must be {energy:g} Wh",
        lambda held: is_number(held) and abs(held - energy) <= CLOSE_ENOUGH,
        energy,
    )


def _register(reading: Mapping[str, Any]) -> float:
    (sampled,) = reading["sampledValue"]
    return float(sampled["value"])
