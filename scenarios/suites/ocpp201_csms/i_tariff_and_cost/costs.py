"""Costs of a transaction: the messages that report them, and the amounts that are expected."""

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
"""The requirement that a running cost is reported, in a TransactionEventResponse or a CostUpdatedRequest."""


async def cost_after(answer: Answer, updates: MaySend) -> Answer | CsmsCall:
    """Return the answer if it has the running cost, otherwise the next CostUpdatedRequest.

    If there is no such request either, return the answer.
    """
    return answer if "totalCost" in answer.payload else await updates.next() or answer


async def any_cost(messages: Sequence[Answer | CsmsCall], updates: MaySend) -> Answer | CsmsCall:
    """Return the first message with a cost, or the next CostUpdatedRequest within the time-out for messages.

    If there is no such request either, return the first message.
    """
    first = next((message for message in messages if "totalCost" in message.payload), None)
    return first or await updates.owed() or messages[0]


def worth(watt_hours: float, configured: Configured) -> Any:
    """Return the requirement on the cost of this energy, of weight "beyond"; any cost if no price is configured."""
    return beyond(ANY if configured.price_per_kwh is None else _at(configured.price_per_kwh, watt_hours, configured))


def total(watt_hours: float, configured: Configured) -> Any:
    """Return the requirement on the total cost of this energy (I03.FR.02).

    It has the weight "required" only if the configured price is the whole tariff.
    """
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
    """Return a MeterValueType with this reading of the energy register."""
    sampled = {"value": watt_hours, "context": context, "measurand": ENERGY, "unitOfMeasure": {"unit": "Wh"}}
    return {"timestamp": rfc3339(at), "sampledValue": [sampled]}


def energy_since(begin: dict[str, Any], reading: dict[str, Any]) -> float:
    """Return the watt-hours between two readings of the energy register."""
    (first,), (last,) = begin["sampledValue"], reading["sampledValue"]
    return float(last["value"] - first["value"])
