"""The reusable states of Part 6, section 3.18, that several blocks begin in."""

from typing import Any

from plugfest.scenarios.language import ABSENT, StateSteps, Stop, broken_upgrade, state, unanswered


@state
async def Connected(steps: StateSteps) -> None:
    """Ours, not Part 6's: connected, without any message."""
    attempt = await steps.station.connects()
    if not attempt.accepted:
        raise (
            unanswered(attempt)
            or broken_upgrade(attempt)
            or Stop("state-not-reached", f"the connection was refused: {attempt.detail}")
        )
    steps.context.expects_connection()


@state
async def Booted(steps: StateSteps) -> None:
    """Power-cycled, accepted, idle."""
    await steps.reach("Connected")
    boot = await steps.station.boots(step=1, reason="PowerUp")
    await steps.csms.answers(boot, step=2, status="Accepted")
    await steps.station.reports_connectors(step=3)
    if steps.context.pace.settling and steps.context.habits.may_follow_a_boot:
        await steps.context.settle()


@state
async def Authorized(steps: StateSteps, **more: Any) -> None:
    """The driver has been authorized; the transaction goes on or begins with it."""
    asked = await steps.station.swipes(step=1)
    await steps.csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    reported = await steps.station.authorizes(step=3, **more)
    await steps.csms.answers(reported, step=4, idTokenInfo={"status": "Accepted"})


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
    """The EV has suspended charging."""
    await steps.reach("EnergyTransferStarted")
    steps.passes_the_charge()
    paused = await steps.station.pauses(step=1, **more)
    await steps.csms.answers(paused, step=2)


@state
async def StopAuthorized(steps: StateSteps, **more: Any) -> None:
    """The driver has stopped charging by the token."""
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
