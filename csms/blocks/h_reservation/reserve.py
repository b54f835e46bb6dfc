"""ReserveNow and CancelReservation (H01, H02). The ids are ours, unique per station."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.c_authorization.provisioning import TokenName
from plugfest.csms.blocks.contexts import Exchange, Look, NotFound, Order, present
from plugfest.csms.blocks.registry import Wish, endpoint, keeps, operation
from plugfest.csms.store import operations, reservations, stations, tokens
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


class Reservation(Wish):
    """Reserve an EVSE for a token, or any EVSE, or any with a connector of this type; for the token's group, too."""

    token: TokenName
    evse: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    connector_type: ConnectorType | None = None
    group: TokenName | None = None
    expires_in: Annotated[float, msgspec.Meta(gt=0, le=31_536_000, description="seconds from now")] = 3600.0


class Cancellation(Wish):
    """A reservation, by its own number or by the operation that has made it."""

    reservation: Annotated[int, msgspec.Meta(ge=1)] | Annotated[str, msgspec.Meta(min_length=1, max_length=36)]


@operation("reserve", Reservation)
async def reserve(order: Order, wish: Reservation) -> None:
    """Ask for the reservation."""
    if wish.evse is not None and wish.connector_type is not None:
        raise order.fail("say either an EVSE or a type of connector")
    request = await order.write(lambda db: _prepared(db, order, wish))
    order.handle["reservationId"] = request["id"]
    await order.call("ReserveNow", request)


@operation("cancel-reservation", Cancellation)
async def cancel_reservation(order: Order, wish: Cancellation) -> None:
    """Give it up."""
    number = wish.reservation
    if isinstance(number, str):
        made_by = number
        found = await order.read(lambda db: operations.created(db, order.station, made_by, "reservationId"))
        if found is None:
            raise order.fail(f"operation {made_by} has made no reservation at this station")
        number = found
    order.handle["reservationId"] = number
    await order.call("CancelReservation", {"reservationId": number})


@keeps("ReserveNow")
def keep_answer(exchange: Exchange) -> None:
    """Keep whether the station has taken it."""
    status = exchange.answer["status"]
    if status == "Accepted":
        reservations.accepted(exchange.db, exchange.station, exchange.request["id"])
    else:
        reservations.end(exchange.db, exchange.station, exchange.request["id"], status)


@keeps("CancelReservation")
def keep_cancellation(exchange: Exchange) -> None:
    """Keep that it is given up."""
    if exchange.answer["status"] == "Accepted":
        reservations.end(exchange.db, exchange.station, exchange.request["reservationId"], "Cancelled")


@endpoint("GET", "/stations/{station}/reservations", "The station's reservations, newest first")
def show_reservations(look: Look) -> Any:
    """Show all reservations."""
    return reservations.view(look.db, look.station)


@endpoint("GET", "/stations/{station}/reservations/{reservation}", "One reservation")
def show_reservation(look: Look) -> Any:
    """Show a reservation."""
    number = look.path["reservation"]
    known = number.isascii() and number.isdigit() and len(number) < 12
    found = reservations.view(look.db, look.station, int(number)) if known else []
    if not found:
        raise NotFound(f"{look.station!r} has no reservation {number[:20]!r}")
    return found[0]


def _prepared(db: Connection, order: Order, wish: Reservation) -> dict[str, Any]:
    token = {"idToken": wish.token.id_token, "type": wish.token.type}
    info = tokens.token_info(db, token)
    if info["status"] != "Accepted":
        raise order.fail(f"nothing is reserved for {wish.token.id_token!r}: the token is {info['status']}")
    group = None if wish.group is None else {"idToken": wish.group.id_token, "type": wish.group.type}
    if group is not None and not _same(group, info.get("groupIdToken")):
        raise order.fail(f"{wish.token.id_token!r} is not in the group {group['idToken']!r}")
    request = present(
        id=stations.next_number(db, order.station, "reservationId"),
        expiryDateTime=timestamp(datetime.now(UTC) + timedelta(seconds=wish.expires_in)),
        connectorType=wish.connector_type,
        idToken=token,
        evseId=wish.evse,
        groupIdToken=group,
    )
    reservations.add(db, order.station, request)
    return request


def _same(one: dict[str, Any], other: dict[str, Any] | None) -> bool:
    return other is not None and (one["type"], one["idToken"].lower()) == (other["type"], other["idToken"].lower())
