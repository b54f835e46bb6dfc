"""GetLocalListVersion (D02)."""

from plugfest.csms.blocks.contexts import Exchange, Order
from plugfest.csms.blocks.registry import Nothing, keeps, operation
from plugfest.csms.store import local_lists


@operation("ask-local-list-version", Nothing)
async def ask_version(order: Order, _wish: Nothing) -> None:
    """Ask which version of its local list the station has."""
    order.handle["version"] = (await order.call("GetLocalListVersion", {}))["versionNumber"]


@keeps("GetLocalListVersion")
def keep_version(exchange: Exchange) -> None:
    """Keep what the station has told."""
    local_lists.reported(exchange.db, exchange.station, exchange.answer["versionNumber"])


async def next_version(order: Order) -> int:
    """A version that the station will take: one later than its own, which it is asked for where it is not certain."""
    known = await order.read(lambda db: local_lists.certain_version(db, order.station))
    if known is None:
        known = (await order.call("GetLocalListVersion", {}))["versionNumber"]
    return max(int(known), 0) + 1
