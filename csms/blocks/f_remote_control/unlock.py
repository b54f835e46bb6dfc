"""UnlockConnector (F05)."""

from plugfest.csms.blocks.contexts import OperationContext
from plugfest.csms.blocks.parameters import ConnectorId, EvseNumber, RequestBody
from plugfest.csms.blocks.registry import operation


class Unlock(RequestBody):
    """Unlock a connector."""

    evse: EvseNumber
    connector: ConnectorId


@operation("unlock", Unlock)
async def unlock(context: OperationContext, params: Unlock) -> None:
    """Ask for it."""
    await context.call("UnlockConnector", {"evseId": params.evse, "connectorId": params.connector})
