"""SetDisplayMessage and ClearDisplayMessage (O01, O02, O05, O06). The ids are ours, unique per station."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import Exchange, Look, NotFound, Order, Request, present
from plugfest.csms.blocks.e_transactions.followers import follows_transactions
from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.registry import EvseId, Wish, endpoint, keeps, operation
from plugfest.csms.store import device_model, display_messages, operations, stations, transactions
from plugfest.csms.store.tables import timestamp

Priority = Literal["AlwaysFront", "InFront", "NormalCycle"]
State = Literal["Charging", "Faulted", "Idle", "Unavailable"]
Format = Literal["ASCII", "HTML", "URI", "UTF8"]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=315_360_000, description="seconds from now")]
OperationId = Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
MessageId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_FORMATS: Final = ("UTF8", "ASCII", "HTML", "URI")
"""Plain text first; the first one that the station supports, where the operator names none."""


class ShownMessage(Wish):
    """A message for the display. It is bound to the transaction on `evse`, or to the one named, if any."""

    priority: Priority
    content: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
    format: Format | None = None
    language: Annotated[str, msgspec.Meta(min_length=2, max_length=8)] | None = None
    state: State | None = None
    start_in: Seconds | None = None
    end_in: Seconds | None = None
    transaction: TransactionId | None = None
    evse: EvseId | None = None
    replaces: OperationId | MessageId | None = None


class MessageName(Wish):
    """A message, by its number or by the operation that has set it."""

    id: MessageId | None = None
    message: OperationId | None = None


@operation("show-message", ShownMessage)
async def show_message(order: Order, wish: ShownMessage) -> None:
    """Set the message."""
    if wish.start_in is not None and wish.end_in is not None and wish.end_in <= wish.start_in:
        raise order.fail("the message would end before it begins")
    message = await order.write(lambda db: _composed(db, order, wish))
    order.handle["messageId"] = message["id"]
    await order.call("SetDisplayMessage", {"message": message})


@operation("clear-message", MessageName)
async def clear_message(order: Order, wish: MessageName) -> None:
    """Remove the message."""
    number = await order.read(lambda db: message_id(db, order, wish))
    if number is None:
        raise order.fail("say which message: its id, or the operation that has set it")
    order.handle["messageId"] = number
    await order.call("ClearDisplayMessage", {"id": number})


@keeps("SetDisplayMessage")
def keep_answer(exchange: Exchange) -> None:
    """Keep whether the station has taken the message."""
    display_messages.answered(exchange.db, exchange.station, exchange.request["message"], exchange.answer["status"])


@keeps("ClearDisplayMessage")
def keep_clearing(exchange: Exchange) -> None:
    """Keep that the station has the message no more, or never had it."""
    state = "Cleared" if exchange.answer["status"] == "Accepted" else "Missing"
    display_messages.gone(exchange.db, exchange.station, exchange.request["id"], state)


@follows_transactions
def end_messages(request: Request) -> dict[str, Any]:
    """The messages of a transaction end with it."""
    if request.payload["eventType"] == "Ended":
        id_ = request.payload["transactionInfo"]["transactionId"]
        display_messages.transaction_ended(request.db, request.station, id_)
    return {}


@endpoint(
    "GET", "/stations/{station}/display-messages", "The messages that the station was asked to show, newest first"
)
def show_messages(look: Look) -> Any:
    """Show all messages."""
    return display_messages.view(look.db, look.station)


@endpoint("GET", "/stations/{station}/display-messages/{message}", "One message")
def show_one(look: Look) -> Any:
    """Show a message."""
    number = look.path["message"]
    known = number.isascii() and number.isdigit() and len(number) < 12
    found = display_messages.view(look.db, look.station, int(number)) if known else []
    if not found:
        raise NotFound(f"{look.station!r} was never asked to show a message {number[:20]!r}")
    return found[0]


def message_id(db: Connection, order: Order, wish: MessageName) -> int | None:
    """The number of the message that is meant; None where none is. Raises OrderEnded."""
    return wish.id if wish.message is None else _set_by(db, order, wish.message)


def _set_by(db: Connection, order: Order, made_by: str) -> int:
    number = operations.created(db, order.station, made_by, "messageId")
    if number is None:
        raise order.fail(f"operation {made_by} has set no message at this station")
    return number


def _composed(db: Connection, order: Order, wish: ShownMessage) -> dict[str, Any]:
    if wish.replaces is None:
        number = stations.next_number(db, order.station, "messageId")
    else:
        number = _set_by(db, order, wish.replaces) if isinstance(wish.replaces, str) else wish.replaces
    now = datetime.now(UTC)
    message = present(
        id=number,
        priority=wish.priority,
        state=wish.state,
        startDateTime=_later(now, wish.start_in),
        endDateTime=_later(now, wish.end_in),
        transactionId=_transaction(db, order, wish),
        message=present(format=wish.format or _format(db, order.station), language=wish.language, content=wish.content),
    )
    display_messages.request(db, order.station, message)
    return message


def _transaction(db: Connection, order: Order, wish: ShownMessage) -> str | None:
    if wish.evse is None:
        return wish.transaction
    running = transactions.running(db, order.station, wish.evse)
    if not running:
        raise order.fail(f"no transaction is running on EVSE {wish.evse}")
    return running[0]


def _format(db: Connection, station: str) -> str:
    key = device_model.key_of(station, {"name": "DisplayMessageCtrlr"}, {"name": "SupportedFormats"})
    supported = (device_model.value(db, key) or "").replace(" ", "").split(",")
    return next((name for name in _FORMATS if name in supported), _FORMATS[0])


def _later(now: datetime, seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(now + timedelta(seconds=seconds))
