"""Failure of a connector lock: use case G05."""

from plugfest.scenarios.language import OperatorSpeaker, StationSpeaker


async def TC_G_20_CSMS(operator: OperatorSpeaker, station: StationSpeaker) -> None:
    """The station reports that a connector could not lock the plugged-in cable; the CSMS answers the report."""
    await station.fails_to_lock(step=1)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, lockProblem=True)
