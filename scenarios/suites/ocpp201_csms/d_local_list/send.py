"""Sending a local authorization list to a station: use case D01."""

from plugfest.scenarios.intents import EmptyLocalList, ExtendLocalList, RemoveFromLocalList, SendLocalList
from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    above,
    advised,
    all_of,
    begins,
    beyond,
    every,
    exactly,
)
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.demands import (
    ADDING_ONE,
    EACH_TOKEN_ONCE,
    NOT_EMPTY,
    accepting,
    and_then,
    later_than,
    naming,
    only,
)
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.states import takes


@begins("LocalListInstalled")
async def TC_D_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS replaces the station's local list by a full update, in as many SendLocalListRequests as it needs.

    Each token occurs once, with its idTokenInfo. The versionNumber is greater than 0 and increases with each request.
    """
    entries = all_of(NOT_EMPTY, EACH_TOKEN_ONCE, every({"idTokenInfo": ANY}))
    csms.may_send("GetLocalListVersion", step=1)
    operator.asks(SendLocalList((tokens.valid, tokens.valid2)))
    update = await csms.sends(
        "SendLocalList",
        step=3,
        updateType="Full",
        versionNumber=above(0).per("D01.FR.18"),
        localAuthorizationList=all_of(entries, beyond(naming(tokens.valid, tokens.valid2))),
    )
    await takes(update, station, step=4)
    *_, last = await csms.more_requests(update, step=3, each=and_then(entries))
    await operator.sees("local-list", {}, version=last["versionNumber"], entries=accepting(tokens.valid, tokens.valid2))


@begins("LocalListInstalled")
async def TC_D_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS adds tokens to the station's local list, by a differential update with a greater versionNumber.

    It should request the version of the station's list before.
    """
    entries = all_of(NOT_EMPTY, EACH_TOKEN_ONCE, advised(ADDING_ONE))
    version = csms.may_send("GetLocalListVersion", step=1)
    operator.asks(ExtendLocalList((tokens.valid, tokens.valid2)))
    update = await csms.sends(
        "SendLocalList",
        step=3,
        updateType="Differential",
        versionNumber=later_than(station.device.authorization.list_version),
        localAuthorizationList=all_of(entries, beyond(naming(tokens.valid, tokens.valid2))),
    )
    version.should_have_come()
    await takes(update, station, step=4)
    *_, last = await csms.more_requests(update, step=3, each=and_then(entries))
    await operator.sees("local-list", {}, version=last["versionNumber"], entries=accepting(tokens.valid, tokens.valid2))


@begins("LocalListSent")
async def TC_D_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS removes a token from the station's local list: a differential update names it without idTokenInfo."""
    entries = all_of(NOT_EMPTY, EACH_TOKEN_ONCE, every({"idTokenInfo": ABSENT.per("D01.FR.17")}))
    operator.asks(RemoveFromLocalList((tokens.valid2,)))
    update = await csms.sends(
        "SendLocalList",
        step=1,
        updateType="Differential",
        versionNumber=later_than(station.device.authorization.list_version),
        localAuthorizationList=all_of(entries, beyond(only(tokens.valid2))),
    )
    await takes(update, station, step=2)
    *_, last = await csms.more_requests(update, step=1, each=and_then(entries))
    await operator.sees("local-list", {}, version=last["versionNumber"], entries=accepting(tokens.valid))


async def TC_D_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS empties the station's local list, by a full update without a localAuthorizationList."""
    operator.asks(EmptyLocalList())
    update = await csms.sends(
        "SendLocalList",
        step=1,
        updateType="Full",
        versionNumber=above(0).per("D01.FR.18"),
        localAuthorizationList=ABSENT.per("D01.FR.04"),
    )
    await takes(update, station, step=2)
    await operator.sees("local-list", {}, version=update["versionNumber"], entries=exactly())
