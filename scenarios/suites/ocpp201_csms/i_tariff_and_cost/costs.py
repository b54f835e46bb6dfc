"""Costs of a transaction, as a CSMS may report them, and the value of a simulated one's energy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from plugfest.scenarios.language import (
    ANY,
    ENERGY,
    MISSING,
    Answer,
    Configured,
    CsmsCall,
    Matcher,
    MaySend,
    beyond,
    is_number,
    rfc3339,
)

REPORTED_AT_LEAST_ONCE = Matcher("ever", "must come with one of the events at least", lambda cost: cost is not MISSING)
"""A running cost, by whichever way."""


async def cost_after(answer: Answer, updates: MaySend) -> Answer | CsmsCall:
    """Return the message with the running cost: the answer, or a request after it; the answer when none has it."""
    return answer if "totalCost" in answer.payload else await updates.next() or answer


async def any_cost(messages: Sequence[Answer | CsmsCall], updates: MaySend) -> Answer | CsmsCall:
    """Return the first message with a cost, or the next request within the time-out for messages.

    Where none comes, it is the first message of all.
    """
    first = next((message for message in messages if "totalCost" in message.payload), None)
    return first or await updates.owed() or messages[0]


def worth(watt_hours: float, configured: Configured) -> Any:
    """Return what so much energy costs, to the cent, for a CSMS whose price is known; of any other, any cost."""
    return beyond(ANY if configured.price_per_kwh is None else _at(configured.price_per_kwh, watt_hours, configured))


def total(watt_hours: float, configured: Configured) -> Any:
    """The final cost of so much energy: required where the price is said to be the whole tariff (I03.FR.02)."""
    if configured.price_per_kwh is None or not configured.price_is_whole_tariff:
        return worth(watt_hours, configured)
    return _at(configured.price_per_kwh, watt_hours, configured).per("I03.FR.02")


def _at(price: float, watt_hours: float, configured: Configured) -> Matcher:
    cost, tolerance = watt_hours / 1000 * price, configured.cost_tolerance
    text = f"must be {watt_hours / 1000:g} kWh at {price:g}, that is {cost:.2f}"
    return Matcher(
        "near", text, lambda reported: is_number(reported) and abs(reported - cost) <= tolerance + 1e-9, round(cost, 2)
    )


def register(watt_hours: float, context: str, at: datetime) -> dict[str, Any]:
    """A MeterValueType in which the energy register shows so much."""
    sampled = {"value": watt_hours, "context": context, "measurand": ENERGY, "unitOfMeasure": {"unit": "Wh"}}
    return {"timestamp": rfc3339(at), "sampledValue": [sampled]}


def energy_since(begin: dict[str, Any], reading: dict[str, Any]) -> float:
    """Watt-hours between two readings of the register."""
    (first,), (last,) = begin["sampledValue"], reading["sampledValue"]
    return float(last["value"] - first["value"])
