from collections.abc import Callable

from plugfest.simulator.device import Reply


def test_only_known_vendors_and_messages_are_accepted(ask: Callable[..., Reply], status: Callable[..., str]) -> None:
    assert status("DataTransfer", vendorId="org.example") == "UnknownVendorId"
    assert status("DataTransfer", vendorId="plugfest", messageId="Dance") == "UnknownMessageId"
    assert status("DataTransfer", vendorId="Plugfest", messageId="Echo") == "UnknownVendorId"
    reply = ask("DataTransfer", vendorId="plugfest", messageId="Echo", data={"any": [1, "thing"]})
    assert reply.answer == {"status": "Accepted", "data": {"any": [1, "thing"]}}
