"""A connector that does not lock: use case G05."""

from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker


async def TC_G_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The station tells that the plug of a cable could not be locked."""
    failure = station.device.notify_event(
        component={
            "name": "ConnectorPlugRetentionLock",
            "evse": {"id": station.evse, "connectorId": station.connector},
        },
        variable={"name": "Problem"},
        actualValue="true",
    )
    await station.tells(failure, step=1)
    await operator.sees("connector", {"evse": station.evse, "connector": station.connector}, lockProblem=True)
