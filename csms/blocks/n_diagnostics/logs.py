"""Logs: GetLog and LogStatusNotification (N01), uploaded to a unique address of the file service."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, OperationContext, Request, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, on_failure, on_response, operation
from plugfest.csms.store import events, file_service, logs, stations
from plugfest.csms.store.tables import timestamp

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class FetchLog(RequestBody):
    """Let the station upload a log, or the part of it between two times."""

    type: Literal["DiagnosticsLog", "SecurityLog"]
    oldest: _Moment | None = None
    latest: _Moment | None = None


@operation("fetch-log", FetchLog)
async def fetch_log(context: OperationContext, params: FetchLog) -> None:
    """Request the log. A second one may be requested during the first upload (N01.FR.12)."""

    def begin(db: Connection) -> tuple[int, str]:
        request_id, ticket = stations.next_number(db, context.station, "requestId"), file_service.ticket()
        logs.begin(db, context.station, request_id, params.type, ticket)
        return request_id, f"{file_service.address(db)}/logs/{ticket}"

    context.handle["requestId"], location = await context.write(begin)
    where = present(
        remoteLocation=location,
        oldestTimestamp=params.oldest and timestamp(params.oldest),
        latestTimestamp=params.latest and timestamp(params.latest),
    )
    await context.call("GetLog", {"requestId": context.handle["requestId"], "logType": params.type, "log": where})


@on_failure("GetLog")
def store_failed_log(failure: Failure) -> None:
    """Store that the station sends no log."""
    logs.advance(failure.db, failure.station, failure.request["requestId"], answer=failure.code)


@on_response("GetLog")
def store_response(exchange: Exchange) -> None:
    """Store the station's answer and the file name in it."""
    reported = present(answer=exchange.answer["status"], filename=exchange.answer.get("filename"))
    logs.advance(exchange.db, exchange.station, exchange.request["requestId"], **reported)


@handles("LogStatusNotification")
def log_status(request: Request) -> dict[str, Any]:
    """Keep the state of an upload."""
    events.note(request.db, request.station, "LogStatusNotification", request.payload)
    request_id = request.payload.get("requestId")
    if request_id is not None:
        logs.advance(request.db, request.station, request_id, state=request.payload["status"])
    return {}


@endpoint("GET", "/stations/{station}/logs", "The logs requested from the station, newest first")
def show_logs(request: ApiRequest) -> Any:
    """Show the logs with their states and download addresses."""
    return logs.view(request.db, request.station, file_service.address(request.db))
