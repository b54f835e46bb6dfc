"""What must hold for every message of a CSMS, across all connections of a station."""

import json
from typing import Any

import pytest

from plugfest.simulator.protocol.frames import MessageType
from plugfest.simulator.protocol.judge import Judge
from plugfest.simulator.protocol.schemas import is_action, requests_of_a_csms, schema_errors


@pytest.fixture
def judge() -> Judge:
    return Judge()


def call(identifier: str, action: str = "ClearCache", **payload: Any) -> str:
    return json.dumps([2, identifier, action, payload])


def result(identifier: str, **payload: Any) -> str:
    return json.dumps([3, identifier, payload])


def broken(judge: Judge, raw: str | bytes) -> list[tuple[str, str, str]]:
    return [(defect.rule, defect.path, defect.text) for defect in judge.read(raw).defects]


def rules(judge: Judge, raw: str | bytes) -> list[str]:
    return [rule for rule, _, _ in broken(judge, raw)]


def test_a_good_conversation_has_no_defects(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert rules(judge, result("a", currentTime="2030-01-01T00:00:00Z")) == []
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("2", "Reset", type="Immediate")) == []


# --- ids ---


def test_an_id_is_never_used_again(judge: Judge) -> None:
    judge.read(call("1"))
    judge.sent_answer("1")
    assert broken(judge, call("1")) == [("id", "", "the message id 1 was used before (Part 4, 4.1.4)")]


def test_not_even_on_another_connection(judge: Judge) -> None:
    judge.read(call("1"))
    judge.sent_answer("1")
    judge.disconnected()
    assert rules(judge, call("1")) == ["id"]


def test_a_call_that_was_lost_with_its_connection_may_be_sent_again_as_it_was(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("1")) == ["id"]


def test_a_lost_id_is_not_free_for_another_call(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("1", "GetLocalListVersion")) == ["id"]


def test_an_id_of_the_stations_own_calls_is_free_for_the_csms(judge: Judge) -> None:
    judge.sent_call("1", "Heartbeat")
    assert rules(judge, call("1")) == []


def test_stations_have_ids_of_their_own() -> None:
    assert rules(Judge(), call("1")) == rules(Judge(), call("1")) == []


# --- one outstanding ---


def test_a_second_call_before_the_answer(judge: Judge) -> None:
    judge.read(call("1", "GetLocalListVersion"))
    assert broken(judge, call("2")) == [
        ("one outstanding", "", "sent while GetLocalListVersion was still to be answered (Part 4, 4.1.1)")
    ]


