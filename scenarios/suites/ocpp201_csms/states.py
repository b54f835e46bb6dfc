"""The reusable states of Part 6, section 3.18, that several blocks begin in."""

from typing import Any

from plugfest.scenarios.language import ABSENT, StateSteps, Stop, broken_upgrade, state, unanswered


@state
async def Connected(steps: StateSteps) -> None:
    """The station is connected and has sent no message; Part 6 does not define this state."""
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
    """The station has booted after a power cycle; the CSMS has accepted it, and all connectors are available."""
    await steps.reach("Connected")
    boot = await steps.station.boots(step=1, reason="PowerUp")
    await steps.csms.answers(boot, step=2, status="Accepted")
    await steps.station.reports_connectors(step=3)
    if steps.context.pace.settling and steps.context.habits.may_follow_a_boot:
        await steps.context.settle()


@state
async def Authorized(steps: StateSteps, **more: Any) -> None:
    """The CSMS has accepted the driver's token; the station starts the transaction, or updates the running one."""
    asked = await steps.station.swipes(step=1)
    await steps.csms.answers(asked, step=2, idTokenInfo={"status": "Accepted"})
    reported = await steps.station.authorizes(step=3, **more)
    await steps.csms.answers(reported, step=4, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPreSession(steps: StateSteps, **more: Any) -> None:
    """The cable is plugged in; the station starts the transaction, or updates the running one."""
    plugged = await steps.station.plugs_in(step=1, **more)
    await steps.csms.answers(plugged, step=4)


@state
async def EnergyTransferStarted(steps: StateSteps, **more: Any) -> None:
    """The driver is authorized, the cable is plugged in, and the EV charges."""
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
    """The driver has stopped charging with the token."""
    await steps.reach("EnergyTransferStarted")
    steps.passes_the_charge()
    stopped = await steps.station.stops(step=1, **more)
    await steps.csms.answers(stopped, step=2, idTokenInfo={"status": "Accepted"})


@state
async def EVConnectedPostSession(steps: StateSteps) -> None:
    """The energy transfer has ended; the cable is still plugged in."""
    await steps.reach("StopAuthorized")
    connected = await steps.station.next_event(step=1)
    await steps.csms.answers(connected, step=2)


@state
async def EVDisconnected(steps: StateSteps, **more: Any) -> None:
    """The cable is unplugged; the transaction has ended, unless its TxStopPoint is ParkingBayOccupancy."""
    await steps.reach("EVConnectedPostSession")
    gone = await steps.station.unplugs(step=1, **more)
    await steps.csms.answers(gone, step=4)


@state
async def Unavailable(steps: StateSteps, *, evse: int | None = None, connector: int | None = None) -> None:
    """The CSMS has set the station, the current EVSE or a connector of it to Inoperative.

    The case gives the operator's order before it reaches this state.
    """
    place = ABSENT if evse is None else {"id": evse, "connectorId": ABSENT if connector is None else connector}
    change = await steps.csms.sends("ChangeAvailability", step=1, operationalStatus="Inoperative", evse=place)
    await steps.station.answers(change, step=2, status="Accepted")
    if evse is None:
        await steps.station.reports_connectors(step=3, own="Unavailable", others="Unavailable")
    elif connector is None:
        await steps.station.reports_evse("Unavailable", step=3)
    else:
        await steps.station.reports_connector("Unavailable", step=3)
