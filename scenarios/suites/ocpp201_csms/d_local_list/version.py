"""Requesting the version of a station's local authorization list: use case D02."""

from plugfest.scenarios.intents import AskLocalListVersion
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker


async def TC_D_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the version of the station's local list; the station answers with its versionNumber."""
    operator.asks(AskLocalListVersion())
    asked = await csms.sends("GetLocalListVersion", step=1)
    await station.answers(asked, step=2, versionNumber=configured.local_list_version)
    await operator.sees("local-list", {}, version=configured.local_list_version)


async def TC_D_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the version of the station's local list; the station has no list and answers 0."""
    operator.asks(AskLocalListVersion())
    asked = await csms.sends("GetLocalListVersion", step=1)
    await station.answers(asked, step=2, versionNumber=0)
    await operator.sees("local-list", {}, version=0)
