"""Triggering messages of the station: use case F06."""

from plugfest.scenarios.intents import Trigger
from plugfest.scenarios.language import (
    ABSENT,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    begins,
    beyond,
    equals,
)


async def TC_F_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS triggers a MeterValuesRequest of one EVSE, and answers it."""
    operator.asks(Trigger("MeterValues", configured.evse))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="MeterValues", evse={"id": configured.evse})
    await station.answers(trigger, step=2, status="Accepted")

    reading = station.meter("Trigger")
    reported = await station.sends("MeterValues", step=3, evseId=configured.evse, meterValue=[reading])
    await csms.answers(reported, step=4)
    await operator.sees("meter", {"evse": configured.evse}, timestamp=reading["timestamp"])


async def TC_F_12_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a MeterValuesRequest of all EVSEs, and answers each request.

    The case has one request without an EVSE, which the schema forbids: here the station sends one for each EVSE.
    """
    operator.asks(Trigger("MeterValues"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="MeterValues", evse=beyond(ABSENT))
    await station.answers(trigger, step=2, status="Accepted")

    readings = {evse: station.meter("Trigger", evse=evse) for evse in station.device.evses}
    for evse, reading in readings.items():
        reported = await station.sends("MeterValues", step=3, evseId=evse, meterValue=[reading])
        await csms.answers(reported, step=4)
    for evse, reading in readings.items():
        await operator.sees("meter", {"evse": evse}, timestamp=reading["timestamp"])


@begins("EnergyTransferStarted")
async def TC_F_13_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS triggers a TransactionEventRequest of one EVSE, and answers it."""
    operator.asks(Trigger("TransactionEvent", configured.evse))
    trigger = await csms.sends(
        "TriggerMessage", step=1, requestedMessage="TransactionEvent", evse={"id": configured.evse}
    )
    await station.answers(trigger, step=2, status="Accepted")

    reported = await station.updates_transaction(
        step=3,
        triggerReason="Trigger",
        chargingState="Charging",
        evse=True,
        meterValue=[station.meter("Trigger")],
    )
    await csms.answers(reported, step=4)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True, meterValueCount=1)


@begins("EnergyTransferStarted")
async def TC_F_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a TransactionEventRequest of every running transaction, and answers it; one is running."""
    operator.asks(Trigger("TransactionEvent"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="TransactionEvent", evse=beyond(ABSENT))
    await station.answers(trigger, step=2, status="Accepted")

    reported = await station.updates_transaction(
        step=3,
        triggerReason="Trigger",
        chargingState="Charging",
        evse=False,
        meterValue=[station.meter("Trigger")],
    )
    await csms.answers(reported, step=4)
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=True, meterValueCount=1)


async def TC_F_15_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a LogStatusNotificationRequest while no log upload is running, and answers it."""
    operator.asks(Trigger("LogStatusNotification"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="LogStatusNotification")
    await station.answers(trigger, step=2, status="Accepted")
    await csms.answers(await station.sends("LogStatusNotification", step=3, status="Idle"), step=4)


async def TC_F_18_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a FirmwareStatusNotificationRequest while no firmware update is running, and answers it."""
    operator.asks(Trigger("FirmwareStatusNotification"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="FirmwareStatusNotification")
    await station.answers(trigger, step=2, status="Accepted")
    await csms.answers(await station.sends("FirmwareStatusNotification", step=3, status="Idle"), step=4)


async def TC_F_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a HeartbeatRequest, and answers it."""
    operator.asks(Trigger("Heartbeat"))
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="Heartbeat")
    await station.answers(trigger, step=2, status="Accepted")
    await csms.answers(await station.sends("Heartbeat", step=3), step=4)


async def TC_F_23_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS triggers a StatusNotificationRequest of an available connector, and answers the report.

    The validations of the case do not mention the connectorId; F06.FR.13 requires it.
    """
    operator.asks(Trigger("StatusNotification", configured.evse, configured.connector))
    here = {"id": configured.evse, "connectorId": advised(equals(configured.connector).per("F06.FR.13"))}
    trigger = await csms.sends("TriggerMessage", step=1, requestedMessage="StatusNotification", evse=here)
    await station.answers(trigger, step=2, status="Accepted")
    await station.reports_connector("Available", step=3)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")


async def TC_F_24_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS triggers a StatusNotificationRequest of an occupied connector, and answers the report.

    The validations of the case do not mention the connectorId; F06.FR.13 requires it.
    """
    await station.reports_connector("Occupied", step=1)
    operator.asks(Trigger("StatusNotification", configured.evse, configured.connector))
    here = {"id": configured.evse, "connectorId": advised(equals(configured.connector).per("F06.FR.13"))}
    trigger = await csms.sends("TriggerMessage", step=3, requestedMessage="StatusNotification", evse=here)
    await station.answers(trigger, step=4, status="Accepted")
    await station.reports_connector("Occupied", step=5)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Occupied")


async def TC_F_27_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a message that the station does not implement; the station answers "NotImplemented"."""
    operator.asks(Trigger("Heartbeat"))
    trigger = await csms.sends("TriggerMessage", step=1)
    await station.answers(trigger, step=2, status="NotImplemented")
