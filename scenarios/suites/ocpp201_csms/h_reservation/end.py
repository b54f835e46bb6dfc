"""Expiry, cancellation and removal of a reservation: use cases H02 and H04."""

from plugfest.scenarios.intents import CancelReservation, Reserve
from plugfest.scenarios.language import Configured, Csms, OperatorSpeaker, StationSpeaker, Tokens, advised, from_now
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import of_evse, seconds_left


async def TC_H_07_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """A reservation expires without being used; the CSMS answers the station's ReservationStatusUpdateRequest."""
    duration = configured.reservation_duration
    operator.asks(Reserve(tokens.valid, evse=configured.evse, expires_in=duration))
    reserve = await csms.sends(
        "ReserveNow",
        step=1,
        **of_evse(configured.evse, tokens.valid)
        | {"expiryDateTime": advised(from_now(duration, within=configured.time_tolerance))},
    )
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)

    left = seconds_left(reserve["expiryDateTime"], asked=duration, tolerance=configured.time_tolerance)
    await station.waits(left, until="the reservation expires, or would by what was asked for")
    await station.reports_evse("Available", step=5)
    over = await station.sends(
        "ReservationStatusUpdate", step=7, reservationId=reserve["id"], reservationUpdateStatus="Expired"
    )
    await csms.answers(over, step=8)
    await operator.sees("reservation", {"id": reserve["id"]}, state="Expired")


async def TC_H_17_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The operator cancels a reservation; the CSMS sends a CancelReservationRequest with the id of the reservation."""
    reservation = operator.asks(Reserve(tokens.valid, evse=configured.evse))
    reserve = await csms.sends("ReserveNow", step=1, **of_evse(configured.evse, tokens.valid))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)

    await operator.waits_for_result()
    operator.asks(CancelReservation(reservation))
    cancel = await csms.sends("CancelReservation", step=5, reservationId=reserve["id"])
    await station.answers(cancel, step=6, status="Accepted")
    await station.reports_evse("Available", step=7)
    await operator.sees("reservation", {"id": reserve["id"]}, state="Cancelled")


async def TC_H_20_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The reserved EVSE is Faulted and the station removes the reservation; the CSMS answers its status update."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse))
    reserve = await csms.sends("ReserveNow", step=1, **of_evse(configured.evse, tokens.valid))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)

    await station.reports_evse("Faulted", step=5)
    removed = await station.sends(
        "ReservationStatusUpdate", step=7, reservationId=reserve["id"], reservationUpdateStatus="Removed"
    )
    await csms.answers(removed, step=8)
    await operator.sees("reservation", {"id": reserve["id"]}, state="Removed")
