"""Taking a station, an EVSE or a connector out of operation, and back into it: use cases G03 and G04."""

from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.language import ABSENT, Csms, OperatorSpeaker, StationSpeaker, begins


async def TC_G_03_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """An EVSE is taken out of operation."""
    operator.asks(ChangeAvailability(False, station.evse))
    await station.reaches("Unavailable", evse=station.evse)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Unavailable")


@begins("EvseUnavailable")
async def TC_G_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """An EVSE that is out of operation is taken back into it."""
    operator.asks(ChangeAvailability(True, station.evse))
    change = await csms.sends(
        "ChangeAvailability",
        step=1,
        operationalStatus="Operative",
        evse={"id": station.evse, "connectorId": ABSENT},
    )
    await station.answers(change, step=2, status="Accepted")
    await station.reports_evse("Available", step=3)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")


async def TC_G_05_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The whole station is taken out of operation."""
    operator.asks(ChangeAvailability(False))
    change = await csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=ABSENT)
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connectors(step=3, own="Unavailable", others="Unavailable")
    for evse in station.device.evses:
        await operator.sees("connector", {"evse": evse, "connector": 1}, state="Unavailable")


@begins("StationUnavailable")
async def TC_G_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The whole station is out of operation and is taken back into it.

    The case's manual action says Inoperative; its validations, which we follow, say Operative.
    """
    operator.asks(ChangeAvailability(True))
    change = await csms.sends("ChangeAvailability", step=1, operationalStatus="Operative", evse=ABSENT)
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connectors(step=3, own="Available", others="Available")
    for evse in station.device.evses:
        await operator.sees("connector", {"evse": evse, "connector": 1}, state="Available")


async def TC_G_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """One connector is taken out of operation."""
    operator.asks(ChangeAvailability(False, station.evse, station.connector))
    change = await csms.sends(
        "ChangeAvailability",
        step=1,
        operationalStatus="Inoperative",
        evse={"id": station.evse, "connectorId": station.connector},
    )
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connector("Unavailable", step=3)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Unavailable")


@begins("ConnectorUnavailable")
async def TC_G_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """One connector that is out of operation is taken back into it."""
    operator.asks(ChangeAvailability(True, station.evse, station.connector))
    change = await csms.sends(
        "ChangeAvailability",
        step=1,
        operationalStatus="Operative",
        evse={"id": station.evse, "connectorId": station.connector},
    )
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connector("Available", step=3)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Available")
