"""The memory states of G_04, G_06 and G_08: Unavailable, by an order for the EVSE, the station or the connector."""

from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.language import OperatorSpeaker, StateSteps, state


@state
async def StationUnavailable(steps: StateSteps) -> None:
    """The station as a whole is out of operation."""
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False))
    await steps.reach("Unavailable")


@state
async def EvseUnavailable(steps: StateSteps) -> None:
    """The EVSE here is out of operation."""
    station = steps.station
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False, station.evse))
    await steps.reach("Unavailable", evse=station.evse)


@state
async def ConnectorUnavailable(steps: StateSteps) -> None:
    """The connector here is out of operation."""
    station = steps.station
    OperatorSpeaker(steps.context).asks(ChangeAvailability(False, station.evse, station.connector))
    await steps.reach("Unavailable", evse=station.evse, connector=station.connector)
