"""TriggerMessage (F06)."""

from typing import Literal

from plugfest.csms.blocks.contexts import Order, present
from plugfest.csms.blocks.registry import ConnectorId, EvseId, Wish, operation


class Trigger(Wish):
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
async def trigger(order: Order, wish: Trigger) -> None:
    """Ask for the message."""
    evse = None if wish.evse is None else present(id=wish.evse, connectorId=wish.connector)
    await order.call("TriggerMessage", present(requestedMessage=wish.message, evse=evse))
