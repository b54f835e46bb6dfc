"""Changing the availability of a station, an EVSE or a connector: use cases G03 and G04."""

from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.language import ABSENT, Csms, OperatorSpeaker, StationSpeaker, begins


async def TC_G_03_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The CSMS sets an EVSE to Inoperative; the station reports its connectors as Unavailable."""
    operator.asks(ChangeAvailability(False, station.evse))
    await station.reaches("Unavailable", evse=station.evse)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, state="Unavailable")


@begins("EvseUnavailable")
async def TC_G_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets an unavailable EVSE to Operative; the station reports its connectors as Available."""
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
    """The CSMS sets the whole station to Inoperative; the station reports all connectors as Unavailable."""
    operator.asks(ChangeAvailability(False))
    change = await csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=ABSENT)
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connectors(step=3, own="Unavailable", others="Unavailable")
    for evse in station.device.evses:
        await operator.sees("connector", {"evse": evse, "connector": 1}, state="Unavailable")


@begins("StationUnavailable")
async def TC_G_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets the whole, unavailable station to Operative; the station reports all connectors as Available.

    The manual action of the case says Inoperative; its validations, which apply here, say Operative.
    """
    operator.asks(ChangeAvailability(True))
    change = await csms.sends("ChangeAvailability", step=1, operationalStatus="Operative", evse=ABSENT)
    await station.answers(change, step=2, status="Accepted")
    await station.reports_connectors(step=3, own="Available", others="Available")
    for evse in station.device.evses:
        await operator.sees("connector", {"evse": evse, "connector": 1}, state="Available")


async def TC_G_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets a connector to Inoperative; the station reports it as Unavailable."""
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
    """The CSMS sets an unavailable connector to Operative; the station reports it as Available."""
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
