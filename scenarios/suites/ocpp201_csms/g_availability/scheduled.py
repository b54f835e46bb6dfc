"""Changing the availability during a transaction, with effect after it: use cases G03 and G04."""

from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.language import ABSENT, Csms, OperatorSpeaker, StationSpeaker, begins, duration


@duration(lambda configured: configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_G_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets an EVSE to Inoperative during a transaction; the station makes it Unavailable afterwards."""
    operator.asks(ChangeAvailability(False, station.evse))
    change = await csms.sends(
        "ChangeAvailability",
        step=1,
        operationalStatus="Inoperative",
        evse={"id": station.evse, "connectorId": ABSENT},
    )
    await station.answers(change, step=2, status="Scheduled")

    await station.reaches("StopAuthorized")
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await station.reports_evse("Unavailable", step=6)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Unavailable")
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False)


@duration(lambda configured: configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_G_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets the station to Inoperative during a transaction; the station makes its connectors Unavailable.

    It does so at once for the free connectors, and after the transaction for the connector in use.
    """
    operator.asks(ChangeAvailability(False))
    change = await csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=ABSENT)
    await station.answers(change, step=2, status="Scheduled")
    await station.reports_connectors(step=3, own=None, others="Unavailable")

    await station.reaches("StopAuthorized")
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await station.reports_connector("Unavailable", step=8)
    for evse in station.device.evses:
        await operator.sees("connector", {"evse": evse, "connector": 1}, state="Unavailable")
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False)


@duration(lambda configured: configured.transaction_duration)
@begins("EnergyTransferStarted")
async def TC_G_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets a connector to Inoperative during a transaction; the station makes it Unavailable afterwards."""
    operator.asks(ChangeAvailability(False, station.evse, station.connector))
    change = await csms.sends(
        "ChangeAvailability",
        step=1,
        operationalStatus="Inoperative",
        evse={"id": station.evse, "connectorId": station.connector},
    )
    await station.answers(change, step=2, status="Scheduled")

    await station.reaches("StopAuthorized")
    await station.reaches("EVConnectedPostSession")
    await station.reaches("EVDisconnected")
    await station.reports_connector("Unavailable", step=6)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Unavailable")
    await operator.sees("transaction", {"transactionId": station.transaction.id}, running=False)
