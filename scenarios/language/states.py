"""Reusable states: their definition in a suite, and how a station reaches them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.station import StationSpeaker

State = Callable[..., Awaitable[Any]]
"""The steps to a reusable state; it returns the value that cases beginning in it need, such as an id."""


class StateSteps:
    """The API for the steps of a reusable state, at one EVSE."""

    def __init__(self, context: CaseContext, station: StationSpeaker, states: Mapping[str, State]) -> None:
        self.context = context
        self.station = station
        self.csms = Csms(context)
        self._states = states

    async def reach(self, name: str, **more: Any) -> None:
        """Reach the state through the states that it requires; states already reached are not repeated.

        `more` are arguments that the state leaves to the case. Raises Stop when a validation of the state is violated
        before the case itself has begun.
        """
        if name in self.station.reached:
            return
        before = len(self.context.validations.all)
        with self.context.trace.during(state=name):
            self.station.left_by[name] = await self._states[name](self, **more)
        self.station.reached.add(name)
        wrong = [v for v in self.context.validations.all[before:] if v["kind"] == "state" and _violated(v)]
        if wrong:
            raise Stop(
                "state-not-reached", f"the state {name} was not reached: {wrong[0]['subject']}: {wrong[0]['text']}"
            )

    def passes_the_charge(self) -> None:
        """Let the rest of the configured transaction duration pass, on the station's clock."""
        self.station.lets_pass(self.context.configured.transaction_duration - self.station.has_run)


async def go_to(
    context: CaseContext, station: StationSpeaker, states: Mapping[str, State], name: str, **more: Any
) -> None:
    """Take the station to a reusable state, at its current EVSE."""
    await StateSteps(context, station, states).reach(name, **more)


def _violated(validation: dict[str, object]) -> bool:
    return validation["outcome"] == "violated" and validation["weight"] == "required"


def state(function: State) -> State:
    """Mark a function as the steps to the reusable state of the same name."""
    vars(function)["is_state"] = True
    return function


def is_state(function: State) -> bool:
    """Return whether a function was marked by `state`."""
    return "is_state" in vars(function)
