"""GetTransactionStatus (E14)."""

from typing import Annotated

import msgspec

from plugfest.csms.blocks.contexts import Exchange, OperationContext, present
from plugfest.csms.blocks.parameters import EvseId, RequestBody
from plugfest.csms.blocks.registry import on_response, operation
from plugfest.csms.store import transactions

TransactionId = Annotated[str, msgspec.Meta(min_length=1, max_length=36)]


class TransactionStatus(RequestBody):
    """Ask whether a transaction is ongoing, or whether any messages are queued.

    The transaction is the one named, or the one that runs on an EVSE.
    """

    transaction: TransactionId | None = None
    evse: EvseId | None = None


@operation("ask-transaction-status", TransactionStatus)
async def ask_transaction_status(context: OperationContext, params: TransactionStatus) -> None:
    """Ask the station."""
    id_ = params.transaction
    if id_ is None and params.evse is not None:
        running = await context.read(lambda db: transactions.running(db, context.station, params.evse))
        if not running:
            raise context.fail(f"no transaction is running on EVSE {params.evse}")
        id_ = running[0]
    await context.call("GetTransactionStatus", present(transactionId=id_))


@on_response("GetTransactionStatus")
def keep_status(exchange: Exchange) -> None:
    """Store whether the station still has messages of the transaction."""
    asked = exchange.request.get("transactionId")
    if asked is not None:
        transactions.note_status(exchange.db, exchange.station, asked, exchange.answer["messagesInQueue"])
