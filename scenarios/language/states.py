"""The reusable states of Part 6, section 3.18: the way into each, and what the CSMS must answer on it."""

from collections.abc import Awaitable, Callable
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop, gone
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.matching.matchers import ABSENT

State = Callable[..., Awaitable[None]]
STATES: dict[str, State] = {}
"""Every reusable state by its name."""


class StateSteps:
    """The way to a state, at one EVSE: what the steps of a reusable state speak with."""

    def __init__(self, context: CaseContext, station: StationSpeaker) -> None:
        self.context = context
        self.station = station
        self.csms = Csms(context)

    async def reach(self, name: str, **more: Any) -> None:
        """Go on until the state is reached, through those that it asks for; what was reached is not repeated.

        `more` is what the state leaves to the case. Raises Stop where what it demands of the CSMS is violated before
        the case itself has begun.
        """
        if name in self.station.reached:
            return
        before = len(self.context.validations.all)
        with self.context.trace.during(state=name):
            await STATES[name](self, **more)
        self.station.reached.add(name)
        wrong = [v for v in self.context.validations.all[before:] if v["kind"] == "state" and _violated(v)]
        if wrong:
            raise Stop(
                "state-not-reached", f"the state {name} was not reached: {wrong[0]['subject']}: {wrong[0]['text']}"
            )

    def passes_the_charge(self) -> None:
        """Let pass what is left of the configured transaction duration, on the station's own clock."""
        self.station.lets_pass(self.context.configured.transaction_duration - self.station.has_run)


async def go_to(context: CaseContext, station: StationSpeaker, name: str, **more: Any) -> None:
    """Take the station to a reusable state, at the EVSE where it speaks."""
    await StateSteps(context, station).reach(name, **more)


def _violated(validation: dict[str, object]) -> bool:
    return validation["outcome"] == "violated" and validation["weight"] == "required"


def state(function: State) -> State:
    """Make a function the way to the state that it is named after."""
    STATES[function.__name__] = function
    return function


@state
async def Connected(steps: StateSteps) -> None:
    """Ours, not Part 6's: connected, and nothing said yet."""
    attempt = await steps.station.connects()
    if not attempt.accepted:
        raise gone(attempt) or Stop("state-not-reached", f"the station was not let in: {attempt.detail}")
    steps.context.expects_connection()


@state
async def Booted(steps: StateSteps) -> None:
    """Power-cycled, accepted, idle."""
    await steps.reach("Connected")
    boot = await steps.station.boots(step=1, reason="PowerUp")
    await steps.csms.answers(boot, step=2, status="Accepted")
    await steps.station.reports_connectors(step=3)
    if steps.context.pace.settling:
        await steps.context.settle()


@state
async def Authorized(steps: StateSteps, **more: Any) -> None:
    """The driver has been authorized; the transaction goes on or begins with it."""
    asked = await steps.station.swipes(step=1)
    await steps.csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    told = await steps.station.authorizes(step=3, **more)
    await steps.csms.answers(told, step=4, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPreSession(steps: StateSteps, **more: Any) -> None:
    """The cable is in; the transaction goes on or begins with it."""
    plugged = await steps.station.plugs_in(step=1, **more)
    await steps.csms.answers(plugged, step=4)


@state
async def EnergyTransferStarted(steps: StateSteps, **more: Any) -> None:
    """Energy flows: authorized, the cable in, charging."""
    await steps.reach("Authorized")
    if "EVConnectedPreSession" not in steps.station.reached:
        plugged = await steps.station.plugs_in(step=1)
        await steps.csms.answers(plugged, step=4)
    charging = await steps.station.charges(step=5, **more)
    await steps.csms.answers(charging, step=6)


@state
async def EnergyTransferSuspended(steps: StateSteps, **more: Any) -> None:
    """The EV takes no energy for the moment."""
    await steps.reach("EnergyTransferStarted")
    steps.passes_the_charge()
    paused = await steps.station.pauses(step=1, **more)
    await steps.csms.answers(paused, step=2)


@state
async def StopAuthorized(steps: StateSteps, **more: Any) -> None:
    """The driver has stopped the charge with the token."""
    await steps.reach("EnergyTransferStarted")
    steps.passes_the_charge()
    stopped = await steps.station.stops(step=1, **more)
    await steps.csms.answers(stopped, step=2, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPostSession(steps: StateSteps) -> None:
    """No energy flows any more, the cable is still in."""
    await steps.reach("StopAuthorized")
    connected = await steps.station.next_event(step=1)
    await steps.csms.answers(connected, step=2)


@state
async def EVDisconnected(steps: StateSteps, **more: Any) -> None:
    """The cable is out; the transaction has ended, unless its end is the EV's leaving its bay (TxStopPoint)."""
    await steps.reach("EVConnectedPostSession")
    gone = await steps.station.unplugs(step=1, **more)
    await steps.csms.answers(gone, step=4)


@state
async def Unavailable(steps: StateSteps, *, evse: int | None = None, connector: int | None = None) -> None:
    """The station, the EVSE here or its connector is out of operation; the case itself has given the order."""
    place = ABSENT if evse is None else {"id": evse, "connectorId": ABSENT if connector is None else connector}
    change = await steps.csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=place)
    await steps.station.answers(change, step=2, status="Accepted")
    if evse is None:
        await steps.station.reports_connectors(step=3, own="Unavailable", others="Unavailable")
    elif connector is None:
        await steps.station.reports_evse("Unavailable", step=3)
    else:
        await steps.station.reports_connector("Unavailable", step=3)
