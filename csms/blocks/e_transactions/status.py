"""GetTransactionStatus (E14)."""

from typing import Annotated

import msgspec

from plugfest.csms.blocks.contexts import Exchange, Order, present
from plugfest.csms.blocks.registry import Wish, keeps, operation
from plugfest.csms.store import transactions

TransactionId = Annotated[str, msgspec.Meta(min_length=1, max_length=36)]


class TransactionStatus(Wish):
    """Ask whether a transaction is still going on, or whether anything at all is waiting to be sent."""

    transaction: TransactionId | None = None


@operation("ask-transaction-status", TransactionStatus)
async def ask_transaction_status(order: Order, wish: TransactionStatus) -> None:
    """Ask the station."""
    await order.call("GetTransactionStatus", present(transactionId=wish.transaction))


@keeps("GetTransactionStatus")
def keep_status(exchange: Exchange) -> None:
    """Keep whether messages of the transaction still wait at the station."""
    asked = exchange.request.get("transactionId")
    if asked is not None:
        transactions.note_status(exchange.db, exchange.station, asked, exchange.answer["messagesInQueue"])
