"""The running cost of a transaction."""

from collections.abc import Callable

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]


def test_running_cost_is_stored_with_the_transaction(device: Device, ask: Ask) -> None:
    transaction = device.begin_transaction(1, 1)
    assert ask("CostUpdated", totalCost=1.25, transactionId=transaction.id).answer == {}
    assert ask("CostUpdated", totalCost=9, transactionId="T0").answer == {}
    assert transaction.total_cost == 1.25
