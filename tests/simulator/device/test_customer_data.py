from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Reply
from plugfest.simulator.device.customer_data import CLEARED

Ask = Callable[..., Reply]
Status = Callable[..., str]

HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "AB", "issuerKeyHash": "CD", "serialNumber": "1F"}


def text(reply: Reply) -> str:
    assert reply.answer == {"status": "Accepted"}
    return "".join(call.payload["data"] for call in reply.then)


def test_data_of_a_token_is_reported_and_cleared(device: Device, ask: Ask, token: dict[str, Any]) -> None:
    device.authorization.remember(token, {"status": "Accepted"})
    device.customers.note("Prefers EVSE 2", idToken=token)
    transaction = device.begin_transaction(1, 1, token)
    listed = {"idToken": token, "idTokenInfo": {"status": "Blocked"}}
    ask("SendLocalList", versionNumber=1, updateType="Full", localAuthorizationList=[listed])
    transaction.event("Ended", "EVDeparted")
    asked = {"requestId": 4, "idToken": token}
    found = text(ask("CustomerInformation", **asked, report=True, clear=False))
    for part in ("Prefers EVSE 2", "cache: Accepted", "list: Blocked", transaction.id):
        assert part in found
    assert text(ask("CustomerInformation", **asked, report=True, clear=True)) == found
    assert text(ask("CustomerInformation", **asked, report=True, clear=False)) == "Local authorization list: Blocked"
    assert device.transactions.find(transaction.id) is None


def test_cleared_data_is_confirmed_in_text(ask: Ask, token: dict[str, Any]) -> None:
    assert text(ask("CustomerInformation", requestId=1, idToken=token, report=True, clear=True)) == ""
    assert text(ask("CustomerInformation", requestId=1, idToken=token, report=False, clear=True)) == CLEARED


def test_long_text_is_sent_in_parts(device: Device, ask: Ask) -> None:
    device.customers.note("x" * 1200, customerIdentifier="OpenChargeAlliance")
    reply = ask("CustomerInformation", requestId=8, customerIdentifier="OpenChargeAlliance", report=True, clear=False)
    assert text(reply) == "x" * 1200
    assert [(c.payload["seqNo"], c.payload["tbc"]) for c in reply.then] == [(0, True), (1, True), (2, False)]


def test_certificate_hash_is_compared_without_letter_case(device: Device, ask: Ask) -> None:
    device.customers.note("Has a contract", customerCertificate=HASH)
    asked = {**HASH, "issuerNameHash": "ab", "serialNumber": "1f"}
    reply = ask("CustomerInformation", requestId=8, customerCertificate=asked, report=True, clear=False)
    assert text(reply) == "Has a contract"
    another = {**asked, "issuerKeyHash": "cd"}  # a plain string in Part 2: its letter case counts
    assert text(ask("CustomerInformation", requestId=9, customerCertificate=another, report=True, clear=False)) == ""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"report": True, "clear": False}, "Invalid"),
        ({"report": True, "clear": False, "customerIdentifier": "x", "customerCertificate": HASH}, "Invalid"),
        ({"report": False, "clear": False, "customerIdentifier": "x"}, "Rejected"),
    ],
)
def test_requests_without_reference_or_purpose_are_refused(
    status: Status, asked: dict[str, Any], expected: str
) -> None:
    assert status("CustomerInformation", requestId=1, **asked) == expected
