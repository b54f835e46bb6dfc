"""Many tokens are added and removed in one request."""

from typing import Any


async def test_many_tokens_are_added_and_removed_in_one_request(operator: Any) -> None:
    put = [{"idToken": f"MANY-{number}", "type": "Central"} for number in range(50)]
    status, body = await operator.request("POST", "/tokens/changes", {"put": put})
    assert (status, body) == (200, {"put": 50, "forgotten": 0})
    assert (await operator.request("GET", "/tokens/Central/MANY-49"))[0] == 200

    status, body = await operator.request(
        "POST", "/tokens/changes", {"forget": [*put, {"idToken": "X", "type": "Central"}]}
    )
    assert (status, body) == (200, {"put": 0, "forgotten": 50})
    assert (await operator.request("GET", "/tokens/Central/MANY-49"))[0] == 404


async def test_invalid_token_rejects_the_whole_change(operator: Any) -> None:
    wrong = {"idToken": "LATE", "type": "Central", "expiry": "tomorrow"}
    status, _ = await operator.request(
        "POST", "/tokens/changes", {"put": [{"idToken": "SOON", "type": "Central"}, wrong]}
    )
    assert status == 400
    assert (await operator.request("GET", "/tokens/Central/SOON"))[0] == 404
