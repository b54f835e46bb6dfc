"""Reading and setting variables of a station's device model: use cases B05 and B06."""

from typing import Any

from plugfest.scenarios.intents import ReadVariables, Variable, WriteVariables
from plugfest.scenarios.intents.provisioning import Setting
from plugfest.scenarios.language import (
    Csms,
    CsmsCall,
    OperatorSpeaker,
    StationSpeaker,
    absent_or,
    advised,
    all_of,
    at_most,
    begins,
    named_once,
    only_variables,
    that,
    whole_key,
)

OFFLINE_THRESHOLD = Variable("OCPPCommCtrlr", "OfflineThreshold")
AUTHORIZE_REMOTE_START = Variable("AuthCtrlr", "AuthorizeRemoteStart")
MOST_AT_ONCE = Variable("DeviceDataCtrlr", "ItemsPerMessage", instance="GetVariables")
FIVE = (
    Variable("DeviceDataCtrlr", "ItemsPerMessage", instance="GetReport"),
    MOST_AT_ONCE,
    Variable("DeviceDataCtrlr", "BytesPerMessage", instance="GetReport"),
    Variable("DeviceDataCtrlr", "BytesPerMessage", instance="GetVariables"),
    AUTHORIZE_REMOTE_START,
)
ACTUAL = absent_or("Actual")
FULL = that("must have 4 entries", lambda entries: isinstance(entries, list) and len(entries) == 4, 4)


def asked(variable: Variable) -> dict[str, Any]:
    """Return the expected GetVariableData entry for the actual value of this variable."""
    return {**whole_key(variable), "attributeType": ACTUAL}


def written(variable: Variable, value: str) -> dict[str, Any]:
    """Return the expected SetVariableData entry that sets the actual value of this variable."""
    return {**whole_key(variable), "attributeType": ACTUAL, "attributeValue": value}


def reading(*variables: Variable) -> Any:
    """Return the requirements on getVariableData: one entry for the actual value of each of these variables.

    Entries for further attributes of these variables are allowed.
    """
    return all_of(
        [asked(variable) for variable in variables], advised(only_variables(*variables)), advised(named_once())
    )


def fullest(calls: list[CsmsCall]) -> CsmsCall:
    """Return the request that reads the most variables."""
    return max(calls, key=lambda call: len(call["getVariableData"]))


async def TC_B_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS reads one variable of the station, and shows its value."""
    operator.asks(ReadVariables((OFFLINE_THRESHOLD,)))
    read = await csms.sends("GetVariables", step=1, getVariableData=reading(OFFLINE_THRESHOLD))
    await station.answers(read, step=2)
    await operator.must_see("the value of OfflineThreshold", "variables", {}, [station.holds(OFFLINE_THRESHOLD)])


async def TC_B_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS reads two variables in one GetVariablesRequest, and shows both values."""
    operator.asks(ReadVariables((OFFLINE_THRESHOLD, AUTHORIZE_REMOTE_START)))
    both = reading(OFFLINE_THRESHOLD, AUTHORIZE_REMOTE_START)
    read = await csms.sends("GetVariables", step=1, getVariableData=both)
    await station.answers(read, step=2)
    both = [station.holds(OFFLINE_THRESHOLD), station.holds(AUTHORIZE_REMOTE_START)]
    await operator.must_see("the values of OfflineThreshold and AuthorizeRemoteStart", "variables", {}, both)


@begins("MostVariablesAtOnceKnown")
async def TC_B_08_CSMS(operator: OperatorSpeaker, csms: Csms) -> None:
    """The CSMS reads five variables of a station that accepts four per message, in more than one GetVariablesRequest.

    The case has one request with four variables and one with the fifth; more requests with fewer are allowed
    (B06.FR.05). Every GetVariablesRequest is judged, including one that the CSMS sends before it splits the list.
    """
    operator.asks(ReadVariables(FIVE))
    read = await csms.sends_all(
        "GetVariables", step=1, list_of="getVariableData", each=at_most(4), together=[asked(each) for each in FIVE]
    )
    csms.check(fullest(read), step=1, getVariableData=advised(FULL))
    csms.check_others("GetVariables", step=1, getVariableData=at_most(4))


async def TC_B_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets one variable of the station, and shows the new value."""
    operator.asks(WriteVariables((Setting(OFFLINE_THRESHOLD, "123"),)))
    write = await csms.sends("SetVariables", step=1, setVariableData=[written(OFFLINE_THRESHOLD, "123")])
    csms.note_others(write, "setVariableData", OFFLINE_THRESHOLD)
    await station.answers(write, step=2)
    await operator.must_see("OfflineThreshold set to 123", "variables", {}, [station.holds(OFFLINE_THRESHOLD, "123")])


async def TC_B_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS sets two variables in one SetVariablesRequest, and shows both new values."""
    operator.asks(WriteVariables((Setting(OFFLINE_THRESHOLD, "123"), Setting(AUTHORIZE_REMOTE_START, "false"))))
    write = await csms.sends(
        "SetVariables",
        step=1,
        setVariableData=[written(OFFLINE_THRESHOLD, "123"), written(AUTHORIZE_REMOTE_START, "false")],
    )
    await station.answers(write, step=2)
    both = [station.holds(OFFLINE_THRESHOLD, "123"), station.holds(AUTHORIZE_REMOTE_START, "false")]
    await operator.must_see("OfflineThreshold set to 123, AuthorizeRemoteStart to false", "variables", {}, both)
