"""Reserving an EVSE, any EVSE or a type of connector: use case H01."""

from plugfest.scenarios.intents import Reserve
from plugfest.scenarios.language import ANY, Configured, Csms, OperatorSpeaker, StationSpeaker, Tokens, all_of, beyond
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import (
    new_id,
    of_any_evse,
    of_connector_type,
    of_evse,
    the_only_one,
)


async def TC_H_01_CSMS(
    operator: OperatorSpeaker, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """One EVSE is reserved for a driver, and the station takes the reservation."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse))
    await station.reaches("Reserved")
    await operator.sees(
        "reservations", {}, [{"evse": configured.evse, "token": tokens.valid.payload, "state": "Active"}]
    )


async def TC_H_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Any EVSE is reserved for a driver; a station with a single one reports it as reserved."""
    operator.asks(Reserve(tokens.valid))
    reserve = await csms.sends("ReserveNow", step=1, **of_any_evse(tokens.valid))
    await station.answers(reserve, step=2, status="Accepted")
    for evse in the_only_one(station.device.evses):
        await station.on(evse).reports_evse("Reserved", step=3)
    await operator.sees("reservation", {"id": reserve["id"]}, state="Active", evse=None, token=tokens.valid.payload)


async def TC_H_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """Any EVSE is reserved for a driver, as often as there are EVSEs: then all are reported as reserved.

    We check, too, that each reservation has an id of its own: the station would replace one by the other.
    """
    taken: list[int] = []
    for _ in station.device.evses:
        operator.asks(Reserve(tokens.valid))
        reserve = await csms.sends("ReserveNow", step=1, **of_any_evse(tokens.valid), id=beyond(new_id(taken)))
        await station.answers(reserve, step=2, status="Accepted")
        taken.append(reserve["id"])
    await station.reports_connectors(step=3, own="Reserved", others="Reserved")
    for number in taken:
        await operator.sees("reservation", {"id": number}, state="Active", token=tokens.valid.payload)


async def TC_H_15_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """A connector of some type is reserved for a driver, on whichever EVSE."""
    operator.asks(Reserve(tokens.valid, connector_type=configured.connector_type))
    reserve = await csms.sends("ReserveNow", step=1, **of_connector_type(configured.connector_type, tokens.valid))
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_connector("Reserved", step=3)
    await operator.sees(
        "reservation", {"id": reserve["id"]}, state="Active", evse=None, connectorType=configured.connector_type
    )


async def TC_H_19_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The CSMS reserves one EVSE for a driver and the other tokens of the driver's group."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse, group=tokens.group))
    reserve = await csms.sends(
        "ReserveNow",
        step=1,
        **of_evse(configured.evse, tokens.valid),
        groupIdToken=all_of(ANY, beyond(tokens.group.payload)),
    )
    await station.answers(reserve, step=2, status="Accepted")
    await station.reports_evse("Reserved", step=3)
    await operator.sees(
        "reservation",
        {"id": reserve["id"]},
        state="Active",
        evse=configured.evse,
        token=tokens.valid.payload,
        group=tokens.group.payload,
    )


async def TC_H_22_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The CSMS handles a station without reservations, which refuses one."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse))
    reserve = await csms.sends("ReserveNow", step=1)
    await station.answers(reserve, step=2, status="Rejected")
    await operator.sees("reservation", {"id": reserve["id"]}, state="Rejected")
