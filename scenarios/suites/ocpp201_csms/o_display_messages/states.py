"""Ours: the memory states that cases of display messages begin in."""

from typing import Any

from plugfest.scenarios.intents import ShowMessage
from plugfest.scenarios.language import ANY, OperatorSpeaker, StateSteps, state


@state
async def DisplayMessageSet(steps: StateSteps) -> None:
    """The CSMS has set a display message of the configured priority, and the station has taken it."""
    priority = steps.context.configured.message_priority
    await _set(steps, ShowMessage(priority, steps.context.configured.message_content), priority=priority)


@state
async def DisplayMessageSetForState(steps: StateSteps) -> None:
    """The CSMS has set a display message for the configured state of the station, and the station has taken it."""
    configured = steps.context.configured
    spec = ShowMessage(configured.message_priority, configured.message_content, state=configured.message_state)
    await _set(steps, spec, state=configured.message_state)


async def _set(steps: StateSteps, spec: ShowMessage, **demanded: Any) -> None:
    OperatorSpeaker(steps.context).asks(spec)
    show = await steps.csms.sends("SetDisplayMessage", step=1, message={"id": ANY, **demanded})
    await steps.station.answers(show, step=2)
