"""Ours: the preparation that TC_B_08 begins with."""

from plugfest.scenarios.intents import ReadVariables
from plugfest.scenarios.language import OperatorSpeaker
from plugfest.scenarios.language.states import Way, state
from plugfest.scenarios.suites.ocpp201_csms.b_provisioning.variables import MOST_AT_ONCE, asked


@state
async def MostVariablesAtOnceKnown(way: Way) -> None:
    """The CSMS has read how many variables the station lets it read in one message."""
    OperatorSpeaker(way.stage).asks(ReadVariables((MOST_AT_ONCE,)))
    read = await way.csms.sends("GetVariables", step=1, getVariableData=[asked(MOST_AT_ONCE)])
    await way.station.answers(read, step=2)
