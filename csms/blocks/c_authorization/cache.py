"""ClearCache (C11)."""

from plugfest.csms.blocks.contexts import Order
from plugfest.csms.blocks.registry import Nothing, operation


@operation("clear-cache", Nothing)
async def clear_cache(order: Order, _wish: Nothing) -> None:
    """Let the station forget the tokens in its authorization cache."""
    await order.call("ClearCache", {})
