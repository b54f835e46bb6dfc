"""Reserving one EVSE, any EVSE or a type of connector: use case H01."""

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
    """The operator reserves one EVSE for a driver; the CSMS sends a ReserveNowRequest, and the station accepts it."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse))
    await station.reaches("Reserved")
    await operator.sees(
        "reservations", {}, [{"evse": configured.evse, "token": tokens.valid.payload, "state": "Active"}]
    )


async def TC_H_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The operator reserves any EVSE for a driver; the CSMS sends a ReserveNowRequest without an evseId.

    A station with a single EVSE reports it as Reserved.
    """
    operator.asks(Reserve(tokens.valid))
    reserve = await csms.sends("ReserveNow", step=1, **of_any_evse(tokens.valid))
    await station.answers(reserve, step=2, status="Accepted")
    for evse in the_only_one(station.device.evses):
        await station.on(evse).reports_evse("Reserved", step=3)
    await operator.sees("reservation", {"id": reserve["id"]}, state="Active", evse=None, token=tokens.valid.payload)


async def TC_H_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The operator reserves any EVSE, as often as the station has EVSEs; the station reports all of them as Reserved.

    Beyond the case, each ReserveNowRequest must have a new id: otherwise the station replaces the earlier reservation.
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
    """The operator reserves a type of connector; the CSMS sends a ReserveNowRequest with a connectorType only.

    It has no evseId: the station may choose any EVSE with such a connector.
    """
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
    """The operator reserves one EVSE for a group of tokens; the CSMS sends a ReserveNowRequest with a groupIdToken."""
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
    """The CSMS sends a ReserveNowRequest; the station does not support reservations and answers "Rejected"."""
    operator.asks(Reserve(tokens.valid, evse=configured.evse))
    reserve = await csms.sends("ReserveNow", step=1)
    await station.answers(reserve, step=2, status="Rejected")
    await operator.sees("reservation", {"id": reserve["id"]}, state="Rejected")
