"""Begin states of the local list cases, which Part 6 does not define, and the station's answer to an update."""

from plugfest.scenarios.intents import SendLocalList
from plugfest.scenarios.language import (
    ANY,
    CsmsCall,
    OperatorSpeaker,
    StateSteps,
    StationSpeaker,
    above,
    all_of,
    every,
    state,
)
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.demands import EACH_TOKEN_ONCE, NOT_EMPTY, and_then


@state
async def LocalListInstalled(steps: StateSteps) -> None:
    """The station has a local list of version 1, as in TC_D_01 and TC_D_02; the CSMS does not know the version."""
    steps.station.device.authorization.list_version = 1


@state
async def LocalListSent(steps: StateSteps) -> None:
    """The CSMS has sent a local list with two tokens, and the station has stored it."""
    context = steps.context
    steps.csms.may_send("GetLocalListVersion", step=1)
    OperatorSpeaker(context).asks(SendLocalList((context.token("valid"), context.token("valid2"))))
    entries = all_of(NOT_EMPTY, EACH_TOKEN_ONCE, every({"idTokenInfo": ANY}))
    update = await steps.csms.sends(
        "SendLocalList",
        step=3,
        updateType="Full",
        versionNumber=above(0).per("D01.FR.18"),
        localAuthorizationList=entries,
    )
    await steps.station.answers(update, step=4)
    await steps.csms.more_requests(update, step=3, each=and_then(entries))


async def takes(update: CsmsCall, station: StationSpeaker, *, step: int) -> None:
    """Accept any update, as the cases prescribe; the station stores what a real station would store."""
    station.device.reply("SendLocalList", update.payload)
    await station.answers(update, step=step, status="Accepted")
