"""Local authorization lists: made from the CSMS's tokens, split by limits, sent in full after a mismatch."""

from uuid import uuid4

import pytest

from plugfest.csms.blocks.d_local_list.parts import parts


@pytest.fixture
async def tokens(operator):
    """Three tokens that the CSMS knows: accepted, blocked, in a group."""
    names = [f"{kind}-{uuid4().hex[:8]}" for kind in ("good", "blocked", "grouped")]
    states = ({}, {"status": "Blocked"}, {"group": {"idToken": "G1", "type": "Central"}})
    for name, state in zip(names, states, strict=True):
        await operator.put(f"/tokens/ISO14443/{name}", **state)
    return [{"idToken": name, "type": "ISO14443"} for name in names]


async def tell_limits(station, items, size=65536):
    asked = await station.is_asked("GetVariables")
    values = {"ItemsPerMessage": items, "BytesPerMessage": size}
    await station.answers(
        asked,
        getVariableResult=[
            {**data, "attributeStatus": "Accepted", "attributeValue": str(values[data["variable"]["name"]])}
            for data in asked.payload["getVariableData"]
        ],
    )


async def tell_version(station, version):
    await station.answers(await station.is_asked("GetLocalListVersion"), versionNumber=version)


async def take(station, status="Accepted"):
    asked = await station.is_asked("SendLocalList")
    await station.answers(asked, status=status)
    return asked.payload


async def send_full(operator, station, tokens, items=10):
    """Send a list that the station accepts, after the requests for limits and version."""
    operation = await operator.starts(station.id, "send-local-list", tokens=tokens)
    if len(tokens) > 1:
        await tell_limits(station, items)
    await tell_version(station, 0)
    await take(station)
    assert (await operator.outcome(operation))["state"] == "done"


async def test_full_list_contains_the_info_of_each_token(world, operator, tokens):
    station = await world.station()
    operation = await operator.starts(station.id, "send-local-list", tokens=tokens)
    await tell_limits(station, 10)
    await tell_version(station, 6)
    sent = await take(station)
    assert (sent["updateType"], sent["versionNumber"]) == ("Full", 7)
    assert [entry["idToken"] for entry in sent["localAuthorizationList"]] == tokens
    assert [entry["idTokenInfo"]["status"] for entry in sent["localAuthorizationList"]] == [
        "Accepted",
        "Blocked",
        "Accepted",
    ]
    assert sent["localAuthorizationList"][2]["idTokenInfo"]["groupIdToken"]["idToken"] == "G1"
    assert (await operator.outcome(operation))["handle"] == {"version": 7}
    shown = await operator.get(f"/stations/{station.id}/local-list")
    assert (shown["version"], shown["certain"], shown["whole"]) == (7, True, True)
    assert {entry["idToken"]["idToken"] for entry in shown["entries"]} == {token["idToken"] for token in tokens}


async def test_list_is_split_by_the_items_per_message(world, operator, tokens):
    station = await world.station()
    operation = await operator.starts(station.id, "send-local-list", tokens=tokens)
    await tell_limits(station, 2)
    await tell_version(station, 0)
    first, second = await take(station), await take(station)
    assert [(part["updateType"], part["versionNumber"]) for part in (first, second)] == [
        ("Full", 1),
        ("Differential", 2),
    ]
    assert [len(part["localAuthorizationList"]) for part in (first, second)] == [2, 1]
    assert (await operator.outcome(operation))["state"] == "done"
    assert (await operator.get(f"/stations/{station.id}/local-list"))["version"] == 2


async def test_limits_and_version_are_requested_once(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens[:2])
    operation = await operator.starts(station.id, "extend-local-list", tokens=tokens)
    sent = await take(station)
    assert (sent["updateType"], sent["versionNumber"]) == ("Differential", 2)
    assert (await operator.outcome(operation))["state"] == "done"


async def test_removed_token_is_sent_without_token_info(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens)
    operation = await operator.starts(station.id, "remove-from-local-list", tokens=tokens[1:2])
    sent = await take(station)
    assert sent["localAuthorizationList"] == [{"idToken": tokens[1]}]
    await operator.outcome(operation)
    shown = await operator.get(f"/stations/{station.id}/local-list")
    assert [entry["idToken"] for entry in shown["entries"]] == [tokens[0], tokens[2]]


async def test_list_is_emptied_by_a_full_update_without_entries(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens)
    operation = await operator.starts(station.id, "empty-local-list")
    assert await take(station) == {"updateType": "Full", "versionNumber": 2}
    await operator.outcome(operation)
    assert (await operator.get(f"/stations/{station.id}/local-list"))["entries"] == []


