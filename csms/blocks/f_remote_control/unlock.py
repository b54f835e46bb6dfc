"""UnlockConnector (F05)."""

from plugfest.csms.blocks.contexts import Order
from plugfest.csms.blocks.registry import ConnectorId, EvseId, Wish, operation


class Unlock(Wish):
    """Unlock a connector."""

    evse: EvseId
    connector: ConnectorId


@operation("unlock", Unlock)
async def unlock(order: Order, wish: Unlock) -> None:
    """Ask for it."""
    await order.call("UnlockConnector", {"evseId": wish.evse, "connectorId": wish.connector})
