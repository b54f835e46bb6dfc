"""SetDisplayMessage and ClearDisplayMessage (O01, O02, O05, O06). The ids are ours, unique per station."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, NotFound, OperationContext, Request, present
from plugfest.csms.blocks.e_transactions.hooks import on_transaction_event
from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.parameters import EvseId, RequestBody
from plugfest.csms.blocks.registry import endpoint, on_failure, on_response, operation
from plugfest.csms.store import device_model, display_messages, operations, stations, transactions
from plugfest.csms.store.tables import timestamp

Priority = Literal["AlwaysFront", "InFront", "NormalCycle"]
State = Literal["Charging", "Faulted", "Idle", "Unavailable"]
Format = Literal["ASCII", "HTML", "URI", "UTF8"]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=315_360_000, description="seconds from now")]
OperationId = Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
MessageId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_FORMATS: Final = ("UTF8", "ASCII", "HTML", "URI")
"""Plain text first; the first supported one is used if the operator names none."""


class ShownMessage(RequestBody):
    """A display message, bound to the transaction on `evse` or to the named one, if any."""

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


class MessageName(RequestBody):
    """A message, by its number or by the operation that set it."""

    id: MessageId | None = None
    message: OperationId | None = None


@operation("show-message", ShownMessage)
async def show_message(context: OperationContext, params: ShownMessage) -> None:
    """Set the message."""
    if params.start_in is not None and params.end_in is not None and params.end_in <= params.start_in:
        raise context.fail("the message would end before it begins")
    message = await context.write(lambda db: _composed(db, context, params))
    context.handle["messageId"] = message["id"]
    await context.call("SetDisplayMessage", {"message": message})


@operation("clear-message", MessageName)
async def clear_message(context: OperationContext, params: MessageName) -> None:
    """Remove the message."""
    number = await context.read(lambda db: message_id(db, context, params))
    if number is None:
        raise context.fail("say which message: its id, or the operation that has set it")
    context.handle["messageId"] = number
    await context.call("ClearDisplayMessage", {"id": number})


@on_failure("SetDisplayMessage")
def store_failed_message(failure: Failure) -> None:
    """Store that the station does not have the message."""
    display_messages.answered(failure.db, failure.station, failure.request["message"], failure.code)


@on_response("SetDisplayMessage")
def store_response(exchange: Exchange) -> None:
    """Store the station's answer to the message."""
    display_messages.answered(exchange.db, exchange.station, exchange.request["message"], exchange.answer["status"])


@on_response("ClearDisplayMessage")
def keep_clearing(exchange: Exchange) -> None:
    """Store that the station does not have the message."""
    state = "Cleared" if exchange.answer["status"] == "Accepted" else "Missing"
    display_messages.gone(exchange.db, exchange.station, exchange.request["id"], state)


@on_transaction_event
def end_messages(request: Request) -> dict[str, Any]:
    """End the messages of an ended transaction."""
    if request.payload["eventType"] == "Ended":
        id_ = request.payload["transactionInfo"]["transactionId"]
        display_messages.transaction_ended(request.db, request.station, id_)
    return {}


@endpoint("GET", "/stations/{station}/display-messages", "The display messages sent to the station, newest first")
def show_messages(request: ApiRequest) -> Any:
    """Show all messages."""
    return display_messages.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/display-messages/{message}", "One message")
def show_one(request: ApiRequest) -> Any:
    """Show a message."""
    number = request.path["message"]
    known = number.isascii() and number.isdigit() and len(number) < 12
    found = display_messages.view(request.db, request.station, int(number)) if known else []
    if not found:
        raise NotFound(f"{request.station!r} was never asked to show a message {number[:20]!r}")
    return found[0]


def message_id(db: Connection, context: OperationContext, params: MessageName) -> int | None:
    """Return the number of the named message, or None. Raises OperationEnded."""
    return params.id if params.message is None else _set_by(db, context, params.message)


def _set_by(db: Connection, context: OperationContext, made_by: str) -> int:
    number = operations.created(db, context.station, made_by, "messageId")
    if number is None:
        raise context.fail(f"operation {made_by} has set no message at this station")
    return number


def _composed(db: Connection, context: OperationContext, params: ShownMessage) -> dict[str, Any]:
    if params.replaces is None:
        number = stations.next_number(db, context.station, "messageId")
    else:
        number = _set_by(db, context, params.replaces) if isinstance(params.replaces, str) else params.replaces
    now = datetime.now(UTC)
    message = present(
        id=number,
        priority=params.priority,
        state=params.state,
        startDateTime=_later(now, params.start_in),
        endDateTime=_later(now, params.end_in),
        transactionId=_transaction(db, context, params),
        message=present(
            format=params.format or _format(db, context.station),
            language=params.language,
            content=params.content,
        ),
    )
    display_messages.request(db, context.station, message)
    return message


def _transaction(db: Connection, context: OperationContext, params: ShownMessage) -> str | None:
    if params.evse is None:
        return params.transaction
    running = transactions.running(db, context.station, params.evse)
    if not running:
        raise context.fail(f"no transaction is running on EVSE {params.evse}")
    return running[0]


def _format(db: Connection, station: str) -> str:
    key = device_model.key_of(station, {"name": "DisplayMessageCtrlr"}, {"name": "SupportedFormats"})
    supported = (device_model.value(db, key) or "").replace(" ", "").split(",")
    return next((name for name in _FORMATS if name in supported), _FORMATS[0])


def _later(now: datetime, seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(now + timedelta(seconds=seconds))
