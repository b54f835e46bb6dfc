"""Reset (B11, B12)."""

from typing import Literal

from plugfest.csms.blocks.contexts import Order, present
from plugfest.csms.blocks.registry import EvseId, Wish, operation


class Reset(Wish):
    """Restart the station, or one EVSE, at once or when no transaction runs any more."""

    type: Literal["Immediate", "OnIdle"]
    evse: EvseId | None = None


@operation("reset", Reset)
async def reset(order: Order, wish: Reset) -> None:
    """Ask for the restart."""
    await order.call("Reset", present(type=wish.type, evseId=wish.evse))
