"""Ours: the memory states that cases of the local list begin in."""

from plugfest.scenarios.d_local_list.demands import INFORMED, POSITIVE, and_then
from plugfest.scenarios.intents import SendLocalList
from plugfest.scenarios.language import OperatorSpeaker
from plugfest.scenarios.language.states import Way, state


@state
async def LocalListInstalled(way: Way) -> None:
    """The station has a local list of the configured version; the CSMS learns of it by asking."""
    way.station.device.authorization.list_version = way.stage.given.configured.local_list_version


@state
async def LocalListSent(way: Way) -> None:
    """The CSMS has sent a local list with two tokens, and the station has taken it."""
    stage = way.stage
    way.csms.may_send("GetLocalListVersion", step=1)
    OperatorSpeaker(stage).asks(SendLocalList((stage.token("valid"), stage.token("valid2"))))
    update = await way.csms.sends(
        "SendLocalList", step=3, updateType="Full", versionNumber=POSITIVE, localAuthorizationList=INFORMED
    )
    await way.station.answers(update, step=4)
    await way.csms.goes_on(update, step=3, each=and_then(INFORMED))
