"""The begin state of TC_B_08, which Part 6 does not define."""

from plugfest.scenarios.intents import ReadVariables
from plugfest.scenarios.language import OperatorSpeaker, StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.b_provisioning.variables import MOST_AT_ONCE, asked


@state
async def MostVariablesAtOnceKnown(steps: StateSteps) -> None:
    """The CSMS has read and stored the maximum number of variables per GetVariablesRequest."""
    operator = OperatorSpeaker(steps.context)
    operator.asks(ReadVariables((MOST_AT_ONCE,)))
    read = await steps.csms.sends("GetVariables", step=1, getVariableData=[asked(MOST_AT_ONCE)])
    await steps.station.answers(read, step=2)
    await operator.waits_until_shown("variables", [steps.station.holds(MOST_AT_ONCE)])
