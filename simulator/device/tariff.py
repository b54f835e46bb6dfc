"""CostUpdated: use case I02."""

from plugfest.simulator.device.messages import Handler, Payload, Reply
from plugfest.simulator.device.transactions import Transactions


class Tariff:
    """The running cost for the driver, stored with the transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"CostUpdated": self.cost_updated}

    def cost_updated(self, request: Payload) -> Reply:
        """Store the running cost of a known transaction; the answer has no status."""
        transaction = self._transactions.find(request["transactionId"])
        if transaction:
            transaction.total_cost = float(request["totalCost"])
        return Reply({})
