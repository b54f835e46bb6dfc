"""Ours: the preparation that TC_B_08 begins with."""

from plugfest.scenarios.intents import ReadVariables
from plugfest.scenarios.language import OperatorSpeaker, StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.b_provisioning.variables import MOST_AT_ONCE, asked


@state
async def MostVariablesAtOnceKnown(steps: StateSteps) -> None:
    """The CSMS has read the maximum number of variables per GetVariables, and has processed it."""
    operator = OperatorSpeaker(steps.context)
    operator.asks(ReadVariables((MOST_AT_ONCE,)))
    read = await steps.csms.sends("GetVariables", step=1, getVariableData=[asked(MOST_AT_ONCE)])
    await steps.station.answers(read, step=2)
    await operator.waits_until_shown("variables", [steps.station.holds(MOST_AT_ONCE)])
