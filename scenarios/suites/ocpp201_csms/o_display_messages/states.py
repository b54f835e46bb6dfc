"""Ours: the memory states that cases of display messages begin in."""

from typing import Any

from plugfest.scenarios.intents import ShowMessage
from plugfest.scenarios.language import ANY, OperatorSpeaker
from plugfest.scenarios.language.states import Way, state


@state
async def DisplayMessageSet(way: Way) -> None:
    """The CSMS has set a display message of the configured priority, and the station has taken it."""
    priority = way.stage.given.configured.message_priority
    await _set(way, ShowMessage(priority, way.stage.given.configured.message_content), priority=priority)


@state
async def DisplayMessageSetForState(way: Way) -> None:
    """The CSMS has set a display message for the configured state of the station, and the station has taken it."""
    configured = way.stage.given.configured
    wish = ShowMessage(configured.message_priority, configured.message_content, state=configured.message_state)
    await _set(way, wish, state=configured.message_state)


async def _set(way: Way, wish: ShowMessage, **demanded: Any) -> None:
    OperatorSpeaker(way.stage).asks(wish)
    show = await way.csms.sends("SetDisplayMessage", step=1, message={"id": ANY, **demanded})
    await way.station.answers(show, step=2)
