"""The functions of the CSMS, one package per functional block of OCPP, and the guide for adding to a block.

A module in a block's package is found by its name; it registers functions with the decorators of `blocks.registry`, and
they get one object of `blocks.contexts`. Nothing outside the block has to be changed.

**To answer a request of a station**, write a plain function from Request to the payload of the answer. It runs in a
transaction; request and answer are validated, journaled and committed before the answer is sent. Raise CallRefused
for a CALLERROR. Each of the 25 requests has one handler::

    @handles("Heartbeat")
    def heartbeat(request: Request) -> dict[str, Any]:
        return {"currentTime": timestamp(request.now)}

A handler that must ask elsewhere first (a responder, a back-end) is a coroutine under `@handles_async`.

**To offer an operation**, describe its parameters as a RequestBody (its fields are the API's schema and its validation)
and write the script that carries it out. The scripts of one station run one after the other::

    class Reset(RequestBody):
        '''Restart the station, or one EVSE.'''

        type: Literal["Immediate", "OnIdle"]
        evse: EvseNumber | None = None

    @operation("reset", Reset)
    async def reset(context: OperationContext, params: Reset) -> None:
        await context.call("Reset", present(type=params.type, evseId=params.evse))

The outcome is `done`, unless an answer's `status` was negative or the script called `context.refused(...)`; then it is
`refused`. Use `raise context.fail(...)` if the operation makes no sense now. Ids that the CSMS chooses come from
`stations.next_number` inside `context.write(...)`, and go into `context.handle`.

**To store the answer of a station** to a request of the CSMS: `@on_response("GetVariables")` and a function of an
Exchange. `@on_failure` does the same for a CALLERROR, an invalid answer or none in time.

**To act without an operator**, write the script under `@reaction(name, Parameters)` (or use an operation) and call
`request.then(script, params)` in the handler: it starts as soon as the answer has been sent.

**To store something new**, add a module to `plugfest.csms.store`: a Table on the common metadata, wrapped in
`belongs_to_station` if its rows are removed with their station, and functions that take a Connection.

**To show something**, `@endpoint("GET", "/stations/{station}/things", "summary")` and a function of an ApiRequest; PUT,
POST and DELETE are transactions. `body=SomeBody` describes the request's body, `query=(...)` its query parameters.

**To run something beside the sessions** (a further listener, a timer), `@service` and an async context manager made
from the Services.
"""

import importlib
import pkgutil


def load() -> None:
    """Import every module of every block, so that all have registered."""
    for block in pkgutil.iter_modules(__path__, f"{__name__}."):
        package = importlib.import_module(block.name)
        if block.ispkg:
            for module in pkgutil.iter_modules(package.__path__, f"{block.name}."):
                importlib.import_module(module.name)