async def test_list_is_refreshed_with_changed_tokens(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens)
    good, blocked, _ = (token["idToken"] for token in tokens)
    await operator.put(f"/tokens/ISO14443/{good}", status="NoCredit")
    await operator.request("DELETE", f"/tokens/ISO14443/{blocked}")
    operation = await operator.starts(station.id, "refresh-local-list")
    sent = await take(station)
    assert sent["updateType"] == "Differential"
    assert {entry["idToken"]["idToken"]: entry.get("idTokenInfo") for entry in sent["localAuthorizationList"]} == {
        good: {"status": "NoCredit"},
        blocked: None,
    }
    assert (await operator.outcome(operation))["state"] == "done"
    again = await operator.outcome(await operator.starts(station.id, "refresh-local-list"))
    assert (again["state"], again["messages"]) == ("done", [])


@pytest.mark.parametrize("refusal", ["VersionMismatch", "Failed"])
async def test_full_list_is_sent_after_a_refused_update(world, operator, tokens, refusal):
    station = await world.station()
    await send_full(operator, station, tokens[:2])
    operation = await operator.starts(station.id, "extend-local-list", tokens=tokens[2:])
    assert (await take(station, refusal))["updateType"] == "Differential"
    await tell_version(station, 41)
    full = await take(station)
    assert (full["updateType"], full["versionNumber"]) == ("Full", 42)
    assert sorted(entry["idToken"]["idToken"] for entry in full["localAuthorizationList"]) == sorted(
        token["idToken"] for token in tokens
    )
    assert (await operator.outcome(operation))["state"] == "done"


async def test_a_refused_full_list_is_reported_and_not_kept(world, operator, tokens):
    station = await world.station()
    operation = await operator.starts(station.id, "send-local-list", tokens=tokens[:1])
    await tell_version(station, 3)
    await take(station, "Failed")
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("refused", "SendLocalList: Failed, 0 of its messages were taken")
    shown = await operator.get(f"/stations/{station.id}/local-list")
    assert (shown["version"], shown["certain"], shown["entries"]) == (3, False, [])


async def test_unexpected_version_marks_the_list_as_incomplete(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens[:1])
    operation = await operator.starts(station.id, "ask-local-list-version")
    await tell_version(station, 9)
    assert (await operator.outcome(operation))["handle"] == {"version": 9}
    shown = await operator.get(f"/stations/{station.id}/local-list")
    assert (shown["version"], shown["whole"]) == (9, False)


async def test_version_0_removes_the_list(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens[:1])
    operation = await operator.starts(station.id, "ask-local-list-version")
    await tell_version(station, 0)
    await operator.outcome(operation)
    assert (await operator.get(f"/stations/{station.id}/local-list"))["entries"] == []


async def test_duplicate_token_is_listed_once(world, operator, tokens):
    station = await world.station()
    twice = [tokens[0], {**tokens[0], "idToken": tokens[0]["idToken"].upper()}]
    operation = await operator.starts(station.id, "send-local-list", tokens=twice)
    await tell_version(station, 0)
    assert len((await take(station))["localAuthorizationList"]) == 1
    await operator.outcome(operation)


async def test_an_unknown_token_is_not_listed(world, operator):
    station = await world.station()
    stranger = {"idToken": "nobody's", "type": "ISO14443"}
    outcome = await operator.outcome(await operator.starts(station.id, "send-local-list", tokens=[stranger]))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])
    assert "nobody's" in outcome["detail"]


async def test_cleared_customer_is_removed_from_the_list(world, operator, tokens):
    station = await world.station()
    await send_full(operator, station, tokens)
    operation = await operator.starts(station.id, "ask-customer-information", report=True, clear=True, token=tokens[0])
    await station.answers(await station.is_asked("CustomerInformation"), status="Accepted")
    assert await take(station) == {
        "updateType": "Differential",
        "versionNumber": 2,
        "localAuthorizationList": [{"idToken": tokens[0]}],
    }
    assert (await operator.outcome(operation))["state"] == "done"
    shown = await operator.get(f"/stations/{station.id}/local-list")
    assert tokens[0] not in [entry["idToken"] for entry in shown["entries"]]


async def test_list_that_was_never_sent_is_null(world, operator):
    station = await world.station()
    assert await operator.get(f"/stations/{station.id}/local-list") is None


def entry(number, size=10):
    return {"idToken": {"idToken": f"{number:0{size}}", "type": "Central"}}


def test_parts_hold_as_many_entries_as_the_limits_allow():
    entries = [entry(number) for number in range(7)]
    assert [len(part) for part in parts(entries, 3, None)] == [3, 3, 1]
    assert [len(part) for part in parts(entries, None, None)] == [7]
    assert [each for part in parts(entries, 2, 400) for each in part] == entries
    assert parts([], 3, 400) == [[]]


def test_parts_stay_below_the_bytes_of_a_message():
    entries = [entry(number, 36) for number in range(50)]
    made = parts(entries, None, 1000)
    assert all(len(str(part)) + 100 <= 1000 for part in made)
    assert len(made) > 1


def test_too_long_entry_gets_its_own_message():
    assert parts([entry(1), entry(2)], None, 50) == [[entry(1)], [entry(2)]]
