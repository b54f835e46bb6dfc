"""The reusable state of reservations."""

from plugfest.scenarios.language import StateSteps, state
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import of_evse


@state
async def Reserved(steps: StateSteps) -> None:
    """The EVSE here is reserved for the driver's token; the case itself has given the order."""
    station = steps.station
    reserve = await steps.csms.sends("ReserveNow", step=1, **of_evse(station.evse, station.token))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)
