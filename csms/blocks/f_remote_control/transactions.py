"""Start and stop from afar (F01 to F04)."""

from plugfest.csms.blocks.c_authorization.provisioning import TokenName
from plugfest.csms.blocks.contexts import Order, present
from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.k_smart_charging.compose import start_profile
from plugfest.csms.blocks.k_smart_charging.wishes import Amount, Unit
from plugfest.csms.blocks.registry import EvseId, Wish, operation
from plugfest.csms.store import stations, tokens, transactions


class StartTransaction(Wish):
    """Start a transaction for a token, on one EVSE or wherever the station likes."""

    token: TokenName
    evse: EvseId | None = None
    limit: Amount | None = None
    """Limits the transaction from its begin, by a charging profile (K05); it needs the EVSE."""
    unit: Unit = "A"


class StopTransaction(Wish):
    """Stop a transaction: the one named, the one on an EVSE, or the only one that runs."""

    transaction: TransactionId | None = None
    evse: EvseId | None = None


@operation("start-transaction", StartTransaction)
async def start_transaction(order: Order, wish: StartTransaction) -> None:
    """Ask for the start, under a remoteStartId by which the transaction will be known again."""
    if wish.limit is not None and wish.evse is None:
        raise order.fail("a limit belongs to one EVSE: say which")
    remote_start_id = await order.write(lambda db: stations.next_number(db, order.station, "remoteStartId"))
    order.handle["remoteStartId"] = remote_start_id
    token = {"idToken": wish.token.id_token, "type": wish.token.type}
    info = await order.read(lambda db: tokens.token_info(db, token))
    group = info.get("groupIdToken")
    start = present(evseId=wish.evse, remoteStartId=remote_start_id, idToken=token, groupIdToken=group)
    limit = wish.limit
    if limit is not None:
        profile = await order.write(lambda db: start_profile(db, order.station, limit, wish.unit))
        order.handle["profileId"], start["chargingProfile"] = profile["id"], profile
    await order.call("RequestStartTransaction", start)


@operation("stop-transaction", StopTransaction)
async def stop_transaction(order: Order, wish: StopTransaction) -> None:
    """Ask for the stop."""
    id_ = wish.transaction
    if id_ is None:
        running = await order.read(lambda db: transactions.running(db, order.station, wish.evse))
        where = "" if wish.evse is None else f" on EVSE {wish.evse}"
        if not running:
            raise order.fail(f"no transaction is running{where}")
        if wish.evse is None and len(running) > 1:
            raise order.fail(f"{len(running)} transactions are running: say which, or on which EVSE")
        id_ = running[0]
    order.handle["transaction"] = id_
    await order.call("RequestStopTransaction", {"transactionId": id_})
