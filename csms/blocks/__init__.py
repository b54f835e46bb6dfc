"""What the CSMS does, one package per functional block of OCPP. This is the guide for whoever adds to a block.

A module in a block's package is found by being there; it registers with the decorators of `blocks.registry`, and its
functions get one object of `blocks.contexts`. Nothing outside the block has to be touched.

**To answer a request of a station**, write a plain function from Request to the payload of the answer. It runs in a
transaction; request and answer are validated, journaled and committed before the answer goes out. Raise CallRefused
for a CALLERROR of your own. Each of the 25 requests has one answerer::

    @answers("Heartbeat")
    def heartbeat(request: Request) -> dict[str, Any]:
        return {"currentTime": timestamp(request.now)}

One that must ask elsewhere first (a responder, a back-end) is a coroutine under `@answers_slowly`.

**To offer an operation**, say what a person wants as a Wish (its fields are the API's schema and its validation) and
write the script that carries it out. Scripts of one station run one after the other::

    class Reset(Wish):
        '''Restart the station, or one EVSE.'''

        type: Literal["Immediate", "OnIdle"]
        evse: EvseId | None = None

    @operation("reset", Reset)
    async def reset(order: Order, wish: Reset) -> None:
        await order.call("Reset", present(type=wish.type, evseId=wish.evse))

The outcome is `done`, unless an answer's `status` was negative or the script called `order.refused(...)`; then it is
`refused`. `raise order.fail(...)` where the wish makes no sense now. Ids that we choose come from
`stations.next_number` inside `order.write(...)`, and go into `order.handle`.

**To store what a station answers** to a request of ours, whoever asked: `@keeps("GetVariables")` and a function of an
Exchange.

**To act unasked**, write the script under `@reaction(name, Wish)` (or use an operation) and call
`request.then(script, wish)` in the answerer: it starts as soon as the answer has been sent.

**To keep something**, add a module to `plugfest.csms.store`: a Table on the common metadata, wrapped in
`belongs_to_station` where its rows go with their station, and functions that take a Connection.

**To show something**, `@endpoint("GET", "/stations/{station}/things", "summary")` and a function of a Look; PUT, POST
and DELETE are transactions. `body=SomeWish` describes what is sent.

**To run something beside the sessions** (a further listener, a timer), `@service` and an async context manager made
from the Csms, which has the settings, the database, the orders and the sessions.
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
