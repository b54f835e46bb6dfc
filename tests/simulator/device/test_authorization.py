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


def test_differential_update_changes_the_full_list(device: Device, ask: Ask, status: Status) -> None:
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


def test_old_list_version_is_a_mismatch(device: Device, ask: Ask, status: Status) -> None:
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
def test_invalid_list_fails(
    device: Device, ask: Ask, status: Status, number: int, entries: list[dict[str, Any]]
) -> None:
    request = {"versionNumber": number, "updateType": "Full", "localAuthorizationList": entries}
    assert status("SendLocalList", **request) == "Failed"
    assert version(ask) == 0


def test_list_over_the_limit_fails(device: Device, status: Status) -> None:
    for number in range(1, 7):
        entries = [entry(f"{number}-{token}") for token in range(20)]
        answer = status(
            "SendLocalList", versionNumber=number, updateType="Differential", localAuthorizationList=entries
        )
        assert answer == ("Accepted" if number <= 5 else "Failed")
    assert device.authorization.list_version == 5


def test_disabled_list_has_version_0_and_fails(device: Device, ask: Ask, status: Status) -> None:
    status("SendLocalList", versionNumber=5, updateType="Full", localAuthorizationList=[entry("a")])
    device.model.put("LocalAuthListCtrlr", "Enabled", False)
    assert version(ask) == 0
    assert status("SendLocalList", versionNumber=6, updateType="Full") == "Failed"


def test_clear_cache_empties_an_enabled_cache(device: Device, status: Status, token: dict[str, Any]) -> None:
    device.authorization.remember(token, {"status": "Accepted"})
    assert len(device.authorization.cache) == 1
    assert status("ClearCache") == "Accepted"
    assert device.authorization.cache == {}
    device.model.put("AuthCacheCtrlr", "Enabled", False)
    assert status("ClearCache") == "Rejected"
    device.authorization.remember(token, {"status": "Accepted"})
    assert device.authorization.cache == {}
