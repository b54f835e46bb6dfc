"""Operations of the operator API: starting them and reading their outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import Conflict, NotFound
from plugfest.csms.operations import TooManyOperations
from plugfest.csms.operator_api.messages import error_response, json_response, read_body
from plugfest.csms.operator_api.query import read_query
from plugfest.csms.operator_api.stations import known_id
from plugfest.csms.store import operations

if TYPE_CHECKING:
    from plugfest.csms.operations import OperationRunner
    from plugfest.csms.services import Services

WAIT_LIMIT: Final = 30.0


def add_routes(app: web.Application, csms: Services, operation_runner: OperationRunner) -> None:
    """Serve /stations/{station}/operations/{operation} and /operations/{operation}."""

    async def start(request: web.Request) -> web.Response:
        named, name = request.match_info["station"], request.match_info["operation"]
        operation = registry.operations.get(name)
        if operation is None or not operation.offered:
            offered = ", ".join(sorted(name for name, known in registry.operations.items() if known.offered))
            raise NotFound(f"no operation {name!r}; there are {offered}")
        seconds = read_query(request, ("wait",)).get("wait")
        parameters = await read_body(request, operation.params, csms.settings.body_patience)
        # A connected station is known: nothing has to be read.
        id_ = named if named in csms.sessions else csms.database.look_up(lambda db: known_id(db, named))
        try:
            started = await operation_runner.start(id_, name, parameters)
        except TooManyOperations:
            return error_response(429, f"too many operations wait for {id_!r}; wait for one to end")
        if seconds is None:
            return json_response({"operation": started}, 202)
        return json_response(await found(started, seconds))

    async def show(request: web.Request) -> web.Response:
        seconds = read_query(request, ("wait",)).get("wait", 0.0)
        return json_response(await found(request.match_info["operation"], seconds))

    async def cancel(request: web.Request) -> web.Response:
        id_ = request.match_info["operation"]
        cancelled = await operation_runner.cancel(id_)
        operation = await found(id_)
        if not cancelled:
            raise Conflict(f"the operation has ended already: {operation['state']}")
        return json_response(operation)

    async def found(id_: str, seconds: float = 0.0) -> dict[str, Any]:
        """Return the operation after its end, or after so many seconds."""
        await operation_runner.wait(id_, min(seconds, WAIT_LIMIT))
        operation = csms.database.look_up(lambda db: operations.find(db, id_))
        if operation is None:
            raise NotFound(f"no operation {id_!r}")
        return operation

    app.router.add_delete("/operations/{operation}", cancel)
    app.router.add_post("/stations/{station}/operations/{operation}", start)
    app.router.add_get("/operations/{operation}", show)
