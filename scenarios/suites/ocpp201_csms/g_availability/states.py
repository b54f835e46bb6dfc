"""Memory states of TC_G_04, TC_G_06 and TC_G_08: an EVSE, the station or a connector is Unavailable."""

from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.language import OperatorSpeaker, StateSteps, state


@state
async def StationUnavailable(steps: StateSteps) -> None:
    """The CSMS has set the whole station to Inoperative."""
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False))
    await steps.reach("Unavailable")


@state
async def EvseUnavailable(steps: StateSteps) -> None:
    """The CSMS has set the current EVSE to Inoperative."""
    station = steps.station
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False, station.evse))
    await steps.reach("Unavailable", evse=station.evse)


@state
async def ConnectorUnavailable(steps: StateSteps) -> None:
    """The CSMS has set the connector of the current EVSE to Inoperative."""
    station = steps.station
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False, station.evse, station.connector))
    await steps.reach("Unavailable", evse=station.evse, connector=station.connector)
