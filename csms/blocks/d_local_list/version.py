"""GetLocalListVersion (D02)."""

from plugfest.csms.blocks.contexts import Exchange, OperationContext
from plugfest.csms.blocks.parameters import NoParameters
from plugfest.csms.blocks.registry import on_response, operation
from plugfest.csms.store import local_lists


@operation("ask-local-list-version", NoParameters)
async def ask_version(context: OperationContext, _params: NoParameters) -> None:
    """Ask which version of its local list the station has."""
    context.handle["version"] = (await context.call("GetLocalListVersion", {}))["versionNumber"]


@on_response("GetLocalListVersion")
def keep_version(exchange: Exchange) -> None:
    """Store the reported version."""
    local_lists.reported(exchange.db, exchange.station, exchange.answer["versionNumber"])


async def next_version(context: OperationContext) -> int:
    """Return the version after the station's own; request it if it is not certain."""
    known = await context.read(lambda db: local_lists.certain_version(db, context.station))
    if known is None:
        known = (await context.call("GetLocalListVersion", {}))["versionNumber"]
    return max(int(known), 0) + 1
