"""ChangeAvailability (G03, G04)."""

from plugfest.csms.blocks.contexts import Order, present
from plugfest.csms.blocks.registry import ConnectorId, EvseId, Wish, operation


class ChangeAvailability(Wish):
    """Put the station, an EVSE or a connector into or out of operation."""

    operative: bool
    evse: EvseId | None = None
    connector: ConnectorId | None = None


@operation("change-availability", ChangeAvailability)
async def change_availability(order: Order, wish: ChangeAvailability) -> None:
    """Ask for it."""
    if wish.connector is not None and wish.evse is None:
        raise order.fail("a connector is named without its EVSE")
    status = "Operative" if wish.operative else "Inoperative"
    evse = None if wish.evse is None else present(id=wish.evse, connectorId=wish.connector)
    await order.call("ChangeAvailability", present(operationalStatus=status, evse=evse))
