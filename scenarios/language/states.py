"""The reusable states of Part 6, section 3.18: the way into each, and what the CSMS must answer on it."""

from collections.abc import Awaitable, Callable
from typing import Any

from plugfest.scenarios.context.stage import Stage
from plugfest.scenarios.context.stops import Stop, gone
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.matching.matchers import ABSENT

State = Callable[..., Awaitable[None]]
STATES: dict[str, State] = {}
"""Every reusable state by its name."""


class Way:
    """The way to a state, at one EVSE: what the steps of a reusable state speak with."""

    def __init__(self, stage: Stage, station: StationSpeaker) -> None:
        self.stage = stage
        self.station = station
        self.csms = Csms(stage)

    async def to(self, name: str, **more: Any) -> None:
        """Go on until the state is reached, through those that it asks for; what was reached is not repeated.

        `more` is what the state leaves to the case. Raises Stop where what it demands of the CSMS is violated before
        the case itself has begun.
        """
        if name in self.station.reached:
            return
        before = len(self.stage.validations.all)
        with self.stage.trace.during(state=name):
            await STATES[name](self, **more)
        self.station.reached.add(name)
        wrong = [v for v in self.stage.validations.all[before:] if v["kind"] == "state" and _violated(v)]
        if wrong:
            raise Stop(
                "state-not-reached", f"the state {name} was not reached: {wrong[0]['subject']}: {wrong[0]['text']}"
            )

    def passes_the_charge(self) -> None:
        """Let pass what is left of the configured transaction duration, on the station's own clock."""
        self.station.lets_pass(self.stage.given.configured.transaction_duration - self.station.has_run)


async def go_to(stage: Stage, station: StationSpeaker, name: str, **more: Any) -> None:
    """Take the station to a reusable state, at the EVSE where it speaks."""
    await Way(stage, station).to(name, **more)


def _violated(validation: dict[str, object]) -> bool:
    return validation["outcome"] == "violated" and validation["weight"] == "required"


def state(function: State) -> State:
    """Make a function the way to the state that it is named after."""
    STATES[function.__name__] = function
    return function


@state
async def Connected(way: Way) -> None:
    """Ours, not Part 6's: connected, and nothing said yet."""
    attempt = await way.station.connects()
    if not attempt.accepted:
        raise gone(attempt) or Stop("state-not-reached", f"the station was not let in: {attempt.detail}")
    way.stage.expects_connection()


@state
async def Booted(way: Way) -> None:
    """Power-cycled, accepted, idle."""
    await way.to("Connected")
    boot = await way.station.boots(step=1, reason="PowerUp")
    await way.csms.answers(boot, step=2, status="Accepted")
    await way.station.reports_connectors(step=3)
    if way.stage.pace.settling:
        await way.stage.settle()


@state
async def Authorized(way: Way, **more: Any) -> None:
    """The driver has been authorized; the transaction goes on or begins with it."""
    asked = await way.station.swipes(step=1)
    await way.csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    told = await way.station.lets_charge(step=3, **more)
    await way.csms.answers(told, step=4, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPreSession(way: Way, **more: Any) -> None:
    """The cable is in; the transaction goes on or begins with it."""
    plugged = await way.station.plugs_in(step=1, **more)
    await way.csms.answers(plugged, step=4)


@state
async def EnergyTransferStarted(way: Way, **more: Any) -> None:
    """Energy flows: authorized, the cable in, charging."""
    await way.to("Authorized")
    if "EVConnectedPreSession" not in way.station.reached:
        plugged = await way.station.plugs_in(step=1)
        await way.csms.answers(plugged, step=4)
    charging = await way.station.charges(step=5, **more)
    await way.csms.answers(charging, step=6)


@state
async def EnergyTransferSuspended(way: Way, **more: Any) -> None:
    """The EV takes no energy for the moment."""
    await way.to("EnergyTransferStarted")
    way.passes_the_charge()
    paused = await way.station.pauses(step=1, **more)
    await way.csms.answers(paused, step=2)


@state
async def StopAuthorized(way: Way, **more: Any) -> None:
    """The driver has stopped the charge with the token."""
    await way.to("EnergyTransferStarted")
    way.passes_the_charge()
    stopped = await way.station.stops(step=1, **more)
    await way.csms.answers(stopped, step=2, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPostSession(way: Way) -> None:
    """No energy flows any more, the cable is still in."""
    await way.to("StopAuthorized")
    connected = await way.station.goes_on(step=1)
    await way.csms.answers(connected, step=2)


@state
async def EVDisconnected(way: Way, **more: Any) -> None:
    """The cable is out; the transaction has ended, unless its end is the EV's leaving its bay (TxStopPoint)."""
    await way.to("EVConnectedPostSession")
    gone = await way.station.unplugs(step=1, **more)
    await way.csms.answers(gone, step=4)


@state
async def Unavailable(way: Way, *, evse: int | None = None, connector: int | None = None) -> None:
    """The station, the EVSE here or its connector is out of operation; the case itself has given the order."""
    place = ABSENT if evse is None else {"id": evse, "connectorId": ABSENT if connector is None else connector}
    change = await way.csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=place)
    await way.station.answers(change, step=2, status="Accepted")
    if evse is None:
        await way.station.reports_connectors(step=3, own="Unavailable", others="Unavailable")
    elif connector is None:
        await way.station.reports_evse("Unavailable", step=3)
    else:
        await way.station.reports_connector("Unavailable", step=3)
