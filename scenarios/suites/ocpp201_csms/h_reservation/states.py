"""The reusable state Reserved of Part 6."""

from plugfest.scenarios.language import StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import of_evse


@state
async def Reserved(steps: StateSteps) -> None:
    """The station has accepted a reservation of the current EVSE for the driver's token.

    The case gives the operator's order before it reaches this state.
    """
    station = steps.station
    reserve = await steps.csms.sends("ReserveNow", step=1, **of_evse(station.evse, station.token))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)
