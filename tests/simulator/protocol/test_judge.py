"""Rules for every message of a CSMS, across all connections of a station."""

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


def test_valid_conversation_has_no_defects(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert rules(judge, result("a", currentTime="2030-01-01T00:00:00Z")) == []
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("2", "Reset", type="Immediate")) == []


# --- ids ---


def test_reused_message_id_is_a_defect(judge: Judge) -> None:
    judge.read(call("1"))
    judge.sent_answer("1")
    assert broken(judge, call("1")) == [("id", "", "the message id 1 was used before (Part 4, 4.1.4)")]


def test_message_id_reused_on_another_connection_is_a_defect(judge: Judge) -> None:
    judge.read(call("1"))
    judge.sent_answer("1")
    judge.disconnected()
    assert rules(judge, call("1")) == ["id"]


def test_unanswered_call_may_be_repeated_after_a_reconnect(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("1")) == ["id"]


def test_id_of_a_lost_call_is_not_free_for_another(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("1", "GetLocalListVersion")) == ["id"]


def test_csms_may_use_message_ids_of_the_station(judge: Judge) -> None:
    judge.sent_call("1", "Heartbeat")
    assert rules(judge, call("1")) == []


def test_message_ids_are_separate_per_station() -> None:
    assert rules(Judge(), call("1")) == rules(Judge(), call("1")) == []


# --- one outstanding ---


def test_second_call_before_the_response_is_a_defect(judge: Judge) -> None:
    judge.read(call("1", "GetLocalListVersion"))
    assert broken(judge, call("2")) == [
        ("one outstanding", "", "sent while GetLocalListVersion was still to be answered (Part 4, 4.1.1)")
    ]


def test_response_may_come_while_a_call_is_open(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    judge.read(call("1"))
    assert rules(judge, result("a")) == []


def test_calls_on_a_lost_connection_are_no_longer_outstanding(judge: Judge) -> None:
    judge.read(call("1"))
    judge.disconnected()
    assert rules(judge, call("2")) == []


# --- correlation ---


@pytest.mark.parametrize("raw", [result("a"), '[4,"a","InternalError","",{}]'])
def test_response_without_a_call_is_a_defect(judge: Judge, raw: str) -> None:
    judge.sent_call("b", "Heartbeat")
    assert broken(judge, raw) == [
        ("correlation", "", "no call is waiting for an answer with id 'a' (Part 4, 4.1.4)"),
    ]


def test_second_response_is_a_defect(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    assert rules(judge, result("a")) == []
    assert rules(judge, result("a")) == ["correlation"]


def test_late_response_is_accepted_once(judge: Judge) -> None:
    judge.sent_call("a", "ClearedChargingLimit")
    judge.gave_up("a")
    assert rules(judge, result("a")) == []
    assert rules(judge, result("a")) == ["correlation"]


def test_late_response_to_an_earlier_play_is_accepted() -> None:
    overdue: dict[str, str] = {}
    before = Judge(overdue)
    before.sent_call("a", "ClearedChargingLimit")
    before.gave_up("a")
    assert overdue == {"a": "ClearedChargingLimit"}
    assert rules(Judge(overdue), result("a")) == []


def test_response_frame_names_the_action_of_its_call(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert judge.read('[4,"a","InternalError","",{}]').action == "Heartbeat"


# --- actions and schemas ---


def test_unknown_action_is_a_defect(judge: Judge) -> None:
    assert broken(judge, call("1", "Dance")) == [("action", "", "OCPP 2.0.1 has no request 'Dance'")]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "ResetRequest", "", "x" * 10_000, "Reset\x00", "BootNotificationR"]
)
def test_any_unknown_action_name_is_a_defect(judge: Judge, name: str) -> None:
    assert "action" in rules(judge, call("1", name))


def test_station_action_sent_by_the_csms_is_a_defect(judge: Judge) -> None:
    assert broken(judge, call("1", "BootNotification")) == [
        ("action", "", "BootNotification is a request of a station, not of a CSMS")
    ]


def test_every_csms_request_has_schemas() -> None:
    for action in requests_of_a_csms():
        assert is_action(action)
        assert schema_errors(f"{action}Response", {}) != [("", f"OCPP 2.0.1 has no {action}Response")]


def test_schema_violation_names_the_path(judge: Judge) -> None:
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
def test_response_is_validated_by_the_schema_of_its_call(
    judge: Judge, payload: dict[str, Any], wrong: list[str]
) -> None:
    judge.sent_call("a", "Heartbeat")
    assert [(rule, path) for rule, path, _ in broken(judge, result("a", **payload))] == [
        ("schema", path) for path in wrong
    ]


def test_at_most_five_schema_errors_are_reported(judge: Judge) -> None:
    data = [{"component": {}, "variable": {"name": "V"}} for _ in range(50)]
    assert len(broken(judge, call("1", "GetVariables", getVariableData=data))) == 5


def test_call_error_details_have_no_schema(judge: Judge) -> None:
    judge.sent_call("a", "Heartbeat")
    assert rules(judge, '[4,"a","NotSupported","",{"any": "thing"}]') == []


def test_unreadable_frame_has_its_defects(judge: Judge) -> None:
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
def test_charging_schedule_rules_are_checked(
    judge: Judge, action: str, periods: list[dict[str, Any]], wrong: list[str]
) -> None:
    rest: dict[str, Any] = (
        {"evseId": 1}
        if action == "SetChargingProfile"
        else {"remoteStartId": 1, "idToken": {"idToken": "A", "type": "Central"}}
    )
    found = broken(judge, call("1", action, chargingProfile=profile(*periods), **rest))
    assert [(rule, path) for rule, path, _ in found] == [("general", path) for path in wrong]


@pytest.mark.parametrize("value", [None, [], "x", {"chargingSchedule": None}, {"chargingSchedule": [None, {}]}])
def test_invalid_profile_violates_only_its_schema(judge: Judge, value: Any) -> None:
    assert set(rules(judge, call("1", "SetChargingProfile", evseId=1, chargingProfile=value))) == {"schema"}


def test_timed_out_call_may_be_repeated_with_its_id(judge: Judge) -> None:
    judge.read(call("1"))
    assert rules(judge, call("1")) == []
    judge.sent_answer("1")
    assert rules(judge, call("1")) == ["id"]


def test_id_of_a_timed_out_call_is_not_free_for_another(judge: Judge) -> None:
    judge.read(call("1"))
    assert rules(judge, call("1", "GetLocalListVersion")) == ["id", "one outstanding"]
