"""ChangeAvailability (G03, G04)."""

from plugfest.csms.blocks.contexts import OperationContext, present
from plugfest.csms.blocks.parameters import ConnectorId, EvseId, RequestBody
from plugfest.csms.blocks.registry import operation


class ChangeAvailability(RequestBody):
    """Put the station, an EVSE or a connector into or out of operation."""

    operative: bool
    evse: EvseId | None = None
    connector: ConnectorId | None = None


@operation("change-availability", ChangeAvailability)
async def change_availability(context: OperationContext, params: ChangeAvailability) -> None:
    """Ask for it."""
    if params.connector is not None and params.evse is None:
        raise context.fail("a connector is named without its EVSE")
    status = "Operative" if params.operative else "Inoperative"
    evse = None if params.evse is None else present(id=params.evse, connectorId=params.connector)
    await context.call("ChangeAvailability", present(operationalStatus=status, evse=evse))
