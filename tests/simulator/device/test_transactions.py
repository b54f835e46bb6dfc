"""The transactions of a station."""

from collections.abc import Callable

from plugfest.simulator.device import Device


def test_transaction_ids_are_compared_without_letter_case(device: Device, status: Callable[..., str]) -> None:
    transaction = device.begin_transaction(1, 1, None, "Tx-a")
    assert device.transactions.find("TX-A") is transaction
    assert status("RequestStopTransaction", transactionId="tX-A") == "Accepted"
