from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]


def entry(name: str, status: str | None = "Accepted") -> dict[str, Any]:
    token = {"idToken": {"idToken": name, "type": "ISO14443"}}
    return token if status is None else {**token, "idTokenInfo": {"status": status}}


def version(ask: Ask) -> int:
    answer = ask("GetLocalListVersion").answer
    assert isinstance(answer, dict)
    return int(answer["versionNumber"])


def listed(device: Device) -> dict[str, str]:
    return {name: item["idTokenInfo"]["status"] for (_, name), item in device.authorization.local_list.items()}


def test_a_full_list_then_differences(device: Device, ask: Ask, status: Status) -> None:
    assert version(ask) == 0
    full = [entry("a"), entry("b")]
    assert status("SendLocalList", versionNumber=5, updateType="Full", localAuthorizationList=full) == "Accepted"
    assert version(ask) == 5
    change = [entry("A", "Blocked"), entry("b", None), entry("c")]
    assert (
        status("SendLocalList", versionNumber=6, updateType="Differential", localAuthorizationList=change) == "Accepted"
    )
    assert listed(device) == {"a": "Blocked", "c": "Accepted"}
    assert device.model.value("LocalAuthListCtrlr", "Entries") == "2"


def test_an_old_version_does_not_match(device: Device, ask: Ask, status: Status) -> None:
    status("SendLocalList", versionNumber=5, updateType="Full", localAuthorizationList=[entry("a")])
    for old in (4, 5):
        change = {"versionNumber": old, "updateType": "Differential", "localAuthorizationList": [entry("b")]}
        assert status("SendLocalList", **change) == "VersionMismatch"
    assert listed(device) == {"a": "Accepted"}
    assert status("SendLocalList", versionNumber=2, updateType="Full") == "Accepted"
    assert listed(device) == {}
    assert version(ask) == 2
    assert status("SendLocalList", versionNumber=3, updateType="Differential") == "Accepted"
    assert version(ask) == 3


@pytest.mark.parametrize(
    ("number", "entries"),
    [
        (0, [entry("a")]),
        (-1, [entry("a")]),
        (1, [entry("a"), entry("A")]),
        (1, [entry("a", None)]),
        (1, [entry(str(number)) for number in range(21)]),
    ],
)
def test_lists_that_fail(device: Device, ask: Ask, status: Status, number: int, entries: list[dict[str, Any]]) -> None:
    request = {"versionNumber": number, "updateType": "Full", "localAuthorizationList": entries}
    assert status("SendLocalList", **request) == "Failed"
    assert version(ask) == 0


def test_more_tokens_than_fit(device: Device, status: Status) -> None:
    for number in range(1, 7):
        entries = [entry(f"{number}-{token}") for token in range(20)]
        answer = status(
            "SendLocalList", versionNumber=number, updateType="Differential", localAuthorizationList=entries
        )
        assert answer == ("Accepted" if number <= 5 else "Failed")
    assert device.authorization.list_version == 5


def test_a_list_that_is_switched_off(device: Device, ask: Ask, status: Status) -> None:
    status("SendLocalList", versionNumber=5, updateType="Full", localAuthorizationList=[entry("a")])
    device.model.put("LocalAuthListCtrlr", "Enabled", False)
    assert version(ask) == 0
    assert status("SendLocalList", versionNumber=6, updateType="Full") == "Failed"


def test_the_cache_is_cleared(device: Device, status: Status, token: dict[str, Any]) -> None:
    device.authorization.remember(token, {"status": "Accepted"})
    assert len(device.authorization.cache) == 1
    assert status("ClearCache") == "Accepted"
    assert device.authorization.cache == {}
    device.model.put("AuthCacheCtrlr", "Enabled", False)
    assert status("ClearCache") == "Rejected"
    device.authorization.remember(token, {"status": "Accepted"})
    assert device.authorization.cache == {}
