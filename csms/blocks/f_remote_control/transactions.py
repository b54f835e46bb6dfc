"""Remote start and stop (F01 to F04)."""

from plugfest.csms.blocks.c_authorization.provisioning import TokenName
from plugfest.csms.blocks.contexts import OperationContext, present
from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.k_smart_charging.compose import start_profile
from plugfest.csms.blocks.k_smart_charging.parameters import Amount, Unit
from plugfest.csms.blocks.parameters import EvseId, EvseNumber, RequestBody
from plugfest.csms.blocks.registry import operation
from plugfest.csms.store import stations, tokens, transactions


class StartTransaction(RequestBody):
    """Start a transaction for a token, on one EVSE or on any."""

    token: TokenName
    evse: EvseNumber | None = None
    limit: Amount | None = None
    """Limit of the transaction from its start, as a charging profile (K05); it needs the EVSE."""
    unit: Unit = "A"


class StopTransaction(RequestBody):
    """Stop a transaction: the one named, the one on an EVSE, or the only one that runs."""

    transaction: TransactionId | None = None
    evse: EvseId | None = None


@operation("start-transaction", StartTransaction)
async def start_transaction(context: OperationContext, params: StartTransaction) -> None:
    """Request the start, with a remoteStartId that identifies the transaction later."""
    if params.limit is not None and params.evse is None:
        raise context.fail("a limit belongs to one EVSE: say which")
    remote_start_id = await context.write(lambda db: stations.next_number(db, context.station, "remoteStartId"))
    context.handle["remoteStartId"] = remote_start_id
    token = {"idToken": params.token.id_token, "type": params.token.type}
    info = await context.read(lambda db: tokens.token_info(db, token))
    group = info.get("groupIdToken")
    start = present(evseId=params.evse, remoteStartId=remote_start_id, idToken=token, groupIdToken=group)
    limit = params.limit
    if limit is not None:
        profile = await context.write(lambda db: start_profile(db, context.station, limit, params.unit))
        context.handle["profileId"], start["chargingProfile"] = profile["id"], profile
    await context.call("RequestStartTransaction", start)


@operation("stop-transaction", StopTransaction)
async def stop_transaction(context: OperationContext, params: StopTransaction) -> None:
    """Request the stop."""
    id_ = params.transaction
    if id_ is None:
        running = await context.read(lambda db: transactions.running(db, context.station, params.evse))
        where = "" if params.evse is None else f" on EVSE {params.evse}"
        if not running:
            raise context.fail(f"no transaction is running{where}")
        if params.evse is None and len(running) > 1:
            raise context.fail(f"{len(running)} transactions are running: say which, or on which EVSE")
        id_ = running[0]
    context.handle["transaction"] = id_
    await context.call("RequestStopTransaction", {"transactionId": id_})
