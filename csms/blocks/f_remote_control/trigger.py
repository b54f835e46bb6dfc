"""TriggerMessage (F06)."""

from typing import Literal

from plugfest.csms.blocks.contexts import OperationContext, present
from plugfest.csms.blocks.parameters import ConnectorId, EvseId, RequestBody
from plugfest.csms.blocks.registry import operation


class Trigger(RequestBody):
    """Let the station send a message now."""

    message: Literal[
        "BootNotification",
        "FirmwareStatusNotification",
        "Heartbeat",
        "LogStatusNotification",
        "MeterValues",
        "PublishFirmwareStatusNotification",
        "SignChargingStationCertificate",
        "SignCombinedCertificate",
        "SignV2GCertificate",
        "StatusNotification",
        "TransactionEvent",
    ]
    evse: EvseId | None = None
    connector: ConnectorId | None = None


@operation("trigger", Trigger)
async def trigger(context: OperationContext, params: Trigger) -> None:
    """Request the message."""
    if params.connector is not None and params.evse is None:
        raise context.fail("a connector is named without its EVSE")
    if params.message == "StatusNotification" and params.connector is None:
        raise context.fail("a StatusNotification is of one connector: name the EVSE and the connector (F06.FR.13)")
    evse = None if params.evse is None else present(id=params.evse, connectorId=params.connector)
    await context.call("TriggerMessage", present(requestedMessage=params.message, evse=evse))
