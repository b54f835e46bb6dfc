"""GetDisplayMessages and NotifyDisplayMessages (O03, O04): reports collected by their requestId."""

from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, NotFound, OperationContext, Request, present
from plugfest.csms.blocks.o_display_messages.messages import MessageId, MessageName, Priority, State, message_id
from plugfest.csms.blocks.registry import endpoint, handles, on_failure, on_response, operation
from plugfest.csms.store import display_messages, stations


class MessagesWanted(MessageName):
    """The messages to be reported: all, one, or those of a priority, a state, or both."""

    priority: Priority | None = None
    state: State | None = None
    ids: Annotated[list[MessageId], msgspec.Meta(min_length=1, max_length=1000)] | None = None
    """Several messages by their numbers."""


@operation("ask-messages", MessagesWanted)
async def ask_messages(context: OperationContext, params: MessagesWanted) -> None:
    """Let the station report the messages that it has."""

    def prepare(db: Connection) -> dict[str, Any]:
        number = message_id(db, context, params)
        request = present(
            requestId=stations.next_number(db, context.station, "requestId"),
            id=params.ids if number is None else [number],
            priority=params.priority,
            state=params.state,
        )
        display_messages.expect_report(db, context.station, request)
        return request

    request = await context.write(prepare)
    context.handle["requestId"] = request["requestId"]
    # Unknown is no refusal: there is no such message.
    await context.call("GetDisplayMessages", request, positive={"Accepted", "Unknown"})


@on_failure("GetDisplayMessages")
def store_failed_report(failure: Failure) -> None:
    """Store that the station sends no report."""
    display_messages.report_answered(failure.db, failure.station, failure.request, failure.code)


@on_response("GetDisplayMessages")
def store_response(exchange: Exchange) -> None:
    """Store whether the station sends a report."""
    display_messages.report_answered(exchange.db, exchange.station, exchange.request, exchange.answer["status"])


@handles("NotifyDisplayMessages")
def keep_report(request: Request) -> dict[str, Any]:
    """Keep the reported messages."""
    display_messages.report_came(request.db, request.station, request.payload)
    return {}


@endpoint("GET", "/stations/{station}/display-messages-reports", "The reports of display messages, newest first")
def show_reports(request: ApiRequest) -> Any:
    """Show all reports."""
    return display_messages.reports(request.db, request.station)


@endpoint("GET", "/stations/{station}/display-messages-reports/{request}", "One report of display messages")
def show_report(request: ApiRequest) -> Any:
    """Show a report."""
    number = request.path["request"]
    known = number.isascii() and number.isdigit() and len(number) < 12
    found = display_messages.reports(request.db, request.station, int(number)) if known else []
    if not found:
        raise NotFound(f"{request.station!r} was not asked for a report {number[:20]!r} of display messages")
    return found[0]
