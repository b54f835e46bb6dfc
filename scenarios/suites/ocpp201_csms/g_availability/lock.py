"""A connector that does not lock: use case G05."""

from plugfest.scenarios.language import OperatorSpeaker, StationSpeaker


async def TC_G_20_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The station tells that the plug of a cable could not be locked."""
    await station.fails_to_lock(step=1)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, lockProblem=True)
