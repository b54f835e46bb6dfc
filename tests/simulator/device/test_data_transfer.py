from collections.abc import Callable

from plugfest.simulator.device import Reply


def test_only_known_vendors_and_messages_are_accepted(ask: Callable[..., Reply], status: Callable[..., str]) -> None:
    assert status("DataTransfer", vendorId="org.example") == "UnknownVendorId"
    assert status("DataTransfer", vendorId="plugfest", messageId="Dance") == "UnknownMessageId"
    reply = ask("DataTransfer", vendorId="Plugfest", messageId="Echo", data={"any": [1, "thing"]})
    assert reply.answer == {"status": "Accepted", "data": {"any": [1, "thing"]}}
