"""ReserveNow and CancelReservation (H01, H02). The ids are ours, unique per station."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.c_authorization.provisioning import TokenName
from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, NotFound, OperationContext, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_failure, on_response, operation
from plugfest.csms.store import operations, reservations, stations, tokens
from plugfest.csms.store.identifiers import same_identifier
from plugfest.csms.store.tables import timestamp

ConnectorType = Literal[
    "cCCS1",
    "cCCS2",
    "cG105",
    "cTesla",
    "cType1",
    "cType2",
    "s309-1P-16A",
    "s309-1P-32A",
    "s309-3P-16A",
    "s309-3P-32A",
    "sBS1361",
    "sCEE-7-7",
    "sType2",
    "sType3",
    "Other1PhMax16A",
    "Other1PhOver16A",
    "Other3Ph",
    "Pan",
    "wInductive",
    "wResonant",
    "Undetermined",
    "Unknown",
]


class Reservation(RequestBody):
    """Reserve an EVSE, any EVSE, or one with this connector type, for a token and its group."""

    token: TokenName
    evse: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    connector_type: ConnectorType | None = None
    group: TokenName | None = None
    expires_in: Annotated[float, msgspec.Meta(gt=0, le=31_536_000, description="seconds from now")] = 3600.0


class Cancellation(RequestBody):
    """A reservation, by its number or by the operation that made it."""

    reservation: Annotated[int, msgspec.Meta(ge=1)] | Annotated[str, msgspec.Meta(min_length=1, max_length=36)]


@operation("reserve", Reservation)
async def reserve(context: OperationContext, params: Reservation) -> None:
    """Ask for the reservation."""
    if params.evse is not None and params.connector_type is not None:
        raise context.fail("say either an EVSE or a type of connector")
    request = await context.write(lambda db: _prepared(db, context, params))
    context.handle["reservationId"] = request["id"]
    await context.call("ReserveNow", request)


@operation("cancel-reservation", Cancellation)
async def cancel_reservation(context: OperationContext, params: Cancellation) -> None:
    """Cancel the reservation."""
    number = params.reservation
    if isinstance(number, str):
        made_by = number
        found = await context.read(lambda db: operations.created(db, context.station, made_by, "reservationId"))
        if found is None:
            raise context.fail(f"operation {made_by} has made no reservation at this station")
        number = found
    context.handle["reservationId"] = number
    await context.call("CancelReservation", {"reservationId": number})


@on_failure("ReserveNow")
def store_failed_reservation(failure: Failure) -> None:
    """Store that there is no reservation, and why."""
    reservations.end(failure.db, failure.station, failure.request["id"], failure.code)


@on_response("ReserveNow")
def store_response(exchange: Exchange) -> None:
    """Store the station's answer."""
    status = exchange.answer["status"]
    if status == "Accepted":
        reservations.accepted(exchange.db, exchange.station, exchange.request["id"])
    else:
        reservations.end(exchange.db, exchange.station, exchange.request["id"], status)


@on_response("CancelReservation")
def keep_cancellation(exchange: Exchange) -> None:
    """Store the cancellation."""
    if exchange.answer["status"] == "Accepted":
        reservations.end(exchange.db, exchange.station, exchange.request["reservationId"], "Cancelled")


@endpoint("GET", "/stations/{station}/reservations", "The station's reservations, newest first")
def show_reservations(request: ApiRequest) -> Any:
    """Show all reservations."""
    return reservations.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/reservations/{reservation}", "One reservation")
def show_reservation(request: ApiRequest) -> Any:
    """Show a reservation."""
    number = request.path["reservation"]
    known = number.isascii() and number.isdigit() and len(number) < 12
    found = reservations.view(request.db, request.station, int(number)) if known else []
    if not found:
        raise NotFound(f"{request.station!r} has no reservation {number[:20]!r}")
    return found[0]


def _prepared(db: Connection, context: OperationContext, params: Reservation) -> dict[str, Any]:
    token = {"idToken": params.token.id_token, "type": params.token.type}
    info = tokens.token_info(db, token)
    if info["status"] != "Accepted":
        raise context.fail(f"nothing is reserved for {params.token.id_token!r}: the token is {info['status']}")
    group = None if params.group is None else {"idToken": params.group.id_token, "type": params.group.type}
    if group is not None and not _same(group, info.get("groupIdToken")):
        raise context.fail(f"{params.token.id_token!r} is not in the group {group['idToken']!r}")
    request = present(
        id=stations.next_number(db, context.station, "reservationId"),
        expiryDateTime=timestamp(datetime.now(UTC) + timedelta(seconds=params.expires_in)),
        connectorType=params.connector_type,
        idToken=token,
        evseId=params.evse,
        groupIdToken=group,
    )
    reservations.add(db, context.station, request)
    return request


def _same(one: dict[str, Any], other: dict[str, Any] | None) -> bool:
    return other is not None and one["type"] == other["type"] and same_identifier(one["idToken"], other["idToken"])
