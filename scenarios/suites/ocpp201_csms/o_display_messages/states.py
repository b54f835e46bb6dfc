"""Begin states of the display message cases: our own versions of their Memory States."""

from typing import Any

from plugfest.scenarios.intents import ShowMessage
from plugfest.scenarios.language import ANY, OperatorSpeaker, StateSteps, Stop, state
from plugfest.scenarios.suites.ocpp201_csms.o_display_messages.demands import id_of


@state
async def DisplayMessageSet(steps: StateSteps) -> int:
    """Have the CSMS set a display message of the configured priority on the station; return its id."""
    priority = steps.context.configured.message_priority
    return await _set(steps, ShowMessage(priority, steps.context.configured.message_content), priority=priority)


@state
async def DisplayMessageSetForState(steps: StateSteps) -> int:
    """Have the CSMS set a display message for the configured state of the station; return its id."""
    configured = steps.context.configured
    spec = ShowMessage(configured.message_priority, configured.message_content, state=configured.message_state)
    return await _set(steps, spec, state=configured.message_state)


async def _set(steps: StateSteps, spec: ShowMessage, **demanded: Any) -> int:
    OperatorSpeaker(steps.context).asks(spec)
    show = await steps.csms.sends("SetDisplayMessage", step=1, message={"id": ANY, **demanded})
    await steps.station.answers(show, step=2)
    number = id_of(show)
    if number not in steps.station.device.display.messages:
        raise Stop("state-not-reached", "the station did not take the display message that the case begins with")
    return number