def test_an_answer_may_come_while_a_call_is_open(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    judge.read(call("1"))
    assert rules(judge, result("a")) == []


def test_calls_on_a_lost_connection_are_no_longer_outstanding(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("2")) == []


# --- correlation ---


@pytest.mark.parametrize("raw", [result("a"), '[4,"a","InternalError","",{}]'])
def test_an_answer_to_no_call(judge: Judge, raw: str) -> None:
    judge.sent_call("b", "Heartbeat")
    assert broken(judge, raw) == [
        ("correlation", "", "no call is waiting for an answer with id 'a' (Part 4, 4.1.4)"),
    ]


def test_a_second_answer(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    assert rules(judge, result("a")) == []
    assert rules(judge, result("a")) == ["correlation"]


def test_a_late_answer_is_no_defect_but_a_second_one_is(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    judge.gave_up("a")
    assert rules(judge, result("a")) == []
    assert rules(judge, result("a")) == ["correlation"]


def test_a_late_answer_to_a_call_of_an_earlier_play_is_no_defect() -> None:
    overdue: dict[str, str] = {}
    before = Judge(overdue)
    before.sent_call("a", "ClearedChargingLimit")
    before.gave_up("a")
    assert overdue == {"a": "ClearedChargingLimit"}
    assert rules(Judge(overdue), result("a")) == []


def test_the_observer_gets_the_call_that_an_answer_belongs_to(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert judge.read('[4,"a","InternalError","",{}]').action == "Heartbeat"


# --- actions and schemas ---


def test_an_action_that_there_is_not(judge: Judge) -> None:
    assert broken(judge, call("1", "Dance")) == [("action", "", "OCPP 2.0.1 has no request 'Dance'")]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "ResetRequest", "", "x" * 10_000, "Reset\x00", "BootNotificationR"]
)
def test_no_name_of_an_action_breaks_anything(judge: Judge, name: str) -> None:
    assert "action" in rules(judge, call("1", name))


def test_an_action_of_stations(judge: Judge) -> None:
    assert broken(judge, call("1", "BootNotification")) == [
        ("action", "", "BootNotification is a request of a station, not of a CSMS")
    ]


def test_every_request_of_a_csms_has_a_handler() -> None:
    for action in requests_of_a_csms():
        assert is_action(action)
        assert schema_errors(f"{action}Response", {}) != [("", f"OCPP 2.0.1 has no {action}Response")]


def test_a_call_that_breaks_its_schema_says_where(judge: Judge) -> None:
    found = broken(judge, call("1", "GetVariables", getVariableData=[{"component": {"name": "C"}, "variable": {}}]))
    assert [(rule, path) for rule, path, _ in found] == [("schema", "getVariableData[0].variable")]
    assert "name" in found[0][2]


@pytest.mark.parametrize(
    ("payload", "wrong"),
    [
        ({"currentTime": "2030-01-01T00:00:00Z"}, []),
        ({"currentTime": "2030-01-01T00:00:00.123+02:00"}, []),
        ({"currentTime": "2030-01-01 noon"}, ["currentTime"]),
        ({"currentTime": "2030-01-01T00:00:00"}, ["currentTime"]),
        ({"currentTime": "2030-13-01T00:00:00Z"}, ["currentTime"]),
        ({"currentTime": 5}, ["currentTime"]),
        ({}, [""]),
        ({"currentTime": "2030-01-01T00:00:00Z", "extra": 1}, [""]),
    ],
)
def test_an_answer_is_held_to_the_schema_of_its_call_formats_included(
    judge: Judge, payload: dict[str, Any], wrong: list[str]
) -> None:
    judge.sent_call("a", "Heartbeat")
    assert [(rule, path) for rule, path, _ in broken(judge, result("a", **payload))] == [
        ("schema", path) for path in wrong
    ]


def test_five_of_many_errors_are_reported(judge: Judge) -> None:
    data = [{"component": {}, "variable": {"name": "V"}} for _ in range(50)]
    assert len(broken(judge, call("1", "GetVariables", getVariableData=data))) == 5


def test_an_error_is_held_to_no_schema(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert rules(judge, '[4,"a","NotSupported","",{"any": "thing"}]') == []


def test_unreadable_frames_are_judged_as_far_as_possible(judge: Judge) -> None:
    assert rules(judge, "nonsense") == ["json"]
    assert rules(judge, b"\x00") == ["framing"]
    assert judge.read("nonsense").type is None
    assert rules(judge, '[2,"1","Reset"]') == ["framing", "framing"]
    assert judge.read('[2,7,"ClearCache",{}]').type is MessageType.CALL


# --- the general rules of Part 6, section 3.1 ---


def profile(*periods: dict[str, Any]) -> dict[str, Any]:
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"limit": 6.0, **p} for p in periods]}
    return {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [schedule],
    }


@pytest.mark.parametrize(
    ("periods", "wrong"),
    [
        ([{"startPeriod": 0}, {"startPeriod": 60}], []),
        ([{"startPeriod": 60}, {"startPeriod": 0}], ["chargingProfile.chargingSchedule[0]"]),
        ([{"startPeriod": 0}, {"startPeriod": 0}], ["chargingProfile.chargingSchedule[0]"]),
        ([{"startPeriod": 0, "numberPhases": 1, "phaseToUse": 2}], []),
        (
            [{"startPeriod": 0, "numberPhases": 3, "phaseToUse": 2}],
            ["chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0]"],
        ),
        ([{"startPeriod": 0, "phaseToUse": 2}], ["chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0]"]),
    ],
)
@pytest.mark.parametrize("action", ["SetChargingProfile", "RequestStartTransaction"])
def test_charging_schedules(judge: Judge, action: str, periods: list[dict[str, Any]], wrong: list[str]) -> None:
    rest: dict[str, Any] = (
        {"evseId": 1}
        if action == "SetChargingProfile"
        else {"remoteStartId": 1, "idToken": {"idToken": "A", "type": "Central"}}
    )
    found = broken(judge, call("1", action, chargingProfile=profile(*periods), **rest))
    assert [(rule, path) for rule, path, _ in found] == [("general", path) for path in wrong]


@pytest.mark.parametrize("value", [None, [], "x", {"chargingSchedule": None}, {"chargingSchedule": [None, {}]}])
def test_a_profile_of_nonsense_breaks_its_schema_and_nothing_else(judge: Judge, value: Any) -> None:
    assert set(rules(judge, call("1", "SetChargingProfile", evseId=1, chargingProfile=value))) == {"schema"}


def test_a_call_that_timed_out_may_be_sent_again_with_its_id(judge: Judge) -> None:
    judge.read(call("1"))
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("1")) == ["id"]


def test_another_call_with_the_id_of_one_that_timed_out_is_a_defect(judge: Judge) -> None:
    judge.read(call("1"))
    assert rules(judge, call("1", "GetLocalListVersion")) == ["id", "one outstanding"]
