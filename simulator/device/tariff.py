"""CostUpdated: use case I02."""

from typing import TYPE_CHECKING

from plugfest.simulator.device.messages import Answerer, Payload, Reply

if TYPE_CHECKING:
    from plugfest.simulator.device.device import Device


class Tariff:
    """What the driver is shown of the cost; it stands with the transaction."""

    def __init__(self, device: "Device") -> None:
        self._device = device

    def answers(self) -> dict[str, Answerer]:
        """The requests that this block answers."""
        return {"CostUpdated": self.cost_updated}

    def cost_updated(self, request: Payload) -> Reply:
        """Keeps the running cost of a transaction. The answer has no status, so one of an unknown one is dropped."""
        transaction = self._device.known_transactions.get(request["transactionId"])
        if transaction:
            transaction.total_cost = float(request["totalCost"])
        return Reply({})
