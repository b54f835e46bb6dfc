"""Unlocking a connector remotely: use case F05."""

from plugfest.scenarios.intents import Unlock
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker


async def TC_F_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The operator unlocks a connector; the CSMS sends an UnlockConnectorRequest, and the station unlocks it."""
    operator.asks(Unlock(configured.evse, configured.connector))
    unlock = await csms.sends("UnlockConnector", step=1, evseId=configured.evse, connectorId=configured.connector)
    await station.answers(unlock, step=2, status="Unlocked")
