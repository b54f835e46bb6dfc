"""Running and final cost of transactions (I02, I03): in the answers to their events, or by CostUpdated."""

from decimal import Decimal
from typing import Any

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, NotFound, OperationContext, Request
from plugfest.csms.blocks.e_transactions.hooks import on_transaction_event
from plugfest.csms.blocks.e_transactions.status import TransactionId
from plugfest.csms.blocks.i_tariff_and_cost.pricing import Line, Prices, lines, total
from plugfest.csms.blocks.parameters import EvseId, RequestBody
from plugfest.csms.blocks.registry import endpoint, operation
from plugfest.csms.store import costs, transactions


class CostUpdate(RequestBody):
    """Send the station the running cost of a transaction: the one named, or the one on an EVSE."""

    transaction: TransactionId | None = None
    evse: EvseId | None = None


@on_transaction_event
def report_cost(request: Request) -> dict[str, Any]:
    """Return the cost so far (I02.FR.01), or the final one after the last event (I03.FR.02), if it is known.

    Without a tariff there is no cost: 0 would mean that the transaction was free (I03.FR.04).
    """
    account = costs.follow(request.db, request.station, request.payload)
    if account is None or request.payload["eventType"] == "Started":
        return {}
    bill = _bill(account)
    return {} if bill is None else {"totalCost": float(total(bill, account.tariff["currency"]))}


@operation("update-cost", CostUpdate)
async def update_cost(context: OperationContext, params: CostUpdate) -> None:
    """Send CostUpdated."""
    id_ = params.transaction
    if id_ is None:
        running = await context.read(lambda db: transactions.running(db, context.station, params.evse))
        if len(running) != 1:
            raise context.fail(f"{len(running)} transactions are running: say which, or on which EVSE")
        id_ = running[0]
    account = await context.read(lambda db: costs.account(db, context.station, id_))
    bill = None if account is None else _bill(account)
    if account is None or bill is None:
        raise context.fail(f"the cost of transaction {id_} is not known")
    cost = float(total(bill, account.tariff["currency"]))
    context.handle["totalCost"] = cost
    await context.call("CostUpdated", {"transactionId": id_, "totalCost": cost})


@endpoint(
    "GET", "/stations/{station}/transactions/{transaction}/cost", "The cost of a transaction, and its calculation"
)
def show_cost(request: ApiRequest) -> Any:
    """Show the cost; `total` is null if energy has a price and its amount is unknown."""
    account = costs.account(request.db, request.station, request.path["transaction"])
    if account is None:
        raise NotFound(f"no tariff is for a transaction {request.path['transaction'][:40]!r} of {request.station!r}")
    bill = _bill(account)
    currency = account.tariff["currency"]
    return {
        "transaction": request.path["transaction"],
        "tariff": account.tariff["tariff"],
        "currency": currency,
        "total": None if bill is None else float(total(bill, currency)),
        "final": account.ended,
        "energy": account.energy,
        "seconds": account.seconds,
        "problem": account.problem,
        "lines": [line.to_json for line in bill or ()],
    }


def _bill(account: costs.Account) -> list[Line] | None:
    energy = None if account.energy is None else Decimal(str(account.energy))
    prices = msgspec.convert(account.tariff["prices"], Prices)
    return lines(prices, energy, Decimal(str(account.seconds)))
