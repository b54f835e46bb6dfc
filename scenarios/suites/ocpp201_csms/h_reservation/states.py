"""The reusable state of reservations."""

from plugfest.scenarios.language.states import Way, state
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import of_evse


@state
async def Reserved(way: Way) -> None:
    """The EVSE here is reserved for the driver's token; the case itself has given the order."""
    station = way.station
    reserve = await way.csms.sends("ReserveNow", step=1, **of_evse(station.evse, station.token))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)
